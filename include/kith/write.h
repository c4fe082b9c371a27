/* write.h - inserting, changing and deleting rows.
 *
 * Each call does everything or nothing. Checks are judged on the state when the
 * whole call is done, in the order NOT NULL, CHECK, UNIQUE, FOREIGN KEY, and
 * kith_last_error() names the first that fails.
 */
#ifndef KITH_WRITE_H
#define KITH_WRITE_H

#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Insert one row and link it under its parents:
 *
 *   Item *chair = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
 *   Item *table = kith_insert(db, Item, .name = "Table", .store_id = 1);
 *
 * `values` is a struct of the table's row type; NULL stands for all zero. A
 * parent is named by its row or by its key; giving both is allowed when they
 * agree. A row may name itself as its parent by its own key. Texts are copied.
 * Where a value can be absent (text, blob, optional number, foreign key,
 * integer primary key) zero means not given: the column takes its default or is
 * NULL, and the key the next number. A foreign key of several columns of which
 * a text is not given is NULL, whatever is given beside it (see
 * KITH_FOREIGN_KEYS). Scalars and collections must be zero: children are linked
 * afterwards, or name this row when they are inserted.
 *
 * Returns the new row; its address is valid until that row is deleted, whatever
 * else is inserted or deleted. NULL on failure:
 *
 *   KITH_E_NOT_NULL   a required column is NULL and has no default, or an
 *                     in-place text of the primary key is empty
 *   KITH_E_CHECK      a value is beyond its .minimum, .maximum or
 *                     .maximum_bytes, a KITH_CHECK refused the row, an in-place
 *                     text has no NUL within its array, or a function's value
 *                     does not fit
 *   KITH_E_UNIQUE     another row already holds this key, or is already the
 *                     one child of this parent
 *   KITH_E_PARENT     a foreign key names no row
 *   KITH_E_CYCLE      the row names itself along an .acyclic relationship
 *   KITH_E_NOT_FOUND  a parent named by its row was deleted
 *   KITH_E_LIMIT      the numbers of the primary key are used up, those up to
 *                     its .maximum that is, or a text is too long
 *   KITH_E_MEMORY     the allocator returned NULL
 *   KITH_E_MISUSE     a reference and a key, or two references that share
 *                     a column, name different parents; a parent is of another
 *                     database; a scalar or collection is given; an optional
 *                     has a value and is not present, or a blob has bytes and
 *                     no data; the table is not part of the database; db or
 *                     table is NULL; a function of a table calls
 *
 * Cost: one probe for each key and index, O(1) for each relationship, a copy
 * of each text. */
void *kith_insert_row(kith_db *db, const kith_table *table, const void *values);

/* Insert `count` rows in one call, all or none, from an array of structs of the
 * table's row type:
 *
 *   const Item items[2] = {{.name = "Chair", .store_id = 1},
 *                          {.name = "Table", .store_id = 1}};
 *   kith_insert_all(db, Item, items, 2);
 *
 * As that many calls of kith_insert_row, in this order, so parents come before
 * their children. When a row is refused, those before it are taken back: the
 * contents are what they were, each member of a list has its place, and the
 * numbers of the key are given back. Which row it was is not told but by what
 * kith_last_error says of its values. `rows`, unless it is NULL, has room for
 * `count` pointers and is told the new rows; it is written only when all are
 * there. Members are const: fill memory from malloc with
 * memcpy(&items[i], &(Item){.name = name}, sizeof(Item)).
 *
 * For loaders. Where most of the time is spent waiting for the parents of rows,
 * the wait is hidden, for the parents of those to come are fetched meanwhile; a
 * few hundred rows at once are enough. That is so for parents named by their
 * rows, or by a key that counts up, in tables without checks and defaults;
 * others are inserted as one by one.
 *
 * Errors are those of kith_insert_row, for the first row that is refused, and
 *
 *   KITH_E_MEMORY  also before any row is looked at
 *   KITH_E_LIMIT   also: so many rows have no address
 *   KITH_E_MISUSE  also: values is NULL and count is not zero
 *
 * Cost: that of the inserts, and eight bytes a row while it runs. */
kith_status kith_insert_rows(kith_db *db, const kith_table *table,
                             const void *values, size_t count, void **rows);

/* The row that already holds one of the unique keys of these values, or a new
 * one: Maintainer *m = kith_insert_or_get(db, Maintainer, .name = "Ada").
 *
 * Keys are looked up as they would be inserted, defaults included: the primary
 * key first, if it is given, then the others in the order of declaration; keys
 * with a NULL in them are held by nobody. A row that is found is returned as it
 * is, whatever else the values say. `*inserted`, unless it is NULL, tells which
 * it was; it is written only when a row is returned.
 *
 * Errors and cost are those of kith_insert_row, a row that is found among
 * them costing no change at all. */
void *kith_insert_or_get_row(kith_db *db, const kith_table *table,
                             const void *values, bool *inserted);

/* Insert a row and say which columns are given: zero is then a value like any
 * other. For loaders, which read "0" or "NULL" from somewhere.
 *
 *   const Item item = {.price = 0, .store_id = 1};
 *   uint64_t given[1] = {0}, nulls[1] = {0};
 *   kith_column_mask_set(given, Item, store_id);
 *   kith_column_mask_set(nulls, Item, name);
 *   kith_insert_columns(db, &Item_table, &item, given, nulls);
 *
 * Members are const: write them in one initializer, or, column by column, with
 * memcpy at attribute->offset_bytes.
 * `columns` has one bit for each attribute of the table, in the order of its
 * declaration: bit i % 64 of columns[i / 64] stands for table->attributes[i];
 * the bits of attributes that are no columns say nothing. A column that is
 * given has exactly the value in `values`, a NULL text or an absent optional
 * being NULL: no default and no number is taken. A column that is not given is
 * as if it were zero, whatever `values` holds; one of the primary key must be
 * given, by its bit or by the row of a parent, unless it counts up. A foreign
 * key is given when all of its own columns are, and NULL when only some are and
 * the others have no default. Parents may be named by their rows as well.
 * `columns` may be NULL: then zero means not given, as in kith_insert_row.
 *
 * `nulls` has the same bits, or is NULL, and says which columns are given as
 * NULL, whatever `values` and `columns` say of them: no default is taken. That
 * of one own column makes a foreign key NULL.
 *
 * Errors and cost are those of kith_insert_row, and
 *
 *   KITH_E_NOT_NULL  also: a column that cannot be NULL is given as NULL, or
 *                    one of the primary key is not given
 *   KITH_E_MISUSE    also: one own column of a foreign key is given as NULL,
 *                    and another has a value */
void *kith_insert_columns(kith_db *db, const kith_table *table,
                          const void *values, const uint64_t *columns,
                          const uint64_t *nulls);
static inline void kith_column_mask_set_at(uint64_t *mask, size_t attribute)
{
    mask[attribute / 64] |= (uint64_t)1 << attribute % 64;
}

/* The number of the attribute that declares the member at `offset`, or the
 * number of all attributes when none does. O(attributes). */
size_t kith_attribute_at(const kith_table *table, size_t offset);
#define kith_column_mask_set(mask, Row, f) \
    kith_column_mask_set_at((mask),        \
                            kith_attribute_at(&Row##_table, offsetof(Row, f)))

/* Make room for `count` more rows of a table, in its rows and in its indexes,
 * so that as many inserts need no more memory but that of texts, of lists
 * and of values that are new to an index of equal values; and that of an index
 * for numbers of the primary key that are given by hand and lie far apart:
 * kith_reserve(db, Item, 100000). When it runs out of memory, it gives back
 * what it made for rows; what indexes grew by stays, as room. No row has
 * changed.
 *
 *   KITH_E_MEMORY  the allocator returned NULL
 *   KITH_E_LIMIT   count is above 2^44
 *   KITH_E_MISUSE  the table is not part of the database; db is NULL
 *
 * Cost: O(rows in the table + count). */
kith_status kith_reserve_rows(kith_db *db, const kith_table *table,
                              size_t count);

/* One change of a column: where it is in the row, and the address of a value of
 * its type, or NULL to make the column NULL. The value of an optional column is
 * a plain number; that of a text of either kind is a const char *, that of a
 * blob a kith_blob, and a NULL one means NULL as well. */
typedef struct kith_assignment {
    size_t offset_bytes;
    const void *value;
} kith_assignment;

/* Set several columns of one row, judged once, when all are set:
 *
 *   kith_update(chair, kith_to(chair, name, "Stool"),
 *               kith_to(chair, price, 7.0), kith_to_null(chair, store_id));
 *   kith_set(chair, store_id, 2);
 *   kith_set_null(chair, weight);
 *
 * Numbers convert as by an assignment in C, so one that is too large for the
 * column is cut without a word, unless the compiler warns of it; values that
 * come from elsewhere go through kith_set_value_at, which refuses what does not
 * fit.
 *
 * Setting a foreign key moves the row to the end of the new parent's list at
 * once; a value equal to the old one is no change and keeps the place. Setting
 * it to NULL unlinks the row; under .delete_orphan it deletes it. Changing a
 * key that others refer to does to them what their .on_update says. Columns
 * named twice take the last value.
 *
 *   KITH_E_NOT_NULL   a required column would be NULL
 *   KITH_E_CHECK      a value is beyond its .minimum, .maximum or
 *                     .maximum_bytes, a KITH_CHECK refused the row, an in-place
 *                     text does not fit with its NUL, or a function's value
 *                     does not fit
 *   KITH_E_UNIQUE     another row already holds this key, or is already the
 *                     one child of this parent
 *   KITH_E_PARENT     a foreign key names no row
 *   KITH_E_CYCLE      the row would be its own ancestor along an .acyclic
 *                     relationship
 *   KITH_E_CHILDREN   rows refer to the key that would change, or to the row
 *                     that would be deleted as an orphan
 *   KITH_E_NOT_FOUND  the row was deleted
 *   KITH_E_LIMIT      a text is too long
 *   KITH_E_MEMORY     the allocator returned NULL
 *   KITH_E_MISUSE     row is NULL, an offset is no column's, a column that
 *                     cannot be NULL is set to NULL, a foreign key of several
 *                     columns would be NULL beside a value that is given for
 *                     one of its own, or a function of a table calls
 *
 * Cost: O(1) for each change, whatever the length of the lists; a changed key
 * costs one probe, and one step for each child that follows it. Members that
 * are no columns are looked at only where the table has functions (checks,
 * defaults, on_update): those are shown a copy of the whole row. */
kith_status kith_update_at(void *row, const kith_assignment *changes,
                           size_t count);

/* One change of a column of one of several rows: which row, and the rest as
 * kith_assignment has it. */
typedef struct kith_row_assignment {
    void *row;
    size_t offset_bytes;
    const void *value;
} kith_row_assignment;

/* Set columns of several rows, judged once, when all are set. So rows may
 * exchange what none of them could give up alone: a unique value, a place in an
 * order, the children of two required one-to-ones.
 *
 *   kith_update_all(db, kith_row_to(ikea, name, "OBI"),
 *                   kith_row_to(obi, name, "IKEA"));
 *   kith_update_all(db, kith_row_to_null(chair, store_id));
 *
 * For as many rows as there are at run time the values stand in memory that
 * lasts until the call:
 *
 *   const double prices[3] = {9.5, 7, 12};
 *   kith_row_assignment changes[3];
 *   for (size_t i = 0; i < 3; i++)
 *       changes[i] = (kith_row_assignment){
 *           rows[i], offsetof(Item, price), &prices[i]};
 *   kith_update_rows(db, changes, 3);
 *
 * (What kith_row_to makes of a value lasts only as long as the block in which
 * it stands, so it must not fill an array from within a loop.)
 *
 * Rows are of any tables of the database, in any order. A row may be named any
 * number of times, for several of its columns or for one: it counts once, and
 * of a column named twice the last value. A parent is named by its key, as in
 * kith_update_at; a key that another row is given by the same call is the new
 * one of that row, and one that it gives up names it no more. Children of a row
 * whose key changes do what their .on_update says: under KITH_NO_ACTION the
 * call is refused while some are left, even where another row takes the key
 * over; and so it is where the row goes as an orphan. What is set, and what
 * follows, is as for kith_update_at, all of it or nothing. Where count is 0
 * nothing is done: KITH_OK.
 *
 * Errors are those of kith_update_at, and kith_last_error names the table,
 * column and value of the first that fails: the first rule in their order, then
 * the first row that breaks it as they are named.
 *
 *   KITH_E_NOT_FOUND  a row was deleted
 *   KITH_E_MISUSE     also: a row is NULL, which leaves kith_last_error as it
 *                     is; a row is of another database; changes is NULL and
 *                     count is not 0; db is NULL
 *
 * Cost: that of kith_update_at for each row, however often and wherever the
 * changes name it, and 32 bytes a change while it runs. */
kith_status kith_update_rows(kith_db *db, const kith_row_assignment *changes,
                             size_t count);

/* Set one column, as kith_update_at with one change: `offset` is that of the
 * column, `value` the address of a value as kith_assignment has it, or NULL. */
kith_status kith_set_at(void *row, size_t offset, const void *value);

/* Announce that plain columns of the row will be written directly, and return
 * the row: Item *e = kith_edit(chair); if (e) e->price = 9.5;
 *
 * What may be written directly is what no rule looks at, so there is nothing to
 * judge, and outside levels (txn.h) writing without this call is as good. In
 * a level this notes what the plain columns hold, so that a rollback restores
 * them: what is returned may be written through until the row is deleted, or
 * the next kith_begin, kith_commit, kith_rollback or kith_rollback_to; after it
 * the row is announced anew. NULL with KITH_E_NOT_FOUND in kith_last_error when
 * the row was deleted, with KITH_E_MISUSE when a function of a table calls, and
 * in a level with KITH_E_MEMORY; NULL for NULL. O(1); the first time in a level
 * O(plain columns). */
void *(kith_edit)(void *row);

/* Delete a row: it leaves every list and index, and what happens to its
 * children is what their foreign keys say (.on_delete, see schema.h). The plan
 * of a whole cascade is made first and is carried out only when no rule
 * refuses it. The address becomes invalid.
 *
 *   KITH_E_CHILDREN   a row of the plan has children under RESTRICT, or is left
 *                     with children under NO_ACTION
 *   KITH_E_NOT_NULL   a child would be unlinked whose key is required
 *   KITH_E_UNIQUE     children given their default would collide
 *   KITH_E_PARENT     the default of a child names no row that stays
 *   KITH_E_CHECK      a KITH_CHECK refuses a child that is unlinked or moved,
 *                     or the value of its .default_function or
 *                     .on_update_function does not fit
 *   KITH_E_CYCLE      the default of a child would make it its own ancestor
 *   KITH_E_NOT_FOUND  the row was deleted already
 *   KITH_E_MEMORY     the allocator returned NULL
 *   KITH_E_MISUSE     row is NULL, or a function of a table calls
 *
 * A delete that nothing can refuse needs no memory: where the row has no
 * children, or no key that leads down from it says anything but KITH_CASCADE.
 *
 * Cost: linear in the rows of the plan, with no recursion; O(1) to leave a list
 * of any length. */
kith_status kith_delete(void *row);

/* Delete many rows in one call, all of them or none: `rows` is an array of
 * `count` addresses of rows, of one table or several of the same database.
 *
 *   kith_delete_rows(chairs, 1000);
 *   kith_delete_rows(ikea->items.places, ikea->items.place_count);
 *
 * It is judged once, when all of them are gone: rows that refer to each other
 * under RESTRICT or NO_ACTION may go together. A row that is named twice counts
 * once, and one that is deleted with another of them is no error. None may be
 * NULL: where rows have left a list, its places have holes, which are.
 *
 *   KITH_E_NOT_FOUND  a row was deleted before
 *   KITH_E_MISUSE     a row is NULL, or of another database; rows is NULL and
 *                     count is not 0; a function of a table calls
 *
 * and those of kith_delete. Nothing has changed then. Where no rule can refuse
 * it (kith_delete), and no row can have children, it needs no memory; where
 * they can, 8 bytes for each row named.
 *
 * Cost: that of kith_delete for each row, but rows and what they lead to are
 * fetched ahead, where no rule can refuse them; with large tables that is most
 * of the time (bench/README.md). */
kith_status kith_delete_rows(const void *rows, size_t count);

#ifndef __cplusplus

#define kith_delete_rows(rows, count) \
    (kith_delete_rows)((rows), (count) + kith_are_rows_(rows))

#define kith_edit(r) ((__typeof__(&*(r)))kith_edit_(r))

#define kith_insert(db, ...) /* (db, Row, .column = value, ...) */ \
    kith_insert_(db, __VA_ARGS__, )
#define kith_insert_all(db, Row, values, count)                              \
    kith_insert_rows((db), &Row##_table, kith_values_(Row, values), (count), \
                     NULL)
#define kith_insert_or_get(db, ...) /* (db, Row, .column = value, ...) */ \
    kith_insert_or_get_(db, __VA_ARGS__, )

#define kith_to(r, f, v)                                                   \
    {                                                                      \
        kith_offset_(r, f) + kith_fits_((r)->f, v), kith_value_((r)->f, v) \
    }
#define kith_to_null(r, f)       \
    {                            \
        kith_offset_(r, f), NULL \
    }
#define kith_update(r, ...)                                         \
    kith_update_at((r), (const kith_assignment[]){__VA_ARGS__},     \
                   sizeof((const kith_assignment[]){__VA_ARGS__}) / \
                       sizeof(kith_assignment))
#define kith_row_to(r, f, v)                             \
    {                                                    \
        (r), kith_offset_(r, f) + kith_fits_((r)->f, v), \
            kith_value_((r)->f, v)                       \
    }
#define kith_row_to_null(r, f)        \
    {                                 \
        (r), kith_offset_(r, f), NULL \
    }
#define kith_update_all(db,                                                   \
                        ...) /* (db, kith_row_to(row, column, value), ...) */ \
    kith_update_rows((db), (const kith_row_assignment[]){__VA_ARGS__},        \
                     sizeof((const kith_row_assignment[]){__VA_ARGS__}) /     \
                         sizeof(kith_row_assignment))
#define kith_set(r, f, v)                                         \
    kith_set_at_((r), kith_offset_(r, f) + kith_fits_((r)->f, v), \
                 kith_value_((r)->f, v), sizeof(kith_value_type_((r)->f)))

#else

#define kith_edit(r) ((__typeof__(&*(r)))(kith_edit)(r))

#endif

#define kith_insert_default(db, Row) \
    ((Row *)kith_insert_row((db), &Row##_table, NULL))
#define kith_reserve(db, Row, count) \
    kith_reserve_rows((db), &Row##_table, (count))
#define kith_set_null(r, f) kith_set_at((r), kith_offset_(r, f), NULL)

#ifdef __cplusplus
}
#endif

#include <kith/detail/write.h>

#endif
