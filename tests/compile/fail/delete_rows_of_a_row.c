/* expect: invalid operands to binary */
/* An array of addresses is wanted, not a row. */
#include "../tables.h"

void mistake(kith_db *db, Store **stores, Item **items, User **users);
void mistake(kith_db *db, Store **stores, Item **items, User **users)
{
    (void)db, (void)stores, (void)items, (void)users;
    kith_delete_rows(*items, 1);
}
