/* empty.c - nothing given, and commas within what is given. */
#include "../tables.h"

size_t nothing(kith_db *db, Store *store, Item *item);
size_t nothing(kith_db *db, Store *store, Item *item)
{
    kith_options options = KITH_OPTIONS();
    const kith_options seeded = KITH_OPTIONS(.hash_seed = 1, .user = store);
    Item *rows[3] = {item, item, item};
    void *any = kith_insert(db, Store);

    options.user = kith_insert_or_get(db, Store);
    options.user = kith_insert(db, Item, .weight = KITH_SOME(4));
    options.user = kith_insert(db, Store, .code = {'I', 'K', 'E', 'A'});
    kith_replace(store, items, rows, 3);
    kith_replace(store, items, (Item *[]){item, item->store.row ? item : any},
                 2);
    kith_replace(store, items, store->items.places, store->items.count);
    kith_replace(store, items, &item, 1);
    kith_replace(store, items, NULL, 0);
    kith_replace_at(store, offsetof(Store, items), &(kith_row_list){rows, 3});
    return seeded.hash_seed + (size_t)options.user;
}
