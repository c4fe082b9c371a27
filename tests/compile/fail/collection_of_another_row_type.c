/* expect: Store.items shows rows of another type than Profile */
/* The list holds items, the relationship says profiles. */
#include "../tables.h"

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_RELATIONSHIP(Store, items, Profile));
