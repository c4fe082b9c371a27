/* foreign_keys.c - which key of which table a foreign key refers to, and which
 * of its columns are its own.
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

/* Where the columns stand that an attribute names: one of KITH_FOREIGN_KEY, or
 * the lists of KITH_FOREIGN_KEYS. */
struct ends {
    const char *const *own, *const *its;
    size_t count;
};

static struct ends ends_of(const kith_attribute *attribute)
{
    if (attribute->kind == KITH_KIND_FOREIGN_KEYS)
        return (struct ends){.own = attribute->columns,
                             .its = attribute->parent_columns,
                             .count = attribute->column_count};
    return (struct ends){
        .own = &attribute->name, .its = &attribute->parent_key, .count = 1};
}

/* Find the columns of the parent that the attribute names. */
static kith_status find_its_columns(struct builder *builder,
                                    const struct foreign_key *foreign_key,
                                    const struct ends *ends,
                                    struct column **its)
{
    struct error_facts facts = {.table = foreign_key->child->descriptor->name,
                                .column = foreign_key->name,
                                .other = foreign_key->parent->descriptor->name};

    for (size_t i = 0; i < ends->count; i++) {
        facts.other_column = ends->its[i];
        its[i] = column_named(builder, foreign_key->parent, ends->its[i]);
        if (!its[i])
            return refuse(builder,
                          "%t.%c refers to %o.%p, which is not declared as a "
                          "column: declare it as one, with .unique = true",
                          &facts);
        if (column_index(its[i], its, i) < i)
            return refuse(builder,
                          "%t.%c refers to %o.%p twice: name each column once",
                          &facts);
    }
    return KITH_OK;
}

/* A unique key of which these columns are a part, or NULL. */
static const struct key *larger_key(const struct table *table,
                                    struct column *const *columns, size_t count)
{
    for (size_t i = 0; i < table->key_count; i++) {
        const struct key *key = &table->keys[i];
        size_t found = 0;

        for (size_t j = 0; j < key->column_count; j++)
            found += column_index(key->columns[j], columns, count) < count;
        if (key->unique && key->column_count > count && found == count)
            return key;
    }
    return NULL;
}

/* The foreign key leads to some columns of a key, which say too little. */
static kith_status refuse_part(struct builder *builder,
                               struct error_facts *facts, const struct key *key,
                               size_t count)
{
    facts->constraint = key->name;
    if (count == 1)
        return refuse(builder,
                      "%t.%c refers to %o.%p, which is only a part of the key "
                      "(%k): refer to all of it with KITH_FOREIGN_KEYS, or "
                      "declare %o.%p with .unique = true",
                      facts);
    return refuse(builder,
                  "%t.%c refers to %p of %o, which are only a part of the key "
                  "(%k): refer to all of it, or declare them with KITH_UNIQUE",
                  facts);
}

static kith_status refuse_no_key(struct builder *builder,
                                 const struct foreign_key *foreign_key,
                                 struct column *const *its, size_t count)
{
    struct error_facts facts = {.table = foreign_key->child->descriptor->name,
                                .column = foreign_key->name,
                                .other = foreign_key->parent->descriptor->name};
    const struct key *key;

    facts.other_column = ki_build_name(builder, its, count);
    key = larger_key(foreign_key->parent, its, count);
    if (!facts.other_column)
        return KITH_E_MEMORY;
    if (key)
        return refuse_part(builder, &facts, key, count);
    if (count == 1)
        return refuse(builder,
                      its[0]->attribute->index
                          ? "%t.%c refers to %o.%p, which is no key: declare "
                            "%o.%p with .unique = true instead of .index"
                          : "%t.%c refers to %o.%p, which is no key: declare "
                            "%o.%p with .unique = true",
                      &facts);
    return refuse(builder,
                  "%t.%c refers to %p of %o, which are no key: declare them "
                  "with KITH_UNIQUE",
                  &facts);
}

/* Find the key that the attribute names and bring the columns into its
 * order. */
static kith_status find_key(struct builder *builder,
                            struct foreign_key *foreign_key,
                            const struct ends *ends)
{
    struct error_facts facts = {.table = foreign_key->child->descriptor->name,
                                .other = foreign_key->parent->descriptor->name};
    struct column *its[KEY_COLUMNS_MAX];
    kith_status status = find_its_columns(builder, foreign_key, ends, its);
    struct key *key;

    if (status != KITH_OK)
        return status;
    key = ki_key_of(foreign_key->parent, its, ends->count);
    if (!key)
        return refuse_no_key(builder, foreign_key, its, ends->count);
    foreign_key->parent_key = key;
    for (size_t i = 0; i < ends->count; i++) {
        struct column *own = foreign_key_named(foreign_key)[i];

        foreign_key->columns[column_index(its[i], key->columns, ends->count)] =
            own;
        facts.column = own->attribute->name;
        facts.other_column = its[i]->attribute->name;
        if (own->kind != its[i]->kind || own->bytes != its[i]->bytes)
            return refuse(builder,
                          "%t.%c and %o.%p have different types: give both "
                          "the same",
                          &facts);
    }
    return KITH_OK;
}

/* Find the parent table, and the child's own columns as they are named. */
static kith_status find_ends(struct builder *builder, struct table *table,
                             struct foreign_key *foreign_key,
                             const struct ends *ends)
{
    const kith_attribute *attribute = foreign_key->attribute;
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = attribute->name,
                                .other = attribute->parent};
    size_t lists = ends->count == 1 ? 1 : 3; /* one column is all of them */
    kith_status status;

    if (ends->count == 0 || !ends->own || !ends->its)
        return refuse(builder,
                      "a foreign key of %t names no column: name as many as "
                      "the key of %o has",
                      &facts);
    if (ends->count > KEY_COLUMNS_MAX)
        return refuse(builder,
                      "a foreign key of %t has more than 32 columns, %c: name "
                      "fewer",
                      &facts);
    foreign_key->columns =
        build_new(builder, lists * ends->count, sizeof(*foreign_key->columns));
    if (!foreign_key->columns)
        return KITH_E_MEMORY;
    foreign_key->column_count = (uint32_t)ends->count;
    if (attribute->kind != KITH_KIND_FOREIGN_KEYS) {
        foreign_key_named(foreign_key)[0] =
            column_named(builder, table, attribute->name);
    } else {
        status = ki_build_named(builder, table, attribute, "a foreign key",
                                foreign_key_named(foreign_key));
        if (status != KITH_OK)
            return status;
    }
    for (size_t i = 0; i < ends->count; i++) {
        facts.column = foreign_key_named(foreign_key)[i]->attribute->name;
        if (foreign_key_named(foreign_key)[i]->optional)
            return refuse(builder,
                          "%t.%c is optional and part of a foreign key, whose "
                          "link knows NULL: declare it as a plain const number",
                          &facts);
    }
    facts.column = attribute->name;
    foreign_key->name =
        ki_build_name(builder, foreign_key_named(foreign_key), ends->count);
    foreign_key->parent = table_of_row(builder, attribute->parent);
    if (!foreign_key->name)
        return KITH_E_MEMORY;
    if (foreign_key->parent)
        return KITH_OK;
    return refuse(builder,
                  "%t.%c refers to %o, which is not among the tables given to "
                  "kith_open: add it to KITH_TABLES",
                  &facts);
}

static kith_status build_foreign_key(struct builder *builder,
                                     struct table *table,
                                     const kith_attribute *attribute)
{
    struct foreign_key *foreign_key =
        &table->foreign_keys[table->foreign_key_count];
    struct ends ends = ends_of(attribute);
    kith_status status;

    foreign_key->attribute = attribute;
    foreign_key->child = table;
    status = find_ends(builder, table, foreign_key, &ends);
    if (status == KITH_OK)
        status = find_key(builder, foreign_key, &ends);
    if (status != KITH_OK)
        return status;
    for (size_t i = 0; i < ends.count; i++)
        foreign_key->columns[i]->link_count++;
    foreign_key->parent->child_count++;
    table->foreign_key_count++;
    return KITH_OK;
}

/* Let every column know the foreign keys that it is a part of. */
static kith_status build_links(struct builder *builder, struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];

        if (column->link_count == 0)
            continue;
        table->shares_columns |= column->link_count > 1;
        column->links =
            build_new(builder, column->link_count, sizeof(*column->links));
        if (!column->links)
            return KITH_E_MEMORY;
        column->link_count = 0;
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        struct foreign_key *foreign_key = &table->foreign_keys[i];

        for (size_t j = 0; j < foreign_key->column_count; j++) {
            struct column *column = foreign_key->columns[j];

            column->links[column->link_count++] = foreign_key;
        }
    }
    return KITH_OK;
}

/* Which columns are its own, and whether it can be NULL at all: an own column
 * can, and a text or blob, unless it is required. */
static void build_own(struct foreign_key *foreign_key)
{
    bool single = foreign_key->column_count == 1;
    bool can_be_null = false;

    for (size_t i = 0; i < foreign_key->column_count; i++) {
        struct column *column = foreign_key->columns[i];

        if (column->link_count == 1 && (single || !column->not_null)) {
            foreign_key_exclusive(foreign_key)[foreign_key->exclusive_count++] =
                column;
            column->foreign_key = foreign_key;
            can_be_null |= !column->not_null;
        }
        can_be_null |= is_block(column) && !column->not_null;
    }
    foreign_key->not_null = foreign_key->attribute->not_null || !can_be_null;
}

kith_status ki_build_foreign_keys(struct builder *builder, struct table *table)
{
    const kith_table *descriptor = table->descriptor;
    const struct key *primary = table->primary;
    kith_status status = KITH_OK;
    size_t count = 0;

    for (size_t i = 0; i < descriptor->attribute_count; i++)
        count += is_foreign_key(&descriptor->attributes[i]);
    table->foreign_keys =
        build_new(builder, count, sizeof(*table->foreign_keys));
    if (!table->foreign_keys)
        return KITH_E_MEMORY;
    for (size_t i = 0; status == KITH_OK && i < descriptor->attribute_count;
         i++) {
        const kith_attribute *attribute = &descriptor->attributes[i];

        if (is_foreign_key(attribute))
            status = build_foreign_key(builder, table, attribute);
    }
    if (status == KITH_OK)
        status = build_links(builder, table);
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++)
        build_own(&table->foreign_keys[i]);
    if (primary && primary->column_count == 1 &&
        primary->columns[0]->link_count == 0 &&
        ki_kind_is_integer(primary->columns[0]->kind) &&
        !primary->columns[0]->attribute->manual)
        table->autoincrement = primary->columns[0];
    return status;
}
