/* load_order.c - the order of each list, as a chain of its rows.
 *
 * Owns   the chains: that of the lines, or what a section [order of ...] says.
 *
 * Contract: load.h. A chain goes through the slots of one foreign key of the
 * children of one parent, by `prev` and `next`.
 */
#include "kit/load.h"

/* --- In the order of the lines -------------------------------------------- */

/* Put a slot behind the last of its list. A row that names one parent twice, by
 * keys that share their lists, will be refused. */
static void chain_slot(struct load *load, size_t number, size_t *last)
{
    struct slot *slot = &load->slots[number];

    if (slot->parent == NOWHERE || last[slot->parent] == slot->node)
        return;
    assert(slot->prev == NOWHERE && slot->next == NOWHERE);
    slot->prev = last[slot->parent];
    if (slot->prev != NOWHERE)
        load->slots[slot_beside(load, number, slot->prev)].next = slot->node;
    last[slot->parent] = slot->node;
}

static void forget_last(const struct load *load, size_t number, size_t *last)
{
    if (load->slots[number].parent != NOWHERE)
        last[load->slots[number].parent] = NOWHERE;
}

/* Join the children of each parent by one foreign key, or by two that share
 * their lists. `last` has NOWHERE for each node, and has it again
 * afterwards. */
static void chain_lines(struct load *load, size_t table, size_t link,
                        size_t *last)
{
    size_t first = load->tables[table].first_node;
    size_t mate = load->tables[table].links[link].mate;

    if (mate != NOWHERE && mate < link)
        return; /* with the other */
    for (size_t i = first; i != NOWHERE; i = load->nodes[i].next_of_table) {
        chain_slot(load, load->nodes[i].slots + link, last);
        if (mate != NOWHERE)
            chain_slot(load, load->nodes[i].slots + mate, last);
    }
    for (size_t i = first; i != NOWHERE; i = load->nodes[i].next_of_table) {
        forget_last(load, load->nodes[i].slots + link, last);
        if (mate != NOWHERE)
            forget_last(load, load->nodes[i].slots + mate, last);
    }
}

/* --- In the order that is told -------------------------------------------- */

static struct slot *child_slot(struct load *load,
                               const struct told_order *order, size_t node,
                               size_t parent)
{
    assert(node < load->row_count);
    assert(load->nodes[node].table == order->table);
    return &load->slots[slot_of_list(load, node, order->link, parent)];
}

/* The primary key, by which rows of an order are named; NOWHERE. */
static size_t primary_of(const struct table_plan *plan)
{
    for (size_t i = 0; i < plan->key_count; i++) {
        if (plan->keys[i].primary)
            return i;
    }
    return NOWHERE;
}

/* The next row that an order names. */
static kith_status order_item(struct load *load, const struct told_order *order,
                              const char **at, size_t parent, size_t *node)
{
    const struct table_plan *plan = &load->tables[order->table];
    size_t key = primary_of(plan);
    struct cell cell;
    kith_status status = ki_load_cell(load, at, &cell);

    if (status != KITH_OK)
        return status;
    if (cell.kind == CELL_ABSENT || cell.kind == CELL_NULL ||
        (cell.kind != CELL_NAME && key == NOWHERE))
        return ki_load_fail_token(load, KITH_E_MISUSE, &cell.token, plan->table,
                                  NULL, "stands where a row is expected");
    status = ki_load_find_node(load, &cell, order->table, key, node);
    if (status != KITH_OK)
        return status;
    if (*node >= load->row_count ||
        child_slot(load, order, *node, parent)->parent != parent)
        return ki_load_fail_token(load, KITH_E_MISUSE, &cell.token, plan->table,
                                  NULL, "is no row of this list");
    if (child_slot(load, order, *node, parent)->is_ordered)
        return ki_load_fail_token(load, KITH_E_MISUSE, &cell.token, plan->table,
                                  NULL, "has a place in this list already");
    child_slot(load, order, *node, parent)->is_ordered = true;
    return KITH_OK;
}

/* Of a list, after an order was told: the first row that has no place in it, or
 * NOWHERE. The chain is still that of the lines. */
static size_t left_out(struct load *load, const struct told_order *order,
                       size_t parent, size_t member)
{
    size_t first = member;

    while (child_slot(load, order, first, parent)->prev != NOWHERE)
        first = child_slot(load, order, first, parent)->prev;
    while (first != NOWHERE &&
           child_slot(load, order, first, parent)->is_ordered)
        first = child_slot(load, order, first, parent)->next;
    return first;
}

/* Chain the rows of an order, whose places were judged. */
static kith_status chain_items(struct load *load,
                               const struct told_order *order, const char *at,
                               size_t parent)
{
    size_t last = NOWHERE, node;
    struct token token;

    do {
        struct cell cell;
        kith_status status = ki_load_cell(load, &at, &cell);

        if (status == KITH_OK)
            status = ki_load_find_node(load, &cell, order->table,
                                       primary_of(&load->tables[order->table]),
                                       &node);
        if (status != KITH_OK)
            return status;
        assert(child_slot(load, order, node, parent)->parent == parent);
        child_slot(load, order, node, parent)->prev = last;
        child_slot(load, order, node, parent)->next = NOWHERE;
        if (last != NOWHERE)
            child_slot(load, order, last, parent)->next = node;
        last = node;
        token = ki_load_token(&at);
    } while (token_is(&token, ','));
    return KITH_OK;
}

static kith_status judge_items(struct load *load,
                               const struct told_order *order, const char *at,
                               size_t parent, size_t *member)
{
    struct token token;

    do {
        kith_status status = order_item(load, order, &at, parent, member);

        if (status != KITH_OK)
            return status;
        token = ki_load_token(&at);
    } while (token_is(&token, ','));
    assert(*member < load->row_count);
    if (token.kind != TOKEN_END)
        return ki_load_fail_token(load, KITH_E_MISUSE, &token, NULL, NULL,
                                  "stands where , or the end is expected");
    return KITH_OK;
}

static kith_status tell_order(struct load *load, const struct told_order *order)
{
    const struct link_plan *link =
        &load->tables[order->table].links[order->link];
    const char *at = order->at;
    size_t parent, member, missing;
    struct token colon;
    struct cell cell;
    kith_status status = ki_load_cell(load, &at, &cell);

    if (status != KITH_OK)
        return status;
    if (cell.kind == CELL_ABSENT || cell.kind == CELL_NULL)
        return ki_load_fail_token(load, KITH_E_MISUSE, &cell.token,
                                  link->key.parent, NULL,
                                  "stands where a parent is expected");
    colon = ki_load_token(&at);
    if (!token_is(&colon, ':'))
        return ki_load_fail_token(load, KITH_E_MISUSE, &colon, NULL, NULL,
                                  "stands where : is expected");
    status = ki_load_find_node(load, &cell, link->parent_table,
                               link->parent_key, &parent);
    if (status == KITH_OK)
        status = judge_items(load, order, at, parent, &member);
    if (status != KITH_OK)
        return status;
    missing = left_out(load, order, parent, member);
    if (missing != NOWHERE)
        return ki_load_fail(load, KITH_E_MISUSE, load->nodes[missing].at,
                            link->key.child, link->key.name,
                            "%s: this row has no place in the order of its "
                            "list by %s",
                            link->key.child->name, link->key.name);
    return chain_items(load, order, at, parent);
}

/* --- Both ----------------------------------------------------------------- */

kith_status ki_load_order(struct load *load)
{
    size_t *last = ki_load_new(load, load->node_count + 1, sizeof(*last));
    kith_status status = KITH_OK;

    if (!last)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < load->node_count; i++)
        last[i] = NOWHERE;
    for (size_t i = 0; i < load->table_count; i++) {
        for (size_t j = 0; j < load->tables[i].link_count; j++)
            chain_lines(load, i, j, last);
    }
    for (size_t i = 0; status == KITH_OK && i < load->order_count; i++) {
        status = tell_order(load, &load->orders[i]);
        ki_load_done_row(load);
    }
    for (size_t i = 0; i < load->slot_count; i++)
        load->slots[i].is_ordered = false;
    return status;
}
