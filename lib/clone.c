/* clone.c - a second database with the contents of the first.
 *
 * Owns   the order in which blocks are copied and pointers in them led to the
 *        copies.
 * Knows  every part of a database, and which pointers are whose
 *        (*_relocate() of each).
 *
 *   blocks of the original   listed, once each
 *   blocks of the clone      as many, of the same bytes, copied
 *   pointers of the clone    each is as far from where it led as the copy of
 *                            that block is
 *
 * Public contract: kith/clone.h. No row is inserted and no key hashed: hashes
 * have the same seed, so entries of indexes keep their slots, and members their
 * places. So a clone is as large as its original, spare room included, and the
 * cost is that of copying bytes, with a few instructions for each pointer.
 */
#include "copies.h"

#include "base/relocation.h"
#include "db.h"

#include <kith/clone.h>

/* The clone in progress. */
struct cloning {
    const struct kith_db *original;
    struct kith_db *clone;
    struct blocks blocks; /* of the original */
    struct relocation moved;
};

static void *new_block_like(struct memory *memory, const struct block *block)
{
    return block->shown ? ki_memory_new_shown(memory, block->bytes)
                        : ki_memory_new(memory, block->bytes);
}

/* Say how far the bytes of a block have moved. Cells of a chunk of rows are
 * aligned by their address, so they may move by another distance than its
 * header. */
static bool place_copy(struct cloning *cloning, const struct block *block)
{
    struct block header = *block, cells = *block;

    if (block->row_align == 0)
        return ki_relocation_put(&cloning->moved, block, block->copy);
    header.bytes = ki_slab_cells_at(block->at);
    cells.at += header.bytes;
    cells.bytes -= header.bytes;
    return ki_relocation_put(&cloning->moved, &header, block->copy) &&
           ki_relocation_put(
               &cloning->moved, &cells,
               block->copy + ki_slab_cells_in(block->copy, block->row_align));
}

/* Copies of all blocks; false without memory. */
static bool copy_blocks(struct cloning *cloning)
{
    struct blocks *blocks = &cloning->blocks;

    if (!ki_db_list_blocks(cloning->original, blocks) ||
        !ki_relocation_init(&cloning->moved, blocks, blocks->memory))
        return false;
    for (size_t i = 0; i < blocks->list.count; i++) {
        struct block *block = &blocks->list.items[i];

        block->copy = new_block_like(&cloning->clone->memory, block);
        if (!block->copy || !place_copy(cloning, block))
            return false;
        ki_memory_touch(block->copy, block->bytes, block->used_bytes);
        if (!block->late)
            ki_block_write(block->copy, block->at, block->used_bytes);
    }
    return true;
}

/* Give the copies back that were made. */
static void free_copies(struct cloning *cloning)
{
    struct memory *memory = &cloning->clone->memory;

    for (size_t i = 0; i < cloning->blocks.list.count; i++) {
        struct block *block = &cloning->blocks.list.items[i];

        if (block->shown)
            ki_memory_free_shown(memory, block->copy, block->bytes);
        else
            ki_memory_free(memory, block->copy, block->bytes);
    }
}

/* --- Pointers ------------------------------------------------------------- */

/* Where programs find the tables. */
static void relocate_table_map(struct cloning *cloning)
{
    const struct relocation *moved = &cloning->moved;
    struct kith_entries_ *map = &cloning->clone->table_map;

    *map = cloning->original->table_map;
    map->entries = (void *)relocated(moved, map->entries);
    for (size_t at = 0; at <= map->mask; at += sizeof(struct kith_entry_)) {
        struct kith_entry_ *entry = table_entry(cloning->clone, at);

        entry->numbers = (void *)relocated(moved, entry->numbers);
        entry->hash = (void *)relocated(moved, entry->hash);
        entry->store = relocated(moved, entry->store);
    }
}

/* What belongs to no table first, for stores lead there. */
static void relocate_all(struct cloning *cloning)
{
    const struct kith_db *original = cloning->original;
    const struct relocation *moved = &cloning->moved;
    struct kith_db *clone = cloning->clone;

    relocate_table_map(cloning);
    clone->directory = original->directory;
    ki_directory_relocate(&clone->directory, moved, &clone->memory);
    clone->pool = original->pool;
    ki_pool_relocate(&clone->pool, moved, &clone->memory);
    clone->texts.count = original->texts.count;
    clone->no_contents = (void *)relocated(moved, original->no_contents);
    ki_contents_relocate_none(clone->no_contents, &clone->directory);
    clone->stores = (void *)relocated(moved, original->stores);
    clone->store_count = original->store_count;
    for (size_t i = 0; i < clone->store_count; i++)
        ki_store_relocate(&clone->stores[i], &original->stores[i], clone,
                          &clone->door, &clone->texts, &clone->directory,
                          moved);
}

/* --- The call ------------------------------------------------------------- */

/* A database like the original, but for its blocks; NULL without memory. */
static struct kith_db *new_clone(const struct kith_db *original)
{
    struct kith_db *clone = ki_db_new(&original->memory.hooks);

    if (!clone)
        return NULL;
    clone->user = original->user;
    clone->hash_seed = original->hash_seed;
    clone->now = original->now;
    clone->random = original->random;
    clone->random_state = original->random_state;
    clone->keep_deleted = original->keep_deleted;
    clone->check_writes = original->check_writes;
    clone->count_work = original->count_work;
    clone->clone_row = original->clone_row;
    ki_db_use_catalog(clone, ki_catalog_share(original->catalog),
                      original->counts_catalog);
    return clone;
}

/* Let the program mend what it has in rows, which may be read meanwhile, not
 * written by calls. The members of a copy it may write, so a test build that
 * keeps rows read-only lets that through (base/write.h). Both tables have their
 * rows in the same order. */
static void call_clone_row(const struct kith_db *original,
                           struct kith_db *clone)
{
    if (READ_ONLY)
        ki_region_close(0);
    for (size_t i = 0; i < clone->store_count; i++) {
        const struct slab *from = original->stores[i].slab;
        char *copy = NULL, *row = NULL;

        while ((row = ki_slab_next(from, row))) {
            copy = ki_slab_next(clone->stores[i].slab, copy);
            clone->clone_row(copy, row);
        }
    }
}

/* A clone that is without memory is closed as a database without parts. */
static kith_db *clone_all(struct cloning *cloning)
{
    struct kith_db *clone = cloning->clone;
    bool copied;

    ki_db_watch_none(cloning->original);
    copied = copy_blocks(cloning);
    if (copied)
        relocate_all(cloning);
    ki_db_watch_dead(cloning->original);
    if (copied) {
        ki_db_watch_dead(clone);
        ki_memory_limit(&clone->memory, cloning->original->memory.limit);
    } else {
        free_copies(cloning);
        kith_close(clone);
    }
    ki_relocation_fini(&cloning->moved);
    blocks_fini(&cloning->blocks);
    return copied ? clone : NULL;
}

kith_db *kith_clone(kith_db *db)
{
    struct cloning cloning = {.original = db};
    struct memory work;

    if (!db || ki_db_require_rest(db, __func__) != KITH_OK)
        return NULL;
    ki_memory_init(&work, &db->memory.hooks);
    cloning.clone = new_clone(db);
    cloning.blocks.memory = cloning.moved.memory = &work;
    if (cloning.clone)
        cloning.clone = clone_all(&cloning);
    assert(work.bytes == 0);
    if (!cloning.clone) {
        ki_error_memory(&db->error);
    } else if (db->clone_row) {
        door_close(db);
        door_close(cloning.clone);
        call_clone_row(db, cloning.clone);
        door_open(cloning.clone);
        door_open(db);
    }
    return cloning.clone;
}
