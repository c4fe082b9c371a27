/* scan.c - counting and visiting all rows of a table.
 *
 * Public contract: kith/scan.h.
 */
#include "engine.h"

#include <kith/scan.h>

size_t kith_count_rows(kith_db *db, const kith_table *face)
{
    const struct store *store = given_store(db, face, __func__);

    return store ? store->slab.count : 0;
}

void *kith_next_row(kith_db *db, const kith_table *face, const void *row)
{
    const struct store *store = given_store(db, face, __func__);

    if (!store)
        return NULL;
    KI_REQUIRE(db, !row || row_store(row) == store,
               "the row is of another table", NULL);
    return ki_slab_next(&store->slab, row);
}
