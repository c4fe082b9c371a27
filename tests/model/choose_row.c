/* choose_row.c - random inserts and changes of columns; see choose.h. */
#include "choose.h"

#include <string.h>

static const struct table *table_of(const struct world *world, int table)
{
    return &world->facts.tables[table];
}

/* No call can name a column that is not there. */
static bool is_hidden(const struct table *table, const struct foreign_key *key)
{
    return table->columns[key->columns[0]].hidden;
}

/* --- Inserts -------------------------------------------------------------- */

static void choose_own_values(struct world *world, struct draft *draft,
                              bool careful)
{
    const struct table *table = table_of(world, draft->table);

    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (column->of_key && column->own_key != NONE)
            continue;
        draft->cells[i] = careful ? choose_fresh_value(world, draft->table, i)
                                  : choose_value(world, draft->table, i);
        if (column->numbered
                ? !careful && chance(world, 20)
                : chance(world, careful && column->required ? 100 : 88))
            draft->given |= 1u << i;
        if (!careful && !column->plain && chance(world, 4))
            draft->cells[i] = cell_null();
        if (draft->bits && column->primary && !column->numbered &&
            chance(world, 97))
            draft->given |= 1u << i;
    }
}

static void give_key(struct world *world, struct draft *draft,
                     const struct foreign_key *key, int parent)
{
    for (int i = 0; i < key->count; i++) {
        const int column = key->columns[i];

        draft->given |= 1u << column;
        draft->cells[column] = parent == NONE
                                   ? choose_value(world, draft->table, column)
                                   : *cell_of(&world->model, key->parent,
                                              parent, key->parent_columns[i]);
    }
}

/* By its row; its columns are left out, or given the same. */
static void refer(struct world *world, struct draft *draft,
                  const struct foreign_key *key, int parent, uint32_t fixed)
{
    const bool both =
        !is_hidden(table_of(world, draft->table), key) && chance(world, 8);

    draft->parents[key->slot] = parent;
    for (int i = 0; i < key->count; i++) {
        const int column = key->columns[i];

        draft->cells[column] = *cell_of(&world->model, key->parent, parent,
                                        key->parent_columns[i]);
        if (both && draft->cells[column].kind != CELL_NULL)
            draft->given |= 1u << column;
        else if (!(fixed >> column & 1))
            draft->given &= ~(1u << column);
    }
}

/* Of a pair whose ends are alike mostly two ends, for none links a row with
 * itself. */
static int choose_end(struct world *world, const struct foreign_key *key,
                      uint32_t fixed, const struct draft *draft,
                      const int ends[FOREIGN_KEYS], bool careful)
{
    int parent = choose_parent(world, key, fixed, draft->cells, careful);

    for (int i = 0; i < 3 && key->mate != NONE && parent != NONE &&
                    parent == ends[world->facts.foreign_keys[key->mate].slot];
         i++)
        parent = choose_parent(world, key, fixed, draft->cells, careful);
    return parent;
}

static void choose_parents(struct world *world, struct draft *draft,
                           bool careful)
{
    const struct table *table = table_of(world, draft->table);
    int ends[FOREIGN_KEYS];
    uint32_t fixed = 0;

    for (int i = 0; i < FOREIGN_KEYS; i++)
        ends[i] = NONE;
    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &world->facts.foreign_keys[table->foreign_keys[i]];
        int parent = NONE;

        if (!key->required && chance(world, 10))
            continue;
        if (key->late_parent && world->model.depth > 0 && chance(world, 15)) {
            give_key(world, draft, key, NONE);
            continue;
        }
        if (careful || chance(world, 93))
            parent = choose_end(world, key, fixed, draft, ends, careful);
        ends[key->slot] = parent;
        if (parent == NONE && (careful || chance(world, 60)))
            continue;
        if (is_hidden(table, key) && parent == NONE)
            continue;
        if (parent != NONE && key->child_end != NONE &&
            (is_hidden(table, key) || chance(world, 40)))
            refer(world, draft, key, parent, fixed);
        else
            give_key(world, draft, key, parent);
        for (int j = 0; j < key->count; j++)
            fixed |= 1u << key->columns[j];
    }
}

static void choose_nulls(struct world *world, struct draft *draft)
{
    const struct table *table = table_of(world, draft->table);

    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        bool named = column->hidden;

        for (int j = 0; j < table->foreign_key_count; j++) {
            const struct foreign_key *key =
                &world->facts.foreign_keys[table->foreign_keys[j]];

            for (int k = 0; k < key->count; k++)
                named |= key->columns[k] == i && draft->parents[j] != NONE;
        }
        if (!named && chance(world, column->required || column->plain ? 1 : 10))
            draft->nulls |= 1u << i;
    }
}

static void choose_draft(struct world *world, struct draft *draft, int table,
                         bool bits, bool careful)
{
    memset(draft, 0, sizeof(*draft));
    draft->table = table;
    draft->bits = bits;
    for (int i = 0; i < FOREIGN_KEYS; i++)
        draft->parents[i] = NONE;
    choose_own_values(world, draft, careful);
    choose_parents(world, draft, careful);
    if (bits)
        choose_nulls(world, draft);
}

static void swap_bits(uint32_t *bits, int one, int other)
{
    const uint32_t both = (*bits >> one ^ *bits >> other) & 1;

    *bits ^= both << one | both << other;
}

/* Where the ends of a pair are alike: that of another row of the call, in the
 * other order. */
static void turn_around(struct world *world, struct draft *draft,
                        const struct draft *other)
{
    const struct foreign_key *key = pair_key(world, draft->table), *mate;
    int parent;

    if (!key)
        return;
    mate = &world->facts.foreign_keys[key->mate];
    *draft = *other;
    parent = draft->parents[key->slot];
    draft->parents[key->slot] = draft->parents[mate->slot];
    draft->parents[mate->slot] = parent;
    for (int i = 0; i < key->count; i++) {
        const int one = key->columns[i];
        const int two = column_across(&world->model, key, i);
        const struct cell cell = draft->cells[one];

        draft->cells[one] = draft->cells[two];
        draft->cells[two] = cell;
        swap_bits(&draft->given, one, two);
        swap_bits(&draft->nulls, one, two);
    }
}

bool choose_insert(struct world *world, int table)
{
    static const enum operation ways[] = {INSERT_ROW,  INSERT_ROW,
                                          INSERT_ROW,  INSERT_COLUMNS,
                                          INSERT_ROWS, INSERT_OR_GET};
    struct call *call = &world->call;
    const bool careful = chance(world, 50);

    call->operation = ways[chance_below(world, 6)];
    call->draft_count = 1;
    if (call->operation == INSERT_ROWS)
        call->draft_count = 1 + (int)chance_below(world, 8);
    for (int i = 0; i < call->draft_count; i++)
        choose_draft(world, &call->drafts[i], table,
                     call->operation == INSERT_COLUMNS, careful);
    if (call->draft_count > 1 && chance(world, 15))
        turn_around(world, &call->drafts[call->draft_count - 1],
                    &call->drafts[call->draft_count - 2]);
    return true;
}

/* Of pairs a few: one that is there, or twice in the call, refuses them all. */
bool choose_fill(struct world *world, int table)
{
    const uint32_t most = pair_key(world, table) ? 3
                          : world->room < MANY   ? (uint32_t)world->room
                                                 : MANY;
    struct call *call = &world->call;

    call->operation = INSERT_ROWS;
    call->draft_count = 1 + (int)chance_below(world, most);
    for (int i = 0; i < call->draft_count; i++)
        choose_draft(world, &call->drafts[i], table, false, true);
    return true;
}

/* --- Changes of columns --------------------------------------------------- */

static void set_columns(struct world *world, struct call *call, int count)
{
    const struct table *table = table_of(world, call->table);

    for (int i = 0; i < count; i++) {
        const int column =
            (int)chance_below(world, (uint32_t)table->column_count);
        const struct column *chosen = &table->columns[column];

        if (chosen->hidden)
            continue;
        call->set |= 1u << column;
        call->cells[column] =
            chance(world, chosen->required || chosen->plain ? 2 : 12)
                ? cell_null()
                : choose_value(world, call->table, column);
    }
}

/* Where one column of a foreign key is set, mostly all are, to one parent's
 * key. */
static void set_parents(struct world *world, struct call *call, bool one)
{
    const struct table *table = table_of(world, call->table);
    uint32_t fixed = 0;

    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &world->facts.foreign_keys[table->foreign_keys[i]];
        bool touched = false;
        int parent;

        for (int j = 0; j < key->count; j++)
            touched |= call->set >> key->columns[j] & 1;
        if (!touched || (key->count > 1 && (one || chance(world, 30))) ||
            chance(world, 12))
            continue;
        parent = choose_parent(world, key, fixed, call->cells, false);
        for (int j = 0; parent != NONE && j < key->count; j++) {
            fixed |= 1u << key->columns[j];
            call->set |= 1u << key->columns[j];
            call->cells[key->columns[j]] = *cell_of(
                &world->model, key->parent, parent, key->parent_columns[j]);
        }
    }
}

bool choose_update(struct world *world)
{
    static const enum operation ways[] = {SET,    SET,    SET_NULL,
                                          UPDATE, UPDATE, UPDATE_VALUES};
    struct call *call = &world->call;
    bool one;

    call->operation = ways[chance_below(world, 6)];
    one = call->operation == SET || call->operation == SET_NULL;
    set_columns(world, call, one ? 1 : 1 + (int)chance_below(world, 3));
    set_parents(world, call, one);
    for (int i = 0; call->operation == SET_NULL && i < COLUMNS; i++)
        call->cells[i] = cell_null();
    return call->set != 0;
}

bool choose_edit(struct world *world)
{
    struct call *call = &world->call;
    const struct table *table = table_of(world, call->table);

    call->operation = EDIT;
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (!column->writable || chance(world, 30))
            continue;
        call->set |= 1u << i;
        call->cells[i] = column->optional && chance(world, 20)
                             ? cell_null()
                             : choose_value(world, call->table, i);
    }
    return call->set != 0;
}
