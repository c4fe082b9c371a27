/* empty_tables.c - tables without rows: before the first, and after a shrink
 * that leaves none, every way of looking finds nothing, and then the row.
 */
#include "family.h"

typedef struct Counted Counted;
typedef struct Narrow Narrow;
typedef struct Worded Worded;
typedef struct Paired Paired;
typedef struct Mixed Mixed;
struct Counted {
    const int64_t id;
    KITH_TEXT name;
    const int32_t rank;
    KITH_COLLECTION(Narrow) narrow;
};
struct Narrow {
    const int16_t id;
    const int64_t counted_id;
    KITH_REFERENCE(Counted) counted;
};
struct Worded {
    KITH_TEXT code;
};
struct Paired {
    const int64_t row, number;
};
struct Mixed {
    const char code[8];
    const uint32_t number;
};
static KITH_TABLE(Counted, "counted", KITH_PRIMARY_KEY(Counted, id),
                  KITH_COLUMN(Counted, name, .unique = true),
                  KITH_COLUMN(Counted, rank, .index = true),
                  KITH_RELATIONSHIP(Counted, narrow, Narrow,
                                    .back_populates = "counted"));
static KITH_TABLE(Narrow, "narrow", KITH_PRIMARY_KEY(Narrow, id),
                  KITH_FOREIGN_KEY(Narrow, counted_id, Counted, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Narrow, counted, Counted,
                                    .back_populates = "narrow"));
static KITH_TABLE(Worded, "worded", KITH_PRIMARY_KEY(Worded, code));
static KITH_TABLE(Paired, "paired", KITH_PRIMARY_KEY(Paired, row),
                  KITH_PRIMARY_KEY(Paired, number));
static KITH_TABLE(Mixed, "mixed", KITH_PRIMARY_KEY(Mixed, code),
                  KITH_PRIMARY_KEY(Mixed, number));

static void assert_nothing(kith_db *db)
{
    for (int64_t id = -1; id < 3; id++) {
        KT_ASSERT_NULL(kith_get(db, Counted, id));
        KT_ASSERT_NULL(kith_get(db, Narrow, id));
        KT_ASSERT_NULL(kith_get(db, Paired, id, 1));
        KT_ASSERT_NULL(kith_find(db, Counted, rank, (int32_t)id));
        KT_ASSERT_NULL(kith_find(db, Narrow, counted_id, id));
    }
    KT_ASSERT_NULL(kith_get(db, Counted, UINT64_MAX));
    KT_ASSERT_NULL(kith_get(db, Worded, "a"));
    KT_ASSERT_NULL(kith_get(db, Mixed, "a", 1));
    KT_ASSERT_NULL(kith_find(db, Counted, name, "a"));
    KT_ASSERT_NULL(kith_find_key(db, Paired, (row, number), 1, 1));
    kith_for_each_match(db, Counted, match, rank, 1)
        KT_ASSERT_NULL(match);
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
}

/* Insert a row into each table, and find it every way. */
static void assert_rows(kith_db *db)
{
    Counted *counted =
        kith_insert(db, Counted, .id = 1, .name = "a", .rank = 1);
    Narrow *narrow = kith_insert(db, Narrow, .id = 2, .counted_id = 1);
    Worded *worded = kith_insert(db, Worded, .code = "a");
    Paired *paired = kith_insert(db, Paired, .row = 1, .number = 1);
    Mixed *mixed = kith_insert(db, Mixed, .code = "a", .number = 1);

    KT_ASSERT_EQ(kith_get(db, Counted, 1), counted);
    KT_ASSERT_EQ(kith_get(db, Narrow, 2), narrow);
    KT_ASSERT_EQ(kith_get(db, Worded, "a"), worded);
    KT_ASSERT_EQ(kith_get(db, Paired, 1, 1), paired);
    KT_ASSERT_EQ(kith_get(db, Mixed, "a", 1), mixed);
    KT_ASSERT_EQ(kith_find(db, Counted, name, "a"), counted);
    KT_ASSERT_EQ(kith_find(db, Counted, rank, 1), counted);
    KT_ASSERT_EQ(kith_find(db, Narrow, counted_id, 1), narrow);
    KT_ASSERT_EQ(kith_find_key(db, Paired, (row, number), 1, 1), paired);
    ANSWERS(kith_delete(counted), KITH_OK); /* and narrow with it */
    ANSWERS(kith_delete(worded), KITH_OK);
    ANSWERS(kith_delete(paired), KITH_OK);
    ANSWERS(kith_delete(mixed), KITH_OK);
}

KT_TEST(empty_tables, find_nothing_before_the_first_row_and_after_the_last)
{
    kith_db *db = OPEN(Counted, Narrow, Worded, Paired, Mixed);
    const size_t empty = kith_memory_used(db);

    assert_nothing(db);
    for (int round = 0; round < 3; round++) {
        ANSWERS(kith_shrink(db), KITH_OK);
        KT_ASSERT_EQ(kith_memory_used(db), empty);
        assert_nothing(db);
        assert_rows(db);
        assert_nothing(db);
    }
    family_close(db);
}

KT_TEST(empty_tables, refuse_what_names_no_row_of_them)
{
    kith_db *db = OPEN(Counted, Narrow, Worded, Paired, Mixed);

    REFUSES_ROW(db, kith_insert(db, Narrow, .counted_id = 1), KITH_E_PARENT);
    ANSWERS(kith_reserve(db, Counted, 0), KITH_OK);
    REFUSES_ROW(db, kith_insert(db, Narrow, .counted_id = 1), KITH_E_PARENT);
    family_close(db);
}
