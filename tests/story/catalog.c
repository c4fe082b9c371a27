/* catalog.c - tables that are compiled once serve any number of databases. */
#include "fault.h"
#include "orchard.h"

KT_TEST(catalog, serves_many_databases_and_lives_as_long_as_the_last)
{
    kith_allocator allocator = fault_allocator();
    kith_catalog *catalog;
    kith_db *dbs[10], *copy;

    fault_stop();
    KT_ASSERT_EQ(kith_compile(&catalog, ORCHARD, &allocator, NULL), KITH_OK);
    kith_options options = KITH_OPTIONS(.catalog = catalog);
    for (int i = 0; i < 10; i++) {
        KT_ASSERT_EQ(kith_open(&dbs[i], i % 2 ? ORCHARD : NULL, &options, NULL),
                     KITH_OK);
        orchard_plant(dbs[i]);
    }
    copy = kith_clone(dbs[3]);
    kith_catalog_release(catalog);
    for (int i = 0; i < 10; i++) {
        KT_ASSERT_EQ(kith_delete(orchard_tree(dbs[i], 1)), KITH_OK);
        KT_ASSERT_EQ(kith_count(dbs[i], Tree), 1u);
        family_close_own(dbs[i]);
        KT_ASSERT(fault_live_blocks() > 0);
    }
    family_close_own(copy);
    KT_ASSERT_EQ(fault_live_blocks(), 0u);
}

/* What a database counts is what it has for itself. */
KT_TEST(catalog, is_counted_by_no_database)
{
    kith_catalog *catalog;
    kith_db *alone, *sharing;
    kith_stats one, other;

    KT_ASSERT_EQ(kith_compile(&catalog, ORCHARD, NULL, NULL), KITH_OK);
    kith_options options = KITH_OPTIONS(.catalog = catalog);
    alone = family_open(ORCHARD);
    KT_ASSERT_EQ(kith_open(&sharing, NULL, &options, NULL), KITH_OK);
    KT_ASSERT(kith_memory_used(sharing) < kith_memory_used(alone) / 2);
    kith_stats_of(alone, &one);
    kith_stats_of(sharing, &other);
    KT_ASSERT_EQ(one.bytes, kith_memory_used(alone));
    KT_ASSERT_EQ(other.bytes, kith_memory_used(sharing));
    family_close_own(sharing);
    family_close(alone);
    kith_catalog_release(catalog);
    kith_catalog_release(NULL);
}

KT_TEST(catalog, refuses_what_kith_open_refuses)
{
    kith_error error;
    kith_catalog *catalog = (kith_catalog *)&error;

    KT_ASSERT_EQ(kith_compile(&catalog, KITH_TABLES(Item), NULL, &error),
                 KITH_E_SCHEMA);
    KT_ASSERT_NULL(catalog);
    KT_ASSERT(kt_has_text(error.message, "items"));
    KT_ASSERT_EQ(kith_compile(NULL, ORCHARD, NULL, &error), KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_compile(&catalog, NULL, NULL, &error), KITH_E_MISUSE);
}

KT_TEST(catalog, takes_no_other_tables_than_its_own)
{
    kith_catalog *catalog;
    kith_error error;
    kith_db *db;

    KT_ASSERT_EQ(kith_compile(&catalog, KITH_TABLES(Store, Item), NULL, NULL),
                 KITH_OK);
    kith_options options = KITH_OPTIONS(.catalog = catalog);
    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Store), &options, &error),
                 KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Item, Store), &options, &error),
                 KITH_E_MISUSE);
    KT_ASSERT(kt_has_text(error.message, "catalog"));
    KT_ASSERT_NULL(db);
    KT_ASSERT_EQ(kith_open(&db, NULL, NULL, &error), KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Store, Item), &options, &error),
                 KITH_OK);
    family_close_own(db);
    kith_catalog_release(catalog);
}
