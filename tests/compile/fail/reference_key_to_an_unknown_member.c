/* expect: no member named */
/* A store has no number. */
#include "../tables.h"

KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_REFERENCE_KEY(Item, store, Store, number));
