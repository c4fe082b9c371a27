/* ptr_map.c - a number for each of some addresses; see ptr_map.h. */
#include "base/ptr_map.h"

#include <assert.h>
#include <string.h>

/* In entries of 16 bytes. The first is enough for a call that changes a few
 * rows. What is kept between calls bounds both the memory of an idle database
 * and the zeroing of the next reset, for a change set has several maps. */
enum { FIRST_CAPACITY = 16, KEPT_CAPACITY = 64 };

/* The entry of `address`, or the free one where it belongs. Fibonacci hashing
 * (Knuth, TAOCP 6.4): neighbours in memory spread out, and so do addresses a
 * stride apart, as rows of a chunk are. The bits from 32 on are used, for the
 * lowest bits of a product depend on the lowest of the address alone, which are
 * zero. The capacity must not be 0. */
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

/* Below one half the entries in use form short runs. A table twice as large is
 * filled before the old one is freed, so that a refusal changes nothing. */
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

/* The count is looked at first: most maps are empty in most calls, and an empty
 * one may have no entries to look into. */
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
