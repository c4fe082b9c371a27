/* sorted.c - members of a collection in its order, and by their key.
 *
 * Owns   how a row becomes the values of the keys that lead to its members.
 * Knows  the hidden keys of relationships (catalog/steps/sorted.c).
 *
 * Public contract: kith/sorted.h.
 */
#include "find/range.h"

#include <kith/sorted.h>

kith_range kith_sorted_at(const void *row, size_t offset)
{
    const struct relationship *relationship =
        row && row_is_live(row) ? seek_collection(row, offset, __func__) : NULL;
    const struct foreign_key *foreign_key;
    const void *values[KEY_COLUMNS_MAX];
    kith_range range;
    char *parent;

    if (!relationship)
        return (kith_range){0};
    foreign_key = relationship->foreign_key;
    if (!relationship->order) {
        ki_seek_refuse(row_store(row), relationship->attribute->name,
                       "%f: %t.%c has no .order_by: declare it with one",
                       __func__);
        return (kith_range){0};
    }
    if (key_is_null(foreign_key->parent_key, row)) /* it has no members */
        return (kith_range){0};
    show_parent(foreign_key, row, values);
    memcpy(&parent, &row, sizeof(parent)); /* const of the user; only read */
    range = ki_range_of_members(
        store_of(store_db(row_store(row)), foreign_key->child),
        relationship->order, values, foreign_key->column_count,
        children_count(foreign_key, parent));
    range.parent = row;
    range.collection = (uint32_t)offset;
    range.lower.form = range.upper.form = END_PARENT;
    return range;
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
        row && row_is_live(row) ? seek_collection(row, offset, __func__) : NULL;
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
