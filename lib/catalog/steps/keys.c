/* keys.c - the keys and indexes of a table.
 *
 * Owns   which lists of columns have an index: the primary key, each unique and
 *        each indexed column, each KITH_UNIQUE and KITH_INDEX, and the hidden
 *        keys of association tables.
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

const char *ki_build_name(struct builder *builder,
                          struct column *const *columns, size_t count)
{
    size_t bytes = 1;
    char *name, *end;

    if (count == 1)
        return columns[0]->attribute->name;
    for (size_t i = 0; i < count; i++)
        bytes += strlen(columns[i]->attribute->name) + 2;
    name = build_new(builder, bytes, 1);
    if (!name)
        return NULL;
    end = name;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(columns[i]->attribute->name);

        if (i > 0) {
            memcpy(end, ", ", 2);
            end += 2;
        }
        memcpy(end, columns[i]->attribute->name, length);
        end += length;
    }
    return name;
}

/* Start a key whose columns are still to be filled in. */
static struct key *new_key(struct builder *builder, struct table *table,
                           size_t column_count, bool unique)
{
    struct key *key = &table->keys[table->key_count];

    key->columns = build_new(builder, column_count, sizeof(*key->columns));
    if (!key->columns)
        return NULL;
    key->ordinal = (uint32_t)table->key_count;
    key->unique = unique;
    return key;
}

/* The key has its columns: name it and let them know. */
static kith_status finish_key(struct builder *builder, struct table *table,
                              struct key *key)
{
    key->name = ki_build_name(builder, key->columns, key->column_count);
    if (!key->name)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < key->column_count; i++)
        key->columns[i]->indexed = true;
    if (key->column_count == 1 && !key->columns[0]->key)
        key->columns[0]->key = key;
    table->key_count++;
    return KITH_OK;
}

static kith_status add_primary(struct builder *builder, struct table *table)
{
    struct error_facts facts = {.table = table->descriptor->name};
    size_t count = 0;
    struct key *key;

    for (size_t i = 0; i < table->column_count; i++)
        count += table->columns[i].attribute->primary_key;
    if (count == 0)
        return KITH_OK;
    if (count > KEY_COLUMNS_MAX)
        return refuse(builder,
                      "the primary key of %t has more than 32 columns: name "
                      "fewer",
                      &facts);
    key = new_key(builder, table, count, true);
    if (!key)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].attribute->primary_key)
            key->columns[key->column_count++] = &table->columns[i];
    }
    table->primary = key;
    if (key->column_count == 1)
        table->primary_kind = key->columns[0]->kind;
    return finish_key(builder, table, key);
}

/* The key of a column that is unique or indexed by itself. */
static kith_status add_single(struct builder *builder, struct table *table,
                              struct column *column)
{
    const kith_attribute *attribute = column->attribute;
    struct key *key;

    if (!attribute->unique && !attribute->index)
        return KITH_OK;
    if (table->primary && table->primary->column_count == 1 &&
        attribute->primary_key)
        return KITH_OK;
    key = new_key(builder, table, 1, attribute->unique);
    if (!key)
        return KITH_E_MEMORY;
    key->columns[key->column_count++] = column;
    return finish_key(builder, table, key);
}

kith_status ki_build_named(struct builder *builder, struct table *table,
                           const kith_attribute *attribute, const char *what,
                           struct column **columns)
{
    for (size_t i = 0; i < attribute->column_count; i++) {
        const char *name = attribute->columns[i];
        struct error_facts facts = {.table = table->descriptor->name,
                                    .column = name,
                                    .constraint = what};
        struct column *column = column_named(builder, table, name);

        if (!column)
            return refuse(builder,
                          "%k of %t names %c, which is no column of it: "
                          "declare the column or correct the name",
                          &facts);
        if (column->attribute->writable)
            return refuse(builder,
                          "%t.%c is part of %k and could be written past it: "
                          "declare it const",
                          &facts);
        for (size_t j = 0; j < i; j++) {
            if (columns[j] == column)
                return refuse(builder, "%k of %t names %c twice: drop one",
                              &facts);
        }
        columns[i] = column;
    }
    return KITH_OK;
}

static kith_status add_declared(struct builder *builder, struct table *table,
                                const kith_attribute *attribute)
{
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = attribute->name};
    struct key *key;
    kith_status status;

    if (attribute->column_count == 0 || !attribute->columns)
        return refuse(builder, "a key of %t names no column: name one", &facts);
    if (attribute->column_count > KEY_COLUMNS_MAX)
        return refuse(builder,
                      "a key of %t has more than 32 columns, %c: name fewer",
                      &facts);
    key = new_key(builder, table, attribute->column_count,
                  attribute->kind == KITH_KIND_UNIQUE);
    if (!key)
        return KITH_E_MEMORY;
    status = ki_build_named(builder, table, attribute, "a key", key->columns);
    if (status != KITH_OK)
        return status;
    key->column_count = (uint32_t)attribute->column_count;
    return finish_key(builder, table, key);
}

/* At most the primary key, one for each attribute that asks for one, and hidden
 * ones. */
static size_t most_keys(const struct builder *builder,
                        const kith_table *descriptor)
{
    size_t count = 1 + builder->hidden_keys;

    for (size_t i = 0; i < descriptor->attribute_count; i++) {
        const kith_attribute *attribute = &descriptor->attributes[i];

        count += attribute->unique || attribute->index ||
                 attribute->kind == KITH_KIND_UNIQUE ||
                 attribute->kind == KITH_KIND_INDEX;
    }
    return count;
}

/* Keys stand in the order of their declaration, behind the primary key: so they
 * are judged, and looked up by kith_insert_or_get. Columns come in the order of
 * their attributes. */
kith_status ki_build_keys(struct builder *builder, struct table *table)
{
    const kith_table *descriptor = table->descriptor;
    kith_status status;
    size_t column = 0;

    table->keys = build_new(builder, most_keys(builder, descriptor),
                            sizeof(*table->keys));
    if (!table->keys)
        return KITH_E_MEMORY;
    status = add_primary(builder, table);
    for (size_t i = 0; status == KITH_OK && i < descriptor->attribute_count;
         i++) {
        const kith_attribute *attribute = &descriptor->attributes[i];

        if (column < table->column_count &&
            table->columns[column].attribute == attribute)
            status = add_single(builder, table, &table->columns[column++]);
        else if (attribute->kind == KITH_KIND_UNIQUE ||
                 attribute->kind == KITH_KIND_INDEX)
            status = add_declared(builder, table, attribute);
    }
    return status;
}

/* Gather the columns of both keys, each once; they may share some. */
static size_t gather_columns(const struct foreign_key *one,
                             const struct foreign_key *two,
                             struct column **columns)
{
    size_t count = one->column_count;

    memcpy(columns, one->columns, count * sizeof(struct column *));
    for (size_t i = 0; i < two->column_count; i++) {
        if (column_index(two->columns[i], one->columns, one->column_count) ==
            one->column_count)
            columns[count++] = two->columns[i];
    }
    return count;
}

struct key *ki_key_of(struct table *table, struct column *const *columns,
                      size_t count)
{
    for (size_t i = 0; i < table->key_count; i++) {
        struct key *key = &table->keys[i];
        size_t found = 0;

        for (size_t j = 0; j < key->column_count; j++)
            found += column_index(key->columns[j], columns, count) < count;
        if (key->unique && key->column_count == count && found == count)
            return key;
    }
    return NULL;
}

struct key *ki_key_over(struct table *table, const struct foreign_key *one,
                        const struct foreign_key *two)
{
    struct column *columns[2 * KEY_COLUMNS_MAX];

    return ki_key_of(table, columns, gather_columns(one, two, columns));
}

kith_status ki_build_pair_key(struct builder *builder, struct table *table,
                              const struct foreign_key *one,
                              const struct foreign_key *two)
{
    struct column *columns[2 * KEY_COLUMNS_MAX];
    size_t count = gather_columns(one, two, columns);
    struct error_facts facts = {.table = table->descriptor->name};
    struct key *key;

    if (count > KEY_COLUMNS_MAX)
        return refuse(builder,
                      "the pair of %t has more than 32 columns: refer to keys "
                      "of fewer",
                      &facts);
    key = new_key(builder, table, count, true);
    if (!key)
        return KITH_E_MEMORY;
    memcpy(key->columns, columns, count * sizeof(struct column *));
    key->column_count = (uint32_t)count;
    key->hidden = true;
    return finish_key(builder, table, key);
}
