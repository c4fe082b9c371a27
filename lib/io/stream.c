/* stream.c - text on its way to an output; see stream.h. */
#include "io/stream.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stream ki_stream_begin(kith_output output)
{
    struct stream to = {.output = output, .status = KITH_OK};

    assert(output.write);
    return to;
}

static void flush_stream(struct stream *to)
{
    size_t bytes = to->used;

    to->used = 0;
    if (bytes > 0 && to->status == KITH_OK &&
        !to->output.write(to->output.context, to->bytes, bytes))
        to->status = KITH_E_IO;
}

kith_status ki_stream_end(struct stream *to)
{
    flush_stream(to);
    return to->status;
}

static void stream_bytes(struct stream *to, const char *text, size_t bytes)
{
    while (bytes > 0) {
        size_t room = sizeof(to->bytes) - to->used;
        size_t part = bytes < room ? bytes : room;

        memcpy(to->bytes + to->used, text, part);
        to->used += part;
        text += part;
        bytes -= part;
        if (to->used == sizeof(to->bytes))
            flush_stream(to);
    }
}

void ki_stream_put(struct stream *to, const char *text)
{
    stream_bytes(to, text, strlen(text));
}

/* --- Numbers -------------------------------------------------------------- */

void ki_stream_put_count(struct stream *to, size_t number)
{
    ki_stream_put_natural(to, number);
}

void ki_stream_put_integer(struct stream *to, int64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, number);
    ki_stream_put(to, text);
}

void ki_stream_put_natural(struct stream *to, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRIu64, number);
    ki_stream_put(to, text);
}

/* Whether the digits name this number again when they are read. */
static bool is_named_by(const char *text, double number, size_t bytes)
{
    return bytes == sizeof(float) ? strtof(text, NULL) == (float)number
                                  : strtod(text, NULL) == number;
}

/* Any double is named by 17 digits and any float by 9 (IEEE 754-2019, 5.12.2).
 * What stands for the point is whatever the locale has, of one byte or several;
 * it is the only thing that is no ASCII digit, letter or sign. */
void ki_stream_put_real(struct stream *to, double number, size_t bytes)
{
    int digits = bytes == sizeof(float) ? 6 : 15;
    bool point = false;
    char text[40];

    do
        snprintf(text, sizeof(text), "%.*g", digits, number);
    while (digits++ < 17 && !is_named_by(text, number, bytes));
    for (const char *at = text; *at; at++) {
        if (strchr("0123456789+-einfa", *at))
            stream_bytes(to, at, 1);
        else if (!point)
            ki_stream_put(to, ".");
        point = strchr("0123456789+-einfa", *at) ? point : true;
    }
}

/* --- Texts ---------------------------------------------------------------- */

/* How many bytes the character at `text` has, which is no ASCII and ends before
 * a NUL; 0 where it is no valid UTF-8, or a control character (RFC 3629,
 * section 4). */
static size_t unit_bytes(const char *text)
{
    /* By bytes: the first that is no control character and not overlong. */
    static const unsigned first[] = {0, 0, 0xa0, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)text;
    size_t count = at[0] < 0xc0 || at[0] > 0xf4 ? 0
                   : at[0] < 0xe0               ? 2
                   : at[0] < 0xf0               ? 3
                                                : 4;
    unsigned code = at[0] & 0x7fu >> count;

    for (size_t i = 1; i < count; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3f);
    }
    if (code < first[count] || code > 0x10ffff ||
        (code >= 0xd800 && code <= 0xdfff)) /* a surrogate */
        return 0;
    return count;
}

/* What is shown as one: a character, or the escape of a byte that is none. */
struct unit {
    char text[8];
    size_t taken, shown; /* bytes of the text; characters of what is shown */
};

static struct unit escape_unit(char byte)
{
    struct unit unit = {.taken = 1, .shown = 4};

    if (byte == '\n' || byte == '\r' || byte == '\t') {
        unit.shown = 2;
        snprintf(unit.text, sizeof(unit.text), "\\%c",
                 byte == '\n'   ? 'n'
                 : byte == '\r' ? 'r'
                                : 't');
    } else {
        snprintf(unit.text, sizeof(unit.text), "\\x%02x",
                 (unsigned)(unsigned char)byte);
    }
    return unit;
}

static struct unit next_unit(const char *text)
{
    unsigned char byte = (unsigned char)*text;
    size_t count = byte >= 0x80 ? unit_bytes(text) : 1;
    struct unit unit = {.taken = count, .shown = 1};

    if (count == 0 || byte < 0x20 || byte == 0x7f)
        return escape_unit(*text);
    memcpy(unit.text, text, count);
    return unit;
}

/* How many bytes of the text are shown before "...": all, where all fits. */
static size_t shown_bytes(const char *text, size_t limit, bool *cut)
{
    size_t shown = 0, whole = 0, at = 0;

    for (; text[at] && shown <= limit;) {
        struct unit unit = next_unit(text + at);

        shown += unit.shown;
        at += unit.taken;
        if (shown + 3 <= limit)
            whole = at;
    }
    *cut = shown > limit;
    return *cut ? whole : at;
}

/* Both languages take a character by its number. But for Graphviz \N is the
 * name of the node, also in a label that is like HTML and also when the
 * backslash was a number: so one of the text is doubled, of which it shows one.
 * Those of escapes stand before letters that mean nothing to it. */
static void put_quoted_unit(struct stream *to, const struct unit *unit,
                            enum quoting quoting)
{
    const char *signs = quoting == QUOTE_HTML      ? "&<>\"'\\"
                        : quoting == QUOTE_MERMAID ? "\"#&<>%\\`:;"
                                                   : "";

    if (!strchr(signs, unit->text[0])) {
        ki_stream_put(to, unit->text);
        return;
    }
    if (quoting == QUOTE_HTML && strcmp(unit->text, "\\") == 0)
        ki_stream_put(to, "\\");
    ki_stream_put(to, quoting == QUOTE_HTML ? "&#" : "#");
    ki_stream_put_natural(to, (unsigned char)unit->text[0]);
    ki_stream_put(to, ";");
    ki_stream_put(to, unit->text + 1); /* the rest of an escape */
}

/* A quote within quotes is written twice, which is all that standard SQL asks
 * for (ISO/IEC 9075-2, 5.2 and 5.3). */
static void stream_doubled(struct stream *to, const char *text,
                           const char *quotes)
{
    for (; *text; text++) {
        stream_bytes(to, text, 1);
        if (strchr(quotes, *text))
            stream_bytes(to, text, 1);
    }
}

void ki_stream_put_text(struct stream *to, const char *text,
                        enum quoting quoting, size_t limit)
{
    static const char *const sql_quotes[] = {"\"", "'", "\"'"};
    size_t bytes;
    bool cut;

    if (quoting >= QUOTE_SQL_NAME) {
        stream_doubled(to, text, sql_quotes[quoting - QUOTE_SQL_NAME]);
        return;
    }
    bytes = shown_bytes(text, limit, &cut);
    for (size_t at = 0; at < bytes;) {
        struct unit unit = next_unit(text + at);

        put_quoted_unit(to, &unit, quoting);
        at += unit.taken;
    }
    if (cut)
        ki_stream_put(to, "...");
}

void ki_stream_put_hex(struct stream *to, const void *data, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = data;

    for (size_t i = 0; i < bytes; i++) {
        char pair[2] = {digits[at[i] >> 4], digits[at[i] & 15]};

        stream_bytes(to, pair, 2);
    }
}
