/* txn.h - transactions: nothing is ever half done.
 *
 * kith_begin opens a level, kith_commit ends it and keeps what was done in it,
 * kith_rollback ends it and takes all of that back. Levels nest freely: an
 * inner one is a savepoint, whose commit hands its changes on to the level
 * around it.
 *
 *   kith_status status;
 *   kith_transaction(db, status) {
 *       Item *stool = kith_insert(db, Item, .store.row = ikea);
 *       if (!stool || kith_set(chair, price, chair->price - 1) != KITH_OK)
 *           break;
 *   }
 *   if (status != KITH_OK)
 *       puts(kith_status_name(status));
 *
 * A rollback restores exactly: columns, those written through kith_edit too;
 * rows, at their old addresses; the members of lists, their order and their
 * places; the order of equal values; and the next numbers of keys. Members of a
 * struct that are no columns are the program's and stay as they are. It needs
 * no memory and cannot fail. What lists and indexes grew by stays.
 *
 * A call that fails within a level takes back itself alone, and the level goes
 * on. What calls say is the same within a level and outside, but that any of
 * them may be KITH_E_MEMORY there, kith_delete and kith_edit too: what they
 * change is noted first.
 *
 * A row that is deleted in a level keeps its bytes until the outermost level
 * ends: its columns may be read, its links may not, and each call on it is
 * KITH_E_NOT_FOUND. A row that was inserted in a level is gone when that level
 * is rolled back, and its address with it.
 *
 * A plain column is written through kith_set or kith_edit in a level: a
 * rollback does not see a store that the program makes by itself. Where a test
 * opens its database with options.check_writes, kith_commit and kith_rollback
 * find such a store: KITH_E_MISUSE with table, column and, as the value, the
 * primary key of the row. Nothing is changed then and the level stays open, so
 * that the test may look; the next call goes on, for each column of a row is
 * named once:
 *
 *   while (kith_commit(db) == KITH_E_MISUSE)
 *       puts(kith_last_error(db)->message);
 *
 * A store is found where it comes before the first kith_edit, or kith_set of a
 * plain column, of that level on the row, or without any, but for rows that
 * were inserted in the level or are deleted. kith_rollback_to and kith_close do
 * not look. kith_transaction sets its status to KITH_E_MISUSE, and is rolled
 * back. The option takes 4 bytes for each plain column of each place of a row,
 * in each open level, and kith_begin, kith_commit and kith_rollback read all
 * rows.
 *
 * What an open level holds: 32 bytes for each row that a call changes, 16 for
 * one that it deletes, and the values that it replaces; nothing for rows that
 * follow the new key of their parent, but where a key or index of theirs has
 * the column; one copy of the plain columns of each row that was edited; each
 * deleted row, with its texts and lists; and the places in lists that rows have
 * left.
 */
#ifndef KITH_TXN_H
#define KITH_TXN_H

#include <kith/schema.h>
#include <kith/status.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Open a level within the levels that are open. What kith_edit has returned
 * before may not be written through any more.
 *
 *   KITH_E_MEMORY  the allocator returned NULL: no level was opened
 *   KITH_E_MISUSE  db is NULL, or a function of a table calls, or one that runs
 *                  beside kith_verify
 *
 * While any level is open, kith_shrink is KITH_E_MISUSE. Cost: O(1), and in
 * another level a step for each row that was edited since that began or since
 * the last begin. */
kith_status kith_begin(kith_db *db);

/* End the innermost level and keep what was done in it. In another level that
 * is all: it still may be taken back with the other one. At the end of the
 * outermost, deleted rows are gone and their memory is given back.
 *
 *   KITH_E_MISUSE  db is NULL, no level is open, or a function of a table
 *                  calls; under options.check_writes also: a row was written
 *                  directly
 *
 * Cost: O(1) in another level, else linear in what was done. */
kith_status kith_commit(kith_db *db);

/* End the innermost level and take back what was done in it, the last first.
 * Needs no memory.
 *
 *   KITH_E_MISUSE  db is NULL, no level is open, or a function of a table
 *                  calls; under options.check_writes also: a row was written
 *                  directly
 *
 * Cost: linear in what was done. */
kith_status kith_rollback(kith_db *db);

/* Take back all that was done since the kith_begin that made the depth what is
 * given, and leave as many levels open, the level of that begin among them
 * (ROLLBACK TO in SQL). 0 takes back everything and leaves none open. The way
 * back for a program that left the middle of its work by longjmp: it notes the
 * depth after its begin.
 *
 *   KITH_E_MISUSE  db is NULL, no level is open or fewer than `depth`, or
 *                  a function of a table calls
 *
 * Cost: linear in what was done. */
kith_status kith_rollback_to(kith_db *db, size_t depth);

/* How many levels are open: 0 outside a transaction, and for NULL. O(1). */
size_t kith_depth(const kith_db *db);

#ifdef __cplusplus
}
#else

/* A level for the block behind it (gcc, clang):
 *
 *   kith_transaction(db, status) {
 *       if (kith_delete(chair) != KITH_OK)
 *           break;
 *   }
 *
 * Reaching the end of the block commits, also by continue, unless the block has
 * put a failure into `status`: then, and where the commit is refused, the level
 * is rolled back. Leaving the block by break, return or goto rolls back, with
 * all levels that were opened within and are open still. A break in a loop or
 * switch within the block leaves that alone:
 *
 *   kith_transaction(db, status) {
 *       for (int i = 0; status == KITH_OK && i < 3; i++)
 *           status = kith_append(ikea, items, rows[i]);
 *   }
 *
 * longjmp leaves the level open: kith_rollback_to() the depth noted before. So
 * does an end of the block before kith_recover() has dropped a call that was
 * left by longjmp. Where the level cannot be opened, the block does not run.
 *
 * `status` is a kith_status variable of the caller, set to KITH_OK when the
 * block begins and when its changes are kept, and else to why they are not:
 * what the block itself has put there; or the last failure of a call on the
 * database within the block; or KITH_E_ABANDONED, where none has failed. The
 * failure of kith_begin or kith_commit; KITH_E_MISUSE where the block has ended
 * its level itself or leaves another open, and then what was committed by hand
 * is kept. It is set when the block is left: `return status;` within the block
 * returns what it was before that. A block within another has a variable of its
 * own, or its failure is that of both. */
#define kith_transaction(db, status) kith_scope_at_(db, status, __LINE__)

#endif

#include <kith/detail/txn.h>

#endif
