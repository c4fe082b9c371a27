/* draft.h - rows as they will be, before anything is changed.
 *
 * Owns   images of rows, and which parent each names (plan.h: what is doomed).
 * Knows  the rows as they are, by reading. Nothing here judges a rule, and
 *        nothing changes a row that users can see.
 */
#ifndef KI_EDIT_DRAFT_H
#define KI_EDIT_DRAFT_H

#include "engine.h"

/* Record misuse of the public function `call`, about a column or member. */
kith_status ki_draft_misuse(struct kith_db *db, const struct table *table,
                            const char *column, const char *call,
                            const char *sentence);

/* One more draft in the plan, empty but for its store; NULL without memory. */
struct draft *ki_draft_add(struct kith_db *db, struct store *store);

/* The draft of a living row, made at the first call. KITH_E_MEMORY. */
kith_status ki_draft_row(struct kith_db *db, char *row, size_t *number);

/* Whether a value as kith_assignment carries it is NULL. */
bool ki_change_is_null(const struct column *column, const void *value);

/* Set a column of the image to a value as kith_assignment carries it, NULL for
 * NULL. A foreign key loses its parent until ki_draft_resolve().
 * KITH_E_MISUSE, KITH_E_LIMIT. */
kith_status ki_draft_set(struct kith_db *db, struct draft *draft,
                         const struct column *column, const void *value,
                         const char *call);

/* The parent is to be found by what the columns will hold. */
void ki_draft_unresolve(struct draft *draft,
                        const struct foreign_key *foreign_key);

/* Find the parent that the columns name, as keys will be; none where one of
 * them is NULL. `candidate`, which may be NULL, is a row that may be getting
 * this very key. */
void ki_draft_name_parent(struct kith_db *db, struct draft *draft,
                          const struct foreign_key *foreign_key,
                          char *candidate);

/* The foreign key is NULL: its own columns hold zero. */
void ki_draft_unlink(const struct draft *draft,
                     const struct foreign_key *foreign_key);

/* Find the parents of all foreign keys whose columns were set. A key with a
 * NULL in it is NULL, and one that names what the row named keeps its
 * parent. */
void ki_draft_resolve(struct kith_db *db, struct draft *draft);

/* For an updated row, when all keys are what they will be: a key that names no
 * row may name the new key of the parent that the row has, and a key that
 * shares columns with one that changed may name another row. Answers whether
 * such a key is NULL now. */
bool ki_draft_settle(struct kith_db *db, struct draft *draft);

/* Whether a column of the key lies in a foreign key that names nobody for good:
 * its parent has no key, or none was given. Nobody holds such a key, and the
 * checks will refuse the row. */
bool ki_key_is_vain(const struct key *key, const char *image);

/* Whether a parent in an image is none, or a row that goes: another draft may
 * be getting its key. Whether some foreign key of the draft has such a one. */
bool ki_is_open(const char *parent);
bool ki_draft_is_open(const struct draft *draft);

/* Give the image a parent by its row, NULL for none; its key columns follow. A
 * parent whose own key is NULL cannot be referred to, and a key without own
 * columns cannot be unlinked: the checks refuse both. */
void ki_draft_link(struct kith_db *db, struct draft *draft,
                   const struct foreign_key *foreign_key, char *parent);

/* Copy the parent's key, as it will be, into the image's columns, unless they
 * are equal. */
void ki_draft_follow(struct kith_db *db, struct draft *draft,
                     const struct foreign_key *foreign_key);

/* The row that an image is of. */
char *ki_image_row(char *image);

/* Whether the parent in an image is no row: ki_is_unfound() for a key that
 * names none, ki_is_keyless() for a parent that has no key, ki_is_impossible()
 * for none under a key that cannot be NULL. */
bool ki_is_missing(const char *parent);
bool ki_is_unfound(const char *parent);
bool ki_is_keyless(const char *parent);
bool ki_is_impossible(const char *parent);

/* Whose child a row is, for what follows from a call, is settled by the call: a
 * row that it gives another parent along a key, or none, is no child of the old
 * parent along this key any more, wherever and whenever a cascade reaches the
 * old one. Nothing that happens to the old parent deletes the row, sets its key
 * or counts it. The new parent has to stay: one that the call deletes is
 * KITH_E_PARENT, not a cascade. Along its other keys, and as an orphan, the row
 * may be deleted still.
 *
 * The first notes along which keys the drafts of the call itself move, before
 * anything has followed; the second tells. */
void ki_plan_note_moves(struct kith_db *db);
bool ki_plan_moves(const struct kith_db *db, const char *child,
                   const struct foreign_key *foreign_key);

/* Show NULL in the image for parents that are no rows, so that functions of the
 * user can read it; and put them back. */
void ki_draft_hide_stand_ins(struct draft *draft);
void ki_draft_restore_stand_ins(struct draft *draft);

#endif
