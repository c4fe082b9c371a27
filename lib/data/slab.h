/* slab.h - the rows of one table.
 *
 * Owns   chunks of row places, which rows live, and the free places.
 * Knows  the size of a row and the head before it; nothing of columns.
 *
 * A row never moves while it lives. Chunks are filled one after the other;
 * behind the one that is being filled there may be empty ones. A place is taken
 * (its generation stays even, so nobody counts it), then born, then buried and
 * free again; the last place freed is the first taken. Chunks are kept until
 * the slab is closed.
 */
#ifndef KI_DATA_SLAB_H
#define KI_DATA_SLAB_H

#include "base/memory.h"
#include "base/tuning.h"
#include "catalog/layout.h"

#include <kith/detail/inline.h>

_Static_assert(GENERATION == -8 && DISTANCE == -4 && DISTANCE_UNIT == 8 &&
                   MARKS == ~(UINT32_MAX >> 3),
               "as kith/detail/inline.h reads them");

struct store;

struct chunk {
    struct kith_chunk_ begins; /* what programs look at */
    struct chunk *next;
    size_t bytes;
    char *first; /* the first row place */
    size_t place_count;
    size_t used; /* places handed out at least once */
};

struct slab {
    struct memory *memory;
    struct kith_chunk_ begins; /* of each chunk */
    struct chunk *oldest, *filling, *newest;
    char *free; /* linked through the first bytes of free places */
    size_t row_bytes, row_align, stride_bytes;
    size_t count; /* living rows */
    size_t ready; /* places that can be taken: free, or never handed out */
    size_t place_count;
};

/* Each chunk begins as said: with the store, and with what programs may do to a
 * row without a call. */
void ki_slab_init(struct slab *slab, struct memory *memory,
                  struct kith_chunk_ begins, size_t row_bytes,
                  size_t row_align);
void ki_slab_fini(struct slab *slab);

/* Make room for one row, so that the next take cannot fail; false when there is
 * no memory. */
bool ki_slab_grow(struct slab *slab);
static inline bool ki_slab_reserve(struct slab *slab)
{
    return slab->ready > 0 || ki_slab_grow(slab);
}

/* The same for `count` rows: as many takes cannot fail. O(new chunks). */
bool ki_slab_reserve_rows(struct slab *slab, size_t count);

/* A free place, its bytes undefined. Room must have been reserved. O(1). */
static inline char *ki_slab_take(struct slab *slab)
{
    struct chunk *chunk = slab->filling;
    char *row = slab->free;

    assert(slab->ready > 0);
    slab->ready--;
    if (row) {
        slab->free = load_ptr(row);
        assert(!row_is_live(row));
        return row;
    }
    if (chunk->used == chunk->place_count)
        chunk = slab->filling = chunk->next;
    assert(chunk && chunk->used < chunk->place_count);
    row = chunk->first + chunk->used * slab->stride_bytes;
    chunk->used++;
    row_begin(row, (const char *)chunk);
    return row;
}

/* Give back a place that was taken and not born. O(1). */
static inline void ki_slab_give(struct slab *slab, char *row)
{
    assert(!row_is_live(row));
    store_ptr(row, slab->free);
    slab->free = row;
    slab->ready++;
}

/* The row at a taken place lives from now on. O(1). */
static inline void ki_slab_born(struct slab *slab, char *row)
{
    assert(!row_is_live(row));
    store_u32(row + GENERATION, row_generation(row) + 1);
    slab->count++;
}

/* The row is no more; its place is free. O(1). */
static inline void ki_slab_bury(struct slab *slab, char *row)
{
    assert(row_is_live(row));
    store_u32(row + GENERATION, row_generation(row) + 1);
    slab->count--;
    if (SCRIBBLE)
        memset(row, 0xdd, slab->row_bytes);
    ki_slab_give(slab, row);
}

/* The first living row, or the one behind `row`, in storage order; NULL at the
 * end. `row` need not live any more. O(1) and one step a dead place. */
char *ki_slab_next(const struct slab *slab, const char *row);

/* The first place behind that of `row`, or the first of all for NULL, that was
 * handed out at least once, and the end of those that lie in one piece with it;
 * NULL when there is none. O(1). */
char *ki_slab_places(const struct slab *slab, const char *row,
                     const char **end);

/* Counts and free list agree with the generations. */
bool ki_slab_verify(const struct slab *slab);

/* The store of a row. */
static inline struct store *row_store(const void *row)
{
    char *header;
    struct store *store;

    /* Rows of users arrive const; the chunk header is the engine's own. */
    memcpy(&header, &row, sizeof(header));
    header = row_chunk(header);
    memcpy(&store, header + offsetof(struct kith_chunk_, store), sizeof(store));
    return store;
}

#endif
