/* plan.h - what one call is about to do, as a whole.
 *
 * Owns   the two worklists of struct plan (engine.h): rows to delete, drafts of
 *        rows to write, and what is known of all drafts together; how they
 *        begin empty and become empty again.
 * Knows  delta/, to which places of inserts that failed go back.
 */
#ifndef KI_EDIT_PLAN_H
#define KI_EDIT_PLAN_H

#include "engine.h"

/* Note the unique key that a draft's image shows among those of all drafts.
 * KITH_E_UNIQUE when another one has it, KITH_E_MEMORY without memory, neither
 * recorded: nothing is noted then. O(1). */
kith_status ki_plan_note_key(struct kith_db *db, const struct key *key,
                             char *image);

/* The image noted with these values of a key, in the form of value.h, or NULL.
 * O(1). */
char *ki_plan_find_key(const struct kith_db *db, const struct key *key,
                       const void *const *values);

/* Forget the keys noted, as whoever notes them does when done. */
void ki_plan_forget_keys(struct kith_db *db);

/* Add a row to those that will be deleted, once. `marks` is zero, or
 * MARK_NAMED for a row that the call itself names. KITH_E_MEMORY. */
kith_status ki_plan_delete(struct kith_db *db, char *row, uint32_t marks);

/* Note that the call wants a row to stay: it is refused where a cascade would
 * delete it. KITH_E_MEMORY. */
kith_status ki_plan_keep(struct kith_db *db, char *row);

/* Forget the plan: drafts, marks and reserved numbers. Places of inserts that
 * were not published go back. */
void ki_plan_reset(struct kith_db *db);
void ki_plan_fini(struct kith_db *db);

#endif
