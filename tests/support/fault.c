/* fault.c - the counting, refusing allocator; see fault.h. */
#include "fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Before each block: its size, and a number that only its own address gives. */
struct head {
    alignas(16) size_t bytes;
    size_t seal;
};

static struct {
    size_t live_bytes, live_blocks, requests;
    size_t until_refusal; /* 0: none */
    bool for_ever, refused;
} state;

static size_t seal_of(const struct head *head)
{
    return (size_t)(uintptr_t)head ^ (size_t)0x5eed5eed5eedu;
}

static struct head *head_of(void *block, size_t old_bytes)
{
    struct head *head = (struct head *)block - 1;

    if (head->seal != seal_of(head) || head->bytes != old_bytes) {
        fprintf(stderr, "allocator: block %p is no block of %zu bytes\n", block,
                old_bytes);
        abort();
    }
    return head;
}

static bool refuse(void)
{
    state.requests++;
    if (state.until_refusal == 0)
        return false;
    if (state.until_refusal > 1) {
        state.until_refusal--;
        return false;
    }
    if (!state.for_ever)
        state.until_refusal = 0;
    state.refused = true;
    return true;
}

bool fault_is_armed(void)
{
    return state.until_refusal > 0;
}

static void give_back(void *block, size_t old_bytes)
{
    struct head *head = head_of(block, old_bytes);

    state.live_bytes -= old_bytes;
    state.live_blocks--;
    head->seal = 0;
    memset(block, 0x5a, old_bytes);
    free(head);
}

static void *resize(void *context, void *block, size_t old_bytes,
                    size_t new_bytes)
{
    struct head *head;

    if (context != &state || (!block && old_bytes != 0)) {
        fprintf(stderr, "allocator: wrong context, or a size without block\n");
        abort();
    }
    if (new_bytes == 0) {
        if (block)
            give_back(block, old_bytes);
        return NULL;
    }
    if (block)
        head_of(block, old_bytes);
    if (refuse())
        return NULL;
    head = malloc(sizeof *head + new_bytes);
    if (!head)
        return NULL;
    head->bytes = new_bytes;
    head->seal = seal_of(head);
    memset(head + 1, 0xa5, new_bytes);
    state.live_bytes += new_bytes;
    state.live_blocks++;
    if (block) {
        memcpy(head + 1, block, old_bytes < new_bytes ? old_bytes : new_bytes);
        give_back(block, old_bytes);
    }
    return head + 1;
}

kith_allocator fault_allocator(void)
{
    return (kith_allocator){.resize = resize, .context = &state};
}

void fault_fail_allocation(size_t nth)
{
    state.until_refusal = nth;
    state.for_ever = false;
    state.refused = false;
}

void fault_fail_from(size_t nth)
{
    fault_fail_allocation(nth);
    state.for_ever = true;
}

void fault_stop(void)
{
    state.until_refusal = 0;
}

bool fault_refused(void)
{
    return state.refused;
}

size_t fault_live_bytes(void)
{
    return state.live_bytes;
}

size_t fault_live_blocks(void)
{
    return state.live_blocks;
}

size_t fault_requests(void)
{
    return state.requests;
}
