/* diff.h - two selections being compared.
 *
 * Owns   which table, column, row and list of one is which of the other.
 * Knows  the databases by kith/select.h and kith/reflect.h.
 *
 *   diff.c         tables, columns, rows
 *   diff_lists.c   the order of lists, when all rows are paired
 *   diff_lines.c   lines, and memory
 */
#ifndef KI_KIT_DIFF_H
#define KI_KIT_DIFF_H

#include <kith/dump.h>
#include <kith/test/diff.h>

#include <assert.h>
#include <stdint.h>

enum { ACTUAL, EXPECTED, SIDES };

#define UNPAIRED ((size_t)-1)

/* A table that both have. The numbers are those of kith_select, from 1. */
struct table_pair {
    size_t place[SIDES];
    const kith_selected_table *table[SIDES];
    kith_column *columns[SIDES]; /* that both have, in one order */
    size_t column_count;
    kith_foreign_key *references[SIDES];
    size_t reference_count;
    bool by_values; /* rows are paired by all of their values */
    bool compared;  /* rows are, for their keys or columns are the same */
    size_t *paired[SIDES]; /* for each number that of the other side; 0 */
    size_t *in_list; /* for each expected number the last list it was seen in */
};

struct diff {
    kith_selected selected[SIDES];
    kith_output output;
    kith_allocator hooks;
    kith_error *error;
    bool failed; /* the output has */
    size_t count;
    struct table_pair *pairs;
    size_t pair_count;
    size_t *members, member_count; /* of a list, as expected numbers */
    size_t list_count;             /* how many were compared */
    struct diff_block *block;
};

/* --- diff_lines.c --------------------------------------------------------- */

/* Zeroed memory until ki_diff_free; NULL without, with the error told. */
void *ki_diff_new(struct diff *diff, size_t count, size_t item_bytes);
void ki_diff_free(struct diff *diff);

/* Pieces of a line; the end counts it. */
void ki_diff_text(struct diff *diff, const char *text);
void ki_diff_end(struct diff *diff);

/* How a row is named: by its table and its key, or all of its values. */
void ki_diff_row(struct diff *diff, const struct table_pair *pair, int side,
                 const void *row);

/* One value of a row; the parent that a reference without columns has. */
void ki_diff_value(struct diff *diff, const void *row,
                   const kith_column *column);
void ki_diff_parent(struct diff *diff, const void *row,
                    const kith_foreign_key *foreign_key);

/* --- diff_lists.c --------------------------------------------------------- */

/* Compare the order of all lists whose parents are paired. */
kith_status ki_diff_lists(struct diff *diff);

#endif
