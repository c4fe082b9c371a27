/* cascade.h - what follows from a change set.
 *
 * Owns   the meaning of .on_delete, .on_update, .delete_orphan and
 *        .on_update_function.
 * Knows  the change set and the rows as they are, by reading; it adds to the
 *        change set and changes nothing else.
 *
 *   change set ---> [ a change or a row to delete ] ---> its children in turn
 *    ^                                             |
 *    +--- deleted, unlinked, moved, re-keyed <------+
 *
 * The actions are the referential actions of SQL:2016: RESTRICT is judged at
 * once, NO ACTION when all is done (check.h). .delete_orphan is SQLAlchemy's
 * delete-orphan: a child that loses its parent and gets no other is deleted.
 *
 * Children are those that a parent has before the call, because rows do not
 * change meanwhile. So the order in which parents are followed does not decide
 * which children they have.
 */
#ifndef KI_EDIT_CASCADE_H
#define KI_EDIT_CASCADE_H

#include "engine.h"

/* Add all that follows from the rows already in the change set, until nothing
 * is left to follow. A worklist, not a recursion: chains of any length need no
 * stack. Afterwards every foreign key is resolved, and the change set is what
 * will be judged and carried out: only a check function may still be called.
 * May be called once for a change set. On failure the change set is incomplete,
 * to be reset.
 *
 *   KITH_E_CHILDREN  a row has children under RESTRICT
 *   KITH_E_PARENT    keys follow each other around a ring without end
 *   KITH_E_CHECK     a function returns what does not fit
 *   KITH_E_MEMORY    the allocator returned NULL
 *
 * Cost: O(rows reached). */
kith_status ki_cascade_follow(struct kith_db *db);

#endif
