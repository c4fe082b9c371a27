/* schema.c - the tables of one database; see schema.h. */
#include "catalog/schema.h"

#include "catalog/build.h"
#include "catalog/value.h"

bool ki_schema_enums_differ(unsigned abi_version)
{
    return (uint16_t)(abi_version ^ KITH_ABI_VERSION) == 0;
}

/* What a schema takes is little: the first block is as large as is known when
 * the descriptors are counted, and the others are small. */
enum { ARENA_STEP = 512 };

static size_t known_bytes(const kith_attribute *attribute)
{
    size_t bytes = 0;

    if (is_relationship(attribute->kind))
        bytes += sizeof(struct relationship);
    if (is_column(attribute->kind))
        bytes += sizeof(struct column);
    if (is_foreign_key(attribute))
        bytes += sizeof(struct foreign_key) + 3 * sizeof(struct foreign_key *);
    return bytes;
}

/* At least what the schema of these tables takes. */
static size_t least_bytes(const kith_table *const *faces)
{
    size_t bytes = 0;

    for (; *faces; faces++) {
        bytes += sizeof(struct table) + sizeof(*faces) + sizeof(struct key) +
                 sizeof(struct column *);
        for (size_t i = 0; i < (*faces)->attribute_count; i++)
            bytes += known_bytes(&(*faces)->attributes[i]);
    }
    return bytes;
}

static kith_status add_table(struct builder *builder, struct table *table,
                             const kith_table *face)
{
    struct facts facts = {.table = face->name, .other = face->row};
    struct table *other;
    kith_status status;

    if (face->abi_version != KITH_ABI_VERSION)
        return ki_error(builder->error, KITH_E_MISUSE,
                        ki_schema_enums_differ(face->abi_version)
                            ? "%t was compiled with enums of another size: "
                              "compile it without -fshort-enums"
                            : "%t was compiled against another version of "
                              "kith.h: compile it again",
                        &facts);
    if (!face->name || !face->name[0])
        return refuse(builder,
                      "the table of row type %o has no name: give it one, "
                      "KITH_TABLE(%o, \"name\", ...)",
                      &facts);
    if (face->row_bytes == 0 || face->row_bytes > ROW_BYTES_MAX)
        return refuse(builder,
                      "the rows of %t have no bytes, or more than 1 GiB: give "
                      "%o a member, or keep large data outside",
                      &facts);
    if (table_named(builder, face->name))
        return refuse(builder,
                      "two tables are named %t: rename one, or give it to "
                      "kith_open once",
                      &facts);
    other = table_of_row(builder, face->row);
    facts.constraint = other ? other->face->name : NULL;
    if (other)
        return refuse(builder,
                      "%t and %k both have rows of type %o: declare one "
                      "struct type for each table",
                      &facts);
    table->face = face;
    status = ki_names_put(&builder->names, &builder->schema->tables, face->name,
                          table);
    if (status == KITH_OK)
        status = ki_names_put(&builder->names, builder, face->row, table);
    if (status != KITH_OK)
        return ki_error_memory(builder->error);
    return KITH_OK;
}

static kith_status add_tables(struct builder *builder,
                              const kith_table *const *faces)
{
    struct schema *schema = builder->schema;
    size_t count = 0;

    while (faces[count])
        count++;
    schema->tables = build_new(builder, count, sizeof(*schema->tables));
    schema->faces = build_new(builder, count + 1, sizeof(*schema->faces));
    if (!schema->tables || !schema->faces)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct table *table = &schema->tables[i];
        kith_status status = add_table(builder, table, faces[i]);

        if (status != KITH_OK)
            return status;
        table->number = (uint32_t)i;
        schema->faces[i] = faces[i];
        schema->table_count++;
        for (size_t a = 0; a < faces[i]->attribute_count; a++)
            builder->hidden_keys += faces[i]->attributes[a].unique_pair;
    }
    return KITH_OK;
}

/* Carry one step out for every table. */
static kith_status each_table(struct builder *builder,
                              kith_status (*step)(struct builder *,
                                                  struct table *))
{
    for (size_t i = 0; i < builder->schema->table_count; i++) {
        kith_status status = step(builder, &builder->schema->tables[i]);

        if (status != KITH_OK)
            return status;
    }
    return KITH_OK;
}

static kith_status build(struct builder *builder,
                         const kith_table *const *faces)
{
    kith_status status = add_tables(builder, faces);

    if (status == KITH_OK)
        status = each_table(builder, ki_build_columns);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_keys);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_foreign_keys);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_defaults);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_limits);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_checks);
    if (status == KITH_OK)
        status = ki_build_relationships(builder);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_actions);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_layout);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_straight);
    if (status == KITH_OK)
        status = ki_build_sweeps(builder);
    return status;
}

kith_status ki_schema_open(struct schema *schema, struct memory *memory,
                           const kith_table *const *faces, struct error *error)
{
    struct builder builder = {.schema = schema, .error = error};
    kith_status status;

    *schema = (struct schema){.memory = memory};
    ki_arena_init_steps(&schema->arena, least_bytes(faces), ARENA_STEP);
    ki_names_init(&builder.names, memory);
    status = build(&builder, faces);
    ki_names_fini(&builder.names);
    return status;
}

void ki_schema_close(struct schema *schema)
{
    ki_arena_fini(&schema->arena, schema->memory);
}

size_t ki_table_search(const struct table *table, size_t offset)
{
    size_t low = 0, count = table->column_count + table->relationship_count;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (table->members[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && table->members[low].offset == offset
               ? table->members[low].place
               : 0;
}

static inline bool column_equal(const struct column *column, const char *a,
                                const char *b)
{
    bool null = column_is_null(column, a);

    if (null != column_is_null(column, b))
        return false;
    return null || value_equal(column->kind, column->bytes, a + column->offset,
                               b + column->offset);
}

bool ki_column_equal(const struct column *column, const char *a, const char *b)
{
    return column_equal(column, a, b);
}

bool ki_key_equal(const struct key *key, const char *a, const char *b)
{
    for (size_t i = 0; i < key->column_count; i++) {
        if (!column_equal(key->columns[i], a, b))
            return false;
    }
    return true;
}

bool ki_has_null_part(const struct foreign_key *foreign_key, const char *row)
{
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        const struct column *column = foreign_key->columns[i];

        if (is_block(column) && !load_ptr(row + column->offset))
            return true;
    }
    return false;
}

const void *ki_column_default(const struct column *column, uint64_t *number)
{
    const kith_value *value = &column->attribute->default_value;

    if (column->kind == KITH_KIND_BLOB)
        return &value->blob;
    if (column->kind == KITH_KIND_TEXT)
        return &value->text;
    if (column->kind == KITH_KIND_CHARS)
        return value->text;
    ki_value_from(column->kind, value, number);
    return number;
}

size_t ki_block_bytes(const struct column *column, const char *row)
{
    const char *at = row + column->offset;

    return column->kind == KITH_KIND_BLOB ? blob_bytes(at)
                                          : strlen(load_ptr(at));
}

bool ki_foreign_key_holds(const struct foreign_key *foreign_key,
                          const char *child, const char *parent)
{
    const struct key *key = foreign_key->parent_key;

    if (key_is_null(key, parent))
        return false;
    for (size_t i = 0; i < key->column_count; i++) {
        const struct column *own = foreign_key->columns[i];

        if (is_block(own) && !load_ptr(child + own->offset))
            return false;
        if (!value_equal(own->kind, own->bytes, child + own->offset,
                         parent + key->columns[i]->offset))
            return false;
    }
    return true;
}

/* Add text that may be cut; answer how much of `to` is used then. */
static size_t print_text(char *to, size_t capacity, size_t used,
                         const char *text)
{
    size_t bytes = strlen(text);

    if (bytes >= capacity - used)
        bytes = capacity - used - 1;
    memcpy(to + used, text, bytes);
    to[used + bytes] = '\0';
    return used + bytes;
}

/* Add one column, or nothing where there is no room for "..." even. */
static size_t print_column(const struct column *column, const char *row,
                           char *to, size_t capacity, size_t used)
{
    if (column_is_null(column, row))
        return print_text(to, capacity, used, "NULL");
    if (capacity - used < 4)
        return used;
    return used + ki_value_print(column->kind, column->bytes,
                                 row + column->offset, to + used,
                                 capacity - used);
}

void ki_columns_print(struct column *const *columns, size_t count,
                      const char *row, char *to, size_t capacity)
{
    size_t used = print_text(to, capacity, 0, count > 1 ? "(" : "");

    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            used = print_text(to, capacity, used, ", ");
        used = print_column(columns[i], row, to, capacity, used);
    }
    if (count > 1)
        print_text(to, capacity, used, ")");
}

void ki_key_print(const struct key *key, const char *row, char *to,
                  size_t capacity)
{
    ki_columns_print(key->columns, key->column_count, row, to, capacity);
}
