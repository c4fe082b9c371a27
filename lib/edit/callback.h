/* callback.h - calling functions of the user.
 *
 * Owns   what such a function sees, and that it writes nothing: while it runs,
 *        a closed door refuses every call that would.
 * Knows  the change, whose after-image it shows, and takes what is returned
 *        into it.
 *
 * A function is called in the middle of a write, but never while rows change:
 * rows, lists and indexes show nothing of the change set yet, and the
 * after-image is beside them. It may leave by longjmp. Then the change set, the
 * frozen database and perhaps a bulk insert stay as they are until kith_recover
 * (kith/db.h) drops them, so all that a call has in progress must be found
 * through the database, never from the stack alone.
 */
#ifndef KI_EDIT_CALLBACK_H
#define KI_EDIT_CALLBACK_H

#include "engine.h"

/* Set a column of the after-image to what the function returns; NULL leaves the
 * column as it is and sets `*null`. Where an in-place text has no NUL the
 * function is not called, which counts as NULL, and the change remembers it
 * (`unasked`): the checks then refuse the text, and not what is missing. A text
 * or blob that is returned is copied, so it may be a buffer of the function's
 * own. KITH_E_CHECK when it is no value of the column's type, KITH_E_MEMORY. */
kith_status ki_callback_set(struct kith_db *db, struct change *change,
                            const struct column *column,
                            kith_value_function *function, bool *null);

/* Call the functions of all columns that have one for updates, if the change,
 * of a living row, changes another column; those that change already are left.
 * NULL makes the column NULL. KITH_E_CHECK, KITH_E_MEMORY. O(columns). */
kith_status ki_callback_update(struct kith_db *db, struct change *change);

/* Whether a check lets the change be. Every in-place text must have its NUL,
 * since the function reads them. */
bool ki_callback_check(struct kith_db *db, struct change *change,
                       const struct check *check);

#endif
