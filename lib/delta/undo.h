/* undo.h - taking back what mutate.h did.
 *
 * Owns   the inverse of each change, and what is freed when none will be taken
 *        back. Nothing here can fail, or needs memory.
 * Knows  the records (record.h), whose last is taken back first: each inverse
 *        then meets the state that its change left behind.
 *
 * While something may still be taken back, nothing that it needs is freed. So a
 * level ends in one of two ways: ki_undo_to() takes its records back, and an
 * outermost one that is kept ends by ki_undo_drop(). One within another that is
 * kept leaves its records to that.
 */
#ifndef KI_DELTA_UNDO_H
#define KI_DELTA_UNDO_H

#include "delta/record.h"

/* Take records back, the last first, until `count` are left. Rows, lists,
 * indexes and numbers are then as they were when there were so many; capacity
 * alone may differ. O(records, and slots of each list whose order was
 * kept). */
void ki_undo_to(struct kith_db *db, size_t count);

/* Nothing will be taken back: free what was kept for it. The log is empty
 * afterwards. O(records, and texts and lists of the rows deleted). */
void ki_undo_drop(struct kith_db *db);

/* The last row that was inserted, without a log, is no more, and its cell is
 * free. For a bulk insert that is refused, whose array of rows is the log: each
 * row only joined ends of lists and indexes, so the row itself says what to
 * take back. No list closed a hole when it came (reserve_keep_holes); rows
 * inserted after it were taken back before. O(keys and foreign keys). */
void ki_undo_insert(char *row);

/* Numbers from `next` on were not used. 0 as the next number stands for "all
 * are used up", behind every other. */
static inline void ki_undo_numbers(struct store *store, uint64_t next)
{
    assert(next <= store->next_number || store->next_number == 0);
    store->next_number = next;
}

#endif
