/* table_map.c - which bits of their addresses tell descriptors apart; see
 * table_map.h.
 */
#include "catalog/table_map.h"

#include <assert.h>

/* Whether two descriptors have one home. */
static bool share_home(const struct kith_entries_ *map,
                       const kith_table *const *descriptors)
{
    for (size_t i = 0; descriptors[i]; i++) {
        for (size_t j = 0; j < i; j++) {
            if (table_map_home(map, descriptors[i]) ==
                table_map_home(map, descriptors[j]))
                return true;
        }
    }
    return false;
}

/* In bits. Descriptors lie near each other in the data of a program, so in bits
 * above these they hardly differ. */
enum { SHIFT_MAX = 14 };

/* Choose bits of addresses by which no two descriptors have one home, in a map
 * of `count` entries, a power of two. False when there are none: then the
 * lowest bits are taken, and some descriptors are found behind their home. The
 * mask is one in bytes, so that home and entry are an addition apart. */
static bool tell_apart(struct kith_entries_ *map,
                       const kith_table *const *descriptors, size_t count)
{
    map->mask = (count - 1) * sizeof(struct kith_entry_);
    for (map->shift = 0; map->shift < SHIFT_MAX; map->shift++) {
        if (!share_home(map, descriptors))
            return true;
    }
    map->shift = 0;
    return false;
}

/* More than four times as many entries as tables, and than 32, would be memory
 * for little: then some homes are shared. Whether they collide depends on where
 * the linker put the descriptors, so without that bound the memory of a program
 * would change with its other files. */
void ki_table_map_choose(struct kith_entries_ *map,
                         const kith_table *const *descriptors)
{
    size_t tables = 0, count = 4;

    while (descriptors[tables])
        tables++;
    while (count <= tables)
        count *= 2;
    while (!tell_apart(map, descriptors, count) &&
           (count < 32 || count < 2 * tables))
        count *= 2;
    assert(map->mask / sizeof(struct kith_entry_) >= tables);
}
