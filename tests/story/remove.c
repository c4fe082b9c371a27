/* remove.c - out of a list: one member, all members, and asking for one. */
#include "family.h"

static Item *items[10];

static Store *fill(kith_db *db)
{
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    Store *store = kith_insert(db, Store, .name = "IKEA");

    for (int i = 0; i < 5; i++)
        items[i] = kith_insert(db, Item, .name = names[i], .store.row = store);
    return store;
}

KT_TEST(remove, unlinks_a_child_and_keeps_the_row)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = fill(db);

    ANSWERS(kith_remove(ikea, items, items[1]), KITH_OK);

    ASSERT_LIST(ikea->items, name, "a c d e");
    KT_ASSERT_NULL(items[1]->store.row);
    KT_ASSERT(kith_is_null(items[1], store_id));
    KT_ASSERT_EQ(items[1]->store_id, 0);
    KT_ASSERT_EQ(kith_count(db, Item), (size_t)5);
    family_close(db);
}

KT_TEST(remove, works_in_every_order)
{
    static const int orders[][5] = {{0, 1, 2, 3, 4},
                                    {4, 3, 2, 1, 0},
                                    {2, 1, 3, 0, 4},
                                    {4, 0, 3, 1, 2},
                                    {1, 3, 4, 2, 0}};

    for (size_t way = 0; way < sizeof orders / sizeof *orders; way++) {
        kith_db *db = OPEN(Store, Item);
        Store *ikea = fill(db);
        bool in[5] = {true, true, true, true, true};
        for (int step = 0; step < 5; step++) {
            const int i = orders[way][step];
            ANSWERS(kith_remove(ikea, items, items[i]), KITH_OK);
            in[i] = false;
            struct spelling expected = {.count = 0};
            for (int j = 0; j < 5; j++) {
                if (in[j])
                    spell(&expected, items[j]->name);
            }
            ASSERT_LIST(ikea->items, name, expected.text);
            family_verify(db);
        }
        ANSWERS(kith_append(ikea, items, items[3]), KITH_OK);
        ASSERT_LIST(ikea->items, name, "d");
        family_close(db);
    }
}

KT_TEST(remove, of_a_stranger_is_not_found)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = fill(db);
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *pen = kith_insert(db, Item, .name = "pen", .store.row = muji);
    Item *loose = kith_insert(db, Item, .name = "loose");
    Item *gone = kith_insert(db, Item, .name = "gone", .store.row = ikea);
    ANSWERS(kith_delete(gone), KITH_OK);

    REFUSES(db, kith_remove(ikea, items, pen), KITH_E_NOT_FOUND);
    REFUSES(db, kith_remove(ikea, items, loose), KITH_E_NOT_FOUND);
    REFUSES(db, kith_remove(ikea, items, gone), KITH_E_NOT_FOUND);
    REFUSES(db, kith_remove(ikea, items, (Item *)NULL), KITH_E_MISUSE);
    ANSWERS(kith_remove(muji, items, pen), KITH_OK);
    REFUSES(db, kith_remove(muji, items, pen), KITH_E_NOT_FOUND);

    ASSERT_LIST(ikea->items, name, "a b c d e");
    family_close(db);
}

KT_TEST(clear, takes_all_members_out)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = fill(db);
    ANSWERS(kith_remove(ikea, items, items[2]), KITH_OK);

    ANSWERS(kith_clear(ikea, items), KITH_OK);
    ASSERT_LIST(ikea->items, name, "");
    for (int i = 0; i < 5; i++)
        KT_ASSERT(kith_is_null(items[i], store_id) && !items[i]->store.row);
    ANSWERS(kith_clear(ikea, items), KITH_OK);
    ANSWERS(kith_append(ikea, items, items[2]), KITH_OK);

    ASSERT_LIST(ikea->items, name, "c");
    KT_ASSERT_EQ(kith_count(db, Item), (size_t)5);
    family_close(db);
}

KT_TEST(clear, takes_out_lists_of_every_length)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");

    for (uint32_t length = 0; length < 150; length++) {
        for (uint32_t i = 0; i < length; i++)
            kith_insert(db, Item, .store.row = ikea);
        KT_ASSERT_EQ(ikea->items.count, length);
        ANSWERS(kith_clear(ikea, items), KITH_OK);
        KT_ASSERT_EQ(ikea->items.count, 0u);
        KT_ASSERT_NULL(kith_find(db, Item, store_id, ikea->id));
    }
    family_close(db);
}

KT_TEST(clear, is_judged_once_and_refused_for_a_deleted_row)
{
    kith_db *db = OPEN(Store, Item);
    Store *gone = kith_insert(db, Store, .name = "gone");
    Store *ikea = fill(db);
    ANSWERS(kith_delete(gone), KITH_OK);

    REFUSES(db, kith_clear(gone, items), KITH_E_NOT_FOUND);
    ASSERT_LIST(ikea->items, name, "a b c d e");
    family_close(db);
}

KT_TEST(contains, tells_members_from_strangers)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = fill(db);
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *pen = kith_insert(db, Item, .name = "pen", .store.row = muji);
    Item *gone = kith_insert(db, Item, .name = "gone", .store.row = ikea);
    ANSWERS(kith_delete(gone), KITH_OK);
    Store *const nobody = NULL;

    for (int i = 0; i < 5; i++)
        KT_ASSERT(kith_contains(ikea, items, items[i]));
    KT_ASSERT(!kith_contains(ikea, items, pen));
    KT_ASSERT(!kith_contains(ikea, items, gone));
    KT_ASSERT(!kith_contains(ikea, items, NULL));
    KT_ASSERT(!kith_contains(nobody, items, pen));
    ANSWERS(kith_append(ikea, items, pen), KITH_OK);
    KT_ASSERT(kith_contains(ikea, items, pen));
    KT_ASSERT(!kith_contains(muji, items, pen));
    ANSWERS(kith_delete(muji), KITH_OK);
    KT_ASSERT(!kith_contains(muji, items, pen));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}
