/* kith.c - bulk load into kith: the numbers of rows are known, so room for them
 * is reserved; then some hundred rows an insert. */
#include "load/load.h"
#include "peers/kith.h"
#include "peers/warm.h"

#include <kith.h>

#include <stdlib.h>
#include <string.h>

typedef struct Parent Parent;
typedef struct Child Child;

struct Parent {
    const int64_t id;
    int64_t value;
    KITH_COLLECTION(Child) children;
};

struct Child {
    const int64_t id;
    int64_t value;
    const int64_t parent_id;
    KITH_REFERENCE(Parent) parent;
};

/* One entry a line. */
/* clang-format off */

static KITH_TABLE(Parent, "parents",
    KITH_PRIMARY_KEY(Parent, id),
    KITH_COLUMN(Parent, value),
    KITH_RELATIONSHIP(Parent, children, Child, .back_populates = "parent"));

static KITH_TABLE(Child, "children",
    KITH_PRIMARY_KEY(Child, id),
    KITH_COLUMN(Child, value),
    KITH_FOREIGN_KEY(Child, parent_id, Parent, id, .not_null = true),
    KITH_RELATIONSHIP(Child, parent, Parent, .back_populates = "children"));

/* clang-format on */

struct world {
    kith_db *db;
    struct warm warm; /* of capacity 0 in load-cold */
};

/* The room that a load needs at most, with what growing leaves behind. */
enum { BYTES_A_ROW = 256, BYTES_OF_ANY = 1 << 20 };

static void *warm_resize(void *context, void *block, size_t old_bytes,
                         size_t new_bytes)
{
    void *resized = new_bytes ? warm_take(context, new_bytes) : NULL;

    if (block && resized)
        memcpy(resized, block, old_bytes < new_bytes ? old_bytes : new_bytes);
    if (block)
        warm_give(context, block, old_bytes);
    return resized;
}

static void *open_warm(void *data)
{
    const struct load *load = data;
    struct world *world = bench_new(sizeof(*world));
    size_t rows = load->parent_count + load->child_count;

    warm_init(&world->warm, rows * BYTES_A_ROW + BYTES_OF_ANY);
    return world;
}

static void close_warm(void *opened)
{
    struct world *world = opened;

    warm_fini(&world->warm);
    free(world);
}

static void *open_cold(void *data)
{
    struct world *world = bench_new(sizeof(*world));

    (void)data;
    world->warm = (struct warm){0};
    return world;
}

static uint64_t probe(kith_db *db, const struct load *load)
{
    uint64_t sum = kith_count(db, Parent) + kith_count(db, Child);

    for (size_t i = 0; i < LOAD_PROBES; i++) {
        const Child *child = kith_get(db, Child, load->probes[i]);

        sum += (uint64_t)(child->value + child->parent.row->value);
    }
    return sum;
}

enum { AT_ONCE = 256 }; /* rows an insert */

static void load_parents(kith_db *db, const struct load *load)
{
    Parent *rows = bench_new(AT_ONCE * sizeof(*rows));

    for (size_t i = 0; i < load->parent_count;) {
        size_t n = 0;

        for (; n < AT_ONCE && i < load->parent_count; n++, i++) {
            const struct load_parent *given = &load->parents[i];
            const Parent row = {.id = given->id, .value = given->value};

            memcpy(&rows[n], &row, sizeof(row));
        }
        BENCH_REQUIRE(kith_insert_all(db, Parent, rows, n) == KITH_OK);
    }
    free(rows);
}

static void load_children(kith_db *db, const struct load *load)
{
    Child *rows = bench_new(AT_ONCE * sizeof(*rows));

    for (size_t i = 0; i < load->child_count;) {
        size_t n = 0;

        for (; n < AT_ONCE && i < load->child_count; n++, i++) {
            const struct load_child *given = &load->children[i];
            const Child row = {.id = given->id,
                               .value = given->value,
                               .parent_id = given->parent_id};

            memcpy(&rows[n], &row, sizeof(row));
        }
        BENCH_REQUIRE(kith_insert_all(db, Child, rows, n) == KITH_OK);
    }
    free(rows);
}

static uint64_t load_rows(void *opened, void *data)
{
    struct world *world = opened;
    const struct load *load = data;
    kith_options options = KITH_OPTIONS(.hash_seed = BENCH_HASH_SEED);
    kith_db *db;

    if (world->warm.capacity)
        options.allocator = (kith_allocator){warm_resize, &world->warm};
    BENCH_REQUIRE(kith_open(&db, KITH_TABLES(Parent, Child), &options, NULL) ==
                  KITH_OK);
    BENCH_REQUIRE(kith_reserve(db, Parent, load->parent_count) == KITH_OK);
    BENCH_REQUIRE(kith_reserve(db, Child, load->child_count) == KITH_OK);
    load_parents(db, load);
    load_children(db, load);
    world->db = db;
    return probe(db, load);
}

static uint64_t unload_warm(void *opened, void *data)
{
    struct world *world = opened;

    (void)data;
    kith_close(world->db);
    warm_reset(&world->warm);
    return 0;
}

/* Whatever was freed goes back to the system. */
static uint64_t unload_cold(void *opened, void *data)
{
    struct world *world = opened;

    (void)data;
    kith_close(world->db);
    malloc_trim(0);
    return 0;
}

static const struct work warm_works[] = {
    {.run = load_rows, .after = unload_warm}};

static const struct work cold_works[] = {
    {.run = load_rows, .after = unload_cold}};

const struct system load_kith = {"kith", open_warm, close_warm, warm_works};
const struct system load_cold_kith = {"kith", open_cold, free, cold_works};
