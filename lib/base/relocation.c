/* relocation.c - where bytes lie after their blocks were copied; see
 * relocation.h.
 */
#include "base/relocation.h"

/* A smaller window than 2^9 bytes is no use: larger blocks than that are most
 * of the memory of any database, and smaller ones are few. Some thousand
 * windows stay in the second cache. */
enum { SHIFT_LEAST = 9, WINDOWS_WANTED = 4096 };

/* A power of two no greater than the mean block, and such that a large database
 * has some thousand windows: its chunks grow, so most of its blocks are far
 * smaller than the mean, and few windows shall meet more than two of them. */
static unsigned window_shift(size_t bytes, size_t count)
{
    size_t wanted = count < WINDOWS_WANTED ? WINDOWS_WANTED : count;
    unsigned shift = SHIFT_LEAST;

    assert(count > 0);
    while (bytes / wanted >> (shift + 1))
        shift++;
    return shift;
}

/* How many windows a block meets. */
static size_t windows_of(const struct relocation *moved,
                         const struct block *block)
{
    uintptr_t begin = (uintptr_t)block->at;

    return (size_t)(((begin + block->bytes - 1) >> moved->shift) -
                    (begin >> moved->shift)) +
           1;
}

bool ki_relocation_init(struct relocation *moved, const struct blocks *blocks,
                        struct memory *memory)
{
    size_t bytes = 0, windows = 0, capacity = 16;
    unsigned bits = 4;

    *moved = (struct relocation){.memory = memory};
    if (blocks->list.count == 0)
        return true;
    for (size_t i = 0; i < blocks->list.count; i++)
        bytes += blocks->list.items[i].bytes;
    moved->shift = window_shift(bytes, blocks->list.count);
    for (size_t i = 0; i < blocks->list.count; i++)
        windows += windows_of(moved, &blocks->list.items[i]);
    for (; capacity < 2 * windows; bits++)
        capacity *= 2;
    moved->hash_shift = 64 - bits;
    moved->windows =
        ki_memory_new_zeroed(memory, capacity * sizeof(*moved->windows));
    moved->begins = ki_memory_new(memory, capacity * sizeof(*moved->begins));
    moved->mask = capacity - 1;
    return moved->windows && moved->begins;
}

void ki_relocation_fini(struct relocation *moved)
{
    ki_memory_free(moved->memory, moved->windows,
                   (moved->mask + 1) * sizeof(*moved->windows));
    ki_memory_free(moved->memory, moved->begins,
                   (moved->mask + 1) * sizeof(*moved->begins));
    ki_vec_fini(moved->memory, &moved->chained);
}

/* One more block to the chain of a window. There is room. */
static void chain_block(struct relocation *moved, struct window *window,
                        uintptr_t begin, uintptr_t distance)
{
    assert(moved->chained.count < moved->chained.capacity);
    moved->chained.items[moved->chained.count++] = (struct moved_block){
        .begin = begin, .distance = distance, .next = window->above};
    window->above = moved->chained.count;
}

/* The third block of a window, or a later one. */
static bool put_chained(struct relocation *moved, struct window *window,
                        uintptr_t begin, uintptr_t distance)
{
    struct window both = *window;

    if (!ki_vec_reserve(moved->memory, &moved->chained, 3))
        return false;
    if (both.boundary != 0) {
        window->boundary = window->above = 0;
        chain_block(moved, window, moved->begins[window - moved->windows],
                    both.below);
        chain_block(moved, window, both.boundary, both.above);
    }
    chain_block(moved, window, begin, distance);
    return true;
}

/* A block that meets a window, with whatever other blocks do. */
static bool put_window(struct relocation *moved, uintptr_t number,
                       uintptr_t begin, uintptr_t distance)
{
    struct window *window = relocation_window(moved, number << moved->shift);
    uintptr_t *below = &moved->begins[window - moved->windows];

    if (!window->number) {
        *window = (struct window){
            .number = number + 1, .boundary = UINTPTR_MAX, .below = distance};
        *below = begin;
        return true;
    }
    if (window->boundary != UINTPTR_MAX)
        return put_chained(moved, window, begin, distance);
    if (begin < *below) {
        window->boundary = *below;
        window->above = window->below;
        window->below = distance;
        *below = begin;
    } else {
        window->boundary = begin;
        window->above = distance;
    }
    return true;
}

bool ki_relocation_put(struct relocation *moved, const struct block *block,
                       const char *to)
{
    uintptr_t begin = (uintptr_t)block->at;
    uintptr_t number = begin >> moved->shift;
    size_t windows = windows_of(moved, block);

    assert(moved->windows);
    for (size_t i = 0; i < windows; i++) {
        if (!put_window(moved, number + i, begin, (uintptr_t)to - begin))
            return false;
    }
    return true;
}

/* The nearest block that begins at or before the address is that which holds
 * it. */
KI_COLD uintptr_t ki_relocation_search(const struct relocation *moved,
                                       const struct window *window,
                                       uintptr_t address)
{
    const struct moved_block *found = NULL;

    for (size_t at = window->above; at > 0;) {
        const struct moved_block *block = &moved->chained.items[at - 1];

        if (block->begin <= address && (!found || found->begin < block->begin))
            found = block;
        at = block->next;
    }
    assert(found);
    return found->distance;
}

/* In a window with a chain it is for this address alone. */
KI_NOINLINE char *ki_relocated_far(const struct relocation *moved,
                                   const void *old,
                                   struct relocation_near *near)
{
    uintptr_t address = (uintptr_t)old;
    const struct window *window = relocation_window(moved, address);
    uintptr_t begin = (window->number - 1) << moved->shift;
    uintptr_t end = begin + ((uintptr_t)1 << moved->shift);

    near->distance = relocation_distance(moved, address);
    if (window->boundary == 0) {
        begin = address;
        end = address + 1;
    } else if (address < window->boundary) {
        end = window->boundary < end ? window->boundary : end;
    } else {
        begin = window->boundary;
    }
    near->begin = begin;
    near->bytes = end - begin;
    return (char *)(address + near->distance);
}
