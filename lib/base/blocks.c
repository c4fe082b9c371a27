/* blocks.c - many small pieces of memory; see blocks.h. */
#include "base/blocks.h"

#include "base/tuning.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* Chunks grow by a quarter of what there is until they are huge pages (see
 * memory.c), and by whole ones of a 32nd then: their number stays small. */
enum { FIRST_POOL_BYTES = 1024, HUGE_BYTES = 2 << 20 };

struct blocks_chunk {
    size_t bytes;      /* of the whole chunk, this header included */
    char *first, *end; /* where pieces are cut */
    /* While pieces are joined: */
    struct blocks_chunk *next; /* about as full */
    size_t free_bytes;
    uint64_t free_steps[]; /* a bit a step, the lowest first */
};

struct blocks_run {
    struct blocks_run *next;
    size_t bytes;
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

static void free_chunk(struct blocks *blocks, struct blocks_chunk *chunk)
{
    ki_memory_unpoison(chunk->first, (size_t)(chunk->end - chunk->first));
    ki_memory_free(blocks->memory, chunk, chunk->bytes);
}

void ki_blocks_fini(struct blocks *blocks)
{
    assert(blocks->held_bytes == 0);
    for (size_t i = 0; i < blocks->chunks.count; i++)
        free_chunk(blocks, blocks->chunks.items[i]);
    ki_vec_fini(blocks->memory, &blocks->chunks);
    ki_blocks_init(blocks, blocks->memory);
}

/* --- Free pieces ---------------------------------------------------------- */

static void push(struct blocks *blocks, char *block, size_t bytes)
{
    char **list = free_list(blocks, bytes);

    memcpy(block, list, sizeof(*list));
    *list = block;
    ki_memory_poison(block, whole_steps(bytes));
}

/* What lies behind the head of a list, which leaves it. */
static char *pop(char **list)
{
    char *block = *list;

    ki_memory_unpoison(block, BLOCK_STEP);
    memcpy(list, block, sizeof(*list));
    return block;
}

static void push_run(struct blocks *blocks, char *at, size_t bytes)
{
    struct blocks_run *run = (struct blocks_run *)(void *)at;

    *run = (struct blocks_run){.next = blocks->runs, .bytes = bytes};
    blocks->runs = run;
    ki_memory_poison(at, bytes);
}

static size_t pop_run(struct blocks *blocks, char **at)
{
    struct blocks_run *run = blocks->runs;

    ki_memory_unpoison(run, sizeof(*run));
    *at = (char *)run;
    blocks->runs = run->next;
    return run->bytes;
}

static void put_free(struct blocks *blocks, char *at, size_t bytes)
{
    ki_memory_unpoison(at, bytes);
    if (bytes > BLOCK_BYTES_SMALL)
        push_run(blocks, at, bytes);
    else
        push(blocks, at, bytes);
}

/* What was being cut becomes free: none is lost. */
static void cut_rest(struct blocks *blocks)
{
    size_t rest = (size_t)(blocks->end - blocks->next);

    if (rest > 0)
        put_free(blocks, blocks->next, rest);
    blocks->next = blocks->end;
}

static void cut_from(struct blocks *blocks, char *at, size_t bytes)
{
    assert(bytes % BLOCK_STEP == 0);
    cut_rest(blocks);
    ki_memory_poison(at, bytes);
    blocks->next = at;
    blocks->end = at + bytes;
    blocks->cut_bytes += bytes;
}

/* --- Chunks --------------------------------------------------------------- */

static size_t next_pool_bytes(const struct blocks *blocks)
{
    size_t bytes =
        (blocks->capacity_bytes / 4 / FIRST_POOL_BYTES + 1) * FIRST_POOL_BYTES;
    size_t least = blocks->capacity_bytes / 32;

    if (bytes < HUGE_BYTES)
        return bytes;
    return ki_memory_whole_pages(least < HUGE_BYTES ? HUGE_BYTES : least);
}

/* The first chunk whose address is not below this one. */
static size_t chunks_below(const struct blocks *blocks, const char *at)
{
    size_t low = 0, high = blocks->chunks.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((uintptr_t)blocks->chunks.items[middle] < (uintptr_t)at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void list_chunk(struct blocks *blocks, struct blocks_chunk *chunk)
{
    size_t at = chunks_below(blocks, (const char *)chunk);
    struct blocks_chunk **place = blocks->chunks.items + at;

    memmove(place + 1, place, (blocks->chunks.count - at) * sizeof(*place));
    *place = chunk;
    blocks->chunks.count++;
}

static bool add_chunk(struct blocks *blocks)
{
    size_t bytes = next_pool_bytes(blocks);
    struct blocks_chunk *chunk = ki_memory_new(blocks->memory, bytes);
    size_t words = (bytes / BLOCK_STEP + 63) / 64;

    if (!chunk)
        return false;
    if (!ki_vec_reserve(blocks->memory, &blocks->chunks, 1)) {
        ki_memory_free(blocks->memory, chunk, bytes);
        return false;
    }
    *chunk = (struct blocks_chunk){.bytes = bytes};
    chunk->first =
        (char *)chunk + whole_steps(sizeof(*chunk) + words * sizeof(uint64_t));
    chunk->end = (char *)chunk + bytes;
    list_chunk(blocks, chunk);
    blocks->capacity_bytes += (size_t)(chunk->end - chunk->first);
    cut_from(blocks, chunk->first, (size_t)(chunk->end - chunk->first));
    return true;
}

/* --- Joining -------------------------------------------------------------- */

static struct blocks_chunk *chunk_around(const struct blocks *blocks,
                                         const char *at)
{
    struct blocks_chunk *chunk =
        blocks->chunks.items[chunks_below(blocks, at) - 1];

    assert(chunk->first <= at && at < chunk->end);
    return chunk;
}

static void mark_free(const struct blocks *blocks, const char *at, size_t bytes)
{
    struct blocks_chunk *chunk = chunk_around(blocks, at);
    size_t step = (size_t)(at - chunk->first) / BLOCK_STEP;
    size_t steps = bytes / BLOCK_STEP;

    chunk->free_bytes += bytes;
    while (steps > 0) {
        size_t bit = step % 64;
        size_t count = steps < 64 - bit ? steps : 64 - bit;
        uint64_t bits = count == 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;

        assert(!(chunk->free_steps[step / 64] & bits << bit));
        chunk->free_steps[step / 64] |= bits << bit;
        step += count;
        steps -= count;
    }
}

/* Empty all lists into the bits of the chunks. */
static void mark_all_free(struct blocks *blocks)
{
    cut_rest(blocks);
    for (size_t i = 0; i < blocks->chunks.count; i++) {
        struct blocks_chunk *chunk = blocks->chunks.items[i];

        chunk->free_bytes = 0;
        memset(chunk->free_steps, 0,
               (chunk->bytes / BLOCK_STEP + 63) / 64 * sizeof(uint64_t));
    }
    for (size_t bytes = BLOCK_STEP; bytes <= BLOCK_BYTES_SMALL;
         bytes += BLOCK_STEP) {
        char **list = free_list(blocks, bytes);

        while (*list)
            mark_free(blocks, pop(list), bytes);
    }
    while (blocks->runs) {
        char *at;
        size_t bytes = pop_run(blocks, &at);

        mark_free(blocks, at, bytes);
    }
}

/* The first step at or behind `step` that is free, or is not; `steps` when
 * there is none. */
static size_t seek_step(const struct blocks_chunk *chunk, size_t step,
                        size_t steps, bool free)
{
    while (step < steps) {
        uint64_t bits = chunk->free_steps[step / 64];

        bits = (free ? bits : ~bits) >> step % 64;
        if (bits) {
            step += (size_t)__builtin_ctzll(bits);
            break;
        }
        step = (step / 64 + 1) * 64;
    }
    return step < steps ? step : steps;
}

/* Put what is free in a chunk back into the lists, in whole runs. */
static void list_free(struct blocks *blocks, struct blocks_chunk *chunk)
{
    size_t steps = (size_t)(chunk->end - chunk->first) / BLOCK_STEP;
    size_t from = seek_step(chunk, 0, steps, true);

    while (from < steps) {
        size_t to = seek_step(chunk, from, steps, false);

        put_free(blocks, chunk->first + from * BLOCK_STEP,
                 (to - from) * BLOCK_STEP);
        from = seek_step(chunk, to, steps, true);
    }
}

/* The same for all chunks. The fullest come last, to the front of the lists. */
static void list_all_free(struct blocks *blocks)
{
    enum { LEVELS = 16 };
    struct blocks_chunk *levels[LEVELS + 1] = {NULL};

    for (size_t i = blocks->chunks.count; i-- > 0;) {
        struct blocks_chunk *chunk = blocks->chunks.items[i];
        size_t part = (size_t)(chunk->end - chunk->first) / LEVELS + 1;
        size_t level = chunk->free_bytes / part;

        chunk->next = levels[level];
        levels[level] = chunk;
    }
    for (size_t level = LEVELS + 1; level-- > 0;) {
        for (struct blocks_chunk *chunk = levels[level]; chunk;
             chunk = chunk->next)
            list_free(blocks, chunk);
    }
    blocks->cut_bytes = 0;
}

static void join(struct blocks *blocks)
{
    mark_all_free(blocks);
    list_all_free(blocks);
}

void ki_blocks_shrink(struct blocks *blocks)
{
    size_t kept = 0;

    mark_all_free(blocks);
    for (size_t i = 0; i < blocks->chunks.count; i++) {
        struct blocks_chunk *chunk = blocks->chunks.items[i];
        size_t bytes = (size_t)(chunk->end - chunk->first);

        if (chunk->free_bytes < bytes) {
            blocks->chunks.items[kept++] = chunk;
            continue;
        }
        blocks->capacity_bytes -= bytes;
        free_chunk(blocks, chunk);
    }
    blocks->chunks.count = kept;
    if (kept == 0) {
        ki_vec_fini(blocks->memory, &blocks->chunks);
        blocks->next = blocks->end = NULL;
    }
    list_all_free(blocks);
}

/* --- Pieces --------------------------------------------------------------- */

/* Something free to cut a piece of `bytes` from: a run, or the smallest piece
 * that is large enough. */
static bool cut_free(struct blocks *blocks, size_t bytes)
{
    char *at;

    if (blocks->runs) {
        bytes = pop_run(blocks, &at);
        cut_from(blocks, at, bytes);
        return true;
    }
    for (; bytes <= BLOCK_BYTES_SMALL; bytes += BLOCK_STEP) {
        char **list = free_list(blocks, bytes);

        if (*list) {
            cut_from(blocks, pop(list), bytes);
            return true;
        }
    }
    return false;
}

/* Whether more than one byte of `part` is free. */
static bool is_free(const struct blocks *blocks, size_t part)
{
    return blocks->capacity_bytes - blocks->held_bytes >
           blocks->capacity_bytes / part;
}

/* Joining looks at all free pieces, and is paid for by the quarter of the
 * memory that came to be cut before. */
static bool may_join(const struct blocks *blocks)
{
    return blocks->cut_bytes >= blocks->capacity_bytes / 4;
}

/* When half is free, pieces are joined first, so that the fullest chunks are
 * used; else when none is large enough. A new chunk is asked for when little is
 * free, or pieces may not be joined yet. */
static KI_COLD bool cut_more(struct blocks *blocks, size_t bytes)
{
    if (!blocks->runs && is_free(blocks, 2) && may_join(blocks))
        join(blocks);
    if ((blocks->runs || is_free(blocks, 4)) && cut_free(blocks, bytes))
        return true;
    if (is_free(blocks, 3) && may_join(blocks)) {
        join(blocks);
        if (cut_free(blocks, bytes))
            return true;
    }
    return add_chunk(blocks);
}

static void *new_small(struct blocks *blocks, size_t bytes)
{
    char **list = free_list(blocks, bytes);
    char *block;

    bytes = whole_steps(bytes);
    if (*list) {
        block = pop(list);
    } else {
        if ((size_t)(blocks->end - blocks->next) < bytes &&
            !cut_more(blocks, bytes))
            return NULL;
        block = blocks->next;
        blocks->next += bytes;
    }
    ki_memory_unpoison(block, bytes);
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
    push(blocks, block, bytes);
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

void *ki_blocks_cut(struct blocks *blocks, void *block, size_t old_bytes,
                    size_t new_bytes)
{
    size_t kept = whole_steps(new_bytes), held = whole_steps(old_bytes);

    assert(block && 0 < new_bytes && new_bytes <= old_bytes);
    if (!is_small(old_bytes))
        return ki_blocks_resize(blocks, block, old_bytes, new_bytes);
    if (kept < held)
        ki_blocks_free(blocks, (char *)block + kept, held - kept);
    return block;
}
