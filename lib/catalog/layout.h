/* layout.h - THE MEMORY PICTURE, and the helpers that read and write it.
 *
 *   chunk   | header: store, ... | head | row | head | row | ...
 *   head    | generation u32 | distance and marks u32 |    8 bytes before a row
 *   row     | the user's struct | hidden tail |
 *
 *   reference (in a child)    | parent row ptr | place u32 |
 *   scalar (in a parent)      | child row ptr |
 *   collection (in a parent)  | slots ptr | slot_count u32 | count u32 |
 *                             | three slots in place |
 *                          or | capacity u32 | first u32 | 0 |
 *                             once the slots are an array elsewhere
 *
 * The hidden tail holds the references and collections of foreign keys that no
 * relationship shows, and the places of the row in indexes of equal values.
 *
 * Two readers, one memory. User code reads rows as its own struct type while
 * the engine writes them. No engine struct is ever laid over a row: under
 * strict aliasing the compiler could then keep stale values in registers. Every
 * access here goes through memcpy at a byte offset, which is one plain move in
 * the machine code and right in the language (C11 6.5p7).
 */
#ifndef KI_CATALOG_LAYOUT_H
#define KI_CATALOG_LAYOUT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* --- Plain loads and stores ----------------------------------------------- */

static inline char *load_ptr(const char *at)
{
    char *value;

    memcpy(&value, at, sizeof(value));
    return value;
}

static inline void store_ptr(char *at, const char *value)
{
    memcpy(at, &value, sizeof(value));
}

static inline uint32_t load_u32(const char *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof(value));
    return value;
}

static inline void store_u32(char *at, uint32_t value)
{
    memcpy(at, &value, sizeof(value));
}

static inline uint64_t load_u64(const char *at)
{
    uint64_t value;

    memcpy(&value, at, sizeof(value));
    return value;
}

enum { LOW_BYTE_FIRST = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

/* Fetch the cache line of an address that is about to be read. The address need
 * not be valid. */
static inline void prefetch(const char *at)
{
    __builtin_prefetch(at);
}

/* Whether all bytes are zero; most columns have eight. */
static inline bool is_zero(const char *at, size_t bytes)
{
    for (; bytes >= 8; at += 8, bytes -= 8) {
        if (load_u64(at))
            return false;
    }
    for (; bytes > 0; at++, bytes--) {
        if (*at)
            return false;
    }
    return true;
}

/* --- The head of a row ---------------------------------------------------- */

/* The generation is odd while the row lives and only goes up: no two rows at an
 * address have the same. A place that has used all up is not handed out again.
 * The distance leads back to the chunk header, in units of 8 bytes. Its upper
 * bits mark what the write in progress does to the row; outside a call they are
 * zero. */
enum { HEAD_BYTES = 8, GENERATION = -8, DISTANCE = -4, DISTANCE_UNIT = 8 };

#define MARK_TO_DELETE ((uint32_t)1 << 31) /* will be deleted */
#define MARK_CHANGED ((uint32_t)1 << 30)   /* has a change */
#define MARK_NAMED ((uint32_t)1 << 29)   /* to be deleted by the call itself */
#define MARKS (MARK_TO_DELETE | MARK_CHANGED | MARK_NAMED)

static inline uint32_t row_generation(const char *row)
{
    return load_u32(row + GENERATION);
}

static inline bool row_is_live(const char *row)
{
    return row_generation(row) & 1;
}

enum { GENERATION_NONE = 0 }; /* behind the last one */

static inline bool row_has(const char *row, uint32_t mark)
{
    return load_u32(row + DISTANCE) & mark;
}

static inline bool is_to_delete(const char *row)
{
    return row_has(row, MARK_TO_DELETE);
}

/* The header of the chunk the row lies in. */
static inline char *row_chunk(char *row)
{
    size_t units = load_u32(row + DISTANCE) & ~MARKS;

    return row - units * DISTANCE_UNIT;
}

/* --- References, scalars, collections ------------------------------------- */

/* The longest text, without its NUL, and the longest blob. */
#define BLOCK_BYTES_MAX ((size_t)UINT32_MAX - 1)

enum {
    REFERENCE_ROW = 0,
    REFERENCE_PLACE = 8,
    REFERENCE_BYTES = 16,

    SCALAR_BYTES = 8,

    LIST_SLOTS = 0,
    LIST_SLOT_COUNT = 8,
    LIST_COUNT = 12,
    LIST_INLINE = 16,
    LIST_INLINE_COUNT = 3,
    LIST_BYTES = 40,

    LIST_CAPACITY = 16, /* in the place of the few, once there is an array */
    LIST_FIRST = 20,    /* no member stands before this place */

    SLOT_BYTES = 8,

    PLACE_BYTES = 4
};

_Static_assert(sizeof(void *) == 8, "the memory picture is for 64 bits");

/* --- The reference of an after-image -------------------------------------- */

/* A change may name a parent that is no row: then its reference leads nowhere,
 * and `place`, which means nothing else in a change, says why. In a row it is 0
 * where the reference leads nowhere. */
enum parent_state {
    PARENT_KNOWN,       /* the row that the reference leads to, or NULL */
    PARENT_UNRESOLVED,  /* the key was set; its row is still to be found */
    PARENT_MISSING,     /* no row has the key */
    PARENT_WITHOUT_KEY, /* a row whose own key is NULL was named */
    PARENT_REQUIRED     /* none, under a key that cannot be NULL */
};

/* Beside the state: the call itself gives the row another parent, or none. */
#define PARENT_MOVED ((uint32_t)1 << 31)

static inline enum parent_state reference_state(const char *reference)
{
    return load_ptr(reference + REFERENCE_ROW)
               ? PARENT_KNOWN
               : (enum parent_state)(load_u32(reference + REFERENCE_PLACE) &
                                     ~PARENT_MOVED);
}

/* Whether the foreign key is NULL. */
static inline bool reference_is_null(const char *reference)
{
    return !load_ptr(reference + REFERENCE_ROW) &&
           reference_state(reference) == PARENT_KNOWN;
}

/* What a change names from now on: a row, or NULL and why. */
static inline void reference_set(char *reference, const char *row,
                                 enum parent_state state)
{
    char *place = reference + REFERENCE_PLACE;

    assert(!row || state == PARENT_KNOWN);
    store_ptr(reference + REFERENCE_ROW, row);
    store_u32(place, (load_u32(place) & PARENT_MOVED) | (uint32_t)state);
}

#endif
