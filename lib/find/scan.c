/* scan.c - counting and visiting all rows of a table.
 *
 * Owns   how a scan in the program is led from one chunk to the next.
 * Knows  the slab of a store, by reading.
 *
 * Public contract: kith/scan.h. kith_for_each_row steps over the cells of one
 * chunk in the program (kith/detail/scan.h) and calls the library at its end
 * only: 1.8 ns a row against 8 for a call each. kith_next_row is that call, for
 * languages that cannot compile the step.
 */
#include "find/seek.h"

#include <kith/scan.h>

/* Programs read the generation of each cell, and know where it is. A change of
 * that is a change of KITH_ABI_VERSION. */
_Static_assert(GENERATION == -8, "kith_scan_next reads it there");

size_t kith_count_rows(kith_db *db, const kith_table *descriptor)
{
    const struct store *store = require_store(db, descriptor, __func__);

    return store ? store->slab->count : 0;
}

/* `row` may have been deleted: its head still leads to its store, so that the
 * scan continues behind its cell. */
void *kith_next_row(kith_db *db, const kith_table *descriptor, const void *row)
{
    const struct store *store = require_store(db, descriptor, __func__);
    void *next;

    if (!store)
        return NULL;
    KI_REQUIRE_OF(store, !row || row_store(row) == store,
                  "the row is of another table than %t", NULL);
    next = ki_slab_next(store->slab, row);
    if (next)
        store_count_scanned(store);
    return next;
}

/* --- Scans that step in the program ---------------------------------------
 *
 * A scan knows no table and no chunk, only the cells that lie in one piece, so
 * that the loop in the program keeps it in registers. */

/* The cells behind one, or the first, that lie in one piece. Cells that were
 * never handed out are not among them, for their heads are undefined; nor are
 * those handed out behind the end of all that there were when the scan began,
 * or a body that inserts a row would never come to an end. False at the end. */
static bool next_cells(const struct slab *slab, const char *cell,
                       kith_scan *scan)
{
    if (cell && cell + slab->stride_bytes == scan->limit)
        return false;
    scan->place = ki_slab_cells(slab, cell, &scan->end);
    if (scan->place && scan->place <= scan->limit && scan->limit <= scan->end)
        scan->end = scan->limit;
    return scan->place && scan->place != scan->end;
}

/* The same; where rows are counted, each living one is a piece of memory by
 * itself. */
static bool scan_behind(const struct store *store, const char *cell,
                        kith_scan *scan)
{
    size_t stride = store->slab->stride_bytes;

    while (next_cells(store->slab, cell, scan)) {
        if (!store->counts)
            return true;
        while (scan->place != scan->end && !row_is_live(scan->place))
            scan->place += stride;
        if (scan->place != scan->end) {
            scan->end = scan->place + stride;
            store_count_scanned(store);
            return true;
        }
        cell = scan->end - stride;
    }
    return false;
}

kith_scan kith_scan_rows(kith_db *db, const kith_table *descriptor)
{
    const struct store *store = require_store(db, descriptor, __func__);
    kith_scan scan = {.place = NULL};

    if (!store)
        return scan;
    scan.limit = ki_slab_end(store->slab);
    scan_behind(store, NULL, &scan);
    scan.stride_bytes = store->slab->stride_bytes;
    return scan;
}

/* Where the scan is, is read from the last cell that it has passed: the head
 * of that leads to its chunk and store. The end of the chunk is read anew, so
 * rows that were inserted behind that cell while the body ran are met before
 * the next chunk is. At the end the scan is returned as it came, with `place`
 * at `end`; that of a table that was refused has no place at all. Passed by
 * value, for with its address the program would have to keep it in memory. */
kith_scan kith_scan_chunk_(kith_scan scan)
{
    const char *last;
    kith_scan next = scan;

    if (!scan.place)
        return scan;
    last = scan.place - scan.stride_bytes;
    return scan_behind(row_store(last), last, &next) ? next : scan;
}
