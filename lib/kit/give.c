/* give.c - values for columns: any value, and those of fields.
 *
 * Owns   how a kith_value becomes the bytes of a column, and what a sequence
 *        makes.
 * Knows  the recipe of a table; no row of the database.
 *
 * What a column is given, and in which order: kith/test/factory.h.
 */
#include "kit/recipe.h"

#include <inttypes.h>
#include <stdio.h>

/* --- Putting a value ------------------------------------------------------ */

bool ki_integer_range(kith_kind kind, int64_t *least, int64_t *most)
{
    static const struct {
        int64_t least, most;
    } ranges[] = {
        [KITH_KIND_BOOL] = {0, 1},
        [KITH_KIND_I8] = {INT8_MIN, INT8_MAX},
        [KITH_KIND_I16] = {INT16_MIN, INT16_MAX},
        [KITH_KIND_I32] = {INT32_MIN, INT32_MAX},
        [KITH_KIND_I64] = {INT64_MIN, INT64_MAX},
        [KITH_KIND_U8] = {0, UINT8_MAX},
        [KITH_KIND_U16] = {0, UINT16_MAX},
        [KITH_KIND_U32] = {0, UINT32_MAX},
        [KITH_KIND_U64] = {0, INT64_MAX},
    };

    if (kind < KITH_KIND_BOOL || kind > KITH_KIND_U64)
        return false;
    *least = ranges[kind].least;
    *most = ranges[kind].most;
    return true;
}

/* The bytes of an integer in range, of as many bytes as the column has. */
static void store_low_bytes(char *at, uint64_t bits, size_t bytes)
{
    const uint8_t one = (uint8_t)bits;
    const uint16_t two = (uint16_t)bits;
    const uint32_t four = (uint32_t)bits;

    assert(bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8);
    memcpy(at,
           bytes == 1   ? (const void *)&one
           : bytes == 2 ? (const void *)&two
           : bytes == 4 ? (const void *)&four
                        : (const void *)&bits,
           bytes);
}

static bool put_integer_value(const kith_column *column,
                              const kith_value *value, char *at)
{
    int64_t least = 0, most = 0;
    bool fits = ki_integer_range(column->kind, &least, &most);

    assert(column->bytes <= sizeof(int64_t));
    if (kind_is_signed(value->kind))
        fits = fits && value->integer >= least && value->integer <= most;
    else
        fits = fits && (value->natural <= (uint64_t)most ||
                        column->kind == KITH_KIND_U64);
    if (fits)
        store_low_bytes(at,
                        kind_is_signed(value->kind) ? (uint64_t)value->integer
                                                    : value->natural,
                        column->bytes);
    return fits;
}

static bool put_real_value(const kith_column *column, const kith_value *value,
                           char *at)
{
    double real = kind_is_real(value->kind)     ? value->real
                  : kind_is_signed(value->kind) ? (double)value->integer
                                                : (double)value->natural;
    float narrow = (float)real;

    if (!kind_is_real(column->kind))
        return false;
    assert(column->bytes == (column->kind == KITH_KIND_F32 ? 4 : 8));
    memcpy(at, column->kind == KITH_KIND_F32 ? (const void *)&narrow : &real,
           column->bytes);
    return true;
}

static bool put_bytes_value(const kith_column *column, const kith_value *value,
                            char *at)
{
    if (value->kind == KITH_KIND_BLOB && column->kind == KITH_KIND_BLOB) {
        memcpy(at, &value->blob, sizeof(value->blob));
        return true;
    }
    if (value->kind != KITH_KIND_TEXT)
        return false;
    if (column->kind == KITH_KIND_TEXT) {
        memcpy(at, &value->text, sizeof(value->text));
        return true;
    }
    if (column->kind != KITH_KIND_CHARS || strlen(value->text) >= column->bytes)
        return false;
    memset(at, 0, column->bytes);
    memcpy(at, value->text, strlen(value->text));
    return true;
}

static bool value_is_null(const kith_value *value)
{
    return value->kind == KITH_KIND_NONE ||
           (value->kind == KITH_KIND_TEXT && !value->text) ||
           (value->kind == KITH_KIND_BLOB && !value->blob.data);
}

/* An optional has its flag behind its value. */
bool ki_recipe_put(struct kith_recipe_ *recipe, const struct recipe_column *at,
                   const kith_value *value)
{
    const kith_column *column = &at->column;
    char *place = recipe->row + column->offset_bytes;
    uint64_t bit = (uint64_t)1 << at->attribute % 64;
    bool fits;

    assert(at->attribute < recipe->table->attribute_count);
    recipe->known[at->attribute / 64] |= bit;
    if (value_is_null(value)) {
        recipe->nulls[at->attribute / 64] |= bit;
        return true;
    }
    if (value->kind == KITH_KIND_TEXT || value->kind == KITH_KIND_BLOB)
        fits = put_bytes_value(column, value, place);
    else if (kind_is_real(value->kind) || kind_is_real(column->kind))
        fits = put_real_value(column, value, place);
    else
        fits = value->kind <= KITH_KIND_U64 &&
               put_integer_value(column, value, place);
    if (fits && column->optional)
        place[column->bytes] = true;
    recipe->given[at->attribute / 64] |= bit;
    return fits;
}

/* --- Sequences ------------------------------------------------------------ */

size_t ki_sequence_bytes(const char *sequence)
{
    size_t bytes = 1;

    assert(sequence);
    for (; *sequence; sequence++, bytes++) {
        if (*sequence != '%')
            continue;
        sequence++;
        if (*sequence == 'd')
            bytes += 20; /* of the largest number */
        else if (*sequence != '%')
            return 0;
    }
    return bytes;
}

/* Write the text of a sequence; ki_sequence_bytes has said that there is
 * room. */
static void write_sequence(const char *sequence, uint64_t number, char *text,
                           size_t bytes)
{
    const char *end = text + bytes;

    for (; *sequence; sequence++) {
        assert(text < end);
        if (*sequence != '%') {
            *text++ = *sequence;
            continue;
        }
        sequence++;
        if (*sequence == 'd')
            text += snprintf(text, (size_t)(end - text), "%" PRIu64, number);
        else
            *text++ = '%';
    }
    assert(text < end);
    *text = '\0';
}

/* The n-th number of a field that counts; false beyond the last there is. */
static bool count_from(const kith_factory_field *field, uint64_t number,
                       kith_value *value)
{
    int64_t step = field->step ? field->step : 1;
    int64_t way;

    assert(number > 0);
    *value = field->first;
    if (number - 1 > INT64_MAX ||
        __builtin_mul_overflow((int64_t)(number - 1), step, &way))
        return false;
    if (value->kind == KITH_KIND_F64) {
        value->real += (double)way;
        return true;
    }
    if (value->kind == KITH_KIND_I64)
        return !__builtin_add_overflow(value->integer, way, &value->integer);
    return way < 0 ? !__builtin_sub_overflow(value->natural, 0 - (uint64_t)way,
                                             &value->natural)
                   : !__builtin_add_overflow(value->natural, (uint64_t)way,
                                             &value->natural);
}

/* --- Fields --------------------------------------------------------------- */

kith_status ki_recipe_used_up(kith_factories *factories,
                              const struct kith_recipe_ *recipe,
                              const struct recipe_column *column)
{
    return ki_factories_fail(
        factories, KITH_E_LIMIT, recipe->table, column->column.name,
        "%s.%s has no value left that %s: give it one", recipe->table->name,
        column->column.name,
        column->field ? "its .first comes to" : "fits and no row has");
}

static kith_status give_field(kith_factories *factories,
                              struct kith_recipe_ *recipe,
                              struct recipe_column *column)
{
    const kith_factory_field *field = column->field;
    kith_value value = field->value;

    assert(field);
    if (field->sequence) {
        write_sequence(field->sequence, recipe->number, column->text,
                       column->text_bytes);
        value = (kith_value)KITH_STRING(column->text);
    } else if (field->first.kind != KITH_KIND_NONE) {
        if (!count_from(field, recipe->number, &value))
            return ki_recipe_used_up(factories, recipe, column);
    } else if (field->function) {
        value = field->function(factories, recipe->row, recipe->number);
    }
    if (ki_recipe_put(recipe, column, &value))
        return KITH_OK;
    if (field->first.kind != KITH_KIND_NONE)
        return ki_recipe_used_up(factories, recipe, column);
    return ki_factories_fail(
        factories, KITH_E_CHECK, recipe->table, column->column.name,
        "%s.%s cannot hold what its %s gives: a value of its type that fits",
        recipe->table->name, column->column.name,
        field->function ? ".function" : ".sequence");
}

/* In the order of the fields, for a function sees those before its own. */
kith_status ki_recipe_give_fields(kith_factories *factories,
                                  struct kith_recipe_ *recipe, bool keys)
{
    kith_status status = KITH_OK;

    assert(recipe->making);
    for (size_t i = 0; status == KITH_OK && i < recipe->field_count; i++) {
        struct recipe_column *at = recipe->fields[i];

        assert(at->field);
        if (at->column.foreign_key == keys && !column_is_known(recipe, at))
            status = give_field(factories, recipe, at);
    }
    return status;
}
