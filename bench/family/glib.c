/* glib.c - parents and children in GLib: a GHashTable for each key, and a
 * GPtrArray for the children. */
#include "family/family.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

struct parent {
    int64_t id, value;
    GPtrArray *children;
};

struct child {
    int64_t id, value;
    struct parent *parent;
    int32_t amount;
    char tag[sizeof(FAMILY_TAG)];
};

struct world {
    struct family_handles rows;
    GHashTable *parents, *children;
    int64_t next_child;
    size_t count;
};

static struct parent *parent_new(struct world *world, int64_t id)
{
    struct parent *parent = g_new(struct parent, 1);

    parent->id = id;
    parent->value = family_value(-id);
    parent->children = g_ptr_array_new();
    g_hash_table_insert(world->parents, &parent->id, parent);
    return parent;
}

static void parent_free(struct world *world, struct parent *parent)
{
    g_hash_table_remove(world->parents, &parent->id);
}

/* What the hash table calls for a parent that leaves it; children are given to
 * g_free as they are. */
static void parent_destroy(gpointer row)
{
    struct parent *parent = row;

    g_ptr_array_free(parent->children, TRUE);
    g_free(parent);
}

static struct child *child_new(struct world *world, int64_t id, int64_t value,
                               int32_t amount)
{
    struct child *child = g_new(struct child, 1);

    child->id = id;
    child->value = value;
    child->amount = amount;
    memcpy(child->tag, FAMILY_TAG, sizeof(FAMILY_TAG));
    g_hash_table_insert(world->children, &child->id, child);
    world->count++;
    return child;
}

static void child_free(struct world *world, struct child *child)
{
    g_hash_table_remove(world->children, &child->id);
    world->count--;
}

static struct parent *parent_of_key(const struct world *world, int64_t id)
{
    return g_hash_table_lookup(world->parents, &id);
}

static struct child *child_of_key(const struct world *world, int64_t id)
{
    return g_hash_table_lookup(world->children, &id);
}

static void join(struct world *world, struct child *child,
                 struct parent *parent)
{
    (void)world;
    child->parent = parent;
    g_ptr_array_add(parent->children, child);
}

static void leave(struct child *child)
{
    g_ptr_array_remove_fast(child->parent->children, child);
}

static uint64_t sum_of_children(const struct parent *parent)
{
    const GPtrArray *children = parent->children;
    uint64_t sum = 0;

    for (guint i = 0; i < children->len; i++) {
        const struct child *child = g_ptr_array_index(children, i);

        sum += (uint64_t)child->value;
    }
    return sum;
}

static void free_children(struct world *world, struct parent *parent)
{
    for (guint i = 0; i < parent->children->len; i++)
        child_free(world, g_ptr_array_index(parent->children, i));
}

static uint64_t sum_of_all(const struct world *world)
{
    GHashTableIter iter;
    gpointer row;
    uint64_t sum = 0;

    g_hash_table_iter_init(&iter, world->children);
    while (g_hash_table_iter_next(&iter, NULL, &row)) {
        const struct child *child = row;

        sum += (uint64_t)child->value;
    }
    return sum;
}

static uint64_t sum_of_all_parents(const struct world *world)
{
    GHashTableIter iter;
    gpointer row;
    uint64_t sum = 0;

    g_hash_table_iter_init(&iter, world->children);
    while (g_hash_table_iter_next(&iter, NULL, &row)) {
        const struct child *child = row;

        sum += (uint64_t)child->parent->value;
    }
    return sum;
}

#include "family/works.h"

static void *open(void *data)
{
    const struct family *family = data;
    struct world *world = bench_new(sizeof(*world));

    world->rows.parent_by_id = g_new(void *, family->parent_count + 1);
    world->rows.child_by_id = g_new(void *, family->child_count + 1);
    world->parents = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
                                           parent_destroy);
    world->children =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    world->count = 0;
    fill(world, family);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    g_hash_table_destroy(world->children);
    g_hash_table_destroy(world->parents);
    g_free(world->rows.parent_by_id);
    g_free(world->rows.child_by_id);
    free(world);
}

const struct system family_glib = {"glib", open, close, works};
const struct system cascade_glib = {"glib", open, close, cascades};
