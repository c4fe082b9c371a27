/* load_link.c - which row of a text names which.
 *
 * Owns   how rows are found by their keys before any of them is inserted: by
 *        the bytes of the values, in the dictionary of the load.
 *
 * Contract: load.h. Values that are yet to be given have bytes as well: those
 * of the node and column that they are told for.
 */
#include "kit/load.h"

#include <kith/seek.h>

#include <string.h>

/* --- Keys ----------------------------------------------------------------- */

/* A key being looked up: its bytes are in the scratch of the load. */
struct lookup {
    size_t table, key;
    kith_value *values;
    size_t *offsets;
    size_t count;
    bool has_null, all_known;
    struct bytes bytes; /* the scratch, while names use it */
};

static kith_status lookup_add(struct load *load, struct lookup *lookup,
                              const void *bytes, size_t count)
{
    struct bytes names = load->scratch;
    kith_status status;

    load->scratch = lookup->bytes;
    status = ki_load_add(load, bytes, count);
    lookup->bytes = load->scratch;
    load->scratch = names;
    return status;
}

static kith_status lookup_begin(struct load *load, size_t table, size_t key,
                                struct lookup *lookup)
{
    size_t count = load->tables[table].keys[key].column_count;

    assert(count > 0);
    *lookup = (struct lookup){.table = table, .key = key, .all_known = true};
    lookup->values = ki_load_new_draft(load, count * sizeof(*lookup->values));
    lookup->offsets = ki_load_new_draft(load, count * sizeof(*lookup->offsets));
    if (!lookup->values || !lookup->offsets)
        return KITH_E_MEMORY;
    lookup->bytes = load->lookup;
    lookup->bytes.count = 0;
    if (lookup_add(load, lookup, "K", 1) != KITH_OK ||
        lookup_add(load, lookup, &table, sizeof(table)) != KITH_OK)
        return KITH_E_MEMORY;
    return lookup_add(load, lookup, &key, sizeof(key));
}

/* The bytes of a value, by which equal ones are equal. */
static kith_status add_value(struct load *load, struct lookup *lookup,
                             const kith_value *value)
{
    double real = value->real == 0 ? 0 : value->real;

    switch (value->kind) {
    case KITH_KIND_TEXT:
        return lookup_add(load, lookup, value->text, strlen(value->text) + 1);
    case KITH_KIND_BLOB:
        if (lookup_add(load, lookup, &value->blob.bytes,
                       sizeof(value->blob.bytes)) != KITH_OK)
            return KITH_E_MEMORY;
        return lookup_add(load, lookup, value->blob.data, value->blob.bytes);
    case KITH_KIND_F64:
        if (real != real)
            return lookup_add(load, lookup, "nan", 3);
        return lookup_add(load, lookup, &real, sizeof(real));
    case KITH_KIND_I64:
        return lookup_add(load, lookup, &value->integer,
                          sizeof(value->integer));
    default:
        return lookup_add(load, lookup, &value->natural,
                          sizeof(value->natural));
    }
}

static kith_status lookup_put(struct load *load, struct lookup *lookup,
                              const struct resolved *resolved)
{
    const struct table_plan *plan = &load->tables[lookup->table];
    size_t column = plan->keys[lookup->key].columns[lookup->count];

    lookup->values[lookup->count] = resolved->value;
    lookup->offsets[lookup->count] = plan->columns[column].offset_bytes;
    lookup->count++;
    lookup->all_known &= resolved->known;
    if (!resolved->known) {
        if (lookup_add(load, lookup, "?", 1) != KITH_OK ||
            lookup_add(load, lookup, &resolved->node, sizeof(resolved->node)) !=
                KITH_OK)
            return KITH_E_MEMORY;
        return lookup_add(load, lookup, &resolved->column,
                          sizeof(resolved->column));
    }
    if (resolved->value.kind == KITH_KIND_NONE) {
        lookup->has_null = true;
        return KITH_OK;
    }
    if (lookup_add(load, lookup, "=", 1) != KITH_OK)
        return KITH_E_MEMORY;
    return add_value(load, lookup, &resolved->value);
}

/* The scratch becomes the bytes of the key; their memory is used again. */
static void lookup_end(struct load *load, struct lookup *lookup)
{
    assert(lookup->count ==
           load->tables[lookup->table].keys[lookup->key].column_count);
    load->lookup = load->scratch;
    load->scratch = lookup->bytes;
}

/* A row that the database had before, as a node of its own. */
static kith_status add_ghost(struct load *load, const struct lookup *lookup,
                             const char *at, size_t *node)
{
    const kith_table *table = load->tables[lookup->table].table;
    void *row = kith_find_key_row(load->db, table, lookup->offsets,
                                  lookup->values, lookup->count);
    void *nodes = load->nodes;
    kith_status status;

    if (!row)
        return KITH_OK;
    status = ki_load_grow(load, &nodes, load->node_count, &load->node_capacity,
                          sizeof(*load->nodes));
    load->nodes = nodes;
    if (status != KITH_OK)
        return status;
    *node = load->node_count++;
    load->nodes[*node] = (struct node){.table = lookup->table,
                                       .at = at,
                                       .row = row,
                                       .slots = load->slot_count,
                                       .next_of_table = NOWHERE,
                                       .waiters = NOWHERE,
                                       .waiters2 = NOWHERE,
                                       .path_place = NOWHERE};
    return ki_load_put(load, *node);
}

static kith_status lookup_find(struct load *load, struct lookup *lookup,
                               const char *at, size_t *node)
{
    lookup_end(load, lookup);
    *node = NOWHERE;
    if (lookup->has_null)
        return KITH_OK;
    *node = ki_load_find(load);
    if (*node == NOWHERE && lookup->all_known)
        return add_ghost(load, lookup, at, node);
    return KITH_OK;
}

/* What each row of the text can be found by. Of rows with one key the first is
 * found: the other is refused by its insert. */
static kith_status put_keys(struct load *load, size_t node)
{
    size_t table = load->nodes[node].table;
    const struct table_plan *plan = &load->tables[table];
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < plan->key_count; i++) {
        struct lookup lookup;

        status = lookup_begin(load, table, i, &lookup);
        for (size_t j = 0; status == KITH_OK && j < plan->keys[i].column_count;
             j++) {
            struct resolved resolved;

            status = ki_load_resolve(load, node, plan->keys[i].columns[j],
                                     &resolved);
            if (status == KITH_OK)
                status = lookup_put(load, &lookup, &resolved);
        }
        if (status == KITH_OK)
            lookup_end(load, &lookup);
        if (status == KITH_OK && !lookup.has_null)
            status = ki_load_put(load, node);
    }
    return status;
}

/* --- Parents -------------------------------------------------------------- */

kith_status ki_load_find_node(struct load *load, const struct cell *cell,
                              size_t table, size_t key, size_t *node)
{
    const struct table_plan *plan = &load->tables[table];
    kith_status status;
    struct lookup lookup;

    if (cell->kind == CELL_NAME) {
        status = ki_load_find_name(load, &cell->token, table, node);
        if (status == KITH_OK && *node == NOWHERE)
            return ki_load_refuse_name(load, &cell->token, plan->table, NULL);
        return status;
    }
    status = ki_load_judge_key(load, cell, table, key);
    if (status == KITH_OK)
        status = lookup_begin(load, table, key, &lookup);
    for (size_t i = 0; status == KITH_OK && i < plan->keys[key].column_count;
         i++) {
        struct cell part = ki_load_part(load, cell, i);
        size_t column = plan->keys[key].columns[i];
        struct resolved resolved = {.known = false};

        status = ki_load_step(load, &part, table, column, &resolved);
        if (status == KITH_OK && !resolved.known)
            status = ki_load_resolve(load, resolved.node, resolved.column,
                                     &resolved);
        if (status == KITH_OK)
            status = lookup_put(load, &lookup, &resolved);
    }
    if (status == KITH_OK)
        status = lookup_find(load, &lookup, cell->token.at, node);
    if (status == KITH_OK && *node == NOWHERE)
        return ki_load_fail_token(load, KITH_E_PARENT, &cell->token,
                                  plan->table, plan->keys[key].name,
                                  "is the key of no row");
    return status;
}

/* The parent that the columns of a foreign key name. Where it is none of the
 * text or the database it may be a row of the text whose key is a number yet to
 * be given: the insert knows. `*known` tells whether the columns are. */
static kith_status find_by_columns(struct load *load, size_t node,
                                   const struct link_plan *link, size_t *parent,
                                   bool *known)
{
    const struct table_plan *plan = &load->tables[link->parent_table];
    const struct key_plan *key = &plan->keys[link->parent_key];
    struct lookup lookup;
    kith_status status =
        lookup_begin(load, link->parent_table, link->parent_key, &lookup);

    assert(link->column_count == key->column_count);
    for (size_t i = 0; status == KITH_OK && i < key->column_count; i++) {
        struct resolved resolved;

        assert(link->columns[i].parent == key->columns[i]);
        status = ki_load_resolve(load, node, link->columns[i].child, &resolved);
        if (status == KITH_OK)
            status = lookup_put(load, &lookup, &resolved);
    }
    *known = lookup.all_known;
    return status == KITH_OK
               ? lookup_find(load, &lookup, load->nodes[node].at, parent)
               : status;
}

/* Whether the key of a row is known by which it is its own parent. */
static kith_status knows_itself(struct load *load, size_t node,
                                const struct link_plan *link, bool *known)
{
    kith_status status = KITH_OK;

    *known = link->column_count > 0;
    for (size_t i = 0; status == KITH_OK && i < link->column_count; i++) {
        struct resolved resolved;

        status =
            ki_load_resolve(load, node, link->columns[i].parent, &resolved);
        *known &= resolved.known;
    }
    return status;
}

/* The parent of one slot. A row that is its own parent, by a key that it is yet
 * to be given, is linked to itself when it is there. */
static kith_status find_slot_parent(struct load *load, size_t node, size_t slot)
{
    const struct link_plan *link = slot_plan(load, slot);
    struct slot *to = &load->slots[slot];
    struct cell cell = link->key.child_end
                           ? ki_load_cell_of(load, node, NOWHERE,
                                             slot - load->nodes[node].slots)
                           : (struct cell){.kind = CELL_ABSENT};
    bool known = true;
    kith_status status = KITH_OK;

    assert(to->node == node);
    to->at = load->nodes[node].at;
    if (cell.kind != CELL_ABSENT)
        to->at = cell.token.at;
    else if (link->column_count > 0)
        to->at = ki_load_cell_of(load, node, link->columns[0].child, NOWHERE)
                     .token.at;
    if (cell.kind == CELL_ABSENT && link->column_count > 0)
        status = find_by_columns(load, node, link, &to->parent, &known);
    else if (cell.kind != CELL_ABSENT && cell.kind != CELL_NULL)
        status = ki_load_find_node(load, &cell, link->parent_table,
                                   link->parent_key, &to->parent);
    if (status == KITH_OK && to->parent == node)
        status = knows_itself(load, node, link, &known);
    to->is_known = known && cell.kind == CELL_ABSENT;
    if (status != KITH_OK || to->parent != node || known)
        return status;
    to->state = SLOT_LATE;
    if (!link->can_wait)
        return ki_load_fail(load, KITH_E_MISUSE, to->at, link->key.child,
                            link->key.name,
                            "%s.%s: a row that is its own parent and requires "
                            "one needs its key to be given",
                            link->key.child->name, link->key.name);
    return KITH_OK;
}

static kith_status find_parents(struct load *load, size_t node)
{
    size_t first = load->nodes[node].slots;
    size_t count = load->tables[load->nodes[node].table].link_count;
    kith_status status = KITH_OK;

    assert(first + count <= load->slot_count);
    for (size_t i = first; status == KITH_OK && i < first + count; i++) {
        load->slots[i] = (struct slot){.node = node,
                                       .parent = NOWHERE,
                                       .prev = NOWHERE,
                                       .next = NOWHERE,
                                       .waits_on = NOWHERE,
                                       .next_waiter = NOWHERE,
                                       .next_waiter2 = NOWHERE};
        status = find_slot_parent(load, node, i);
    }
    return status;
}

kith_status ki_load_link(struct load *load)
{
    kith_status status = KITH_OK;

    load->slots = ki_load_new(load, load->slot_count + 1, sizeof(*load->slots));
    load->cells = ki_load_new(load, load->cell_count + 1, sizeof(*load->cells));
    load->read_node = NOWHERE;
    if (!load->slots || !load->cells)
        return KITH_E_MEMORY;
    for (size_t i = 0; status == KITH_OK && i < load->row_count; i++) {
        status = ki_load_judge_row(load, i);
        ki_load_done_row(load);
    }
    for (size_t i = 0; status == KITH_OK && i < load->row_count; i++) {
        status = put_keys(load, i);
        ki_load_done_row(load);
    }
    for (size_t i = 0; status == KITH_OK && i < load->row_count; i++) {
        status = find_parents(load, i);
        ki_load_done_row(load);
    }
    return status;
}
