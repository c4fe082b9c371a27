/* select.h - which rows a text, a picture or a comparison is about, in order.
 *
 * For what shows the contents of a database. A selection says which part of a
 * database is meant: all of it, some tables, or the rows that can be reached
 * from one. kith_select finds these rows and puts them into an order that the
 * contents alone decide, so that it is the same whatever happened before:
 *
 *   const kith_selection selection = {.from = ikea, .max_steps = 1};
 *   kith_selected selected;
 *
 *   if (kith_select(db, &selection, &selected) == KITH_OK) {
 *       for (size_t i = 0; i < selected.table_count; i++)
 *           printf("%zu of %s\n", selected.tables[i].row_count,
 *                  selected.tables[i].table->name);
 *       kith_selected_free(&selected);
 *   }
 *
 * kith_dump (dump.h) and kith_diff (test/diff.h) take the same selections.
 */
#ifndef KITH_SELECT_H
#define KITH_SELECT_H

#include <kith/memory.h>
#include <kith/reflect.h>
#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- What is selected ----------------------------------------------------- */

/* Where the way leads on from a row that was reached: to the rows that its
 * foreign keys name, to the rows that name it, or to both. */
typedef enum kith_follow {
    KITH_FOLLOW_ALL,
    KITH_FOLLOW_PARENTS,
    KITH_FOLLOW_CHILDREN
} kith_follow;

/* Which part of a database. All zero, or NULL instead of one, is all of it. */
typedef struct kith_selection {
    /* These tables alone, as KITH_TABLES writes them; also those of another
     * database, by their names. The way from `from` leads through no other.
     * NULL: all. */
    const kith_table *const *tables;

    /* What can be reached from this row, itself first. NULL: all rows. The way
     * may have so many steps, from a row to another; 0: any number. */
    const void *from;
    kith_follow follow;
    size_t max_steps;

    /* Columns that do not count, "table.column" each, and a NULL:
     * {"orders.placed_at", NULL}. The name of a reference means its foreign
     * key, along which no way leads then; that of a collection the order of its
     * list alone. */
    const char *const *ignored;

    bool stored_order; /* rows as they are stored (scan.h), which depends on
                          what happened before */
    kith_allocator allocator; /* all zero: realloc and free */
    kith_error *error; /* receives the reason of a failure; on success it is
                          left alone. May be NULL */
} kith_selection;

/* --- The rows, in order --------------------------------------------------- */

/* The rows of one table, and what counts of them. */
typedef struct kith_selected_table {
    const kith_table *table;
    const kith_column *columns; /* those that are not ignored, as declared */
    size_t column_count;
    const kith_foreign_key *references; /* foreign keys without columns, but for
                                           those that are ignored */
    size_t reference_count;
    const kith_foreign_key *lists; /* foreign keys of this table under which a
                                      parent may have several rows, whose order
                                      counts */
    size_t list_count;
    const kith_column *key_columns; /* of the primary key */
    size_t key_column_count;
    bool numbered; /* there is no primary key, or a column of it is ignored:
                      rows are known by their numbers */
    void *const *rows;
    size_t row_count;
} kith_selected_table;

/* All of them, of all chosen tables, as kith_select finds them. */
typedef struct kith_selected {
    const kith_selected_table *tables; /* in the order of their names */
    size_t table_count;
    struct kith_selected_parts *parts_;
} kith_selected;

/* Find the rows of a selection. They are in the order of their primary key; in
 * a table without one, or where a column of it is ignored, in that of all their
 * columns, of the keys of parents that they refer to without a column, and,
 * where all of this is equal, as they are stored: rows that are alike in all
 * that counts are not told apart by anything else here. `selection` may be
 * NULL.
 *
 *   KITH_E_MISUSE  db or selected is NULL; a table is not part of the database,
 *                  or an ignored name is none of it; `from` is a row of another
 *                  database, of a table that is not chosen, or was deleted
 *   KITH_E_MEMORY  the allocator returned NULL
 *
 * On failure `selected` is left alone. On success it is freed by
 * kith_selected_free, and is valid as long as no row is inserted, changed,
 * linked or deleted. Nothing is written to the database, and levels may be
 * open. Cost: O(rows log rows) of the chosen tables, or of what is reached;
 * with `from` and stored_order also a scan of the chosen tables. 40 bytes a
 * row. */
kith_status kith_select(kith_db *db, const kith_selection *selection,
                        kith_selected *selected);

/* Give its memory back; it is empty then. NULL is allowed. */
void kith_selected_free(kith_selected *selected);

/* The number of a row: 1 for the first of its table's `rows`; 0 when it is not
 * selected. O(1). */
size_t kith_selected_number(const kith_selected *selected, const void *row);

/* The members of a list: the rows of table `table` of the selection that
 * foreign key `list` of its `lists` links to `parent`, as their numbers in the
 * order of the list. `*count`, unless it is NULL, is told how many there are,
 * and `*sorted`, unless that is NULL, whether the numbers ascend. Rows that are
 * alike have ascending numbers here, for none of them is the first. Members
 * that are not selected are left out.
 *
 * The array is valid until the next call. It is never NULL. Misuse by numbers
 * that are too large, or a parent of another table, is an empty list. Cost:
 * linear in the list. */
const size_t *kith_selected_members(kith_selected *selected, size_t table,
                                    size_t list, const void *parent,
                                    size_t *count, bool *sorted);

/* --- Values --------------------------------------------------------------- */

/* Less than, equal to or greater than 0, as `left` comes before `right`: NULL
 * first, then numbers of all kinds by their value, -0.0 being 0 and NaN equal
 * to itself and behind the others; texts and blobs by their bytes. O(bytes). */
int kith_value_compare(const kith_value *left, const kith_value *right);

/* The same for the values of columns of two rows, a list of `count` pairs of
 * them; either row may be of another database. */
int kith_row_compare(const void *left, const kith_column *left_columns,
                     const void *right, const kith_column *right_columns,
                     size_t count);

#ifdef __cplusplus
}
#endif
#endif
