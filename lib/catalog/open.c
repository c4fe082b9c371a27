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

/* Nearly what a member takes: keys of several columns, names that are made,
 * limits and lists come on top. */
static size_t member_bytes(const kith_attribute *attribute)
{
    size_t bytes = 0;

    if (is_relationship(attribute))
        bytes += sizeof(struct relationship);
    if (is_column(attribute))
        bytes += sizeof(struct column);
    if (is_foreign_key(attribute))
        bytes += sizeof(struct foreign_key) + 3 * sizeof(struct foreign_key *);
    if (attribute->unique || attribute->index)
        bytes += sizeof(struct key) + sizeof(struct column *);
    if (is_check(attribute))
        bytes += sizeof(struct check) +
                 attribute->column_count * sizeof(struct column *);
    return bytes;
}

static size_t schema_bytes(const kith_table *const *descriptors)
{
    size_t bytes = 0;

    for (; *descriptors; descriptors++) {
        if ((*descriptors)->abi_version != KITH_ABI_VERSION)
            continue; /* it is refused, and may look otherwise */
        bytes += sizeof(struct table) + sizeof(*descriptors) +
                 sizeof(struct key) + sizeof(struct column *);
        for (size_t i = 0; i < (*descriptors)->attribute_count; i++)
            bytes += member_bytes(&(*descriptors)->attributes[i]);
    }
    return bytes;
}

static bool check_version(struct builder *builder, const kith_table *descriptor)
{
    struct error_facts facts = {.table = descriptor->name};

    return descriptor->abi_version == KITH_ABI_VERSION ||
           ki_error(builder->error, KITH_E_MISUSE,
                    ki_schema_enums_differ(descriptor->abi_version)
                        ? "%t was compiled with enums of another size: compile "
                          "it without -fshort-enums"
                        : "%t was compiled against another version of kith.h: "
                          "compile it again",
                    &facts) == KITH_OK;
}

static const char *wrong_with_table(const struct builder *builder,
                                    const kith_table *descriptor)
{
    if (!descriptor->name || !descriptor->name[0])
        return "the table of row type %o has no name: give it one, "
               "KITH_TABLE(%o, \"name\", ...)";
    if (descriptor->row_bytes == 0 || descriptor->row_bytes > ROW_BYTES_MAX)
        return "the rows of %t have no bytes, or more than 1 GiB: give %o a "
               "member, or keep large data outside";
    if (table_named(builder, descriptor->name))
        return "two tables are named %t: rename one, or give it to kith_open "
               "once";
    return NULL;
}

static bool add_table(struct builder *builder, const kith_table *descriptor)
{
    struct schema *schema = builder->schema;
    struct table *table = &schema->tables[schema->table_count], *other;
    struct error_facts facts = {.table = descriptor->name};

    if (!check_version(builder, descriptor))
        return false;
    facts.other = descriptor->row;
    if (!accept(builder, wrong_with_table(builder, descriptor), facts))
        return false;
    other = table_of_row(builder, descriptor->row);
    if (other) {
        facts.constraint = other->descriptor->name;
        return refuse(builder,
                      "%t and %k both have rows of type %o: declare one struct "
                      "type for each table",
                      facts);
    }
    table->descriptor = descriptor;
    table->ordinal = (uint32_t)schema->table_count;
    schema->descriptors[schema->table_count++] = descriptor;
    for (size_t i = 0; i < descriptor->attribute_count; i++)
        builder->hidden_keys += descriptor->attributes[i].unique_pair;
    return put_name(builder, &schema->tables, descriptor->name, table) &&
           put_name(builder, builder, descriptor->row, table);
}

static bool add_tables(struct builder *builder,
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
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_table(builder, descriptors[i]))
            return false;
    }
    assert(schema->table_count == count && !schema->descriptors[count]);
    return true;
}

/* Carry one step out for every table. */
static bool each_table(struct builder *builder,
                       bool (*step)(struct builder *, struct table *))
{
    for (size_t i = 0; i < builder->schema->table_count; i++) {
        if (!step(builder, &builder->schema->tables[i]))
            return false;
    }
    return true;
}

static bool build(struct builder *builder, const kith_table *const *descriptors)
{
    if (!add_tables(builder, descriptors) ||
        !each_table(builder, ki_build_columns) ||
        !each_table(builder, ki_build_keys) ||
        !each_table(builder, ki_build_foreign_keys) ||
        !each_table(builder, ki_build_defaults) ||
        !each_table(builder, ki_build_limits) ||
        !each_table(builder, ki_build_checks) ||
        !ki_build_relationships(builder) ||
        !each_table(builder, ki_build_actions) ||
        !each_table(builder, ki_build_lists))
        return false;
    ki_build_offsets(builder->schema);
    ki_build_fast_paths(builder->schema);
    ki_build_sweeps(builder->schema);
    return each_table(builder, ki_build_members);
}

kith_status ki_schema_open(struct schema *schema, struct memory *memory,
                           const kith_table *const *descriptors,
                           struct error *error)
{
    struct builder builder = {.schema = schema, .error = error};
    bool built;

    *schema = (struct schema){.memory = memory};
    ki_arena_init_steps(&schema->arena, schema_bytes(descriptors), ARENA_STEP);
    ki_names_init(&builder.names, memory);
    built = build(&builder, descriptors);
    ki_names_fini(&builder.names);
    assert(built || error->full.status != KITH_OK);
    return built ? KITH_OK : error->full.status;
}

void ki_schema_close(struct schema *schema)
{
    ki_arena_fini(&schema->arena, schema->memory);
}
