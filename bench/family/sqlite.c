/* sqlite.c - parents and children in SQLite. */
#include "family/family.h"
#include "peers/sqlite_sum.h"

#include <stdlib.h>

static const char schema[] =
    "CREATE TABLE parent (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
    "CREATE TABLE child (id INTEGER PRIMARY KEY, value INTEGER NOT NULL,"
    "  amount INTEGER NOT NULL, tag TEXT NOT NULL,"
    "  parent_id INTEGER REFERENCES parent ON DELETE CASCADE);"
    "CREATE INDEX child_parent ON child (parent_id);";

enum statement {
    BEGIN,
    COMMIT,
    CHILDREN,
    PARENT,
    ALL_PARENTS,
    ALL,
    INSERT,
    INSERT_AGAIN,
    INSERT_PARENT,
    DELETE_NEW,
    DELETE,
    DELETE_PARENT,
    SET_AMOUNT,
    SET_PARENT,
    TAKE_OUT,
    STATEMENTS
};

/* Sums over whole tables are left to SQL, in the order of the children. */
static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [CHILDREN] = "SELECT value FROM child WHERE parent_id = ?1",
    [PARENT] = "SELECT parent.value FROM child JOIN parent"
               "  ON parent.id = child.parent_id WHERE child.id = ?1",
    [ALL_PARENTS] = "SELECT sum(parent.value) FROM child CROSS JOIN parent"
                    "  ON parent.id = child.parent_id",
    [ALL] = "SELECT sum(value) FROM child",
    [INSERT] = "INSERT INTO child (value, amount, tag, parent_id)"
               "  VALUES (?1, ?2, ?3, ?4)",
    [INSERT_AGAIN] = "INSERT INTO child VALUES (?1, ?2, 0, ?3, ?4)",
    [INSERT_PARENT] = "INSERT INTO parent VALUES (?1, ?2)",
    [DELETE_NEW] = "DELETE FROM child WHERE id > ?1",
    [DELETE] = "DELETE FROM child WHERE id = ?1",
    [DELETE_PARENT] = "DELETE FROM parent WHERE id = ?1",
    [SET_AMOUNT] = "UPDATE child SET amount = ?2 WHERE id = ?1",
    [SET_PARENT] = "UPDATE child SET parent_id = ?2 WHERE id = ?1",
    [TAKE_OUT] = "UPDATE child SET parent_id = NULL"
                 "  WHERE id = ?1 AND parent_id = ?2",
};

struct world {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    size_t count; /* children */
};

/* A statement with a number for its first parameter. */
static sqlite3_stmt *ask(struct world *world, enum statement which, int64_t id)
{
    sqlite3_stmt *statement = world->statements[which];

    sqlite3_bind_int64(statement, 1, id);
    return statement;
}

static void run(struct world *world, enum statement which)
{
    sql_run(world->statements[which]);
}

static void parent_new(struct world *world, int64_t id)
{
    sqlite3_stmt *statement = ask(world, INSERT_PARENT, id);

    sqlite3_bind_int64(statement, 2, family_value(-id));
    sql_run(statement);
}

static void child_new(struct world *world, int64_t id, int64_t parent)
{
    sqlite3_stmt *statement = ask(world, INSERT_AGAIN, id);

    sqlite3_bind_int64(statement, 2, family_value(id));
    sqlite3_bind_text(statement, 3, FAMILY_TAG, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 4, parent);
    sql_run(statement);
    world->count++;
}

static void *open(void *data)
{
    const struct family *family = data;
    struct world *world = bench_new(sizeof(*world));

    world->db = sql_open();
    sql_do(world->db, schema);
    world->count = 0;
    for (int i = 0; i < STATEMENTS; i++)
        world->statements[i] = sql_prepare(world->db, texts[i]);
    run(world, BEGIN);
    for (int64_t p = 1; p <= (int64_t)family->parent_count; p++)
        parent_new(world, p);
    for (int64_t c = 1; c <= (int64_t)family->child_count; c++)
        child_new(world, c, family->parent_of[c]);
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

/* --- Reads ---------------------------------------------------------------- */

static uint64_t walk(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t pass = 0; pass < family->passes; pass++) {
        for (size_t i = 0; i < family->count; i++)
            sum += sql_sum(ask(world, CHILDREN, family->parents[i]));
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t parent_by_key(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++)
        sum += sql_sum(ask(world, PARENT, family->children[i]));
    run(world, COMMIT);
    return sum;
}

static uint64_t all_parents(void *at, void *data)
{
    struct world *world = at;

    (void)data;
    return sql_sum(world->statements[ALL_PARENTS]);
}

static uint64_t scan(void *at, void *data)
{
    struct world *world = at;

    (void)data;
    return sql_sum(world->statements[ALL]);
}

/* --- Inserts and deletes -------------------------------------------------- */

static uint64_t insert(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++) {
        sqlite3_stmt *statement = ask(world, INSERT, (int64_t)i);

        sqlite3_bind_int64(statement, 2, family->amounts[i]);
        sqlite3_bind_text(statement, 3, FAMILY_TAG, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 4, family->parents[i]);
        sql_run(statement);
        sum += (uint64_t)((int64_t)i + family->parents[i]);
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t delete_new(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    sql_run(ask(world, DELETE_NEW, (int64_t)family->child_count));
    return world->count;
}

static uint64_t delete_children(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++) {
        sql_run(ask(world, DELETE, family->children[i]));
        world->count -= (size_t)sqlite3_changes(world->db);
    }
    run(world, COMMIT);
    return world->count;
}

static uint64_t insert_again(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++) {
        int64_t id = family->children[i];

        child_new(world, id, family->parent_of[id]);
    }
    run(world, COMMIT);
    return world->count;
}

/* --- Columns and links ---------------------------------------------------- */

static uint64_t set(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t pass = 0; pass < family->passes; pass++) {
        for (size_t i = 0; i < family->count; i++) {
            sqlite3_stmt *statement =
                ask(world, SET_AMOUNT, family->children[i]);
            int32_t amount = family_amount(family, i, pass);

            sqlite3_bind_int64(statement, 2, amount);
            sql_run(statement);
            sum += (uint64_t)amount;
        }
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t set_parent(struct world *world, int64_t child, int64_t parent)
{
    sqlite3_stmt *statement = ask(world, SET_PARENT, child);

    sqlite3_bind_int64(statement, 2, parent);
    sql_run(statement);
    return (uint64_t)parent;
}

static uint64_t relate(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++)
        sum += set_parent(world, family->children[i], family->parents[i]);
    run(world, COMMIT);
    return sum;
}

static uint64_t move_home(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++) {
        int64_t id = family->children[i];

        set_parent(world, id, family->parent_of[id]);
    }
    run(world, COMMIT);
    return 0;
}

/* Each leaves its parent, which is its home, or the one it was drawn. */
static uint64_t leave_all(struct world *world, const struct family *family,
                          bool home)
{
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++) {
        int64_t id = family->children[i];
        int64_t parent = home ? family->parent_of[id] : family->parents[i];
        sqlite3_stmt *statement = ask(world, TAKE_OUT, id);

        sqlite3_bind_int64(statement, 2, parent);
        sql_run(statement);
        sum += (uint64_t)(parent + sqlite3_changes(world->db));
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t take_out(void *at, void *data)
{
    return leave_all(at, data, true);
}

static uint64_t scatter(void *at, void *data)
{
    return leave_all(at, data, false);
}

static const struct work works[] = {
    {NULL, walk, NULL},
    {walk, walk, NULL},
    {NULL, parent_by_key, NULL},
    {NULL, all_parents, NULL},
    {NULL, scan, NULL},
    {NULL, insert, delete_new},
    {NULL, insert, delete_new},
    {set, set, NULL},
    {NULL, set, NULL},
    {NULL, set, NULL},
    {NULL, relate, move_home},
    {NULL, relate, move_home},
    {take_out, relate, move_home},
    {NULL, take_out, move_home},
    {NULL, delete_children, insert_again},
    {NULL, walk, NULL},
    {NULL, relate, move_home},
    {NULL, take_out, move_home},
    {NULL, relate, move_home},
    {take_out, relate, move_home},
    {relate, scatter, move_home},
    {NULL, delete_children, insert_again},
};

const struct system family_sqlite = {"sqlite", open, close, works};

/* --- Cascades ------------------------------------------------------------- */

static uint64_t delete_parents(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    int before = sqlite3_total_changes(world->db);
    size_t gone;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++)
        sql_run(ask(world, DELETE_PARENT, family->parents[i]));
    run(world, COMMIT);
    gone = (size_t)(sqlite3_total_changes(world->db) - before) - family->count;
    world->count -= gone;
    return gone;
}

static uint64_t insert_parents(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    run(world, BEGIN);
    for (size_t i = 0; i < family->count; i++) {
        int64_t parent = family->parents[i];

        parent_new(world, parent);
        for (size_t n = 0; n < family->fanout; n++)
            child_new(world, family_dealt(family, parent, n), parent);
    }
    run(world, COMMIT);
    return world->count;
}

static const struct work cascades[] = {
    {NULL, delete_parents, insert_parents},
};

const struct system cascade_sqlite = {"sqlite", open, close, cascades};
