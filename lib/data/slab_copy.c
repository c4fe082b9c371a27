/* slab_copy.c - copies of all rows of a table: blocks, pointers, what is hidden
 * from sanitizers, and how many lives cells have had. See slab.h.
 */
#include "data/slab.h"

#include "base/relocation.h"

/* Of a chunk, that are copied at once: a part of the second level of a cache,
 * so that the pointers in them are still there. */
enum { COPY_STEP_BYTES = 64 << 10 };

/* Cells that were never handed out hold nothing, and have no head yet. */
static struct block block_of(const struct slab *slab, struct chunk *chunk)
{
    size_t used = (size_t)(chunk->begins.fresh - (char *)chunk) - HEAD_BYTES;

    assert(used >= sizeof(*chunk));
    return (struct block){.at = (char *)chunk,
                          .bytes = chunk->bytes,
                          .used_bytes = used,
                          .shown = true,
                          .late = true,
                          .row_align = slab->row_align};
}

bool ki_slab_list_blocks(const struct slab *slab, struct blocks *blocks)
{
    for (struct chunk *chunk = slab->oldest; chunk; chunk = chunk->next) {
        if (!blocks_add(blocks, block_of(slab, chunk)))
            return false;
    }
    return true;
}

/* --- Lives ---------------------------------------------------------------- */

/* Whether a cell has had another row since its chunk was copied. A generation
 * is as far behind the beginning of the copy as behind that of the chunk, and
 * cells from `fresh` of the copy on had no row yet. */
static bool has_lived(const struct chunk *chunk, const char *copy,
                      const char *row)
{
    struct chunk then;
    size_t place = (size_t)(row - (const char *)chunk);

    if (!copy)
        return true;
    memcpy(&then, copy, sizeof(then));
    return row >= then.begins.fresh ||
           row_generation(copy + place) != row_generation(row);
}

uint32_t ki_slab_lives_since(const struct slab *slab, const struct chunk *chunk,
                             const char *copy, bool all)
{
    uint32_t highest = 0;

    assert(chunk->begins.stride_bytes == slab->stride_bytes);
    for (const char *row = chunk->first; row < chunk->begins.fresh;
         row += slab->stride_bytes) {
        if (row_generation(row) > highest &&
            (all || has_lived(chunk, copy, row)))
            highest = row_generation(row);
    }
    return highest;
}

void ki_slab_end_since(const struct slab *slab, const struct chunk *chunk,
                       const char *copy)
{
    assert(chunk->begins.stride_bytes == slab->stride_bytes);
    for (char *row = chunk->first; row < chunk->begins.fresh;
         row += slab->stride_bytes) {
        if (row_is_live(row) && has_lived(chunk, copy, row))
            write_u32(row + GENERATION, row_generation(row) + (LIFE - 1));
    }
}

/* --- Pointers ------------------------------------------------------------- */

static struct chunk *relocated_chunk(const struct chunk *chunk,
                                     const struct relocation *moved)
{
    return (struct chunk *)(void *)relocated(moved, (const char *)chunk);
}

size_t ki_slab_cells_at(const char *chunk)
{
    struct chunk header;

    memcpy(&header, chunk, sizeof(header));
    return (size_t)(header.first - chunk) - HEAD_BYTES;
}

/* All cells of a chunk have moved by one distance. It is added and not looked
 * up, for an end may lie in no block. */
struct chunk *ki_slab_copy_header(const struct chunk *old,
                                  const struct kith_chunk_ *begins,
                                  const struct relocation *moved)
{
    struct chunk *chunk = relocated_chunk(old, moved);
    struct chunk *to = chunk_writable(chunk);
    uintptr_t distance = relocation_distance(moved, (uintptr_t)old->first);

    *to = *old;
    to->begins.store = begins->store;
    to->begins.door = begins->door;
    to->begins.numbered_from += distance;
    to->begins.fresh += distance;
    to->first += distance;
    to->end += distance;
    if (old->free)
        to->free += distance;
    to->next = relocated_chunk(old->next, moved);
    if (old->level < SLAB_LISTS) { /* else they may lead anywhere */
        to->before = relocated_chunk(old->before, moved);
        to->behind = relocated_chunk(old->behind, moved);
    }
    assert(chunk->end <= (char *)chunk + chunk->bytes);
    return chunk;
}

/* Heads lead back to the header of the chunk, from which cells may be another
 * distance away. */
static void mend_heads(const struct chunk *chunk, char *from, const char *to)
{
    for (char *row = from; row < to; row += chunk->begins.stride_bytes) {
        size_t units = (size_t)(row - (const char *)chunk) / DISTANCE_UNIT;

        assert(units <= DISTANCE_MAX);
        write_u32(row + DISTANCE,
                  (load_u32(row + DISTANCE) & ~DISTANCE_MAX) | (uint32_t)units);
    }
}

/* With the head of each, which lies before it. */
char *ki_slab_copy_cells(const struct chunk *chunk, const char *old, char *from)
{
    size_t stride = chunk->begins.stride_bytes;
    size_t cells = (size_t)(chunk->begins.fresh - from) / stride;
    size_t step = COPY_STEP_BYTES / stride + 1;

    assert(from >= chunk->first && from < chunk->begins.fresh);
    if (cells > step)
        cells = step;
    ki_block_write(from - HEAD_BYTES, old - HEAD_BYTES, cells * stride);
    if (row_chunk(from) != (const char *)chunk)
        mend_heads(chunk, from, from + cells * stride);
    return from + cells * stride;
}

void ki_slab_relocate_free(const struct chunk *chunk, uintptr_t distance)
{
    for (char *cell = chunk->free, *next; cell; cell = next) {
        assert(cell >= chunk->first && cell < chunk->begins.fresh);
        next = load_ptr(cell);
        if (next)
            next += distance;
        write_ptr(cell, next);
    }
}

void ki_slab_relocate(struct slab *slab, const struct relocation *moved,
                      struct directory *directory)
{
    assert(!slab->oldest == !slab->newest && slab->retired == 0);
    slab->directory = directory;
    slab->filling = relocated_chunk(slab->filling, moved);
    slab->oldest = relocated_chunk(slab->oldest, moved);
    slab->newest = relocated_chunk(slab->newest, moved);
    slab->unused = relocated_chunk(slab->unused, moved);
    for (size_t level = 0; level < SLAB_LISTS; level++)
        slab->lists[level] = relocated_chunk(slab->lists[level], moved);
}

/* --- Sanitizers ----------------------------------------------------------- */

void ki_slab_watch_none(const struct slab *slab)
{
    if (!slab->watched)
        return;
    for (struct chunk *chunk = slab->oldest; chunk; chunk = chunk->next)
        ki_watch_allow(chunk->first, (size_t)(chunk->end - chunk->first));
}

void ki_slab_watch_dead(const struct slab *slab)
{
    if (!slab->watched)
        return;
    for (struct chunk *chunk = slab->oldest; chunk; chunk = chunk->next) {
        for (char *row = chunk->first; row < chunk->begins.fresh;
             row += slab->stride_bytes) {
            if (!row_is_live(row))
                ki_watch_forbid(row, cell_bytes(slab));
        }
    }
}
