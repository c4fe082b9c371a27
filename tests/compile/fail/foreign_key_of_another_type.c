/* expect: Item.store_id and User.id have different types */
/* The key of a user is an int32_t, store_id an int64_t. */
#include "../tables.h"

KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_FOREIGN_KEY(Item, store_id, User, id));
