/* compare.c - whether kith holds what the model says. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

static const char *name_of(const struct world *world, int table)
{
    return world->facts.tables[table].face->name;
}

static void *address_of(const struct world *world, int table, int row)
{
    return row == NONE ? NULL : world->model.tables[table].address[row];
}

/* --- One row -------------------------------------------------------------- */

static bool compare_cells(struct world *world, int number, int row)
{
    const struct table *table = &world->facts.tables[number];
    const void *address = address_of(world, number, row);
    char mine[48], its[48];

    for (int i = 0; i < table->column_count; i++) {
        const struct cell *expected = cell_of(&world->model, number, row, i);
        struct cell cell;

        if (table->columns[i].hidden)
            continue;
        cell = row_cell(&table->columns[i], address);
        if (!cell_equal(&cell, expected))
            return world_differs(
                world, "%s#%d.%s is %s, expected %s", table->face->name,
                row + 1, table->columns[i].attribute->name,
                cell_print(&cell, its), cell_print(expected, mine));
    }
    return true;
}

/* A position is no cell: it follows the list, or is 0. */
static bool shows_place(const struct foreign_key *key, const void *row,
                        int place)
{
    kith_value shown;

    if (key->position == 0)
        return true;
    shown = kith_value_at(row, key->position);
    return shown.kind == KITH_KIND_I64 ? shown.integer == place
                                       : shown.natural == (uint64_t)place;
}

static bool compare_row(struct world *world, int number, int row)
{
    const struct table *table = &world->facts.tables[number];
    const struct rows *rows = &world->model.tables[number];
    const void *address = rows->address[row];

    if (!address || !kith_is_live(address) || row_number(address) != row)
        return world_differs(world, "%s#%d is not there", table->face->name,
                             row + 1);
    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &world->facts.foreign_keys[table->foreign_keys[i]];

        if (kith_parent_of(address, &key->reflected) !=
            address_of(world, key->parent, rows->parent[i][row]))
            return world_differs(
                world, "the parent of %s#%d by %s is another, expected #%d",
                table->face->name, row + 1, key->attribute->name,
                rows->parent[i][row] + 1);
        if (rows->parent[i][row] == NONE && !shows_place(key, address, 0))
            return world_differs(
                world, "%s#%d is in no list by %s and shows a place",
                table->face->name, row + 1, key->attribute->name);
    }
    return compare_cells(world, number, row);
}

/* --- Lists ---------------------------------------------------------------- */

/* A row that kith has made by itself is known by its place in a list. */
static bool is_member(struct world *world, int table, int row, void *member)
{
    struct rows *rows = &world->model.tables[table];
    const int64_t name = row + 1;

    if (!rows->address[row] && row_number(member) == NONE) {
        memcpy(member, &name, sizeof(name));
        rows->address[row] = member;
    }
    return rows->address[row] == member;
}

/* The rows of a list, walked by the key, or both keys that share it by their
 * collection. */
static void *next_row(kith_members *walk, bool shared)
{
    void *member = kith_next_member(walk);

    return shared ? walk->link : member;
}

static bool compare_members(struct world *world, const struct foreign_key *key,
                            int parent, bool shared, const int *members,
                            int count)
{
    const void *address = address_of(world, key->parent, parent);
    kith_members walk =
        shared
            ? kith_members_at(
                  address,
                  world->facts.links[key->parent_end].attribute->offset_bytes)
            : kith_children_of(address, &key->reflected);
    void *member;
    int i = 0;

    for (; (member = next_row(&walk, shared)); i++) {
        if (i == count || !is_member(world, key->child, members[i], member))
            return world_differs(
                world, "place %d in the list of %s#%d by %s has #%d, not #%d",
                i, name_of(world, key->parent), parent + 1,
                key->attribute->name, row_number(member) + 1,
                i < count ? members[i] + 1 : 0);
        if (!shows_place(key, member, i))
            return world_differs(
                world,
                "#%d at place %d in the list of %s#%d by %s shows "
                "another",
                row_number(member) + 1, i, name_of(world, key->parent),
                parent + 1, key->attribute->name);
    }
    return i == count ||
           world_differs(world, "the list of %s#%d by %s is too short",
                         name_of(world, key->parent), parent + 1,
                         key->attribute->name);
}

static bool compare_list(struct world *world, const struct foreign_key *key,
                         int parent)
{
    int *members = malloc((size_t)world->model.capacity * sizeof(*members));
    int count;
    bool equal;

    if (!members)
        abort();
    count = list_of(&world->model, key, parent, members);
    equal =
        compare_members(world, key, parent, key->mate != NONE, members, count);
    free(members);
    return equal;
}

/* --- Equal values --------------------------------------------------------- */

/* Rows with the value of one, in the order in which they came to have it. */
static int equal_rows(const struct world *world, int table,
                      const struct key *key, int row, int *found)
{
    const struct rows *rows = &world->model.tables[table];
    int count = 0;

    for (int i = 0; i < world->model.capacity; i++) {
        bool equal = true;

        for (int j = 0; equal && j < key->count; j++)
            equal = cell_equal(&rows->cells[key->columns[j]][i],
                               &rows->cells[key->columns[j]][row]);
        if (equal)
            found[count++] = i;
    }
    return count;
}

static const uint64_t *sorted_by;

static int compare_stamps(const void *a, const void *b)
{
    const uint64_t one = sorted_by[*(const int *)a];
    const uint64_t two = sorted_by[*(const int *)b];

    return (one > two) - (one < two);
}

/* In an ordered index, where rows that are equal are a range. */
static bool range_equal(struct world *world, int table, const struct key *key,
                        const int *rows, int count)
{
    const struct table *of = &world->facts.tables[table];
    size_t offsets[PARTS];
    kith_value values[PARTS];
    kith_range range = kith_range_of_key(world->db, &key->described);

    for (int j = 0; j < key->count; j++) {
        const struct column *column = &of->columns[key->columns[j]];

        offsets[j] = column->offset;
        values[j] = cell_value(
            column, cell_of(&world->model, table, rows[0], key->columns[j]));
    }
    range = kith_range_bound_row(range, KITH_WITH, offsets, values,
                                 (size_t)key->count);
    if (kith_range_count(range) != (size_t)count)
        return world_differs(world, "%zu rows with equal (%s) of %s, not %d",
                             kith_range_count(range), key->described.name,
                             of->face->name, count);
    for (int i = 0; i < count; i++) {
        const void *row = kith_range_row(range, (size_t)i);

        if (row != address_of(world, table, rows[i]))
            return world_differs(
                world, "place %d among equal (%s) of %s has #%d, not #%d", i,
                key->described.name, of->face->name, row_number(row) + 1,
                rows[i] + 1);
    }
    return true;
}

static bool walk_equal(struct world *world, int table, const struct key *key,
                       const int *rows, int count)
{
    const struct table *of = &world->facts.tables[table];
    size_t offsets[PARTS];
    kith_value values[PARTS];
    kith_match match;
    void *row;
    int i = 0;

    for (int j = 0; j < key->count; j++) {
        const struct column *column = &of->columns[key->columns[j]];

        offsets[j] = column->offset;
        values[j] = cell_value(
            column, cell_of(&world->model, table, rows[0], key->columns[j]));
    }
    match = kith_match_key_row(world->db, of->face, offsets, values,
                               (size_t)key->count);
    if (kith_find_key_row(world->db, of->face, offsets, values,
                          (size_t)key->count) !=
        address_of(world, table, rows[0]))
        return world_differs(world, "not the oldest of equal %s of %s is found",
                             of->columns[key->columns[0]].attribute->name,
                             of->face->name);
    for (; (row = kith_next_match(&match)); i++) {
        if (i == count || row != address_of(world, table, rows[i]))
            return world_differs(
                world, "place %d among equal %s of %s has #%d, not #%d", i,
                of->columns[key->columns[0]].attribute->name, of->face->name,
                row_number(row) + 1, i < count ? rows[i] + 1 : 0);
    }
    return i == count ||
           world_differs(world, "too few equal %s of %s",
                         of->columns[key->columns[0]].attribute->name,
                         of->face->name);
}

static bool compare_equal(struct world *world, int table, int number, int row)
{
    const struct key *key = &world->facts.tables[table].keys[number];
    int *rows = malloc((size_t)world->model.capacity * sizeof(*rows));
    int count;
    bool equal = true;

    for (int i = 0; i < key->count; i++) {
        if (cell_of(&world->model, table, row, key->columns[i])->kind ==
            CELL_NULL) {
            free(rows);
            return true;
        }
    }
    if (!rows)
        abort();
    count = equal_rows(world, table, key, row, rows);
    sorted_by = world->model.tables[table].entered[number];
    qsort(rows, (size_t)count, sizeof(*rows), compare_stamps);
    equal = key->ordered ? range_equal(world, table, key, rows, count)
                         : walk_equal(world, table, key, rows, count);
    free(rows);
    return equal;
}

/* --- What a call touched -------------------------------------------------- */

enum { LOOK_AT = 4 }; /* lists and values after each call */

static bool compare_lists_of(struct world *world, const struct image *image,
                             int *looked)
{
    const struct place place = image->place;
    const struct table *table = &world->facts.tables[place.table];
    const struct rows *rows = &world->model.tables[place.table];

    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &world->facts.foreign_keys[table->foreign_keys[i]];
        const int now = rows->parent[i][place.row];
        const bool moved = rows->stamp[i][place.row] != image->stamp[i] ||
                           now != image->parent[i];

        if (!moved || *looked >= LOOK_AT)
            continue;
        if (now != NONE && !compare_list(world, key, now))
            return false;
        if (image->parent[i] != NONE && now != image->parent[i] &&
            world->model.tables[key->parent].live[image->parent[i]] &&
            !compare_list(world, key, image->parent[i]))
            return false;
        (*looked)++;
    }
    return true;
}

static bool compare_keys_of(struct world *world, const struct image *image,
                            int *looked)
{
    const struct place place = image->place;
    const struct table *table = &world->facts.tables[place.table];
    const struct rows *rows = &world->model.tables[place.table];

    for (int i = 0; i < table->key_count && *looked < LOOK_AT; i++) {
        if (rows->entered[i][place.row] == image->entered[i])
            continue;
        (*looked)++;
        if (!compare_equal(world, place.table, i, place.row))
            return false;
    }
    return true;
}

/* Rows that are new get their names from a list that the call is about, all
 * others can be in their lists only when these are known. */
static bool name_fresh_rows(struct world *world)
{
    const struct call *call = &world->call;

    return (call->operation != APPEND && call->operation != APPEND_ROWS &&
            call->operation != REPLACE) ||
           call->fresh_count == 0 ||
           compare_list(
               world,
               &world->facts.foreign_keys[world->facts.links[call->link].key],
               call->row);
}

bool compare_touched(struct world *world)
{
    const struct model *model = &world->model;
    int lists = 0, keys = 0;

    if (!name_fresh_rows(world))
        return false;
    for (size_t i = model->mark; i < model->journal_count; i++) {
        const struct image *image = &model->journal[i];
        const struct place place = image->place;

        if (model->tables[place.table].live[place.row] &&
            !compare_row(world, place.table, place.row))
            return false;
        if (!model->tables[place.table].live[place.row] && image->live &&
            world->call.fresh_count == 0 && kith_is_live(image->address))
            return world_differs(world, "%s#%d is still there",
                                 name_of(world, place.table), place.row + 1);
    }
    for (size_t i = model->mark; i < model->journal_count; i++) {
        const struct place place = model->journal[i].place;

        if (!compare_lists_of(world, &model->journal[i], &lists) ||
            (model->tables[place.table].live[place.row] &&
             !compare_keys_of(world, &model->journal[i], &keys)))
            return false;
    }
    return true;
}

/* --- Everything ----------------------------------------------------------- */

static bool compare_table(struct world *world, int number)
{
    const struct rows *rows = &world->model.tables[number];
    const kith_table *face = world->facts.tables[number].face;
    int count = 0;
    void *row = NULL;

    while ((row = kith_next_row(world->db, face, row)))
        count++;
    if (count != rows->count ||
        kith_count_rows(world->db, face) != (size_t)count)
        return world_differs(world, "%s has %d rows, expected %d", face->name,
                             count, rows->count);
    for (int i = 0; i < world->model.capacity; i++) {
        if (rows->live[i] && !compare_row(world, number, i))
            return false;
    }
    return true;
}

static const int32_t *sorted_parents;

static int compare_places(const void *a, const void *b)
{
    const int32_t one = sorted_parents[*(const int *)a];
    const int32_t two = sorted_parents[*(const int *)b];

    return one != two ? (one > two) - (one < two) : compare_stamps(a, b);
}

/* All lists by one key: children sorted by parent and place. */
static bool compare_lists(struct world *world, const struct foreign_key *key)
{
    const struct rows *rows = &world->model.tables[key->child];
    const bool *live = world->model.tables[key->parent].live;
    int *members = malloc((size_t)world->model.capacity * sizeof(*members));
    int count = 0, at = 0;
    bool equal = true;

    if (!members)
        abort();
    for (int i = 0; i < world->model.capacity; i++) {
        if (rows->parent[key->slot][i] != NONE)
            members[count++] = i;
    }
    sorted_parents = rows->parent[key->slot];
    sorted_by = rows->stamp[key->slot];
    qsort(members, (size_t)count, sizeof(*members), compare_places);
    for (int i = 0; equal && i < world->model.capacity; i++) {
        int end = at;

        while (end < count && sorted_parents[members[end]] == i)
            end++;
        equal = live[i] ? compare_members(world, key, i, false, members + at,
                                          end - at)
                        : end == at;
        at = end;
    }
    free(members);
    return equal;
}

/* Some values of every key: as many as a full look costs elsewhere. */
static bool compare_values(struct world *world, int table, int number)
{
    for (int i = 0; i < 12; i++) {
        const int row = chance_row(world, table);

        if (row != NONE && !compare_equal(world, table, number, row))
            return false;
    }
    return true;
}

bool compare_all(struct world *world)
{
    for (int i = 0; i < world->facts.table_count; i++) {
        if (!compare_table(world, i))
            return false;
        for (int j = 0; j < world->facts.tables[i].key_count; j++) {
            if (!compare_values(world, i, j))
                return false;
        }
    }
    for (int i = 0; i < world->facts.foreign_key_count; i++) {
        if (!compare_lists(world, &world->facts.foreign_keys[i]))
            return false;
    }
    return true;
}
