/* memory.c - every byte is counted, comes back, and is not taken twice. */
#include "family.h"

#include "fault.h"

#include <stdio.h>

KT_TEST(memory, is_what_kith_bytes_says_at_every_step_and_comes_back)
{
    const size_t bytes = fault_live_bytes(), blocks = fault_live_blocks();
    kith_db *db = OPEN(Store, Item, Student, Course, StudentCourse);
    uint64_t seed = 13;
    char name[64];

    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "%0*d", 1 + i % 40, i);
        Item *item = kith_insert(db, Item, .name = name);
        if (i % 10 == 0)
            kith_insert(db, Store, .name = name);
        const int64_t store = (int64_t)(family_random(&seed) % 40) + 1;
        kith_set(item, store_id, store);
        if (i % 3 == 0)
            kith_delete(kith_get(db, Item, i / 2));
        if (i % 7 == 0)
            kith_set(item, name, "another");
        KT_ASSERT_EQ(kith_memory_used(db), fault_live_bytes() - bytes);
    }
    family_verify(db);
    kith_digest(db);
    KT_ASSERT_EQ(kith_memory_used(db), fault_live_bytes() - bytes);

    family_close(db);
    KT_ASSERT_EQ(fault_live_bytes(), bytes);
    KT_ASSERT_EQ(fault_live_blocks(), blocks);
}

KT_TEST(memory, of_reading_is_none)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    for (int i = 0; i < 100; i++)
        kith_insert(db, Item, .store.row = ikea);
    const size_t requests = fault_requests();

    size_t met = 0;
    kith_for_each(item, ikea->items)
        met += kith_get(db, Item, item->id) == item;
    kith_for_each_row(db, Item, row)
        met += kith_contains(ikea, items, row);
    kith_for_each_match(db, Item, match, store_id, 1)
        met += kith_is_live(match);
    met += kith_digest(db) != 0;

    KT_ASSERT_EQ(met, (size_t)301);
    KT_ASSERT_EQ(fault_requests(), requests);
    family_close(db);
}

/* One round of coming and going; the rounds after the first few need no memory
 * that they do not find. */
static void come_and_go(kith_db *db, int round)
{
    Store *store = kith_insert(db, Store, .name = "a store of some name");
    Student *ana = kith_insert(db, Student, .name = "ana");
    Course *course = kith_insert(db, Course, .title = "C");
    Item *items[64];

    for (int i = 0; i < 64; i++) {
        items[i] = kith_insert(db, Item, .name = "a thing", .store.row = store);
        kith_set(items[i], name, i % 2 ? "a longer name for a thing" : NULL);
    }
    for (int i = 0; i < 64; i++) {
        kith_remove(store, items, items[(i * 5 + round) % 64]);
        kith_append(store, items, items[(i * 5 + round) % 64]);
    }
    kith_append(ana, courses, course);
    kith_remove(ana, courses, course);
    kith_append(course, students, ana);
    kith_set(store, name, "another name of the store");
    for (int i = 0; i < 64; i++)
        kith_delete(items[(i * 7 + round) % 64]);
    kith_delete(store);
    kith_delete(course);
    kith_delete(ana);
}

KT_TEST(memory, does_not_grow_with_coming_and_going)
{
    kith_db *db = OPEN(Store, Item, Student, Course, StudentCourse);
    size_t settled = 0;

    for (int round = 0; round < 300; round++) {
        come_and_go(db, round);
        if (round == 50)
            settled = kith_memory_used(db);
    }

    KT_ASSERT(kith_memory_used(db) <= settled, "%zu bytes, then %zu", settled,
              kith_memory_used(db));
    family_close(db);
}

KT_TEST_ONCE(memory, of_one_list_does_not_grow_with_appending_and_removing)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *items[5];
    for (int i = 0; i < 5; i++)
        items[i] = kith_insert(db, Item, .store.row = ikea);
    size_t settled = 0;

    for (int i = 0; i < 100000; i++) {
        kith_remove(ikea, items, items[i % 4]);
        kith_append(ikea, items, items[i % 4]);
        if (i == 1000)
            settled = kith_memory_used(db);
    }

    KT_ASSERT_EQ(kith_memory_used(db), settled);
    KT_ASSERT(ikea->items.place_count < 64, "%u places for 5 members",
              ikea->items.place_count);
    family_close(db);
}

KT_TEST(memory, of_refused_calls_is_none)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    User *ada = kith_insert(db, User, .email = "ada");
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    kith_insert(db, Item, .store.row = ikea);
    kith_insert(db, User, .email = "bob");
    size_t settled = 0;

    for (int i = 0; i < 2000; i++) {
        REFUSES_ROW(db, kith_insert(db, User, .email = "ada"), KITH_E_UNIQUE);
        REFUSES_ROW(db, kith_insert(db, Item, .name = "x", .store_id = 9),
                    KITH_E_PARENT);
        REFUSES(db, kith_set(ada, email, "bob"), KITH_E_UNIQUE);
        REFUSES(db, kith_set(ikea, id, 9), KITH_E_CHILDREN);
        if (i == 100)
            settled = kith_memory_used(db);
    }

    KT_ASSERT_EQ(kith_memory_used(db), settled);
    family_close(db);
}

KT_TEST(memory, is_held_by_any_number_of_databases_apart)
{
    kith_db *databases[50];

    for (int i = 0; i < 50; i++) {
        databases[i] = OPEN(Store, Item);
        for (int j = 0; j <= i; j++)
            kith_insert(databases[i], Store, .name = "a name");
    }
    for (int i = 0; i < 50; i++)
        KT_ASSERT_EQ(kith_count(databases[i], Store), (size_t)i + 1);
    for (int i = 0; i < 50; i++)
        family_close(databases[(i * 7) % 50]);
}

/* --- An empty database ---------------------------------------------------- */

/* Ten tables, each of four columns, a reference to the next and the collection
 * at its other end. */
#define RING(Below, Row, Above)       \
    struct Row {                      \
        const int64_t id;             \
        KITH_TEXT name;               \
        double weight;                \
        const int64_t above_id;       \
        KITH_REFERENCE(Above) above;  \
        KITH_COLLECTION(Below) below; \
    };
#define RING_TABLE(Below, Row, Above)                                       \
    static KITH_TABLE(                                                      \
        Row, #Row, KITH_PRIMARY_KEY(Row, id),                               \
        KITH_COLUMN(Row, name, .not_null = true), KITH_COLUMN(Row, weight), \
        KITH_FOREIGN_KEY(Row, above_id, Above, id),                         \
        KITH_RELATIONSHIP(Row, above, Above, .back_populates = "below"),    \
        KITH_RELATIONSHIP(Row, below, Below, .back_populates = "above"));
#define RINGS(X)                                                    \
    X(Ten, One, Two)                                                \
    X(One, Two, Three) X(Two, Three, Four) X(Three, Four, Five)     \
        X(Four, Five, Six) X(Five, Six, Seven) X(Six, Seven, Eight) \
            X(Seven, Eight, Nine) X(Eight, Nine, Ten) X(Nine, Ten, One)

typedef struct One One;
typedef struct Two Two;
typedef struct Three Three;
typedef struct Four Four;
typedef struct Five Five;
typedef struct Six Six;
typedef struct Seven Seven;
typedef struct Eight Eight;
typedef struct Nine Nine;
typedef struct Ten Ten;
RINGS(RING)
RINGS(RING_TABLE)

static void assert_little(kith_db *db)
{
    KT_ASSERT(kith_memory_used(db) < 16 << 10, "%zu bytes",
              kith_memory_used(db));
    family_close(db);
}

KT_TEST_ONCE(memory, of_ten_empty_tables_is_little)
{
    assert_little(
        OPEN(One, Two, Three, Four, Five, Six, Seven, Eight, Nine, Ten));
}

/* Ten tables that are written for use: sixty columns, fourteen foreign keys, a
 * unique text each and twenty-five checks. */
static bool passes(const void *row)
{
    return row != NULL;
}

#define RULES(Row) \
    KITH_CHECK(passes, "one", "rank"), KITH_CHECK(passes, "two", "weight")
#define MORE_RULES(Row) RULES(Row), KITH_CHECK(passes, "three", "code")
#define NO_KEY(Row) KITH_COLUMN(Row, other_id),
#define OTHER_KEY(Row) KITH_FOREIGN_KEY(Row, other_id, Row, id),
#define USED(Row, RULES_OF, KEY_OF)                                         \
    typedef struct Row Row;                                                 \
    struct Row {                                                            \
        const int64_t id;                                                   \
        KITH_TEXT code;                                                     \
        const int32_t rank;                                                 \
        const double weight;                                                \
        const int64_t above_id, other_id;                                   \
        KITH_REFERENCE(Row) above;                                          \
        KITH_COLLECTION(Row) below;                                         \
    };                                                                      \
    static KITH_TABLE(                                                      \
        Row, #Row, KITH_PRIMARY_KEY(Row, id),                               \
        KITH_COLUMN(Row, code, .unique = true), KITH_COLUMN(Row, rank),     \
        KITH_COLUMN(Row, weight), KITH_FOREIGN_KEY(Row, above_id, Row, id), \
        KEY_OF(Row)                                                         \
            KITH_RELATIONSHIP(Row, above, Row, .foreign_key = "above_id",   \
                              .back_populates = "below"),                   \
        KITH_RELATIONSHIP(Row, below, Row, .foreign_key = "above_id",       \
                          .back_populates = "above"),                       \
        RULES_OF(Row))
USED(Red, MORE_RULES, OTHER_KEY);
USED(Blue, MORE_RULES, OTHER_KEY);
USED(Green, MORE_RULES, OTHER_KEY);
USED(Grey, MORE_RULES, OTHER_KEY);
USED(Black, MORE_RULES, NO_KEY);
USED(White, RULES, NO_KEY);
USED(Brown, RULES, NO_KEY);
USED(Pink, RULES, NO_KEY);
USED(Gold, RULES, NO_KEY);
USED(Silver, RULES, NO_KEY);

KT_TEST_ONCE(memory, of_ten_empty_tables_full_of_rules_is_little)
{
    assert_little(
        OPEN(Red, Blue, Green, Grey, Black, White, Brown, Pink, Gold, Silver));
}
