/* list.c - bulk load by hand, with lists through the children themselves. */
#include "load/load.h"
#include "peers/warm.h"

struct parent {
    int64_t id, value;
    struct child *first, *last;
};

struct child {
    int64_t id, value;
    struct parent *parent;
    struct child *next, *before;
};

struct world {
    struct warm warm;
    struct pool parents, children;
    struct parent **parent_by_id;
    struct child **child_by_id;
};

enum { BYTES_A_ROW = 64, BYTES_OF_ANY = 1 << 20 };

static void *open(void *data)
{
    const struct load *load = data;
    struct world *world = bench_new(sizeof(*world));
    size_t rows = load->parent_count + load->child_count;

    *world = (struct world){0};
    warm_init(&world->warm, rows * BYTES_A_ROW + BYTES_OF_ANY);
    return world;
}

static void close(void *opened)
{
    struct world *world = opened;

    warm_fini(&world->warm);
    free(world);
}

static void pool_start(struct world *world, struct pool *pool, size_t row_bytes,
                       size_t capacity)
{
    *pool = (struct pool){.row_bytes = row_bytes, .capacity = capacity};
    pool->rows = warm_take(&world->warm, row_bytes * capacity);
}

static void start(struct world *world, const struct load *load)
{
    size_t parents = load->parent_count, children = load->child_count;

    pool_start(world, &world->parents, sizeof(struct parent), parents);
    pool_start(world, &world->children, sizeof(struct child), children);
    world->parent_by_id =
        warm_take(&world->warm, (parents + 1) * sizeof(*world->parent_by_id));
    world->child_by_id =
        warm_take(&world->warm, (children + 1) * sizeof(*world->child_by_id));
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

static void join(struct parent *parent, struct child *child)
{
    child->parent = parent;
    child->next = NULL;
    child->before = parent->last;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
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
        struct child *child = pool_take(&world->children);

        child->id = given->id;
        child->value = given->value;
        join(world->parent_by_id[given->parent_id], child);
        world->child_by_id[child->id] = child;
    }
    return probe(world, load);
}

static uint64_t unload(void *opened, void *data)
{
    struct world *world = opened;

    (void)data;
    warm_reset(&world->warm);
    return 0;
}

static const struct work works[] = {{.run = load_rows, .after = unload}};

const struct system load_list = {"list", open, close, works};
