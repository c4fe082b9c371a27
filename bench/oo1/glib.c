/* glib.c - suite oo1 on GLib: GHashTable for the key, GPtrArray for the
 * lists. */
#include "oo1/oo1.h"

#include <glib.h>
#include <string.h>

struct part {
    int64_t id, build;
    int32_t x, y;
    char type[OO1_TYPE_BYTES];
    GPtrArray *out, *in;
};

struct connection {
    struct part *from, *to;
    int32_t length;
    char type[OO1_TYPE_BYTES];
};

/* A number of 64 bits fits a pointer: nothing need be allocated for a key. */
static gpointer key_of(int64_t id)
{
    return GSIZE_TO_POINTER((gsize)id);
}

static struct part *part_find(GHashTable *parts, int64_t id)
{
    return g_hash_table_lookup(parts, key_of(id));
}

static struct part *part_put(GHashTable *parts, const struct oo1_part *given)
{
    struct part *part = g_new(struct part, 1);

    part->id = given->id;
    part->build = given->build;
    part->x = given->x;
    part->y = given->y;
    memcpy(part->type, given->type, sizeof(part->type));
    part->out = g_ptr_array_new();
    part->in = g_ptr_array_new();
    g_hash_table_insert(parts, key_of(part->id), part);
    return part;
}

static struct connection *connection_put(struct part *from, struct part *to,
                                         const struct oo1_connection *given)
{
    struct connection *connection = g_new(struct connection, 1);

    connection->from = from;
    connection->to = to;
    connection->length = given->length;
    memcpy(connection->type, given->type, sizeof(connection->type));
    g_ptr_array_add(from->out, connection);
    g_ptr_array_add(to->in, connection);
    return connection;
}

/* Its connections are freed by whoever took them out of the other ends. */
static void part_free(gpointer freed)
{
    struct part *part = freed;

    g_ptr_array_free(part->out, TRUE);
    g_ptr_array_free(part->in, TRUE);
    g_free(part);
}

static void *open(void *data)
{
    const struct oo1 *oo1 = data;
    GHashTable *parts = g_hash_table_new_full(NULL, NULL, NULL, part_free);

    for (size_t i = 0; i < oo1->part_count; i++)
        part_put(parts, &oo1->parts[oo1->part_order[i]]);
    for (size_t i = 0; i < oo1->connection_count; i++) {
        const struct oo1_connection *given =
            &oo1->connections[oo1->connection_order[i]];

        connection_put(part_find(parts, given->from),
                       part_find(parts, given->to), given);
    }
    return parts;
}

static void close(void *world)
{
    GHashTableIter iter;
    gpointer part;

    g_hash_table_iter_init(&iter, world);
    while (g_hash_table_iter_next(&iter, NULL, &part)) {
        GPtrArray *out = ((struct part *)part)->out;

        for (guint i = 0; i < out->len; i++)
            g_free(g_ptr_array_index(out, i));
    }
    g_hash_table_destroy(world);
}

/* The last parts are visited from here: that is a call less for each. */
static uint64_t visit_out(const struct part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    for (guint i = 0; i < part->out->len; i++) {
        const struct connection *connection = g_ptr_array_index(part->out, i);
        const struct part *to = connection->to;

        sum += hops > 1 ? visit_out(to, hops - 1)
                        : oo1_visit(to->x, to->y, to->type);
    }
    return sum;
}

static uint64_t visit_in(const struct part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    for (guint i = 0; i < part->in->len; i++) {
        const struct connection *connection = g_ptr_array_index(part->in, i);
        const struct part *from = connection->from;

        sum += hops > 1 ? visit_in(from, hops - 1)
                        : oo1_visit(from->x, from->y, from->type);
    }
    return sum;
}

static uint64_t insert_parts(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_NEW_PARTS; i++) {
        struct part *part = part_put(world, &oo1->new_parts[i]);

        sum += (uint64_t)part->id;
        for (size_t j = 0; j < OO1_FAN; j++) {
            const struct oo1_connection *given =
                &oo1->new_connections[i * OO1_FAN + j];

            sum += (uint64_t)connection_put(part, part_find(world, given->to),
                                            given)
                       ->length;
        }
    }
    return sum;
}

/* Tell the far ends; a connection of the part to itself is in both lists. */
static size_t part_delete(GHashTable *parts, const struct part *part)
{
    size_t rows = 1;

    for (guint i = 0; i < part->out->len; i++, rows++) {
        struct connection *connection = g_ptr_array_index(part->out, i);

        g_ptr_array_remove_fast(connection->to->in, connection);
        g_free(connection);
    }
    for (guint i = 0; i < part->in->len; i++, rows++) {
        struct connection *connection = g_ptr_array_index(part->in, i);

        g_ptr_array_remove_fast(connection->from->out, connection);
        g_free(connection);
    }
    g_hash_table_remove(parts, key_of(part->id));
    return rows;
}

/* Lead the shortest connection of a part to another one. */
static int32_t relink_one(GHashTable *parts, int64_t from, int64_t to)
{
    const struct part *part = part_find(parts, from);
    struct part *target = part_find(parts, to);
    struct connection *shortest = g_ptr_array_index(part->out, 0);

    for (guint i = 1; i < part->out->len; i++) {
        struct connection *connection = g_ptr_array_index(part->out, i);

        if (connection->length < shortest->length)
            shortest = connection;
    }
    g_ptr_array_remove_fast(shortest->to->in, shortest);
    shortest->to = target;
    g_ptr_array_add(target->in, shortest);
    return shortest->length;
}

#include "oo1/works.h"

const struct system oo1_glib = {"glib", open, close, works};
