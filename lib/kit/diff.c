/* diff.c - how the contents of two databases differ.
 *
 * Owns   which rows are the same row in both.
 *
 * Public contract: kith/test/diff.h. Rows of both sides come in one order
 * (kith_select), so they are paired by going through both at once. Nothing is
 * followed from row to row, so cycles of links mean nothing here.
 */
#include "kit/diff.h"

#include <kith/reflect.h>
#include <kith/row.h>

#include <stdlib.h>
#include <string.h>

/* --- Columns -------------------------------------------------------------- */

/* A line about the schema: what is the matter with a table, or a part of it. */
static void tell_schema(struct diff *diff, const char *table, const char *part,
                        const char *what)
{
    assert(table && what);
    ki_diff_text(diff, table);
    ki_diff_text(diff, part ? "." : "");
    ki_diff_text(diff, part ? part : "");
    ki_diff_text(diff, what);
    ki_diff_end(diff);
}

static const kith_column *diff_column_named(const kith_selected_table *table,
                                            const char *name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    }
    return NULL;
}

static const kith_foreign_key *
diff_reference_named(const kith_selected_table *table, const char *name)
{
    for (size_t i = 0; i < table->reference_count; i++) {
        if (strcmp(table->references[i].name, name) == 0)
            return &table->references[i];
    }
    return NULL;
}

/* The columns and references that both have, in the order of the expected
 * side. */
static void diff_pair_columns(struct diff *diff, struct table_pair *pair)
{
    const kith_selected_table *actual = pair->table[ACTUAL];
    const kith_selected_table *expected = pair->table[EXPECTED];
    const char *table = expected->table->name;

    assert(pair->column_count == 0);
    for (size_t i = 0; i < expected->column_count; i++) {
        const char *name = expected->columns[i].name;
        const kith_column *other = diff_column_named(actual, name);

        if (!other) {
            tell_schema(diff, table, name, ": the column is missing");
            continue;
        }
        /* A position says what the order of the list does. */
        if (other->default_kind == KITH_DEFAULT_POSITION &&
            expected->columns[i].default_kind == KITH_DEFAULT_POSITION)
            continue;
        pair->columns[ACTUAL][pair->column_count] = *other;
        pair->columns[EXPECTED][pair->column_count++] = expected->columns[i];
    }
    for (size_t i = 0; i < expected->reference_count; i++) {
        const char *name = expected->references[i].name;
        const kith_foreign_key *other = diff_reference_named(actual, name);

        if (!other) {
            tell_schema(diff, table, name, ": the reference is missing");
            continue;
        }
        pair->references[ACTUAL][pair->reference_count] = *other;
        pair->references[EXPECTED][pair->reference_count++] =
            expected->references[i];
    }
}

static void tell_unexpected_columns(struct diff *diff,
                                    const struct table_pair *pair)
{
    const kith_selected_table *actual = pair->table[ACTUAL];
    const kith_selected_table *expected = pair->table[EXPECTED];
    const char *table = actual->table->name;

    assert(pair->column_count <= actual->column_count);
    for (size_t i = 0; i < actual->column_count; i++) {
        if (!diff_column_named(expected, actual->columns[i].name))
            tell_schema(diff, table, actual->columns[i].name,
                        ": the column is not expected");
    }
    for (size_t i = 0; i < actual->reference_count; i++) {
        if (!diff_reference_named(expected, actual->references[i].name))
            tell_schema(diff, table, actual->references[i].name,
                        ": the reference is not expected");
    }
}

/* Whether rows of both sides are in one order: that of the same columns. */
static bool are_comparable(const struct table_pair *pair)
{
    const kith_selected_table *actual = pair->table[ACTUAL];
    const kith_selected_table *expected = pair->table[EXPECTED];
    const kith_column *a = actual->key_columns, *e = expected->key_columns;
    size_t count = actual->key_column_count;
    bool same = actual->numbered == expected->numbered;

    if (actual->numbered) {
        a = actual->columns;
        e = expected->columns;
        count = actual->column_count;
        same &= actual->reference_count == expected->reference_count &&
                count == expected->column_count;
    } else {
        same &= count == expected->key_column_count;
    }
    for (size_t i = 0; same && i < count; i++)
        same = strcmp(a[i].name, e[i].name) == 0;
    for (size_t i = 0; same && actual->numbered && i < actual->reference_count;
         i++)
        same = strcmp(actual->references[i].name,
                      expected->references[i].name) == 0;
    return same;
}

/* --- Rows ----------------------------------------------------------------- */

static int compare_parent_keys(const void *actual, const void *expected,
                               const kith_foreign_key *actual_key,
                               const kith_foreign_key *expected_key)
{
    const void *a = kith_parent_of(actual, actual_key);
    const void *e = kith_parent_of(expected, expected_key);
    kith_column a_column, e_column;
    int difference = 0;

    assert(actual && expected);
    if (!a || !e)
        return (a != NULL) - (e != NULL);
    for (size_t i = 0; difference == 0 &&
                       kith_key_column(&actual_key->parent_key, i, &a_column) &&
                       kith_key_column(&expected_key->parent_key, i, &e_column);
         i++)
        difference = kith_row_compare(a, &a_column, e, &e_column, 1);
    return difference;
}

/* Which of two rows comes first, or 0 where they are the same row. */
static int compare_paired(const struct table_pair *pair, const void *actual,
                          const void *expected)
{
    int difference;

    assert(pair->compared);
    if (!pair->by_values)
        return kith_row_compare(actual, pair->table[ACTUAL]->key_columns,
                                expected, pair->table[EXPECTED]->key_columns,
                                pair->table[ACTUAL]->key_column_count);
    difference = kith_row_compare(actual, pair->columns[ACTUAL], expected,
                                  pair->columns[EXPECTED], pair->column_count);
    for (size_t i = 0; difference == 0 && i < pair->reference_count; i++)
        difference =
            compare_parent_keys(actual, expected, &pair->references[ACTUAL][i],
                                &pair->references[EXPECTED][i]);
    return difference;
}

static void begin_line(struct diff *diff, const struct table_pair *pair,
                       const void *actual, const char *what)
{
    ki_diff_row(diff, pair, ACTUAL, actual);
    ki_diff_text(diff, ": ");
    ki_diff_text(diff, what);
    ki_diff_text(diff, " ");
}

static void diff_values(struct diff *diff, const struct table_pair *pair,
                        const void *actual, const void *expected)
{
    assert(!pair->by_values);
    for (size_t i = 0; i < pair->column_count; i++) {
        const kith_column *a = &pair->columns[ACTUAL][i];
        const kith_column *e = &pair->columns[EXPECTED][i];

        if (kith_row_compare(actual, a, expected, e, 1) == 0)
            continue;
        begin_line(diff, pair, actual, a->name);
        ki_diff_value(diff, actual, a);
        ki_diff_text(diff, ", expected ");
        ki_diff_value(diff, expected, e);
        ki_diff_end(diff);
    }
    for (size_t i = 0; i < pair->reference_count; i++) {
        const kith_foreign_key *a = &pair->references[ACTUAL][i];
        const kith_foreign_key *e = &pair->references[EXPECTED][i];

        if (compare_parent_keys(actual, expected, a, e) == 0)
            continue;
        begin_line(diff, pair, actual, a->name);
        ki_diff_parent(diff, actual, a);
        ki_diff_text(diff, ", expected ");
        ki_diff_parent(diff, expected, e);
        ki_diff_end(diff);
    }
}

static void tell_row(struct diff *diff, const struct table_pair *pair, int side,
                     const void *row)
{
    assert(row);
    ki_diff_row(diff, pair, side, row);
    ki_diff_text(diff, side == ACTUAL ? ": not expected" : ": missing");
    ki_diff_end(diff);
}

/* Both arrays of rows at once, each row of the smaller first. */
static void diff_rows(struct diff *diff, struct table_pair *pair)
{
    const kith_selected_table *actual = pair->table[ACTUAL];
    const kith_selected_table *expected = pair->table[EXPECTED];
    size_t a = 0, e = 0;

    while ((a < actual->row_count || e < expected->row_count) &&
           !diff->failed) {
        int difference =
            a == actual->row_count ? 1
            : e == expected->row_count
                ? -1
                : compare_paired(pair, actual->rows[a], expected->rows[e]);

        if (difference < 0) {
            tell_row(diff, pair, ACTUAL, actual->rows[a++]);
        } else if (difference > 0) {
            tell_row(diff, pair, EXPECTED, expected->rows[e++]);
        } else {
            if (!pair->by_values)
                diff_values(diff, pair, actual->rows[a], expected->rows[e]);
            pair->paired[ACTUAL][a + 1] = e + 1;
            pair->paired[EXPECTED][e + 1] = a + 1;
            a++;
            e++;
        }
    }
}

/* --- Tables --------------------------------------------------------------- */

static kith_status begin_pair(struct diff *diff, const size_t place[SIDES])
{
    struct table_pair *pair = &diff->pairs[diff->pair_count++];

    for (int side = 0; side < SIDES; side++) {
        const kith_selected_table *table =
            &diff->selected[side].tables[place[side]];
        size_t most = diff->selected[EXPECTED]
                          .tables[place[EXPECTED]]
                          .table->attribute_count;

        pair->place[side] = place[side];
        pair->table[side] = table;
        pair->columns[side] =
            ki_diff_new(diff, most, sizeof(*pair->columns[side]));
        pair->references[side] =
            ki_diff_new(diff, most, sizeof(*pair->references[side]));
        pair->paired[side] =
            ki_diff_new(diff, table->row_count, sizeof(*pair->paired[side]));
        if (!pair->columns[side] || !pair->references[side] ||
            !pair->paired[side])
            return KITH_E_MEMORY;
    }
    pair->in_list = ki_diff_new(diff, pair->table[EXPECTED]->row_count,
                                sizeof(*pair->in_list));
    if (!pair->in_list)
        return KITH_E_MEMORY;
    pair->by_values = pair->table[EXPECTED]->numbered;
    pair->compared = are_comparable(pair);
    assert(pair->table[ACTUAL] && pair->table[EXPECTED]);
    return KITH_OK;
}

static kith_status diff_table(struct diff *diff, const size_t place[SIDES])
{
    kith_status status = begin_pair(diff, place);
    struct table_pair *pair = &diff->pairs[diff->pair_count - 1];

    assert(diff->pair_count > 0);
    if (status != KITH_OK)
        return status;
    diff_pair_columns(diff, pair);
    tell_unexpected_columns(diff, pair);
    if (pair->compared)
        diff_rows(diff, pair);
    else
        tell_schema(diff, pair->table[EXPECTED]->table->name, NULL,
                    ": rows are not compared, as their keys are of other "
                    "columns");
    return KITH_OK;
}

/* Tables of both sides are in the order of their names. */
static kith_status diff_tables(struct diff *diff)
{
    const kith_selected *actual = &diff->selected[ACTUAL];
    const kith_selected *expected = &diff->selected[EXPECTED];
    size_t place[SIDES] = {0, 0};
    kith_status status = KITH_OK;

    diff->pairs = ki_diff_new(diff, actual->table_count, sizeof(*diff->pairs));
    if (!diff->pairs)
        return KITH_E_MEMORY;
    while (status == KITH_OK && (place[ACTUAL] < actual->table_count ||
                                 place[EXPECTED] < expected->table_count)) {
        const char *a = place[ACTUAL] < actual->table_count
                            ? actual->tables[place[ACTUAL]].table->name
                            : NULL;
        const char *e = place[EXPECTED] < expected->table_count
                            ? expected->tables[place[EXPECTED]].table->name
                            : NULL;
        int difference = !a ? 1 : !e ? -1 : strcmp(a, e);

        assert(a || e);
        if (difference < 0)
            tell_schema(diff, a, NULL, ": the table is not expected");
        else if (difference > 0)
            tell_schema(diff, e, NULL, ": the table is missing");
        else
            status = diff_table(diff, place);
        place[ACTUAL] += difference <= 0;
        place[EXPECTED] += difference >= 0;
    }
    return status;
}

/* --- The calls ------------------------------------------------------------ */

static void *resize_diff(void *context, void *block, size_t old_bytes,
                         size_t new_bytes)
{
    (void)context;
    (void)old_bytes;
    if (new_bytes > 0)
        return realloc(block, new_bytes);
    free(block);
    return NULL;
}

/* `both` is the selection for either side, but for where it begins. */
static kith_status diff_selected(kith_db *const dbs[SIDES],
                                 const void *const from[SIDES],
                                 kith_selection both, kith_output output,
                                 size_t *count)
{
    struct diff diff = {
        .output = output, .hooks = both.allocator, .error = both.error};
    kith_status status = KITH_OK;

    if (!diff.hooks.resize)
        diff.hooks.resize = resize_diff;
    both.stored_order = false;
    for (int side = 0; status == KITH_OK && side < SIDES; side++) {
        both.from = from[side];
        status = kith_select(dbs[side], &both, &diff.selected[side]);
    }
    if (status == KITH_OK)
        status = diff_tables(&diff);
    if (status == KITH_OK)
        status = ki_diff_lists(&diff);
    if (status == KITH_OK && diff.failed)
        status = KITH_E_IO;
    ki_diff_free(&diff);
    if (status == KITH_OK && count)
        *count = diff.count;
    return status;
}

kith_status kith_diff(kith_db *actual, kith_db *expected,
                      const kith_selection *selection, kith_output output,
                      size_t *count)
{
    static const kith_selection all;
    kith_db *const dbs[SIDES] = {actual, expected};
    const void *const from[SIDES] = {NULL, NULL};

    return diff_selected(dbs, from, selection ? *selection : all, output,
                         count);
}

kith_status kith_diff_graph(const void *actual, const void *expected,
                            const kith_selection *selection, kith_output output,
                            size_t *count)
{
    static const kith_selection all;
    kith_db *const dbs[SIDES] = {kith_db_of(actual), kith_db_of(expected)};
    const void *const from[SIDES] = {actual, expected};

    return diff_selected(dbs, from, selection ? *selection : all, output,
                         count);
}
