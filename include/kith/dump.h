/* dump.h - the contents of a database as a text.
 *
 * One row a line, in an order that the contents alone decide: two databases
 * with the same contents have the same dump, byte for byte, whatever happened
 * to them before. For tests, bug reports, logs and reviews; kith_load_text
 * (test/world.h) makes the rows of a dump again.
 *
 *   kith_dump(db, NULL, kith_output_to(stdout));
 *
 * writes, of two stores and their items:
 *
 *   [items] id | name | price | store_id      a table and its columns
 *   1 | 'Chair' | 9.5 | 2                     a row
 *   2 | 'Table' | 120 | 2
 *   3 | 'It\'s new' | 0 | null
 *
 *   [stores] id | name                        and another table
 *   1 | 'IKEA'
 *   2 | 'OBI'
 *
 *   [order of items by store_id]              the list of store 2
 *   2: 2, 1
 *
 * The form:
 *
 *   [items] ...        a table and its columns: those of the struct in the
 *                      order of their declaration, then each reference that is
 *                      a foreign key without a column. Tables are in the order
 *                      of their names; one without rows is left out
 *   1 | 'Chair'        a row: its values in this order. Rows are in the order
 *                      of their primary key
 *   #2: 'Chair'        a row of a table without primary key, or of whose key a
 *                      column is ignored: the number that it has among them
 *                      (select.h says in which order)
 *   null               NULL. An empty text is '', a blob of no bytes x''
 *   true  -7  9.5      bools, integers, and reals: the fewest digits that read
 *                      back as the same value of the column's type, with a
 *                      point in any locale; nan, inf and -inf. -0.0, which
 *                      equals 0.0 everywhere else, is 0 here, too, and each NaN
 *                      is the same
 *   'It\'s'            a text: valid UTF-8 as it is, but for ' and \ and what a
 *                      terminal would obey; \n, \r, \t; each other byte \x1b
 *   x'00ff'            a blob, in hexadecimal digits
 *   ('Queen', 'Jazz')  a parent that a row refers to without columns, by its
 *                      key of several columns; a key of one is just its value,
 *                      and where it is ignored the number of the row, #3
 *   [order of ...]     lists whose rows are in another order than the lines
 *                      above: the parent's key, then the rows of its list by
 *                      their primary keys or numbers. A list without such a
 *                      line has the order of the lines
 *
 * A name of a table that is no word is quoted like a text.
 */
#ifndef KITH_DUMP_H
#define KITH_DUMP_H

#include <kith/output.h>
#include <kith/reflect.h>
#include <kith/select.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Write a selection of the rows of a database, NULL for all of them, as a text
 * in the form above:
 *
 *   const char *ignored[] = {"items.price", NULL};
 *   const kith_selection selection = {.tables = KITH_TABLES(Item),
 *                                     .ignored = ignored};
 *
 *   kith_dump(db, &selection, kith_output_to(stderr));
 *
 * Levels may be open. A foreign key that waits for its parent shows the key
 * that it names, what is required and still NULL shows null. Under
 * selection->stored_order rows are in the order in which they are stored, which
 * is no part of the contents. Orders of lists are told for selected parents.
 * What was written before a failure stays written. A dump without any row is an
 * empty text, which a kith_text_buffer ends by its NUL all the same.
 *
 *   KITH_OK        all was written
 *   KITH_E_IO      the output did not take it
 *   KITH_E_MISUSE  as kith_select; output.write is NULL
 *   KITH_E_MEMORY  as kith_select
 *
 * selection->error has the reason, but of KITH_E_IO. kith_last_error is left
 * alone. Cost: that of kith_select, linear in rows, links and bytes. */
kith_status kith_dump(kith_db *db, const kith_selection *selection,
                      kith_output output);

/* Write one value of a column as a dump has it: of kith_value_at(row,
 * column.offset_bytes), say. The column tells true from 1, and a float from a
 * double.
 *
 *   KITH_OK        it was written
 *   KITH_E_IO      the output did not take it
 *   KITH_E_MISUSE  column, value or output.write is NULL */
kith_status kith_dump_value(const kith_column *column, const kith_value *value,
                            kith_output output);

/* Write how a dump of the selection names a row of it: the value of its primary
 * key, those of a key of several columns in parentheses, or its number, #3.
 *
 *   KITH_OK         it was written
 *   KITH_E_IO       the output did not take it
 *   KITH_E_MISUSE   selected or output.write is NULL, row is NULL or is not
 *                   selected */
kith_status kith_dump_key(const kith_selected *selected, const void *row,
                          kith_output output);

#ifdef __cplusplus
}
#endif
#endif
