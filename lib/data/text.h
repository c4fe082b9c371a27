/* text.h - the bytes of text and blob columns.
 *
 * Owns   blocks {references u32, bytes u32, the text with its NUL}. A column
 *        holds the address of the text itself, which is what users read. A
 *        blob is a text that may hold any bytes.
 * Knows  nothing of rows. A foreign key of text shares its parent's block.
 */
#ifndef KI_DATA_TEXT_H
#define KI_DATA_TEXT_H

#include "base/pool.h"
#include "catalog/layout.h"

/* The texts of one database. */
struct texts {
    struct pool *pool;
    size_t count; /* blocks */
};

/* A copy of `length` bytes with one reference, or NULL. */
char *ki_text_new(struct texts *texts, const char *text, size_t length);

/* Count one more, one less user; the last one frees. NULL is allowed. O(1). */
char *ki_text_share(char *text);
void ki_text_release(struct texts *texts, char *text);

uint32_t ki_text_references(const char *text);

/* The bytes it was made of, without the NUL. */
enum { TEXT_BYTES = -4 };
static inline size_t ki_text_bytes(const char *text)
{
    return (size_t)load_u32(text + TEXT_BYTES) - 1;
}

#endif
