/* expect: no member named|does not refer to any field */
/* Items have a price. */
#include "../tables.h"

#include <kith/test.h>

Item *mistake(kith_factories *f);
Item *mistake(kith_factories *f)
{
    return kith_make(f, Item, .cost = 3);
}
