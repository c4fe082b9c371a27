/* row.c - what a row is.
 *
 * Knows  that the head leads to the header of a chunk and that to the store, so
 *        a row needs no pointer to its table, and callers need not name it.
 *
 * Public contract: kith/row.h. A draft has a head and a chunk header of its
 * own, so all of this works on one too, but that it is not live. The head of a
 * deleted row stays until its place is used again or its chunk is given back;
 * so kith_is_live() may read it, which tests and assertions of programs do.
 */
#include "find/seek.h"

#include <kith/row.h>

bool kith_is_live(const void *row)
{
    return row && row_is_live(row);
}

const kith_table *kith_table_of(const void *row)
{
    return row ? row_store(row)->table->descriptor : NULL;
}

kith_db *kith_db_of(const void *row)
{
    return row ? store_db(row_store(row)) : NULL;
}

bool kith_is_null_at(const void *row, size_t offset)
{
    const struct relationship *member;
    const struct column *column;

    if (!row)
        return false;
    member = ki_table_relationship(row_store(row)->table, offset);
    if (member && member->kind == KITH_KIND_REFERENCE)
        return reference_is_null((const char *)row + offset);
    column = ki_table_column(row_store(row)->table, offset);
    KI_REQUIRE_OF(row_store(row), column,
                  "the member of %t is no column or reference", false);
    return column_is_null(column, row);
}
