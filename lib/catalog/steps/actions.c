/* actions.c - what deleting and re-keying a parent does to its children.
 *
 * Owns   which actions a foreign key can follow, and what its silence means.
 */
#include "catalog/steps/build.h"

/* What an action without a word of its own means on delete. */
static kith_action default_on_delete(const struct foreign_key *foreign_key)
{
    bool shown = foreign_key->child_end || foreign_key->parent_end;
    bool unlinks = foreign_key->exclusive_count > 0 && !foreign_key->not_null;

    if (foreign_key->delete_orphan || foreign_key->association)
        return KITH_CASCADE;
    return shown && unlinks ? KITH_SET_NULL : KITH_NO_ACTION;
}

static bool is_in_primary(const struct foreign_key *foreign_key)
{
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        if (foreign_key->columns[i]->attribute->primary_key)
            return true;
    }
    return false;
}

static kith_status check_action(struct builder *builder,
                                const struct foreign_key *foreign_key,
                                kith_action action, const char *option)
{
    struct error_facts facts = {.table = foreign_key->child->descriptor->name,
                                .column = foreign_key->name,
                                .constraint = option};

    if ((unsigned)action > KITH_SET_DEFAULT)
        return refuse(builder,
                      "%t.%c has a %k that is no action: use KITH_CASCADE or "
                      "another kith_action",
                      &facts);
    if (foreign_key->exclusive_count == 0 &&
        (action == KITH_SET_NULL || action == KITH_SET_DEFAULT))
        return refuse(
            builder,
            "%t.%c would be changed by its %k, but other keys need all "
            "of its columns: choose another action",
            &facts);
    if (action == KITH_SET_NULL && foreign_key->not_null)
        return refuse(builder,
                      is_in_primary(foreign_key)
                          ? "%t.%c is in the primary key, but its %k is "
                            "KITH_SET_NULL: choose another action"
                          : "%t.%c may not be NULL, but its %k is "
                            "KITH_SET_NULL: drop .not_null or choose another "
                            "action",
                      &facts);
    if (action == KITH_SET_DEFAULT && !foreign_key->has_default)
        return refuse(builder,
                      foreign_key->not_null
                          ? "%t.%c has no default, but its %k is "
                            "KITH_SET_DEFAULT: add .default_value or choose "
                            "another action"
                          : "%t.%c has no default, but its %k is "
                            "KITH_SET_DEFAULT: add .default_value or choose "
                            "KITH_SET_NULL",
                      &facts);
    return KITH_OK;
}

/* A key that others follow may not change by itself. */
static kith_status check_parent_key(struct builder *builder,
                                    const struct foreign_key *foreign_key)
{
    const struct key *key = foreign_key->parent_key;

    for (size_t i = 0; i < key->column_count; i++) {
        struct error_facts facts = {
            .table = foreign_key->parent->descriptor->name,
            .column = key->columns[i]->attribute->name,
            .other = foreign_key->child->descriptor->name,
            .other_column = foreign_key->name};

        if (key->columns[i]->attribute->on_update_function)
            return refuse(builder,
                          "%t.%c has .on_update_function, but %o.%p refers to "
                          "it: use a column of its own",
                          &facts);
    }
    return KITH_OK;
}

static kith_status build_actions(struct builder *builder,
                                 struct foreign_key *foreign_key)
{
    const kith_attribute *attribute = foreign_key->attribute;
    struct error_facts facts = {.table = foreign_key->child->descriptor->name,
                                .column = foreign_key->name};
    kith_status status;

    if (foreign_key->delete_orphan &&
        (attribute->on_delete == KITH_SET_NULL ||
         attribute->on_delete == KITH_SET_DEFAULT)) {
        facts.other = foreign_key->parent->descriptor->name;
        facts.other_column = foreign_key->parent_end->attribute->name;
        return refuse(builder,
                      "%o.%p has .delete_orphan, but %t.%c keeps its rows "
                      "when the parent is deleted: drop .delete_orphan, or "
                      "the .on_delete of %t.%c",
                      &facts);
    }
    status =
        check_action(builder, foreign_key, attribute->on_delete, ".on_delete");
    if (status == KITH_OK)
        status = check_action(builder, foreign_key, attribute->on_update,
                              ".on_update");
    if (status == KITH_OK)
        status = check_parent_key(builder, foreign_key);
    if (status != KITH_OK)
        return status;
    foreign_key->on_delete =
        (uint8_t)(attribute->on_delete ? attribute->on_delete
                                       : default_on_delete(foreign_key));
    foreign_key->on_update =
        (uint8_t)(attribute->on_update ? attribute->on_update : KITH_NO_ACTION);
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
