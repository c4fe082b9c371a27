/* range.h - rows in the order of an index: ranges, pages, first and last.
 *
 * A column with .index = KITH_ORDERED, or the columns of a KITH_ORDERED_INDEX,
 * have their rows in order. A range is a part of these rows without a gap:
 *
 *   kith_range tracks = kith_in_order(db, Track, (artist, album, number));
 *   Track *page[10];
 *
 *   tracks = kith_range_with(tracks, Track, (artist, album), "Queen", "Jazz");
 *   tracks = kith_range_from(tracks, Track, (artist, album, number), "Queen",
 *                            "Jazz", 3);
 *   count = kith_range_page(tracks, Track, 0, page, 10);
 *   for (size_t i = 0; i < count; i++)
 *       puts(page[i]->title);
 *
 * It is a value, with nothing to close. It knows how many rows it has and where
 * they begin, so it is of no use any more when the index has changed: a row was
 * inserted or deleted, or one of the columns set, or a transaction ended that
 * had done so. Calls with it are KITH_E_MISUSE then; make it anew. A page that
 * was read stays what it is: rows in an array of yours.
 *
 * A call that is refused returns a range without rows, whose `db` is NULL, and
 * says why in kith_last_error(); of such a range all calls return the same, or
 * 0, or NULL, and leave the error as it is. So a chain of calls is asked once,
 * at its end.
 */
#ifndef KITH_RANGE_H
#define KITH_RANGE_H

#include <kith/reflect.h>
#include <kith/seek.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An end of a range, for bounds and cursors to come. */
typedef struct kith_range_end_ {
    union {
        uint64_t words[8];  /* its values, */
        const void *values; /* or where they are */
    } at;
    uint64_t prefix;
    uint32_t count;
    uint8_t form, behind, begins, null;
} kith_range_end_;

/* Rows of an ordered index. The members are the engine's. */
typedef struct kith_range {
    kith_db *db;
    const kith_table *table;
    size_t from;         /* so many rows of the index are before it, */
    size_t to;           /* and so many before its end */
    uint64_t version;    /* of the index, when the range was made */
    void *leaf;          /* where the first row is, if that is known */
    uint32_t at;         /* and at which place there */
    uint32_t key;        /* of the table: the number of the index */
    uint32_t collection; /* whose members they are (sorted.h), */
    const void *parent;  /* and of which row; or NULL */
    kith_range_end_ lower, upper;
} kith_range;

/* Which rows of a range stay, by the values of its first columns. Values are
 * compared column by column, as SQL compares rows: (7, monday) comes before
 * (8, sunday). In a column that descends what is greater comes before. */
typedef enum kith_bound {
    KITH_WITH,   /* those with these values */
    KITH_FROM,   /* those that do not come before them */
    KITH_AFTER,  /* those that come behind them */
    KITH_UNTIL,  /* those that do not come behind them */
    KITH_BEFORE, /* those that come before them */
    KITH_PREFIX  /* those with these values, of which the last is a text: with
                    texts that begin with it */
} kith_bound;

/* All rows of the ordered index that begins with the columns at these offsets:
 * the first that is declared over just these, else the first of all.
 * KITH_E_MISUSE in kith_last_error() where there is none, or the table is not
 * part of the database. O(keys of the table). */
kith_range kith_range_of(kith_db *db, const kith_table *table,
                         const size_t *offsets, size_t count);

/* The same of a key that kith_table_key has described, for tables with
 * several indexes over the same columns. KITH_E_MISUSE where it is no ordered
 * index, or NULL. O(1). */
kith_range kith_range_of_key(kith_db *db, const kith_key *key);

/* The rows of a range that are within a bound. The columns must be the first of
 * the index, in its order (KITH_E_MISUSE); `values` has one address for each,
 * in the form of kith_find_at. Nothing is within a bound of NULL. NULL in the
 * last column is within no bound either, if the bounds say that all rows have
 * the same values in the columns before it. Texts and blobs must stay where
 * they are while the range gets more bounds or a cursor is opened over it;
 * where there are more than eight values, or four blobs, all of them must.
 * O(log rows). */
kith_range kith_range_bound_at(kith_range range, kith_bound bound,
                               const size_t *offsets, const void *const *values,
                               size_t count);

/* The same with values in the form of kith_get_row, for which the rules of
 * kith_find_key_row hold. An integer beyond the type of its column bounds as it
 * should: all rows are before it, or behind it. */
kith_range kith_range_bound_row(kith_range range, kith_bound bound,
                                const size_t *offsets, const kith_value *values,
                                size_t count);

/* How many rows a range has. O(1). */
size_t kith_range_count(kith_range range);

/* The n-th row, from 0; NULL where there are not so many. O(log rows). */
void *kith_range_row(kith_range range, size_t n);

/* Read up to `capacity` rows into an array, behind `skip` others, and return
 * how many: a page. The second reads backwards, from the last row. O(log rows),
 * and O(1) a row. */
size_t kith_range_rows(kith_range range, size_t skip, void *rows,
                       size_t capacity);
size_t kith_range_rows_back(kith_range range, size_t skip, void *rows,
                            size_t capacity);

/* The first row, which then is no more in the range; NULL where there is none.
 * O(1), or O(log rows) for the first. */
void *kith_next_in_range(kith_range *range);

/* How many rows of the range are before this one; SIZE_MAX where it is not in
 * it. O(log rows). */
size_t kith_range_rank(kith_range range, const void *row);

#ifndef __cplusplus

/* Up to four columns, in parentheses; for more there are the functions. */
#define kith_in_order(db, Row, columns) \
    kith_range_of((db), &Row##_table, kith_order_(Row, kith_unwrapped_ columns))
#define kith_range_with(range, Row, columns, ...) \
    kith_bound_(range, KITH_WITH, Row, columns, __VA_ARGS__)
#define kith_range_from(range, Row, columns, ...) \
    kith_bound_(range, KITH_FROM, Row, columns, __VA_ARGS__)
#define kith_range_after(range, Row, columns, ...) \
    kith_bound_(range, KITH_AFTER, Row, columns, __VA_ARGS__)
#define kith_range_until(range, Row, columns, ...) \
    kith_bound_(range, KITH_UNTIL, Row, columns, __VA_ARGS__)
#define kith_range_before(range, Row, columns, ...) \
    kith_bound_(range, KITH_BEFORE, Row, columns, __VA_ARGS__)
#define kith_range_prefix(range, Row, columns, ...) \
    kith_bound_(range, KITH_PREFIX, Row, columns, __VA_ARGS__)

/* The n-th row, the first and the last, of their type; NULL where there is
 * none. */
#define kith_range_nth(range, Row, n) ((Row *)kith_range_row((range), (n)))
#define kith_range_first(range, Row) kith_range_nth(range, Row, 0)
#define kith_range_last(range, Row) ((Row *)kith_range_last_(range))

/* Pages, with an array of rows of their type. */
#define kith_range_page(range, Row, skip, rows, capacity) \
    kith_range_rows((range), (skip), kith_rows_(Row, rows), (capacity))
#define kith_range_page_back(range, Row, skip, rows, capacity) \
    kith_range_rows_back((range), (skip), kith_rows_(Row, rows), (capacity))

/* Visit the rows of a range: kith_for_each_in(it, Track, tracks). The body may
 * do all that does not change the order: the walk ends where a row came or
 * went, or one of its columns changed, with KITH_E_MISUSE in
 * kith_last_error(). A cursor goes on (kith_cursor_range). */
#define kith_for_each_in(it, Row, of)                                  \
    for (kith_range_loop_ it##_r_ = {.range = (of)}; it##_r_.range.db; \
         it##_r_.range.db = NULL)                                      \
        for (Row *it = (Row *)kith_range_loop_next_(&it##_r_); it;     \
             it = (Row *)kith_range_loop_next_(&it##_r_))

#endif

#ifdef __cplusplus
}
#endif

#include <kith/detail/range.h>

#endif
