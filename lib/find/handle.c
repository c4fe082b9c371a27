/* handle.c - handles of rows, and rows by handles.
 *
 * Knows  the head of a row, which has the generation, and its chunk, which
 *        knows the numbers of its cells; the directory leads back.
 *
 * Public contract: kith/handle.h. kith_resolve begins in the program
 * (kith/detail/handle.h) and comes here where the entry of the table is not at
 * its home.
 */
#include "engine.h"

#include <kith/handle.h>

/* Only a living row has an odd generation, so no handle is 0. */
kith_handle kith_handle_of(const void *row)
{
    return row && row_is_live(row)
               ? kith_handle_from_(row_generation(row), row_number(row))
               : 0;
}

void *kith_resolve_row(kith_db *db, const kith_table *descriptor,
                       kith_handle handle)
{
    const struct store *store = require_store(db, descriptor, __func__);

    return store ? kith_numbered_(&db->directory.shown, store, handle) : NULL;
}
