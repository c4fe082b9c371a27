/* sqlite.c - suite oo1 in SQLite. Both ways along a connection are indexes that
 * hold the other end, so that a traversal need not read the connection. */
#include "oo1/oo1.h"
#include "peers/sqlite.h"

#include <stdlib.h>

static const char schema[] =
    "CREATE TABLE part (id INTEGER PRIMARY KEY, build INTEGER NOT NULL,"
    "    x INTEGER NOT NULL, y INTEGER NOT NULL, type TEXT NOT NULL);"
    "CREATE TABLE connection ("
    "    from_id INTEGER NOT NULL REFERENCES part ON DELETE CASCADE,"
    "    to_id INTEGER NOT NULL REFERENCES part ON DELETE CASCADE,"
    "    length INTEGER NOT NULL, type TEXT NOT NULL);";

static const char indexes[] =
    "CREATE INDEX connection_out ON connection (from_id, to_id);"
    "CREATE INDEX connection_in ON connection (to_id, from_id);";

static const char part_by_id[] = "SELECT x, y, type FROM part WHERE id = ?";
static const char parts_out[] =
    "SELECT part.id, x, y, part.type FROM connection"
    "    JOIN part ON part.id = to_id WHERE from_id = ?";
static const char parts_in[] =
    "SELECT part.id, x, y, part.type FROM connection"
    "    JOIN part ON part.id = from_id WHERE to_id = ?";

struct world {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit;
    sqlite3_stmt *part, *insert_part, *insert_connection, *delete_part;
    sqlite3_stmt *shortest, *relink;
    /* One a level: all of a path are under way at once. */
    sqlite3_stmt *out[OO1_DEPTH], *in[OO1_DEPTH];
};

static void part_put(struct world *world, const struct oo1_part *given)
{
    sqlite3_stmt *insert = world->insert_part;

    sqlite3_bind_int64(insert, 1, given->id);
    sqlite3_bind_int64(insert, 2, given->build);
    sqlite3_bind_int(insert, 3, given->x);
    sqlite3_bind_int(insert, 4, given->y);
    sqlite3_bind_text(insert, 5, given->type, -1, SQLITE_STATIC);
    sql_run(insert);
}

static void connection_put(struct world *world,
                           const struct oo1_connection *given)
{
    sqlite3_stmt *insert = world->insert_connection;

    sqlite3_bind_int64(insert, 1, given->from);
    sqlite3_bind_int64(insert, 2, given->to);
    sqlite3_bind_int(insert, 3, given->length);
    sqlite3_bind_text(insert, 4, given->type, -1, SQLITE_STATIC);
    sql_run(insert);
}

static void prepare_reads(struct world *world)
{
    sqlite3 *db = world->db;

    world->part = sql_prepare(db, part_by_id);
    world->shortest =
        sql_prepare(db, "SELECT rowid, length FROM connection WHERE from_id = ?"
                        "    ORDER BY length LIMIT 1");
    world->relink =
        sql_prepare(db, "UPDATE connection SET to_id = ? WHERE rowid = ?");
    world->delete_part = sql_prepare(db, "DELETE FROM part WHERE id = ?");
    for (size_t i = 0; i < OO1_DEPTH; i++) {
        world->out[i] = sql_prepare(db, parts_out);
        world->in[i] = sql_prepare(db, parts_in);
    }
}

static void *open(void *data)
{
    const struct oo1 *oo1 = data;
    struct world *world = bench_new(sizeof(*world));

    world->db = sql_open();
    sql_do(world->db, schema);
    world->begin = sql_prepare(world->db, "BEGIN");
    world->commit = sql_prepare(world->db, "COMMIT");
    world->insert_part =
        sql_prepare(world->db, "INSERT INTO part VALUES (?, ?, ?, ?, ?)");
    world->insert_connection =
        sql_prepare(world->db, "INSERT INTO connection VALUES (?, ?, ?, ?)");
    sql_run(world->begin);
    for (size_t i = 0; i < oo1->part_count; i++)
        part_put(world, &oo1->parts[oo1->part_order[i]]);
    for (size_t i = 0; i < oo1->connection_count; i++)
        connection_put(world, &oo1->connections[oo1->connection_order[i]]);
    sql_run(world->commit);
    sql_do(world->db, indexes);
    prepare_reads(world);
    return world;
}

static void close(void *opened)
{
    struct world *world = opened;

    sqlite3_finalize(world->begin);
    sqlite3_finalize(world->commit);
    sqlite3_finalize(world->part);
    sqlite3_finalize(world->insert_part);
    sqlite3_finalize(world->insert_connection);
    sqlite3_finalize(world->delete_part);
    sqlite3_finalize(world->shortest);
    sqlite3_finalize(world->relink);
    for (size_t i = 0; i < OO1_DEPTH; i++) {
        sqlite3_finalize(world->out[i]);
        sqlite3_finalize(world->in[i]);
    }
    sql_close(world->db);
    free(world);
}

/* Visit the part whose x, y and type begin at a column of a row. */
static uint64_t visit_row(sqlite3_stmt *row, int column)
{
    return oo1_visit(sqlite3_column_int(row, column),
                     sqlite3_column_int(row, column + 1),
                     (const char *)sqlite3_column_text(row, column + 2));
}

static uint64_t visit_id(const struct world *world, int64_t id)
{
    uint64_t sum;

    sqlite3_bind_int64(world->part, 1, id);
    BENCH_REQUIRE(sql_step(world->part));
    sum = visit_row(world->part, 0);
    sqlite3_reset(world->part);
    return sum;
}

static uint64_t lookup(void *opened, void *data)
{
    const struct world *world = opened;
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    sql_run(world->begin);
    for (size_t i = 0; i < OO1_LOOKUPS; i++)
        sum += visit_id(world, oo1->lookups[i]);
    sql_run(world->commit);
    return sum;
}

/* Visit what a part leads to by the statements of one direction. */
static uint64_t visit_next(sqlite3_stmt *const *next, int64_t id, int hops)
{
    sqlite3_stmt *rows = next[hops - 1];
    uint64_t sum = 0;

    sqlite3_bind_int64(rows, 1, id);
    while (sql_step(rows)) {
        sum += visit_row(rows, 1);
        if (hops > 1)
            sum += visit_next(next, sqlite3_column_int64(rows, 0), hops - 1);
    }
    sqlite3_reset(rows);
    return sum;
}

static uint64_t traverse_by(const struct world *world, const struct oo1 *oo1,
                            sqlite3_stmt *const *next)
{
    uint64_t sum = 0;

    sql_run(world->begin);
    for (size_t i = 0; i < OO1_STARTS; i++) {
        sum += visit_id(world, oo1->starts[i]);
        sum += visit_next(next, oo1->starts[i], OO1_DEPTH);
    }
    sql_run(world->commit);
    return sum;
}

static uint64_t traverse(void *opened, void *data)
{
    const struct world *world = opened;

    return traverse_by(world, data, world->out);
}

static uint64_t traverse_back(void *opened, void *data)
{
    const struct world *world = opened;

    return traverse_by(world, data, world->in);
}

static uint64_t insert_parts(void *opened, void *data)
{
    struct world *world = opened;
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    sql_run(world->begin);
    for (size_t i = 0; i < OO1_NEW_PARTS; i++) {
        part_put(world, &oo1->new_parts[i]);
        sum += (uint64_t)oo1->new_parts[i].id;
    }
    for (size_t i = 0; i < OO1_NEW_CONNECTIONS; i++) {
        connection_put(world, &oo1->new_connections[i]);
        sum += (uint64_t)oo1->new_connections[i].length;
    }
    sql_run(world->commit);
    return sum;
}

static uint64_t delete_parts(void *opened, void *data)
{
    struct world *world = opened;
    const struct oo1 *oo1 = data;
    int changes = sqlite3_total_changes(world->db);

    sql_run(world->begin);
    for (size_t i = 0; i < OO1_NEW_PARTS; i++) {
        sqlite3_bind_int64(world->delete_part, 1, oo1->new_parts[i].id);
        sql_run(world->delete_part);
    }
    sql_run(world->commit);
    return (uint64_t)(sqlite3_total_changes(world->db) - changes);
}

/* Lead the shortest connection of a part to another one. */
static int32_t relink_one(struct world *world, int64_t from, int64_t to)
{
    int32_t length;

    sqlite3_bind_int64(world->shortest, 1, from);
    BENCH_REQUIRE(sql_step(world->shortest));
    length = sqlite3_column_int(world->shortest, 1);
    sqlite3_bind_int64(world->relink, 1, to);
    sqlite3_bind_int64(world->relink, 2,
                       sqlite3_column_int64(world->shortest, 0));
    sqlite3_reset(world->shortest);
    sql_run(world->relink);
    return length;
}

static uint64_t relink(void *opened, void *data)
{
    struct world *world = opened;
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    sql_run(world->begin);
    for (size_t i = 0; i < OO1_RELINKS; i++)
        sum += (uint64_t)relink_one(world, oo1->relinks[i].from,
                                    oo1->relinks[i].to);
    sql_run(world->commit);
    return sum;
}

static uint64_t relink_back(void *opened, void *data)
{
    struct world *world = opened;
    const struct oo1 *oo1 = data;

    sql_run(world->begin);
    for (size_t i = 0; i < OO1_RELINKS; i++) {
        int64_t from = oo1->relinks[i].from;

        relink_one(world, from, oo1_shortest(oo1, from)->to);
    }
    sql_run(world->commit);
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

const struct system oo1_sqlite = {"sqlite", open, close, works};
