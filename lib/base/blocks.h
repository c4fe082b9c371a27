/* blocks.h - the blocks of memory that a database is made of, to copy them.
 *
 * Owns   a list of them, each once.
 * Knows  nothing of what they hold. Who has blocks lists them itself.
 *
 * Copies of a whole database (clone.c, snapshot.c) copy bytes and not rows. A
 * block is what the allocator gave in one piece: a chunk of rows or of small
 * pieces, the slots of an index, a long list. Of a chunk in which nothing lies
 * behind some byte only those before it are copied.
 */
#ifndef KI_BASE_BLOCKS_H
#define KI_BASE_BLOCKS_H

#include "base/ptr_map.h"
#include "base/vec.h"

#include <stddef.h>

struct block {
    char *at;
    size_t bytes;      /* as the allocator was asked for */
    size_t used_bytes; /* of them, from the first on, that hold something */
    bool shown;        /* of memory that a database shows (memory.h) */
    bool late; /* a clone copies it where the pointers in it are mended, so that
                  it passes through the cache once */
    uint32_t row_align; /* of a chunk of rows; else 0 */
    char *copy;        /* as large, or NULL */
};

struct blocks {
    KI_VEC(struct block) list;
    struct ptr_map shared; /* those that several owners list, so that they are
                              met once */
    struct memory *memory; /* of the list itself */
};

static inline void blocks_fini(struct blocks *blocks)
{
    ki_vec_fini(blocks->memory, &blocks->list);
    ki_ptr_map_fini(&blocks->shared, blocks->memory);
}

/* The bytes of the list itself. */
static inline size_t blocks_bytes(const struct blocks *blocks)
{
    return blocks->list.capacity * sizeof(*blocks->list.items) +
           blocks->shared.capacity * sizeof(*blocks->shared.entries);
}

/* One more block, which is not in the list yet; nothing for NULL, which stands
 * for no block. False without memory. O(1), amortized. */
static inline bool blocks_add(struct blocks *blocks, struct block block)
{
    if (!block.at)
        return true;
    if (!ki_vec_reserve(blocks->memory, &blocks->list, 1))
        return false;
    blocks->list.items[blocks->list.count++] = block;
    return true;
}

/* The same for a block all of whose bytes hold something, and for one that a
 * clone copies late. */
static inline bool blocks_add_whole(struct blocks *blocks, const void *at,
                                    size_t bytes, bool shown)
{
    return blocks_add(blocks, (struct block){.at = (char *)(uintptr_t)at,
                                             .bytes = bytes,
                                             .used_bytes = bytes,
                                             .shown = shown});
}

static inline bool blocks_add_late(struct blocks *blocks, const void *at,
                                   size_t bytes)
{
    return blocks_add(blocks, (struct block){.at = (char *)(uintptr_t)at,
                                             .bytes = bytes,
                                             .used_bytes = bytes,
                                             .shown = true,
                                             .late = true});
}

/* Copy the bytes of a block, or back. Both addresses are those at which the
 * memory is read. O(bytes). */
void ki_block_write(char *to, const char *from, size_t bytes);

/* The same for one that others may list too: it is added once. */
static inline bool blocks_add_shared(struct blocks *blocks, const void *at,
                                     size_t bytes, bool shown)
{
    if (ki_ptr_map_find(&blocks->shared, at))
        return true;
    if (!ki_ptr_map_reserve(&blocks->shared, blocks->memory) ||
        !blocks_add_whole(blocks, at, bytes, shown))
        return false;
    ki_ptr_map_put(&blocks->shared, at, 0);
    return true;
}

#endif
