/* memory.c - every byte of one database; see memory.h. */
#ifdef __linux__
#define _DEFAULT_SOURCE /* mmap, madvise */
#endif
#include "base/memory.h"

#include "base/tuning.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
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

/* The bytes of so many whole huge pages. */
static size_t whole_pages(size_t bytes)
{
    return (bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
}

/* Large blocks come from the kernel itself, and go back there: an allocator
 * would hand out heap that was touched in small pages before. */
#if defined(MADV_HUGEPAGE) && !defined(KI_SANITIZED)

/* The kernel aligns a mapping to a small page only: one huge page more is
 * mapped, and what lies before and behind is given back. Address space costs
 * nothing, and no page was touched yet. */
static void *new_large(size_t bytes)
{
    size_t wanted = whole_pages(bytes) + HUGE_PAGE_BYTES;
    char *block = mmap(NULL, wanted, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    size_t before;

    if (block == MAP_FAILED)
        return NULL;
    before = HUGE_PAGE_BYTES - (uintptr_t)block % HUGE_PAGE_BYTES;
    munmap(block, before); /* at least one page, for none is needed behind */
    block += before;
    if (wanted - before > whole_pages(bytes))
        munmap(block + whole_pages(bytes), HUGE_PAGE_BYTES - before);
    madvise(block, bytes, MADV_HUGEPAGE); /* advice: may be refused */
    return block;
}

static void free_large(void *block, size_t bytes)
{
    munmap(block, whole_pages(bytes));
}

#else

static void *new_large(size_t bytes)
{
    return aligned_alloc(HUGE_PAGE_BYTES, whole_pages(bytes));
}

static void free_large(void *block, size_t bytes)
{
    (void)bytes;
    free(block);
}

#endif

static void *new_from_hooks(size_t bytes)
{
    return is_large(bytes) ? new_large(bytes) : malloc(bytes);
}

static void free_block(void *block, size_t bytes)
{
    if (block && is_large(bytes))
        free_large(block, bytes);
    else
        free(block);
}

/* The hook of a database that was given none: realloc for small blocks. The
 * caller says how large a block was, so none needs a header. */
static void *resize_block(void *context, void *block, size_t old_bytes,
                          size_t new_bytes)
{
    void *resized;

    (void)context;
    if (new_bytes == 0) {
        free_block(block, old_bytes);
        return NULL;
    }
    if (!is_large(new_bytes) && !(block && is_large(old_bytes)))
        return realloc(block, new_bytes);
    /* Moving what is there costs less than touching small pages behind it. */
    resized = new_from_hooks(new_bytes);
    if (resized && block) {
        memcpy(resized, block, old_bytes < new_bytes ? old_bytes : new_bytes);
        free_block(block, old_bytes);
    }
    return resized;
}

void ki_memory_init(struct memory *memory, const kith_allocator *hooks)
{
    *memory = (struct memory){.hooks = {.resize = resize_block}};
    if (hooks && hooks->resize)
        memory->hooks = *hooks;
}

/* Memory that a database shows is the allocator's too, but in a test build. */
static void *ask_hooks(struct memory *memory, bool shown, void *block,
                       size_t old_bytes, size_t new_bytes)
{
    assert(memory->sealed == 0 || new_bytes == 0);
    return READ_ONLY && shown
               ? ki_region_resize(&memory->hooks, block, old_bytes, new_bytes)
               : memory->hooks.resize(memory->hooks.context, block, old_bytes,
                                      new_bytes);
}

/* Slots of indexes keep addresses of rows, posting lists and after-images in so
 * many bits (data/hash_index.h). Those lie in blocks that never move, so a new
 * block beyond is as good as none. */
enum { ADDRESS_BITS = 48 };

/* Every allocation of a database passes here: what is counted is what
 * kith_memory_used() returns, and is 0 after the close. A failure counts
 * nothing and leaves the block as it was. */
static void *resize_counted(struct memory *memory, bool shown, void *block,
                            size_t old_bytes, size_t new_bytes)
{
    void *resized;

    assert(new_bytes > 0);
    assert(block || old_bytes == 0);

    resized = ask_hooks(memory, shown, block, old_bytes, new_bytes);
    if (resized && !block && ((uintptr_t)resized + new_bytes) >> ADDRESS_BITS) {
        ask_hooks(memory, shown, resized, new_bytes, 0);
        return NULL;
    }
    if (resized)
        memory->bytes += new_bytes - old_bytes;
    return resized;
}

void *ki_memory_resize(struct memory *memory, void *block, size_t old_bytes,
                       size_t new_bytes)
{
    return resize_counted(memory, false, block, old_bytes, new_bytes);
}

void *ki_memory_resize_shown(struct memory *memory, void *block,
                             size_t old_bytes, size_t new_bytes)
{
    return resize_counted(memory, true, block, old_bytes, new_bytes);
}

void *ki_memory_new_shown(struct memory *memory, size_t bytes)
{
    return ki_memory_resize_shown(memory, NULL, 0, bytes);
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
    return bytes < HUGE_PAGE_BYTES ? bytes : whole_pages(bytes);
}

static void free_counted(struct memory *memory, bool shown, void *block,
                         size_t bytes)
{
    if (!block)
        return;
    assert(memory->bytes >= bytes);
    memory->bytes -= bytes;
    ask_hooks(memory, shown, block, bytes, 0);
}

void ki_memory_free(struct memory *memory, void *block, size_t bytes)
{
    free_counted(memory, false, block, bytes);
}

void ki_memory_free_shown(struct memory *memory, void *block, size_t bytes)
{
    free_counted(memory, true, block, bytes);
}
