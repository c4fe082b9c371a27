/* expect: Item.price is no KITH_OPTIONAL */
/* A plain number has no value and present. */
#include "../tables.h"

KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_OPTIONAL_COLUMN(Item, price));
