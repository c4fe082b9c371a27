/* glib.c - bulk load on GLib: GHashTable for the keys, GPtrArray for the
 * children. */
#include "load/load.h"
#include "peers/warm.h"

#include <glib.h>

struct parent {
    int64_t id, value;
    GPtrArray *children;
};

struct child {
    int64_t id, value;
    struct parent *parent;
};

struct world {
    GHashTable *parents, *children;
};

/* A number of 64 bits fits a pointer: nothing need be allocated for a key. */
static gpointer key_of(int64_t id)
{
    return GSIZE_TO_POINTER((gsize)id);
}

static void parent_free(gpointer freed)
{
    struct parent *parent = freed;

    g_ptr_array_free(parent->children, TRUE);
    g_free(parent);
}

static uint64_t probe(const struct world *world, const struct load *load)
{
    uint64_t sum =
        g_hash_table_size(world->parents) + g_hash_table_size(world->children);

    for (size_t i = 0; i < LOAD_PROBES; i++) {
        const struct child *child =
            g_hash_table_lookup(world->children, key_of(load->probes[i]));

        sum += (uint64_t)(child->value + child->parent->value);
    }
    return sum;
}

static uint64_t load_rows(void *opened, void *data)
{
    struct world *world = opened;
    const struct load *load = data;

    world->parents = g_hash_table_new_full(NULL, NULL, NULL, parent_free);
    world->children = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    for (size_t i = 0; i < load->parent_count; i++) {
        const struct load_parent *given = &load->parents[i];
        struct parent *parent = g_new(struct parent, 1);

        parent->id = given->id;
        parent->value = given->value;
        parent->children = g_ptr_array_new();
        g_hash_table_insert(world->parents, key_of(parent->id), parent);
    }
    for (size_t i = 0; i < load->child_count; i++) {
        const struct load_child *given = &load->children[i];
        struct child *child = g_new(struct child, 1);

        child->id = given->id;
        child->value = given->value;
        child->parent =
            g_hash_table_lookup(world->parents, key_of(given->parent_id));
        g_ptr_array_add(child->parent->children, child);
        g_hash_table_insert(world->children, key_of(child->id), child);
    }
    return probe(world, load);
}

static uint64_t unload(void *opened, void *data)
{
    struct world *world = opened;

    (void)data;
    g_hash_table_destroy(world->parents);
    g_hash_table_destroy(world->children);
    return 0;
}

/* One load beforehand, so that malloc has the memory. */
static void *open(void *data)
{
    struct world *world = bench_new(sizeof(*world));
    struct load *load = data;

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

const struct system load_glib = {"glib", open, close, works};
