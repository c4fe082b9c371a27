/* directory.h - the chunk of a cell, by the number of the cell.
 *
 * Owns   the numbers of the cells of one database: which are in use, and in
 *        which chunk each of them lies.
 * Knows  of a chunk its address only; whether a row is in a cell, its head
 *        says.
 *
 *   number    | group, 24 bits | cell in the group, 8 bits |
 *   chunks    | chunk | chunk | NULL | chunk | ...            one a group
 *
 * A handle names a row by the number of its cell: 32 bits where an address has
 * 64, so that a count of lives fits beside it. 256 numbers are a group, and a
 * chunk has as many groups side by side as its cells need, so 8 bytes serve 256
 * cells. The last group of a chunk may have numbers without cells; a chunk says
 * itself how far its cells go.
 *
 * A chunk that is given back gives its groups back, and the next chunk, of
 * whatever table, may have them. No handle takes a row in it for an older one:
 * its cells begin with a generation above all that were given back (slab.h).
 */
#ifndef KI_DATA_DIRECTORY_H
#define KI_DATA_DIRECTORY_H

#include "base/blocks.h"

#include <kith/detail/inline.h>

#include <stdbool.h>

/* Numbers have 32 bits. */
enum { GROUP_CELLS = 256, GROUPS_MAX = 1 << 24 };

/* Always true: the last group has a chunk, where there is one; `free` groups
 * have none, all of them at or behind `lowest`. */
struct directory {
    struct kith_cells_ shown; /* first, for programs look at it */
    struct memory *memory;
    size_t capacity; /* of shown.chunks */
    size_t free, lowest;
};

/* No numbers yet; nothing is allocated. fini frees the directory; the chunks
 * are their slabs'. */
void ki_directory_init(struct directory *directory, struct memory *memory);
void ki_directory_fini(struct directory *directory);

/* The groups that a chunk of so many cells needs. */
static inline size_t directory_groups(size_t cell_count)
{
    return (cell_count + GROUP_CELLS - 1) / GROUP_CELLS;
}

/* Room for so many groups side by side, more than 0: `*first` is the first of
 * them. They are in use only when a chunk is put there. False without memory,
 * and when all numbers are in use; nothing is changed then. O(1), and a step
 * for each group where some were given back. */
bool ki_directory_reserve(struct directory *directory, size_t groups,
                          size_t *first);

/* The groups that were reserved last are those of a chunk from now on. Cannot
 * fail. O(groups). */
void ki_directory_put(struct directory *directory, size_t first, size_t groups,
                      struct kith_chunk_ *chunk);

/* A chunk is given back, and its groups are free. O(groups). */
void ki_directory_remove(struct directory *directory, size_t first,
                         size_t groups);

/* Give back what lies behind the last group in use. The allocator is called to
 * make a block smaller; what it refuses stays as it is. */
void ki_directory_shrink(struct directory *directory);

/* Add its block to a list, false without memory; and lead the pointers of a
 * copy to copies of chunks. O(1), O(groups). */
struct relocation;
bool ki_directory_list_blocks(const struct directory *directory,
                              struct blocks *blocks);
void ki_directory_relocate(struct directory *directory,
                           const struct relocation *moved,
                           struct memory *memory);

/* How many groups have a chunk. */
static inline size_t directory_used(const struct directory *directory)
{
    return directory->shown.count - directory->free;
}

#endif
