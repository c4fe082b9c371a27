/* cell.c - one value, as both sides know it; see compare.h. */
#include "compare.h"

#include <stdio.h>
#include <string.h>

struct cell cell_integer(int64_t value)
{
    struct cell cell = {.kind = CELL_INTEGER, .bytes = sizeof(value)};

    memcpy(cell.data, &value, sizeof(value));
    return cell;
}

struct cell cell_real(double value)
{
    struct cell cell = {.kind = CELL_REAL, .bytes = sizeof(value)};

    memcpy(cell.data, &value, sizeof(value));
    return cell;
}

struct cell cell_blob(const void *data, size_t bytes)
{
    struct cell cell = {.kind = CELL_BLOB, .bytes = (int32_t)bytes};

    /* A longer value keeps its length, and so stays different. */
    if (bytes > CELL_BYTES)
        bytes = CELL_BYTES;
    if (bytes > 0)
        memcpy(cell.data, data, bytes);
    return cell;
}

struct cell cell_text(const char *text)
{
    struct cell cell = {.kind = CELL_NULL};

    if (!text)
        return cell;
    cell = cell_blob(text, strlen(text));
    cell.kind = CELL_TEXT;
    return cell;
}

int64_t cell_as_integer(const struct cell *cell)
{
    int64_t value;

    memcpy(&value, cell->data, sizeof(value));
    return value;
}

double cell_as_real(const struct cell *cell)
{
    double value;

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
    case CELL_INTEGER:
        snprintf(text, 64, "%lld", (long long)cell_as_integer(cell));
        return text;
    case CELL_REAL:
        snprintf(text, 64, "%g", cell_as_real(cell));
        return text;
    case CELL_TEXT:
        snprintf(text, 64, "'%.*s'", CELL_BYTES, cell->data);
        return text;
    case CELL_BLOB:
        snprintf(text, 64, "a blob of %d bytes, '%.*s'", (int)cell->bytes,
                 CELL_BYTES, cell->data);
        return text;
    }
    return text;
}
