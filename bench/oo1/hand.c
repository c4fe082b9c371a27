/* hand.c - suite oo1 by hand: pools, pointer arrays, and an array by id. */
#include "oo1/oo1.h"
#include "peers/hand.h"

/* The connections of one side of a part, whose members know their places. The
 * first ones lie in the part itself, which stays where it is; more are in an
 * array of 8, 16, 32... slots. */
enum { FEW = 3 };
struct links {
    struct connection **slots;
    uint32_t count, room;
    struct connection *few[FEW];
};

struct part {
    int32_t x, y;
    char type[OO1_TYPE_BYTES];
    struct links out, in;
    int64_t id, build;
};

struct connection {
    struct part *from, *to;
    uint32_t out_place, in_place;
    int32_t length;
    char type[OO1_TYPE_BYTES];
};

struct world {
    struct pool parts, connections;
    struct hand_arrays out_arrays, in_arrays;
    struct part **by_id;
    size_t by_id_bytes;
};

static void links_init(struct links *links)
{
    links->slots = links->few;
    links->count = 0;
    links->room = FEW;
}

static void links_fini(struct links *links, struct hand_arrays *arrays)
{
    if (links->room > FEW)
        hand_arrays_give(arrays, (void *)links->slots, links->room);
}

/* Answers the place of the connection. */
static uint32_t links_put(struct links *links, struct hand_arrays *arrays,
                          struct connection *connection)
{
    if (links->count == links->room) {
        uint32_t room = links->room > FEW ? links->room * 2 : 8;
        struct connection **slots = (void *)hand_arrays_take(arrays, room);

        memcpy(slots, links->slots, links->count * sizeof(*slots));
        links_fini(links, arrays);
        links->slots = slots;
        links->room = room;
    }
    links->slots[links->count] = connection;
    return links->count++;
}

static void leave_out(const struct connection *connection)
{
    struct links *out = &connection->from->out;
    struct connection *last = out->slots[--out->count];

    out->slots[connection->out_place] = last;
    last->out_place = connection->out_place;
}

static void leave_in(const struct connection *connection)
{
    struct links *in = &connection->to->in;
    struct connection *last = in->slots[--in->count];

    in->slots[connection->in_place] = last;
    last->in_place = connection->in_place;
}

static struct part *part_put(struct world *world, const struct oo1_part *given)
{
    struct part *part = pool_take(&world->parts);

    part->id = given->id;
    part->build = given->build;
    part->x = given->x;
    part->y = given->y;
    links_init(&part->out);
    links_init(&part->in);
    memcpy(part->type, given->type, sizeof(part->type));
    world->by_id[part->id] = part;
    return part;
}

static struct connection *connection_put(struct world *world,
                                         const struct oo1_connection *given)
{
    struct connection *connection = pool_take(&world->connections);
    struct part *from = world->by_id[given->from];
    struct part *to = world->by_id[given->to];

    connection->from = from;
    connection->to = to;
    connection->length = given->length;
    memcpy(connection->type, given->type, sizeof(connection->type));
    connection->out_place =
        links_put(&from->out, &world->out_arrays, connection);
    connection->in_place = links_put(&to->in, &world->in_arrays, connection);
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
    /* Far more than is used: lists that grow leave their arrays to others. */
    hand_arrays_init(&world->out_arrays, connections * 64, true);
    hand_arrays_init(&world->in_arrays, connections * 64, true);
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
    hand_arrays_fini(&world->out_arrays);
    hand_arrays_fini(&world->in_arrays);
    munmap(world->by_id, world->by_id_bytes);
    free(world);
}

static uint64_t lookup(void *opened, void *data)
{
    const struct world *world = opened;
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_LOOKUPS; i++) {
        const struct part *part = world->by_id[oo1->lookups[i]];

        sum += oo1_visit(part->x, part->y, part->type);
    }
    return sum;
}

/* The last parts are visited from here: that is a call less for each. */
static uint64_t visit_out(const struct part *part, int hops)
{
    struct connection *const *slots = part->out.slots;
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    for (uint32_t i = 0; i < part->out.count; i++) {
        const struct part *to = slots[i]->to;

        sum += hops > 1 ? visit_out(to, hops - 1)
                        : oo1_visit(to->x, to->y, to->type);
    }
    return sum;
}

static uint64_t traverse(void *opened, void *data)
{
    const struct world *world = opened;
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_STARTS; i++)
        sum += visit_out(world->by_id[oo1->starts[i]], OO1_DEPTH);
    return sum;
}

static uint64_t visit_in(const struct part *part, int hops)
{
    struct connection *const *slots = part->in.slots;
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    for (uint32_t i = 0; i < part->in.count; i++) {
        const struct part *from = slots[i]->from;

        sum += hops > 1 ? visit_in(from, hops - 1)
                        : oo1_visit(from->x, from->y, from->type);
    }
    return sum;
}

static uint64_t traverse_back(void *opened, void *data)
{
    const struct world *world = opened;
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_STARTS; i++)
        sum += visit_in(world->by_id[oo1->starts[i]], OO1_DEPTH);
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

/* Both lists of the part go as a whole: only the far ends are told. A
 * connection of a part to itself is in both. */
static size_t part_delete(struct world *world, struct part *part)
{
    struct connection *const *slots = part->out.slots;
    size_t rows = 1;

    for (uint32_t i = 0; i < part->out.count; i++, rows++) {
        leave_in(slots[i]);
        pool_give(&world->connections, slots[i]);
    }
    slots = part->in.slots;
    for (uint32_t i = 0; i < part->in.count; i++, rows++) {
        leave_out(slots[i]);
        pool_give(&world->connections, slots[i]);
    }
    links_fini(&part->out, &world->out_arrays);
    links_fini(&part->in, &world->in_arrays);
    world->by_id[part->id] = NULL;
    pool_give(&world->parts, part);
    return rows;
}

static uint64_t delete_parts(void *opened, void *data)
{
    struct world *world = opened;
    const struct oo1 *oo1 = data;
    uint64_t rows = 0;

    for (size_t i = 0; i < OO1_NEW_PARTS; i++)
        rows += part_delete(world, world->by_id[oo1->new_parts[i].id]);
    return rows;
}

/* Lead the shortest connection of a part to another one. */
static int32_t relink_one(struct world *world, int64_t from, int64_t to)
{
    const struct part *part = world->by_id[from];
    struct part *target = world->by_id[to];
    struct connection *const *slots = part->out.slots;
    struct connection *shortest = slots[0];

    for (uint32_t i = 1; i < part->out.count; i++) {
        if (slots[i]->length < shortest->length)
            shortest = slots[i];
    }
    leave_in(shortest);
    shortest->to = target;
    shortest->in_place = links_put(&target->in, &world->in_arrays, shortest);
    return shortest->length;
}

static uint64_t relink(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_RELINKS; i++)
        sum += (uint64_t)relink_one(world, oo1->relinks[i].from,
                                    oo1->relinks[i].to);
    return sum;
}

static uint64_t relink_back(void *world, void *data)
{
    const struct oo1 *oo1 = data;

    for (size_t i = 0; i < OO1_RELINKS; i++) {
        int64_t from = oo1->relinks[i].from;

        relink_one(world, from, oo1_shortest(oo1, from)->to);
    }
    return 0;
}

static const struct work works[] = {
    {.run = lookup},
    {.run = traverse},
    {.run = traverse_back},
    {.before = traverse, .run = traverse},
    {.run = insert_parts, .after = delete_parts},
    {.before = insert_parts, .run = delete_parts},
    {.run = relink, .after = relink_back},
    {.run = traverse_back},
};

const struct system oo1_hand = {"hand", open, close, works};
