/* row.c - what a row is.
 *
 * Public contract: kith/row.h.
 */
#include "engine.h"

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
    const struct column *column;

    if (!row)
        return false;
    column = ki_table_column(row_store(row)->table, offset);
    KI_REQUIRE(kith_db_of(row), column, "the member is no column", false);
    return column_is_null(column, row);
}
