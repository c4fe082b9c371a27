/* pins.c - the blocks of a database while snapshots need some; see pins.h. */
#include "base/pins.h"

#include <assert.h>

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

/* At most half of the entries are in use, and after a growth a quarter. */
size_t ki_pins_needed(const struct pins *pins, size_t extra)
{
    size_t used = 0, capacity = 64;

    if (pins->capacity >= 2 * (pins->count + extra))
        return 0;
    for (size_t i = 0; i < pins->capacity; i++)
        used += pins->entries[i].bytes > 0;
    while (capacity < 4 * (used + extra))
        capacity *= 2;
    return capacity;
}

struct pin *ki_pins_move(struct pins *pins, struct pin *entries,
                         size_t capacity)
{
    struct pins old = *pins;

    pins->entries = entries;
    pins->capacity = capacity;
    pins->count = 0;
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.entries[i].bytes == 0)
            continue;
        *pin_at(pins, old.entries[i].at) = old.entries[i];
        pins->count++;
    }
    assert(pins->capacity >= 2 * pins->count);
    return old.entries;
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
