/* writer.c - values as text; see writer.h and kith/dump.h for their form.
 *
 * Owns   how a value is spelled: the shortest real that reads back, the escapes
 *        of a text.
 */
#include "io/writer.h"

#include <kith/dump.h>

#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* --- Texts and blobs ------------------------------------------------------ */

/* The least character that a sequence of so many bytes may stand for: what is
 * below it has a shorter one. 0xa0 leaves out the controls from 0x80 on. */
static const uint32_t least_of_bytes[] = {0, 0, 0xa0, 0x800, 0x10000};

/* How many bytes the character has that begins here, beyond ASCII; 0 where the
 * bytes are no UTF-8 (RFC 3629, section 4) or a control character. A NUL ends
 * every sequence, so nothing behind the text is read. */
static size_t utf8_bytes(const char *text)
{
    unsigned char lead = (unsigned char)*text;
    size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    uint32_t character = lead & (0x7fu >> bytes);

    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    for (size_t i = 1; i < bytes; i++) {
        unsigned char byte = (unsigned char)text[i];

        if ((byte & 0xc0) != 0x80)
            return 0;
        character = character << 6 | (byte & 0x3fu);
    }
    return character < least_of_bytes[bytes] || character > 0x10ffff ||
                   (character >= 0xd800 && character <= 0xdfff)
               ? 0
               : bytes;
}

/* How many bytes may be written as they are. */
static size_t plain_bytes(const char *text)
{
    size_t bytes = 0;

    for (;;) {
        unsigned char byte = (unsigned char)text[bytes];
        size_t more = byte >= 0x80 ? utf8_bytes(text + bytes)
                                   : byte >= 0x20 && byte != 0x7f &&
                                         byte != '\'' && byte != '\\';

        if (more == 0)
            return bytes;
        bytes += more;
    }
}

static void put_hexadecimal(struct writer *writer, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char text[2] = {digits[byte >> 4], digits[byte & 15]};

    writer_put(writer, text, sizeof(text));
}

static void put_escaped_byte(struct writer *writer, unsigned char byte)
{
    switch (byte) {
    case '\n':
        writer_text(writer, "\\n");
        break;
    case '\r':
        writer_text(writer, "\\r");
        break;
    case '\t':
        writer_text(writer, "\\t");
        break;
    case '\'':
        writer_text(writer, "\\'");
        break;
    case '\\':
        writer_text(writer, "\\\\");
        break;
    default:
        writer_text(writer, "\\x");
        put_hexadecimal(writer, byte);
    }
}

void ki_writer_quoted(struct writer *writer, const char *text)
{
    assert(text);
    writer_text(writer, "'");
    while (*text) {
        size_t plain = plain_bytes(text);

        writer_put(writer, text, plain);
        text += plain;
        if (*text)
            put_escaped_byte(writer, (unsigned char)*text++);
    }
    writer_text(writer, "'");
}

static void put_blob(struct writer *writer, const kith_blob *blob)
{
    const unsigned char *bytes = blob->data;

    writer_text(writer, "x'");
    for (size_t i = 0; i < blob->bytes; i++)
        put_hexadecimal(writer, bytes[i]);
    writer_text(writer, "'");
}

/* --- Reals ---------------------------------------------------------------- */

static bool reads_back(const char *text, double real, bool is_float)
{
    return is_float ? strtof(text, NULL) == (float)real
                    : strtod(text, NULL) == real;
}

/* The fewest digits that read back. Any number of DBL_DIG digits survives the
 * way there and back, so a search that begins at as many finds no fewer where
 * numbers are normal; below they have fewer digits, and it begins at one. */
static void shortest_real(char *text, size_t capacity, double real,
                          bool is_float)
{
    bool is_normal = fabs(real) >= (is_float ? (double)FLT_MIN : DBL_MIN);
    int most = is_float ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;
    int digits = !is_normal ? 1 : is_float ? FLT_DIG : DBL_DIG;

    do
        snprintf(text, capacity, "%.*g", digits, real);
    while (digits++ < most && !reads_back(text, real, is_float));
}

/* With a point, whatever stands for it in this locale: all other characters of
 * a real are digits, signs and an e. */
static void put_real(struct writer *writer, double real, bool is_float)
{
    static const char others[] = "0123456789+-e";
    char text[64];
    size_t bytes;

    if (real != real) {
        writer_text(writer, "nan");
        return;
    }
    if (real - real != 0) {
        writer_text(writer, real > 0 ? "inf" : "-inf");
        return;
    }
    shortest_real(text, sizeof(text), real == 0 ? 0 : real, is_float);
    bytes = strspn(text, others);
    writer_put(writer, text, bytes);
    if (text[bytes]) {
        writer_text(writer, ".");
        bytes += strcspn(text + bytes, others);
        writer_text(writer, text + bytes);
    }
}

/* --- Values --------------------------------------------------------------- */

static void put_integer(struct writer *writer, const kith_column *column,
                        const kith_value *value)
{
    char text[24];

    if (column->kind == KITH_KIND_BOOL) {
        writer_text(writer, value->integer ? "true" : "false");
        return;
    }
    if (value->kind == KITH_KIND_I64)
        snprintf(text, sizeof(text), "%" PRId64, value->integer);
    else
        snprintf(text, sizeof(text), "%" PRIu64, value->natural);
    writer_text(writer, text);
}

void ki_writer_value(struct writer *writer, const kith_column *column,
                     const kith_value *value)
{
    switch (value->kind) {
    case KITH_KIND_NONE:
        writer_text(writer, "null");
        break;
    case KITH_KIND_TEXT:
        ki_writer_quoted(writer, value->text);
        break;
    case KITH_KIND_BLOB:
        put_blob(writer, &value->blob);
        break;
    case KITH_KIND_F64:
        put_real(writer, value->real, column->kind == KITH_KIND_F32);
        break;
    default:
        put_integer(writer, column, value);
    }
}

kith_status kith_dump_value(const kith_column *column, const kith_value *value,
                            kith_output output)
{
    struct writer writer = {.output = output};

    if (!column || !value || !output.write)
        return KITH_E_MISUSE;
    ki_writer_value(&writer, column, value);
    return writer_status(&writer);
}
