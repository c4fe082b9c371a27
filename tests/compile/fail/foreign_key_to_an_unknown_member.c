/* expect: no member named */
/* A store has no number. */
#include "../tables.h"

KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_FOREIGN_KEY(Item, store_id, Store, number));
