/* seek.h - what kith_get, kith_find and kith_for_each_match are made of. */
#ifndef KITH_DETAIL_SEEK_H
#define KITH_DETAIL_SEEK_H

#include <kith/detail/inline.h>
#include <kith/seek.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What kith_get does with two integers where the steps in the program do not
 * apply. */
void *kith_get_two_(kith_db *db, const kith_table *table, int64_t first,
                    int64_t second);

#ifndef __cplusplus

/* One value calls one of the three functions for it. A number is looked up by
 * what is compiled in first, and so are two, which the compiler sees. Other
 * values call kith_get_row. */
static inline void *kith_get_i64_(kith_db *db, const kith_table *table,
                                  int64_t key)
{
    void *row = NULL;

    return kith_find_number_(db, table, (uint64_t)key, true, &row)
               ? row
               : kith_get_i64(db, table, key);
}
static inline void *kith_get_u64_(kith_db *db, const kith_table *table,
                                  uint64_t key)
{
    void *row = NULL;

    return kith_find_number_(db, table, key, false, &row)
               ? row
               : kith_get_u64(db, table, key);
}
#define kith_get_1_(db, Row, key) \
    ((Row *)_Generic((key), const char *: kith_get_text,                      \
                     char *: kith_get_text, unsigned long: kith_get_u64_,     \
                     unsigned long long: kith_get_u64_, bool: kith_get_i64_,  \
                     char: kith_get_i64_, signed char: kith_get_i64_,         \
                     unsigned char: kith_get_i64_, short: kith_get_i64_,      \
                     unsigned short: kith_get_i64_, int: kith_get_i64_,       \
                     unsigned: kith_get_i64_, long: kith_get_i64_,            \
                     long long: kith_get_i64_)((db), &Row##_table, (key)))
#define kith_get_rows_(db, Row, keys, count, rows) \
    _Generic(1 ? (keys) : (keys), int64_t *: kith_get_rows_i64,               \
             const int64_t *: kith_get_rows_i64,                              \
             char **: kith_get_rows_text, char *const *: kith_get_rows_text,  \
             const char **: kith_get_rows_text,                               \
             const char *const *: kith_get_rows_text)(                        \
        (db), &Row##_table, (const void *)(keys), (count),                    \
        _Generic(1 ? (rows) : (rows), Row **: (rows), const Row **: (rows),   \
                 void **: (rows)))
#define kith_get_2_ kith_get_more_
#define kith_get_3_ kith_get_more_
#define kith_get_4_ kith_get_more_
#define kith_get_more_(db, Row, ...)                                   \
    ((Row *)kith_get_several_(                                         \
        (db), &Row##_table,                                            \
        (const kith_value[]){kith_each_(kith_value_of_, __VA_ARGS__)}, \
        kith_count_of_(__VA_ARGS__)))

static inline kith_value kith_value_i64_(int64_t value)
{
    return (kith_value){.kind = KITH_KIND_I64, .integer = value};
}
static inline kith_value kith_value_u64_(uint64_t value)
{
    return (kith_value){.kind = KITH_KIND_U64, .natural = value};
}
static inline kith_value kith_value_f64_(double value)
{
    return (kith_value){.kind = KITH_KIND_F64, .real = value};
}
static inline kith_value kith_value_text_(const char *value)
{
    return (kith_value){.kind = KITH_KIND_TEXT, .text = value};
}
static inline void *kith_get_several_(kith_db *db, const kith_table *table,
                                      const kith_value *key, size_t count)
{
    void *row = NULL;

    if (count == 2 && key[0].kind == KITH_KIND_I64 &&
        key[1].kind == KITH_KIND_I64)
        return kith_find_two_(db, table, key[0].integer, key[1].integer, &row)
                   ? row
                   : kith_get_two_(db, table, key[0].integer, key[1].integer);
    return kith_get_row(db, table, key, count);
}
#define kith_value_of_(x) \
    _Generic((x), const char *: kith_value_text_, char *: kith_value_text_,   \
             unsigned long: kith_value_u64_,                                  \
             unsigned long long: kith_value_u64_, float: kith_value_f64_,     \
             double: kith_value_f64_, bool: kith_value_i64_,                  \
             char: kith_value_i64_, signed char: kith_value_i64_,             \
             unsigned char: kith_value_i64_, short: kith_value_i64_,          \
             unsigned short: kith_value_i64_, int: kith_value_i64_,           \
             unsigned: kith_value_i64_, long: kith_value_i64_,                \
             long long: kith_value_i64_)(x),

/* kith_key_(R, (a, b), v, w) is the offsets of a and b, the addresses of v and
 * w, and how many they are. */
#define kith_key_(Row, columns, ...)                                       \
    kith_key_of_(kith_paste_(kith_key, kith_up_to_four_ columns), Row,     \
                 kith_unwrapped_ columns, __VA_ARGS__)
#define kith_key_of_(count, ...) count(__VA_ARGS__)
#define kith_unwrapped_(...) __VA_ARGS__
#define kith_key_part_(Row, f, v) \
    offsetof(Row, f) + kith_fits_(kith_at_(Row, f), v)
#define kith_key_value_(Row, f, v) kith_value_(kith_at_(Row, f), v)
#define kith_key_1_(Row, a, v)                   \
    (const size_t[]){kith_key_part_(Row, a, v)}, \
        (const void *const[]){kith_key_value_(Row, a, v)}, 1
#define kith_key_2_(Row, a, b, v, w)                                       \
    (const size_t[]){kith_key_part_(Row, a, v), kith_key_part_(Row, b, w)}, \
        (const void *const[]){kith_key_value_(Row, a, v),                  \
                              kith_key_value_(Row, b, w)},                 \
        2
#define kith_key_3_(Row, a, b, c, v, w, x)                                 \
    (const size_t[]){kith_key_part_(Row, a, v), kith_key_part_(Row, b, w), \
                     kith_key_part_(Row, c, x)},                           \
        (const void *const[]){kith_key_value_(Row, a, v),                  \
                              kith_key_value_(Row, b, w),                  \
                              kith_key_value_(Row, c, x)},                 \
        3
#define kith_key_4_(Row, a, b, c, d, v, w, x, y)                           \
    (const size_t[]){kith_key_part_(Row, a, v), kith_key_part_(Row, b, w), \
                     kith_key_part_(Row, c, x), kith_key_part_(Row, d, y)}, \
        (const void *const[]){kith_key_value_(Row, a, v),                  \
                              kith_key_value_(Row, b, w),                  \
                              kith_key_value_(Row, c, x),                  \
                              kith_key_value_(Row, d, y)},                 \
        4

/* kith_next_match, inline: a step of a few instructions lets the processor
 * fetch several rows at once. Everything is read anew, for the body of the walk
 * may have taken members out of the list, or ended it. A list begins with its
 * places and their number; where they are belongs to KITH_ABI_VERSION. */
static inline void *kith_next_match_(kith_match *match)
{
    void *row = match->row;
    const char *places;
    uint32_t generation, place_count;

    match->row = NULL;
    if (row || !match->list)
        return row;
    memcpy(&generation, match->alive, sizeof(generation));
    if (generation != match->generation)
        return NULL;
    memcpy(&places, match->list, sizeof(places));
    memcpy(&place_count, match->list + sizeof(places), sizeof(place_count));
    while (!row && match->place < place_count)
        memcpy(&row, places + match->place++ * sizeof(row), sizeof(row));
    return row;
}

#endif

#ifdef __cplusplus
}
#endif
#endif
