/* insert.c - what an insert gives: the manual of kith_insert_row and
 * kith_insert_columns in write.h, and KITH_FOREIGN_KEYS in schema.h.
 */
#include "model.h"

#include <string.h>

/* A draft while it is completed. `named` are columns that come from the row of
 * a parent. */
struct filling {
    const struct table *table;
    struct draft draft;
    uint32_t named;
    uint32_t nobody;  /* foreign keys */
    uint32_t missing; /* columns of keys that must be given and are not */
    bool lacks;       /* what must be given is not */
    bool null_number; /* NULL for what has no NULL */
    bool disagrees;
};

static bool is_zero(const struct cell *cell)
{
    static const char zero[14];

    return memcmp(cell->data, zero, sizeof(zero)) == 0;
}

static bool is_given(const struct filling *filling, int column)
{
    return filling->draft.given >> column & 1;
}

static struct cell zero_cell(const struct column *column)
{
    return column->kind == KITH_KIND_CHARS ? cell_text("")
           : column->kind == KITH_KIND_F32 || column->kind == KITH_KIND_F64
               ? cell_real(0)
               : cell_number(0);
}

static bool has_default(const struct column *column)
{
    return column->attribute->default_value.kind != KITH_KIND_NONE ||
           column->attribute->default_function;
}

/* --- Given or not --------------------------------------------------------- */

static void take_nulls(struct filling *filling)
{
    for (int i = 0; i < filling->table->column_count; i++) {
        const struct column *column = &filling->table->columns[i];

        if (!(filling->draft.nulls >> i & 1))
            continue;
        filling->draft.given |= 1u << i;
        filling->draft.cells[i] = cell_null();
        filling->null_number |= column->plain && column->own_key == NONE;
    }
}

/* In a literal zero means "not given" where a value can be absent, and a text
 * that is NULL says nothing. */
static void drop_absent(struct filling *filling)
{
    for (int i = 0; i < filling->table->column_count; i++) {
        const struct column *column = &filling->table->columns[i];
        const struct cell *cell = &filling->draft.cells[i];

        if (!filling->draft.bits && is_given(filling, i) &&
            (cell->kind == CELL_NULL ||
             (column->plain && column->absent && is_zero(cell))))
            filling->draft.given &= ~(1u << i);
    }
}

/* A literal's zero says nothing. */
static bool says_something(const struct filling *filling, int column)
{
    return is_given(filling, column) &&
           (filling->draft.bits || !(filling->table->columns[column].plain &&
                                     is_zero(&filling->draft.cells[column])));
}

static void take_parents(struct model *model, struct filling *filling)
{
    for (int i = 0; i < filling->table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &model->facts->foreign_keys[filling->table->foreign_keys[i]];
        const int parent = filling->draft.parents[i];

        for (int j = 0; parent != NONE && j < key->count; j++) {
            const int column = key->columns[j];
            struct cell *held = &filling->draft.cells[column];
            struct cell cell =
                *cell_of(model, key->parent, parent, key->parent_columns[j]);

            if (cell.kind == CELL_NULL) {
                filling->nobody |= 1u << i;
                cell = nobodys_cell(&filling->table->columns[column]);
            }
            if ((filling->named >> column & 1 ||
                 says_something(filling, column)) &&
                !cell_equal(held, &cell))
                filling->disagrees = true;
            *held = cell;
            rule_counts[ROW_NAMED]++;
            filling->named |= 1u << column;
        }
    }
    filling->draft.given |= filling->named;
}

/* --- Keys of several columns ---------------------------------------------- */

/* Whether a text of the key will be NULL, and so the key. */
static bool has_null_text(const struct filling *filling,
                          const struct foreign_key *key)
{
    for (int i = 0; i < key->count; i++) {
        const int column = key->columns[i];

        if (!filling->table->columns[column].plain &&
            (is_given(filling, column)
                 ? filling->draft.cells[column].kind == CELL_NULL
                 : !has_default(&filling->table->columns[column])))
            return true;
    }
    return false;
}

/* The key is given when one of its own columns is; a literal's others are then
 * their default or zero, and where bits tell the key is NULL when one has
 * neither. A key that is NULL has nothing in its own columns. */
static void complete_key(struct filling *filling, const struct foreign_key *key)
{
    bool any = false, lacks = false, nulled = false, null, valued = false;

    for (int i = 0; i < key->count; i++) {
        const int column = key->columns[i];

        if (!key->own[i])
            continue;
        if (filling->named >> column & 1)
            return;
        any |= says_something(filling, column);
        lacks |= !says_something(filling, column) &&
                 !has_default(&filling->table->columns[column]);
        nulled |= filling->draft.nulls >> column & 1;
        valued |= is_given(filling, column) &&
                  filling->draft.cells[column].kind != CELL_NULL;
    }
    if (nulled && valued)
        filling->disagrees = true;
    null = nulled || has_null_text(filling, key) ||
           (any && filling->draft.bits && lacks);
    for (int i = 0; (any || null) && i < key->count; i++) {
        const int column = key->columns[i];
        const struct column *at = &filling->table->columns[column];

        if (!key->own[i])
            continue;
        rule_counts[NULL_PART] += null;
        if (null)
            filling->draft.cells[column] = cell_null();
        else if (is_given(filling, column) || has_default(at))
            continue;
        else
            filling->draft.cells[column] = zero_cell(at);
        filling->draft.given |= 1u << column;
    }
}

/* A required key without own columns is missing when all of it is zero, and the
 * key of no other parent has brought that. */
static bool is_missing(const struct filling *filling,
                       const struct foreign_key *key)
{
    for (int i = 0; i < key->count; i++) {
        if (filling->named >> key->columns[i] & 1 ||
            says_something(filling, key->columns[i]))
            return false;
    }
    return key->required && !key->can_unlink;
}

static void complete_keys(struct model *model, struct filling *filling)
{
    for (int i = 0; i < filling->table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &model->facts->foreign_keys[filling->table->foreign_keys[i]];

        if (filling->draft.parents[i] == NONE && is_missing(filling, key)) {
            filling->lacks = true;
            for (int j = 0; j < key->count; j++)
                filling->missing |= 1u << key->columns[j];
        }
        if (key->count > 1)
            complete_key(filling, key);
    }
}

/* --- What stands for the rest --------------------------------------------- */

static bool take_number(struct model *model, struct filling *filling)
{
    struct rows *rows = &model->tables[filling->draft.table];
    const int column = filling->table->number_column;
    int64_t number;

    if (column == NONE)
        return true;
    if (!is_given(filling, column)) {
        if (rows->next > filling->table->last_number || rows->next < 0) {
            rule_counts[NUMBERS_USED_UP]++;
            return false;
        }
        rule_counts[NUMBER_TAKEN]++;
        filling->draft.cells[column] = cell_number(rows->next);
    }
    number = cell_as_number(&filling->draft.cells[column]);
    rule_counts[NUMBER_GIVEN] += number > rows->next;
    if (number >= rows->next)
        rows->next = number + 1;
    return true;
}

static void take_default(const struct filling *filling, int number,
                         struct cell *cells)
{
    const struct column *column = &filling->table->columns[number];
    _Alignas(max_align_t) char row[ROW_BYTES] = {0};
    kith_value value = column->attribute->default_value;

    if (column->attribute->default_function) {
        rule_counts[DEFAULT_CALLED]++;
        for (int i = 0; i < filling->table->column_count; i++)
            write_cell(&filling->table->columns[i], &cells[i], row);
        value = column->attribute->default_function(row);
    } else {
        rule_counts[DEFAULT_TAKEN]++;
    }
    cells[number] = value_cell(column, &value);
}

/* Functions see the row complete but for defaults that come later. */
static void take_defaults(struct filling *filling)
{
    struct cell *cells = filling->draft.cells;

    for (int i = 0; i < filling->table->column_count; i++) {
        const struct column *column = &filling->table->columns[i];

        if (is_given(filling, i) || column->numbered)
            continue;
        cells[i] = column->plain && column->own_key == NONE &&
                           !column->attribute->parent
                       ? zero_cell(column)
                       : cell_null();
        if (column->primary &&
            (filling->draft.bits || column->kind == KITH_KIND_CHARS))
            filling->lacks = true;
        if (column->attribute->default_value.kind != KITH_KIND_NONE)
            take_default(filling, i, cells);
    }
    for (int i = 0; i < filling->table->column_count; i++) {
        if (!is_given(filling, i) &&
            filling->table->columns[i].attribute->default_function)
            take_default(filling, i, cells);
    }
}

/* KITH_OK, or what is known at once. */
static uint32_t fill(struct model *model, const struct draft *draft,
                     struct filling *filling)
{
    uint32_t broken;

    *filling = (struct filling){.table = &model->facts->tables[draft->table],
                                .draft = *draft};
    take_nulls(filling);
    drop_absent(filling);
    take_parents(model, filling);
    complete_keys(model, filling);
    broken = (filling->null_number ? STATUS(KITH_E_NOT_NULL) : 0) |
             (filling->disagrees ? STATUS(KITH_E_MISUSE) : 0) |
             (take_number(model, filling) ? 0 : STATUS(KITH_E_LIMIT));
    if (broken)
        return broken;
    take_defaults(filling);
    return STATUS(KITH_OK);
}

int insert_draft(struct model *model, const struct draft *draft)
{
    struct filling filling;
    const uint32_t status = fill(model, draft, &filling);
    int row;

    if (status != STATUS(KITH_OK)) {
        model->broken = status;
        return NONE;
    }
    row = new_row(model, draft->table);
    if (filling.lacks)
        model->broken |= STATUS(KITH_E_NOT_NULL);
    for (int i = 0; i < filling.table->column_count; i++)
        *cell_of(model, draft->table, row, i) = filling.draft.cells[i];
    model->tables[draft->table].nobody[row] = (uint8_t)filling.nobody;
    return row;
}

/* The primary key first, if it is given, then the others as declared; a key
 * with a NULL in it is held by nobody, a deferred one by the older of two. */
int find_holder(struct model *model, const struct draft *draft)
{
    struct rows *rows = &model->tables[draft->table];
    const int64_t next = rows->next;
    struct filling filling;
    const uint32_t status = fill(model, draft, &filling);
    const struct table *table = filling.table;
    int found = NONE;

    rows->next = next;
    if (status != STATUS(KITH_OK))
        return NONE;
    for (int i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];
        bool known = key->unique;

        for (int j = 0; j < key->count; j++)
            known &= filling.draft.cells[key->columns[j]].kind != CELL_NULL &&
                     !(filling.missing >> key->columns[j] & 1) &&
                     (key->columns[j] != table->number_column ||
                      is_given(&filling, key->columns[j]));
        for (int row = 0; known && row < model->capacity; row++) {
            bool equal = rows->live[row];

            for (int j = 0; equal && j < key->count; j++)
                equal = cell_equal(&rows->cells[key->columns[j]][row],
                                   &filling.draft.cells[key->columns[j]]);
            if (equal && (found == NONE ||
                          rows->entered[i][row] < rows->entered[i][found]))
                found = row;
        }
        if (known && found == NONE)
            found = mirrored_row(model, draft->table, key, filling.draft.cells);
        if (found != NONE)
            return found;
    }
    return NONE;
}
