/* factory.h - rows for tests, of which a test says only what it is about.
 *
 * A factory says what a row of one table has where the test does not:
 *
 *   KITH_FACTORY(Store, KITH_FIELD(Store, name, .sequence = "store %d"));
 *   KITH_FACTORY(Item, KITH_FIELD(Item, name, .sequence = "item %d"),
 *                KITH_FIELD(Item, price, .value = KITH_REAL(9.5)),
 *                KITH_FIELD(Item, store, .build = true));
 *
 * A test makes rows by them, each as kith_insert would, and gets those that the
 * row needs:
 *
 *   kith_factories f;
 *
 *   kith_factories_init(&f, db, KITH_FACTORIES(Store, Item), NULL);
 *   Item *stool = kith_make(&f, Item, .name = "Stool");
 *   Item *bench = kith_make_named(&f, Item, "cheap bench", .price = 1);
 *   if (!stool || !bench)
 *       puts(f.error.message);
 *   assert(kith_made(&f, Item, "cheap bench") == bench);
 *   kith_factories_fini(&f);
 *
 * A table without a factory is made by what the schema says of it, and so are
 * columns that its factory does not name.
 *
 * What a column is given, the first of these that there is:
 *
 *   what the call gives       all that is not zero in its literal, as in
 *                             kith_insert; or what kith_make_columns says
 *   the field of the factory  .value, .sequence, .first or .function
 *   the default of the table  for a foreign key where it names a row, which in
 *                             a one-to-one has no child yet; for a column that
 *                             alone is a unique key while no row has it
 *   the next number           of a key that counts up
 *   a parent                  made by the factory of its table where the
 *                             foreign key may not be NULL, or its field says
 *                             .build (then before the default)
 *   a value that no row has   where the column is in a primary or unique key:
 *                             1, 2, 3 or "name 1", "name 2", within .minimum,
 *                             .maximum, .maximum_bytes and its array
 *   a value that is allowed   where NULL or 0 is not: the one next to 0
 *
 * and else NULL or zero. Foreign keys that may be NULL stay so, those to the
 * own table too; children are never made. A KITH_CHECK may want what nobody can
 * guess: then a field has to say it.
 *
 * All is as on the run before: there is no chance in it.
 */
#ifndef KITH_TEST_FACTORY_H
#define KITH_TEST_FACTORY_H

#include <kith/db.h>
#include <kith/handle.h>
#include <kith/memory.h>
#include <kith/reflect.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Saying what rows have ------------------------------------------------ */

typedef struct kith_factories kith_factories;

/* A function for a field. `draft` points at the row as far as it is there: what
 * the call gives, the parents, and the fields that are declared before this
 * one; other columns are zero, and links but references mean nothing. `number`
 * is 1 for the first row of the table that these factories make, then 2. The
 * function may read the database, and may neither write to it nor make rows. A
 * text or blob that it returns must last until the call that makes the row is
 * done. KITH_KIND_NONE is NULL. One that leaves by longjmp leaves a level of
 * the database open, and factories that can only be ended. */
typedef kith_value kith_factory_function(const kith_factories *factories,
                                         const void *draft, uint64_t number);

/* One column of a factory, filled in by KITH_FIELD, which may name one of these
 * as a designated initializer:
 *
 *   .value      KITH_REAL(9.5), the same for each row
 *   .sequence   "item %d", a text with the number of the row; %% is a %
 *   .first      KITH_INTEGER(1000), which the first row gets; each one after it
 *               gets .step more, where 0 stands for 1
 *   .function   a kith_factory_function
 *   .build      true, at a reference, or at the column of a foreign key: make a
 *               parent though it may be NULL
 */
typedef struct kith_factory_field {
    const char *name;
    size_t offset_bytes;
    kith_value value;
    const char *sequence;
    kith_value first;
    int64_t step;
    kith_factory_function *function;
    bool build;
} kith_factory_field;

/* What KITH_FACTORY makes of a row type: one for each table at most. */
typedef struct kith_factory {
    const kith_table *table;
    const kith_factory_field *fields;
    size_t field_count;
} kith_factory;

#ifndef __cplusplus

/* KITH_FACTORY(Item, KITH_FIELD(Item, price, .value = KITH_REAL(9.5))) defines
 * Item_factory, for a table that is declared before it; `static` keeps it
 * private. */
#define KITH_FACTORY(Row, ...)                                   \
    const kith_factory Row##_factory = {                         \
        &Row##_table, (const kith_factory_field[]){__VA_ARGS__}, \
        sizeof((const kith_factory_field[]){__VA_ARGS__}) /      \
            sizeof(kith_factory_field)}
#define KITH_FIELD(Row, f, ...)                                   \
    {                                                             \
        .name = #f, .offset_bytes = offsetof(Row, f), __VA_ARGS__ \
    }

/* Factories for kith_factories_init: KITH_FACTORIES(Store, Item). Up to 64
 * names; beyond that write the array, which ends in NULL, yourself. */
#define KITH_FACTORIES(...) kith_factories_(__VA_ARGS__)

#endif

/* --- Factories at work ---------------------------------------------------- */

/* The factories of one database, and the numbers that they have come to.
 * Members whose names end in `_` are their own. */
struct kith_factories {
    kith_db *db;
    void *user;       /* of the test, for its functions */
    kith_error error; /* the last failure; successes leave it alone. Its names
                         are good until the database is closed */
    kith_allocator allocator_;
    struct kith_recipe_ *recipes_; /* one for each table */
    struct kith_recipe_ **stack_;  /* that are being made, the first at [0] */
    size_t recipe_count_, depth_;
    struct kith_made_name_ *names_; /* a hash table */
    size_t name_count_, name_capacity_;
    void *blocks_; /* all others, in a list */
    bool making_;
};

/* Begin. `list` ends in NULL, or is NULL for none; the factories in it must
 * last as long, and so must the database. Memory comes from `allocator`, or
 * from realloc where it is NULL.
 *
 *   KITH_E_MISUSE  factories or db is NULL; a factory is of a table that is not
 *                  part of the database or has one already; a field is no
 *                  column, says nothing or several things, has a .sequence that
 *                  is no text or has another % than %d and %%, or .build where
 *                  there is no foreign key or one to its own table
 *   KITH_E_CHECK   a .value or .first is none of its column's type, or does not
 *                  fit
 *   KITH_E_MEMORY  the allocator returned NULL
 *
 * factories->error names table and column. On failure nothing is left to be
 * given back, and each kith_make is KITH_E_MISUSE. Cost: linear in the
 * attributes of all tables. */
kith_status kith_factories_init(kith_factories *factories, kith_db *db,
                                const kith_factory *const *list,
                                const kith_allocator *allocator);

/* Give the memory back. The database is not looked at, so it may be closed
 * already, and the rows stay. NULL is allowed, and so are factories whose init
 * failed, or that were ended before. */
void kith_factories_fini(kith_factories *factories);

/* Make a row of a table, and the parents that it needs, all or nothing:
 *
 *   Item *stool = kith_make(&f, Item, .name = "Stool", .store.row = ikea);
 *
 * `values` is a struct of the table's row type, or NULL for all zero; what is
 * not zero in it is given, as in kith_insert_row. Parents are made as by
 * kith_make of their table, each with parents of its own where it needs
 * some; where foreign keys share columns they agree in them.
 *
 * In kith_make_columns `columns` and `nulls` say what is given, as in
 * kith_insert_columns: so zero and NULL can be given as well.
 *
 * The new row, or NULL: factories->error then says why, and nothing has changed
 * but numbers, which are used up.
 *
 *   KITH_E_CYCLE   the row needs a parent, which needs a parent, and so on up
 *                  to a row of a table that is being made: the message names
 *                  the way. Give one of them
 *   KITH_E_CHECK   also: what a function returned is none of the column's type,
 *                  or does not fit
 *   KITH_E_LIMIT   also: no value is left that no row has, or a .first has
 *                  counted beyond what there is
 *   KITH_E_MISUSE  also: factories is NULL or not begun, the table is not part
 *                  of the database, a function of a factory or table calls
 *
 * and all errors of kith_insert_columns, kith_begin and kith_commit, which
 * kith_last_error has too. Cost: that of the inserts, one look-up for each
 * column that gets a value which no row has, and O(tables); a level where
 * parents may be made, so that what kith_edit has returned may not be written
 * through any more. */
void *kith_make_row(kith_factories *factories, const kith_table *table,
                    const void *values);
void *kith_make_columns(kith_factories *factories, const kith_table *table,
                        const void *values, const uint64_t *columns,
                        const uint64_t *nulls);

/* Make `count` rows of the same values, all or none; each has a number, and
 * parents that are made, of its own:
 *
 *   kith_make_many(&f, Item, 3, rows, .store.row = ikea);
 *
 * `rows`, unless it is NULL, has room for `count` addresses, and is written
 * only when all are there.
 *
 *   KITH_E_LIMIT   also: so many rows have no address
 *   KITH_E_MEMORY  also: the allocator of the factories returned NULL
 *
 * and all errors of kith_make_row; factories->error has them. Cost: that of so
 * many calls of it, and 8 bytes a row while it runs. */
kith_status kith_make_rows(kith_factories *factories, const kith_table *table,
                           const void *values, size_t count, void *rows);

/* Make a row as kith_make_row does, and keep it under a name, which is copied.
 * In one table a name is for one row, as long as that lives. As handles are
 * kept, and not addresses, a name may outlive its row: it is free again then,
 * and where a rollback brings the row back it is found again.
 *
 *   KITH_E_UNIQUE  another row of the table has the name
 *   KITH_E_MISUSE  also: name is NULL
 *   KITH_E_MEMORY  also: the allocator of the factories returned NULL
 *
 * and all errors of kith_make_row. */
void *kith_make_row_named(kith_factories *factories, const kith_table *table,
                          const char *name, const void *values);

/* The row of a table that was made under this name: kith_made(&f, Item, "cheap
 * bench"). NULL where there is none, or none any more: factories->error is
 * KITH_E_NOT_FOUND then and has the name as its value, so that a slip of the
 * pen is seen. KITH_E_MISUSE where an argument is NULL or the table is not part
 * of the database. O(tables + bytes of the name). */
void *kith_made_row(kith_factories *factories, const kith_table *table,
                    const char *name);

#ifndef __cplusplus

#define kith_make(factories, ...) /* (factories, Row, .column = value, ...) */ \
    kith_make_(factories, __VA_ARGS__, )
#define kith_make_many(factories,                                    \
                       ...) /* (factories, Row, count, rows, ...) */ \
    kith_make_many_(factories, __VA_ARGS__, )
#define kith_make_named(factories, ...) /* (factories, Row, name, ...) */ \
    kith_make_named_(factories, __VA_ARGS__, )

#endif

#define kith_made(factories, Row, name) \
    ((Row *)kith_made_row((factories), &Row##_table, (name)))

#ifdef __cplusplus
}
#endif

#include <kith/detail/factory.h>

#endif
