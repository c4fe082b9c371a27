/* expect: not compatible with any (generic )?association */
/* Items are members, not users. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_remove(store, items, user);
}
