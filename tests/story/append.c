/* append.c - the end of a list. */
#include "family.h"

KT_TEST(append, adds_a_row_at_the_end)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    kith_insert(db, Item, .name = "a", .store.row = ikea);
    Item *b = kith_insert(db, Item, .name = "b");
    Item *c = kith_insert(db, Item, .name = "c");

    ANSWERS(kith_append(ikea, items, c), KITH_OK);
    ANSWERS(kith_append(ikea, items, b), KITH_OK);

    ASSERT_LIST(ikea->items, name, "a c b");
    KT_ASSERT_EQ(b->store.row, ikea);
    KT_ASSERT_EQ(b->store_id, ikea->id);
    KT_ASSERT(!kith_is_null(b, store_id));
    family_close(db);
}

KT_TEST(append, takes_a_row_from_the_parent_it_had)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");
    kith_insert(db, Item, .name = "a", .store.row = ikea);
    Item *b = kith_insert(db, Item, .name = "b", .store.row = ikea);
    kith_insert(db, Item, .name = "c", .store.row = ikea);

    ANSWERS(kith_append(muji, items, b), KITH_OK);

    ASSERT_LIST(ikea->items, name, "a c");
    ASSERT_LIST(muji->items, name, "b");
    KT_ASSERT_EQ(b->store_id, muji->id);
    family_close(db);
}

KT_TEST(append, of_a_member_changes_nothing)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *a = kith_insert(db, Item, .name = "a", .store.row = ikea);
    kith_insert(db, Item, .name = "b", .store.row = ikea);
    const uint64_t before = kith_digest(db);

    for (int i = 0; i < 100; i++)
        ANSWERS(kith_append(ikea, items, a), KITH_OK);

    ASSERT_LIST(ikea->items, name, "a b");
    KT_ASSERT_EQ(kith_digest(db), before);
    family_close(db);
}

KT_TEST(append, refuses_rows_that_cannot_be_members)
{
    kith_db *db = OPEN(Store, Item);
    kith_db *elsewhere = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *gone = kith_insert(db, Store, .name = "gone");
    Item *chair = kith_insert(db, Item, .name = "chair");
    Item *lost = kith_insert(db, Item, .name = "lost");
    Item *alien = kith_insert(elsewhere, Item, .name = "alien");
    ANSWERS(kith_delete(gone), KITH_OK);
    ANSWERS(kith_delete(lost), KITH_OK);

    REFUSES(db, kith_append(ikea, items, (Item *)NULL), KITH_E_MISUSE);
    REFUSES(db, kith_append(ikea, items, alien), KITH_E_MISUSE);
    REFUSES(db, kith_append(ikea, items, lost), KITH_E_NOT_FOUND);
    REFUSES(db, kith_append(gone, items, chair), KITH_E_NOT_FOUND);

    family_close(elsewhere);
    family_close(db);
}

KT_TEST(append, keeps_lists_of_every_length_that_grow_side_by_side)
{
    enum { STORES = 5, ITEMS = 600 };
    kith_db *db = OPEN(Store, Item);
    Store *stores[STORES];
    static Item *items[ITEMS];
    for (int i = 0; i < STORES; i++)
        stores[i] = kith_insert(db, Store, .name = "store");

    for (int i = 0; i < ITEMS; i++) {
        items[i] = kith_insert(db, Item, .mark = i);
        Store *store = stores[i % STORES];
        ANSWERS(kith_append(store, items, items[i]), KITH_OK);
        int64_t expected = i % STORES;
        kith_for_each(item, store->items) {
            KT_ASSERT_EQ(item->mark, expected);
            expected += STORES;
        }
        KT_ASSERT_EQ(expected, i + STORES);
        KT_ASSERT_EQ(store->items.count, (uint32_t)(i / STORES + 1));
    }
    family_close(db);
}

KT_TEST(append, meets_the_holes_of_earlier_removals)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    static Item *items[64];
    for (int i = 0; i < 64; i++)
        items[i] = kith_insert(db, Item, .mark = i, .store.row = ikea);

    for (int round = 0; round < 400; round++) {
        Item *item = items[(round * 7) % 64];
        ANSWERS(kith_remove(ikea, items, item), KITH_OK);
        ANSWERS(kith_append(ikea, items, item), KITH_OK);
        KT_ASSERT_EQ(ikea->items.count, 64u);
        uint32_t met = 0;
        Item *last = NULL;
        kith_for_each(it, ikea->items) {
            met++;
            last = it;
        }
        KT_ASSERT_EQ(met, 64u);
        KT_ASSERT_EQ(last, item);
    }
    KT_ASSERT(ikea->items.place_count < 64u * 8, "%u places for 64 members",
              ikea->items.place_count);
    family_close(db);
}
