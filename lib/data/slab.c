/* slab.c - the rows of one table; see slab.h. */
#include "data/slab.h"

#include "base/tuning.h"

/* Chunks grow by half of the table until they have this size, then by an
 * eighth in steps of it: small tables stay small, and a large table wastes at
 * most an eighth. */
#define STEP_BYTES ((size_t)2 << 20)

#define LINE_BYTES ((size_t)64)

/* The distance field counts units of 8 bytes in 29 bits. */
#define CHUNK_BYTES_MAX ((size_t)1 << 31)

void ki_slab_init(struct slab *slab, struct memory *memory,
                  struct kith_chunk_ begins, size_t row_bytes, size_t row_align)
{
    size_t bytes = HEAD_BYTES + row_bytes;

    assert(row_align >= DISTANCE_UNIT);
    *slab = (struct slab){.memory = memory,
                          .begins = begins,
                          .row_bytes = row_bytes,
                          .row_align = row_align};
    slab->stride_bytes = (bytes + row_align - 1) / row_align * row_align;
}

void ki_slab_fini(struct slab *slab)
{
    struct chunk *chunk = slab->oldest;

    while (chunk) {
        struct chunk *next = chunk->next;

        ki_memory_free(slab->memory, chunk, chunk->bytes);
        chunk = next;
    }
    slab->oldest = slab->filling = slab->newest = NULL;
}

/* The first row of a chunk begins one alignment behind a multiple of this: its
 * head is on the same cache line then, and rows of 64 bytes, head included, take
 * one line each. */
static size_t line_bytes(const struct slab *slab)
{
    return slab->row_align < LINE_BYTES ? LINE_BYTES : slab->row_align;
}

/* What a chunk needs beside its rows. */
static size_t overhead_bytes(const struct slab *slab)
{
    return sizeof(struct chunk) + line_bytes(slab) + slab->row_align;
}

/* How large the next chunk should be. Large ones are whole huge pages. */
static size_t next_bytes(const struct slab *slab)
{
    size_t held = slab->place_count * slab->stride_bytes;
    size_t first = overhead_bytes(slab) + FIRST_ROWS * slab->stride_bytes;
    size_t bytes = held / 2;

    if (first > CHUNK_BYTES_MAX)
        first = overhead_bytes(slab) + slab->stride_bytes;
    if (!CHUNKS_GROW || bytes < first)
        return first;
    if (bytes < STEP_BYTES)
        return bytes;
    bytes = (held / 8 + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    if (bytes > CHUNK_BYTES_MAX)
        return CHUNK_BYTES_MAX;
    return bytes < first ? first : bytes; /* an eighth may be less than a row */
}

/* The first address behind `from`, and room for a head, where rows begin. */
static char *first_row(const struct slab *slab, char *from)
{
    size_t over = (uintptr_t)from % line_bytes(slab);

    return from + (over ? line_bytes(slab) - over : 0) + slab->row_align;
}

/* One more chunk behind the others, empty. */
static bool grow(struct slab *slab, size_t bytes)
{
    size_t rows = (bytes - overhead_bytes(slab)) / slab->stride_bytes;
    struct chunk *chunk;

    if (bytes > CHUNK_BYTES_MAX)
        return false;
    assert(rows > 0);
    chunk = ki_memory_new(slab->memory, bytes);
    if (!chunk)
        return false;
    /* Index slots keep addresses in 48 bits. */
    if (((uintptr_t)chunk + bytes) >> 48) {
        ki_memory_free(slab->memory, chunk, bytes);
        return false;
    }
    /* The places stay as they come until they are taken: first touching them
     * together with their rows halves the trips to memory. */
    *chunk = (struct chunk){
        .begins = slab->begins, .bytes = bytes, .place_count = rows};
    chunk->first = first_row(slab, (char *)(chunk + 1));
    if (slab->newest)
        slab->newest->next = chunk;
    else
        slab->oldest = slab->filling = chunk;
    slab->newest = chunk;
    slab->place_count += rows;
    slab->ready += rows;
    return true;
}

bool ki_slab_grow(struct slab *slab)
{
    return grow(slab, next_bytes(slab));
}

bool ki_slab_reserve_rows(struct slab *slab, size_t count)
{
    while (slab->ready < count) {
        size_t most =
            (CHUNK_BYTES_MAX - overhead_bytes(slab)) / slab->stride_bytes;
        size_t missing = count - slab->ready;
        size_t rows = missing < most ? missing : most;
        size_t wanted = overhead_bytes(slab) + rows * slab->stride_bytes;
        size_t bytes = next_bytes(slab);

        if (bytes < wanted)
            bytes = ki_memory_whole_pages(wanted);
        if (!grow(slab, bytes))
            return false;
    }
    return true;
}

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
                           size_t place)
{
    char *row = chunk->first + place * slab->stride_bytes;

    for (; place < chunk->used; place++, row += slab->stride_bytes) {
        if (row_is_live(row))
            return row;
    }
    return NULL;
}

char *ki_slab_next(const struct slab *slab, const char *row)
{
    const struct chunk *chunk = slab->oldest;
    char *found = NULL;
    size_t place = 0;

    if (row) {
        chunk = chunk_of(row);
        place = (size_t)(row - chunk->first) / slab->stride_bytes + 1;
    }
    for (; chunk && !found; chunk = chunk->next, place = 0)
        found = next_in_chunk(slab, chunk, place);
    return found;
}

char *ki_slab_places(const struct slab *slab, const char *row, const char **end)
{
    const struct chunk *chunk = slab->oldest;
    size_t place = 0;

    if (row) {
        chunk = chunk_of(row);
        place = (size_t)(row - chunk->first) / slab->stride_bytes + 1;
        assert(place <= chunk->used);
        if (place == chunk->used) {
            chunk = chunk->next;
            place = 0;
        }
    }
    /* Chunks are filled in order: behind one that is empty all are. */
    if (!chunk || place == chunk->used)
        return NULL;
    *end = chunk->first + chunk->used * slab->stride_bytes;
    return chunk->first + place * slab->stride_bytes;
}

bool ki_slab_verify(const struct slab *slab)
{
    size_t live = 0, dead = 0, free = 0, used = 0;

    for (const struct chunk *chunk = slab->oldest; chunk; chunk = chunk->next) {
        used += chunk->used;
        for (size_t i = 0; i < chunk->used; i++) {
            char *row = chunk->first + i * slab->stride_bytes;

            if (row_chunk(row) != (const char *)chunk || row_has(row, MARKS))
                return false;
            if (row_is_live(row))
                live++;
            else
                dead++;
        }
    }
    for (char *row = slab->free; row && free <= dead; row = load_ptr(row)) {
        if (row_is_live(row))
            return false;
        free++;
    }
    return live == slab->count && dead == free &&
           slab->ready == free + slab->place_count - used;
}
