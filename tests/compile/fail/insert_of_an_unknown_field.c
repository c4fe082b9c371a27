/* expect: no member named|does not refer to any field */
/* A store has no title. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_insert(db, Store, .title = "IKEA");
}
