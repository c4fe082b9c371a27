/* open.h - what a fresh database costs: ten tables, 100 linked rows, the end.
 * This is the price of one unit test of a program's own logic.
 *
 * Owns   the shape: each table is a child of the one before, and all rows of a
 *        table have its last row as their parent. A row has an id that the
 *        system gives, 1 to 10, a name that is copied, a number and a parent.
 */
#ifndef BENCH_OPEN_H
#define BENCH_OPEN_H

#include "harness/bench.h"

enum { OPEN_LEVELS = 10, OPEN_ROWS = 10, OPEN_TIMES = 20 };

#define OPEN_NAME "row"

/* The checksum: for each row of the last level its id and its parent's id. */

/* The system open_<peer>. Its worlds hold nothing, for databases live within a
 * run; so the second question, where the tables of kith are compiled once, is
 * the first for all others. A macro because each file has a one_database() of
 * its own. */
#define OPEN_SYSTEM(peer)                                            \
    static uint64_t run(void *world, void *data)                     \
    {                                                                \
        uint64_t sum = 0;                                            \
                                                                     \
        (void)world;                                                 \
        (void)data;                                                  \
        for (int i = 0; i < OPEN_TIMES; i++)                         \
            sum += one_database();                                   \
        return sum;                                                  \
    }                                                                \
                                                                     \
    static const struct work works[] = {{.run = run}, {.run = run}}; \
                                                                     \
    const struct system open_##peer = {.name = #peer,                \
                                       .open = open_no_world,        \
                                       .close = open_close_no_world, \
                                       .works = works};

static inline void *open_no_world(void *data)
{
    return data;
}

static inline void open_close_no_world(void *world)
{
    (void)world;
}

extern const struct system open_kith, open_hand, open_uthash, open_glib,
    open_sqlite;

#endif
