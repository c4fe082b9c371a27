/* rows.h - calls on many rows.
 *
 * Owns   what such calls share: the array of addresses that each is given, and
 *        that every row of it is looked at before anything changes.
 * Knows  the fast path, by which the rows are written one after the other where
 *        no rule can refuse any of them; else they are one change set.
 *
 * Either way it is all of them or none. Without a change set memory alone can
 * run out: then what was done is taken back.
 *
 * What is won is time: a write waits for one cache miss after the other, and
 * little of the next one can begin meanwhile. Here the rows to come are known,
 * so their lines are fetched ahead (delta/fetch.h).
 */
#ifndef KI_EDIT_ROWS_H
#define KI_EDIT_ROWS_H

#include "delta/fetch.h"
#include "edit/fastpath.h"

/* The array of a call, of addresses of whatever type. It may be the places of a
 * list that the call changes, where a row that has left shows NULL. */
struct rows {
    const void *at;
    size_t count;
};
static inline char *rows_at(const struct rows *rows, size_t i)
{
    assert(i < rows->count);
    return load_row(rows->at, i);
}

/* The first that is not NULL, which says the database, or NULL. */
static inline char *rows_first(const struct rows *rows)
{
    char *row = NULL;

    for (size_t i = 0; !row && i < rows->count; i++)
        row = rows_at(rows, i);
    return row;
}

/* Why the row may not be named in the call db->call, if it may not:
 * KITH_E_MISUSE for NULL and rows of another database, KITH_E_NOT_FOUND for a
 * deleted one. */
kith_status ki_rows_check_one(struct kith_db *db, const char *row);

/* The line of the head of a row to come. */
static KI_ALWAYS_INLINE void rows_fetch_head(const struct rows *rows, size_t i)
{
    if (rows->count - i > ROW_AHEAD)
        fetch_row(rows_at(rows, i + ROW_AHEAD));
}

#endif
