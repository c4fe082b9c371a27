/* limits.c - whether values are within the limits of their columns; see
 * schema.h.
 *
 * Owns   what a value within limits is: NaN is within none, and -0.0 is 0.0.
 */
#include "catalog/schema.h"
#include "catalog/value.h"

union limit ki_limit_of(kith_kind kind, const void *at)
{
    union limit value;

    if (ki_kind_is_real(kind))
        value.real = ki_value_real(kind, at);
    else
        value.natural = ki_value_integer(kind, at);
    return value;
}

/* Whether one value is at most the other; false for NaN. */
static bool is_at_most(kith_kind kind, union limit one, union limit other)
{
    if (ki_kind_is_real(kind))
        return one.real <= other.real;
    if (ki_kind_is_signed(kind))
        return one.integer <= other.integer;
    return one.natural <= other.natural;
}

/* Whether a text or blob has no more bytes than it may. A text is measured no
 * further than that. */
static bool bytes_suffice(const struct column *column, const void *at)
{
    if (column->kind == KITH_KIND_BLOB)
        return blob_bytes(at) <= column->bytes_max;
    if (column->kind == KITH_KIND_CHARS)
        return ki_chars_length(at, column->bytes) <= column->bytes_max;
    return ki_chars_length(load_ptr(at), column->bytes_max + 1) <=
           column->bytes_max;
}

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
