/* uthash.c - bulk load as C programs are written today: each row from malloc,
 * uthash for the keys, utlist for the children. */
#include "load/load.h"
#include "peers/warm.h"

#include <uthash.h>
#include <utlist.h>

struct parent {
    int64_t id, value;
    struct child *children;
    UT_hash_handle hh;
};

struct child {
    int64_t id, value;
    struct parent *parent;
    struct child *next, *prev;
    UT_hash_handle hh;
};

struct world {
    struct parent *parents;
    struct child *children;
};

static uint64_t probe(const struct world *world, const struct load *load)
{
    uint64_t sum = HASH_COUNT(world->parents) + HASH_COUNT(world->children);

    for (size_t i = 0; i < LOAD_PROBES; i++) {
        const struct child *child;

        HASH_FIND(hh, world->children, &load->probes[i], sizeof(int64_t),
                  child);
        sum += (uint64_t)(child->value + child->parent->value);
    }
    return sum;
}

static uint64_t load_rows(void *opened, void *data)
{
    struct world *world = opened;
    const struct load *load = data;

    for (size_t i = 0; i < load->parent_count; i++) {
        const struct load_parent *given = &load->parents[i];
        struct parent *parent = bench_new(sizeof(*parent));

        parent->id = given->id;
        parent->value = given->value;
        parent->children = NULL;
        HASH_ADD(hh, world->parents, id, sizeof(parent->id), parent);
    }
    for (size_t i = 0; i < load->child_count; i++) {
        const struct load_child *given = &load->children[i];
        struct child *child = bench_new(sizeof(*child));
        struct parent *parent;

        HASH_FIND(hh, world->parents, &given->parent_id, sizeof(int64_t),
                  parent);
        child->id = given->id;
        child->value = given->value;
        child->parent = parent;
        DL_APPEND(parent->children, child);
        HASH_ADD(hh, world->children, id, sizeof(child->id), child);
    }
    return probe(world, load);
}

static uint64_t unload(void *opened, void *data)
{
    struct world *world = opened;
    struct parent *parent, *next_parent;
    struct child *child, *next_child;

    (void)data;
    HASH_ITER(hh, world->parents, parent, next_parent)
    {
        HASH_DEL(world->parents, parent);
        free(parent);
    }
    HASH_ITER(hh, world->children, child, next_child)
    {
        HASH_DEL(world->children, child);
        free(child);
    }
    return 0;
}

/* One load beforehand, so that malloc has the memory. */
static void *open(void *data)
{
    struct world *world = bench_new(sizeof(*world));
    struct load *load = data;

    *world = (struct world){NULL, NULL};
    malloc_keep();
    for (size_t i = 0; i < LOAD_PROBES; i++)
        load->probes[i] = 1;
    load_rows(world, load);
    unload(world, load);
    return world;
}

static void close(void *world)
{
    free(world);
    malloc_release();
}

static const struct work works[] = {{.run = load_rows, .after = unload}};

const struct system load_uthash = {"uthash", open, close, works};
