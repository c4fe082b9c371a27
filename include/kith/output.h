/* output.h - where text is written.
 *
 * What makes text (a dump, a difference) writes it to an output: a file, a text
 * that grows in memory, or a function of yours.
 *
 *   kith_text_buffer text = {0};
 *   kith_output output = kith_output_to_buffer(&text);
 *
 *   if (output.write(output.context, "Chair\n", 6))
 *       fputs(text.text, stdout);
 *   kith_text_buffer_free(&text);
 *
 * A call that writes to an output returns KITH_E_IO when that did not take all
 * of what it was given, and writes nothing more then.
 */
#ifndef KITH_OUTPUT_H
#define KITH_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where text is written. `write` gets the next bytes, of which there may be
 * none, and returns whether it took all of them. The bytes are valid until it
 * returns, and no NUL ends them. It may not change the database that the text
 * is about. */
typedef struct kith_output {
    bool (*write)(void *context, const char *text, size_t bytes);
    void *context;
} kith_output;

/* An output that writes to a file, which stays open: flushing and closing it,
 * and looking whether that fails, is the caller's. What is written to NULL
 * fails. Cost: that of fwrite. */
kith_output kith_output_to(FILE *file);

/* A text that grows. All zero is an empty one, without memory; once something
 * was written, be it no bytes, `text` ends in a NUL, which `bytes` does not
 * count. The memory is malloc's, and belongs to who has the struct. */
typedef struct kith_text_buffer {
    char *text;
    size_t bytes, capacity;
} kith_text_buffer;

/* An output that adds to a text. Where there is no memory for that, writing
 * fails and the text stays as it was. What is written to NULL fails. Cost:
 * linear in what is written, as the memory doubles. */
kith_output kith_output_to_buffer(kith_text_buffer *buffer);

/* Give the memory of a text back; it is empty then and may be written again.
 * NULL is allowed. */
void kith_text_buffer_free(kith_text_buffer *buffer);

#ifdef __cplusplus
}
#endif
#endif
