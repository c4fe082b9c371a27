/* hand.c - transactions by hand: what a store replaces is noted first, and
 * forgotten at the commit. Without a transaction there is the store alone. */
#include "levels/levels.h"
#include "peers/hand.h"

struct row {
    int64_t id, value;
    int32_t amount;
};

/* Of one amount; a rollback would store them from the last to the first. */
struct noted {
    int32_t *at, old;
};

struct world {
    struct pool pool;
    struct row *rows[LEVELS_COLD]; /* that this round is about */
    struct noted *noted;
    size_t noted_count;
};

static void *open(void *of)
{
    const struct levels_data *data = of;
    struct world *world = bench_new(sizeof(*world));

    pool_init(&world->pool, sizeof(struct row), data->rows, true);
    for (int64_t id = 1; id <= (int64_t)data->rows; id++)
        *(struct row *)pool_take(&world->pool) =
            (struct row){.id = id, .value = levels_value(id)};
    world->noted = bench_new(LEVELS_COLD * sizeof(*world->noted));
    world->noted_count = 0;
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    pool_fini(&world->pool);
    free(world->noted);
    free(world);
}

static uint64_t take(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;

    for (size_t i = 0; i < data->count; i++)
        world->rows[i] =
            (struct row *)(void *)world->pool.rows + (data->ids[i] - 1);
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

/* Not inline: a level is more than its one write. */
__attribute__((noinline)) static void begin(struct world *world)
{
    BENCH_REQUIRE(world->noted_count == 0);
}

__attribute__((noinline)) static void commit(struct world *world)
{
    world->noted_count = 0;
}

static uint64_t transact(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;
    uint64_t sum = 0;

    for (size_t pass = 0; pass < data->passes; pass++) {
        for (size_t i = 0; i < data->count; i++) {
            struct row *row = world->rows[i];

            begin(world);
            world->noted[world->noted_count++] =
                (struct noted){&row->amount, row->amount};
            row->amount = levels_amount(data, i, pass);
            commit(world);
            sum += (uint64_t)row->amount;
        }
    }
    return sum;
}

static uint64_t set(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;
    uint64_t sum = 0;

    for (size_t i = 0; i < data->count; i++) {
        struct row *row = world->rows[i];

        row->amount = levels_amount(data, i, 0);
        sum += (uint64_t)row->amount;
    }
    return sum;
}

static const struct work works[] = {
    {take_hot, transact, NULL}, {take, transact, NULL}, {take_hot, set, NULL},
    {take_hot, set, NULL},      {take_hot, set, NULL},  {take_hot, set, NULL},
};

const struct system levels_hand = {"hand", open, close, works};
