/* sort.c - the order of rows by the columns of a key; see sort.h. */
#include "catalog/sort.h"

#include "catalog/value.h"

static bool descends(const struct key *key, size_t column)
{
    assert(column < key->column_count);
    return key->descending >> column & 1;
}

/* The bits of a number or bool, 0 for others. */
static unsigned kind_bits(kith_kind kind)
{
    return 8 * (unsigned)ki_value_bytes(kind);
}

/* A real as a number without sign in the same order: of one below zero all bits
 * are inverted, of any other the sign alone (IEEE 754 orders the rest). Zero
 * has one form, NaN the greatest. */
static uint64_t real_in_order(kith_kind kind, const void *at)
{
    double real = ki_value_real(kind, at);
    float narrow = (float)real; /* what it was, where the kind is float */
    uint64_t wide;
    uint32_t bits;

    if (real != real)
        return kind == KITH_KIND_F32 ? UINT32_MAX : UINT64_MAX;
    if (real == 0)
        real = narrow = 0;
    memcpy(&wide, &real, sizeof(wide));
    memcpy(&bits, &narrow, sizeof(bits));
    if (kind == KITH_KIND_F32)
        return bits >> 31 ? (uint32_t)~bits : bits | (uint32_t)1 << 31;
    return wide >> 63 ? ~wide : wide | (uint64_t)1 << 63;
}

/* A number or bool as one of kind_bits() bits, in its order. */
static uint64_t number_in_order(kith_kind kind, const void *at)
{
    unsigned bits = kind_bits(kind);
    uint64_t number;

    if (ki_kind_is_real(kind))
        return real_in_order(kind, at);
    number = ki_value_integer(kind, at);
    if (ki_kind_is_signed(kind))
        number ^= (uint64_t)1 << (bits - 1);
    return bits == 64 ? number : number & (((uint64_t)1 << bits) - 1);
}

/* The first bytes of a text or blob as a number, zeros behind its end. */
static uint64_t bytes_in_order(const char *bytes, size_t count)
{
    uint64_t number = 0;

    for (size_t i = 0; i < 8; i++)
        number = number << 8 | (i < count ? (unsigned char)bytes[i] : 0);
    return number;
}
static uint64_t text_in_order(const struct column *column, const void *at)
{
    const char *text = column->kind == KITH_KIND_TEXT ? load_ptr(at) : at;

    if (column->kind == KITH_KIND_BLOB)
        return bytes_in_order(blob_data(at), blob_bytes(at));
    return bytes_in_order(
        text, ki_chars_length(
                  text, column->kind == KITH_KIND_TEXT ? 8 : column->bytes));
}

/* The bits of a column, the most significant first, behind one that says that
 * it is not NULL; inverted where it descends. */
static uint64_t column_in_order(const struct key *key, size_t i, const void *at)
{
    const struct column *column = key->columns[i];
    kith_kind kind = (kith_kind)column->kind;
    unsigned bits = kind_bits(kind);
    uint64_t order = 0;

    if (at)
        order = bits > 0 ? number_in_order(kind, at) << (64 - bits)
                         : text_in_order(column, at);
    if (at && sort_has_null(column))
        order = order >> 1 | (uint64_t)1 << 63;
    return descends(key, i) ? ~order : order;
}

/* How many those are; 0 where none can follow. */
static unsigned column_bits(const struct column *column)
{
    unsigned bits = kind_bits((kith_kind)column->kind);

    return bits > 0 ? bits + sort_has_null(column) : 0;
}

/* The next bits of a prefix, of which `left` are left; 0 where no column may
 * follow. */
static uint64_t take_column(const struct key *key, size_t i, const void *at,
                            unsigned *left)
{
    unsigned bits = column_bits(key->columns[i]), free = *left;
    uint64_t part = column_in_order(key, i, at) >> (64 - free);

    assert(free > 0);
    *left = bits > 0 && bits < free ? free - bits : 0;
    return part & ~(*left > 0 ? ((uint64_t)1 << *left) - 1 : 0);
}

/* Whether all bits of the first columns are in the prefix. */
static bool columns_fit(const struct key *key, size_t column_count)
{
    unsigned bits = 0;

    assert(column_count <= key->column_count);
    for (size_t i = 0; i < column_count; i++) {
        if (column_bits(key->columns[i]) == 0)
            return false;
        bits += column_bits(key->columns[i]);
    }
    return bits <= 64;
}

uint64_t ki_key_prefix(const struct key *key, const char *row)
{
    uint64_t prefix = 0;
    unsigned left = 64;

    for (size_t i = 0; i < key->column_count && left > 0; i++)
        prefix |= take_column(key, i, sort_value(key->columns[i], row), &left);
    return prefix;
}

/* Bits of columns that are not given may be any. */
struct sort_values ki_sort_values(const struct key *key,
                                  const void *const *values,
                                  size_t column_count)
{
    struct sort_values sort = {
        .key = key, .values = values, .column_count = (uint32_t)column_count};
    unsigned left = 64;

    assert(column_count <= key->column_count);
    for (size_t i = 0; i < column_count && left > 0; i++)
        sort.low |= take_column(key, i, values[i], &left);
    sort.high = sort.low;
    if (left > 0 && column_count < key->column_count)
        sort.high |= left == 64 ? UINT64_MAX : ((uint64_t)1 << left) - 1;
    sort.exact = columns_fit(key, column_count);
    return sort;
}

static const char *text_at(const struct column *column, const void *at)
{
    assert(column->kind == KITH_KIND_TEXT || column->kind == KITH_KIND_CHARS);
    return column->kind == KITH_KIND_TEXT ? load_ptr(at) : at;
}

/* Bits of the prefix behind the bytes of the text may be any. */
struct sort_values ki_sort_beginning(const struct key *key,
                                     const void *const *values,
                                     size_t column_count)
{
    struct sort_values sort = ki_sort_values(key, values, column_count);
    const struct column *last = key->columns[column_count - 1];
    size_t bits = sort_has_null(last), free;

    assert(column_count > 0);
    sort.begins = true;
    sort.bytes = last->kind == KITH_KIND_TEXT
                     ? strlen(load_ptr(values[column_count - 1]))
                     : ki_chars_length(values[column_count - 1], last->bytes);
    for (size_t i = 0; i + 1 < column_count; i++)
        bits += column_bits(key->columns[i]);
    sort.exact = columns_fit(key, column_count - 1) && sort.bytes <= 8 &&
                 bits + 8 * sort.bytes <= 64;
    free = sort.exact ? 64 - bits - 8 * sort.bytes : 0;
    sort.high |= free > 0 ? UINT64_MAX >> (64 - free) : 0;
    sort.low &= ~(free > 0 ? UINT64_MAX >> (64 - free) : 0);
    return sort;
}

/* The order of a value of a row and the n-th that is looked for. */
static int compare_column(const struct sort_values *sort, size_t i,
                          const void *value)
{
    const struct column *column = sort->key->columns[i];

    if (!value || !sort->values[i])
        return !sort->values[i] - !value;
    if (sort->begins && i + 1 == sort->column_count)
        return strncmp(text_at(column, value), text_at(column, sort->values[i]),
                       sort->bytes);
    return ki_value_order((kith_kind)column->kind, column->bytes, value,
                          sort->values[i]);
}

int ki_sort_compare(const struct sort_values *sort, const char *row)
{
    const struct key *key = sort->key;

    for (size_t i = 0; i < sort->column_count; i++) {
        int order = compare_column(sort, i, sort_value(key->columns[i], row));

        if (order != 0)
            return descends(key, i) ? (order < 0) - (order > 0) : order;
    }
    return 0;
}
