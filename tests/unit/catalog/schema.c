/* schema.c - what is worked out of descriptors at open. */
#include "catalog/schema.h"

#include "kt.h"

typedef struct Hive Hive;
typedef struct Bee Bee;
struct Hive {
    const int64_t id;
    KITH_COLLECTION(Bee) bees;
};
struct Bee {
    const int64_t id;
    int32_t age;
    const int64_t hive_id;
    KITH_REFERENCE(Hive) hive;
};
static KITH_TABLE(Hive, "hives", KITH_PRIMARY_KEY(Hive, id),
                  KITH_RELATIONSHIP(Hive, bees, Bee, .back_populates = "hive"));
static KITH_TABLE(Bee, "bees", KITH_PRIMARY_KEY(Bee, id), KITH_COLUMN(Bee, age),
                  KITH_FOREIGN_KEY(Bee, hive_id, Hive, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Bee, hive, Hive, .back_populates = "bees"));

/* A foreign key asks what the key of its parent is, which may be laid out
 * later. */
KT_TEST(schema, finds_the_short_ways_in_whatever_order_tables_are_named)
{
    const kith_table *const orders[2][3] = {{&Hive_table, &Bee_table, NULL},
                                            {&Bee_table, &Hive_table, NULL}};

    for (int order = 0; order < 2; order++) {
        struct memory memory;
        struct schema schema;
        struct error error = {0};
        const struct table *bees;

        ki_memory_init(&memory, NULL);
        KT_ASSERT_EQ(ki_schema_open(&schema, &memory, orders[order], &error),
                     KITH_OK);
        bees = &schema.tables[1 - order];
        KT_ASSERT_STR_EQ(bees->descriptor->name, "bees");
        KT_ASSERT_EQ(bees->insert_kind, INSERT_MINIMAL);
        KT_ASSERT(bees->foreign_keys[0].int64_key);
        KT_ASSERT(bees->foreign_keys[0].int64_unconstrained);
        KT_ASSERT(bees->foreign_keys[0].cascades_throughout);
        ki_schema_close(&schema);
        KT_ASSERT_EQ(memory.bytes, 0u);
    }
}

/* Ants live in a nest of a hill, a hill has a queen among them, and a beetle
 * follows an ant. */
typedef struct Hill Hill;
typedef struct Nest Nest;
typedef struct Ant Ant;
typedef struct Beetle Beetle;
struct Hill {
    const int64_t id;
    const int64_t queen_id;
};
struct Nest {
    const int64_t id;
    const int64_t hill_id;
};
struct Ant {
    const int64_t id;
    const int64_t nest_id;
};
struct Beetle {
    const int64_t id;
    const int64_t ant_id;
};
static KITH_TABLE(Hill, "hills", KITH_PRIMARY_KEY(Hill, id),
                  KITH_FOREIGN_KEY(Hill, queen_id, Ant, id,
                                   .on_delete = KITH_CASCADE));
static KITH_TABLE(Nest, "nests", KITH_PRIMARY_KEY(Nest, id),
                  KITH_FOREIGN_KEY(Nest, hill_id, Hill, id,
                                   .on_delete = KITH_CASCADE));
static KITH_TABLE(Ant, "ants", KITH_PRIMARY_KEY(Ant, id),
                  KITH_FOREIGN_KEY(Ant, nest_id, Nest, id,
                                   .on_delete = KITH_CASCADE));
static KITH_TABLE(Beetle, "beetles", KITH_PRIMARY_KEY(Beetle, id),
                  KITH_FOREIGN_KEY(Beetle, ant_id, Ant, id,
                                   .on_delete = KITH_SET_NULL));

/* Which keys of the list are swept, "y" or "n" for each table. */
static void assert_swept(const kith_table *const *tables, const char *expected)
{
    struct memory memory;
    struct schema schema;
    struct error error = {0};

    ki_memory_init(&memory, NULL);
    KT_ASSERT_EQ(ki_schema_open(&schema, &memory, tables, &error), KITH_OK);
    for (size_t i = 0; i < schema.table_count; i++)
        KT_ASSERT_EQ(schema.tables[i].foreign_keys[0].cascades_throughout,
                     expected[i] == 'y');
    ki_schema_close(&schema);
}

KT_TEST(schema, finds_the_keys_below_which_all_rows_cascade)
{
    assert_swept(KITH_TABLES(Hill, Nest, Ant), "yyy");
    assert_swept(KITH_TABLES(Ant, Nest, Hill), "yyy");
    assert_swept(KITH_TABLES(Hill, Nest, Ant, Beetle), "nnnn");
    assert_swept(KITH_TABLES(Beetle, Ant, Nest, Hill), "nnnn");
}
