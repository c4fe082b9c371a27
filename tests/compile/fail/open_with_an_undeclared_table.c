/* expect: undeclared */
/* Nobody declared a table of nobodies. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_open(&db, KITH_TABLES(Store, Nobody), NULL, NULL);
}
