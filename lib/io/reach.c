/* reach.c - the rows that can be reached from one.
 *
 * Owns   the way: breadth first, so that rows are met after the fewest steps.
 *
 *   queue   [ from | its parents and children | theirs ... | ]
 *             ^ next to be left                 ^ end of this step
 *
 * What was met is known by the map of numbers, so cycles end, and no row stands
 * in the queue twice. Contract: select.h.
 */
#include "io/select.h"

#include "base/vec.h"

#include <kith/row.h>
#include <kith/scan.h>

#include <assert.h>

struct reach {
    struct kith_selected_parts *parts;
    const kith_selection *selection;
    KI_VEC(void *) queue;
};

/* Put a row into the queue that is met for the first time, if its table was
 * chosen; false without memory. */
static bool meet_row(struct reach *reach, void *row)
{
    struct kith_selected_parts *parts = reach->parts;
    const size_t *place;

    if (!row || ki_ptr_map_find(&parts->numbers, row))
        return true;
    place = ki_ptr_map_find(&parts->places, kith_table_of(row));
    if (!place)
        return true;
    if (!ki_ptr_map_reserve(&parts->numbers, &parts->memory) ||
        !ki_vec_reserve(&parts->memory, &reach->queue, 1))
        return false;
    ki_ptr_map_put(&parts->numbers, row, 0);
    reach->queue.items[reach->queue.count++] = row;
    parts->tables[*place].row_count++;
    return true;
}

static bool meet_parents(struct reach *reach, void *row)
{
    kith_foreign_key key;

    for (size_t i = 0;
         kith_table_foreign_key(reach->parts->db, kith_table_of(row), i, &key);
         i++) {
        if (!ki_select_ignores_key(reach->selection, &key) &&
            !meet_row(reach, kith_parent_of(row, &key)))
            return false;
    }
    return true;
}

static bool meet_children(struct reach *reach, void *row)
{
    kith_foreign_key key;

    for (size_t i = 0;
         kith_table_child(reach->parts->db, kith_table_of(row), i, &key); i++) {
        kith_members members = kith_children_of(row, &key);
        void *child;

        if (ki_select_ignores_key(reach->selection, &key))
            continue;
        while ((child = kith_next_member(&members))) {
            if (!meet_row(reach, child))
                return false;
        }
    }
    return true;
}

/* A selection only reads, and so takes a const row; lists of rows are of ones
 * that may be written, for those who show them. */
static void *row_without_const(const void *row)
{
    union {
        const void *given;
        void *row;
    } same = {row};

    return same.row;
}

static bool walk_on(struct reach *reach)
{
    const kith_selection *selection = reach->selection;
    size_t next = 0, steps = 0;

    if (!meet_row(reach, row_without_const(selection->from)))
        return false;
    while (next < reach->queue.count &&
           (selection->max_steps == 0 || steps < selection->max_steps)) {
        for (size_t end = reach->queue.count; next < end; next++) {
            void *row = reach->queue.items[next];

            if ((selection->follow != KITH_FOLLOW_CHILDREN &&
                 !meet_parents(reach, row)) ||
                (selection->follow != KITH_FOLLOW_PARENTS &&
                 !meet_children(reach, row)))
                return false;
        }
        steps++;
    }
    return true;
}

/* The rows into the arrays of their tables, in the order in which they were
 * met. */
static bool place_rows(struct reach *reach)
{
    struct kith_selected_parts *parts = reach->parts;

    for (size_t i = 0; i < parts->table_count; i++) {
        size_t count = parts->tables[i].row_count;

        parts->tables[i].row_count = 0;
        if (!select_reserve(parts, i, count))
            return false;
    }
    for (size_t i = 0; i < reach->queue.count; i++) {
        void *row = reach->queue.items[i];
        const size_t *place =
            ki_ptr_map_find(&parts->places, kith_table_of(row));
        kith_selected_table *table = &parts->tables[*place];

        parts->rows[*place][table->row_count++] = row;
    }
    return true;
}

kith_status ki_select_reach(struct kith_selected_parts *parts,
                            const kith_selection *selection)
{
    struct reach reach = {.parts = parts, .selection = selection};
    bool reached = walk_on(&reach) && place_rows(&reach);

    assert(selection->from);
    ki_vec_fini(&parts->memory, &reach.queue);
    return reached ? KITH_OK : KITH_E_MEMORY;
}
