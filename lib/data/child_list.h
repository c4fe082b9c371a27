/* child_list.h - the children of one parent row, for one foreign key.
 *
 * Owns   the order of the children and their number.
 * Knows  nothing of tables, keys or transactions: a list is a header inside the
 *        parent row, a child's place a number inside the child, both at offsets
 *        that the schema fixes. The same lists hold the rows of one value in a
 *        nonunique index, with the header in a posting (posting.h).
 *
 *   parent row                              child rows
 *   slots ----> [ ada | NULL | cid ]        ada: place 0
 *   slot_count = 3, count = 2               cid: place 2
 *
 * Always true: the slot at a member's place holds the member; slot_count minus
 * count slots are NULL, the holes; the last of slot_count slots is not one; all
 * slots from slot_count up to the capacity are NULL. ki_child_list_holds() and
 * ki_child_list_verify() check it. Inside a function here the counts may be
 * behind the slots for a few stores; no other code runs meanwhile.
 *
 * Why an array: children of one parent are often inserted far apart in time,
 * so their rows lie scattered, and a chain through the rows would wait for one
 * cache miss after the other. With the addresses side by side the processor
 * fetches several children at once; walks were measured 5 to 33 times faster.
 * Why a place in the child: a child leaves in O(1), with no search. Why holes:
 * the order of the others is part of the public contract, so the last member
 * may not be moved into the gap, and closing it at once would cost O(slots).
 *
 * The first three slots lie in the header itself (slots then points there), so
 * that a small list costs no memory of its own and no cache miss beyond that
 * of the parent. When they become an array, capacity and first take their
 * place (layout.h).
 *
 * In a write, holes are closed only by a put into a full list that would else
 * have had to grow, and only when they are at least as many as the members
 * (but for a reorder, which leaves none, and the end of a bulk insert). So a
 * loop over the list may remove and move members freely, and the cost of a
 * compaction is paid by the takes before it. A reserve changes no place, for
 * the write that reserves may still be refused.
 *
 * While pool->holes_stay, a reserve does not count on holes, so that none is
 * closed and each put can be taken back exactly: in levels of transactions, and
 * in a bulk insert. A list that is filled only in this way would grow without
 * end; so a bulk insert closes the holes itself at its end
 * (ki_reserve_close_holes in delta/reserve.h), and after a transaction the
 * first put that finds a list full does.
 *
 * While cursors walk a list (ki_child_list_walk) it stays an array, no hole is
 * closed, and slot_count does not become smaller, so that no two rows ever have
 * one place: then the slots at the end may be holes too. Only a reorder gives
 * members other places, and whoever asks for one tells the cursors
 * (list_walk.h).
 *
 * A struct child_list is a view: where things are, not what they hold. User
 * code reads the same memory as its own struct, so every access is made by the
 * load_ and write_ helpers (see layout.h, "two readers, one memory").
 */
#ifndef KI_DATA_CHILD_LIST_H
#define KI_DATA_CHILD_LIST_H

#include "base/pool.h"
#include "base/write.h"
#include "catalog/layout.h"

/* Two words, passed by value in registers. It stays valid as long as the parent
 * row or posting stays where it is, whatever becomes of the slots.
 *
 * A list may have rows of two sorts: those that name the parent by one
 * reference, and those that do by another. The row that a call is about keeps
 * its place in the first; of any other member its references tell. A posting,
 * to which no reference leads, has but the place. */
struct child_list {
    char *header; /* inside the parent row, or a posting */
    struct list_ends ends;
};

/* The offset of the place of the row that a call is about. */
static inline uint32_t child_list_place(struct child_list list)
{
    assert(list.header);
    return list.ends.reference + (uint32_t)REFERENCE_PLACE;
}

/* Rows that belong together: one row, or those of a list. What a lookup in an
 * index or along a foreign key returns, so that no reader needs to know whether
 * a key is unique or a relationship one to one. */
struct some_rows {
    char *row; /* NULL: none, or a list */
    struct child_list list;
    const char *alive; /* the generation of the row or posting that holds the
                          list: a walk that reads another value there than at
                          its start has lost the list; NULL without a list */
};

static inline struct some_rows some_rows_one(char *row)
{
    return (struct some_rows){.row = row};
}

/* --- What the header says -------------------------------------------------
 *
 * Each of these is one load, or two, from the parent's row. They are inline
 * because every write of a child needs them. */

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

/* Whether the slots lie in the header. The pointer says it, so that no flag is
 * needed, and readers in the program need not distinguish the two forms. A row
 * never moves, so the address stays right. */
static inline bool child_list_in_place(struct child_list list)
{
    return child_list_slots(list) == list.header + LIST_INLINE;
}

/* The capacity of an array stands in the header: in front of the slots it cost
 * each put one more cache line. */
static inline size_t child_list_capacity(struct child_list list)
{
    return child_list_in_place(list) ? LIST_INLINE_COUNT
                                     : load_u32(list.header + LIST_CAPACITY);
}

/* No member stands before this place. Without it, a list used as a queue (the
 * oldest child removed, a new one appended) would pass all holes at the front
 * with each read of the first member: O(slots) instead of O(1). Only takes move
 * it forward; a read never writes. A list in place has only three slots and has
 * none. */
static inline uint32_t child_list_first(struct child_list list)
{
    return child_list_in_place(list) ? 0 : load_u32(list.header + LIST_FIRST);
}

/* How many cursors walk the list. In the header, because the code that takes a
 * member out has nothing else at hand. */
static inline uint32_t child_list_walked(struct child_list list)
{
    assert(list.header);
    return child_list_in_place(list) ? 0 : load_u32(list.header + LIST_WALKED);
}

/* The member at a place below the capacity, or NULL for a hole. */
static inline char *child_list_slot(struct child_list list, size_t place)
{
    return load_ptr(child_list_slots(list) + place * SLOT_BYTES);
}

/* The offset of the place of a member, any of those that are in the list and
 * name its parent. Of the two rows that it names, the parent is the one in
 * which the header lies: the one whose address is the nearest below it. */
static inline uint32_t child_list_place_at(struct child_list list,
                                           const char *child)
{
    uintptr_t header = (uintptr_t)list.header;

    assert(child);
    return list.ends.mate == list.ends.reference ||
                   header - (uintptr_t)load_ptr(child + list.ends.reference) <
                       header - (uintptr_t)load_ptr(child + list.ends.mate)
               ? child_list_place(list)
               : list.ends.mate + (uint32_t)REFERENCE_PLACE;
}
static inline uint32_t child_list_place_of(struct child_list list,
                                           const char *child)
{
    assert(child_list_count(list) > 0);
    return load_u32(child + child_list_place_at(list, child));
}

/* Writes one end only: the place in the child is the caller's to set. Both must
 * agree again before the function of the list returns. */
static inline void child_list_set_slot(struct child_list list, size_t place,
                                       const char *child)
{
    write_ptr(child_list_slots(list) + place * SLOT_BYTES, child);
}

/* One more slot in use, and one more member. The two counts are one store of 64
 * bits: an insert of a row waits for its stores. Neither half carries into the
 * other, for both are below the capacity, which fits into 32 bits; and as one
 * is added to each half, it is right in either byte order. */
static inline void child_list_count_one(struct child_list list)
{
    uint64_t both = load_u64(list.header + LIST_SLOT_COUNT);

    assert(child_list_count(list) <= child_list_slot_count(list));
    assert(child_list_slot_count(list) < child_list_capacity(list));
    _Static_assert(LIST_COUNT == LIST_SLOT_COUNT + 4, "side by side");
    both += (uint64_t)1 << 32 | 1;
    write_u64(list.header + LIST_SLOT_COUNT, both);
}

/* The bytes of the pool that the slots take: none for those in the header. */
static inline size_t child_list_bytes(struct child_list list)
{
    assert(child_list_capacity(list) >= LIST_INLINE_COUNT);
    return child_list_in_place(list)
               ? 0
               : ki_pool_piece_bytes(child_list_capacity(list) * SLOT_BYTES);
}

/* --- Room -----------------------------------------------------------------
 *
 * What may fail, and what gives capacity back. A reserve changes no place, so a
 * write that is refused after it leaves no trace but capacity. */

/* Make an empty list of the LIST_BYTES at the header, whatever they hold: the
 * slots are in place. Nothing is freed. */
void ki_child_list_init(struct child_list list);

/* Give the slot array back; the list is empty then. Members are neither read
 * nor written: they still name this list, so either the list is empty, or its
 * members are deleted too and before anything looks at them. O(1). */
void ki_child_list_fini(struct child_list list, struct pool *pool);

/* Make room for `extra` more children, so that as many puts cannot fail; false
 * when there is no memory, or more than 4 billion slots would be needed: then
 * the list is as it was. Room is capacity alone and need not be given back:
 * where the puts do not come, the next ones find it.
 *
 * The room may consist of holes: then the put that finds the list full closes
 * them. Several reservations for one list do not add up, so `extra` is the sum
 * of all children that join it before the next reservation. O(1), or O(slots)
 * when the array grows, which is amortized by the puts that filled it. */
bool ki_child_list_grow(struct child_list list, struct pool *pool,
                        size_t extra);
static inline bool ki_child_list_reserve(struct child_list list,
                                         struct pool *pool, size_t extra)
{
    assert(extra > 0);
    return child_list_slot_count(list) + extra <= child_list_capacity(list) ||
           ki_child_list_grow(list, pool, extra);
}

/* The same without counting on holes: as many puts, each with a reserve of its
 * own, need no memory then, and none of them closes a hole. For a program that
 * reserves ahead (kith_reserve_list), and while pool->holes_stay. */
bool ki_child_list_reserve_slots(struct child_list list, struct pool *pool,
                                 size_t extra);

/* Close the holes, and give back the slots beyond the members; three or fewer
 * move into the header. Where the allocator refuses a smaller block, the larger
 * one stays. Places change, so no walk may be in progress. O(slots). */
void ki_child_list_shrink(struct child_list list, struct pool *pool);

/* A cursor begins to walk the list, whose slots then are an array; false
 * without memory. The second ends that: holes at the end are trimmed, and where
 * three slots suffice they move into the header, unless holes stay. O(1). */
bool ki_child_list_walk(struct child_list list, struct pool *pool);
void ki_child_list_unwalk(struct child_list list, struct pool *pool);

/* While the bytes of a list are copied it is one that no cursor walks; then it
 * is again as it was. O(1), and a step for each hole at an end. */
struct lifted_list {
    uint32_t walked, slot_count, first;
};
struct lifted_list ki_child_list_lift(struct child_list list);
void ki_child_list_lower(struct child_list list, struct lifted_list lifted);

/* --- Members -------------------------------------------------------------- */

/* Close the holes. The members keep their order and are given new places, which
 * are written into their rows: a cache miss for each. Needs no memory.
 * O(slots). */
void ki_child_list_compact(struct child_list list);

/* Close the holes where they are at least as many as the members, as a put into
 * a full list does, and keep as many slots free as there are members, so that
 * the next puts do not grow the list at once. O(1) where there are fewer holes,
 * else O(slots), at the expense of the puts that filled them. */
void ki_child_list_close_holes(struct child_list list, struct pool *pool);

/* Put `child` behind the last member. Room must have been reserved, and the
 * child be in no list along this foreign key, for its place is overwritten. The
 * reference of the child is not written: that is the work of children.h. O(1),
 * a compaction at the expense of the takes before it. */
static inline void ki_child_list_put(struct child_list list, char *child)
{
    uint32_t place;

    assert(child_list_count(list) <= child_list_slot_count(list));
    if (child_list_slot_count(list) == child_list_capacity(list))
        ki_child_list_compact(list);
    place = child_list_slot_count(list);
    assert(place < child_list_capacity(list));
    assert(!child_list_slot(list, place));

    write_u32(child + child_list_place(list), place);
    child_list_count_one(list);
    child_list_set_slot(list, place, child);
}

/* The same for many that join one after the other: the places are known ahead,
 * and counted once. Begin with how many will come at most, for which room was
 * reserved; what is answered is the place of the first. */
static inline uint32_t ki_child_list_begin_puts(struct child_list list,
                                                size_t most)
{
    if (child_list_slot_count(list) + most > child_list_capacity(list))
        ki_child_list_compact(list);
    assert(child_list_slot_count(list) + most <= child_list_capacity(list));
    return child_list_slot_count(list);
}
static inline void ki_child_list_put_at(struct child_list list, uint32_t place,
                                        char *child)
{
    assert(!child_list_slot(list, place));
    write_u32(child + child_list_place(list), place);
    child_list_set_slot(list, place, child);
}
static inline void ki_child_list_end_puts(struct child_list list,
                                          uint32_t place)
{
    uint32_t came = place - child_list_slot_count(list);

    write_u32(list.header + LIST_COUNT, child_list_count(list) + came);
    write_u32(list.header + LIST_SLOT_COUNT, place);
}

/* Drop the holes at the end from slot_count, and bring `first` to the first
 * member. The holes in between stay. */
void ki_child_list_trim(struct child_list list);

/* Leave a hole at the place of a member, whose own bytes stay: for a caller
 * that has given the child another place already. O(1): holes at the end are
 * trimmed and those at the front skipped at the expense of the takes that made
 * them, each at most twice. */
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

/* The same for many places, whose holes are trimmed at the end. */
static inline void ki_child_list_clear_slot(struct child_list list,
                                            uint32_t place)
{
    assert(place < child_list_slot_count(list));
    assert(child_list_slot(list, place));
    child_list_set_slot(list, place, NULL);
}
static inline void ki_child_list_end_clears(struct child_list list,
                                            uint32_t left)
{
    assert(left <= child_list_count(list));
    write_u32(list.header + LIST_COUNT, child_list_count(list) - left);
    ki_child_list_trim(list);
}

/* Take `child`, which must be a member, out of the list. Its place becomes 0,
 * as in a row that has never had a parent. The others keep their places, so a
 * loop over the list is not disturbed. O(1). */
static inline void ki_child_list_take(struct child_list list, char *child)
{
    uint32_t place = load_u32(child + child_list_place(list));

    assert(place < child_list_slot_count(list));
    assert(child_list_slot(list, place) == child);
    write_u32(child + child_list_place(list), 0);
    ki_child_list_clear_place(list, place);
}

/* --- Back again -----------------------------------------------------------
 *
 * The inverses of the calls above. None needs memory or can fail. The list must
 * be as it was directly after the call that is taken back, which is true when
 * changes are taken back in reverse order; it is then as before that call, with
 * each member at its old place. Only capacity may differ. */

/* The place of a put that was taken back is behind the last slot in use again,
 * where a cursor walks the list: else a trim has seen to it. Cursors that were
 * behind it are led back by whoever takes back (list_walk.h). */
static inline void ki_child_list_unuse(struct child_list list, uint32_t place)
{
    assert(!child_list_slot(list, place));
    if (place + 1 == child_list_slot_count(list))
        write_u32(list.header + LIST_SLOT_COUNT, place);
    if (child_list_first(list) > child_list_slot_count(list))
        write_u32(list.header + LIST_FIRST, child_list_slot_count(list));
}

/* The inverse of a put: `child` is the last member, but for those that are
 * taken back by the same call, whose order does not matter. Its place is free
 * again. The child keeps the place that the put wrote: in a row without a
 * parent it means nothing. O(1) and a step for each hole before it. */
static inline void ki_child_list_unput(struct child_list list,
                                       const char *child)
{
    uint32_t place = load_u32(child + child_list_place(list));

    assert(child_list_slot(list, place) == child);
    ki_child_list_clear_place(list, place);
    if (child_list_walked(list) > 0)
        ki_child_list_unuse(list, place);
}

/* The inverse of a take: `child` returns to `place`, which is a hole or lies
 * behind the last member. Capacity never became smaller meanwhile, so the slot
 * exists. O(1). */
void ki_child_list_untake(struct child_list list, char *child, uint32_t place);

/* The inverse of a reorder or a compaction: `slots` holds the first `count`
 * slots as they were, holes included. The members must be the same rows.
 * O(slots). */
void ki_child_list_put_back(struct child_list list, char *const *slots,
                            uint32_t count);

/* --- Reading --------------------------------------------------------------
 *
 * And changing the order, which reads the members too. */

/* A member of a list that has one: the last, but where a cursor walks the list
 * perhaps the first. O(1). */
char *ki_child_list_some(struct child_list list);

/* The first member at or behind `*place`, which then is set behind it; NULL at
 * the end. Start with `*place` 0. Members may leave between two calls: the
 * holes they leave are skipped. O(1) for the first of the list, however many
 * left before it, and a step for each hole further on. */
char *ki_child_list_next(struct child_list list, size_t *place);

/* The n-th member, counted from 0; NULL behind the last. O(1) for the first and
 * in a list without holes, else O(slots before it). */
char *ki_child_list_at(struct child_list list, size_t n);

/* Make `child`, a member, the n-th, or the last when n is behind it. The others
 * keep their order, and the holes stay where they are. Returns which it was
 * before: a move to that number is the inverse. O(distance), each step a write
 * into a neighbour's row; plus O(slots before) in a list with holes. */
size_t ki_child_list_move(struct child_list list, char *child, size_t n);

/* Bring members into this order, each named once; those not named follow them
 * in the order they have. There are no holes then. Needs no memory.
 * O(slots). */
void ki_child_list_reorder(struct child_list list, char *const *order,
                           size_t count);

/* Whether the slot at a place that a child shows holds it. A child that is no
 * member may show any, so it is compared with slot_count first. Where it shows
 * two the first is looked at, and of a member the right one. O(1). */
bool ki_child_list_holds(struct child_list list, const char *child);
bool ki_child_list_holds_member(struct child_list list, const char *child);

/* Whether header and slots agree; what the slots point at is not read, for the
 * memory may be damaged. That each member shows its place is checked by
 * ki_child_list_holds() from the child's side. O(capacity). */
bool ki_child_list_verify(struct child_list list);

/* --- Copies --------------------------------------------------------------- */

/* Add the block of the slots to a list, where they have one of their own; and
 * lead a header that is a copy, `distance` from its original, and its slots to
 * copies of rows. False without memory. O(1), O(slots). */
bool ki_child_list_list_blocks(struct child_list list, struct blocks *blocks);
void ki_child_list_relocate(struct child_list list, uintptr_t distance,
                            const struct relocation *moved);

#endif
