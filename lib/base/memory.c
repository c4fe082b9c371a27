/* memory.c - every byte of one database; see memory.h. */
#ifdef __linux__
#define _DEFAULT_SOURCE /* madvise */
#endif
#include "base/memory.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

/* Blocks of whole huge pages begin on one and ask for them, and so do blocks so
 * large that the rest of the last page does not matter: touching fresh memory
 * costs more than all else in a bulk load or a cascade to a million rows. */
#define HUGE_PAGE_BYTES ((size_t)2 << 20)
#define LARGE_BYTES (8 * HUGE_PAGE_BYTES)

static bool is_large(size_t bytes)
{
    return bytes >= LARGE_BYTES ||
           (bytes >= HUGE_PAGE_BYTES && bytes % HUGE_PAGE_BYTES == 0);
}

static void *new_large(size_t bytes)
{
    size_t pages = (bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES;
    void *block = aligned_alloc(HUGE_PAGE_BYTES, pages * HUGE_PAGE_BYTES);

#ifdef MADV_HUGEPAGE
    if (block)
        madvise(block, bytes, MADV_HUGEPAGE); /* advice: may be refused */
#endif
    return block;
}

/* Moving what is there costs less than touching small pages behind it. */
static void *resize_to_large(void *block, size_t old_bytes, size_t new_bytes)
{
    void *large = new_large(new_bytes);

    if (large && block) {
        memcpy(large, block, old_bytes < new_bytes ? old_bytes : new_bytes);
        free(block);
    }
    return large;
}

static void *resize_with_realloc(void *context, void *block, size_t old_bytes,
                                 size_t new_bytes)
{
    (void)context;
    if (new_bytes == 0) {
        free(block);
        return NULL;
    }
    if (is_large(new_bytes))
        return resize_to_large(block, old_bytes, new_bytes);
    return realloc(block, new_bytes);
}

void ki_memory_init(struct memory *memory, const kith_allocator *hooks)
{
    *memory = (struct memory){.hooks = {.resize = resize_with_realloc}};
    if (hooks && hooks->resize)
        memory->hooks = *hooks;
}

void *ki_memory_resize(struct memory *memory, void *block, size_t old_bytes,
                       size_t new_bytes)
{
    void *resized;

    assert(new_bytes > 0);
    assert(block || old_bytes == 0);

    resized = memory->hooks.resize(memory->hooks.context, block, old_bytes,
                                   new_bytes);
    if (resized)
        memory->bytes += new_bytes - old_bytes;
    return resized;
}

void *ki_memory_new(struct memory *memory, size_t bytes)
{
    return ki_memory_resize(memory, NULL, 0, bytes);
}

void *ki_memory_new_zeroed(struct memory *memory, size_t bytes)
{
    void *block = ki_memory_new(memory, bytes);

    if (block)
        memset(block, 0, bytes);
    return block;
}

size_t ki_memory_whole_pages(size_t bytes)
{
    if (bytes < HUGE_PAGE_BYTES)
        return bytes;
    return (bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
}

void ki_memory_free(struct memory *memory, void *block, size_t bytes)
{
    if (!block)
        return;
    assert(memory->bytes >= bytes);
    memory->bytes -= bytes;
    memory->hooks.resize(memory->hooks.context, block, bytes, 0);
}
