/* hand.c - suite oo1 by hand: pools, pointer arrays, and an array by id. */
#include "oo1/oo1.h"
#include "peers/hand.h"

/* A function that is called seldom. Kept out of its caller, the usual way there
 * is short and goes straight on, which is what a processor expects of a branch
 * that it has not met lately. */
#define SELDOM __attribute__((cold, noinline))

/* A part takes two cache lines, and its first members lie in it. The first line
 * has what a traversal reads, with the connections that leave the part; the
 * second those that lead to it. Who leaves the latter puts NULL into its slot,
 * which it knows, and touches no other row; who joins takes the next slot. */
enum { OUT_FEW = 3, IN_FEW = 5 };

struct part {
    struct connection **out; /* out_few, or an array of 8, 16, 32... */
    struct connection *out_few[OUT_FEW];
    uint16_t out_count, out_room;
    int32_t x, y;
    char type[OO1_TYPE_BYTES];
    int64_t id;
    uint32_t in_used, in_room;   /* slots, with gaps */
    struct connection **in_more; /* 4, 8, 16... slots behind the few */
    struct connection *in_few[IN_FEW];
    int64_t build;
};
_Static_assert(sizeof(struct part) == 2 * 64, "a part is two lines");

struct connection {
    struct part *from, *to;
    struct connection **in_slot; /* of `to` */
    int32_t length;
    char type[OO1_TYPE_BYTES];
};

struct world {
    struct pool parts, connections;
    struct hand_arrays out_arrays, in_arrays;
    struct part **by_id;
    size_t by_id_bytes;
};

/* --- Connections that leave a part ---------------------------------------- */

static void out_fini(struct world *world, const struct part *part)
{
    if (part->out_room > OUT_FEW)
        hand_arrays_give(&world->out_arrays, (void *)part->out, part->out_room);
}

static SELDOM void out_grow(struct world *world, struct part *part)
{
    uint16_t room = part->out_room > OUT_FEW ? part->out_room * 2 : 8;
    struct connection **slots =
        (void *)hand_arrays_take(&world->out_arrays, room);

    memcpy(slots, part->out, part->out_count * sizeof(*slots));
    out_fini(world, part);
    part->out = slots;
    part->out_room = room;
}

static inline void join_out(struct world *world, struct part *from,
                            struct connection *connection)
{
    if (from->out_count == from->out_room)
        out_grow(world, from);
    from->out[from->out_count++] = connection;
}

/* Three leave a part: it is found as soon as its place would be. */
static inline void leave_out(const struct connection *connection)
{
    struct part *from = connection->from;
    struct connection **slot = from->out;

    while (*slot != connection)
        slot++;
    *slot = from->out[--from->out_count];
}

/* --- Connections that lead to a part -------------------------------------- */

static inline struct connection **in_at(struct part *part, uint32_t place)
{
    return place < IN_FEW ? &part->in_few[place]
                          : &part->in_more[place - IN_FEW];
}

static void in_fini(struct world *world, const struct part *part)
{
    if (part->in_room > IN_FEW)
        hand_arrays_give(&world->in_arrays, (void *)part->in_more,
                         part->in_room - IN_FEW);
}

/* Close the gaps of a part whose slots are all used. Answers how many are in
 * use now. */
static uint32_t in_close_gaps(struct part *part)
{
    uint32_t kept = 0;

    for (uint32_t place = 0; place < part->in_used; place++) {
        struct connection *connection = *in_at(part, place);

        if (!connection)
            continue;
        if (kept < place) {
            connection->in_slot = in_at(part, kept);
            *connection->in_slot = connection;
        }
        kept++;
    }
    return part->in_used = kept;
}

/* Slots are added unless a quarter of them were gaps. */
static SELDOM void in_make_room(struct world *world, struct part *part)
{
    uint32_t more = part->in_room - IN_FEW, room = more ? more * 2 : 4;
    struct connection **slots;

    if (in_close_gaps(part) < part->in_room - part->in_room / 4)
        return;
    slots = (void *)hand_arrays_take(&world->in_arrays, room);
    for (uint32_t i = 0; i + IN_FEW < part->in_used; i++) {
        slots[i] = part->in_more[i];
        slots[i]->in_slot = &slots[i];
    }
    in_fini(world, part);
    part->in_more = slots;
    part->in_room = IN_FEW + room;
}

static inline void join_in(struct world *world, struct part *to,
                           struct connection *connection)
{
    if (to->in_used == to->in_room)
        in_make_room(world, to);
    connection->in_slot = in_at(to, to->in_used++);
    *connection->in_slot = connection;
}

static inline void leave_in(const struct connection *connection)
{
    *connection->in_slot = NULL;
}

/* --- Rows ----------------------------------------------------------------- */

static inline struct part *part_find(const struct world *world, int64_t id)
{
    return world->by_id[id];
}

static struct part *part_put(struct world *world, const struct oo1_part *given)
{
    struct part *part = pool_take(&world->parts);

    part->id = given->id;
    part->build = given->build;
    part->x = given->x;
    part->y = given->y;
    part->out = part->out_few;
    part->out_count = 0;
    part->out_room = OUT_FEW;
    part->in_used = 0;
    part->in_room = IN_FEW;
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
    join_out(world, from, connection);
    join_in(world, to, connection);
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

/* The last parts are visited from here: that is a call less for each. */
static uint64_t visit_out(const struct part *part, int hops)
{
    struct connection *const *slots = part->out;
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    for (uint32_t i = 0; i < part->out_count; i++) {
        const struct part *to = slots[i]->to;

        sum += hops > 1 ? visit_out(to, hops - 1)
                        : oo1_visit(to->x, to->y, to->type);
    }
    return sum;
}

static uint64_t visit_in(struct part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    for (uint32_t i = 0; i < part->in_used; i++) {
        const struct connection *connection = *in_at(part, i);
        struct part *from;

        if (!connection)
            continue;
        from = connection->from;
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

/* Both lists of the part go as a whole: only the far ends are told. A
 * connection of a part to itself is in both. */
static size_t part_delete(struct world *world, struct part *part)
{
    size_t rows = 1;

    for (uint32_t i = 0; i < part->out_count; i++, rows++) {
        leave_in(part->out[i]);
        pool_give(&world->connections, part->out[i]);
    }
    for (uint32_t i = 0; i < part->in_used; i++) {
        struct connection *connection = *in_at(part, i);

        if (connection) {
            leave_out(connection);
            pool_give(&world->connections, connection);
            rows++;
        }
    }
    out_fini(world, part);
    in_fini(world, part);
    world->by_id[part->id] = NULL;
    pool_give(&world->parts, part);
    return rows;
}

/* Lead the shortest connection of a part to another one. */
static int32_t relink_one(struct world *world, int64_t from, int64_t to)
{
    const struct part *part = part_find(world, from);
    struct part *target = part_find(world, to);
    struct connection *const *slots = part->out;
    struct connection *shortest = slots[0];

    for (uint32_t i = 1; i < part->out_count; i++) {
        if (slots[i]->length < shortest->length)
            shortest = slots[i];
    }
    leave_in(shortest);
    shortest->to = target;
    join_in(world, target, shortest);
    return shortest->length;
}

#include "oo1/works.h"

const struct system oo1_hand = {"hand", open, close, works};
