/* expect: read-only|const-qualified */
/* Its length is a rule, so it goes through kith_set. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    store->code[0] = 'M';
}
