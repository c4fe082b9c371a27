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

    assert(table);
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

/* Rows side by side that were just copied, each so far from its original. The
 * texts of rows that came one after the other mostly lie side by side too. */
struct span_of_rows {
    char *from, *to;
    uintptr_t distance;
    struct relocation_near *texts;
};

/* Every pointer of the engine in a row; members of the user stay as they
 * are. */
static void relocate_row(const struct table *table, char *row,
                         const struct span_of_rows *rows,
                         const struct relocation *moved)
{
    assert(row_is_live(row));
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        char *parent = row + table->foreign_keys[i].reference;

        write_ptr(parent, relocated(moved, load_ptr(parent)));
    }
    for (size_t i = 0; i < table->child_count; i++)
        children_relocate(table->children[i], row, rows->distance, moved);
    for (size_t i = 0; i < table->text_count; i++) {
        char *text = row + table->texts[i]->offset;

        write_ptr(text, relocated_near(moved, load_ptr(text), rows->texts));
    }
}

/* Fetch the slots of a row to come, whose pointer was not led to the copy yet:
 * two cache lines, as many as ten members take. */
static void fetch_slots(const struct table *table, const char *row,
                        const struct relocation *moved)
{
    for (size_t i = 0; i < table->child_count; i++) {
        const char *list = row + table->children[i]->list, *slots;

        if (table->children[i]->one_to_one ||
            load_u32(list + LIST_SLOT_COUNT) <= LIST_INLINE_COUNT)
            continue;
        slots = relocated(moved, load_ptr(list + LIST_SLOTS));
        prefetch(slots);
        prefetch(slots + 8 * SLOT_BYTES);
    }
}

/* Rows that were just copied. */
static void relocate_rows(const struct table *table, size_t stride,
                          const struct span_of_rows *rows,
                          const struct relocation *moved)
{
    assert(rows->from < rows->to);
    for (char *row = rows->from; row < rows->to; row += stride) {
        char *ahead = row + COPY_AHEAD * stride;

        if (table->child_count > 0 && ahead < rows->to && row_is_live(ahead))
            fetch_slots(table, ahead, moved);
        if (row_is_live(row))
            relocate_row(table, row, rows, moved);
    }
}

/* Of rows that are linked with none, and have no text, nothing is to be done
 * but copying. */
static void copy_chunk(const struct table *table, const struct chunk *old,
                       const struct kith_chunk_ *begins,
                       const struct relocation *moved)
{
    struct chunk *chunk = ki_slab_copy_header(old, begins, moved);
    uintptr_t distance = (uintptr_t)chunk->first - (uintptr_t)old->first;
    bool has_pointers =
        table->foreign_key_count + table->child_count + table->text_count > 0;
    struct relocation_near texts = {0};
    struct span_of_rows rows = {
        .to = chunk->first, .distance = distance, .texts = &texts};

    while (rows.to < chunk->begins.fresh) {
        rows.from = rows.to;
        rows.to = ki_slab_copy_cells(chunk, rows.from - distance, rows.from);
        if (has_pointers)
            relocate_rows(table, chunk->begins.stride_bytes, &rows, moved);
    }
    ki_slab_relocate_free(chunk, distance);
}

void ki_store_relocate(struct store *store, const struct store *original,
                       void *owner, const uint32_t *door, struct texts *texts,
                       struct directory *directory,
                       const struct relocation *moved)
{
    struct kith_chunk_ begins = {.store = store, .door = door};
    struct pool *pool = texts->pool;

    assert(store->table == original->table && store != original);
    store->owner = owner;
    store->door = door;
    store->texts = texts;
    store->entry = (void *)relocated(moved, original->entry);
    store->slab = (void *)relocated(moved, original->slab);
    store->indexes = (void *)relocated(moved, original->indexes);
    if (!store_has_contents(store))
        return;
    ki_slab_relocate(store->slab, moved, directory);
    for (size_t i = 0; i < store->table->key_count; i++)
        ki_index_relocate(&store->indexes[i], moved, directory, pool);
    for (const struct chunk *old = original->slab->oldest; old; old = old->next)
        copy_chunk(store->table, old, &begins, moved);
}

/* Its indexes hold nothing, and their slots are those that all empty ones
 * share. */
void ki_contents_relocate_none(struct contents *none,
                               struct directory *directory)
{
    assert(none->slab.count == 0 && none->slab.row_bytes == 0);
    none->slab.directory = directory;
}
