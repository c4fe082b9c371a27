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
 * Where each of them lies is worked out at open (steps/offsets.c) and kept in
 * the schema: no row says anything of its own shape.
 *
 * The three shapes are those of kith/detail/shapes.h, byte by byte, for the
 * program reads references, scalars and collections without a call.
 *
 * Two readers, one memory. User code reads rows as its own struct type while
 * the engine writes them. No engine struct is ever laid over a row: under
 * strict aliasing the compiler could then keep stale values in registers. Every
 * access here goes through memcpy at a byte offset, which is one plain move in
 * the machine code and right in the language (C11 6.5p7).
 *
 * Owns   the offsets within heads, references and lists, and the marks.
 * Knows  nothing of tables: an offset into a row always comes from the caller.
 *        What its helpers store to is no part of a row yet, an after-image for
 *        instance; rows, lists and heads are written by base/write.h, so that a
 *        test build can keep them read-only between writes.
 */
#ifndef KI_CATALOG_LAYOUT_H
#define KI_CATALOG_LAYOUT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* --- Plain loads and stores -----------------------------------------------
 *
 * The address may have any alignment: a column lies where the user's struct has
 * it, and words of a text begin anywhere. On the machines this is for, each is
 * one move all the same. */

static inline char *load_ptr(const char *at)
{
    char *value;

    memcpy(&value, at, sizeof(value));
    return value;
}

/* The n-th of the rows whose addresses lie side by side, as a program gives
 * them: pointers of a type of its own. */
static inline char *load_row(const void *rows, size_t n)
{
    return load_ptr((const char *)rows + n * sizeof(char *));
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

/* For code that reads chars as words and must know which of them comes first:
 * chars_are_clean() in value.h. All else here is right in either byte order. */
enum { LOW_BYTE_FIRST = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

/* Fetch the cache line of an address that is about to be read. The address need
 * not be valid. */
static inline void prefetch(const char *at)
{
    __builtin_prefetch(at);
}

/* Whether all bytes are zero, which in an insert means "not given"; most
 * columns have eight or four. O(bytes). */
static inline bool is_zero(const char *at, size_t bytes)
{
    for (; bytes >= 8; at += 8, bytes -= 8) {
        if (load_u64(at))
            return false;
    }
    if (bytes == 4)
        return !load_u32(at);
    for (; bytes > 0; at++, bytes--) {
        if (*at)
            return false;
    }
    return true;
}

/* --- The head of a row ---------------------------------------------------- */

/* The generation is odd while the row lives and only grows: no two rows at an
 * address have the same. A cell that has used all up is not handed out again
 * (slab.h).
 *
 * The distance leads back to the chunk header, in units of 8 bytes, to which
 * rows are aligned: 28 bits reach 2 GiB, which is what a chunk has at most
 * (slab.c). It stands in place of a pointer to the store, which would double
 * the head; the chunk header names the store once for all of its rows. Its
 * upper bits are marks. Offsets are negative because the address of a row is
 * that of the user's struct. kith/detail/inline.h reads heads too; slab.h
 * asserts that both agree. */
enum { HEAD_BYTES = 8, GENERATION = -8, DISTANCE = -4, DISTANCE_UNIT = 8 };

/* What the write in progress does to the row: zero outside a call. "Will this
 * row be deleted?" and "has it a change?" are decided for every
 * child that a cascade meets. A bit beside the distance costs no lookup, and
 * the head stands right before the row. MARK_NAMED exempts a row from RESTRICT:
 * what the call itself deletes does not refuse the deletion of its parent. */
#define MARK_TO_DELETE ((uint32_t)1 << 31) /* will be deleted */
#define MARK_CHANGED ((uint32_t)1 << 30)   /* has a change */
#define MARK_NAMED ((uint32_t)1 << 29) /* to be deleted by the call itself */
#define MARKS (MARK_TO_DELETE | MARK_CHANGED | MARK_NAMED)

/* The innermost open level has a before-image of the row, so that programs may
 * write its plain columns without a call (kith/detail/inline.h). Zero while no
 * level is open. */
#define MARK_IMAGED ((uint32_t)1 << 28)
#define DISTANCE_MAX (MARK_IMAGED - 1)

static inline uint32_t row_generation(const char *row)
{
    return load_u32(row + GENERATION);
}

static inline bool row_is_live(const char *row)
{
    return row_generation(row) & 1;
}

static inline bool row_has(const char *row, uint32_t mark)
{
    return load_u32(row + DISTANCE) & mark;
}

static inline bool is_to_delete(const char *row)
{
    return row_has(row, MARK_TO_DELETE);
}

/* The header of the chunk the row lies in. An after-image that is a copy has a
 * short chunk header of its own in front (edit/change.c), so this works for it
 * too. One load, from the head. */
static inline char *row_chunk(char *row)
{
    size_t units = load_u32(row + DISTANCE) & DISTANCE_MAX;

    return row - units * DISTANCE_UNIT;
}

/* --- References, scalars, collections ------------------------------------- */

/* The most bytes of a text, without its NUL, and of a blob: 4 GiB - 2, so that
 * the number of bytes with the NUL still fits into the 32 bits that a block has
 * for it (data/text.c), and one more than a limit into 32 bits as well
 * (limits.c). */
#define BLOCK_BYTES_MAX ((size_t)UINT32_MAX - 1)

/* Offsets within the three shapes, and their bytes. A list keeps three members
 * in the parent's row itself, which is what many parents have: an array
 * elsewhere would cost them a cache miss and a piece of memory each
 * (lib/README.md has the measurement). Counts and places have 32 bits, so that
 * a reference is two words and a place in the hidden tail costs 4 bytes. */
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

    LIST_CAPACITY = 16, /* instead of the three slots, once an array has them */
    LIST_FIRST = 20,    /* no member stands before this place */
    LIST_WALKED = 24,   /* so many cursors are on the list */

    SLOT_BYTES = 8,

    STALE_NEXT = 0, /* of a list whose members show wrong places */
    STALE_KEY = 8,
    STALE_BYTES = 16,

    PLACE_BYTES = 4,
    STAMP_BYTES = 8
};

_Static_assert(sizeof(void *) == 8, "the memory picture is for 64 bits");

/* Where a child names its parent: the offset of its reference, and of the one
 * by which other children of the same list do (.symmetric); else both are one.
 * Side by side, for lists are handed around with both. */
struct list_ends {
    uint32_t reference, mate;
};

/* --- The reference of an after-image -------------------------------------- */

/* A change may name a parent that is no row: then its reference leads nowhere,
 * and `place`, which means nothing else in a change, says why. In a row it is 0
 * where the reference leads nowhere.
 *
 * PARENT_KNOWN is 0, so that a reference of all zeros, as an insert gives it
 * and as a row without parent has it, is a NULL key. The three after UNRESOLVED
 * are failures that wait: a later change of the same call may still bring the
 * row, so they are judged when all keys are what they will be
 * (edit/check.c). */
enum parent_state {
    PARENT_KNOWN,       /* the row that the reference leads to, or NULL */
    PARENT_UNRESOLVED,  /* the key was set; its row is still to be found */
    PARENT_MISSING,     /* no row has the key */
    PARENT_WITHOUT_KEY, /* a row whose own key is NULL was named */
    PARENT_REQUIRED,    /* none, under a key without columns of its own, which
                           cannot be unlinked */
    PARENT_PENDING      /* no row has the key yet, which is deferred; in a row
                           too */
};

/* Beside the state: the call itself gives the row another parent, or none. Such
 * a row is no child of its old parent any more, so no cascade from there acts
 * on it (ki_changes_move in edit/change.c). */
#define PARENT_MOVED ((uint32_t)1 << 31)

/* Beside the state, while the change is carried out: the row joins in the order
 * of arrivals (delta/mutate.c). */
#define PARENT_ARRIVES ((uint32_t)1 << 30)

/* Beside the state, in a level: the parent stays and its key changes, and with
 * it the columns of the child, which the record of the parent takes back
 * (delta/note.c). */
#define PARENT_FOLLOWED ((uint32_t)1 << 29)

/* Why the reference leads to no row. Where it leads to one the place may be
 * that of the child in its parent's list, and is not looked at. */
static inline enum parent_state reference_state(const char *reference)
{
    return load_ptr(reference + REFERENCE_ROW)
               ? PARENT_KNOWN
               : (enum parent_state)(
                     load_u32(reference + REFERENCE_PLACE) &
                     ~(PARENT_MOVED | PARENT_ARRIVES | PARENT_FOLLOWED));
}

/* Whether the foreign key is NULL. A key that names a missing row is not: it
 * has a value, which is refused, or pending. */
static inline bool reference_is_null(const char *reference)
{
    return !load_ptr(reference + REFERENCE_ROW) &&
           reference_state(reference) == PARENT_KNOWN;
}

/* What a change names from now on: a row, or NULL and why. Only for references
 * of after-images: in a row the second word is the place. */
static inline void reference_set(char *reference, const char *row,
                                 enum parent_state state)
{
    char *place = reference + REFERENCE_PLACE;

    assert(!row || state == PARENT_KNOWN);
    store_ptr(reference + REFERENCE_ROW, row);
    store_u32(place, (load_u32(place) & PARENT_MOVED) | (uint32_t)state);
}

#endif
