/* expect: Item.store is no column that can be a foreign key.*Item.shop is no column that can be a foreign key */
/* The foreign key is the number beside the reference. */
#include <kith.h>

typedef struct Store Store;
typedef struct Item Item;
struct Store {
    char *const name;
    const KITH_OPTIONAL(int64_t) number;
};
struct Item {
    char *const store;
    const KITH_OPTIONAL(int64_t) shop;
};
static KITH_TABLE(Item, "items", KITH_FOREIGN_KEY(Item, store, Store, name),
                  KITH_FOREIGN_KEY(Item, shop, Store, number));
