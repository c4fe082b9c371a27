/* expect: Store.items is no column: .*KITH_RELATIONSHIP */
/* A list is no column. */
#include "../tables.h"

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_COLUMN(Store, items));
