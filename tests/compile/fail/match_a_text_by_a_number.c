/* expect: kith_value_of_another_kind_ */
/* gcc before 14 and clang before 15 only warn of it. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_for_each_match(db, User, it, email, 3)
        (void)it;
}
