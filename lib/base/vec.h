/* vec.h - arrays that grow.
 *
 * Owns   how they grow and when their memory is kept. The items are the
 *        user's, who reads and writes them directly.
 *
 * Room first, then the item: a reserve may fail, and what follows cannot.
 *
 *   KI_VEC(struct change) changes;
 *   if (!ki_vec_reserve(memory, &changes, 1))
 *       return KITH_E_MEMORY;
 *   changes.items[changes.count++] = change;
 */
#ifndef KI_BASE_VEC_H
#define KI_BASE_VEC_H

#include "base/memory.h"

#include <stdbool.h>

/* An array of a type; all zero is an empty one without memory. A struct without
 * a name, so each declaration is a type of its own and none can be passed on:
 * the functions below take its parts. Addresses of items are stale after the
 * next reserve. */
#define KI_VEC(type)            \
    struct {                    \
        type *items;            \
        size_t count, capacity; \
    }

/* `items` with room for `needed` of them, doubling; `items` itself and an
 * unchanged capacity when there is no memory, so that the caller may assign
 * what is returned in either case. The first four items come in one step. O(1)
 * an item, amortized. For ki_vec_reserve() alone. */
static inline void *ki_vec_grown(struct memory *memory, void *items,
                                 size_t *capacity, size_t needed,
                                 size_t item_bytes)
{
    size_t wanted = *capacity ? *capacity : 4;
    void *grown;

    while (wanted < needed)
        wanted *= 2;
    grown = ki_memory_resize(memory, items, *capacity * item_bytes,
                             wanted * item_bytes);
    if (grown)
        *capacity = wanted;
    return grown ? grown : items;
}

/* Make room for `extra` more items; false when there is no memory: the array is
 * as it was. Macros, because they serve arrays of every type; `v` is an address
 * without side effects, for it is evaluated several times. */
#define ki_vec_reserve(memory, v, extra)                                    \
    ((v)->capacity - (v)->count >= (extra) ||                               \
     ((v)->items = ki_vec_grown((memory), (v)->items, &(v)->capacity,       \
                                (v)->count + (extra), sizeof(*(v)->items)), \
      (v)->capacity - (v)->count >= (extra)))

/* Forget the items and give the memory back. */
#define ki_vec_fini(memory, v)                            \
    (ki_memory_free((memory), (v)->items,                 \
                    (v)->capacity * sizeof(*(v)->items)), \
     (v)->items = NULL, (v)->count = 0, (v)->capacity = 0)

/* Forget the items; keep the memory for the next use unless it is large. In
 * bytes, as in arena.h: usual calls allocate nothing, and what one large call
 * needed is given back. */
#define KI_VEC_KEEP_BYTES ((size_t)64 << 10)
#define ki_vec_reset(memory, v)                                      \
    do {                                                             \
        (v)->count = 0;                                              \
        if ((v)->capacity * sizeof(*(v)->items) > KI_VEC_KEEP_BYTES) \
            ki_vec_fini((memory), (v));                              \
    } while (0)

#endif
