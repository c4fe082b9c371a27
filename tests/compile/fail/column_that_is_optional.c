/* expect: Item.weight is no column: .*KITH_OPTIONAL_COLUMN */
/* An optional number wants KITH_OPTIONAL_COLUMN. */
#include "../tables.h"

KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_COLUMN(Item, weight));
