/* expect: kith_value_of_another_kind_ */
/* kith_relate(item, store, store) is the way. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_set(item, store, store);
}
