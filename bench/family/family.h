/* family.h - parents and their children, asked one small thing at a time.
 *
 * Owns   the data set of the suites family* and cascade*, and the draws.
 *        Children have the ids 1 to child_count, parents 1 to parent_count.
 *        Between two rounds each child has the parent it came with: what a
 *        question changes is changed back behind it.
 *
 *   parent  id, value, its children
 *   child   id, value, amount (32 bits), tag (12 bytes), its parent
 */
#ifndef BENCH_FAMILY_H
#define BENCH_FAMILY_H

#include "harness/bench.h"

/* How the children of one parent lie among all children, which are stored in
 * the order of their ids. */
enum family_order {
    FAMILY_INTERLEAVED, /* each child draws its parent */
    FAMILY_CLUSTERED,   /* parent by parent */
    FAMILY_DEALT        /* in turns, each parent the same number */
};

enum {
    FAMILY_READS = 10000,             /* rows a round reads */
    FAMILY_WRITES = BENCH_WRITES_MAX, /* rows a round writes at most */
    FAMILY_HOT = 1000,                /* rows that a hot question stays with */
    FAMILY_PASSES = 10,               /* times a hot question goes over them */
    FAMILY_DRAWS = FAMILY_READS
};

/* Eleven characters and their NUL: what fits into a row. */
#define FAMILY_TAG "of a family"

struct family {
    size_t child_count, parent_count, fanout;
    uint32_t *parent_of;   /* by the id of a child: its parent between rounds */
    uint32_t *children_of; /* by the id of a parent: how many */
    size_t *some_children, *some_parents; /* all ids, for distinct draws */

    /* What this round asks: `count` ids of children, of parents, or of both,
     * gone over `passes` times. */
    size_t count, passes;
    int64_t children[FAMILY_DRAWS], parents[FAMILY_DRAWS];
    int32_t amounts[FAMILY_DRAWS];
};

static inline int64_t family_value(int64_t id)
{
    return (int64_t)(mixed((uint64_t)id) >> 40);
}

/* The value that a draw gives in the pass; passes never repeat one. */
static inline int32_t family_amount(const struct family *family, size_t draw,
                                    size_t pass)
{
    return family->amounts[draw] + (int32_t)pass;
}

/* The n-th child of a parent where children were dealt. */
static inline int64_t family_dealt(const struct family *family, int64_t parent,
                                   size_t n)
{
    return parent + (int64_t)(n * family->parent_count);
}

/* --- Handles -------------------------------------------------------------- */

/* The rows by id, and those that this round is about. A world whose rows have
 * addresses begins with it: programs hold rows, and looking them up before the
 * clock runs must not touch them. */
struct family_handles {
    void **parent_by_id, **child_by_id;
    void *parents[FAMILY_DRAWS], *children[FAMILY_DRAWS];
};

static inline uint64_t family_take_parents(void *world, void *data)
{
    struct family_handles *handles = world;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++)
        handles->parents[i] = handles->parent_by_id[family->parents[i]];
    return 0;
}

static inline uint64_t family_take_children(void *world, void *data)
{
    struct family_handles *handles = world;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++)
        handles->children[i] = handles->child_by_id[family->children[i]];
    return 0;
}

/* The parents are those that the children have between two rounds. */
static inline uint64_t family_take_homes(void *world, void *data)
{
    struct family_handles *handles = world;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++) {
        uint32_t home = family->parent_of[family->children[i]];

        handles->parents[i] = handles->parent_by_id[home];
    }
    return 0;
}

static inline uint64_t family_take_both(void *world, void *data)
{
    return family_take_parents(world, data) + family_take_children(world, data);
}

/* Levels of kith. */
bench_run family_begin, family_commit;

#endif
