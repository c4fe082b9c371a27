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
 * own looks: `leaves` is the posting of the row there, NULL without one. O(1),
 * and the bytes of the column. */
enum noted ki_note_link(struct kith_db *db,
                        const struct foreign_key *foreign_key, char *child);
enum noted ki_note_column(struct kith_db *db, char *row,
                          const struct column *column, struct posting *leaves);

/* The last record, if it was written in the innermost level; else NULL. */
static inline struct record *ki_note_last(const struct levels *levels)
{
    size_t begin = levels->innermost.records;

    return levels->log.count > begin ? ki_log_last(&levels->log) : NULL;
}

/* The same along a key of one integer, whose old parent says what the column
 * held: inline, for most links are such. False, and nothing is noted, where the
 * newest block of the log has no room: so that the caller needs no call. */
static inline void fill_move(struct record *record,
                             const struct foreign_key *foreign_key, char *child)
{
    assert(foreign_key->int64_key && row_is_in(child, foreign_key->child));
    record->kind = RECORD_MOVE;
    record->row = child;
    record->ordinal = foreign_key->ordinal;
    record->place = children_place(foreign_key, child);
    record->kept = row_parent(child, foreign_key);
}
static inline bool note_first_move(struct levels *levels,
                                   const struct foreign_key *foreign_key,
                                   char *child)
{
    if (!log_has_room(&levels->log, 0))
        return false;
    fill_move(log_push_here(&levels->log, 0), foreign_key, child);
    return true;
}
/* The same with a new block where it has none; false without memory. */
static inline bool note_new_move(struct levels *levels,
                                 const struct foreign_key *foreign_key,
                                 char *child)
{
    struct record *record = ki_log_push(&levels->log, 0);

    if (record)
        fill_move(record, foreign_key, child);
    return record;
}
/* The last record may be that of the same row. */
static inline bool note_move(struct levels *levels,
                             const struct foreign_key *foreign_key, char *child)
{
    struct record *record = ki_note_last(levels);

    return (record && record->kind == RECORD_MOVE && record->row == child &&
            record->ordinal == foreign_key->ordinal) ||
           note_first_move(levels, foreign_key, child);
}

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
