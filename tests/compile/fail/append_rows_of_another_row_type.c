/* expect: not compatible with any (generic )?association */
/* Items are wanted, not users. */
#include "../tables.h"

void mistake(kith_db *db, Store **stores, Item **items, User **users);
void mistake(kith_db *db, Store **stores, Item **items, User **users)
{
    (void)db, (void)stores, (void)items, (void)users;
    kith_append_rows(*stores, items, users, 2);
}
