/* list.c - suite oo1 by hand, with lists through the connections themselves:
 * each knows the next and the one before it on both sides.
 */
#include "oo1/oo1.h"
#include "peers/hand.h"

struct part {
    int64_t id, build;
    int32_t x, y;
    char type[OO1_TYPE_BYTES];
    struct connection *out_first, *out_last, *in_first, *in_last;
};

struct connection {
    struct part *from, *to;
    struct connection *out_next, *out_before, *in_next, *in_before;
    int32_t length;
    char type[OO1_TYPE_BYTES];
};

struct world {
    struct pool parts, connections;
    struct part **by_id;
    size_t by_id_bytes;
};

static void join_out(struct connection *connection)
{
    struct part *from = connection->from;

    connection->out_next = NULL;
    connection->out_before = from->out_last;
    if (from->out_last)
        from->out_last->out_next = connection;
    else
        from->out_first = connection;
    from->out_last = connection;
}

static void join_in(struct connection *connection)
{
    struct part *to = connection->to;

    connection->in_next = NULL;
    connection->in_before = to->in_last;
    if (to->in_last)
        to->in_last->in_next = connection;
    else
        to->in_first = connection;
    to->in_last = connection;
}

static void leave_out(struct connection *connection)
{
    struct part *from = connection->from;

    if (connection->out_before)
        connection->out_before->out_next = connection->out_next;
    else
        from->out_first = connection->out_next;
    if (connection->out_next)
        connection->out_next->out_before = connection->out_before;
    else
        from->out_last = connection->out_before;
}

static void leave_in(struct connection *connection)
{
    struct part *to = connection->to;

    if (connection->in_before)
        connection->in_before->in_next = connection->in_next;
    else
        to->in_first = connection->in_next;
    if (connection->in_next)
        connection->in_next->in_before = connection->in_before;
    else
        to->in_last = connection->in_before;
}

static inline struct part *part_find(const struct world *world, int64_t id)
{
    return world->by_id[id];
}

static struct part *part_put(struct world *world, const struct oo1_part *given)
{
    struct part *part = pool_take(&world->parts);

    *part = (struct part){
        .id = given->id, .build = given->build, .x = given->x, .y = given->y};
    memcpy(part->type, given->type, sizeof(part->type));
    world->by_id[part->id] = part;
    return part;
}

static struct connection *connection_put(struct world *world,
                                         const struct oo1_connection *given)
{
    struct connection *connection = pool_take(&world->connections);
    struct part *from = part_find(world, given->from);
    struct part *to = part_find(world, given->to);

    connection->from = from;
    connection->to = to;
    connection->length = given->length;
    memcpy(connection->type, given->type, sizeof(connection->type));
    join_out(connection);
    join_in(connection);
    return connection;
}

static void *open(void *data)
{
    const struct oo1 *oo1 = data;
    struct world *world = bench_new(sizeof(*world));
    size_t parts = oo1->part_count + OO1_NEW_PARTS;
    size_t connections = oo1->connection_count + OO1_NEW_CONNECTIONS;

    pool_init(&world->parts, sizeof(struct part), parts, true);
    pool_init(&world->connections, sizeof(struct connection), connections,
              true);
    world->by_id_bytes = hand_pages((parts + 1) * sizeof(*world->by_id));
    world->by_id = (void *)hand_map(world->by_id_bytes, true);
    for (size_t i = 0; i < oo1->part_count; i++)
        part_put(world, &oo1->parts[oo1->part_order[i]]);
    for (size_t i = 0; i < oo1->connection_count; i++)
        connection_put(world, &oo1->connections[oo1->connection_order[i]]);
    return world;
}

static void close(void *opened)
{
    struct world *world = opened;

    pool_fini(&world->parts);
    pool_fini(&world->connections);
    munmap(world->by_id, world->by_id_bytes);
    free(world);
}

/* The last parts are visited from here: that is a call less for each. */
static uint64_t visit_out(const struct part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    for (const struct connection *connection = part->out_first; connection;
         connection = connection->out_next) {
        const struct part *to = connection->to;

        sum += hops > 1 ? visit_out(to, hops - 1)
                        : oo1_visit(to->x, to->y, to->type);
    }
    return sum;
}

static uint64_t visit_in(const struct part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    for (const struct connection *connection = part->in_first; connection;
         connection = connection->in_next) {
        const struct part *from = connection->from;

        sum += hops > 1 ? visit_in(from, hops - 1)
                        : oo1_visit(from->x, from->y, from->type);
    }
    return sum;
}

static uint64_t insert_parts(void *opened, void *data)
{
    struct world *world = opened;
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_NEW_PARTS; i++)
        sum += (uint64_t)part_put(world, &oo1->new_parts[i])->id;
    for (size_t i = 0; i < OO1_NEW_CONNECTIONS; i++)
        sum +=
            (uint64_t)connection_put(world, &oo1->new_connections[i])->length;
    return sum;
}

static void connection_delete(struct world *world,
                              struct connection *connection)
{
    leave_out(connection);
    leave_in(connection);
    pool_give(&world->connections, connection);
}

static size_t part_delete(struct world *world, struct part *part)
{
    size_t rows = 1;

    for (; part->out_first; rows++)
        connection_delete(world, part->out_first);
    for (; part->in_first; rows++)
        connection_delete(world, part->in_first);
    world->by_id[part->id] = NULL;
    pool_give(&world->parts, part);
    return rows;
}

/* Lead the shortest connection of a part to another one. */
static int32_t relink_one(const struct world *world, int64_t from, int64_t to)
{
    const struct part *part = part_find(world, from);
    struct part *target = part_find(world, to);
    struct connection *shortest = part->out_first;

    for (struct connection *connection = shortest->out_next; connection;
         connection = connection->out_next) {
        if (connection->length < shortest->length)
            shortest = connection;
    }
    leave_in(shortest);
    shortest->to = target;
    join_in(shortest);
    return shortest->length;
}

#include "oo1/works.h"

const struct system oo1_list = {"list", open, close, works};
