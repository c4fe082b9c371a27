/* remedy.c - values for columns that nothing else gives one.
 *
 * Owns   which values are allowed, in which order they are tried, and whether a
 *        row has one.
 * Knows  the recipe of a table, and the database by look-ups alone.
 *
 * A value that is to be unique is looked up, for rows that were not made by
 * these factories may have it: a column that alone is a key as soon as it has a
 * value, the keys of several columns when all columns are there. Each column
 * counts by itself, so a value that was passed over is not tried again.
 *
 * What a column is given, and in which order: kith/test/factory.h.
 */
#include "kit/recipe.h"

#include <kith/seek.h>

#include <float.h>
#include <inttypes.h>
#include <stdio.h>

/* --- Values that are allowed ---------------------------------------------- */

/* The integers between the limits of the column. */
static bool allowed_integers(const kith_column *column, int64_t *least,
                             int64_t *most)
{
    const kith_value *minimum = &column->attribute->minimum;
    const kith_value *maximum = &column->attribute->maximum;

    if (!ki_integer_range(column->kind, least, most))
        return false;
    if (kind_is_signed(minimum->kind) && minimum->integer > *least)
        *least = minimum->integer;
    if (kind_is_signed(maximum->kind) && maximum->integer < *most)
        *most = maximum->integer;
    if (minimum->kind == KITH_KIND_U64 && minimum->natural <= INT64_MAX &&
        (int64_t)minimum->natural > *least)
        *least = (int64_t)minimum->natural;
    if (maximum->kind == KITH_KIND_U64 && maximum->natural < (uint64_t)*most)
        *most = (int64_t)maximum->natural;
    return *least <= *most;
}

static double real_of(const kith_value *value)
{
    return kind_is_real(value->kind)     ? value->real
           : kind_is_signed(value->kind) ? (double)value->integer
                                         : (double)value->natural;
}

/* The n-th of the integers that are allowed, n from 0: those from 1 up, or from
 * the end that is next to it, and then those below. */
static bool nth_integer(const kith_column *column, uint64_t n,
                        kith_value *value)
{
    int64_t least, most, start;
    uint64_t above;

    if (!allowed_integers(column, &least, &most))
        return false;
    start = least > 1 ? least : most < 1 ? most : 1;
    above = (uint64_t)most - (uint64_t)start;
    value->kind = KITH_KIND_I64;
    if (n <= above) {
        value->integer = (int64_t)((uint64_t)start + n);
        return true;
    }
    n -= above + 1;
    value->integer = (int64_t)((uint64_t)start - 1 - n);
    return n < (uint64_t)start - (uint64_t)least;
}

/* The n-th number of a sequence that fills [0, 1) ever more densely: 0, 1/2,
 * 1/4, 3/4, 1/8 (van der Corput). */
static double nth_fraction(uint64_t n)
{
    double fraction = 0;

    for (double part = 0.5; n > 0; n >>= 1, part /= 2) {
        if (n & 1)
            fraction += part;
    }
    assert(fraction < 1);
    return fraction;
}

/* The n-th real between two limits, as many as can be told apart. */
static bool nth_between(double least, double most, bool narrow, uint64_t n,
                        kith_value *value)
{
    double part = nth_fraction(n);

    value->real = least * (1 - part) + most * part;
    return n == 0 || (least < most && n >> (narrow ? 22 : 50) == 0);
}

/* The n-th real: 1, 2, 3; from the minimum up or from the maximum down by ones,
 * or by more where these would be lost; or between the two. */
static bool nth_real(const kith_column *column, uint64_t n, kith_value *value)
{
    const kith_value *minimum = &column->attribute->minimum;
    const kith_value *maximum = &column->attribute->maximum;
    bool narrow = column->kind == KITH_KIND_F32;
    double largest = narrow ? (double)FLT_MAX : DBL_MAX;
    double step, begin = 1;

    assert(kind_is_real(column->kind));
    value->kind = KITH_KIND_F64;
    if (minimum->kind != KITH_KIND_NONE && maximum->kind != KITH_KIND_NONE)
        return nth_between(real_of(minimum), real_of(maximum), narrow, n,
                           value);
    if (minimum->kind != KITH_KIND_NONE)
        begin = real_of(minimum);
    if (maximum->kind != KITH_KIND_NONE)
        begin = real_of(maximum);
    step = (begin < 0 ? -begin : begin) * (narrow ? 0x1p-22 : 0x1p-50);
    step = step > 1 ? step : 1;
    value->real = maximum->kind != KITH_KIND_NONE ? begin - (double)n * step
                                                  : begin + (double)n * step;
    return value->real >= -largest && value->real <= largest;
}

/* The most bytes that the column takes. */
static size_t most_bytes(const struct recipe_column *at)
{
    size_t most = at->text_bytes - 1;
    size_t limit = at->column.attribute->maximum_bytes;

    assert(at->text_bytes > 0);
    if (at->column.kind == KITH_KIND_CHARS && at->column.bytes - 1 < most)
        most = at->column.bytes - 1;
    return limit > 0 && limit < most ? limit : most;
}

/* The n-th text: "name 1", and where that is too long the number alone, in
 * digits that are as dense as can be typed. */
static bool nth_text(struct recipe_column *at, uint64_t n, kith_value *value)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char *end = at->text + at->text_bytes - 1;
    char *begin = end;
    size_t bytes = (size_t)snprintf(at->text, at->text_bytes, "%s %" PRIu64,
                                    at->column.name, n + 1);

    assert(bytes < at->text_bytes);
    *value = (kith_value)KITH_STRING(at->text);
    if (bytes <= most_bytes(at))
        return true;
    *end = '\0';
    for (n++; n > 0 && begin > at->text; n /= 36)
        *--begin = digits[n % 36];
    value->text = begin;
    return n == 0 && (size_t)(end - begin) <= most_bytes(at);
}

/* The n-th blob: as many bytes as the number has, the lowest first. */
static bool nth_blob(struct recipe_column *at, uint64_t n, kith_value *value)
{
    size_t bytes = 0;

    for (; bytes == 0 || n > 0; n >>= 8)
        at->text[bytes++] = (char)(n & 0xff);
    *value = (kith_value)KITH_BINARY(at->text, bytes);
    return bytes <= most_bytes(at);
}

/* The n-th of the values that the column may have; false where there are no
 * more. */
static bool nth_value(struct recipe_column *at, uint64_t n, kith_value *value)
{
    switch (at->column.kind) {
    case KITH_KIND_TEXT:
    case KITH_KIND_CHARS:
        return nth_text(at, n, value);
    case KITH_KIND_BLOB:
        return nth_blob(at, n, value);
    case KITH_KIND_F32:
    case KITH_KIND_F64:
        return nth_real(&at->column, n, value);
    default:
        return nth_integer(&at->column, n, value);
    }
}

/* --- Whether a row has it ------------------------------------------------- */

/* Of one key, as kith has them at most. */
enum { COLUMNS_OF_KEY_MAX = 32 };

/* In-place texts are looked up by the address of their bytes. */
void *ki_recipe_find(const kith_factories *factories,
                     const struct kith_recipe_ *recipe, const size_t *own,
                     const struct kith_recipe_ *its, const size_t *theirs,
                     size_t count)
{
    size_t offsets[COLUMNS_OF_KEY_MAX];
    const void *values[COLUMNS_OF_KEY_MAX], *texts[COLUMNS_OF_KEY_MAX];

    assert(count > 0 && count <= COLUMNS_OF_KEY_MAX);
    for (size_t i = 0; i < count; i++) {
        const kith_column *column = &recipe->columns[own[i]].column;

        offsets[i] = its->columns[theirs[i]].column.offset_bytes;
        texts[i] = recipe->row + column->offset_bytes;
        values[i] = column->kind == KITH_KIND_CHARS ? &texts[i] : texts[i];
    }
    return count == 1
               ? kith_find_at(factories->db, its->table, offsets[0], values[0])
               : kith_find_key_at(factories->db, its->table, offsets, values,
                                  count);
}

bool ki_recipe_is_taken(const kith_factories *factories,
                        const struct kith_recipe_ *recipe,
                        const struct recipe_column *at)
{
    size_t number = (size_t)(at - recipe->columns);

    assert(at->findable);
    return ki_recipe_find(factories, recipe, &number, recipe, &number, 1);
}

/* Whether a row has the values of a key of several columns. None has where one
 * is NULL; where the insert itself gives a column, it is left to the insert. */
static bool key_is_taken(const kith_factories *factories,
                         const struct kith_recipe_ *recipe,
                         const struct recipe_key *key)
{
    assert(key->count > 1);
    for (size_t i = 0; i < key->count; i++) {
        const struct recipe_column *at = &recipe->columns[key->columns[i]];

        if (mask_has(recipe->nulls, at->attribute) ||
            (!column_is_known(recipe, at) &&
             (at->column.nullable ||
              at->column.default_kind != KITH_DEFAULT_NONE)))
            return false;
    }
    return ki_recipe_find(factories, recipe, key->columns, recipe, key->columns,
                          key->count);
}

/* --- Remedies ------------------------------------------------------------- */

static kith_status give_unique(kith_factories *factories,
                               struct kith_recipe_ *recipe,
                               struct recipe_column *at)
{
    kith_value value = {.kind = KITH_KIND_NONE};

    assert(at->remedy == REMEDY_UNIQUE);
    do {
        if (!nth_value(at, at->next, &value) ||
            !ki_recipe_put(recipe, at, &value))
            return ki_recipe_used_up(factories, recipe, at);
        at->next++;
    } while (at->findable && ki_recipe_is_taken(factories, recipe, at));
    at->remedied = true;
    return KITH_OK;
}

/* Give a column its default, unless a row has that already. */
static kith_status give_default(kith_factories *factories,
                                struct kith_recipe_ *recipe,
                                struct recipe_column *at)
{
    assert(at->column.default_kind == KITH_DEFAULT_VALUE);
    ki_recipe_put(recipe, at, &at->column.attribute->default_value);
    return ki_recipe_is_taken(factories, recipe, at)
               ? give_unique(factories, recipe, at)
               : KITH_OK;
}

/* The value next to zero: a text, or zero itself where it is allowed. */
static kith_status give_least(kith_factories *factories,
                              struct kith_recipe_ *recipe,
                              struct recipe_column *at)
{
    const kith_attribute *attribute = at->column.attribute;
    kith_value value = KITH_INTEGER(0);
    int64_t least, most;
    bool there = true;

    assert(at->remedy == REMEDY_LEAST);
    if (kind_is_real(at->column.kind)) {
        value.kind = KITH_KIND_F64;
        if (attribute->maximum.kind && real_of(&attribute->maximum) < 0)
            value.real = real_of(&attribute->maximum);
        if (attribute->minimum.kind && real_of(&attribute->minimum) > 0)
            value.real = real_of(&attribute->minimum);
    } else if (allowed_integers(&at->column, &least, &most)) {
        value.integer = least > 0 ? least : most < 0 ? most : 0;
    } else {
        there = nth_value(at, at->next++, &value);
    }
    return there && ki_recipe_put(recipe, at, &value)
               ? KITH_OK
               : ki_recipe_used_up(factories, recipe, at);
}

/* Give another value to a column of a key that a row has, the last of those
 * that were given one here. Nothing where there is none: the insert refuses the
 * row then. True where one was given. */
static bool change_key(kith_factories *factories, struct kith_recipe_ *recipe,
                       const struct recipe_key *key, kith_status *status)
{
    assert(key->count > 1);
    for (size_t i = key->count; i-- > 0;) {
        struct recipe_column *at = &recipe->columns[key->columns[i]];

        if (at->remedied) {
            *status = give_unique(factories, recipe, at);
            return *status == KITH_OK;
        }
    }
    return false;
}

/* A column may be in several keys, so all are looked at again once one was
 * changed. It ends, for columns count up. */
static kith_status change_keys(kith_factories *factories,
                               struct kith_recipe_ *recipe)
{
    kith_status status = KITH_OK;
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t i = 0; status == KITH_OK && i < recipe->key_count; i++) {
            if (key_is_taken(factories, recipe, &recipe->keys[i]))
                changed |=
                    change_key(factories, recipe, &recipe->keys[i], &status);
        }
    }
    return status;
}

static kith_status give_remedy(kith_factories *factories,
                               struct kith_recipe_ *recipe,
                               struct recipe_column *at)
{
    assert(at->remedy != REMEDY_NONE);
    if (at->remedy == REMEDY_LEAST)
        return give_least(factories, recipe, at);
    if (at->column.default_kind == KITH_DEFAULT_VALUE)
        return give_default(factories, recipe, at);
    return give_unique(factories, recipe, at);
}

kith_status ki_recipe_give_remedies(kith_factories *factories,
                                    struct kith_recipe_ *recipe)
{
    kith_status status = KITH_OK;

    assert(recipe->making);
    for (size_t i = 0; status == KITH_OK && i < recipe->column_count; i++) {
        struct recipe_column *at = &recipe->columns[i];

        at->remedied = false;
        if (at->remedy != REMEDY_NONE && !column_is_known(recipe, at) &&
            !at->field)
            status = give_remedy(factories, recipe, at);
    }
    return status == KITH_OK ? change_keys(factories, recipe) : status;
}
