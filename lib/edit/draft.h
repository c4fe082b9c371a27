/* draft.h - rows as they will be, before anything is changed.
 *
 * Owns   the making of images: what a caller gave, completed with numbers,
 *        defaults and parents.
 * Knows  the rows as they are, by reading. Nothing here judges a rule, and
 *        nothing changes a row that users can see.
 */
#ifndef KI_EDIT_DRAFT_H
#define KI_EDIT_DRAFT_H

#include "engine.h"

/* The database must have a free place for it: take one and fill it with
 * `values`, or with zeros for NULL. Answers the number of the draft in
 * `*number`. Parents and defaults are still open: link, then complete.
 * KITH_E_MEMORY, KITH_E_NOT_FOUND, KITH_E_MISUSE. */
kith_status ki_draft_insert(struct kith_db *db, struct store *store,
                            const void *values, const char *call,
                            size_t *number);

/* Give a new row its number and defaults, and find the parents its keys name.
 * KITH_E_LIMIT. */
kith_status ki_draft_complete(struct kith_db *db, struct draft *draft);

/* The draft of a living row, made at the first call. KITH_E_MEMORY. */
kith_status ki_draft_row(struct kith_db *db, char *row, size_t *number);

/* Set a column of the image to a value as kith_change carries it, NULL for
 * NULL. A foreign key loses its parent until ki_draft_resolve().
 * KITH_E_MISUSE, KITH_E_LIMIT. */
kith_status ki_draft_set(struct kith_db *db, struct draft *draft,
                         const struct column *column, const void *value,
                         const char *call);

/* Find the parents of all foreign keys that ki_draft_set() touched. */
void ki_draft_resolve(struct kith_db *db, struct draft *draft);

/* Look once more, when all keys are what they will be, whether a key that names
 * no row is the new key of the parent that an updated row has. */
void ki_draft_resolve_again(struct kith_db *db, struct draft *draft);

/* Give the image a parent by its row, NULL for none; its key columns follow. A
 * parent whose own key is NULL cannot be referred to: the checks refuse it. */
void ki_draft_link(struct kith_db *db, struct draft *draft,
                   const struct foreign_key *foreign_key, char *parent);

/* Give the image the parent that its key's default names. `candidate`, which
 * may be NULL, is a row that may be getting this very key. */
void ki_draft_default(struct kith_db *db, struct draft *draft,
                      const struct foreign_key *foreign_key, char *candidate);

/* Copy the parent's key, as it will be, into the image's columns; false when
 * they were equal already. */
bool ki_draft_follow(struct kith_db *db, struct draft *draft,
                     const struct foreign_key *foreign_key);

/* The row as it will be: its image where it has one. */
char *ki_plan_image(const struct kith_db *db, char *row);

/* The parent in an image: NULL for a key that is NULL; ki_is_missing() is true
 * for a key that names no row, ki_is_keyless() for a parent that has no key. */
static inline char *image_parent(const char *image,
                                 const struct foreign_key *foreign_key)
{
    return load_ptr(image + foreign_key->reference);
}
bool ki_is_missing(const char *parent);
bool ki_is_keyless(const char *parent);

/* Add a row to those that will be deleted, once. `marks` is zero, or
 * MARK_NAMED for a row that the call itself names. KITH_E_MEMORY. */
kith_status ki_plan_doom(struct kith_db *db, char *row, uint32_t marks);

/* Forget the plan: drafts, marks and promised numbers. Places of inserts that
 * were not born go back. */
void ki_plan_reset(struct kith_db *db);
void ki_plan_fini(struct kith_db *db);

#endif
