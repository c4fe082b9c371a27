/* levels.h - rows of plain columns, written within transactions.
 *
 * Owns   the data set of the suite "levels", and the draws: rows have the ids 1
 *        to rows, a value and an amount; only amounts are written.
 */
#ifndef BENCH_LEVELS_H
#define BENCH_LEVELS_H

#include "harness/bench.h"

enum {
    LEVELS_HOT = 1000,             /* rows that a hot question stays with */
    LEVELS_PASSES = 10,            /* times it goes over them */
    LEVELS_COLD = BENCH_WRITES_MAX /* rows of a cold one */
};

/* What this round asks: `count` different rows, gone over `passes` times. */
struct levels_data {
    size_t rows;
    size_t *some; /* all ids, for distinct draws */
    size_t count, passes;
    int64_t ids[LEVELS_COLD];
    int32_t amounts[LEVELS_COLD];
};

static inline int64_t levels_value(int64_t id)
{
    return (int64_t)(mixed((uint64_t)id) >> 40);
}

/* The amount that a draw gives in the pass; passes never repeat one. */
static inline int32_t levels_amount(const struct levels_data *data, size_t draw,
                                    size_t pass)
{
    return data->amounts[draw] + (int32_t)pass;
}

/* Levels of kith. */
bench_run levels_begin, levels_commit;

#endif
