/* insert.c - random inserts, from a literal or with the columns given.
 *
 * Owns   what a literal says in SQL: zero is "not given" where a value can be
 *        absent, and then the column is left out of the INSERT, so that its
 *        DEFAULT is SQLite's to take.
 */
#include "world.h"

#include <string.h>

/* An insert being made up. `has` are the columns that are given. */
struct draft {
    int table, rid;
    uint32_t has, by_reference;
    uint32_t referred; /* foreign keys whose parent is named by its row */
    uint32_t missing;  /* columns of required keys that are not given at all */
    bool bits;         /* kith_insert_columns: zero is a value */
    uint32_t nulled;   /* ... and these columns are NULL */
    uint64_t given[1], nulls[1];
    struct cell cells[COLUMNS_MAX];
    _Alignas(max_align_t) char row[ROW_BYTES_MAX];
};

static bool has(const struct draft *draft, int column)
{
    return draft->has >> column & 1;
}

/* Zero in a row struct: the number, and text in place that is empty. */
static bool is_zero(const struct cell *cell)
{
    return cell->kind == CELL_INTEGER ? cell_as_integer(cell) == 0
                                      : cell->bytes == 0;
}

/* A value that the row struct cannot hold as NULL. */
static bool is_plain(const struct column *column)
{
    kith_kind kind = column->attribute->kind;

    return !column->attribute->optional && kind != KITH_KIND_TEXT &&
           kind != KITH_KIND_BLOB;
}

static struct cell zero_cell(const struct column *column)
{
    switch (column->attribute->kind) {
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        return cell_real(0);
    case KITH_KIND_CHARS:
        return cell_text("");
    default:
        return cell_integer(0);
    }
}

/* --- Making one up -------------------------------------------------------- */

/* Often the key that a row waits for. */
static void choose_awaited(struct world *world, struct draft *draft)
{
    if (world->catalog.defers && world_chance(world, 50))
        draft->has |= world_awaited(world, draft->table, draft->cells);
}

/* A number of one byte is used up soon: it is always given, and never zero. */
static void choose_tiny_key(struct draft *draft, int column)
{
    if (cell_as_integer(&draft->cells[column]) == 0)
        draft->cells[column] = cell_integer(1);
    draft->has |= 1u << column;
}

static void choose_values(struct world *world, struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];

    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (column->its)
            continue;
        draft->cells[i] = world_value(world, draft->table, i);
        if (column->numbered && column->value_bytes == 1)
            choose_tiny_key(draft, i);
        else if (world_chance(world, column->numbered ? 50 : 88))
            draft->has |= 1u << i;
        if (!is_plain(column) && world_chance(world, column->nullable ? 15 : 3))
            draft->cells[i] = (struct cell){.kind = CELL_NULL};
    }
}

/* A column of a parent that is named by its row. Two of them may differ in a
 * column that their keys share; one without a key differs from nobody. */
static void write_parent(struct world *world, struct draft *draft, int column,
                         struct cell cell)
{
    const struct cell nobodys =
        call_nobodys_cell(&world->catalog.tables[draft->table].columns[column]);
    struct cell *held = &draft->cells[column];

    if (draft->by_reference >> column & 1 && !cell_equal(&cell, held)) {
        if (cell_equal(held, &nobodys))
            cell = nobodys;
        else if (!cell_equal(&cell, &nobodys))
            call_expect(world, KITH_E_MISUSE, PARENTS_DIFFER);
    }
    *held = cell;
    draft->by_reference |= 1u << column;
    draft->has &= ~(1u << column);
}

/* Name the parent by its row: the literal's reference is written, and the
 * columns of the key are left out. */
static void refer(struct world *world, struct draft *draft,
                  const struct foreign_key *key, int parent)
{
    const struct link *link = &world->catalog.links[key->child_end];

    draft->referred |= 1u << (key - world->catalog.foreign_keys);
    memcpy(draft->row + link->attribute->offset_bytes,
           &world->mirror.rows[key->parent][parent].kith, sizeof(void *));
    call_say(world, " %s = row %d", link->attribute->name, parent);
    for (int i = 0; i < key->count; i++)
        write_parent(world, draft, key->columns[i],
                     call_key_cell(world, key, parent, i));
}

/* Only a row can be named by one that is. */
static bool is_link(const struct foreign_key *key)
{
    return key->attribute->kind == KITH_KIND_REFERENCE;
}

/* All columns of a key come from one parent. Keys that share columns with one
 * named by its row keep what that row says. */
static void choose_parents(struct world *world, struct draft *draft)
{
    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];
        struct cell cells[COLUMNS_MAX];
        int parent;

        if (key->child != draft->table)
            continue;
        parent = world_pick(world, key->parent);
        if (key->child_end != NOTHING && parent != NOTHING &&
            world_chance(world, is_link(key) ? 85 : 30)) {
            refer(world, draft, key, parent);
            continue;
        }
        if (is_link(key))
            continue;
        memcpy(cells, draft->cells, sizeof(cells));
        world_key(world, key, cells);
        for (int j = 0; j < key->count; j++) {
            if (!(draft->by_reference >> key->columns[j] & 1))
                draft->cells[key->columns[j]] = cells[key->columns[j]];
        }
    }
}

/* --- What the literal says ------------------------------------------------ */

/* Columns that a literal does not give, although a value was made up. */
static void drop_absent(struct world *world, struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];

    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        const struct cell *cell = &draft->cells[i];

        if (!has(draft, i))
            continue;
        if (cell->kind == CELL_NULL && (!draft->bits || is_plain(column)))
            draft->has &= ~(1u << i);
        if (!draft->bits && column->absent && is_plain(column) &&
            is_zero(cell)) {
            draft->has &= ~(1u << i);
            call_differs(world, ZERO_IS_NOT_GIVEN);
        }
    }
}

/* Make a column NULL by its bit. One that cannot be is refused at once. */
static void make_null(struct world *world, struct draft *draft, int number)
{
    const struct column *column =
        &world->catalog.tables[draft->table].columns[number];

    draft->has |= 1u << number;
    draft->nulled |= 1u << number;
    draft->cells[number] = (struct cell){.kind = CELL_NULL};
    if (is_plain(column) && column->foreign_key == NOTHING)
        call_expect(world, KITH_E_NOT_NULL, NULL_OF_A_PLAIN_NUMBER);
}

/* Whether one own column of a key is made NULL, and another has a value. */
static bool halves_key(const struct draft *draft, const struct foreign_key *key)
{
    bool nulled = false, valued = false;

    for (int i = 0; i < key->count; i++) {
        uint32_t bit = 1u << key->columns[i];

        nulled |= key->own[i] && draft->nulled & bit;
        valued |= key->own[i] && draft->has & bit & ~draft->nulled &&
                  draft->cells[key->columns[i]].kind != CELL_NULL;
    }
    return nulled && valued;
}

/* Columns that are given as NULL: those that are NULL anyway, some that are not
 * given, and seldom others. Parents that are named by their rows stay. */
static void choose_nulls(struct world *world, struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];

    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        uint32_t percent = !has(draft, i)                      ? 10
                           : draft->cells[i].kind == CELL_NULL ? 50
                                                               : 2;

        if (is_plain(column) && column->foreign_key == NOTHING)
            percent = 1;
        if (!column->its && !(draft->by_reference >> i & 1) &&
            world_chance(world, percent))
            make_null(world, draft, i);
    }
    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];

        if (key->child == draft->table && halves_key(draft, key) &&
            world->call.expected != KITH_E_NOT_NULL)
            call_expect(world, KITH_E_MISUSE, PART_OF_A_NULL_KEY);
    }
}

/* Whether the literal says something of the column: a text does that is not
 * NULL, and a number or text in place that is not zero. */
static bool gives(const struct draft *draft, const struct table *table,
                  int column)
{
    const struct cell *cell = &draft->cells[column];

    if (!has(draft, column))
        return false;
    return draft->bits ||
           (cell->kind != CELL_NULL &&
            !(is_plain(&table->columns[column]) && is_zero(cell)));
}

static bool has_default(const struct table *table, int column)
{
    return table->columns[column].attribute->default_value.kind !=
           KITH_KIND_NONE;
}

/* Whether a text of the key will be NULL, and so the key. */
static bool has_null_text(const struct draft *draft, const struct table *table,
                          const struct foreign_key *key)
{
    for (int i = 0; i < key->count; i++) {
        int column = key->columns[i];

        if (!is_plain(&table->columns[column]) &&
            !(draft->by_reference >> column & 1) &&
            (has(draft, column) ? draft->cells[column].kind == CELL_NULL
                                : !has_default(table, column)))
            return true;
    }
    return false;
}

/* A key of several columns is given when one of its own is; the others are then
 * their default or zero, which is a value in a literal, and NULL where bits
 * tell. A key that is NULL leaves nothing in its own columns. */
static void complete_key(struct world *world, struct draft *draft,
                         const struct foreign_key *key)
{
    const struct table *table = &world->catalog.tables[key->child];
    bool any = false, lacks = false, nulled = false, null;

    for (int i = 0; i < key->count; i++) {
        int column = key->columns[i];

        if (draft->by_reference >> column & 1 && key->own[i])
            return;
        any |= key->own[i] && gives(draft, table, column);
        lacks |= key->own[i] && !gives(draft, table, column) &&
                 !has_default(table, column);
    }
    for (int i = 0; i < key->count; i++)
        nulled |= key->own[i] && draft->nulled >> key->columns[i] & 1;
    null = nulled || has_null_text(draft, table, key) ||
           (any && draft->bits && lacks);
    for (int i = 0; (any || null) && i < key->count; i++) {
        int column = key->columns[i];

        if (!key->own[i])
            continue;
        if (null) {
            draft->cells[column] = (struct cell){.kind = CELL_NULL};
            call_differs(world, NULL_PART_UNLINKS);
        } else if (!has(draft, column)) {
            if (has_default(table, column))
                continue;
            draft->cells[column] = zero_cell(&table->columns[column]);
        }
        draft->has |= 1u << column;
    }
}

/* A required key without own columns is missing when all of it is zero, but for
 * what the key of a parent brings that is named by its row. */
static bool is_missing(const struct draft *draft, const struct table *table,
                       const struct foreign_key *key)
{
    for (int i = 0; i < key->count; i++) {
        if (gives(draft, table, key->columns[i]) ||
            draft->by_reference >> key->columns[i] & 1)
            return false;
    }
    return key->required && !key->can_unlink;
}

static void write_value(struct draft *draft, const struct column *column,
                        const struct cell *cell)
{
    char *at = draft->row + column->attribute->offset_bytes;
    union value value = {0};

    if (cell->kind == CELL_NULL)
        return;
    if (column->attribute->kind == KITH_KIND_CHARS) {
        memcpy(at, cell->data,
               column->attribute->bytes < CELL_BYTES ? column->attribute->bytes
                                                     : CELL_BYTES);
        return;
    }
    value_write(column, cell, &value);
    memcpy(at, &value, column->value_bytes);
    if (column->attribute->optional)
        at[column->value_bytes] = 1;
}

/* The literal, and the bits where there are any. */
static void write_row(struct world *world, struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];
    const int64_t rid = draft->rid;

    memcpy(draft->row, &rid, sizeof(rid));
    for (int i = 0; i < table->column_count; i++) {
        if (!has(draft, i))
            continue;
        call_say_cell(world, draft->table, i, &draft->cells[i]);
        write_value(draft, &table->columns[i], &draft->cells[i]);
        if (draft->nulled >> i & 1)
            kith_column_mask_set_at(draft->nulls, table->columns[i].number);
        if (draft->bits &&
            (!(draft->nulled >> i & 1) || world_chance(world, 50)))
            kith_column_mask_set_at(draft->given, table->columns[i].number);
    }
}

static uint32_t key_columns(const struct foreign_key *key)
{
    uint32_t columns = 0;

    for (int i = 0; i < key->count; i++)
        columns |= 1u << key->columns[i];
    return columns;
}

/* The same in SQL. A number that kith chooses is read from its row later. */
static void write_step(struct world *world, struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];
    struct step *step = call_step(world, INSERT, draft->table, draft->rid);

    for (int i = 0; i < world->catalog.foreign_key_count; i++) {
        const struct foreign_key *key = &world->catalog.foreign_keys[i];

        if (key->child != draft->table)
            continue;
        if (!(draft->referred >> i & 1) && is_missing(draft, table, key)) {
            step->kind = IMPOSSIBLE;
            draft->missing |= key_columns(key);
        }
        if (key->count > 1)
            complete_key(world, draft, key);
    }
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (has(draft, i) || draft->by_reference >> i & 1)
            step_set(step, i, draft->cells[i]);
        else if (column->numbered)
            step_set(step, i, cell_integer(UNCHOSEN_NUMBER));
        else if (!column->absent && !(draft->bits && column->primary))
            step_set(step, i, zero_cell(column));
    }
}

/* --- The calls ------------------------------------------------------------ */

static struct cell default_cell(const struct column *column)
{
    const kith_value *value = &column->attribute->default_value;

    return value->kind == KITH_KIND_I64    ? cell_integer(value->integer)
           : value->kind == KITH_KIND_F64  ? cell_real(value->real)
           : value->kind == KITH_KIND_TEXT ? cell_text(value->text)
                                           : (struct cell){.kind = CELL_NULL};
}

/* The row that holds one of the unique keys of the values; NOTHING. */
static int find_holder(struct world *world, const struct draft *draft)
{
    const struct table *table = &world->catalog.tables[draft->table];
    const struct step *insert = &world->call.steps[0];

    for (int i = 0; i < table->key_count; i++) {
        struct step step = {.kind = UPDATE, .table = draft->table};
        bool known = true;
        int found;

        for (int j = 0; j < table->keys[i].count; j++) {
            int column = table->keys[i].columns[j];
            struct cell cell = insert->set >> column & 1
                                   ? insert->values[column]
                                   : default_cell(&table->columns[column]);

            step_match(&step, column, cell);
            known &= cell.kind != CELL_NULL && !(draft->missing >> column & 1);
        }
        found = known ? sql_find(world->sql, &step) : NOTHING;
        if (found != NOTHING)
            return found;
    }
    return NOTHING;
}

/* Note the answer, and the number that kith chose. */
static void take_answer(struct world *world, struct draft *draft,
                        const void *row)
{
    struct call *call = &world->call;
    const struct table *table = &world->catalog.tables[draft->table];

    call->answer = row ? KITH_OK : kith_last_error(world->db)->status;
    if (!row)
        return;
    call->wrong |= row_rid(row) != draft->rid;
    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].numbered && !has(draft, i))
            call->steps[0].values[i] = row_cell(&table->columns[i], row);
    }
}

static const void *insert_values(struct world *world, const struct draft *draft)
{
    const kith_table *face = world->catalog.tables[draft->table].face;
    const void *row;

    refuse_begin(world->db);
    do
        row = draft->bits ? kith_insert_columns(world->db, face, draft->row,
                                                draft->given, draft->nulls)
                          : kith_insert_row(world->db, face, draft->row);
    while (refuse_again_row(world->db, row, world->call.words));
    return row;
}

static void insert_or_get(struct world *world, struct draft *draft)
{
    int holder = find_holder(world, draft);
    bool inserted = holder != NOTHING;
    const void *row;

    refuse_begin(world->db);
    do
        row = kith_insert_or_get_row(world->db,
                                     world->catalog.tables[draft->table].face,
                                     draft->row, &inserted);
    while (refuse_again_row(world->db, row, world->call.words));
    if (holder == NOTHING || world->call.fixed) {
        take_answer(world, draft, row);
        world->call.wrong |= row && !inserted;
        return;
    }
    call_say(world, ", which row %d holds", holder);
    call_expect(world, KITH_OK, ROW_IS_FOUND);
    world->call.answer = row ? KITH_OK : kith_last_error(world->db)->status;
    world->call.wrong = row && (row_rid(row) != holder || inserted);
}

bool call_insert(struct world *world, int table)
{
    static const enum operation ways[] = {INSERT_ROW, INSERT_GIVEN,
                                          INSERT_OR_GET};
    const kith_table *face = world->catalog.tables[table].face;
    struct draft draft = {.table = table, .rid = world_room(world, table)};
    enum operation way = ways[world_random(world, 3)];

    if (draft.rid == NOTHING)
        return false;
    call_begin(world, way);
    call_say(world, "insert row %d of %s:", draft.rid, face->name);
    draft.bits = way == INSERT_GIVEN;
    choose_values(world, &draft);
    choose_awaited(world, &draft);
    choose_parents(world, &draft);
    drop_absent(world, &draft);
    if (draft.bits)
        choose_nulls(world, &draft);
    write_row(world, &draft);
    write_step(world, &draft);
    if (way == INSERT_OR_GET)
        insert_or_get(world, &draft);
    else
        take_answer(world, &draft, insert_values(world, &draft));
    return true;
}
