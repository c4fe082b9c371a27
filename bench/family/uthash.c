/* uthash.c - parents and children as they are mostly written today: malloc, a
 * uthash for each key, and utlist for the children. */
#include "family/family.h"

#include <stdlib.h>
#include <string.h>
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
    int32_t amount;
    char tag[sizeof(FAMILY_TAG)];
    UT_hash_handle hh;
};

struct world {
    struct family_handles rows;
    struct parent *parents;
    struct child *children;
    int64_t next_child;
    size_t count;
};

static struct parent *parent_new(struct world *world, int64_t id)
{
    struct parent *parent = bench_new(sizeof(*parent));

    parent->id = id;
    parent->value = family_value(-id);
    parent->children = NULL;
    HASH_ADD(hh, world->parents, id, sizeof(id), parent);
    return parent;
}

static void parent_free(struct world *world, struct parent *parent)
{
    HASH_DEL(world->parents, parent);
    free(parent);
}

static struct child *child_new(struct world *world, int64_t id, int64_t value,
                               int32_t amount)
{
    struct child *child = bench_new(sizeof(*child));

    child->id = id;
    child->value = value;
    child->amount = amount;
    memcpy(child->tag, FAMILY_TAG, sizeof(FAMILY_TAG));
    HASH_ADD(hh, world->children, id, sizeof(id), child);
    world->count++;
    return child;
}

static void child_free(struct world *world, struct child *child)
{
    HASH_DEL(world->children, child);
    free(child);
    world->count--;
}

static struct parent *parent_of_key(const struct world *world, int64_t id)
{
    struct parent *parent;

    HASH_FIND(hh, world->parents, &id, sizeof(id), parent);
    return parent;
}

static struct child *child_of_key(const struct world *world, int64_t id)
{
    struct child *child;

    HASH_FIND(hh, world->children, &id, sizeof(id), child);
    return child;
}

static void join(struct world *world, struct child *child,
                 struct parent *parent)
{
    (void)world;
    child->parent = parent;
    DL_APPEND(parent->children, child);
}

static void leave(struct child *child)
{
    DL_DELETE(child->parent->children, child);
}

static uint64_t sum_of_children(const struct parent *parent)
{
    const struct child *child;
    uint64_t sum = 0;

    DL_FOREACH(parent->children, child)
    sum += (uint64_t)child->value;
    return sum;
}

static void free_children(struct world *world, struct parent *parent)
{
    struct child *child, *next;

    DL_FOREACH_SAFE(parent->children, child, next)
    child_free(world, child);
}

static uint64_t sum_of_all(const struct world *world)
{
    uint64_t sum = 0;

    for (const struct child *c = world->children; c; c = c->hh.next)
        sum += (uint64_t)c->value;
    return sum;
}

static uint64_t sum_of_all_parents(const struct world *world)
{
    uint64_t sum = 0;

    for (const struct child *c = world->children; c; c = c->hh.next)
        sum += (uint64_t)c->parent->value;
    return sum;
}

#include "family/works.h"

static void *open(void *data)
{
    const struct family *family = data;
    struct world *world = bench_new(sizeof(*world));

    world->rows.parent_by_id =
        bench_new((family->parent_count + 1) * sizeof(void *));
    world->rows.child_by_id =
        bench_new((family->child_count + 1) * sizeof(void *));
    world->parents = NULL;
    world->children = NULL;
    world->count = 0;
    fill(world, family);
    return world;
}

static void close(void *at)
{
    struct world *world = at;
    struct parent *parent, *next_parent;
    struct child *child, *next_child;

    HASH_ITER(hh, world->children, child, next_child)
    child_free(world, child);
    HASH_ITER(hh, world->parents, parent, next_parent)
    parent_free(world, parent);
    free(world->rows.parent_by_id);
    free(world->rows.child_by_id);
    free(world);
}

const struct system family_uthash = {"uthash", open, close, works};
const struct system cascade_uthash = {"uthash", open, close, cascades};
