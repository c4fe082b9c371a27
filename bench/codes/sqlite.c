/* sqlite.c - items and their codes in SQLite. */
#include "codes/codes.h"
#include "peers/sqlite_sum.h"

static const char schema[] =
    "CREATE TABLE item (id INTEGER PRIMARY KEY, value INTEGER NOT NULL,"
    "  code INTEGER NOT NULL);"
    "CREATE INDEX item_code ON item (code);";

enum statement { BEGIN, COMMIT, INSERT, VISIT, SET, STATEMENTS };

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [INSERT] = "INSERT INTO item VALUES (?1, ?2, ?3)",
    [VISIT] = "SELECT value FROM item WHERE code = ?1",
    [SET] = "UPDATE item SET code = ?2 WHERE id = ?1",
};

struct world {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
};

static void run(struct world *world, enum statement which)
{
    sql_run(world->statements[which]);
}

static void *open(void *data)
{
    const struct codes *codes = data;
    struct world *world = bench_new(sizeof(*world));

    world->db = sql_open();
    sql_do(world->db, schema);
    for (int i = 0; i < STATEMENTS; i++)
        world->statements[i] = sql_prepare(world->db, texts[i]);
    run(world, BEGIN);
    for (int64_t id = 1; id <= (int64_t)codes->item_count; id++) {
        sqlite3_stmt *statement = world->statements[INSERT];

        sqlite3_bind_int64(statement, 1, id);
        sqlite3_bind_int64(statement, 2, codes_value(id));
        sqlite3_bind_int64(statement, 3, codes_code(codes->first[id]));
        sql_run(statement);
    }
    run(world, COMMIT);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(world->statements[i]);
    sql_close(world->db);
    free(world);
}

static uint64_t visit(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;
    sqlite3_stmt *statement = world->statements[VISIT];
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < codes->count; i++) {
        sqlite3_bind_int64(statement, 1, codes->codes[i]);
        sum += sql_sum(statement);
    }
    run(world, COMMIT);
    return sum;
}

static void set_code(struct world *world, int64_t id, int64_t code)
{
    sqlite3_bind_int64(world->statements[SET], 1, id);
    sqlite3_bind_int64(world->statements[SET], 2, code);
    run(world, SET);
}

static uint64_t set(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < codes->count; i++) {
        set_code(world, codes->items[i], codes->codes[i]);
        sum += (uint64_t)codes->codes[i];
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t set_back(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;

    run(world, BEGIN);
    for (size_t i = 0; i < codes->count; i++) {
        int64_t id = codes->items[i];

        set_code(world, id, codes_code(codes->first[id]));
    }
    run(world, COMMIT);
    return 0;
}

static const struct work works[] = {
    {NULL, visit, NULL},
    {NULL, set, set_back},
};

const struct system codes_sqlite = {"sqlite", open, close, works};
