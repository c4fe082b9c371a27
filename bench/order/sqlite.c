/* sqlite.c - rows in order in SQLite, each order an index. */
#include "order/order.h"
#include "peers/sqlite_sum.h"

#include <string.h>

static const char schema[] =
    "CREATE TABLE visit (id INTEGER PRIMARY KEY, date INTEGER NOT NULL);"
    "CREATE INDEX visit_date ON visit (date);"
    "CREATE TABLE sale (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL,"
    "  placed INTEGER NOT NULL);"
    "CREATE INDEX sale_placed ON sale (customer, placed DESC);"
    "CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    "CREATE INDEX product_name ON product (name);";

enum statement {
    BEGIN,
    COMMIT,
    INSERT,
    DELETE,
    SET,
    RANGE,
    PAGE,
    PREFIX,
    NTH,
    INSERT_SALE,
    INSERT_PRODUCT,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [INSERT] = "INSERT INTO visit VALUES (?1, ?2)",
    [DELETE] = "DELETE FROM visit WHERE id = ?1",
    [SET] = "UPDATE visit SET date = ?2 WHERE id = ?1",
    [RANGE] = "SELECT id FROM visit WHERE date >= ?1 ORDER BY date LIMIT 100",
    [PAGE] = "SELECT id FROM sale WHERE customer = ?1 ORDER BY placed DESC "
             "LIMIT 10",
    [PREFIX] = "SELECT id FROM product WHERE name >= ?1 AND name < ?2 "
               "ORDER BY name LIMIT 10",
    [NTH] = "SELECT id FROM visit ORDER BY date LIMIT 1 OFFSET ?1",
    [INSERT_SALE] = "INSERT INTO sale VALUES (?1, ?2, ?3)",
    [INSERT_PRODUCT] = "INSERT INTO product VALUES (?1, ?2)",
};

struct world {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
};

static void run(struct world *world, enum statement which)
{
    sql_run(world->statements[which]);
}

static void run_with(struct world *world, enum statement which, int64_t id,
                     int64_t date)
{
    sqlite3_bind_int64(world->statements[which], 1, id);
    if (which != DELETE)
        sqlite3_bind_int64(world->statements[which], 2, date);
    run(world, which);
}

static void *open(void *data)
{
    const struct order *order = data;
    struct world *world = bench_new(sizeof(*world));

    world->db = sql_open();
    sql_do(world->db, schema);
    for (int i = 0; i < STATEMENTS; i++)
        world->statements[i] = sql_prepare(world->db, texts[i]);
    run(world, BEGIN);
    for (int64_t id = 1; id <= (int64_t)order->rows; id++) {
        char name[ORDER_NAME_BYTES];

        run_with(world, INSERT, id, order_date(id));
        sqlite3_bind_int64(world->statements[INSERT_SALE], 3, order_placed(id));
        run_with(world, INSERT_SALE, id, order_customer(order, id));
        order_name(id, name);
        sqlite3_bind_int64(world->statements[INSERT_PRODUCT], 1, id);
        sqlite3_bind_text(world->statements[INSERT_PRODUCT], 2, name, -1,
                          SQLITE_STATIC);
        run(world, INSERT_PRODUCT);
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

/* The same statement for each id and date. */
static uint64_t run_all(struct world *world, enum statement which,
                        const struct order *order, bool again)
{
    run(world, BEGIN);
    for (size_t i = 0; i < order->count; i++)
        run_with(world, which, order->ids[i],
                 again ? order_date(order->ids[i]) : order->dates[i]);
    run(world, COMMIT);
    return order->count;
}

static uint64_t insert(void *at, void *data)
{
    return run_all(at, INSERT, data, false);
}
static uint64_t insert_again(void *at, void *data)
{
    return run_all(at, INSERT, data, true);
}
static uint64_t delete_asked(void *at, void *data)
{
    return run_all(at, DELETE, data, false);
}
static uint64_t set(void *at, void *data)
{
    return run_all(at, SET, data, false);
}
static uint64_t set_again(void *at, void *data)
{
    return run_all(at, SET, data, true);
}

static uint64_t ask_numbers(struct world *world, enum statement which,
                            const int64_t *numbers, size_t count)
{
    sqlite3_stmt *statement = world->statements[which];
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < count; i++) {
        sqlite3_bind_int64(statement, 1, numbers[i]);
        sum += sql_sum(statement);
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t range(void *at, void *data)
{
    const struct order *order = data;

    return ask_numbers(at, RANGE, order->dates, order->count);
}
static uint64_t page(void *at, void *data)
{
    const struct order *order = data;

    return ask_numbers(at, PAGE, order->ids, order->count);
}
static uint64_t nth(void *at, void *data)
{
    const struct order *order = data;

    return ask_numbers(at, NTH, order->ids, order->count);
}

static uint64_t prefix(void *at, void *data)
{
    struct world *world = at;
    const struct order *order = data;
    sqlite3_stmt *statement = world->statements[PREFIX];
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < order->count; i++) {
        char behind[ORDER_PREFIX + 1];

        memcpy(behind, order->prefixes[i], sizeof(behind));
        behind[ORDER_PREFIX - 1]++;
        sqlite3_bind_text(statement, 1, order->prefixes[i], -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, behind, -1, SQLITE_STATIC);
        sum += sql_sum(statement);
    }
    run(world, COMMIT);
    return sum;
}

static const struct work works[] = {
    {NULL, insert, delete_asked},
    {NULL, delete_asked, insert_again},
    {NULL, set, set_again},
    {NULL, range, NULL},
    {NULL, page, NULL},
    {NULL, prefix, NULL},
    {NULL, nth, NULL},
};

const struct system order_sqlite = {"sqlite", open, close, works};
