/* links.h - the children of one parent row, for one foreign key.
 *
 * Owns   the order of the children and their number.
 * Knows  nothing of tables, keys or transactions: a list is a header inside the
 *        parent row, a child's place a number inside the child, both at offsets
 *        that the schema fixes. The same lists hold the rows of one value in an
 *        index of equal values, with the header in a group.
 *
 *   parent row                              child rows
 *   slots ----> [ ada | NULL | cid ]        ada: place 0
 *   slot_count = 3, count = 2               cid: place 2
 *
 * Always true: the slot at a member's place holds the member; slot_count minus
 * count slots are NULL; the last one is not; all slots beyond are NULL.
 * ki_links_holds() and ki_links_verify() check it.
 *
 * Holes are closed (squeezed) only by a put into a full list that would else
 * have had to grow, and only when they are at least as many as the members: so
 * a loop over the list may remove and move members freely, and the cost of a
 * squeeze is paid by the takes before it. A reserve changes no place. While
 * blocks->holes_stay, a reserve counts on no hole, so that none is closed.
 *
 * A struct links is a view: where things are, not what they hold. User code
 * reads the same memory as its own struct, so every access goes through the
 * load_ and store_ helpers (see layout.h, "two readers, one memory").
 */
#ifndef KI_DATA_LINKS_H
#define KI_DATA_LINKS_H

#include "base/blocks.h"
#include "catalog/layout.h"

struct links {
    char *header; /* inside the parent row, or a group */
    size_t place; /* offset of the place inside a child */
};

/* --- What the header says ------------------------------------------------- */

static inline uint32_t links_count(struct links links)
{
    return load_u32(links.header + LIST_COUNT);
}

/* The slots in use, holes among them. */
static inline uint32_t links_slot_count(struct links links)
{
    return load_u32(links.header + LIST_SLOT_COUNT);
}

static inline char *links_slots(struct links links)
{
    return load_ptr(links.header + LIST_SLOTS);
}

static inline bool links_in_place(struct links links)
{
    return links_slots(links) == links.header + LIST_FEW;
}

static inline size_t links_capacity(struct links links)
{
    return links_in_place(links) ? LIST_FEW_COUNT
                                 : load_u32(links.header + LIST_CAPACITY);
}

/* The place before which there are only holes. */
static inline uint32_t links_first(struct links links)
{
    return links_in_place(links) ? 0 : load_u32(links.header + LIST_FIRST);
}

static inline char *links_slot(struct links links, size_t place)
{
    return load_ptr(links_slots(links) + place * SLOT_BYTES);
}

static inline void links_set_slot(struct links links, size_t place,
                                  const char *child)
{
    store_ptr(links_slots(links) + place * SLOT_BYTES, child);
}

/* One more slot in use, and one more member, in one step. */
static inline void links_count_one(struct links links)
{
    uint64_t both = load_u64(links.header + LIST_SLOT_COUNT);

    _Static_assert(LIST_COUNT == LIST_SLOT_COUNT + 4, "side by side");
    both += (uint64_t)1 << 32 | 1;
    memcpy(links.header + LIST_SLOT_COUNT, &both, sizeof(both));
}

/* --- Room ----------------------------------------------------------------- */

/* Make an empty list of the bytes at the header. */
void ki_links_init(struct links links);

/* Give the slot array back. */
void ki_links_fini(struct links links, struct blocks *blocks);

/* Make room for `extra` more children, so that as many puts cannot fail; false
 * when there is no memory, or more than 4 billion slots would be needed. */
bool ki_links_make_room(struct links links, struct blocks *blocks,
                        size_t extra);
static inline bool ki_links_reserve(struct links links, struct blocks *blocks,
                                    size_t extra)
{
    return links_slot_count(links) + extra <= links_capacity(links) ||
           ki_links_make_room(links, blocks, extra);
}

/* The same without counting on holes that may be closed: as many puts, each
 * with a reserve of its own, need no memory then. */
bool ki_links_reserve_slots(struct links links, struct blocks *blocks,
                            size_t extra);

/* Close the holes, and give back the slots that no member is in. Where the
 * allocator refuses, they stay. O(slots). */
void ki_links_shrink(struct links links, struct blocks *blocks);

/* --- Members -------------------------------------------------------------- */

/* Close the holes. The members keep their order and learn new places. */
void ki_links_squeeze(struct links links);

/* Put `child` behind the last one. Room must have been reserved. O(1), a
 * squeeze at the expense of the takes before it. */
static inline void ki_links_put(struct links links, char *child)
{
    uint32_t place;

    if (links_slot_count(links) == links_capacity(links))
        ki_links_squeeze(links);
    place = links_slot_count(links);
    assert(place < links_capacity(links));
    assert(!links_slot(links, place));

    store_u32(child + links.place, place);
    links_count_one(links);
    links_set_slot(links, place, child);
}

/* Bring both ends to the members: no holes at the end, and the first known. */
void ki_links_trim(struct links links);

/* Leave a hole at the place of a member, which is not told. O(1): holes at the
 * end are trimmed and those at the front skipped at the expense of the calls
 * that made them, each at most twice. */
static inline void ki_links_vacate(struct links links, uint32_t place)
{
    assert(place < links_slot_count(links));
    assert(links_slot(links, place));

    links_set_slot(links, place, NULL);
    store_u32(links.header + LIST_COUNT, links_count(links) - 1);
    if (place + 1 == links_slot_count(links) || place == links_first(links))
        ki_links_trim(links);
}

/* Take `child`, which must be a member, out: as above, and its place is 0. */
static inline void ki_links_take(struct links links, char *child)
{
    uint32_t place = load_u32(child + links.place);

    assert(links_slot(links, place) == child);
    store_u32(child + links.place, 0);
    ki_links_vacate(links, place);
}

/* --- Back again -----------------------------------------------------------
 *
 * Each needs no memory, and the list to be as it was when what it takes back
 * had been done; then it is as before it, each member at its old place. */

/* `child`, the last member, was put: its place is free again, and the child
 * keeps what it says of it. O(1) and a step a hole before it. */
static inline void ki_links_unput(struct links links, const char *child)
{
    uint32_t place = load_u32(child + links.place);

    assert(links_slot(links, place) == child);
    assert(place + 1 == links_slot_count(links));
    ki_links_vacate(links, place);
}

/* `child` was taken from a place, which is a hole or behind the last member.
 * O(1). */
void ki_links_untake(struct links links, char *child, uint32_t place);

/* Whether the next put closes holes first. */
static inline bool links_put_squeezes(struct links links)
{
    return links_slot_count(links) == links_capacity(links) &&
           links_count(links) < links_slot_count(links);
}

/* Members were arranged, or holes closed: the slots were these.
 * O(slots). */
void ki_links_put_back(struct links links, char *const *slots, uint32_t count);

/* --- Reading -------------------------------------------------------------- */

/* The last member of a list that has one. O(1). */
char *ki_links_last(struct links links);

/* The first member at or behind `*place`, which then is set behind it; NULL at
 * the end. O(1) for the first of the list, however many left before it. */
char *ki_links_next(struct links links, size_t *place);

/* The n-th member, counted from 0; NULL behind the last. O(1) for the first and
 * in a list without holes, else O(slots before it). */
char *ki_links_at(struct links links, size_t n);

/* Make `child`, a member, the n-th, or the last when n is behind it. The others
 * keep their order. Returns which it was before, for the way back. O(distance),
 * plus in a list with holes O(slots before). */
size_t ki_links_move(struct links links, char *child, size_t n);

/* Bring members into this order, each named once; those not named come behind
 * them in the order they have. There are no holes then. O(slots). */
void ki_links_arrange(struct links links, char *const *order, size_t count);

/* Whether the slot at the child's place holds the child. O(1). */
bool ki_links_holds(struct links links, const char *child);

/* Whether header and slots agree; what the slots point at is not looked at.
 * O(slots). */
bool ki_links_verify(struct links links);

#endif
