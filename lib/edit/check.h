/* check.h - judging a complete change set.
 *
 * Owns   the rules and their order: NOT NULL, CHECK, UNIQUE, FOREIGN KEY.
 * Knows  the change set and the rows as they are, by reading; where a change
 *        set has several it counts what joins each list (changeset.adds), for a
 *        one-to-one may be joined once, and the reserve needs the number.
 *
 * Rules are judged on the state when the whole call is done, as SQL's deferred
 * constraints at the end of a transaction: a key that its holder gives up in
 * the same call is free, a child that is deleted with its parent is no child.
 * Only RESTRICT is judged before, by the cascade.
 *
 * The fast path has no words for a refusal: it knows when none of these rules
 * can refuse, and leaves all else to here (fastpath.h).
 */
#ifndef KI_EDIT_CHECK_H
#define KI_EDIT_CHECK_H

#include "engine.h"

/* KITH_OK when every rule holds once the change set is carried out. Nothing may
 * be left to follow. Afterwards the changes must stay as they are, or be judged
 * anew.
 *
 *   KITH_E_NOT_NULL, KITH_E_CHECK, KITH_E_UNIQUE, KITH_E_PARENT,
 *   KITH_E_CHILDREN, KITH_E_CYCLE  the first rule that does not
 *   KITH_E_MEMORY    the allocator returned NULL
 *
 * Cost: for each change its columns, and one probe for each key that changes;
 * the children of re-keyed and deleted rows under NO ACTION; ancestors under
 * .acyclic. */
kith_status ki_check_changes(struct kith_db *db);

/* Judge, when all else passes, that no row is deleted that the call wants to
 * stay. KITH_E_PARENT. O(rows that the call wants to stay). (check_kept.c) */
kith_status ki_check_kept(struct kith_db *db);

/* Judge FOREIGN KEY for a change: each key that it newly names needs a row that
 * stays and will hold it; and for a row that is deleted or re-keyed: no child
 * may be left behind under NO ACTION. O(foreign keys); O(children of the keys
 * that are given up). (check_parents.c) */
kith_status ki_check_parents(struct kith_db *db, struct change *change);
kith_status ki_check_children(struct kith_db *db, char *parent);

/* In a level: a deferred key of the change that will name no row is pending,
 * and the change suspect. KITH_E_MEMORY. O(foreign keys). (check_parents.c) */
kith_status ki_check_pending(struct kith_db *db, struct change *change);

/* Judge how many members the collections will have that are limited and that
 * the call changes. KITH_E_CHECK, KITH_E_MEMORY. O(changes). And whether a row
 * has the members that it must have. O(foreign keys). (check_members.c) */
KI_COLD kith_status ki_check_members(struct kith_db *db);
kith_status ki_check_least_members(struct kith_db *db, char *row);

/* Judge the deferred rules of the rows that were suspected, as rows are now.
 * KITH_E_NOT_NULL, KITH_E_UNIQUE, KITH_E_PARENT, and KITH_E_CHECK for members.
 * O(such rows). (check_deferred.c) */
kith_status ki_check_deferred(struct kith_db *db);

/* Refuse a change, of a row as it will be: a column is NULL that may not be; a
 * unique key is held by another row; a foreign key names no row. */
kith_status ki_check_refuse_null(struct kith_db *db,
                                 const struct change *change,
                                 const struct column *column);
kith_status ki_check_refuse_key(struct kith_db *db, const struct change *change,
                                const struct key *key);
kith_status ki_check_refuse_parent(struct kith_db *db,
                                   const struct change *change,
                                   const struct foreign_key *foreign_key);
extern const char ki_check_would_be_null[];

/* Judge the .acyclic keys of a change that are new or change. UNIQUE must have
 * been judged for all changes before, as that fills changeset.adds.
 * KITH_E_CYCLE, KITH_E_MEMORY. O(ancestors), O(1) for a row without children.
 * (check_acyclic.c) */
kith_status ki_check_acyclic(struct kith_db *db, struct change *change);

#endif
