/* seek.h - finding rows by key.
 *
 * A key that no row holds is no failure: NULL is returned and
 * kith_last_error() stays as it was.
 */
#ifndef KITH_SEEK_H
#define KITH_SEEK_H

#include <kith/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The row with this primary key, or NULL: kith_get(db, Store, 1), or
 * kith_get(db, Country, "NO"). A number outside the type of the column misses,
 * and so is every key in a NULL database. NULL with KITH_E_MISUSE in
 * kith_last_error when the table is not part of the database, or its primary
 * key is not one column of this kind. Cost: one probe. */
void *kith_get_i64(kith_db *db, const kith_table *table, int64_t key);
void *kith_get_u64(kith_db *db, const kith_table *table, uint64_t key);
void *kith_get_text(kith_db *db, const kith_table *table, const char *key);

/* The same for many keys at once: kith_get_rows(db, Store, ids, 1000, stores),
 * with an array of int64_t or of texts. `rows` is an array of as many
 * addresses: each gets the row with the key at its place, or NULL. Returns how
 * many are not NULL; 0 where an array is NULL, which then is not written.
 * Errors are those of kith_get.
 *
 * Cost: a probe for each key, of which sixteen wait for memory together: with a
 * million rows some two thirds of the time of as many calls of kith_get by a
 * text, and four fifths by an integer (bench/README.md). */
size_t kith_get_rows_i64(kith_db *db, const kith_table *table,
                         const int64_t *keys, size_t count, void *rows);
size_t kith_get_rows_text(kith_db *db, const kith_table *table,
                          const char *const *keys, size_t count, void *rows);

/* The row with this primary key of one or more columns, in the order in which
 * the table declares them: kith_get(db, Enrolment, 1, 7). `count` must be the
 * number of columns. An integer or bool takes any integer that fits, others
 * miss; a real takes any number, rounded as C does; KITH_KIND_NONE is NULL, by
 * which nothing is found. NULL with KITH_E_MISUSE in kith_last_error as above,
 * and when a text stands for a number, a number for a text, or a real for an
 * integer. Cost: one probe. */
void *kith_get_row(kith_db *db, const kith_table *table, const kith_value *key,
                   size_t count);

/* The oldest row whose column at `offset` has this value, or NULL:
 * kith_find(db, User, email, "ada@example.org"). The column must be unique, a
 * primary key, indexed or a foreign key (KITH_E_MISUSE otherwise): kith never
 * searches row by row behind your back. `value` points at a value of the
 * column's type, at a const char * for text of both kinds. NULL columns are
 * never found. Oldest means longest in the index; for a foreign key without an
 * index of its own it is the first of the parent's list, which kith_move and
 * kith_replace put in another order, and while a deferred one names no row the
 * first of those that wait for it. Cost: one probe. */
void *kith_find_at(kith_db *db, const kith_table *table, size_t offset,
                   const void *value);

/* Where a walk over equal values stands. Its members are the engine's. */
typedef struct kith_match {
    void *row;         /* the only one; NULL: those of a list */
    const char *list;  /* its header; NULL: no more */
    const char *alive; /* where the generation of its owner is */
    size_t place;
    uint32_t generation;
    bool found; /* false: there is nothing to visit */
} kith_match;

/* The rows whose column at `offset` has this value, one after the other: start
 * with kith_match_at, then call kith_next_match until it returns NULL. Errors
 * are those of kith_find_at, and the walk is then empty; so is one by an
 * ordered index where there is no other (KITH_E_MISUSE): its rows are a range
 * (range.h). */
kith_match kith_match_at(kith_db *db, const kith_table *table, size_t offset,
                         const void *value);
void *kith_next_match(kith_match *match);

/* The same by several columns: kith_find_key(db, Track, (artist, title),
 * "Queen", "Innuendo"), or NULL. The `count` columns at these offsets must be
 * those of a primary key, a KITH_UNIQUE, a KITH_INDEX or KITH_FOREIGN_KEYS, all
 * of them and in the order of its declaration (KITH_E_MISUSE otherwise, which
 * names the key that comes near). `values` has one address for each, in the
 * form of kith_find_at. A NULL among the columns is never found, and nothing is
 * found by a NULL. Found is the oldest, for foreign keys the first of the
 * parent's list. Cost: a look at the keys of the table, and one probe. */
void *kith_find_key_at(kith_db *db, const kith_table *table,
                       const size_t *offsets, const void *const *values,
                       size_t count);
kith_match kith_match_key_at(kith_db *db, const kith_table *table,
                             const size_t *offsets, const void *const *values,
                             size_t count);

/* The same with values in the form of kith_get_row: a number that does not fit
 * the column misses, a text for a number, the reverse, or a real for an integer
 * is KITH_E_MISUSE. A value of KITH_KIND_NONE is NULL, by which nothing is
 * found. */
void *kith_find_key_row(kith_db *db, const kith_table *table,
                        const size_t *offsets, const kith_value *values,
                        size_t count);
kith_match kith_match_key_row(kith_db *db, const kith_table *table,
                              const size_t *offsets, const kith_value *values,
                              size_t count);

#ifndef __cplusplus

#define kith_get_rows(db, Row, keys, count, rows) \
    kith_get_rows_((db), Row, (keys), (count), (rows))
#define kith_get(db, Row, ...) \
    kith_paste_(kith_get, kith_up_to_four_(__VA_ARGS__))(db, Row, __VA_ARGS__)
#define kith_find(db, Row, f, v)                                             \
    ((Row *)kith_find_at((db), &Row##_table,                                 \
                         offsetof(Row, f) + kith_fits_(kith_at_(Row, f), v), \
                         kith_value_(kith_at_(Row, f), v)))

/* By two to four columns; for more there is kith_find_key_row. */
#define kith_find_key(db, Row, columns, ...)     \
    ((Row *)kith_find_key_at((db), &Row##_table, \
                             kith_key_(Row, columns, __VA_ARGS__)))

/* Visit every row with this value, in the order in which they came to have it:
 *
 *   kith_for_each_match(db, Item, item, name, "Chair")
 *       puts(item->store.row->name);
 *
 * The body may delete any row or take the value from it, this one included;
 * `break` and `continue` work. It must not give the value to a row: a list that
 * grows may close its holes, and rows would be met twice or not at all. A
 * cursor stands that too (cursor.h). */
#define kith_for_each_match(db, Row, it, f, v)                                 \
    for (kith_match it##_m_ =                                                  \
             kith_match_at((db), &Row##_table,                                 \
                           offsetof(Row, f) + kith_fits_(kith_at_(Row, f), v), \
                           kith_value_(kith_at_(Row, f), v));                  \
         it##_m_.found; it##_m_.found = false)                                 \
        for (Row *it = (Row *)kith_next_match_(&it##_m_); it;                  \
             it = (Row *)kith_next_match_(&it##_m_))

/* The same for the columns of a key, an index or a foreign key, in the order
 * that kith_find_key wants:
 *
 *   kith_for_each_match_key(db, Track, track, (artist, album), "Queen", "Jazz")
 *       puts(track->title);
 */
#define kith_for_each_match_key(db, Row, it, columns, ...)              \
    for (kith_match it##_m_ = kith_match_key_at(                        \
             (db), &Row##_table, kith_key_(Row, columns, __VA_ARGS__)); \
         it##_m_.found; it##_m_.found = false)                          \
        for (Row *it = (Row *)kith_next_match_(&it##_m_); it;           \
             it = (Row *)kith_next_match_(&it##_m_))

#endif

#ifdef __cplusplus
}
#endif

#include <kith/detail/seek.h>

#endif
