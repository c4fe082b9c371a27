/* reflect.h - what a database holds, and rows whose C type is not known.
 *
 * For what works on any tables: dumpers, loaders, editors, bindings to other
 * languages, debuggers, test helpers. Columns, keys, foreign keys,
 * relationships and checks of a table are described apart from each other, as
 * kith_open() has resolved them. The caller provides the struct that is filled
 * in, so that asking costs no memory and changes nothing:
 *
 *   for (const kith_table *const *table = kith_tables(db); *table; table++) {
 *       kith_column column;
 *
 *       puts((*table)->name);
 *       for (size_t i = 0; kith_table_column(db, *table, i, &column); i++)
 *           printf("  %s%s\n", column.name,
 *                  column.nullable ? "" : " NOT NULL");
 *   }
 *
 * Rows are read by the place of a member, kith_value_at(row,
 * column.offset_bytes), and written by it or by a list of kith_column_value.
 *
 * What a struct here points at belongs to the database and is valid until its
 * close; a struct itself may be copied and kept as long. Members whose names
 * end in `_` are the engine's. The structs belong to KITH_ABI_VERSION and may
 * get more members.
 *
 * Calls that describe return false, and leave the struct alone, where there is
 * no n-th or no such name, which is no failure, and with KITH_E_MISUSE in
 * kith_last_error where the table is not part of the database or the place for
 * what is described is NULL. In a NULL database there is nothing.
 */
#ifndef KITH_REFLECT_H
#define KITH_REFLECT_H

#include <kith/schema.h>
#include <kith/seek.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Tables --------------------------------------------------------------- */

/* The tables of the database, in the order in which kith_open was given them; a
 * list that ends in NULL, as kith_open takes it: kith_open(&other,
 * kith_tables(db), NULL, NULL) opens an empty database with the same tables.
 * An empty list for NULL. O(1). */
const kith_table *const *kith_tables(const kith_db *db);

/* The table of this name, or NULL. NULL for NULLs. O(tables). */
const kith_table *kith_table_named(const kith_db *db, const char *name);

/* --- Columns -------------------------------------------------------------- */

/* What a column is given by an insert that does not give it. */
typedef enum kith_default {
    KITH_DEFAULT_NONE,     /* NULL, or zero where it cannot be NULL */
    KITH_DEFAULT_VALUE,    /* attribute->default_value */
    KITH_DEFAULT_FUNCTION, /* what attribute->default_function returns */
    KITH_DEFAULT_NUMBER,   /* the next number of a key that counts up */
    KITH_DEFAULT_POSITION  /* the place in a list, of some .position */
} kith_default;

/* What a column holds, and where in the row. */
typedef struct kith_column {
    const char *name;
    const kith_table *table;
    const kith_attribute *attribute; /* as it was declared */
    kith_kind kind;                  /* KITH_KIND_BOOL to KITH_KIND_BLOB */
    size_t offset_bytes;             /* of the member in the row */
    size_t bytes;     /* of a value there: the whole array of an in-place text,
                         an optional without its flag */
    bool optional;    /* the member is a KITH_OPTIONAL: a value, a flag */
    bool nullable;    /* may hold NULL; else a NULL is refused */
    bool writable;    /* not const: it may be written directly */
    bool primary_key; /* it, or a part of it */
    bool foreign_key; /* part of a foreign key */
    kith_default default_kind;
} kith_column;

/* The n-th column of a table, in the order of declaration. O(1). */
bool kith_table_column(kith_db *db, const kith_table *table, size_t n,
                       kith_column *column);

/* The column of this name. O(columns). */
bool kith_column_named(kith_db *db, const kith_table *table, const char *name,
                       kith_column *column);

/* --- Keys and indexes ----------------------------------------------------- */

/* Columns with an index: the primary key, what is unique, what is indexed. A
 * foreign key has no index of its own; its rows are in their parent's list. */
typedef struct kith_key {
    const char *name; /* its columns, "artist, title" */
    const kith_table *table;
    size_t column_count;
    bool primary; /* then it is unique as well */
    bool unique;  /* else an index of values that several rows may hold */
    bool ordered; /* and of their order: see range.h */
    bool hidden;  /* not declared: made for .unique_pair, .order_by or .key */
    bool deferred; /* unique when the outermost commit has passed: until then
                      several rows may have it */
    const void *key_, *table_;
} kith_key;

/* The n-th key of a table: the primary key first, then the others in the order
 * of declaration, then hidden ones. O(1). */
bool kith_table_key(kith_db *db, const kith_table *table, size_t n,
                    kith_key *key);

/* The n-th column of a key, in the order of its values; false behind the last,
 * and for NULLs. O(1). */
bool kith_key_column(const kith_key *key, size_t n, kith_column *column);

/* Whether by the n-th column of an ordered index the greater ones come first;
 * false for NULL, behind the last, and for other keys. O(1). */
bool kith_key_descends(const kith_key *key, size_t n);

/* --- Foreign keys --------------------------------------------------------- */

/* One of KITH_REFERENCE_KEY has no columns and the name of its reference. Its
 * attribute is also that of the relationship at its child's end, by which rows
 * are linked. A loader gives its parent in the reference of the row that
 * kith_insert_columns takes. */
typedef struct kith_foreign_key {
    const char *name; /* its columns as declared, "artist, album" */
    const kith_attribute *attribute;
    const kith_table *child, *parent; /* the table that has it, and the one it
                                         refers to */
    kith_key parent_key;              /* the key of the parent it refers to */
    size_t column_count;              /* 0 without columns */
    kith_action on_delete, on_update; /* what happens: never
                                         KITH_DEFAULT_ACTION */
    bool nullable;                    /* a child may be without a parent */
    bool one_to_one;                  /* a parent has one child at most */
    bool delete_orphan; /* a child that loses its parent is deleted */
    bool acyclic;       /* no row may be its own ancestor */
    bool association;   /* an end of a many-to-many leads through it */
    unsigned deferred;  /* its rules that wait for the outermost commit, each a
                           kith_deferral; 0 for none */
    const kith_attribute *child_end;  /* the reference in the child, and */
    const kith_attribute *parent_end; /* the scalar or collection of children in
                                         the parent; NULL where none is
                                         declared */
    const void *foreign_key_;
} kith_foreign_key;

/* The n-th foreign key that a table has, in the order of declaration, and the
 * n-th that refers to it, its own among them, in the order of the tables. The
 * second is how to see which tables a delete can reach. O(1). */
bool kith_table_foreign_key(kith_db *db, const kith_table *table, size_t n,
                            kith_foreign_key *foreign_key);
bool kith_table_child(kith_db *db, const kith_table *table, size_t n,
                      kith_foreign_key *foreign_key);

/* The n-th pair of columns of a foreign key, in the order of the parent's key:
 * the column of the child and the one of the parent whose value it holds.
 * Either place may be NULL. False behind the last, and for NULL. O(1). */
bool kith_foreign_key_column(const kith_foreign_key *foreign_key, size_t n,
                             kith_column *child, kith_column *parent);

/* --- Relationships -------------------------------------------------------- */

/* Seen from the table that declares the relationship. A one-to-one is seen from
 * the child where the member is a reference, and from the parent where it is a
 * scalar. */
typedef enum kith_direction {
    KITH_MANY_TO_ONE,
    KITH_ONE_TO_MANY,
    KITH_ONE_TO_ONE,
    KITH_MANY_TO_MANY
} kith_direction;

/* Which rows a member shows, and along which foreign keys. */
typedef struct kith_relationship {
    const char *name;
    const kith_table *table;
    const kith_table *target;    /* whose rows it leads to */
    const kith_table *secondary; /* the association table of a many-to-many, or
                                    NULL */
    const kith_attribute *attribute;
    const kith_attribute *back_populates; /* the other side, a relationship of
                                             the target; NULL: none declared */
    kith_direction direction;
    kith_kind kind; /* KITH_KIND_REFERENCE, _SCALAR or _COLLECTION */
    size_t offset_bytes;
    bool view_only; /* a many-to-many that may be walked, not written */
    kith_foreign_key foreign_key; /* along which it leads; in a many-to-many the
                                     one from the association table to here */
    kith_foreign_key target_key;  /* in a many-to-many the one to the target;
                                     else all zero */
} kith_relationship;

/* The n-th relationship of a table, in the order of declaration, and the one of
 * this name. O(relationships of the target), O(relationships). */
bool kith_table_relationship(kith_db *db, const kith_table *table, size_t n,
                             kith_relationship *relationship);
bool kith_relationship_named(kith_db *db, const kith_table *table,
                             const char *name, kith_relationship *relationship);

/* --- Checks --------------------------------------------------------------- */

/* A function that judges rows, and what is said where it refuses one. */
typedef struct kith_check {
    const char *name; /* that of the function */
    const char *message;
    const kith_table *table;
    kith_check_function *function;
    size_t column_count;
    const void *check_, *table_;
} kith_check;

/* The n-th KITH_CHECK of a table, in the order of declaration, and the n-th
 * column that it names; false behind the last, and for NULLs. O(1). */
bool kith_table_check(kith_db *db, const kith_table *table, size_t n,
                      kith_check *check);
bool kith_check_column(const kith_check *check, size_t n, kith_column *column);

/* --- Values of any row ---------------------------------------------------- */

/* The value of a column of a row: kith_value_at(chair, column.offset_bytes).
 * Bools and integers with a sign are `integer`, integers without one `natural`,
 * floats and doubles `real`, texts of both kinds `text`, blobs `blob`. NULL is
 * KITH_KIND_NONE: a text or blob without bytes, an optional without a value, a
 * column of a foreign key that names nobody (see kith_is_null_at). Texts and
 * blobs are not copied: they are valid until the column is changed or the row
 * is deleted. The row may be a draft that a function of yours is shown.
 *
 * KITH_KIND_NONE with KITH_E_MISUSE in kith_last_error for an offset that is no
 * column's; KITH_KIND_NONE for a NULL row. O(1). */
kith_value kith_value_at(const void *row, size_t offset);

/* A column of a row, and a value for it; KITH_KIND_NONE is NULL, and so is
 * a NULL text. */
typedef struct kith_column_value {
    size_t offset_bytes;
    kith_value value;
} kith_column_value;

/* Set one column of a row as kith_set does, or several as kith_update_at does,
 * judged once, when all are set.
 *
 * A value is made one of the column's type as that of a .default_function is: a
 * integer goes into every integer that can hold it, 0 and 1 into a bool, and
 * any number into a real, rounded as C does; a real into no integer.
 *
 *   KITH_E_CHECK  also: a value is none of the column's type, or does not fit
 *
 * and all errors of kith_update_at; kith_last_error names table, column and
 * value. Nothing has changed after a failure. Cost: that of kith_update_at, and
 * some bytes for each value while the second runs. */
kith_status kith_set_value_at(void *row, size_t offset, kith_value value);
kith_status kith_update_values(void *row, const kith_column_value *values,
                               size_t count);

/* Insert a row of any table from values, of which each is *given* in the sense
 * of kith_insert_columns: zero is a value, and KITH_KIND_NONE is NULL, where
 * the column would have a default too. A column that is not named is not
 * given. One that is named twice has the last value. Members that are no
 * columns are zero.
 *
 *   KITH_E_CHECK   also: a value is none of the column's type, or does not fit
 *   KITH_E_MISUSE  also: values is NULL and count is not zero, an offset is no
 *                  column's
 *
 * Returns the new row, or NULL with the errors of kith_insert_columns. Cost:
 * that of kith_insert_columns, and the bytes of a row while it runs. */
void *kith_insert_values(kith_db *db, const kith_table *table,
                         const kith_column_value *values, size_t count);

/* --- Members of any list -------------------------------------------------- */

/* Where a walk over members stands. In a many-to-many `link` is the association
 * row of the member that was returned last; elsewhere it is NULL. */
typedef struct kith_members {
    void *link;
    kith_match rows_;
    size_t target_offset_, near_offset_;
    const void *owner_; /* where rows may name it by either offset */
    bool is_via_;
} kith_members;

/* The rows that a relationship of any shape shows: the parent of a reference,
 * the child of a scalar, the members of a collection, and in a many-to-many the
 * rows at the other end, in the order of the list:
 *
 *   kith_members members = kith_members_at(row, relationship.offset_bytes);
 *   void *member;
 *
 *   while ((member = kith_next_member(&members)))
 *       puts(kith_table_of(member)->name);
 *
 * The body may delete or move any row, as in kith_for_each; it must not add to
 * the list. It ends when the row whose list it is is deleted. Within a
 * transaction a row of a many-to-many whose deferred key names no row yet has
 * no other end: NULL, with a `link` that is not. Empty for a NULL row, and for
 * an offset that is no relationship's (KITH_E_MISUSE in kith_last_error). O(1),
 * and one step for each place of the list. */
kith_members kith_members_at(const void *row, size_t offset);
void *kith_next_member(kith_members *members);

/* How many those are. 0 where there are none for the reasons above. O(1). */
size_t kith_member_count_at(const void *row, size_t offset);

/* The n-th of them, counted from 0, or NULL. In a many-to-many `*link`, unless
 * `link` is NULL, is set to its association row; elsewhere to NULL. O(1) in a
 * list without holes, else O(places before it). */
void *kith_member_at(const void *row, size_t offset, size_t n, void **link);

/* The same along a foreign key, whether a relationship shows it or not: the
 * parent of a row of its child table, or NULL, and the children of a row of its
 * parent table, which in an association table are the association rows. Empty
 * for NULLs, and for a row of another table or database (KITH_E_MISUSE in
 * kith_last_error). O(1). */
void *kith_parent_of(const void *row, const kith_foreign_key *foreign_key);
kith_members kith_children_of(const void *row,
                              const kith_foreign_key *foreign_key);

#ifdef __cplusplus
}
#endif
#endif
