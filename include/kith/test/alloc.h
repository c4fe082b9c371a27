/* alloc.h - an allocator that counts what is held, finds what leaks, and
 * refuses on demand.
 *
 * A database that is opened with it takes all its memory from malloc by way of
 * the counters:
 *
 *   kith_test_allocator memory = {0};
 *   kith_options options =
 *       KITH_OPTIONS(.allocator = kith_test_allocator_hooks(&memory));
 *
 *   if (kith_open(&db, KITH_TABLES(Store, Item), &options, NULL) == KITH_OK)
 *       printf("%zu bytes in %zu blocks\n", memory.bytes, memory.blocks);
 *   kith_close(db);
 *   if (kith_test_allocator_fault(&memory))
 *       puts(kith_test_allocator_fault(&memory));
 *
 * What a program does when memory runs out is tested by a loop that refuses
 * each request in turn, kith_test_each_refusal below.
 *
 * Every block is moved when it is resized, filled with rubbish when it is new
 * and again when it is given back, so that a test meets what else shows seldom.
 * Before each block stands a header, which knows its size and which request it
 * was made by.
 *
 * One thread at a time, as with the database.
 */
#ifndef KITH_TEST_ALLOC_H
#define KITH_TEST_ALLOC_H

#include <kith/memory.h>

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The counters. All zero is an allocator that has given nothing yet and refuses
 * nothing. It must stay where it is while blocks are held. Members whose names
 * end in `_` are its own. */
typedef struct kith_test_allocator {
    size_t blocks, bytes; /* held now */
    size_t peak_bytes;    /* the most that were held at once */
    size_t requests;      /* for a new block or for another size of one, also
                             those that were refused; giving back is none */
    size_t refused;       /* of them, since it was last said what to refuse */
    size_t until_refusal_, refusing_;
    bool refuses_on_;
    void *newest_;
    bool misused_;
    char fault_[240];
} kith_test_allocator;

/* The hooks by which a database uses it, for options.allocator. Those of NULL
 * are all zero: realloc and free. */
kith_allocator kith_test_allocator_hooks(kith_test_allocator *allocator);

/* Grant the next n requests and refuse all that follow; or refuse the one
 * behind them alone; or none any more. `refused` is 0 again. */
void kith_test_fail_after(kith_test_allocator *allocator, size_t n);
void kith_test_fail_once_after(kith_test_allocator *allocator, size_t n);
void kith_test_fail_never(kith_test_allocator *allocator);

/* What is wrong, as one line, or NULL: a block that was resized or given back
 * although it is none, or by a size that is not its own, the first of these; or
 * else, blocks that are held still: "2 blocks are held still, of 96 bytes; the
 * oldest is of 64 bytes and was made by request 17, while request 19 was to be
 * refused". So it is to be called when the database has been closed. A block
 * that is none stays as it is; a resize of it returns NULL. The text is the
 * allocator's, valid until the next call of this function. NULL for NULL.
 * O(blocks). */
const char *kith_test_allocator_fault(kith_test_allocator *allocator);

/* Give back to the system all blocks that are held still, so that a test of a
 * leak, or one that has failed, leaves none behind, and make the allocator what
 * it was when it was all zero. A database must not use it any more. */
void kith_test_allocator_fini(kith_test_allocator *allocator);

/* A loop that refuses each request for memory in turn:
 *
 *   kith_test_each_refusal(&memory) {
 *       Item *stool = kith_insert(db, Item, .name = "Stool");
 *
 *       if (!stool && memory.refused == 0)
 *           break;
 *       if (stool)
 *           kith_delete(stool);
 *       kith_shrink(db);
 *   }
 *
 * In the first round the first request of the body is refused, that one alone,
 * in the second round the first and all that follow; then the second request,
 * and so on. It ends after the first round in which nothing was refused, which
 * is when the body has all the memory that it wants: so its last round is the
 * one that must succeed. `continue` goes on with the next round; `break`,
 * `return` and `goto` leave the loop. When the loop is left, nothing is refused
 * any more.
 *
 * Each round has to ask for the same memory, or some request would never be
 * refused. Where the body opens and closes a database that is so. In one that
 * is kept, the body takes back what it has done, and gives back the room that
 * this has left by kith_shrink. Where the last round has asked for less than
 * one before, kith_test_allocator_fault says so.
 *
 * For a body of n requests there are 2n + 1 rounds. `allocator` is evaluated
 * once; there is no round where it is NULL. (gcc, clang) */
#define kith_test_each_refusal(allocator) \
    kith_test_rounds_at_(allocator, __LINE__)

#ifdef __cplusplus
}
#endif

#include <kith/detail/test.h>

#endif
