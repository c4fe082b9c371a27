/* print.c - text for people; see print.h. */
#include "base/print.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct printed ki_print_begin(char *to, size_t capacity)
{
    to[0] = '\0';
    return (struct printed){.to = to, .capacity = capacity};
}

/* Add one character or escape, which is never cut itself. */
static void put(struct printed *printed, const char *unit, size_t bytes)
{
    char *end = printed->to + printed->used;

    if (printed->used + bytes < printed->capacity) {
        memcpy(end, unit, bytes);
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

static bool is_in(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

/* How many bytes the character at `text` has that begins beyond ASCII; 0 when
 * it is no valid UTF-8, or a control character. RFC 3629, section 4. */
static size_t character_bytes(const unsigned char *text, size_t bytes)
{
    unsigned char lead = text[0], low = 0x80, high = 0xbf;
    size_t count = is_in(lead, 0xc2, 0xdf)   ? 2
                   : is_in(lead, 0xe0, 0xef) ? 3
                   : is_in(lead, 0xf0, 0xf4) ? 4
                                             : 0;

    if (count > bytes)
        return 0;
    if (lead == 0xc2 || lead == 0xe0) /* U+0080 to U+009F; overlong */
        low = 0xa0;
    else if (lead == 0xed) /* surrogates */
        high = 0x9f;
    else if (lead == 0xf0) /* overlong */
        low = 0x90;
    else if (lead == 0xf4) /* above U+10FFFF */
        high = 0x8f;
    if (count > 0 && !is_in(text[1], low, high))
        return 0;
    for (size_t i = 2; i < count; i++) {
        if (!is_in(text[i], 0x80, 0xbf))
            return 0;
    }
    return count;
}

static void put_escape(struct printed *printed, unsigned char byte)
{
    static const char letters[] = "\n\r\t\"\\", shown[] = "nrt\"\\";
    const char *letter = strchr(letters, byte);
    char escape[5] = {'\\', letter ? shown[letter - letters] : 'x'};

    if (!letter)
        snprintf(escape + 2, 3, "%02x", byte);
    put(printed, escape, strlen(escape));
}

void ki_print_text(struct printed *printed, const char *text, size_t bytes,
                   bool quoted)
{
    for (size_t i = 0; i < bytes && text[i] && !printed->cut;) {
        unsigned char byte = (unsigned char)text[i];
        size_t count = 1;

        if (byte >= 0x80)
            count = character_bytes((const unsigned char *)text + i, bytes - i);
        else if (!is_in(byte, 0x20, 0x7e) ||
                 (quoted && (byte == '"' || byte == '\\')))
            count = 0;
        if (count > 0)
            put(printed, text + i, count);
        else
            put_escape(printed, byte);
        i += count > 0 ? count : 1;
    }
}
