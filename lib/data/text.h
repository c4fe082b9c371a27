/* text.h - the bytes of text and blob columns.
 *
 * Owns   blocks of the pool. A column holds the address of the text itself,
 *        which is what users read as a plain C string. A blob is a text that
 *        may hold any bytes; its column knows the length too.
 * Knows  nothing of rows.
 *
 *   block   | references u32 | bytes u32 | the text | NUL |
 *                                        ^ what columns hold
 *
 * Blocks are counted, because a foreign key of text shares the block of its
 * parent's key: a million children of one parent hold its text once. The bytes
 * of a block never change: a column with another text has another block. So a
 * write that is taken back only needs the old address, while the block is
 * kept.
 */
#ifndef KI_DATA_TEXT_H
#define KI_DATA_TEXT_H

#include "base/pool.h"
#include "catalog/layout.h"

/* The texts of one database. Blocks are not linked with each other: each is
 * found by the columns that use it. */
struct texts {
    struct pool *pool;
    size_t count; /* blocks, each once, however many columns use it */
};

/* A copy of `length` bytes, at most BLOCK_BYTES_MAX, with a NUL behind them and
 * one reference; or NULL without memory. The caller owns that reference.
 * O(length). */
char *ki_text_new(struct texts *texts, const char *text, size_t length);

/* Count one more user, or one less; the last one frees. NULL is allowed, as the
 * text of a NULL column. Neither needs memory. More than 2^32 - 1 users of one
 * block are not counted right; an assertion sees to it. O(1). */
char *ki_text_share(char *text);
void ki_text_release(struct texts *texts, char *text);

/* The bytes that a block takes in the pool. O(1). */
size_t ki_text_block_bytes(const char *text);

/* Add its block to a list, where it has one of its own and is not in there yet;
 * nothing for NULL. False without memory. O(1). */
bool ki_text_list_blocks(char *text, struct blocks *blocks);

/* For kith_verify, which counts the users again. */
uint32_t ki_text_references(const char *text);

/* The bytes it was made of, without the NUL. Stored with it, as the block is
 * freed by that number. One load, from the cache line where the text begins. */
enum { TEXT_BYTES = -4 };
static inline size_t ki_text_bytes(const char *text)
{
    return (size_t)load_u32(text + TEXT_BYTES) - 1;
}

#endif
