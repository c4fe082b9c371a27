/* hand.c - bulk load by hand, one row after the other: how many children a
 * parent will have is not asked beforehand, for kith is not told either. */
#include "load/load.h"
#include "peers/warm.h"

struct parent {
    int64_t id, value;
    struct hand_list children;
};

struct child {
    int64_t id, value;
    struct parent *parent;
    uint32_t place;
};

struct world {
    struct warm warm; /* of capacity 0 in load-cold */
    bool huge;        /* what pages load-cold takes */
    struct pool parents, children;
    struct hand_arrays arrays;
    struct parent **parent_by_id;
    struct child **child_by_id;
};

/* Lists of ten children on average have arrays of 16, mostly, and have left
 * smaller ones to others. */
enum { ARRAY_BYTES_A_CHILD = 64, BYTES_A_ROW = 160, BYTES_OF_ANY = 1 << 20 };

static void *open_warm(void *data)
{
    const struct load *load = data;
    struct world *world = bench_new(sizeof(*world));
    size_t rows = load->parent_count + load->child_count;

    *world = (struct world){0};
    warm_init(&world->warm, rows * BYTES_A_ROW + BYTES_OF_ANY);
    return world;
}

static void close_warm(void *opened)
{
    struct world *world = opened;

    warm_fini(&world->warm);
    free(world);
}

static void *open_cold(void *data)
{
    struct world *world = bench_new(sizeof(*world));

    (void)data;
    *world = (struct world){.huge = true};
    return world;
}

static void *open_cold_4k(void *data)
{
    struct world *world = open_cold(data);

    world->huge = false;
    return world;
}

static void *memory_take(struct world *world, size_t bytes)
{
    if (world->warm.capacity)
        return warm_take(&world->warm, bytes);
    return hand_map(hand_pages(bytes), world->huge);
}

static void pool_start(struct world *world, struct pool *pool, size_t row_bytes,
                       size_t capacity)
{
    *pool = (struct pool){.row_bytes = row_bytes, .capacity = capacity};
    pool->rows = memory_take(world, row_bytes * capacity);
}

static void start(struct world *world, const struct load *load)
{
    size_t parents = load->parent_count, children = load->child_count;

    pool_start(world, &world->parents, sizeof(struct parent), parents);
    pool_start(world, &world->children, sizeof(struct child), children);
    world->parent_by_id =
        memory_take(world, (parents + 1) * sizeof(*world->parent_by_id));
    world->child_by_id =
        memory_take(world, (children + 1) * sizeof(*world->child_by_id));
    world->arrays =
        (struct hand_arrays){.capacity = children * ARRAY_BYTES_A_CHILD};
    world->arrays.memory = memory_take(world, world->arrays.capacity);
}

static uint64_t probe(const struct world *world, const struct load *load)
{
    uint64_t sum = world->parents.used + world->children.used;

    for (size_t i = 0; i < LOAD_PROBES; i++) {
        const struct child *child = world->child_by_id[load->probes[i]];

        sum += (uint64_t)(child->value + child->parent->value);
    }
    return sum;
}

static uint64_t load_rows(void *opened, void *data)
{
    struct world *world = opened;
    const struct load *load = data;

    start(world, load);
    for (size_t i = 0; i < load->parent_count; i++) {
        const struct load_parent *given = &load->parents[i];
        struct parent *parent = pool_take(&world->parents);

        *parent = (struct parent){.id = given->id, .value = given->value};
        world->parent_by_id[parent->id] = parent;
    }
    for (size_t i = 0; i < load->child_count; i++) {
        const struct load_child *given = &load->children[i];
        struct parent *parent = world->parent_by_id[given->parent_id];
        struct child *child = pool_take(&world->children);

        child->id = given->id;
        child->value = given->value;
        child->parent = parent;
        child->place = hand_list_put(&parent->children, &world->arrays, child);
        world->child_by_id[child->id] = child;
    }
    return probe(world, load);
}

static uint64_t unload_warm(void *opened, void *data)
{
    struct world *world = opened;

    (void)data;
    warm_reset(&world->warm);
    return 0;
}

static uint64_t unload_cold(void *opened, void *data)
{
    struct world *world = opened;
    const struct load *load = data;

    pool_fini(&world->parents);
    pool_fini(&world->children);
    munmap(world->arrays.memory, hand_pages(world->arrays.capacity));
    munmap(world->parent_by_id,
           hand_pages((load->parent_count + 1) * sizeof(void *)));
    munmap(world->child_by_id,
           hand_pages((load->child_count + 1) * sizeof(void *)));
    return 0;
}

static const struct work warm_works[] = {
    {.run = load_rows, .after = unload_warm}};

static const struct work cold_works[] = {
    {.run = load_rows, .after = unload_cold}};

const struct system load_hand = {"hand", open_warm, close_warm, warm_works};
const struct system load_cold_hand = {"hand", open_cold, free, cold_works};
const struct system load_cold_hand_4k = {"hand-4k", open_cold_4k, free,
                                         cold_works};
