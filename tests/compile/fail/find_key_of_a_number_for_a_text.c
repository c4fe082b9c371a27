/* expect: kith_value_of_another_kind_ */
/* The second value is that of a text. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_find_key(db, Store, (id, name), 1, 3);
}
