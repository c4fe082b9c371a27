/* expect: incompatible type */
/* Three rows or four? */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_replace(store, items, (Item *[]){item});
}
