/* hand.c - rows in order by hand: blocks of sorted keys, and an array that says
 * where each begins.
 *
 * What a careful programmer keeps for one table: a key and a row side by side,
 * found by two binary searches. A block that is full is split; one that is
 * empty stays. Orders of a customer are an array of their own, sorted as they
 * come, and products an array that is sorted once. Nothing is counted, so the
 * n-th row is found by adding up the blocks.
 */
#include "order/order.h"
#include "peers/hand.h"

#include <string.h>

struct visit {
    int64_t id, date;
};
struct entry {
    int64_t date;
    struct visit *visit;
};

enum { BLOCK = 128 };
struct block {
    size_t count;
    struct entry entries[BLOCK];
};

struct ordered {
    int64_t *firsts; /* of each block; of the first the least number */
    struct block **blocks;
    size_t count, capacity;
};

struct sale {
    int64_t id, customer, placed;
};
struct sales {
    struct sale **rows;
    size_t count, capacity;
};
struct product {
    int64_t id;
    char *name;
};

struct world {
    struct pool visits, sales, products;
    struct visit **by_id;
    struct ordered ordered;
    struct sales *customers;
    size_t customer_count;
    struct product **sorted;
    size_t product_count;
    char *names;
};

/* --- Blocks --------------------------------------------------------------- */

static size_t block_of(const struct ordered *ordered, int64_t date)
{
    const int64_t *firsts = ordered->firsts;
    size_t from = 0, count = ordered->count;

    while (count > 1) {
        size_t half = count / 2;

        from += firsts[from + half] <= date ? half : 0;
        count -= half;
    }
    return from;
}

static size_t place_of(const struct block *block, int64_t date)
{
    size_t from = 0, count = block->count;

    while (count > 1) {
        size_t half = count / 2;

        from += block->entries[from + half - 1].date < date ? half : 0;
        count -= half;
    }
    return from + (count > 0 && block->entries[from].date < date);
}

static void add_block(struct ordered *ordered, size_t at, int64_t first)
{
    if (ordered->count == ordered->capacity) {
        ordered->capacity = ordered->capacity ? 2 * ordered->capacity : 64;
        ordered->firsts =
            realloc(ordered->firsts, ordered->capacity * sizeof(int64_t));
        ordered->blocks =
            realloc(ordered->blocks, ordered->capacity * sizeof(void *));
        BENCH_REQUIRE(ordered->firsts && ordered->blocks);
    }
    memmove(&ordered->firsts[at + 1], &ordered->firsts[at],
            (ordered->count - at) * sizeof(int64_t));
    memmove(&ordered->blocks[at + 1], &ordered->blocks[at],
            (ordered->count - at) * sizeof(void *));
    ordered->firsts[at] = first;
    ordered->blocks[at] = bench_new(sizeof(struct block));
    ordered->blocks[at]->count = 0;
    ordered->count++;
}

static void put(struct ordered *ordered, struct visit *visit)
{
    size_t at = block_of(ordered, visit->date), place;
    struct block *block = ordered->blocks[at];

    if (block->count == BLOCK) {
        struct block *behind;

        add_block(ordered, at + 1, block->entries[BLOCK / 2].date);
        behind = ordered->blocks[at + 1];
        memcpy(behind->entries, &block->entries[BLOCK / 2],
               BLOCK / 2 * sizeof(struct entry));
        block->count = behind->count = BLOCK / 2;
        if (visit->date >= ordered->firsts[at + 1])
            block = behind;
    }
    place = place_of(block, visit->date);
    memmove(&block->entries[place + 1], &block->entries[place],
            (block->count - place) * sizeof(struct entry));
    block->entries[place] = (struct entry){visit->date, visit};
    block->count++;
}

static void take(struct ordered *ordered, const struct visit *visit)
{
    struct block *block = ordered->blocks[block_of(ordered, visit->date)];
    size_t place = place_of(block, visit->date);

    BENCH_REQUIRE(block->entries[place].visit == visit);
    block->count--;
    memmove(&block->entries[place], &block->entries[place + 1],
            (block->count - place) * sizeof(struct entry));
}

/* --- The world ------------------------------------------------------------ */

static void add_visit(struct world *world, int64_t id, int64_t date)
{
    struct visit *visit = pool_take(&world->visits);

    *visit = (struct visit){id, date};
    world->by_id[id] = visit;
    put(&world->ordered, visit);
}

static void remove_visit(struct world *world, int64_t id)
{
    struct visit *visit = world->by_id[id];

    take(&world->ordered, visit);
    world->by_id[id] = NULL;
    pool_give(&world->visits, visit);
}

static void add_sale(struct world *world, const struct order *order, int64_t id)
{
    struct sales *sales = &world->customers[order_customer(order, id)];
    struct sale *sale = pool_take(&world->sales);
    size_t place;

    *sale = (struct sale){id, order_customer(order, id), order_placed(id)};
    if (sales->count == sales->capacity) {
        sales->capacity = sales->capacity ? 2 * sales->capacity : 8;
        sales->rows = realloc(sales->rows, sales->capacity * sizeof(void *));
        BENCH_REQUIRE(sales->rows);
    }
    for (place = sales->count;
         place > 0 && sales->rows[place - 1]->placed < sale->placed; place--)
        sales->rows[place] = sales->rows[place - 1];
    sales->rows[place] = sale;
    sales->count++;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(struct product *const *)a)->name,
                  (*(struct product *const *)b)->name);
}

static void *open(void *data)
{
    const struct order *order = data;
    struct world *world = bench_new(sizeof(*world));
    size_t rows = order->rows, room = rows + ORDER_WRITES + 1;

    *world = (struct world){.customer_count = order->customers + 1,
                            .product_count = rows};
    pool_init(&world->visits, sizeof(struct visit), room, true);
    pool_init(&world->sales, sizeof(struct sale), rows, true);
    pool_init(&world->products, sizeof(struct product), rows, true);
    world->by_id = bench_new(room * sizeof(void *));
    world->names = bench_new(rows * ORDER_NAME_BYTES);
    world->sorted = bench_new(rows * sizeof(void *));
    world->customers = bench_new(world->customer_count * sizeof(struct sales));
    memset(world->customers, 0, world->customer_count * sizeof(struct sales));
    add_block(&world->ordered, 0, INT64_MIN);
    for (int64_t id = 1; id <= (int64_t)rows; id++) {
        struct product *product = pool_take(&world->products);

        add_visit(world, id, order_date(id));
        add_sale(world, order, id);
        product->id = id;
        product->name = world->names + (size_t)(id - 1) * ORDER_NAME_BYTES;
        order_name(id, product->name);
        world->sorted[id - 1] = product;
    }
    qsort(world->sorted, rows, sizeof(void *), by_name);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    for (size_t i = 0; i < world->ordered.count; i++)
        free(world->ordered.blocks[i]);
    free(world->ordered.blocks);
    free(world->ordered.firsts);
    for (size_t i = 0; i < world->customer_count; i++)
        free(world->customers[i].rows);
    free(world->customers);
    free(world->by_id);
    free(world->names);
    free(world->sorted);
    pool_fini(&world->visits);
    pool_fini(&world->sales);
    pool_fini(&world->products);
    free(world);
}

/* --- Writes --------------------------------------------------------------- */

static void move_visit(struct world *world, int64_t id, int64_t date)
{
    struct visit *visit = world->by_id[id];

    take(&world->ordered, visit);
    visit->date = date;
    put(&world->ordered, visit);
}

#include "order/works.h"

/* --- Reads ---------------------------------------------------------------- */

static uint64_t range(void *at, void *data)
{
    const struct world *world = at;
    const struct ordered *ordered = &world->ordered;
    const struct order *order = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        size_t block = block_of(ordered, order->dates[i]);
        size_t place = place_of(ordered->blocks[block], order->dates[i]);

        for (int j = 0; j < ORDER_RANGE_ROWS && block < ordered->count; j++) {
            while (block < ordered->count &&
                   place == ordered->blocks[block]->count) {
                block++;
                place = 0;
            }
            if (block == ordered->count)
                break;
            sum += (uint64_t)ordered->blocks[block]->entries[place++].visit->id;
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
        const struct sales *sales = &world->customers[order->ids[i]];

        for (size_t j = 0; j < sales->count && j < ORDER_PAGE_ROWS; j++)
            sum += (uint64_t)sales->rows[j]->id;
    }
    return sum;
}

static uint64_t prefix(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        const char *begins = order->prefixes[i];
        size_t from = 0, to = world->product_count;

        while (from < to) {
            size_t middle = from + (to - from) / 2;

            if (strcmp(world->sorted[middle]->name, begins) < 0)
                from = middle + 1;
            else
                to = middle;
        }
        for (size_t j = from;
             j < world->product_count && j < from + ORDER_PAGE_ROWS &&
             strncmp(world->sorted[j]->name, begins, ORDER_PREFIX) == 0;
             j++)
            sum += (uint64_t)world->sorted[j]->id;
    }
    return sum;
}

static uint64_t nth(void *at, void *data)
{
    const struct world *world = at;
    const struct order *order = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < order->count; i++) {
        size_t left = (size_t)order->ids[i], block = 0;

        while (left >= world->ordered.blocks[block]->count)
            left -= world->ordered.blocks[block++]->count;
        sum += (uint64_t)world->ordered.blocks[block]->entries[left].visit->id;
    }
    return sum;
}

static const struct work works[] = {
    {NULL, insert, delete_asked},
    {NULL, delete_asked, insert_again},
    {NULL, set, set_again},
    {NULL, range, NULL},
    {NULL, page, NULL},
    {NULL, prefix, NULL},
    {NULL, nth, NULL},
};

const struct system order_hand = {"hand", open, close, works};
