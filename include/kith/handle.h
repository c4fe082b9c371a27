/* handle.h - references that know whether their row is still there.
 *
 * The address of a row is the fastest reference, and good until the row is
 * deleted: then a new row may have the place. A handle may be kept as long as
 * you like, also beside the database: in an event queue, in a script, in the
 * list of what a user has selected.
 *
 *   kith_handle chosen = kith_handle_of(chair);
 *
 *   Item *item = kith_resolve(db, Item, chosen);
 *   if (item)
 *       puts(item->name);
 */
#ifndef KITH_HANDLE_H
#define KITH_HANDLE_H

#include <kith/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One row of one database, or 0 for none. A number of 8 bytes to be copied,
 * compared and hashed: two handles are equal where they are of the same row,
 * from its insert to its delete. It means nothing in another run of the
 * program. */
typedef uint64_t kith_handle;

/* The handle of a row. 0 for NULL, for a deleted row, and for the draft that a
 * function of a table is given. O(1). */
kith_handle kith_handle_of(const void *row);

/* The row of a handle: kith_resolve(db, Item, handle). NULL when it was
 * deleted, or its insert taken back, also when another row has its place now;
 * when it is a row of another table; for 0; and in a NULL database. What is
 * returned is never another row than the one that kith_handle_of was given. A
 * handle of another database is NULL too, but by chance: each counts from a
 * number of its own, one of a thousand million. NULL with KITH_E_MISUSE in
 * kith_last_error when the table is not part of the database. O(1), with one
 * cache miss, which is the row. */
void *kith_resolve_row(kith_db *db, const kith_table *table,
                       kith_handle handle);

#ifdef __cplusplus
#define kith_resolve(db, Row, handle) \
    ((Row *)kith_resolve_row((db), &Row##_table, (handle)))
#else
#define kith_resolve(db, Row, handle) \
    ((Row *)kith_resolve_((db), &Row##_table, (handle)))
#endif

#ifdef __cplusplus
}
#endif

#include <kith/detail/handle.h>

#endif
