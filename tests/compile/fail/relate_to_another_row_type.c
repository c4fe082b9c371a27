/* expect: not compatible with any (generic )?association */
/* A store is wanted, not a user. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_relate(item, store, user);
}
