/* scan.c - counting and visiting all rows of a table.
 *
 * Public contract: kith/scan.h.
 */
#include "engine.h"

#include <kith/scan.h>

size_t kith_count_rows(kith_db *db, const kith_table *face)
{
    struct store *store;

    if (!db)
        return 0;
    store = face_store(db, face);
    KI_REQUIRE(db, store, "the table is not part of this database", 0);
    return store->slab.count;
}

void *kith_next_row(kith_db *db, const kith_table *face, const void *row)
{
    struct store *store;

    if (!db)
        return NULL;
    store = face_store(db, face);
    KI_REQUIRE(db, store, "the table is not part of this database", NULL);
    KI_REQUIRE(db, !row || row_store(row) == store,
               "the row is of another table", NULL);
    return ki_slab_next(&store->slab, row);
}
