/* build.h - the steps that make a schema out of descriptors, in their order.
 *
 * Each step may rely on the ones before it. A step that refuses says so with a
 * sentence that names table, field and remedy, and the whole open fails.
 *
 * Owns   what the steps share: the builder, how a declaration is refused, and
 *        how names are found. The order itself is in open.c.
 * Knows  descriptors as the macros of kith/schema.h write them. What the
 *        compiler can see it has refused already (kith/detail/columns.h); but
 *        descriptors may be made by hand too, so names, offsets and options are
 *        looked at all the same.
 *
 * A file is mostly one step, and the open calls them in one order for all
 * tables (open.c says why in this one). A step first counts, then allocates its
 * array at its final length, then fills it in: what comes later points into
 * these arrays, so none of them may move. Members of the schema that no step
 * has set yet are zero, NULL or false.
 *
 * A sentence says what is wrong, and after the colon what to write instead. The
 * facts it is filled with have fixed letters (base/status.h): %t table, %c
 * column, %k constraint or option, %o other table or row type, %p its column.
 */
#ifndef KI_CATALOG_STEPS_BUILD_H
#define KI_CATALOG_STEPS_BUILD_H

#include "catalog/functions.h"
#include "catalog/limits.h"
#include "catalog/schema.h"
#include "catalog/value.h"

/* The open in progress. It lives on the stack of ki_schema_open(); `schema` and
 * `error` outlive it, `names` do not. */
struct builder {
    struct schema *schema;
    struct names names; /* tables by name and by row type, and members of large
                           tables by name */
    struct error *error;
    size_t hidden_keys; /* most that relationships may add to one table: room
                           for them is made with the declared keys */
};

/* Steps, and what they are made of, return false or NULL when they refuse a
 * declaration or there is no memory; builder->error says which. What is half
 * built then is closed with the schema. */

/* Columns and relationships of one table, checked one by one. (columns.c) */
bool ki_build_columns(struct builder *builder, struct table *table);

/* Keys and indexes of one table; its columns are known by name. Afterwards each
 * key that a foreign key may refer to is there; those that are added for
 * .unique_pair may not be referred to. (keys.c) */
bool ki_build_keys(struct builder *builder, struct table *table);

/* Foreign keys of one table; all tables have their keys. Afterwards a column
 * knows its links, can_be_null() is right, and the table knows whether its
 * primary key counts up. (foreign_keys.c) */
bool ki_build_foreign_keys(struct builder *builder, struct table *table);

/* The defaults of one table's columns; its foreign keys are known, for a column
 * of one can be absent. (columns.c) */
bool ki_build_defaults(struct builder *builder, struct table *table);

/* The limits of values, and where the key that counts up begins; defaults are
 * known. (limits.c) */
bool ki_build_limits(struct builder *builder, struct table *table);

/* Checks of one table, and which columns they look at. (checks.c) */
bool ki_build_checks(struct builder *builder, struct table *table);

/* Relationships of all tables: first which foreign key each means, then that
 * both ends agree. One call for all tables, for each of its parts looks at both
 * ends and needs the part before it to be done everywhere. (relationships.c) */
bool ki_build_relationships(struct builder *builder);

/* The hidden keys of collections with .order_by and .key; their foreign keys
 * are known. Afterwards no key is added any more but for pending ones.
 * (sorted.c) */
bool ki_build_sorted(struct builder *builder, struct table *table);

/* How many members collections have, and where they show their places; all keys
 * are there, for a place is in none. (collections.c) */
bool ki_build_collections(struct builder *builder, struct table *table);

/* What deleting and re-keying do, when all relationships are known, and which
 * foreign keys lead to a table. (actions.c) */
bool ki_build_actions(struct builder *builder, struct table *table);

/* Which rules wait for the outermost commit; the children of all tables are
 * known. (deferred.c) */
bool ki_build_deferred(struct builder *builder, struct table *table);

/* Which columns, and which members, each part of a write looks at. (lists.c) */
bool ki_build_lists(struct builder *builder, struct table *table);

/* The index of rows whose deferred foreign key names no row yet, behind all
 * other keys. False without memory. (keys.c) */
bool ki_build_pending_key(struct builder *builder,
                          const struct foreign_key *foreign_key);

/* Offsets of everything, declared or hidden, in the rows of all tables. Every
 * foreign key must be among the children of its parent by then, for one of its
 * ends lies in the rows of that. (offsets.c) */
void ki_build_offsets(struct schema *schema);

/* Which writes take a short way, when the keys of all tables have their places.
 * (fast_paths.c) */
void ki_build_fast_paths(struct schema *schema);

/* Which deletes nothing can refuse; actions are known. It looks at all tables
 * together, for a refusal may come from far below. (sweeps.c) */
void ki_build_sweeps(struct schema *schema);

/* How a member is found by its offset, and a plain number, which the fast paths
 * know. The last refusal, of members that share bytes, is here, where they are
 * sorted anyway. (members.c) */
bool ki_build_members(struct builder *builder, struct table *table);

/* --- Functions of one step that others need ------------------------------- */

/* The ordered key over these columns, "price desc" for instance, behind those
 * of a foreign key where that is not NULL: `what` is the declaration that wants
 * it. NULL when it is refused, or without memory. (keys.c) */
struct key *ki_build_order(struct builder *builder, struct table *table,
                           const struct foreign_key *lead,
                           const char *const *names, size_t count,
                           const char *what);

/* The unique key over a foreign key and one more column. (keys.c) */
struct key *ki_build_member_key(struct builder *builder,
                                const struct foreign_key *lead,
                                const char *name);

/* Find `count` columns by their names, as parts of `what`, "a key" for
 * instance: they must be const. (keys.c) */
bool ki_build_named(struct builder *builder, const struct table *table,
                    const char *const *names, size_t count, const char *what,
                    struct column **columns);

/* Names of columns with commas between them. (keys.c) */
const char *ki_build_name(struct builder *builder,
                          struct column *const *columns, size_t count);

/* A unique key that holds these columns, each named once, in whatever order:
 * the first over just them if there is one, else the first that holds others
 * too. NULL when there is none. (keys.c) */
struct key *ki_key_holding(const struct table *table,
                           struct column *const *columns, size_t count);

/* A unique key over exactly the columns of these two foreign keys of a table,
 * or NULL; and one made where there is none. (keys.c) */
struct key *ki_key_over(const struct foreign_key *one,
                        const struct foreign_key *two);
bool ki_build_pair_key(struct builder *builder, const struct foreign_key *one,
                       const struct foreign_key *two);

/* The two foreign keys of a .symmetric relationship in its association table.
 * (symmetric.c) */
bool ki_find_symmetric(struct builder *builder,
                       struct relationship *relationship,
                       struct table *secondary);

/* --- Refusing -------------------------------------------------------------
 *
 * Functions called wrong_with_... look at a declaration and return the sentence
 * that refuses it (base/status.h), or NULL. They record nothing, so each is
 * a list of conditions and sentences that is read from top to bottom; the first
 * that applies is shown. The caller adds the facts. */

/* Returns false, so that a step can return it. */
static inline bool refuse(struct builder *builder, const char *sentence,
                          struct error_facts facts)
{
    ki_error(builder->error, KITH_E_SCHEMA, sentence, &facts);
    return false;
}

/* Refuse with the sentence that says what is wrong, if something is. */
static inline bool accept(struct builder *builder, const char *wrong,
                          struct error_facts facts)
{
    return !wrong || refuse(builder, wrong, facts);
}

/* For a member, key or check of a table. */
static inline struct error_facts member_facts(const struct table *table,
                                              const char *name)
{
    return (struct error_facts){.table = table->descriptor->name,
                                .column = name};
}

/* Only when the parent of the foreign key is known. */
static inline struct error_facts
foreign_key_facts(const struct foreign_key *foreign_key)
{
    return (struct error_facts){.table = foreign_key->child->descriptor->name,
                                .column = foreign_key->name,
                                .other = foreign_key->parent->descriptor->name};
}

/* `other` is the row type that the program wrote. Where a message is about the
 * table of that, it is replaced. */
static inline struct error_facts
relationship_facts(const struct relationship *relationship)
{
    return (struct error_facts){.table = relationship->table->descriptor->name,
                                .column = relationship->attribute->name,
                                .other = relationship->attribute->target,
                                .other_column =
                                    relationship->attribute->back_populates};
}

/* --- Memory and names ----------------------------------------------------- */

/* Zeroed memory that lives as long as the schema. An array without elements is
 * an address that is not to be read, and not NULL, which would be taken for a
 * failure. NULL with the error recorded without memory. */
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

/* Tables are found by name and by row type, columns and relationships by name
 * among those of their table: each in a scope of its own. A scope is no more
 * than an address, so that of the pointer to the array in which things stand
 * serves as one, and that of the builder for row types. False without
 * memory. */
static inline bool put_name(struct builder *builder, const void *scope,
                            const char *name, void *thing)
{
    assert(!ki_names_find(&builder->names, scope, name));
    return ki_names_put(&builder->names, scope, name, thing) == KITH_OK ||
           ki_error_memory(builder->error) == KITH_OK;
}

/* Whether two names of foreign keys are the same: "a, b" is "a,b", for
 * .foreign_key is written by hand. Names of C have no blanks in them, so all
 * are passed. */
static inline bool same_name(const char *a, const char *b)
{
    for (;;) {
        while (*a == ' ')
            a++;
        while (*b == ' ')
            b++;
        if (*a != *b || !*a)
            return *a == *b;
        a++;
        b++;
    }
}

/* The members of most tables are few enough to be compared by name one after
 * the other, which is shorter than hashing each: they are not put. */
enum { COMPARED_MAX = 12 };
static inline bool is_compared(const struct table *table)
{
    return table->descriptor->attribute_count <= COMPARED_MAX;
}
static inline bool is_called(const kith_attribute *attribute, const char *name)
{
    return attribute->name == name || strcmp(attribute->name, name) == 0;
}
static inline bool put_member(struct builder *builder,
                              const struct table *table, const void *scope,
                              const char *name, void *thing)
{
    return is_compared(table) || put_name(builder, scope, name, thing);
}

static inline struct column *column_named(const struct builder *builder,
                                          const struct table *table,
                                          const char *name)
{
    if (!is_compared(table))
        return ki_names_find(&builder->names, &table->columns, name);
    for (size_t i = 0; i < table->column_count; i++) {
        if (is_called(table->columns[i].attribute, name))
            return &table->columns[i];
    }
    return NULL;
}

static inline struct relationship *
relationship_named(const struct builder *builder, const struct table *table,
                   const char *name)
{
    if (!is_compared(table))
        return ki_names_find(&builder->names, &table->relationships, name);
    for (size_t i = 0; i < table->relationship_count; i++) {
        if (is_called(table->relationships[i].attribute, name))
            return &table->relationships[i];
    }
    return NULL;
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

/* Where a column stands among others; `count` when it does not. O(count), and
 * lists of columns are short: a key has 32 at most. */
static inline size_t column_index(const struct column *column,
                                  struct column *const *columns, size_t count)
{
    size_t i = 0;

    while (i < count && columns[i] != column)
        i++;
    return i;
}

/* Whether a column can be NULL, known when its foreign keys are. That is
 * whether it has a place to say so, not whether it may: .not_null forbids what
 * this allows. */
static inline bool can_be_null(const struct column *column)
{
    return column->optional || column->foreign_key || is_block(column);
}

/* Whether a column counts up, or would without .manual, known when foreign keys
 * are: the integer that is the whole primary key. One that is part of a foreign
 * key takes its number from the parent, as that of a one-to-one does. */
static inline bool could_count(const struct table *table,
                               const struct column *column)
{
    return table->primary_kind && table->primary->columns[0] == column &&
           column->link_count == 0 && ki_kind_is_integer(column->kind);
}

/* --- Attributes -----------------------------------------------------------
 *
 * Of which sort an attribute is. Ranges of kith_kind are compared, in which
 * columns come first, then the relationships. One attribute may be of several
 * sorts: KITH_FOREIGN_KEY declares a column and a foreign key, and with .unique
 * a key as well; KITH_REFERENCE_KEY a relationship and a foreign key. */

static inline bool is_column(const kith_attribute *attribute)
{
    return attribute->kind >= KITH_KIND_BOOL &&
           attribute->kind <= KITH_KIND_BLOB;
}

static inline bool is_relationship(const kith_attribute *attribute)
{
    return attribute->kind >= KITH_KIND_REFERENCE &&
           attribute->kind <= KITH_KIND_COLLECTION;
}

static inline bool declares_reference_key(const kith_attribute *attribute)
{
    return attribute->kind == KITH_KIND_REFERENCE && attribute->parent;
}

static inline bool is_foreign_key(const kith_attribute *attribute)
{
    return attribute->kind == KITH_KIND_FOREIGN_KEYS ||
           declares_reference_key(attribute) ||
           (is_column(attribute) && attribute->parent);
}

static inline bool is_key(const kith_attribute *attribute)
{
    return attribute->kind == KITH_KIND_UNIQUE ||
           attribute->kind == KITH_KIND_INDEX ||
           attribute->kind == KITH_KIND_ORDERED_INDEX ||
           (is_column(attribute) && (attribute->unique || attribute->index));
}

static inline bool is_check(const kith_attribute *attribute)
{
    return attribute->kind == KITH_KIND_CHECK;
}

/* How many of the attributes are of a sort: the length of the array that a step
 * fills in by each_attribute() of the same sort. */
static inline size_t count_attributes(const struct table *table,
                                      bool (*is)(const kith_attribute *))
{
    size_t count = 0;

    for (size_t i = 0; i < table->descriptor->attribute_count; i++)
        count += is(&table->descriptor->attributes[i]);
    return count;
}

/* Carry a part of a step out for every attribute of a sort, in the order of
 * their declaration, which keys, checks and columns keep. Stops at the first
 * that is refused. */
static inline bool each_attribute(struct builder *builder, struct table *table,
                                  bool (*is)(const kith_attribute *),
                                  bool (*build)(struct builder *,
                                                struct table *,
                                                const kith_attribute *))
{
    const kith_table *descriptor = table->descriptor;

    for (size_t i = 0; i < descriptor->attribute_count; i++) {
        if (is(&descriptor->attributes[i]) &&
            !build(builder, table, &descriptor->attributes[i]))
            return false;
    }
    return true;
}

#endif
