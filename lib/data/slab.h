/* slab.h - the rows of one table.
 *
 * Owns   chunks of row cells, which rows live, and the free cells.
 * Knows  the size of a row and the head before it; nothing of columns. Its
 *        cells have numbers in the directory of the database.
 *
 *   slab    oldest ---> chunk ---> chunk ---> ... newest    storage order
 *   chunk   | header | head row | head row | ... | never used |
 *                      ^ first                     ^ fresh      ^ end
 *   free cells of a chunk: linked through their first bytes
 *
 * A row never moves while it lives: links, indexes and programs hold its
 * address. A cell is free, then taken (its generation stays even, so it does
 * not count as live) while the row is built in it, then published, then retired
 * and free again.
 *
 * The generation before a row is odd while it lives and only grows, so that
 * what remembers a row by address and generation, as walks do, never takes a
 * later row there for the same. Handles do as well, by the number of the cell.
 * That is why cells keep their generation when they are freed, why a chunk that
 * is given back raises the floor of all slabs, and why a cell whose lives are
 * used up, nearly 2^31 at most, is never handed out again.
 *
 * Cells are taken from one chunk until it is full: the last one freed first,
 * for it is probably still in the cache, then those never handed out. Then
 * comes the fullest chunk with an eighth of its cells free, then those with
 * fewer, then empty ones, and last those that were never used, in their order.
 * So the chunks of a table that became smaller run empty, and a shrink can give
 * them back. Chunks with few free cells wait, because rows that come and leave
 * one by one would else change the chunk with every insert.
 *
 * Chunks in which a program may have seen a row are given back by a shrink
 * only, for it may be in the middle of a loop over cells of dead rows, and
 * reads their generations. Those that a call made for rows which did not come
 * are given back by that call.
 */
#ifndef KI_DATA_SLAB_H
#define KI_DATA_SLAB_H

#include "base/blocks.h"
#include "base/tuning.h"
#include "base/watch.h"
#include "base/write.h"
#include "catalog/layout.h"
#include "data/directory.h"

#include <kith/detail/inline.h>

_Static_assert(GENERATION == -8 && DISTANCE == -4 && DISTANCE_UNIT == 8 &&
                   MARK_IMAGED == kith_level_open_,
               "as kith/detail/inline.h reads them");

struct store;

/* The header of a piece of memory that holds rows of one table. Each row finds
 * it by the distance in its head, and through it the store.
 *
 * `left` and `low` are one number in two parts: `low` + `left` cells are
 * taken. A take adds to `left`, and giving back subtracts, so that the usual
 * step is one decrement and one test; only where `left` becomes 0, at most an
 * eighth of the cells later, must the chunk change its list. While the chunk
 * is being filled, `low` is UINT32_MAX, which is -1 modulo 2^32, so that `left`
 * is one more than the cells taken and never becomes 0.
 *
 * The first 64 bytes, one cache line, are what taking and giving back look at,
 * but for `end`, where a cell is handed out that never was. */
struct chunk {
    struct kith_chunk_ begins; /* what programs look at */
    char *free;                /* cells, linked through their first bytes */
    uint32_t left;      /* to give back before the chunk changes its list */
    uint32_t low;       /* how many are taken then */
    char *first;        /* the first row cell, as aligned (first_row) */
    char *end;          /* behind the last; from begins.fresh on they were
                           never handed out */
    struct chunk *next; /* in storage order */
    struct chunk *before, *behind; /* in its list */
    size_t bytes;
    uint32_t cell_count;
    uint32_t level;       /* its list, or SLAB_LISTS for none */
    uint32_t first_group; /* its cells are numbered from there, in order */
};

/* The lists of chunks with free cells, in the order in which they are used:
 * from an eighth of the cells free, from a quarter, from a half; fewer than an
 * eighth; all. A chunk that is full, never used or being filled is in none.
 * Four ranges instead of a sorted order make each change of list O(1). */
enum { SLAB_EIGHTH, SLAB_QUARTER, SLAB_HALF, SLAB_FEW, SLAB_EMPTY, SLAB_LISTS };

/* Always true between calls: `ready` is the sum of the free cells of all
 * chunks; each of `count` living rows has a cell that is not free; `filling`
 * is a chunk wherever there is one. A slab whose row_bytes is 0 is that of
 * tables without room for a row (store.h): all is 0 but what others have from
 * it, the directory, `floor` and `most`, and only its floor is ever written. */
struct slab {
    struct directory *directory; /* whose memory is that of the slab too */
    struct chunk *filling; /* NULL only when there are no chunks; it may be
                                  full: the next take goes on with another */
    /* stride_bytes: from one row to the next, the head included. */
    uint32_t row_bytes, row_align, stride_bytes;
    uint32_t floor; /* the generation of a cell that was never handed out */
    uint32_t most;  /* no cell is handed out whose generation is above */
    bool watched;   /* a sanitizer is told of free cells (base/watch.h) */
    size_t count;   /* living rows */
    size_t ready;   /* cells that can be taken */
    size_t retired; /* cells of rows that were deleted and may come back */
    struct chunk *oldest, *newest; /* of all chunks, in storage order */
    struct chunk *unused;          /* never, as are those behind it; or NULL */
    struct chunk *lists[SLAB_LISTS];
    size_t cell_count; /* of all chunks, whatever is in them */
};

/* The highest generation of a cell that may be handed out: two more lives are
 * left, for a row may be taken back and be published again. */
#define GENERATION_MOST (UINT32_MAX - 1 - 2 * (uint32_t)LIFE)

/* No chunks yet; nothing is allocated. `row_align` is a multiple of 8. `floor`
 * is an even generation, that of cells before their first row; `most` is
 * GENERATION_MOST, or the floor, where no cell is to have a second row. fini
 * frees the chunks with all rows; what these own elsewhere is given back
 * before. */
void ki_slab_init(struct slab *slab, struct directory *directory,
                  size_t row_bytes, size_t row_align, uint32_t floor,
                  uint32_t most);
void ki_slab_fini(struct slab *slab);

/* Make room for `count` rows, so that as many takes cannot fail, in chunks that
 * begin as said: with the store, and with what programs may do to a row without
 * a call. False when there is no memory; chunks that were made before it ran
 * out stay, as room. O(new chunks): the cells are not touched. */
bool ki_slab_reserve_rows(struct slab *slab, const struct kith_chunk_ *begins,
                          size_t count);

/* Where a chunk's header is written. */
static inline struct chunk *chunk_writable(struct chunk *chunk)
{
    return ki_writable(chunk);
}

/* Mark what the write in progress does to a row; take all marks back. They
 * share a word with the distance, which row_chunk() therefore masks. Zero
 * between calls. The mark of a before-image lasts longer, and has calls of its
 * own. */
static inline void ki_slab_mark(char *row, uint32_t mark)
{
    assert(!(mark & ~MARKS));
    write_u32(row + DISTANCE, load_u32(row + DISTANCE) | mark);
}
static inline void ki_slab_mark_imaged(char *row)
{
    assert(!row_has(row, MARK_IMAGED));
    write_u32(row + DISTANCE, load_u32(row + DISTANCE) | MARK_IMAGED);
}
static inline void ki_slab_unmark_imaged(char *row)
{
    assert(row_has(row, MARK_IMAGED));
    write_u32(row + DISTANCE, load_u32(row + DISTANCE) & ~MARK_IMAGED);
}
static inline void ki_slab_unmark(char *row)
{
    write_u32(row + DISTANCE, load_u32(row + DISTANCE) & ~MARKS);
}

/* The cells of a chunk that are not free: of living rows, of rows being built,
 * and of those whose lives are used up. Right modulo 2^32 also for the chunk
 * that is being filled. */
static inline uint32_t chunk_taken(const struct chunk *chunk)
{
    return chunk->low + chunk->left;
}

/* Go on with the next chunk that has free cells, which one must. O(1). */
struct chunk *ki_slab_fill_next(struct slab *slab);

/* Put a chunk into the list that it belongs to by the number of its free
 * cells, and work out when it leaves it. O(1). */
void ki_slab_relist(struct slab *slab, struct chunk *chunk);

/* The bytes of a cell, up to the head of the next one. */
static inline size_t cell_bytes(const struct slab *slab)
{
    return slab->stride_bytes - HEAD_BYTES;
}

/* A free cell, its bytes undefined, its head valid and its generation even.
 * Room must have been reserved, so this cannot fail. A cell that was never
 * handed out is given its head only now: writing it together with the row
 * touches the memory once. O(1). */
static inline char *ki_slab_take(struct slab *slab)
{
    struct chunk *chunk = slab->filling;
    char *row;

    assert(slab->ready > 0);
    if (!chunk->free && chunk->begins.fresh == chunk->end)
        chunk = ki_slab_fill_next(slab);
    slab->ready--;
    chunk_writable(chunk)->left++;
    row = chunk->free;
    if (row) {
        if (slab->watched)
            ki_watch_allow(row, cell_bytes(slab));
        chunk_writable(chunk)->free = load_ptr(row);
        assert(!row_is_live(row));
        if (row_generation(row) < slab->floor) /* a restore has raised it */
            write_u32(row + GENERATION, slab->floor);
        return row;
    }
    row = chunk->begins.fresh;
    assert(row < chunk->end);
    chunk_writable(chunk)->begins.fresh = row + slab->stride_bytes;
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

/* Whether a cell without a row may have one. Where none is to have a second
 * one, a restore leaves the floor above `most`: then it is a cell that had
 * none. */
static inline bool has_lives(const struct slab *slab, const char *row)
{
    return row_generation(row) <= slab->most ||
           row_generation(row) == slab->floor;
}

/* Give back a cell that was taken and is not live; it will be the next taken
 * from its chunk. The link is written over the first bytes of the row, and the
 * head stays, which scans read. A cell that may not be handed out again counts
 * as taken for ever, so its chunk is never given back. The second form finds
 * the chunk by the head. O(1). */
static inline void ki_slab_give_to(struct slab *slab, struct chunk *chunk,
                                   char *row)
{
    assert(ki_slab_chunk(row) == chunk);
    assert(!row_is_live(row) && chunk_taken(chunk) > 0);
    if (has_lives(slab, row)) {
        write_ptr(row, chunk->free);
        chunk_writable(chunk)->free = row;
        slab->ready++;
        if (--chunk_writable(chunk)->left == 0)
            ki_slab_relist(slab, chunk);
    }
    if (slab->watched)
        ki_watch_forbid(row, cell_bytes(slab));
}
static inline void ki_slab_give(struct slab *slab, char *row)
{
    assert(slab->ready < slab->cell_count);
    ki_slab_give_to(slab, ki_slab_chunk(row), row);
}

/* The row at a taken cell lives from now on, and scans meet it. O(1). */
static inline void ki_slab_publish(struct slab *slab, char *row)
{
    assert(!is_to_delete(row));
    assert(row_generation(row) <= GENERATION_MOST + LIFE);
    assert(!row_is_live(row));
    write_u32(row + GENERATION, row_generation(row) + 1);
    slab->count++;
}

/* The row was published and is not any more; its cell is taken, as before. The
 * next row there must not be taken for it, so a life is spent: the generation
 * becomes that of the next one. There is one, see GENERATION_MOST. O(1). */
static inline void ki_slab_unpublish(struct slab *slab, char *row)
{
    assert(slab->count <= slab->cell_count);
    assert(row_is_live(row) && slab->count > 0);
    assert(row_generation(row) <= GENERATION_MOST + 1);
    write_u32(row + GENERATION, row_generation(row) + (LIFE - 1));
    slab->count--;
}

/* The row lives no more, but keeps its cell and its bytes, and lives again: so
 * the generation is exactly the one before, and what remembers the row finds it
 * again. No other row was in the cell between the two. O(1). */
static inline void ki_slab_retire(struct slab *slab, char *row)
{
    assert(slab->count <= slab->cell_count);
    assert(row_is_live(row) && slab->count > 0);
    write_u32(row + GENERATION, row_generation(row) + (LIFE - 1));
    slab->count--;
    slab->retired++;
}
static inline void ki_slab_revive(struct slab *slab, char *row)
{
    assert(!row_is_live(row) && slab->retired > 0);
    write_u32(row + GENERATION, row_generation(row) - (LIFE - 1));
    slab->count++;
    slab->retired--;
}

/* The cell of a row that lives no more is free, unless it may not be handed out
 * again. `chunk` is that of the row; callers have it already. O(1). */
static inline void ki_slab_free_in(struct slab *slab, struct chunk *chunk,
                                   char *row)
{
    assert(ki_slab_chunk(row) == chunk);
    assert(!row_is_live(row));
    if (POISON_FREED)
        memset(ki_writable(row), 0xdd, slab->row_bytes);
    ki_slab_give_to(slab, chunk, row);
}

/* A row that was retired will not come back. O(1). */
static inline void ki_slab_free_retired(struct slab *slab, char *row)
{
    assert(slab->retired > 0);
    slab->retired--;
    ki_slab_free_in(slab, ki_slab_chunk(row), row);
}

/* The end of a row that was not retired. O(1). */
static inline void ki_slab_retire_and_free(struct slab *slab,
                                           struct chunk *chunk, char *row)
{
    assert(ki_slab_chunk(row) == chunk);
    assert(row_is_live(row) && slab->count > 0);
    write_u32(row + GENERATION, row_generation(row) + (LIFE - 1));
    slab->count--;
    ki_slab_free_in(slab, chunk, row);
}

/* Give the chunks back in which no cell is taken. `*floor` becomes the highest
 * generation of their cells where it is lower: it must be the floor of all
 * slabs before the next row of the database is published, for their memory may
 * be mapped again at the same address, for any table. Needs no memory. O(chunks
 * and the cells given back). */
void ki_slab_shrink(struct slab *slab, uint32_t *floor);

/* Give back the chunks behind `newest`, which was the newest before they were
 * made; all of them where it is NULL. No cell in them may be taken, and no
 * program may have seen a row there. `*floor` as above. Where their cells have
 * used up so many lives that too few would be left above it, they stay, as
 * room. Needs no memory. O(those chunks, and their cells that were handed
 * out). */
void ki_slab_give_back(struct slab *slab, struct chunk *newest,
                       uint32_t *floor);

/* The bytes of all chunks. O(chunks). */
size_t ki_slab_bytes(const struct slab *slab);

/* The first living row, or the one behind `row`, in storage order; NULL at the
 * end. `row` need not live any more: its head still leads to its chunk. O(1),
 * and a step for each dead cell and each chunk without rows. */
char *ki_slab_next(const struct slab *slab, const char *row);

/* The first cell behind that of `row`, or the first of all for NULL, that was
 * handed out at least once, and the end of those that lie in one piece with it;
 * NULL when there is none. What a scan in the program steps over by itself:
 * rows that are inserted meanwhile are met by the next call. O(1), and a step
 * for each chunk that was never used. */
char *ki_slab_cells(const struct slab *slab, const char *row, const char **end);

/* The end of all cells that were handed out so far, or NULL. O(1). */
static inline const char *ki_slab_end(const struct slab *slab)
{
    assert(!slab->newest || slab->oldest);
    return slab->newest ? slab->newest->begins.fresh : NULL;
}

/* Whether heads, counts, lists and free cells agree, and the directory leads
 * to each chunk. Reads each cell. O(cells). */
bool ki_slab_verify(const struct slab *slab);

/* How many groups of the directory are those of its chunks. O(chunks). */
size_t ki_slab_groups(const struct slab *slab);

/* --- Copies of all (slab_copy.c) ------------------------------------------ */

struct relocation;

/* Add the chunks to a list. False without memory. O(chunks). */
bool ki_slab_list_blocks(const struct slab *slab, struct blocks *blocks);

/* The highest generation of those cells of a chunk that have had another row
 * since the chunk was copied, or of all its cells where `all`; of all for NULL;
 * 0 where there is none. O(cells). */
uint32_t ki_slab_lives_since(const struct slab *slab, const struct chunk *chunk,
                             const char *copy, bool all);

/* The rows of these cells live no more. O(cells). */
void ki_slab_end_since(const struct slab *slab, const struct chunk *chunk,
                       const char *copy);

/* No floor is above: it leaves at least a quarter of all lives to the new cells
 * of all tables. Else one cell that was used 2^31 times would leave none. A
 * database begins below the half of them (db.c). */
#define FLOOR_MAX (UINT32_MAX / 4 * 3)

/* The struct is a copy: lead its pointers to the copies of chunks. O(1). */
void ki_slab_relocate(struct slab *slab, const struct relocation *moved,
                      struct directory *directory);

/* Where the first head is in a chunk, in bytes; and where it is to be in one of
 * rows so aligned at another address, which has as many bytes. */
size_t ki_slab_cells_at(const char *chunk);
size_t ki_slab_cells_in(char *chunk, uint32_t row_align);

/* Copy a chunk to where it has moved, in steps, so that what rows hold can be
 * mended by who knows their columns while it is in the cache. First the header,
 * which leads to copies then and begins as said (`plain` stays); returns the
 * copy. Then cells: the next ones from `from`, whose original is `old`; returns
 * where they end, `fresh` at last. Then the links of free cells, which have
 * moved by `distance`. O(bytes). */
struct chunk *ki_slab_copy_header(const struct chunk *old,
                                  const struct kith_chunk_ *begins,
                                  const struct relocation *moved);
char *ki_slab_copy_cells(const struct chunk *chunk, const char *old,
                         char *from);
void ki_slab_relocate_free(const struct chunk *chunk, uintptr_t distance);

/* Let sanitizers allow every cell, so that chunks may be copied; and forbid
 * those of dead rows again. Between the two no cell may be taken or given. O(1)
 * where none watches; O(chunks), O(cells). */
void ki_slab_watch_none(const struct slab *slab);
void ki_slab_watch_dead(const struct slab *slab);

/* The number of a row's cell. */
static inline uint32_t row_number(const char *row)
{
    const struct chunk *chunk;
    char *own;

    memcpy(&own, &row, sizeof(own)); /* rows of users arrive const */
    chunk = ki_slab_chunk(own);
    assert(row >= chunk->first && row < chunk->end);
    /* Of 32 bits, which divide in half the time: a chunk has at most 2 GiB. */
    return chunk->first_group * GROUP_CELLS +
           (uint32_t)(row - chunk->first) / chunk->begins.stride_bytes;
}

/* Its chunk as programs see it; the store of a row, living or dead; and the
 * door of its database. Two loads, of which the head is in the cache line of
 * the row and the chunk header mostly in the cache. */
static inline const struct kith_chunk_ *row_begins(const void *row)
{
    char *own;

    /* Rows of users arrive const; the chunk header is the engine's own. */
    memcpy(&own, &row, sizeof(own));
    return &ki_slab_chunk(own)->begins;
}
static inline struct store *row_store(const void *row)
{
    return row_begins(row)->store;
}
static inline const uint32_t *row_door(const void *row)
{
    return row_begins(row)->door;
}

#endif
