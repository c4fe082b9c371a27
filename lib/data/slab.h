/* slab.h - the rows of one table.
 *
 * Owns   chunks of row places, which rows live, and the free places.
 * Knows  the size of a row and the head before it; nothing of columns.
 *
 * A row never moves while it lives. A place is taken (its generation stays
 * even, so it does not count as live), then published, then retired and free
 * again.
 *
 * Places are taken from one chunk until it is full: the last one freed first,
 * then those never handed out. Then comes the fullest chunk with an eighth of
 * its places free, then those with fewer, then empty ones, and last those that
 * were never used, in their order. Chunks are given back by a shrink only, for
 * the program may be in the middle of a loop over places of dead rows.
 */
#ifndef KI_DATA_SLAB_H
#define KI_DATA_SLAB_H

#include "base/memory.h"
#include "base/tuning.h"
#include "base/write.h"
#include "catalog/layout.h"

#include <kith/detail/inline.h>

_Static_assert(GENERATION == -8 && DISTANCE == -4 && DISTANCE_UNIT == 8 &&
                   MARKS == ~(UINT32_MAX >> 3),
               "as kith/detail/inline.h reads them");

struct store;

/* The first 64 bytes are what taking and giving back look at. */
struct chunk {
    struct kith_chunk_ begins; /* what programs look at */
    char *free;                /* places, linked through their first bytes */
    char *fresh, *end;         /* places that were never handed out */
    uint32_t left;      /* to give back before the chunk changes its list */
    uint32_t low;       /* how many are taken then */
    char *first;        /* the first row place */
    struct chunk *next; /* in storage order */
    struct chunk *before, *behind; /* in its list */
    size_t bytes;
    uint32_t place_count;
    uint32_t level; /* the list */
};

/* The lists of chunks with free places, in the order in which they are used:
 * from an eighth of the places free, from a quarter, from a half; fewer than an
 * eighth; all. A chunk that is full, never used or being filled is in none. */
enum { SLAB_EIGHTH, SLAB_QUARTER, SLAB_HALF, SLAB_FEW, SLAB_EMPTY, SLAB_LISTS };

struct slab {
    struct memory *memory;
    struct chunk *filling;     /* NULL only when there are no chunks */
    uint32_t row_bytes, row_align, stride_bytes;
    uint32_t floor; /* the generation of a place that was never handed out */
    size_t count; /* living rows */
    size_t ready; /* places that can be taken */
    struct chunk *oldest, *newest;
    struct chunk *unused; /* never, as are those behind it; or NULL */
    struct chunk *lists[SLAB_LISTS];
    size_t place_count;
};

void ki_slab_init(struct slab *slab, struct memory *memory, size_t row_bytes,
                  size_t row_align, uint32_t floor);
void ki_slab_fini(struct slab *slab);

/* Make room for one row, in a chunk that begins as said: with the store, and
 * with what programs may do to a row without a call. False when there is no
 * memory. */
bool ki_slab_grow(struct slab *slab, const struct kith_chunk_ *begins);

/* Make room for `count` rows: as many takes cannot fail. O(new chunks). */
bool ki_slab_reserve_rows(struct slab *slab, const struct kith_chunk_ *begins,
                          size_t count);

/* Where a chunk's header is written. */
static inline struct chunk *chunk_writable(struct chunk *chunk)
{
    return ki_writable(chunk);
}

/* Mark what the write in progress does to a row; take marks back. */
static inline void ki_slab_mark(char *row, uint32_t mark)
{
    assert(!(mark & ~MARKS));
    write_u32(row + DISTANCE, load_u32(row + DISTANCE) | mark);
}
static inline void ki_slab_unmark(char *row)
{
    write_u32(row + DISTANCE, load_u32(row + DISTANCE) & ~MARKS);
}

/* The places of a chunk that are not free. */
static inline uint32_t chunk_taken(const struct chunk *chunk)
{
    return chunk->low + chunk->left;
}

/* Go on with the next chunk that has free places, which one must. */
struct chunk *ki_slab_fill_next(struct slab *slab);

/* Put a chunk into the list that it belongs to now. */
void ki_slab_relist(struct slab *slab, struct chunk *chunk);

/* A free place, its bytes undefined. Room must have been reserved. O(1). */
static inline char *ki_slab_take(struct slab *slab)
{
    struct chunk *chunk = slab->filling;
    char *row;

    assert(slab->ready > 0);
    if (!chunk->free && chunk->fresh == chunk->end)
        chunk = ki_slab_fill_next(slab);
    slab->ready--;
    chunk_writable(chunk)->left++;
    row = chunk->free;
    if (row) {
        chunk_writable(chunk)->free = load_ptr(row);
        assert(!row_is_live(row));
        return row;
    }
    row = chunk->fresh;
    assert(row < chunk->end);
    chunk_writable(chunk)->fresh = row + slab->stride_bytes;
    write_u32(row + GENERATION, slab->floor);
    write_u32(row + DISTANCE,
              (uint32_t)((size_t)(row - (char *)chunk) / DISTANCE_UNIT));
    assert(row < chunk->end);
    return row;
}

/* The chunk of a row. */
static inline struct chunk *ki_slab_chunk(char *row)
{
    return (struct chunk *)(void *)row_chunk(row);
}

/* Give back a place that was taken and not published. O(1). */
static inline void ki_slab_give_to(struct slab *slab, struct chunk *chunk,
                                   char *row)
{
    assert(ki_slab_chunk(row) == chunk);
    assert(!row_is_live(row) && chunk_taken(chunk) > 0);
    write_ptr(row, chunk->free);
    chunk_writable(chunk)->free = row;
    slab->ready++;
    if (--chunk_writable(chunk)->left == 0)
        ki_slab_relist(slab, chunk);
}
static inline void ki_slab_give(struct slab *slab, char *row)
{
    assert(slab->ready < slab->place_count);
    ki_slab_give_to(slab, ki_slab_chunk(row), row);
}

/* The row at a taken place lives from now on. O(1). */
static inline void ki_slab_publish(struct slab *slab, char *row)
{
    assert(!is_to_delete(row));
    assert(row_generation(row) != UINT32_MAX);
    assert(!row_is_live(row));
    write_u32(row + GENERATION, row_generation(row) + 1);
    slab->count++;
}

/* The row was published and is not any more; its place is taken, as before.
 * The next row there must not be taken for it, so a life is spent,
 * but for the last one. O(1). */
static inline void ki_slab_unpublish(struct slab *slab, char *row)
{
    uint32_t generation = row_generation(row);

    assert(slab->count <= slab->place_count);
    assert(row_is_live(row) && slab->count > 0);
    generation += generation == UINT32_MAX ? -(uint32_t)1 : 1;
    write_u32(row + GENERATION, generation);
    slab->count--;
}

/* The row lives no more, but keeps its place and its bytes, and lives again.
 * O(1). */
static inline void ki_slab_retire(struct slab *slab, char *row)
{
    assert(slab->count <= slab->place_count);
    assert(row_is_live(row) && slab->count > 0);
    write_u32(row + GENERATION, row_generation(row) + 1);
    slab->count--;
}
static inline void ki_slab_revive(struct slab *slab, char *row)
{
    assert(!row_is_live(row));
    write_u32(row + GENERATION, row_generation(row) - 1);
    slab->count++;
}

/* The place of a row that was retired is free, unless all its lives are used
 * up. O(1). */
static inline void ki_slab_free_in(struct slab *slab, struct chunk *chunk,
                                   char *row)
{
    assert(ki_slab_chunk(row) == chunk);
    assert(!row_is_live(row));
    if (POISON_FREED)
        memset(ki_writable(row), 0xdd, slab->row_bytes);
    if (row_generation(row) != GENERATION_NONE)
        ki_slab_give_to(slab, chunk, row);
}

/* The row is no more; its place is free: both in one step. O(1). */
static inline void ki_slab_retire_and_free(struct slab *slab,
                                           struct chunk *chunk, char *row)
{
    assert(ki_slab_chunk(row) == chunk);
    ki_slab_retire(slab, row);
    ki_slab_free_in(slab, chunk, row);
}

/* Give the chunks back in which no place is taken. `*floor` becomes the highest
 * generation of their places where it is lower: it must be the floor of all
 * slabs before the next row of the database is published. O(chunks and the
 * places given back). */
void ki_slab_shrink(struct slab *slab, uint32_t *floor);

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
