/* load_scan.c - the lines of a text: sections, rows, orders.
 *
 * Owns   what a line may be, and the names and numbers of rows.
 *
 * Contract: load.h. No cell of a row is looked at here: what a row refers to
 * may stand below it.
 */
#include "kit/load.h"

#include <string.h>

/* Where the scan stands: in a section of rows, of orders, or before any. */
struct scan {
    struct load *load;
    const char *at;
    struct section *section;
    struct told_order order;
    bool in_order;
};

static kith_status expect(struct scan *scan, const struct token *token,
                          const char *what)
{
    if (token->kind == TOKEN_BAD)
        return ki_load_fail(scan->load, KITH_E_MISUSE, token->at, NULL, NULL,
                            "the text has no end in this line");
    return ki_load_fail_token(scan->load, KITH_E_MISUSE, token, NULL, NULL,
                              what);
}

static kith_status expect_end(struct scan *scan)
{
    struct token token = ki_load_token(&scan->at);

    return token.kind == TOKEN_END
               ? KITH_OK
               : expect(scan, &token, "stands where the line should end");
}

/* --- Headers -------------------------------------------------------------- */

/* The table that the next token names. */
static kith_status scan_table(struct scan *scan, size_t *table)
{
    struct load *load = scan->load;
    struct token token = ki_load_token(&scan->at);
    kith_status status;
    const char *name;

    assert(table);
    if (token.kind != TOKEN_WORD && token.kind != TOKEN_QUOTED)
        return expect(scan, &token, "is no name of a table");
    status = ki_load_unquote(load, &token, &name);
    if (status != KITH_OK)
        return status;
    for (*table = 0; *table < load->table_count; ++*table) {
        if (strcmp(load->tables[*table].table->name, name) == 0)
            return KITH_OK;
    }
    return ki_load_fail_token(load, KITH_E_MISUSE, &token, NULL, NULL,
                              "is no table of the database");
}

/* The column or reference that a word of a header names. */
static kith_status scan_field(struct scan *scan, const struct token *token,
                              struct field *field)
{
    const struct table_plan *plan = &scan->load->tables[scan->section->table];

    *field = (struct field){NOWHERE, NOWHERE};
    for (size_t i = 0; i < plan->column_count; i++) {
        if (ki_load_is_word(token, plan->columns[i].name))
            field->column = i;
    }
    for (size_t i = 0; i < plan->link_count; i++) {
        const kith_attribute *end = plan->links[i].key.child_end;

        if (end && ki_load_is_word(token, end->name))
            field->link = i;
    }
    if (field->column == NOWHERE && field->link == NOWHERE)
        return ki_load_fail_token(scan->load, KITH_E_MISUSE, token, plan->table,
                                  NULL, "is no column and no reference");
    for (size_t i = 0; i < scan->section->field_count; i++) {
        const struct field *other = &scan->section->fields[i];

        if (other->column == field->column && other->link == field->link)
            return ki_load_fail_token(scan->load, KITH_E_MISUSE, token,
                                      plan->table, NULL, "is named twice");
    }
    return KITH_OK;
}

static kith_status scan_fields(struct scan *scan)
{
    struct load *load = scan->load;
    const struct table_plan *plan = &load->tables[scan->section->table];
    size_t most = plan->column_count + plan->link_count;
    kith_status status = KITH_OK;
    struct token token = ki_load_token(&scan->at);

    scan->section->fields =
        ki_load_new(load, most + 1, sizeof(*scan->section->fields));
    if (!scan->section->fields)
        return KITH_E_MEMORY;
    while (status == KITH_OK && token.kind != TOKEN_END) {
        struct field *field =
            &scan->section->fields[scan->section->field_count];

        status = scan_field(scan, &token, field);
        if (status != KITH_OK)
            break;
        scan->section->field_count++;
        assert(scan->section->field_count <= most);
        token = ki_load_token(&scan->at);
        if (token.kind == TOKEN_END)
            break;
        if (!token_is(&token, '|'))
            return expect(scan, &token, "stands where | is expected");
        token = ki_load_token(&scan->at);
        if (token.kind == TOKEN_END)
            status = expect(scan, &token, "stands where a column is expected");
    }
    return status;
}

static kith_status scan_section(struct scan *scan)
{
    kith_status status;
    struct token token;
    size_t table;

    scan->in_order = false;
    scan->section = ki_load_new(scan->load, 1, sizeof(*scan->section));
    if (!scan->section)
        return KITH_E_MEMORY;
    status = scan_table(scan, &table);
    if (status != KITH_OK)
        return status;
    scan->section->table = table;
    token = ki_load_token(&scan->at);
    if (!token_is(&token, ']'))
        return expect(scan, &token, "stands where ] is expected");
    status = scan_fields(scan);
    if (scan->section->field_count > scan->load->cell_count)
        scan->load->cell_count = scan->section->field_count;
    return status;
}

/* --- Headers of orders ---------------------------------------------------- */

/* The name of a foreign key as the schema spells it, "artist, album", into the
 * scratch. */
static kith_status scan_key_name(struct scan *scan)
{
    struct load *load = scan->load;
    struct token token = ki_load_token(&scan->at);
    bool several = token_is(&token, '(');
    kith_status status = KITH_OK;

    load->scratch.count = 0;
    if (several)
        token = ki_load_token(&scan->at);
    for (;;) {
        if (token.kind != TOKEN_WORD)
            return expect(scan, &token, "is no name of a foreign key");
        status = ki_load_add(load, token.at, token.bytes);
        if (status != KITH_OK || !several)
            break;
        token = ki_load_token(&scan->at);
        if (token_is(&token, ')'))
            break;
        if (!token_is(&token, ','))
            return expect(scan, &token, "stands where , or ) is expected");
        status = ki_load_add(load, ", ", 2);
        if (status != KITH_OK)
            break;
        token = ki_load_token(&scan->at);
    }
    return status == KITH_OK ? ki_load_add(load, "", 1) : status;
}

/* The foreign key of this name, by its columns or its reference, and where
 * `to` is a table that leads there. */
static kith_status find_link(struct scan *scan, const char *at, size_t to)
{
    const struct table_plan *plan = &scan->load->tables[scan->order.table];
    const char *name = scan->load->scratch.at;

    assert(name);
    for (size_t i = 0; i < plan->link_count; i++) {
        const struct link_plan *link = &plan->links[i];
        const kith_attribute *end = link->key.child_end;

        if (to != NOWHERE && link->parent_table != to)
            continue;
        if (strcmp(link->key.name, name) == 0 ||
            (end && strcmp(end->name, name) == 0)) {
            scan->order.link = i;
            return KITH_OK;
        }
    }
    return ki_load_fail(scan->load, KITH_E_MISUSE, at, plan->table, NULL,
                        "%s has no foreign key by this name",
                        plan->table->name);
}

/* [order of items by store_id], or [... by (artist, album) to albums], behind
 * its first two words. */
static kith_status scan_order_header(struct scan *scan)
{
    size_t table, to = NOWHERE;
    kith_status status = scan_table(scan, &table);
    struct token token;
    const char *at;

    scan->in_order = true;
    if (status != KITH_OK)
        return status;
    scan->order.table = table;
    token = ki_load_token(&scan->at);
    if (!ki_load_is_word(&token, "by"))
        return expect(scan, &token, "stands where by is expected");
    at = scan->at;
    status = scan_key_name(scan);
    if (status != KITH_OK)
        return status;
    token = ki_load_token(&scan->at);
    if (ki_load_is_word(&token, "to")) {
        status = scan_table(scan, &to);
        if (status != KITH_OK)
            return status;
        token = ki_load_token(&scan->at);
    }
    if (!token_is(&token, ']'))
        return expect(scan, &token, "stands where ] is expected");
    status = find_link(scan, at + strspn(at, " \t"), to);
    return status == KITH_OK ? expect_end(scan) : status;
}

static kith_status scan_header(struct scan *scan)
{
    const char *behind = scan->at;
    struct token token = ki_load_token(&behind);

    if (ki_load_is_word(&token, "order")) {
        token = ki_load_token(&behind);
        if (ki_load_is_word(&token, "of")) {
            scan->at = behind;
            return scan_order_header(scan);
        }
    }
    return scan_section(scan);
}

/* --- Rows ----------------------------------------------------------------- */

/* The name of a row belongs to it; a number does within its table. */
static kith_status name_node(struct scan *scan, const struct token *token,
                             size_t number)
{
    struct load *load = scan->load;
    kith_status status =
        ki_load_add_name(load, token, load->nodes[number].table);

    if (status != KITH_OK)
        return status;
    if (ki_load_find(load) != NOWHERE)
        return ki_load_fail_token(load, KITH_E_UNIQUE, token, NULL, NULL,
                                  "is the name of another row above already");
    if (token->kind == TOKEN_WORD) {
        load->nodes[number].name = token->at;
        load->nodes[number].name_bytes = token->bytes;
        load->name_count++;
        load->name_bytes += token->bytes + 1;
    }
    return ki_load_put(load, number);
}

static kith_status add_node(struct scan *scan, const char *at, size_t *number)
{
    struct load *load = scan->load;
    struct table_plan *plan = &load->tables[scan->section->table];
    void *nodes = load->nodes;
    kith_status status =
        ki_load_grow(load, &nodes, load->node_count, &load->node_capacity,
                     sizeof(*load->nodes));

    load->nodes = nodes;
    if (status != KITH_OK)
        return status;
    *number = load->node_count++;
    load->nodes[*number] = (struct node){.section = scan->section,
                                         .table = scan->section->table,
                                         .at = at,
                                         .slots = load->slot_count,
                                         .next_of_table = NOWHERE,
                                         .waiters = NOWHERE,
                                         .waiters2 = NOWHERE,
                                         .path_place = NOWHERE};
    load->slot_count += plan->link_count;
    if (plan->last_node == NOWHERE)
        plan->first_node = *number;
    else
        load->nodes[plan->last_node].next_of_table = *number;
    plan->last_node = *number;
    return KITH_OK;
}

static kith_status scan_row(struct scan *scan)
{
    const char *begin = scan->at;
    struct token name = ki_load_token(&scan->at);
    struct token colon = ki_load_token(&scan->at);
    bool named = (name.kind == TOKEN_WORD || name.kind == TOKEN_MARK) &&
                 token_is(&colon, ':');
    kith_status status;
    size_t number;

    if (!named)
        scan->at = begin;
    if (!scan->section)
        return expect(scan, &name,
                      "stands before the first table: begin with [table] and "
                      "its columns");
    status = add_node(scan, scan->at, &number);
    if (status == KITH_OK && named)
        status = name_node(scan, &name, number);
    return status;
}

static kith_status scan_order(struct scan *scan)
{
    struct load *load = scan->load;
    void *orders = load->orders;
    kith_status status =
        ki_load_grow(load, &orders, load->order_count, &load->order_capacity,
                     sizeof(*load->orders));

    assert(scan->in_order);
    load->orders = orders;
    if (status != KITH_OK)
        return status;
    scan->order.at = scan->at;
    load->orders[load->order_count++] = scan->order;
    return KITH_OK;
}

/* --- Lines ---------------------------------------------------------------- */

static kith_status scan_line(struct scan *scan)
{
    const char *begin = scan->at;
    struct token token = ki_load_token(&scan->at);

    assert(begin);
    if (token.kind == TOKEN_END || strncmp(token.at, "--", 2) == 0)
        return KITH_OK;
    if (token_is(&token, '['))
        return scan_header(scan);
    scan->at = begin;
    return scan->in_order ? scan_order(scan) : scan_row(scan);
}

kith_status ki_load_scan(struct load *load)
{
    struct scan scan = {.load = load, .at = load->text};
    kith_status status = KITH_OK;

    while (status == KITH_OK && *scan.at) {
        status = scan_line(&scan);
        scan.at += strcspn(scan.at, "\n");
        scan.at += *scan.at == '\n';
        ki_load_done_row(load);
    }
    load->row_count = load->node_count;
    return status;
}
