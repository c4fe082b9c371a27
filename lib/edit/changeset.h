/* changeset.h - what one call is about to do, as a whole.
 *
 * Owns   the two worklists of struct changeset (engine.h): rows to delete,
 *        changes of rows to write, and what is known of all changes together;
 *        how they begin empty and become empty again.
 * Knows  delta/, to which places of inserts that failed go back.
 */
#ifndef KI_EDIT_CHANGESET_H
#define KI_EDIT_CHANGESET_H

#include "engine.h"

/* Note the unique key that a change's after-image shows among those of all
 * changes. KITH_E_UNIQUE, not recorded, when another one has it; KITH_E_MEMORY:
 * nothing is noted then. O(1). */
kith_status ki_changeset_note_key(struct kith_db *db, const struct key *key,
                                  char *after);

/* The after-image noted with these values of a key, in the form of value.h, or
 * NULL. O(1). */
char *ki_changeset_find_key(const struct kith_db *db, const struct key *key,
                            const void *const *values);

/* Forget the keys noted, as whoever notes them does when done. */
void ki_changeset_forget_keys(struct kith_db *db);

/* Add a row to those that will be deleted, once. `marks` is zero, or
 * MARK_NAMED for a row that the call itself names. KITH_E_MEMORY. */
kith_status ki_changeset_delete(struct kith_db *db, char *row, uint32_t marks);

/* Note that the call wants a row to stay: it is refused where a cascade would
 * delete it. KITH_E_MEMORY. */
kith_status ki_changeset_keep(struct kith_db *db, char *row);

/* Forget the change set: changes, marks and reserved numbers. Places of inserts
 * that were not published go back. */
void ki_changeset_reset(struct kith_db *db);
void ki_changeset_fini(struct kith_db *db);

#endif
