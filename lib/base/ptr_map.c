/* ptr_map.c - a number for each of some addresses; see ptr_map.h. */
#include "base/ptr_map.h"

#include <assert.h>
#include <string.h>

enum { FIRST_CAPACITY = 16, KEPT_CAPACITY = 64 };

/* The entry of `address`, or the free one where it belongs. Fibonacci hashing
 * (Knuth, TAOCP 6.4): neighbours in memory spread out. */
static struct ptr_map_entry *seek(const struct ptr_map *map,
                                  const void *address)
{
    uint64_t mixed = (uint64_t)(uintptr_t)address * 0x9e3779b97f4a7c15u;
    size_t mask = map->capacity - 1, at = (size_t)(mixed >> 32) & mask;

    assert(map->count < map->capacity);
    while (map->entries[at].address && map->entries[at].address != address)
        at = (at + 1) & mask;
    return &map->entries[at];
}

bool ki_ptr_map_reserve(struct ptr_map *map, struct memory *memory)
{
    struct ptr_map grown = {.capacity = map->capacity ? map->capacity * 2
                                                      : FIRST_CAPACITY};

    if (map->count < map->capacity / 2)
        return true;
    grown.entries =
        ki_memory_new_zeroed(memory, grown.capacity * sizeof(*grown.entries));
    if (!grown.entries)
        return false;
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->entries[i].address)
            ki_ptr_map_put(&grown, map->entries[i].address,
                           map->entries[i].number);
    }
    ki_ptr_map_fini(map, memory);
    *map = grown;
    return true;
}

size_t *ki_ptr_map_find(const struct ptr_map *map, const void *address)
{
    struct ptr_map_entry *entry = map->count > 0 ? seek(map, address) : NULL;

    return entry && entry->address ? &entry->number : NULL;
}

void ki_ptr_map_put(struct ptr_map *map, const void *address, size_t number)
{
    struct ptr_map_entry *entry = seek(map, address);

    assert(address && map->count < map->capacity);
    assert(!entry->address);
    *entry = (struct ptr_map_entry){address, number};
    map->count++;
}

void ki_ptr_map_fini(struct ptr_map *map, struct memory *memory)
{
    ki_memory_free(memory, map->entries, map->capacity * sizeof(*map->entries));
    *map = (struct ptr_map){0};
}

void ki_ptr_map_reset(struct ptr_map *map, struct memory *memory)
{
    if (map->count > 0 && map->capacity > KEPT_CAPACITY)
        ki_ptr_map_fini(map, memory);
    if (map->count > 0)
        memset(map->entries, 0, map->capacity * sizeof(*map->entries));
    map->count = 0;
}
