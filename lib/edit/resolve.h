/* resolve.h - which row a key names, when all keys are what they will be.
 *
 * Owns   how the columns of a foreign key become its parent: by the index, by
 *        the row that the call is about, by the changes of the call; and when a
 *        key that found none looks again.
 * Knows  the changes and the rows as they are, by reading. What it finds stands
 *        in the after-image's reference, or why there is nothing (enum
 *        parent_state in catalog/layout.h).
 *
 *   columns set ---> UNRESOLVED ---> a row, or NULL
 *                        |              ^
 *                        v              | another change is given the key
 *                     MISSING ----------+
 *
 * A table's index knows the keys that rows have; a foreign key means those that
 * they will have. The two differ for rows that this call inserts or re-keys. So
 * a parent is looked for in three places, the cheap ones first: a row at hand
 * that may be getting the key (the candidate), the index, and, once nothing
 * follows any more, all changes (ki_resolve_among_changes). Whether the row
 * that was found may be the parent is for the checks.
 */
#ifndef KI_EDIT_RESOLVE_H
#define KI_EDIT_RESOLVE_H

#include "engine.h"

/* Find the parent that the columns name, as keys will be. Where one of the
 * columns is NULL the key is NULL (MATCH SIMPLE) and names none. `candidate`,
 * which may be NULL, is a row of the parent's table that may be getting this
 * very key. Where there is no such row the state is PARENT_MISSING, and the
 * change set knows that some parent is missing. O(1). */
void ki_resolve_parent(struct kith_db *db, struct change *change,
                       const struct foreign_key *foreign_key, char *candidate);

/* Find the parents of all foreign keys whose columns were set. A key with a
 * NULL in it is NULL, and one that names what the row named keeps its parent.
 * No key is unresolved afterwards. O(foreign keys of the table). */
void ki_resolve_change(struct kith_db *db, struct change *change);

/* For an updated row, when all keys are what they will be: a key that names no
 * row may name the new key of the parent that the row has, and a key that
 * shares columns with one that changed may name another row. Returns whether
 * such a key is NULL now: the row may be an orphan then, and is to be followed
 * again. O(foreign keys of the table). */
bool ki_resolve_again(struct kith_db *db, struct change *change);

/* Find parents that are no rows, or rows to delete, among the rows that changes
 * give new keys. KITH_E_MEMORY: some references are not found then. No keys may
 * be noted in the change set, and none are afterwards. O(changes). */
kith_status ki_resolve_among_changes(struct kith_db *db);

/* Whether the change keeps the parent that it has, so that it need not be
 * judged from the child's side. Where that parent is deleted, NO ACTION is
 * judged with it, and RESTRICT was: a row that takes the key over does not
 * become the parent. Other actions would have deleted the row, unlinked it or
 * moved it to its default; if it still names the parent, then because a default
 * or new key names it again, which is an error of the child unless another row
 * has that key. */
static inline bool change_stays_with(const struct change *change,
                                     const struct foreign_key *foreign_key,
                                     const char *parent)
{
    assert(foreign_key->child == change->store->table);
    assert(parent);
    if (change->insert || parent != row_parent(change->row, foreign_key))
        return false;
    return !is_to_delete(parent) || foreign_key->on_delete == KITH_NO_ACTION ||
           foreign_key->on_delete == KITH_RESTRICT;
}

/* Whether a column of the key lies in a foreign key that names no row for good:
 * its parent has no key, or none was given. No row has such a key, and the
 * checks will refuse the change. */
bool ki_resolve_is_hopeless(const struct key *key, const char *after);

#endif
