/* build.h - the steps that make a schema out of descriptors, in their order.
 *
 * Each step may rely on the ones before it. A step that refuses says so with a
 * sentence that names table, field and remedy, and the whole open fails.
 */
#ifndef KI_CATALOG_STEPS_BUILD_H
#define KI_CATALOG_STEPS_BUILD_H

#include "catalog/schema.h"

struct builder {
    struct schema *schema;
    struct names names; /* tables by name and by row type, members by name */
    struct error *error;
    size_t hidden_keys; /* most that relationships may add to one table */
};

/* Columns of one table, checked one by one. (columns.c) */
kith_status ki_build_columns(struct builder *builder, struct table *table);

/* The defaults of one table's columns; its foreign keys are known, for a column
 * of one can be absent. (columns.c) */
kith_status ki_build_defaults(struct builder *builder, struct table *table);

/* How far values may go, and where the key that counts up begins; defaults are
 * known. (limits.c) */
kith_status ki_build_limits(struct builder *builder, struct table *table);

/* Keys and indexes of one table. (keys.c) */
kith_status ki_build_keys(struct builder *builder, struct table *table);

/* Find the columns that an attribute names, as parts of `what`, "a key" for
 * instance: they must be const. `columns` has room for all. (keys.c) */
kith_status ki_build_named(struct builder *builder, struct table *table,
                           const kith_attribute *attribute, const char *what,
                           struct column **columns);

/* Names of columns with commas between them; NULL without memory. (keys.c) */
const char *ki_build_name(struct builder *builder,
                          struct column *const *columns, size_t count);

/* Checks of one table. (checks.c) */
kith_status ki_build_checks(struct builder *builder, struct table *table);

/* A unique key over exactly these columns, each named once, in whatever order,
 * or NULL. (keys.c) */
struct key *ki_key_of(struct table *table, struct column *const *columns,
                      size_t count);

/* A unique key over exactly the columns of these two foreign keys, or NULL;
 * and one made where there is none. (keys.c) */
struct key *ki_key_over(struct table *table, const struct foreign_key *one,
                        const struct foreign_key *two);
kith_status ki_build_pair_key(struct builder *builder, struct table *table,
                              const struct foreign_key *one,
                              const struct foreign_key *two);

/* Foreign keys of one table; all tables have their keys. (foreign_keys.c) */
kith_status ki_build_foreign_keys(struct builder *builder, struct table *table);

/* What deleting and re-keying do, when all relationships are known.
 * (actions.c) */
kith_status ki_build_actions(struct builder *builder, struct table *table);

/* Relationships of all tables: first which foreign key each means, then that
 * both ends agree. (relationships.c) */
kith_status ki_build_relationships(struct builder *builder);

/* Offsets of everything, declared or hidden, in the rows. (offsets.c) */
kith_status ki_build_offsets(struct builder *builder, struct table *table);

/* Which columns, and which members, each part of a write looks at. (lists.c) */
kith_status ki_build_lists(struct builder *builder, struct table *table);

/* Which writes go a short way, when the keys of all tables have their places.
 * (fast_paths.c) */
kith_status ki_build_fast_paths(struct builder *builder, struct table *table);

/* How a member is found by its offset, and a plain number, which the fast paths
 * know. (members.c) */
kith_status ki_build_members(struct builder *builder, struct table *table);

/* The same for the keys of all tables together. (sweeps.c) */
kith_status ki_build_sweeps(struct builder *builder);

/* --- Helpers of the steps ------------------------------------------------- */

static inline kith_status refuse(struct builder *builder, const char *sentence,
                                 const struct error_facts *facts)
{
    return ki_error(builder->error, KITH_E_SCHEMA, sentence, facts);
}

/* Zeroed memory that lives as long as the schema, or NULL with the error set.
 * For an array of none it is not to be looked at. */
static inline void *build_new(struct builder *builder, size_t count,
                              size_t bytes)
{
    void *made;

    if (count == 0)
        return builder->schema;
    made = ki_arena_new(&builder->schema->arena, builder->schema->memory,
                        count * bytes);
    if (!made)
        ki_error_memory(builder->error);
    return made;
}

/* Where a column stands among others; `count` when it does not. */
static inline size_t column_index(const struct column *column,
                                  struct column *const *columns, size_t count)
{
    size_t i = 0;

    while (i < count && columns[i] != column)
        i++;
    return i;
}

/* Whether a column can be NULL, known when its foreign keys are. */
static inline bool can_be_null(const struct column *column)
{
    return column->optional || column->foreign_key || is_block(column);
}

static inline bool is_column(kith_kind kind)
{
    return kind >= KITH_KIND_BOOL && kind <= KITH_KIND_BLOB;
}

static inline bool is_relationship(kith_kind kind)
{
    return kind >= KITH_KIND_REFERENCE && kind <= KITH_KIND_COLLECTION;
}

static inline bool is_foreign_key(const kith_attribute *attribute)
{
    return attribute->kind == KITH_KIND_FOREIGN_KEYS ||
           (is_column(attribute->kind) && attribute->parent);
}

/* Members are found by name among those of their table: columns and
 * relationships each in a scope of their own. */
static inline struct column *column_named(const struct builder *builder,
                                          const struct table *table,
                                          const char *name)
{
    return ki_names_find(&builder->names, &table->columns, name);
}

static inline struct relationship *
relationship_named(const struct builder *builder, const struct table *table,
                   const char *name)
{
    return ki_names_find(&builder->names, &table->relationships, name);
}

static inline struct table *table_named(const struct builder *builder,
                                        const char *name)
{
    return ki_names_find(&builder->names, &builder->schema->tables, name);
}

static inline struct table *table_of_row(const struct builder *builder,
                                         const char *row)
{
    return ki_names_find(&builder->names, builder, row);
}

#endif
