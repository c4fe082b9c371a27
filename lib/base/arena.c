/* arena.c - memory that is given back all at once; see arena.h.
 *
 * A piece is cut from the newest block by one addition. The header of a block
 * lies in the block, so an arena has no list of its own.
 */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

/* All in bytes, header included. The first holds what a usual call needs. The
 * largest is a huge page (see memory.c): beyond it doubling saves few calls of
 * the allocator, and would waste up to half of a large block. With arrays and
 * after-images of a change set in huge pages, re-keying a parent of a million
 * children takes 350 ns a child, and 690 in small ones. A first block of up to
 * 64 KiB is kept between calls: it is only so large where one piece was. */
enum {
    FIRST_BLOCK_BYTES = 4096,
    KEPT_BYTES = 64 << 10,
    LARGEST_BYTES = 2 << 20
};

/* Always true: BLOCK_HEADER_BYTES <= used <= bytes, and used is a multiple of
 * the alignment of the arena's pieces, so the next piece is aligned. */
struct arena_block {
    struct arena_block *older;
    size_t bytes; /* the whole block, this header included */
    size_t used;  /* of them, from the front */
};

/* Rounded up, so that the first piece is aligned for any type as the block
 * is. */
#define BLOCK_HEADER_BYTES                                     \
    ((sizeof(struct arena_block) + alignof(max_align_t) - 1) / \
     alignof(max_align_t) * alignof(max_align_t))

/* How large the next block will be, its header included; new_block() takes more
 * where one piece needs it. */
static size_t next_block_bytes(const struct arena *arena)
{
    if (arena->step)
        return arena->block ? arena->step : BLOCK_HEADER_BYTES + arena->first;
    if (!arena->block)
        return FIRST_BLOCK_BYTES;
    return arena->block->bytes < LARGEST_BYTES ? arena->block->bytes * 2
                                               : LARGEST_BYTES;
}

/* A new newest block with room for a piece of `bytes`; NULL without memory, and
 * the arena is as it was. What is left of the block before stays unused in an
 * arena without steps: it is less than the piece that did not fit. */
static struct arena_block *new_block(struct arena *arena, struct memory *memory,
                                     size_t bytes)
{
    size_t wanted = next_block_bytes(arena);
    struct arena_block *block;

    if (wanted < BLOCK_HEADER_BYTES + bytes)
        wanted = BLOCK_HEADER_BYTES + bytes;
    block = ki_memory_new(memory, wanted);
    if (!block)
        return NULL;
    *block = (struct arena_block){
        .older = arena->block, .bytes = wanted, .used = BLOCK_HEADER_BYTES};
    arena->block = block;
    return block;
}

/* A block with so much room, or NULL. With steps, three blocks are looked at: a
 * schema takes pieces of very different sizes, and a small one fills what a
 * large one left; more blocks would make each piece dearer for little. Without
 * steps memory is dropped soon, so only the newest is looked at. */
static struct arena_block *find_block(const struct arena *arena, size_t bytes)
{
    struct arena_block *block = arena->block;

    for (int left = arena->step ? 3 : 1; block && left > 0; left--) {
        if (block->bytes - block->used >= bytes)
            return block;
        block = block->older;
    }
    return NULL;
}

/* With steps pieces are aligned for pointers only: a schema is made of
 * pointers, numbers of 8 bytes and less, and names; the wider alignment would
 * waste up to 8 bytes a piece of a database that is mostly schema. */
void *ki_arena_new_bare(struct arena *arena, struct memory *memory,
                        size_t bytes)
{
    size_t align = arena->step ? alignof(void *) : alignof(max_align_t);
    struct arena_block *block;
    char *piece;

    bytes = (bytes + align - 1) & ~(align - 1);
    block = find_block(arena, bytes);
    if (!block)
        block = new_block(arena, memory, bytes);
    if (!block)
        return NULL;
    piece = (char *)block + block->used;
    block->used += bytes;
    assert(block->used <= block->bytes);
    return piece;
}

void *ki_arena_new(struct arena *arena, struct memory *memory, size_t bytes)
{
    void *piece = ki_arena_new_bare(arena, memory, bytes);

    return piece ? memset(piece, 0, bytes) : NULL;
}

size_t ki_arena_bytes(const struct arena *arena)
{
    size_t bytes = 0;

    for (const struct arena_block *block = arena->block; block;
         block = block->older)
        bytes += block->bytes;
    return bytes;
}

/* Free the blocks, the newest first; the oldest stays unless it is larger than
 * `kept_bytes`. It is the oldest that stays because it is the smallest, unless
 * its first piece was large. */
static void free_blocks(struct arena *arena, struct memory *memory,
                        size_t kept_bytes)
{
    while (arena->block &&
           (arena->block->older || arena->block->bytes > kept_bytes)) {
        struct arena_block *block = arena->block;

        arena->block = block->older;
        ki_memory_free(memory, block, block->bytes);
    }
}

void ki_arena_reset(struct arena *arena, struct memory *memory)
{
    free_blocks(arena, memory, KEPT_BYTES);
    if (arena->block)
        arena->block->used = BLOCK_HEADER_BYTES;
}

void ki_arena_fini(struct arena *arena, struct memory *memory)
{
    free_blocks(arena, memory, 0);
    assert(!arena->block);
    *arena = (struct arena){0};
}
