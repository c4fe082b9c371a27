/* writer.h - an output that remembers whether it has failed.
 *
 * Owns   that nothing is written after a failure.
 *
 * So what writes many small pieces asks once, at the end.
 */
#ifndef KI_IO_WRITER_H
#define KI_IO_WRITER_H

#include <kith/output.h>
#include <kith/reflect.h>

#include <string.h>

struct writer {
    kith_output output;
    bool failed;
};

static inline void writer_put(struct writer *writer, const char *text,
                              size_t bytes)
{
    if (!writer->failed)
        writer->failed =
            !writer->output.write(writer->output.context, text, bytes);
}

static inline void writer_text(struct writer *writer, const char *text)
{
    writer_put(writer, text, strlen(text));
}

static inline kith_status writer_status(const struct writer *writer)
{
    return writer->failed ? KITH_E_IO : KITH_OK;
}

/* A text between quotes, and a value of a column, in the form of kith/dump.h.
 * O(bytes). */
void ki_writer_quoted(struct writer *writer, const char *text);
void ki_writer_value(struct writer *writer, const kith_column *column,
                     const kith_value *value);

#endif
