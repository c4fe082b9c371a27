/* reflect.c - what a database holds, described.
 *
 * Owns   what a description says, in the words of kith/reflect.h.
 * Knows  the schema, by reading; no row is looked at.
 *
 * Public contract: kith/reflect.h. The schema does not change between open and
 * close, so a description is a copy of what it says, made by each call into a
 * struct of the caller. Structs made at the open would cost a small database a
 * third of its memory; structs made when they are first needed would be a write
 * among threads that only read.
 *
 * A description points back into the schema by its members that end in `_`, so
 * that what is read by it next (the columns of a key, say) needs no search
 * and no database. Each function returns true when it has described something,
 * and describe_ functions always do, so that a caller can return their value.
 * `answer` is the struct to be filled in; it is written only then.
 */
#include "engine.h"
#include "catalog/functions.h"

#include <kith/reflect.h>

/* The table of a descriptor that a public function was given, when there is a
 * struct to be filled in. Otherwise the misuse is recorded, and a table without
 * columns, keys and all else is returned: in it nothing is found, so callers
 * need no test of their own. A NULL database is no misuse: there is nothing in
 * it. O(1). */
static const struct table *table_for(kith_db *db, const kith_table *descriptor,
                                     const void *answer, const char *call)
{
    static const struct table no_table;
    const struct store *store = require_store(db, descriptor, call);

    if (store && !answer)
        ki_error_misuse(&db->error, call,
                        "%f: there is no place for the answer: give it the "
                        "address of a struct");
    return store && answer ? store->table : &no_table;
}

/* --- Tables ---------------------------------------------------------------
 *
 * The list of descriptors is the only part of a description that is kept: it is
 * a list that kith_open() takes, so it must outlive the call. */

const kith_table *const *kith_tables(const kith_db *db)
{
    static const kith_table *const none[] = {NULL};

    return db ? db->schema->descriptors : none;
}

const kith_table *kith_table_named(const kith_db *db, const char *name)
{
    return db ? ki_table_named(db, name) : NULL;
}

/* --- Columns -------------------------------------------------------------- */

/* Whether NULL is a value of the column. Plain numbers have none; texts, blobs
 * and optionals have one unless they are .not_null, and a foreign key's own
 * column has that of its reference. A column that several foreign keys share
 * may be NULL only where each of them may, for its NULL makes all of them
 * NULL. */
static bool is_nullable(const struct column *column)
{
    bool nullable =
        !column->not_null &&
        (column->optional || column->foreign_key || is_block(column));

    for (size_t i = 0; i < column->link_count; i++)
        nullable &= !column->links[i]->not_null;
    return nullable;
}

/* What an insert takes where the column is not given. A function stands before
 * a value, but kith_open() admits only one of them. */
static kith_default default_kind(const struct table *table,
                                 const struct column *column)
{
    if (column == table->autoincrement)
        return KITH_DEFAULT_NUMBER;
    if (column->positioned)
        return KITH_DEFAULT_POSITION;
    if (!column->has_default)
        return KITH_DEFAULT_NONE;
    return default_of(column->attribute) ? KITH_DEFAULT_FUNCTION
                                         : KITH_DEFAULT_VALUE;
}

/* Describe a column. `foreign_key` here means a part of some, also one that
 * several share; the schema's `foreign_key` is the one whose own column it is.
 * Returns true. */
static bool describe_column(const struct table *table,
                            const struct column *column, kith_column *answer)
{
    *answer = (kith_column){.name = column->attribute->name,
                            .table = table->descriptor,
                            .attribute = column->attribute,
                            .kind = column->kind,
                            .offset_bytes = column->offset,
                            .bytes = column->bytes,
                            .optional = column->optional,
                            .nullable = is_nullable(column),
                            .writable = column->attribute->writable,
                            .primary_key = column->attribute->primary_key,
                            .foreign_key = column->link_count > 0,
                            .default_kind = default_kind(table, column)};
    return true;
}

bool kith_table_column(kith_db *db, const kith_table *descriptor, size_t n,
                       kith_column *answer)
{
    const struct table *table = table_for(db, descriptor, answer, __func__);

    return n < table->column_count &&
           describe_column(table, &table->columns[n], answer);
}

/* Names are compared one by one: the names that were hashed for kith_open() are
 * freed when the schema is ready, and a program looks a column up once. */
bool kith_column_named(kith_db *db, const kith_table *descriptor,
                       const char *name, kith_column *answer)
{
    const struct table *table = table_for(db, descriptor, answer, __func__);

    for (size_t i = 0; name && i < table->column_count; i++) {
        if (strcmp(table->columns[i].attribute->name, name) == 0)
            return describe_column(table, &table->columns[i], answer);
    }
    return false;
}

/* --- Keys ----------------------------------------------------------------- */

/* The table is kept beside the key, for a key does not know its own. */
static bool describe_key(const struct table *table, const struct key *key,
                         kith_key *answer)
{
    *answer = (kith_key){.name = key->name,
                         .table = table->descriptor,
                         .column_count = key->column_count,
                         .primary = key == table->primary,
                         .unique = key->unique,
                         .ordered = key->ordered,
                         .hidden = key->hidden,
                         .deferred = key->deferred,
                         .key_ = key,
                         .table_ = table};
    return true;
}

bool kith_table_key(kith_db *db, const kith_table *descriptor, size_t n,
                    kith_key *answer)
{
    const struct table *table = table_for(db, descriptor, answer, __func__);

    return n < table_known_keys(table) &&
           describe_key(table, &table->keys[n], answer);
}

bool kith_key_column(const kith_key *described, size_t n, kith_column *column)
{
    const struct key *key = described ? described->key_ : NULL;

    return key && column && n < key->column_count &&
           describe_column(described->table_, key->columns[n], column);
}

bool kith_key_descends(const kith_key *described, size_t n)
{
    const struct key *key = described ? described->key_ : NULL;

    return key && key->ordered && n < key->column_count &&
           (key->descending >> n & 1);
}

/* --- Foreign keys --------------------------------------------------------- */

/* The attribute that declares one end of a foreign key; NULL where none does,
 * and the link is in the hidden tail of the row. */
static const kith_attribute *end_of(const struct relationship *end)
{
    return end ? end->attribute : NULL;
}

/* The actions are those that kith_open() has decided on, so KITH_DEFAULT_ACTION
 * is not among them. The key of the parent is described with it, as the struct
 * is the only handle that a program has for it. */
static bool describe_foreign_key(const struct foreign_key *foreign_key,
                                 kith_foreign_key *answer)
{
    *answer = (kith_foreign_key){.name = foreign_key->name,
                                 .attribute = foreign_key->attribute,
                                 .child = foreign_key->child->descriptor,
                                 .parent = foreign_key->parent->descriptor,
                                 .column_count = foreign_key->column_count,
                                 .on_delete = foreign_key->on_delete,
                                 .on_update = foreign_key->on_update,
                                 .nullable = !foreign_key->not_null,
                                 .one_to_one = foreign_key->one_to_one,
                                 .delete_orphan = foreign_key->delete_orphan,
                                 .acyclic = foreign_key->acyclic,
                                 .association = foreign_key->association,
                                 .deferred = foreign_key->attribute->deferred,
                                 .child_end = end_of(foreign_key->child_end),
                                 .parent_end = end_of(foreign_key->parent_end),
                                 .foreign_key_ = foreign_key};
    return describe_key(foreign_key->parent, foreign_key->parent_key,
                        &answer->parent_key);
}

bool kith_table_foreign_key(kith_db *db, const kith_table *descriptor, size_t n,
                            kith_foreign_key *answer)
{
    const struct table *table = table_for(db, descriptor, answer, __func__);

    return n < table->foreign_key_count &&
           describe_foreign_key(&table->foreign_keys[n], answer);
}

bool kith_table_child(kith_db *db, const kith_table *descriptor, size_t n,
                      kith_foreign_key *answer)
{
    const struct table *table = table_for(db, descriptor, answer, __func__);

    return n < table->child_count &&
           describe_foreign_key(table->children[n], answer);
}

/* The two columns of a pair have the same number: in the schema both lists are
 * in the order of the parent's key. */
bool kith_foreign_key_column(const kith_foreign_key *described, size_t n,
                             kith_column *child, kith_column *parent)
{
    const struct foreign_key *foreign_key =
        described ? described->foreign_key_ : NULL;

    if (!foreign_key || n >= foreign_key->column_count)
        return false;
    if (child)
        describe_column(foreign_key->child, foreign_key->columns[n], child);
    if (parent)
        describe_column(foreign_key->parent,
                        foreign_key->parent_key->columns[n], parent);
    return true;
}

/* --- Relationships -------------------------------------------------------- */

/* The relationship of this name, or NULL, also for a NULL name: .back_populates
 * is NULL where the other side declares none. */
static const struct relationship *find_relationship(const struct table *table,
                                                    const char *name)
{
    for (size_t i = 0; name && i < table->relationship_count; i++) {
        if (strcmp(table->relationships[i].attribute->name, name) == 0)
            return &table->relationships[i];
    }
    return NULL;
}

/* A many-to-many comes first, for its first foreign key, seen alone, is that of
 * a one-to-many; a one-to-one next, for one of its ends is a reference too. */
static kith_direction direction_of(const struct relationship *relationship)
{
    if (relationship->target_key)
        return KITH_MANY_TO_MANY;
    if (relationship->foreign_key->one_to_one)
        return KITH_ONE_TO_ONE;
    return relationship->kind == KITH_KIND_REFERENCE ? KITH_MANY_TO_ONE
                                                     : KITH_ONE_TO_MANY;
}

/* The other side is found by the name that the declaration gives, for the
 * schema keeps no pointer to it: O(relationships of the target). In a
 * many-to-many the association table is the child of both foreign keys;
 * elsewhere `target_key` and `secondary` stay zero. */
static bool describe_relationship(const struct relationship *relationship,
                                  kith_relationship *answer)
{
    const kith_attribute *attribute = relationship->attribute;

    *answer = (kith_relationship){
        .name = attribute->name,
        .table = relationship->table->descriptor,
        .target = relationship->target->descriptor,
        .attribute = attribute,
        .back_populates = end_of(find_relationship(relationship->target,
                                                   attribute->back_populates)),
        .direction = direction_of(relationship),
        .kind = relationship->kind,
        .offset_bytes = relationship->offset,
        .view_only = relationship->view_only};
    describe_foreign_key(relationship->foreign_key, &answer->foreign_key);
    if (!relationship->target_key)
        return true;
    answer->secondary = relationship->target_key->child->descriptor;
    return describe_foreign_key(relationship->target_key, &answer->target_key);
}

bool kith_table_relationship(kith_db *db, const kith_table *descriptor,
                             size_t n, kith_relationship *answer)
{
    const struct table *table = table_for(db, descriptor, answer, __func__);

    return n < table->relationship_count &&
           describe_relationship(&table->relationships[n], answer);
}

bool kith_relationship_named(kith_db *db, const kith_table *descriptor,
                             const char *name, kith_relationship *answer)
{
    const struct table *table = table_for(db, descriptor, answer, __func__);
    const struct relationship *found = find_relationship(table, name);

    return found && describe_relationship(found, answer);
}

/* --- Checks --------------------------------------------------------------- */

/* The only description without a function of its own: nothing else contains
 * one. The descriptor is not NULL where a check was found. */
bool kith_table_check(kith_db *db, const kith_table *descriptor, size_t n,
                      kith_check *answer)
{
    const struct table *table = table_for(db, descriptor, answer, __func__);
    const struct check *found;

    if (n >= table->check_count)
        return false;
    found = &table->checks[n];
    *answer = (kith_check){.name = found->attribute->name,
                          .message = found->attribute->message,
                          .table = descriptor,
                          .function = found->attribute->check,
                          .column_count = found->attribute->column_count,
                          .check_ = found,
                          .table_ = table};
    return true;
}

bool kith_check_column(const kith_check *described, size_t n,
                       kith_column *column)
{
    const struct check *check = described ? described->check_ : NULL;

    return check && column && n < check->attribute->column_count &&
           describe_column(described->table_, check->columns[n], column);
}
