/* order.c - the data set of rows in order, its draws, and what is asked. */
#include "order/order.h"

#include <string.h>

static void *make(size_t rows, uint64_t seed)
{
    struct order *order = bench_new(sizeof(*order));

    (void)seed;
    order->rows = rows;
    order->customers = rows / ORDER_EACH + 1;
    order->some = bench_new(rows * sizeof(*order->some));
    for (size_t i = 0; i < rows; i++)
        order->some[i] = i + 1;
    return order;
}

static void drop(void *data)
{
    struct order *order = data;

    free(order->some);
    free(order);
}

/* --- Draws ---------------------------------------------------------------- */

static size_t draw_old(void *data, uint64_t *random)
{
    struct order *order = data;

    order->count = bench_writes(order->rows);
    if (order->count > order->rows)
        order->count = order->rows;
    for (size_t i = 0; i < order->count; i++) {
        order->ids[i] =
            (int64_t)draw_another(order->some, order->rows, i, random);
        order->dates[i] = (int64_t)(draw(random) >> 1);
    }
    return order->count;
}

static size_t draw_new(void *data, uint64_t *random)
{
    struct order *order = data;

    order->count = bench_writes(order->rows);
    for (size_t i = 0; i < order->count; i++) {
        order->ids[i] = (int64_t)(order->rows + 1 + i);
        order->dates[i] = (int64_t)(draw(random) >> 1);
    }
    return order->count;
}

/* Dates behind which there are enough visits: of the first nine tenths of
 * time. */
static size_t draw_dates(void *data, uint64_t *random)
{
    struct order *order = data;

    order->count = ORDER_RANGES;
    for (size_t i = 0; i < order->count; i++)
        order->dates[i] = (int64_t)(draw(random) / 20 * 9);
    return order->count * ORDER_RANGE_ROWS;
}

static size_t draw_customers(void *data, uint64_t *random)
{
    struct order *order = data;

    order->count = ORDER_RANGES;
    for (size_t i = 0; i < order->count; i++)
        order->ids[i] = 1 + (int64_t)draw_below(random, order->customers);
    return order->count;
}

static size_t draw_prefixes(void *data, uint64_t *random)
{
    struct order *order = data;

    order->count = ORDER_RANGES;
    memset(order->prefixes, 0, sizeof(order->prefixes));
    for (size_t i = 0; i < order->count; i++) {
        for (int j = 0; j < ORDER_PREFIX; j++)
            order->prefixes[i][j] = (char)('a' + (int)draw_below(random, 26));
    }
    return order->count;
}

static size_t draw_ranks(void *data, uint64_t *random)
{
    struct order *order = data;

    order->count = ORDER_RANKS;
    for (size_t i = 0; i < order->count; i++)
        order->ids[i] = (int64_t)draw_below(random, order->rows);
    return order->count;
}

/* --- Questions ------------------------------------------------------------ */

#define AT_A_MILLION 1000000
#define AHEAD_OF_BOTH               \
    {"glib", 1.0, AT_A_MILLION},    \
    {                               \
        "sqlite", 1.0, AT_A_MILLION \
    }

static const struct question questions[] = {
    {.name = "insert a visit",
     .unit = "row",
     .draw = draw_new,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.3, AT_A_MILLION}, AHEAD_OF_BOTH}},
    {.name = "delete a visit",
     .unit = "row",
     .draw = draw_old,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.3, AT_A_MILLION}, AHEAD_OF_BOTH}},
    {.name = "set the date of a visit",
     .unit = "row",
     .draw = draw_old,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.3, AT_A_MILLION}, AHEAD_OF_BOTH}},
    {.name = "a hundred visits from a date",
     .unit = "visit",
     .draw = draw_dates,
     .goals = {{"hand", 1.3, AT_A_MILLION}, AHEAD_OF_BOTH}},
    {.name = "the last ten orders of a customer",
     .unit = "page",
     .draw = draw_customers,
     .most_ns = 1000,
     .goals = {AHEAD_OF_BOTH}},
    {.name = "ten products whose name begins so",
     .unit = "page",
     .draw = draw_prefixes,
     .goals = {AHEAD_OF_BOTH}},
    {.name = "the n-th visit",
     .unit = "visit",
     .draw = draw_ranks,
     .goals = {AHEAD_OF_BOTH}},
};

/* --- The suite ------------------------------------------------------------ */

extern const struct system order_kith, order_hand, order_glib, order_sqlite;

static const struct system *const systems[] = {
    &order_kith,
    &order_hand,
    BENCH_WITH_GLIB(&order_glib) BENCH_WITH_SQLITE(&order_sqlite) NULL,
};

/* Levels of kith. */
bench_run order_begin, order_commit;

const struct suite order_suite = {
    .name = "order",
    .about = "Visits, orders and products in order, by an index that keeps it.",
    .make = make,
    .drop = drop,
    .questions = questions,
    .question_count = sizeof(questions) / sizeof(*questions),
    .systems = systems,
    .begin = order_begin,
    .commit = order_commit,
};
