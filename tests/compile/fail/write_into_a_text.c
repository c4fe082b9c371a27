/* expect: read-only|const-qualified */
/* The bytes belong to the database. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    store->name[0] = 'M';
}
