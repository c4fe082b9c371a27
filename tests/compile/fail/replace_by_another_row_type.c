/* expect: incompatible pointer type */
/* Items are wanted, not users. A warning before gcc 14 and clang 16: an error from then on, and here. */
#include "../tables.h"

#pragma GCC diagnostic error "-Wincompatible-pointer-types"
void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_replace(store, items, &user, 1);
}
