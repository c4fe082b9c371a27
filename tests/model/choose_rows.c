/* choose_rows.c - random changes of several rows in one call, and of what rules
 * wait for; see choose.h.
 */
#include "choose.h"

#include <string.h>

static const struct table *table_of(const struct world *world, int table)
{
    return &world->facts.tables[table];
}

static void add_change(struct world *world, int table, int row, int column,
                       struct cell cell)
{
    struct call *call = &world->call;

    if (call->change_count < CHANGES &&
        !table_of(world, table)->columns[column].hidden)
        call->changes[call->change_count++] =
            (struct change){table, row, column, cell};
}

/* --- Several rows --------------------------------------------------------- */

static void change_some(struct world *world, int table, int row)
{
    const int column = (int)chance_below(
        world, (uint32_t)table_of(world, table)->column_count);
    const struct column *chosen = &table_of(world, table)->columns[column];

    add_change(world, table, row, column,
               chance(world, chosen->required || chosen->plain ? 1 : 10)
                   ? cell_null()
                   : choose_value(world, table, column));
}

/* Two rows get what the other one has: a column, or all of a key. */
static void exchange(struct world *world, int table, int one, int two)
{
    const struct table *of = table_of(world, table);
    const int number = (int)chance_below(world, (uint32_t)of->column_count);
    const struct key *key =
        of->key_count > 0
            ? &of->keys[chance_below(world, (uint32_t)of->key_count)]
            : NULL;
    const int *columns = key ? key->columns : &number;
    const int count = key ? key->count : 1;

    if (chance(world, 40)) {
        add_change(world, table, one, number,
                   *cell_of(&world->model, table, two, number));
        add_change(world, table, two, number,
                   *cell_of(&world->model, table, one, number));
        return;
    }
    for (int i = 0; i < count; i++) {
        add_change(world, table, one, columns[i],
                   *cell_of(&world->model, table, two, columns[i]));
        add_change(world, table, two, columns[i],
                   *cell_of(&world->model, table, one, columns[i]));
    }
}

/* A pair whose ends are alike, in the other order: each of two rows gets that of
 * the other; or both get the same one, which is refused. */
static bool cross(struct world *world, int table, int one, int two)
{
    const struct foreign_key *key = pair_key(world, table);
    const bool same = chance(world, 50);
    int ends[2];

    if (!key || two == NONE || one == two || chance(world, 15))
        return false;
    ends[0] = chance_row(world, key->parent);
    ends[1] = chance_row(world, key->parent);
    for (int i = 0; i < key->count; i++) {
        const int column = key->columns[i];
        const int its = key->parent_columns[i];
        const int other = column_across(&world->model, key, i);

        for (int at = 0; at < 2; at++) {
            const int row = at ? two : one, from = at ? one : two;

            add_change(world, table, row, column,
                       same
                           ? *cell_of(&world->model, key->parent, ends[at], its)
                           : *cell_of(&world->model, table, from, other));
            add_change(
                world, table, row, other,
                same ? *cell_of(&world->model, key->parent, ends[!at], its)
                     : *cell_of(&world->model, table, from, column));
        }
    }
    return true;
}

/* A parent gets a key, and a row is told to be its child by that. */
static void name_anew(struct world *world)
{
    const struct foreign_key *key = &world->facts.foreign_keys[chance_below(
        world, (uint32_t)world->facts.foreign_key_count)];
    const int parent = chance_row(world, key->parent);
    const int child = chance_row(world, key->child);
    const bool first = chance(world, 50);

    if (parent == NONE || child == NONE)
        return;
    for (int i = 0; i < key->count; i++) {
        const struct cell cell =
            choose_value(world, key->parent, key->parent_columns[i]);

        if (first)
            add_change(world, key->parent, parent, key->parent_columns[i],
                       cell);
        add_change(world, key->child, child, key->columns[i], cell);
        if (!first)
            add_change(world, key->parent, parent, key->parent_columns[i],
                       cell);
    }
}

/* A row is told to be the child of one that is there. */
static void name_one(struct world *world, int table, int row)
{
    const struct table *of = table_of(world, table);
    const struct foreign_key *key;
    int parent;

    if (of->foreign_key_count == 0)
        return;
    key = &world->facts.foreign_keys[of->foreign_keys[chance_below(
        world, (uint32_t)of->foreign_key_count)]];
    parent = chance_row(world, key->parent);
    for (int i = 0; parent != NONE && i < key->count; i++)
        add_change(world, table, row, key->columns[i],
                   *cell_of(&world->model, key->parent, parent,
                            key->parent_columns[i]));
}

bool choose_update_rows(struct world *world)
{
    struct call *call = &world->call;
    const int rows = 1 + (int)chance_below(world, 4);

    call->operation = UPDATE_ROWS;
    for (int i = 0; i < rows; i++) {
        const int table =
            chance(world, 75)
                ? call->table
                : (int)chance_below(world, (uint32_t)world->facts.table_count);
        const int row = chance_row(world, table);
        const int other = chance_row(world, table);

        if (row == NONE)
            continue;
        if (i == 0 && cross(world, table, row, other))
            break; /* others would mostly be refused, or refuse it */
        if (chance(world, 40))
            exchange(world, table, row, other);
        else if (chance(world, 50))
            change_some(world, table, row);
        else if (chance(world, 60))
            name_one(world, table, row);
        else if (world->facts.foreign_key_count > 0)
            name_anew(world);
    }
    call->row = NONE;
    return call->change_count > 0 || chance(world, 2);
}

/* --- Rules that wait ------------------------------------------------------ */

/* A row that waits for a parent, and along which key; NONE. */
static int waiting_row(struct world *world, const struct foreign_key **key)
{
    const int first =
        (int)chance_below(world, (uint32_t)world->facts.foreign_key_count);

    for (int i = 0; i < world->facts.foreign_key_count; i++) {
        const int capacity = world->model.capacity;
        int at = (int)chance_below(world, (uint32_t)capacity);

        *key = &world->facts
                    .foreign_keys[(first + i) % world->facts.foreign_key_count];
        for (int j = 0; (*key)->late_parent && j < capacity; j++) {
            if (is_pending(&world->model, *key, at))
                return at;
            at = at + 1 == capacity ? 0 : at + 1;
        }
    }
    return NONE;
}

static void give_awaited_key(struct world *world, const struct foreign_key *key,
                             int child, struct draft *draft)
{
    for (int i = 0; i < key->count; i++) {
        draft->given |= 1u << key->parent_columns[i];
        draft->cells[key->parent_columns[i]] =
            *cell_of(&world->model, key->child, child, key->columns[i]);
    }
}

/* A row gets the key that others wait for; a new one, or one that is there. */
static bool bring_parent(struct world *world, const struct foreign_key *key,
                         int child)
{
    struct call *call = &world->call;
    const int parent = chance_row(world, key->parent);

    if (parent == NONE || chance(world, 70)) {
        choose_insert(world, key->parent);
        give_awaited_key(
            world, key, child,
            &call->drafts[chance_below(world, (uint32_t)call->draft_count)]);
        return true;
    }
    call->operation = chance(world, 50) ? UPDATE : UPDATE_ROWS;
    call->table = key->parent;
    call->row = parent;
    for (int i = 0; i < key->count; i++) {
        const struct cell cell =
            *cell_of(&world->model, key->child, child, key->columns[i]);

        call->set |= 1u << key->parent_columns[i];
        call->cells[key->parent_columns[i]] = cell;
        add_change(world, key->parent, parent, key->parent_columns[i], cell);
    }
    if (call->operation == UPDATE)
        call->change_count = 0;
    else
        call->set = 0;
    return true;
}

/* A row comes to wait: for what another waits for, or for what comes never. */
static bool wait(struct world *world, const struct foreign_key *key,
                 int example)
{
    struct call *call = &world->call;
    const bool same = example != NONE && chance(world, 60);

    call->table = key->child;
    call->row = chance_row(world, key->child);
    if (call->row == NONE)
        return false;
    call->operation = UPDATE;
    for (int i = 0; i < key->count; i++) {
        call->set |= 1u << key->columns[i];
        call->cells[key->columns[i]] =
            same ? *cell_of(&world->model, key->child, example, key->columns[i])
                 : choose_value(world, key->child, key->columns[i]);
    }
    return true;
}

/* A required column of a row that lacks it, or a deferred key that two rows
 * have. */
static bool mend(struct world *world, int table, int row)
{
    struct call *call = &world->call;
    const struct table *of = table_of(world, table);

    call->operation = UPDATE;
    call->table = table;
    call->row = row;
    for (int i = 0; i < of->column_count; i++) {
        if (!of->columns[i].late_null || of->columns[i].hidden ||
            cell_of(&world->model, table, row, i)->kind != CELL_NULL)
            continue;
        call->set |= 1u << i;
        call->cells[i] = choose_value(world, table, i);
    }
    for (int i = 0; i < of->key_count; i++) {
        const struct key *key = &of->keys[i];

        if (!key->late || !has_twin(&world->model, table, row, key))
            continue;
        for (int j = 0; j < key->count; j++) {
            call->set |= 1u << key->columns[j];
            call->cells[key->columns[j]] =
                choose_fresh_value(world, table, key->columns[j]);
        }
    }
    return call->set != 0;
}

static bool mend_any(struct world *world)
{
    struct call *call = &world->call;
    const int table = call->table, capacity = world->model.capacity;
    int at = (int)chance_below(world, (uint32_t)capacity);

    for (int i = 0; i < capacity && i < 300; i++) {
        if (world->model.tables[table].live[at] && mend(world, table, at))
            return true;
        at = at + 1 == capacity ? 0 : at + 1;
    }
    return false;
}

bool choose_late(struct world *world)
{
    struct call *call = &world->call;
    const struct foreign_key *key = NULL;
    const int row = waiting_row(world, &key);

    if (chance(world, 20))
        return mend_any(world);
    if (row == NONE) {
        key = &world->facts.foreign_keys[chance_below(
            world, (uint32_t)world->facts.foreign_key_count)];
        return key->late_parent && wait(world, key, NONE);
    }
    if (chance(world, 60))
        return bring_parent(world, key, row);
    if (chance(world, 60))
        return wait(world, key, row);
    call->table = key->child;
    call->row = row;
    call->operation = DELETE;
    return true;
}
