/* judge.c - is this state allowed? The rules of design.md section 3, in their
 * order, on the rows as they are when all is done.
 */
#include "model.h"

#include <string.h>

/* Count what breaks a rule. */
static bool breaks(enum rule rule, bool broken)
{
    rule_counts[rule] += broken;
    return broken;
}

/* Whether a rule that is broken waits for the outermost commit. */
static bool waits(struct model *model, enum rule rule, bool late)
{
    model->waited |= late && rules_wait(model);
    return breaks(rule, late && rules_wait(model));
}

bool is_doomed(const struct model *model, int table, int row)
{
    return is_touched(model, table, row) && model->tables[table].doomed[row];
}

static bool equals(const struct rows *rows, int row, int other,
                   const int *columns, int count)
{
    for (int i = 0; i < count; i++) {
        if (!cell_equal(&rows->cells[columns[i]][row],
                        &rows->cells[columns[i]][other]))
            return false;
    }
    return true;
}

/* --- NOT NULL and CHECK --------------------------------------------------- */

static bool lacks_value(struct model *model, int number, int row)
{
    const struct table *table = &model->facts->tables[number];

    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        if (!column->required ||
            cell_of(model, number, row, i)->kind != CELL_NULL ||
            waits(model, LATE_NULL, column->late_null))
            continue;
        return breaks(COLUMN_REQUIRED, true);
    }
    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &model->facts->foreign_keys[table->foreign_keys[i]];

        if (key->required && is_null_key(model, key, row) &&
            !waits(model, LATE_NULL_KEY, key->late_null))
            return breaks(KEY_REQUIRED, true);
    }
    return false;
}

static int compare_numbers(const struct column *column, const struct cell *cell,
                           const kith_value *limit)
{
    if (cell->kind == CELL_REAL) {
        double value = cell_as_real(cell);
        double other =
            limit->kind == KITH_KIND_F64 ? limit->real : (double)limit->integer;

        return (value > other) - (value < other);
    }
    if (column->kind == KITH_KIND_U64 && cell_as_number(cell) < 0)
        return 1;
    return (cell_as_number(cell) > limit->integer) -
           (cell_as_number(cell) < limit->integer);
}

static bool is_beyond_limits(const struct column *column,
                             const struct cell *cell)
{
    const kith_attribute *attribute = column->attribute;

    if (cell->kind == CELL_NULL)
        return false;
    if (breaks(CHARS_TOO_LONG,
               column->kind == KITH_KIND_CHARS && cell->bytes >= column->bytes))
        return true;
    if (breaks(LIMIT_BYTES, attribute->maximum_bytes &&
                                cell->bytes > attribute->maximum_bytes))
        return true;
    if (attribute->minimum.kind == KITH_KIND_NONE &&
        attribute->maximum.kind == KITH_KIND_NONE)
        return false;
    if (cell->kind == CELL_REAL && cell_as_real(cell) != cell_as_real(cell))
        return true;
    return breaks(LIMIT_LEAST,
                  attribute->minimum.kind != KITH_KIND_NONE &&
                      compare_numbers(column, cell, &attribute->minimum) < 0) ||
           breaks(LIMIT_MOST,
                  attribute->maximum.kind != KITH_KIND_NONE &&
                      compare_numbers(column, cell, &attribute->maximum) > 0);
}

static bool fails_check(struct model *model, int number, int row)
{
    const struct table *table = &model->facts->tables[number];
    _Alignas(max_align_t) char draft[ROW_BYTES] = {0};

    for (int i = 0; i < table->column_count; i++) {
        const struct cell *cell = cell_of(model, number, row, i);

        if (is_beyond_limits(&table->columns[i], cell))
            return true;
        write_cell(&table->columns[i], cell, draft);
    }
    for (int i = 0; i < table->foreign_key_count; i++) {
        if (breaks(PAIR_OF_ONE,
                   links_itself(
                       model,
                       &model->facts->foreign_keys[table->foreign_keys[i]],
                       row)))
            return true;
    }
    for (size_t i = 0; i < table->face->attribute_count; i++) {
        const kith_attribute *attribute = &table->face->attributes[i];

        if (attribute->kind == KITH_KIND_CHECK &&
            breaks(CHECK_REFUSES, !attribute->check(draft)))
            return true;
    }
    return false;
}

/* --- UNIQUE --------------------------------------------------------------- */

/* A key that no row can have, for its foreign key names a row without one, is no
 * value that two could share. */
static bool is_of_nobody(const struct model *model, int table, int row,
                         const struct key *key)
{
    const struct table *of = &model->facts->tables[table];

    for (int i = 0; i < of->foreign_key_count; i++) {
        const struct foreign_key *foreign =
            &model->facts->foreign_keys[of->foreign_keys[i]];

        for (int j = 0; j < foreign->count; j++) {
            for (int k = 0; k < key->count; k++) {
                if (key->columns[k] == foreign->columns[j] &&
                    model->tables[table].nobody[row] >> i & 1)
                    return true;
            }
        }
    }
    return false;
}

bool has_twin(struct model *model, int table, int row, const struct key *key)
{
    const struct rows *rows = &model->tables[table];

    if (is_of_nobody(model, table, row, key))
        return false;
    for (int i = 0; i < key->count; i++) {
        if (rows->cells[key->columns[i]][row].kind == CELL_NULL)
            return false;
    }
    for (int i = 0; i < model->capacity; i++) {
        if (i != row && equals(rows, row, i, key->columns, key->count) &&
            !is_doomed(model, table, i))
            return true;
    }
    return false;
}

/* A child of a row that is deleted is none of the row that takes its key, unless
 * it may wait for that. */
static bool is_left_by_deleted(struct model *model,
                               const struct foreign_key *key, int row)
{
    const int before = model->tables[key->child].parent[key->slot][row];

    return before != NONE && is_doomed(model, key->parent, before) &&
           !(key->late_parent && rules_wait(model));
}

/* Whether another child has the parent of a one-to-one, or waits for it. */
static bool has_sibling(struct model *model, const struct foreign_key *key,
                        int row)
{
    const struct rows *rows = &model->tables[key->child];

    const bool awaits = rows->after[key->slot][row] == NONE;

    if (is_null_key(model, key, row) ||
        (awaits && !(key->late_parent && rules_wait(model))))
        return false;
    for (int i = 0; i < model->capacity; i++) {
        if (i != row && equals(rows, row, i, key->columns, key->count) &&
            !is_doomed(model, key->child, i) &&
            (is_touched(model, key->child, i) ||
             !is_left_by_deleted(model, key, i)))
            return breaks(awaits ? WAITED_FOR : PLACE_TAKEN, true);
    }
    return false;
}

static bool breaks_unique(struct model *model, int number, int row)
{
    const struct table *table = &model->facts->tables[number];

    for (int i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];
        const bool several = key->count > 1;

        if (!key->unique || !has_twin(model, number, row, key) ||
            waits(model, several ? LATE_TWINS : LATE_TWIN, key->late))
            continue;
        return breaks(several ? KEYS_TAKEN : KEY_TAKEN, true);
    }
    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &model->facts->foreign_keys[table->foreign_keys[i]];

        if (key->one_to_one && has_sibling(model, key, row))
            return true;
        if (breaks(PAIR_MIRRORED, has_mirror(model, key, row)))
            return true;
    }
    return false;
}

/* --- FOREIGN KEY ---------------------------------------------------------- */

/* Whose child a row will be. */
static void find_parents(struct model *model, int number, int row)
{
    const struct table *table = &model->facts->tables[number];
    struct rows *rows = &model->tables[number];

    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &model->facts->foreign_keys[table->foreign_keys[i]];
        struct cell cells[PARTS];
        bool null = false;

        for (int j = 0; j < key->count; j++) {
            cells[j] = rows->cells[key->columns[j]][row];
            null |= cells[j].kind == CELL_NULL;
        }
        rows->after[i][row] = null || rows->nobody[row] >> i & 1
                                  ? NONE
                                  : row_named(model, key, cells);
        if (key->late_parent && rules_wait(model) &&
            rows->after[i][row] != NONE &&
            is_doomed(model, key->parent, rows->after[i][row]))
            rows->after[i][row] = NONE;
        breaks(SELF_NAMED, key->child == key->parent && rows->fresh[row] &&
                               rows->after[i][row] == row);
        breaks(KEY_SHARED, key->count > 1 && !rows->fresh[row] &&
                               rows->after[i][row] != rows->parent[i][row]);
    }
}

static bool key_is_as_before(struct model *model, const struct foreign_key *key,
                             const struct image *image)
{
    for (int i = 0; i < key->count; i++) {
        if (!cell_equal(&image->cells[key->columns[i]],
                        cell_of(model, image->place.table, image->place.row,
                                key->columns[i])))
            return false;
    }
    return true;
}

/* Whether the child stays under a row that gives up the key: under NO ACTION
 * the call is refused even where another row takes the key over, unless the
 * key may wait. */
static bool is_left_behind(struct model *model, const struct foreign_key *key,
                           const struct image *image)
{
    const int before = image->parent[key->slot];

    return image->live && before != NONE &&
           model->tables[key->child].after[key->slot][image->place.row] !=
               before &&
           !(model->tables[key->child].defaulted[image->place.row] >>
                 key->slot &
             1) &&
           key_is_as_before(model, key, image);
}

/* A child is left behind. */
static uint32_t miss_children(const struct model *model,
                              const struct foreign_key *key,
                              const struct image *image)
{
    const bool deleted =
        is_doomed(model, key->parent, image->parent[key->slot]);

    breaks(deleted ? DELETE_LEAVES : UPDATE_LEAVES, true);
    return STATUS(KITH_E_CHILDREN);
}

/* Where the key names nobody, whose fault is it? */
static uint32_t miss_parent(struct model *model, const struct image *image)
{
    const int row = image->place.row;
    const struct table *table = &model->facts->tables[image->place.table];
    const struct rows *rows = &model->tables[image->place.table];
    uint32_t broken = 0;

    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &model->facts->foreign_keys[table->foreign_keys[i]];
        const int parent = rows->after[i][row];

        if (is_null_key(model, key, row) ||
            (key->late_parent && rules_wait(model) &&
             !(rows->nobody[row] >> i & 1)))
            continue;
        if (parent != NONE && !is_doomed(model, key->parent, parent) &&
            !breaks(KEY_PASSED_ON, is_left_behind(model, key, image)))
            continue;
        if (breaks(PARENT_MISSING, !image->live ||
                                       rows->defaulted[row] >> i & 1 ||
                                       !key_is_as_before(model, key, image)))
            broken |= STATUS(KITH_E_PARENT);
        else
            broken |= miss_children(model, key, image);
    }
    return broken;
}

static bool is_own_ancestor(struct model *model, const struct foreign_key *key,
                            int row)
{
    const struct rows *rows = &model->tables[key->child];
    int at = row;

    for (int i = 0; i <= model->capacity; i++) {
        at = is_touched(model, key->child, at) ? rows->after[key->slot][at]
                                               : rows->parent[key->slot][at];
        if (at == row)
            return true;
        if (at == NONE)
            return false;
    }
    return false;
}

static uint32_t judge_parents(struct model *model, const struct image *image)
{
    const struct table *table = &model->facts->tables[image->place.table];
    uint32_t broken = miss_parent(model, image);

    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &model->facts->foreign_keys[table->foreign_keys[i]];

        if (breaks(RING_CLOSED,
                   key->acyclic &&
                       is_own_ancestor(model, key, image->place.row)))
            broken |= STATUS(KITH_E_CYCLE);
    }
    return broken;
}

/* Children that a parent leaves behind are judged as if they were touched. */
static void touch_children(struct model *model)
{
    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct place place = model->journal[i].place;

        if (!model->journal[i].live)
            continue;
        for (int j = 0; j < model->facts->foreign_key_count; j++) {
            const struct foreign_key *key = &model->facts->foreign_keys[j];
            const struct rows *rows = &model->tables[key->child];
            bool same = true;

            if (key->parent != place.table)
                continue;
            for (int k = 0; k < key->count; k++)
                same &=
                    cell_equal(&model->journal[i].cells[key->parent_columns[k]],
                               cell_of(model, place.table, place.row,
                                       key->parent_columns[k]));
            if (same && !is_doomed(model, place.table, place.row))
                continue;
            for (int k = 0; k < model->capacity; k++) {
                if (rows->parent[key->slot][k] == place.row)
                    touch(model, key->child, k);
            }
        }
    }
}

/* --- All of it ------------------------------------------------------------ */

/* Each rule for all rows, before the next rule. */
uint32_t judge(struct model *model)
{
    uint32_t broken[4] = {model->broken, 0, 0, 0};

    touch_children(model);
    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct image image = model->journal[i];
        const struct place place = image.place;

        if (is_doomed(model, place.table, place.row))
            continue;
        find_parents(model, place.table, place.row);
    }
    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct image image = model->journal[i];
        const struct place place = image.place;

        if (is_doomed(model, place.table, place.row))
            continue;
        if (lacks_value(model, place.table, place.row))
            broken[0] |= STATUS(KITH_E_NOT_NULL);
        if (fails_check(model, place.table, place.row))
            broken[1] |= STATUS(KITH_E_CHECK);
        if (breaks_unique(model, place.table, place.row))
            broken[2] |= STATUS(KITH_E_UNIQUE);
        broken[3] |= judge_parents(model, &image);
    }
    for (int i = 0; i < model->kept_count; i++) {
        if (breaks(LINKED_DELETED,
                   is_doomed(model, model->kept[i].table, model->kept[i].row)))
            broken[3] |= STATUS(KITH_E_PARENT);
    }
    for (int i = 0; i < 4; i++) {
        if (broken[i])
            return broken[i];
    }
    return STATUS(KITH_OK);
}
