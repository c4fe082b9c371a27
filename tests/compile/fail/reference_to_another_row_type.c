/* expect: Item.store shows rows of another type than User */
/* The reference shows stores, the relationship says users. */
#include "../tables.h"

KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_FOREIGN_KEY(Item, store_id, Store, id),
           KITH_RELATIONSHIP(Item, store, User));
