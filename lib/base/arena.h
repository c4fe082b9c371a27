/* arena.h - memory that is given back all at once.
 *
 * Owns   a chain of blocks, the newest first.
 * Knows  nothing of what they hold. Pieces never move, and none can be given
 *        back by itself.
 *
 *   block ---> | header | piece | piece | free |
 *                 |
 *                older ---> | header | piece | piece | piece | rest |
 *
 * There are two uses. The schema is built once and stays until the close: its
 * blocks are as small as its bytes (steps). The after-images and copies of a
 * change set are dropped after each call: blocks double, so that a cascade to a
 * million rows takes few of them, and the first stays for the next call. An
 * arena that is all zero is one of the second kind, and is empty.
 */
#ifndef KI_BASE_ARENA_H
#define KI_BASE_ARENA_H

#include "base/memory.h"

struct arena {
    struct arena_block *block; /* the newest; NULL: none yet */
    size_t first; /* the bytes for pieces of the first block; with steps */
    size_t step;  /* those of a whole block behind it, its header included; 0:
                     each block is twice the one before */
};

/* An arena for what stays, of which `first` bytes are known: pieces fill what
 * is left of older blocks too, and what is larger than a step has a block of
 * its own. Allocates nothing. */
static inline void ki_arena_init_steps(struct arena *arena, size_t first,
                                       size_t step)
{
    *arena = (struct arena){.first = first, .step = step};
}

/* `bytes` of zeroed memory, or NULL without memory: the arena is as it was. The
 * piece lasts until the reset or the fini. It is aligned for any type; in an
 * arena with steps for pointers, which is all that a schema needs. O(bytes),
 * mostly without a call of the allocator. */
void *ki_arena_new(struct arena *arena, struct memory *memory, size_t bytes);

/* The same with undefined bytes, for a caller that writes all of them. O(1). */
void *ki_arena_new_bare(struct arena *arena, struct memory *memory,
                        size_t bytes);

/* The bytes of all blocks. O(blocks). */
size_t ki_arena_bytes(const struct arena *arena);

/* Forget all pieces; the first block stays for the next use unless it is larger
 * than 64 KiB. So most calls of a program allocate no arena, and one large call
 * does not keep its memory for ever. O(blocks). */
void ki_arena_reset(struct arena *arena, struct memory *memory);

/* Give everything back. The arena is all zero then, so one with steps becomes
 * one without. O(blocks). */
void ki_arena_fini(struct arena *arena, struct memory *memory);

#endif
