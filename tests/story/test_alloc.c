/* test_alloc.c - the allocator of the test kit, and the loop that refuses each
 * request in turn.
 */
#include "family.h"

#include <kith/test.h>

#include <string.h>

/* Stores and items in a database that takes its memory from `memory`; NULL
 * where that is refused. */
static kith_db *open_counted(kith_test_allocator *memory)
{
    kith_options options =
        KITH_OPTIONS(.allocator = kith_test_allocator_hooks(memory),
                     .hash_seed = 1);
    kith_db *db;

    kith_open(&db, KITH_TABLES(Store, Item), &options, NULL);
    return db;
}

static void no_fault(kith_test_allocator *memory)
{
    const char *fault = kith_test_allocator_fault(memory);

    KT_ASSERT(!fault, "%s", fault);
}

KT_TEST_ONCE(test_alloc, counts_what_a_database_holds)
{
    kith_test_allocator memory = {0};
    kith_db *db = open_counted(&memory);
    size_t requests = memory.requests;

    KT_ASSERT_NOT_NULL(kith_insert(db, Store, .name = "IKEA"));
    KT_ASSERT_EQ(memory.bytes, kith_memory_used(db));
    KT_ASSERT(memory.blocks > 1);
    KT_ASSERT(memory.peak_bytes >= memory.bytes);
    KT_ASSERT(memory.requests > requests);
    KT_ASSERT_EQ(memory.refused, 0u);
    family_verify(db);
    kith_close(db);
    KT_ASSERT_EQ(memory.blocks + memory.bytes, (size_t)0);
    KT_ASSERT(memory.peak_bytes > 0);
    no_fault(&memory);
}

/* The third request alone, or all from the third on. */
KT_TEST(test_alloc, refuses_the_request_that_is_said)
{
    for (int on = 0; on < 2; on++) {
        kith_test_allocator memory = {0};
        kith_allocator hooks = kith_test_allocator_hooks(&memory);
        void *blocks[4];

        (on ? kith_test_fail_after : kith_test_fail_once_after)(&memory, 2);
        for (int i = 0; i < 4; i++)
            blocks[i] = hooks.resize(hooks.context, NULL, 0, 10);
        KT_ASSERT(blocks[0] && blocks[1] && !blocks[2]);
        KT_ASSERT_EQ(!blocks[3], on == 1);
        KT_ASSERT_EQ(memory.refused, on ? 2u : 1u);
        KT_ASSERT_EQ(memory.requests, 4u);
        kith_test_fail_never(&memory);
        KT_ASSERT_EQ(memory.refused, 0u);
        blocks[0] = hooks.resize(hooks.context, blocks[0], 10, 20);
        KT_ASSERT_NOT_NULL(blocks[0]);
        kith_test_allocator_fini(&memory);
        no_fault(&memory);
    }
}

KT_TEST(test_alloc, keeps_what_is_in_a_block_that_is_resized)
{
    kith_test_allocator memory = {0};
    kith_allocator hooks = kith_test_allocator_hooks(&memory);
    char *block = hooks.resize(hooks.context, NULL, 0, 4);

    memcpy(block, "abc", 4);
    block = hooks.resize(hooks.context, block, 4, 4000);
    KT_ASSERT_STR_EQ(block, "abc");
    block = hooks.resize(hooks.context, block, 4000, 2);
    KT_ASSERT(memcmp(block, "ab", 2) == 0);
    KT_ASSERT_EQ(memory.bytes, 2u);
    hooks.resize(hooks.context, block, 2, 0);
    no_fault(&memory);
}

KT_TEST(test_alloc, names_blocks_that_are_none_or_of_another_size)
{
    alignas(max_align_t) char foreign[512] = "";
    kith_test_allocator memory = {0};
    kith_allocator hooks = kith_test_allocator_hooks(&memory);
    void *block = hooks.resize(hooks.context, NULL, 0, 10);

    hooks.resize(hooks.context, block, 12, 0);
    KT_ASSERT_STR_EQ(kith_test_allocator_fault(&memory),
                     "a block of 10 bytes, made by request 1, was given back "
                     "as one of 12 bytes");
    kith_test_allocator_fini(&memory);
    KT_ASSERT_NULL(hooks.resize(hooks.context, foreign + 256, 8, 16));
    KT_ASSERT_STR_EQ(kith_test_allocator_fault(&memory),
                     "a block of 8 bytes was resized, but it is none of this "
                     "allocator, or was given back before");
    hooks.resize(hooks.context, foreign + 256, 8, 0);
    KT_ASSERT_STR_HAS(kith_test_allocator_fault(&memory), "was resized");
    kith_test_allocator_fini(&memory);
    hooks.resize(hooks.context, NULL, 8, 16);
    KT_ASSERT_STR_HAS(kith_test_allocator_fault(&memory), "a block of 8 bytes");
    kith_test_allocator_fini(&memory);
    no_fault(&memory);
}

/* Each round leaves a whole database; the last one is that in which all is
 * there, and the one before the last has refused the last request. */
KT_TEST_ONCE(test_alloc, loop_refuses_each_request_of_its_body_in_turn)
{
    kith_test_allocator memory = {0};
    size_t rounds = 0, needed = 0, made = 0;

    kith_test_each_refusal(&memory) {
        size_t before = memory.requests;
        kith_db *db = open_counted(&memory);
        Store *ikea = NULL;

        rounds++;
        made = 0;
        if (db)
            ikea = kith_insert(db, Store, .name = "IKEA");
        for (int i = 0; ikea && i < 5; i++)
            made += !!kith_insert(db, Item, .store.row = ikea);
        KT_ASSERT_EQ(memory.refused == 0, db && ikea && made == 5);
        if (db)
            family_verify(db);
        kith_close(db);
        needed = memory.requests - before;
        if (memory.refused == 0)
            continue;
    }
    KT_ASSERT_EQ(made, 5u);
    KT_ASSERT(needed > 5);
    KT_ASSERT_EQ(rounds, 2 * needed + 1);
    no_fault(&memory);
}

KT_TEST_ONCE(test_alloc, loop_finds_a_planted_leak)
{
    kith_test_allocator memory = {0};
    size_t needed = 0;
    char fault[240];

    kith_test_each_refusal(&memory) {
        size_t before = memory.requests;
        kith_db *db = open_counted(&memory);

        if (db && !kith_insert(db, Store, .name = "IKEA"))
            continue; /* the leak: there is no close on this way */
        kith_close(db);
        needed = memory.requests - before;
    }
    KT_ASSERT(needed > 0);
    KT_ASSERT_NOT_NULL(kith_test_allocator_fault(&memory));
    strcpy(fault, kith_test_allocator_fault(&memory));
    KT_ASSERT_STR_HAS(fault, "blocks are held still, of ");
    KT_ASSERT_STR_HAS(fault, ", while request ");
    kith_test_allocator_fini(&memory);
    no_fault(&memory);
}

/* A database that is kept, whose rounds take back what they have done. */
KT_TEST_ONCE(test_alloc, loop_serves_a_database_that_is_kept)
{
    kith_test_allocator memory = {0};
    kith_db *db = open_counted(&memory);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    size_t refused = 0, rounds = 0;

    kith_shrink(db);
    kith_test_each_refusal(&memory) {
        uint64_t before = kith_digest(db);

        rounds++;
        kith_begin(db);
        for (int i = 0; i < 5 && memory.refused == 0; i++)
            kith_insert(db, Item, .name = "Chair", .store.row = ikea);
        refused += memory.refused;
        KT_ASSERT_EQ(ikea->items.count == 5, memory.refused == 0);
        kith_rollback_to(db, 0);
        KT_ASSERT_EQ(kith_digest(db), before);
        kith_shrink(db);
        family_verify(db);
    }
    KT_ASSERT(refused > 2);
    KT_ASSERT(rounds > 4);
    kith_close(db);
    no_fault(&memory);
}

/* Without the shrink the room of earlier rounds serves later ones. */
KT_TEST(test_alloc, loop_says_that_its_rounds_differ)
{
    kith_test_allocator memory = {0};
    kith_allocator hooks = kith_test_allocator_hooks(&memory);
    void *blocks[3] = {NULL};

    kith_test_each_refusal(&memory) {
        for (int i = 0; i < 3; i++) {
            if (!blocks[i])
                blocks[i] = hooks.resize(hooks.context, NULL, 0, 8);
            if (!blocks[i])
                break;
        }
    }
    KT_ASSERT_STR_HAS(kith_test_allocator_fault(&memory),
                      "the last round of kith_test_each_refusal has asked 1 "
                      "times for memory and one before 2 times");
    kith_test_allocator_fini(&memory);
}

static bool leaves_by_return(kith_test_allocator *memory)
{
    kith_test_each_refusal(memory)
        return true;
    return false;
}

KT_TEST(test_alloc, loop_refuses_nothing_once_it_is_left)
{
    kith_test_allocator memory = {0};
    kith_allocator hooks = kith_test_allocator_hooks(&memory);
    size_t rounds = 0;

    KT_ASSERT(leaves_by_return(&memory));
    kith_test_each_refusal(&memory) {
        rounds++;
        break;
    }
    KT_ASSERT_EQ(rounds, 1u);
    for (int i = 0; i < 3; i++)
        KT_ASSERT_NOT_NULL(hooks.resize(hooks.context, NULL, 0, 8));
    kith_test_allocator_fini(&memory);
    KT_ASSERT(!leaves_by_return(NULL));
}
