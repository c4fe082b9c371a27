/* world.h - rows from a text, and rows by the names that the text gives them.
 *
 * The text has the form of a dump (dump.h), so a dump is a fixture, and a world
 * that a test needs can be written where it is needed:
 *
 *   const char world[] =
 *       "[stores] id | name\n"
 *       "ikea: 1 | 'IKEA'\n"
 *       "\n"
 *       "[items]      name    | price | store_id\n"
 *       "cheap_chair: 'Chair' |   9.5 | ikea\n"
 *       "             'Table' |   120 | 1\n";
 *   kith_names names = {0};
 *
 *   kith_open(&db, KITH_TABLES(Store, Item), NULL, &error);
 *   if (kith_load_text(db, world, &names, &error) != KITH_OK)
 *       puts(error.message);
 *   Item *cheap = kith_named(&names, Item, "cheap_chair");
 *   kith_names_free(&names);
 *
 * Beyond what a dump writes, a text may have:
 *
 *   cheap_chair: ...    a name for the row, a word that no other row of the
 *                       text has. #3: is a number, which only rows of its table
 *                       may not have twice
 *   [items] name        some of the columns, in any order; what is not named is
 *                       as in an insert that does not give it: it takes its
 *                       default, the next number, NULL or zero
 *   'Chair' |  | 1      an empty cell: the column is not given for this row
 *   [items] store       a reference as if it were a column: its parent by name,
 *                       by number, or by its key, 1 or ('Queen', 'Jazz')
 *   ikea                in a column of a foreign key the name of a row: the
 *                       value that it has in the column that the key refers to,
 *                       also where that is a number yet to be given
 *   "Chair"             double quotes, in which ' needs no escape
 *   -- ...              at the beginning of a line: a comment
 *
 * Blanks between words mean nothing, and neither do empty lines. A table may
 * have several sections. A row may refer to any other, above or below it, and
 * rows to each other in a circle; also to a row that the database has already,
 * by its key.
 *
 * The members of a list are in the order of their lines, whichever way they had
 * to be inserted, unless a section [order of items by store_id] says another.
 * There each line names a parent, by name, number or key, and then all rows of
 * the text that are in its list, by names, numbers or primary keys. Rows that
 * the list had before stay in front of them.
 */
#ifndef KITH_TEST_WORLD_H
#define KITH_TEST_WORLD_H

#include <kith/handle.h>
#include <kith/memory.h>
#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The rows of a text by their names. All zero is none. `allocator` may be set
 * before: then the names, and what a load works with, come from it. Members
 * whose names end in `_` are those of the calls below. */
typedef struct kith_names {
    size_t count;
    kith_allocator allocator; /* all zero: realloc and free */
    kith_db *db_;
    struct kith_name_ *slots_;
    size_t slot_count_;
    char *text_;
    size_t text_bytes_;
} kith_names;

/* Insert the rows of a text. All of them, or nothing: it is done in a level of
 * its own (txn.h), within those that are open.
 *
 * Rows are inserted parents first, and in the order of their lists; else in
 * that of their lines, so this is how they are stored and numbered where
 * nothing hinders it.
 * Where rows wait for each other in a circle, one is inserted without a parent,
 * if the foreign key or its deferral allows that, and is linked when its parent
 * is there; or a list is put in order afterwards by kith_replace. Where neither
 * can be, because each row of the circle requires its parent, or because two
 * lists without a collection contradict each other, the text is refused.
 *
 * `names`, unless it is NULL, receives the names, and gives those of a text
 * before back; `error`, which may be NULL, the reason of a failure. On failure
 * names are left alone, on success the error is. The text is not needed any
 * more.
 *
 *   KITH_E_MISUSE  db or text is NULL; a line is not of the form, or names no
 *                  table, column or foreign key; an order leaves out a row or
 *                  has one twice or of another list, or cannot be made; the
 *                  rows of a circle require each other
 *   KITH_E_CHECK   a value is none of the column's type or does not fit
 *   KITH_E_PARENT  a name, a number or a key that a reference is given is that
 *                  of no row
 *   KITH_E_UNIQUE  two rows have one name or number
 *   KITH_E_MEMORY  the allocator returned NULL
 *
 * and those of kith_insert_columns, kith_begin and kith_commit. The message
 * begins with where in the text it is, counted from 1, the columns in
 * characters:
 *
 *   line 7, column 12:  items.price: 'x' is no number
 *   line 9, column 1:   another row of items already has id 7
 *
 * but for a rule that waits for the commit, whose row is not told.
 *
 * kith_last_error is that of the calls that were made. Cost: that of the
 * inserts, O(rows log rows); some 400 bytes a row and 80 a link while it
 * runs. */
kith_status kith_load_text(kith_db *db, const char *text, kith_names *names,
                           kith_error *error);

/* The row of this name: kith_named(&names, Item, "cheap_chair"). NULL where the
 * text has no such name, where it is that of a row of another table, where the
 * row was deleted since, and for NULLs. The database must be open. O(length of
 * the name). */
void *kith_named_row(const kith_names *names, const kith_table *table,
                     const char *name);
#define kith_named(names, Row, name) \
    ((Row *)kith_named_row((names), &Row##_table, (name)))

/* Give the memory of names back. They are empty then; the allocator stays. NULL
 * is allowed. Not needed before the next load into them. */
void kith_names_free(kith_names *names);

#ifdef __cplusplus
}
#endif
#endif
