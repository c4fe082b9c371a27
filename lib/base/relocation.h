/* relocation.h - where bytes lie after the blocks that hold them were copied.
 *
 * Owns   the distance from each old block to its copy, found by any address
 *        within the old one.
 * Knows  nothing of what lies there.
 *
 *   address >> shift ---> window   | boundary | below | above |
 *
 * Memory is cut into windows of a power of two, no larger than a block is on
 * average, so that most windows meet one block or two. A window says how far
 * addresses below its boundary have moved and how far those above: one probe,
 * one compare and one addition for each pointer. Windows that more blocks meet
 * have a chain. They stand in an open-addressing table, for the heap and what
 * the kernel maps lie far apart. Nothing that lasts depends on the order or the
 * hash of an address.
 */
#ifndef KI_BASE_RELOCATION_H
#define KI_BASE_RELOCATION_H

#include "base/blocks.h"
#include "base/tuning.h"

#include <assert.h>
#include <stdint.h>

/* One of several blocks that meet a window. */
struct moved_block {
    uintptr_t begin, distance;
    size_t next; /* of the same window, counted from 1; 0: none */
};

/* 32 bytes, for one is read for each pointer. Where one block meets it, the
 * boundary is UINTPTR_MAX; where several do, it is 0, and `above` is their
 * chain, the number of the first from 1. */
struct window {
    uintptr_t number;       /* address >> shift, plus 1; 0: free */
    uintptr_t boundary;     /* where the block behind the other begins */
    uintptr_t below, above; /* what is added to an address, modulo 2^64 */
};

struct relocation {
    struct window *windows;
    uintptr_t *begins; /* where the block below the boundary of each begins */
    size_t mask;       /* their number less one */
    unsigned shift, hash_shift;
    KI_VEC(struct moved_block) chained;
    struct memory *memory;
};

/* Room for the windows of these blocks, none of which has moved yet. False
 * without memory. Whatever is returned, fini gives back what there is.
 * O(blocks). */
bool ki_relocation_init(struct relocation *moved, const struct blocks *blocks,
                        struct memory *memory);
void ki_relocation_fini(struct relocation *moved);

/* A block of those has been copied to `to`. False without memory. O(its
 * windows). */
bool ki_relocation_put(struct relocation *moved, const struct block *block,
                       const char *to);

/* The distance of an address in a window that several blocks meet. */
KI_COLD uintptr_t ki_relocation_search(const struct relocation *moved,
                                       const struct window *window,
                                       uintptr_t address);

/* The window of an address in one of the blocks, or a free one. */
static inline struct window *relocation_window(const struct relocation *moved,
                                               uintptr_t address)
{
    uintptr_t number = (address >> moved->shift) + 1;
    size_t at = (size_t)(number * 0x9e3779b97f4a7c15u >> moved->hash_shift);

    while (moved->windows[at].number != number && moved->windows[at].number)
        at = (at + 1) & moved->mask;
    return &moved->windows[at];
}

/* How far what lies at an address has moved; the address must lie in one of the
 * blocks. O(1). */
static inline uintptr_t relocation_distance(const struct relocation *moved,
                                            uintptr_t address)
{
    const struct window *window = relocation_window(moved, address);

    assert(window->number);
    if (address < window->boundary)
        return window->below;
    return __builtin_expect(window->boundary != 0, true)
               ? window->above
               : ki_relocation_search(moved, window, address);
}

/* Where it lies now; NULL for NULL. */
static inline char *relocated(const struct relocation *moved, const void *old)
{
    uintptr_t address = (uintptr_t)old;

    return old ? (char *)(address + relocation_distance(moved, address)) : NULL;
}

/* What was found last, for pointers that mostly lead near each other: so many
 * addresses from `begin` on have moved by one distance. All zero: none. */
struct relocation_near {
    uintptr_t begin, bytes, distance;
};

/* The same as relocated(), by a look at what was found last. O(1). */
KI_NOINLINE char *ki_relocated_far(const struct relocation *moved,
                                   const void *old,
                                   struct relocation_near *near);
static inline char *relocated_near(const struct relocation *moved,
                                   const void *old,
                                   struct relocation_near *near)
{
    uintptr_t address = (uintptr_t)old;

    if (address - near->begin < near->bytes)
        return (char *)(address + near->distance);
    return old ? ki_relocated_far(moved, old, near) : NULL;
}

#endif
