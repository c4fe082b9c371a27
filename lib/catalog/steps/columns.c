/* columns.c - the columns of a table, checked one by one.
 *
 * Owns   which options belong to which kind of attribute, what must be const,
 *        and that a default is a value of the column's type.
 * Knows  one attribute at a time, and that its name is new. What a column means
 *        beside others, as part of a key for instance, is for later steps.
 *
 * All macros of kith/schema.h fill in one struct, so the compiler takes any
 * option on any of them. One that would have no effect where it stands is
 * refused here: a .unique on a relationship would else be a rule that the
 * program believes in and nothing keeps.
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

/* --- Options that stand in the wrong place --------------------------------
 *
 * Each function returns the first option of its sort that an attribute has, as
 * the program wrote it, or NULL. */

/* Options that only a relationship has. */
static const char *relationship_option(const kith_attribute *attribute)
{
    return attribute->back_populates    ? ".back_populates"
           : attribute->secondary       ? ".secondary"
           : attribute->foreign_key     ? ".foreign_key"
           : attribute->delete_orphan   ? ".delete_orphan"
           : attribute->acyclic         ? ".acyclic"
           : attribute->unique_pair     ? ".unique_pair"
           : attribute->view_only       ? ".view_only"
           : attribute->symmetric       ? ".symmetric"
           : attribute->order_by        ? ".order_by"
           : attribute->key             ? ".key"
           : attribute->position        ? ".position"
           : attribute->maximum_members ? ".maximum_members"
           : attribute->minimum_members ? ".minimum_members"
                                        : NULL;
}

/* Options that only a foreign key has. */
static const char *foreign_key_option(const kith_attribute *attribute)
{
    return attribute->on_delete   ? ".on_delete"
           : attribute->on_update ? ".on_update"
                                  : NULL;
}

/* Options that only a column has, and those that it shares with a foreign key
 * where the attribute is a relationship. */
static const char *column_option(const kith_attribute *attribute)
{
    return attribute->primary_key          ? ".primary_key"
           : attribute->unique             ? ".unique"
           : attribute->index              ? ".index"
           : attribute->default_value.kind ? ".default_value"
           : attribute->default_function   ? ".default_function"
           : attribute->on_update_function ? ".on_update_function"
           : attribute->sort_key           ? ".sort_key"
           : attribute->manual             ? ".manual"
           : attribute->first_number       ? ".first_number"
           : attribute->minimum.kind       ? ".minimum"
           : attribute->maximum.kind       ? ".maximum"
           : attribute->maximum_bytes      ? ".maximum_bytes"
           : !is_relationship(attribute) || declares_reference_key(attribute)
               ? NULL
           : attribute->not_null ? ".not_null"
           : attribute->deferred ? ".deferred"
                                 : foreign_key_option(attribute);
}

/* Options of one sort on an attribute of another: on a column, a foreign key of
 * several columns or a relationship. The constraint in the facts says whether a
 * test above has found one, so the last sentence assigned is its own. Keys and
 * checks have no options: their macros take names only. */
KI_COLD static bool check_options(struct builder *builder,
                                  const struct table *table,
                                  const kith_attribute *attribute)
{
    struct error_facts facts = member_facts(table, attribute->name);
    const char *wrong = NULL;

    if (!is_relationship(attribute)) {
        facts.constraint = relationship_option(attribute);
        wrong = "%t.%c has %k, which belongs to a relationship: move it to the "
                "KITH_RELATIONSHIP";
    }
    if (!facts.constraint && !is_column(attribute)) {
        facts.constraint = column_option(attribute);
        wrong = declares_reference_key(attribute)
                    ? "%t.%c has %k, which belongs to a column: drop it, or "
                      "declare a column with KITH_FOREIGN_KEY"
                    : "%t.%c has %k, which belongs to a column: move it to the "
                      "column or foreign key";
    }
    if (!facts.constraint && declares_reference_key(attribute) &&
        attribute->on_update) {
        facts.constraint = ".on_update";
        wrong = "%t.%c has %k, but holds no value that could follow the key of "
                "its parent: drop it";
    }
    if (!facts.constraint && is_column(attribute) && !attribute->parent) {
        facts.constraint = foreign_key_option(attribute);
        wrong = "%t.%c has %k, which belongs to a foreign key: declare it with "
                "KITH_FOREIGN_KEY";
    }
    return accept(builder, facts.constraint ? wrong : NULL, facts);
}

/* --- Columns and relationships -------------------------------------------- */

/* What is wrong with the options of a column, however it is declared. For
 * KITH_COLUMN and the like. A primary key is never NULL, as in SQL, so it
 * cannot be optional; reals are refused because 0.1 + 0.2 is not the key
 * 0.3. */
static const char *wrong_with_column(const kith_attribute *attribute)
{
    if (attribute->optional && !ki_value_bytes(attribute->kind))
        return "%t.%c is optional, which is for numbers: declare it as "
               "KITH_TEXT or KITH_BLOB, whose NULL is a NULL pointer";
    if (attribute->primary_key && attribute->optional)
        return "%t.%c is a primary key and cannot be optional: declare it as a "
               "plain const number";
    if (attribute->primary_key && !ki_kind_is_integer(attribute->kind) &&
        attribute->kind != KITH_KIND_TEXT && attribute->kind != KITH_KIND_CHARS)
        return "%t.%c is a primary key and must be an integer or a text: "
               "declare it const int64_t or KITH_TEXT";
    if (attribute->unique && attribute->index == KITH_INDEXED)
        return "%t.%c is both unique and indexed: a unique column is found by "
               "value already, drop .index";
    return NULL;
}

/* What is wrong with a column that a program could write directly, for it is
 * not const: the block of a text would be lost, an index would keep the old
 * value. Keys over several columns, checks and limits refuse theirs where they
 * are built (ki_build_named, check_place). */
static const char *wrong_with_writable(const kith_attribute *attribute)
{
    if (attribute->kind == KITH_KIND_TEXT)
        return "%t.%c is a text that could be written past the database: "
               "declare %t.%c as KITH_TEXT";
    if (attribute->kind == KITH_KIND_BLOB)
        return "%t.%c is a blob that could be written past the database: "
               "declare %t.%c as KITH_BLOB";
    if (attribute->kind == KITH_KIND_CHARS)
        return "%t.%c is a text that could be written past its NUL: declare "
               "%t.%c as const char[]";
    if (attribute->optional && attribute->not_null)
        return "%t.%c is required and could be written to be absent: declare "
               "it const KITH_OPTIONAL";
    if (attribute->primary_key || attribute->unique || attribute->index ||
        attribute->parent)
        return "%t.%c is a key and could be written past its index: declare it "
               "const";
    return NULL;
}

/* Fill in what the attribute alone says. A number's width is that of its kind,
 * so that of an optional leaves its flag out; a text's is that of its pointer,
 * a blob's that of the kith_blob, an in-place text's that of its array, one
 * char of which is for the NUL. */
static bool build_column(struct builder *builder, struct table *table,
                         const kith_attribute *attribute)
{
    struct column *column = &table->columns[table->column_count++];
    const char *wrong = wrong_with_column(attribute);

    if (!wrong && attribute->writable)
        wrong = wrong_with_writable(attribute);
    column->attribute = attribute;
    column->kind = (uint8_t)attribute->kind;
    column->offset = attribute->offset_bytes;
    column->bytes = (uint32_t)ki_value_bytes(attribute->kind);
    if (column->bytes == 0)
        column->bytes = (uint32_t)attribute->bytes;
    column->bytes_max = column->kind == KITH_KIND_CHARS
                            ? column->bytes - 1
                            : (uint32_t)BLOCK_BYTES_MAX;
    column->optional = attribute->optional;
    column->not_null = attribute->not_null || attribute->primary_key;
    return accept(builder, wrong, member_facts(table, attribute->name)) &&
           put_member(builder, table, &table->columns, attribute->name, column);
}

/* What it shows is found when all tables have their foreign keys
 * (relationships.c); here it has its place and its name. */
static bool build_relationship(struct builder *builder, struct table *table,
                               const kith_attribute *attribute)
{
    struct relationship *relationship =
        &table->relationships[table->relationship_count++];

    relationship->attribute = attribute;
    relationship->kind = (uint8_t)attribute->kind;
    relationship->offset = (uint32_t)attribute->offset_bytes;
    relationship->table = table;
    relationship->view_only = attribute->view_only;
    return put_member(builder, table, &table->relationships, attribute->name,
                      relationship);
}

/* For a member declared for another row type, KITH_COLUMN(Store, name) within
 * the table of Item: its offset would be one of another struct. The second is
 * for descriptors made by hand; the subtraction cannot wrap, for the first test
 * has compared its parts. */
static const char *wrong_with_place(const kith_table *descriptor,
                                    const kith_attribute *attribute)
{
    if (attribute->row && strcmp(attribute->row, descriptor->row) != 0)
        return "%t.%c is declared for rows of type %k, but those of %t are %o: "
               "write %o there";
    if (attribute->bytes > descriptor->row_bytes ||
        attribute->offset_bytes > descriptor->row_bytes - attribute->bytes)
        return "%t.%c lies outside its row: correct its offset";
    return NULL;
}

/* A struct has one member of a name, so what has it already, column or
 * relationship, declares the same member. */
static bool build_member(struct builder *builder, struct table *table,
                         const kith_attribute *attribute)
{
    struct error_facts facts = member_facts(table, attribute->name);

    if (!attribute->name || column_named(builder, table, attribute->name) ||
        relationship_named(builder, table, attribute->name))
        return refuse(builder, "%t.%c is declared twice: drop one", facts);
    facts.other = table->descriptor->row;
    facts.constraint = attribute->row;
    return accept(builder, wrong_with_place(table->descriptor, attribute),
                  facts) &&
           check_options(builder, table, attribute) &&
           (is_column(attribute)
                ? build_column(builder, table, attribute)
                : build_relationship(builder, table, attribute));
}

static bool is_member(const kith_attribute *attribute)
{
    return is_column(attribute) || is_relationship(attribute);
}

/* What has options: members, and foreign keys of several columns, which are no
 * members but name some. */
static bool is_described(const kith_attribute *attribute)
{
    return is_member(attribute) || is_foreign_key(attribute);
}

static bool build_described(struct builder *builder, struct table *table,
                            const kith_attribute *attribute)
{
    return is_member(attribute) ? build_member(builder, table, attribute)
                                : check_options(builder, table, attribute);
}

/* Both arrays have their final length before anything is filled in: names point
 * into them at once, keys and foreign keys later. */
bool ki_build_columns(struct builder *builder, struct table *table)
{
    assert(table->column_count == 0 && table->relationship_count == 0);
    table->columns = build_new(builder, count_attributes(table, is_column),
                               sizeof(*table->columns));
    table->relationships =
        build_new(builder, count_attributes(table, is_relationship),
                  sizeof(*table->relationships));
    return table->columns && table->relationships &&
           each_attribute(builder, table, is_described, build_described);
}

/* --- Defaults -------------------------------------------------------------
 *
 * A default stands for a value that an insert does not give. In the struct that
 * an insert is given as, only a NULL can say "not given"; where zero is a
 * value, a default could never be distinguished from it, and is refused. */

/* Whether the declared default is a value of the column's type. In-place texts
 * have one only as a column of a foreign key. The number is made for the test
 * alone; it is made again for each row (ki_column_default), which costs less
 * than to keep it for all columns. */
static bool is_value_of(const struct column *column, const kith_value *value)
{
    char number[8];

    if (column->kind == KITH_KIND_BLOB)
        return value->kind == KITH_KIND_BLOB && value->blob.data &&
               value->blob.bytes <= BLOCK_BYTES_MAX;
    if (column->kind != KITH_KIND_TEXT && column->kind != KITH_KIND_CHARS)
        return ki_value_from(column->kind, value, number);
    return value->kind == KITH_KIND_TEXT && value->text &&
           (column->kind == KITH_KIND_TEXT ||
            strlen(value->text) < column->bytes);
}

/* The function is its default and its update, so there is no other. */
static const char *wrong_with_sort_key(const struct column *column)
{
    const kith_attribute *attribute = column->attribute;

    if (!is_block(column) || column->link_count > 0)
        return "%t.%c has .sort_key, but is no text or blob of its own: "
               "declare "
               "it KITH_TEXT or KITH_BLOB";
    return attribute->default_value.kind || attribute->default_function ||
                   attribute->on_update_function
               ? "%t.%c has .sort_key, which gives its value: drop its "
                 "defaults "
                 "and .on_update_function"
               : NULL;
}

/* What is wrong with a default: a column of which zero, or an empty text, is a
 * value has none. The later sentences say which of the reasons it is, for each
 * has another remedy. The own column of a foreign key may have one though it is
 * a plain number, for its NULL is that of the link. */
static const char *wrong_with_default(const struct column *column)
{
    const kith_attribute *attribute = column->attribute;

    if (attribute->default_value.kind && attribute->default_function)
        return "%t.%c has both .default_value and .default_function: drop one";
    if (attribute->sort_key)
        return wrong_with_sort_key(column);
    if (attribute->optional || column->foreign_key || is_block(column))
        return attribute->default_function ||
                       is_value_of(column, &attribute->default_value)
                   ? NULL
                   : "%t.%c has a default that is no value of its type: use "
                     "KITH_INTEGER, KITH_REAL, KITH_STRING or KITH_BINARY with "
                     "one that fits";
    if (column->link_count > 0)
        return "%t.%c has a default but is always given, for it is required, "
               "or several foreign keys share it: drop the default";
    if (column->kind == KITH_KIND_CHARS)
        return "%t.%c has a default but is always given, for an empty in-place "
               "text is a value: declare it KITH_TEXT, or drop the default";
    if (attribute->primary_key)
        return "%t.%c has a default but is in the primary key, where zero is a "
               "value or the next number: drop the default";
    return "%t.%c has a default but is always given, for zero is a value: "
           "declare it KITH_OPTIONAL, or drop the default";
}

/* A function that is called when the row changes may not change what other rows
 * follow, nor the parent of this row: it is called when the consequences of a
 * call are being followed, and its value would have consequences of its own.
 * Keys that others refer to are refused by actions.c, where they are known. */
static const char *wrong_with_updating(const struct column *column)
{
    if (column->link_count > 0 || column->attribute->primary_key)
        return column->attribute->sort_key
                   ? "%t.%c has .sort_key, but is in the primary key: use a "
                     "column of its own"
                   : "%t.%c has .on_update_function, but is in the primary key "
                     "or a foreign key: use a column of its own";
    return NULL;
}

/* A value and a function are one thing from here on, has_default, but where the
 * default is taken. */
static bool build_default(struct builder *builder, const struct table *table,
                          struct column *column)
{
    const kith_attribute *attribute = column->attribute;
    const char *wrong = NULL;

    column->has_default =
        attribute->default_value.kind || default_of(column->attribute);
    if (column->has_default)
        wrong = wrong_with_default(column);
    if (!wrong && on_update_of(column->attribute))
        wrong = wrong_with_updating(column);
    return accept(builder, wrong, member_facts(table, attribute->name));
}

/* A foreign key moves by its default as a whole, or not at all:
 * KITH_SET_DEFAULT writes all of its own columns. Columns that others share
 * stay as they are, so they do not count. */
static bool build_default_key(struct builder *builder,
                              struct foreign_key *foreign_key)
{
    size_t count = 0;

    for (size_t i = 0; i < foreign_key->exclusive_count; i++)
        count += foreign_key_exclusive(foreign_key)[i]->has_default;
    foreign_key->has_default = count > 0;
    return accept(builder,
                  count == 0 || count == foreign_key->exclusive_count
                      ? NULL
                      : "%t.%c has a default for some of its columns only: "
                        "give all that are its own one, or none",
                  foreign_key_facts(foreign_key));
}

/* Columns first: a foreign key counts those of its columns that have one. */
bool ki_build_defaults(struct builder *builder, struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (!build_default(builder, table, &table->columns[i]))
            return false;
    }
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!build_default_key(builder, &table->foreign_keys[i]))
            return false;
    }
    return true;
}
