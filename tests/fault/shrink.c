/* shrink.c - kith_shrink while memory is refused. */
#include "fault.h"
#include "orchard.h"

/* A third of what was there is left: lists with holes, indexes half empty. */
static kith_db *open_thinned(void)
{
    kith_db *db = family_open(ORCHARD);
    int n = 0;

    orchard_plant(db);
    for (int i = 0; i < 300; i++) {
        kith_insert(db, Fruit, .tree_code = i % 5 ? "pear" : NULL);
        kith_insert(db, Bird, .name = family_name(i), .tree_id = 2);
        kith_insert(db, Tag, .name = "tag");
    }
    kith_for_each_row(db, Fruit, fruit)
        if (n++ % 3)
            kith_delete(fruit);
    kith_for_each_row(db, Bird, bird)
        if (n++ % 30)
            kith_delete(bird);
    kith_for_each_row(db, Tag, tag)
        if (n++ % 3)
            kith_delete(tag);
    return db;
}

static void shrink_whole(kith_db *db)
{
    const uint64_t digest = kith_digest(db);
    const size_t held = kith_memory_used(db);

    ANSWERS(kith_shrink(db), KITH_OK);
    fault_stop();
    KT_ASSERT_EQ(kith_digest(db), digest);
    KT_ASSERT(kith_memory_used(db) <= held);
    family_verify(db);
}

KT_TEST(shrink, needs_no_memory)
{
    kith_db *db = open_thinned();
    const size_t held = kith_memory_used(db);

    fault_fail_from(1);
    shrink_whole(db);
    KT_ASSERT(fault_refused());
    KT_ASSERT(kith_memory_used(db) < held);
    shrink_whole(db);
    family_close(db);
}

KT_TEST(shrink, goes_on_when_one_request_is_refused)
{
    bool refused = true;

    for (size_t nth = 1; refused; nth++) {
        kith_db *db = open_thinned();

        fault_fail_allocation(nth);
        shrink_whole(db);
        refused = fault_refused();
        shrink_whole(db);
        family_close(db);
    }
}
