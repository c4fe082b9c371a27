/* arena.c - memory that is given back all at once; see arena.h. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
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

/* Whether there is a block with so much room. */
static bool block_has_room(const struct arena_block *block, size_t bytes)
{
    return block && block->bytes - block->used >= bytes;
}

/* A block with so much room: the newest, or with steps an older one, of which
 * few are looked at. */
static struct arena_block *find_block(const struct arena *arena, size_t bytes)
{
    enum { LOOKED_AT = 3 };
    struct arena_block *block = arena->block;

    if (block_has_room(block, bytes))
        return block;
    for (int i = 1; arena->step && block && i < LOOKED_AT; i++) {
        block = block->older;
        if (block_has_room(block, bytes))
            return block;
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

void ki_arena_reset(struct arena *arena, struct memory *memory)
{
    while (arena->block && arena->block->older) {
        struct arena_block *block = arena->block;

        arena->block = block->older;
        ki_memory_free(memory, block, block->bytes);
    }
    if (arena->block && arena->block->bytes > KEPT_BYTES) {
        ki_memory_free(memory, arena->block, arena->block->bytes);
        arena->block = NULL;
    }
    if (arena->block)
        arena->block->used = BLOCK_HEADER_BYTES;
}

void ki_arena_fini(struct arena *arena, struct memory *memory)
{
    ki_arena_reset(arena, memory);
    if (arena->block)
        ki_memory_free(memory, arena->block, arena->block->bytes);
    *arena = (struct arena){0};
}
