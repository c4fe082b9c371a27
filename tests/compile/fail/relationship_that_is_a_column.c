/* expect: not a structure or union */
/* A foreign key is no relationship: that is the reference beside it. */
#include "../tables.h"

KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_FOREIGN_KEY(Item, store_id, Store, id),
           KITH_RELATIONSHIP(Item, store_id, Store));
