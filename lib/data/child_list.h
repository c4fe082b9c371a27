/* child_list.h - the children of one parent row, for one foreign key.
 *
 * Owns   the order of the children and their number.
 * Knows  nothing of tables, keys or transactions: a list is a header inside the
 *        parent row, a child's place a number inside the child, both at offsets
 *        that the schema fixes. The same lists hold the rows of one value in an
 *        index of equal values, with the header in a posting.
 *
 *   parent row                              child rows
 *   slots ----> [ ada | NULL | cid ]        ada: place 0
 *   slot_count = 3, count = 2               cid: place 2
 *
 * Always true: the slot at a member's place holds the member; slot_count minus
 * count slots are NULL; the last one is not; all slots beyond are NULL.
 * ki_child_list_holds() and ki_child_list_verify() check it.
 *
 * Holes are closed (closed) only by a put into a full list that would else have
 * had to grow, and only when they are at least as many as the members: so a
 * loop over the list may remove and move members freely, and the cost of a
 * compaction is paid by the takes before it. A reserve changes no place. While
 * pool->holes_stay, a reserve counts on no hole, so that none is closed;
 * the caller that set it closes them when nothing will be taken back any more,
 * for else a list that is only filled so would grow for ever.
 *
 * A struct child_list is a view: where things are, not what they hold. User
 * code reads the same memory as its own struct, so every access goes through
 * the load_ and write_ helpers (see layout.h, "two readers, one memory").
 */
#ifndef KI_DATA_CHILD_LIST_H
#define KI_DATA_CHILD_LIST_H

#include "base/pool.h"
#include "base/write.h"
#include "catalog/layout.h"

struct child_list {
    char *header; /* inside the parent row, or a posting */
    size_t place; /* offset of the place inside a child */
};

/* Rows that belong together: one, or those of a list. */
struct some_rows {
    char *row; /* NULL: none, or a list */
    struct child_list list;
    const char *alive; /* the generation of whatever holds the list; NULL where
                          there is no list */
};

static inline struct some_rows some_rows_one(char *row)
{
    return (struct some_rows){.row = row};
}

/* --- What the header says ------------------------------------------------- */

static inline uint32_t child_list_count(struct child_list list)
{
    return load_u32(list.header + LIST_COUNT);
}

/* The slots in use, holes among them. */
static inline uint32_t child_list_slot_count(struct child_list list)
{
    return load_u32(list.header + LIST_SLOT_COUNT);
}

static inline char *child_list_slots(struct child_list list)
{
    return load_ptr(list.header + LIST_SLOTS);
}

static inline bool child_list_in_place(struct child_list list)
{
    return child_list_slots(list) == list.header + LIST_INLINE;
}

static inline size_t child_list_capacity(struct child_list list)
{
    return child_list_in_place(list) ? LIST_INLINE_COUNT
                                     : load_u32(list.header + LIST_CAPACITY);
}

/* The place before which there are only holes. */
static inline uint32_t child_list_first(struct child_list list)
{
    return child_list_in_place(list) ? 0 : load_u32(list.header + LIST_FIRST);
}

static inline char *child_list_slot(struct child_list list, size_t place)
{
    return load_ptr(child_list_slots(list) + place * SLOT_BYTES);
}

static inline void child_list_set_slot(struct child_list list, size_t place,
                                       const char *child)
{
    write_ptr(child_list_slots(list) + place * SLOT_BYTES, child);
}

/* One more slot in use, and one more member, in one step. */
static inline void child_list_count_one(struct child_list list)
{
    uint64_t both = load_u64(list.header + LIST_SLOT_COUNT);

    assert(child_list_count(list) <= child_list_slot_count(list));
    assert(child_list_slot_count(list) < child_list_capacity(list));
    _Static_assert(LIST_COUNT == LIST_SLOT_COUNT + 4, "side by side");
    both += (uint64_t)1 << 32 | 1;
    write_u64(list.header + LIST_SLOT_COUNT, both);
}

/* --- Room ----------------------------------------------------------------- */

/* Make an empty list of the bytes at the header. */
void ki_child_list_init(struct child_list list);

/* Give the slot array back. */
void ki_child_list_fini(struct child_list list, struct pool *pool);

/* Make room for `extra` more children, so that as many puts cannot fail; false
 * when there is no memory, or more than 4 billion slots would be needed. */
bool ki_child_list_grow(struct child_list list, struct pool *pool,
                        size_t extra);
static inline bool ki_child_list_reserve(struct child_list list,
                                         struct pool *pool, size_t extra)
{
    assert(extra > 0);
    return child_list_slot_count(list) + extra <= child_list_capacity(list) ||
           ki_child_list_grow(list, pool, extra);
}

/* The same without counting on holes that may be closed: as many puts, each
 * with a reserve of its own, need no memory then. */
bool ki_child_list_reserve_slots(struct child_list list, struct pool *pool,
                                 size_t extra);

/* Close the holes, and give back the slots that no member is in. Where the
 * allocator refuses, they stay. O(slots). */
void ki_child_list_shrink(struct child_list list, struct pool *pool);

/* --- Members -------------------------------------------------------------- */

/* Close the holes. The members keep their order and learn new places. */
void ki_child_list_compact(struct child_list list);

/* The same where holes are at least as many as members, as a put into a full
 * list does, and leave as many slots free as there are members: O(1), or
 * O(slots) at the expense of the puts that filled them. */
void ki_child_list_close_holes(struct child_list list, struct pool *pool);

/* Put `child` behind the last one. Room must have been reserved. O(1), a
 * compaction at the expense of the takes before it. */
static inline void ki_child_list_put(struct child_list list, char *child)
{
    uint32_t place;

    assert(child_list_count(list) <= child_list_slot_count(list));
    if (child_list_slot_count(list) == child_list_capacity(list))
        ki_child_list_compact(list);
    place = child_list_slot_count(list);
    assert(place < child_list_capacity(list));
    assert(!child_list_slot(list, place));

    write_u32(child + list.place, place);
    child_list_count_one(list);
    child_list_set_slot(list, place, child);
}

/* Bring both ends to the members: no holes at the end, and the first known. */
void ki_child_list_trim(struct child_list list);

/* Leave a hole at the place of a member, which keeps its own bytes. O(1): holes
 * at the end are trimmed and those at the front skipped at the expense of the
 * calls that made them, each at most twice. */
static inline void ki_child_list_clear_place(struct child_list list,
                                             uint32_t place)
{
    assert(child_list_count(list) > 0);
    assert(place < child_list_slot_count(list));
    assert(child_list_slot(list, place));

    child_list_set_slot(list, place, NULL);
    write_u32(list.header + LIST_COUNT, child_list_count(list) - 1);
    if (place + 1 == child_list_slot_count(list) ||
        place == child_list_first(list))
        ki_child_list_trim(list);
}

/* Take `child`, which must be a member, out: as above, and its place is 0. */
static inline void ki_child_list_take(struct child_list list, char *child)
{
    uint32_t place = load_u32(child + list.place);

    assert(place < child_list_slot_count(list));
    assert(child_list_slot(list, place) == child);
    write_u32(child + list.place, 0);
    ki_child_list_clear_place(list, place);
}

/* --- Back again -----------------------------------------------------------
 *
 * Each needs no memory, and the list to be as it was when what it takes back
 * had been done; then it is as before it, each member at its old place. */

/* `child`, the last member, was put: its place is free again, and the child
 * keeps what it says of it. O(1) and a step a hole before it. */
static inline void ki_child_list_unput(struct child_list list,
                                       const char *child)
{
    uint32_t place = load_u32(child + list.place);

    assert(child_list_slot(list, place) == child);
    assert(place + 1 == child_list_slot_count(list));
    ki_child_list_clear_place(list, place);
}

/* `child` was taken from a place, which is a hole or behind the last member.
 * O(1). */
void ki_child_list_untake(struct child_list list, char *child, uint32_t place);

/* Whether the next put closes holes first. */
static inline bool child_list_put_compacts(struct child_list list)
{
    assert(child_list_slot_count(list) <= child_list_capacity(list));
    return child_list_slot_count(list) == child_list_capacity(list) &&
           child_list_count(list) < child_list_slot_count(list);
}

/* Members were arranged, or holes closed: the slots were these.
 * O(slots). */
void ki_child_list_put_back(struct child_list list, char *const *slots,
                            uint32_t count);

/* --- Reading -------------------------------------------------------------- */

/* The last member of a list that has one. O(1). */
char *ki_child_list_last(struct child_list list);

/* The first member at or behind `*place`, which then is set behind it; NULL at
 * the end. O(1) for the first of the list, however many left before it. */
char *ki_child_list_next(struct child_list list, size_t *place);

/* The n-th member, counted from 0; NULL behind the last. O(1) for the first and
 * in a list without holes, else O(slots before it). */
char *ki_child_list_at(struct child_list list, size_t n);

/* Make `child`, a member, the n-th, or the last when n is behind it. The others
 * keep their order. Returns which it was before, for the way back. O(distance),
 * plus in a list with holes O(slots before). */
size_t ki_child_list_move(struct child_list list, char *child, size_t n);

/* Bring members into this order, each named once; those not named come behind
 * them in the order they have. There are no holes then. O(slots). */
void ki_child_list_reorder(struct child_list list, char *const *order,
                           size_t count);

/* Whether the slot at the child's place holds the child. O(1). */
bool ki_child_list_holds(struct child_list list, const char *child);

/* Whether header and slots agree; what the slots point at is not looked at.
 * O(slots). */
bool ki_child_list_verify(struct child_list list);

#endif
