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
 * end. `row` may have been deleted since it was answered, as long as nothing
 * was inserted since. O(1) a row, plus one step for each free place. */
void *kith_next_row(kith_db *db, const kith_table *table, const void *row);

/* Visit every row of a table, in storage order, which is the order of inserting
 * as long as nothing was deleted. The body may delete any row, this one
 * included; whether it meets rows that it inserts is not said. */
#define kith_for_each_row(db, Row, it)                                 \
    for (Row *it = (Row *)kith_next_row((db), &Row##_table, NULL); it; \
         it = (Row *)kith_next_row((db), &Row##_table, it))

#ifdef __cplusplus
}
#endif
#endif
