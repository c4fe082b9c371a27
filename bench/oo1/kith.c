/* kith.c - suite oo1 as a program on kith.
 *
 * A connection has no key of its own: the paper gives it none, nobody asks for
 * one by a key, and two parts may be connected twice. It is reached from either
 * of its parts, and goes with either.
 */
#include "oo1/oo1.h"
#include "peers/kith.h"

#include <kith.h>

#include <stdlib.h>
#include <string.h>

typedef struct Part Part;
typedef struct Connection Connection;

struct Part {
    const int64_t id;
    int64_t build;
    int32_t x, y;
    const char type[OO1_TYPE_BYTES];
    KITH_COLLECTION(Connection) out;
    KITH_COLLECTION(Connection) in;
};

struct Connection {
    const int64_t from_id, to_id;
    KITH_REFERENCE(Part) from;
    KITH_REFERENCE(Part) to;
    int32_t length;
    const char type[OO1_TYPE_BYTES];
};

/* One entry a line. */
/* clang-format off */

static KITH_TABLE(Part, "parts",
    KITH_PRIMARY_KEY(Part, id),
    KITH_COLUMN(Part, build),
    KITH_COLUMN(Part, x),
    KITH_COLUMN(Part, y),
    KITH_COLUMN(Part, type),
    KITH_RELATIONSHIP(Part, out, Connection,
        .foreign_key = "from_id", .back_populates = "from"),
    KITH_RELATIONSHIP(Part, in, Connection,
        .foreign_key = "to_id", .back_populates = "to"));

static KITH_TABLE(Connection, "connections",
    KITH_FOREIGN_KEY(Connection, from_id, Part, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(Connection, to_id, Part, id,
        .not_null = true, .on_delete = KITH_CASCADE),
    KITH_COLUMN(Connection, length),
    KITH_COLUMN(Connection, type),
    KITH_RELATIONSHIP(Connection, from, Part,
        .foreign_key = "from_id", .back_populates = "out"),
    KITH_RELATIONSHIP(Connection, to, Part,
        .foreign_key = "to_id", .back_populates = "in"));

/* clang-format on */

/* C cannot initialize an array by another one, so a type is copied in. */
static Part part_of(const struct oo1_part *given)
{
    Part part = {
        .id = given->id, .build = given->build, .x = given->x, .y = given->y};

    memcpy((char *)&part + offsetof(Part, type), given->type,
           sizeof(part.type));
    return part;
}

/* `from` may be NULL: then the key says it. */
static Connection connection_of(Part *from, const struct oo1_connection *given)
{
    Connection connection = {.from_id = given->from,
                             .to_id = given->to,
                             .from.row = from,
                             .length = given->length};

    memcpy((char *)&connection + offsetof(Connection, type), given->type,
           sizeof(connection.type));
    return connection;
}

static Part *part_insert(kith_db *db, const struct oo1_part *given)
{
    const Part part = part_of(given);

    return kith_insert_row(db, &Part_table, &part);
}

static Connection *connection_insert(kith_db *db,
                                     const struct oo1_connection *given)
{
    const Connection connection = connection_of(NULL, given);

    return kith_insert_row(db, &Connection_table, &connection);
}

static void *open(void *data)
{
    const struct oo1 *oo1 = data;
    kith_db *db = bench_kith_open(KITH_TABLES(Part, Connection));

    BENCH_REQUIRE(kith_reserve(db, Part, oo1->part_count) == KITH_OK);
    BENCH_REQUIRE(kith_reserve(db, Connection, oo1->connection_count) ==
                  KITH_OK);
    for (size_t i = 0; i < oo1->part_count; i++)
        BENCH_REQUIRE(part_insert(db, &oo1->parts[oo1->part_order[i]]));
    for (size_t i = 0; i < oo1->connection_count; i++)
        BENCH_REQUIRE(
            connection_insert(db, &oo1->connections[oo1->connection_order[i]]));
    return db;
}

static void close(void *world)
{
    kith_close(world);
}

static uint64_t lookup(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_LOOKUPS; i++) {
        const Part *part = kith_get(world, Part, oo1->lookups[i]);

        sum += oo1_visit(part->x, part->y, part->type);
    }
    return sum;
}

/* The last parts are visited from here: that is a call less for each. */
static uint64_t visit_out(const Part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    kith_for_each(connection, part->out) {
        const Part *to = connection->to.row;

        sum += hops > 1 ? visit_out(to, hops - 1)
                        : oo1_visit(to->x, to->y, to->type);
    }
    return sum;
}

static uint64_t traverse(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_STARTS; i++)
        sum += visit_out(kith_get(world, Part, oo1->starts[i]), OO1_DEPTH);
    return sum;
}

static uint64_t visit_in(const Part *part, int hops)
{
    uint64_t sum = oo1_visit(part->x, part->y, part->type);

    kith_for_each(connection, part->in) {
        const Part *from = connection->from.row;

        sum += hops > 1 ? visit_in(from, hops - 1)
                        : oo1_visit(from->x, from->y, from->type);
    }
    return sum;
}

static uint64_t traverse_back(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_STARTS; i++)
        sum += visit_in(kith_get(world, Part, oo1->starts[i]), OO1_DEPTH);
    return sum;
}

/* All parts at once, then all their connections. */
static uint64_t insert_parts(void *world, void *data)
{
    enum { CONNECTIONS = OO1_NEW_PARTS * OO1_FAN };
    const struct oo1 *oo1 = data;
    Part *parts = bench_new(OO1_NEW_PARTS * sizeof(*parts));
    Connection *connections = bench_new(CONNECTIONS * sizeof(*connections));
    void *rows[OO1_NEW_PARTS], *connected[CONNECTIONS];
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_NEW_PARTS; i++) {
        const Part part = part_of(&oo1->new_parts[i]);

        memcpy(&parts[i], &part, sizeof(part));
    }
    BENCH_REQUIRE(kith_insert_rows(world, &Part_table, parts, OO1_NEW_PARTS,
                                   rows) == KITH_OK);
    for (size_t i = 0; i < CONNECTIONS; i++) {
        const Connection connection =
            connection_of(rows[i / OO1_FAN], &oo1->new_connections[i]);

        memcpy(&connections[i], &connection, sizeof(connection));
    }
    BENCH_REQUIRE(kith_insert_rows(world, &Connection_table, connections,
                                   CONNECTIONS, connected) == KITH_OK);
    for (size_t i = 0; i < OO1_NEW_PARTS; i++)
        sum += (uint64_t)((const Part *)rows[i])->id;
    for (size_t i = 0; i < CONNECTIONS; i++)
        sum += (uint64_t)((const Connection *)connected[i])->length;
    free(parts);
    free(connections);
    return sum;
}

/* A part takes along every connection that touches it. */
static uint64_t delete_parts(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    size_t rows = kith_count(world, Part) + kith_count(world, Connection);

    for (size_t i = 0; i < OO1_NEW_PARTS; i++) {
        Part *part = kith_get(world, Part, oo1->new_parts[i].id);

        BENCH_REQUIRE(kith_delete(part) == KITH_OK);
    }
    return rows - kith_count(world, Part) - kith_count(world, Connection);
}

static Connection *shortest(const Part *part)
{
    Connection *shortest = NULL;

    kith_for_each(connection, part->out) {
        if (!shortest || connection->length < shortest->length)
            shortest = connection;
    }
    return shortest;
}

static uint64_t relink(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_RELINKS; i++) {
        const Part *from = kith_get(world, Part, oo1->relinks[i].from);
        Part *to = kith_get(world, Part, oo1->relinks[i].to);
        Connection *connection = shortest(from);

        BENCH_REQUIRE(kith_relate(connection, to, to) == KITH_OK);
        sum += (uint64_t)connection->length;
    }
    return sum;
}

static uint64_t relink_back(void *world, void *data)
{
    const struct oo1 *oo1 = data;

    for (size_t i = 0; i < OO1_RELINKS; i++) {
        int64_t from = oo1->relinks[i].from;
        Part *to = kith_get(world, Part, oo1_shortest(oo1, from)->to);
        Connection *connection = shortest(kith_get(world, Part, from));

        BENCH_REQUIRE(kith_relate(connection, to, to) == KITH_OK);
    }
    return 0;
}

uint64_t oo1_begin(void *world, void *data)
{
    (void)data;
    return bench_kith_begin(world);
}

uint64_t oo1_commit(void *world, void *data)
{
    (void)data;
    return bench_kith_commit(world);
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

const struct system oo1_kith = {"kith", open, close, works};
