/* changeset.h - what one call is about to do, as a whole.
 *
 * Owns   the two worklists of struct changeset (engine.h): rows to delete,
 *        changes of rows to write, and what is known of all changes together;
 *        how they begin empty and become empty again.
 * Knows  delta/, to which cells of inserts that failed are given back.
 *
 * There is one change set in each database, used by one call after the other:
 * its arrays and maps keep their memory between calls unless they are large, so
 * most calls allocate nothing for them. Outside a call it is empty and no row
 * has a mark.
 *
 * Several changes may want the same thing: a unique key, the next number, a
 * place in a list. Rows and indexes show nothing of it before the call is
 * carried out, so such claims meet in maps of the change set. The after-images
 * by key are such a map, used for two purposes, one after the other, and
 * emptied in between: to find parents among the changes (resolve.c), and to
 * judge UNIQUE (check.c).
 */
#ifndef KI_EDIT_CHANGESET_H
#define KI_EDIT_CHANGESET_H

#include "engine.h"

/* Note the unique key that a change's after-image shows among those of all
 * changes. The key must not be NULL. KITH_E_UNIQUE, not recorded, when another
 * after-image has it: the caller decides whether that is an error.
 * KITH_E_MEMORY, recorded: nothing is noted then. O(1). */
kith_status ki_changeset_note_key(struct kith_db *db, const struct key *key,
                                  char *after);

/* The after-image noted with these values of a key, one address a column in the
 * form of value.h, or NULL. O(1). */
char *ki_changeset_find_key(const struct kith_db *db, const struct key *key,
                            const void *const *values);

/* Forget the keys that were noted. Each user of them does so when done, also
 * after a failure, because the next one must not meet keys of another
 * purpose. */
void ki_changeset_forget_keys(struct kith_db *db);

/* Add a living row to those that will be deleted, once: adding it again is OK
 * and only adds marks. `marks` is zero, or MARK_NAMED for a row that the call
 * itself names. KITH_E_MEMORY: the row is not added or marked. O(1). */
kith_status ki_changeset_delete(struct kith_db *db, char *row, uint32_t marks);

/* Note that the call wants a living row to stay: the call is refused where a
 * cascade would delete it (check_kept.c). May be said twice. KITH_E_MEMORY. */
kith_status ki_changeset_keep(struct kith_db *db, char *row);

/* The row of an update, which keeps a deferred foreign key, comes to wait along
 * it or is adopted: it does so behind the rows that arrived before, and before
 * those that the call gives this key. May be said of a change that moves
 * elsewhere after all, and twice. KITH_E_MEMORY. O(1). */
kith_status ki_changeset_arrive(struct kith_db *db, const struct change *change,
                                const struct foreign_key *foreign_key);

/* A row breaks a deferred rule in a level: it is looked at again when the
 * outermost commits (check_deferred.c). KITH_E_MEMORY. O(1). */
kith_status ki_changeset_suspect(struct kith_db *db, char *row);

/* Make the change set empty, whether it was carried out or refused: changes,
 * marks in the heads of rows, notes and numbers taken are forgotten, and cells
 * of inserts that were not published are free again. Small buffers stay for the
 * next call. O(changes and rows to delete).
 *
 * The second gives the buffers back too. The change set must be empty; it may
 * be used again afterwards (kith_shrink). */
void ki_changeset_reset(struct kith_db *db);
KI_COLD void ki_changeset_fini(struct kith_db *db);

#endif
