/* load_cell.c - what the cells of a row say.
 *
 * Owns   what may stand in a cell of each column, and what it comes to.
 *
 * Contract: load.h. In a column of a foreign key the name of a row stands for a
 * value of that row, which may be a name in turn. Where the last of them is not
 * given, and so will be a default or the next number, "what column c of node n
 * will be" stands for the value: two keys that end there are equal.
 */
#include "kit/load.h"

/* --- Names ---------------------------------------------------------------- */

/* The row of a name as one of this table, or NOWHERE. KITH_E_MEMORY. */
kith_status ki_load_find_name(struct load *load, const struct token *token,
                              size_t table, size_t *node)
{
    kith_status status = ki_load_add_name(load, token, table);

    *node = status == KITH_OK ? ki_load_find(load) : NOWHERE;
    if (*node != NOWHERE && load->nodes[*node].table != table)
        *node = NOWHERE;
    assert(*node == NOWHERE || *node < load->node_count);
    return status;
}

kith_status ki_load_refuse_name(struct load *load, const struct token *token,
                                const kith_table *table, const char *column)
{
    return ki_load_fail_token(load, KITH_E_PARENT, token, table, column,
                              "names no row that can stand here");
}

/* The row that a name in a column stands for, by the first foreign key with
 * this column that leads to it, and the column there. KITH_E_PARENT. */
static kith_status follow_name(struct load *load, const struct token *token,
                               size_t table, size_t column, size_t *node,
                               size_t *parent_column)
{
    const struct table_plan *plan = &load->tables[table];
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < plan->link_count; i++) {
        const struct link_plan *link = &plan->links[i];

        for (size_t j = 0; status == KITH_OK && j < link->column_count; j++) {
            if (link->columns[j].child != column)
                continue;
            status = ki_load_find_name(load, token, link->parent_table, node);
            *parent_column = link->columns[j].parent;
            if (status == KITH_OK && *node != NOWHERE)
                return KITH_OK;
        }
    }
    if (status != KITH_OK)
        return status;
    return ki_load_refuse_name(load, token, plan->table,
                               plan->columns[column].name);
}

/* --- Cells ---------------------------------------------------------------- */

/* Read the cells of a row, which was judged, unless it is the one that was read
 * last. */
static void read_cells(struct load *load, size_t node)
{
    const struct section *section = load->nodes[node].section;
    const char *at = load->nodes[node].at;

    assert(section);
    assert(section->field_count <= load->cell_count);
    if (load->read_node == node)
        return;
    load->read_node = node;
    for (size_t i = 0; i < section->field_count; i++) {
        kith_status status = ki_load_cell(load, &at, &load->cells[i]);

        assert(status == KITH_OK);
        (void)status;
        ki_load_token(&at);
    }
}

struct cell ki_load_cell_of(struct load *load, size_t node, size_t column,
                            size_t link)
{
    const struct section *section = load->nodes[node].section;

    read_cells(load, node);
    for (size_t i = 0; i < section->field_count; i++) {
        if (section->fields[i].column == column &&
            section->fields[i].link == link)
            return load->cells[i];
    }
    return (struct cell){.kind = CELL_ABSENT,
                         .token = {.at = load->nodes[node].at}};
}

/* One value of a key of several, from 0, or of one. */
struct cell ki_load_part(struct load *load, const struct cell *cell, size_t n)
{
    const char *at = cell->token.at + 1;
    struct cell part = *cell;

    assert(cell->kind == CELL_TUPLE || n == 0);
    for (size_t i = 0; cell->kind == CELL_TUPLE && i <= n; i++) {
        kith_status status = ki_load_cell(load, &at, &part);

        assert(status == KITH_OK);
        (void)status;
        ki_load_token(&at);
    }
    return part;
}

static size_t count_parts(struct load *load, const struct cell *cell)
{
    const char *at = cell->token.at + 1;
    size_t count = 0;
    struct cell part;
    struct token token;

    assert(cell->kind != CELL_ABSENT);
    if (cell->kind != CELL_TUPLE)
        return 1;
    do {
        kith_status status = ki_load_cell(load, &at, &part);

        assert(status == KITH_OK);
        (void)status;
        count++;
        token = ki_load_token(&at);
    } while (token_is(&token, ','));
    return count;
}

/* --- Judging -------------------------------------------------------------- */

/* A value, or the name of a row that has it. */
static kith_status judge_value(struct load *load, const struct cell *cell,
                               size_t table, size_t column)
{
    const struct table_plan *plan = &load->tables[table];
    size_t node, parent_column;
    kith_value value;

    switch (cell->kind) {
    case CELL_LITERAL:
        return ki_load_value(load, &cell->token, &plan->columns[column],
                             &value);
    case CELL_NAME:
        if (plan->columns[column].foreign_key)
            return follow_name(load, &cell->token, table, column, &node,
                               &parent_column);
        return ki_load_value(load, &cell->token, &plan->columns[column],
                             &value);
    case CELL_TUPLE:
        return ki_load_fail_token(load, KITH_E_CHECK, &cell->token, plan->table,
                                  plan->columns[column].name,
                                  "begins several values, for a column");
    default:
        return KITH_OK;
    }
}

/* A key of a table: as many values as it has columns. */
kith_status ki_load_judge_key(struct load *load, const struct cell *cell,
                              size_t table, size_t key)
{
    const struct table_plan *plan = &load->tables[table];
    size_t count = plan->keys[key].column_count;
    kith_status status = KITH_OK;

    assert(key < plan->key_count);
    if (count_parts(load, cell) != count)
        return ki_load_fail(load, KITH_E_CHECK, cell->token.at, plan->table,
                            NULL,
                            "a key of %s has %zu values here, not %zu: "
                            "%s",
                            plan->table->name, count, count_parts(load, cell),
                            plan->keys[key].name);
    for (size_t i = 0; status == KITH_OK && i < count; i++) {
        struct cell part = ki_load_part(load, cell, i);

        status = judge_value(load, &part, table, plan->keys[key].columns[i]);
    }
    return status;
}

static kith_status judge_reference(struct load *load, const struct cell *cell,
                                   size_t table, size_t link)
{
    const struct link_plan *plan = &load->tables[table].links[link];
    kith_status status;
    size_t node;

    if (cell->kind == CELL_ABSENT || cell->kind == CELL_NULL)
        return KITH_OK;
    if (cell->kind != CELL_NAME)
        return ki_load_judge_key(load, cell, plan->parent_table,
                                 plan->parent_key);
    status = ki_load_find_name(load, &cell->token, plan->parent_table, &node);
    if (status == KITH_OK && node == NOWHERE)
        return ki_load_refuse_name(load, &cell->token, plan->key.child,
                                   plan->key.child_end->name);
    return status;
}

/* The bar behind a cell, or the end behind the last. */
static kith_status judge_bar(struct load *load, const char **at, size_t n,
                             const struct section *section)
{
    struct token token = ki_load_token(at);
    const kith_table *table = load->tables[section->table].table;

    assert(n <= section->field_count);
    if (n < section->field_count && !token_is(&token, '|'))
        return ki_load_fail_token(
            load, KITH_E_MISUSE, &token, table, NULL,
            token.kind == TOKEN_END
                ? "comes too early: there are more columns than values"
                : "stands where | is expected");
    if (n >= section->field_count && token.kind != TOKEN_END)
        return ki_load_fail_token(load, KITH_E_MISUSE, &token, table, NULL,
                                  token_is(&token, '|')
                                      ? "comes too much: there are more values "
                                        "than columns"
                                      : "stands where the line should end");
    return KITH_OK;
}

kith_status ki_load_judge_row(struct load *load, size_t node)
{
    const struct section *section = load->nodes[node].section;
    const char *at = load->nodes[node].at;
    kith_status status = KITH_OK;
    struct cell cell;

    assert(section);
    if (section->field_count == 0)
        return judge_bar(load, &at, 0, section);
    for (size_t i = 0; status == KITH_OK && i < section->field_count; i++) {
        const struct field *field = &section->fields[i];

        status = ki_load_cell(load, &at, &cell);
        if (status == KITH_OK)
            status = judge_bar(load, &at, i + 1, section);
        if (status == KITH_OK && field->column != NOWHERE)
            status = judge_value(load, &cell, section->table, field->column);
        else if (status == KITH_OK)
            status = judge_reference(load, &cell, section->table, field->link);
    }
    return status;
}

/* --- Values of columns ---------------------------------------------------- */

/* What a cell says for a column: a value, or on to another node. */
kith_status ki_load_step(struct load *load, const struct cell *cell,
                         size_t table, size_t column, struct resolved *resolved)
{
    assert(cell->kind != CELL_ABSENT && cell->kind != CELL_TUPLE);
    if (cell->kind == CELL_NAME)
        return follow_name(load, &cell->token, table, column, &resolved->node,
                           &resolved->column);
    resolved->known = true;
    resolved->value = (kith_value){.kind = KITH_KIND_NONE};
    if (cell->kind == CELL_NULL)
        return KITH_OK;
    return ki_load_value(load, &cell->token,
                         &load->tables[table].columns[column],
                         &resolved->value);
}

/* The same for a column that is not given, but which a reference stands for. */
static kith_status step_by_reference(struct load *load,
                                     struct resolved *resolved, bool *stepped)
{
    size_t node = resolved->node;
    const struct table_plan *plan = &load->tables[load->nodes[node].table];

    *stepped = false;
    for (size_t i = 0; i < plan->link_count; i++) {
        const struct link_plan *link = &plan->links[i];
        struct cell cell = ki_load_cell_of(load, node, NOWHERE, i);

        for (size_t j = 0; cell.kind != CELL_ABSENT && j < link->column_count;
             j++) {
            struct cell part;
            kith_status status;

            if (link->columns[j].child != resolved->column)
                continue;
            *stepped = true;
            if (cell.kind == CELL_NAME) {
                status = ki_load_find_name(load, &cell.token,
                                           link->parent_table, &node);
                resolved->node = node;
                resolved->column = link->columns[j].parent;
                assert(status != KITH_OK || node != NOWHERE);
                return status;
            }
            part =
                cell.kind == CELL_TUPLE ? ki_load_part(load, &cell, j) : cell;
            return ki_load_step(load, &part, link->parent_table,
                                link->columns[j].parent, resolved);
        }
    }
    return KITH_OK;
}

/* Names may lead in a circle, where each key is that of another row: no more
 * steps than there are rows lead anywhere. */
kith_status ki_load_resolve(struct load *load, size_t node, size_t column,
                            struct resolved *resolved)
{
    const char *at = load->nodes[node].at;
    kith_status status = KITH_OK;
    bool stepped = true;

    *resolved = (struct resolved){.node = node, .column = column};
    for (size_t steps = 0; status == KITH_OK && stepped && !resolved->known;
         steps++) {
        struct cell cell =
            ki_load_cell_of(load, resolved->node, resolved->column, NOWHERE);

        if (steps > load->row_count)
            return ki_load_fail(load, KITH_E_PARENT, at, NULL, NULL,
                                "names of rows lead in a circle");
        if (cell.kind == CELL_ABSENT)
            status = step_by_reference(load, resolved, &stepped);
        else
            status =
                ki_load_step(load, &cell, load->nodes[resolved->node].table,
                             resolved->column, resolved);
    }
    return status;
}
