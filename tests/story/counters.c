/* counters.c - a database counts what is done with it. */
#include "family.h"

static kith_db *counting(void)
{
    kith_options options = KITH_OPTIONS(.count_work = true);
    kith_db *db;

    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Store, Item), &options, NULL),
                 KITH_OK);
    return db;
}

static kith_stats stats_of(kith_db *db, const kith_table *table)
{
    kith_stats stats;

    KT_ASSERT_EQ(table ? kith_table_stats(db, table, &stats)
                       : kith_stats_of(db, &stats),
                 KITH_OK);
    return stats;
}

KT_TEST_ONCE(counters, count_lookups_by_every_key)
{
    kith_db *db = counting();
    const int64_t ids[] = {1, 2, 9};
    Item *found[3];
    Store *ikea = kith_insert(db, Store, .name = "IKEA");

    for (int i = 0; i < 3; i++)
        kith_insert(db, Item, .name = "Chair", .store.row = ikea);
    KT_ASSERT_EQ(stats_of(db, NULL).lookups, 0u);
    KT_ASSERT(kith_get(db, Item, 1) && !kith_get(db, Item, 99));
    KT_ASSERT_EQ(stats_of(db, &Item_table).lookups, 2u);
    KT_ASSERT_EQ(kith_get_rows(db, Item, ids, 3, found), 2u);
    KT_ASSERT_EQ(stats_of(db, &Item_table).lookups, 5u);
    KT_ASSERT(kith_find(db, Item, store_id, 1));
    KT_ASSERT_EQ(stats_of(db, &Item_table).lookups, 6u);
    kith_for_each_match(db, Item, item, store_id, 1)
        KT_ASSERT(item->store.row == ikea);
    KT_ASSERT_EQ(stats_of(db, &Item_table).lookups, 7u);
    KT_ASSERT_EQ(stats_of(db, &Store_table).lookups, 0u);
    KT_ASSERT_EQ(stats_of(db, NULL).rows_scanned, 0u);
    /* Neither a list nor a handle is looked up by a key. */
    kith_for_each(item, ikea->items)
        KT_ASSERT(kith_resolve(db, Item, kith_handle_of(item)) == item);
    KT_ASSERT_EQ(stats_of(db, NULL).lookups, 7u);
    family_close_own(db);
}

KT_TEST_ONCE(counters, count_the_rows_that_a_scan_meets_and_no_others)
{
    kith_db *db = counting();
    int met = 0;

    for (int i = 0; i < 100; i++)
        kith_insert_default(db, Item);
    for (int64_t id = 1; id <= 100; id += 3)
        kith_delete(kith_get(db, Item, id));
    kith_for_each_row(db, Item, item) {
        KT_ASSERT(item->id > 0);
        if (++met == 10)
            break;
    }
    KT_ASSERT_EQ(stats_of(db, &Item_table).rows_scanned, 10u);
    kith_for_each_row(db, Item, item)
        kith_delete(item);
    KT_ASSERT_EQ(stats_of(db, NULL).rows_scanned, 76u);
    KT_ASSERT_NULL(kith_next_row(db, &Item_table, NULL));
    KT_ASSERT_EQ(stats_of(db, NULL).rows_scanned, 76u);
    KT_ASSERT_EQ(kith_count(db, Item), 0u);
    family_close_own(db);
}

KT_TEST_ONCE(counters, count_links_by_every_call)
{
    kith_db *db = counting();
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *obi = kith_insert(db, Store, .name = "OBI");
    Store *stores[] = {obi, obi, obi};
    Item *items[4];
    uint64_t links = 0;

    for (int i = 0; i < 4; i++)
        items[i] = kith_insert(db, Item, .store.row = ikea);
    KT_ASSERT_EQ(stats_of(db, &Item_table).links_touched, links += 4);
    kith_relate(items[0], store, obi); /* leaves one and joins the other */
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links += 2);
    kith_relate(items[0], store, obi); /* is there already */
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links);
    kith_unlink(items[0], store);
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links += 1);
    kith_append(obi, items, items[0]);
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links += 1);
    kith_remove_rows(ikea, items, items + 1, 3);
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links += 3);
    kith_append_rows(ikea, items, items + 1, 3);
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links += 3);
    kith_relate_rows(items + 1, store, stores, 3);
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links += 6);
    kith_delete(items[3]);
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links += 1);
    kith_begin(db);
    kith_delete(items[2]);
    kith_commit(db);
    KT_ASSERT_EQ(stats_of(db, NULL).links_touched, links += 1);
    family_close_own(db);
}

KT_TEST_ONCE(counters, count_allocations_and_are_not_set_back)
{
    kith_db *db = counting();
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    kith_stats before = stats_of(db, NULL), after;
    kith_snapshot *world;

    kith_set(ikea, name, "IKEA");
    KT_ASSERT(before.allocations > 0);
    for (int i = 0; i < 1000; i++)
        kith_insert(db, Item, .store.row = ikea);
    after = stats_of(db, NULL);
    KT_ASSERT(after.allocations > before.allocations);
    world = kith_snapshot_take(db);
    kith_get(db, Store, 1);
    kith_insert(db, Item, .store.row = ikea);
    before = stats_of(db, NULL);
    kith_restore(db, world);
    after = stats_of(db, NULL);
    KT_ASSERT_EQ(after.lookups, before.lookups);
    KT_ASSERT_EQ(after.links_touched, before.links_touched);
    KT_ASSERT_EQ(after.allocations, before.allocations);
    family_close_own(db);
}

/* Reading writes nothing, unless it is asked to. */
KT_TEST_ONCE(counters, of_reading_stay_where_they_are_without_the_option)
{
    kith_db *db = OPEN(Store, Item);

    kith_insert_default(db, Item);
    kith_for_each_row(db, Item, item)
        KT_ASSERT(kith_get(db, Item, item->id) == item);
    KT_ASSERT_EQ(stats_of(db, NULL).lookups, 0u);
    KT_ASSERT_EQ(stats_of(db, NULL).rows_scanned, 0u);
    family_close(db);
}
