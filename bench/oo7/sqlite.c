/* sqlite.c - OO7 as a program on SQLite: statements that are kept, an index for
 * each key and each direction of a link, recursion in C. */
#include "oo7/oo7.h"
#include "peers/sqlite.h"

#include <stdlib.h>

static const char schema[] =
    "CREATE TABLE complexes(id INTEGER PRIMARY KEY, build_date INTEGER,"
    " type TEXT, parent_id INTEGER REFERENCES complexes ON DELETE CASCADE);"
    "CREATE INDEX complexes_parent ON complexes(parent_id);"

    "CREATE TABLE modules(id INTEGER PRIMARY KEY,"
    " root_id INTEGER REFERENCES complexes);"
    "CREATE TABLE manuals(id INTEGER PRIMARY KEY,"
    " module_id INTEGER UNIQUE REFERENCES modules ON DELETE CASCADE,"
    " bytes INTEGER, text TEXT);"

    "CREATE TABLE bases(id INTEGER PRIMARY KEY, build_date INTEGER, type TEXT,"
    " parent_id INTEGER NOT NULL REFERENCES complexes ON DELETE CASCADE);"
    "CREATE INDEX bases_parent ON bases(parent_id);"

    "CREATE TABLE composites(id INTEGER PRIMARY KEY, build_date INTEGER,"
    " type TEXT,"
    " root_id INTEGER UNIQUE REFERENCES parts ON DELETE SET NULL);"

    "CREATE TABLE uses("
    " base_id INTEGER NOT NULL REFERENCES bases ON DELETE CASCADE,"
    " composite_id INTEGER NOT NULL REFERENCES composites ON DELETE CASCADE);"
    "CREATE INDEX uses_base ON uses(base_id, composite_id);"
    "CREATE INDEX uses_composite ON uses(composite_id, base_id);"

    "CREATE TABLE documents(id INTEGER PRIMARY KEY, composite_id INTEGER"
    " UNIQUE NOT NULL REFERENCES composites ON DELETE CASCADE,"
    " title TEXT UNIQUE NOT NULL, text TEXT);"

    "CREATE TABLE parts(id INTEGER PRIMARY KEY, x INTEGER, y INTEGER,"
    " build_date INTEGER, document_id INTEGER, type TEXT,"
    " composite_id INTEGER NOT NULL REFERENCES composites ON DELETE CASCADE);"
    "CREATE INDEX parts_composite ON parts(composite_id);"
    "CREATE INDEX parts_date ON parts(build_date);"

    "CREATE TABLE connections(length INTEGER, type TEXT,"
    " from_id INTEGER NOT NULL REFERENCES parts ON DELETE CASCADE,"
    " to_id INTEGER NOT NULL REFERENCES parts ON DELETE CASCADE);"
    "CREATE INDEX connections_from ON connections(from_id, to_id);"
    "CREATE INDEX connections_to ON connections(to_id);";

enum statement {
    BEGIN,
    COMMIT,
    PUT_COMPLEX,
    PUT_BASE,
    PUT_MODULE,
    PUT_MANUAL,
    PUT_COMPOSITE,
    PUT_ROOT,
    PUT_USE,
    PUT_DOCUMENT,
    PUT_PART,
    PUT_CONNECTION,
    DELETE_COMPOSITE,
    ROOT_ASSEMBLY,
    COMPLEXES_OF,
    BASES_OF,
    ROOTS_OF,
    ROOT_PARTS_OF,
    PART,
    DATE,
    TARGETS_OF,
    SWAP,
    TOGGLE,
    MANUAL,
    MANUAL_ID,
    PARTS_OF_DATES,
    USERS_OF_TITLE,
    BASES_OF_NEWER,
    ALL_PARTS,
    PARTS_AND_DOCUMENTS,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [PUT_COMPLEX] = "INSERT INTO complexes(id, build_date, type, parent_id)"
                    " VALUES(?, ?, ?, NULLIF(?, 0))",
    [PUT_BASE] = "INSERT INTO bases(id, build_date, type, parent_id)"
                 " VALUES(?, ?, ?, ?)",
    [PUT_MODULE] = "INSERT INTO modules VALUES(1, 1)",
    [PUT_MANUAL] = "INSERT INTO manuals VALUES(1, 1, ?, ?)",
    [PUT_COMPOSITE] = "INSERT INTO composites(id, build_date, type)"
                      " VALUES(?, ?, ?)",
    [PUT_ROOT] = "UPDATE composites SET root_id = ? WHERE id = ?",
    [PUT_USE] = "INSERT INTO uses VALUES(?, ?)",
    [PUT_DOCUMENT] = "INSERT INTO documents(id, composite_id, title, text)"
                     " VALUES(?1, ?1, ?2, ?3)",
    [PUT_PART] = "INSERT INTO parts(id, x, y, build_date, document_id, type,"
                 " composite_id) VALUES(?, ?, ?, ?, ?, ?, ?)",
    [PUT_CONNECTION] = "INSERT INTO connections(length, type, from_id, to_id)"
                       " VALUES(?, ?, ?, ?)",
    [DELETE_COMPOSITE] = "DELETE FROM composites WHERE id = ?",
    [ROOT_ASSEMBLY] = "SELECT root_id FROM modules WHERE id = 1",
    [COMPLEXES_OF] = "SELECT id FROM complexes WHERE parent_id = ?",
    [BASES_OF] = "SELECT id FROM bases WHERE parent_id = ?",
    [ROOTS_OF] = "SELECT root_id FROM uses JOIN composites"
                 " ON composites.id = composite_id WHERE base_id = ?",
    [ROOT_PARTS_OF] = "SELECT x, y FROM uses JOIN composites"
                      " ON composites.id = uses.composite_id JOIN parts"
                      " ON parts.id = root_id WHERE base_id = ?",
    [PART] = "SELECT x, y FROM parts WHERE id = ?",
    [DATE] = "SELECT build_date FROM parts WHERE id = ?",
    [TARGETS_OF] = "SELECT to_id FROM connections WHERE from_id = ?",
    [SWAP] = "UPDATE parts SET x = y, y = x WHERE id = ?",
    [TOGGLE] = "UPDATE parts SET"
               " build_date = build_date + 1 - 2 * (build_date & 1)"
               " WHERE id = ?",
    [MANUAL] = "SELECT text FROM manuals WHERE module_id = 1",
    [MANUAL_ID] = "SELECT id FROM manuals WHERE module_id = 1",
    [PARTS_OF_DATES] = "SELECT x, y FROM parts"
                       " WHERE build_date >= ? AND build_date < ?",
    [USERS_OF_TITLE] = "SELECT base_id FROM documents JOIN uses"
                       " USING(composite_id) WHERE title = ?",
    [BASES_OF_NEWER] =
        "SELECT id FROM bases WHERE EXISTS(SELECT 1 FROM uses JOIN composites"
        " ON composites.id = composite_id WHERE base_id = bases.id"
        " AND composites.build_date > bases.build_date)",
    [ALL_PARTS] = "SELECT x, y FROM parts",
    [PARTS_AND_DOCUMENTS] = "SELECT parts.id, documents.id FROM parts"
                            " JOIN documents ON documents.id = document_id",
};

struct world {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    uint32_t stamp;    /* of the latest visit */
    uint32_t *visited; /* the stamp of each part, by id */
    int64_t *stack;    /* of parts to visit, by their ids */
};

/* --- Statements ----------------------------------------------------------- */

/* A statement with its first parameter, if it has any. */
static sqlite3_stmt *with(struct world *world, enum statement which, int64_t id)
{
    sqlite3_stmt *statement = world->statements[which];

    sqlite3_bind_int64(statement, 1, id);
    return statement;
}

/* Bind the numbers from the parameter `at` on. */
static void bind(sqlite3_stmt *statement, int at, const int64_t *numbers,
                 int count)
{
    for (int i = 0; i < count; i++)
        sqlite3_bind_int64(statement, at + i, numbers[i]);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_type(sqlite3_stmt *statement, int at, uint8_t number)
{
    const char type[TYPE_BYTES] = OO7_TYPE(number);

    sqlite3_bind_text(statement, at, type, -1, SQLITE_TRANSIENT);
}

static void run(struct world *world, enum statement which)
{
    sql_run(world->statements[which]);
}

/* The sum of the first column of all rows. */
static uint64_t sum_of(sqlite3_stmt *statement)
{
    uint64_t sum = 0;

    while (sql_step(statement))
        sum += (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return sum;
}

/* The sum of all rows that are x and y. */
static uint64_t read_all(sqlite3_stmt *statement)
{
    uint64_t sum = 0;

    while (sql_step(statement))
        sum += oo7_read(sqlite3_column_int(statement, 0),
                        sqlite3_column_int(statement, 1));
    sqlite3_reset(statement);
    return sum;
}

/* --- Writing -------------------------------------------------------------- */

static void put_parts(struct world *world, const struct oo7 *data,
                      const struct oo7_composite *composite)
{
    sqlite3_stmt *put_part = world->statements[PUT_PART];
    sqlite3_stmt *put = world->statements[PUT_CONNECTION];

    for (size_t i = 0; i < data->parts; i++) {
        const struct oo7_part *part = &composite->parts[i];

        bind(put_part, 1,
             (const int64_t[]){part->id, part->x, part->y, part->build_date,
                               part->document_id},
             5);
        bind_type(put_part, 6, part->type);
        sqlite3_bind_int64(put_part, 7, composite->id);
        sql_run(put_part);
    }
    bind(world->statements[PUT_ROOT], 1,
         (const int64_t[]){composite->parts[0].id, composite->id}, 2);
    run(world, PUT_ROOT);
    for (size_t i = 0; i < data->connections; i++) {
        const struct oo7_connection *connection = &composite->connections[i];

        sqlite3_bind_int64(put, 1, connection->length);
        bind_type(put, 2, connection->type);
        sqlite3_bind_int64(put, 3, composite->parts[connection->from].id);
        sqlite3_bind_int64(put, 4, composite->parts[connection->to].id);
        sql_run(put);
    }
}

static void put_composite(struct world *world, const struct oo7 *data,
                          const struct oo7_composite *composite)
{
    sqlite3_stmt *put = with(world, PUT_COMPOSITE, composite->id);

    sqlite3_bind_int64(put, 2, composite->build_date);
    bind_type(put, 3, composite->type);
    sql_run(put);
    put = with(world, PUT_DOCUMENT, composite->id);
    bind_text(put, 2, composite->title);
    bind_text(put, 3, data->document);
    sql_run(put);
    put_parts(world, data, composite);
}

static void put_uses(struct world *world, const struct oo7_use *uses,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bind(world->statements[PUT_USE], 1,
             (const int64_t[]){uses[i].base, uses[i].composite}, 2);
        run(world, PUT_USE);
    }
}

static void put_assemblies(struct world *world, enum statement which,
                           const struct oo7_assembly *assemblies, size_t count)
{
    sqlite3_stmt *put = world->statements[which];

    for (size_t i = 0; i < count; i++) {
        sqlite3_bind_int64(put, 1, assemblies[i].id);
        sqlite3_bind_int64(put, 2, assemblies[i].build_date);
        bind_type(put, 3, assemblies[i].type);
        sqlite3_bind_int64(put, 4, assemblies[i].parent);
        sql_run(put);
    }
}

static void *open(void *of)
{
    const struct oo7 *data = of;
    struct world *world = bench_new(sizeof(*world));
    size_t parts = (COMPOSITES + FRESH) * data->parts + 1;

    *world = (struct world){.db = sql_open()};
    world->visited = bench_new(parts * sizeof(*world->visited));
    memset(world->visited, 0, parts * sizeof(*world->visited));
    world->stack = bench_new((data->connections + 1) * sizeof(*world->stack));
    sql_do(world->db, schema);
    for (int i = 0; i < STATEMENTS; i++)
        world->statements[i] = sql_prepare(world->db, texts[i]);
    run(world, BEGIN);
    put_assemblies(world, PUT_COMPLEX, data->complexes, COMPLEX_ASSEMBLIES);
    put_assemblies(world, PUT_BASE, data->bases, BASE_ASSEMBLIES);
    run(world, PUT_MODULE);
    bind_text(with(world, PUT_MANUAL, (int64_t)data->manual_bytes), 2,
              data->manual);
    run(world, PUT_MANUAL);
    for (size_t i = 0; i < COMPOSITES; i++)
        put_composite(world, data, &data->composites[i]);
    put_uses(world, data->uses, USES);
    run(world, COMMIT);
    return world;
}

static void close(void *of)
{
    struct world *world = of;

    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(world->statements[i]);
    sql_close(world->db);
    free(world->visited);
    free(world->stack);
    free(world);
}

/* --- Traversals ----------------------------------------------------------- */

static uint64_t swap(struct world *world, int64_t part, int repeats)
{
    for (int i = 0; i < repeats; i++)
        sql_run(with(world, SWAP, part));
    return read_all(with(world, PART, part));
}

static uint64_t retime(struct world *world, int64_t part, int repeats)
{
    for (int i = 0; i < repeats; i++)
        sql_run(with(world, TOGGLE, part));
    return sum_of(with(world, DATE, part));
}

static uint64_t do_to_part(struct world *world, int64_t part,
                           enum oo7_question traversal, bool root)
{
    switch (traversal) {
    case T2A:
        return root ? swap(world, part, 1) : read_all(with(world, PART, part));
    case T2B:
        return swap(world, part, 1);
    case T2C:
        return swap(world, part, REPEATS);
    case T3A:
        return (root ? retime(world, part, 1) : 0) +
               read_all(with(world, PART, part));
    case T3B:
        return retime(world, part, 1);
    case T3C:
        return retime(world, part, REPEATS);
    default:
        return read_all(with(world, PART, part));
    }
}

/* Depth first over the parts of one composite part. A statement cannot be in
 * use twice, so what it answers waits on a stack. */
static uint64_t visit(struct world *world, int64_t root,
                      enum oo7_question traversal)
{
    uint32_t stamp = ++world->stamp;
    size_t waiting = 0;
    uint64_t sum = 0;

    world->stack[waiting++] = root;
    while (waiting) {
        int64_t part = world->stack[--waiting];
        sqlite3_stmt *targets;

        if (world->visited[part] == stamp)
            continue;
        world->visited[part] = stamp;
        sum += do_to_part(world, part, traversal, part == root);
        targets = with(world, TARGETS_OF, part);
        while (sql_step(targets)) {
            int64_t target = sqlite3_column_int64(targets, 0);

            if (world->visited[target] != stamp)
                world->stack[waiting++] = target;
        }
        sqlite3_reset(targets);
    }
    return sum;
}

static uint64_t walk_base(struct world *world, int64_t base,
                          enum oo7_question traversal)
{
    sqlite3_stmt *roots;
    uint64_t sum = 0;

    if (traversal == T6)
        return read_all(with(world, ROOT_PARTS_OF, base));
    roots = with(world, ROOTS_OF, base);
    while (sql_step(roots))
        sum += visit(world, sqlite3_column_int64(roots, 0), traversal);
    sqlite3_reset(roots);
    return sum;
}

static uint64_t walk(struct world *world, int64_t complex,
                     enum oo7_question traversal)
{
    sqlite3_stmt *children = with(world, COMPLEXES_OF, complex), *bases;
    int64_t complexes[FAN_OUT];
    uint64_t sum = 0;
    int count = 0;

    while (sql_step(children))
        complexes[count++] = sqlite3_column_int64(children, 0);
    sqlite3_reset(children);
    for (int i = 0; i < count; i++)
        sum += walk(world, complexes[i], traversal);
    bases = with(world, BASES_OF, complex);
    while (sql_step(bases))
        sum += walk_base(world, sqlite3_column_int64(bases, 0), traversal);
    sqlite3_reset(bases);
    return sum;
}

static uint64_t traverse(struct world *world, enum oo7_question traversal)
{
    uint64_t sum;

    run(world, BEGIN);
    sum = walk(world, (int64_t)sum_of(world->statements[ROOT_ASSEMBLY]),
               traversal);
    run(world, COMMIT);
    return sum;
}

OO7_TRAVERSAL(t1, T1)
OO7_TRAVERSAL(t2a, T2A)
OO7_TRAVERSAL(t2b, T2B)
OO7_TRAVERSAL(t2c, T2C)
OO7_TRAVERSAL(t3a, T3A)
OO7_TRAVERSAL(t3b, T3B)
OO7_TRAVERSAL(t3c, T3C)

static uint64_t t6(void *world, void *data)
{
    uint64_t sum = 0;

    (void)data;
    for (int pass = 0; pass < T6_PASSES; pass++)
        sum += traverse(world, T6);
    return sum;
}

static uint64_t t8(void *of, void *data)
{
    struct world *world = of;
    sqlite3_stmt *manual = world->statements[MANUAL];
    const void *text;
    uint64_t count;

    (void)data;
    BENCH_REQUIRE(sql_step(manual));
    text = sqlite3_column_text(manual, 0);
    count = oo7_count(text, (size_t)sqlite3_column_bytes(manual, 0), 'I');
    sqlite3_reset(manual);
    return count;
}

/* Without reading the whole manual. */
static uint64_t t9(void *of, void *data)
{
    struct world *world = of;
    uint64_t same = 0;

    (void)data;
    for (int i = 0; i < T9_COMPARISONS; i++) {
        int64_t id = (int64_t)sum_of(world->statements[MANUAL_ID]);
        sqlite3_blob *text;
        char first, last;

        BENCH_REQUIRE(sqlite3_blob_open(world->db, "main", "manuals", "text",
                                        id, 0, &text) == SQLITE_OK);
        sqlite3_blob_read(text, &first, 1, 0);
        sqlite3_blob_read(text, &last, 1, sqlite3_blob_bytes(text) - 1);
        sqlite3_blob_close(text);
        same += first == last;
    }
    return same;
}

/* --- Queries -------------------------------------------------------------- */

static uint64_t q1(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < LOOKUPS; i++)
        sum += read_all(with(world, PART, oo7->part_ids[i]));
    run(world, COMMIT);
    return sum;
}

static uint64_t q2(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < oo7->range_count; i++) {
        sqlite3_stmt *parts = with(world, PARTS_OF_DATES, oo7->ranges[i]);

        sqlite3_bind_int64(parts, 2,
                           oo7->ranges[i] + (int64_t)oo7->range_dates);
        sum += read_all(parts);
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t q4(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;
    uint64_t sum = 0;

    run(world, BEGIN);
    for (size_t i = 0; i < LOOKUPS; i++) {
        bind_text(world->statements[USERS_OF_TITLE], 1, oo7->titles[i]);
        sum += sum_of(world->statements[USERS_OF_TITLE]);
    }
    run(world, COMMIT);
    return sum;
}

static uint64_t q5(void *of, void *data)
{
    struct world *world = of;
    uint64_t sum = 0;

    (void)data;
    run(world, BEGIN);
    for (int pass = 0; pass < Q5_PASSES; pass++)
        sum += sum_of(world->statements[BASES_OF_NEWER]);
    run(world, COMMIT);
    return sum;
}

static uint64_t q7(void *of, void *data)
{
    struct world *world = of;

    (void)data;
    return read_all(world->statements[ALL_PARTS]);
}

static uint64_t q8(void *of, void *data)
{
    struct world *world = of;
    sqlite3_stmt *pairs = world->statements[PARTS_AND_DOCUMENTS];
    uint64_t sum = 0;

    (void)data;
    while (sql_step(pairs))
        sum += (uint64_t)sqlite3_column_int64(pairs, 0) *
               (uint64_t)sqlite3_column_int64(pairs, 1);
    sqlite3_reset(pairs);
    return sum;
}

/* --- Structural modifications --------------------------------------------- */

static uint64_t sm1(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;

    run(world, BEGIN);
    for (size_t i = 0; i < FRESH; i++)
        put_composite(world, oo7, &oo7->fresh[i]);
    put_uses(world, oo7->fresh_uses, FRESH_USES);
    run(world, COMMIT);
    return FRESH;
}

static uint64_t sm2(void *of, void *data)
{
    struct world *world = of;
    const struct oo7 *oo7 = data;

    run(world, BEGIN);
    for (size_t i = 0; i < FRESH; i++)
        sql_run(with(world, DELETE_COMPOSITE, oo7->fresh[i].id));
    run(world, COMMIT);
    return FRESH;
}

static const struct work works[QUESTIONS] = OO7_WORKS;

const struct system oo7_sqlite = {
    .name = "sqlite", .open = open, .close = close, .works = works};
