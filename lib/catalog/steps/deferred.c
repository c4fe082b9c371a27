/* deferred.c - which rules wait for the outermost commit.
 *
 * Owns   what .deferred may be said of, and the flags of columns, foreign keys
 *        and keys that it becomes (a key's own is set in keys.c).
 *
 * What is refused is what the engine relies on between two calls. A row is
 * found by its primary key and a parent by the key that is referred to, so both
 * must mean one row; a scalar has room for one child; and the members of a
 * many-to-many show a row at their other end.
 */
#include "catalog/steps/build.h"

enum { ALL = KITH_DEFER_PARENT | KITH_DEFER_UNIQUE | KITH_DEFER_NOT_NULL };

static bool is_deferred(const kith_attribute *attribute)
{
    return attribute->deferred != 0;
}

/* For what the declaration alone says: a rule that is not there cannot wait.
 * Relationships are refused in columns.c. */
static const char *wrong_with_deferred(const kith_attribute *attribute)
{
    unsigned deferred = attribute->deferred;

    if (deferred & ~(unsigned)ALL)
        return "%t.%c has a .deferred that means nothing: use "
               "KITH_DEFER_PARENT, KITH_DEFER_UNIQUE and KITH_DEFER_NOT_NULL";
    if (deferred & KITH_DEFER_PARENT && !is_foreign_key(attribute))
        return "%t.%c has KITH_DEFER_PARENT, but is no foreign key: drop it";
    if (deferred & KITH_DEFER_PARENT && declares_reference_key(attribute))
        return "%t.%c has KITH_DEFER_PARENT, but no column to name a row that "
               "is not there yet: declare it with KITH_FOREIGN_KEY, or drop it";
    if (deferred & KITH_DEFER_UNIQUE && declares_reference_key(attribute))
        return "%t.%c has KITH_DEFER_UNIQUE, but no column that could be "
               "unique: drop it";
    if (deferred & KITH_DEFER_UNIQUE &&
        attribute->kind == KITH_KIND_FOREIGN_KEYS)
        return "%t.%c has KITH_DEFER_UNIQUE, but is a foreign key of several "
               "columns, which is not unique by itself: drop it, or use "
               "KITH_DEFERRED_UNIQUE";
    if (deferred & (KITH_DEFER_UNIQUE | KITH_DEFER_NOT_NULL) &&
        attribute->primary_key)
        return "%t.%c is in the primary key, by which rows are found at any "
               "time: drop KITH_DEFER_UNIQUE and KITH_DEFER_NOT_NULL";
    if (deferred & KITH_DEFER_UNIQUE && !attribute->unique &&
        attribute->kind != KITH_KIND_UNIQUE)
        return "%t.%c has KITH_DEFER_UNIQUE, but is not unique: add .unique = "
               "true, or drop it";
    if (deferred & KITH_DEFER_NOT_NULL && !attribute->not_null)
        return "%t.%c has KITH_DEFER_NOT_NULL, but is not required: add "
               ".not_null = true, or drop it";
    return NULL;
}

static bool check_declared(struct builder *builder, struct table *table,
                           const kith_attribute *attribute)
{
    return accept(builder, wrong_with_deferred(attribute),
                  member_facts(table, attribute->name));
}

/* A number that several foreign keys need has no place to say NULL. A text of
 * which one of several columns is a part would unlink all of that key by its
 * NULL, so a wait for the one would be one for the other. */
static bool defer_column(struct builder *builder, const struct table *table,
                         struct column *column)
{
    const char *wrong = NULL;

    if (!(column->attribute->deferred & KITH_DEFER_NOT_NULL))
        return true;
    if (column->link_count > 0 && !column->foreign_key)
        wrong = "%t.%c has KITH_DEFER_NOT_NULL, but is part of a foreign key "
                "of several columns: say it of that, or drop it";
    else if (!can_be_null(column))
        wrong = "%t.%c has KITH_DEFER_NOT_NULL, but has no way to be NULL: "
                "declare it KITH_OPTIONAL, or drop it";
    column->defer_not_null = true;
    return accept(builder, wrong, member_facts(table, column->attribute->name));
}

static bool defer_foreign_key(struct builder *builder,
                              struct foreign_key *foreign_key)
{
    unsigned deferred = foreign_key->attribute->deferred;
    const char *wrong = NULL;

    foreign_key->defer_parent = deferred & KITH_DEFER_PARENT;
    foreign_key->defer_not_null = deferred & KITH_DEFER_NOT_NULL;
    if (foreign_key->defer_not_null && !foreign_key->unlinks)
        wrong = "%t.%c has KITH_DEFER_NOT_NULL, but no column of its own that "
                "could be NULL: drop it";
    else if (foreign_key->defer_not_null && foreign_key->association)
        wrong = "%t.%c has KITH_DEFER_NOT_NULL, but is a key of an "
                "association table, whose rows have both ends at any time: "
                "drop it";
    if (!accept(builder, wrong, foreign_key_facts(foreign_key)))
        return false;
    foreign_key->parent->adopts |= foreign_key->defer_parent;
    return !foreign_key->defer_parent ||
           ki_build_pending_key(builder, foreign_key);
}

/* Whether the columns of the key are exactly those of a foreign key. */
static bool is_over(const struct key *key,
                    const struct foreign_key *foreign_key)
{
    size_t count = foreign_key->column_count, found = 0;

    for (size_t i = 0; i < key->column_count; i++)
        found +=
            column_index(key->columns[i], foreign_key->columns, count) < count;
    return found == count && key->column_count == count;
}

/* One that a many-to-many finds its pairs by is refused where that is found
 * (relationships.c). */
static bool check_deferred_key(struct builder *builder,
                               const struct table *table, const struct key *key)
{
    struct error_facts facts = member_facts(table, key->name);

    for (size_t i = 0; i < table->child_count; i++) {
        facts.other = table->children[i]->child->descriptor->name;
        facts.other_column = table->children[i]->name;
        if (table->children[i]->parent_key == key)
            return refuse(builder,
                          "%t.%c has KITH_DEFER_UNIQUE, but %o.%p refers to "
                          "it, so one row must have it at any time: drop it",
                          facts);
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[i];

        if (!foreign_key->one_to_one || !is_over(key, foreign_key))
            continue;
        facts.other = foreign_key->parent->descriptor->name;
        facts.other_column = foreign_key->parent_end->attribute->name;
        return refuse(builder,
                      "%t.%c has KITH_DEFER_UNIQUE, but %o.%p is one to one "
                      "and has room for one row at any time: drop it",
                      facts);
    }
    return true;
}

bool ki_build_deferred(struct builder *builder, struct table *table)
{
    if (!each_attribute(builder, table, is_deferred, check_declared))
        return false;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!defer_column(builder, table, &table->columns[i]))
            return false;
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!defer_foreign_key(builder, &table->foreign_keys[i]))
            return false;
    }
    for (size_t i = 0; i < table->key_count; i++) {
        if (table->keys[i].deferred &&
            !check_deferred_key(builder, table, &table->keys[i]))
            return false;
    }
    return true;
}
