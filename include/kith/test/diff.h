/* diff.h - how the contents of two databases differ.
 *
 * For tests that say what is to be there at the end, and for messages of those
 * that fail. The expected database has the same tables; a fixture is one that
 * was loaded from a text (world.h):
 *
 *   kith_text_buffer text = {0};
 *   size_t count;
 *
 *   kith_diff(db, expected, NULL, kith_output_to_buffer(&text), &count);
 *   if (count > 0)
 *       fputs(text.text, stderr);
 *   kith_text_buffer_free(&text);
 *
 * writes one line for each difference:
 *
 *   items 7: price 9.5, expected 8                a value
 *   items 7: store_id 2, expected null            a link, by its column
 *   tags 3: cage ('east', 4), expected null       a link without a column
 *   items 8: missing                              a row
 *   items 9: not expected
 *   notes ('x', 3): missing                       a row without primary key
 *   stores 1: items 3, 1, 2, expected 1, 2, 3     the order of a list
 *   items.weight: the column is missing           the schema
 *   users: the table is not expected
 */
#ifndef KITH_TEST_DIFF_H
#define KITH_TEST_DIFF_H

#include <kith/output.h>
#include <kith/schema.h>
#include <kith/select.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Compare the contents of two databases, which may be of different descriptors:
 * tables, columns and foreign keys are paired by their names, rows by their
 * primary keys. Rows of a table without one, or of whose key a column is
 * ignored, are paired where they are alike in all that counts, however often
 * and wherever they are stored; so does kith_digest see
 * them.
 *
 * `selection`, which may be NULL, says for both what is compared and what is
 * ignored; its `from` and stored_order have no part in it. Values are equal as
 * keys are: NaN equals NaN, and -0.0 equals 0.0. Of a list only the order of
 * those members is compared that both have; members that both begin or end with
 * are left out of its line as "...". A list that no collection shows is named
 * by its rows and foreign key, "items by store_id". Members without a primary
 * key are numbers of a dump of the expected database.
 *
 * `*count`, unless it is NULL, is told the number of differences, 0 for none.
 * Where output.write is NULL they are counted and not written. Both databases
 * may have levels open, and may be the same one.
 *
 *   KITH_OK        compared, whatever the result
 *   KITH_E_IO      the output did not take a line
 *   KITH_E_MISUSE  a database is NULL, or the selection is none of either, as
 *                  kith_select has it: both have the chosen tables and the
 *                  ignored columns
 *   KITH_E_MEMORY  the allocator returned NULL
 *
 * After a failure `*count` is left alone, what was written stays, and
 * selection->error has the reason, but of KITH_E_IO. Cost: that of two
 * kith_select, linear in rows, links and bytes; 8 bytes a row more. */
kith_status kith_diff(kith_db *actual, kith_db *expected,
                      const kith_selection *selection, kith_output output,
                      size_t *count);

/* The same for what can be reached from a row of each, as kith_select has it,
 * along selection->follow and within its max_steps; the rows may be of one
 * database.
 *
 *   KITH_E_MISUSE  also: a row is NULL or was deleted */
kith_status kith_diff_graph(const void *actual, const void *expected,
                            const kith_selection *selection, kith_output output,
                            size_t *count);

#ifdef __cplusplus
}
#endif
#endif
