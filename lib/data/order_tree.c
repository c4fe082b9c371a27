/* order_tree.c - rows in the order of a key: what changes the tree; see
 * order_tree.h. Reading is in order_walk.c.
 */
#include "data/order_tree.h"

void ki_order_tree_init(struct order_tree *tree, const struct key *key,
                        uint32_t stamp_at, const struct directory *directory,
                        struct pool *pool)
{
    assert(key->column_count > 0);
    *tree = (struct order_tree){
        .rows = {.directory = directory, .key = key, .stamp_at = stamp_at},
        .pool = pool,
        .next_stamp = 1};
}

/* --- Pages ---------------------------------------------------------------- */

static void give_spare(struct order_tree *tree, struct order_page *page)
{
    assert(!tree->spare == (tree->spare_count == 0));
    page_writable(page)->behind = tree->spare;
    tree->spare = page;
    tree->spare_count++;
}

void ki_order_tree_free_spare(struct order_tree *tree, size_t kept)
{
    assert(!tree->spare == (tree->spare_count == 0));
    while (tree->spare_count > kept) {
        struct order_page *page = tree->spare;

        tree->spare = page->behind;
        tree->spare_count--;
        ki_pool_free(tree->pool, page, sizeof(*page));
    }
}

/* What one put needs stays; while puts are reserved, all. */
static void trim_spare(struct order_tree *tree)
{
    assert(!tree->root || !tree->root->parent);
    if (tree->reserved == 0)
        ki_order_tree_free_spare(tree,
                                 tree->root ? tree->root->height + 2u : 0);
}

struct order_page *ki_order_tree_new_page(struct order_tree *tree,
                                          unsigned height)
{
    struct order_page *page = tree->spare;

    assert(tree->spare_count > 0);
    tree->spare = page->behind;
    tree->spare_count--;
    ki_page_init(page, height);
    if (height == 0)
        tree->leaf_count++;
    else
        tree->branch_count++;
    return page;
}

/* A page that left the tree. One that is listed is found there once more. */
void ki_order_tree_drop(struct order_tree *tree, struct order_page *page)
{
    assert(!page->dropped);
    if (page->height == 0)
        tree->leaf_count--;
    else
        tree->branch_count--;
    if (page->listed)
        page_writable(page)->dropped = true;
    else
        give_spare(tree, page);
}

/* Always the last page, then its parent: no stack is needed. */
void ki_order_tree_fini(struct order_tree *tree)
{
    struct order_page *page = tree->root;

    assert(tree->reserved == 0);
    while (page) {
        struct order_page *parent = page->parent;

        if (page->height > 0 && page->count > 0) {
            page_writable(page)->count--;
            page = page->children[page->count];
            continue;
        }
        ki_pool_free(tree->pool, page, sizeof(*page));
        page = parent;
    }
    ki_order_tree_free_spare(tree, 0);
    tree->root = tree->first = tree->last = tree->thin = NULL;
    tree->leaf_count = tree->branch_count = 0;
}

/* --- Room ----------------------------------------------------------------- */

/* How many pages so many puts need at most. Each splits one leaf at most, and
 * what was split is full again only after as many puts as half a page has
 * entries: so all leaves that there are may be split, and as many more as that
 * allows; the last one twice, for it stays full where a row comes behind it.
 * Each split is a put for the branch above. Above the root there is nothing
 * yet: what is made there has half of its children at least. */
static size_t pages_for(const struct order_tree *tree, size_t puts)
{
    enum { LEAF_HALF = LEAF_ENTRIES / 2, BRANCH_HALF = BRANCH_CHILDREN / 2 };
    size_t most =
        tree->leaf_count + 2 + puts / (LEAF_HALF > 1 ? LEAF_HALF - 1 : 1);
    size_t splits = puts < most ? puts : most;
    size_t needed = tree->root ? 0 : 1;

    assert(!tree->root == (tree->leaf_count == 0));
    if (tree->root && tree->root->height == 0 &&
        tree->root->count + puts <= LEAF_ENTRIES)
        return 0;
    if (!tree->root && puts <= LEAF_ENTRIES)
        return puts > 0;
    for (unsigned i = 0; tree->root && i < tree->root->height; i++) {
        needed += splits;
        most = tree->branch_count + 1 + splits / (BRANCH_HALF - 1);
        splits = splits < most ? splits : most;
    }
    needed += splits;
    while (splits > 0) {
        splits = splits + 1 <= BRANCH_CHILDREN ? 0 : splits / BRANCH_HALF;
        needed += 1 + splits;
    }
    return needed;
}

bool ki_order_tree_reserve(struct order_tree *tree, size_t extra)
{
    size_t needed = pages_for(tree, tree->reserved + extra);

    assert(extra < SIZE_MAX - tree->reserved);
    while (tree->spare_count < needed) {
        struct order_page *page =
            ki_pool_new(tree->pool, sizeof(struct order_page));

        if (!page) {
            trim_spare(tree);
            return false;
        }
        give_spare(tree, page);
    }
    tree->reserved += extra;
    return true;
}

void ki_order_tree_unreserve(struct order_tree *tree, size_t extra)
{
    assert(tree->reserved >= extra);
    tree->reserved -= extra;
    trim_spare(tree);
}

/* --- Splitting ------------------------------------------------------------ */

/* `right` stands behind `left` from now on, with so many rows in each. The
 * branch above has room. */
static void attach(struct order_tree *tree, struct order_page *left,
                   struct order_page *right, uint64_t first, uint32_t left_rows,
                   uint32_t right_rows)
{
    uint32_t place;

    assert(left->height == right->height);
    if (!left->parent) {
        tree->root = ki_order_tree_new_page(tree, left->height + 1u);
        ki_branch_insert(tree->root, 0, left, 0, 0);
    }
    place = ki_branch_place_of(left->parent, left);
    page_writable(left->parent)->counts[place] = left_rows;
    ki_branch_insert(left->parent, place + 1, right, first, right_rows);
}

static void split_branch(struct order_tree *tree, struct order_page *branch)
{
    struct order_page *right = ki_order_tree_new_page(tree, branch->height);
    uint32_t cut = branch->count / 2u;
    uint64_t first = branch->firsts[cut];

    assert(branch->height > 0);
    ki_branch_split(branch, cut, right);
    attach(tree, branch, right, first, ki_page_rows(branch),
           ki_page_rows(right));
}

static bool branch_is_full(const struct order_page *branch)
{
    assert(!branch || branch->height > 0);
    return branch && branch->count == BRANCH_CHILDREN;
}

/* One more child may stand beside the page: of the full branches above, the
 * highest is split first. */
static void make_room_beside(struct order_tree *tree,
                             const struct order_page *page)
{
    assert(!page->dropped);
    while (branch_is_full(page->parent)) {
        struct order_page *full = page->parent;

        while (branch_is_full(full->parent))
            full = full->parent;
        split_branch(tree, full);
    }
}

/* Where a full leaf is split for a row at a place. Rows that come in order,
 * from either end, leave full leaves behind. */
static uint32_t cut_for(const struct order_page *leaf, uint32_t place)
{
    assert(leaf->count == LEAF_ENTRIES);
    if (!leaf->behind && place == leaf->count)
        return place;
    return !leaf->before && place == 0 ? 0 : leaf->count / 2u;
}

/* The leaf and the place of a row whose leaf was full. The branch above counts
 * the row already. */
static struct order_page *split_leaf(struct order_tree *tree,
                                     struct order_page *leaf, uint64_t prefix,
                                     uint32_t *place)
{
    uint32_t cut = cut_for(leaf, *place);
    bool to_right = *place > cut || cut == leaf->count;
    struct order_page *right, *behind = leaf->behind;

    assert(tree->reserved > 0);
    make_room_beside(tree, leaf);
    right = ki_order_tree_new_page(tree, 0);
    ki_leaf_split(&tree->rows, leaf, cut, right);
    page_writable(right)->before = leaf;
    page_writable(right)->behind = behind;
    page_writable(leaf)->behind = right;
    if (behind)
        page_writable(behind)->before = right;
    else
        tree->last = right;
    if (right->count > 0)
        prefix = ki_key_prefix(tree->rows.key,
                               order_row(&tree->rows, right->numbers[0]));
    attach(tree, leaf, right, prefix, leaf->count + !to_right,
           right->count + to_right);
    *place -= to_right ? cut : 0;
    return to_right ? right : leaf;
}

/* --- Joining -------------------------------------------------------------- */

static void take_out_page(struct order_tree *tree, struct order_page *page,
                          uint32_t place)
{
    assert(page->parent->children[place] == page);
    ki_branch_remove(page->parent, place);
    if (page->height == 0) {
        if (page->before)
            page_writable(page->before)->behind = page->behind;
        else
            tree->first = page->behind;
        if (page->behind)
            page_writable(page->behind)->before = page->before;
        else
            tree->last = page->before;
    }
    ki_order_tree_drop(tree, page);
}

/* The child at a place and the one behind it become one, where that is at most
 * three quarters full. */
KI_COLD static bool join_children(struct order_tree *tree,
                                  struct order_page *branch, uint32_t place)
{
    struct order_page *left, *right;
    uint32_t rows;

    assert(place < branch->count);
    if (place + 1 >= branch->count)
        return false;
    left = branch->children[place];
    right = branch->children[place + 1];
    if (left->count + right->count >
        (left->height == 0 ? LEAF_JOINED : BRANCH_JOINED))
        return false;
    rows = branch->counts[place] + branch->counts[place + 1];
    if (left->height == 0)
        ki_leaf_join(&tree->rows, left, right);
    else
        ki_branch_join(left, right, branch->firsts[place + 1]);
    take_out_page(tree, right, place + 1);
    page_writable(branch)->counts[place] = rows;
    return true;
}

/* A root of one child is none; nor is an empty leaf. */
KI_COLD static void tidy_root(struct order_tree *tree)
{
    while (tree->root->height > 0 && tree->root->count == 1) {
        struct order_page *root = tree->root;

        tree->root = root->children[0];
        page_writable(tree->root)->parent = NULL;
        ki_order_tree_drop(tree, root);
    }
    if (tree->root->count == 0) {
        assert(tree->root->height == 0);
        ki_order_tree_drop(tree, tree->root);
        tree->root = tree->first = tree->last = NULL;
    }
}

static bool is_thin(const struct order_page *page)
{
    assert(!page->dropped);
    return page->count <= (page->height == 0 ? LEAF_THIN : BRANCH_THIN);
}

/* From a page upwards, as far as branches lose a child by it. */
KI_COLD static void tidy_page(struct order_tree *tree, struct order_page *page)
{
    assert(!tree->pool->holes_stay);
    while (page->parent && is_thin(page)) {
        struct order_page *branch = page->parent;
        uint32_t place = ki_branch_place_of(branch, page);

        if (page->count == 0)
            take_out_page(tree, page, place);
        else if (!join_children(tree, branch, place) &&
                 (place == 0 || !join_children(tree, branch, place - 1)))
            return;
        page = branch;
    }
    if (!page->parent)
        tidy_root(tree);
}

/* Pages stay as long as something may be taken back. */
static void note_thin(struct order_tree *tree, struct order_page *page)
{
    assert(!page->dropped);
    if (!is_thin(page))
        return;
    if (!tree->pool->holes_stay) {
        tidy_page(tree, page);
        trim_spare(tree);
    } else if (!page->listed) {
        tree->pool->pages_stayed = true;
        page_writable(page)->listed = true;
        page_writable(page)->next_thin = tree->thin;
        tree->thin = page;
    }
}

void ki_order_tree_tidy(struct order_tree *tree)
{
    assert(!tree->pool->holes_stay);
    while (tree->thin) {
        struct order_page *page = tree->thin;

        tree->version = ++tree->pool->versions;
        tree->thin = page->next_thin;
        page_writable(page)->listed = false;
        if (page->dropped)
            give_spare(tree, page);
        else
            tidy_page(tree, page);
    }
    trim_spare(tree);
}

/* --- Entries -------------------------------------------------------------- */

/* The leaf of a position; the branches above count one row more or less. */
static struct order_page *descend(const struct order_tree *tree,
                                  const struct order_seek *seek, bool put)
{
    struct order_page *page = tree->root;

    assert(page);
    while (page->height > 0) {
        uint32_t place = ki_branch_place(&tree->rows, page, seek);
        struct order_page *child = page_child(page, place);

        page_writable(page)->counts[place] += put ? 1u : UINT32_MAX;
        page = child;
    }
    return page;
}

static void put_row(struct order_tree *tree, const char *row,
                    const struct order_seek *seek)
{
    struct order_page *leaf;
    uint32_t place;

    assert(tree->reserved > 0 && seek->sort.low == seek->sort.high);
    if (!tree->root)
        tree->root = tree->first = tree->last = ki_order_tree_new_page(tree, 0);
    leaf = descend(tree, seek, true);
    place = ki_leaf_place(&tree->rows, leaf, seek);
    if (leaf->count == LEAF_ENTRIES)
        leaf = split_leaf(tree, leaf, seek->sort.low, &place);
    ki_leaf_insert(&tree->rows, leaf, place, row_number(row), seek->sort.low);
    tree->reserved--;
    tree->version = ++tree->pool->versions;
    trim_spare(tree);
}

void ki_order_tree_put(struct order_tree *tree, char *row, const char *after)
{
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek =
        ki_order_seek_like(&tree->rows, after, ORDER_BEHIND, values);

    put_row(tree, row, &seek);
    write_u64(row + tree->rows.stamp_at, tree->next_stamp++);
    assert(tree->next_stamp > 0);
}

void ki_order_tree_put_again(struct order_tree *tree, char *row,
                             const char *after)
{
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek =
        ki_order_seek_like(&tree->rows, after, ORDER_AT, values);

    seek.stamp = load_u64(row + tree->rows.stamp_at);
    put_row(tree, row, &seek);
    assert(seek.stamp < tree->next_stamp);
}

void ki_order_tree_take(struct order_tree *tree, const char *row)
{
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek = ki_order_seek_row(&tree->rows, row, values);
    struct order_page *leaf = descend(tree, &seek, false);
    uint32_t place = ki_leaf_place(&tree->rows, leaf, &seek);

    assert(place < leaf->count && leaf->numbers[place] == row_number(row));
    ki_leaf_remove(leaf, place);
    tree->version = ++tree->pool->versions;
    note_thin(tree, leaf);
}

/* --- Back again ----------------------------------------------------------- */

/* Whether the leaf nearest to a full one that has room is behind it. There is
 * one: no leaf has left the tree since all rows had their places. */
static bool room_is_behind(const struct order_page *full)
{
    const struct order_page *left = full, *right = full;

    for (;;) {
        left = left ? left->before : NULL;
        right = right ? right->behind : NULL;
        assert(left || right);
        if ((right && right->count < LEAF_ENTRIES) ||
            (left && left->count < LEAF_ENTRIES)) {
            return right && right->count < LEAF_ENTRIES;
        }
    }
}

/* Nothing in the page or behind it is before this prefix, and nothing that is
 * before the page is behind it. */
static void lead_with(const struct order_page *page, uint64_t prefix)
{
    assert(page->height == 0);
    for (; page->parent; page = page->parent) {
        uint32_t place = ki_branch_place_of(page->parent, page);

        if (place > 0) {
            page_writable(page->parent)->firsts[place] = prefix;
            return;
        }
    }
}

/* An entry on its way to a leaf. */
struct moving {
    struct order_page *leaf;
    uint32_t place, number;
    uint64_t prefix;
};

/* It takes its place in a full leaf, whose last or first entry moves on to the
 * next. */
static void exchange(struct order_tree *tree, struct moving *moving,
                     bool behind)
{
    struct order_page *leaf = moving->leaf;
    uint32_t end = behind ? leaf->count : 0, out = end - behind;

    assert(leaf->count == LEAF_ENTRIES);
    if (moving->place != end) {
        uint32_t number = leaf->numbers[out];

        ki_leaf_remove(leaf, out);
        ki_leaf_insert(&tree->rows, leaf, moving->place - !behind,
                       moving->number, moving->prefix);
        moving->number = number;
        moving->prefix =
            ki_key_prefix(tree->rows.key, order_row(&tree->rows, number));
    }
    moving->leaf = behind ? leaf->behind : leaf->before;
    moving->place = behind ? 0 : moving->leaf->count;
    lead_with(behind ? moving->leaf : leaf, moving->prefix);
}

/* A row that left the end of a leaf may come back to the beginning of the next,
 * for where both have the same prefix nothing tells which it was. So a leaf may
 * be full of such when its own come back: then one leaf or a few change one
 * entry each for another. */
void ki_order_tree_untake(struct order_tree *tree, char *row)
{
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek = ki_order_seek_row(&tree->rows, row, values);
    struct order_place at = ki_order_tree_seek(tree, &seek).place;
    struct moving moving = {at.leaf, at.at, row_number(row), seek.sort.low};
    bool behind;

    assert(at.leaf);
    behind = at.leaf->count < LEAF_ENTRIES || room_is_behind(at.leaf);
    while (moving.leaf->count == LEAF_ENTRIES)
        exchange(tree, &moving, behind);
    ki_leaf_insert(&tree->rows, moving.leaf, moving.place, moving.number,
                   moving.prefix);
    tree->version = ++tree->pool->versions;
    for (struct order_page *page = moving.leaf; page->parent;
         page = page->parent)
        page_writable(page->parent)
            ->counts[ki_branch_place_of(page->parent, page)]++;
}
