// hostile.cc - kith.h after other people's macros, in C++ and inside extern "C".

#include "hostile.h"

extern "C" {
#include "rows.h"
}

extern "C" int hostile_cxx(kith_db *db);
extern "C" int hostile_cxx(kith_db *db)
{
    size_t count = 0;

    kith_for_each_row(db, Store, store)
        kith_for_each(item, store->items)
            count += item->store.row == store;
    return count > 0;
}
