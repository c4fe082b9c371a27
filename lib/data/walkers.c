/* walkers.c - the open cursors of a database; see walkers.h. */
#include "data/walkers.h"

/* --- Values --------------------------------------------------------------- */

static size_t rounded(size_t bytes)
{
    assert(bytes <= SIZE_MAX - 7);
    return (bytes + 7) / 8 * 8;
}

/* The bytes to which a text, in-place text or blob leads, or is; with a NUL. */
static size_t bytes_behind(const struct column *column, const void *value)
{
    assert(value);
    if (column->kind == KITH_KIND_TEXT)
        return strlen(load_ptr(value)) + 1;
    if (column->kind == KITH_KIND_CHARS)
        return ki_chars_length(value, column->bytes) + 1;
    return column->kind == KITH_KIND_BLOB ? blob_bytes(value) : 0;
}

/* What a value takes in a block: itself, unless it is an in-place text, and
 * what it leads to. */
static size_t value_bytes(const struct column *column, const void *value)
{
    size_t own = column->kind == KITH_KIND_CHARS ? 0 : column->bytes;

    assert(column->bytes > 0);
    return value ? rounded(own) + rounded(bytes_behind(column, value)) : 0;
}

/* Copy a value to an address, and return where it is there. */
static void *keep_value(const struct column *column, const void *value,
                        char *to)
{
    size_t own = column->kind == KITH_KIND_CHARS ? 0 : rounded(column->bytes);
    size_t behind = bytes_behind(column, value);

    assert(value);
    if (own > 0)
        memcpy(to, value, column->bytes);
    if (column->kind == KITH_KIND_CHARS) {
        memcpy(to, value, behind - 1);
        to[behind - 1] = '\0';
    } else if (is_block(column)) {
        if (behind > 0)
            memcpy(to + own, load_ptr(value), behind);
        store_ptr(to, to + own);
    }
    return to;
}

bool ki_walkers_keep(struct kept_values *kept, struct memory *memory,
                     const struct key *key, const void *const *values,
                     size_t count, size_t shown)
{
    size_t bytes = count * sizeof(*kept->values);
    char *to;

    assert(shown <= count && count <= key->column_count);
    for (size_t i = shown; i < count; i++)
        bytes += value_bytes(key->columns[i], values[i]);
    *kept = (struct kept_values){.values = ki_memory_new(memory, bytes),
                                 .count = count,
                                 .block_bytes = bytes};
    if (!kept->values) {
        *kept = (struct kept_values){0};
        return false;
    }
    to = (char *)(kept->values + count);
    for (size_t i = 0; i < count; i++) {
        bool copied = i >= shown && values[i];

        kept->values[i] =
            copied ? keep_value(key->columns[i], values[i], to) : values[i];
        to += copied ? value_bytes(key->columns[i], values[i]) : 0;
    }
    return true;
}

static void drop_kept(struct kept_values *kept, struct memory *memory)
{
    ki_memory_free(memory, kept->values, kept->block_bytes);
    *kept = (struct kept_values){0};
    assert(kept->count == 0);
}

/* --- Beginning ----------------------------------------------------------- */

bool ki_walker_list(struct walker *walker, struct memory *memory,
                    struct child_list list, const char *alive, bool in_level)
{
    struct pool *pool = walker->store->texts->pool;

    assert(walker->kind == WALKER_LIST && !walker->posts);
    if (!ki_child_list_walk(list, pool))
        return false;
    list_walk_init(&walker->list, list, alive);
    return !in_level || ki_list_walk_reserve(&walker->list, memory,
                                             child_list_capacity(list), false);
}

void ki_walker_posting(struct walker *walker)
{
    assert(walker->kind == WALKER_LIST);
    walker->posts = true;
    walker->posting.values = walker->equal.values;
    ki_nonunique_index_walk(&walker->index->equal, &walker->posting);
}

bool ki_walker_order(struct walker *walker, struct memory *memory)
{
    struct order_index *index = &walker->index->order;

    assert(walker->kind == WALKER_ORDER);
    walker->order.image = ki_memory_new(memory, order_walk_bytes(index));
    if (!walker->order.image)
        return false;
    ki_order_index_walk(index, &walker->order);
    return true;
}

/* --- Closing -------------------------------------------------------------- */

/* The list is walked no more, if it is still there. */
static void leave_list(struct walker *walker)
{
    struct list_walk *walk = &walker->list;
    struct pool *pool = walker->store->texts->pool;

    assert(walker->kind == WALKER_LIST);
    if (walker->posts)
        ki_nonunique_index_unwalk(&walker->index->equal, &walker->posting);
    else if (list_walk_is_live(walk) || (walk->alive && pool->holes_stay))
        ki_child_list_unwalk(walk->list, pool);
}

/* All that the walker has of its own. */
static void empty_walker(struct walkers *walkers, struct memory *memory,
                         struct walker *walker)
{
    ki_list_walk_fini(&walker->list, memory);
    drop_kept(&walker->equal, memory);
    drop_kept(&walker->lower.kept, memory);
    drop_kept(&walker->upper.kept, memory);
    ki_vec_fini(memory, &walker->order.texts);
    if (walker->order.image)
        ki_memory_free(memory, walker->order.image,
                       order_walk_bytes(&walker->index->order));
    *walker = (struct walker){.generation = walker->generation,
                              .number = walker->number,
                              .next_free = walkers->free};
    walkers->free = walker;
    assert(walker->kind == WALKER_FREE);
}

void ki_walkers_close(struct walkers *walkers, struct memory *memory,
                      struct walker *walker)
{
    assert(walker->kind != WALKER_FREE && walkers->open > 0);
    if (walker->kind == WALKER_LIST)
        leave_list(walker);
    if (walker->kind == WALKER_ORDER && walker->order.image)
        ki_order_index_unwalk(&walker->order);
    walkers->open--;
    empty_walker(walkers, memory, walker);
}

static void close_all(struct walkers *walkers, struct memory *memory)
{
    assert(walkers->open <= walkers->all.count);
    for (size_t i = 0; i < walkers->all.count && walkers->open > 0; i++) {
        if (walkers->all.items[i]->kind != WALKER_FREE)
            ki_walkers_close(walkers, memory, walkers->all.items[i]);
    }
    assert(walkers->open == 0);
}

/* A list that is gone, and not by a level, does not come back. */
static void forget_gone(struct walker *walker)
{
    assert(walker->kind == WALKER_LIST);
    if (!list_walk_is_live(&walker->list))
        walker->list.alive = NULL;
}

static void forget_row(struct walkers *walkers, const char *row)
{
    assert(row_is_live(row));
    for (size_t i = 0; i < walkers->all.count; i++) {
        struct walker *walker = walkers->all.items[i];

        if (walker->kind == WALKER_LIST &&
            walker->list.alive == row + GENERATION)
            walker->list.alive = NULL;
    }
}

static void taken_back(struct walkers *walkers)
{
    assert(walkers->open > 0);
    for (size_t i = 0; i < walkers->all.count; i++) {
        struct walker *walker = walkers->all.items[i];

        if (walker->kind == WALKER_LIST && list_walk_is_live(&walker->list))
            ki_list_walk_end(&walker->list);
    }
}

static void begin_level(struct walkers *walkers)
{
    assert(walkers->open <= walkers->all.count);
    for (size_t i = 0; i < walkers->all.count && walkers->open > 0; i++) {
        if (walkers->all.items[i]->kind == WALKER_LIST)
            forget_gone(walkers->all.items[i]);
    }
}

static void end_level(struct walkers *walkers, struct memory *memory)
{
    for (size_t i = 0; i < walkers->all.count && walkers->open > 0; i++) {
        struct walker *walker = walkers->all.items[i];

        if (walker->kind == WALKER_LIST) {
            ki_list_walk_forget(&walker->list, memory);
            forget_gone(walker);
        }
        if (walker->kind != WALKER_FREE && walker->in_level)
            ki_walkers_close(walkers, memory, walker);
    }
    assert(walkers->open <= walkers->all.count);
}

static void fini_walkers(struct walkers *walkers, struct memory *memory)
{
    for (size_t i = 0; i < walkers->all.count; i++) {
        empty_walker(walkers, memory, walkers->all.items[i]);
        ki_memory_free(memory, walkers->all.items[i],
                       sizeof(*walkers->all.items[i]));
    }
    ki_vec_fini(memory, &walkers->all);
    *walkers = (struct walkers){.generations = walkers->generations};
    assert(!walkers->all.items);
}

/* --- Copies --------------------------------------------------------------- */

static void lift_walkers(struct walkers *walkers)
{
    assert(walkers->open <= walkers->all.count);
    for (size_t i = 0; i < walkers->all.count; i++) {
        struct walker *walker = walkers->all.items[i];

        if (walker->kind == WALKER_LIST && list_walk_is_live(&walker->list))
            walker->lifted = ki_child_list_lift(walker->list.list);
        if (walker->kind == WALKER_LIST && walker->posts)
            walker->index->equal.walks = NULL;
        if (walker->kind == WALKER_ORDER)
            walker->index->order.walks = NULL;
    }
}

static void lower_walkers(struct walkers *walkers)
{
    assert(walkers->open <= walkers->all.count);
    for (size_t i = 0; i < walkers->all.count; i++) {
        struct walker *walker = walkers->all.items[i];

        if (walker->kind == WALKER_LIST && list_walk_is_live(&walker->list))
            ki_child_list_lower(walker->list.list, walker->lifted);
        if (walker->kind == WALKER_LIST && walker->posts)
            ki_nonunique_index_walk(&walker->index->equal, &walker->posting);
        if (walker->kind == WALKER_ORDER)
            ki_order_index_walk(&walker->index->order, &walker->order);
    }
}

static bool is_behind(const struct chunk *newest, const struct chunk *chunk)
{
    assert(chunk);
    while (newest && newest != chunk)
        newest = newest->next;
    return newest;
}

static void leave_chunks(struct walkers *walkers, const struct store *store,
                         struct chunk *newest)
{
    const struct chunk *first = newest ? newest->next : store->slab->oldest;

    for (size_t i = 0; i < walkers->all.count; i++) {
        struct walker *walker = walkers->all.items[i];

        if (walker->kind != WALKER_ROWS || walker->store != store ||
            !walker->row || !is_behind(first, ki_slab_chunk(walker->row)))
            continue;
        walker->row =
            newest ? newest->begins.fresh - store->slab->stride_bytes : NULL;
    }
    assert(store->slab);
}

/* --- The order of a list -------------------------------------------------- */

/* The next walker of a list at or behind a number, which then is behind it. */
static struct list_walk *next_walk(const struct walkers *walkers,
                                   struct child_list list, size_t *at)
{
    assert(list.header);
    while (*at < walkers->all.count) {
        struct walker *walker = walkers->all.items[(*at)++];

        if (walker->kind == WALKER_LIST &&
            walker->list.list.header == list.header &&
            list_walk_is_live(&walker->list))
            return &walker->list;
    }
    return NULL;
}

static bool reserve_orders(struct walkers *walkers, struct memory *memory,
                           struct child_list list, size_t places, bool logged)
{
    struct list_walk *walk;
    size_t at = 0;

    assert(places >= child_list_slot_count(list));
    while ((walk = next_walk(walkers, list, &at))) {
        if (!ki_list_walk_reserve(walk, memory, places, logged))
            return false;
    }
    return true;
}

static size_t move_member(struct walkers *walkers, struct child_list list,
                          char *child, size_t n, size_t record)
{
    uint32_t from = child_list_place_of(list, child);
    struct list_walk *walk;
    size_t rank;

    for (size_t at = 0; (walk = next_walk(walkers, list, &at));)
        ki_list_walk_move(walk, child);
    rank = ki_child_list_move(list, child, n);
    for (size_t at = 0; (walk = next_walk(walkers, list, &at));)
        ki_list_walk_moved(walk, child, from, record);
    assert(ki_child_list_holds_member(list, child));
    return rank;
}

static void unmove_member(struct walkers *walkers, struct memory *memory,
                          struct child_list list, char *child, size_t n,
                          size_t record)
{
    uint32_t from = child_list_place_of(list, child);
    struct list_walk *walk;

    for (size_t at = 0; (walk = next_walk(walkers, list, &at));)
        ki_list_walk_move(walk, child);
    ki_child_list_move(list, child, n);
    for (size_t at = 0; (walk = next_walk(walkers, list, &at));)
        ki_list_walk_unmoved(walk, memory, child, from, record);
    assert(ki_child_list_holds_member(list, child));
}

static void arrange_list(struct walkers *walkers, struct child_list list,
                         char *const *order, size_t count, size_t record)
{
    struct list_walk *walk;

    for (size_t at = 0; (walk = next_walk(walkers, list, &at));)
        ki_list_walk_order(walk, order, count, record);
    ki_child_list_reorder(list, order, count);
    assert(child_list_count(list) == child_list_slot_count(list));
}

static void put_list_back(struct walkers *walkers, struct memory *memory,
                          struct child_list list, char *const *slots,
                          uint32_t count, size_t record)
{
    struct list_walk *walk;

    for (size_t at = 0; (walk = next_walk(walkers, list, &at));)
        ki_list_walk_unorder(walk, memory, slots, count, record);
    ki_child_list_put_back(list, slots, count);
    assert(child_list_slot_count(list) <= count);
}

/* --- Walkers -------------------------------------------------------------- */

static const struct walker_calls calls = {
    .close_all = close_all,
    .begin_level = begin_level,
    .end_level = end_level,
    .fini = fini_walkers,
    .lift = lift_walkers,
    .lower = lower_walkers,
    .leave_chunks = leave_chunks,
    .forget_row = forget_row,
    .taken_back = taken_back,
    .reserve_order = reserve_orders,
    .move = move_member,
    .unmove = unmove_member,
    .reorder = arrange_list,
    .put_back = put_list_back,
};

/* Another one, which is free; false without memory. */
static bool add_walker(struct walkers *walkers, struct memory *memory)
{
    struct walker *walker;

    assert(!walkers->free);
    if (walkers->all.count == UINT32_MAX ||
        !ki_vec_reserve(memory, &walkers->all, 1))
        return false;
    walker = ki_memory_new_zeroed(memory, sizeof(*walker));
    if (!walker)
        return false;
    walkers->all.items[walkers->all.count++] = walker;
    walker->number = (uint32_t)walkers->all.count;
    walkers->free = walker;
    return true;
}

struct walker *ki_walkers_new(struct walkers *walkers, struct memory *memory,
                              enum walker_kind kind)
{
    struct walker *walker;

    assert(kind != WALKER_FREE);
    walkers->calls = &calls;
    if (!walkers->free && !add_walker(walkers, memory))
        return NULL;
    walker = walkers->free;
    walkers->free = walker->next_free;
    walker->next_free = NULL;
    walker->generation = ++walkers->generations;
    walker->kind = (uint8_t)kind;
    walkers->open++;
    return walker;
}

/* --- Steps ---------------------------------------------------------------- */

static bool parent_is_there(const struct walker *walker)
{
    assert(!walker->parent || walker->foreign_key);
    return !walker->parent ||
           row_generation(walker->parent) == walker->parent_generation;
}

char *ki_walker_next_row(struct walker *walker)
{
    char *row = ki_slab_next(walker->store->slab, walker->row);

    assert(walker->kind == WALKER_ROWS);
    if (row)
        walker->row = row;
    return row;
}

/* The posting of the value now. Its generation goes up when it ends. */
static bool follow_value(struct walker *walker)
{
    struct nonunique_index *index = &walker->index->equal;
    bool moved;

    assert(walker->posts);
    if (!ki_nonunique_index_follow(index, &walker->posting, &moved))
        return false;
    if (moved) {
        struct posting *posting = walker->posting.posting;

        list_walk_init(&walker->list,
                       posting_list(posting, index->postings.key->place_offset),
                       (const char *)&posting->generation);
    }
    return true;
}

char *ki_walker_next_in_list(struct walker *walker, bool *failed)
{
    struct list_walk *walk = &walker->list;

    assert(walker->kind == WALKER_LIST);
    *failed = walker->posts && !follow_value(walker);
    if (*failed || !list_walk_is_live(walk))
        return NULL;
    return ki_list_walk_next(walk);
}

static struct sort_values sort_of(const struct walker *walker,
                                  const struct walk_end *end)
{
    const struct key *key = walker->index->hash.key;
    const void *const *values = end->kept.values;

    assert(end->kept.count > 0);
    return end->begins ? ki_sort_beginning(key, values, end->kept.count)
                       : ki_sort_values(key, values, end->kept.count);
}

/* The place behind the row that was met last, or where it was; at the beginning
 * that of the lower end. */
static struct order_place find_place(const struct walker *walker,
                                     const struct order_tree *tree)
{
    const struct order_walk *walk = &walker->order;
    const char *behind = walk->imaged ? walk->image : walk->row;
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek = {.side = walker->lower.side};
    struct order_place place, next;
    const char *row;

    assert(!walk->imaged || !walk->row);
    if (!behind) {
        if (walker->lower.kept.count == 0)
            return (struct order_place){.leaf = tree->first};
        seek.sort = sort_of(walker, &walker->lower);
        return ki_order_tree_seek(tree, &seek).place;
    }
    seek = ki_order_seek_row(&tree->rows, behind, values);
    for (size_t i = 0; walker->parent && i < walker->foreign_key->column_count;
         i++)
        values[i] = walker->lower.kept.values[i];
    seek.sort =
        ki_sort_values(tree->rows.key, values, tree->rows.key->column_count);
    place = next = ki_order_tree_seek(tree, &seek).place;
    row = ki_order_tree_next(tree, &next);
    return row && ki_order_of_row(&tree->rows, &seek, row) == 0 ? next : place;
}

/* Whether a row is behind the upper end. */
static bool is_beyond(const struct walker *walker, const char *row)
{
    struct sort_values sort;
    int order;

    assert(row_is_live(row));
    if (walker->upper.kept.count == 0)
        return false;
    sort = sort_of(walker, &walker->upper);
    order = ki_sort_compare(&sort, row);
    return order > 0 || (order == 0 && walker->upper.side == ORDER_BEFORE);
}

char *ki_walker_next_in_order(struct walker *walker, struct memory *memory,
                              bool *failed)
{
    const struct order_index *index = &walker->index->order;
    const struct order_tree *tree = index->tree;
    struct order_place place = walker->place;
    char *row;

    assert(walker->kind == WALKER_ORDER);
    if (!tree || !parent_is_there(walker))
        return NULL;
    if (walker->version != tree->version)
        place = find_place(walker, tree);
    row = ki_order_tree_next(tree, &place);
    if (!row || is_beyond(walker, row))
        return NULL;
    *failed = !ki_order_walk_to(index, &walker->order, row, memory);
    if (*failed)
        return NULL;
    walker->place = place;
    walker->version = tree->version;
    return row;
}

char *ki_walker_next_one(struct walker *walker)
{
    char *row = NULL;

    assert(walker->kind == WALKER_ONE);
    if (walker->over || !parent_is_there(walker))
        return NULL;
    if (walker->parent)
        row = load_ptr(walker->parent + walker->foreign_key->list);
    else if (walker->index)
        row =
            ki_unique_index_find(&walker->index->unique, walker->equal.values);
    walker->over = row;
    return row;
}
