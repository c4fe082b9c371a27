/* stream.h - text on its way to an output.
 *
 * Owns   the first failure, after which nothing is written any more, and how a
 *        text of any origin is written so that it stays one word of the
 *        language around it: HTML, Mermaid, SQL.
 * Knows  nothing of databases.
 *
 * Writers add text as if nothing could fail and ask once, at the end. Short
 * texts are gathered, so that an output is called for a few hundred bytes.
 */
#ifndef KI_IO_STREAM_H
#define KI_IO_STREAM_H

#include <kith/output.h>
#include <kith/schema.h>
#include <kith/status.h>

/* How a text is written. All but those of SQL show it as one line of valid
 * UTF-8: control characters and bytes that are none as in C source, \n or \x1b.
 * SQL's names and literals have to name and mean every byte. */
enum quoting {
    QUOTE_HTML,     /* character references for & < > and quotes */
    QUOTE_MERMAID,  /* within quotes: codes of Mermaid, #quot; for instance */
    QUOTE_COMMENT,  /* a line of its own: as it is */
    QUOTE_SQL_NAME, /* between double quotes, which the caller writes */
    QUOTE_SQL_TEXT, /* between single quotes */
    QUOTE_SQL_NAME_IN_TEXT /* between double quotes between single ones */
};

struct stream {
    kith_output output;
    kith_status status; /* KITH_OK, or KITH_E_IO once it has failed */
    size_t used;
    char bytes[1024];
};

/* Begin to write to an output, whose function is not NULL. */
struct stream ki_stream_begin(kith_output output);

/* Write what is gathered still, and say whether all was taken: KITH_OK or
 * KITH_E_IO. */
kith_status ki_stream_end(struct stream *to);

/* Add a text of our own as it is. O(bytes). */
void ki_stream_put(struct stream *to, const char *text);

/* Add a number. A real is written in as few digits as name it alone among those
 * of its kind, with a point in any locale; `bytes` is 4 or 8, those of the real
 * it was. */
void ki_stream_put_count(struct stream *to, size_t number);
void ki_stream_put_integer(struct stream *to, int64_t number);
void ki_stream_put_natural(struct stream *to, uint64_t number);
void ki_stream_put_real(struct stream *to, double number, size_t bytes);

/* Add a text of any origin, up to its NUL, quoted. What would be shown in more
 * than `limit` bytes, or characters of the language around it, is cut after a
 * whole character and ends in "..."; SIZE_MAX cuts nothing. O(bytes shown). */
void ki_stream_put_text(struct stream *to, const char *text,
                        enum quoting quoting, size_t limit);

/* Add bytes as pairs of hexadecimal digits. */
void ki_stream_put_hex(struct stream *to, const void *data, size_t bytes);

#endif
