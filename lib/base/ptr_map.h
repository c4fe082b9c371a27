/* ptr_map.h - a number for each of some addresses.
 *
 * Owns   an open-addressing table that doubles.
 * Knows  nothing of what lies at the addresses; NULL is not among them.
 */
#ifndef KI_BASE_PTR_MAP_H
#define KI_BASE_PTR_MAP_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

struct ptr_map_entry {
    const void *address; /* NULL: free */
    size_t number;
};

struct ptr_map {
    struct ptr_map_entry *entries;
    size_t capacity, count; /* capacity: zero or a power of two */
};

/* Make room for one more address; false when there is no memory. */
bool ki_ptr_map_reserve(struct ptr_map *map, struct memory *memory);

/* Where the number of `address` stands, or NULL. O(1). */
size_t *ki_ptr_map_find(const struct ptr_map *map, const void *address);

/* Give `address`, which must be new, a number. Room must be reserved. O(1). */
void ki_ptr_map_put(struct ptr_map *map, const void *address, size_t number);

/* Forget all addresses; keep the memory for the next use unless it is large. */
void ki_ptr_map_reset(struct ptr_map *map, struct memory *memory);

/* Forget all addresses and give the memory back. */
void ki_ptr_map_fini(struct ptr_map *map, struct memory *memory);

#endif
