/* sqlite.c - transactions in SQLite: a savepoint around each update. */
#include "levels/levels.h"
#include "peers/sqlite.h"

#include <stdlib.h>

enum statement {
    BEGIN,
    COMMIT,
    SAVEPOINT,
    RELEASE,
    INSERT,
    SET,
    READ,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [SAVEPOINT] = "SAVEPOINT level",
    [RELEASE] = "RELEASE level",
    [INSERT] = "INSERT INTO rows VALUES (?1, ?2, 0)",
    [SET] = "UPDATE rows SET amount = ?2 WHERE id = ?1",
    [READ] = "SELECT value FROM rows WHERE id = ?1",
};

struct world {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
};

static void run(struct world *world, enum statement which)
{
    sql_run(world->statements[which]);
}

static void *open(void *of)
{
    const struct levels_data *data = of;
    struct world *world = bench_new(sizeof(*world));

    world->db = sql_open();
    sql_do(world->db, "CREATE TABLE rows (id INTEGER PRIMARY KEY,"
                      "  value INTEGER NOT NULL, amount INTEGER NOT NULL)");
    for (int i = 0; i < STATEMENTS; i++)
        world->statements[i] = sql_prepare(world->db, texts[i]);
    run(world, BEGIN);
    for (int64_t id = 1; id <= (int64_t)data->rows; id++) {
        sqlite3_bind_int64(world->statements[INSERT], 1, id);
        sqlite3_bind_int64(world->statements[INSERT], 2, levels_value(id));
        run(world, INSERT);
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

static uint64_t read_rows(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;

    for (size_t i = 0; i < data->count; i++) {
        sqlite3_bind_int64(world->statements[READ], 1, data->ids[i]);
        BENCH_REQUIRE(sql_step(world->statements[READ]));
        sqlite3_reset(world->statements[READ]);
    }
    return 0;
}

static uint64_t set_one(struct world *world, const struct levels_data *data,
                        size_t i, size_t pass)
{
    sqlite3_stmt *statement = world->statements[SET];
    int32_t amount = levels_amount(data, i, pass);

    sqlite3_bind_int64(statement, 1, data->ids[i]);
    sqlite3_bind_int64(statement, 2, amount);
    sql_run(statement);
    return (uint64_t)amount;
}

static uint64_t transact(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;
    uint64_t sum = 0;

    for (size_t pass = 0; pass < data->passes; pass++) {
        for (size_t i = 0; i < data->count; i++) {
            run(world, SAVEPOINT);
            sum += set_one(world, data, i, pass);
            run(world, RELEASE);
        }
    }
    return sum;
}

static uint64_t set(void *at, void *of)
{
    struct world *world = at;
    const struct levels_data *data = of;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < data->count; i++)
        sum += set_one(world, data, i, 0);
    run(world, COMMIT);
    return sum;
}

static const struct work works[] = {
    {read_rows, transact, NULL}, {NULL, transact, NULL}, {read_rows, set, NULL},
    {read_rows, set, NULL},      {read_rows, set, NULL}, {read_rows, set, NULL},
};

const struct system levels_sqlite = {"sqlite", open, close, works};
