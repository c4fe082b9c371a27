/* columns.c - the columns of a table, checked one by one.
 *
 * Owns   which options belong to which kind of attribute, what must be const,
 *        and that a default is a value of the column's type.
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

/* Options that only a relationship has. */
static const char *relationship_option(const kith_attribute *attribute)
{
    return attribute->back_populates  ? ".back_populates"
           : attribute->secondary     ? ".secondary"
           : attribute->foreign_key   ? ".foreign_key"
           : attribute->delete_orphan ? ".delete_orphan"
           : attribute->acyclic       ? ".acyclic"
           : attribute->unique_pair   ? ".unique_pair"
           : attribute->view_only     ? ".view_only"
                                      : NULL;
}

/* Options that only a foreign key has. */
static const char *foreign_key_option(const kith_attribute *attribute)
{
    return attribute->on_delete   ? ".on_delete"
           : attribute->on_update ? ".on_update"
                                  : NULL;
}

/* Options that only a column has. */
static const char *column_option(const kith_attribute *attribute)
{
    return attribute->primary_key          ? ".primary_key"
           : attribute->unique             ? ".unique"
           : attribute->index              ? ".index"
           : attribute->default_value.kind ? ".default_value"
           : attribute->default_function   ? ".default_function"
           : attribute->on_update_function ? ".on_update_function"
           : attribute->manual             ? ".manual"
           : attribute->first_number       ? ".first_number"
           : attribute->minimum.kind       ? ".minimum"
           : attribute->maximum.kind       ? ".maximum"
           : attribute->maximum_bytes      ? ".maximum_bytes"
                                           : NULL;
}

/* Options that a column and a foreign key have, and a relationship has not. */
static const char *shared_option(const kith_attribute *attribute)
{
    return attribute->not_null ? ".not_null" : foreign_key_option(attribute);
}

static kith_status check_options(struct builder *builder,
                                 const struct table *table,
                                 const kith_attribute *attribute)
{
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = attribute->name};
    bool relationship = is_relationship(attribute->kind);
    bool column = is_column(attribute->kind);

    if (!relationship)
        facts.constraint = relationship_option(attribute);
    if (facts.constraint)
        return refuse(builder,
                      "%t.%c has %k, which belongs to a relationship: move "
                      "it to the KITH_RELATIONSHIP",
                      &facts);
    if (!column)
        facts.constraint = column_option(attribute);
    if (!facts.constraint && relationship)
        facts.constraint = shared_option(attribute);
    if (facts.constraint)
        return refuse(builder,
                      "%t.%c has %k, which belongs to a column: move it to "
                      "the column or foreign key",
                      &facts);
    if (column && !attribute->parent)
        facts.constraint = foreign_key_option(attribute);
    if (facts.constraint)
        return refuse(builder,
                      "%t.%c has %k, which belongs to a foreign key: declare "
                      "it with KITH_FOREIGN_KEY",
                      &facts);
    return KITH_OK;
}

static kith_status check_primary(struct builder *builder,
                                 const kith_attribute *attribute,
                                 const struct error_facts *facts)
{
    if (attribute->optional)
        return refuse(builder,
                      "%t.%c is a primary key and cannot be optional: declare "
                      "it as a plain const number",
                      facts);
    if (!ki_kind_is_integer(attribute->kind) &&
        attribute->kind != KITH_KIND_TEXT && attribute->kind != KITH_KIND_CHARS)
        return refuse(builder,
                      "%t.%c is a primary key and must be an integer or a "
                      "text: declare it const int64_t or KITH_TEXT",
                      facts);
    return KITH_OK;
}

static kith_status check_column(struct builder *builder,
                                const struct table *table,
                                const kith_attribute *attribute)
{
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = attribute->name};
    kith_status status = KITH_OK;

    if (attribute->optional && !ki_value_bytes(attribute->kind))
        return refuse(builder,
                      "%t.%c is optional, which is for numbers: declare it as "
                      "KITH_TEXT or KITH_BLOB, whose NULL is a NULL pointer",
                      &facts);
    if (attribute->primary_key)
        status = check_primary(builder, attribute, &facts);
    if (status != KITH_OK)
        return status;
    if (attribute->unique && attribute->index)
        return refuse(builder,
                      "%t.%c is both unique and indexed: a unique column is "
                      "found by value already, drop .index",
                      &facts);
    if (attribute->writable && attribute->kind == KITH_KIND_TEXT)
        return refuse(builder,
                      "%t.%c is a text that could be written past the "
                      "database: declare %t.%c as KITH_TEXT",
                      &facts);
    if (attribute->writable && attribute->kind == KITH_KIND_BLOB)
        return refuse(builder,
                      "%t.%c is a blob that could be written past the "
                      "database: declare %t.%c as KITH_BLOB",
                      &facts);
    if (attribute->writable && attribute->kind == KITH_KIND_CHARS)
        return refuse(builder,
                      "%t.%c is a text that could be written past its NUL: "
                      "declare %t.%c as const char[]",
                      &facts);
    if (attribute->writable && attribute->optional && attribute->not_null)
        return refuse(builder,
                      "%t.%c is required and could be written to be absent: "
                      "declare it const KITH_OPTIONAL",
                      &facts);
    if (attribute->writable && (attribute->primary_key || attribute->unique ||
                                attribute->index || attribute->parent))
        return refuse(builder,
                      "%t.%c is a key and could be written past its index: "
                      "declare it const",
                      &facts);
    return KITH_OK;
}

/* Whether the declared default is a value of the column's type. */
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

/* A default on a column of which zero, or an empty text, is a value. */
static kith_status refuse_default(struct builder *builder,
                                  const struct column *column,
                                  const struct error_facts *facts)
{
    if (column->link_count > 0)
        return refuse(builder,
                      "%t.%c has a default but is always given, for it is "
                      "required, or several foreign keys share it: drop the "
                      "default",
                      facts);
    if (column->kind == KITH_KIND_CHARS)
        return refuse(builder,
                      "%t.%c has a default but is always given, for an empty "
                      "in-place text is a value: declare it KITH_TEXT, or drop "
                      "the default",
                      facts);
    if (column->attribute->primary_key)
        return refuse(builder,
                      "%t.%c has a default but is in the primary key, where "
                      "zero is a value or the next number: drop the default",
                      facts);
    return refuse(builder,
                  "%t.%c has a default but is always given, for zero is a "
                  "value: declare it KITH_OPTIONAL, or drop the default",
                  facts);
}

static kith_status build_default(struct builder *builder,
                                 const struct table *table,
                                 struct column *column)
{
    const kith_attribute *attribute = column->attribute;
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = attribute->name};

    if (!attribute->default_value.kind && !attribute->default_function)
        return KITH_OK;
    if (attribute->default_value.kind && attribute->default_function)
        return refuse(builder,
                      "%t.%c has both .default_value and .default_function: "
                      "drop one",
                      &facts);
    if (!attribute->optional && !column->foreign_key && !is_block(column))
        return refuse_default(builder, column, &facts);
    if (!attribute->default_function &&
        !is_value_of(column, &attribute->default_value))
        return refuse(builder,
                      "%t.%c has a default that is no value of its type: use "
                      "KITH_INTEGER, KITH_REAL, KITH_STRING or KITH_BINARY "
                      "with one that fits",
                      &facts);
    column->has_default = true;
    return KITH_OK;
}

static kith_status build_column(struct builder *builder, struct table *table,
                                const kith_attribute *attribute)
{
    struct column *column = &table->columns[table->column_count];
    kith_status status = check_column(builder, table, attribute);

    if (status != KITH_OK)
        return status;
    column->attribute = attribute;
    column->kind = (uint8_t)attribute->kind;
    column->offset = attribute->offset_bytes;
    column->bytes = ki_value_bytes(attribute->kind);
    if (column->bytes == 0)
        column->bytes = attribute->bytes;
    column->bytes_max = column->kind == KITH_KIND_CHARS
                            ? (uint32_t)column->bytes - 1
                            : (uint32_t)BLOCK_BYTES_MAX;
    column->optional = attribute->optional;
    column->not_null = attribute->not_null || attribute->primary_key;
    table->column_count++;
    if (ki_names_put(&builder->names, &table->columns, column->attribute->name,
                     column) != KITH_OK)
        return ki_error_memory(builder->error);
    return KITH_OK;
}

static kith_status build_relationship(struct builder *builder,
                                      struct table *table,
                                      const kith_attribute *attribute)
{
    struct relationship *relationship =
        &table->relationships[table->relationship_count++];

    relationship->attribute = attribute;
    relationship->kind = (uint8_t)attribute->kind;
    relationship->offset = (uint32_t)attribute->offset_bytes;
    relationship->table = table;
    relationship->view_only = attribute->view_only;
    if (ki_names_put(&builder->names, &table->relationships,
                     relationship->attribute->name, relationship) != KITH_OK)
        return ki_error_memory(builder->error);
    return KITH_OK;
}

static kith_status build_member(struct builder *builder, struct table *table,
                                const kith_attribute *attribute)
{
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = attribute->name};
    kith_status status;

    if (!attribute->name || column_named(builder, table, attribute->name) ||
        relationship_named(builder, table, attribute->name))
        return refuse(builder, "%t.%c is declared twice: drop one", &facts);
    facts.other = table->descriptor->row;
    facts.constraint = attribute->row;
    if (attribute->row && strcmp(attribute->row, table->descriptor->row) != 0)
        return refuse(builder,
                      "%t.%c is declared for rows of type %k, but those of %t "
                      "are %o: write %o there",
                      &facts);
    if (attribute->bytes > table->descriptor->row_bytes ||
        attribute->offset_bytes >
            table->descriptor->row_bytes - attribute->bytes)
        return refuse(builder, "%t.%c lies outside its row: correct its offset",
                      &facts);
    status = check_options(builder, table, attribute);
    if (status != KITH_OK)
        return status;
    if (is_column(attribute->kind))
        return build_column(builder, table, attribute);
    return build_relationship(builder, table, attribute);
}

/* A foreign key moves by its default as a whole, or not at all. */
static kith_status build_default_key(struct builder *builder,
                                     struct foreign_key *foreign_key)
{
    size_t count = 0;

    for (size_t i = 0; i < foreign_key->exclusive_count; i++)
        count += foreign_key_exclusive(foreign_key)[i]->has_default;
    foreign_key->has_default = count > 0;
    if (count == 0 || count == foreign_key->exclusive_count)
        return KITH_OK;
    return refuse(
        builder,
        "%t.%c has a default for some of its columns only: give all "
        "that are its own one, or none",
        &(struct error_facts){.table = foreign_key->child->descriptor->name,
                              .column = foreign_key->name});
}

/* A function that is asked when the row changes may not change what other rows
 * follow, nor whom this row belongs to. */
static kith_status check_updating(struct builder *builder,
                                  const struct table *table,
                                  const struct column *column)
{
    struct error_facts facts = {.table = table->descriptor->name,
                                .column = column->attribute->name};

    if (!column->attribute->on_update_function)
        return KITH_OK;
    if (column->link_count > 0 || column->attribute->primary_key)
        return refuse(builder,
                      "%t.%c has .on_update_function, but is in the primary "
                      "key or a foreign key: use a column of its own",
                      &facts);
    return KITH_OK;
}

kith_status ki_build_defaults(struct builder *builder, struct table *table)
{
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < table->column_count; i++) {
        status = build_default(builder, table, &table->columns[i]);
        if (status == KITH_OK)
            status = check_updating(builder, table, &table->columns[i]);
    }
    for (size_t i = 0; status == KITH_OK && i < table->foreign_key_count; i++)
        status = build_default_key(builder, &table->foreign_keys[i]);
    return status;
}

kith_status ki_build_columns(struct builder *builder, struct table *table)
{
    const kith_table *descriptor = table->descriptor;
    size_t columns = 0, relationships = 0;

    for (size_t i = 0; i < descriptor->attribute_count; i++) {
        columns += is_column(descriptor->attributes[i].kind);
        relationships += is_relationship(descriptor->attributes[i].kind);
    }
    table->columns = build_new(builder, columns, sizeof(*table->columns));
    table->relationships =
        build_new(builder, relationships, sizeof(*table->relationships));
    if (!table->columns || !table->relationships)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < descriptor->attribute_count; i++) {
        kith_kind kind = descriptor->attributes[i].kind;
        kith_status status = KITH_OK;

        if (is_column(kind) || is_relationship(kind))
            status = build_member(builder, table, &descriptor->attributes[i]);
        else if (kind == KITH_KIND_FOREIGN_KEYS)
            status = check_options(builder, table, &descriptor->attributes[i]);
        if (status != KITH_OK)
            return status;
    }
    return KITH_OK;
}
