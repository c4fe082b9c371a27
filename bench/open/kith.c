/* kith.c - the ten tables in kith. */
#include "open/open.h"
#include "peers/kith.h"

#include <kith.h>

#define DECLARE_LEVEL(Row, Parent, table_name)                     \
    typedef struct Row Row;                                        \
    struct Row {                                                   \
        const int64_t id;                                          \
        KITH_TEXT name;                                            \
        double weight;                                             \
        const int64_t parent_id;                                   \
        KITH_REFERENCE(Parent) parent;                             \
    };                                                             \
    static KITH_TABLE(Row, table_name, KITH_PRIMARY_KEY(Row, id),  \
                      KITH_COLUMN(Row, name, .not_null = true),    \
                      KITH_COLUMN(Row, weight),                    \
                      KITH_FOREIGN_KEY(Row, parent_id, Parent, id, \
                                       .on_delete = KITH_CASCADE), \
                      KITH_RELATIONSHIP(Row, parent, Parent))

DECLARE_LEVEL(Level0, Level0, "level0");
DECLARE_LEVEL(Level1, Level0, "level1");
DECLARE_LEVEL(Level2, Level1, "level2");
DECLARE_LEVEL(Level3, Level2, "level3");
DECLARE_LEVEL(Level4, Level3, "level4");
DECLARE_LEVEL(Level5, Level4, "level5");
DECLARE_LEVEL(Level6, Level5, "level6");
DECLARE_LEVEL(Level7, Level6, "level7");
DECLARE_LEVEL(Level8, Level7, "level8");
DECLARE_LEVEL(Level9, Level8, "level9");

/* Insert the rows of one level under one parent; answers the last. */
#define DEFINE_FILL(Row, Parent)                                       \
    static Row *fill_##Row(kith_db *db, Parent *parent)                \
    {                                                                  \
        Row *row = NULL;                                               \
                                                                       \
        for (int i = 0; i < OPEN_ROWS; i++) {                          \
            row = kith_insert(db, Row, .name = OPEN_NAME, .weight = i, \
                              .parent.row = parent);                   \
            BENCH_REQUIRE(row);                                        \
        }                                                              \
        return row;                                                    \
    }

DEFINE_FILL(Level0, Level0)
DEFINE_FILL(Level1, Level0)
DEFINE_FILL(Level2, Level1)
DEFINE_FILL(Level3, Level2)
DEFINE_FILL(Level4, Level3)
DEFINE_FILL(Level5, Level4)
DEFINE_FILL(Level6, Level5)
DEFINE_FILL(Level7, Level6)
DEFINE_FILL(Level8, Level7)
DEFINE_FILL(Level9, Level8)

#define LEVELS                                                          \
    KITH_TABLES(Level0, Level1, Level2, Level3, Level4, Level5, Level6, \
                Level7, Level8, Level9)

static uint64_t fill_and_close(kith_db *db)
{
    Level4 *middle;
    uint64_t sum = 0;

    middle = fill_Level4(
        db, fill_Level3(
                db, fill_Level2(db, fill_Level1(db, fill_Level0(db, NULL)))));
    fill_Level9(
        db, fill_Level8(
                db, fill_Level7(db, fill_Level6(db, fill_Level5(db, middle)))));
    kith_for_each_row(db, Level9, row)
        sum += (uint64_t)row->id + (uint64_t)row->parent.row->id;
    kith_close(db);
    return sum;
}

/* In a round of its own, the tables are compiled once for all databases. */
static uint64_t run(void *world, void *data)
{
    uint64_t sum = 0;

    (void)world;
    (void)data;
    for (int i = 0; i < OPEN_TIMES; i++)
        sum += fill_and_close(bench_kith_open(LEVELS));
    return sum;
}

static uint64_t run_compiled(void *world, void *data)
{
    kith_catalog *catalog;
    uint64_t sum = 0;

    (void)world;
    (void)data;
    BENCH_REQUIRE(kith_compile(&catalog, LEVELS, NULL, NULL) == KITH_OK);
    kith_options options =
        KITH_OPTIONS(.hash_seed = BENCH_HASH_SEED, .catalog = catalog);
    for (int i = 0; i < OPEN_TIMES; i++) {
        kith_db *db;

        BENCH_REQUIRE(kith_open(&db, NULL, &options, NULL) == KITH_OK);
        sum += fill_and_close(db);
    }
    kith_catalog_release(catalog);
    return sum;
}

static const struct work works[] = {{.run = run}, {.run = run_compiled}};

const struct system open_kith = {.name = "kith",
                                 .open = open_no_world,
                                 .close = open_close_no_world,
                                 .works = works};
