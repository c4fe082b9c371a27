/* relocation.c - where bytes lie after their blocks were copied; see
 * relocation.h.
 */
#include "base/relocation.h"

/* In bits. A smaller window than 512 bytes is no use: larger blocks than that
 * are most of the memory of any database, and smaller ones are few. */
enum { SHIFT_LEAST = 9 };

/* A power of two near the mean block, rounded down: then there are some three
 * windows a block at most, and few windows meet more than two blocks. */
static unsigned window_shift(size_t bytes, size_t count)
{
    unsigned shift = SHIFT_LEAST;

    assert(count > 0);
    while (bytes / count >> (shift + 1))
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

    *moved = (struct relocation){.memory = memory};
    if (blocks->list.count == 0)
        return true;
    for (size_t i = 0; i < blocks->list.count; i++)
        bytes += blocks->list.items[i].bytes;
    moved->shift = window_shift(bytes, blocks->list.count);
    for (size_t i = 0; i < blocks->list.count; i++)
        windows += windows_of(moved, &blocks->list.items[i]);
    while (capacity < 2 * windows)
        capacity *= 2;
    moved->windows =
        ki_memory_new_zeroed(memory, capacity * sizeof(*moved->windows));
    moved->mask = capacity - 1;
    return moved->windows;
}

void ki_relocation_fini(struct relocation *moved)
{
    ki_memory_free(moved->memory, moved->windows,
                   (moved->mask + 1) * sizeof(*moved->windows));
    ki_vec_fini(moved->memory, &moved->chained);
}

/* One more block to the chain of a window. There is room. */
static void chain_block(struct relocation *moved, struct window *window,
                        uintptr_t begin, uintptr_t distance)
{
    assert(moved->chained.count < moved->chained.capacity);
    moved->chained.items[moved->chained.count++] = (struct moved_block){
        .begin = begin, .distance = distance, .next = window->chain};
    window->chain = moved->chained.count;
}

/* The third block of a window, or a later one. */
static bool put_chained(struct relocation *moved, struct window *window,
                        uintptr_t begin, uintptr_t distance)
{
    if (!ki_vec_reserve(moved->memory, &moved->chained, 3))
        return false;
    if (!window->chain) {
        chain_block(moved, window, window->begin, window->below);
        chain_block(moved, window, window->boundary, window->above);
    }
    chain_block(moved, window, begin, distance);
    return true;
}

/* A block that meets a window, with whatever other blocks do. */
static bool put_window(struct relocation *moved, uintptr_t number,
                       uintptr_t begin, uintptr_t distance)
{
    struct window *window = relocation_window(moved, number << moved->shift);

    if (!window->number) {
        *window = (struct window){.number = number + 1,
                                  .boundary = UINTPTR_MAX,
                                  .below = distance,
                                  .begin = begin};
        return true;
    }
    if (window->chain || window->boundary != UINTPTR_MAX)
        return put_chained(moved, window, begin, distance);
    if (begin < window->begin) {
        window->boundary = window->begin;
        window->above = window->below;
        window->begin = begin;
        window->below = distance;
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

    for (size_t at = window->chain; at > 0;) {
        const struct moved_block *block = &moved->chained.items[at - 1];

        if (block->begin <= address && (!found || found->begin < block->begin))
            found = block;
        at = block->next;
    }
    assert(found);
    return found->distance;
}
