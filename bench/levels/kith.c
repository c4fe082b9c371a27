/* kith.c - transactions in kith. */
#include "levels/levels.h"
#include "peers/kith.h"

#include <kith.h>

#include <stdlib.h>

typedef struct Row {
    const int64_t id;
    int64_t value;
    int32_t amount;
} Row;
static KITH_TABLE(Row, "rows", KITH_PRIMARY_KEY(Row, id),
                  KITH_COLUMN(Row, value), KITH_COLUMN(Row, amount));

struct world {
    kith_db *db;
    Row **by_id;
    Row *rows[LEVELS_COLD]; /* that this round is about */
};

static void *open(void *of)
{
    const struct levels_data *data = of;
    struct world *world = bench_new(sizeof(*world));

    world->by_id = bench_new((data->rows + 1) * sizeof(Row *));
    world->db = bench_kith_open(KITH_TABLES(Row));
    for (int64_t id = 1; id <= (int64_t)data->rows; id++) {
        world->by_id[id] =
            kith_insert(world->db, Row, .id = id, .value = levels_value(id));
        BENCH_REQUIRE(world->by_id[id]);
    }
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    kith_close(world->db);
    free(world->by_id);
    free(world);
}

/* A program holds rows; looking them up must not touch them. */
static uint64_t take(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;

    for (size_t i = 0; i < data->count; i++)
        world->rows[i] = world->by_id[data->ids[i]];
    return 0;
}

static uint64_t take_hot(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;
    uint64_t sum = take(at, of);

    for (size_t i = 0; i < data->count; i++)
        sum += (uint64_t)world->rows[i]->value;
    return sum;
}

/* Cold rows are not read again (family/kith.c). */
static inline uint64_t transact_all(struct world *world,
                                    const struct levels_data *data, bool read)
{
    uint64_t sum = 0;

    for (size_t pass = 0; pass < data->passes; pass++) {
        for (size_t i = 0; i < data->count; i++) {
            Row *row = world->rows[i];
            int32_t amount = levels_amount(data, i, pass);

            BENCH_REQUIRE(kith_begin(world->db) == KITH_OK);
            BENCH_REQUIRE(kith_set(row, amount, amount) == KITH_OK);
            BENCH_REQUIRE(kith_commit(world->db) == KITH_OK);
            sum += (uint64_t)(read ? row->amount : amount);
        }
    }
    return sum;
}
static uint64_t transact(void *at, void *of)
{
    return transact_all(at, of, true);
}
static uint64_t transact_cold(void *at, void *of)
{
    return transact_all(at, of, false);
}

static uint64_t set(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;
    uint64_t sum = 0;

    for (size_t i = 0; i < data->count; i++) {
        Row *row = world->rows[i];
        int32_t amount = levels_amount(data, i, 0);

        BENCH_REQUIRE(kith_set(row, amount, amount) == KITH_OK);
        sum += (uint64_t)row->amount;
    }
    return sum;
}

static uint64_t edit(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;
    uint64_t sum = 0;

    for (size_t i = 0; i < data->count; i++) {
        Row *row = kith_edit(world->rows[i]);

        BENCH_REQUIRE(row);
        row->amount = levels_amount(data, i, 0);
        sum += (uint64_t)row->amount;
    }
    return sum;
}

static uint64_t take_and_set(void *at, void *of)
{
    return take(at, of) + set(at, of);
}

BENCH_KITH_LEVEL(levels)

static const struct work works[] = {
    {take_hot, transact, NULL}, {take, transact_cold, NULL},
    {take_hot, set, NULL},      {take_and_set, set, NULL},
    {take_hot, edit, NULL},     {take_and_set, edit, NULL},
};

const struct system levels_kith = {"kith", open, close, works};
