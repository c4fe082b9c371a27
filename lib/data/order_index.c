/* order_index.c - an ordered index behind the door; see order_index.h. */
#include "data/order_index.h"

#include "base/relocation.h"

void ki_order_index_init(struct order_index *index, const struct key *key,
                         const struct directory *directory, struct pool *pool,
                         uint64_t seed)
{
    assert(key->ordered);
    *index = (struct order_index){.directory = directory, .pool = pool};
    ki_hash_index_init(&index->hash, key, pool->memory, seed, true);
    index->hash.ordered = true;
    index->hash.exact = false; /* no row is found by a hash */
}

void ki_order_index_fini(struct order_index *index)
{
    struct order_tree *tree = index->tree;

    assert(index->hash.count == 0);
    if (!tree)
        return;
    ki_order_tree_fini(tree);
    ki_memory_free(index->pool->memory, tree, sizeof(*tree));
    index->tree = NULL;
}

/* The bytes of a text or blob, with a NUL; 0 where there is none. */
static size_t text_bytes(const struct column *column, const char *row)
{
    assert(column->bytes > 0);
    return is_block(column) && load_ptr(row + column->offset)
               ? ki_block_bytes(column, row) + 1
               : 0;
}

/* --- Writing -------------------------------------------------------------- */

static bool make_tree(struct order_index *index)
{
    struct order_tree *tree = ki_memory_new(index->pool->memory, sizeof(*tree));

    assert(!index->tree);
    if (!tree)
        return false;
    ki_order_tree_init(tree, index->hash.key, index->hash.key->place_offset,
                       index->directory, index->pool);
    index->tree = tree;
    return true;
}

bool ki_order_index_reserve(struct order_index *index, size_t extra)
{
    assert(index->hash.ordered);
    return (index->tree || make_tree(index)) &&
           ki_order_tree_reserve(index->tree, extra);
}

void ki_order_index_unreserve(struct order_index *index, size_t extra)
{
    assert(index->tree);
    ki_order_tree_unreserve(index->tree, extra);
}

void ki_order_index_put(struct order_index *index, char *row, const char *after)
{
    assert(index->tree);
    ki_order_tree_put(index->tree, row, after);
}

/* Cursors that stand behind a row keep what it shows. */
KI_COLD static void keep_images(const struct order_index *index,
                                const char *row)
{
    const struct key *key = index->hash.key;

    for (struct order_walk *walk = index->walks; walk; walk = walk->next) {
        size_t bytes = 0;

        if (walk->row != row)
            continue;
        assert(!walk->imaged);
        memcpy(walk->image, row, order_walk_bytes(index));
        for (size_t i = 0; i < key->column_count; i++) {
            size_t offset = key->columns[i]->offset;

            if (!is_block(key->columns[i]) || !load_ptr(row + offset))
                continue;
            store_ptr(walk->image + offset, walk->texts.items + bytes);
            bytes += text_bytes(key->columns[i], row);
        }
        walk->row = NULL;
        walk->imaged = true;
    }
}

void ki_order_index_take(struct order_index *index, const char *row)
{
    assert(index->tree);
    if (index->walks)
        keep_images(index, row);
    ki_order_tree_take(index->tree, row);
}

void ki_order_index_untake(struct order_index *index, char *row, uint64_t stamp)
{
    assert(index->tree && stamp > 0);
    write_u64(row + index->hash.key->place_offset, stamp);
    ki_order_tree_untake(index->tree, row);
}

void ki_order_index_tidy(struct order_index *index)
{
    assert(index->hash.ordered);
    if (index->tree)
        ki_order_tree_tidy(index->tree);
}

/* --- Cursors -------------------------------------------------------------- */

void ki_order_index_walk(struct order_index *index, struct order_walk *walk)
{
    assert(walk->image);
    walk->next = index->walks;
    walk->link = &index->walks;
    if (walk->next)
        walk->next->link = &walk->next;
    index->walks = walk;
}

void ki_order_index_unwalk(struct order_walk *walk)
{
    assert(*walk->link == walk);
    *walk->link = walk->next;
    if (walk->next)
        walk->next->link = walk->link;
}

bool ki_order_walk_to(const struct order_index *index, struct order_walk *walk,
                      const char *row, struct memory *memory)
{
    const struct key *key = index->hash.key;
    size_t bytes = 0;

    assert(row && index->tree);
    for (size_t i = 0; i < key->column_count; i++)
        bytes += text_bytes(key->columns[i], row);
    walk->texts.count = 0;
    if (!ki_vec_reserve(memory, &walk->texts, bytes))
        return false;
    for (size_t i = 0; i < key->column_count && bytes > 0; i++) {
        size_t part = text_bytes(key->columns[i], row);

        if (part > 0)
            memcpy(walk->texts.items + walk->texts.count,
                   load_ptr(row + key->columns[i]->offset), part);
        walk->texts.count += part;
    }
    walk->row = row;
    walk->imaged = false;
    return true;
}

/* --- As a whole ----------------------------------------------------------- */

void ki_order_index_shrink(struct order_index *index)
{
    assert(index->hash.ordered);
    if (!index->tree)
        return;
    ki_order_tree_shrink(index->tree);
    if (ki_order_tree_count(index->tree) == 0)
        ki_order_index_fini(index);
}

char *ki_order_index_find(const struct order_index *index,
                          const void *const *values)
{
    const struct order_tree *tree = index->tree;
    struct order_seek seek = {.side = ORDER_BEFORE};
    struct order_place place;
    char *row;

    assert(index->hash.ordered);
    if (!tree)
        return NULL;
    seek.sort =
        ki_sort_values(index->hash.key, values, index->hash.key->column_count);
    place = ki_order_tree_seek(tree, &seek).place;
    row = ki_order_tree_next(tree, &place);
    return row && ki_sort_compare(&seek.sort, row) == 0 ? row : NULL;
}

size_t ki_order_index_bytes(const struct order_index *index)
{
    assert(index->hash.ordered);
    return index->tree ? ki_order_tree_bytes(index->tree) : 0;
}

bool ki_order_index_verify(const struct order_index *index, size_t rows)
{
    assert(index->hash.ordered);
    return index->hash.count == 0 &&
           (index->tree ? ki_order_tree_verify(index->tree, rows) : rows == 0);
}

bool ki_order_index_holds(const struct order_index *index, const char *row)
{
    assert(!key_is_null(index->hash.key, row));
    return index->tree && ki_order_tree_holds(index->tree, row);
}

/* --- Copies --------------------------------------------------------------- */

bool ki_order_index_list_blocks(const struct order_index *index,
                                struct blocks *blocks)
{
    assert(index->hash.ordered);
    return !index->tree || (blocks_add_whole(blocks, index->tree,
                                             sizeof(*index->tree), false) &&
                            ki_order_tree_list_blocks(index->tree, blocks));
}

void ki_order_index_relocate(struct order_index *index,
                             const struct relocation *moved,
                             const struct directory *directory,
                             struct pool *pool)
{
    assert(index->hash.ordered);
    ki_hash_index_relocate(&index->hash, moved, pool->memory);
    index->directory = directory;
    index->pool = pool;
    index->walks = NULL;
    index->tree = (void *)relocated(moved, index->tree);
    if (index->tree)
        ki_order_tree_relocate(index->tree, moved, directory, pool);
}
