/* alloc.c - an allocator that counts, and refuses on demand.
 *
 * Owns   the header before each block, and when a request is refused.
 * Knows  kith_allocator; no database.
 *
 *   head: [ bytes | request | refusing | seal | older | newer ]  block...
 *
 * All blocks that are held are in a list by their age, so that a leak can be
 * named and given back. The seal is a number that only the address of the
 * header gives: a block that is none has another there, and one that was given
 * back has 0, while nothing else has its place.
 *
 * Public contract: kith/test/alloc.h.
 */
#include <kith/test/alloc.h>

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As large as a multiple of the largest alignment, so that the block behind it
 * is aligned for any type. */
struct block_head {
    alignas(max_align_t) size_t bytes;
    size_t request;  /* the number of the one that made it */
    size_t refusing; /* the number that was to be refused then; 0: none */
    uintptr_t seal;
    struct block_head *older, *newer;
};

enum { RUBBISH_OF_NEW = 0xa5, RUBBISH_OF_OLD = 0x5a };

static uintptr_t seal_of_block(const struct block_head *head)
{
    return (uintptr_t)head ^ (uintptr_t)0x6b69746873656564u;
}

/* --- What is wrong -------------------------------------------------------- */

/* Note a misuse of the allocator, unless there was one before: what follows the
 * first may follow from it. `head` is that of the block, or NULL where it is
 * none. */
static void note_misuse(kith_test_allocator *allocator, const char *call,
                        size_t old_bytes, const struct block_head *head)
{
    if (allocator->misused_)
        return;
    allocator->misused_ = true;
    if (head)
        snprintf(allocator->fault_, sizeof(allocator->fault_),
                 "a block of %zu bytes, made by request %zu, was %s as one of "
                 "%zu bytes",
                 head->bytes, head->request, call, old_bytes);
    else
        snprintf(allocator->fault_, sizeof(allocator->fault_),
                 "a block of %zu bytes was %s, but it is none of this "
                 "allocator, or was given back before",
                 old_bytes, call);
}

/* The head of a block that is held, or NULL where it is none. A size that is
 * not its own is noted. */
static struct block_head *head_of_block(kith_test_allocator *allocator,
                                        void *block, size_t old_bytes,
                                        const char *call)
{
    struct block_head *head = (struct block_head *)block - 1;

    assert(block);
    if (head->seal != seal_of_block(head)) {
        note_misuse(allocator, call, old_bytes, NULL);
        return NULL;
    }
    if (head->bytes != old_bytes)
        note_misuse(allocator, call, old_bytes, head);
    return head;
}

/* Describe the blocks that are held. */
static void describe_leak(kith_test_allocator *allocator)
{
    const struct block_head *oldest = allocator->newest_;
    char refusing[64] = "";

    assert(oldest);
    while (oldest->older)
        oldest = oldest->older;
    if (oldest->refusing > 0)
        snprintf(refusing, sizeof(refusing),
                 ", while request %zu was to be refused", oldest->refusing);
    snprintf(allocator->fault_, sizeof(allocator->fault_),
             "%zu block%s held still, of %zu bytes; the oldest is of %zu bytes "
             "and was made by request %zu%s",
             allocator->blocks, allocator->blocks == 1 ? " is" : "s are",
             allocator->bytes, oldest->bytes, oldest->request, refusing);
}

const char *kith_test_allocator_fault(kith_test_allocator *allocator)
{
    if (!allocator || (!allocator->misused_ && allocator->blocks == 0))
        return NULL;
    if (!allocator->misused_)
        describe_leak(allocator);
    return allocator->fault_;
}

/* --- Blocks --------------------------------------------------------------- */

/* Count the request, and whether it is one to refuse. */
static bool is_refused(kith_test_allocator *allocator)
{
    allocator->requests++;
    if (allocator->until_refusal_ == 0)
        return false;
    if (allocator->until_refusal_ > 1) {
        allocator->until_refusal_--;
        return false;
    }
    if (!allocator->refuses_on_)
        allocator->until_refusal_ = 0;
    allocator->refused++;
    return true;
}

static void *new_test_block(kith_test_allocator *allocator, size_t bytes)
{
    struct block_head *older = allocator->newest_;
    struct block_head *head;

    assert(bytes > 0);
    head = bytes <= SIZE_MAX - sizeof(*head) ? malloc(sizeof(*head) + bytes)
                                             : NULL;
    if (!head)
        return NULL;
    *head = (struct block_head){.bytes = bytes,
                                .request = allocator->requests,
                                .refusing = allocator->refusing_,
                                .seal = seal_of_block(head),
                                .older = older};
    if (older)
        older->newer = head;
    allocator->newest_ = head;
    allocator->blocks++;
    allocator->bytes += bytes;
    if (allocator->peak_bytes < allocator->bytes)
        allocator->peak_bytes = allocator->bytes;
    return memset(head + 1, RUBBISH_OF_NEW, bytes);
}

static void free_test_block(kith_test_allocator *allocator,
                            struct block_head *head)
{
    assert(head->seal == seal_of_block(head));
    assert(allocator->blocks > 0);
    assert(allocator->bytes >= head->bytes);
    if (head->newer)
        head->newer->older = head->older;
    else
        allocator->newest_ = head->older;
    if (head->older)
        head->older->newer = head->newer;
    allocator->blocks--;
    allocator->bytes -= head->bytes;
    head->seal = 0;
    memset(head + 1, RUBBISH_OF_OLD, head->bytes);
    free(head);
}

/* The contract is that of kith_allocator. The copy ends with the smaller of the
 * sizes that the block really has. */
static void *resize_test_block(void *context, void *block, size_t old_bytes,
                               size_t new_bytes)
{
    kith_test_allocator *allocator = context;
    struct block_head *head = NULL;
    void *resized;

    assert(allocator);
    if (block) {
        head = head_of_block(allocator, block, old_bytes,
                             new_bytes > 0 ? "resized" : "given back");
        if (!head)
            return NULL;
    }
    if (!block && old_bytes > 0)
        note_misuse(allocator, "given", old_bytes, NULL);
    if (new_bytes == 0) {
        if (head)
            free_test_block(allocator, head);
        return NULL;
    }
    if (is_refused(allocator))
        return NULL;
    resized = new_test_block(allocator, new_bytes);
    if (resized && head) {
        memcpy(resized, block,
               head->bytes < new_bytes ? head->bytes : new_bytes);
        free_test_block(allocator, head);
    }
    return resized;
}

kith_allocator kith_test_allocator_hooks(kith_test_allocator *allocator)
{
    return allocator ? (kith_allocator){.resize = resize_test_block,
                                        .context = allocator}
                     : (kith_allocator){0};
}

void kith_test_allocator_fini(kith_test_allocator *allocator)
{
    if (!allocator)
        return;
    while (allocator->newest_)
        free_test_block(allocator, allocator->newest_);
    assert(allocator->blocks == 0 && allocator->bytes == 0);
    *allocator = (kith_test_allocator){0};
}

/* --- Refusals ------------------------------------------------------------- */

/* The n-th request to come, counted from 1, or that and all behind it; 0:
 * none. */
static void refuse_requests(kith_test_allocator *allocator, size_t n, bool on)
{
    if (!allocator)
        return;
    allocator->until_refusal_ = n;
    allocator->refuses_on_ = on;
    allocator->refusing_ = n > 0 ? allocator->requests + n : 0;
    allocator->refused = 0;
}

void kith_test_fail_after(kith_test_allocator *allocator, size_t n)
{
    refuse_requests(allocator, n + 1, true);
}

void kith_test_fail_once_after(kith_test_allocator *allocator, size_t n)
{
    refuse_requests(allocator, n + 1, false);
}

void kith_test_fail_never(kith_test_allocator *allocator)
{
    refuse_requests(allocator, 0, false);
}

/* --- Rounds --------------------------------------------------------------- */

/* Note where the last round, in which the n-th request was not met, has asked
 * less than n - 1 times: each of those before was refused in some round, so
 * rounds differ. */
static void judge_last_round(const struct kith_test_rounds_ *rounds, size_t n)
{
    kith_test_allocator *allocator = rounds->allocator;
    size_t asked = allocator->requests - rounds->requests;

    assert(n > 0);
    assert(allocator->refused == 0);
    if (asked >= n - 1 || allocator->misused_)
        return;
    allocator->misused_ = true;
    snprintf(allocator->fault_, sizeof(allocator->fault_),
             "the last round of kith_test_each_refusal has asked %zu times for "
             "memory and one before %zu times, so some were not refused: take "
             "back what a round does, and call kith_shrink",
             asked, n - 1);
}

/* Rounds 1 and 2 refuse the first request, rounds 3 and 4 the second. */
bool kith_test_rounds_next_(struct kith_test_rounds_ *rounds)
{
    kith_test_allocator *allocator = rounds->allocator;

    if (!allocator)
        return false;
    if (rounds->round > 0 && allocator->refused == 0) {
        judge_last_round(rounds, (rounds->round + 1) / 2);
        return false;
    }
    rounds->round++;
    rounds->requests = allocator->requests;
    refuse_requests(allocator, (rounds->round + 1) / 2, rounds->round % 2 == 0);
    return true;
}

/* What was refused last stays to be seen behind the loop. */
void kith_test_rounds_end_(struct kith_test_rounds_ *rounds)
{
    if (!rounds->allocator)
        return;
    rounds->allocator->until_refusal_ = 0;
    rounds->allocator->refusing_ = 0;
}
