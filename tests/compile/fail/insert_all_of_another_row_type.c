/* expect: not compatible with any (generic )?association */
/* Items are wanted, not stores. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)store, (void)item, (void)user;
    const Store stores[2] = {{.id = 1}, {.id = 2}};
    kith_insert_all(db, Item, stores, 2);
}
