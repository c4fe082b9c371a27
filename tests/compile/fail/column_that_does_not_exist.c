/* expect: no member named */
/* A store has no title. */
#include "../tables.h"

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_COLUMN(Store, title));
