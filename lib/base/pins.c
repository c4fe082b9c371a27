/* pins.c - the blocks of a database while snapshots need some; see pins.h. */
#include "base/pins.h"

#include "base/memory.h"

#include <assert.h>

void ki_pins_init(struct pins *pins, struct memory *memory)
{
    *pins = (struct pins){.memory = memory};
}

void ki_pins_fini(struct pins *pins)
{
    assert(pins->held_bytes == 0 && pins->abandoned == 0);
    ki_memory_free(pins->memory, pins->entries,
                   pins->capacity * sizeof(*pins->entries));
    ki_pins_init(pins, pins->memory);
}

/* The entry of an address, or the free one where it would be. Blocks are
 * aligned to 16 bytes at least, so the lowest bits say nothing. */
static struct pin *pin_at(const struct pins *pins, const void *at)
{
    uint64_t hash = ((uint64_t)(uintptr_t)at >> 4) * 0x9e3779b97f4a7c15u;
    size_t place = (size_t)(hash >> 32) & (pins->capacity - 1);

    assert(at && pins->capacity > 0);
    while (pins->entries[place].at && pins->entries[place].at != at)
        place = (place + 1) & (pins->capacity - 1);
    return &pins->entries[place];
}

struct pin *ki_pins_find(const struct pins *pins, const void *at)
{
    struct pin *pin = pins->capacity > 0 && at ? pin_at(pins, at) : NULL;

    return pin && pin->at ? pin : NULL;
}

/* All entries but those of freed blocks, with room for twice as many. False
 * without memory, and nothing is changed then. */
static bool rebuild(struct pins *pins, size_t extra)
{
    struct pins grown = *pins;
    size_t used = 0, capacity = 64;

    for (size_t i = 0; i < pins->capacity; i++)
        used += pins->entries[i].bytes > 0;
    while (capacity < 4 * (used + extra))
        capacity *= 2;
    grown.entries =
        ki_memory_new_zeroed(pins->memory, capacity * sizeof(*grown.entries));
    if (!grown.entries)
        return false;
    grown.capacity = capacity;
    grown.count = used;
    for (size_t i = 0; i < pins->capacity; i++) {
        if (pins->entries[i].bytes > 0)
            *pin_at(&grown, pins->entries[i].at) = pins->entries[i];
    }
    ki_memory_free(pins->memory, pins->entries,
                   pins->capacity * sizeof(*pins->entries));
    *pins = grown;
    return true;
}

/* At most half of the entries are in use. */
bool ki_pins_reserve(struct pins *pins, size_t extra)
{
    return pins->capacity >= 2 * (pins->count + extra) || rebuild(pins, extra);
}

struct pin *ki_pins_put(struct pins *pins, char *at, size_t bytes, bool shown)
{
    struct pin *pin = pin_at(pins, at);

    assert(bytes > 0 && pin->bytes == 0);
    assert(pins->capacity >= 2 * pins->count);
    pins->count += !pin->at;
    *pin = (struct pin){.at = at, .bytes = bytes, .live = true, .shown = shown};
    return pin;
}

void ki_pins_forget(struct pin *pin)
{
    assert(!pin || pin->snapshots == 0);
    if (pin)
        pin->bytes = 0;
}

void ki_pins_park(struct pins *pins, struct pin *pin)
{
    assert(pin->live && pin->bytes > 0);
    pin->live = false;
    pins->held_bytes += pin->bytes;
    pins->abandoned += pin_is_abandoned(pin);
}

void ki_pins_revive(struct pins *pins, struct pin *pin)
{
    assert(!pin->live && pin->snapshots > 0);
    pin->live = true;
    assert(pins->held_bytes >= pin->bytes);
    pins->held_bytes -= pin->bytes;
}
