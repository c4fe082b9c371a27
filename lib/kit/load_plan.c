/* load_plan.c - what the schema says of each table, as numbers.
 *
 * Owns   which foreign keys a row may be inserted without, and which lists can
 *        be put in order afterwards.
 * Knows  the schema by kith/reflect.h.
 *
 * Contract: load.h. Columns, keys and foreign keys are named by their places
 * from here on, so that what is done for each row compares no names.
 */
#include "kit/load.h"

#include <kith/write.h>

#include <string.h>

static size_t place_of_table(const struct load *load, const kith_table *table)
{
    size_t place = 0;

    while (load->tables[place].table != table)
        place++;
    assert(place < load->table_count);
    return place;
}

static size_t place_of_column(const struct table_plan *plan,
                              const kith_column *column)
{
    size_t place = 0;

    while (plan->columns[place].offset_bytes != column->offset_bytes)
        place++;
    assert(place < plan->column_count);
    return place;
}

/* --- Columns and keys ----------------------------------------------------- */

static kith_status plan_columns(struct load *load, struct table_plan *plan)
{
    size_t count = plan->table->attribute_count + 1;
    kith_column column;

    assert(plan->column_count == 0);
    plan->columns = ki_load_new(load, count, sizeof(*plan->columns));
    plan->attributes = ki_load_new(load, count, sizeof(*plan->attributes));
    if (!plan->columns || !plan->attributes)
        return KITH_E_MEMORY;
    for (size_t i = 0; kith_table_column(load->db, plan->table, i, &column);
         i++) {
        plan->columns[i] = column;
        plan->attributes[i] =
            kith_attribute_at(plan->table, column.offset_bytes);
        plan->column_count++;
        plan->has_on_update |= column.attribute->on_update_function != NULL;
    }
    return KITH_OK;
}

static kith_status plan_key(struct load *load, struct table_plan *plan,
                            const kith_key *key)
{
    struct key_plan *to = &plan->keys[plan->key_count++];
    kith_column column;

    assert(key->unique);
    to->name = key->name;
    to->primary = key->primary;
    to->columns = ki_load_new(load, key->column_count, sizeof(*to->columns));
    if (!to->columns)
        return KITH_E_MEMORY;
    for (size_t i = 0; kith_key_column(key, i, &column); i++)
        to->columns[to->column_count++] = place_of_column(plan, &column);
    return KITH_OK;
}

/* The primary key, by which orders name rows, and keys that foreign keys refer
 * to. */
static bool is_needed(struct load *load, const struct table_plan *plan,
                      const kith_key *key)
{
    kith_foreign_key child;

    for (size_t i = 0; kith_table_child(load->db, plan->table, i, &child);
         i++) {
        if (strcmp(child.parent_key.name, key->name) == 0)
            return true;
    }
    return key->primary;
}

static kith_status plan_keys(struct load *load, struct table_plan *plan)
{
    kith_status status = KITH_OK;
    size_t count = 0;
    kith_key key;

    while (kith_table_key(load->db, plan->table, count, &key))
        count++;
    plan->keys = ki_load_new(load, count + 1, sizeof(*plan->keys));
    if (!plan->keys)
        return KITH_E_MEMORY;
    for (size_t i = 0;
         status == KITH_OK && kith_table_key(load->db, plan->table, i, &key);
         i++) {
        if (key.unique && is_needed(load, plan, &key))
            status = plan_key(load, plan, &key);
    }
    return status;
}

/* --- Foreign keys --------------------------------------------------------- */

/* How many foreign keys of the table have a column. */
static size_t count_links_of(struct load *load, const struct table_plan *plan,
                             const kith_column *column)
{
    kith_foreign_key key;
    kith_column other;
    size_t count = 0;

    for (size_t i = 0; kith_table_foreign_key(load->db, plan->table, i, &key);
         i++) {
        for (size_t j = 0; kith_foreign_key_column(&key, j, &other, NULL); j++)
            count += other.offset_bytes == column->offset_bytes;
    }
    return count;
}

/* Pairs of columns, and which of them are the key's own: see
 * KITH_FOREIGN_KEYS. */
static kith_status plan_link_columns(struct load *load, struct table_plan *plan,
                                     struct link_plan *link)
{
    const struct table_plan *parent_plan = &load->tables[link->parent_table];
    size_t count = link->key.column_count;
    kith_column child, parent;

    link->columns = ki_load_new(load, count + 1, sizeof(*link->columns));
    link->own = ki_load_new(load, count + 1, sizeof(*link->own));
    if (!link->columns || !link->own)
        return KITH_E_MEMORY;
    for (size_t i = 0; kith_foreign_key_column(&link->key, i, &child, &parent);
         i++) {
        bool required = count > 1 && child.attribute->not_null;

        link->columns[i].child = place_of_column(plan, &child);
        link->columns[i].parent = place_of_column(parent_plan, &parent);
        link->column_count++;
        if (!child.primary_key && !required &&
            count_links_of(load, plan, &child) == 1)
            link->own[link->own_count++] = link->columns[i].child;
    }
    assert(link->column_count == count);
    return KITH_OK;
}

/* Whether a collection shows the list that kith_replace can write. */
static void plan_list(struct load *load, struct link_plan *link)
{
    const kith_attribute *end = link->key.parent_end;
    kith_relationship relationship;

    assert(!link->can_reorder);
    if (!end || end->kind != KITH_KIND_COLLECTION ||
        !kith_relationship_named(load->db, link->key.parent, end->name,
                                 &relationship))
        return;
    link->can_reorder = !relationship.view_only;
    link->list_offset = relationship.offset_bytes;
    link->is_via = relationship.secondary != NULL;
    link->near_key = relationship.foreign_key;
    link->target_key = relationship.target_key;
}

static kith_status plan_link(struct load *load, struct table_plan *plan,
                             const kith_foreign_key *key)
{
    struct link_plan *link = &plan->links[plan->link_count++];
    const struct table_plan *parent;
    kith_status status;

    link->key = *key;
    link->mate = NOWHERE;
    link->table = place_of_table(load, key->child);
    link->parent_table = place_of_table(load, key->parent);
    parent = &load->tables[link->parent_table];
    while (strcmp(parent->keys[link->parent_key].name, key->parent_key.name))
        link->parent_key++;
    assert(link->parent_key < parent->key_count);
    status = plan_link_columns(load, plan, link);
    plan_list(load, link);
    link->can_wait = (key->nullable || (key->deferred & KITH_DEFER_NOT_NULL)) &&
                     (link->column_count == 0 || link->own_count > 0);
    link->can_dangle =
        (key->deferred & KITH_DEFER_PARENT) && link->column_count > 0;
    return status;
}

/* Both keys of a .symmetric pair lead to one collection. */
static void pair_links(struct table_plan *plan)
{
    for (size_t i = 0; i < plan->link_count; i++) {
        const kith_attribute *end = plan->links[i].key.parent_end;

        for (size_t j = 0; end && end->symmetric && j < plan->link_count; j++) {
            if (j != i && plan->links[j].key.parent_end == end)
                plan->links[i].mate = j;
        }
    }
}

static kith_status plan_links(struct load *load, struct table_plan *plan)
{
    kith_status status = KITH_OK;
    kith_foreign_key key;
    size_t count = 0;

    assert(plan->link_count == 0);
    while (kith_table_foreign_key(load->db, plan->table, count, &key))
        count++;
    plan->links = ki_load_new(load, count + 1, sizeof(*plan->links));
    if (!plan->links)
        return KITH_E_MEMORY;
    for (size_t i = 0; status == KITH_OK &&
                       kith_table_foreign_key(load->db, plan->table, i, &key);
         i++)
        status = plan_link(load, plan, &key);
    pair_links(plan);
    return status;
}

/* Links name keys of other tables, so these are planned before. */
kith_status ki_load_plan(struct load *load)
{
    const kith_table *const *tables = kith_tables(load->db);
    kith_status status = KITH_OK;
    size_t count = 0;

    while (tables[count])
        count++;
    load->tables = ki_load_new(load, count + 1, sizeof(*load->tables));
    if (!load->tables)
        return KITH_E_MEMORY;
    load->table_count = count;
    for (size_t i = 0; status == KITH_OK && i < count; i++) {
        struct table_plan *plan = &load->tables[i];

        plan->table = tables[i];
        plan->first_node = plan->last_node = NOWHERE;
        status = plan_columns(load, plan);
        if (status == KITH_OK)
            status = plan_keys(load, plan);
    }
    for (size_t i = 0; status == KITH_OK && i < count; i++)
        status = plan_links(load, &load->tables[i]);
    return status;
}
