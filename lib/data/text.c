/* text.c - the bytes of text columns; see text.h.
 *
 * Addresses here are those of the text, and its header lies before it, at
 * negative offsets: a user's pointer needs no step to the text.
 */
#include "data/text.h"

#include "base/write.h"

/* An offset from the text, and the bytes of both counts before it. */
enum { REFERENCES = -8, HEADER_BYTES = 8 };

/* One piece of the pool for header, text and NUL, so that a short text with its
 * counts is mostly one cache line. Everything is written before the address is
 * shown to anything else. */
char *ki_text_new(struct texts *texts, const char *text, size_t length)
{
    char *block;

    assert(text || length == 0);
    assert(length <= BLOCK_BYTES_MAX);
    block = ki_pool_new(texts->pool, HEADER_BYTES + length + 1);
    if (!block)
        return NULL;
    block += HEADER_BYTES;
    write_u32(block + REFERENCES, 1);
    write_u32(block + TEXT_BYTES, (uint32_t)length + 1);
    write_bytes(block, text, length);
    write_zeros(block + length, 1);
    texts->count++;
    return block;
}

/* Returns the text, so that a column can be set in one expression. */
char *ki_text_share(char *text)
{
    assert(!text || load_u32(text + REFERENCES) > 0);
    assert(!text || load_u32(text + REFERENCES) < UINT32_MAX);
    if (text)
        write_u32(text + REFERENCES, load_u32(text + REFERENCES) + 1);
    return text;
}

/* The pool is given the size, for pieces have no header: it is that of the
 * block, computed as in ki_text_new(). */
void ki_text_release(struct texts *texts, char *text)
{
    uint32_t references;

    assert(texts->count > 0 || !text);
    if (!text)
        return;
    references = load_u32(text + REFERENCES);
    assert(references > 0);
    write_u32(text + REFERENCES, references - 1);
    if (references > 1)
        return;
    texts->count--;
    ki_pool_free(texts->pool, text - HEADER_BYTES,
                 HEADER_BYTES + (size_t)load_u32(text + TEXT_BYTES));
}

size_t ki_text_block_bytes(const char *text)
{
    assert(text && load_u32(text + REFERENCES) > 0);
    return ki_pool_piece_bytes(HEADER_BYTES +
                               (size_t)load_u32(text + TEXT_BYTES));
}

uint32_t ki_text_references(const char *text)
{
    return load_u32(text + REFERENCES);
}

/* Only a text with several users may be met again. */
bool ki_text_list_blocks(char *text, struct blocks *blocks)
{
    size_t bytes;

    if (!text)
        return true;
    assert(load_u32(text + REFERENCES) > 0);
    bytes = HEADER_BYTES + (size_t)load_u32(text + TEXT_BYTES);
    if (load_u32(text + REFERENCES) == 1 || pool_has_small(bytes))
        return ki_pool_list_piece(text - HEADER_BYTES, bytes, blocks);
    return blocks_add_shared(blocks, text - HEADER_BYTES, bytes, true);
}
