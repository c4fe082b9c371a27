/* kith.c - rows in order in kith. */
#include "order/order.h"
#include "peers/kith.h"

#include <kith.h>

typedef struct Visit Visit;
typedef struct Order Order;
typedef struct Product Product;
struct Visit {
    const int64_t id;
    const int64_t date;
};
struct Order {
    const int64_t id;
    const int64_t customer;
    const int64_t placed;
};
struct Product {
    const int64_t id;
    KITH_TEXT name;
};
static KITH_TABLE(Visit, "visits", KITH_PRIMARY_KEY(Visit, id),
                  KITH_COLUMN(Visit, date, .index = KITH_ORDERED));
static KITH_TABLE(Order, "orders", KITH_PRIMARY_KEY(Order, id),
                  KITH_COLUMN(Order, customer), KITH_COLUMN(Order, placed),
                  KITH_ORDERED_INDEX("customer", "placed desc"));
static KITH_TABLE(Product, "products", KITH_PRIMARY_KEY(Product, id),
                  KITH_COLUMN(Product, name, .index = KITH_ORDERED));

struct world {
    kith_db *db;
    Visit *asked[ORDER_WRITES];
};

static void *open(void *data)
{
    const struct order *order = data;
    struct world *world = bench_new(sizeof(*world));

    world->db = bench_kith_open(KITH_TABLES(Visit, Order, Product));
    for (int64_t id = 1; id <= (int64_t)order->rows; id++) {
        char name[ORDER_NAME_BYTES];

        order_name(id, name);
        BENCH_REQUIRE(
            kith_insert(world->db, Visit, .id = id, .date = order_date(id)) &&
            kith_insert(world->db, Order, .id = id,
                        .customer = order_customer(order, id),
                        .placed = order_placed(id)) &&
            kith_insert(world->db, Product, .id = id, .name = name));
    }
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    kith_close(world->db);
    free(world);
}

/* --- Writes --------------------------------------------------------------- */

static uint64_t look_up(void *at, void *data)
{
    struct world *world = at;
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        world->asked[i] = kith_get(world->db, Visit, order->ids[i]);
    return 0;
}

static uint64_t insert(void *at, void *data)
{
    struct world *world = at;
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        BENCH_REQUIRE(kith_insert(world->db, Visit, .id = order->ids[i],
                                  .date = order->dates[i]));
    return order->count;
}

static uint64_t insert_again(void *at, void *data)
{
    struct world *world = at;
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        BENCH_REQUIRE(kith_insert(world->db, Visit, .id = order->ids[i],
                                  .date = order_date(order->ids[i])));
    return order->count;
}

static uint64_t delete_asked(void *at, void *data)
{
    struct world *world = at;
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        BENCH_REQUIRE(kith_delete(world->asked[i]) == KITH_OK);
    return order->count;
}

static uint64_t delete_new(void *at, void *data)
{
    look_up(at, data);
    return delete_asked(at, data);
}

static uint64_t set(void *at, void *data)
{
    struct world *world = at;
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        BENCH_REQUIRE(kith_set(world->asked[i], date, order->dates[i]) ==
                      KITH_OK);
    return order->count;
}

static uint64_t set_again(void *at, void *data)
{
    struct world *world = at;
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        BENCH_REQUIRE(kith_set(world->asked[i], date,
                               order_date(order->ids[i])) == KITH_OK);
    return order->count;
}

/* --- Reads ---------------------------------------------------------------- */

static uint64_t range(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    Visit *visits[ORDER_RANGE_ROWS];
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        kith_range from =
            kith_range_from(kith_in_order(world->db, Visit, (date)), Visit,
                            (date), order->dates[i]);
        size_t count =
            kith_range_page(from, Visit, 0, visits, ORDER_RANGE_ROWS);

        for (size_t j = 0; j < count; j++)
            sum += (uint64_t)visits[j]->id;
    }
    return sum;
}

static uint64_t page(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    Order *orders[ORDER_PAGE_ROWS];
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        kith_range with =
            kith_range_with(kith_in_order(world->db, Order, (customer, placed)),
                            Order, (customer), order->ids[i]);
        size_t count = kith_range_page(with, Order, 0, orders, ORDER_PAGE_ROWS);

        for (size_t j = 0; j < count; j++)
            sum += (uint64_t)orders[j]->id;
    }
    return sum;
}

static uint64_t prefix(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    Product *products[ORDER_PAGE_ROWS];
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        kith_range with =
            kith_range_prefix(kith_in_order(world->db, Product, (name)),
                              Product, (name), order->prefixes[i]);
        size_t count =
            kith_range_page(with, Product, 0, products, ORDER_PAGE_ROWS);

        for (size_t j = 0; j < count; j++)
            sum += (uint64_t)products[j]->id;
    }
    return sum;
}

static uint64_t nth(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    kith_range visits = kith_in_order(world->db, Visit, (date));
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++)
        sum +=
            (uint64_t)kith_range_nth(visits, Visit, (size_t)order->ids[i])->id;
    return sum;
}

BENCH_KITH_LEVEL(order)

static const struct work works[] = {
    {NULL, insert, delete_new}, {look_up, delete_asked, insert_again},
    {look_up, set, set_again},  {NULL, range, NULL},
    {NULL, page, NULL},         {NULL, prefix, NULL},
    {NULL, nth, NULL},
};

const struct system order_kith = {"kith", open, close, works};
