/* memory.c - every byte of one database; see memory.h.
 *
 *   ki_memory_...   ---> resize_counted, free_counted   the counter, the seal
 *                   ---> hooks of the program
 *                     or resize_block                   realloc and free,
 *                                                       large blocks: mmap
 */
#ifdef __linux__
#define _DEFAULT_SOURCE /* mmap, madvise */
#endif
#include "base/memory.h"

#include "base/blocks.h"
#include "base/tuning.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

/* A huge page is 2 MiB on x86-64 and, with pages of 4 KiB, on AArch64. Blocks
 * of whole huge pages begin on one and are advised to be huge, and so are
 * blocks so large that the rest of the last page does not matter: from 16 MiB
 * on it is an eighth at most. Touching fresh memory costs more than all else in
 * a bulk load or a cascade to a million rows, and a huge page is touched by one
 * page fault instead of 512; lookups that are scattered over it need fewer
 * entries of the TLB. Blocks in between stay small pages: rounding them up
 * could waste nearly half. */
#define HUGE_PAGE_BYTES ((size_t)2 << 20)
#define LARGE_BYTES (8 * HUGE_PAGE_BYTES)

/* By the size alone, which the caller that frees a block knows: so no block
 * needs a mark that says where it came from. */
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

/* Large blocks come from the kernel itself, and are given back to it: an
 * allocator could hand out heap that was touched in small pages before, and
 * those stay small. Lookups in a second database of one program take 66 ns so,
 * and 744 ns in such heap. */
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
    /* Where the mapping is aligned already this is a whole huge page, and
     * nothing is left behind; so `before` is never 0, which munmap refuses. */
    munmap(block, before);
    block += before;
    if (wanted - before > whole_pages(bytes))
        munmap(block + whole_pages(bytes), HUGE_PAGE_BYTES - before);
    madvise(block, bytes, MADV_HUGEPAGE); /* advice: may be refused */
    return block;
}

/* The mapping was cut to whole pages when it was made. */
static void free_large(void *block, size_t bytes)
{
    munmap(block, whole_pages(bytes));
}

#else

/* With the address sanitizer, or where the kernel takes no such advice. C11
 * wants the size of an aligned_alloc() to be a multiple of the alignment. */
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

/* `bytes` must be what the block was last given: it says from where. */
static void free_block(void *block, size_t bytes)
{
    if (block && is_large(bytes))
        free_large(block, bytes);
    else
        free(block);
}

/* The hook of a database that was given none, with the contract of
 * kith_allocator: realloc for small blocks. A block that is large before or
 * after is copied into a new one, also where it becomes smaller, for it may
 * change from one kind of memory to the other; so a shrink of it may be
 * refused, and its callers keep the block then. */
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
    *memory =
        (struct memory){.hooks = {.resize = resize_block}, .limit = NO_LIMIT};
    if (hooks && hooks->resize)
        memory->hooks = *hooks;
}

void ki_memory_init_work(struct memory *work, const struct memory *held)
{
    ki_memory_init(work, &held->hooks);
    work->sealed_with = held;
}

bool ki_memory_limit(struct memory *memory, size_t limit)
{
    memory->limit = limit > 0 && limit < NO_LIMIT ? limit : NO_LIMIT;
    memory->limited = memory->bytes > memory->limit;
    return !memory->limited;
}

/* The only place where the hooks are called. Memory that a database shows comes
 * from the same allocator, but in a test build. While sealed, only giving back
 * is allowed. */
static void *ask_hooks(struct memory *memory, bool shown, void *block,
                       size_t old_bytes, size_t new_bytes)
{
    assert(memory->sealed == 0 || new_bytes == 0);
    assert(!memory->sealed_with || memory->sealed_with->sealed == 0 ||
           new_bytes == 0);
    return READ_ONLY && shown
               ? ki_region_resize(&memory->hooks, block, old_bytes, new_bytes)
               : memory->hooks.resize(memory->hooks.context, block, old_bytes,
                                      new_bytes);
}

/* Huge pages are few, and fault as they are written. For a few small ones the
 * call of the kernel is more than their faults. Advice may be refused, by
 * kernels before 5.14 always. */
#if defined(MADV_POPULATE_WRITE) && !defined(KI_SANITIZED)
void ki_memory_touch(char *block, size_t bytes, size_t used_bytes)
{
    const uintptr_t page = 4096, least = 16 * page;
    uintptr_t begin = ((uintptr_t)block + page - 1) & ~(page - 1);
    uintptr_t end = ((uintptr_t)block + used_bytes) & ~(page - 1);

    if (used_bytes >= least && !is_large(bytes))
        madvise((void *)begin, end - begin, MADV_POPULATE_WRITE);
}
#else
void ki_memory_touch(char *block, size_t bytes, size_t used_bytes)
{
    (void)block;
    (void)bytes;
    (void)used_bytes;
}
#endif

/* Slots of indexes keep addresses of rows, posting lists and after-images in so
 * many bits (data/hash_index.h). Those lie in blocks that never move, so a new
 * block beyond is as good as none. */
enum { ADDRESS_BITS = 48 };

/* A block from the hooks, whose address fits. */
static void *resize_by_hooks(struct memory *memory, bool shown, void *block,
                             size_t old_bytes, size_t new_bytes)
{
    void *resized = ask_hooks(memory, shown, block, old_bytes, new_bytes);

    memory->requests++;
    if (resized && !block && ((uintptr_t)resized + new_bytes) >> ADDRESS_BITS) {
        ask_hooks(memory, shown, resized, new_bytes, 0);
        return NULL;
    }
    return resized;
}

bool ki_memory_reserve_pins(struct memory *memory, size_t extra)
{
    struct pins *pins = memory->pins;
    size_t before = pins->capacity;
    size_t needed = ki_pins_needed(pins, extra);
    struct pin *entries;

    if (needed == 0)
        return true;
    entries =
        ki_memory_new_zeroed(memory->pins_memory, needed * sizeof(*entries));
    if (!entries)
        return false;
    entries = ki_pins_move(pins, entries, needed);
    ki_memory_free(memory->pins_memory, entries, before * sizeof(*entries));
    return true;
}

void ki_memory_fini_pins(struct memory *memory)
{
    struct pins *pins = memory->pins;

    assert(pins->held_bytes == 0 && pins->abandoned == 0);
    memory->pins = NULL;
    ki_memory_free(memory->pins_memory, pins->entries,
                   pins->capacity * sizeof(*pins->entries));
    ki_memory_free(memory->pins_memory, pins, sizeof(*pins));
}

/* The same while there are snapshots: a block that one of them needs stays
 * where it is, and the database goes on with a copy. */
static KI_COLD void *resize_pinned(struct memory *memory, bool shown,
                                   void *block, size_t old_bytes,
                                   size_t new_bytes)
{
    struct pins *pins = memory->pins;
    struct pin *pin;
    void *resized;

    ki_memory_free_abandoned(memory);
    if (!ki_memory_reserve_pins(memory, 1))
        return NULL;
    pin = ki_pins_find(pins, block);
    if (pin && pin->snapshots > 0) {
        resized = resize_by_hooks(memory, shown, NULL, 0, new_bytes);
        if (!resized)
            return NULL;
        ki_block_write(resized, block,
                       old_bytes < new_bytes ? old_bytes : new_bytes);
        ki_pins_park(pins, pin);
    } else {
        resized = resize_by_hooks(memory, shown, block, old_bytes, new_bytes);
        if (!resized)
            return NULL;
        ki_pins_forget(pin);
    }
    ki_pins_put(pins, resized, new_bytes, shown);
    return resized;
}

/* Every allocation of a database passes here: what is counted is what
 * kith_memory_used() returns, and is 0 after the close. A failure counts
 * nothing and leaves the block as it was. A size of 0 would mean giving back to
 * the hooks, so it is not allowed here. The difference is right modulo 2^64
 * also where the block becomes smaller, which the limit never refuses. */
static void *resize_counted(struct memory *memory, bool shown, void *block,
                            size_t old_bytes, size_t new_bytes)
{
    void *resized;

    assert(new_bytes > 0);
    assert(block || old_bytes == 0);

    memory->limited =
        new_bytes > old_bytes && new_bytes - old_bytes > memory_left(memory);
    if (memory->limited)
        return NULL;
    resized = memory->pins
                  ? resize_pinned(memory, shown, block, old_bytes, new_bytes)
                  : resize_by_hooks(memory, shown, block, old_bytes, new_bytes);
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

/* Counted before the hook is called: what it returns is ignored. A caller that
 * gives a wrong size is met at the close at the latest, which asserts that
 * nothing is held. */
static void free_counted(struct memory *memory, bool shown, void *block,
                         size_t bytes)
{
    struct pin *pin;

    if (!block)
        return;
    assert(memory->bytes >= bytes);
    memory->bytes -= bytes;
    pin = memory->pins ? ki_pins_find(memory->pins, block) : NULL;
    if (pin && pin->snapshots > 0) {
        ki_pins_park(memory->pins, pin);
        return;
    }
    ki_pins_forget(pin);
    ask_hooks(memory, shown, block, bytes, 0);
}

void ki_memory_free_pin(struct memory *memory, struct pin *pin)
{
    assert(!pin->live && pin->snapshots == 0 && pin->bytes > 0);
    memory->pins->held_bytes -= pin->bytes;
    ask_hooks(memory, pin->shown, pin->at, pin->bytes, 0);
    ki_pins_forget(pin);
}

void ki_memory_free_abandoned(struct memory *memory)
{
    struct pins *pins = memory->pins;

    for (size_t i = 0; pins->abandoned > 0 && i < pins->capacity; i++) {
        if (pin_is_abandoned(&pins->entries[i])) {
            pins->abandoned--;
            ki_memory_free_pin(memory, &pins->entries[i]);
        }
    }
    assert(pins->abandoned == 0);
}

void ki_memory_free(struct memory *memory, void *block, size_t bytes)
{
    free_counted(memory, false, block, bytes);
}

void ki_memory_free_shown(struct memory *memory, void *block, size_t bytes)
{
    free_counted(memory, true, block, bytes);
}
