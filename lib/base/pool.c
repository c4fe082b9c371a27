/* pool.c - many small pieces of memory; see pool.h.
 *
 * From the bottom up: lists of free pieces and of runs; chunks; joining, which
 * sorts all that is free anew; and pieces, with the policy in cut_more() that
 * says when to cut, to join or to allocate. Copies of all are pool_copy.c's.
 *
 * The policy bounds what is held below three times the largest sum that ever
 * lived, for histories as in tests/story/memory_histories.c. No policy bounds
 * it for all histories while pieces may not move (Robson, "Worst case
 * fragmentation of first fit and best fit storage allocation strategies",
 * 1977).
 */
#include "base/pool_chunk.h"

#include "base/tuning.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* In bytes. A chunk is a quarter of what there is, in steps of the first one,
 * until that is a huge page (see memory.c); then it is one huge page, or as
 * many whole ones as a 32nd of what there is. So the number of chunks stays
 * small, and at most a quarter of the memory waits in a chunk that was just
 * added. The first is small because most databases of a test hold a handful of
 * texts. */
enum { FIRST_POOL_BYTES = 1024, HUGE_BYTES = 2 << 20 };

static size_t whole_steps(size_t bytes)
{
    return (bytes + POOL_STEP - 1) / POOL_STEP * POOL_STEP;
}

/* The list of free pieces that have as many steps as `bytes` need. */
static char **free_list(struct pool *pool, size_t bytes)
{
    return &pool->free[(bytes - 1) / POOL_STEP];
}

void ki_pool_init(struct pool *pool, struct memory *memory)
{
    *pool = (struct pool){.memory = memory};
}

/* The allocator may look at what it gets back, so nothing stays poisoned. */
static void free_chunk(struct pool *pool, struct pool_chunk *chunk)
{
    ki_memory_unpoison(chunk->first, (size_t)(chunk->end - chunk->first));
    ki_memory_free_shown(pool->memory, chunk, chunk->bytes);
}

void ki_pool_fini(struct pool *pool)
{
    assert(pool->held_bytes == 0 && pool->large_bytes == 0);
    for (size_t i = 0; i < pool->chunks.count; i++)
        free_chunk(pool, pool->chunks.items[i]);
    ki_vec_fini(pool->memory, &pool->chunks);
    ki_pool_init(pool, pool->memory);
}

/* --- Free pieces ----------------------------------------------------------
 *
 * Lists are last in, first out: the piece given back last is the one most
 * likely in the cache. A free piece is poisoned for the address sanitizer, so
 * its link is read and written only through these four functions. */

/* The link lies in the first bytes, of which even the smallest piece has
 * enough. */
static void push(struct pool *pool, char *block, size_t bytes)
{
    char **list = free_list(pool, bytes);

    write_ptr(block, *list);
    *list = block;
    ki_memory_poison(block, whole_steps(bytes));
}

/* Take the first piece off a list that has one. Only its first step is
 * unpoisoned here, to read the link: what is done with the rest, the caller
 * knows. */
static char *pop(char **list)
{
    char *block = *list;

    ki_memory_unpoison(block, POOL_STEP);
    memcpy(list, block, sizeof(*list));
    return block;
}

/* The poison covers the description as well, so that a stray access to any byte
 * of the run is seen. */
static void push_run(struct pool *pool, char *at, size_t bytes)
{
    struct pool_run *run = (struct pool_run *)(void *)at;

    *(struct pool_run *)ki_writable(run) =
        (struct pool_run){.next = pool->runs, .bytes = bytes};
    pool->runs = run;
    ki_memory_poison(at, bytes);
}

static size_t pop_run(struct pool *pool, char **at)
{
    struct pool_run *run = pool->runs;

    ki_memory_unpoison(run, sizeof(*run));
    *at = (char *)run;
    pool->runs = run->next;
    return run->bytes;
}

/* Memory that was cut or joined becomes free, in the form for its size: whole
 * steps, of which a list by size has up to 32, and a run more. */
static void put_free(struct pool *pool, char *at, size_t bytes)
{
    ki_memory_unpoison(at, bytes);
    if (bytes > POOL_BYTES_SMALL)
        push_run(pool, at, bytes);
    else
        push(pool, at, bytes);
}

/* What was being cut becomes free: none is lost. */
static void cut_rest(struct pool *pool)
{
    size_t rest = (size_t)(pool->end - pool->next);

    if (rest > 0)
        put_free(pool, pool->next, rest);
    pool->next = pool->end;
}

/* Pieces are cut from here next. What was left of the last place is not lost,
 * and counts towards the next join (may_join). */
static void cut_from(struct pool *pool, char *at, size_t bytes)
{
    assert(bytes % POOL_STEP == 0);
    cut_rest(pool);
    ki_memory_poison(at, bytes);
    pool->next = at;
    pool->end = at + bytes;
    pool->cut_bytes += bytes;
}

/* --- Chunks --------------------------------------------------------------- */

/* How large the next chunk will be, in bytes, its header included: even the
 * first has room for the largest small piece. Whole steps, also near the limit
 * of the memory, where it is smaller. */
static size_t next_pool_bytes(const struct pool *pool)
{
    size_t bytes =
        (pool->capacity_bytes / 4 / FIRST_POOL_BYTES + 1) * FIRST_POOL_BYTES;
    size_t least = pool->capacity_bytes / 32;

    if (bytes >= HUGE_BYTES)
        bytes = ki_memory_whole_pages(least < HUGE_BYTES ? HUGE_BYTES : least);
    return memory_step(pool->memory, 0, FIRST_POOL_BYTES, bytes) / POOL_STEP *
           POOL_STEP;
}

/* Addresses of different blocks are compared as numbers: as pointers C does not
 * define it. */
size_t ki_pool_chunks_below(const struct pool *pool, const char *at)
{
    size_t low = 0, high = pool->chunks.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((uintptr_t)pool->chunks.items[middle] < (uintptr_t)at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void ki_pool_list_chunk(struct pool *pool, struct pool_chunk *chunk)
{
    size_t at = ki_pool_chunks_below(pool, (const char *)chunk);
    struct pool_chunk **place = pool->chunks.items + at;

    assert(pool->chunks.count < pool->chunks.capacity);
    memmove(place + 1, place, (pool->chunks.count - at) * sizeof(*place));
    *place = chunk;
    pool->chunks.count++;
}

/* One more chunk, from which pieces are cut next; false without memory, and
 * nothing has changed then: both allocations come before the first change. */
static bool add_chunk(struct pool *pool)
{
    size_t bytes = next_pool_bytes(pool);
    struct pool_chunk *chunk = ki_memory_new_shown(pool->memory, bytes);
    size_t words = (bytes / POOL_STEP + 63) / 64;

    if (!chunk)
        return false;
    if (!ki_vec_reserve(pool->memory, &pool->chunks, 1)) {
        ki_memory_free_shown(pool->memory, chunk, bytes);
        return false;
    }
    *pool_chunk_writable(chunk) = (struct pool_chunk){
        .bytes = bytes,
        .first = (char *)chunk +
                 whole_steps(sizeof(*chunk) + words * sizeof(uint64_t)),
        .end = (char *)chunk + bytes};
    ki_pool_list_chunk(pool, chunk);
    pool->capacity_bytes += (size_t)(chunk->end - chunk->first);
    cut_from(pool, chunk->first, (size_t)(chunk->end - chunk->first));
    return true;
}

/* --- Joining --------------------------------------------------------------
 *
 * All lists are emptied into one bit a step, and filled again from runs of
 * bits: linear in free pieces and chunks, without memory, and without a header
 * for each piece, which is what joining at once would need. */

/* The chunk that a piece was cut from. O(log chunks). */
static struct pool_chunk *chunk_around(const struct pool *pool, const char *at)
{
    struct pool_chunk *chunk =
        pool->chunks.items[ki_pool_chunks_below(pool, at) - 1];

    assert(chunk->first <= at && at < chunk->end);
    return chunk;
}

/* Set the bits of a free piece, a word of 64 at a time. No step is free twice,
 * which is asserted here: a piece that was given back two times is met at the
 * next join at the latest. */
static void mark_free(const struct pool *pool, const char *at, size_t bytes)
{
    struct pool_chunk *chunk = chunk_around(pool, at);
    size_t step = (size_t)(at - chunk->first) / POOL_STEP;
    size_t steps = bytes / POOL_STEP;

    pool_chunk_writable(chunk)->free_bytes += bytes;
    while (steps > 0) {
        size_t bit = step % 64;
        size_t count = steps < 64 - bit ? steps : 64 - bit;
        uint64_t bits = count == 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;

        assert(!(chunk->free_steps[step / 64] & bits << bit));
        pool_chunk_writable(chunk)->free_steps[step / 64] |= bits << bit;
        step += count;
        steps -= count;
    }
}

/* Empty all lists into the bits of the chunks. What is being cut is given up
 * first, so that all free memory is in some list. Afterwards a bit is set where
 * no piece in use is, and each chunk knows its free bytes. Popping reads each
 * free piece, a cache miss for each. */
static void mark_all_free(struct pool *pool)
{
    cut_rest(pool);
    for (size_t i = 0; i < pool->chunks.count; i++) {
        struct pool_chunk *chunk = pool->chunks.items[i];

        pool_chunk_writable(chunk)->free_bytes = 0;
        write_zeros((char *)chunk->free_steps,
                    (chunk->bytes / POOL_STEP + 63) / 64 * sizeof(uint64_t));
    }
    for (size_t bytes = POOL_STEP; bytes <= POOL_BYTES_SMALL;
         bytes += POOL_STEP) {
        char **list = free_list(pool, bytes);

        while (*list)
            mark_free(pool, pop(list), bytes);
    }
    while (pool->runs) {
        char *at;
        size_t bytes = pop_run(pool, &at);

        mark_free(pool, at, bytes);
    }
}

/* The first step at or behind `step` that is free, or is not; `steps` when
 * there is none. 64 steps at a time, so a chunk that is full or empty costs a
 * load for each KiB. Bits behind the last step are zero, and are not looked
 * at: the result is cut to `steps`. */
static size_t seek_step(const struct pool_chunk *chunk, size_t step,
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

/* Put what is free in a chunk back into the lists, as pieces that are as large
 * as what lies side by side. */
static void list_free(struct pool *pool, struct pool_chunk *chunk)
{
    size_t steps = (size_t)(chunk->end - chunk->first) / POOL_STEP;
    size_t from = seek_step(chunk, 0, steps, true);

    while (from < steps) {
        size_t to = seek_step(chunk, from, steps, false);

        put_free(pool, chunk->first + from * POOL_STEP,
                 (to - from) * POOL_STEP);
        from = seek_step(chunk, to, steps, true);
    }
}

/* The same for all chunks. The fullest come last, to the front of the lists, so
 * that new pieces fill them, the emptiest run empty, and a shrink can give them
 * back. They are sorted by sixteenths of free memory, in one pass without
 * memory: an exact order would be worth no more. */
static void list_all_free(struct pool *pool)
{
    enum { LEVELS = 16 };
    struct pool_chunk *levels[LEVELS + 1] = {NULL};

    for (size_t i = pool->chunks.count; i-- > 0;) {
        struct pool_chunk *chunk = pool->chunks.items[i];
        size_t part = (size_t)(chunk->end - chunk->first) / LEVELS + 1;
        size_t level = chunk->free_bytes / part;

        pool_chunk_writable(chunk)->next = levels[level];
        levels[level] = chunk;
    }
    for (size_t level = LEVELS + 1; level-- > 0;) {
        for (struct pool_chunk *chunk = levels[level]; chunk;
             chunk = chunk->next)
            list_free(pool, chunk);
    }
    pool->cut_bytes = 0;
}

/* Between its two steps the free memory is in no list: nothing may be cut.
 * O(chunks and free pieces). */
static void join(struct pool *pool)
{
    mark_all_free(pool);
    list_all_free(pool);
}

/* A chunk all of whose bytes are marked as free holds no piece; its free memory
 * is in no list at this time, so it can be given back. What was being cut is
 * given up with the rest. */
void ki_pool_shrink(struct pool *pool)
{
    size_t kept = 0;

    mark_all_free(pool);
    for (size_t i = 0; i < pool->chunks.count; i++) {
        struct pool_chunk *chunk = pool->chunks.items[i];
        size_t bytes = (size_t)(chunk->end - chunk->first);

        if (chunk->free_bytes < bytes) {
            pool->chunks.items[kept++] = chunk;
            continue;
        }
        pool->capacity_bytes -= bytes;
        free_chunk(pool, chunk);
    }
    pool->chunks.count = kept;
    pool->next = pool->end = NULL; /* nothing is left to be cut there */
    if (kept == 0)
        ki_vec_fini(pool->memory, &pool->chunks);
    list_all_free(pool);
}

/* --- Pieces --------------------------------------------------------------- */

/* Begin to cut from something free that is large enough for a piece of `bytes`:
 * a run, from which many pieces can be cut, or else the smallest piece that
 * will do. False when there is neither. O(sizes). */
static bool cut_free(struct pool *pool, size_t bytes)
{
    char *at;

    if (pool->runs) {
        bytes = pop_run(pool, &at);
        cut_from(pool, at, bytes);
        return true;
    }
    for (; bytes <= POOL_BYTES_SMALL; bytes += POOL_STEP) {
        char **list = free_list(pool, bytes);

        if (*list) {
            cut_from(pool, pop(list), bytes);
            return true;
        }
    }
    return false;
}

/* Whether more than the `part`-th part of all chunks is in no piece, what is
 * being cut included. */
static bool is_free(const struct pool *pool, size_t part)
{
    return pool->capacity_bytes - pool->held_bytes >
           pool->capacity_bytes / part;
}

/* Joining looks at all free pieces, and is paid for by the quarter of the
 * memory that was set aside for cutting since the last time: so its cost for
 * each byte that is cut is bounded, also where it finds nothing to join. */
static bool may_join(const struct pool *pool)
{
    return pool->cut_bytes >= pool->capacity_bytes / 4;
}

/* The memory may not become larger: take any free piece that is large enough,
 * and join pieces if there is none, paid for or not. So a call that is refused
 * at the limit costs O(chunks and free pieces), where less would do. */
static bool cut_last(struct pool *pool, size_t bytes)
{
    if (!cut_free(pool, bytes)) {
        join(pool);
        if (!cut_free(pool, bytes))
            return false;
    }
    memory_forgive(pool->memory);
    return true;
}

/* Find more to cut for a piece of `bytes`, when neither its list nor what was
 * being cut has it; false without memory.
 *
 * When half is free, pieces are joined first, so that the fullest chunks are
 * used. A larger free piece is cut while a quarter is free. When none is large
 * enough and a third is free, pieces are joined. A new chunk is allocated when
 * little is free, or pieces may not be joined yet. Where the limit of the
 * memory refuses it, what is free is all there is. */
static KI_COLD bool cut_more(struct pool *pool, size_t bytes)
{
    if (!pool->runs && is_free(pool, 2) && may_join(pool))
        join(pool);
    if ((pool->runs || is_free(pool, 4)) && cut_free(pool, bytes))
        return true;
    if (is_free(pool, 3) && may_join(pool)) {
        join(pool);
        if (cut_free(pool, bytes))
            return true;
    }
    return add_chunk(pool) ||
           (memory_is_limited(pool->memory) && cut_last(pool, bytes));
}

/* A piece of that size which was given back, or one cut from the end of what is
 * being cut: a few instructions both. */
static void *new_small(struct pool *pool, size_t bytes)
{
    char **list = free_list(pool, bytes);
    char *block;

    bytes = whole_steps(bytes);
    if (*list) {
        block = pop(list);
    } else {
        if ((size_t)(pool->end - pool->next) < bytes && !cut_more(pool, bytes))
            return NULL;
        block = pool->next;
        pool->next += bytes;
    }
    ki_memory_unpoison(block, bytes);
    pool->held_bytes += bytes;
    return block;
}

/* A large piece with another size, or a new one for NULL and 0. */
static void *resize_large(struct pool *pool, void *block, size_t old_bytes,
                          size_t new_bytes)
{
    void *resized =
        ki_memory_resize_shown(pool->memory, block, old_bytes, new_bytes);

    assert(pool->large_bytes >= old_bytes);
    if (resized)
        pool->large_bytes += new_bytes - old_bytes;
    return resized;
}

void *ki_pool_new(struct pool *pool, size_t bytes)
{
    assert(bytes > 0);
    return pool_has_small(bytes) ? new_small(pool, bytes)
                                 : resize_large(pool, NULL, 0, bytes);
}

void ki_pool_free(struct pool *pool, void *block, size_t bytes)
{
    if (!pool_has_small(bytes)) {
        pool->large_bytes -= bytes;
        ki_memory_free_shown(pool->memory, block, bytes);
        return;
    }
    assert(pool->held_bytes >= bytes);
    push(pool, block, bytes);
    pool->held_bytes -= whole_steps(bytes);
}

size_t ki_pool_piece_bytes(size_t bytes)
{
    return pool_has_small(bytes) ? whole_steps(bytes) : bytes;
}

size_t ki_pool_spare_bytes(const struct pool *pool)
{
    size_t bytes = 0;

    for (size_t i = 0; i < pool->chunks.count; i++)
        bytes += pool->chunks.items[i]->bytes;
    assert(bytes >= pool->held_bytes);
    return bytes - pool->held_bytes;
}

size_t ki_pool_step(const struct pool *pool, size_t held, size_t least,
                    size_t wanted)
{
    assert(held <= least && least <= wanted);
    if (pool_has_small(wanted))
        return wanted;
    return memory_step(pool->memory, pool_has_small(held) ? 0 : held, least,
                       wanted);
}

/* Between two large sizes the allocator may grow the block in place. All else
 * is a new piece and a copy. */
void *ki_pool_resize(struct pool *pool, void *block, size_t old_bytes,
                     size_t new_bytes)
{
    void *resized;

    if (block && !pool_has_small(old_bytes) && !pool_has_small(new_bytes))
        return resize_large(pool, block, old_bytes, new_bytes);
    resized = ki_pool_new(pool, new_bytes);
    if (resized && block) {
        write_bytes(resized, block,
                    old_bytes < new_bytes ? old_bytes : new_bytes);
        ki_pool_free(pool, block, old_bytes);
    }
    return resized;
}

/* The end of a small piece becomes a free piece of its own. A large block is
 * left to the allocator, which may refuse even a smaller size. */
void *ki_pool_cut(struct pool *pool, void *block, size_t old_bytes,
                  size_t new_bytes)
{
    size_t kept = whole_steps(new_bytes), held = whole_steps(old_bytes);

    assert(block && 0 < new_bytes && new_bytes <= old_bytes);
    if (!pool_has_small(old_bytes))
        return ki_pool_resize(pool, block, old_bytes, new_bytes);
    if (kept < held)
        ki_pool_free(pool, (char *)block + kept, held - kept);
    return block;
}
