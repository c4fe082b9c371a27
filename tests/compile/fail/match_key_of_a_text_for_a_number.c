/* expect: kith_value_of_another_kind_ */
/* The first value is that of a number. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_for_each_match_key(db, Store, it, (id, name), "1", "IKEA")
        kith_delete(it);
}
