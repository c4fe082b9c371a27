/* links.c - the children of one parent row; see links.h. */
#include "data/links.h"

/* Arrays of up to so many slots grow to twice their size. */
enum { DOUBLED_SLOTS = 32 };

/* In place nobody asks for it: there are a few only. */
static void set_first(struct links links, uint32_t place)
{
    if (!links_in_place(links))
        store_u32(links.header + LIST_FIRST, place);
}

void ki_links_init(struct links links)
{
    memset(links.header, 0, LIST_BYTES);
    store_ptr(links.header + LIST_SLOTS, links.header + LIST_FEW);
}

void ki_links_fini(struct links links, struct blocks *blocks)
{
    if (!links_in_place(links))
        ki_blocks_free(blocks, links_slots(links),
                       links_capacity(links) * SLOT_BYTES);
    ki_links_init(links);
}

void ki_links_squeeze(struct links links)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < links_slot_count(links); i++) {
        char *child = links_slot(links, i);

        if (!child)
            continue;
        links_set_slot(links, i, NULL);
        links_set_slot(links, kept, child);
        store_u32(child + links.place, kept);
        kept++;
    }
    assert(kept <= links_count(links));
    store_u32(links.header + LIST_SLOT_COUNT, kept);
    set_first(links, 0);
}

/* The next capacity: twice as many while arrays are small, else half as many
 * again. */
static size_t next_capacity(size_t held)
{
    return held <= DOUBLED_SLOTS ? held * 2 : held + held / 2;
}

/* Move the slots into an array of their own, or a larger one. */
static bool grow(struct links links, struct blocks *blocks, size_t needed)
{
    size_t held = links_capacity(links);
    size_t wanted = next_capacity(held);
    bool in_place = links_in_place(links);
    char *slots;

    if (wanted < needed || wanted > UINT32_MAX)
        wanted = needed;
    if (in_place)
        slots = ki_blocks_new(blocks, wanted * SLOT_BYTES);
    else
        slots = ki_blocks_resize(blocks, links_slots(links), held * SLOT_BYTES,
                                 wanted * SLOT_BYTES);
    if (!slots)
        return false;
    if (in_place) {
        memcpy(slots, links.header + LIST_FEW, held * SLOT_BYTES);
        memset(links.header + LIST_FEW, 0, LIST_BYTES - LIST_FEW);
    }
    memset(slots + held * SLOT_BYTES, 0, (wanted - held) * SLOT_BYTES);
    store_u32(links.header + LIST_CAPACITY, (uint32_t)wanted);
    store_ptr(links.header + LIST_SLOTS, slots);
    return true;
}

/* Whether a put into a full list closes the holes: only when they are at least
 * as many as the members, so that the takes before have paid for it. */
static bool may_squeeze(struct links links)
{
    return links_slot_count(links) - links_count(links) >= links_count(links);
}

bool ki_links_reserve_slots(struct links links, struct blocks *blocks,
                            size_t extra)
{
    size_t needed = links_slot_count(links) + extra;

    if (needed <= links_capacity(links))
        return true;
    return needed <= UINT32_MAX && grow(links, blocks, needed);
}

bool ki_links_make_room(struct links links, struct blocks *blocks, size_t extra)
{
    if (!blocks->holes_stay && may_squeeze(links) &&
        links_count(links) + extra <= links_capacity(links))
        return true;
    return ki_links_reserve_slots(links, blocks, extra);
}

/* Move the few members that are left back into the header. */
static void come_home(struct links links, struct blocks *blocks)
{
    char *slots = links_slots(links);
    size_t bytes = links_capacity(links) * SLOT_BYTES;

    memset(links.header + LIST_FEW, 0, LIST_BYTES - LIST_FEW);
    memcpy(links.header + LIST_FEW, slots, links_count(links) * SLOT_BYTES);
    store_ptr(links.header + LIST_SLOTS, links.header + LIST_FEW);
    ki_blocks_free(blocks, slots, bytes);
}

void ki_links_shrink(struct links links, struct blocks *blocks)
{
    size_t count = links_count(links), held = links_capacity(links);
    char *slots;

    if (links_slot_count(links) > count)
        ki_links_squeeze(links);
    if (links_in_place(links) || count == held)
        return;
    if (count <= LIST_FEW_COUNT) {
        come_home(links, blocks);
        return;
    }
    slots = ki_blocks_cut(blocks, links_slots(links), held * SLOT_BYTES,
                          count * SLOT_BYTES);
    if (!slots)
        return;
    store_ptr(links.header + LIST_SLOTS, slots);
    store_u32(links.header + LIST_CAPACITY, (uint32_t)count);
}

void ki_links_trim(struct links links)
{
    uint32_t used = links_slot_count(links), first = links_first(links);

    while (used > 0 && !links_slot(links, used - 1))
        used--;
    while (first < used && !links_slot(links, first))
        first++;
    store_u32(links.header + LIST_SLOT_COUNT, used);
    set_first(links, first < used ? first : 0);
}

static void set_slot(struct links links, uint32_t place, char *child)
{
    links_set_slot(links, place, child);
    store_u32(child + links.place, place);
}

void ki_links_untake(struct links links, char *child, uint32_t place)
{
    assert(place < links_capacity(links));
    assert(!links_slot(links, place));

    if (place >= links_slot_count(links))
        store_u32(links.header + LIST_SLOT_COUNT, place + 1);
    if (place < links_first(links))
        set_first(links, place);
    store_u32(links.header + LIST_COUNT, links_count(links) + 1);
    set_slot(links, place, child);
}

void ki_links_put_back(struct links links, char *const *slots, uint32_t count)
{
    uint32_t members = 0;

    assert(count <= links_capacity(links));
    for (uint32_t i = 0; i < links_slot_count(links); i++)
        links_set_slot(links, i, NULL);
    for (uint32_t i = 0; i < count; i++) {
        if (slots[i])
            set_slot(links, i, slots[i]);
        members += slots[i] != NULL;
    }
    assert(members == links_count(links));
    (void)members;
    store_u32(links.header + LIST_SLOT_COUNT, count);
    set_first(links, 0);
}

char *ki_links_last(struct links links)
{
    assert(links_count(links) > 0);
    return links_slot(links, links_slot_count(links) - 1);
}

char *ki_links_next(struct links links, size_t *place)
{
    if (*place < links_first(links))
        *place = links_first(links);
    while (*place < links_slot_count(links)) {
        char *child = links_slot(links, *place);

        ++*place;
        if (child)
            return child;
    }
    return NULL;
}

char *ki_links_at(struct links links, size_t n)
{
    size_t place = 0;
    char *child;

    if (n >= links_count(links))
        return NULL;
    if (links_count(links) == links_slot_count(links))
        return links_slot(links, n);
    do
        child = ki_links_next(links, &place);
    while (n-- > 0);
    return child;
}

/* How many members stand before a place. */
static size_t rank_of(struct links links, uint32_t place)
{
    size_t rank = 0;

    if (links_count(links) == links_slot_count(links))
        return place;
    for (uint32_t i = links_first(links); i < place; i++)
        rank += links_slot(links, i) != NULL;
    return rank;
}

size_t ki_links_move(struct links links, char *child, size_t n)
{
    uint32_t gap = load_u32(child + links.place);
    size_t before = rank_of(links, gap), rank = before;

    assert(links_slot(links, gap) == child);
    /* Neighbours step into the gap one after the other; holes stay. */
    for (uint32_t i = gap; rank > n; i--) {
        char *ahead = links_slot(links, i - 1);

        if (!ahead)
            continue;
        set_slot(links, gap, ahead);
        gap = i - 1;
        rank--;
    }
    for (uint32_t i = gap + 1; rank < n && i < links_slot_count(links); i++) {
        char *behind = links_slot(links, i);

        if (!behind)
            continue;
        set_slot(links, gap, behind);
        gap = i;
        rank++;
    }
    set_slot(links, gap, child);
    return before;
}

/* Move the slots up by `count`, so that as many are free at the front. */
static void shift_up(struct links links, uint32_t count)
{
    for (uint32_t i = links_slot_count(links); i-- > 0;) {
        char *child = links_slot(links, i);

        links_set_slot(links, i, NULL);
        set_slot(links, i + count, child);
    }
}

void ki_links_arrange(struct links links, char *const *order, size_t count)
{
    uint32_t members = links_count(links);

    assert(count <= members);
    for (size_t i = 0; i < count; i++)
        links_set_slot(links, load_u32(order[i] + links.place), NULL);
    ki_links_squeeze(links);
    shift_up(links, (uint32_t)count);
    for (uint32_t i = 0; i < count; i++)
        set_slot(links, i, order[i]);
    store_u32(links.header + LIST_SLOT_COUNT, members);
}

bool ki_links_holds(struct links links, const char *child)
{
    uint32_t place = load_u32(child + links.place);

    return place < links_slot_count(links) && links_slot(links, place) == child;
}

bool ki_links_verify(struct links links)
{
    size_t capacity = links_capacity(links);
    uint32_t used = links_slot_count(links), members = 0;

    if (used > capacity || links_count(links) > used)
        return false;
    for (size_t i = 0; i < capacity; i++) {
        bool member = links_slot(links, i);

        if (member && (i >= used || i < links_first(links)))
            return false;
        members += member;
    }
    return members == links_count(links) &&
           (used == 0 || links_slot(links, used - 1));
}
