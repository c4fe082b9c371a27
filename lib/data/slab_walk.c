/* slab_walk.c - walking over the rows of one table; see slab.h.
 *
 * By address, from a row and its head: a walk keeps no state but the row, which
 * may be deleted meanwhile. */
#include "data/slab.h"

/* The chunk of a row, for readers, to whom rows are const. */
static const struct chunk *chunk_of(const char *row)
{
    const struct chunk *chunk;
    char *own;

    memcpy(&own, &row, sizeof(own));
    own = row_chunk(own);
    memcpy(&chunk, &own, sizeof(chunk));
    return chunk;
}

/* The first living row of a chunk at or behind a cell, or NULL. Up to `fresh`:
 * cells behind it have no heads yet. */
static char *next_in_chunk(const struct slab *slab, const struct chunk *chunk,
                           char *row)
{
    assert(row >= chunk->first);
    assert(chunk->begins.fresh <= chunk->end);
    for (; row < chunk->begins.fresh; row += slab->stride_bytes) {
        if (row_is_live(row))
            return row;
    }
    return NULL;
}

/* The cell behind that of a row. */
static char *cell_behind(const struct slab *slab, const char *row)
{
    char *cell;

    assert(slab->stride_bytes > 0);
    memcpy(&cell, &row, sizeof(cell));
    return cell + slab->stride_bytes;
}

/* The rest of the chunk of `row` first, then the chunks behind it. */
char *ki_slab_next(const struct slab *slab, const char *row)
{
    const struct chunk *chunk = slab->oldest;
    char *found = NULL;

    if (row) {
        chunk = chunk_of(row);
        found = next_in_chunk(slab, chunk, cell_behind(slab, row));
        chunk = chunk->next;
    }
    for (; chunk && !found; chunk = chunk->next)
        found = next_in_chunk(slab, chunk, chunk->first);
    return found;
}

/* `fresh` is read anew with each call, so that a scan meets rows inserted
 * behind it into the last chunk it was in. */
char *ki_slab_cells(const struct slab *slab, const char *row, const char **end)
{
    const struct chunk *chunk = slab->oldest;
    char *cell = chunk ? chunk->first : NULL;

    assert(!row || slab->oldest);
    if (row) {
        chunk = chunk_of(row);
        cell = cell_behind(slab, row);
        assert(cell <= chunk->begins.fresh);
    }
    while (chunk && cell == chunk->begins.fresh) {
        chunk = chunk->next;
        cell = chunk ? chunk->first : NULL;
    }
    if (chunk)
        *end = chunk->begins.fresh;
    return cell;
}
