/* pool.h - many small pieces of memory that come and go.
 *
 * Owns   pieces of up to POOL_BYTES_SMALL bytes, cut from chunks in steps of
 *        16 bytes; those given back wait for the next of their size. Larger
 *        ones come from the allocator one by one.
 * Knows  nothing of what they hold. Two flags for lists (data/child_list.h)
 *        stand here, for a reserve is given its pool and nothing else of the
 *        database.
 *
 *   chunk   | header, a bit a step | piece | free | piece | piece | free ... |
 *                                            ^ in the list of its size
 *   next ---> where pieces are being cut, up to `end`
 *
 * Slot arrays, texts and postings are such pieces: a general allocator puts a
 * header before each, and costs more instructions than the growth of a list
 * does.
 *
 * A byte of a chunk is in a piece, or free and in a list by size, in a run, or
 * between `next` and `end`. New and free are a few instructions each; all else
 * happens when neither a free piece of the size nor what is being cut will do.
 *
 * A piece has no header, so what lies beside it is not known when it is given
 * back. Free pieces are joined later, all at once, when a third of the memory
 * waits in pieces too small for what is needed: each chunk has a bit for each
 * step, free pieces are marked there, and what lies side by side is one run.
 * Runs of the fullest chunks are used first.
 */
#ifndef KI_BASE_POOL_H
#define KI_BASE_POOL_H

#include "base/blocks.h"
#include "base/tuning.h"

#include <stdbool.h>
#include <stdint.h>

/* In bytes. A step holds the link of a free piece and is two slots of a list;
 * with steps of 8 there would be twice as many sizes, each with pieces that
 * wait for it. Above 512 bytes the header of an allocator is small beside the
 * block. */
enum {
    POOL_STEP = 16,
    POOL_BYTES_SMALL = 512,
    POOL_SIZES = POOL_BYTES_SMALL / POOL_STEP
};

struct pool {
    struct memory *memory;
    char *free[POOL_SIZES];  /* linked through the first bytes; by steps, those
                                of one step first */
    char *next, *end;        /* what is being cut, in one chunk */
    struct pool_run *runs;   /* free, each larger than any small piece */
    size_t held_bytes;       /* of small pieces in use, in whole steps */
    size_t large_bytes;      /* of large ones */
    KI_VEC(struct pool_chunk *) chunks;   /* in the order of addresses */
    size_t capacity_bytes;                /* of all chunks, for pieces */
    size_t cut_bytes; /* set aside for cutting since pieces were joined last */
    bool holes_stay;  /* lists grow rather than close holes: what was done to
                          them may be taken back (data/child_list.h) */
    bool holes_stayed; /* one did, so holes are to be closed at the end */
    uint64_t versions; /* so many were given out to ordered indexes; a restore
                          gives none back, so none comes twice */
    bool pages_stayed; /* an ordered index keeps pages with few rows for that
                          reason, so they are to be joined at the end */
};

/* Whether a piece is cut from a chunk; larger ones come from the allocator,
 * where a header before each costs little beside what they hold. */
static inline bool pool_has_small(size_t bytes)
{
    return USE_POOL && bytes <= POOL_BYTES_SMALL;
}

/* Begin without chunks; allocates nothing. */
void ki_pool_init(struct pool *pool, struct memory *memory);

/* Give the chunks back; no small piece may be in use, and larger ones must have
 * been freed by their owners. The pool is empty then. O(chunks). */
void ki_pool_fini(struct pool *pool);

/* A piece of `bytes`, more than 0, aligned for pointers, its bytes undefined;
 * or NULL without memory. It never moves. The caller keeps its size, for a
 * piece has no header. O(1), amortized: now and then one piece waits until all
 * free ones are joined, which is paid for by the pieces cut before it. */
void *ki_pool_new(struct pool *pool, size_t bytes);

/* Give a piece back that was last given `bytes`. Cannot fail. O(1). */
void ki_pool_free(struct pool *pool, void *block, size_t bytes);

/* How large a piece should become that has `held` bytes, 0 for a new one, when
 * `least` are needed and `wanted` make later growth cheaper: `wanted`, less
 * near the limit of the memory (memory_step). O(1). */
size_t ki_pool_step(const struct pool *pool, size_t held, size_t least,
                    size_t wanted);

/* The piece with its first bytes and a new size, or NULL: then it is as it
 * was. `block` may be NULL when `old_bytes` is 0. O(bytes). */
void *ki_pool_resize(struct pool *pool, void *block, size_t old_bytes,
                     size_t new_bytes);

/* The same to a smaller size. A small piece stays where it is, which needs no
 * memory. O(new_bytes). */
void *ki_pool_cut(struct pool *pool, void *block, size_t old_bytes,
                  size_t new_bytes);

/* The bytes that a piece of `bytes` takes in the pool. O(1). The sum over all
 * pieces in use is held_bytes and large_bytes together. */
size_t ki_pool_piece_bytes(size_t bytes);

/* What the chunks have beside pieces in use: free memory, and their headers.
 * O(chunks). */
size_t ki_pool_spare_bytes(const struct pool *pool);

/* Give the chunks back in which no piece is in use. Needs no memory. Pieces do
 * not move, so a chunk with one piece left in it stays whole. O(chunks and free
 * pieces). */
void ki_pool_shrink(struct pool *pool);

/* --- Copies of all -------------------------------------------------------- */

struct relocation;

/* Add the blocks of the pool to a list; and the block of a piece, which its
 * owner lists, where that is large enough to have one of its own: nothing for
 * small ones and for 0 bytes. False without memory. O(chunks). */
bool ki_pool_list_blocks(const struct pool *pool, struct blocks *blocks);
bool ki_pool_list_piece(const void *piece, size_t bytes, struct blocks *blocks);

/* The struct and its blocks are copies: lead all pointers in them to copies
 * too. What pieces hold is their owners' to see to. O(chunks and free
 * pieces). */
void ki_pool_relocate(struct pool *pool, const struct relocation *moved,
                      struct memory *memory);

/* Let the address sanitizer allow each byte of the chunks, so that they may be
 * copied; and forbid what is free again. Between the two nothing may be freed.
 * Nothing in other builds. O(chunks), O(free pieces). */
void ki_pool_unpoison(const struct pool *pool);
void ki_pool_poison(const struct pool *pool);

#endif
