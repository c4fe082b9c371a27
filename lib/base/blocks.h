/* blocks.h - many small pieces of memory that come and go.
 *
 * Owns   pieces of up to BLOCK_BYTES_SMALL bytes, cut from chunks in sizes of
 *        16 bytes' steps; those given back wait for the next of their size.
 *        Larger ones come from the allocator one by one.
 * Knows  nothing of what they hold. Chunks are kept until the end.
 *
 * Slot arrays and texts are such pieces: a general allocator puts a header
 * before each, and asks more of every call than the list that grows does.
 */
#ifndef KI_BASE_BLOCKS_H
#define KI_BASE_BLOCKS_H

#include "base/memory.h"

#include <stdint.h>

enum {
    BLOCK_STEP = 16,
    BLOCK_BYTES_SMALL = 512,
    BLOCK_SIZES = BLOCK_BYTES_SMALL / BLOCK_STEP
};

struct blocks {
    struct memory *memory;
    char *free[BLOCK_SIZES]; /* linked through the first bytes */
    char *next, *end;        /* what is not cut yet */
    struct blocks_chunk *newest;
    size_t held_bytes; /* of small pieces in use, in whole steps */
};

void ki_blocks_init(struct blocks *blocks, struct memory *memory);

/* Give the chunks back; no piece may be in use. */
void ki_blocks_fini(struct blocks *blocks);

/* A piece of `bytes`, more than 0, aligned for pointers, or NULL. O(1). */
void *ki_blocks_new(struct blocks *blocks, size_t bytes);

/* Give a piece of `bytes` back. O(1). */
void ki_blocks_free(struct blocks *blocks, void *block, size_t bytes);

/* The piece with its first bytes and a new size, or NULL: then it is as it
 * was. `block` may be NULL when `old_bytes` is 0. O(bytes). */
void *ki_blocks_resize(struct blocks *blocks, void *block, size_t old_bytes,
                       size_t new_bytes);

#endif
