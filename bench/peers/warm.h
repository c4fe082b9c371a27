/* warm.h - memory that was touched before.
 *
 * Owns   a pool whose pages are there already, so that who takes from it does
 *        not pay for the kernel's work; and the same for malloc.
 *
 * The first touch of a page can cost more than all that is then written to it.
 * It is measured on its own, and kept out of everything else.
 */
#ifndef BENCH_PEERS_WARM_H
#define BENCH_PEERS_WARM_H

#include "peers/hand.h"

#include <limits.h>
#include <malloc.h>

enum {
    WARM_UNIT = 16,
    WARM_SMALL = 1024 /* larger blocks are not used again before a reset */
};

struct warm {
    char *memory;
    size_t used, capacity;
    void *free[WARM_SMALL / WARM_UNIT + 1]; /* small blocks, by units */
};

static inline void warm_init(struct warm *warm, size_t bytes)
{
    *warm = (struct warm){.capacity = hand_pages(bytes)};
    warm->memory = hand_map(warm->capacity, true);
    memset(warm->memory, 1, warm->capacity);
}

static inline void warm_fini(struct warm *warm)
{
    munmap(warm->memory, warm->capacity);
}

/* All that was taken is given back. */
static inline void warm_reset(struct warm *warm)
{
    warm->used = 0;
    memset(warm->free, 0, sizeof(warm->free));
}

static inline size_t warm_units(size_t bytes)
{
    return (bytes + WARM_UNIT - 1) / WARM_UNIT;
}

/* Memory that holds anything. */
static inline void *warm_take(struct warm *warm, size_t bytes)
{
    size_t units = warm_units(bytes);
    void *block;

    if (bytes <= WARM_SMALL && warm->free[units]) {
        block = warm->free[units];
        memcpy(&warm->free[units], block, sizeof(block));
        return block;
    }
    BENCH_REQUIRE(warm->used + units * WARM_UNIT <= warm->capacity);
    block = warm->memory + warm->used;
    warm->used += units * WARM_UNIT;
    return block;
}

static inline void warm_give(struct warm *warm, void *block, size_t bytes)
{
    if (bytes <= WARM_SMALL) {
        memcpy(block, &warm->free[warm_units(bytes)], sizeof(block));
        warm->free[warm_units(bytes)] = block;
    }
}

/* From now on malloc keeps what it has got: what one round frees is warm in the
 * next. */
static inline void malloc_keep(void)
{
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

/* As it was, but for thresholds that no longer adapt. */
static inline void malloc_release(void)
{
    mallopt(M_MMAP_MAX, 65536);
    mallopt(M_TRIM_THRESHOLD, 128 << 10);
    malloc_trim(0);
}

#endif
