/* expect: kith_is_a_collection_.* not compatible with any (generic )?association */
/* A store has many items: kith_append. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_relate(store, items, item);
}
