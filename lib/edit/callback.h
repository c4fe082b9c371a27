/* callback.h - calling functions of the user.
 *
 * Owns   what such a function sees, and that it writes nothing: while it runs,
 *        db->frozen refuses every call that would.
 * Knows  the change, whose after-image it shows, and takes what is returned
 *        into it.
 */
#ifndef KI_EDIT_CALLBACK_H
#define KI_EDIT_CALLBACK_H

#include "engine.h"

/* Set a column of the after-image to what the function returns; NULL leaves the
 * column as it is, and `*null` tells so. KITH_E_CHECK when that is no
 * value of the column's type, KITH_E_MEMORY. */
kith_status ki_callback_set(struct kith_db *db, struct change *change,
                            const struct column *column,
                            kith_value_function *function, bool *null);

/* Call the functions of all columns that have one for updates, if the change,
 * of a living row, changes another column; those that change already are left.
 * KITH_E_CHECK, KITH_E_MEMORY. */
kith_status ki_callback_update(struct kith_db *db, struct change *change);

/* Whether a check lets the change be. */
bool ki_callback_check(struct kith_db *db, struct change *change,
                       const struct check *check);

#endif
