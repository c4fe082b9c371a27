/* range.h - what the macros of ranges are made of. */
#ifndef KITH_DETAIL_RANGE_H
#define KITH_DETAIL_RANGE_H

#include <kith/detail/seek.h>
#include <kith/range.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A loop over a range reads some rows at once, so that the processor fetches
 * them together; while the index has not changed they are what it visits
 * next. */
typedef struct kith_range_loop_ {
    kith_range range;        /* behind the rows that were read */
    const uint64_t *version; /* of the index, as it is */
    uint32_t at, count;
    void *rows[32];
} kith_range_loop_;

/* The next row where none is left, or where the index has changed. */
void *kith_range_loop_on_(kith_range_loop_ *loop);

static inline void *kith_range_loop_next_(kith_range_loop_ *loop)
{
    if (loop->at < loop->count && *loop->version == loop->range.version)
        return loop->rows[loop->at++];
    return kith_range_loop_on_(loop);
}

#ifdef __cplusplus
}
#endif

#ifndef __cplusplus

/* The offsets of up to four columns, and how many they are. */
#define kith_order_(...) \
    kith_paste_(kith_order, kith_order_count_(__VA_ARGS__))(__VA_ARGS__)
#define kith_order_count_(Row, ...) kith_up_to_four_(__VA_ARGS__)
#define kith_order_1_(Row, a) (const size_t[]){offsetof(Row, a)}, 1
#define kith_order_2_(Row, a, b) \
    (const size_t[]){offsetof(Row, a), offsetof(Row, b)}, 2
#define kith_order_3_(Row, a, b, c) \
    (const size_t[]){offsetof(Row, a), offsetof(Row, b), offsetof(Row, c)}, 3
#define kith_order_4_(Row, a, b, c, d)                                     \
    (const size_t[]){offsetof(Row, a), offsetof(Row, b), offsetof(Row, c), \
                     offsetof(Row, d)},                                    \
        4

#define kith_bound_(range, bound, Row, columns, ...) \
    kith_range_bound_at((range), (bound), kith_key_(Row, columns, __VA_ARGS__))

static inline void *kith_range_last_(kith_range range)
{
    size_t count = kith_range_count(range);

    return count > 0 ? kith_range_row(range, count - 1) : NULL;
}

/* The type of a pointer to a member of a collection. */
#define kith_member_of_(r, f) __typeof__(&*(r)->f.places[0])

/* An array of rows of this type. */
#define kith_rows_(Row, rows) \
    _Generic(1 ? (rows) : (rows), Row **: (rows), const Row **: (rows), \
             void **: (rows))

#endif
#endif
