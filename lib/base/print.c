/* print.c - text for people; see print.h.
 *
 * Text is added in units, characters or escapes, of which each is printed whole
 * or not at all. character_bytes() judges whether bytes
 * may be shown as they are; put_escape() shows those that may not.
 */
#include "base/print.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct printed ki_print_begin(char *to, size_t capacity)
{
    to[0] = '\0';
    return (struct printed){.to = to, .capacity = capacity};
}

/* Add one character or escape, which is never cut itself. `whole` follows
 * `used` as long as three dots and the NUL have room behind it; when a unit
 * does not fit, the text is taken back to there. A unit that fits exactly is
 * kept, so dots are shown only where something is missing. */
static void put(struct printed *printed, const char *unit, size_t bytes)
{
    if (printed->used + bytes < printed->capacity) {
        memcpy(printed->to + printed->used, unit, bytes);
        printed->used += bytes;
    } else {
        memcpy(printed->to + printed->whole, "...", 3);
        printed->used = printed->whole + 3;
        printed->cut = true;
    }
    printed->to[printed->used] = '\0';
    if (printed->used + 4 <= printed->capacity)
        printed->whole = printed->used;
}

void ki_print_plain(struct printed *printed, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes && text[i] && !printed->cut; i++)
        put(printed, text + i, 1);
}

/* How many bytes the character at `text` has that begins beyond ASCII; 0 when
 * it is no valid UTF-8, or a control character (U+0080 to U+009F, which some
 * terminals obey). RFC 3629, section 4.
 *
 * The character is decoded first and judged as a number: too small for its
 * length means overlong, which could hide a quote or a newline from another
 * reader. A NUL is no continuation byte, so nothing behind it is read. A byte
 * that begins no character has a count of 0 and so ends in the last test. */
static size_t character_bytes(const unsigned char *text, size_t bytes)
{
    /* By bytes: the first that is no control character and not overlong. */
    static const unsigned first[] = {0, 0, 0xa0, 0x800, 0x10000};
    unsigned char lead = text[0];
    size_t count = lead < 0xc0 || lead > 0xf4 ? 0
                   : lead < 0xe0              ? 2
                   : lead < 0xf0              ? 3
                                              : 4;
    unsigned code = lead & 0x7fu >> count;

    if (count > bytes)
        return 0;
    for (size_t i = 1; i < count; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3f);
    }
    if (code < first[count] || code > 0x10ffff ||
        (code >= 0xd800 && code <= 0xdfff)) /* a surrogate */
        return 0;
    return count;
}

/* Show one byte as C source does: a letter where there is one, else two
 * hexadecimal digits. `letters` and `shown` belong together one by one. */
static void put_escape(struct printed *printed, unsigned char byte)
{
    static const char letters[] = "\n\r\t\"\\", shown[] = "nrt\"\\";
    const char *letter = strchr(letters, byte);
    char escape[5] = {'\\', letter ? shown[letter - letters] : 'x'};

    if (!letter)
        snprintf(escape + 2, 3, "%02x", byte);
    put(printed, escape, strlen(escape));
}

/* One byte of a broken character is escaped at a time, and the next is judged
 * anew: it may begin a valid one. 0x7f is a control character as well. */
void ki_print_text(struct printed *printed, const char *text, size_t bytes,
                   bool quoted)
{
    for (size_t i = 0; i < bytes && text[i] && !printed->cut;) {
        unsigned char byte = (unsigned char)text[i];
        size_t count = 1;

        if (byte >= 0x80)
            count = character_bytes((const unsigned char *)text + i, bytes - i);
        else if (byte < 0x20 || byte > 0x7e ||
                 (quoted && (byte == '"' || byte == '\\')))
            count = 0;
        if (count > 0)
            put(printed, text + i, count);
        else
            put_escape(printed, byte);
        i += count > 0 ? count : 1;
    }
}
