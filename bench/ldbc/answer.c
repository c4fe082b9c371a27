/* answer.c - rows of an answer as lines of text. */
#include "ldbc/ldbc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_bytes(struct ldbc_text *text, const char *bytes, size_t count)
{
    if (text->count + count + 1 > text->capacity) {
        text->capacity = (text->count + count + 1) * 2;
        text->bytes = realloc(text->bytes, text->capacity);
        BENCH_REQUIRE(text->bytes);
    }
    memcpy(text->bytes + text->count, bytes, count);
    text->count += count;
    text->bytes[text->count] = '\0';
}

static void begin_column(struct ldbc_text *text)
{
    if (text->within_row)
        write_bytes(text, "|", 1);
    text->within_row = true;
}

void ldbc_write_number(struct ldbc_text *text, int64_t number)
{
    char digits[24];
    int count = snprintf(digits, sizeof(digits), "%" PRId64, number);

    begin_column(text);
    write_bytes(text, digits, (size_t)count);
}

void ldbc_write_text(struct ldbc_text *text, const char *column)
{
    begin_column(text);
    if (column)
        write_bytes(text, column, strlen(column));
}

void ldbc_write_end(struct ldbc_text *text)
{
    write_bytes(text, "\n", 1);
    text->within_row = false;
}
