/* The spellings of a row that a relationship takes: a pointer of its type, or
 * a void pointer. */
#include "../tables.h"

kith_status spellings(Store *store, Item *item, void *any);
kith_status spellings(Store *store, Item *item, void *any)
{
    kith_status status = kith_relate(item, store, store);

    status = status ? status : kith_unlink(item, store);
    status = status ? status : kith_relate(item, store, any);
    status = status ? status : kith_relate(item, store, item ? store : NULL);
    return status ? status : kith_append(store, items, item);
}
