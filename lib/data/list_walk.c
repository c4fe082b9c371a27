/* list_walk.c - where a cursor stands in a list; see list_walk.h. */
#include "data/list_walk.h"

/* --- Sets of places ------------------------------------------------------- */

static size_t words_for(size_t places)
{
    assert(places <= UINT32_MAX);
    return (places + 63) / 64;
}

/* False without memory: the set is as it was. */
static bool places_reserve(struct places *set, struct memory *memory,
                           size_t places)
{
    size_t words = words_for(places);
    uint64_t *bits;

    assert(set->count <= set->words * 64);
    if (words <= set->words)
        return true;
    bits = ki_memory_resize(memory, set->bits, set->words * sizeof(*bits),
                            words * sizeof(*bits));
    if (!bits)
        return false;
    set->bits = bits;
    set->words = words;
    return true;
}

static void places_fini(struct places *set, struct memory *memory)
{
    assert(set->bits || set->words == 0);
    ki_memory_free(memory, set->bits, set->words * sizeof(*set->bits));
    *set = (struct places){0};
}

static bool places_has(const struct places *set, size_t place)
{
    assert(set->count <= set->words * 64);
    return place < set->count && (set->bits[place / 64] >> place % 64 & 1);
}

static void places_set(struct places *set, size_t place, bool has)
{
    uint64_t bit = (uint64_t)1 << place % 64;

    assert(place < set->count);
    if (has)
        set->bits[place / 64] |= bit;
    else
        set->bits[place / 64] &= ~bit;
}

/* As many places, none of them in the set. There is room. */
static void places_begin(struct places *set, size_t count)
{
    assert(words_for(count) <= set->words);
    set->count = count;
    if (count > 0)
        memset(set->bits, 0, words_for(count) * sizeof(*set->bits));
}

static void places_exchange(struct places *a, struct places *b)
{
    struct places set = *a;

    assert(a != b);
    *a = *b;
    *b = set;
}

/* More places, none of them in the set. There is room. */
static void places_extend(struct places *set, size_t count)
{
    assert(words_for(count) <= set->words);
    while (set->count < count) {
        set->count++;
        places_set(set, set->count - 1, false);
    }
}

/* --- The walk ------------------------------------------------------------- */

static bool was_met(const struct list_walk *walk, size_t place)
{
    assert(list_walk_is_live(walk));
    return place < walk->place || places_has(&walk->met, place);
}

static size_t place_of(const struct list_walk *walk, const char *child)
{
    assert(ki_child_list_holds_member(walk->list, child));
    return child_list_place_of(walk->list, child);
}

void ki_list_walk_forget(struct list_walk *walk, struct memory *memory)
{
    for (size_t i = 0; i < walk->marks.count; i++)
        places_fini(&walk->marks.items[i].met, memory);
    ki_vec_fini(memory, &walk->marks);
    assert(walk->marks.count == 0);
}

void ki_list_walk_fini(struct list_walk *walk, struct memory *memory)
{
    ki_list_walk_forget(walk, memory);
    places_fini(&walk->met, memory);
    places_fini(&walk->next, memory);
    places_fini(&walk->spare, memory);
    assert(!walk->met.bits);
}

/* Where no row is met the cursor stays, and not behind holes to which rows may
 * come back. */
char *ki_list_walk_next(struct list_walk *walk)
{
    size_t place = walk->place;
    char *row;

    assert(list_walk_is_live(walk));
    do
        row = ki_child_list_next(walk->list, &place);
    while (row && places_has(&walk->met, place - 1));
    if (row)
        walk->place = place;
    return row;
}

void ki_list_walk_end(struct list_walk *walk)
{
    size_t end = child_list_slot_count(walk->list);

    assert(list_walk_is_live(walk));
    if (walk->place > end)
        walk->place = end;
    if (walk->met.count > end)
        walk->met.count = end;
}

bool ki_list_walk_reserve(struct list_walk *walk, struct memory *memory,
                          size_t places, bool logged)
{
    assert(walk->alive);
    return places_reserve(&walk->met, memory, places) &&
           places_reserve(&walk->next, memory, places) &&
           (!logged || (places_reserve(&walk->spare, memory, walk->met.count) &&
                        ki_vec_reserve(memory, &walk->marks, 1)));
}

/* --- Orders --------------------------------------------------------------- */

/* The places of `next` are those of members that were met. Where these are the
 * first of all, the place says it alone. */
static void begin_anew(struct list_walk *walk)
{
    size_t first = 0, last = walk->next.count;

    assert(list_walk_is_live(walk));
    places_exchange(&walk->met, &walk->next);
    while (last > 0 && !places_has(&walk->met, last - 1))
        last--;
    while (first < last && places_has(&walk->met, first))
        first++;
    walk->place = first;
    walk->met.count = first < last ? last : 0;
}

void ki_list_walk_order(struct list_walk *walk, char *const *rows, size_t count,
                        size_t record)
{
    assert(count <= child_list_count(walk->list));
    if (record != (size_t)UNLOGGED) {
        struct walk_mark *mark = &walk->marks.items[walk->marks.count++];

        *mark = (struct walk_mark){.record = record, .place = walk->place};
        places_exchange(&mark->met, &walk->spare);
        mark->met.count = walk->met.count;
        if (walk->met.count > 0)
            memcpy(mark->met.bits, walk->met.bits,
                   words_for(walk->met.count) * sizeof(*walk->met.bits));
    }
    places_begin(&walk->next, count);
    for (size_t i = 0; i < count; i++)
        places_set(&walk->next, i, was_met(walk, place_of(walk, rows[i])));
    begin_anew(walk);
}

/* The mark of a change, if the cursor was there when it was made. */
static const struct walk_mark *mark_of(const struct list_walk *walk,
                                       size_t record)
{
    size_t count = walk->marks.count;

    assert(record != (size_t)UNLOGGED);
    return count > 0 && walk->marks.items[count - 1].record == record
               ? &walk->marks.items[count - 1]
               : NULL;
}

static void drop_mark(struct list_walk *walk, struct memory *memory)
{
    assert(walk->marks.count > 0);
    places_fini(&walk->marks.items[--walk->marks.count].met, memory);
}

/* Rows that had left come back to the holes next: whether they were met, the
 * mark knows. */
void ki_list_walk_unorder(struct list_walk *walk, struct memory *memory,
                          char *const *rows, size_t count, size_t record)
{
    const struct walk_mark *mark = mark_of(walk, record);

    assert(count <= child_list_capacity(walk->list));
    places_begin(&walk->next, count);
    for (size_t i = 0; i < count; i++)
        places_set(
            &walk->next, i,
            rows[i] ? was_met(walk, place_of(walk, rows[i]))
                    : mark && (i < mark->place || places_has(&mark->met, i)));
    begin_anew(walk);
    if (mark)
        drop_mark(walk, memory);
}

/* --- Moves ---------------------------------------------------------------- */

/* The place behind the members from the first on that are passed, but for the
 * one that moves: those ahead of the cursor are passed too that were met before
 * another order. */
static size_t passed_end(const struct list_walk *walk, const char *child)
{
    size_t end = walk->place;

    assert(ki_child_list_holds_member(walk->list, child));
    for (size_t i = end; i < walk->met.count; i++) {
        const char *row = child_list_slot(walk->list, i);

        if (!row || row == child)
            continue;
        if (!places_has(&walk->met, i))
            break;
        end = i + 1;
    }
    return end;
}

/* The last of them, if there are any. */
void ki_list_walk_move(struct list_walk *walk, const char *child)
{
    size_t place;

    ki_list_walk_end(walk); /* in the middle of an undo */
    place = passed_end(walk, child);
    walk->behind = NULL;
    assert(place <= child_list_slot_count(walk->list));
    while (place > 0 && !walk->behind) {
        const char *row = child_list_slot(walk->list, --place);

        walk->behind = row && row != child ? row : NULL;
    }
}

/* The bits behind the cursor follow their rows, which have stepped from one
 * slot in use to the next, towards `from`. */
static void shift_met(struct list_walk *walk, size_t from, size_t to)
{
    size_t gap = from, step = from < to ? 1 : (size_t)-1;

    assert(from != to && to < walk->met.count);
    for (size_t i = from; i != to;) {
        i += step;
        if (!child_list_slot(walk->list, i))
            continue;
        places_set(&walk->met, gap, places_has(&walk->met, i));
        gap = i;
    }
    places_set(&walk->met, to, false);
}

/* The member has left the place `from`. The cursor stays at `most` where it
 * can, for rows that have left and may come back to places before that were
 * met: it must be behind all members that are passed and not behind any other.
 */
static void stand_behind(struct list_walk *walk, const char *child, size_t from,
                         size_t most, bool child_passed)
{
    size_t place = walk->behind ? place_of(walk, walk->behind) + 1 : 0, next;
    size_t to = place_of(walk, child);

    assert(to != from);
    if (walk->met.count > 0) {
        /* Both places were there when room was made. */
        places_extend(&walk->met, 1 + (from > to ? from : to));
        shift_met(walk, from, to);
    }
    if (child_passed && place <= to)
        place = to + 1;
    next = place;
    if (!ki_child_list_next(walk->list, &next) || next > most)
        next = most + 1;
    walk->place = place < next - 1 ? next - 1 : place;
}

void ki_list_walk_moved(struct list_walk *walk, const char *child, size_t from,
                        size_t record)
{
    struct walk_mark mark = {.record = record,
                             .place = walk->place,
                             .passed = from < walk->place,
                             .met_ahead = places_has(&walk->met, from)};

    if (place_of(walk, child) == from) /* it has not moved */
        return;
    stand_behind(walk, child, from, walk->place, false);
    if (record != (size_t)UNLOGGED)
        walk->marks.items[walk->marks.count++] = mark;
    assert(walk->marks.count <= walk->marks.capacity);
}

/* Stand at a place again that is before members which are passed: they are
 * passed from there on. There was room for their places when the move was
 * made. */
static void stand_before(struct list_walk *walk, size_t place)
{
    assert(place < walk->place);
    if (walk->met.count < walk->place)
        places_extend(&walk->met, walk->place);
    for (size_t i = place; i < walk->place; i++) {
        if (child_list_slot(walk->list, i))
            places_set(&walk->met, i, true);
    }
    walk->place = place;
}

/* The member is again the one that it was before it moved. All that were before
 * it had been passed too, if it was. */
void ki_list_walk_unmoved(struct list_walk *walk, struct memory *memory,
                          const char *child, size_t from, size_t record)
{
    const struct walk_mark *mark = mark_of(walk, record);
    size_t place = place_of(walk, child);

    assert(list_walk_is_live(walk));
    assert(!mark || place != from);
    if (place == from)
        return;
    stand_behind(walk, child, from, mark ? mark->place : walk->place,
                 mark && mark->passed);
    if (!mark)
        return;
    if (!mark->passed && place < walk->place)
        stand_before(walk, mark->place);
    if (!mark->passed && place < walk->met.count)
        places_set(&walk->met, place, mark->met_ahead);
    drop_mark(walk, memory);
}
