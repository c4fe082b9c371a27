/* open.c - descriptors become a schema: the steps, in their order
 * (steps/build.h).
 *
 * Owns   the order of the steps, the first of them (which tables there are),
 *        and the memory of the schema: one arena, given back as a whole.
 * Knows  of a table its name, its row type and its size; what stands in it is
 *        looked at by the other steps.
 *
 *   names and types     tables, columns and relationships, keys
 *   links               foreign keys, defaults, limits, checks,
 *                       relationships, actions
 *   what a write uses   lists, offsets, fast paths, sweeps, members
 *
 * A step is carried out for all tables before the next begins, because a table
 * may refer to any other, also to one that is declared later or, around a ring,
 * to one that refers back. So the order in which a program lists its tables
 * never matters.
 *
 * Descriptors are not copied: the schema points into them, and they must stay
 * until the database is closed. They are constants of the program.
 */
#include "catalog/steps/build.h"

/* The lower 16 bits are the version, the upper ones the bytes of an enum
 * (KITH_ABI_VERSION). */
bool ki_schema_enums_differ(unsigned abi_version)
{
    return (uint16_t)(abi_version ^ KITH_ABI_VERSION) == 0;
}

/* In bytes. What a schema takes is little: the first block is as large as the
 * descriptors let expect, and the others are small. An arena that doubles would
 * hold up to twice what is used, and a database of few rows is mostly
 * schema. */
enum { ARENA_STEP = 512 };

/* Nearly what a member takes: keys of several columns, names that are made,
 * limits and lists come on top. It only has to be near: what is missing comes
 * in further blocks. A foreign key has three pointers: its column, the link in
 * that column, and its place among the children of the parent's table. */
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
    if (attribute->unique && attribute->index)
        bytes += sizeof(struct key) + sizeof(struct column *);
    if (is_check(attribute))
        bytes += sizeof(struct check) +
                 attribute->column_count * sizeof(struct column *);
    return bytes;
}

/* What the schema will take, nearly. This reads descriptors before they are
 * checked, so it looks at nothing but the version of one whose version is
 * another. A primary key is counted for every table: most have one. */
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

/* First of all that is read of a descriptor: with another version, or with
 * enums of another size, every member behind abi_version may lie elsewhere. The
 * name is read for the message all the same, as the member right behind it.
 * This is misuse and not a wrong schema, for the declaration itself may be
 * right. */
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

/* For KITH_TABLE itself. Row types are compared by add_table(), for that
 * message names a third thing. A table without bytes would look like one that
 * has no room for a row yet (data/store.c). */
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

static size_t hidden_keys_of(const kith_attribute *attribute)
{
    return (size_t)attribute->unique_pair + (attribute->order_by != NULL) +
           (attribute->key != NULL);
}

/* Take one descriptor in. Its name and its row type stand for it from here on:
 * .secondary names tables by the former, foreign keys and relationships by the
 * latter. So neither may be used twice, and the second check stands here, for
 * KITH_FOREIGN_KEY(Item, store_id, Store, id) could mean either table. */
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
    /* A hidden key is added to the table of the members, whichever declares the
     * collection: the sum over all tables is room enough for each. */
    for (size_t i = 0; i < descriptor->attribute_count; i++)
        builder->hidden_keys += hidden_keys_of(&descriptor->attributes[i]);
    return put_name(builder, &schema->tables, descriptor->name, table) &&
           put_name(builder, builder, descriptor->row, table);
}

/* The first step. The array of tables has its final length at once: from here
 * on everything points into it, so it may not move. The list of descriptors
 * ends in NULL, for kith_tables() returns it as it is. No table at all is
 * allowed. */
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
    /* The NULL behind the last descriptor is that of zeroed memory. */
    assert(schema->table_count == count && !schema->descriptors[count]);
    return true;
}

/* Carry one step out for every table, in the order in which they were given,
 * and stop at the first refusal: one sentence at a time is what a reader can
 * use. */
static bool each_table(struct builder *builder,
                       bool (*step)(struct builder *, struct table *))
{
    for (size_t i = 0; i < builder->schema->table_count; i++) {
        if (!step(builder, &builder->schema->tables[i]))
            return false;
    }
    return true;
}

/* Why this order:
 *
 *   keys before foreign keys, which refer to keys of other tables
 *   foreign keys before defaults, for their own columns may have one where
 *     another plain number may not
 *   defaults before limits, which judge them
 *   limits of a column share their place with its links, so links come first
 *   relationships before what is sorted: the foreign key of a collection leads
 *     the keys over its members
 *   what is sorted before other rules of collections: a position is in no key
 *   relationships before actions: whether an end is shown decides what an
 *     .on_delete that is not declared means
 *   actions before what is deferred: they list the children of each key
 *   actions before offsets: they list the children that have an end in a row
 *   lists before offsets only because the former may fail
 *   offsets and lists before fast paths, which look at keys that are never
 *     NULL, at the number of those that are not unique, and at the lists
 *   sweeps behind actions, members behind all: they map what the fast paths
 *     found to be a plain number
 *
 * From offsets to sweeps nothing can fail: these steps refuse nothing and
 * allocate nothing. */
KI_COLD static bool build(struct builder *builder,
                          const kith_table *const *descriptors)
{
    if (!add_tables(builder, descriptors) ||
        !each_table(builder, ki_build_columns) ||
        !each_table(builder, ki_build_keys) ||
        !each_table(builder, ki_build_foreign_keys) ||
        !each_table(builder, ki_build_defaults) ||
        !each_table(builder, ki_build_limits) ||
        !each_table(builder, ki_build_checks) ||
        !ki_build_relationships(builder) ||
        !each_table(builder, ki_build_sorted) ||
        !each_table(builder, ki_build_collections) ||
        !each_table(builder, ki_build_actions) ||
        !each_table(builder, ki_build_deferred) ||
        !each_table(builder, ki_build_lists))
        return false;
    ki_build_offsets(builder->schema);
    ki_build_fast_paths(builder->schema);
    ki_build_sweeps(builder->schema);
    return each_table(builder, ki_build_members);
}

/* The names are needed while the schema is built and no longer, so they have
 * memory of their own. What a refusal leaves half built is in the arena, and
 * the caller closes it: names in it may be those that the error shows. */
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
    /* Whatever returned false has recorded why. */
    assert(built || error->full.status != KITH_OK);
    return built ? KITH_OK : error->full.status;
}

/* Also after a refusal, and after an open that made no table: an arena without
 * blocks has nothing to give back. */
void ki_schema_close(struct schema *schema)
{
    ki_arena_fini(&schema->arena, schema->memory);
}
