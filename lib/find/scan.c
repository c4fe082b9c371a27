/* scan.c - counting and visiting all rows of a table.
 *
 * Public contract: kith/scan.h.
 */
#include "engine.h"

#include <kith/scan.h>

_Static_assert(GENERATION == -8, "kith_scan_next reads it there");

size_t kith_count_rows(kith_db *db, const kith_table *descriptor)
{
    const struct store *store = require_store(db, descriptor, __func__);

    return store ? store->slab->count : 0;
}

void *kith_next_row(kith_db *db, const kith_table *descriptor, const void *row)
{
    const struct store *store = require_store(db, descriptor, __func__);

    if (!store)
        return NULL;
    KI_REQUIRE(db, !row || row_store(row) == store,
               "the row is of another table", NULL);
    return ki_slab_next(store->slab, row);
}

/* --- Scans that step in the program --------------------------------------- */

/* A scan of the places behind a row, or of the first ones. */
static kith_scan scan_behind(const struct slab *slab, const char *row)
{
    kith_scan scan = {.stride_bytes = slab->stride_bytes};

    scan.place = ki_slab_places(slab, row, &scan.end);
    return scan;
}

kith_scan kith_scan_rows(kith_db *db, const kith_table *descriptor)
{
    const struct store *store = require_store(db, descriptor, __func__);

    return store ? scan_behind(store->slab, NULL) : (kith_scan){.place = NULL};
}

/* The last place that the scan has passed tells where it is. */
kith_scan kith_scan_chunk_(kith_scan scan)
{
    const char *last;
    kith_scan next;

    if (!scan.place)
        return scan;
    last = scan.place - scan.stride_bytes;
    next = scan_behind(row_store(last)->slab, last);
    return next.place ? next : scan;
}
