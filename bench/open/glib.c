/* glib.c - the ten tables in GLib. */
#include "open/open.h"

#include <glib.h>

struct row {
    gint64 id;
    char *name;
    double weight;
    gint64 parent_id;
    struct row *parent;
};

static void free_row(gpointer memory)
{
    struct row *row = memory;

    g_free(row->name);
    g_free(row);
}

static struct row *insert(GHashTable *table, double weight, struct row *parent)
{
    struct row *row = g_new(struct row, 1);

    *row = (struct row){.id = g_hash_table_size(table) + 1,
                        .name = g_strdup(OPEN_NAME),
                        .weight = weight,
                        .parent_id = parent ? parent->id : 0,
                        .parent = parent};
    g_hash_table_insert(table, &row->id, row);
    return row;
}

static uint64_t sum_of(GHashTable *table)
{
    GHashTableIter iter;
    gpointer value;
    uint64_t sum = 0;

    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct row *row = value;

        sum += (uint64_t)row->id + (uint64_t)row->parent->id;
    }
    return sum;
}

static uint64_t one_database(void)
{
    GHashTable *levels[OPEN_LEVELS];
    struct row *parent = NULL;
    uint64_t sum;

    for (int level = 0; level < OPEN_LEVELS; level++) {
        struct row *row = NULL;

        levels[level] =
            g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_row);
        for (int i = 0; i < OPEN_ROWS; i++)
            row = insert(levels[level], i, parent);
        parent = row;
    }
    sum = sum_of(levels[OPEN_LEVELS - 1]);
    for (int level = 0; level < OPEN_LEVELS; level++)
        g_hash_table_destroy(levels[level]);
    return sum;
}

OPEN_SYSTEM(glib)
