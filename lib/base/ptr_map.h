/* ptr_map.h - a number for each of some addresses.
 *
 * Owns   an open-addressing table that doubles.
 * Knows  nothing of what lies at the addresses; NULL is not among them.
 *
 * What a change set and a kith_verify note of rows, lists and texts. Addresses
 * are added one by one and forgotten all together, so nothing is ever taken
 * out, and there are no tombstones. The number is what its user makes of it:
 * the place in an array, a count, a mark. It may be changed where it stands.
 */
#ifndef KI_BASE_PTR_MAP_H
#define KI_BASE_PTR_MAP_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

/* 16 bytes: four to a cache line, so a probe mostly costs one miss. */
struct ptr_map_entry {
    const void *address; /* NULL: free */
    size_t number;
};

/* All zero is an empty map without memory. At most half of the entries are in
 * use, so each search ends at a free one after few steps. */
struct ptr_map {
    struct ptr_map_entry *entries;
    size_t capacity, count; /* capacity: zero or a power of two */
};

/* Make room for one more address; false when there is no memory: the map is as
 * it was. Doubling moves the entries, so addresses that find returned are stale
 * then. O(1), amortized. */
bool ki_ptr_map_reserve(struct ptr_map *map, struct memory *memory);

/* Where the number of `address` stands, or NULL. Valid until the next reserve.
 * O(1), one cache miss; none for an empty map. */
size_t *ki_ptr_map_find(const struct ptr_map *map, const void *address);

/* Give `address`, which must be new, a number. Room must be reserved. O(1). */
void ki_ptr_map_put(struct ptr_map *map, const void *address, size_t number);

/* Forget all addresses; keep the memory for the next use unless it is large:
 * more than 64 entries, 1 KiB. O(1) where the map is empty, as it is after most
 * calls, else O(entries). */
void ki_ptr_map_reset(struct ptr_map *map, struct memory *memory);

/* Forget all addresses and give the memory back. */
void ki_ptr_map_fini(struct ptr_map *map, struct memory *memory);

#endif
