/* glib.c - the four tables in GLib: rows by g_new, one GHashTable each. */
#include "keys/keys.h"

#include <glib.h>
#include <stdlib.h>

struct number_row {
    gint64 id, value;
};

struct text_row {
    char *name;
    gint64 value;
};

struct pair_row {
    struct keys_pair key;
    gint64 value;
};

/* Each owns its rows; keys are inside of them. */
struct world {
    GHashTable *scattered, *dense, *texts, *pairs;
};

static void free_text_row(gpointer row)
{
    struct text_row *text = row;

    g_free(text->name);
    g_free(text);
}

static guint pair_hash(gconstpointer key)
{
    const struct keys_pair *pair = key;

    return g_int64_hash(&pair->first) * 31 + g_int64_hash(&pair->second);
}

static gboolean pair_equal(gconstpointer one, gconstpointer two)
{
    const struct keys_pair *a = one, *b = two;

    return a->first == b->first && a->second == b->second;
}

/* --- The world ------------------------------------------------------------ */

static void put_number(GHashTable *table, gint64 id, gint64 value)
{
    struct number_row *row = g_new(struct number_row, 1);

    row->id = id;
    row->value = value;
    g_hash_table_insert(table, &row->id, row);
}

static void put_row(struct world *world, size_t row)
{
    gint64 value = keys_value(row);
    struct text_row *text = g_new(struct text_row, 1);
    struct pair_row *pair = g_new(struct pair_row, 1);
    char name[KEYS_TEXT_BYTES];

    put_number(world->scattered, keys_scattered(row), value);

    keys_text(row, name);
    text->name = g_strdup(name);
    text->value = value;
    g_hash_table_insert(world->texts, text->name, text);

    pair->key = keys_pair(row);
    pair->value = value;
    g_hash_table_insert(world->pairs, &pair->key, pair);
}

static gboolean is_deleted(gpointer key, gpointer value, gpointer unused)
{
    const struct number_row *row = value;

    (void)key;
    (void)unused;
    return keys_dense_deleted(row->id);
}

static void put_dense(GHashTable *table, size_t count)
{
    for (size_t i = 1; i <= count; i++) {
        gint64 key = (gint64)i;

        put_number(table, key, keys_value(keys_dense_row(key)));
    }
    g_hash_table_foreach_remove(table, is_deleted, NULL);
}

static void *open_world(void *data)
{
    const struct keys *keys = data;
    struct world *world = bench_new(sizeof(*world));

    world->scattered =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    world->dense =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    world->texts =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_text_row);
    world->pairs = g_hash_table_new_full(pair_hash, pair_equal, NULL, g_free);
    for (size_t row = 1; row <= keys->rows; row++)
        put_row(world, row);
    put_dense(world->dense, keys_dense_inserted(keys->rows));
    return world;
}

static void close_world(void *memory)
{
    struct world *world = memory;

    g_hash_table_destroy(world->scattered);
    g_hash_table_destroy(world->dense);
    g_hash_table_destroy(world->texts);
    g_hash_table_destroy(world->pairs);
    free(world);
}

/* --- Works ---------------------------------------------------------------- */

static uint64_t get_numbers(GHashTable *table, const struct keys *keys)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const struct number_row *row =
            g_hash_table_lookup(table, &keys->numbers[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_scattered(void *memory, void *data)
{
    const struct world *world = memory;

    return get_numbers(world->scattered, data);
}

static uint64_t get_dense(void *memory, void *data)
{
    const struct world *world = memory;

    return get_numbers(world->dense, data);
}

static uint64_t get_text(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const struct text_row *row =
            g_hash_table_lookup(world->texts, keys->texts[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_pair(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const struct pair_row *row =
            g_hash_table_lookup(world->pairs, &keys->pairs[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static const struct work works[] = {
    {.run = get_scattered}, {.run = get_scattered}, {.run = get_dense},
    {.run = get_dense},     {.run = get_text},      {.run = get_text},
    {.run = get_pair},      {.run = get_pair},      {.run = NULL},
    {.run = NULL},          {.run = get_scattered}, {.run = get_dense},
    {.run = get_text},
};

const struct system keys_glib = {
    .name = "glib", .open = open_world, .close = close_world, .works = works};
