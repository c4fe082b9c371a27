/* order_whole.c - an ordered index as a whole: filled again, and copied; see
 * order_tree.h.
 */
#include "data/order_tree.h"

#include "base/relocation.h"

/* --- Shrinking ------------------------------------------------------------ */

/* All branches become spare, from the last child upwards. Leaves are still in
 * their order. */
KI_COLD static void drop_branches(struct order_tree *tree)
{
    struct order_page *page = tree->root;

    assert(tree->root && !tree->thin);
    while (page) {
        struct order_page *parent = page->parent;

        if (page->height > 1 && page->count > 0) {
            page_writable(page)->count--;
            page = page->children[page->count];
            continue;
        }
        if (page->height > 0)
            ki_order_tree_drop(tree, page);
        page = parent;
    }
}

/* Entries move towards the first leaf, never past one that was not read yet,
 * and the leaves behind the last of them are spare. */
KI_COLD static void fill_leaves(struct order_tree *tree)
{
    struct order_page *to = tree->first, *from = tree->first;
    uint32_t filled = 0;

    assert(tree->first && !tree->thin);
    while (from) {
        struct order_page *behind = from->behind;
        uint32_t count = from->count;

        for (uint32_t i = 0; i < count; i++) {
            if (filled == LEAF_ENTRIES) {
                page_writable(to)->count = LEAF_ENTRIES;
                to = to->behind;
                filled = 0;
            }
            page_writable(to)->numbers[filled++] = from->numbers[i];
        }
        from = behind;
    }
    page_writable(to)->count = (uint16_t)filled;
    for (from = to->behind; from;) {
        struct order_page *behind = from->behind;

        ki_order_tree_drop(tree, from);
        from = behind;
    }
    page_writable(to)->behind = NULL;
    tree->last = to;
}

/* Branches above the pages that `behind` leads through, themselves linked so;
 * returns the first. There are as many spare ones as there were branches, and
 * never fewer than are needed. */
KI_COLD static struct order_page *build_branches(struct order_tree *tree,
                                                 struct order_page *below)
{
    struct order_page *first = NULL, *last = NULL;

    assert(below);
    for (; below;
         below = below->height > 0 ? below->next_thin : below->behind) {
        uint64_t prefix = ki_key_prefix(
            tree->rows.key, order_row(&tree->rows, ki_page_first(below)));

        if (!last || last->count == BRANCH_CHILDREN) {
            struct order_page *made =
                ki_order_tree_new_page(tree, below->height + 1u);

            if (last)
                page_writable(last)->next_thin = made;
            else
                first = made;
            last = made;
        }
        ki_branch_insert(last, last->count, below, prefix, ki_page_rows(below));
    }
    return first;
}

static void unlink_branches(struct order_page *branch)
{
    assert(branch);
    while (branch && branch->height > 0) {
        struct order_page *next = branch->next_thin;

        page_writable(branch)->next_thin = NULL;
        branch = next;
    }
}

/* Nothing is listed, so pages are linked by that link while branches are
 * built. */
void ki_order_tree_shrink(struct order_tree *tree)
{
    struct order_page *level;

    assert(tree->reserved == 0);
    ki_order_tree_tidy(tree);
    if (tree->root) {
        drop_branches(tree);
        fill_leaves(tree);
        for (struct order_page *leaf = tree->first; leaf; leaf = leaf->behind) {
            page_writable(leaf)->parent = NULL;
            ki_leaf_fit(&tree->rows, leaf);
        }
        level = tree->first;
        while (level->height > 0 ? level->next_thin : level->behind) {
            struct order_page *above = build_branches(tree, level);

            unlink_branches(level);
            level = above;
        }
        tree->root = level;
    }
    ki_order_tree_free_spare(tree, 0);
    tree->version = ++tree->pool->versions;
}

/* --- Copies --------------------------------------------------------------- */

bool ki_order_tree_list_blocks(const struct order_tree *tree,
                               struct blocks *blocks)
{
    struct order_page *page;

    assert(!tree->thin && tree->reserved == 0);
    for (page = tree->root; page; page = ki_page_behind(page)) {
        if (!ki_pool_list_piece(page, sizeof(*page), blocks))
            return false;
    }
    for (page = tree->spare; page; page = page->behind) {
        if (!ki_pool_list_piece(page, sizeof(*page), blocks))
            return false;
    }
    return true;
}

static struct order_page *moved_page(const struct relocation *moved,
                                     const struct order_page *page)
{
    return (struct order_page *)(void *)relocated(moved, page);
}

/* The parent was led to its copy before, and leads to that of the page. */
KI_COLD static void relocate_page(struct order_page *page,
                                  const struct relocation *moved)
{
    struct order_page *to = page_writable(page);

    assert(!page->listed && !page->dropped);
    to->parent = moved_page(moved, page->parent);
    to->before = moved_page(moved, page->before);
    to->behind = moved_page(moved, page->behind);
    for (uint32_t i = 0; page->height > 0 && i < page->count; i++)
        to->children[i] = moved_page(moved, page->children[i]);
}

void ki_order_tree_relocate(struct order_tree *tree,
                            const struct relocation *moved,
                            const struct directory *directory,
                            struct pool *pool)
{
    assert(!tree->thin && tree->reserved == 0);
    tree->rows.directory = directory;
    tree->pool = pool;
    tree->root = moved_page(moved, tree->root);
    tree->first = moved_page(moved, tree->first);
    tree->last = moved_page(moved, tree->last);
    tree->spare = moved_page(moved, tree->spare);
    for (struct order_page *page = tree->root; page;
         page = ki_page_behind(page))
        relocate_page(page, moved);
    for (struct order_page *page = tree->spare; page; page = page->behind)
        page_writable(page)->behind = moved_page(moved, page->behind);
}
