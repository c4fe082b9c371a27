/* expect: not a structure or union */
/* The reference is what relates, not its key. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_relate(item, store_id, store);
}
