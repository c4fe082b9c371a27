/* undo.h - taking back what mutate.h did.
 *
 * Owns   what each record of a log means, and the call of data/ that is the
 *        inverse of each that changed something. Nothing here can fail, or
 *        needs memory.
 * Knows  the log (data/log.h), whose last record is taken back first.
 *
 * While something may still be taken back, nothing that it needs is freed: a
 * text that was replaced and a row that was deleted wait for ki_undo_drop(), as
 * do the postings that became empty.
 */
#ifndef KI_DELTA_UNDO_H
#define KI_DELTA_UNDO_H

#include "data/log.h"
#include "engine.h"

enum undo_kind {
    UNDO_KEY_TAKEN,    /* a row left the index of a key */
    UNDO_KEY_PUT,      /* a row joined one */
    UNDO_CHILD_LEFT,   /* a child left its parent */
    UNDO_CHILD_JOINED, /* it was appended to one's children */
    UNDO_CHILD_SHOWN,  /* the same for a new row, which names its parent */
    UNDO_MOVED,        /* a child stands elsewhere in its list */
    UNDO_PLACES,       /* all members of a list have new places */
    UNDO_COLUMNS,      /* a row has other values */
    UNDO_TEXT,         /* a text was replaced */
    UNDO_PUBLISHED,    /* a new row lives */
    UNDO_RETIRED,      /* a row was deleted */
    UNDO_NUMBER,       /* a number was used */
    UNDO_KINDS
};

/* The places that the members of a list had. */
struct places {
    struct child_list list;
    uint32_t count;
    char *slots[];
};

/* Take everything back, the last first. Rows, lists, indexes and numbers are as
 * before; places that were reserved are reserved again, for the change set that
 * is not over. O(records). */
void ki_undo(struct kith_db *db, struct log *log);

/* Nothing will be taken back: give up what was kept for it. O(records). */
void ki_undo_drop(struct kith_db *db, struct log *log);

/* The last row that was inserted is no more, and its place is free. No list
 * closed a hole when it came (reserve_keep_holes). O(keys and foreign keys). */
void ki_undo_insert(char *row);

/* Numbers from here on were not used. */
static inline void ki_undo_numbers(struct store *store, uint64_t next)
{
    assert(next <= store->next_number || store->next_number == 0);
    store->next_number = next;
}

#endif
