/* expect: Item.store shows rows of another type than User */
/* The reference shows stores, the key is that of users. */
#include "../tables.h"

KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_REFERENCE_KEY(Item, store, User, id));
