/* expect: kith_is_a_(reference|scalar)_.* not compatible with any (generic )?association */
/* An item has one store. */
#include "../tables.h"

void mistake(kith_db *db, Store **stores, Item **items, User **users);
void mistake(kith_db *db, Store **stores, Item **items, User **users)
{
    (void)db, (void)stores, (void)items, (void)users;
    kith_remove_rows(*items, store, stores, 1);
}
