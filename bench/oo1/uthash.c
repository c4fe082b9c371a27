/* uthash.c - suite oo1 as C programs are written today: each row from malloc,
 * uthash for the key, utlist for the lists.
 */
#include "oo1/oo1.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include <utlist.h>

struct part {
    int64_t id, build;
    int32_t x, y;
    char type[OO1_TYPE_BYTES];
    struct connection *out, *in;
    UT_hash_handle hh;
};

struct connection {
    struct part *from, *to;
    struct connection *out_next, *out_before, *in_next, *in_before;
    int32_t length;
    char type[OO1_TYPE_BYTES];
};

struct world {
    struct part *parts;
};

static struct part *part_find(const struct world *world, int64_t id)
{
    struct part *part;

    HASH_FIND(hh, world->parts, &id, sizeof(id), part);
    return part;
}

static struct part *part_put(struct world *world, const struct oo1_part *given)
{
    struct part *part = bench_new(sizeof(*part));

    *part = (struct part){
        .id = given->id, .build = given->build, .x = given->x, .y = given->y};
    memcpy(part->type, given->type, sizeof(part->type));
    HASH_ADD(hh, world->parts, id, sizeof(part->id), part);
    return part;
}

static struct connection *connection_put(struct part *from, struct part *to,
                                         const struct oo1_connection *given)
{
    struct connection *connection = bench_new(sizeof(*connection));

    connection->from = from;
    connection->to = to;
    connection->length = given->length;
    memcpy(connection->type, given->type, sizeof(connection->type));
    DL_APPEND2(from->out, connection, out_before, out_next);
    DL_APPEND2(to->in, connection, in_before, in_next);
    return connection;
}

static void *open(void *data)
{
    const struct oo1 *oo1 = data;
    struct world *world = bench_new(sizeof(*world));

    world->parts = NULL;
    for (size_t i = 0; i < oo1->part_count; i++)
        part_put(world, &oo1->parts[oo1->part_order[i]]);
    for (size_t i = 0; i < oo1->connection_count; i++) {
        const struct oo1_connection *given =
            &oo1->connections[oo1->connection_order[i]];

        connection_put(part_find(world, given->from),
                       part_find(world, given->to), given);
    }
    return world;
}

static void close(void *opened)
{
    struct world *world = opened;
    struct part *part, *next_part;

    HASH_ITER(hh, world->parts, part, next_part)
    {
        struct connection *connection, *next;

        DL_FOREACH_SAFE2(part->out, connection, next, out_next)
        free(connection);
        HASH_DEL(world->parts, part);
        free(part);
    }
    free(world);
}

/* The last parts are visited from here: that is a call less for each. */
static uint64_t visit_out(const struct part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);
    const struct connection *connection;

    DL_FOREACH2(part->out, connection, out_next)
    {
        const struct part *to = connection->to;

        sum += hops > 1 ? visit_out(to, hops - 1)
                        : oo1_visit(to->x, to->y, to->type);
    }
    return sum;
}

static uint64_t visit_in(const struct part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);
    const struct connection *connection;

    DL_FOREACH2(part->in, connection, in_next)
    {
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

static void connection_delete(struct connection *connection)
{
    DL_DELETE2(connection->from->out, connection, out_before, out_next);
    DL_DELETE2(connection->to->in, connection, in_before, in_next);
    free(connection);
}

static size_t part_delete(struct world *world, struct part *part)
{
    size_t rows = 1;

    for (; part->out; rows++)
        connection_delete(part->out);
    for (; part->in; rows++)
        connection_delete(part->in);
    HASH_DEL(world->parts, part);
    free(part);
    return rows;
}

/* Lead the shortest connection of a part to another one. */
static int32_t relink_one(const struct world *world, int64_t from, int64_t to)
{
    const struct part *part = part_find(world, from);
    struct part *target = part_find(world, to);
    struct connection *shortest = part->out, *connection;

    DL_FOREACH2(part->out, connection, out_next)
    {
        if (connection->length < shortest->length)
            shortest = connection;
    }
    DL_DELETE2(shortest->to->in, shortest, in_before, in_next);
    shortest->to = target;
    DL_APPEND2(target->in, shortest, in_before, in_next);
    return shortest->length;
}

#include "oo1/works.h"

const struct system oo1_uthash = {"uthash", open, close, works};
