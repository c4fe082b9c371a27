/* table_map.h - where a descriptor is found among those of a database.
 *
 * Owns   the bits of a descriptor's address that are its home in the map.
 * Knows  addresses alone. What an entry holds is its database's (engine.h).
 *
 * Open addressing in entries of 32 bytes. Every public call that is given a
 * descriptor begins here, most of them in the program, which looks at the home
 * only (kith/detail/inline.h). So the bits are chosen once, for just these
 * descriptors, such that each has its home to itself where that is possible; a
 * hash of the address would cost every call more.
 */
#ifndef KI_CATALOG_TABLE_MAP_H
#define KI_CATALOG_TABLE_MAP_H

#include <kith/detail/inline.h>
#include <kith/schema.h>

#include <stddef.h>
#include <stdint.h>

/* Where a descriptor stands in the map, in bytes, unless another one does (see
 * kith/detail/inline.h, which has the same operation); then it is behind. */
static inline size_t table_map_home(const struct kith_entries_ *map,
                                    const kith_table *descriptor)
{
    _Static_assert(sizeof(struct kith_entry_) == 32, "a power of two");
    return (size_t)(uintptr_t)descriptor >> map->shift & map->mask;
}

/* Choose mask and shift of a map for a NULL-terminated list of descriptors. It
 * has more entries than there are descriptors, so that a search for one that is
 * not in the map ends. O(tables squared) for each choice of bits. */
void ki_table_map_choose(struct kith_entries_ *map,
                         const kith_table *const *descriptors);

#endif
