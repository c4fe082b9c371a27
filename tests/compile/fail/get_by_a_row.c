/* expect: 'Store \*'.*not compatible with any (generic )?association */
/* A part of a key is a number or a text, not the row that has it. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_get(db, Item, 1, store);
}
