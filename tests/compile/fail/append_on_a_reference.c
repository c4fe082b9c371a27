/* expect: kith_is_a_(reference|scalar)_.* not compatible with any (generic )?association */
/* An item has one store: kith_relate. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_append(item, store, store);
}
