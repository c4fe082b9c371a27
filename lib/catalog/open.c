/* open.c - descriptors become a schema: the steps, in their order (build.h). */
#include "catalog/build.h"

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
    return bytes;
}

/* Nearly what the schema of these tables takes: names that are made, limits and
 * lists come on top. */
static size_t schema_bytes(const kith_table *const *faces)
{
    size_t bytes = 0;

    for (; *faces; faces++) {
        if ((*faces)->abi_version != KITH_ABI_VERSION)
            continue; /* it is refused, and may look otherwise */
        bytes += sizeof(struct table) + sizeof(*faces) + sizeof(struct key) +
                 sizeof(struct column *);
        for (size_t i = 0; i < (*faces)->attribute_count; i++)
            bytes += expected_bytes(&(*faces)->attributes[i]);
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
    ki_arena_init_steps(&schema->arena, schema_bytes(faces), ARENA_STEP);
    ki_names_init(&builder.names, memory);
    status = build(&builder, faces);
    ki_names_fini(&builder.names);
    return status;
}

void ki_schema_close(struct schema *schema)
{
    ki_arena_fini(&schema->arena, schema->memory);
}
