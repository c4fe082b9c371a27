/* limits.c - how far the values of columns may go, and where the key that
 * counts up begins.
 *
 * Owns   what .minimum, .maximum, .maximum_bytes, .first_number and .manual may
 *        be said of, and what a value within limits is: NaN is within none, and
 *        -0.0 is 0.0.
 */
#include "catalog/steps/build.h"
#include "catalog/value.h"

#include <math.h>

/* --- Judging values ------------------------------------------------------- */

static union limit load_limit(kith_kind kind, const void *at)
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

    if (limits->bytes_text)
        return bytes_suffice(column, at);
    value = load_limit(column->kind, at);
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

    if (limits->bytes_text) {
        *name = ".maximum_bytes";
        *limit = limits->bytes_text;
    } else if (limits->minimum_text &&
               !is_at_most(column->kind, limits->minimum,
                           load_limit(column->kind, at))) {
        *name = ".minimum";
        *limit = limits->minimum_text;
    } else {
        *name = ".maximum";
        *limit = limits->maximum_text;
    }
}

/* --- What a declaration may say ------------------------------------------- */

static struct error_facts column_facts(const struct table *table,
                                       const struct column *column)
{
    return (struct error_facts){.table = table->descriptor->name,
                                .column = column->attribute->name};
}

/* A key that counts up, or would without .manual. */
static bool could_count(const struct table *table, const struct column *column)
{
    return table->primary && table->primary->column_count == 1 &&
           table->primary->columns[0] == column && column->link_count == 0 &&
           ki_kind_is_integer(column->kind);
}

static kith_status check_counting(struct builder *builder,
                                  const struct table *table,
                                  const struct column *column)
{
    const kith_attribute *attribute = column->attribute;
    struct error_facts facts = column_facts(table, column);

    if (attribute->manual && !could_count(table, column))
        return refuse(builder,
                      "%t.%c has .manual, but would not count up without it: "
                      "that is for the integer that is the whole primary key "
                      "and no foreign key, drop .manual",
                      &facts);
    if (attribute->manual && attribute->first_number)
        return refuse(builder,
                      "%t.%c has both .manual and .first_number, but a key "
                      "that is always given does not count: drop one",
                      &facts);
    if (attribute->first_number && column != table->autoincrement)
        return refuse(builder,
                      "%t.%c has .first_number, but does not count up: that "
                      "is for the integer that is the whole primary key and "
                      "no foreign key, drop .first_number",
                      &facts);
    if (attribute->first_number > ki_kind_max(column->kind) &&
        column == table->autoincrement)
        return refuse(builder,
                      "%t.%c has a .first_number that does not fit its type: "
                      "begin below, or declare it wider",
                      &facts);
    return KITH_OK;
}

/* Print a limit as a sentence shows it; NULL, with the error set, without
 * memory. */
static const char *limit_text(struct builder *builder, kith_kind kind,
                              const void *at)
{
    char text[32];
    size_t count = ki_value_print(kind, 0, at, text, sizeof(text));
    char *copy = build_new(builder, count + 1, 1);

    return copy ? memcpy(copy, text, count + 1) : NULL;
}

static kith_status refuse_kind(struct builder *builder,
                               const struct table *table,
                               const struct column *column, const char *option)
{
    struct error_facts facts = column_facts(table, column);

    facts.constraint = option;
    if (!ki_value_bytes(column->kind) || column->kind == KITH_KIND_BOOL)
        return refuse(builder,
                      "%t.%c has %k, which is for numbers: drop it, or give a "
                      "text or blob .maximum_bytes",
                      &facts);
    return refuse(builder,
                  "%t.%c has a %k that is no number of its type: use "
                  "KITH_INTEGER, or KITH_REAL for a float or double, with one "
                  "that fits",
                  &facts);
}

/* Take one end of the numbers that a column may hold, if it is declared. */
static kith_status admit_limit(struct builder *builder,
                               const struct table *table,
                               const struct column *column,
                               const kith_value *value, const char *option,
                               union limit *limit, const char **text)
{
    char form[8];

    if (!value->kind)
        return KITH_OK;
    if (!ki_value_bytes(column->kind) || column->kind == KITH_KIND_BOOL ||
        !ki_value_from(column->kind, value, form))
        return refuse_kind(builder, table, column, option);
    *limit = load_limit(column->kind, form);
    if (ki_kind_is_real(column->kind) && isnan(limit->real))
        return refuse_kind(builder, table, column, option);
    *text = limit_text(builder, column->kind, form);
    return *text ? KITH_OK : KITH_E_MEMORY;
}

static kith_status admit_bytes(struct builder *builder,
                               const struct table *table, struct column *column,
                               struct limits *limits)
{
    size_t bytes = column->attribute->maximum_bytes;
    uint64_t number = bytes;
    struct error_facts facts = column_facts(table, column);

    if (bytes == 0)
        return KITH_OK;
    if (ki_value_bytes(column->kind))
        return refuse(builder,
                      "%t.%c has .maximum_bytes, which is for texts and "
                      "blobs: give a number .minimum and .maximum",
                      &facts);
    if (bytes > column->bytes_max)
        return refuse(builder,
                      column->kind == KITH_KIND_CHARS
                          ? "%t.%c has a .maximum_bytes that its array cannot "
                            "hold with the NUL: lower it, or declare the array "
                            "longer"
                          : "%t.%c has a .maximum_bytes of more than 4 GiB - 2 "
                            "bytes: lower it",
                      &facts);
    column->bytes_max = (uint32_t)bytes;
    limits->bytes_text = limit_text(builder, KITH_KIND_U64, &number);
    return limits->bytes_text ? KITH_OK : KITH_E_MEMORY;
}

/* As far as the numbers of a kind go. */
static struct limits widest(kith_kind kind)
{
    struct limits limits = {.minimum.natural = 0, .maximum.natural = 0};

    if (ki_kind_is_real(kind)) {
        limits.minimum.real = -HUGE_VAL;
        limits.maximum.real = HUGE_VAL;
    } else if (ki_kind_is_signed(kind)) {
        limits.minimum.integer = INT64_MIN;
        limits.maximum.integer = INT64_MAX;
    } else {
        limits.maximum.natural = UINT64_MAX;
    }
    return limits;
}

static kith_status check_place(struct builder *builder,
                               const struct table *table,
                               const struct column *column)
{
    struct error_facts facts = column_facts(table, column);
    const struct foreign_key *link =
        column->link_count > 0 ? column->links[0] : NULL;

    if (link) {
        facts.other = link->parent->descriptor->name;
        facts.other_column = link->parent_key
                                 ->columns[column_index(column, link->columns,
                                                        link->column_count)]
                                 ->attribute->name;
        return refuse(builder,
                      "%t.%c has a limit, but is part of a foreign key: give "
                      "the limit to the key it refers to, %o.%p",
                      &facts);
    }
    if (column->attribute->writable)
        return refuse(builder,
                      "%t.%c has a limit and could be written past it: declare "
                      "it const",
                      &facts);
    return KITH_OK;
}

/* A default is a value of the column, and the first number is one too. */
static kith_status check_beginnings(struct builder *builder,
                                    const struct table *table,
                                    const struct column *column)
{
    struct error_facts facts = column_facts(table, column);
    union limit first = {.natural = table->first_number};
    uint64_t number;

    if (!is_at_most(column->kind, column->limits->minimum,
                    column->limits->maximum))
        return refuse(builder,
                      "%t.%c has a .minimum above its .maximum: exchange them",
                      &facts);
    if (column->has_default && !column->attribute->default_function &&
        !ki_limits_admit(column, ki_column_default(column, &number)))
        return refuse(builder,
                      "%t.%c has a default beyond its limits: use one within, "
                      "or move the limits",
                      &facts);
    if (column == table->autoincrement &&
        (!is_at_most(column->kind, column->limits->minimum, first) ||
         !is_at_most(column->kind, first, column->limits->maximum)))
        return refuse(builder,
                      "%t.%c counts up from a number beyond its limits: give "
                      "it a .first_number within, or move the limits",
                      &facts);
    return KITH_OK;
}

static kith_status build_limits(struct builder *builder, struct table *table,
                                struct column *column)
{
    const kith_attribute *attribute = column->attribute;
    struct limits *limits;
    kith_status status;

    if (!attribute->minimum.kind && !attribute->maximum.kind &&
        !attribute->maximum_bytes)
        return KITH_OK;
    limits = build_new(builder, 1, sizeof(*limits));
    if (!limits)
        return KITH_E_MEMORY;
    *limits = widest(column->kind);
    status = check_place(builder, table, column);
    if (status != KITH_OK)
        return status;
    status = admit_limit(builder, table, column, &attribute->minimum,
                         ".minimum", &limits->minimum, &limits->minimum_text);
    if (status == KITH_OK)
        status =
            admit_limit(builder, table, column, &attribute->maximum, ".maximum",
                        &limits->maximum, &limits->maximum_text);
    if (status == KITH_OK)
        status = admit_bytes(builder, table, column, limits);
    column->limits = limits;
    if (status == KITH_OK)
        status = check_beginnings(builder, table, column);
    return status;
}

/* The numbers that the key gives out. */
static void find_numbers(struct table *table)
{
    const struct column *column = table->autoincrement;

    table->first_number = 1;
    if (!column)
        return;
    table->last_number = ki_kind_max(column->kind);
    if (column->attribute->first_number)
        table->first_number = column->attribute->first_number;
}

kith_status ki_build_limits(struct builder *builder, struct table *table)
{
    struct column *column = table->autoincrement;
    kith_status status = KITH_OK;

    find_numbers(table);
    for (size_t i = 0; status == KITH_OK && i < table->column_count; i++) {
        status = check_counting(builder, table, &table->columns[i]);
        if (status == KITH_OK)
            status = build_limits(builder, table, &table->columns[i]);
    }
    /* Above the first number, so without a sign. */
    if (status == KITH_OK && column && column->limits &&
        column->limits->maximum_text)
        table->last_number = column->limits->maximum.natural;
    return status;
}
