/* sort.h - the order of rows by the columns of a key.
 *
 * Owns   which of two rows comes first, and the prefix: 64 bits of a key that
 *        are in the same order, so that most rows are told apart without being
 *        read.
 * Knows  columns and values. NULL comes before all values, and behind them
 *        where the column descends, as in SQLite. No row that is compared here
 *        has a foreign key among the columns that is NULL (key_is_null), so
 *        their references are not looked at.
 *
 *   prefix   | first column | second | ...  0 |     most significant bits first
 *
 * A column takes as many bits as its numbers have, in the order of numbers
 * without sign; of a text or blob the first bytes are taken, and what comes
 * behind it has no part. Where it may be NULL a bit before them says that it is
 * not. Where a column descends its bits are inverted.
 *
 * Equal keys have equal prefixes. The other way round it is so where all
 * columns are numbers or bools that fit; where the first do, keys with one
 * beginning are those with prefixes in one range. Such values are exact.
 */
#ifndef KI_CATALOG_SORT_H
#define KI_CATALOG_SORT_H

#include "catalog/schema.h"

/* The values of the first columns of a key, one address a column in the form of
 * value.h, or NULL, and the prefixes that keys with these values may have. */
struct sort_values {
    const struct key *key;
    const void *const *values;
    uint32_t column_count;
    bool
        begins; /* the last is a text, and what begins with it is equal to it */
    size_t bytes; /* of that text */
    bool exact;   /* a key with a prefix in this range has these values */
    uint64_t low, high;
};

/* Whether rows may have NULL there, for which a place is kept. */
static inline bool sort_has_null(const struct column *column)
{
    return !column->foreign_key && (is_block(column) || column->optional) &&
           (!column->not_null || column->defer_not_null);
}

/* The value that a row or after-image shows in a column; NULL for NULL. */
static inline const void *sort_value(const struct column *column,
                                     const char *row)
{
    return sort_has_null(column) && column_is_null(column, row)
               ? NULL
               : row + column->offset;
}

/* The prefix of the key that a row or after-image shows. O(columns). */
uint64_t ki_key_prefix(const struct key *key, const char *row);

/* The values of the first `column_count` columns. O(columns). */
struct sort_values ki_sort_values(const struct key *key,
                                  const void *const *values,
                                  size_t column_count);

/* The same where the last is a text of either kind, by which keys are meant
 * that begin so. O(columns and bytes). */
struct sort_values ki_sort_beginning(const struct key *key,
                                     const void *const *values,
                                     size_t column_count);

/* Less than 0 where a row or after-image comes before the keys with these
 * values, 0 where it is one of them, else more. O(columns). */
int ki_sort_compare(const struct sort_values *sort, const char *row);

#endif
