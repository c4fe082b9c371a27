/* keep_deleted.c - an option for tests: the place of a deleted row is never
 * used again, so that each call on the row says that it is gone, for ever. */
#include "family.h"

#include "fault.h"

static kith_db *open_keeping(void)
{
    kith_options options =
        KITH_OPTIONS(.allocator = fault_allocator(), .keep_deleted = true);
    kith_db *db = NULL;

    kith_open(&db, KITH_TABLES(Store, Item), &options, NULL);
    KT_ASSERT_NOT_NULL(db);
    return db;
}

/* All that writes. */
static void is_gone(kith_db *db, Store *ikea, Item *row)
{
    KT_ASSERT(!kith_is_live(row));
    KT_ASSERT_NULL(kith_edit(row));
    KT_ASSERT_EQ(kith_handle_of(row), 0u);
    REFUSES(db, kith_set(row, price, 2.5), KITH_E_NOT_FOUND);
    REFUSES(db, kith_set(row, name, "again"), KITH_E_NOT_FOUND);
    REFUSES(db, kith_relate(row, store, ikea), KITH_E_NOT_FOUND);
    REFUSES(db, kith_append(ikea, items, row), KITH_E_NOT_FOUND);
    REFUSES(db, kith_delete(row), KITH_E_NOT_FOUND);
}

KT_TEST(keep_deleted, lets_each_call_say_for_ever_that_the_row_is_gone)
{
    enum { ROWS = 300 };
    static Item *items[ROWS];
    kith_db *db = open_keeping();
    Store *ikea = kith_insert(db, Store, .name = "IKEA");

    for (int i = 0; i < ROWS; i++)
        items[i] = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
    for (int i = 0; i < ROWS; i++)
        ANSWERS(kith_delete(items[i]), KITH_OK);
    for (int i = 0; i < ROWS; i++) {
        Item *more = kith_insert(db, Item, .name = "more", .store.row = ikea);

        for (int j = 0; j < ROWS; j += 7)
            KT_ASSERT(more != items[j]);
        is_gone(db, ikea, items[i]);
    }
    ANSWERS(kith_shrink(db), KITH_OK);
    for (int i = 0; i < ROWS; i++)
        is_gone(db, ikea, items[i]);
    KT_ASSERT_EQ(kith_count(db, Item), (size_t)ROWS);
    family_verify(db);
    kith_close(db);
}

/* What an insert that was refused was built in was no row's place. */
KT_TEST(keep_deleted, costs_memory_for_deleted_rows_alone)
{
    kith_db *db = open_keeping();
    size_t bytes;

    kith_insert_default(db, Item);
    bytes = kith_memory_used(db);
    for (int i = 0; i < 10000; i++)
        KT_ASSERT_NULL(kith_insert(db, Item, .store_id = 77));
    KT_ASSERT(kith_memory_used(db) < 2 * bytes);
    for (int i = 0; i < 10000; i++)
        ANSWERS(kith_delete(kith_insert_default(db, Item)), KITH_OK);
    KT_ASSERT(kith_memory_used(db) > 10000 * sizeof(Item));
    family_verify(db);
    kith_close(db);
}

/* Rows of a call that is refused were there for a while. */
KT_TEST(keep_deleted, keeps_the_places_of_rows_that_a_refused_call_made)
{
    kith_db *db = open_keeping();
    const Store rows[] = {{.id = 1}, {.id = 2}, {.id = 1}};

    REFUSES(db, kith_insert_all(db, Store, rows, 3), KITH_E_UNIQUE);
    family_verify(db);
    for (int i = 0; i < 1000; i++)
        KT_ASSERT(kith_insert_default(db, Store));
    KT_ASSERT_EQ(kith_begin(db), KITH_OK);
    REFUSES(db, kith_insert_all(db, Store, rows, 3), KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_delete(kith_get(db, Store, 7)), KITH_OK);
    KT_ASSERT_EQ(kith_rollback(db), KITH_OK);
    KT_ASSERT(kith_get(db, Store, 7));
    family_verify(db);
    kith_close(db);
}

KT_TEST(keep_deleted, goes_with_restores_where_a_call_was_refused_between)
{
    kith_db *db = open_keeping();

    kith_insert(db, Store, .name = "IKEA");
    for (int i = 0; i < 3; i++) {
        kith_snapshot *world = kith_snapshot_take(db);

        KT_ASSERT_NOT_NULL(world);
        ANSWERS(kith_restore(db, world), KITH_OK);
        kith_snapshot_free(world);
        family_verify(db);
        REFUSES_ROW(db, kith_insert(db, Store, .id = 1), KITH_E_UNIQUE);
    }
    KT_ASSERT_NOT_NULL(kith_insert(db, Store, .name = "OBI"));
    KT_ASSERT_EQ(kith_count(db, Store), (size_t)2);
    family_close_own(db);
}
