/* The spellings of a row that a relationship takes: a pointer of its type, or
 * a void pointer. */
#include "../tables.h"

kith_status spellings(Store *store, Item *item, void *any);
kith_status spellings(Store *store, Item *item, void *any)
{
    const Store *reader = store;
    Item items[1] = {*item};
    kith_status status = kith_relate(item, store, store);

    status = status ? status : kith_unlink(item, store);
    status = status ? status : kith_relate(item, store, any);
    status = status ? status : kith_relate(item, store, item ? store : NULL);
    status = status ? status : kith_append(store, items, item);
    status = status ? status : kith_append(store, items, items);
    kith_for_each(each, reader->items)
        status = kith_contains(reader, items, each) ? status : KITH_E_CHECK;
    return kith_contains(store, items, (const Item *)item) &&
                   kith_contains(store, items, any) &&
                   kith_contains(store, items, (const void *)any) &&
                   kith_contains(store, items, NULL)
               ? KITH_E_CHECK
               : status;
}
