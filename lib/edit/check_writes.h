/* check_writes.h - finding the rows that a program writes without saying so.
 *
 * Owns   what the plain columns of all rows held when each open level began, as
 *        one sum for each of them, where options.check_writes asks for it.
 * Knows  the log: the records of a level say what was written by calls.
 *
 * A rollback restores what was recorded. A plain column that a program writes
 * in a level without kith_edit or kith_set is in no record, so it keeps the new
 * value, and no rule of the database sees it. Only a test can afford to look.
 *
 * Public contract: options.check_writes in kith/db.h.
 */
#ifndef KI_EDIT_CHECK_WRITES_H
#define KI_EDIT_CHECK_WRITES_H

#include "engine.h"

/* Take the sums for a level that is about to begin: within as many as are open
 * now. False without memory: nothing has changed. O(rows). */
bool ki_sums_take(struct kith_db *db);

/* Look for a column that was written directly since the innermost sums were
 * taken. KITH_E_MISUSE in the name of the public function `call` for the first
 * in storage order, which no level looks at any more, so that each is named
 * once. O(rows, and records of the level). */
kith_status ki_sums_check(struct kith_db *db, const char *call);

/* Forget the sums of levels beyond so many. O(levels). */
void ki_sums_cut(struct kith_db *db, size_t depth);

#endif
