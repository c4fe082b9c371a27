/* scan.h - counting and visiting all rows of a table. */
#ifndef KITH_SCAN_H
#define KITH_SCAN_H

#include <kith/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The number of rows in a table. 0 for NULL or a table that is not part of the
 * database (KITH_E_MISUSE in kith_last_error). O(1). */
size_t kith_count_rows(kith_db *db, const kith_table *table);
#define kith_count(db, Row) kith_count_rows((db), &Row##_table)

/* The row stored behind `row`, or the table's first row for NULL; NULL at the
 * end. `row` may have been deleted since it was returned, as long as nothing
 * was inserted since. O(1) a row, plus one step for each free place. */
void *kith_next_row(kith_db *db, const kith_table *table, const void *row);

/* Where a scan of a table stands. Its members are the engine's. */
typedef struct kith_scan {
    char *place;         /* where the next row may lie */
    const char *end;     /* of the places known here, which lie in one piece */
    const char *limit;   /* of all places that there were when it began */
    size_t stride_bytes; /* from one place to the next; 0 when it is over */
} kith_scan;

/* A scan of a table: call kith_scan_next for one row after the other until it
 * returns NULL. Empty in a NULL database, and for a table that is not part of
 * it (KITH_E_MISUSE in kith_last_error). O(1). */
kith_scan kith_scan_rows(kith_db *db, const kith_table *table);

/* The next row, or NULL at the end. Any row may be deleted meanwhile. O(1) a
 * row, plus one step for each free place. */
static inline void *kith_scan_next(kith_scan *scan);

/* Visit every row of a table, in storage order, which is the order of inserting
 * as long as nothing was deleted. The body may delete any row, this one
 * included; `break` and `continue` work. It may insert rows: whether they are
 * met is not said, but the loop ends. A cursor meets them where they come ahead
 * (cursor.h). */
#define kith_for_each_row(db, Row, it)                           \
    for (kith_scan it##_s_ = kith_scan_rows((db), &Row##_table); \
         it##_s_.stride_bytes; it##_s_.stride_bytes = 0)         \
        for (Row *it = (Row *)kith_scan_next(&it##_s_); it;      \
             it = (Row *)kith_scan_next(&it##_s_))

#ifdef __cplusplus
}
#endif

#include <kith/detail/scan.h>

#endif
