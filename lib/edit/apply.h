/* apply.h - carrying a judged plan out: reserve, then put, take and set.
 *
 * Owns   the order in which texts, indexes, lists and rows change.
 * Knows  the plan, which must have passed every check. Nothing after the
 *        reserve can fail, so a call changes everything or nothing.
 */
#ifndef KI_EDIT_APPLY_H
#define KI_EDIT_APPLY_H

#include "engine.h"

/* Copy the new texts and make room in every index and list. KITH_E_MEMORY: then
 * all that was reserved is given back. */
kith_status ki_apply_reserve(struct kith_db *db);

/* Change the rows. Cannot fail. */
void ki_apply_plan(struct kith_db *db);

/* The same two for one new row that is in no plan. Room in unique indexes and
 * in the lists of its parents is there already. */
kith_status ki_apply_reserve_new(struct kith_db *db, struct store *store,
                                 char *row);
void ki_apply_new(struct store *store, char *row);

/* A child leaves its parent and joins another, or none, along a foreign key of
 * one column; there is room in the other's list. Cannot fail. */
void ki_apply_link(struct kith_db *db, const struct foreign_key *foreign_key,
                   char *child, char *parent);

/* A row that has no children goes. Cannot fail. */
void ki_apply_delete(char *row);

#endif
