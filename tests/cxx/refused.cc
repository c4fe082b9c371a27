// refused.cc - what is C does not compile here, and says what to call instead.
// refused.cmake wants one sentence for each macro that is named below.

#include "rows.h"

#include <kith/test.h>

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id));
KITH_FACTORY(Store, KITH_FIELD(Store, name, .sequence = "store %d"));

void refused(kith_db *db, Store *store, Item *item)
{
    store = kith_insert(db, Store, .name = "IKEA");
    store = kith_insert_or_get(db, Store, .name = "IKEA");
    kith_insert_all(db, Item, item, 1);
    kith_set(item, price, 9.5);
    kith_update(item, kith_to(item, price, 9.5), kith_to_null(item, weight));
    const kith_assignment changes[] = {kith_to(item, price, 9.5),
                                       kith_to_null(item, weight)};
    kith_update_all(db, kith_row_to(item, price, 9.5));
    const kith_row_assignment rows[] = {kith_row_to(item, price, 9.5),
                                        kith_row_to_null(item, weight)};
    kith_relate(item, store, store);
    kith_append(store, items, item);
    kith_remove(store, items, item);
    kith_replace(store, items, &item, 1);
    kith_move(store, items, item, 0);
    if (kith_contains(store, items, item))
        item = kith_get(db, Item, 1);
    item = kith_find(db, Item, name, "Chair");
    kith_for_each_match(db, Item, it, name, "Chair")
        (void)changes;
    item = kith_find_key(db, Item, (name, price), "Chair", 1);
    kith_for_each_match_key(db, Item, it, (name, price), "Chair", 1)
        (void)rows;
}

void refused_of_tests(kith_factories *f, Item **items)
{
    items[0] = kith_make(f, Item, .name = "Chair");
    kith_make_many(f, Item, 1, items, .name = "Chair");
    items[0] = kith_make_named(f, Item, "cheap chair", .name = "Chair");
}
