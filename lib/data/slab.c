/* slab.c - the rows of one table; see slab.h.
 *
 * Chunks first: how large, where rows begin in them, adding one. Then the
 * lists by which a chunk to fill is found, giving chunks back, and verifying.
 * Walking is in slab_walk.c. Take and give are inline in the header.
 */
#include "data/slab.h"

#include "base/tuning.h"

/* In bytes, a huge page. Chunks grow by a quarter of the table until they have
 * this size, then by a 32nd of the table in steps of it: a table wastes little,
 * and one that becomes smaller has chunks to give back. Touching fresh memory
 * is a large part of a bulk load, and huge pages make it cheaper
 * (base/memory.c). */
#define STEP_BYTES ((size_t)2 << 20)

/* A cache line, as on x86-64 and most others. A wrong value costs time only. */
#define LINE_BYTES ((size_t)64)

/* The distance field counts units of 8 bytes in 29 bits, which is 4 GiB. Half
 * of that holds the largest row that ki_schema_open() admits (ROW_BYTES_MAX),
 * with its head and the chunk header. */
#define CHUNK_BYTES_MAX ((size_t)1 << 31)

/* The stride is a multiple of the alignment of rows, so that each row is
 * aligned when the first one is. Head and row are rounded up together. */
void ki_slab_init(struct slab *slab, struct directory *directory,
                  size_t row_bytes, size_t row_align, uint32_t floor,
                  uint32_t most)
{
    size_t bytes = HEAD_BYTES + row_bytes;

    assert(row_bytes > 0);
    assert(row_align >= DISTANCE_UNIT);
    assert(floor % 2 == 0 && floor <= most && most <= GENERATION_MOST);
    *slab = (struct slab){.directory = directory,
                          .row_bytes = (uint32_t)row_bytes,
                          .row_align = (uint32_t)row_align,
                          .floor = floor,
                          .most = most,
                          .watched = ki_watch_is_on()};
    slab->stride_bytes =
        (uint32_t)((bytes + row_align - 1) / row_align * row_align);
    assert(slab->stride_bytes % row_align == 0);
}

/* The memory of a chunk and its numbers serve others. The allocator may look at
 * what it gets back, so nothing stays forbidden. */
static void free_slab_chunk(struct slab *slab, struct chunk *chunk)
{
    assert(chunk->begins.stride_bytes == slab->stride_bytes);
    if (slab->watched)
        ki_watch_allow(chunk->first, (size_t)(chunk->end - chunk->first));
    ki_directory_remove(slab->directory, chunk->first_group,
                        directory_groups(chunk->cell_count));
    ki_memory_free_shown(slab->directory->memory, chunk, chunk->bytes);
}

/* The counts are left as they are: a slab is not used again after this. */
void ki_slab_fini(struct slab *slab)
{
    struct chunk *chunk = slab->oldest;

    assert(!slab->oldest == !slab->newest);
    while (chunk) {
        struct chunk *next = chunk->next;

        free_slab_chunk(slab, chunk);
        chunk = next;
    }
    slab->oldest = slab->newest = slab->filling = slab->unused = NULL;
}

/* The first row of a chunk begins one alignment behind a multiple of this: its
 * head is on the same cache line then, and rows of 64 bytes, head included,
 * take one line each. Whether a row lives is read from its head: on another
 * line it is one more miss for each row that is looked at. */
static size_t line_bytes(const struct slab *slab)
{
    assert(slab->row_align % DISTANCE_UNIT == 0);
    return slab->row_align < LINE_BYTES ? LINE_BYTES : slab->row_align;
}

/* What a chunk needs beside its rows: the header, and at most what first_row()
 * skips. */
static size_t overhead_bytes(const struct slab *slab)
{
    assert(slab->stride_bytes > 0);
    return sizeof(struct chunk) + line_bytes(slab) + slab->row_align;
}

/* How large the next chunk should be. The first has eight rows, for most tables
 * of many a database are small; then a quarter of what the table holds, so that
 * there are O(log rows) of them; from 8 MiB on a 32nd in whole huge pages, so
 * that at most 2 MiB or some 3 % are empty, and a table that doubles has at
 * most some 22 chunks more. Rows so large that eight do not fit a chunk have
 * one each. Never less than the first chunk: a chunk must have a cell. */
static size_t next_chunk_bytes(const struct slab *slab)
{
    size_t held = slab->cell_count * slab->stride_bytes;
    size_t first = overhead_bytes(slab) + FIRST_ROWS * slab->stride_bytes;
    size_t bytes = held / 4;

    assert(slab->cell_count >= slab->count);
    if (first > CHUNK_BYTES_MAX)
        first = overhead_bytes(slab) + slab->stride_bytes;
    if (!CHUNKS_GROW || bytes < first)
        return first;
    if (bytes < STEP_BYTES)
        return bytes;
    bytes = (held / 32 + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    if (bytes > CHUNK_BYTES_MAX)
        return CHUNK_BYTES_MAX;
    return bytes < first ? first : bytes; /* may be less than a row */
}

/* Where rows begin in a chunk at this address: behind a multiple of
 * line_bytes() at or behind its header, and one alignment further, which leaves
 * at least the 8 bytes of a head. */
static char *first_row(const struct slab *slab, char *chunk)
{
    char *from = chunk + sizeof(struct chunk);
    size_t over = (uintptr_t)from % line_bytes(slab);

    assert(!((uintptr_t)from % DISTANCE_UNIT));
    return from + (over ? line_bytes(slab) - over : 0) + slab->row_align;
}

size_t ki_slab_cells_in(char *chunk, uint32_t row_align)
{
    const struct slab slab = {.row_align = row_align};

    return (size_t)(first_row(&slab, chunk) - chunk) - HEAD_BYTES;
}

/* The chunk becomes the newest in storage order, which is the order of scans.
 * It never changes, so a scan neither misses nor repeats a chunk. */
static void append_chunk(struct slab *slab, struct chunk *chunk)
{
    assert(chunk != slab->newest);
    assert(!slab->newest == !slab->oldest);
    if (slab->newest)
        chunk_writable(slab->newest)->next = chunk;
    else
        slab->oldest = chunk;
    slab->newest = chunk;
    chunk_writable(chunk)->next = NULL;
}

/* The header of a chunk of so many cells, whose numbers begin at a group. */
static struct chunk new_header(const struct slab *slab,
                               const struct kith_chunk_ *begins, char *first,
                               size_t rows, size_t group)
{
    struct chunk chunk = {.begins = *begins,
                          .first = first,
                          .end = first + rows * slab->stride_bytes,
                          .cell_count = (uint32_t)rows,
                          .level = SLAB_LISTS,
                          .first_group = (uint32_t)group};

    assert(rows > 0 && group < GROUPS_MAX);
    assert(rows <= UINT32_MAX);
    chunk.begins.fresh = first;
    chunk.begins.stride_bytes = slab->stride_bytes;
    chunk.begins.numbered_from =
        (uintptr_t)first - group * GROUP_CELLS * slab->stride_bytes;
    return chunk;
}

/* One more chunk behind the others, of `bytes`, without rows. False without
 * memory, or for more than a chunk may have; nothing is changed then, but for
 * room in the directory. The chunk is in no list: it is found as `unused`, or
 * as one behind that. */
static bool add_slab_chunk(struct slab *slab, const struct kith_chunk_ *begins,
                           size_t bytes)
{
    size_t rows = (bytes - overhead_bytes(slab)) / slab->stride_bytes;
    size_t groups = directory_groups(rows), group;
    struct chunk *chunk;

    assert(bytes > overhead_bytes(slab));
    if (bytes > CHUNK_BYTES_MAX ||
        !ki_directory_reserve(slab->directory, groups, &group))
        return false;
    assert(rows > 0);
    chunk = ki_memory_new_shown(slab->directory->memory, bytes);
    if (!chunk)
        return false;
    /* The cells stay as the allocator gives them until they are taken: they
     * are first touched together with their rows, not twice. */
    *chunk_writable(chunk) =
        new_header(slab, begins, first_row(slab, (char *)chunk), rows, group);
    chunk_writable(chunk)->bytes = bytes;
    ki_directory_put(slab->directory, group, groups, &chunk->begins);
    append_chunk(slab, chunk);
    if (!slab->unused)
        slab->unused = chunk;
    slab->cell_count += rows;
    slab->ready += rows;
    if (!slab->filling)
        ki_slab_fill_next(slab);
    assert(slab->ready >= rows);
    return true;
}

/* Whether room for so many is asked for that the last chunk need have no more:
 * the table grows by a quarter at least, so its chunks stay few. */
static bool may_end_short(const struct slab *slab, size_t missing)
{
    return missing > STEP_BYTES / slab->stride_bytes &&
           missing >= slab->cell_count / 4;
}

/* Many rows still come in several chunks of 2 MiB or a 32nd of the room, as if
 * they had come one by one: in one large chunk a single surviving row would
 * keep all of it. Near the limit of the memory a chunk has little more than the
 * rows asked for. Each round adds at least one cell, or fails. */
bool ki_slab_reserve_rows(struct slab *slab, const struct kith_chunk_ *begins,
                          size_t count)
{
    bool ends_short =
        slab->ready < count && may_end_short(slab, count - slab->ready);

    while (slab->ready < count) {
        size_t most =
            (CHUNK_BYTES_MAX - overhead_bytes(slab)) / slab->stride_bytes;
        size_t missing = count - slab->ready;
        size_t rows = missing < most ? missing : most;
        size_t wanted = overhead_bytes(slab) + rows * slab->stride_bytes;
        size_t step = overhead_bytes(slab) + slab->stride_bytes + wanted / 32;
        size_t bytes = next_chunk_bytes(slab);

        /* `step` is what a chunk has at least: a row, and a 32nd of all. */
        if (wanted > STEP_BYTES && step < wanted)
            wanted = step < STEP_BYTES ? STEP_BYTES : step;
        if (bytes < wanted || ends_short)
            bytes = ki_memory_whole_pages(wanted);
        bytes = memory_step(slab->directory->memory, 0, wanted, bytes);
        if (!add_slab_chunk(slab, begins, bytes))
            return false;
    }
    assert(slab->ready >= count);
    return true;
}

/* --- Lists of chunks ------------------------------------------------------
 *
 * A chunk changes its list only when an eighth more of its cells are free, or
 * when it is filled: most takes and gives touch neither list nor neighbour. */

/* The list that a chunk belongs to by its free cells, SLAB_LISTS for none; and
 * how few must be taken before it belongs to the next one, in `*low`. That is
 * the next multiple of an eighth; for a full chunk it is one less than all, for
 * the first free cell brings it into a list. A list holds several eighths, so
 * now and then a chunk is put into the list that it is in already, which does
 * no harm. */
static uint32_t level_of(const struct chunk *chunk, uint32_t *low)
{
    uint32_t taken = chunk_taken(chunk);
    uint32_t free = chunk->cell_count - taken;
    uint32_t eighth = (chunk->cell_count + 7) / 8;
    uint32_t eighths = free / eighth;
    uint32_t next = (eighths + 1) * eighth;

    assert(chunk->cell_count > 0);
    *low = next < chunk->cell_count ? chunk->cell_count - next : 0;
    if (free == 0) {
        *low = taken - 1;
        return SLAB_LISTS;
    }
    if (taken == 0)
        return SLAB_EMPTY;
    if (eighths == 0)
        return SLAB_FEW;
    return eighths < 2 ? SLAB_EIGHTH : eighths < 4 ? SLAB_QUARTER : SLAB_HALF;
}

/* Say when the chunk changes its list: with so many cells taken. The sum of
 * both parts stays. UINT32_MAX for the chunk that is being filled: `left`
 * becomes one more than the cells taken, modulo 2^32, and is not 0 even when
 * all of them have been given back. */
static void set_low(struct chunk *chunk, uint32_t low)
{
    uint32_t taken = chunk_taken(chunk);

    assert(low == UINT32_MAX || low <= taken);
    chunk_writable(chunk)->left = taken - low;
    chunk_writable(chunk)->low = low;
}

/* The lists are doubly linked, so leaving one is O(1) from anywhere in it. */
static void unlist(struct slab *slab, struct chunk *chunk)
{
    assert(chunk->level <= SLAB_LISTS);
    assert(chunk->level == SLAB_LISTS || slab->lists[chunk->level]);
    if (chunk->level == SLAB_LISTS)
        return;
    if (chunk->before)
        chunk_writable(chunk->before)->behind = chunk->behind;
    else
        slab->lists[chunk->level] = chunk->behind;
    if (chunk->behind)
        chunk_writable(chunk->behind)->before = chunk->before;
    chunk_writable(chunk)->level = SLAB_LISTS;
    assert(chunk->level == SLAB_LISTS);
}

/* At the head of its list: the chunk was touched just now, so its header is in
 * the cache. A full chunk leaves its list and enters none. */
void ki_slab_relist(struct slab *slab, struct chunk *chunk)
{
    struct chunk **list;
    uint32_t low;

    assert(chunk_taken(chunk) <= chunk->cell_count);
    unlist(slab, chunk);
    chunk_writable(chunk)->level = level_of(chunk, &low);
    set_low(chunk, low);
    if (chunk->level == SLAB_LISTS)
        return;
    list = &slab->lists[chunk->level];
    chunk_writable(chunk)->before = NULL;
    chunk_writable(chunk)->behind = *list;
    if (*list)
        chunk_writable(*list)->before = chunk;
    *list = chunk;
}

/* The chunk that was filled is full, and enters a list when a cell in it is
 * given back. The chosen one is taken off its list, so that a give need not
 * move it while it is filled. Chunks that were never used come last, in storage
 * order, so `unused` and all behind it have no row. */
struct chunk *ki_slab_fill_next(struct slab *slab)
{
    struct chunk *chunk = NULL;

    assert(slab->ready > 0);
    if (slab->filling)
        ki_slab_relist(slab, slab->filling);
    for (size_t level = 0; level < SLAB_LISTS && !chunk; level++)
        chunk = slab->lists[level];
    if (chunk) {
        unlist(slab, chunk);
    } else {
        chunk = slab->unused;
        slab->unused = chunk->next;
    }
    assert(chunk_taken(chunk) < chunk->cell_count);
    set_low(chunk, UINT32_MAX); /* it is in no list while it is filled */
    return slab->filling = chunk;
}

/* --- Giving back ---------------------------------------------------------- */

/* The highest generation of a chunk's cells, which are all free and therefore
 * even: so is the floor. Those never handed out have none. A cell with all
 * lives used up is never free, so its chunk does not come here. */
static uint32_t highest(const struct slab *slab, const struct chunk *chunk)
{
    uint32_t found = 0;

    assert(chunk->begins.fresh <= chunk->end);
    assert((size_t)(chunk->end - chunk->first) ==
           chunk->cell_count * (size_t)slab->stride_bytes);
    for (const char *row = chunk->first; row < chunk->begins.fresh;
         row += slab->stride_bytes) {
        if (row_generation(row) > found)
            found = row_generation(row);
    }
    return found;
}

/* Give one chunk back, in which no cell is taken. */
static void give_chunk_back(struct slab *slab, struct chunk *chunk)
{
    assert(chunk_taken(chunk) == 0);
    assert(slab->ready >= chunk->cell_count);
    assert(slab->cell_count >= chunk->cell_count);
    slab->ready -= chunk->cell_count;
    slab->cell_count -= chunk->cell_count;
    free_slab_chunk(slab, chunk);
}

/* Choose a chunk to be filled where that which was is gone. Where all chunks
 * that stay are full, one of them is to be filled all the same: the first row
 * deleted makes a cell in it, and ki_slab_take() begins at `filling`. */
static void fill_any(struct slab *slab)
{
    assert(!slab->filling);
    if (slab->ready > 0) {
        ki_slab_fill_next(slab);
    } else if (slab->newest) {
        /* All are full, and in no list. */
        set_low(slab->newest, UINT32_MAX);
        slab->filling = slab->newest;
    }
    assert(!slab->oldest == !slab->filling);
}

/* All chunks are taken off the lists and those that stay are put back, in the
 * same storage order. Those never used have no generation to remember and are
 * given back too, so `unused` is none afterwards. */
void ki_slab_shrink(struct slab *slab, uint32_t *floor)
{
    struct chunk *chunk = slab->oldest, *next;

    assert(!slab->oldest == !slab->newest);
    slab->filling = slab->unused = slab->oldest = slab->newest = NULL;
    memset(slab->lists, 0, sizeof(slab->lists));
    for (; chunk; chunk = next) {
        uint32_t used_up = chunk_taken(chunk) > 0 ? 0 : highest(slab, chunk);

        next = chunk->next;
        chunk_writable(chunk)->level = SLAB_LISTS;
        if (chunk_taken(chunk) > 0 || used_up > FLOOR_MAX) {
            append_chunk(slab, chunk);
            ki_slab_relist(slab, chunk);
            continue;
        }
        if (used_up > *floor)
            *floor = used_up;
        give_chunk_back(slab, chunk);
    }
    fill_any(slab);
}

/* All are looked at before one is given back. `unused` and all behind it have
 * no row, so where it is one of these chunks, none is left. */
void ki_slab_give_back(struct slab *slab, struct chunk *newest, uint32_t *floor)
{
    struct chunk *first = newest ? newest->next : slab->oldest, *next;
    uint32_t used_up = 0;

    assert(!newest || slab->oldest);
    for (const struct chunk *chunk = first; chunk; chunk = chunk->next) {
        uint32_t lives = highest(slab, chunk);

        /* A row was there whose cell has no other life. */
        if (chunk_taken(chunk) > 0)
            return;
        used_up = used_up < lives ? lives : used_up;
    }
    if (!first || used_up > FLOOR_MAX)
        return;
    if (used_up > *floor)
        *floor = used_up;
    slab->newest = newest;
    if (newest)
        chunk_writable(newest)->next = NULL;
    else
        slab->oldest = NULL;
    for (struct chunk *chunk = first; chunk; chunk = next) {
        next = chunk->next;
        unlist(slab, chunk);
        if (slab->filling == chunk)
            slab->filling = NULL;
        if (slab->unused == chunk)
            slab->unused = NULL;
        give_chunk_back(slab, chunk);
    }
    if (!slab->filling)
        fill_any(slab);
    assert(slab->newest == newest);
}

size_t ki_slab_bytes(const struct slab *slab)
{
    size_t bytes = 0;

    assert(!slab->oldest == !slab->newest);
    for (const struct chunk *chunk = slab->oldest; chunk; chunk = chunk->next)
        bytes += chunk->bytes;
    return bytes;
}

/* --- Verifying ------------------------------------------------------------ */

/* Whether the free cells of a chunk are as many as its count says. Those that
 * are neither free nor live, `dead` with the free ones, are added to `*lost`.
 * The walk is bounded by `dead`, so that a damaged link which makes a ring ends
 * too. */
static bool verify_free(const struct slab *slab, const struct chunk *chunk,
                        size_t dead, size_t *lost)
{
    size_t fresh =
        (size_t)(chunk->end - chunk->begins.fresh) / slab->stride_bytes;
    size_t free = 0;

    for (char *row = chunk->free; row && free <= dead;
         row = ki_watch_read_ptr(row)) {
        /* One that was given back without a row may have the floor of before a
         * restore. */
        if (row_is_live(row) || row_chunk(row) != (const char *)chunk ||
            (row_generation(row) > slab->floor && !has_lives(slab, row)))
            return false;
        free++;
    }
    *lost += dead - free;
    return free <= dead &&
           chunk_taken(chunk) == chunk->cell_count - fresh - free;
}

/* Whether the numbers of a chunk's cells lead to it. That they lead to the very
 * cells is arithmetic, which verify.c tries for each row. */
static bool verify_numbers(const struct slab *slab, const struct chunk *chunk)
{
    const struct kith_cells_ *shown = &slab->directory->shown;
    size_t groups = directory_groups(chunk->cell_count);

    if (chunk->begins.stride_bytes != slab->stride_bytes ||
        chunk->first_group + groups > shown->count)
        return false;
    for (size_t i = 0; i < groups; i++) {
        if (shown->chunks[chunk->first_group + i] != &chunk->begins)
            return false;
    }
    return true;
}

/* What the heads of all cells say, and the free cells. */
struct heads {
    size_t live, lost; /* lost: neither live nor free */
    size_t used_up;    /* dead, and not to be handed out again */
};

/* Heads lead to this chunk, marks are zero between calls, and the chunk is in
 * the list that level_of() says; that being filled and those never used are in
 * none. */
static bool verify_chunk(const struct slab *slab, const struct chunk *chunk,
                         struct heads *heads)
{
    size_t dead = 0;
    uint32_t low;

    for (char *row = chunk->first; row < chunk->begins.fresh;
         row += slab->stride_bytes) {
        if (row_chunk(row) != (const char *)chunk || row_has(row, MARKS))
            return false;
        heads->live += row_is_live(row);
        dead += !row_is_live(row);
        heads->used_up += !row_is_live(row) && row_generation(row) > slab->most;
    }
    if (chunk != slab->filling && chunk->begins.fresh != chunk->first &&
        chunk->level != level_of(chunk, &low))
        return false;
    return verify_free(slab, chunk, dead, &heads->lost);
}

/* Cells are lost to rows that were retired, and to lives that are used up. */
bool ki_slab_verify(const struct slab *slab)
{
    struct heads heads = {0};
    size_t ready = 0;

    for (const struct chunk *chunk = slab->oldest; chunk; chunk = chunk->next) {
        if (!verify_numbers(slab, chunk) || !verify_chunk(slab, chunk, &heads))
            return false;
        ready += chunk->cell_count - chunk_taken(chunk);
    }
    return heads.live == slab->count && ready == slab->ready &&
           heads.lost >= slab->retired &&
           heads.lost - slab->retired <= heads.used_up &&
           (slab->filling || !slab->oldest);
}

size_t ki_slab_groups(const struct slab *slab)
{
    size_t groups = 0;

    assert(!slab->oldest == !slab->newest);
    for (const struct chunk *chunk = slab->oldest; chunk; chunk = chunk->next)
        groups += directory_groups(chunk->cell_count);
    return groups;
}
