/* open.c - opening, and proving a database whole, when memory runs out. */
#include "sweep.h"

#include "fault.h"

#include <string.h>

/* Open with the nth allocation refused; answers whether one was. */
static bool open_without(size_t nth, bool for_ever)
{
    kith_options options = KITH_OPTIONS(.allocator = fault_allocator());
    kith_error error = {.status = KITH_OK};
    const size_t bytes = fault_live_bytes(), blocks = fault_live_blocks();
    int nothing = 0;
    kith_db *db = (kith_db *)&nothing;

    if (for_ever)
        fault_fail_from(nth);
    else
        fault_fail_allocation(nth);
    const kith_status status = kith_open(&db, ORCHARD, &options, &error);
    const bool refused = fault_refused();
    fault_stop();

    KT_ASSERT(status == (refused ? KITH_E_MEMORY : KITH_OK),
              "allocation %zu: %s", nth, kith_status_name(status));
    KT_ASSERT_EQ(error.status, status);
    KT_ASSERT_EQ(db == NULL, refused);
    kith_close(db);
    KT_ASSERT(fault_live_bytes() == bytes && fault_live_blocks() == blocks,
              "allocation %zu left %zu bytes", nth, fault_live_bytes() - bytes);
    return refused;
}

KT_TEST(open, leaves_nothing_behind_when_memory_runs_out)
{
    size_t refusals = 0;

    for (size_t nth = 1; open_without(nth, false); nth++)
        refusals++;
    for (size_t nth = 1; open_without(nth, true); nth++)
        refusals++;
    KT_ASSERT(refusals >= 2, "%zu refusals", refusals);
}

/* A schema that is refused while memory runs out answers one or the other. */
KT_TEST(open, of_a_bad_schema_leaves_nothing_behind_either)
{
    const size_t bytes = fault_live_bytes();
    bool refused = true;

    for (size_t nth = 1; refused; nth++) {
        kith_options options = KITH_OPTIONS(.allocator = fault_allocator());
        kith_error error = {.status = KITH_OK};
        kith_db *db = NULL;
        fault_fail_allocation(nth);
        const kith_status status =
            kith_open(&db, KITH_TABLES(Tree, Fruit), &options, &error);
        refused = fault_refused();
        fault_stop();
        KT_ASSERT(status == KITH_E_SCHEMA ||
                      (refused && status == KITH_E_MEMORY),
                  "allocation %zu: %s", nth, kith_status_name(status));
        KT_ASSERT_NULL(db);
        KT_ASSERT_EQ(fault_live_bytes(), bytes);
    }
}

KT_TEST(verify, calls_the_allocator_of_the_database_never)
{
    const size_t others = fault_live_bytes();
    kith_db *db = family_open(ORCHARD);
    orchard_plant(db);
    for (int i = 0; i < 50; i++) {
        kith_insert(db, Fruit, .tree_code = "pear");
        kith_insert(db, Bird, .name = family_name(i), .tree_id = 2);
    }
    const uint64_t before = kith_digest(db);

    fault_fail_allocation(1);
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
    KT_ASSERT(!fault_refused());
    fault_stop();
    KT_ASSERT_EQ(kith_digest(db), before);
    KT_ASSERT_EQ(kith_memory_used(db), fault_live_bytes() - others);
    family_close(db);
}

/* The allocator refuses here and there during a long run; what was refused is
 * not there, everything else is. */
KT_TEST(memory, that_runs_out_now_and_then_costs_only_the_refused_calls)
{
    enum { CALLS = FAMILY_SLOW ? 1000 : 4000 }; /* each digests all rows */
    kith_db *db = family_open(ORCHARD);
    char name[1000] = {0}; /* needs memory that is not at hand */
    uint64_t seed = 77;
    size_t refusals = 0, birds = 0;
    memset(name, 'x', sizeof name - 1);
    orchard_plant(db);

    for (int i = 0; i < CALLS; i++) {
        fault_fail_allocation(family_random(&seed) % 3 + 1);
        const uint64_t before = kith_digest(db);
        Bird *bird = kith_insert(db, Bird, .name = name, .tree_id = 1 + i % 2);
        if (!bird) {
            KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MEMORY);
            KT_ASSERT_EQ(kith_digest(db), before);
            refusals++;
        }
        birds += bird != NULL;
        if (bird && i % 3 == 0)
            birds -= kith_delete(bird) == KITH_OK;
        KT_ASSERT_EQ(kith_count(db, Bird), birds);
        KT_ASSERT_EQ(orchard_tree(db, 1)->birds.count +
                         orchard_tree(db, 2)->birds.count,
                     birds);
    }
    fault_stop();

    KT_ASSERT(refusals > 100, "%zu refusals", refusals);
    family_close(db);
}
