/* kith.c - items and their codes in kith. */
#include "codes/codes.h"
#include "peers/kith.h"

#include <kith.h>

typedef struct Item {
    const int64_t id;
    int64_t value;
    const int64_t code;
} Item;
static KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
                  KITH_COLUMN(Item, value),
                  KITH_COLUMN(Item, code, .index = true));

struct world {
    struct codes_handles rows;
    kith_db *db;
};

static void *open(void *data)
{
    const struct codes *codes = data;
    struct world *world = bench_new(sizeof(*world));

    codes_handles_init(&world->rows, codes);
    world->db = bench_kith_open(KITH_TABLES(Item));
    for (int64_t id = 1; id <= (int64_t)codes->item_count; id++) {
        Item *item =
            kith_insert(world->db, Item, .id = id, .value = codes_value(id),
                        .code = codes_code(codes->first[id]));

        BENCH_REQUIRE(item);
        world->rows.by_id[id] = item;
    }
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    kith_close(world->db);
    free(world->rows.by_id);
    free(world);
}

static uint64_t visit(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < codes->count; i++) {
        kith_for_each_match(world->db, Item, item, code, codes->codes[i])
            sum += (uint64_t)item->value;
    }
    return sum;
}

static uint64_t set(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < codes->count; i++) {
        Item *item = world->rows.items[i];

        BENCH_REQUIRE(kith_set(item, code, codes->codes[i]) == KITH_OK);
        sum += (uint64_t)item->code;
    }
    return sum;
}

static uint64_t set_back(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;

    for (size_t i = 0; i < codes->count; i++) {
        Item *item = world->rows.items[i];
        int64_t code = codes_code(codes->first[codes->items[i]]);

        BENCH_REQUIRE(kith_set(item, code, code) == KITH_OK);
    }
    return 0;
}

BENCH_KITH_LEVEL(codes)

static const struct work works[] = {
    {NULL, visit, NULL},
    {codes_take, set, set_back},
};

const struct system codes_kith = {"kith", open, close, works};
