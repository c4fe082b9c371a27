/* sqlite.c - the four tables in SQLite. Tables without rowids hold their rows
 * in the tree of the primary key, so that one descent finds a row by text or
 * by two numbers. */
#include "keys/keys.h"
#include "peers/sqlite.h"

#include <stdlib.h>

static const char schema[] =
    "CREATE TABLE scattered (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
    "CREATE TABLE dense (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
    "CREATE TABLE texts (name TEXT PRIMARY KEY NOT NULL,"
    "    value INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE pairs (first INTEGER NOT NULL, second INTEGER NOT NULL,"
    "    value INTEGER NOT NULL, PRIMARY KEY (first, second)) WITHOUT ROWID;";

struct world {
    sqlite3 *db;
    sqlite3_stmt *scattered, *dense, *text, *pair;
};

/* --- The world ------------------------------------------------------------ */

static void load(sqlite3 *db, size_t rows)
{
    sqlite3_stmt *scattered =
        sql_prepare(db, "INSERT INTO scattered VALUES (?, ?)");
    sqlite3_stmt *text = sql_prepare(db, "INSERT INTO texts VALUES (?, ?)");
    sqlite3_stmt *pair = sql_prepare(db, "INSERT INTO pairs VALUES (?, ?, ?)");

    sql_do(db, "BEGIN");
    for (size_t row = 1; row <= rows; row++) {
        int64_t value = keys_value(row);
        struct keys_pair key = keys_pair(row);
        char name[KEYS_TEXT_BYTES];

        sqlite3_bind_int64(scattered, 1, keys_scattered(row));
        sqlite3_bind_int64(scattered, 2, value);
        sql_run(scattered);

        keys_text(row, name);
        sqlite3_bind_text(text, 1, name, -1, SQLITE_STATIC);
        sqlite3_bind_int64(text, 2, value);
        sql_run(text);

        sqlite3_bind_int64(pair, 1, key.first);
        sqlite3_bind_int64(pair, 2, key.second);
        sqlite3_bind_int64(pair, 3, value);
        sql_run(pair);
    }
    sql_do(db, "COMMIT");
    sqlite3_finalize(scattered);
    sqlite3_finalize(text);
    sqlite3_finalize(pair);
}

static void load_dense(sqlite3 *db, size_t count)
{
    sqlite3_stmt *insert =
        sql_prepare(db, "INSERT INTO dense (value) VALUES (?)");
    sqlite3_stmt *delete = sql_prepare(db, "DELETE FROM dense WHERE id = ?");

    sql_do(db, "BEGIN");
    for (size_t i = 1; i <= count; i++) {
        sqlite3_bind_int64(insert, 1, keys_value(keys_dense_row((int64_t)i)));
        sql_run(insert);
    }
    for (size_t i = 1; i <= count; i++) {
        if (!keys_dense_deleted((int64_t)i))
            continue;
        sqlite3_bind_int64(delete, 1, (int64_t)i);
        sql_run(delete);
    }
    sql_do(db, "COMMIT");
    sqlite3_finalize(insert);
    sqlite3_finalize(delete);
}

static void *open_world(void *data)
{
    const struct keys *keys = data;
    struct world *world = bench_new(sizeof(*world));
    sqlite3 *db = sql_open();

    sql_do(db, schema);
    load(db, keys->rows);
    load_dense(db, keys_dense_inserted(keys->rows));
    *world = (struct world){
        .db = db,
        .scattered =
            sql_prepare(db, "SELECT value FROM scattered WHERE id = ?"),
        .dense = sql_prepare(db, "SELECT value FROM dense WHERE id = ?"),
        .text = sql_prepare(db, "SELECT value FROM texts WHERE name = ?"),
        .pair = sql_prepare(
            db, "SELECT value FROM pairs WHERE first = ? AND second = ?")};
    return world;
}

static void close_world(void *memory)
{
    struct world *world = memory;

    sqlite3_finalize(world->scattered);
    sqlite3_finalize(world->dense);
    sqlite3_finalize(world->text);
    sqlite3_finalize(world->pair);
    sql_close(world->db);
    free(world);
}

/* --- Works ---------------------------------------------------------------- */

/* The value of the row that a statement answers, if any. */
static uint64_t value_of(sqlite3_stmt *statement)
{
    uint64_t value = KEYS_MISS;

    if (sql_step(statement))
        value = (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return value;
}

static uint64_t get_numbers(sqlite3 *db, sqlite3_stmt *statement,
                            const struct keys *keys)
{
    uint64_t sum = 0;

    sql_do(db, "BEGIN");
    for (size_t i = 0; i < KEYS_ASKED; i++) {
        sqlite3_bind_int64(statement, 1, keys->numbers[i]);
        sum += value_of(statement);
    }
    sql_do(db, "COMMIT");
    return sum;
}

static uint64_t get_scattered(void *memory, void *data)
{
    const struct world *world = memory;

    return get_numbers(world->db, world->scattered, data);
}

static uint64_t get_dense(void *memory, void *data)
{
    const struct world *world = memory;

    return get_numbers(world->db, world->dense, data);
}

static uint64_t get_text(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    sql_do(world->db, "BEGIN");
    for (size_t i = 0; i < KEYS_ASKED; i++) {
        sqlite3_bind_text(world->text, 1, keys->texts[i], -1, SQLITE_STATIC);
        sum += value_of(world->text);
    }
    sql_do(world->db, "COMMIT");
    return sum;
}

static uint64_t get_pair(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    sql_do(world->db, "BEGIN");
    for (size_t i = 0; i < KEYS_ASKED; i++) {
        sqlite3_bind_int64(world->pair, 1, keys->pairs[i].first);
        sqlite3_bind_int64(world->pair, 2, keys->pairs[i].second);
        sum += value_of(world->pair);
    }
    sql_do(world->db, "COMMIT");
    return sum;
}

static const struct work works[] = {
    {.run = get_scattered}, {.run = get_scattered}, {.run = get_dense},
    {.run = get_dense},     {.run = get_text},      {.run = get_text},
    {.run = get_pair},      {.run = get_pair},      {.run = NULL},
    {.run = NULL},          {.run = get_scattered}, {.run = get_dense},
    {.run = get_text},
};

const struct system keys_sqlite = {
    .name = "sqlite", .open = open_world, .close = close_world, .works = works};
