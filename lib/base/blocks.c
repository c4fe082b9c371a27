/* blocks.c - many small pieces of memory; see blocks.h. */
#include "base/blocks.h"

#include "base/tuning.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* Chunks double until they are huge pages (see memory.c). */
enum { FIRST_BYTES = 1024, LARGEST_BYTES = 2 << 20 };

struct blocks_chunk {
    struct blocks_chunk *older;
    size_t bytes; /* of the whole chunk, this header included */
};

static bool is_small(size_t bytes)
{
    return POOLED && bytes <= BLOCK_BYTES_SMALL;
}

static size_t whole_steps(size_t bytes)
{
    return (bytes + BLOCK_STEP - 1) / BLOCK_STEP * BLOCK_STEP;
}

static char **free_list(struct blocks *blocks, size_t bytes)
{
    return &blocks->free[(bytes - 1) / BLOCK_STEP];
}

void ki_blocks_init(struct blocks *blocks, struct memory *memory)
{
    *blocks = (struct blocks){.memory = memory};
}

void ki_blocks_fini(struct blocks *blocks)
{
    struct blocks_chunk *chunk = blocks->newest;

    assert(blocks->held_bytes == 0);
    while (chunk) {
        struct blocks_chunk *older = chunk->older;

        ki_memory_free(blocks->memory, chunk, chunk->bytes);
        chunk = older;
    }
    ki_blocks_init(blocks, blocks->memory);
}

static void push(char **list, char *block)
{
    memcpy(block, list, sizeof(*list));
    *list = block;
}

/* What is left of the chunk becomes free pieces: none is lost. */
static void cut_rest(struct blocks *blocks)
{
    size_t rest = (size_t)(blocks->end - blocks->next);

    while (rest >= BLOCK_STEP) {
        size_t bytes = rest < BLOCK_BYTES_SMALL ? rest : BLOCK_BYTES_SMALL;

        push(free_list(blocks, bytes), blocks->next);
        blocks->next += bytes;
        rest -= bytes;
    }
}

static bool add_chunk(struct blocks *blocks)
{
    size_t bytes = blocks->newest ? blocks->newest->bytes * 2 : FIRST_BYTES;
    struct blocks_chunk *chunk;

    if (bytes > LARGEST_BYTES)
        bytes = LARGEST_BYTES;
    chunk = ki_memory_new(blocks->memory, bytes);
    if (!chunk)
        return false;
    cut_rest(blocks);
    *chunk = (struct blocks_chunk){.older = blocks->newest, .bytes = bytes};
    blocks->newest = chunk;
    blocks->next = (char *)chunk + whole_steps(sizeof(*chunk));
    blocks->end = (char *)chunk + bytes;
    return true;
}

static void *new_small(struct blocks *blocks, size_t bytes)
{
    char **list = free_list(blocks, bytes);
    char *block = *list;

    bytes = whole_steps(bytes);
    if (block) {
        memcpy(list, block, sizeof(*list));
    } else {
        if ((size_t)(blocks->end - blocks->next) < bytes && !add_chunk(blocks))
            return NULL;
        block = blocks->next;
        blocks->next += bytes;
    }
    blocks->held_bytes += bytes;
    return block;
}

void *ki_blocks_new(struct blocks *blocks, size_t bytes)
{
    assert(bytes > 0);
    return is_small(bytes) ? new_small(blocks, bytes)
                           : ki_memory_new(blocks->memory, bytes);
}

void ki_blocks_free(struct blocks *blocks, void *block, size_t bytes)
{
    if (!is_small(bytes)) {
        ki_memory_free(blocks->memory, block, bytes);
        return;
    }
    assert(blocks->held_bytes >= bytes);
    push(free_list(blocks, bytes), block);
    blocks->held_bytes -= whole_steps(bytes);
}

void *ki_blocks_resize(struct blocks *blocks, void *block, size_t old_bytes,
                       size_t new_bytes)
{
    void *resized;

    if (block && !is_small(old_bytes) && !is_small(new_bytes))
        return ki_memory_resize(blocks->memory, block, old_bytes, new_bytes);
    resized = ki_blocks_new(blocks, new_bytes);
    if (resized && block) {
        memcpy(resized, block, old_bytes < new_bytes ? old_bytes : new_bytes);
        ki_blocks_free(blocks, block, old_bytes);
    }
    return resized;
}
