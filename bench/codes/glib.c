/* glib.c - items and their codes in GLib: a GHashTable of groups, and a
 * GPtrArray for the items of one. */
#include "codes/codes.h"

#include <glib.h>

struct group {
    int64_t code;
    GPtrArray *items;
};

struct item {
    int64_t id, value;
    struct group *group;
};

struct world {
    struct codes_handles rows;
    GHashTable *groups;
};

static struct group *find_group(const struct world *world, int64_t code)
{
    return g_hash_table_lookup(world->groups, &code);
}

static struct group *group_of(struct world *world, int64_t code)
{
    struct group *group = find_group(world, code);

    if (group)
        return group;
    group = g_new(struct group, 1);
    group->code = code;
    group->items = g_ptr_array_new_with_free_func(g_free);
    g_hash_table_insert(world->groups, &group->code, group);
    return group;
}

/* What the hash table calls for a group that leaves it. */
static void group_destroy(gpointer row)
{
    struct group *group = row;

    g_ptr_array_free(group->items, TRUE);
    g_free(group);
}

static struct item *item_new(struct world *world, int64_t id)
{
    struct item *item = g_new(struct item, 1);

    (void)world;
    item->id = id;
    item->value = codes_value(id);
    return item;
}

static void join(struct world *world, struct item *item, struct group *group)
{
    (void)world;
    item->group = group;
    g_ptr_array_add(group->items, item);
}

static void leave(struct item *item)
{
    guint place;

    g_ptr_array_find(item->group->items, item, &place);
    g_ptr_array_steal_index_fast(item->group->items, place);
}

static uint64_t sum_of_group(const struct group *group)
{
    const GPtrArray *items = group->items;
    uint64_t sum = 0;

    for (guint i = 0; i < items->len; i++) {
        const struct item *item = g_ptr_array_index(items, i);

        sum += (uint64_t)item->value;
    }
    return sum;
}

#include "codes/works.h"

static void *open(void *data)
{
    struct world *world = bench_new(sizeof(*world));

    world->groups =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, group_destroy);
    fill(world, data);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    g_hash_table_destroy(world->groups);
    free(world->rows.by_id);
    free(world);
}

const struct system codes_glib = {"glib", open, close, works};
