/* pool_copy.c - copies of a whole pool: its blocks, its pointers, and its free
 * pieces hidden from sanitizers and shown again; see pool.h.
 */
#include "base/pool_chunk.h"

#include "base/relocation.h"

#include <assert.h>
#include <string.h>

/* --- Blocks --------------------------------------------------------------- */

/* Where the last chunk is being cut nothing lies behind `next` yet. */
static size_t pool_chunk_used(const struct pool *pool,
                              const struct pool_chunk *chunk)
{
    return pool->next && pool->end == chunk->end
               ? (size_t)(pool->next - (const char *)chunk)
               : chunk->bytes;
}

bool ki_pool_list_blocks(const struct pool *pool, struct blocks *blocks)
{
    for (size_t i = 0; i < pool->chunks.count; i++) {
        struct pool_chunk *chunk = pool->chunks.items[i];
        struct block block = {.at = (char *)chunk,
                              .bytes = chunk->bytes,
                              .used_bytes = pool_chunk_used(pool, chunk),
                              .shown = true};

        if (!blocks_add(blocks, block))
            return false;
    }
    return blocks_add_whole(blocks, pool->chunks.items,
                            pool->chunks.capacity * sizeof(*pool->chunks.items),
                            false);
}

bool ki_pool_list_piece(const void *piece, size_t bytes, struct blocks *blocks)
{
    return bytes == 0 || pool_has_small(bytes) ||
           blocks_add_whole(blocks, piece, bytes, true);
}

/* --- Pointers ------------------------------------------------------------- */

/* Free pieces that are linked through their first bytes, as runs are too. */
static char *relocate_links(char *first, const struct relocation *moved)
{
    first = relocated(moved, first);
    for (char *at = first, *next; at; at = next) {
        memcpy(&next, at, sizeof(next));
        next = relocated(moved, next);
        write_ptr(at, next);
    }
    return first;
}

/* An address that may be the end of its block, and then lies in no block. */
static char *relocate_end(const char *end, const struct relocation *moved)
{
    return end ? relocated(moved, end - 1) + 1 : NULL;
}

/* Copies need not lie in the order of their originals, so chunks are listed
 * anew, in the copy of the list. */
void ki_pool_relocate(struct pool *pool, const struct relocation *moved,
                      struct memory *memory)
{
    size_t count = pool->chunks.count;

    _Static_assert(offsetof(struct pool_run, next) == 0, "linked as pieces");
    pool->memory = memory;
    pool->next = relocate_end(pool->next, moved);
    pool->end = relocate_end(pool->end, moved);
    for (size_t i = 0; i < POOL_SIZES; i++)
        pool->free[i] = relocate_links(pool->free[i], moved);
    pool->runs = (void *)relocate_links((char *)pool->runs, moved);
    pool->chunks.items =
        (void *)relocated(moved, (const char *)pool->chunks.items);
    pool->chunks.count = 0;
    for (size_t i = 0; i < count; i++) {
        char *at = relocated(moved, pool->chunks.items[i]);
        struct pool_chunk *chunk = (void *)at;

        pool_chunk_writable(chunk)->first = relocated(moved, chunk->first);
        pool_chunk_writable(chunk)->end = at + chunk->bytes;
        ki_pool_list_chunk(pool, chunk);
    }
    assert(pool->chunks.count == count);
}

/* --- Sanitizers ----------------------------------------------------------- */

void ki_pool_unpoison(const struct pool *pool)
{
    for (size_t i = 0; i < pool->chunks.count; i++)
        ki_memory_unpoison(pool->chunks.items[i], pool->chunks.items[i]->bytes);
}

/* The link of a piece is read before the piece is poisoned. */
void ki_pool_poison(const struct pool *pool)
{
    for (size_t i = 0; SANITIZED && i < POOL_SIZES; i++) {
        for (char *at = pool->free[i], *next; at; at = next) {
            memcpy(&next, at, sizeof(next));
            ki_memory_poison(at, (i + 1) * POOL_STEP);
        }
    }
    for (struct pool_run *run = pool->runs, *next; SANITIZED && run;
         run = next) {
        next = run->next;
        ki_memory_poison(run, run->bytes);
    }
    if (pool->next)
        ki_memory_poison(pool->next, (size_t)(pool->end - pool->next));
}
