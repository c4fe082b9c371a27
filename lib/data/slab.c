/* slab.c - the rows of one table; see slab.h. */
#include "data/slab.h"

#include "base/tuning.h"

/* Chunks grow by a quarter of the table until they have this size, then by a
 * 32nd in steps of it: a table wastes little, and one that becomes smaller has
 * chunks to give back. */
#define STEP_BYTES ((size_t)2 << 20)

#define LINE_BYTES ((size_t)64)

/* The distance field counts units of 8 bytes in 29 bits. */
#define CHUNK_BYTES_MAX ((size_t)1 << 31)

void ki_slab_init(struct slab *slab, struct memory *memory, size_t row_bytes,
                  size_t row_align, uint32_t floor)
{
    size_t bytes = HEAD_BYTES + row_bytes;

    assert(row_bytes > 0);
    assert(row_align >= DISTANCE_UNIT);
    *slab = (struct slab){.memory = memory,
                          .row_bytes = (uint32_t)row_bytes,
                          .row_align = (uint32_t)row_align,
                          .floor = floor};
    slab->stride_bytes =
        (uint32_t)((bytes + row_align - 1) / row_align * row_align);
    assert(slab->stride_bytes % row_align == 0);
}

void ki_slab_fini(struct slab *slab)
{
    struct chunk *chunk = slab->oldest;

    assert(!slab->oldest == !slab->newest);
    while (chunk) {
        struct chunk *next = chunk->next;

        ki_memory_free_shown(slab->memory, chunk, chunk->bytes);
        chunk = next;
    }
    slab->oldest = slab->newest = slab->filling = slab->unused = NULL;
}

/* The first row of a chunk begins one alignment behind a multiple of this: its
 * head is on the same cache line then, and rows of 64 bytes, head included,
 * take one line each. */
static size_t line_bytes(const struct slab *slab)
{
    assert(slab->row_align % DISTANCE_UNIT == 0);
    return slab->row_align < LINE_BYTES ? LINE_BYTES : slab->row_align;
}

/* What a chunk needs beside its rows. */
static size_t overhead_bytes(const struct slab *slab)
{
    assert(slab->stride_bytes > 0);
    return sizeof(struct chunk) + line_bytes(slab) + slab->row_align;
}

/* How large the next chunk should be. Large ones are whole huge pages. */
static size_t next_chunk_bytes(const struct slab *slab)
{
    size_t held = slab->place_count * slab->stride_bytes;
    size_t first = overhead_bytes(slab) + FIRST_ROWS * slab->stride_bytes;
    size_t bytes = held / 4;

    assert(slab->place_count >= slab->count);
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

/* The first address behind `from`, and room for a head, where rows begin. */
static char *first_row(const struct slab *slab, char *from)
{
    size_t over = (uintptr_t)from % line_bytes(slab);

    assert(!((uintptr_t)from % DISTANCE_UNIT));
    return from + (over ? line_bytes(slab) - over : 0) + slab->row_align;
}

/* The chunk is the newest in storage order. */
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

/* One more chunk behind the others, empty. */
static bool add_slab_chunk(struct slab *slab, const struct kith_chunk_ *begins,
                           size_t bytes)
{
    size_t rows = (bytes - overhead_bytes(slab)) / slab->stride_bytes;
    struct chunk *chunk;
    char *first;

    assert(bytes > overhead_bytes(slab));
    if (bytes > CHUNK_BYTES_MAX)
        return false;
    assert(rows > 0);
    chunk = ki_memory_new_shown(slab->memory, bytes);
    if (!chunk)
        return false;
    /* Index slots keep addresses in 48 bits. */
    if (((uintptr_t)chunk + bytes) >> 48) {
        ki_memory_free_shown(slab->memory, chunk, bytes);
        return false;
    }
    /* The places stay as they come until they are taken: first touching them
     * together with their rows halves the trips to memory. */
    first = first_row(slab, (char *)(chunk + 1));
    *chunk_writable(chunk) =
        (struct chunk){.begins = *begins,
                       .first = first,
                       .fresh = first,
                       .end = first + rows * slab->stride_bytes,
                       .bytes = bytes,
                       .place_count = (uint32_t)rows,
                       .level = SLAB_LISTS};
    append_chunk(slab, chunk);
    if (!slab->unused)
        slab->unused = chunk;
    slab->place_count += rows;
    slab->ready += rows;
    if (!slab->filling)
        ki_slab_fill_next(slab);
    assert(slab->ready >= rows);
    return true;
}

bool ki_slab_grow(struct slab *slab, const struct kith_chunk_ *begins)
{
    assert(slab->ready == 0 || slab->filling);
    return add_slab_chunk(slab, begins, next_chunk_bytes(slab));
}

bool ki_slab_reserve_rows(struct slab *slab, const struct kith_chunk_ *begins,
                          size_t count)
{
    while (slab->ready < count) {
        size_t most =
            (CHUNK_BYTES_MAX - overhead_bytes(slab)) / slab->stride_bytes;
        size_t missing = count - slab->ready;
        size_t rows = missing < most ? missing : most;
        size_t wanted = overhead_bytes(slab) + rows * slab->stride_bytes;
        size_t step = overhead_bytes(slab) + slab->stride_bytes + wanted / 32;
        size_t bytes = next_chunk_bytes(slab);

        /* In several chunks, as if the rows had come one by one. */
        if (wanted > STEP_BYTES && step < wanted)
            wanted = step < STEP_BYTES ? STEP_BYTES : step;
        if (bytes < wanted)
            bytes = ki_memory_whole_pages(wanted);
        if (!add_slab_chunk(slab, begins, bytes))
            return false;
    }
    assert(slab->ready >= count);
    return true;
}

/* --- Lists of chunks ------------------------------------------------------ */

/* The list that a chunk belongs to, SLAB_LISTS for none, and how few must be
 * taken before it belongs to the next one. */
static uint32_t level_of(const struct chunk *chunk, uint32_t *low)
{
    uint32_t taken = chunk_taken(chunk);
    uint32_t free = chunk->place_count - taken;
    uint32_t eighth = (chunk->place_count + 7) / 8;
    uint32_t eighths = free / eighth;
    uint32_t next = (eighths + 1) * eighth;

    assert(taken <= chunk->place_count);
    assert(chunk->place_count > 0);
    *low = next < chunk->place_count ? chunk->place_count - next : 0;
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

/* Say when the chunk changes its list. */
static void set_low(struct chunk *chunk, uint32_t low)
{
    uint32_t taken = chunk_taken(chunk);

    assert(low == UINT32_MAX || low <= taken);
    chunk_writable(chunk)->left = taken - low;
    chunk_writable(chunk)->low = low;
}

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

void ki_slab_relist(struct slab *slab, struct chunk *chunk)
{
    struct chunk **list;
    uint32_t low;

    assert(chunk_taken(chunk) <= chunk->place_count);
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
    assert(chunk_taken(chunk) < chunk->place_count);
    set_low(chunk, UINT32_MAX); /* it is in no list while it is filled */
    return slab->filling = chunk;
}

/* --- Giving back ---------------------------------------------------------- */

/* Chunks are kept whose places have used up more lives than this: the floor
 * leaves at least as many to all places. */
#define FLOOR_MAX (UINT32_MAX / 2)

/* The highest generation of a chunk's places. */
static uint32_t highest(const struct slab *slab, const struct chunk *chunk)
{
    uint32_t found = 0;

    assert(chunk->fresh <= chunk->end);
    assert((size_t)(chunk->end - chunk->first) ==
           chunk->place_count * (size_t)slab->stride_bytes);
    for (const char *row = chunk->first; row < chunk->fresh;
         row += slab->stride_bytes) {
        if (row_generation(row) > found)
            found = row_generation(row);
    }
    return found;
}

/* Give one chunk back, in which no place is taken. */
static void give_chunk_back(struct slab *slab, struct chunk *chunk)
{
    assert(chunk_taken(chunk) == 0);
    assert(slab->ready >= chunk->place_count);
    assert(slab->place_count >= chunk->place_count);
    slab->ready -= chunk->place_count;
    slab->place_count -= chunk->place_count;
    ki_memory_free_shown(slab->memory, chunk, chunk->bytes);
}

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
    if (slab->ready > 0) {
        ki_slab_fill_next(slab);
    } else if (slab->newest) {
        /* All are full: the first row deleted leaves a place in one. */
        set_low(slab->newest, UINT32_MAX);
        slab->filling = slab->newest;
    }
    assert(!slab->oldest == !slab->filling);
}

/* --- Walking -------------------------------------------------------------- */

/* The chunk of a row. */
static const struct chunk *chunk_of(const char *row)
{
    const struct chunk *chunk;
    char *own;

    memcpy(&own, &row, sizeof(own));
    own = row_chunk(own);
    memcpy(&chunk, &own, sizeof(chunk));
    return chunk;
}

/* The first living row of a chunk at or behind a place, or NULL. */
static char *next_in_chunk(const struct slab *slab, const struct chunk *chunk,
                           char *row)
{
    assert(row >= chunk->first);
    assert(chunk->fresh <= chunk->end);
    for (; row < chunk->fresh; row += slab->stride_bytes) {
        if (row_is_live(row))
            return row;
    }
    return NULL;
}

/* The place behind that of a row. */
static char *place_behind(const struct slab *slab, const char *row)
{
    char *place;

    assert(slab->stride_bytes > 0);
    memcpy(&place, &row, sizeof(place));
    return place + slab->stride_bytes;
}

char *ki_slab_next(const struct slab *slab, const char *row)
{
    const struct chunk *chunk = slab->oldest;
    char *found = NULL;

    if (row) {
        chunk = chunk_of(row);
        found = next_in_chunk(slab, chunk, place_behind(slab, row));
        chunk = chunk->next;
    }
    for (; chunk && !found; chunk = chunk->next)
        found = next_in_chunk(slab, chunk, chunk->first);
    return found;
}

char *ki_slab_places(const struct slab *slab, const char *row, const char **end)
{
    const struct chunk *chunk = slab->oldest;
    char *place = chunk ? chunk->first : NULL;

    assert(!row || slab->oldest);
    if (row) {
        chunk = chunk_of(row);
        place = place_behind(slab, row);
        assert(place <= chunk->fresh);
    }
    while (chunk && place == chunk->fresh) {
        chunk = chunk->next;
        place = chunk ? chunk->first : NULL;
    }
    if (chunk)
        *end = chunk->fresh;
    return place;
}

/* --- Verifying ------------------------------------------------------------ */

/* Whether the free places of a chunk are as many as its count says. Those that
 * are neither free nor live, `dead` with the free ones, have used up all lives:
 * `used_up` or fewer. */
static bool verify_free(const struct slab *slab, const struct chunk *chunk,
                        size_t dead, size_t used_up)
{
    size_t fresh = (size_t)(chunk->end - chunk->fresh) / slab->stride_bytes;
    size_t free = 0;

    for (char *row = chunk->free; row && free <= dead; row = load_ptr(row)) {
        if (row_is_live(row) || row_chunk(row) != (const char *)chunk)
            return false;
        free++;
    }
    return free <= dead && dead - free <= used_up &&
           chunk_taken(chunk) == chunk->place_count - fresh - free;
}

static bool verify_chunk(const struct slab *slab, const struct chunk *chunk,
                         size_t *live)
{
    size_t dead = 0, used_up = 0;
    uint32_t low;

    for (char *row = chunk->first; row < chunk->fresh;
         row += slab->stride_bytes) {
        if (row_chunk(row) != (const char *)chunk || row_has(row, MARKS))
            return false;
        *live += row_is_live(row);
        dead += !row_is_live(row);
        used_up += row_generation(row) == GENERATION_NONE;
    }
    if (chunk != slab->filling && chunk->fresh != chunk->first &&
        chunk->level != level_of(chunk, &low))
        return false;
    return verify_free(slab, chunk, dead, used_up);
}

bool ki_slab_verify(const struct slab *slab)
{
    size_t live = 0, ready = 0;

    for (const struct chunk *chunk = slab->oldest; chunk; chunk = chunk->next) {
        if (!verify_chunk(slab, chunk, &live))
            return false;
        ready += chunk->place_count - chunk_taken(chunk);
    }
    return live == slab->count && ready == slab->ready &&
           (slab->filling || !slab->oldest);
}
