/* test_kit.c - factories and refusals, in every spelling. */
#include "../tables.h"

#include <kith/test.h>

KITH_FACTORY(Store, KITH_FIELD(Store, name, .sequence = "store %d"));
static KITH_FACTORY(Item, KITH_FIELD(Item, price, .value = KITH_REAL(9.5)),
                    KITH_FIELD(Item, weight, .first = KITH_INTEGER(1),
                               .step = 2),
                    KITH_FIELD(Item, store, .build = true));

size_t make(kith_factories *f, const kith_allocator *allocator, kith_db *db);
size_t make(kith_factories *f, const kith_allocator *allocator, kith_db *db)
{
    kith_test_allocator memory = {0};
    Item *rows[3] = {NULL};
    void *any[2] = {NULL};
    size_t rounds = 0;

    if (kith_factories_init(f, db, KITH_FACTORIES(Store, Item), allocator) !=
        KITH_OK)
        return 0;
    rows[0] = kith_make(f, Item);
    rows[1] = kith_make(f, Item, .price = 1, .store.row = rows[0]->store.row);
    rows[2] = kith_make_named(f, Item, "cheap");
    rows[2] = kith_make_named(f, Item, "dear", .weight = KITH_SOME(4));
    if (kith_made(f, Item, "dear") != rows[2] ||
        kith_make_many(f, Item, 3, rows) != KITH_OK ||
        kith_make_many(f, Item, 2, any, .price = 2) != KITH_OK ||
        kith_make_many(f, Item, 2, &rows[1]) != KITH_OK ||
        kith_make_many(f, Item, 2, NULL) != KITH_OK)
        return 0;
    kith_test_each_refusal(&memory)
        kith_test_each_refusal(&memory)
            rounds++;
    kith_test_each_refusal(&memory) {
        if (memory.refused > 0)
            break;
    }
    kith_factories_fini(f);
    return rounds;
}
