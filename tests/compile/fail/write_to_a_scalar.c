/* expect: read-only|const-qualified */
/* kith_unlink(user, profile) is the way. */
#include "../tables.h"

void mistake(kith_db *db, Store *store, Item *item, User *user);
void mistake(kith_db *db, Store *store, Item *item, User *user)
{
    (void)db, (void)store, (void)item, (void)user;
    user->profile.row = NULL;
}
