/* expect: not compatible with any (generic )?association */
/* A list is no column. */
#include "../tables.h"

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_COLUMN(Store, items));
