/* follow.c - what follows from what a call changes: design.md section 3,
 * "Deleting a parent", with its words under .on_update as well.
 *
 * Whose child a row is was settled before the call: what one action does to a
 * row takes no other parent its child. A row that the call itself moves along a
 * key is no child of its old parent by that key any more. One thing is done to
 * a row as often as it is asked: that the loop ends when nothing changes any
 * more needs no other proof than that rows are only ever doomed, emptied, or
 * given the key that a parent has.
 */
#include "model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Which links the call itself changes. */
static void note_moves(struct model *model)
{
    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct image *image = &model->journal[i];
        const struct table *table = &model->facts->tables[image->place.table];
        struct rows *rows = &model->tables[image->place.table];

        for (int j = 0; j < table->foreign_key_count; j++) {
            const struct foreign_key *key =
                &model->facts->foreign_keys[table->foreign_keys[j]];

            for (int k = 0; k < key->count; k++) {
                if (!cell_equal(
                        &image->cells[key->columns[k]],
                        &rows->cells[key->columns[k]][image->place.row]))
                    rows->moved[image->place.row] |= (uint8_t)(1u << j);
            }
        }
    }
}

/* Whether nothing that happens to the parent reaches the child. */
static bool is_out_of_reach(const struct model *model,
                            const struct foreign_key *key, int child)
{
    const struct rows *rows = &model->tables[key->child];

    return is_touched(model, key->child, child) &&
           (rows->doomed[child] || rows->moved[child] >> key->slot & 1);
}

/* Rows that the call names itself are the first of those doomed. */
static int named_count;

static bool is_named(const struct model *model, int table, int row)
{
    for (int i = 0; i < named_count; i++) {
        if (model->doomed[i].table == table && model->doomed[i].row == row)
            return true;
    }
    return false;
}

/* RESTRICT counts children that only a cascade would delete, not the link of a
 * row to itself, nor rows that the call names or moves. */
static bool is_restricted(const struct model *model,
                          const struct foreign_key *key, int parent)
{
    const struct rows *rows = &model->tables[key->child];

    for (int i = 0; i < model->capacity; i++) {
        if (rows->parent[key->slot][i] != parent ||
            (key->child == key->parent && i == parent))
            continue;
        if (is_touched(model, key->child, i) &&
            (rows->moved[i] >> key->slot & 1 || is_named(model, key->child, i)))
            continue;
        return true;
    }
    return false;
}

static void set_default(struct model *model, const struct foreign_key *key,
                        int child)
{
    const struct table *table = &model->facts->tables[key->child];

    touch(model, key->child, child);
    model->tables[key->child].defaulted[child] |= (uint8_t)(1u << key->slot);
    for (int i = 0; i < key->count; i++) {
        const struct column *column = &table->columns[key->columns[i]];

        if (key->own[i])
            set_cell(model, key->child, child, key->columns[i],
                     value_cell(column, &column->attribute->default_value));
    }
}

static void follow_key(struct model *model, const struct foreign_key *key,
                       int child, int parent)
{
    bool null = false;

    for (int i = 0; i < key->count; i++)
        null |=
            cell_of(model, key->parent, parent, key->parent_columns[i])->kind ==
            CELL_NULL;
    if (null) {
        leave_parent(model, key, child);
        return;
    }
    for (int i = 0; i < key->count; i++)
        set_cell(model, key->child, child, key->columns[i],
                 *cell_of(model, key->parent, parent, key->parent_columns[i]));
}

/* Do to all children what the action says. False: RESTRICT. */
static bool act(struct model *model, const struct foreign_key *key, int parent,
                bool deleting)
{
    static const enum rule words[][2] = {
        [KITH_CASCADE] = {UPDATE_CASCADES, DELETE_CASCADES},
        [KITH_SET_NULL] = {UPDATE_SETS_NULL, DELETE_SETS_NULL},
        [KITH_SET_DEFAULT] = {UPDATE_SETS_DEFAULT, DELETE_SETS_DEFAULT}};
    kith_action action = deleting ? key->on_delete : key->on_update;
    int *children, count;

    if (action == KITH_NO_ACTION && !(key->late_parent && rules_wait(model)))
        return true;
    if (action == KITH_RESTRICT) {
        if (!is_restricted(model, key, parent))
            return true;
        rule_counts[deleting ? DELETE_RESTRICTS : UPDATE_RESTRICTS]++;
        return false;
    }
    children = malloc((size_t)model->capacity * sizeof(*children));
    if (!children)
        abort();
    count = children_of(model, key, parent, children);
    for (int i = 0; i < count; i++) {
        if (is_out_of_reach(model, key, children[i]))
            continue;
        if (action == KITH_NO_ACTION) {
            touch(model, key->child, children[i]); /* it comes to wait */
            continue;
        }
        rule_counts[words[action][deleting]]++;
        if (action == KITH_SET_DEFAULT)
            set_default(model, key, children[i]);
        else if (action == KITH_SET_NULL)
            leave_parent(model, key, children[i]);
        else if (deleting)
            doom(model, key->child, children[i]);
        else
            follow_key(model, key, children[i], parent);
    }
    free(children);
    return true;
}

static bool key_changed(struct model *model, const struct foreign_key *key,
                        const struct image *image)
{
    for (int i = 0; i < key->count; i++) {
        if (!cell_equal(&image->cells[key->parent_columns[i]],
                        cell_of(model, image->place.table, image->place.row,
                                key->parent_columns[i])))
            return true;
    }
    return false;
}

/* Children of rows that got another key. */
static bool follow_changes(struct model *model)
{
    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct place place = model->journal[i].place;

        touch_waiting(model, i);
        if (!model->journal[i].live ||
            model->tables[place.table].doomed[place.row])
            continue;
        for (int j = 0; j < model->facts->foreign_key_count; j++) {
            const struct foreign_key *key = &model->facts->foreign_keys[j];

            if (key->parent == place.table &&
                key_changed(model, key, &model->journal[i]) &&
                !act(model, key, place.row, false))
                return false;
        }
    }
    return true;
}

static bool follow_deletes(struct model *model)
{
    while (model->doomed_done < model->doomed_count) {
        const struct place place = model->doomed[model->doomed_done++];

        for (int i = 0; i < model->facts->foreign_key_count; i++) {
            const struct foreign_key *key = &model->facts->foreign_keys[i];

            if (key->parent == place.table && !act(model, key, place.row, true))
                return false;
        }
    }
    return true;
}

/* All cells of the rows that are touched, as one number. */
static uint64_t sum_of_cells(struct model *model)
{
    uint64_t sum = model->journal_count + (uint64_t)model->doomed_count;

    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct place place = model->journal[i].place;

        for (int j = 0; j < COLUMNS; j++) {
            const struct cell *cell = cell_of(model, place.table, place.row, j);
            uint64_t words[2];

            memcpy(words, cell, sizeof(words));
            sum = (sum ^ words[0]) * 0x9e3779b97f4a7c15u;
            sum = (sum ^ words[1] ^ sum >> 29) * 0xbf58476d1ce4e5b9u;
        }
    }
    return sum;
}

/* Whether the row gets another parent, or none, along a key without columns. */
static bool is_moved(struct model *model, const struct image *image, int number)
{
    const struct foreign_key *key = &model->facts->foreign_keys[number];
    const struct table *table = &model->facts->tables[key->child];
    struct cell cells[PARTS];
    bool null = false;

    if (!table->columns[key->columns[0]].hidden)
        return false;
    for (int i = 0; i < key->count; i++) {
        cells[i] =
            *cell_of(model, key->child, image->place.row, key->columns[i]);
        null |= cells[i].kind == CELL_NULL;
    }
    return image->parent[key->slot] !=
           (null ? NONE : row_named(model, key, cells));
}

/* .on_update_function: a call changes another column of the row, not this one.
 * Not for inserts. */
static void call_functions(struct model *model)
{
    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct image *image = &model->journal[i];
        const struct place place = image->place;
        const struct table *table = &model->facts->tables[place.table];
        _Alignas(max_align_t) char row[ROW_BYTES] = {0};
        bool changed = false;

        if (!image->live || model->tables[place.table].doomed[place.row])
            continue;
        for (int j = 0; j < table->column_count; j++)
            changed |= !table->columns[j].hidden &&
                       !cell_equal(&image->cells[j],
                                   cell_of(model, place.table, place.row, j));
        for (int j = 0; j < table->foreign_key_count; j++)
            changed |= is_moved(model, image, table->foreign_keys[j]);
        for (int j = 0; changed && j < table->column_count; j++) {
            const struct column *column = &table->columns[j];
            struct cell *cell = cell_of(model, place.table, place.row, j);
            kith_value value;

            if (!column->attribute->on_update_function ||
                !cell_equal(&image->cells[j], cell))
                continue;
            for (int k = 0; k < table->column_count; k++)
                write_cell(&table->columns[k],
                           cell_of(model, place.table, place.row, k), row);
            rule_counts[UPDATE_CALLED]++;
            value = column->attribute->on_update_function(row);
            *cell = value_cell(column, &value);
        }
    }
}

bool follow(struct model *model)
{
    uint64_t sum, before;

    note_moves(model);
    named_count = model->doomed_count;
    do {
        before = sum_of_cells(model);
        if (!follow_deletes(model) || !follow_changes(model))
            return false;
        sum = sum_of_cells(model);
    } while (sum != before);
    call_functions(model);
    return true;
}
