/* arena.c - memory that is given back all at once; see arena.h. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

/* The largest blocks are huge pages (see memory.c). */
enum {
    FIRST_BLOCK_BYTES = 4096,
    KEPT_BYTES = 64 << 10,
    LARGEST_BYTES = 2 << 20
};

struct arena_block {
    struct arena_block *older;
    size_t bytes; /* the whole block, this header included */
    size_t used;  /* of them */
};

#define BLOCK_HEADER_BYTES                                     \
    ((sizeof(struct arena_block) + alignof(max_align_t) - 1) / \
     alignof(max_align_t) * alignof(max_align_t))

static size_t next_block_bytes(const struct arena *arena)
{
    if (arena->step)
        return arena->block ? arena->step : BLOCK_HEADER_BYTES + arena->first;
    if (!arena->block)
        return FIRST_BLOCK_BYTES;
    return arena->block->bytes < LARGEST_BYTES ? arena->block->bytes * 2
                                               : LARGEST_BYTES;
}

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

/* A block with so much room: the newest, or with steps an older one, of which
 * few are looked at. */
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

/* Free the blocks, the newest first; the oldest stays unless it is larger than
 * `kept_bytes`. */
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
