/* expect: kith_value_of_another_kind_ */
/* Only a char * is a text. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_set(user, email, &item->price);
}
