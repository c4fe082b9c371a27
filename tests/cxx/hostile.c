/* hostile.c - kith.h after other people's macros, in C: tables are declared,
 * and every macro is used. */
#include "hostile.h"

#include "rows.h"

int hostile_c(kith_db *db);
int hostile_c(kith_db *db)
{
    const uint64_t before = kith_digest(db);
    Store *store = kith_insert(db, Store, .name = "Habitat");
    Item *item = kith_insert(db, Item, .name = "Rug", .store.row = store);
    size_t count = 0;

    kith_set(item, price, 9.5);
    kith_set(item, weight, 2);
    kith_update(item, kith_to(item, name, "Mat"), kith_to_null(item, weight));
    kith_update_all(db, kith_row_to(item, name, "Mat"),
                    kith_row_to_null(item, weight));
    kith_append(store, items, item);
    kith_replace(store, items, (Item *[]){item}, 1);
    kith_for_each(each, store->items)
        count += each == kith_find(db, Item, name, "Mat");
    kith_for_each_row(db, Item, each)
        count += kith_contains(store, items, each);
    kith_for_each_match(db, Item, each, name, "Mat")
        count += kith_get(db, Item, each->id) == kith_at(store->items, 0);
    kith_remove(store, items, item);
    kith_delete(item);
    kith_delete(store);
    return count == 3 && kith_digest(db) == before;
}
