/* output.c - where text is written: a file, or a text that grows.
 *
 * Owns   how much a text that grows asks for.
 * Knows  nothing of databases: the memory is malloc's, for who frees the text
 *        may have closed the database long before.
 *
 * Public contract: kith/output.h.
 */
#include <kith/output.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* fwrite of no bytes returns 0 and is no failure. */
static bool write_to_file(void *file, const char *text, size_t bytes)
{
    return file && (bytes == 0 || fwrite(text, 1, bytes, file) == bytes);
}

kith_output kith_output_to(FILE *file)
{
    return (kith_output){.write = write_to_file, .context = file};
}

/* Make room for `bytes` more and a NUL; false when there is no memory, or no
 * number for it. */
static bool grow_text(kith_text_buffer *buffer, size_t bytes)
{
    size_t capacity = buffer->capacity ? buffer->capacity : 64;
    char *text;

    if (buffer->capacity > buffer->bytes &&
        buffer->capacity - buffer->bytes > bytes)
        return true;
    if (bytes >= SIZE_MAX / 2 - buffer->bytes)
        return false;
    while (capacity - buffer->bytes <= bytes)
        capacity *= 2;
    text = realloc(buffer->text, capacity);
    if (!text)
        return false;
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

static bool write_to_text(void *context, const char *text, size_t bytes)
{
    kith_text_buffer *buffer = context;

    if (!buffer || !grow_text(buffer, bytes))
        return false;
    assert(buffer->capacity - buffer->bytes > bytes);
    if (bytes > 0)
        memcpy(buffer->text + buffer->bytes, text, bytes);
    buffer->bytes += bytes;
    buffer->text[buffer->bytes] = '\0';
    return true;
}

kith_output kith_output_to_buffer(kith_text_buffer *buffer)
{
    return (kith_output){.write = write_to_text, .context = buffer};
}

void kith_text_buffer_free(kith_text_buffer *buffer)
{
    if (!buffer)
        return;
    free(buffer->text);
    *buffer = (kith_text_buffer){0};
}
