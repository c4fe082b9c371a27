/* range_ends.c - the ends of a range, by value; see range.h.
 *
 * Owns   what a range remembers of its bounds, and which of two is the narrower
 *        one where no row is between them.
 */
#include "catalog/value.h"
#include "find/range.h"

enum { END_WORDS_MOST = sizeof((kith_range_end_){0}.at) / sizeof(uint64_t) };

/* The words that a value takes in an end. */
static size_t words_of(const struct column *column)
{
    return column->kind == KITH_KIND_BLOB ? 2 : 1;
}

kith_range_end_ ki_range_end(const struct key *key, const void *const *values,
                             size_t count, enum range_end_form form,
                             const void *given)
{
    kith_range_end_ end = {.count = (uint32_t)count, .form = END_WORDS};
    size_t words = 0;

    for (size_t i = 0; i < count; i++)
        words += words_of(key->columns[i]);
    if (words > END_WORDS_MOST) {
        end.form = (uint8_t)form;
        end.at.values = given;
        return end;
    }
    words = 0;
    for (size_t i = 0; i < count; i++) {
        const struct column *column = key->columns[i];

        if (column->kind == KITH_KIND_CHARS)
            end.at.words[words] = (uintptr_t)values[i];
        else if (column->kind == KITH_KIND_TEXT)
            end.at.words[words] = (uintptr_t)load_ptr(values[i]);
        else
            memcpy(&end.at.words[words], values[i], column->bytes);
        words += words_of(column);
    }
    assert(words <= END_WORDS_MOST);
    return end;
}

/* What ki_range_end() has written. */
static void read_words(const struct key *key, const kith_range_end_ *end,
                       struct end_values *read)
{
    size_t words = 0;

    assert(end->form == END_WORDS);
    for (size_t i = 0; i < end->count; i++) {
        const struct column *column = key->columns[i];

        read->values[i] = column->kind == KITH_KIND_CHARS
                              ? (const void *)(uintptr_t)end->at.words[words]
                              : &end->at.words[words];
        words += words_of(column);
    }
}

static void read_given(const struct key *key, const kith_range_end_ *end,
                       struct end_values *read)
{
    const void *const *given = end->at.values;
    const kith_value *parts = end->at.values;

    assert(end->form == END_ADDRESSES || end->form == END_VALUES);
    for (size_t i = 0; i < end->count; i++) {
        if (end->form == END_ADDRESSES)
            read->values[i] = seek_form(key->columns[i], given[i]);
        else
            ki_seek_copy_part(key->columns[i], &parts[i], &read->numbers[i],
                              &read->values[i]);
    }
}

void ki_range_read_end(const kith_range *range, const struct key *key,
                       const kith_range_end_ *end, struct end_values *read)
{
    const char *row = range->parent;

    assert(end->form != END_NONE && end->form != END_NOTHING);
    read->count = end->count;
    read->behind = end->behind;
    read->begins = end->begins;
    if (end->form == END_PARENT)
        show_parent(
            ki_table_relationship(row_store(row)->table, range->collection)
                ->foreign_key,
            row, read->values);
    else if (end->form == END_WORDS)
        read_words(key, end, read);
    else
        read_given(key, end, read);
    if (end->null)
        read->values[read->count - 1] = NULL;
}

/* --- Which comes first ---------------------------------------------------- */

static const char *text_of(const struct column *column, const void *value)
{
    return column->kind == KITH_KIND_TEXT ? load_ptr(value) : value;
}

/* Whether the last text of an end stands for all that begin with it, and begins
 * the text of another one, which it then contains. */
static bool contains(const struct key *key, const struct end_values *end,
                     const struct end_values *other, size_t i)
{
    const char *text;

    if (!end->begins || i + 1 < end->count || !end->values[i] ||
        !other->values[i])
        return false;
    text = text_of(key->columns[i], end->values[i]);
    return strncmp(text, text_of(key->columns[i], other->values[i]),
                   strlen(text)) == 0;
}

/* The order of the i-th values in the key. */
static int compare_values(const struct key *key, size_t i,
                          const struct end_values *a,
                          const struct end_values *b)
{
    const struct column *column = key->columns[i];
    int order;

    if (!a->values[i] || !b->values[i])
        order = !b->values[i] - !a->values[i];
    else
        order = ki_value_order((kith_kind)column->kind, column->bytes,
                               a->values[i], b->values[i]);
    return key->descending >> i & 1 ? (order < 0) - (order > 0) : order;
}

/* An end is before or behind all rows with its values: of two with the same
 * values, as far as both have some, the one with fewer decides. */
static int compare_ends(const struct key *key, const struct end_values *a,
                        const struct end_values *b)
{
    size_t count = a->count < b->count ? a->count : b->count;

    for (size_t i = 0; i < count; i++) {
        bool around = contains(key, a, b, i), within = contains(key, b, a, i);
        int order;

        if (around && within)
            return a->behind - b->behind;
        if (around)
            return a->behind ? 1 : -1;
        if (within)
            return b->behind ? -1 : 1;
        order = compare_values(key, i, a, b);
        if (order != 0)
            return order;
    }
    if (a->count == b->count)
        return a->behind - b->behind;
    if (a->count < b->count)
        return a->behind ? 1 : -1;
    return b->behind ? -1 : 1;
}

bool ki_range_is_alike(const kith_range *range, const struct key *key,
                       const kith_range_end_ *end)
{
    const kith_range_end_ *had = end->behind ? &range->upper : &range->lower;
    struct end_values group, is;
    int order;

    assert(end->count > 0);
    if (end->count == 1 || had->form == END_NOTHING)
        return true;
    if (had->form == END_NONE)
        return false;
    ki_range_read_end(range, key, end, &group);
    ki_range_read_end(range, key, had, &is);
    group.count--;
    group.begins = false;
    order = compare_ends(key, &is, &group);
    return end->behind ? order <= 0 : order >= 0;
}

/* --- Narrower ------------------------------------------------------------- */

/* Of two ends with no row between, the narrower one is that which lies further
 * on the way to the other side. 64 bits of their values mostly tell. */
static bool is_narrower(const kith_range *range, const struct key *key,
                        const kith_range_end_ *end, const kith_range_end_ *had,
                        bool lower)
{
    struct end_values a, b;

    assert(end->form != END_NONE);
    if (had->form == END_NONE)
        return true;
    if (end->prefix != had->prefix)
        return (end->prefix > had->prefix) == lower;
    ki_range_read_end(range, key, end, &a);
    ki_range_read_end(range, key, had, &b);
    return (compare_ends(key, &a, &b) > 0) == lower;
}

void ki_range_raise(kith_range *range, const struct key *key,
                    struct order_spot spot, kith_range_end_ end)
{
    assert(range->from <= range->to);
    if (range->from > spot.rank)
        return;
    if (range->from < spot.rank ||
        is_narrower(range, key, &end, &range->lower, true))
        range->lower = end;
    if (range->from == spot.rank)
        return;
    range->from = spot.rank < range->to ? spot.rank : range->to;
    range->leaf = spot.rank < range->to ? spot.place.leaf : NULL;
    range->at = spot.place.at;
}

void ki_range_lower(kith_range *range, const struct key *key, size_t to,
                    kith_range_end_ end)
{
    assert(range->from <= range->to);
    if (range->to < to || range->upper.form == END_NOTHING)
        return;
    if (range->to > to || is_narrower(range, key, &end, &range->upper, false))
        range->upper = end;
    range->to = to > range->from ? to : range->from;
}
