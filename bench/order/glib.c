/* glib.c - rows in order in GLib: a GTree for each order, whose keys are the
 * rows. It does not know how many rows are before one. */
#include "order/order.h"

#include <glib.h>
#include <string.h>

struct visit {
    int64_t id, date;
};
struct sale {
    int64_t id, customer, placed;
};
struct product {
    int64_t id;
    char name[ORDER_NAME_BYTES];
};

struct world {
    GTree *visits, *sales, *products;
    struct visit **by_id;
};

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static gint by_date(gconstpointer a, gconstpointer b, gpointer context)
{
    (void)context;
    return compare(((const struct visit *)a)->date,
                   ((const struct visit *)b)->date);
}

static gint by_customer(gconstpointer a, gconstpointer b, gpointer context)
{
    const struct sale *one = a, *other = b;
    int order = compare(one->customer, other->customer);

    (void)context;
    if (order == 0)
        order = compare(other->placed, one->placed);
    return order ? order : compare(one->id, other->id);
}

static gint by_name(gconstpointer a, gconstpointer b, gpointer context)
{
    const struct product *one = a, *other = b;
    int order = strcmp(one->name, other->name);

    (void)context;
    return order ? order : compare(one->id, other->id);
}

static void add_visit(struct world *world, int64_t id, int64_t date)
{
    struct visit *visit = g_new(struct visit, 1);

    *visit = (struct visit){id, date};
    world->by_id[id] = visit;
    g_tree_insert(world->visits, visit, visit);
}

static void *open(void *data)
{
    const struct order *order = data;
    struct world *world = bench_new(sizeof(*world));

    world->visits = g_tree_new_full(by_date, NULL, g_free, NULL);
    world->sales = g_tree_new_full(by_customer, NULL, g_free, NULL);
    world->products = g_tree_new_full(by_name, NULL, g_free, NULL);
    world->by_id = bench_new((order->rows + ORDER_WRITES + 1) * sizeof(void *));
    for (int64_t id = 1; id <= (int64_t)order->rows; id++) {
        struct sale *sale = g_new(struct sale, 1);
        struct product *product = g_new(struct product, 1);

        add_visit(world, id, order_date(id));
        *sale = (struct sale){id, order_customer(order, id), order_placed(id)};
        g_tree_insert(world->sales, sale, sale);
        product->id = id;
        order_name(id, product->name);
        g_tree_insert(world->products, product, product);
    }
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    g_tree_destroy(world->visits);
    g_tree_destroy(world->sales);
    g_tree_destroy(world->products);
    free(world->by_id);
    free(world);
}

/* The tree frees the row. */
static void remove_visit(struct world *world, int64_t id)
{
    g_tree_remove(world->visits, world->by_id[id]);
}

static void move_visit(struct world *world, int64_t id, int64_t date)
{
    struct visit *visit = world->by_id[id];

    g_tree_steal(world->visits, visit);
    visit->date = date;
    g_tree_insert(world->visits, visit, visit);
}

#include "order/works.h"

static uint64_t range(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        struct visit like = {0, order->dates[i]};
        GTreeNode *node = g_tree_lower_bound(world->visits, &like);

        for (int j = 0; node && j < ORDER_RANGE_ROWS; j++) {
            sum += (uint64_t)((struct visit *)g_tree_node_value(node))->id;
            node = g_tree_node_next(node);
        }
    }
    return sum;
}

static uint64_t page(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        struct sale like = {0, order->ids[i], INT64_MAX};
        GTreeNode *node = g_tree_lower_bound(world->sales, &like);

        for (int j = 0; node && j < ORDER_PAGE_ROWS; j++) {
            const struct sale *sale = g_tree_node_value(node);

            if (sale->customer != order->ids[i])
                break;
            sum += (uint64_t)sale->id;
            node = g_tree_node_next(node);
        }
    }
    return sum;
}

static uint64_t prefix(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        struct product like = {.id = 0};
        GTreeNode *node;

        strcpy(like.name, order->prefixes[i]);
        node = g_tree_lower_bound(world->products, &like);
        for (int j = 0; node && j < ORDER_PAGE_ROWS; j++) {
            const struct product *product = g_tree_node_value(node);

            if (strncmp(product->name, like.name, ORDER_PREFIX) != 0)
                break;
            sum += (uint64_t)product->id;
            node = g_tree_node_next(node);
        }
    }
    return sum;
}

static const struct work works[] = {
    {NULL, insert, delete_asked}, {NULL, delete_asked, insert_again},
    {NULL, set, set_again},       {NULL, range, NULL},
    {NULL, page, NULL},           {NULL, prefix, NULL},
    {NULL, NULL, NULL},
};

const struct system order_glib = {"glib", open, close, works};
