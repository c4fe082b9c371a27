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

#endif
