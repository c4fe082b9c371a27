/* open.c - descriptors become a schema: the steps, in their order
 * (steps/build.h). */
#include "catalog/steps/build.h"

bool ki_schema_enums_differ(unsigned abi_version)
{
    return (uint16_t)(abi_version ^ KITH_ABI_VERSION) == 0;
}

/* What a schema takes is little: the first block is as large as the descriptors
 * let expect, and the others are small. */
enum { ARENA_STEP = 512 };

static size_t expected_bytes(const kith_attribute *attribute)
{
    size_t bytes = 0;

    if (is_relationship(attribute->kind))
        bytes += sizeof(struct relationship);
    if (is_column(attribute->kind))
        bytes += sizeof(struct column);
    if (is_foreign_key(attribute))
        bytes += sizeof(struct foreign_key) + 3 * sizeof(struct foreign_key *);
    if (attribute->unique || attribute->index)
        bytes += sizeof(struct key) + sizeof(struct column *);
    if (attribute->kind == KITH_KIND_CHECK)
        bytes += sizeof(struct check) +
                 attribute->column_count * sizeof(struct column *);
    return bytes;
}

/* Nearly what the schema of these tables takes: keys of several columns, names
 * that are made, limits and lists come on top. */
static size_t schema_bytes(const kith_table *const *descriptors)
{
    size_t bytes = 0;

    for (; *descriptors; descriptors++) {
        if ((*descriptors)->abi_version != KITH_ABI_VERSION)
            continue; /* it is refused, and may look otherwise */
        bytes += sizeof(struct table) + sizeof(*descriptors) +
                 sizeof(struct key) + sizeof(struct column *);
        for (size_t i = 0; i < (*descriptors)->attribute_count; i++)
            bytes += expected_bytes(&(*descriptors)->attributes[i]);
    }
    return bytes;
}

static kith_status add_table(struct builder *builder, struct table *table,
                             const kith_table *descriptor)
{
    struct error_facts facts = {.table = descriptor->name};
    struct table *other;
    kith_status status;

    if (descriptor->abi_version != KITH_ABI_VERSION)
        return ki_error(builder->error, KITH_E_MISUSE,
                        ki_schema_enums_differ(descriptor->abi_version)
                            ? "%t was compiled with enums of another size: "
                              "compile it without -fshort-enums"
                            : "%t was compiled against another version of "
                              "kith.h: compile it again",
                        &facts);
    facts.other = descriptor->row;
    if (!descriptor->name || !descriptor->name[0])
        return refuse(builder,
                      "the table of row type %o has no name: give it one, "
                      "KITH_TABLE(%o, \"name\", ...)",
                      &facts);
    if (descriptor->row_bytes == 0 || descriptor->row_bytes > ROW_BYTES_MAX)
        return refuse(builder,
                      "the rows of %t have no bytes, or more than 1 GiB: give "
                      "%o a member, or keep large data outside",
                      &facts);
    if (table_named(builder, descriptor->name))
        return refuse(builder,
                      "two tables are named %t: rename one, or give it to "
                      "kith_open once",
                      &facts);
    other = table_of_row(builder, descriptor->row);
    facts.constraint = other ? other->descriptor->name : NULL;
    if (other)
        return refuse(builder,
                      "%t and %k both have rows of type %o: declare one "
                      "struct type for each table",
                      &facts);
    table->descriptor = descriptor;
    status = ki_names_put(&builder->names, &builder->schema->tables,
                          descriptor->name, table);
    if (status == KITH_OK)
        status = ki_names_put(&builder->names, builder, descriptor->row, table);
    if (status != KITH_OK)
        return ki_error_memory(builder->error);
    return KITH_OK;
}

static kith_status add_tables(struct builder *builder,
                              const kith_table *const *descriptors)
{
    struct schema *schema = builder->schema;
    size_t count = 0;

    while (descriptors[count])
        count++;
    schema->tables = build_new(builder, count, sizeof(*schema->tables));
    schema->descriptors =
        build_new(builder, count + 1, sizeof(*schema->descriptors));
    if (!schema->tables || !schema->descriptors)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct table *table = &schema->tables[i];
        kith_status status = add_table(builder, table, descriptors[i]);

        if (status != KITH_OK)
            return status;
        table->ordinal = (uint32_t)i;
        schema->descriptors[i] = descriptors[i];
        schema->table_count++;
        for (size_t a = 0; a < descriptors[i]->attribute_count; a++)
            builder->hidden_keys += descriptors[i]->attributes[a].unique_pair;
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
                         const kith_table *const *descriptors)
{
    kith_status status = add_tables(builder, descriptors);

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
        status = each_table(builder, ki_build_offsets);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_lists);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_fast_paths);
    if (status == KITH_OK)
        status = each_table(builder, ki_build_members);
    if (status == KITH_OK)
        status = ki_build_sweeps(builder);
    return status;
}

kith_status ki_schema_open(struct schema *schema, struct memory *memory,
                           const kith_table *const *descriptors,
                           struct error *error)
{
    struct builder builder = {.schema = schema, .error = error};
    kith_status status;

    *schema = (struct schema){.memory = memory};
    ki_arena_init_steps(&schema->arena, schema_bytes(descriptors), ARENA_STEP);
    ki_names_init(&builder.names, memory);
    status = build(&builder, descriptors);
    ki_names_fini(&builder.names);
    return status;
}

void ki_schema_close(struct schema *schema)
{
    ki_arena_fini(&schema->arena, schema->memory);
}
