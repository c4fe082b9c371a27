/* order_page.c - a page of an ordered index; see order_page.h. */
#include "data/order_page.h"

#include "catalog/value.h"

/* Behind the last entry, and behind the last child, there are none: all bits of
 * HEAD_ABOVE and FIRST_ABOVE are set. */
KI_COLD static void drop_heads(struct order_page *leaf)
{
    assert(leaf->height == 0 && leaf->count <= LEAF_ENTRIES);
    memset(&page_writable(leaf)->heads[leaf->count], 0xff,
           (LEAF_ENTRIES - leaf->count) * sizeof(*leaf->heads));
}
KI_COLD static void drop_firsts(struct order_page *branch)
{
    assert(branch->height > 0 && branch->count <= BRANCH_CHILDREN);
    memset(&page_writable(branch)->firsts[branch->count], 0xff,
           (BRANCH_CHILDREN - branch->count) * sizeof(*branch->firsts));
}

KI_COLD void ki_page_init(struct order_page *page, unsigned height)
{
    struct order_page *to = page_writable(page);

    assert(height < UINT8_MAX);
    to->parent = to->before = to->behind = to->next_thin = NULL;
    to->count = 0;
    to->height = (uint8_t)height;
    to->shift = 0;
    to->listed = to->dropped = false;
    if (height == 0) {
        to->base = 0;
        drop_heads(page);
    } else {
        drop_firsts(page);
        memset(to->counts, 0, sizeof(to->counts));
    }
}

/* --- Heads ---------------------------------------------------------------- */

/* Those of entries lie between this and HEAD_ABOVE; of what is looked for, the
 * two say that it is before or behind all that fit. */
enum { HEAD_BELOW = 0 };

static uint32_t head_of(const struct order_page *leaf, uint64_t prefix)
{
    uint64_t units;

    assert(leaf->height == 0);
    if (prefix < leaf->base)
        return HEAD_BELOW;
    units = (prefix - leaf->base) >> leaf->shift;
    return units < HEAD_ABOVE - 1 ? (uint32_t)units + 1 : HEAD_ABOVE;
}

/* Base and shift so that the two prefixes are at most 2^30 units apart, with as
 * many below them and twice as many above. */
static void fit_heads(struct order_page *leaf, uint64_t least,
                      uint64_t greatest)
{
    struct order_page *to = page_writable(leaf);
    uint64_t span = greatest - least, below;
    unsigned shift = 0;

    assert(least <= greatest);
    while (span >> shift >> 30)
        shift++;
    below = shift < 34 ? (uint64_t)1 << (30 + shift) : least;
    to->shift = (uint8_t)shift;
    to->base = least - (below < least ? below : least);
}

static void write_heads(const struct order_rows *rows, struct order_page *leaf)
{
    struct order_page *to = page_writable(leaf);

    for (uint32_t i = 0; i < leaf->count; i++) {
        uint64_t prefix =
            ki_key_prefix(rows->key, order_row(rows, leaf->numbers[i]));

        to->heads[i] = head_of(leaf, prefix);
        assert(to->heads[i] != HEAD_BELOW && to->heads[i] != HEAD_ABOVE);
    }
}

static uint64_t prefix_at(const struct order_rows *rows,
                          const struct order_page *leaf, uint32_t place)
{
    assert(place < leaf->count);
    return ki_key_prefix(rows->key, order_row(rows, leaf->numbers[place]));
}

void ki_leaf_fit(const struct order_rows *rows, struct order_page *leaf)
{
    assert(leaf->count > 0);
    fit_heads(leaf, prefix_at(rows, leaf, 0),
              prefix_at(rows, leaf, leaf->count - 1u));
    write_heads(rows, leaf);
    drop_heads(leaf);
}

/* --- Searching ------------------------------------------------------------ */

static uint64_t stamp_of(const struct order_rows *rows, const char *row)
{
    assert(rows->stamp_at > 0);
    return load_u64(row + rows->stamp_at);
}

struct order_seek ki_order_seek_like(const struct order_rows *rows,
                                     const char *row, enum order_side side,
                                     const void **values)
{
    const struct key *key = rows->key;

    assert(!key_is_null(key, row));
    for (size_t i = 0; i < key->column_count; i++)
        values[i] = sort_value(key->columns[i], row);
    return (struct order_seek){
        .sort = ki_sort_values(key, values, key->column_count), .side = side};
}

struct order_seek ki_order_seek_row(const struct order_rows *rows,
                                    const char *row, const void **values)
{
    struct order_seek seek = ki_order_seek_like(rows, row, ORDER_AT, values);

    assert(rows->stamp_at > 0);
    seek.stamp = stamp_of(rows, row);
    return seek;
}

int ki_order_of_row(const struct order_rows *rows,
                    const struct order_seek *seek, const char *row)
{
    int order = ki_sort_compare(&seek->sort, row);
    uint64_t stamp;

    assert(seek->sort.key == rows->key);
    if (order != 0)
        return order;
    if (seek->side != ORDER_AT)
        return seek->side == ORDER_BEFORE ? 1 : -1;
    stamp = stamp_of(rows, row);
    return (stamp > seek->stamp) - (stamp < seek->stamp);
}

/* How many of sorted numbers are below a limit: the last of each group tells
 * how many groups are, and those of the next how many more. All are compared
 * whatever the others say, so nothing has to be guessed or waited for. */
enum { HEADS_GROUP = HOSTILE ? 2 : 8, FIRSTS_GROUP = HOSTILE ? 2 : 5 };

static KI_ALWAYS_INLINE bool is_below(const void *numbers, size_t bytes,
                                      uint32_t place, uint64_t limit)
{
    assert(bytes == sizeof(uint32_t) || bytes == sizeof(uint64_t));
    return bytes == sizeof(uint32_t)
               ? ((const uint32_t *)numbers)[place] < limit
               : ((const uint64_t *)numbers)[place] < limit;
}
static KI_ALWAYS_INLINE uint32_t count_below(const void *numbers, size_t bytes,
                                             uint32_t count, uint32_t group,
                                             uint64_t limit)
{
    const uint32_t last = count - (group - 1); /* whole groups are within */
    uint32_t from = 0, below = 0;

    assert(count >= group);
#pragma GCC unroll 16
    for (uint32_t i = group - 1; i < count; i += group)
        from += is_below(numbers, bytes, i, limit);
    from = from * group < last ? from * group : last;
#pragma GCC unroll 16
    for (uint32_t i = 0; i < group - 1; i++)
        below += is_below(numbers, bytes, from + i, limit);
    return from + below;
}

/* Where values are exact, rows with heads between are like them, and those at
 * one end are to be told apart. */
uint32_t ki_leaf_place(const struct order_rows *rows,
                       const struct order_page *leaf,
                       const struct order_seek *seek)
{
    uint32_t low = head_of(leaf, seek->sort.low);
    uint32_t high = head_of(leaf, seek->sort.high);
    bool exact = seek->sort.exact && seek->side != ORDER_AT;
    uint32_t from, to;

    assert(leaf->height == 0);
    if (exact && seek->side == ORDER_BEFORE)
        high = low;
    else if (exact)
        low = high;
    from = to = count_below(leaf->heads, sizeof(*leaf->heads), LEAF_ENTRIES,
                            HEADS_GROUP, low);
    if (exact && leaf->shift == 0 && seek->side == ORDER_BEFORE)
        return from;
    while (to < leaf->count && leaf->heads[to] <= high)
        to++;
    if (exact && leaf->shift == 0)
        return to;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        const char *row = order_row(rows, leaf->numbers[middle]);

        if (ki_order_of_row(rows, seek, row) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Whether the position lies in the child or behind it. Children without rows
 * are as the next one that has some. */
static bool is_reached(const struct order_rows *rows,
                       const struct order_page *branch, uint32_t place,
                       uint32_t end, const struct order_seek *seek)
{
    uint32_t number;

    assert(place < end && end <= branch->count);
    while (place < end && branch->counts[place] == 0)
        place++;
    if (place == end)
        return false;
    number = ki_page_first(branch->children[place]);
    return ki_order_of_row(rows, seek, order_row(rows, number)) <= 0;
}

/* The child of the position, where more than one may be: from this place on
 * their prefixes are within those of the position. */
KI_NOINLINE static uint32_t place_among(const struct order_rows *rows,
                                        const struct order_page *branch,
                                        const struct order_seek *seek,
                                        uint32_t from)
{
    uint32_t count = branch->count, to = from, end;

    assert(from < count);
    while (to < count && branch->firsts[to] <= seek->sort.high)
        to++;
    if (seek->sort.exact && seek->side == ORDER_BEHIND)
        return to - 1;
    end = to;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (is_reached(rows, branch, middle, end, seek))
            from = middle + 1;
        else
            to = middle;
    }
    return from - 1;
}

/* Exact keys are told apart without reading rows, but for their stamps. */
uint32_t ki_branch_place(const struct order_rows *rows,
                         const struct order_page *branch,
                         const struct order_seek *seek)
{
    uint32_t from =
        1 + count_below(&branch->firsts[1], sizeof(*branch->firsts),
                        BRANCH_CHILDREN - 1, FIRSTS_GROUP, seek->sort.low);

    assert(branch->height > 0 && from <= branch->count);
    if (from == branch->count || branch->firsts[from] > seek->sort.high ||
        (seek->sort.exact && seek->side == ORDER_BEFORE))
        return from - 1;
    return place_among(rows, branch, seek, from);
}

/* --- Entries of a leaf ---------------------------------------------------- */

/* A prefix that the heads do not reach is in the order of the rows: it becomes
 * the least or the greatest. */
static void make_it_fit(const struct order_rows *rows, struct order_page *leaf,
                        uint64_t prefix)
{
    uint64_t least = prefix, greatest = prefix;
    uint32_t head = head_of(leaf, prefix);

    assert(leaf->height == 0);
    if (leaf->count > 0 && head != HEAD_BELOW && head != HEAD_ABOVE)
        return;
    if (leaf->count > 0 && head == HEAD_BELOW)
        greatest = prefix_at(rows, leaf, leaf->count - 1u);
    else if (leaf->count > 0)
        least = prefix_at(rows, leaf, 0);
    fit_heads(leaf, least, greatest);
    write_heads(rows, leaf);
}

void ki_leaf_insert(const struct order_rows *rows, struct order_page *leaf,
                    uint32_t place, uint32_t number, uint64_t prefix)
{
    struct order_page *to = page_writable(leaf);
    size_t moved = leaf->count - place;

    assert(leaf->height == 0 && leaf->count < LEAF_ENTRIES);
    assert(place <= leaf->count);
    make_it_fit(rows, leaf, prefix);
    memmove(&to->heads[place + 1], &to->heads[place],
            moved * sizeof(*to->heads));
    memmove(&to->numbers[place + 1], &to->numbers[place],
            moved * sizeof(*to->numbers));
    to->heads[place] = head_of(leaf, prefix);
    to->numbers[place] = number;
    to->count++;
}

void ki_leaf_remove(struct order_page *leaf, uint32_t place)
{
    struct order_page *to = page_writable(leaf);
    size_t moved = leaf->count - place - 1;

    assert(leaf->height == 0 && place < leaf->count);
    memmove(&to->heads[place], &to->heads[place + 1],
            moved * sizeof(*to->heads));
    memmove(&to->numbers[place], &to->numbers[place + 1],
            moved * sizeof(*to->numbers));
    to->count--;
    to->heads[to->count] = HEAD_ABOVE;
}

/* Heads stay as they are until a leaf spans less than 2^20 of its units. */
static void refine_heads(const struct order_rows *rows, struct order_page *leaf)
{
    uint32_t span;

    assert(leaf->height == 0);
    if (leaf->count < 2 || leaf->shift == 0)
        return;
    span = leaf->heads[leaf->count - 1] - leaf->heads[0];
    if (span >> 20)
        return;
    ki_leaf_fit(rows, leaf);
}

void ki_leaf_split(const struct order_rows *rows, struct order_page *leaf,
                   uint32_t place, struct order_page *to)
{
    struct order_page *left = page_writable(leaf), *right = page_writable(to);
    size_t moved = leaf->count - place;

    assert(place <= leaf->count && to->count == 0);
    assert(leaf->height == 0 && to->height == 0);
    right->base = leaf->base;
    right->shift = leaf->shift;
    memcpy(right->heads, &leaf->heads[place], moved * sizeof(*to->heads));
    memcpy(right->numbers, &leaf->numbers[place], moved * sizeof(*to->numbers));
    right->count = (uint16_t)moved;
    left->count = (uint16_t)place;
    drop_heads(leaf);
    refine_heads(rows, leaf);
    refine_heads(rows, to);
}

void ki_leaf_join(const struct order_rows *rows, struct order_page *leaf,
                  const struct order_page *from)
{
    struct order_page *to = page_writable(leaf);
    uint32_t count = leaf->count;

    assert(leaf->height == 0 && from->height == 0);
    assert(count + from->count <= LEAF_ENTRIES);
    if (from->count == 0)
        return;
    memcpy(&to->numbers[count], from->numbers,
           from->count * sizeof(*from->numbers));
    to->count = (uint16_t)(count + from->count);
    ki_leaf_fit(rows, leaf);
}

/* --- Children of a branch ------------------------------------------------- */

static void set_parent(struct order_page *child, struct order_page *branch)
{
    assert(child->height + 1 == branch->height);
    page_writable(child)->parent = branch;
}

void ki_branch_insert(struct order_page *branch, uint32_t place,
                      struct order_page *child, uint64_t first, uint32_t count)
{
    struct order_page *to = page_writable(branch);
    size_t moved = branch->count - place;

    assert(branch->count < BRANCH_CHILDREN && place <= branch->count);
    memmove(&to->firsts[place + 1], &to->firsts[place],
            moved * sizeof(*to->firsts));
    memmove(&to->children[place + 1], &to->children[place],
            moved * sizeof(struct order_page *));
    memmove(&to->counts[place + 1], &to->counts[place],
            moved * sizeof(*to->counts));
    to->firsts[place] = first;
    to->children[place] = child;
    to->counts[place] = count;
    to->count++;
    set_parent(child, branch);
}

void ki_branch_remove(struct order_page *branch, uint32_t place)
{
    struct order_page *to = page_writable(branch);
    size_t moved = branch->count - place - 1;

    assert(branch->height > 0 && place < branch->count);
    memmove(&to->firsts[place], &to->firsts[place + 1],
            moved * sizeof(*to->firsts));
    memmove(&to->children[place], &to->children[place + 1],
            moved * sizeof(struct order_page *));
    memmove(&to->counts[place], &to->counts[place + 1],
            moved * sizeof(*to->counts));
    to->count--;
    to->firsts[to->count] = FIRST_ABOVE;
}

void ki_branch_split(struct order_page *branch, uint32_t place,
                     struct order_page *to)
{
    uint32_t count = branch->count;

    assert(place > 0 && place < count && to->count == 0);
    for (uint32_t i = place; i < count; i++)
        ki_branch_insert(to, i - place, branch->children[i], branch->firsts[i],
                         branch->counts[i]);
    page_writable(branch)->count = (uint16_t)place;
    drop_firsts(branch);
}

void ki_branch_join(struct order_page *branch, const struct order_page *from,
                    uint64_t first)
{
    assert(branch->count + from->count <= BRANCH_CHILDREN);
    for (uint32_t i = 0; i < from->count; i++)
        ki_branch_insert(branch, branch->count, from->children[i],
                         i > 0 ? from->firsts[i] : first, from->counts[i]);
}

uint32_t ki_branch_place_of(const struct order_page *branch,
                            const struct order_page *child)
{
    uint32_t place = 0;

    assert(child->parent == branch);
    while (branch->children[place] != child)
        place++;
    assert(place < branch->count);
    return place;
}

uint32_t ki_page_rows(const struct order_page *page)
{
    uint32_t rows = 0;

    assert(page->height > 0 || page->count <= LEAF_ENTRIES);
    if (page->height == 0)
        return page->count;
    for (uint32_t i = 0; i < page->count; i++)
        rows += page->counts[i];
    return rows;
}

uint32_t ki_page_first(const struct order_page *page)
{
    while (page->height > 0) {
        uint32_t place = 0;

        while (page->counts[place] == 0)
            place++;
        assert(place < page->count);
        page = page->children[place];
    }
    assert(page->count > 0);
    return page->numbers[0];
}

struct order_page *ki_page_behind(const struct order_page *page)
{
    assert(!page->dropped);
    if (page->height > 0 && page->count > 0)
        return page->children[0];
    for (; page->parent; page = page->parent) {
        uint32_t place = ki_branch_place_of(page->parent, page) + 1;

        if (place < page->parent->count)
            return page->parent->children[place];
    }
    return NULL;
}

/* --- Proof ---------------------------------------------------------------- */

KI_COLD static bool heads_agree(const struct order_rows *rows,
                                const struct order_page *leaf)
{
    assert(leaf->height == 0);
    for (uint32_t i = 0; i < leaf->count; i++) {
        uint32_t head = head_of(leaf, prefix_at(rows, leaf, i));

        if (head != leaf->heads[i] || head == HEAD_BELOW || head == HEAD_ABOVE)
            return false;
    }
    for (uint32_t i = leaf->count; i < LEAF_ENTRIES; i++) {
        if (leaf->heads[i] != HEAD_ABOVE)
            return false;
    }
    return true;
}

/* Behind the last child nothing is searched for. */
KI_COLD static bool firsts_end(const struct order_page *branch)
{
    assert(branch->height > 0);
    for (uint32_t i = branch->count; i < BRANCH_CHILDREN; i++) {
        if (branch->firsts[i] != FIRST_ABOVE)
            return false;
    }
    return true;
}

/* The last row below a page that has some. */
KI_COLD static uint32_t page_last(const struct order_page *page)
{
    assert(page->count > 0);
    while (page->height > 0) {
        uint32_t place = page->count - 1u;

        while (page->counts[place] == 0)
            place--;
        page = page->children[place];
    }
    return page->numbers[page->count - 1];
}

KI_COLD bool ki_page_agrees(const struct order_rows *rows,
                            const struct order_page *page)
{
    assert(rows->key);
    if (page->height == 0)
        return heads_agree(rows, page);
    for (uint32_t i = 0; i < page->count; i++) {
        uint64_t least, greatest;

        if (page->counts[i] == 0)
            continue;
        least = ki_key_prefix(
            rows->key, order_row(rows, ki_page_first(page->children[i])));
        greatest = ki_key_prefix(rows->key,
                                 order_row(rows, page_last(page->children[i])));
        if ((i > 0 && least < page->firsts[i]) ||
            (i + 1u < page->count && greatest > page->firsts[i + 1]))
            return false;
    }
    return firsts_end(page);
}
