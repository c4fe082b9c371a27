/* change.h - rows as they will be, before anything is changed.
 *
 * Owns   after-images of rows, and which parent each names (changeset.h: what
 *        is to be deleted).
 * Knows  the rows as they are, by reading. Nothing here judges a rule, and
 *        nothing changes a row that users can see.
 */
#ifndef KI_EDIT_CHANGE_H
#define KI_EDIT_CHANGE_H

#include "engine.h"

/* One more change, empty but for its store; NULL without memory. */
struct change *ki_change_add(struct kith_db *db, struct store *store);

/* The change of a living row, made at the first call; NULL, with the error
 * recorded, without memory. The address is valid until the next change is
 * added. */
struct change *ki_change_row(struct kith_db *db, char *row);

/* The first in-place text of the after-image that has no NUL, for it is too
 * long: no function may read it, and the checks refuse it. NULL for none. */
const struct column *ki_change_endless(const struct change *change);

/* Whether a value as kith_assignment carries it is NULL. */
bool ki_assignment_is_null(const struct column *column, const void *value);

/* Bring a value that is not NULL into the form of kith_assignment: `*at` is
 * where it is, in the eight bytes at `number` when it is one. False when it is
 * none of the column's. */
bool ki_assignment_of(const struct column *column, const kith_value *value,
                      void *number, const void **at);

/* Judge a blob that a column is given: KITH_E_MISUSE, KITH_E_LIMIT. */
kith_status ki_change_check_blob(struct kith_db *db, const struct table *table,
                                 const struct column *column, const void *blob);

/* Put a value as kith_assignment carries it, which is not NULL, into a column
 * of an after-image or literal, and nothing else. A text that does not fit
 * fills its array. */
void ki_change_put(char *after, const struct column *column, const void *value);

/* Set a column of the after-image to a value as kith_assignment carries it,
 * NULL for NULL. A foreign key loses its parent until ki_resolve_change().
 * KITH_E_MISUSE, KITH_E_LIMIT. */
kith_status ki_change_set(struct kith_db *db, struct change *change,
                          const struct column *column, const void *value);

/* The parent is to be found by what the columns will hold (resolve.h). */
static inline void change_unresolve(struct change *change,
                                    const struct foreign_key *foreign_key)
{
    assert(foreign_key->child == change->store->table);
    assert(!row_is_live(change->after));
    change->moves = true;
    reference_set(change->after + foreign_key->reference, NULL,
                  PARENT_UNRESOLVED);
}

/* Whether the after-image shows other values in the key than the row does. */
bool ki_change_names_another(const struct change *change,
                             const struct foreign_key *foreign_key);

/* The foreign key is NULL: its own columns hold zero. */
void ki_change_unlink(const struct change *change,
                      const struct foreign_key *foreign_key);

/* Give the after-image a parent by its row, NULL for none; its key columns
 * follow. A parent whose own key is NULL cannot be referred to, and a key
 * without own columns cannot be unlinked: the checks refuse both. */
void ki_change_link(struct kith_db *db, struct change *change,
                    const struct foreign_key *foreign_key, char *parent);

/* Copy the parent's key, as it will be, into the after-image's columns, unless
 * they are equal. */
void ki_change_follow(struct kith_db *db, struct change *change,
                      const struct foreign_key *foreign_key);

/* The row that an after-image is of. */
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
 * anything has followed; the second tells. */
void ki_changes_note_moves(struct kith_db *db);
bool ki_changes_move(const struct kith_db *db, const char *child,
                     const struct foreign_key *foreign_key);

#endif
