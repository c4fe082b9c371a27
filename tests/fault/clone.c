/* clone.c - clones and snapshots whose memory runs out. */
#include "fault.h"
#include "orchard.h"

static kith_db *planted(void)
{
    static char note[1000];
    kith_options options = KITH_OPTIONS(.allocator = fault_allocator());
    kith_db *db;

    fault_stop();
    for (size_t i = 0; i + 1 < sizeof(note); i++)
        note[i] = 'n';
    KT_ASSERT_EQ(kith_open(&db, ORCHARD, &options, NULL), KITH_OK);
    orchard_plant(db);
    kith_set(orchard_tree(db, 1), note, note);
    for (int i = 0; i < 100; i++) {
        kith_insert(db, Bird, .name = "tit", .tree_id = 2);
        kith_insert(db, Fruit, .tree_code = "pear");
    }
    return db;
}

KT_TEST(clone, that_is_refused_leaves_nothing)
{
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        kith_db *copy = NULL;

        for (size_t nth = 1; !copy; nth++) {
            kith_db *db = planted();
            uint64_t state = kith_test_state(db);
            size_t blocks = fault_live_blocks();

            if (for_ever)
                fault_fail_from(nth);
            else
                fault_fail_allocation(nth);
            copy = kith_clone(db);
            fault_stop();
            KT_ASSERT(copy || fault_refused());
            KT_ASSERT(copy || kith_last_error(db)->status == KITH_E_MEMORY);
            KT_ASSERT(copy || fault_live_blocks() == blocks);
            KT_ASSERT_EQ(kith_test_state(db), state);
            KT_ASSERT_EQ(kith_verify(db), KITH_OK);
            kith_close(copy);
            kith_close(db);
            KT_ASSERT_EQ(fault_live_blocks(), 0u);
        }
    }
}

/* The snapshot itself, and then the calls that grow what it has pinned. Before
 * it asks for memory it gives back what levels have left. */
KT_TEST(snapshot, that_is_refused_leaves_nothing)
{
    bool refused = true;

    for (size_t nth = 1; refused; nth++) {
        kith_db *db = planted();
        uint64_t state = kith_test_state(db);
        size_t blocks = fault_live_blocks();
        kith_snapshot *world;

        fault_fail_allocation(nth);
        world = kith_snapshot_take(db);
        fault_stop();
        refused = !world;
        KT_ASSERT_EQ(refused, fault_refused());
        KT_ASSERT(!refused || kith_last_error(db)->status == KITH_E_MEMORY);
        KT_ASSERT(!refused || fault_live_blocks() <= blocks);
        KT_ASSERT_EQ(kith_test_state(db), state);
        kith_close(db);
        KT_ASSERT_EQ(fault_live_blocks(), 0u);
    }
}

KT_TEST(snapshot, leaves_calls_that_are_refused_without_a_trace)
{
    bool refused = true;

    for (size_t nth = 1; refused; nth++) {
        kith_db *db = planted();
        uint64_t state = kith_test_state(db);
        kith_snapshot *world = kith_snapshot_take(db);

        fault_fail_allocation(nth);
        refused = false;
        for (int i = 0; i < 200 && !refused; i++) {
            uint64_t before = kith_test_state(db);

            refused = !kith_insert(db, Bird, .name = "owl", .tree_id = 2);
            KT_ASSERT(!refused || kith_test_state(db) == before);
        }
        fault_stop();
        KT_ASSERT_EQ(kith_verify(db), KITH_OK);
        KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
        KT_ASSERT_EQ(kith_test_state(db), state);
        KT_ASSERT_EQ(kith_verify(db), KITH_OK);
        kith_close(db);
        KT_ASSERT_EQ(fault_live_blocks(), 0u);
    }
}

/* --- Catalogs ---------------------------------------------------------------- */

KT_TEST(catalog, that_is_refused_leaves_nothing)
{
    kith_allocator allocator = fault_allocator();
    kith_catalog *catalog = NULL;

    for (size_t nth = 1; !catalog; nth++) {
        kith_error error;

        fault_fail_allocation(nth);
        if (kith_compile(&catalog, ORCHARD, &allocator, &error) != KITH_OK) {
            KT_ASSERT_EQ(error.status, KITH_E_MEMORY);
            KT_ASSERT_NULL(catalog);
            KT_ASSERT_EQ(fault_live_blocks(), 0u);
        }
        fault_stop();
    }
    kith_catalog_release(catalog);
    KT_ASSERT_EQ(fault_live_blocks(), 0u);
}
