/* copies.c - what it costs to have the same world again.
 *
 * Usage: copies [rows]. A world of ten tables with 100 linked rows is put back
 * by a snapshot after a row was deleted, cloned and closed, opened with a
 * catalog and without. Then so many items (1,000,000) of a tenth as many stores
 * are cloned, beside a memcpy of as many bytes into fresh memory of huge pages,
 * which is the limit. Medians; nanoseconds for the first, milliseconds for the
 * second.
 */
#define _DEFAULT_SOURCE /* mmap, madvise */
#include <kith.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { ROUNDS = 15, SMALL_ROUNDS = 2001 };

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "copies: %s failed\n", what);
    exit(1);
}

static double now_ns(void)
{
    struct timespec now;

    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *ns, size_t count)
{
    qsort(ns, count, sizeof(*ns), by_value);
    return ns[count / 2];
}

/* --- Ten tables, 100 rows -------------------------------------------------- */

#define LEVEL(Row, Parent)                                                 \
    typedef struct Row Row;                                                \
    struct Row {                                                           \
        const int64_t id;                                                  \
        KITH_TEXT name;                                                    \
        double weight;                                                     \
        const int64_t parent_id;                                           \
        KITH_REFERENCE(Parent) parent;                                     \
    };                                                                     \
    static KITH_TABLE(Row, #Row, KITH_PRIMARY_KEY(Row, id),                \
                      KITH_COLUMN(Row, name), KITH_COLUMN(Row, weight),    \
                      KITH_FOREIGN_KEY(Row, parent_id, Parent, id,         \
                                       .on_delete = KITH_CASCADE),         \
                      KITH_RELATIONSHIP(Row, parent, Parent));             \
    static void fill_##Row(kith_db *db)                                    \
    {                                                                      \
        for (int i = 1; i <= 10; i++)                                      \
            require(kith_insert(db, Row, .name = "some name", .weight = i, \
                                .parent_id = i),                           \
                    "kith_insert");                                        \
    }
LEVEL(Level0, Level0)
LEVEL(Level1, Level0)
LEVEL(Level2, Level1)
LEVEL(Level3, Level2)
LEVEL(Level4, Level3)
LEVEL(Level5, Level4)
LEVEL(Level6, Level5)
LEVEL(Level7, Level6)
LEVEL(Level8, Level7)
LEVEL(Level9, Level8)
#define LEVELS                                                          \
    KITH_TABLES(Level0, Level1, Level2, Level3, Level4, Level5, Level6, \
                Level7, Level8, Level9)

static kith_db *small_world(const kith_options *options)
{
    static void (*const fill[])(kith_db *) = {
        fill_Level0, fill_Level1, fill_Level2, fill_Level3, fill_Level4,
        fill_Level5, fill_Level6, fill_Level7, fill_Level8, fill_Level9};
    kith_db *db;

    require(kith_open(&db, LEVELS, options, NULL) == KITH_OK, "kith_open");
    for (size_t i = 0; i < sizeof(fill) / sizeof(*fill); i++)
        fill[i](db);
    return db;
}

static void print_small(const char *what, double *ns, double goal)
{
    printf("%-40s %8.0f ns  (goal %.0f)\n", what, median(ns, SMALL_ROUNDS),
           goal);
}

static void time_open(const kith_options *options, double *ns)
{
    for (size_t i = 0; i < SMALL_ROUNDS; i++) {
        double begin = now_ns();
        kith_db *db;

        require(kith_open(&db, LEVELS, options, NULL) == KITH_OK, "kith_open");
        ns[i] = now_ns() - begin;
        kith_close(db);
    }
}

/* The rows of the last level are children of the one above, so a deleted one
 * leaves a list, an index and a text behind. */
static void time_small(kith_db *db, double *restore, double *clone)
{
    kith_snapshot *world = kith_snapshot_take(db);
    uint64_t state = kith_test_state(db);

    require(world, "kith_snapshot_take");
    for (size_t i = 0; i < SMALL_ROUNDS; i++) {
        double begin;

        require(kith_delete(kith_get(db, Level8, 3)) == KITH_OK, "kith_delete");
        begin = now_ns();
        require(kith_restore(db, world) == KITH_OK, "kith_restore");
        restore[i] = now_ns() - begin;
    }
    require(kith_test_state(db) == state, "a restore");
    for (size_t i = 0; i < SMALL_ROUNDS; i++) {
        double begin = now_ns();
        kith_db *copy = kith_clone(db);

        require(copy, "kith_clone");
        kith_close(copy);
        clone[i] = now_ns() - begin;
    }
    kith_snapshot_free(world);
}

static void print_small_world(void)
{
    static double ns[SMALL_ROUNDS], other[SMALL_ROUNDS];
    kith_catalog *catalog;
    kith_db *db;

    require(kith_compile(&catalog, LEVELS, NULL, NULL) == KITH_OK,
            "kith_compile");
    kith_options options = KITH_OPTIONS(.catalog = catalog);
    time_open(NULL, ns);
    print_small("open ten tables", ns, 18000);
    time_open(&options, ns);
    print_small("open them with a catalog", ns, 3000);
    db = small_world(&options);
    time_small(db, ns, other);
    print_small("restore 100 rows of them", ns, 5000);
    print_small("clone and close 100 rows of them", other, 20000);
    kith_close(db);
    kith_catalog_release(catalog);
}

/* --- A million rows --------------------------------------------------------- */

typedef struct Store Store;
typedef struct Item Item;
struct Store {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Item) items;
};
struct Item {
    const int64_t id;
    KITH_TEXT name;
    double price;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
};
static KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
                  KITH_COLUMN(Store, name),
                  KITH_RELATIONSHIP(Store, items, Item,
                                    .back_populates = "store"));
static KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
                  KITH_COLUMN(Item, name), KITH_COLUMN(Item, price),
                  KITH_FOREIGN_KEY(Item, store_id, Store, id),
                  KITH_RELATIONSHIP(Item, store, Store,
                                    .back_populates = "items"));

/* Items come to their stores in a random order. */
static kith_db *large_world(size_t rows)
{
    size_t stores = rows / 10 + 1;
    uint64_t random = 1;
    kith_db *db;

    require(kith_open(&db, KITH_TABLES(Store, Item), NULL, NULL) == KITH_OK,
            "kith_open");
    for (size_t i = 0; i < stores; i++)
        require(kith_insert(db, Store, .name = "a store"), "kith_insert");
    for (size_t i = 0; i < rows; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        require(kith_insert(db, Item, .name = "an item", .price = (double)i,
                            .store_id = (int64_t)((random >> 33) % stores) + 1),
                "kith_insert");
    }
    return db;
}

/* As the library asks for large blocks: in small pages it takes four times as
 * long. */
static double copy_bytes(const char *from, size_t bytes)
{
    double ns = now_ns();
    char *to = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    require(to != MAP_FAILED, "mmap");
    madvise(to, bytes, MADV_HUGEPAGE);
    memcpy(to, from, bytes);
    ns = now_ns() - ns;
    require(to[bytes / 2] == from[bytes / 2], "memcpy");
    munmap(to, bytes);
    return ns;
}

static void print_large_world(size_t rows)
{
    double copy[ROUNDS], clone[ROUNDS], restore[ROUNDS];
    kith_db *db = large_world(rows);
    size_t bytes = kith_memory_used(db);
    kith_snapshot *world;
    char *from = malloc(bytes);

    require(from, "malloc");
    memset(from, 1, bytes);
    for (size_t i = 0; i < ROUNDS; i++) {
        double begin;
        kith_db *other;

        copy[i] = copy_bytes(from, bytes);
        begin = now_ns();
        other = kith_clone(db);
        clone[i] = now_ns() - begin;
        require(other, "kith_clone");
        kith_close(other);
    }
    world = kith_snapshot_take(db);
    require(world, "kith_snapshot_take");
    for (size_t i = 0; i < ROUNDS; i++) {
        double begin = now_ns();

        require(kith_restore(db, world) == KITH_OK, "kith_restore");
        restore[i] = now_ns() - begin;
    }
    printf("%zu rows, %zu KB\n", rows, bytes >> 10);
    printf("%-40s %8.1f ms\n", "memcpy into fresh memory",
           median(copy, ROUNDS) / 1e6);
    printf("%-40s %8.1f ms  %.2f times memcpy (goal 2)\n", "clone",
           median(clone, ROUNDS) / 1e6,
           median(clone, ROUNDS) / median(copy, ROUNDS));
    printf("%-40s %8.1f ms  %.2f times memcpy\n", "restore",
           median(restore, ROUNDS) / 1e6,
           median(restore, ROUNDS) / median(copy, ROUNDS));
    free(from);
    kith_close(db);
}

int main(int argc, char **argv)
{
    size_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;

    print_small_world();
    print_large_world(rows);
    return 0;
}
