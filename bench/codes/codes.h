/* codes.h - items that are found by a value which many of them share.
 *
 * Owns   the data set of the suite codes, and its draws. Items have the ids 1
 *        to item_count; their codes, of which there are a hundredth as many,
 *        are numbers without order. Between two rounds each item has the code
 *        it came with.
 */
#ifndef BENCH_CODES_H
#define BENCH_CODES_H

#include "harness/bench.h"

#include <stdlib.h>

enum {
    CODES_SHARED = 100,             /* items of one code, or so */
    CODES_READS = 10000,            /* items a round reads, or so */
    CODES_WRITES = BENCH_WRITES_MAX /* items a round recodes at most */
};

struct codes {
    size_t item_count, code_count;
    uint32_t *first;    /* by the id of an item: the number of its code */
    uint32_t *holders;  /* by the number of a code: how many items */
    size_t *some_items; /* all ids, for distinct draws */

    /* What this round asks: `count` codes, or items and the codes they get. */
    size_t count;
    int64_t items[CODES_WRITES], codes[CODES_WRITES];
};

/* The code of a number. */
static inline int64_t codes_code(size_t number)
{
    return (int64_t)(mixed(number + 1) >> 1);
}

static inline int64_t codes_value(int64_t id)
{
    return (int64_t)(mixed((uint64_t)id) >> 40);
}

/* The rows by id, and those of this round. A world whose rows have addresses
 * begins with it: programs hold rows, and looking them up before the clock runs
 * must not touch them. */
struct codes_handles {
    void **by_id;
    void *items[CODES_WRITES];
};

static inline void codes_handles_init(struct codes_handles *handles,
                                      const struct codes *codes)
{
    handles->by_id = bench_new((codes->item_count + 1) * sizeof(void *));
}

static inline uint64_t codes_take(void *world, void *data)
{
    struct codes_handles *handles = world;
    const struct codes *codes = data;

    for (size_t i = 0; i < codes->count; i++)
        handles->items[i] = handles->by_id[codes->items[i]];
    return 0;
}

/* Levels of kith. */
bench_run codes_begin, codes_commit;

#endif
