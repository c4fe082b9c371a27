/* arena.c - memory that is given back all at once; see arena.h. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

/* The largest blocks are huge pages (see memory.c). */
enum { FIRST_BYTES = 4096, KEPT_BYTES = 64 << 10, LARGEST_BYTES = 2 << 20 };

struct arena_block {
    struct arena_block *older;
    size_t bytes; /* the whole block, this header included */
};

#define HEADER_BYTES                                           \
    ((sizeof(struct arena_block) + alignof(max_align_t) - 1) / \
     alignof(max_align_t) * alignof(max_align_t))

static struct arena_block *new_block(struct arena *arena, struct memory *memory,
                                     size_t bytes)
{
    size_t wanted = FIRST_BYTES;
    struct arena_block *block;

    if (arena->block && arena->block->bytes < LARGEST_BYTES)
        wanted = arena->block->bytes * 2;
    else if (arena->block)
        wanted = LARGEST_BYTES;
    if (wanted < HEADER_BYTES + bytes)
        wanted = HEADER_BYTES + bytes;
    block = ki_memory_new(memory, wanted);
    if (!block)
        return NULL;
    block->older = arena->block;
    block->bytes = wanted;
    arena->block = block;
    arena->used = HEADER_BYTES;
    return block;
}

void *ki_arena_new_bare(struct arena *arena, struct memory *memory,
                        size_t bytes)
{
    char *piece;

    bytes = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!arena->block || arena->block->bytes - arena->used < bytes) {
        if (!new_block(arena, memory, bytes))
            return NULL;
    }
    piece = (char *)arena->block + arena->used;
    arena->used += bytes;
    assert(arena->used <= arena->block->bytes);
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
    arena->used = HEADER_BYTES;
}

void ki_arena_fini(struct arena *arena, struct memory *memory)
{
    ki_arena_reset(arena, memory);
    if (arena->block)
        ki_memory_free(memory, arena->block, arena->block->bytes);
    *arena = (struct arena){0};
}
