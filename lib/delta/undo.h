/* undo.h - taking back what mutate.h did.
 *
 * Owns   what each record of a log means, and the call of data/ that is the
 *        inverse of each that changed something. Nothing here can fail, or
 *        needs memory.
 * Knows  the log (data/log.h), whose last record is taken back first: each
 *        inverse then meets the state that its change left behind.
 *
 * While something may still be taken back, nothing that it needs is freed: a
 * text that was replaced and a row that was deleted wait for ki_undo_drop(), as
 * do the postings that became empty. So a log ends in one of two ways,
 * ki_undo() or ki_undo_drop(), and both leave it empty.
 */
#ifndef KI_DELTA_UNDO_H
#define KI_DELTA_UNDO_H

#include "data/log.h"
#include "engine.h"

/* What was done, and which members of its record say how (data/log.h). `row` is
 * the row that did it; `what` is the key in the KEY_ kinds, and the foreign key
 * in the CHILD_ kinds and in MOVED. */
enum undo_kind {
    UNDO_KEY_TAKEN,    /* a row left the index of a key: `kept` is the posting
                          in which it had `place`, or NULL in a unique index */
    UNDO_KEY_PUT,      /* a row joined one */
    UNDO_CHILD_LEFT,   /* a child left its parent `kept`, where it had
                          `place` */
    UNDO_CHILD_JOINED, /* it was appended to the children of `kept` */
    UNDO_CHILD_SHOWN,  /* the same for a new row, which names its parent */
    UNDO_MOVED,        /* a child stands elsewhere in its list: `number` is its
                          rank before */
    UNDO_PLACES,       /* the members of a list are about to have new places:
                          `kept` is a struct places */
    UNDO_COLUMNS,      /* a row is about to have other values: `kept` is a copy
                          of its bytes */
    UNDO_TEXT,         /* the text `kept` was replaced, and is to be released */
    UNDO_PUBLISHED,    /* a new row lives */
    UNDO_RETIRED,      /* a row was deleted, and its cell is to be freed */
    UNDO_NUMBER,       /* a number may have been used: `number` was the next */
    UNDO_KINDS
};

/* The slots of a list before its members were given new places, holes included.
 * Only the first `count`: all behind are NULL. A piece of the log. */
struct places {
    struct child_list list;
    uint32_t count;
    char *slots[];
};

/* Take everything back, the last first. Rows, lists, indexes and numbers are as
 * before; places that were reserved are reserved again, for the change set that
 * is not over. Its after-images must still be there: an empty posting with a
 * reserved place shows its value by one of them. The log is empty afterwards.
 * O(records), and O(slots) for each list whose places were kept. */
void ki_undo(struct kith_db *db, struct log *log);

/* Nothing will be taken back: free what was kept for it. The log is empty
 * afterwards. O(records, and texts and lists of the rows deleted). */
void ki_undo_drop(struct kith_db *db, struct log *log);

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
