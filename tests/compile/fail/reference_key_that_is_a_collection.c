/* expect: Store.items is no KITH_REFERENCE */
/* The foreign key is the child's. */
#include "../tables.h"

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_REFERENCE_KEY(Store, items, Item, id));
