/* clone.h - a second database with the contents of the first.
 *
 * For tests that begin in the same world, for trying something out, for a
 * reader that goes on with what there is now while another thread writes:
 *
 *   kith_db *copy = kith_clone(db);
 *
 *   if (!copy)
 *       puts(kith_last_error(db)->message);
 *   Store *same = kith_get(copy, Store, ikea->id);
 *   kith_delete(same);
 *   kith_close(copy);
 *
 * It is made of copies of the blocks of memory, not row by row. Where a whole
 * world is to be put back again and again, a snapshot is faster (snapshot.h).
 */
#ifndef KITH_CLONE_H
#define KITH_CLONE_H

#include <kith/db.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A new database with the same tables and the same contents, which shares
 * nothing with the first one that changes: rows, orders of lists and of equal
 * values, next numbers, spare room, options, allocator and user pointer. A row
 * is found in it by its key, or by its handle: a handle of the original, made
 * before or kept from before the clone, leads to the copy of its row. What
 * either database does afterwards the other does not see, so handles made
 * afterwards are good in their own database alone.
 *
 * Members that are not declared as columns are copied as bytes; where such a
 * member is a pointer to something of the row's own, options.clone_row of the
 * original can mend the copy: it is called for each row, with the copy and the
 * original, when all is copied and linked. It may read both databases and write
 * such members of the copy; it must return.
 *
 * What the program has given both share: the allocator, whose context must
 * outlive both, clock, random source and user pointer. Where two threads use
 * them, so must these be able to. The compiled tables are shared too, and count
 * in kith_memory_used of both.
 *
 * NULL on failure, and kith_last_error of the original tells which:
 *
 *   KITH_E_MEMORY  the allocator returned NULL
 *   KITH_E_MISUSE  a transaction is open, a function of a table runs, or a
 *                  kith_verify is in progress
 *
 * NULL for NULL. The contents of the original are only read, but between
 * threads the call is a write; afterwards each may have a database of its own.
 * Cost: that of copying what the original holds, and some nanoseconds for each
 * link, text and entry of an index; no insert and no hash is made. While it
 * runs, 100 to 300 bytes for each block of memory are needed, which is little
 * but where texts or lists of more than 500 bytes have most of it. */
kith_db *kith_clone(kith_db *db);

#ifdef __cplusplus
}
#endif
#endif
