/* update.c - random changes of columns of one row or several, by calls and
 * directly, deletes, and finds. */
#include "world.h"

#include <stdio.h>
#include <string.h>

/* An update being made up: which columns, and to what. */
struct draft {
    int table, rid;
    uint32_t set;
    struct cell cells[COLUMNS_MAX];
};

static bool is_set(const struct draft *draft, int column)
{
    return draft->set >> column & 1;
}

static void choose(struct world *world, struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];
    uint32_t count = 1 + world_random(world, 3);

    for (uint32_t i = 0; i < count; i++) {
        int column = world_column(world, table);
        const struct column *chosen = &table->columns[column];

        draft->set |= 1u << column;
        draft->cells[column] = world_chance(world, chosen->nullable ? 15 : 2)
                                   ? (struct cell){.kind = CELL_NULL}
                                   : world_value(world, draft->table, column);
    }
    if (world->catalog.defers && world_chance(world, 20))
        draft->set |= world_awaited(world, draft->table, draft->cells);
}

/* Where one column of a foreign key is set, mostly all are, to one parent's
 * key. */
static void choose_parents(struct world *world, struct draft *draft)
{
    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];
        struct cell cells[COLUMNS_MAX];
        bool touched = false;

        for (int j = 0; key->child == draft->table && j < key->count; j++)
            touched |= is_set(draft, key->columns[j]);
        if (!touched || (key->count > 1 && world_chance(world, 40)))
            continue;
        world_key(world, key, cells);
        for (int j = 0; j < key->count; j++) {
            draft->set |= 1u << key->columns[j];
            draft->cells[key->columns[j]] = cells[key->columns[j]];
        }
    }
}

/* --- What it means in SQL ------------------------------------------------- */

/* Whether NULL can be said of the column at all. */
static bool takes_null(const struct column *column)
{
    return column->attribute->optional || column->foreign_key != NOTHING ||
           column->attribute->kind == KITH_KIND_TEXT ||
           column->attribute->kind == KITH_KIND_BLOB;
}

/* NULL for one column of a key of several unlinks it, which empties its own
 * columns; none of them can be given a value beside it. False when this was the
 * whole meaning. */
static bool complete_key(struct world *world, struct draft *draft,
                         const struct foreign_key *key, bool *orphan)
{
    const struct row *row = &world->mirror.rows[draft->table][draft->rid];
    bool touched = false, null = false, some = false;

    for (int i = 0; i < key->count; i++) {
        bool set = is_set(draft, key->columns[i]);
        const struct cell *cell =
            set ? &draft->cells[key->columns[i]] : &row->cells[key->columns[i]];

        touched |= set;
        null |= cell->kind == CELL_NULL;
        some |= set && key->own[i] && cell->kind != CELL_NULL;
    }
    if (!touched || !null)
        return true;
    if (some) {
        call_expect(world, KITH_E_MISUSE, PART_OF_A_NULL_KEY);
        return false;
    }
    if (key->delete_orphan &&
        mirror_parent(&world->mirror, key, row) != NOTHING)
        *orphan = true;
    for (int i = 0; i < key->count; i++) {
        int column = key->columns[i];

        if (!key->own[i])
            continue;
        if (!is_set(draft, column))
            call_differs(world, NULL_PART_UNLINKS);
        draft->set |= 1u << column;
        draft->cells[column] = (struct cell){.kind = CELL_NULL};
    }
    return true;
}

/* A column after the update. */
static const struct cell *cell_after(const struct draft *draft,
                                     const struct row *row, int column)
{
    return is_set(draft, column) ? &draft->cells[column] : &row->cells[column];
}

/* A row that is set to refer to the key that it gives up by the same call names
 * nobody. SQLite would count it among the children that follow the key. Where
 * it may name nobody, it gives up the key first. */
static void mean_own_old_key(struct world *world, const struct draft *draft,
                             const struct foreign_key *key, struct step *step)
{
    const struct table *table = &world->catalog.tables[draft->table];
    const struct row *row = &world->mirror.rows[draft->table][draft->rid];
    bool old = key->child == key->parent, changes = false;
    struct step *later = NULL;

    for (int i = 0; old && i < key->count; i++) {
        const struct cell *held = &row->cells[key->parent_columns[i]];

        old = held->kind != CELL_NULL &&
              cell_equal(held, cell_after(draft, row, key->columns[i]));
        changes |=
            !cell_equal(held, cell_after(draft, row, key->parent_columns[i]));
    }
    if (!old || !changes || mirror_refers(key, row, row))
        return;
    call_differs(world, OWN_OLD_KEY);
    if (key->deferred)
        later = call_step(world, UPDATE, draft->table, draft->rid);
    for (int i = 0; i < key->count; i++) {
        int column = key->columns[i];

        if (!key->own[i])
            continue;
        if (later)
            step_set(later, column, *cell_after(draft, row, column));
        else
            step_set(step, column, call_nobodys_cell(&table->columns[column]));
        if (later)
            step->set &= ~(1u << column);
    }
}

static void mean_own_old_keys(struct world *world, const struct draft *draft,
                              struct step *step)
{
    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];

        if (key->child == draft->table && step->kind == UPDATE)
            mean_own_old_key(world, draft, key, step);
    }
}

/* The step that the draft of one row means; NULL where it is misuse. */
static struct step *mean(struct world *world, struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];
    struct step *step = call_step(world, UPDATE, draft->table, draft->rid);
    bool orphan = false;

    for (int i = 0; i < table->column_count; i++) {
        if (is_set(draft, i) && draft->cells[i].kind == CELL_NULL &&
            !takes_null(&table->columns[i])) {
            call_expect(world, KITH_E_MISUSE, NULL_OF_A_PLAIN_NUMBER);
            return NULL;
        }
    }
    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];

        if (key->child == draft->table &&
            !complete_key(world, draft, key, &orphan))
            return NULL;
    }
    if (orphan) {
        call_differs(world, ORPHAN_IS_DELETED);
        step->kind = DELETE;
        world->call.named[draft->table] |= (uint64_t)1 << draft->rid;
        return step;
    }
    for (int i = 0; i < table->column_count; i++) {
        if (is_set(draft, i))
            step_set(step, i, draft->cells[i]);
    }
    return step;
}

/* --- The calls ------------------------------------------------------------ */

static void update(struct world *world, const struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];
    kith_assignment changes[COLUMNS_MAX];
    union value values[COLUMNS_MAX];
    size_t count = 0;

    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (!is_set(draft, i))
            continue;
        call_say_cell(world, draft->table, i, &draft->cells[i]);
        value_write(column, &draft->cells[i], &values[count]);
        changes[count].offset_bytes = column->attribute->offset_bytes;
        changes[count].value =
            draft->cells[i].kind == CELL_NULL ? NULL : &values[count];
        count++;
    }
    refuse_begin(world->db);
    do
        world->call.answer = kith_update_at(
            world->mirror.rows[draft->table][draft->rid].kith, changes, count);
    while (refuse_again(world->db, world->call.answer, world->call.words));
}

bool call_update(struct world *world, int table)
{
    struct draft draft = {.table = table, .rid = world_pick(world, table)};
    struct draft meaning;
    struct step *step;

    if (draft.rid == NOTHING)
        return false;
    call_begin(world, UPDATE_ROW);
    call_say(world, "update row %d of %s:", draft.rid,
             world->catalog.tables[table].face->name);
    choose(world, &draft);
    choose_parents(world, &draft);
    meaning = draft;
    step = mean(world, &meaning);
    if (step)
        mean_own_old_keys(world, &meaning, step);
    update(world, &draft);
    return true;
}

/* --- Several rows --------------------------------------------------------- */

enum { DRAFTS_MAX = 4, CHANGES_MAX = 2 * DRAFTS_MAX * COLUMNS_MAX };

/* Rows of any tables, mostly of one; none is drafted twice. */
static int choose_rows(struct world *world, int table, struct draft *drafts)
{
    int wanted = 2 + (int)world_random(world, DRAFTS_MAX - 1), count = 0;
    uint32_t tables = (uint32_t)world->catalog.table_count;

    for (int i = 0; i < wanted; i++) {
        struct draft draft = {.table = world_chance(world, 75)
                                           ? table
                                           : (int)world_random(world, tables)};
        bool known = false;

        draft.rid = world_pick(world, draft.table);
        for (int j = 0; j < count; j++)
            known |=
                drafts[j].table == draft.table && drafts[j].rid == draft.rid;
        if (draft.rid != NOTHING && !known)
            drafts[count++] = draft;
    }
    return count;
}

/* The row is given what the next one of its table has in some column, and in
 * all that are in a key with it. */
static void choose_exchange(struct world *world, struct draft *drafts,
                            int count, int number)
{
    const struct catalog *catalog = &world->catalog;
    struct draft *draft = &drafts[number];
    const struct table *table = &catalog->tables[draft->table];
    int column =
        (int)(drafts[0].table == draft->table ? drafts[0].set : draft->set);
    int next = number;

    do
        next = (next + 1) % count;
    while (drafts[next].table != draft->table);
    column %= table->column_count - table->hidden_count;
    draft->set = 1u << column;
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];
        uint32_t columns = 0;

        for (int j = 0; key->child == draft->table && j < key->count; j++)
            columns |= 1u << key->columns[j];
        if (columns >> column & 1)
            draft->set |= columns;
    }
    for (int i = 0; i < table->column_count; i++)
        draft->cells[i] =
            world->mirror.rows[draft->table][drafts[next].rid].cells[i];
}

/* Either each row is changed at random, or they exchange one column's values:
 * its number stands in `set` of the first meanwhile. */
static void choose_changes(struct world *world, struct draft *drafts, int count)
{
    bool exchange = world_chance(world, 60);
    uint32_t column = world_random(world, COLUMNS_MAX);

    for (int i = count; i-- > 0;) {
        if (exchange) {
            drafts[0].set = drafts[i].set = column;
            choose_exchange(world, drafts, count, i);
        } else {
            choose(world, &drafts[i]);
            choose_parents(world, &drafts[i]);
        }
    }
}

/* Whether the draft takes the row from a parent without which it is deleted. */
static bool is_orphaned(const struct world *world, const struct draft *draft)
{
    bool orphaned = false;

    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];

        if (key->child != draft->table || !key->delete_orphan)
            continue;
        for (int j = 0; j < key->count; j++)
            orphaned |= is_set(draft, key->columns[j]) &&
                        draft->cells[key->columns[j]].kind == CELL_NULL;
    }
    return orphaned;
}

/* Where keys share columns, two parents that change their keys could each write
 * another value into one column of a child, and the order would decide. So only
 * one row may change what keys refer to. One that is deleted may not either, as
 * in SQL it cannot do both. */
static void leave_keys(const struct world *world, struct draft *drafts,
                       int count)
{
    const struct catalog *catalog = &world->catalog;
    uint32_t columns[TABLES_MAX] = {0};
    bool shares = false, changed = false;

    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        shares |= key->shares;
        for (int j = 0; j < key->count; j++)
            columns[key->parent] |= 1u << key->parent_columns[j];
    }
    for (int i = 0; i < count; i++) {
        uint32_t set = drafts[i].set & columns[drafts[i].table];

        if ((shares && changed) || is_orphaned(world, &drafts[i]))
            drafts[i].set &= ~set;
        else
            changed |= set != 0;
    }
}

/* A value that a row has already is no change, which SQL does not know: there a
 * row that follows its parent's new key would be set back. A row that is alone
 * then is judged as one. */
static void mean_rows(struct world *world, struct draft *drafts, int count)
{
    struct call *call = &world->call;
    const struct draft *last = NULL;

    for (int i = 0; i < count; i++) {
        const struct row *row =
            &world->mirror.rows[drafts[i].table][drafts[i].rid];
        struct step *step = mean(world, &drafts[i]);

        if (!step)
            return;
        for (int j = 0; j < COLUMNS_MAX; j++) {
            if (step->set >> j & 1 &&
                cell_equal(&step->values[j], &row->cells[j]))
                step->set &= ~(1u << j);
        }
        if (step->kind == UPDATE && !step->set)
            call->step_count--;
        else
            last = &drafts[i];
    }
    if (call->step_count == 1)
        mean_own_old_keys(world, last, &call->steps[0]);
}

struct changes {
    size_t count;
    kith_row_assignment items[CHANGES_MAX];
    union value values[CHANGES_MAX];
};

static void add_change(struct world *world, struct changes *changes,
                       const struct draft *draft, int column,
                       const struct cell *cell)
{
    const struct column *of =
        &world->catalog.tables[draft->table].columns[column];
    size_t i = changes->count++;

    value_write(of, cell, &changes->values[i]);
    changes->items[i] = (kith_row_assignment){
        world->mirror.rows[draft->table][draft->rid].kith,
        of->attribute->offset_bytes,
        cell->kind == CELL_NULL ? NULL : &changes->values[i]};
}

/* Column after column, so that a row is named here and there; at times with
 * another value first, which does not count. */
static void update_rows(struct world *world, const struct draft *drafts,
                        int count)
{
    static struct changes changes;
    static struct cell others[CHANGES_MAX];

    changes.count = 0;
    for (int i = 0; i < count; i++) {
        const struct draft *draft = &drafts[i];

        call_say(world, "; row %d of %s:", draft->rid,
                 world->catalog.tables[draft->table].face->name);
        for (int j = 0; j < COLUMNS_MAX; j++) {
            struct cell *other = &others[changes.count];

            if (!is_set(draft, j))
                continue;
            call_say_cell(world, draft->table, j, &draft->cells[j]);
            if (!world_chance(world, 20))
                continue;
            *other = world_value(world, draft->table, j);
            add_change(world, &changes, draft, j, other);
        }
    }
    for (int j = 0; j < COLUMNS_MAX; j++) {
        for (int i = 0; i < count; i++) {
            if (is_set(&drafts[i], j))
                add_change(world, &changes, &drafts[i], j, &drafts[i].cells[j]);
        }
    }
    refuse_begin(world->db);
    do
        world->call.answer =
            kith_update_rows(world->db, changes.items, changes.count);
    while (refuse_again(world->db, world->call.answer, world->call.words));
}

bool call_update_rows(struct world *world, int table)
{
    struct draft drafts[DRAFTS_MAX] = {{0}}, meanings[DRAFTS_MAX];
    int count = choose_rows(world, table, drafts);

    if (count < 2)
        return false;
    call_begin(world, UPDATE_ROWS);
    call_say(world, "update");
    choose_changes(world, drafts, count);
    leave_keys(world, drafts, count);
    memcpy(meanings, drafts, sizeof(meanings));
    mean_rows(world, meanings, count);
    update_rows(world, drafts, count);
    return true;
}

/* --- Direct writes -------------------------------------------------------- */

/* A plain column of the table, beginning at a random one; NOTHING. */
static int choose_plain(struct world *world, const struct table *table)
{
    int first = (int)world_random(world, (uint32_t)table->column_count);

    for (int i = 0; i < table->column_count; i++) {
        int column = (first + i) % table->column_count;

        if (table->columns[column].plain)
            return column;
    }
    return NOTHING;
}

static void write_plain(const struct column *column, const struct cell *cell,
                        char *row)
{
    char *at = row + column->attribute->offset_bytes;
    union value value = {0};

    if (cell->kind != CELL_NULL)
        value_write(column, cell, &value);
    memcpy(at, &value, column->value_bytes);
    if (column->attribute->optional)
        at[column->value_bytes] = cell->kind != CELL_NULL;
}

/* As a program writes plain columns: announced by kith_edit, the function or
 * the inline way, and then as members of its struct. */
bool call_edit(struct world *world, int number)
{
    const struct table *table = &world->catalog.tables[number];
    int rid = world_pick(world, number), column = choose_plain(world, table);
    uint32_t count = 1 + world_random(world, 2);
    bool inlined = world_chance(world, 50);
    struct step *step;
    char *row, *edited;

    if (rid == NOTHING || column == NOTHING)
        return false;
    call_begin(world, EDIT_ROW);
    call_say(world, "edit row %d of %s:", rid, table->face->name);
    step = call_step(world, UPDATE, number, rid);
    row = world->mirror.rows[number][rid].kith;
    refuse_begin(world->db);
    do
        edited = inlined ? kith_edit(row) : (kith_edit)(row);
    while (refuse_again_row(world->db, edited, world->call.words));
    world->call.answer = edited ? KITH_OK : kith_last_error(world->db)->status;
    world->call.wrong = edited && edited != row;
    for (uint32_t i = 0; edited && i < count; i++) {
        struct cell cell = world_value(world, number, column);

        if (table->columns[column].nullable && world_chance(world, 15))
            cell = (struct cell){.kind = CELL_NULL};
        call_say_cell(world, number, column, &cell);
        write_plain(&table->columns[column], &cell, row);
        step_set(step, column, cell);
        column = choose_plain(world, table);
    }
    return true;
}

/* --- Deletes and finds ---------------------------------------------------- */

bool call_delete(struct world *world, int table)
{
    int rid = world_pick(world, table);

    if (rid == NOTHING)
        return false;
    call_begin(world, DELETE_ROW);
    call_say(world, "delete row %d of %s", rid,
             world->catalog.tables[table].face->name);
    call_step(world, DELETE, table, rid);
    world->call.named[table] = (uint64_t)1 << rid;
    refuse_begin(world->db);
    do
        world->call.answer = kith_delete(world->mirror.rows[table][rid].kith);
    while (refuse_again(world->db, world->call.answer, world->call.words));
    return true;
}

/* A column that can be found by: unique, indexed, or a foreign key. */
static int choose_found(struct world *world, int number)
{
    const struct table *table = &world->catalog.tables[number];
    int columns[COLUMNS_MAX * 2], count = 0;

    for (int i = 0; i < table->key_count; i++) {
        if (table->keys[i].count == 1)
            columns[count++] = table->keys[i].columns[0];
    }
    for (int i = 0; i < table->index_count; i++)
        columns[count++] = table->indexed[i];
    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].attribute->parent && !table->columns[i].its)
            columns[count++] = i;
    }
    return count ? columns[world_random(world, (uint32_t)count)] : NOTHING;
}

/* There is a row in kith exactly when there is one in SQL, and it has the
 * value; under a unique key it is the same row for that. */
bool call_find(struct world *world, int table)
{
    int number = choose_found(world, table);
    const struct column *column;
    struct step step = {.kind = UPDATE, .table = table};
    union value value;
    struct cell cell, held;
    const void *row;

    if (number == NOTHING)
        return false;
    call_begin(world, FIND_ROW);
    column = &world->catalog.tables[table].columns[number];
    cell = world_value(world, table, number);
    call_say(world, "find in %s:", world->catalog.tables[table].face->name);
    call_say_cell(world, table, number, &cell);
    value_write(column, &cell, &value);
    row = kith_find_at(world->db, world->catalog.tables[table].face,
                       column->attribute->offset_bytes, &value);
    step_match(&step, number, cell);
    world->call.fixed = true;
    world->call.wrong = !row != (sql_find(world->sql, &step) == NOTHING);
    if (row) {
        held = row_cell(column, row);
        world->call.wrong |= !cell_equal(&held, &cell);
    }
    return true;
}

/* A key or foreign key of several columns; NULL when there is none. */
static const int *choose_several(struct world *world, int number, int *count)
{
    const struct catalog *catalog = &world->catalog;
    const struct table *table = &catalog->tables[number];
    const int *chosen = NULL;
    uint32_t seen = 0;

    for (int i = 0; i < table->key_count; i++) {
        if (table->keys[i].count > 1 && world_random(world, ++seen) == 0) {
            chosen = table->keys[i].columns;
            *count = table->keys[i].count;
        }
    }
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        if (key->child == number && key->count > 1 &&
            world_random(world, ++seen) == 0) {
            chosen = key->columns;
            *count = key->count;
        }
    }
    return chosen;
}

/* The same by several columns, whose values are mostly those of some row. */
bool call_find_key(struct world *world, int table)
{
    const struct table *of = &world->catalog.tables[table];
    int count = 0, like = world_pick(world, table);
    const int *columns = choose_several(world, table, &count);
    struct step step = {.kind = UPDATE, .table = table};
    struct cell cells[COLUMNS_MAX], held;
    const void *addresses[COLUMNS_MAX], *row;
    union value values[COLUMNS_MAX];
    size_t offsets[COLUMNS_MAX];

    if (!columns)
        return false;
    call_begin(world, FIND_KEY);
    call_say(world, "find in %s:", of->face->name);
    for (int i = 0; i < count; i++) {
        cells[i] = like != NOTHING && world_chance(world, 80)
                       ? world->mirror.rows[table][like].cells[columns[i]]
                       : world_value(world, table, columns[i]);
        if (cells[i].kind == CELL_NULL)
            cells[i] = world_value(world, table, columns[i]);
        call_say_cell(world, table, columns[i], &cells[i]);
        value_write(&of->columns[columns[i]], &cells[i], &values[i]);
        addresses[i] = &values[i];
        offsets[i] = of->columns[columns[i]].attribute->offset_bytes;
        step_match(&step, columns[i], cells[i]);
    }
    row = kith_find_key_at(world->db, of->face, offsets, addresses,
                           (size_t)count);
    world->call.fixed = true;
    world->call.wrong = !row != (sql_find(world->sql, &step) == NOTHING);
    for (int i = 0; row && i < count; i++) {
        held = row_cell(&of->columns[columns[i]], row);
        world->call.wrong |= !cell_equal(&held, &cells[i]);
    }
    return true;
}
