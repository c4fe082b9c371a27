/* expect: kith_key_3_ */
/* There is no value for the last column. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_find_key(db, Item, (id, price, store_id), 1, 3);
}
