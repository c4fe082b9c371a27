/* text.c - the bytes of text columns; see text.h. */
#include "data/text.h"

#include "base/write.h"

enum { REFERENCES = -8, HEADER_BYTES = 8 };

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

char *ki_text_share(char *text)
{
    assert(!text || load_u32(text + REFERENCES) > 0);
    assert(!text || load_u32(text + REFERENCES) < UINT32_MAX);
    if (text)
        write_u32(text + REFERENCES, load_u32(text + REFERENCES) + 1);
    return text;
}

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

uint32_t ki_text_references(const char *text)
{
    return load_u32(text + REFERENCES);
}
