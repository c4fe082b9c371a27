/* child_list.c - the children of one parent row; see child_list.h.
 *
 * Room comes first, which may fail; then closing holes and giving slots back;
 * then the inverses; then reading and reordering. Put and take are inline in
 * the header, because nearly every write of a row makes one of each.
 */
#include "data/child_list.h"

#include "base/relocation.h"

/* Arrays of up to so many slots grow to twice their size, larger ones by half.
 * A small array would else be copied several times before it holds its
 * children; a large one leaves at most a third of its slots unused after it has
 * grown. */
enum { DOUBLED_SLOTS = 32 };

/* The only store to `first`. A list in place has none: those bytes are its
 * slots there, and writing them would overwrite a member. */
static void set_first(struct child_list list, uint32_t place)
{
    assert(place <= child_list_slot_count(list));
    if (!child_list_in_place(list))
        write_u32(list.header + LIST_FIRST, place);
}

void ki_child_list_init(struct child_list list)
{
    assert(list.header);
    write_zeros(list.header, LIST_BYTES);
    write_ptr(list.header + LIST_SLOTS, list.header + LIST_INLINE);
    assert(child_list_in_place(list));
}

void ki_child_list_fini(struct child_list list, struct pool *pool)
{
    assert(child_list_capacity(list) >= LIST_INLINE_COUNT);
    if (!child_list_in_place(list))
        ki_pool_free(pool, child_list_slots(list),
                     child_list_capacity(list) * SLOT_BYTES);
    ki_child_list_init(list);
}

/* A member moves only towards the front, into a slot that was read already, so
 * one pass is enough; those before the first hole stay, and their rows are not
 * written. The header is read once: for all the compiler knows, the store into
 * a row changes it. A reorder has cleared the slots of some members before, so
 * fewer than `count` may be found: hence <= below. */
void ki_child_list_compact(struct child_list list)
{
    uint32_t used = child_list_slot_count(list), kept = 0;
    char *slots = child_list_slots(list);

    assert(child_list_count(list) <= used);
    for (uint32_t i = 0; i < used; i++) {
        char *child = load_ptr(slots + (size_t)i * SLOT_BYTES);

        if (!child)
            continue;
        if (kept < i) {
            write_ptr(slots + (size_t)kept * SLOT_BYTES, child);
            write_u32(child + child_list_place_at(list, child), kept);
        }
        kept++;
    }
    assert(kept <= child_list_count(list));
    write_zeros(slots + (size_t)kept * SLOT_BYTES,
                (size_t)(used - kept) * SLOT_BYTES);
    write_u32(list.header + LIST_SLOT_COUNT, kept);
    set_first(list, 0);
    assert(child_list_slot_count(list) == kept);
}

/* In slots. The growth is geometric, so each put pays O(1) for the copies. */
static size_t next_capacity(size_t held)
{
    assert(held > 0);
    return held <= DOUBLED_SLOTS ? held * 2 : held + held / 2;
}

/* Move the slots into an array of their own, or a larger one, with at least
 * `needed` slots. The list is unchanged until the memory is there.
 *
 * The order of the steps matters for a list in place: its slots are copied out
 * of the header before those bytes become capacity and first, and the pointer
 * to the slots is written last, for child_list_in_place() reads it and decides
 * what the bytes mean. `first` begins as 0, which is always right. New slots
 * are zeroed: slots behind slot_count are NULL. */
static bool grow(struct child_list list, struct pool *pool, size_t needed)
{
    size_t held = child_list_capacity(list);
    size_t wanted = next_capacity(held);
    bool in_place = child_list_in_place(list);
    char *slots;

    assert(needed > held);
    /* Above 4 billion the last step is exact rather than refused. */
    if (wanted < needed || wanted > UINT32_MAX)
        wanted = needed;
    wanted = ki_pool_step(pool, in_place ? 0 : held * SLOT_BYTES,
                          needed * SLOT_BYTES, wanted * SLOT_BYTES) /
             SLOT_BYTES;
    if (in_place)
        slots = ki_pool_new(pool, wanted * SLOT_BYTES);
    else
        slots = ki_pool_resize(pool, child_list_slots(list), held * SLOT_BYTES,
                               wanted * SLOT_BYTES);
    if (!slots)
        return false;
    if (in_place) {
        /* No free: the three slots are part of the row or posting. */
        write_bytes(slots, list.header + LIST_INLINE, held * SLOT_BYTES);
        write_zeros(list.header + LIST_INLINE, LIST_BYTES - LIST_INLINE);
    }
    write_zeros(slots + held * SLOT_BYTES, (wanted - held) * SLOT_BYTES);
    write_u32(list.header + LIST_CAPACITY, (uint32_t)wanted);
    write_ptr(list.header + LIST_SLOTS, slots);
    assert(!child_list_in_place(list));
    assert(child_list_capacity(list) >= needed);
    return true;
}

/* Whether a put into a full list closes the holes: only when they are at least
 * as many as the members. A compaction moves each member once, and at least as
 * many takes as there are members happened since the last one, so each take
 * pays for one move. With fewer holes a list near its capacity could be
 * compacted again and again for a few free slots. True for an empty list
 * too. */
static bool may_compact(struct child_list list)
{
    assert(child_list_count(list) <= child_list_slot_count(list));
    return child_list_slot_count(list) - child_list_count(list) >=
           child_list_count(list);
}

bool ki_child_list_walk(struct child_list list, struct pool *pool)
{
    if (child_list_in_place(list) && !grow(list, pool, LIST_INLINE_COUNT + 1))
        return false;
    write_u32(list.header + LIST_WALKED, child_list_walked(list) + 1);
    assert(child_list_walked(list) > 0);
    return true;
}

bool ki_child_list_reserve_slots(struct child_list list, struct pool *pool,
                                 size_t extra)
{
    size_t needed = child_list_slot_count(list) + extra;

    if (needed <= child_list_capacity(list))
        return true;
    return needed <= UINT32_MAX && grow(list, pool, needed);
}

/* A reserve changes no place, for the write may still be refused: where the
 * holes suffice, it only says so, and the put closes them. While holes_stay,
 * the list grows instead, and the pool remembers that one did, so that the
 * caller walks the lists to close holes only where that is needed. A list that
 * a cursor walks grows too. */
bool ki_child_list_grow(struct child_list list, struct pool *pool, size_t extra)
{
    assert(child_list_slot_count(list) + extra > child_list_capacity(list));
    if (may_compact(list) && child_list_walked(list) == 0 &&
        child_list_count(list) + extra <= child_list_capacity(list)) {
        if (!pool->holes_stay)
            return true;
        pool->holes_stayed = true;
    }
    return ki_child_list_reserve_slots(list, pool, extra);
}

/* Move the few members that are left back into the header. Zeroing comes first:
 * slots behind slot_count are NULL, and capacity and first were in these bytes.
 * The pointer is written last, and only then is the array freed. Needs no
 * memory. */
static void come_home(struct child_list list, struct pool *pool)
{
    char *slots = child_list_slots(list);
    size_t bytes = child_list_capacity(list) * SLOT_BYTES;

    assert(!child_list_in_place(list));
    assert(child_list_slot_count(list) <= LIST_INLINE_COUNT);
    assert(child_list_walked(list) == 0);
    write_zeros(list.header + LIST_INLINE, LIST_BYTES - LIST_INLINE);
    write_bytes(list.header + LIST_INLINE, slots,
                child_list_slot_count(list) * SLOT_BYTES);
    write_ptr(list.header + LIST_SLOTS, list.header + LIST_INLINE);
    ki_pool_free(pool, slots, bytes);
}

void ki_child_list_unwalk(struct child_list list, struct pool *pool)
{
    assert(child_list_walked(list) > 0);
    write_u32(list.header + LIST_WALKED, child_list_walked(list) - 1);
    if (child_list_walked(list) > 0)
        return;
    ki_child_list_trim(list);
    if (!pool->holes_stay && child_list_slot_count(list) <= LIST_INLINE_COUNT)
        come_home(list, pool);
}

struct lifted_list ki_child_list_lift(struct child_list list)
{
    struct lifted_list lifted = {.walked = child_list_walked(list),
                                 .slot_count = child_list_slot_count(list),
                                 .first = child_list_first(list)};

    if (lifted.walked > 0) {
        write_u32(list.header + LIST_WALKED, 0);
        ki_child_list_trim(list);
    }
    assert(child_list_walked(list) == 0);
    return lifted;
}

void ki_child_list_lower(struct child_list list, struct lifted_list lifted)
{
    if (lifted.walked == 0)
        return;
    assert(child_list_walked(list) == 0);
    write_u32(list.header + LIST_WALKED, lifted.walked);
    write_u32(list.header + LIST_SLOT_COUNT, lifted.slot_count);
    set_first(list, lifted.first);
}

/* Give back the slots beyond `wanted`, at least as many as members, in a list
 * without holes. A small array leaves its end to the pool in place; for a large
 * one the allocator may refuse, then the capacity stays as it is. */
static void cut_slots(struct child_list list, struct pool *pool, size_t wanted)
{
    size_t held = child_list_capacity(list);
    char *slots;

    assert(child_list_slot_count(list) == child_list_count(list));
    assert(child_list_slot_count(list) <= wanted);
    if (child_list_in_place(list) || held <= wanted)
        return;
    if (wanted <= LIST_INLINE_COUNT) {
        come_home(list, pool);
        return;
    }
    slots = ki_pool_cut(pool, child_list_slots(list), held * SLOT_BYTES,
                        wanted * SLOT_BYTES);
    if (!slots)
        return;
    write_ptr(list.header + LIST_SLOTS, slots);
    write_u32(list.header + LIST_CAPACITY, (uint32_t)wanted);
}

void ki_child_list_shrink(struct child_list list, struct pool *pool)
{
    size_t count = child_list_count(list);

    assert(count <= child_list_slot_count(list));
    if (child_list_slot_count(list) > count)
        ki_child_list_compact(list);
    cut_slots(list, pool, count);
    assert(child_list_slot_count(list) == count);
}

/* After the compaction half of the kept slots are free: a list that is filled
 * and emptied in turns would else grow and shrink with each call. */
void ki_child_list_close_holes(struct child_list list, struct pool *pool)
{
    assert(child_list_slot_count(list) <= child_list_capacity(list));
    if (!may_compact(list) || child_list_walked(list) > 0)
        return;
    ki_child_list_compact(list);
    cut_slots(list, pool, 2 * (size_t)child_list_count(list));
}

/* Each slot is passed at most twice in its time as a hole, once from each end,
 * so a sequence of takes costs O(1) each. An empty list begins again at place 0
 * with `first` 0, or, where a cursor walks it, at the place behind the last. */
void ki_child_list_trim(struct child_list list)
{
    uint32_t used = child_list_slot_count(list), first = child_list_first(list);

    assert(used <= child_list_capacity(list));
    assert(first <= used);
    while (used > 0 && !child_list_slot(list, used - 1) &&
           child_list_walked(list) == 0)
        used--;
    while (first < used && !child_list_slot(list, first))
        first++;
    write_u32(list.header + LIST_SLOT_COUNT, used);
    set_first(list, first < used ? first : used);
    assert(child_list_count(list) <= used);
}

/* Give a member another slot. Writes both ends: the slot and the place in the
 * child, which is in another cache line. */
static void set_slot(struct child_list list, uint32_t place, char *child)
{
    assert(child);
    assert(place < child_list_capacity(list));
    child_list_set_slot(list, place, child);
    write_u32(child + child_list_place_at(list, child), place);
}

/* slot_count is raised first, for `first` must not be behind it. In a list
 * without members `first` is 0 and says nothing, so it is set to the place even
 * where that is larger: a read of the first member then passes no hole. */
void ki_child_list_untake(struct child_list list, char *child, uint32_t place)
{
    assert(child);
    assert(place < child_list_capacity(list));
    assert(!child_list_slot(list, place));

    if (place >= child_list_slot_count(list))
        write_u32(list.header + LIST_SLOT_COUNT, place + 1);
    if (place < child_list_first(list) || child_list_count(list) == 0)
        set_first(list, place);
    write_u32(list.header + LIST_COUNT, child_list_count(list) + 1);
    child_list_set_slot(list, place, child);
    write_u32(child + child_list_place(list), place);
    assert(ki_child_list_holds(list, child));
}

/* All slots in use are cleared before any is set: the old order may have been
 * longer or shorter, and slots behind slot_count must be NULL. `first` is found
 * on the way, as no record keeps it. */
void ki_child_list_put_back(struct child_list list, char *const *slots,
                            uint32_t count)
{
    uint32_t members = 0, first = count;

    assert(child_list_count(list) <= count);
    assert(count <= child_list_capacity(list));
    for (uint32_t i = 0; i < child_list_slot_count(list); i++)
        child_list_set_slot(list, i, NULL);
    for (uint32_t i = 0; i < count; i++) {
        if (!slots[i])
            continue;
        set_slot(list, i, slots[i]);
        first = first < i ? first : i;
        members++;
    }
    assert(members == child_list_count(list));
    (void)members;
    write_u32(list.header + LIST_SLOT_COUNT, count);
    set_first(list, count > 0 ? first : 0);
    ki_child_list_trim(
        list); /* where a cursor had walked it, and does not now */
}

char *ki_child_list_some(struct child_list list)
{
    char *last = child_list_slot(list, child_list_slot_count(list) - 1);

    assert(child_list_count(list) > 0);
    return last ? last : ki_child_list_at(list, 0);
}

char *ki_child_list_next(struct child_list list, size_t *place)
{
    assert(list.header);
    if (*place < child_list_first(list))
        *place = child_list_first(list);
    while (*place < child_list_slot_count(list)) {
        char *child = child_list_slot(list, *place);

        ++*place;
        if (child)
            return child;
    }
    return NULL;
}

/* Without holes the n-th member is at place n. With holes there is no index of
 * ranks: keeping one would cost each put and take, and members are mostly
 * walked, not numbered. */
char *ki_child_list_at(struct child_list list, size_t n)
{
    size_t place = 0;
    char *child;

    if (n >= child_list_count(list))
        return NULL;
    if (child_list_count(list) == child_list_slot_count(list))
        return child_list_slot(list, n);
    do
        child = ki_child_list_next(list, &place);
    while (n-- > 0);
    assert(child);
    return child;
}

/* How many members stand before a place, which is the number that a program
 * counts by; holes are not counted. O(1) without holes, else O(slots
 * before). */
static size_t rank_of(struct child_list list, uint32_t place)
{
    size_t rank = 0;

    assert(place < child_list_slot_count(list));
    if (child_list_count(list) == child_list_slot_count(list))
        return place;
    for (uint32_t i = child_list_first(list); i < place; i++)
        rank += child_list_slot(list, i) != NULL;
    assert(rank < child_list_count(list));
    return rank;
}

/* The child's slot is the gap. Neighbours step into the gap one after the
 * other, and the child takes the last one: the same slots are in use as before,
 * so that slot_count, count and `first` need no change. The slot of the child
 * itself is stale meanwhile and is written at the end. */
size_t ki_child_list_move(struct child_list list, char *child, size_t n)
{
    uint32_t gap = child_list_place_of(list, child);
    size_t before = rank_of(list, gap), rank = before;

    assert(child_list_count(list) > 0);
    assert(child_list_slot(list, gap) == child);
    /* Neighbours step into the gap one after the other; holes stay. */
    for (uint32_t i = gap; rank > n; i--) {
        char *ahead = child_list_slot(list, i - 1);

        if (!ahead)
            continue;
        set_slot(list, gap, ahead);
        gap = i - 1;
        rank--;
    }
    for (uint32_t i = gap + 1; rank < n && i < child_list_slot_count(list);
         i++) {
        char *behind = child_list_slot(list, i);

        if (!behind)
            continue;
        set_slot(list, gap, behind);
        gap = i;
        rank++;
    }
    set_slot(list, gap, child);
    assert(ki_child_list_holds_member(list, child));
    return before;
}

/* Move the slots up by `count`, so that as many are free at the front. From the
 * last one down, so that no slot is overwritten before it was moved; slot_count
 * is the caller's to raise. There are no holes. */
static void shift_up(struct child_list list, uint32_t count)
{
    assert(child_list_slot_count(list) + count <= child_list_capacity(list));
    for (uint32_t i = child_list_slot_count(list); i-- > 0;) {
        char *child = child_list_slot(list, i);

        child_list_set_slot(list, i, NULL);
        set_slot(list, i + count, child);
    }
}

/* In place, for no memory may be needed here. The members named in `order` are
 * cleared from their slots, so the compaction brings the others together and
 * counts fewer slots than members, which is right only until the end; then the
 * others move up by as many slots as are named, and these fill the front. The
 * capacity suffices, for all members had a slot before. */
void ki_child_list_reorder(struct child_list list, char *const *order,
                           size_t count)
{
    uint32_t members = child_list_count(list);

    assert(count <= members);
    for (size_t i = 0; i < count; i++)
        child_list_set_slot(list, child_list_place_of(list, order[i]), NULL);
    ki_child_list_compact(list);
    shift_up(list, (uint32_t)count);
    for (uint32_t i = 0; i < count; i++)
        set_slot(list, i, order[i]);
    write_u32(list.header + LIST_SLOT_COUNT, members);
    assert(child_list_count(list) == members);
}

static bool holds_at(struct child_list list, uint32_t place, const char *child)
{
    assert(child);
    return place < child_list_slot_count(list) &&
           child_list_slot(list, place) == child;
}

bool ki_child_list_holds(struct child_list list, const char *child)
{
    return holds_at(list, load_u32(child + child_list_place(list)), child);
}

bool ki_child_list_holds_member(struct child_list list, const char *child)
{
    return holds_at(list, child_list_place_of(list, child), child);
}

/* The loop is over the capacity, not slot_count: a pointer that was left behind
 * the last slot in use would become a member with the next put. */
bool ki_child_list_verify(struct child_list list)
{
    size_t capacity = child_list_capacity(list);
    uint32_t used = child_list_slot_count(list), members = 0;

    if (used > capacity || child_list_count(list) > used)
        return false;
    for (size_t i = 0; i < capacity; i++) {
        bool member = child_list_slot(list, i);

        if (member && (i >= used || i < child_list_first(list)))
            return false;
        members += member;
    }
    return members == child_list_count(list) &&
           (used == 0 || child_list_slot(list, used - 1) ||
            child_list_walked(list) > 0);
}

/* --- Copies --------------------------------------------------------------- */

bool ki_child_list_list_blocks(struct child_list list, struct blocks *blocks)
{
    return child_list_in_place(list) ||
           ki_pool_list_piece(child_list_slots(list),
                              child_list_capacity(list) * SLOT_BYTES, blocks);
}

/* Where the slots lie in the header, the pointer still leads into the header of
 * the original. Cursors are not copied. */
void ki_child_list_relocate(struct child_list list, uintptr_t distance,
                            const struct relocation *moved)
{
    char *slots = child_list_slots(list);

    slots = slots + distance == list.header + LIST_INLINE
                ? list.header + LIST_INLINE
                : relocated(moved, slots);
    write_ptr(list.header + LIST_SLOTS, slots);
    ki_child_list_lift(list);
    for (uint32_t i = 0; i < child_list_slot_count(list); i++) {
        char *slot = slots + i * SLOT_BYTES;

        write_ptr(slot, relocated(moved, load_ptr(slot)));
    }
    assert(child_list_count(list) <= child_list_slot_count(list));
}
