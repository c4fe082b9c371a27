/* reserve.c - rooms for rows that are given back when they are of no use. */
#include "fault.h"
#include "orchard.h"

#include <string.h>

static size_t row_bytes(kith_db *db)
{
    kith_stats stats;

    ANSWERS(kith_stats_of(db, &stats), KITH_OK);
    KT_ASSERT_EQ(stats.bytes, kith_memory_used(db));
    return stats.row_bytes;
}

static kith_db *open_planted(int birds)
{
    kith_db *db = family_open(ORCHARD);

    orchard_plant(db);
    for (int i = 0; i < birds; i++)
        kith_insert(db, Bird, .name = family_name(i), .tree_id = 2);
    return db;
}

/* The nth allocation of a call is refused, n rising: what it made for rows is
 * gone, and the same call has all of it the next time. */
static void refuse_each(kith_status (*act)(kith_db *db), size_t at_least)
{
    for (int birds = 0; birds <= 40; birds += 8) {
        size_t refusals = 0;
        bool refused = true;

        for (size_t nth = 1; refused; nth++) {
            kith_db *db = open_planted(birds);
            const size_t before = row_bytes(db);
            const uint64_t state = kith_test_state(db);

            fault_fail_allocation(nth);
            const kith_status status = act(db);
            refused = fault_refused();
            fault_stop();

            KT_ASSERT_EQ(status, refused ? KITH_E_MEMORY : KITH_OK);
            if (refused) {
                KT_ASSERT_EQ(row_bytes(db), before);
                KT_ASSERT_EQ(kith_test_state(db), state);
                family_verify(db);
                ANSWERS(act(db), KITH_OK);
            }
            refusals += refused;
            family_close(db);
        }
        KT_ASSERT(refusals >= at_least, "%zu", refusals);
    }
}

static kith_status reserve_birds(kith_db *db)
{
    return kith_reserve(db, Bird, 3000);
}

static kith_status insert_birds(kith_db *db)
{
    Bird birds[60];

    for (int i = 0; i < 60; i++)
        memcpy(&birds[i], &(Bird){.name = family_name(i % 7), .tree_id = 2},
               sizeof *birds);
    return kith_insert_all(db, Bird, birds, 60);
}

KT_TEST_ONCE(reserve, that_fails_gives_its_chunks_back)
{
    refuse_each(reserve_birds, 3);
}

KT_TEST_ONCE(insert_rows, that_fail_give_their_chunks_back)
{
    refuse_each(insert_birds, 4);
}

/* Also where a rule refuses, again and again, and rows lived there meanwhile.
 * Rows that come later are not taken for them. */
KT_TEST(insert_rows, that_a_rule_refuses_give_their_chunks_back)
{
    kith_db *db = open_planted(5);
    const size_t before = row_bytes(db);
    Bird birds[100];

    for (int i = 0; i < 100; i++)
        memcpy(&birds[i], &(Bird){.name = "tit", .tree_id = i < 99 ? 2 : 77},
               sizeof *birds);
    for (int round = 0; round < 50; round++) {
        REFUSES(db, kith_insert_all(db, Bird, birds, 100), KITH_E_PARENT);
        KT_ASSERT_EQ(row_bytes(db), before);
        family_verify(db);
    }
    for (int round = 0; round < 50; round++) {
        ANSWERS(kith_insert_all(db, Bird, birds, 3), KITH_OK);
        REFUSES(db, kith_insert_all(db, Bird, birds, 100), KITH_E_PARENT);
    }
    KT_ASSERT_EQ(kith_count(db, Bird), (size_t)155);
    KT_ASSERT_EQ(orchard_tree(db, 2)->birds.count, 155u);
    family_close(db);
}

/* A loop over the table may be in progress. */
KT_TEST(insert_rows, that_fail_do_not_disturb_a_scan)
{
    kith_db *db = open_planted(50);
    Bird birds[100];
    size_t met = 0;

    for (int i = 0; i < 100; i++)
        memcpy(&birds[i], &(Bird){.name = "tit", .tree_id = i < 99 ? 2 : 77},
               sizeof *birds);
    kith_for_each_row(db, Bird, bird) {
        REFUSES(db, kith_insert_all(db, Bird, birds, 100), KITH_E_PARENT);
        if (met++ % 3 == 0)
            kith_delete(bird);
    }
    KT_ASSERT_EQ(met, (size_t)50);
    family_close(db);
}
