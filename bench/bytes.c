/* bytes.c - what a row takes, everything counted.
 *
 * Usage: bytes [rows]. Loads OO1 and parents with ten times as many children
 * into each system and prints the bytes a row; and, for kith, what a row, its
 * key, its relationship and a text of 16 characters take, by loading the same
 * rows without and with each. What a text takes is to be added where a row has
 * one, in any schema. Runs on small pages, so that what hand-written
 * code has touched can be counted; below 100,000 rows the pages blur it.
 *
 * How it is counted: kith says what it holds of its allocator, SQLite what it
 * holds of malloc; for uthash and GLib malloc says what is in use with its own
 * overhead; for hand and list the kernel says which pages are there.
 */
#include "load/load.h"
#include "oo1/oo1.h"
#ifdef BENCH_HAS_SQLITE
#include "peers/sqlite.h"
#endif

#include <kith.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* --- How bytes are counted ------------------------------------------------ */

typedef size_t byte_counter(void *world);

static size_t bytes_of_kith(void *world)
{
    return kith_memory_used(world);
}

static size_t bytes_of_malloc(void *world)
{
    struct mallinfo2 info = mallinfo2();

    (void)world;
    return info.uordblks + info.hblkhd;
}

static size_t bytes_of_pages(void *world)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long all, resident;

    (void)world;
    BENCH_REQUIRE(file && fscanf(file, "%lu %lu", &all, &resident) == 2);
    fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

#ifdef BENCH_HAS_SQLITE
static size_t bytes_of_sqlite(void *world)
{
    (void)world;
    return (size_t)sqlite3_memory_used();
}
#endif

struct counted {
    const char *name;
    const struct system *system;
    byte_counter *count;
};

extern const struct suite oo1_suite, load_suite;

/* --- What is printed ------------------------------------------------------ */

static const char with_columns[] = "parents and children";
static const char without_columns[] = "keys without columns";
static const char parts[] = "parts and connections";

/* What kith promises: at most so many times the bytes of a system. */
static const struct {
    const char *what, *system;
    double ratio;
} goals[] = {{with_columns, "hand", 1.36},  {with_columns, "uthash", 1.0},
             {without_columns, "hand", 1.2}, {without_columns, "uthash", 1.0},
             {parts, "hand", 1.36},         {parts, "uthash", 1.0}};

/* One line; after that of kith, `kith` is what it took for the same. */
static void print(const char *what, size_t rows, const char *system,
                  double bytes, double kith)
{
    printf("%s\t%zu\t%s\t%.1f", what, rows, system, bytes);
    if (kith > 0)
        printf("\t%.2f", kith / bytes);
    for (size_t i = 0; kith > 0 && i < sizeof(goals) / sizeof(*goals); i++) {
        if (goals[i].what == what && strcmp(goals[i].system, system) == 0)
            printf("\t%.2f\t%s", goals[i].ratio,
                   kith / bytes <= goals[i].ratio ? "holds" : "MISSES");
    }
    printf("\n");
}

/* --- Whole suites --------------------------------------------------------- */

/* Open a world, let it load if opening does not, and answer the bytes a row. */
static double count_system(const struct counted *counted, void *data,
                           size_t rows, bool opened_empty)
{
    const struct system *system = counted->system;
    size_t before = counted->count == bytes_of_kith ? 0 : counted->count(NULL);
    void *world = system->open(data);
    size_t bytes;

    if (opened_empty)
        system->works[0].run(world, data);
    bytes = counted->count(world) - before;
    if (opened_empty)
        system->works[0].after(world, data);
    system->close(world);
    malloc_trim(0);
    return (double)bytes / (double)rows;
}

static void count_oo1(size_t count)
{
    const struct counted systems[] = {
        {"kith", &oo1_kith, bytes_of_kith},
        {"hand", &oo1_hand, bytes_of_pages},
        {"list", &oo1_list, bytes_of_pages},
        {"uthash", &oo1_uthash, bytes_of_malloc},
#ifdef BENCH_HAS_GLIB
        {"glib", &oo1_glib, bytes_of_malloc},
#endif
#ifdef BENCH_HAS_SQLITE
        {"sqlite", &oo1_sqlite, bytes_of_sqlite},
#endif
    };
    struct oo1 *oo1 = oo1_suite.make(count, 1);
    size_t rows = oo1->part_count + oo1->connection_count;
    double kith = 0;

    for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++) {
        double bytes = count_system(&systems[i], oo1, rows, false);

        print(parts, rows, systems[i].name, bytes, kith);
        if (i == 0)
            kith = bytes;
    }
    oo1_suite.drop(oo1);
}

/* `linked` is what kith takes for the same, `referred` with keys that have no
 * column. */
static void count_children(const struct load *load, double linked,
                           double referred)
{
    const struct counted systems[] = {
        {"hand", &load_cold_hand_4k, bytes_of_pages},
        {"uthash", &load_uthash, bytes_of_malloc},
#ifdef BENCH_HAS_GLIB
        {"glib", &load_glib, bytes_of_malloc},
#endif
#ifdef BENCH_HAS_SQLITE
        {"sqlite", &load_sqlite, bytes_of_sqlite},
#endif
    };
    size_t rows = load->parent_count + load->child_count;

    for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++) {
        struct load copy = *load;
        double bytes = count_system(&systems[i], &copy, rows, true);

        print(with_columns, rows, systems[i].name, bytes, linked);
        print(without_columns, rows, systems[i].name, bytes, referred);
    }
}

/* --- kith by purpose ------------------------------------------------------ */

typedef struct PlainParent PlainParent;
typedef struct PlainChild PlainChild;
typedef struct KeyedParent KeyedParent;
typedef struct KeyedChild KeyedChild;
typedef struct LinkedParent LinkedParent;
typedef struct LinkedChild LinkedChild;
typedef struct ReferredParent ReferredParent;
typedef struct ReferredChild ReferredChild;
typedef struct NamedParent NamedParent;
typedef struct NamedChild NamedChild;

/* Numbers alone. */
struct PlainParent {
    int64_t id, value;
};
struct PlainChild {
    int64_t id, value, parent_id;
};

/* With keys. */
struct KeyedParent {
    const int64_t id;
    int64_t value;
};
struct KeyedChild {
    const int64_t id;
    int64_t value, parent_id;
};

/* With a relationship: the schema of suite load. */
struct LinkedParent {
    const int64_t id;
    int64_t value;
    KITH_COLLECTION(LinkedChild) children;
};
struct LinkedChild {
    const int64_t id;
    int64_t value;
    const int64_t parent_id;
    KITH_REFERENCE(LinkedParent) parent;
};

/* With the relationship alone: a foreign key without a column. */
struct ReferredParent {
    const int64_t id;
    int64_t value;
    KITH_COLLECTION(ReferredChild) children;
};
struct ReferredChild {
    const int64_t id;
    int64_t value;
    KITH_REFERENCE(ReferredParent) parent;
};

/* With a text. */
struct NamedParent {
    const int64_t id;
    int64_t value;
    KITH_TEXT name;
    KITH_COLLECTION(NamedChild) children;
};
struct NamedChild {
    const int64_t id;
    int64_t value;
    KITH_TEXT name;
    const int64_t parent_id;
    KITH_REFERENCE(NamedParent) parent;
};

/* One entry a line. */
/* clang-format off */

static KITH_TABLE(PlainParent, "parents",
    KITH_COLUMN(PlainParent, id),
    KITH_COLUMN(PlainParent, value));

static KITH_TABLE(PlainChild, "children",
    KITH_COLUMN(PlainChild, id),
    KITH_COLUMN(PlainChild, value),
    KITH_COLUMN(PlainChild, parent_id));

static KITH_TABLE(KeyedParent, "parents",
    KITH_PRIMARY_KEY(KeyedParent, id),
    KITH_COLUMN(KeyedParent, value));

static KITH_TABLE(KeyedChild, "children",
    KITH_PRIMARY_KEY(KeyedChild, id),
    KITH_COLUMN(KeyedChild, value),
    KITH_COLUMN(KeyedChild, parent_id));

static KITH_TABLE(LinkedParent, "parents",
    KITH_PRIMARY_KEY(LinkedParent, id),
    KITH_COLUMN(LinkedParent, value),
    KITH_RELATIONSHIP(LinkedParent, children, LinkedChild,
        .back_populates = "parent"));

static KITH_TABLE(LinkedChild, "children",
    KITH_PRIMARY_KEY(LinkedChild, id),
    KITH_COLUMN(LinkedChild, value),
    KITH_FOREIGN_KEY(LinkedChild, parent_id, LinkedParent, id,
        .not_null = true),
    KITH_RELATIONSHIP(LinkedChild, parent, LinkedParent,
        .back_populates = "children"));

static KITH_TABLE(ReferredParent, "parents",
    KITH_PRIMARY_KEY(ReferredParent, id),
    KITH_COLUMN(ReferredParent, value),
    KITH_RELATIONSHIP(ReferredParent, children, ReferredChild,
        .back_populates = "parent"));

static KITH_TABLE(ReferredChild, "children",
    KITH_PRIMARY_KEY(ReferredChild, id),
    KITH_COLUMN(ReferredChild, value),
    KITH_REFERENCE_KEY(ReferredChild, parent, ReferredParent, id,
        .not_null = true, .back_populates = "children"));

static KITH_TABLE(NamedParent, "parents",
    KITH_PRIMARY_KEY(NamedParent, id),
    KITH_COLUMN(NamedParent, value),
    KITH_COLUMN(NamedParent, name),
    KITH_RELATIONSHIP(NamedParent, children, NamedChild,
        .back_populates = "parent"));

static KITH_TABLE(NamedChild, "children",
    KITH_PRIMARY_KEY(NamedChild, id),
    KITH_COLUMN(NamedChild, value),
    KITH_COLUMN(NamedChild, name),
    KITH_FOREIGN_KEY(NamedChild, parent_id, NamedParent, id,
        .not_null = true),
    KITH_RELATIONSHIP(NamedChild, parent, NamedParent,
        .back_populates = "children"));

/* clang-format on */

/* A function that loads all rows into two tables and answers the bytes a row;
 * `of` gives a child its parent, and what a row has beyond its numbers is said
 * last. A macro because the row types differ. */
#define BY_KEY .parent_id = load->children[i].parent_id
#define BY_ROW \
    .parent.row = kith_get(db, ReferredParent, load->children[i].parent_id)
#define COUNTER(name_, Parent, Child, of, ...)                                \
    static double name_(const struct load *load)                              \
    {                                                                         \
        size_t rows = load->parent_count + load->child_count;                 \
        double bytes;                                                         \
        kith_db *db;                                                          \
                                                                              \
        BENCH_REQUIRE(kith_open(&db, KITH_TABLES(Parent, Child), NULL,        \
                                NULL) == KITH_OK);                            \
        BENCH_REQUIRE(kith_reserve(db, Parent, load->parent_count) ==         \
                      KITH_OK);                                               \
        BENCH_REQUIRE(kith_reserve(db, Child, load->child_count) == KITH_OK); \
        for (size_t i = 0; i < load->parent_count; i++)                       \
            BENCH_REQUIRE(kith_insert(db, Parent,                             \
                                      __VA_ARGS__.id = load->parents[i].id)); \
        for (size_t i = 0; i < load->child_count; i++)                        \
            BENCH_REQUIRE(kith_insert(                                        \
                db, Child, __VA_ARGS__.id = load->children[i].id, of));       \
        bytes = (double)kith_memory_used(db);                                 \
        kith_close(db);                                                       \
        return bytes / (double)rows;                                          \
    }

static const char name[] = "sixteen letters.";

COUNTER(count_plain, PlainParent, PlainChild, BY_KEY, )
COUNTER(count_keyed, KeyedParent, KeyedChild, BY_KEY, )
COUNTER(count_linked, LinkedParent, LinkedChild, BY_KEY, )
COUNTER(count_referred, ReferredParent, ReferredChild, BY_ROW, )
COUNTER(count_named, NamedParent, NamedChild, BY_KEY, .name = name, )

/* Parents and children in all systems. Answers what kith takes for a text. */
static double count_load(size_t children)
{
    struct load *load = load_suite.make(children, 1);
    size_t rows = load->parent_count + load->child_count;
    double plain = count_plain(load), keyed = count_keyed(load);
    double linked = count_linked(load), named = count_named(load);
    double referred = count_referred(load);
    uint64_t random = 1;

    print("numbers alone", rows, "kith", plain, 0);
    print("the key", rows, "kith", keyed - plain, 0);
    print("the relationship", rows, "kith", linked - keyed, 0);
    print(with_columns, rows, "kith", linked, 0);
    print(without_columns, rows, "kith", referred, 0);
    load_suite.questions[0].draw(load, &random);
    count_children(load, linked, referred);
    load_suite.drop(load);
    return named - linked;
}

/* --- A text elsewhere ----------------------------------------------------- */

#ifdef BENCH_HAS_SQLITE
static double sqlite_table_bytes(const char *table, const char *insert,
                                 size_t rows)
{
    double before = (double)sqlite3_memory_used(), bytes;
    sqlite3 *db = sql_open();
    sqlite3_stmt *statement;

    sql_do(db, table);
    statement = sql_prepare(db, insert);
    sql_do(db, "BEGIN");
    for (size_t i = 0; i < rows; i++)
        sql_run(statement);
    sql_do(db, "COMMIT");
    sqlite3_finalize(statement);
    bytes = (double)sqlite3_memory_used() - before;
    sql_close(db);
    return bytes / (double)rows;
}

static double sqlite_text_bytes(size_t rows)
{
    return sqlite_table_bytes("CREATE TABLE t (id INTEGER PRIMARY KEY,"
                              "    value INTEGER, name TEXT)",
                              "INSERT INTO t (value, name)"
                              "    VALUES (1000000, 'sixteen letters.')",
                              rows) -
           sqlite_table_bytes("CREATE TABLE t (id INTEGER PRIMARY KEY,"
                              "    value INTEGER)",
                              "INSERT INTO t (value) VALUES (1000000)", rows);
}
#endif

/* The pointer in the row, and where it leads: an arena, or a block of malloc
 * with the word that malloc keeps beside it. */
static void count_texts(size_t rows, double kith)
{
    char *text = strdup(name);
    size_t pointer = sizeof(text), arena = sizeof(name);
    size_t block = malloc_usable_size(text) + sizeof(size_t);

    print("a text of 16", rows, "kith", kith, 0);
    print("a text of 16", rows, "hand", (double)(pointer + arena), 0);
    print("a text of 16", rows, "uthash", (double)(pointer + block), 0);
    print("a text of 16", rows, "glib", (double)(pointer + block), 0);
#ifdef BENCH_HAS_SQLITE
    print("a text of 16", rows, "sqlite", sqlite_text_bytes(rows), 0);
#endif
    free(text);
}

int main(int argc, char **argv)
{
    size_t rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;

    if (rows == 0) {
        fprintf(stderr, "usage: bytes [rows]\n");
        return EXIT_FAILURE;
    }
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    printf("what\trows\tsystem\tbytes a row\tkith / it\tgoal\n");
    count_texts(rows, count_load(rows));
    count_oo1(rows);
    return EXIT_SUCCESS;
}
