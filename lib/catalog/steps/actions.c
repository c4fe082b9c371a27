/* actions.c - what deleting and re-keying a parent does to its children.
 *
 * Owns   which actions a foreign key can follow, and what its silence means:
 *        on_delete and on_update are never KITH_DEFAULT_ACTION afterwards, so
 *        no write has to know the rules below.
 *
 *   .on_delete is not said, and                          children
 *   .delete_orphan, or a key of an association table     are deleted
 *   shown by a relationship, and the key may be NULL     are unlinked
 *   else                                                 refuse the delete
 *
 * The second line is what SQLAlchemy's relationship() does without a cascade,
 * the last is SQL's default, NO ACTION: it is judged when all of a call is
 * known, so that a child that leaves or is deleted by the same call is no
 * obstacle, while RESTRICT refuses at once. An .on_update that is not said is
 * NO ACTION always.
 *
 * This step also lists the foreign keys that lead to a table, because all
 * tables have theirs by then.
 */
#include "catalog/steps/build.h"

/* What an action that is not declared means on delete. A key without own
 * columns cannot be unlinked, whatever shows it. A row of an association table
 * stands for the link itself and means nothing without either end. */
static kith_action default_on_delete(const struct foreign_key *foreign_key)
{
    bool shown = foreign_key->child_end || foreign_key->parent_end;

    if (foreign_key->delete_orphan || foreign_key->association)
        return KITH_CASCADE;
    return shown && foreign_key->unlinks && !foreign_key->not_null
               ? KITH_SET_NULL
               : KITH_NO_ACTION;
}

static bool is_in_primary(const struct foreign_key *foreign_key)
{
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        if (foreign_key->columns[i]->attribute->primary_key)
            return true;
    }
    return false;
}

static bool gives_children(kith_action action)
{
    return action == KITH_SET_NULL || action == KITH_SET_DEFAULT;
}

/* For .on_delete and .on_update alike. SET NULL and SET DEFAULT write the own
 * columns of the child, so there must be some, and NULL must be allowed, or a
 * default be there. Which remedy is shown depends on where the NOT NULL comes
 * from: a part of a primary key cannot drop it. */
static const char *wrong_with_action(const struct foreign_key *foreign_key,
                                     kith_action action)
{
    if ((unsigned)action > KITH_SET_DEFAULT)
        return "%t.%c has a %k that is no action: use KITH_CASCADE or another "
               "kith_action";
    if (!foreign_key->unlinks && gives_children(action))
        return "%t.%c would be changed by its %k, but other keys need all of "
               "its columns: choose another action";
    if (action == KITH_SET_NULL && foreign_key->not_null)
        return is_in_primary(foreign_key)
                   ? "%t.%c is in the primary key, but its %k is "
                     "KITH_SET_NULL: choose another action"
                   : "%t.%c may not be NULL, but its %k is KITH_SET_NULL: drop "
                     ".not_null or choose another action";
    if (action == KITH_SET_DEFAULT && is_reference_key(foreign_key))
        return "%t.%c has no column to hold a default, but its %k is "
               "KITH_SET_DEFAULT: declare it with KITH_FOREIGN_KEY or choose "
               "another action";
    if (action == KITH_SET_DEFAULT && !foreign_key->has_default)
        return foreign_key->not_null
                   ? "%t.%c has no default, but its %k is KITH_SET_DEFAULT: "
                     "add .default_value or choose another action"
                   : "%t.%c has no default, but its %k is KITH_SET_DEFAULT: "
                     "add .default_value or choose KITH_SET_NULL";
    return NULL;
}

/* `option` is how the program wrote it. An action that is not said is checked
 * too, and passes. */
static bool check_action(struct builder *builder,
                         const struct foreign_key *foreign_key,
                         kith_action action, const char *option)
{
    struct error_facts facts = foreign_key_facts(foreign_key);

    facts.constraint = option;
    return accept(builder, wrong_with_action(foreign_key, action), facts);
}

/* Whether a column of a key is NULL in no row at any time. */
static bool is_always_given(const struct column *column)
{
    return !can_be_null(column) ||
           (column->not_null &&
            !(column->attribute->deferred & KITH_DEFER_NOT_NULL));
}

/* A key that others follow may not change by itself: children would have to
 * follow, in the middle of following others. The columns of this table are
 * looked at in columns.c; these are those of the parent, which learns here that
 * it is referred to. Children that hold no value of it could not tell by that
 * whether it has become NULL, which nothing may refer to. */
static bool check_parent_key(struct builder *builder,
                             const struct foreign_key *foreign_key)
{
    const struct key *key = foreign_key->parent_key;

    for (size_t i = 0; i < key->column_count; i++) {
        const kith_attribute *attribute = key->columns[i]->attribute;
        struct error_facts facts =
            member_facts(foreign_key->parent, attribute->name);

        facts.other = foreign_key->child->descriptor->name;
        facts.other_column = foreign_key->name;
        facts.constraint =
            attribute->sort_key ? ".sort_key" : ".on_update_function";
        if (on_update_of(key->columns[i]->attribute))
            return refuse(builder,
                          "%t.%c has %k, but %o.%p refers to it: use a column "
                          "of its own",
                          facts);
        if (is_reference_key(foreign_key) && !is_always_given(key->columns[i]))
            return refuse(builder,
                          "%t.%c can be NULL, but %o.%p refers to it without a "
                          "column of its own: add .not_null = true, or refer "
                          "to another key",
                          facts);
    }
    return true;
}

/* An orphan is deleted when it leaves its parent, so keeping it when the parent
 * is deleted would contradict that. NO ACTION and RESTRICT keep nothing: they
 * refuse the delete. */
static bool check_orphans(struct builder *builder,
                          const struct foreign_key *foreign_key)
{
    struct error_facts facts = foreign_key_facts(foreign_key);

    if (!foreign_key->delete_orphan ||
        !gives_children(foreign_key->attribute->on_delete))
        return true;
    facts.other_column = foreign_key->parent_end->attribute->name;
    return refuse(builder,
                  "%o.%p has .delete_orphan, but %t.%c keeps its rows when the "
                  "parent is deleted: drop .delete_orphan, or the .on_delete "
                  "of %t.%c",
                  facts);
}

/* What is declared is checked; what is not is replaced afterwards, so that a
 * meaning which the program has not written is never refused. */
static bool build_action(struct builder *builder,
                         struct foreign_key *foreign_key)
{
    kith_action on_delete = foreign_key->attribute->on_delete;
    kith_action on_update = foreign_key->attribute->on_update;

    if (!check_orphans(builder, foreign_key) ||
        !check_action(builder, foreign_key, on_delete, ".on_delete") ||
        !check_action(builder, foreign_key, on_update, ".on_update") ||
        !check_parent_key(builder, foreign_key))
        return false;
    foreign_key->on_delete =
        (uint8_t)(on_delete ? on_delete : default_on_delete(foreign_key));
    if (is_reference_key(foreign_key))
        on_update = KITH_CASCADE; /* children show their parent by its row */
    foreign_key->on_update = (uint8_t)(on_update ? on_update : KITH_NO_ACTION);
    assert(foreign_key->on_delete && foreign_key->on_update);
    return true;
}

/* Let its parent know the foreign key: those of a parent are counted, so the
 * first allocates the list for all and begins to count anew. They stand in the
 * order of the tables, then of declaration: a cascade visits them so. */
static bool build_child(struct builder *builder,
                        struct foreign_key *foreign_key)
{
    struct table *parent = foreign_key->parent;

    assert(parent->child_count > 0);
    if (!parent->children) {
        parent->children =
            build_new(builder, parent->child_count, sizeof(*parent->children));
        if (!parent->children)
            return false;
        parent->child_count = 0;
    }
    parent->children[parent->child_count++] = foreign_key;
    return true;
}

bool ki_build_actions(struct builder *builder, struct table *table)
{
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!build_action(builder, &table->foreign_keys[i]) ||
            !build_child(builder, &table->foreign_keys[i]))
            return false;
    }
    return true;
}
