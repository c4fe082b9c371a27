/* store_copy.c - copies of a table: its blocks, and all pointers in its rows.
 * See store.h.
 */
#include "data/store.h"

#include "base/relocation.h"

/* What a row owns outside itself. */
static bool list_row(const struct table *table, char *row,
                     struct blocks *blocks)
{
    assert(row_is_live(row));
    for (size_t i = 0; i < table->child_count; i++) {
        if (!children_list_blocks(table->children[i], row, blocks))
            return false;
    }
    for (size_t i = 0; i < table->text_count; i++) {
        if (!ki_text_list_blocks(load_ptr(row + table->texts[i]->offset),
                                 blocks))
            return false;
    }
    return true;
}

/* Rows are walked only where some row of the database owns a piece that has a
 * block of its own. */
bool ki_store_list_blocks(const struct store *store, struct blocks *blocks)
{
    const struct table *table = store->table;
    char *row = NULL;

    if (!store_has_contents(store))
        return true;
    if (!blocks_add_whole(blocks, store->slab,
                          ki_contents_bytes(table->key_count), false) ||
        !ki_slab_list_blocks(store->slab, blocks))
        return false;
    for (size_t i = 0; i < table->key_count; i++) {
        if (!ki_index_list_blocks(&store->indexes[i], blocks))
            return false;
    }
    while (store->texts->pool->large_bytes > 0 &&
           table->text_count + table->child_count > 0 &&
           (row = ki_slab_next(store->slab, row))) {
        if (!list_row(table, row, blocks))
            return false;
    }
    return true;
}

/* --- Pointers ------------------------------------------------------------- */

static void relocate_at(char *place, const struct relocation *moved)
{
    write_ptr(place, relocated(moved, load_ptr(place)));
}

/* Every pointer of the engine in a row; members of the user stay as they
 * are. */
static void relocate_row(const struct table *table, char *row,
                         uintptr_t distance, const struct relocation *moved)
{
    for (size_t i = 0; i < table->foreign_key_count; i++)
        relocate_at(row + table->foreign_keys[i].reference, moved);
    for (size_t i = 0; i < table->child_count; i++)
        children_relocate(table->children[i], row, distance, moved);
    for (size_t i = 0; i < table->text_count; i++)
        relocate_at(row + table->texts[i]->offset, moved);
}

/* Of rows that are linked with none, and have no text, nothing is to be done.
 * The copy of a row is as far from the original as the chunk is. */
static void relocate_rows(struct store *store, const struct slab *original,
                          const struct relocation *moved)
{
    const struct table *table = store->table;
    const struct chunk *old = original->oldest;

    if (table->foreign_key_count + table->child_count + table->text_count == 0)
        return;
    for (const struct chunk *chunk = store->slab->oldest; chunk;
         chunk = chunk->next, old = old->next) {
        uintptr_t distance = (uintptr_t)chunk - (uintptr_t)old;

        for (char *row = chunk->first; row < chunk->begins.fresh;
             row += store->slab->stride_bytes) {
            if (row_is_live(row))
                relocate_row(table, row, distance, moved);
        }
    }
    assert(!old);
}

void ki_store_relocate(struct store *store, const struct store *original,
                       void *owner, const uint32_t *door, struct texts *texts,
                       struct directory *directory,
                       const struct relocation *moved)
{
    struct pool *pool = texts->pool;

    store->owner = owner;
    store->door = door;
    store->texts = texts;
    store->entry = (void *)relocated(moved, original->entry);
    store->slab = (void *)relocated(moved, original->slab);
    store->indexes = (void *)relocated(moved, original->indexes);
    if (!store_has_contents(store))
        return;
    ki_slab_relocate(store->slab, moved,
                     &(struct kith_chunk_){.store = store, .door = door},
                     directory);
    for (size_t i = 0; i < store->table->key_count; i++)
        ki_index_relocate(&store->indexes[i], moved, pool);
    relocate_rows(store, original->slab, moved);
}

/* Its indexes hold nothing, and their slots are those that all empty ones
 * share. */
void ki_contents_relocate_none(struct contents *none,
                               struct directory *directory)
{
    assert(none->slab.count == 0 && none->slab.row_bytes == 0);
    none->slab.directory = directory;
}
