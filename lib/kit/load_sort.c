/* load_sort.c - in which order the rows of a text can be inserted.
 *
 * Owns   which row waits for which, and what gives way where rows wait for each
 *        other in a circle.
 *
 * Contract: load.h. A slot waits for the member before it in its list, and the
 * first of a list for the parent: so parents come first, and each list comes to
 * be in its order. Of the rows that wait for nothing the one of the first line
 * is next (Kahn's algorithm, with a heap).
 *
 *   ready     a heap of nodes that wait for nothing
 *   waiters   of a node: the slots that wait for it. A slot that comes to wait
 *             for its parent instead is in `waiters2` of that
 *
 * Where no row is ready, and some are left, a search follows from one of them
 * what it waits for until it meets its own path: a circle. The slot on it that
 * can be done without gives way, and the search goes on from there, so that it
 * does not begin anew for each of many circles.
 */
#include "kit/load.h"

struct insert_sort {
    struct load *load;
    size_t *ready, ready_count;
    size_t *path, path_count; /* nodes, each waiting for the next */
    size_t first_left;        /* no row before it is left */
    size_t done;
};

/* --- The heap of rows that are ready -------------------------------------- */

static void put_ready(struct insert_sort *sort, size_t node)
{
    size_t place = sort->ready_count++;

    assert(sort->ready_count <= sort->load->row_count);
    while (place > 0 && sort->ready[(place - 1) / 2] > node) {
        sort->ready[place] = sort->ready[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    sort->ready[place] = node;
}

static size_t take_ready(struct insert_sort *sort)
{
    size_t first = sort->ready[0], last = sort->ready[--sort->ready_count];
    size_t place = 0;

    for (;;) {
        size_t child = 2 * place + 1;

        if (child + 1 < sort->ready_count &&
            sort->ready[child + 1] < sort->ready[child])
            child++;
        if (child >= sort->ready_count || sort->ready[child] >= last)
            break;
        sort->ready[place] = sort->ready[child];
        place = child;
    }
    sort->ready[place] = last;
    assert(!sort->load->nodes[first].row);
    return first;
}

/* --- Waiting -------------------------------------------------------------- */

static void wait_no_more(struct insert_sort *sort, struct slot *slot)
{
    struct node *node = &sort->load->nodes[slot->node];

    if (slot->waits_on == NOWHERE)
        return;
    assert(node->waits > 0);
    slot->waits_on = NOWHERE;
    if (--node->waits == 0)
        put_ready(sort, slot->node);
}

/* The parent that a slot has to wait for; NOWHERE where it is there or is the
 * row itself, which an insert may name. */
static size_t awaited_parent(const struct load *load, const struct slot *slot)
{
    return slot->parent == NOWHERE || slot->parent == slot->node ||
                   load->nodes[slot->parent].row
               ? NOWHERE
               : slot->parent;
}

static void wait_at_first(struct load *load, size_t number)
{
    struct slot *slot = &load->slots[number];
    struct node *on;

    if (slot->state == SLOT_LATE)
        return;
    slot->waits_on =
        slot->prev != NOWHERE ? slot->prev : awaited_parent(load, slot);
    if (slot->waits_on == NOWHERE)
        return;
    on = &load->nodes[slot->waits_on];
    slot->next_waiter = on->waiters;
    on->waiters = number;
    load->nodes[slot->node].waits++;
    assert(slot->waits_on != slot->node);
}

/* The row is inserted: what waits for it does no more. */
static void release(struct insert_sort *sort, size_t node)
{
    struct load *load = sort->load;
    size_t i;

    assert(load->nodes[node].row);
    for (i = load->nodes[node].waiters; i != NOWHERE;
         i = load->slots[i].next_waiter) {
        if (load->slots[i].waits_on == node)
            wait_no_more(sort, &load->slots[i]);
    }
    for (i = load->nodes[node].waiters2; i != NOWHERE;
         i = load->slots[i].next_waiter2) {
        if (load->slots[i].waits_on == node)
            wait_no_more(sort, &load->slots[i]);
    }
}

/* --- Giving way ----------------------------------------------------------- */

/* From this member on the list is linked when all rows are there; where the
 * whole list is put in order afterwards, this one alone. */
static kith_status make_late(struct insert_sort *sort, size_t number)
{
    struct load *load = sort->load;
    bool alone = load->slots[number].state == SLOT_FREE;
    void *late = load->late;
    kith_status status =
        ki_load_grow(load, &late, load->late_count, &load->late_capacity,
                     sizeof(*load->late));
    size_t node;

    load->late = late;
    if (status != KITH_OK)
        return status;
    load->late[load->late_count++] = number;
    for (node = load->slots[number].node; node != NOWHERE;) {
        struct slot *slot = &load->slots[slot_beside(load, number, node)];

        if (slot->state == SLOT_LATE && node != load->slots[number].node)
            break;
        assert(!load->nodes[node].row);
        slot->state = SLOT_LATE;
        wait_no_more(sort, slot);
        node = alone ? NOWHERE : slot->next;
    }
    return KITH_OK;
}

/* The members of a list come in any order, each after the parent. */
static kith_status loosen_list(struct insert_sort *sort, size_t number)
{
    struct load *load = sort->load;
    void *lists = load->free_lists;
    kith_status status =
        ki_load_grow(load, &lists, load->free_list_count,
                     &load->free_list_capacity, sizeof(*load->free_lists));
    size_t node = load->slots[number].node;

    load->free_lists = lists;
    if (status != KITH_OK)
        return status;
    while (load->slots[slot_beside(load, number, node)].prev != NOWHERE)
        node = load->slots[slot_beside(load, number, node)].prev;
    load->free_lists[load->free_list_count++] = (struct loose_list){
        load->nodes[node].table,
        slot_beside(load, number, node) - load->nodes[node].slots, node};
    for (; node != NOWHERE;
         node = load->slots[slot_beside(load, number, node)].next) {
        size_t beside = slot_beside(load, number, node);
        struct slot *slot = &load->slots[beside];

        if (slot->state != SLOT_CHAINED)
            continue;
        slot->state = SLOT_FREE;
        if (slot->waits_on == NOWHERE || slot->waits_on != slot->prev)
            continue;
        if (awaited_parent(load, slot) == NOWHERE) {
            wait_no_more(sort, slot);
            continue;
        }
        slot->waits_on = slot->parent;
        slot->next_waiter2 = load->nodes[slot->parent].waiters2;
        load->nodes[slot->parent].waiters2 = beside;
    }
    return KITH_OK;
}

/* How well a slot can give way: not at all, by a link that comes later, by a
 * key that dangles, or by a list that is put in order afterwards. */
enum way_out { NO_WAY, WAY_LATE, WAY_DANGLE, WAY_REORDER };

static enum way_out way_of(const struct load *load, size_t number)
{
    const struct slot *slot = &load->slots[number];
    const struct link_plan *plan = slot_plan(load, number);
    bool for_member =
        slot->state == SLOT_CHAINED && slot->waits_on == slot->prev;

    assert(slot->waits_on != NOWHERE);
    if (for_member && plan->can_reorder)
        return WAY_REORDER;
    if (!for_member && plan->can_dangle && slot->is_known)
        return WAY_DANGLE;
    return plan->can_wait ? WAY_LATE : NO_WAY;
}

static kith_status refuse_circle(struct insert_sort *sort, size_t number)
{
    const struct load *load = sort->load;
    const struct slot *slot = &load->slots[number];
    const struct link_plan *plan = slot_plan(load, number);

    if (slot->waits_on == slot->prev && slot->state == SLOT_CHAINED)
        return ki_load_fail(
            sort->load, KITH_E_MISUSE, load->nodes[slot->node].at,
            plan->key.child, plan->key.name,
            "%s: this row cannot come behind another one in its list by %s: "
            "no order of inserts gives all lists theirs, and no collection "
            "shows the list",
            plan->key.child->name, plan->key.name);
    return ki_load_fail(
        sort->load, KITH_E_MISUSE, slot->at, plan->key.child, plan->key.name,
        "%s.%s: this row and its parent need each other: a key of the circle "
        "has to be one that may be NULL, or deferred",
        plan->key.child->name, plan->key.name);
}

/* Up to so many rows a circle is short: the best of its slots is looked for,
 * and of equal ones the first, so that the row of the first line is inserted
 * first. In a longer one the last, so that the path stays as it is: many long
 * circles cost no more than their rows. */
enum { SHORT_CIRCLE = 64 };

/* Break the circle at the end of the path, from this place on. The path then
 * ends with the row that waits no more by the slot that gave way. */
static kith_status break_circle(struct insert_sort *sort, size_t from)
{
    struct load *load = sort->load;
    bool is_short = sort->path_count - from <= SHORT_CIRCLE;
    size_t best = from;
    enum way_out best_way = NO_WAY;
    size_t number;

    for (size_t i = from; i < sort->path_count; i++) {
        enum way_out way = way_of(load, load->nodes[sort->path[i]].path_slot);

        if (way > best_way || (way == best_way && !is_short)) {
            best = i;
            best_way = way;
        }
    }
    number = load->nodes[sort->path[best]].path_slot;
    while (sort->path_count > best + 1)
        load->nodes[sort->path[--sort->path_count]].path_place = NOWHERE;
    switch (best_way) {
    case WAY_REORDER:
        return loosen_list(sort, number);
    case WAY_LATE:
        return make_late(sort, number);
    case WAY_DANGLE:
        load->slots[number].state = SLOT_DANGLING;
        wait_no_more(sort, &load->slots[number]);
        return KITH_OK;
    default:
        return refuse_circle(sort, number);
    }
}

/* --- Circles -------------------------------------------------------------- */

static void leave_path(struct insert_sort *sort, size_t count)
{
    assert(count <= sort->path_count);
    while (sort->path_count > count)
        sort->load->nodes[sort->path[--sort->path_count]].path_place = NOWHERE;
}

/* The slot by which a row that is left waits. */
static size_t waiting_slot(const struct load *load, size_t node)
{
    size_t number = load->nodes[node].slots;

    assert(load->nodes[node].waits > 0);
    while (load->slots[number].waits_on == NOWHERE)
        number++;
    return number;
}

/* Whether each row of the path, from this place on, still waits by its slot for
 * the next, and the last for the first; if not, the path ends there. */
static bool is_circle(struct insert_sort *sort, size_t from)
{
    const struct load *load = sort->load;

    for (size_t i = from; i < sort->path_count; i++) {
        size_t next = sort->path[i + 1 < sort->path_count ? i + 1 : from];
        size_t number = load->nodes[sort->path[i]].path_slot;

        if (load->slots[number].waits_on != next) {
            leave_path(sort, i + 1);
            return false;
        }
    }
    return true;
}

/* Nothing is ready: find a circle and break it. */
static kith_status find_circle(struct insert_sort *sort)
{
    struct load *load = sort->load;

    assert(sort->ready_count == 0);
    for (;;) {
        size_t top, next, from;

        while (sort->path_count > 0 &&
               load->nodes[sort->path[sort->path_count - 1]].row)
            leave_path(sort, sort->path_count - 1);
        while (load->nodes[sort->first_left].row)
            sort->first_left++;
        if (sort->path_count == 0) {
            load->nodes[sort->first_left].path_place = 0;
            sort->path[sort->path_count++] = sort->first_left;
        }
        top = sort->path[sort->path_count - 1];
        load->nodes[top].path_slot = waiting_slot(load, top);
        next = load->slots[load->nodes[top].path_slot].waits_on;
        if (load->nodes[next].path_place == NOWHERE) {
            load->nodes[next].path_place = sort->path_count;
            sort->path[sort->path_count++] = next;
            continue;
        }
        from = load->nodes[next].path_place;
        if (sort->path_count - from > SHORT_CIRCLE &&
            way_of(load, load->nodes[top].path_slot) != NO_WAY)
            return break_circle(sort, sort->path_count - 1);
        if (is_circle(sort, from))
            return break_circle(sort, from);
    }
}

/* --- The rows ------------------------------------------------------------- */

/* Slots that are late from the beginning, and all that waits. */
static kith_status begin_sort(struct insert_sort *sort)
{
    struct load *load = sort->load;
    kith_status status = KITH_OK;

    for (size_t i = 0; i < load->slot_count; i++)
        wait_at_first(load, i);
    for (size_t i = 0; i < load->row_count; i++) {
        if (load->nodes[i].waits == 0)
            put_ready(sort, i);
    }
    for (size_t i = 0; status == KITH_OK && i < load->slot_count; i++) {
        if (load->slots[i].state == SLOT_LATE)
            status = make_late(sort, i);
    }
    return status;
}

kith_status ki_load_sort(struct load *load)
{
    struct insert_sort sort = {.load = load};
    kith_status status;

    sort.ready = ki_load_new(load, load->row_count + 1, sizeof(*sort.ready));
    sort.path = ki_load_new(load, load->row_count + 1, sizeof(*sort.path));
    if (!sort.ready || !sort.path)
        return KITH_E_MEMORY;
    status = begin_sort(&sort);
    while (status == KITH_OK && sort.done < load->row_count) {
        if (sort.ready_count == 0) {
            status = find_circle(&sort);
        } else {
            size_t node = take_ready(&sort);

            status = ki_load_insert(load, node);
            if (status == KITH_OK) {
                release(&sort, node);
                sort.done++;
            }
        }
    }
    return status;
}
