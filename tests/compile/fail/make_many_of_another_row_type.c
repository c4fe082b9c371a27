/* expect: not compatible with any (generic )?association */
/* Items are made, and there is room for users. */
#include "../tables.h"

#include <kith/test.h>

void mistake(kith_factories *f, User **users);
void mistake(kith_factories *f, User **users)
{
    kith_make_many(f, Item, 2, users, .price = 3);
}
