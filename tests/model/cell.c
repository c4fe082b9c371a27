/* cell.c - one value, and where a row of C has it. */
#include "facts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct cell cell_null(void)
{
    return (struct cell){.kind = CELL_NULL};
}

struct cell cell_number(int64_t value)
{
    struct cell cell = {.kind = CELL_NUMBER, .bytes = sizeof(value)};

    memcpy(cell.data, &value, sizeof(value));
    return cell;
}

/* -0.0 equals 0.0. */
struct cell cell_real(double value)
{
    struct cell cell = {.kind = CELL_REAL, .bytes = sizeof(value)};

    value += 0.0;
    if (value != value)
        memcpy(cell.data, "NaN", 3);
    else
        memcpy(cell.data, &value, sizeof(value));
    return cell;
}

struct cell cell_blob(const void *data, size_t bytes)
{
    struct cell cell = {.kind = CELL_BLOB, .bytes = (uint8_t)bytes};

    assert(bytes <= CELL_TEXT_BYTES);
    if (bytes > 0)
        memcpy(cell.data, data, bytes);
    return cell;
}

struct cell cell_text(const char *text)
{
    struct cell cell = cell_null();

    if (!text)
        return cell;
    cell = cell_blob(text, strlen(text));
    cell.kind = CELL_TEXT;
    return cell;
}

int64_t cell_as_number(const struct cell *cell)
{
    int64_t value;

    memcpy(&value, cell->data, sizeof(value));
    return value;
}

double cell_as_real(const struct cell *cell)
{
    double value;

    if (memcmp(cell->data, "NaN\0\0\0\0", 8) == 0)
        return 0.0 / 0.0;
    memcpy(&value, cell->data, sizeof(value));
    return value;
}

bool cell_equal(const struct cell *a, const struct cell *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

const char *cell_print(const struct cell *cell, char *text)
{
    switch ((enum cell_kind)cell->kind) {
    case CELL_NULL:
        return strcpy(text, "NULL");
    case CELL_NUMBER:
        snprintf(text, 48, "%lld", (long long)cell_as_number(cell));
        break;
    case CELL_REAL:
        snprintf(text, 48, "%g", cell_as_real(cell));
        break;
    case CELL_TEXT:
        snprintf(text, 48, "\"%s\"", cell->data);
        break;
    case CELL_BLOB:
        snprintf(text, 48, "%d bytes \"%s\"", cell->bytes, cell->data);
        break;
    }
    return text;
}

/* --- In a row ------------------------------------------------------------- */

static int64_t read_number(kith_kind kind, const char *at)
{
    union {
        int8_t i8;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
    } as;

    switch (kind) {
    case KITH_KIND_I8:
        memcpy(&as.i8, at, 1);
        return as.i8;
    case KITH_KIND_I16:
        memcpy(&as.i16, at, 2);
        return as.i16;
    case KITH_KIND_I32:
        memcpy(&as.i32, at, 4);
        return as.i32;
    case KITH_KIND_U16:
        memcpy(&as.u16, at, 2);
        return as.u16;
    case KITH_KIND_U32:
        memcpy(&as.u32, at, 4);
        return as.u32;
    case KITH_KIND_I64:
    case KITH_KIND_U64:
        memcpy(&as.i64, at, 8);
        return as.i64;
    default:
        memcpy(&as.u8, at, 1);
        return as.u8;
    }
}

static struct cell read_value(const struct column *column, const char *at)
{
    const char *text;
    kith_blob blob;
    float f32;
    double f64;

    switch (column->kind) {
    case KITH_KIND_F32:
        memcpy(&f32, at, sizeof(f32));
        return cell_real((double)f32);
    case KITH_KIND_F64:
        memcpy(&f64, at, sizeof(f64));
        return cell_real(f64);
    case KITH_KIND_TEXT:
        memcpy(&text, at, sizeof(text));
        return cell_text(text);
    case KITH_KIND_CHARS:
        return cell_text(at);
    case KITH_KIND_BLOB:
        memcpy(&blob, at, sizeof(blob));
        return blob.data ? cell_blob(blob.data, blob.bytes) : cell_null();
    default:
        return cell_number(read_number(column->kind, at));
    }
}

struct cell row_cell(const struct column *column, const void *row)
{
    const char *at = (const char *)row + column->offset;

    if (column->optional && !at[column->bytes])
        return cell_null();
    if (column->of_key && kith_is_null_at(row, column->offset))
        return cell_null();
    return read_value(column, at);
}

static void write_number(int64_t value, size_t bytes, char *at)
{
    int8_t i8 = (int8_t)value;
    int16_t i16 = (int16_t)value;
    int32_t i32 = (int32_t)value;

    memcpy(at,
           bytes == 1   ? (const void *)&i8
           : bytes == 2 ? (const void *)&i16
           : bytes == 4 ? (const void *)&i32
                        : (const void *)&value,
           bytes);
}

void write_value(const struct column *column, const struct cell *cell,
                 union value *value)
{
    double f64 = cell_as_real(cell);
    float f32 = (float)f64;

    switch (column->kind) {
    case KITH_KIND_TEXT:
    case KITH_KIND_CHARS:
        value->text = cell->data;
        break;
    case KITH_KIND_BLOB:
        value->blob = KITH_BYTES(cell->data, cell->bytes);
        break;
    case KITH_KIND_F64:
        memcpy(value->bytes, &f64, sizeof(f64));
        break;
    case KITH_KIND_F32:
        memcpy(value->bytes, &f32, sizeof(f32));
        break;
    default:
        write_number(cell_as_number(cell), column->bytes, value->bytes);
    }
}

void write_cell(const struct column *column, const struct cell *cell, char *row)
{
    char *at = row + column->offset;
    union value value = {.bytes = {0}};
    size_t room = column->bytes;

    if (column->hidden)
        return;
    if (column->optional)
        at[column->bytes] = cell->kind != CELL_NULL;
    if (cell->kind == CELL_NULL) {
        memset(at, 0, column->bytes);
        return;
    }
    if (column->kind == KITH_KIND_CHARS) {
        memset(at, 0, room);
        memcpy(at, cell->data, room < sizeof(cell->data) ? room : 14);
        return;
    }
    write_value(column, cell, &value);
    memcpy(at, &value, column->bytes);
}

kith_value cell_value(const struct column *column, const struct cell *cell)
{
    kith_value value = {.kind = KITH_KIND_NONE};

    switch ((enum cell_kind)cell->kind) {
    case CELL_NULL:
        break;
    case CELL_NUMBER:
        value.kind =
            column->kind == KITH_KIND_U64 ? KITH_KIND_U64 : KITH_KIND_I64;
        value.integer = cell_as_number(cell);
        value.natural = (uint64_t)cell_as_number(cell);
        break;
    case CELL_REAL:
        value.kind = KITH_KIND_F64;
        value.real = cell_as_real(cell);
        break;
    case CELL_TEXT:
        value.kind = KITH_KIND_TEXT;
        value.text = cell->data;
        break;
    case CELL_BLOB:
        value.kind = KITH_KIND_BLOB;
        value.blob = KITH_BYTES(cell->data, cell->bytes);
        break;
    }
    return value;
}

struct cell value_cell(const struct column *column, const kith_value *value)
{
    bool real = column->kind == KITH_KIND_F32 || column->kind == KITH_KIND_F64;

    switch (value->kind) {
    case KITH_KIND_I64:
        return real ? cell_real((double)value->integer)
                    : cell_number(value->integer);
    case KITH_KIND_U64:
        return real ? cell_real((double)value->natural)
                    : cell_number((int64_t)value->natural);
    case KITH_KIND_F64:
        return cell_real(value->real);
    case KITH_KIND_TEXT:
        return cell_text(value->text);
    case KITH_KIND_BLOB:
        return cell_blob(value->blob.data, value->blob.bytes);
    default:
        return cell_null();
    }
}
