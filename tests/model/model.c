/* model.c - rows in arrays, images of what they were; see model.h. */
#include "model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

long rule_counts[RULES];

static void *get_memory(size_t count, size_t bytes)
{
    void *memory = calloc(count, bytes);

    if (!memory)
        abort();
    return memory;
}

static void open_rows(struct rows *rows, const struct table *table,
                      size_t capacity)
{
    rows->next = table->first_number;
    rows->live = get_memory(capacity, sizeof(*rows->live));
    rows->address = get_memory(capacity, sizeof(*rows->address));
    rows->epoch = get_memory(capacity, sizeof(*rows->epoch));
    rows->image = get_memory(capacity, sizeof(*rows->image));
    rows->doomed = get_memory(capacity, sizeof(*rows->doomed));
    rows->fresh = get_memory(capacity, sizeof(*rows->fresh));
    rows->moved = get_memory(capacity, sizeof(*rows->moved));
    rows->nobody = get_memory(capacity, sizeof(*rows->nobody));
    rows->defaulted = get_memory(capacity, sizeof(*rows->defaulted));
    for (int i = 0; i < COLUMNS; i++)
        rows->cells[i] = get_memory(capacity, sizeof(*rows->cells[i]));
    for (int i = 0; i < KEYS; i++)
        rows->entered[i] = get_memory(capacity, sizeof(*rows->entered[i]));
    for (int i = 0; i < FOREIGN_KEYS; i++) {
        rows->parent[i] = get_memory(capacity, sizeof(*rows->parent[i]));
        rows->after[i] = get_memory(capacity, sizeof(*rows->after[i]));
        rows->stamp[i] = get_memory(capacity, sizeof(*rows->stamp[i]));
        memset(rows->parent[i], 0xff, capacity * sizeof(*rows->parent[i]));
    }
}

static void close_rows(struct rows *rows)
{
    free(rows->live);
    free(rows->address);
    free(rows->epoch);
    free(rows->image);
    free(rows->doomed);
    free(rows->fresh);
    free(rows->moved);
    free(rows->nobody);
    free(rows->defaulted);
    for (int i = 0; i < COLUMNS; i++)
        free(rows->cells[i]);
    for (int i = 0; i < KEYS; i++)
        free(rows->entered[i]);
    for (int i = 0; i < FOREIGN_KEYS; i++) {
        free(rows->parent[i]);
        free(rows->after[i]);
        free(rows->stamp[i]);
    }
}

void model_open(struct model *model, const struct facts *facts, int capacity)
{
    *model = (struct model){.facts = facts, .capacity = capacity};
    for (int i = 0; i < facts->table_count; i++)
        open_rows(&model->tables[i], &facts->tables[i], (size_t)capacity);
}

void model_close(struct model *model)
{
    for (int i = 0; i < model->facts->table_count; i++)
        close_rows(&model->tables[i]);
    free(model->journal);
    free(model->doomed);
}

/* --- Images --------------------------------------------------------------- */

static void take_image(const struct model *model, struct image *image,
                       int table, int row)
{
    const struct rows *rows = &model->tables[table];

    image->place = (struct place){table, row};
    image->live = rows->live[row];
    image->address = rows->address[row];
    for (int i = 0; i < COLUMNS; i++)
        image->cells[i] = rows->cells[i][row];
    for (int i = 0; i < KEYS; i++)
        image->entered[i] = rows->entered[i][row];
    for (int i = 0; i < FOREIGN_KEYS; i++) {
        image->parent[i] = rows->parent[i][row];
        image->stamp[i] = rows->stamp[i][row];
    }
}

static void put_image(struct model *model, const struct image *image)
{
    struct rows *rows = &model->tables[image->place.table];
    const int row = image->place.row;

    rows->count += image->live - rows->live[row];
    rows->live[row] = image->live;
    rows->address[row] = image->address;
    for (int i = 0; i < COLUMNS; i++)
        rows->cells[i][row] = image->cells[i];
    for (int i = 0; i < KEYS; i++)
        rows->entered[i][row] = image->entered[i];
    for (int i = 0; i < FOREIGN_KEYS; i++) {
        rows->parent[i][row] = image->parent[i];
        rows->stamp[i][row] = image->stamp[i];
    }
}

void take_back(struct model *model, size_t mark)
{
    while (model->journal_count > mark)
        put_image(model, &model->journal[--model->journal_count]);
}

bool is_touched(const struct model *model, int table, int row)
{
    return model->tables[table].epoch[row] == model->epoch;
}

const struct image *image_of(const struct model *model, int table, int row)
{
    assert(is_touched(model, table, row));
    return &model->journal[model->tables[table].image[row]];
}

void touch(struct model *model, int table, int row)
{
    struct rows *rows = &model->tables[table];

    if (rows->epoch[row] == model->epoch)
        return;
    if (model->journal_count == model->journal_room) {
        model->journal_room = 2 * model->journal_room + 64;
        model->journal =
            realloc(model->journal, model->journal_room * sizeof(struct image));
        if (!model->journal)
            abort();
    }
    rows->epoch[row] = model->epoch;
    rows->image[row] = model->journal_count;
    rows->doomed[row] = rows->fresh[row] = false;
    rows->moved[row] = rows->nobody[row] = rows->defaulted[row] = 0;
    for (int i = 0; i < FOREIGN_KEYS; i++)
        rows->after[i][row] = rows->parent[i][row];
    take_image(model, &model->journal[model->journal_count++], table, row);
}

/* --- Changes -------------------------------------------------------------- */

void set_cell(struct model *model, int table, int row, int column,
              struct cell cell)
{
    if (cell_equal(cell_of(model, table, row, column), &cell))
        return;
    touch(model, table, row);
    *cell_of(model, table, row, column) = cell;
}

int new_row(struct model *model, int table)
{
    struct rows *rows = &model->tables[table];

    for (int i = 0; i < model->capacity; i++) {
        if (rows->live[i] || is_touched(model, table, i))
            continue;
        touch(model, table, i);
        rows->live[i] = rows->fresh[i] = true;
        rows->count++;
        rows->address[i] = NULL;
        return i;
    }
    return NONE;
}

void doom(struct model *model, int table, int row)
{
    struct rows *rows = &model->tables[table];

    touch(model, table, row);
    if (rows->doomed[row])
        return;
    rows->doomed[row] = true;
    if (model->doomed_count == model->doomed_room) {
        model->doomed_room = 2 * model->doomed_room + 64;
        model->doomed = realloc(model->doomed, (size_t)model->doomed_room *
                                                   sizeof(*model->doomed));
        if (!model->doomed)
            abort();
    }
    model->doomed[model->doomed_count++] = (struct place){table, row};
}

void keep(struct model *model, int table, int row)
{
    assert(model->kept_count < KEPT);
    model->kept[model->kept_count++] = (struct place){table, row};
}

/* --- Links ---------------------------------------------------------------- */

static const uint64_t *sorted_by;

static int compare_stamps(const void *a, const void *b)
{
    const uint64_t one = sorted_by[*(const int *)a];
    const uint64_t two = sorted_by[*(const int *)b];

    return (one > two) - (one < two);
}

int children_of(const struct model *model, const struct foreign_key *key,
                int parent, int *rows)
{
    const int32_t *parents = model->tables[key->child].parent[key->slot];
    int count = 0;

    for (int i = 0; i < model->capacity; i++) {
        if (parents[i] == parent)
            rows[count++] = i;
    }
    sorted_by = model->tables[key->child].stamp[key->slot];
    qsort(rows, (size_t)count, sizeof(*rows), compare_stamps);
    return count;
}

/* The cells of a row's foreign key; false when one is NULL. */
static bool key_cells(struct model *model, const struct foreign_key *key,
                      int row, struct cell cells[PARTS])
{
    for (int i = 0; i < key->count; i++) {
        cells[i] = *cell_of(model, key->child, row, key->columns[i]);
        if (cells[i].kind == CELL_NULL)
            return false;
    }
    return true;
}

bool is_null_key(struct model *model, const struct foreign_key *key, int row)
{
    struct cell cells[PARTS];

    return !key_cells(model, key, row, cells);
}

int row_named(const struct model *model, const struct foreign_key *key,
              const struct cell *cells)
{
    const struct rows *rows = &model->tables[key->parent];
    const struct cell *first = rows->cells[key->parent_columns[0]];
    int found = NONE;

    for (int i = 0; i < model->capacity; i++) {
        bool equal = cell_equal(&first[i], &cells[0]);

        for (int j = 1; equal && j < key->count; j++)
            equal =
                cell_equal(&rows->cells[key->parent_columns[j]][i], &cells[j]);
        if (!equal)
            continue;
        found = i;
        if (!is_touched(model, key->parent, i) || !rows->doomed[i])
            return found;
    }
    return found;
}

struct cell nobodys_cell(const struct column *column)
{
    switch (column->kind) {
    case KITH_KIND_TEXT:
    case KITH_KIND_CHARS:
        return cell_text("?");
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        return cell_real(9e9);
    default:
        return cell_number(column->bytes == 1 ? 120 : 30000);
    }
}

void link_row(struct model *model, const struct foreign_key *key, int child,
              int parent)
{
    const struct table *table = &model->facts->tables[key->child];

    touch(model, key->child, child);
    for (int i = 0; i < key->count; i++) {
        struct cell cell =
            *cell_of(model, key->parent, parent, key->parent_columns[i]);

        if (cell.kind == CELL_NULL) {
            model->tables[key->child].nobody[child] |=
                (uint8_t)(1u << key->slot);
            cell = nobodys_cell(&table->columns[key->columns[i]]);
        }
        set_cell(model, key->child, child, key->columns[i], cell);
    }
    keep(model, key->child, child);
    keep(model, key->parent, parent);
}

void empty_key(struct model *model, const struct foreign_key *key, int child)
{
    if (!key->can_unlink) {
        rule_counts[NOTHING_TO_UNLINK]++;
        model->broken |= STATUS(KITH_E_NOT_NULL);
    }
    for (int i = 0; i < key->count; i++) {
        if (key->own[i])
            set_cell(model, key->child, child, key->columns[i], cell_null());
    }
}

void leave_parent(struct model *model, const struct foreign_key *key, int child)
{
    if (key->orphan) {
        rule_counts[ORPHAN_DELETED]++;
        doom(model, key->child, child);
    } else {
        empty_key(model, key, child);
    }
}

/* --- A call --------------------------------------------------------------- */

void call_begin(struct model *model)
{
    if (model->depth == 0)
        model->journal_count = 0;
    model->mark = model->journal_count;
    for (int i = 0; i < TABLES; i++)
        model->next_before[i] = model->tables[i].next;
    call_next(model);
}

void call_next(struct model *model)
{
    model->epoch++;
    model->step = model->journal_count;
    model->broken = 0;
    model->doomed_count = model->doomed_done = model->kept_count = 0;
}

uint32_t call_refuse(struct model *model, kith_status status)
{
    take_back(model, model->mark);
    for (int i = 0; i < TABLES; i++)
        model->tables[i].next = model->next_before[i];
    return STATUS(status);
}

/* The value of an index: whether it is the same as before the call, and whether
 * there is one at all. */
static bool holds_value(struct model *model, const struct image *image,
                        const struct key *key, bool *same)
{
    bool holds = true;

    *same = image->live;
    for (int i = 0; i < key->count; i++) {
        const struct cell *cell = cell_of(model, image->place.table,
                                          image->place.row, key->columns[i]);

        holds &= cell->kind != CELL_NULL;
        *same &= cell_equal(cell, &image->cells[key->columns[i]]);
    }
    return holds;
}

static void die(struct model *model, int table, int row)
{
    struct rows *rows = &model->tables[table];

    rows->live[row] = false;
    rows->count--;
    for (int i = 0; i < COLUMNS; i++)
        rows->cells[i][row] = cell_null();
    for (int i = 0; i < FOREIGN_KEYS; i++)
        rows->parent[i][row] = NONE;
}

/* A number that a row has is not given to another one later. */
static void use_number(struct model *model, int table, int row)
{
    const int column = model->facts->tables[table].number_column;
    struct rows *rows = &model->tables[table];

    if (column != NONE &&
        cell_as_number(&rows->cells[column][row]) >= rows->next)
        rows->next = cell_as_number(&rows->cells[column][row]) + 1;
}

/* What was planned is so: rows are dead, or in the lists of their parents. */
static void settle(struct model *model)
{
    settle_links(model);
    for (size_t i = model->step; i < model->journal_count; i++) {
        const struct image *image = &model->journal[i];
        const int table = image->place.table, row = image->place.row;
        struct rows *rows = &model->tables[table];
        const struct table *facts = &model->facts->tables[table];

        if (rows->doomed[row]) {
            die(model, table, row);
            continue;
        }
        use_number(model, table, row);
        for (int j = 0; j < facts->key_count; j++) {
            bool same;

            if (holds_value(model, image, &facts->keys[j], &same) && !same)
                rows->entered[j][row] = ++model->clock;
        }
    }
}

uint32_t call_end(struct model *model)
{
    uint32_t status = STATUS(KITH_E_CHILDREN);

    if (follow(model))
        status = judge(model);
    if (status != STATUS(KITH_OK)) {
        call_refuse(model, KITH_OK);
        return status;
    }
    settle(model);
    return status;
}
