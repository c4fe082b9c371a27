/* recipe.c - what the schema and a factory say of a table together.
 *
 * Owns   what is asked of kith/reflect.h before the first row is made, and the
 *        rules for factories.
 * Knows  the database by its descriptions alone.
 *
 *   ki_recipes_open
 *     read_columns      what each column is, and what it needs
 *     read_keys         which columns are unique together
 *     read_uniques      which columns may hold no value twice
 *     read_parents      foreign keys, as numbers of columns
 *     take_factory      fields, each judged once
 *
 * The contract of factories is in kith/test/factory.h.
 */
#include "kit/recipe.h"

#include <kith/write.h>

/* --- Columns -------------------------------------------------------------- */

/* Whether zero is beyond what the column may hold, where it may not be NULL. */
static bool needs_value(const kith_column *column)
{
    return !column->nullable &&
           (column->optional || column->kind == KITH_KIND_TEXT ||
            column->kind == KITH_KIND_BLOB ||
            column->attribute->minimum.kind != KITH_KIND_NONE ||
            column->attribute->maximum.kind != KITH_KIND_NONE);
}

/* Describe the columns. What a default or a foreign key gives has no remedy;
 * the part of a foreign key that may not be NULL has one, for where its key may
 * be NULL and it is shared. */
static bool read_columns(kith_factories *factories, struct kith_recipe_ *recipe)
{
    kith_column column;
    size_t count = 0;

    assert(recipe->table);
    while (kith_table_column(factories->db, recipe->table, count, &column))
        count++;
    recipe->columns =
        ki_factories_new(factories, count + 1, sizeof(*recipe->columns));
    if (!recipe->columns)
        return false;
    recipe->column_count = count;
    for (size_t i = 0; i < count; i++) {
        struct recipe_column *at = &recipe->columns[i];

        kith_table_column(factories->db, recipe->table, i, &at->column);
        at->attribute =
            kith_attribute_at(recipe->table, at->column.offset_bytes);
        assert(at->attribute < recipe->table->attribute_count);
        if (at->column.default_kind == KITH_DEFAULT_NONE &&
            needs_value(&at->column))
            at->remedy = REMEDY_LEAST;
    }
    return true;
}

/* The number of the column at an offset. */
static size_t column_number(const struct kith_recipe_ *recipe, size_t offset)
{
    size_t i = 0;

    while (recipe->columns[i].column.offset_bytes != offset) {
        i++;
        assert(i < recipe->column_count);
    }
    return i;
}

/* Whether a column of a unique key is given values that no row has. What a
 * foreign key or the insert gives is not, nor a default, unless the column
 * alone is the key: then the first row has it. A bool has only two values,
 * which is a matter for who makes the rows. */
static bool needs_unique(const kith_column *column, const kith_key *key)
{
    if (column->kind == KITH_KIND_BOOL)
        return false;
    if (column->default_kind == KITH_DEFAULT_VALUE)
        return key->column_count == 1 && !column->foreign_key;
    return column->default_kind == KITH_DEFAULT_NONE &&
           !(column->foreign_key && column->nullable);
}

static void read_uniques(kith_factories *factories, struct kith_recipe_ *recipe)
{
    kith_key key;
    kith_column column;

    assert(recipe->columns);
    for (size_t i = 0; kith_table_key(factories->db, recipe->table, i, &key);
         i++) {
        for (size_t j = 0; key.unique && kith_key_column(&key, j, &column);
             j++) {
            struct recipe_column *at =
                &recipe->columns[column_number(recipe, column.offset_bytes)];

            at->findable |= key.column_count == 1;
            if (needs_unique(&column, &key))
                at->remedy = REMEDY_UNIQUE;
        }
    }
}

/* Those of several columns that were declared. Each column is in the list of
 * its key, in the order in which they are looked up. */
static bool read_keys(kith_factories *factories, struct kith_recipe_ *recipe)
{
    kith_key key;
    kith_column column;
    size_t count = 0;

    assert(recipe->columns);
    while (kith_table_key(factories->db, recipe->table, count, &key))
        count++;
    recipe->keys =
        ki_factories_new(factories, count + 1, sizeof(*recipe->keys));
    for (size_t i = 0; recipe->keys && i < count; i++) {
        struct recipe_key *at = &recipe->keys[recipe->key_count];

        kith_table_key(factories->db, recipe->table, i, &key);
        if (!key.unique || key.hidden || key.column_count < 2)
            continue;
        at->columns =
            ki_factories_new(factories, key.column_count, sizeof(*at->columns));
        if (!at->columns)
            return false;
        while (kith_key_column(&key, at->count, &column))
            at->columns[at->count++] =
                column_number(recipe, column.offset_bytes);
        recipe->key_count++;
    }
    return recipe->keys;
}

/* Room for "name 18446744073709551615", or for a number in a blob. */
static bool make_text_room(kith_factories *factories,
                           struct kith_recipe_ *recipe)
{
    for (size_t i = 0; i < recipe->column_count; i++) {
        struct recipe_column *at = &recipe->columns[i];
        const kith_factory_field *field = at->field;
        size_t bytes = strlen(at->column.name) + 24;

        if (field && field->sequence)
            bytes = ki_sequence_bytes(field->sequence);
        else if (field || at->remedy == REMEDY_NONE)
            continue;
        assert(bytes > 0);
        at->text = ki_factories_new(factories, bytes, 1);
        at->text_bytes = bytes;
        if (!at->text)
            return false;
    }
    return true;
}

/* --- Parents -------------------------------------------------------------- */

/* The columns of a foreign key, as numbers, and whether a default gives it. */
static bool read_parent(kith_factories *factories, struct kith_recipe_ *recipe,
                        struct recipe_parent *parent)
{
    size_t count = parent->key.column_count;
    kith_column child, its;

    parent->recipe = ki_recipe_of(factories, parent->key.parent);
    assert(parent->recipe);
    parent->child =
        ki_factories_new(factories, 2 * count + 1, sizeof(*parent->child));
    if (!parent->child)
        return false;
    parent->parent = parent->child + count;
    for (size_t i = 0; kith_foreign_key_column(&parent->key, i, &child, &its);
         i++) {
        parent->child[i] = column_number(recipe, child.offset_bytes);
        parent->parent[i] = column_number(parent->recipe, its.offset_bytes);
        parent->defaulted |= child.default_kind != KITH_DEFAULT_NONE;
    }
    return true;
}

static bool read_parents(kith_factories *factories, struct kith_recipe_ *recipe)
{
    kith_foreign_key key;
    size_t count = 0;

    assert(recipe->columns);
    while (kith_table_foreign_key(factories->db, recipe->table, count, &key))
        count++;
    recipe->parents =
        ki_factories_new(factories, count + 1, sizeof(*recipe->parents));
    if (!recipe->parents)
        return false;
    recipe->parent_count = count;
    for (size_t i = 0; i < count; i++) {
        struct recipe_parent *parent = &recipe->parents[i];

        kith_table_foreign_key(factories->db, recipe->table, i, &parent->key);
        if (!read_parent(factories, recipe, parent))
            return false;
    }
    return true;
}

/* --- Fields --------------------------------------------------------------- */

/* The ways to say a value that a field names. */
static int count_ways(const kith_factory_field *field)
{
    return (field->value.kind != KITH_KIND_NONE) + !!field->sequence +
           (field->first.kind != KITH_KIND_NONE) + !!field->function +
           field->build;
}

/* A field that says .build is at the reference of a foreign key, or at its one
 * column. */
static bool field_is_of(const struct kith_recipe_ *recipe,
                        const struct recipe_parent *parent,
                        const kith_factory_field *field)
{
    const kith_attribute *end = parent->key.child_end;

    return (end && end->offset_bytes == field->offset_bytes) ||
           (parent->key.column_count == 1 &&
            recipe->columns[parent->child[0]].column.offset_bytes ==
                field->offset_bytes);
}

/* The parent of a row in the same table would need one as well. */
static kith_status take_build(kith_factories *factories,
                              struct kith_recipe_ *recipe,
                              const kith_factory_field *field)
{
    assert(field->build);
    for (size_t i = 0; i < recipe->parent_count; i++) {
        struct recipe_parent *parent = &recipe->parents[i];

        if (!field_is_of(recipe, parent, field))
            continue;
        if (parent->recipe == recipe)
            return ki_factories_fail(
                factories, KITH_E_MISUSE, recipe->table, field->name,
                "%s.%s refers to a row of its own table, which cannot be built "
                "without end: give it",
                recipe->table->name, field->name);
        parent->build = true;
        return KITH_OK;
    }
    return ki_factories_fail(factories, KITH_E_MISUSE, recipe->table,
                             field->name,
                             "%s.%s has .build, but is no foreign key",
                             recipe->table->name, field->name);
}

/* Whether the values of the field that are known now are those of its column;
 * they are put into the row of the recipe for that. */
static kith_status judge_field(kith_factories *factories,
                               struct kith_recipe_ *recipe,
                               const struct recipe_column *column,
                               const kith_factory_field *field)
{
    const kith_value *value =
        field->first.kind != KITH_KIND_NONE ? &field->first : &field->value;
    bool is_text = column->column.kind == KITH_KIND_TEXT ||
                   column->column.kind == KITH_KIND_CHARS;
    bool counts = field->first.kind == KITH_KIND_I64 ||
                  field->first.kind == KITH_KIND_U64 ||
                  field->first.kind == KITH_KIND_F64;

    if (field->sequence && (!is_text || !ki_sequence_bytes(field->sequence)))
        return ki_factories_fail(
            factories, KITH_E_MISUSE, recipe->table, field->name,
            is_text ? "%s.%s: a .sequence has %%d for the number, and %%%% for "
                      "a %%, and no other %%"
                    : "%s.%s is no text, which a .sequence makes: use .first",
            recipe->table->name, field->name);
    if (field->first.kind != KITH_KIND_NONE && !counts)
        return ki_factories_fail(factories, KITH_E_MISUSE, recipe->table,
                                 field->name,
                                 "%s.%s: a .first is a number to count from",
                                 recipe->table->name, field->name);
    if (value->kind != KITH_KIND_NONE && !ki_recipe_put(recipe, column, value))
        return ki_factories_fail(
            factories, KITH_E_CHECK, recipe->table, field->name,
            "%s.%s cannot hold what its field says: give a value of its type "
            "that fits",
            recipe->table->name, field->name);
    return KITH_OK;
}

static kith_status take_field(kith_factories *factories,
                              struct kith_recipe_ *recipe,
                              const kith_factory_field *field)
{
    struct recipe_column *column = NULL;

    assert(recipe->factory);
    if (count_ways(field) != 1)
        return ki_factories_fail(
            factories, KITH_E_MISUSE, recipe->table, field->name,
            "%s.%s: a field names one of .value, .sequence, .first, .function "
            "and .build",
            recipe->table->name, field->name ? field->name : "?");
    if (field->build)
        return take_build(factories, recipe, field);
    for (size_t i = 0; i < recipe->column_count; i++) {
        if (recipe->columns[i].column.offset_bytes == field->offset_bytes)
            column = &recipe->columns[i];
    }
    if (!column || column->field)
        return ki_factories_fail(
            factories, KITH_E_MISUSE, recipe->table, field->name,
            column ? "%s.%s has two fields in its factory"
                   : "%s.%s is no column",
            recipe->table->name, field->name ? field->name : "?");
    column->field = field;
    recipe->fields[recipe->field_count++] = column;
    return judge_field(factories, recipe, column, field);
}

/* --- All of them ---------------------------------------------------------- */

struct kith_recipe_ *ki_recipe_of(const kith_factories *factories,
                                  const kith_table *table)
{
    for (size_t i = 0; i < factories->recipe_count_; i++) {
        if (factories->recipes_[i].table == table)
            return &factories->recipes_[i];
    }
    return NULL;
}

static kith_status take_factory(kith_factories *factories,
                                const kith_factory *factory)
{
    struct kith_recipe_ *recipe = ki_recipe_of(factories, factory->table);
    kith_status status = KITH_OK;

    if (!recipe || recipe->factory)
        return ki_factories_fail(
            factories, KITH_E_MISUSE, factory->table, NULL,
            recipe ? "the table %s has two factories"
                   : "there is a factory of the table %s, which is not part of "
                     "the database",
            factory->table ? factory->table->name : "NULL");
    recipe->factory = factory;
    recipe->fields = ki_factories_new(factories, factory->field_count + 1,
                                      sizeof(*recipe->fields));
    if (!recipe->fields)
        return KITH_E_MEMORY;
    for (size_t i = 0; status == KITH_OK && i < factory->field_count; i++)
        status = take_field(factories, recipe, &factory->fields[i]);
    return status;
}

/* The row, aligned as its type wants it, and its masks. */
static bool make_row_room(kith_factories *factories,
                          struct kith_recipe_ *recipe)
{
    size_t words = recipe->table->attribute_count / 64 + 1;
    size_t align = recipe->table->row_align;
    char *row =
        ki_factories_new(factories, recipe->table->row_bytes + align, 1);

    recipe->given = ki_factories_new(factories, 3 * words, sizeof(uint64_t));
    if (!row || !recipe->given)
        return false;
    assert(align > 0 && (align & (align - 1)) == 0);
    recipe->row = row + (align - (uintptr_t)row % align) % align;
    recipe->nulls = recipe->given + words;
    recipe->known = recipe->nulls + words;
    recipe->mask_words = words;
    return true;
}

/* Columns of all tables first, for parents are described by them. */
static bool read_tables(kith_factories *factories)
{
    bool room = true;

    for (size_t i = 0; room && i < factories->recipe_count_; i++) {
        room = make_row_room(factories, &factories->recipes_[i]) &&
               read_columns(factories, &factories->recipes_[i]) &&
               read_keys(factories, &factories->recipes_[i]);
        if (room)
            read_uniques(factories, &factories->recipes_[i]);
    }
    for (size_t i = 0; room && i < factories->recipe_count_; i++)
        room = read_parents(factories, &factories->recipes_[i]);
    return room;
}

kith_status ki_recipes_open(kith_factories *factories,
                            const kith_factory *const *list)
{
    const kith_table *const *tables = kith_tables(factories->db);
    kith_status status = KITH_OK;
    size_t count = 0;

    assert(factories->db);
    while (tables[count])
        count++;
    factories->recipes_ =
        ki_factories_new(factories, count + 1, sizeof(*factories->recipes_));
    factories->stack_ =
        ki_factories_new(factories, count + 1, sizeof(*factories->stack_));
    if (!factories->recipes_ || !factories->stack_)
        return KITH_E_MEMORY;
    factories->recipe_count_ = count;
    for (size_t i = 0; i < count; i++)
        factories->recipes_[i].table = tables[i];
    if (!read_tables(factories))
        return KITH_E_MEMORY;
    for (size_t i = 0; status == KITH_OK && list && list[i]; i++)
        status = take_factory(factories, list[i]);
    for (size_t i = 0; status == KITH_OK && i < count; i++) {
        if (!make_text_room(factories, &factories->recipes_[i]))
            status = KITH_E_MEMORY;
    }
    return status;
}
