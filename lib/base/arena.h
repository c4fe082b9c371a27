/* arena.h - memory that is given back all at once.
 *
 * Owns   a chain of blocks, the newest first.
 * Knows  nothing of what they hold. Pieces never move.
 */
#ifndef KI_BASE_ARENA_H
#define KI_BASE_ARENA_H

#include "base/memory.h"

struct arena {
    struct arena_block *block;
    size_t first; /* the bytes for pieces of the first block; with steps */
    size_t step;  /* those of a block; 0: each is twice the one before */
};

/* An arena for what stays, of which `first` bytes are known: pieces fill what
 * is left of older blocks too, and what is larger than a step has a block of
 * its own. */
static inline void ki_arena_init_steps(struct arena *arena, size_t first,
                                       size_t step)
{
    *arena = (struct arena){.first = first, .step = step};
}

/* `bytes` of zeroed memory, aligned for any type, in steps for pointers, or
 * NULL. */
void *ki_arena_new(struct arena *arena, struct memory *memory, size_t bytes);

/* The same with whatever the bytes held before, O(1). */
void *ki_arena_new_bare(struct arena *arena, struct memory *memory,
                        size_t bytes);

/* Forget all pieces; the first block stays for the next use unless it is
 * large. */
void ki_arena_reset(struct arena *arena, struct memory *memory);

/* Give everything back. */
void ki_arena_fini(struct arena *arena, struct memory *memory);

#endif
