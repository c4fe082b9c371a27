/* expect: kith_value_of_another_kind_ */
/* gcc before 14 and clang before 15 only warn of it. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    kith_update_all(db, kith_row_to(item, price, 2.5),
                    kith_row_to(user, email, 3));
}
