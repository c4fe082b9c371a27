/* uthash.c - items and their codes as they are mostly written today: malloc, a
 * uthash of groups, and utlist for the items of one. */
#include "codes/codes.h"

#include <uthash.h>
#include <utlist.h>

struct group {
    int64_t code;
    struct item *items;
    UT_hash_handle hh;
};

struct item {
    int64_t id, value;
    struct group *group;
    struct item *next, *prev;
};

struct world {
    struct codes_handles rows;
    struct group *groups;
};

static struct group *find_group(const struct world *world, int64_t code)
{
    struct group *group;

    HASH_FIND(hh, world->groups, &code, sizeof(code), group);
    return group;
}

static struct group *group_of(struct world *world, int64_t code)
{
    struct group *group = find_group(world, code);

    if (group)
        return group;
    group = bench_new(sizeof(*group));
    group->code = code;
    group->items = NULL;
    HASH_ADD(hh, world->groups, code, sizeof(code), group);
    return group;
}

static struct item *item_new(struct world *world, int64_t id)
{
    struct item *item = bench_new(sizeof(*item));

    (void)world;
    item->id = id;
    item->value = codes_value(id);
    return item;
}

#include "codes/linked.h"
#include "codes/works.h"

static void *open(void *data)
{
    struct world *world = bench_new(sizeof(*world));

    world->groups = NULL;
    fill(world, data);
    return world;
}

static void close(void *at)
{
    struct world *world = at;
    struct group *group, *next_group;

    HASH_ITER(hh, world->groups, group, next_group)
    {
        struct item *item, *next_item;

        DL_FOREACH_SAFE(group->items, item, next_item)
        free(item);
        HASH_DEL(world->groups, group);
        free(group);
    }
    free(world->rows.by_id);
    free(world);
}

const struct system codes_uthash = {"uthash", open, close, works};
