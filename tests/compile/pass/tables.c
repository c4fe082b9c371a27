/* tables.c - the rows of fail/ without a mistake: what is refused there is
 * refused for the mistake. */
#include "../tables.h"

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_COLUMN(Store, name, .not_null = true), KITH_COLUMN(Store, code),
           KITH_RELATIONSHIP(Store, items, Item, .back_populates = "store"));
KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id), KITH_COLUMN(Item, price),
           KITH_OPTIONAL_COLUMN(Item, weight),
           KITH_FOREIGN_KEY(Item, store_id, Store, id),
           KITH_RELATIONSHIP(Item, store, Store, .back_populates = "items"));
KITH_TABLE(User, "users", KITH_PRIMARY_KEY(User, id),
           KITH_COLUMN(User, email, .unique = true),
           KITH_RELATIONSHIP(User, profile, Profile, .back_populates = "user"));
KITH_TABLE(Profile, "profiles", KITH_PRIMARY_KEY(Profile, id),
           KITH_FOREIGN_KEY(Profile, user_id, User, id),
           KITH_RELATIONSHIP(Profile, user, User, .back_populates = "profile"));

void right(kith_db *db, Store *store, Item *item, User *user);
void right(kith_db *db, Store *store, Item *item, User *user)
{
    kith_insert(db, Store, .name = "IKEA", .code = "IK");
    kith_insert(db, Item, .price = 9.5, .store.row = store);
    kith_find(db, User, email, "ada@example.org");
    kith_set(item, price, 9.5);
    kith_relate(item, store, store);
    kith_unlink(user, profile);
    kith_append(store, items, item);
    kith_clear(store, items);
    (void)kith_contains(store, items, item);
    kith_for_each(it, store->items) (void)it;
    kith_open(&db, KITH_TABLES(Store, Item, User, Profile), NULL, NULL);
}
