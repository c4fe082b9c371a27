/* plan.h - what one call is about to do, as a whole.
 *
 * Owns   the two worklists of struct plan (engine.h): rows to delete, drafts of
 *        rows to write; how they begin empty and become empty again.
 * Knows  the slabs, to which places of inserts that failed go back.
 */
#ifndef KI_EDIT_PLAN_H
#define KI_EDIT_PLAN_H

#include "engine.h"

/* Empty the indexes of drafted keys, as whoever fills them does when done. */
void ki_plan_forget_keys(struct kith_db *db);

/* Add a row to those that will be deleted, once. `marks` is zero, or
 * MARK_NAMED for a row that the call itself names. KITH_E_MEMORY. */
kith_status ki_plan_doom(struct kith_db *db, char *row, uint32_t marks);

/* Note that the call wants a row to stay: it is refused where a cascade would
 * delete it. KITH_E_MEMORY. */
kith_status ki_plan_keep(struct kith_db *db, char *row);

/* Forget the plan: drafts, marks and promised numbers. Places of inserts that
 * were not born go back. */
void ki_plan_reset(struct kith_db *db);
void ki_plan_fini(struct kith_db *db);

#endif
