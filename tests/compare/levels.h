/* levels.h - levels of transactions, and what must come back with them.
 *
 * Owns   for each open level what was true when it began: the mirror, with the
 *        addresses of all rows, and kith_test_state; and the graves, which are
 *        the rows that were deleted since the outermost began.
 *
 *   kith_begin     SAVEPOINT level_3
 *   kith_commit    RELEASE level_3
 *   kith_rollback  ROLLBACK TO level_3, RELEASE level_3
 *   kith_rollback_to(db, 2)  ROLLBACK TO level_2
 */
#ifndef COMPARE_LEVELS_H
#define COMPARE_LEVELS_H

#include "compare.h"

enum { LEVELS_MAX = 5, GRAVES_MAX = 64 };

struct level {
    struct mirror mirror;
    uint64_t state;
    int grave_count;
};

/* A row that was deleted in an open level: its bytes are still there. */
struct grave {
    int table, rid;
    struct row row; /* as it was; row.kith is its address */
};

struct levels {
    int depth;
    struct level open[LEVELS_MAX];
    int grave_count;
    struct grave graves[GRAVES_MAX];
    bool restored; /* the last call was a rollback: all is to be compared */
};

/* Note a row that a call has deleted, unless no level is open. */
void levels_bury(struct levels *levels, int table, int rid,
                 const struct row *row);

#endif
