/* expect: kith_null_is_for_kith_unlink_ */
/* A row is named, also where a look-up found none: that is told at run time. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_relate(item, store, NULL);
}
