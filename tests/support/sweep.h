/* sweep.h - one call, with each of its allocations refused in turn.
 *
 * For every number of members from 0 to 40, so that each list and index meets
 * its steps of growth, the 1st, 2nd, 3rd... allocation of the call is refused,
 * once and then for ever, until the call needs no more. A refused call answers
 * KITH_E_MEMORY and leaves contents, links and sums as they were; the same call
 * succeeds afterwards.
 */
#ifndef SUPPORT_SWEEP_H
#define SUPPORT_SWEEP_H

#include "orchard.h"

struct sweep {
    const char *what;
    /* What is there before the call; in the orchard two trees are planted
     * already. */
    void (*arrange)(kith_db *db, int members);
    /* The call. An insert answers sweep_status(). */
    kith_status (*act)(kith_db *db, int members);
    /* The call may find all its memory in place, so none needs to be refused:
     * it takes nothing but leaves. */
    bool needs_none;
};

/* KITH_OK for a row, the last error for NULL. */
kith_status sweep_status(kith_db *db, const void *row);

/* Run the sweeps. Each must have met a refusal unless it needs none. */
void sweep_run(const struct sweep *sweeps, size_t count);

/* The same in databases that `open` opens, by family_open, and fills. */
void sweep_run_in(kith_db *(*open)(void), const struct sweep *sweeps,
                  size_t count);
#define SWEEP_IN(open, list) \
    sweep_run_in((open), (list), sizeof(list) / sizeof *(list))

/* In the orchard. */
#define SWEEP(list) sweep_run((list), sizeof(list) / sizeof *(list))

#endif
