/* sqlite.c - bulk load into SQLite: one transaction, and the index on the
 * parent when all rows are there, which is faster than before. */
#include "load/load.h"
#include "peers/sqlite.h"
#include "peers/warm.h"

static const char schema[] =
    "CREATE TABLE parent (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
    "CREATE TABLE child (id INTEGER PRIMARY KEY, value INTEGER NOT NULL,"
    "    parent_id INTEGER NOT NULL REFERENCES parent);";

struct world {
    sqlite3 *db;
};

static void parents_insert(sqlite3 *db, const struct load *load)
{
    sqlite3_stmt *insert = sql_prepare(db, "INSERT INTO parent VALUES (?, ?)");

    for (size_t i = 0; i < load->parent_count; i++) {
        sqlite3_bind_int64(insert, 1, load->parents[i].id);
        sqlite3_bind_int64(insert, 2, load->parents[i].value);
        sql_run(insert);
    }
    sqlite3_finalize(insert);
}

static void children_insert(sqlite3 *db, const struct load *load)
{
    sqlite3_stmt *insert =
        sql_prepare(db, "INSERT INTO child VALUES (?, ?, ?)");

    for (size_t i = 0; i < load->child_count; i++) {
        sqlite3_bind_int64(insert, 1, load->children[i].id);
        sqlite3_bind_int64(insert, 2, load->children[i].value);
        sqlite3_bind_int64(insert, 3, load->children[i].parent_id);
        sql_run(insert);
    }
    sqlite3_finalize(insert);
}

static uint64_t probe(sqlite3 *db, const struct load *load)
{
    uint64_t sum = (uint64_t)sqlite3_total_changes(db);
    sqlite3_stmt *values = sql_prepare(
        db, "SELECT child.value + parent.value FROM child"
            "    JOIN parent ON parent.id = parent_id WHERE child.id = ?");

    for (size_t i = 0; i < LOAD_PROBES; i++) {
        sqlite3_bind_int64(values, 1, load->probes[i]);
        BENCH_REQUIRE(sql_step(values));
        sum += (uint64_t)sqlite3_column_int64(values, 0);
        sqlite3_reset(values);
    }
    sqlite3_finalize(values);
    return sum;
}

static uint64_t load_rows(void *opened, void *data)
{
    struct world *world = opened;
    const struct load *load = data;

    world->db = sql_open();
    sql_do(world->db, schema);
    sql_do(world->db, "BEGIN");
    parents_insert(world->db, load);
    children_insert(world->db, load);
    sql_do(world->db, "COMMIT");
    sql_do(world->db, "CREATE INDEX child_parent ON child (parent_id)");
    return probe(world->db, load);
}

static uint64_t unload(void *opened, void *data)
{
    struct world *world = opened;

    (void)data;
    sql_close(world->db);
    return 0;
}

/* One load beforehand, so that malloc has the memory. */
static void *open(void *data)
{
    struct world *world = bench_new(sizeof(*world));
    struct load *load = data;

    malloc_keep();
    for (size_t i = 0; i < LOAD_PROBES; i++)
        load->probes[i] = 1;
    load_rows(world, load);
    unload(world, load);
    return world;
}

static void close(void *world)
{
    free(world);
    malloc_release();
}

static const struct work works[] = {{.run = load_rows, .after = unload}};

const struct system load_sqlite = {"sqlite", open, close, works};
