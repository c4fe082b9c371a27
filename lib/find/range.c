/* range.c - ranges of an ordered index.
 *
 * Owns   how columns lead to an ordered index, and bounds to numbers of rows.
 * Knows  the order (data/order_tree.h), by reading.
 *
 * Public contract: kith/range.h. A range is two numbers: how many rows of the
 * index come before it, and before its end. Each bound is one or two ways down
 * the tree, and all that is asked of a range begins at its number.
 */
#include "find/range.h"

#include "base/tuning.h"

#include <kith/detail/range.h>

static const kith_range no_range;

/* --- Columns -------------------------------------------------------------- */

/* The columns at these offsets, for a call; false with the error recorded. */
static bool look_up(const struct store *store, const size_t *offsets,
                    size_t count, struct column **columns, const char *call)
{
    if (!offsets || count == 0 || count > KEY_COLUMNS_MAX) {
        ki_error_misuse(&store_db(store)->error, call,
                        "%f: there are no columns, or more than a key has");
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        columns[i] = ki_table_column(store->table, offsets[i]);
        if (!columns[i])
            return ki_seek_refuse(store, NULL,
                                  "%f: the member of %t is no column", call);
    }
    return true;
}

static bool begins_with(const struct key *key, struct column *const *columns,
                        size_t count)
{
    assert(count > 0);
    return count <= key->column_count &&
           memcmp(key->columns, columns, count * sizeof(*columns)) == 0;
}

/* The ordered key over just these columns, else the first that begins with
 * them; NULL where there is none. */
static const struct key *order_of(const struct table *table,
                                  struct column *const *columns, size_t count)
{
    const struct key *found = NULL;

    for (size_t i = 0; i < table_known_keys(table); i++) {
        const struct key *key = &table->keys[i];

        if (!key->ordered || !begins_with(key, columns, count))
            continue;
        if (key->column_count == count)
            return key;
        if (!found)
            found = key;
    }
    return found;
}

/* Columns that are not the first of the index `order`, or of any, where that is
 * NULL. */
KI_COLD static kith_range refuse_columns(const struct store *store,
                                         struct column *const *columns,
                                         size_t count, const struct key *order,
                                         const char *call)
{
    struct kith_db *db = store_db(store);
    char names[4 * sizeof(db->error.full.value)]; /* ki_error cuts it */

    ki_seek_print_names(columns, count, names, sizeof(names));
    ki_error(&db->error, KITH_E_MISUSE,
             order ? "%f: (%v) are not the first columns of the ordered index "
                     "(%o) of %t: name them in its order"
                   : "%f: no ordered index of %t begins with (%v): declare one "
                     "with KITH_ORDERED_INDEX, or .index = KITH_ORDERED",
             &(struct error_facts){.table = store->table->descriptor->name,
                                   .other = order ? order->name : NULL,
                                   .value = names,
                                   .call = call});
    return no_range;
}

/* --- Ranges --------------------------------------------------------------- */

static kith_range range_of(const struct store *store, const struct key *key)
{
    const struct order_tree *tree = range_tree(store, key->ordinal);

    assert(key->ordered);
    return (kith_range){.db = store_db(store),
                        .table = store->table->descriptor,
                        .to = tree ? ki_order_tree_count(tree) : 0,
                        .version = tree ? tree->version : 0,
                        .key = key->ordinal,
                        .leaf = tree ? tree->first : NULL};
}

kith_range kith_range_of(kith_db *db, const kith_table *descriptor,
                         const size_t *offsets, size_t count)
{
    const struct store *store = require_store(db, descriptor, __func__);
    struct column *columns[KEY_COLUMNS_MAX];
    const struct key *key;

    if (!store || !look_up(store, offsets, count, columns, __func__))
        return no_range;
    key = order_of(store->table, columns, count);
    return key ? range_of(store, key)
               : refuse_columns(store, columns, count, NULL, __func__);
}

kith_range kith_range_of_key(kith_db *db, const kith_key *described)
{
    const struct store *store =
        require_store(db, described ? described->table : NULL, __func__);
    const struct key *key = described ? described->key_ : NULL;

    if (!store)
        return no_range;
    if (!key->ordered) {
        ki_seek_refuse(store, NULL, "%f: the key of %t is no ordered index",
                       __func__);
        return no_range;
    }
    return range_of(store, key);
}

/* The index of a range, or NULL: it has no rows, or is refused. */
struct ranged {
    const struct store *store; /* NULL: the range is of none, or stale */
    const struct key *key;
    const struct order_tree *tree; /* NULL: there are no rows */
};

static struct ranged read_range(const kith_range *range, const char *call)
{
    const struct store *store =
        range->db ? require_store(range->db, range->table, call) : NULL;
    struct ranged ranged = {.store = store};

    if (!store)
        return ranged;
    assert(range->key < store->table->key_count);
    ranged.key = &store->table->keys[range->key];
    ranged.tree = range_tree(store, range->key);
    if ((ranged.tree ? ranged.tree->version : 0) != range->version) {
        ki_seek_refuse(store, NULL,
                       "%f: rows of %t have changed in this order since the "
                       "range was made: make it anew",
                       call);
        ranged.store = NULL;
    }
    return ranged;
}

const struct store *ki_range_store(const kith_range *range, const char *call)
{
    return read_range(range, call).store;
}

/* --- Bounds --------------------------------------------------------------- */

/* Where these values begin, or end. Without rows all is at the beginning. */
static struct order_spot find_spot(const struct order_tree *tree,
                                   const struct sort_values *sort,
                                   enum order_side side)
{
    struct order_seek seek = {.sort = *sort, .side = side};

    assert(side != ORDER_AT);
    return tree ? ki_order_tree_seek(tree, &seek) : (struct order_spot){0};
}

/* NULLs of the last column are no values to compare with, so they leave a range
 * whose other bounds say that all of its rows are alike in the columns before.
 * They are at one end of it. */
static void drop_nulls(kith_range *range, const struct ranged *ranged,
                       const void *const *values, kith_range_end_ end)
{
    const struct order_tree *tree = ranged->tree;
    const struct key *key = ranged->key;
    const void *null[KEY_COLUMNS_MAX];
    struct sort_values nulls;

    end.behind = key->descending >> (end.count - 1) & 1;
    if (!sort_has_null(key->columns[end.count - 1]) ||
        !ki_range_is_alike(range, key, &end))
        return;
    memcpy(null, values, end.count * sizeof(*values));
    null[end.count - 1] = NULL;
    nulls = ki_sort_values(key, null, end.count);
    end.null = true;
    if (end.behind) { /* they are the last */
        end.behind = false;
        end.prefix = nulls.low;
        ki_range_lower(range, key, find_spot(tree, &nulls, ORDER_BEFORE).rank,
                       end);
    } else {
        end.behind = true;
        end.prefix = nulls.high;
        ki_range_raise(range, key, find_spot(tree, &nulls, ORDER_BEHIND), end);
    }
}

/* Rows with the values, or a text that begins so. */
static void cut_with(kith_range *range, const struct ranged *ranged,
                     const struct sort_values *sort, kith_range_end_ end)
{
    struct order_spot begin = find_spot(ranged->tree, sort, ORDER_BEFORE);

    end.behind = false;
    end.prefix = sort->low;
    ki_range_raise(range, ranged->key, begin, end);
    end.behind = true;
    end.prefix = sort->high;
    ki_range_lower(
        range, ranged->key,
        ranged->tree ? ki_order_tree_end_of(ranged->tree, sort, &begin) : 0,
        end);
}

/* `end` has the values of the bound as they were given. */
static void cut(kith_range *range, const struct ranged *ranged,
                kith_bound bound, const void *const *values,
                kith_range_end_ end)
{
    const struct order_tree *tree = ranged->tree;
    const struct key *key = ranged->key;
    struct sort_values sort = bound == KITH_PREFIX
                                  ? ki_sort_beginning(key, values, end.count)
                                  : ki_sort_values(key, values, end.count);

    end.begins = bound == KITH_PREFIX;
    end.behind = bound == KITH_AFTER || bound == KITH_UNTIL;
    end.prefix = end.behind ? sort.high : sort.low;
    switch (bound) {
    case KITH_WITH:
    case KITH_PREFIX:
        cut_with(range, ranged, &sort, end);
        return;
    case KITH_FROM:
        ki_range_raise(range, key, find_spot(tree, &sort, ORDER_BEFORE), end);
        break;
    case KITH_AFTER:
        ki_range_raise(range, key, find_spot(tree, &sort, ORDER_BEHIND), end);
        break;
    case KITH_UNTIL:
        ki_range_lower(range, key, find_spot(tree, &sort, ORDER_BEHIND).rank,
                       end);
        break;
    case KITH_BEFORE:
        ki_range_lower(range, key, find_spot(tree, &sort, ORDER_BEFORE).rank,
                       end);
        break;
    }
    drop_nulls(range, ranged, values, end);
}

kith_range ki_range_with(const struct store *store, const struct key *key,
                         const void *const *values, size_t count)
{
    kith_range range = range_of(store, key);
    struct ranged ranged = {store, key, range_tree(store, key->ordinal)};

    assert(count <= key->column_count);
    cut(&range, &ranged, KITH_WITH, values,
        ki_range_end(key, values, count, END_ADDRESSES, values));
    return range;
}

/* Columns and bound of a call, judged before its values are. */
static bool admit_bound(const struct ranged *ranged, kith_bound bound,
                        const size_t *offsets, size_t count,
                        struct column **columns, const char *call)
{
    const struct store *store = ranged->store;
    kith_kind last;

    if (!store || !look_up(store, offsets, count, columns, call))
        return false;
    if (!begins_with(ranged->key, columns, count)) {
        refuse_columns(store, columns, count, ranged->key, call);
        return false;
    }
    last = (kith_kind)columns[count - 1]->kind;
    if (bound == KITH_PREFIX && last != KITH_KIND_TEXT &&
        last != KITH_KIND_CHARS)
        return ki_seek_refuse(store, columns[count - 1]->attribute->name,
                              "%f: %t.%c is no text, so its values do not "
                              "begin with one",
                              call);
    return true;
}

static kith_range without_rows(kith_range range)
{
    range.to = range.from;
    range.upper.form = END_NOTHING;
    return range;
}

kith_range kith_range_bound_at(kith_range range, kith_bound bound,
                               const size_t *offsets, const void *const *given,
                               size_t count)
{
    struct ranged ranged = read_range(&range, __func__);
    struct column *columns[KEY_COLUMNS_MAX];
    const void *values[KEY_COLUMNS_MAX];

    if (!admit_bound(&ranged, bound, offsets, count, columns, __func__))
        return no_range;
    for (size_t i = 0; i < count; i++) {
        values[i] = given ? seek_form(columns[i], given[i]) : NULL;
        if (!values[i])
            return without_rows(range);
    }
    cut(&range, &ranged, bound, values,
        ki_range_end(ranged.key, values, count, END_ADDRESSES, given));
    return range;
}

/* Which side of all numbers of its column an integer is on that does not fit:
 * less than 0 below them, more than 0 above; 0 for another value. */
static int beyond(const kith_value *part)
{
    if (part->kind != KITH_KIND_I64 && part->kind != KITH_KIND_U64)
        return 0;
    return part->kind == KITH_KIND_I64 && part->integer < 0 ? -1 : 1;
}

/* No value of the n-th column is the one that is given, which is below or above
 * all of them: what is equal in the columns before is before it, or behind. */
static void cut_beyond(kith_range *range, const struct ranged *ranged,
                       kith_bound bound, const void *const *values,
                       kith_range_end_ end, int side)
{
    struct sort_values alike = ki_sort_values(ranged->key, values, end.count);
    bool first = (side < 0) != (ranged->key->descending >> end.count & 1);
    bool raises = bound == KITH_FROM || bound == KITH_AFTER;
    struct order_spot spot =
        find_spot(ranged->tree, &alike, first ? ORDER_BEFORE : ORDER_BEHIND);

    end.behind = !first;
    end.prefix = first ? alike.low : alike.high;
    if (end.count == 0) { /* no row can be within, or all are */
        if (raises != first)
            *range = without_rows(*range);
    } else if (raises) {
        ki_range_raise(range, ranged->key, spot, end);
    } else {
        ki_range_lower(range, ranged->key, spot.rank, end);
    }
    end.count++;
    if (range->upper.form != END_NOTHING)
        drop_nulls(range, ranged, values, end);
}

kith_range kith_range_bound_row(kith_range range, kith_bound bound,
                                const size_t *offsets, const kith_value *parts,
                                size_t count)
{
    struct ranged ranged = read_range(&range, __func__);
    struct column *columns[KEY_COLUMNS_MAX];
    uint64_t numbers[KEY_COLUMNS_MAX];
    const void *values[KEY_COLUMNS_MAX];
    kith_range_end_ end;
    size_t possible = 0;

    if (!admit_bound(&ranged, bound, offsets, count, columns, __func__))
        return no_range;
    for (size_t i = 0; parts && i < count; i++) {
        if (!ki_seek_can_be(columns[i], parts[i].kind)) {
            ki_seek_refuse(ranged.store, columns[i]->attribute->name,
                           "%f: a value for %t.%c is not of its kind",
                           __func__);
            return no_range;
        }
        possible += possible == i && ki_seek_copy_part(columns[i], &parts[i],
                                                       &numbers[i], &values[i]);
    }
    end = ki_range_end(ranged.key, values, possible, END_VALUES, parts);
    if (possible == count) {
        cut(&range, &ranged, bound, values, end);
    } else if (parts && beyond(&parts[possible]) != 0 && bound != KITH_WITH &&
               bound != KITH_PREFIX) {
        values[possible] = NULL;
        cut_beyond(&range, &ranged, bound, values, end,
                   beyond(&parts[possible]));
    } else {
        return without_rows(range);
    }
    return range;
}

/* --- Rows ----------------------------------------------------------------- */

size_t kith_range_count(kith_range range)
{
    struct ranged ranged = read_range(&range, __func__);

    return ranged.store ? range.to - range.from : 0;
}

/* The place of the n-th row. Of the first it is known, if it is in the leaf. */
static struct order_place place_in(const struct ranged *ranged,
                                   const kith_range *range, size_t n)
{
    struct order_page *leaf = range->leaf;

    assert(range->from + n <= range->to);
    if (leaf && range->at + n <= leaf->count)
        return (struct order_place){.leaf = leaf,
                                    .at = (uint32_t)(range->at + n)};
    return ki_order_tree_at(ranged->tree, range->from + n);
}

void *kith_range_row(kith_range range, size_t n)
{
    struct ranged ranged = read_range(&range, __func__);
    struct order_place place;

    if (!ranged.tree || !ranged.store || n >= range.to - range.from)
        return NULL;
    store_count_lookup(ranged.store);
    place = place_in(&ranged, &range, n);
    return ki_order_tree_next(ranged.tree, &place);
}

/* A page, behind `skip` rows of the range or before as many; how many rows it
 * has. */
static size_t read_page(const kith_range *range, size_t skip, char *rows,
                        size_t capacity, bool back, const char *call)
{
    size_t count = range->to - range->from;
    struct ranged ranged = read_range(range, call);
    struct order_place place;

    if (!ranged.tree || !ranged.store || !rows || skip >= count)
        return 0;
    store_count_lookup(ranged.store);
    place = place_in(&ranged, range, back ? count - skip : skip);
    if (capacity > count - skip)
        capacity = count - skip;
    if (!back)
        ki_order_tree_read(ranged.tree, &place, rows, capacity);
    for (size_t i = 0; back && i < capacity; i++) {
        char *row = ki_order_tree_before(ranged.tree, &place);

        prefetch(row);
        store_ptr(rows + i * sizeof(char *), row);
    }
    return capacity;
}

size_t kith_range_rows(kith_range range, size_t skip, void *rows,
                       size_t capacity)
{
    return read_page(&range, skip, rows, capacity, false, __func__);
}

size_t kith_range_rows_back(kith_range range, size_t skip, void *rows,
                            size_t capacity)
{
    return read_page(&range, skip, rows, capacity, true, __func__);
}

void *kith_next_in_range(kith_range *range)
{
    struct order_place place;
    struct ranged ranged;
    void *row;

    if (!range)
        return NULL;
    ranged = read_range(range, __func__);
    if (!ranged.tree || !ranged.store || range->from == range->to)
        return NULL;
    place = place_in(&ranged, range, 0);
    row = ki_order_tree_next(ranged.tree, &place);
    range->from++;
    range->leaf = place.leaf;
    range->at = place.at;
    return row;
}

/* The rows are asked for here and read by the program, one after the other. */
void *kith_range_loop_on_(kith_range_loop_ *loop)
{
    enum { MOST = sizeof(loop->rows) / sizeof(*loop->rows) };
    kith_range *range = &loop->range;
    struct ranged ranged = read_range(range, "kith_for_each_in");
    struct order_place place;

    if (!ranged.tree || !ranged.store || range->from == range->to)
        return NULL;
    place = place_in(&ranged, range, 0);
    loop->count = range->to - range->from < MOST
                      ? (uint32_t)(range->to - range->from)
                      : MOST;
    ki_order_tree_read(ranged.tree, &place, (char *)loop->rows, loop->count);
    range->from += loop->count;
    range->leaf = place.leaf;
    range->at = place.at;
    loop->version = &ranged.tree->version;
    loop->at = 1;
    return loop->rows[0];
}

size_t kith_range_rank(kith_range range, const void *row)
{
    struct ranged ranged = read_range(&range, __func__);
    const void *values[KEY_COLUMNS_MAX];
    struct order_seek seek;
    size_t rank;

    if (!ranged.tree || !ranged.store || !row || !row_is_live(row) ||
        row_store(row) != ranged.store || key_is_null(ranged.key, row))
        return SIZE_MAX;
    seek = ki_order_seek_row(&ranged.tree->rows, row, values);
    rank = ki_order_tree_seek(ranged.tree, &seek).rank;
    return rank >= range.from && rank < range.to ? rank - range.from : SIZE_MAX;
}
