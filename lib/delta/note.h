/* note.h - writing records of what a call is about to do, in an open level.
 *
 * Owns   what is kept of each change so that undo.h can take it back.
 * Knows  rows as they are, and the change set: nothing has changed yet.
 *
 * A record is the last thing that a write reserves, so a call that fails
 * afterwards does not exist, and one that fails before gives up what it wrote
 * by ki_note_forget(). Outside a level nothing here is called: that is the one
 * branch that a write without a transaction pays.
 *
 * A record that would repeat the one before, of the same level, row and
 * columns, is not made: the older values are the ones that count. What the
 * write then replaces is not kept but given up, hence enum noted.
 */
#ifndef KI_DELTA_NOTE_H
#define KI_DELTA_NOTE_H

#include "delta/record.h"

enum noted {
    NOTED_FAILED, /* no memory; nothing is written, or recorded as an error */
    NOTED_AGAIN,  /* the last record says it already */
    NOTED         /* what is replaced is to be kept */
};

/* A row that will be inserted, before its number is used; one that will be
 * deleted. False without memory. O(1); O(keys). */
bool ki_note_insert(struct kith_db *db, char *row);
bool ki_note_delete(struct kith_db *db, char *row);

/* A child that will get another parent, or none, along a foreign key of one
 * column; and a column that will be set, at which no more than an index of its
 * own looks. O(1), and the bytes of the column. */
enum noted ki_note_link(struct kith_db *db,
                        const struct foreign_key *foreign_key, char *child);
enum noted ki_note_column(struct kith_db *db, char *row,
                          const struct column *column);

/* A row whose plain columns programs may write from now on. At most one record
 * for each row and level. False without memory. O(plain columns). */
bool ki_note_image(struct kith_db *db, char *row);

/* All that the change set will do, which has passed every check; it is noted
 * there whether it has records (changeset.logged). False without memory. O(what
 * it changes). */
bool ki_note_changes(struct kith_db *db);

/* What was noted since there were `count` records will not be done. */
static inline void ki_note_forget(struct kith_db *db, size_t count)
{
    assert(db_in_level(db));
    ki_log_cut(&db->levels->log, count);
}

#endif
