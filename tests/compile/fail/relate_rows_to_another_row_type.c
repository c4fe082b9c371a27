/* expect: not compatible with any (generic )?association */
/* Stores are wanted, not users. */
#include "../tables.h"

void mistake(kith_db *db, Store **stores, Item **items, User **users);
void mistake(kith_db *db, Store **stores, Item **items, User **users)
{
    (void)db, (void)stores, (void)items, (void)users;
    kith_relate_rows(items, store, users, 2);
}
