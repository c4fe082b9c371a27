/* pool_chunk.h - what a chunk of the pool is in memory; for pool.c and
 * pool_copy.c alone.
 *
 * Owns   the header of a chunk, the description of a run, and the order of the
 *        chunks.
 */
#ifndef KI_BASE_POOL_CHUNK_H
#define KI_BASE_POOL_CHUNK_H

#include "base/pool.h"
#include "base/write.h"

/* The header of a chunk lies in the chunk. The bits are used only while pieces
 * are joined, and make up one 128th of a chunk: a bit for 16 bytes. They lie
 * here so that joining and shrinking need no memory. */
struct pool_chunk {
    size_t bytes;      /* of the whole chunk, this header included */
    char *first, *end; /* where pieces are cut */
    /* While pieces are joined: */
    struct pool_chunk *next; /* about as full (list_all_free) */
    size_t free_bytes;       /* marked so far */
    uint64_t free_steps[];   /* a bit a step, the lowest first */
};

/* Free memory in one piece, too large for the lists by size. It is described in
 * its own first bytes, which is why no smaller piece can be one. */
struct pool_run {
    struct pool_run *next;
    size_t bytes; /* more than POOL_BYTES_SMALL, in whole steps */
};

/* Where the header of a chunk is written (base/write.h): chunks hold what a
 * database shows, so a test build maps them read-only. */
static inline struct pool_chunk *pool_chunk_writable(struct pool_chunk *chunk)
{
    return ki_writable(chunk);
}

/* The number of chunks whose address is below this one, which is the place of
 * the first that is not. O(log chunks). */
size_t ki_pool_chunks_below(const struct pool *pool, const char *at);

/* Put a chunk where its address belongs among the others; there is room in
 * pool->chunks. There are few of them, and one is added seldom: O(chunks). */
void ki_pool_list_chunk(struct pool *pool, struct pool_chunk *chunk);

#endif
