/* packages_trials.h - what would happen if a package were deleted: it is, within
 * a transaction that is rolled back.
 *
 * Knows  rows and calls that change them. After each trial the database is what
 *        it was before.
 */
#ifndef PACKAGES_TRIALS_H
#define PACKAGES_TRIALS_H

#include "packages_tables.h"

struct trial_options {
    size_t count; /* so many packages, the first that are available */
    bool quiet;   /* print the sums alone */
    bool times;   /* and how long it took */
};

/* Try to delete each of the first packages, with its source where that has no
 * other, and print what would go and what would break. False, with the reason
 * on stderr, without memory, or where the database is not what it was. */
bool report_trials(kith_db *db, struct trial_options options);

#endif
