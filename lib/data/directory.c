/* directory.c - the chunk of a cell, by the number of the cell; see
 * directory.h.
 */
#include "data/directory.h"

#include "base/relocation.h"
#include "base/write.h"

#include <assert.h>

enum { FIRST_GROUPS = 4 }; /* a database of a few small tables has no more */

void ki_directory_init(struct directory *directory, struct memory *memory)
{
    assert(memory);
    *directory = (struct directory){.memory = memory};
}

void ki_directory_fini(struct directory *directory)
{
    assert(directory->shown.count <= directory->capacity);
    ki_memory_free_shown(directory->memory, directory->shown.chunks,
                         directory->capacity *
                             sizeof(*directory->shown.chunks));
    ki_directory_init(directory, directory->memory);
}

/* The block with room for so many groups, or as it is without memory. */
static bool resize_directory(struct directory *directory, size_t capacity)
{
    size_t bytes = sizeof(*directory->shown.chunks);
    void *resized;

    assert(capacity > 0 && capacity >= directory->shown.count);
    resized =
        ki_memory_resize_shown(directory->memory, directory->shown.chunks,
                               directory->capacity * bytes, capacity * bytes);
    if (!resized)
        return false;
    directory->shown.chunks = resized;
    directory->capacity = capacity;
    return true;
}

/* Whether so many free groups lie side by side; where, in `*first`. The first
 * that fit are taken, so that numbers stay low and the end is free for a
 * shrink. */
static bool find_free(const struct directory *directory, size_t groups,
                      size_t *first)
{
    size_t side_by_side = 0;

    assert(groups > 0);
    if (directory->free < groups)
        return false;
    for (size_t i = directory->lowest; i < directory->shown.count; i++) {
        side_by_side = directory->shown.chunks[i] ? 0 : side_by_side + 1;
        if (side_by_side == groups) {
            *first = i + 1 - groups;
            return true;
        }
    }
    return false;
}

bool ki_directory_reserve(struct directory *directory, size_t groups,
                          size_t *first)
{
    size_t needed = directory->shown.count + groups;
    size_t capacity = directory->capacity ? directory->capacity : FIRST_GROUPS;

    assert(directory->free <= directory->shown.count);
    if (find_free(directory, groups, first))
        return true;
    if (needed > GROUPS_MAX)
        return false;
    *first = directory->shown.count;
    while (capacity < needed)
        capacity *= 2;
    return capacity == directory->capacity ||
           resize_directory(directory, capacity);
}

void ki_directory_put(struct directory *directory, size_t first, size_t groups,
                      struct kith_chunk_ *chunk)
{
    struct kith_cells_ *shown = &directory->shown;

    assert(first <= shown->count);
    assert(first + groups <= directory->capacity);
    if (first == shown->count)
        shown->count += groups;
    else
        directory->free -= groups;
    for (size_t i = first; i < first + groups; i++)
        write_ptr((char *)&shown->chunks[i], (char *)chunk);
    /* It only becomes larger until something is given back. */
    while (directory->lowest < shown->count && shown->chunks[directory->lowest])
        directory->lowest++;
}

void ki_directory_remove(struct directory *directory, size_t first,
                         size_t groups)
{
    struct kith_cells_ *shown = &directory->shown;

    assert(groups > 0 && first + groups <= shown->count);
    assert(shown->chunks[first]);
    for (size_t i = first; i < first + groups; i++)
        write_ptr((char *)&shown->chunks[i], NULL);
    directory->free += groups;
    while (shown->count > 0 && !shown->chunks[shown->count - 1]) {
        shown->count--;
        directory->free--;
    }
    if (directory->lowest > first)
        directory->lowest = first;
    if (directory->lowest > shown->count)
        directory->lowest = shown->count;
}

void ki_directory_shrink(struct directory *directory)
{
    assert(directory->shown.count <= directory->capacity);
    if (directory->shown.count == 0)
        ki_directory_fini(directory);
    else if (directory->capacity > directory->shown.count)
        resize_directory(directory, directory->shown.count);
}

bool ki_directory_list_blocks(const struct directory *directory,
                              struct blocks *blocks)
{
    assert(directory->shown.count <= directory->capacity);
    return blocks_add_whole(
        blocks, directory->shown.chunks,
        directory->capacity * sizeof(*directory->shown.chunks), true);
}

void ki_directory_relocate(struct directory *directory,
                           const struct relocation *moved,
                           struct memory *memory)
{
    char *chunks = relocated(moved, directory->shown.chunks);

    directory->memory = memory;
    directory->shown.chunks = (void *)chunks;
    for (size_t i = 0; i < directory->shown.count; i++) {
        char *place = chunks + i * sizeof(*directory->shown.chunks);

        write_ptr(place, relocated(moved, directory->shown.chunks[i]));
    }
    assert(directory->shown.count <= directory->capacity);
}
