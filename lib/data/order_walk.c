/* order_walk.c - reading an ordered tree, and its proof; see order_tree.h. */
#include "data/order_tree.h"

size_t ki_order_tree_count(const struct order_tree *tree)
{
    assert(!tree->root == !tree->first);
    return tree->root ? ki_page_rows(tree->root) : 0;
}

struct order_spot ki_order_tree_seek(const struct order_tree *tree,
                                     const struct order_seek *seek)
{
    struct order_page *page = tree->root;
    struct order_spot spot = {.rank = 0};

    assert(seek->sort.key == tree->rows.key);
    if (!page)
        return spot;
    while (page->height > 0) {
        uint32_t place = ki_branch_place(&tree->rows, page, seek);
        struct order_page *child = page_child(page, place);

        spot.rank += branch_rows(page, place);
        page = child;
    }
    spot.place.leaf = page;
    spot.place.at = ki_leaf_place(&tree->rows, page, seek);
    spot.rank += spot.place.at;
    return spot;
}

/* Rows that are alike are mostly in one leaf or two. */
size_t ki_order_tree_end_of(const struct order_tree *tree,
                            const struct sort_values *sort,
                            const struct order_spot *begin)
{
    const struct order_seek seek = {.sort = *sort, .side = ORDER_BEHIND};
    const struct order_page *leaf = begin->place.leaf;
    size_t rank = begin->rank - begin->place.at;

    assert(sort->key == tree->rows.key);
    for (int tried = 0; leaf && tried < 2; tried++) {
        uint32_t at = ki_leaf_place(&tree->rows, leaf, &seek);

        if (at < leaf->count)
            return rank + at;
        rank += leaf->count;
        leaf = leaf->behind;
    }
    return leaf ? ki_order_tree_seek(tree, &seek).rank : rank;
}

struct order_place ki_order_tree_at(const struct order_tree *tree, size_t n)
{
    struct order_page *page = tree->root;

    assert(n <= ki_order_tree_count(tree));
    if (n == ki_order_tree_count(tree)) /* no child has the end within */
        return (struct order_place){.leaf = tree->last,
                                    .at = tree->last ? tree->last->count : 0};
    while (page->height > 0) {
        uint32_t place = 0;

        while (n >= page->counts[place])
            n -= page->counts[place++];
        page = page_child(page, place);
    }
    return (struct order_place){.leaf = page, .at = (uint32_t)n};
}

char *ki_order_tree_next(const struct order_tree *tree,
                         struct order_place *place)
{
    while (place->leaf && place->at == place->leaf->count)
        *place = (struct order_place){.leaf = place->leaf->behind};
    assert(!place->leaf || place->at < place->leaf->count);
    return place->leaf
               ? order_row(&tree->rows, place->leaf->numbers[place->at++])
               : NULL;
}

void ki_order_tree_read(const struct order_tree *tree,
                        struct order_place *place, char *rows, size_t count)
{
    assert(count == 0 || place->leaf);
    while (count > 0) {
        const struct order_page *leaf = place->leaf;
        uint32_t left = leaf->count - place->at;
        uint32_t end = place->at + (count < left ? (uint32_t)count : left);

        count -= end - place->at;
        for (; place->at < end; place->at++) {
            char *row = order_row(&tree->rows, leaf->numbers[place->at]);

            prefetch(row);
            store_ptr(rows, row);
            rows += sizeof(row);
        }
        if (count > 0)
            *place = (struct order_place){.leaf = leaf->behind};
    }
}

char *ki_order_tree_before(const struct order_tree *tree,
                           struct order_place *place)
{
    while (place->leaf && place->at == 0) {
        place->leaf = place->leaf->before;
        place->at = place->leaf ? place->leaf->count : 0;
    }
    assert(!place->leaf || place->at <= place->leaf->count);
    return place->leaf
               ? order_row(&tree->rows, place->leaf->numbers[--place->at])
               : NULL;
}

bool ki_order_tree_holds(const struct order_tree *tree, const char *row)
{
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek = ki_order_seek_row(&tree->rows, row, values);
    struct order_place place = ki_order_tree_seek(tree, &seek).place;

    return ki_order_tree_next(tree, &place) == row;
}

size_t ki_order_tree_bytes(const struct order_tree *tree)
{
    size_t pages = tree->leaf_count + tree->branch_count + tree->spare_count;

    assert(tree->pool);
    return pages * ki_pool_piece_bytes(sizeof(struct order_page));
}

/* --- Proof ---------------------------------------------------------------- */

/* Each entry is behind the one before, by key and stamp. */
KI_COLD static bool rows_are_in_order(const struct order_tree *tree,
                                      size_t *rows)
{
    struct order_place place = {.leaf = tree->first};
    const void *values[KEY_COLUMNS_MAX];
    const char *before = NULL, *row;

    assert(tree->rows.stamp_at > 0);
    for (*rows = 0; (row = ki_order_tree_next(tree, &place)); ++*rows) {
        struct order_seek seek = ki_order_seek_row(&tree->rows, row, values);

        if (!row_is_live(row) || key_is_null(tree->rows.key, row) ||
            (before && ki_order_of_row(&tree->rows, &seek, before) >= 0))
            return false;
        before = row;
    }
    return true;
}

/* A page and what its parent says of it. */
KI_COLD static bool page_is_whole(const struct order_page *page)
{
    const struct order_page *branch = page->parent;
    uint32_t place = 0;

    assert(page->parent != page);
    if (page->dropped ||
        page->count >
            (page->height == 0 ? (int)LEAF_ENTRIES : (int)BRANCH_CHILDREN))
        return false;
    if (!branch)
        return true;
    while (place < branch->count && branch->children[place] != page)
        place++;
    return place < branch->count && branch->height == page->height + 1 &&
           branch->counts[place] == ki_page_rows(page);
}

KI_COLD static bool pages_are_whole(const struct order_tree *tree)
{
    const struct order_page *last = NULL;
    size_t leaves = 0, branches = 0;

    assert(tree->pool);
    for (const struct order_page *page = tree->root; page;
         page = ki_page_behind(page)) {
        if (!page_is_whole(page) || !ki_page_agrees(&tree->rows, page))
            return false;
        branches += page->height > 0;
        if (page->height > 0)
            continue;
        if (page->before != last || (last ? last->behind : tree->first) != page)
            return false;
        last = page;
        leaves++;
    }
    return tree->last == last && leaves == tree->leaf_count &&
           branches == tree->branch_count;
}

bool ki_order_tree_verify(const struct order_tree *tree, size_t rows)
{
    size_t found;

    assert(tree->rows.key);
    return tree->reserved == 0 && pages_are_whole(tree) &&
           rows_are_in_order(tree, &found) && found == rows &&
           ki_order_tree_count(tree) == rows;
}
