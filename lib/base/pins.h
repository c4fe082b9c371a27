/* pins.h - the blocks of a database while snapshots need some of them.
 *
 * Owns   for each block of the database: its bytes, how many snapshots need it,
 *        and whether the database uses it now.
 * Knows  addresses and bytes alone. All zero is without blocks.
 *
 *   live   snapshots      the block
 *   yes    0              came after the last snapshot; is freed as usual
 *   yes    1 or more      is part of the database and of snapshots
 *   no     1 or more      is parked: only snapshots need it
 *   no     0              is abandoned: a restore has left it behind, and it is
 *                         freed by the next call that needs the allocator
 *
 * What a snapshot needs keeps its address, so that a restore may copy bytes
 * back and all pointers are right. So while there is a snapshot, memory.c asks
 * here before a block is freed or resized. Without one there is no struct pins,
 * and a test for that is all that it costs.
 *
 * Open addressing by address. Nothing is taken out while snapshots come and go:
 * a block that was freed leaves its entry, without bytes, for the next one at
 * that address, and a growth drops those that are left.
 */
#ifndef KI_BASE_PINS_H
#define KI_BASE_PINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pin {
    char *at;      /* NULL: free */
    size_t bytes;  /* 0: it was freed */
    size_t number; /* in the snapshot that is being restored, from 1; or 0 */
    uint32_t snapshots; /* that need it */
    bool live, shown;
};

struct pins {
    struct pin *entries;
    size_t capacity, count; /* zero or a power of two; entries in use */
    size_t held_bytes;      /* of blocks that are parked or abandoned: no memory
                          counts them */
    size_t abandoned;       /* how many blocks are */
};

/* How many entries are needed for `extra` more blocks; 0 where there is room.
 * memory.c allocates them (ki_memory_reserve_pins): nothing here does. O(1),
 * and a step for each entry before a growth. */
size_t ki_pins_needed(const struct pins *pins, size_t extra);

/* Take zeroed entries of such a number, into which all go but those of freed
 * blocks. Returns the old ones, which are the caller's to free. O(entries). */
struct pin *ki_pins_move(struct pins *pins, struct pin *entries,
                         size_t capacity);

/* The block at an address, or NULL. O(1). */
struct pin *ki_pins_find(const struct pins *pins, const void *at);

/* A new live block, for which there is room, that no snapshot needs yet. */
struct pin *ki_pins_put(struct pins *pins, char *at, size_t bytes, bool shown);

/* A block was freed, which no snapshot needs; nothing for NULL. */
void ki_pins_forget(struct pin *pin);

/* A block is not the database's any more, or is again. */
void ki_pins_park(struct pins *pins, struct pin *pin);
void ki_pins_revive(struct pins *pins, struct pin *pin);

/* Whether a block is abandoned; one that has become so was parked before. */
static inline bool pin_is_abandoned(const struct pin *pin)
{
    return pin->bytes > 0 && !pin->live && pin->snapshots == 0;
}

#endif
