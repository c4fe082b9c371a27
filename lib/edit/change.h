/* change.h - rows as they will be, before anything is changed.
 *
 * Owns   after-images of rows, and which parent each names (changeset.h: what
 *        is to be deleted).
 * Knows  the rows as they are, by reading. Nothing here judges a rule, and
 *        nothing changes a row that users can see.
 *
 * A foreign key of an after-image is in one of three states (enum parent_state
 * in catalog/layout.h): its columns and its reference agree; its columns were
 * set and the row is still to be found; or there is no such row, and the place
 * beside the reference says why. Only a value that can have no meaning is
 * refused here. What a rule forbids is written into the after-image all the
 * same, and the checks find it there.
 */
#ifndef KI_EDIT_CHANGE_H
#define KI_EDIT_CHANGE_H

#include "engine.h"

/* One more change, empty but for its store; NULL without memory, not recorded.
 * The array of changes may move, so addresses of other changes are invalid
 * afterwards. The caller gives it a row before anything else can fail, since a
 * reset reads the row of every change. O(1). */
struct change *ki_change_add(struct kith_db *db, struct store *store);

/* The change of a living row, made at the first call; NULL, with the error
 * recorded, without memory. Its after-image is a copy of the row, which never
 * moves and lasts until the change set is reset; the change itself is valid
 * until the next one is added. O(1), and a copy of the row the first time. */
struct change *ki_change_row(struct kith_db *db, char *row);

/* The first in-place text of the after-image that has no NUL, because it is too
 * long; NULL for none. No function of the user may be shown such an
 * after-image, as it would read past the array. The checks refuse it. O(bytes
 * of the in-place texts). */
const struct column *ki_change_endless(const struct change *change);

/* Whether a value as kith_assignment carries it is NULL. A blob must have been
 * judged before (ki_change_check_blob): only its address is looked at. */
bool ki_assignment_is_null(const struct column *column, const void *value);

/* Bring a value that is not NULL into the form of kith_assignment: `*at` is
 * where it is, in the eight bytes at `number` when it is a number, and else
 * inside `value`, which must last as long. False when it is none of the
 * column's: another class of value, a number that does not fit, or an in-place
 * text without room for its NUL. */
bool ki_assignment_of(const struct column *column, const kith_value *value,
                      void *number, const void **at);

/* Judge a blob that a column is given, at an address that may be unaligned.
 * KITH_E_MISUSE for bytes without data, KITH_E_LIMIT above BLOCK_BYTES_MAX. A
 * NULL blob passes. */
kith_status ki_change_check_blob(struct kith_db *db, const struct table *table,
                                 const struct column *column, const void *blob);

/* Put a value as kith_assignment carries it, which is not NULL, into a column
 * of an after-image or literal, and nothing else: no foreign key is looked at.
 * Text and blob are stored by address, and copied by the reserve. An in-place
 * text that does not fit fills its array to the last byte, which marks it for
 * ki_change_endless(). O(bytes of an in-place text). */
void ki_change_put(char *after, const struct column *column, const void *value);

/* Set a column of the after-image to a value as kith_assignment carries it,
 * NULL for NULL. Texts and blobs are not copied: they must last until the
 * change set is carried out. A foreign key loses its parent until
 * ki_resolve_change(). KITH_E_MISUSE where NULL or a blob can have no meaning,
 * KITH_E_LIMIT for a text or blob that is too long; the column is as before
 * then. */
kith_status ki_change_set(struct kith_db *db, struct change *change,
                          const struct column *column, const void *value);

/* The parent is to be found by what the columns hold or will hold (resolve.h).
 * The change is one of keys from now on (`moves`), so the rules of keys are
 * judged for it. */
static inline void change_unresolve(struct change *change,
                                    const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    assert(!row_is_live(change->after));
    change->moves = true;
    reference_set(change->after + foreign_key->reference, NULL,
                  PARENT_UNRESOLVED);
}

/* The foreign key is NULL: its own columns hold zero. Columns that are not its
 * own keep their values, so a row stays in its tenant while it has no parent
 * there (KITH_FOREIGN_KEYS in kith/schema.h). Does not set `moves`. */
void ki_change_unlink(const struct change *change,
                      const struct foreign_key *foreign_key);

/* Give the after-image a parent by its row, NULL for none; its key columns
 * follow. Two things cannot be: to refer to a parent whose own key is NULL, and
 * to unlink a key without own columns. Either is noted in the reference, and
 * the checks refuse it. O(columns of the key). */
void ki_change_link(struct kith_db *db, struct change *change,
                    const struct foreign_key *foreign_key, char *parent);

/* Copy the key of the parent that the after-image names, as that key will be,
 * into its columns. Where they are equal nothing is written and `moves` is not
 * set, so a change that changes nothing costs no work with keys. A text is the
 * same bytes then, which the reserve turns into a shared block. */
void ki_change_follow(struct kith_db *db, struct change *change,
                      const struct foreign_key *foreign_key);

/* The row that an after-image is of: for an insert the cell in which it is
 * built. O(1). */
char *ki_row_of_after(char *after);

/* Whose child a row is, for what follows from a call, is settled by the call: a
 * row that it gives another parent along a key, or none, is no child of the old
 * parent along this key any more, wherever and whenever a cascade reaches the
 * old one. Nothing that happens to the old parent deletes the row, sets its key
 * or counts it. The new parent has to stay: one that the call deletes is
 * KITH_E_PARENT, not a cascade. Along its other keys, and as an orphan, the row
 * may be deleted still.
 *
 * The first notes along which keys the changes of the call itself move, before
 * anything has followed; O(changes). The second returns whether that is so for
 * a child and a key; O(1). */
void ki_changes_note_moves(struct kith_db *db);
bool ki_changes_move(const struct kith_db *db, const char *child,
                     const struct foreign_key *foreign_key);

#endif
