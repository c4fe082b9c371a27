/* limits.c - whether values are within the limits of their columns; see
 * limits.h.
 *
 * Owns   what a value within limits is: NaN is within none, and -0.0 is 0.0.
 *        NaN, because it stands nowhere in the order of numbers: every
 *        comparison with it is false.
 * Knows  the limits of a column as steps/limits.c made them. Where only one end
 *        is declared, the other is the end of the kind, so that both are
 *        compared always and no flag is tested.
 *
 * NULL passes every limit, as it passes SQL's CHECK: column_is_within() sees to
 * that, and no function here is given one.
 */
#include "catalog/limits.h"
#include "catalog/value.h"

/* Widened to 64 bits, with sign where the kind has one: the members of the
 * union share their bytes, so `integer` reads what `natural` was set to. */
union limit ki_limit_of(kith_kind kind, const void *at)
{
    union limit value;

    if (ki_kind_is_real(kind))
        value.real = ki_value_real(kind, at);
    else
        value.natural = ki_value_integer(kind, at);
    return value;
}

/* Whether one value is at most the other; false for NaN. Three comparisons,
 * because a double holds no integer beyond 2^53 exactly, and neither int64_t
 * nor uint64_t holds the values of both. */
static bool is_at_most(kith_kind kind, union limit one, union limit other)
{
    if (ki_kind_is_real(kind))
        return one.real <= other.real;
    if (ki_kind_is_signed(kind))
        return one.integer <= other.integer;
    return one.natural <= other.natural;
}

/* Whether a text or blob has no more bytes than it may. A text is measured no
 * further than that: a program may offer megabytes to a column of ten bytes. An
 * in-place text without a NUL has as many bytes as its array, and bytes_max is
 * less, so it is refused too. O(bytes_max). */
static bool bytes_suffice(const struct column *column, const void *at)
{
    if (column->kind == KITH_KIND_BLOB)
        return blob_bytes(at) <= column->bytes_max;
    if (column->kind == KITH_KIND_CHARS)
        return ki_chars_length(at, column->bytes) <= column->bytes_max;
    return ki_chars_length(load_ptr(at), column->bytes_max + 1) <=
           column->bytes_max;
}

/* A part of a foreign key has its links where others have limits, so it must
 * not come here. Of a text or blob only the bytes count: it has no
 * minimum and maximum. */
bool ki_limits_admit(const struct column *column, const void *at)
{
    const struct limits *limits = column->limits;
    union limit value;

    assert(limits && column->link_count == 0);
    if (limits->bytes_text)
        return bytes_suffice(column, at);
    value = ki_limit_of(column->kind, at);
    return is_at_most(column->kind, limits->minimum, value) &&
           is_at_most(column->kind, value, limits->maximum);
}

/* The short way of an insert calls this, where false only means that the change
 * set judges again and finds the words. So two rules share one function, and
 * which of them fails does not matter. Of the columns that an insert must
 * give only in-place texts can show that they were left out: an empty one is no
 * key, while a number of zero is. O(limits). */
bool ki_limits_admit_row(const struct table *table, const char *row)
{
    for (size_t i = 0; i < table->limited_count; i++) {
        if (!column_is_within(table_limited(table)[i], row))
            return false;
    }
    for (size_t i = 0; i < table->must_count; i++) {
        const struct column *column = table_must(table)[i];

        if (column->kind == KITH_KIND_CHARS && !row[column->offset])
            return false;
    }
    return true;
}

/* The limit that the value breaks is one that is declared and so has a text: no
 * value is beyond the end of its kind but NaN, for which the first of those
 * declared is named. */
void ki_limits_name(const struct column *column, const void *at,
                    const char **name, const char **limit)
{
    const struct limits *limits = column->limits;

    assert(!ki_limits_admit(column, at));
    if (limits->bytes_text) {
        *name = ".maximum_bytes";
        *limit = limits->bytes_text;
    } else if (limits->minimum_text &&
               !is_at_most(column->kind, limits->minimum,
                           ki_limit_of(column->kind, at))) {
        *name = ".minimum";
        *limit = limits->minimum_text;
    } else {
        *name = ".maximum";
        *limit = limits->maximum_text;
    }
}
