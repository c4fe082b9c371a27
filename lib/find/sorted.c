/* sorted.c - members of a collection in its order, and by their key.
 *
 * Owns   how a row becomes the values of the keys that lead to its members.
 * Knows  the hidden keys of relationships (catalog/steps/sorted.c).
 *
 * Public contract: kith/sorted.h.
 */
#include "find/range.h"

#include <kith/sorted.h>

/* A member whose place in the order is a foreign key that is NULL is in no
 * order. */
static bool may_leave_out(const struct key *key, size_t count)
{
    bool leaves = false;

    for (size_t i = count; i < key->column_count; i++)
        leaves |= key->columns[i]->link_count > 0;
    return leaves;
}

/* The members of a parent that are in an order; their end is searched for. */
KI_NOINLINE static kith_range
range_of_some(const struct relationship *relationship, const char *parent,
              const void *const *values)
{
    const struct foreign_key *foreign_key = relationship->foreign_key;
    kith_range range =
        ki_range_with(store_of(store_db(row_store(parent)), foreign_key->child),
                      relationship->order, values, foreign_key->column_count);

    range.parent = parent;
    range.collection = (uint32_t)relationship->offset;
    range.lower.form = range.upper.form = END_PARENT;
    return range;
}

/* Each member is written once, for zeroing all of it takes as long as a page of
 * the tree. An end that is a parent has no values. */
static kith_range range_of_members(const struct relationship *relationship,
                                   char *parent)
{
    const struct foreign_key *foreign_key = relationship->foreign_key;
    const struct key *key = relationship->order;
    struct kith_db *db = store_db(row_store(parent));
    const struct store *store = store_of(db, foreign_key->child);
    const struct order_tree *tree = range_tree(store, key->ordinal);
    size_t count = foreign_key->column_count, members;
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek;
    struct order_spot begin;
    kith_range range;

    show_parent(foreign_key, parent, values);
    if (!tree || may_leave_out(key, count))
        return range_of_some(relationship, parent, values);
    members = children_count(foreign_key, parent);
    seek.sort = ki_sort_values(key, values, count);
    seek.side = ORDER_BEFORE;
    begin = ki_order_tree_seek(tree, &seek);
    assert(ki_order_tree_end_of(tree, &seek.sort, &begin) ==
           begin.rank + members);
    range.db = db;
    range.table = store->table->descriptor;
    range.from = begin.rank;
    range.to = begin.rank + members;
    range.version = tree->version;
    range.leaf = members > 0 ? begin.place.leaf : NULL;
    range.at = begin.place.at;
    range.key = key->ordinal;
    range.collection = (uint32_t)relationship->offset;
    range.parent = parent;
    range.lower.prefix = seek.sort.low;
    range.upper.prefix = seek.sort.high;
    range.lower.count = range.upper.count = (uint32_t)count;
    range.lower.form = range.upper.form = END_PARENT;
    range.lower.behind = false;
    range.upper.behind = true;
    range.lower.begins = range.upper.begins = false;
    range.lower.null = range.upper.null = false;
    return range;
}

kith_range kith_sorted_at(const void *row, size_t offset)
{
    const struct relationship *relationship =
        seek_collection(row, offset, __func__);
    char *parent;

    if (!relationship)
        return (kith_range){0};
    if (!relationship->order) {
        ki_seek_refuse(row_store(row), relationship->attribute->name,
                       "%f: %t.%c has no .order_by: declare it with one",
                       __func__);
        return (kith_range){0};
    }
    memcpy(&parent, &row, sizeof(parent)); /* const of the user; only read */
    if (key_is_null(relationship->foreign_key->parent_key, row))
        return (kith_range){0}; /* it has no members */
    return range_of_members(relationship, parent);
}

/* The column of a key that is none of the foreign key's. */
static const struct column *own_column(const struct key *key,
                                       const struct foreign_key *foreign_key,
                                       const void *const *parent,
                                       const void **values, size_t *own)
{
    *own = 0;
    for (size_t i = 0; i < key->column_count; i++) {
        size_t at = 0;

        while (at < foreign_key->column_count &&
               foreign_key->columns[at] != key->columns[i])
            at++;
        if (at == foreign_key->column_count)
            *own = i;
        else
            values[i] = parent[at];
    }
    assert(*own < key->column_count);
    return key->columns[*own];
}

void *kith_in_at(const void *row, size_t offset, const kith_value *value)
{
    const struct relationship *relationship =
        seek_collection(row, offset, __func__);
    const void *parent[KEY_COLUMNS_MAX], *values[KEY_COLUMNS_MAX];
    const struct foreign_key *foreign_key;
    const struct column *column;
    const struct store *store;
    uint64_t number;
    size_t own;

    if (!relationship)
        return NULL;
    if (!relationship->member_key) {
        ki_seek_refuse(row_store(row), relationship->attribute->name,
                       "%f: %t.%c has no .key: declare it with one", __func__);
        return NULL;
    }
    foreign_key = relationship->foreign_key;
    if (!value || key_is_null(foreign_key->parent_key, row))
        return NULL;
    store = store_of(store_db(row_store(row)), foreign_key->child);
    show_parent(foreign_key, row, parent);
    column =
        own_column(relationship->member_key, foreign_key, parent, values, &own);
    if (!ki_seek_can_be(column, value->kind)) {
        ki_seek_refuse(store, column->attribute->name,
                       "%f: a value for %t.%c is not of its kind", __func__);
        return NULL;
    }
    store_count_lookup(store);
    if (!ki_seek_copy_part(column, value, &number, &values[own]))
        return NULL;
    return ki_index_find(&store->indexes[relationship->member_key->ordinal],
                         values)
        .row;
}
