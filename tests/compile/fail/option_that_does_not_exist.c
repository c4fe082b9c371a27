/* expect: no member named|does not refer to any field */
/* The option is called .not_null. */
#include "../tables.h"

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_COLUMN(Store, name, .nonnull = true));
