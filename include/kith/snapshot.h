/* snapshot.h - what a database was, to be put back again and again.
 *
 * For tests that each begin in the same world, and for programs that try many
 * ways from one state:
 *
 *   kith_snapshot *world = kith_snapshot_take(db);
 *
 *   for (int i = 0; i < 1000; i++) {
 *       kith_delete(kith_first(ikea->items));
 *       kith_restore(db, world);
 *   }
 *   kith_snapshot_free(world);
 *
 * The bytes of the database are copied, and copied back to where they were:
 * rows have their old addresses, so pointers that a program has kept from
 * before the snapshot are right again. Snapshots may stand side by side, and
 * each may be put back as often as one likes, in any order.
 */
#ifndef KITH_SNAPSHOT_H
#define KITH_SNAPSHOT_H

#include <kith/db.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct kith_snapshot kith_snapshot;

/* Take a snapshot of all that a database holds, members included that a program
 * has written without a call. It belongs to the database, and lasts until
 * kith_snapshot_free or the close.
 *
 * While there is one, what the database frees of the blocks that it had then is
 * kept for the restore: kith_stats_of shows it as pinned_bytes. All that
 * snapshots hold comes from the allocator of the database and is not counted
 * for options.memory_limit_bytes.
 *
 * NULL on failure, and kith_last_error tells which; nothing has changed:
 *
 *   KITH_E_MEMORY  the allocator returned NULL
 *   KITH_E_MISUSE  a transaction is open, a function of a table runs, or a
 *                  kith_verify is in progress
 *
 * NULL for NULL. Cost: that of copying what the database holds. */
kith_snapshot *kith_snapshot_take(kith_db *db);

/* Make the database what it was when the snapshot was taken: rows, members of
 * the program, orders, next numbers, the bytes it counts. The allocator is not
 * called, so this does not fail for want of memory. The snapshot stays.
 *
 * No loop over a list, a table or equal values may be in progress, and all
 * cursors are closed. Rows that came after the snapshot are gone, as if
 * deleted: handles of them are NULL and stay so, and calls on them are
 * KITH_E_NOT_FOUND until the next call that needs memory, or another row has
 * the place (with options.keep_deleted too). A row that was deleted meanwhile
 * is back at its address, and its handle, and pointers to it, are good again.
 * kith_last_error stays.
 *
 *   KITH_OK        done
 *   KITH_E_MISUSE  a NULL, a snapshot of another database, a transaction is
 *                  open, a function of a table runs, or a kith_verify is in
 *                  progress
 *   KITH_E_LIMIT   half a billion restores or more have each thrown away a row,
 *                  or one place has had as many rows since the snapshot:
 *                  handles could not tell rows apart any more
 *
 * Cost: that of copying what the snapshot holds, and a look at each place of a
 * row. */
kith_status kith_restore(kith_db *db, kith_snapshot *snapshot);

/* Give a snapshot back, and what only it has kept, also in a transaction; no
 * effect for NULL. Cost: linear in its blocks. */
void kith_snapshot_free(kith_snapshot *snapshot);

#ifdef __cplusplus
}
#endif
#endif
