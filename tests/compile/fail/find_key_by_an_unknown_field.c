/* expect: no member named */
/* A user has no mail. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_find_key(db, User, (id, mail), 1, "ada@example.org");
}
