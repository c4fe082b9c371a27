/* foreign_keys.c - which key of which table a foreign key refers to, and what
 * deleting and re-keying the parent does.
 */
#include "catalog/build.h"

/* The unique key over exactly this column, or NULL. */
static struct key *key_of_column(struct table *table,
                                 const struct column *column)
{
    for (size_t i = 0; i < table->key_count; i++) {
        struct key *key = &table->keys[i];

        if (key->unique && key->column_count == 1 && key->columns[0] == column)
            return key;
    }
    return NULL;
}

/* Find the parent table and the key that the attribute names. */
static kith_status find_parent(struct builder *builder, struct table *table,
                               const kith_attribute *attribute,
                               struct foreign_key *foreign_key)
{
    struct facts facts = {.table = table->name,
                          .column = attribute->name,
                          .other = attribute->parent,
                          .other_column = attribute->parent_key};
    struct column *column;

    foreign_key->parent = table_of_row(builder, attribute->parent);
    if (!foreign_key->parent)
        return refuse(builder,
                      "%t.%c refers to %o, which is not among the tables "
                      "given to kith_open: add it to KITH_TABLES",
                      &facts);
    facts.other = foreign_key->parent->name;
    column = column_named(builder, foreign_key->parent, attribute->parent_key);
    if (!column)
        return refuse(builder,
                      "%t.%c refers to %o.%p, which is not declared as a "
                      "column: declare it as a primary key or as unique",
                      &facts);
    foreign_key->parent_key = key_of_column(foreign_key->parent, column);
    if (!foreign_key->parent_key)
        return refuse(builder,
                      "%t.%c refers to %o.%p, which is no key: declare %o.%p "
                      "as a primary key or with .unique = true",
                      &facts);
    if (column->kind != attribute->kind ||
        column->attribute->bytes != attribute->bytes)
        return refuse(builder,
                      "%t.%c and %o.%p have different types: give both the "
                      "same",
                      &facts);
    return KITH_OK;
}

static kith_status build_foreign_key(struct builder *builder,
                                     struct table *table, struct column *column)
{
    struct foreign_key *foreign_key =
        &table->foreign_keys[table->foreign_key_count];
    kith_status status =
        find_parent(builder, table, column->attribute, foreign_key);

    if (status != KITH_OK)
        return status;
    foreign_key->columns = build_new(builder, 1, sizeof(*foreign_key->columns));
    if (!foreign_key->columns)
        return KITH_E_MEMORY;
    foreign_key->columns[0] = column;
    foreign_key->column_count = 1;
    foreign_key->name = column->name;
    foreign_key->attribute = column->attribute;
    foreign_key->child = table;
    foreign_key->not_null = column->not_null;
    column->foreign_key = foreign_key;
    foreign_key->parent->child_count++;
    table->foreign_key_count++;
    return KITH_OK;
}

kith_status ki_build_foreign_keys(struct builder *builder, struct table *table)
{
    kith_status status = KITH_OK;

    table->foreign_keys =
        build_new(builder, table->column_count, sizeof(*table->foreign_keys));
    if (!table->foreign_keys)
        return KITH_E_MEMORY;
    for (size_t i = 0; status == KITH_OK && i < table->column_count; i++) {
        if (table->columns[i].attribute->parent)
            status = build_foreign_key(builder, table, &table->columns[i]);
    }
    return status;
}

/* What an action without a word of its own means on delete. */
static kith_action default_on_delete(const struct foreign_key *foreign_key)
{
    bool shown = foreign_key->child_end || foreign_key->parent_end;

    if (foreign_key->delete_orphan || foreign_key->association)
        return KITH_CASCADE;
    return shown && !foreign_key->not_null ? KITH_SET_NULL : KITH_NO_ACTION;
}

static kith_status check_action(struct builder *builder,
                                const struct foreign_key *foreign_key,
                                kith_action action, const char *option)
{
    struct facts facts = {.table = foreign_key->child->name,
                          .column = foreign_key->name,
                          .constraint = option};

    if (action == KITH_SET_NULL && foreign_key->not_null)
        return refuse(builder,
                      "%t.%c may not be NULL, but its %k is KITH_SET_NULL: "
                      "drop .not_null or choose another action",
                      &facts);
    if (action == KITH_SET_DEFAULT && !foreign_key->columns[0]->has_default)
        return refuse(builder,
                      "%t.%c has no default, but its %k is KITH_SET_DEFAULT: "
                      "add .default_value or choose KITH_SET_NULL",
                      &facts);
    return KITH_OK;
}

static kith_status build_actions(struct builder *builder,
                                 struct foreign_key *foreign_key)
{
    const kith_attribute *attribute = foreign_key->attribute;
    struct facts facts = {.table = foreign_key->child->name,
                          .column = foreign_key->name};
    kith_status status;

    status =
        check_action(builder, foreign_key, attribute->on_delete, ".on_delete");
    if (status == KITH_OK)
        status = check_action(builder, foreign_key, attribute->on_update,
                              ".on_update");
    if (status != KITH_OK)
        return status;
    if (foreign_key->delete_orphan &&
        (attribute->on_delete == KITH_SET_NULL ||
         attribute->on_delete == KITH_SET_DEFAULT)) {
        facts.other = foreign_key->parent->name;
        facts.other_column = foreign_key->parent_end->name;
        return refuse(builder,
                      "%o.%p has .delete_orphan, but %t.%c keeps its rows "
                      "when the parent is deleted: drop .delete_orphan, or "
                      "the .on_delete of %t.%c",
                      &facts);
    }
    foreign_key->on_delete = attribute->on_delete
                                 ? attribute->on_delete
                                 : default_on_delete(foreign_key);
    foreign_key->on_update =
        attribute->on_update ? attribute->on_update : KITH_NO_ACTION;
    return KITH_OK;
}

/* Let every parent know its children, in the order of the tables. */
static kith_status build_children(struct builder *builder, struct table *table)
{
    struct schema *schema = builder->schema;
    size_t count = 0;

    table->children =
        build_new(builder, table->child_count, sizeof(*table->children));
    if (!table->children)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < schema->table_count; i++) {
        struct table *child = &schema->tables[i];

        for (size_t j = 0; j < child->foreign_key_count; j++) {
            if (child->foreign_keys[j].parent == table)
                table->children[count++] = &child->foreign_keys[j];
        }
    }
    assert(count == table->child_count);
    return KITH_OK;
}

kith_status ki_build_actions(struct builder *builder, struct table *table)
{
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++)
        status = build_actions(builder, &table->foreign_keys[i]);
    if (status == KITH_OK)
        status = build_children(builder, table);
    return status;
}
