/* expect: read-only|const-qualified */
/* kith_set(item, store_id, 2) is the way. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    item->store_id = 2;
}
