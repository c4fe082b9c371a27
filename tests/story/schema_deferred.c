/* schema_deferred.c - which rules may wait for a commit, and which kith_open
 * refuses to defer. */
#include "refusal.h"

typedef struct Boss Boss;
typedef struct Hand Hand;
typedef struct Pair Pair;
struct Boss {
    const int64_t id;
    KITH_TEXT name;
    const int32_t a, b;
    KITH_COLLECTION(Hand) hands;
    KITH_SCALAR(Hand) right;
    KITH_COLLECTION_VIA(Pair, Boss) friends;
};
struct Hand {
    const int64_t id;
    const int32_t number;
    KITH_TEXT name;
    const char code[4];
    const KITH_OPTIONAL(int32_t) rank;
    const int64_t boss_id;
    const int32_t a, b;
    KITH_TEXT boss_name;
    KITH_REFERENCE(Boss) boss;
};
struct Pair {
    const int64_t one_id, two_id;
    KITH_REFERENCE(Boss) one;
    KITH_REFERENCE(Boss) two;
};

#define PARENT .deferred = KITH_DEFER_PARENT
#define UNIQUE .unique = true, .deferred = KITH_DEFER_UNIQUE
#define REQUIRED .not_null = true, .deferred = KITH_DEFER_NOT_NULL
#define BOSS(...) \
    DECLARED(Boss, "bosses", KITH_PRIMARY_KEY(Boss, id), __VA_ARGS__)
#define AB                                      \
    KITH_COLUMN(Boss, a), KITH_COLUMN(Boss, b), \
        KITH_COLUMN(Boss, name, .unique = true), KITH_UNIQUE("a", "b")
#define HAND(...) \
    DECLARED(Hand, "hands", KITH_PRIMARY_KEY(Hand, id), __VA_ARGS__)
#define OF(...) KITH_FOREIGN_KEY(Hand, boss_id, Boss, id, __VA_ARGS__)
#define OF_AB(...)                              \
    KITH_COLUMN(Hand, a), KITH_COLUMN(Hand, b), \
        KITH_FOREIGN_KEYS(Hand, (a, b), Boss, (a, b), __VA_ARGS__)
#define PAIR(...)                                                         \
    DECLARED(Pair, "pairs",                                               \
             KITH_FOREIGN_KEY(Pair, two_id, Boss, id, .not_null = true),  \
             KITH_RELATIONSHIP(Pair, one, Boss, .foreign_key = "one_id"), \
             KITH_RELATIONSHIP(Pair, two, Boss, .foreign_key = "two_id"), \
             __VA_ARGS__)
#define FRIENDS(...)                                             \
    KITH_RELATIONSHIP(Boss, friends, Boss, .secondary = "pairs", \
                      .foreign_key = "one_id", __VA_ARGS__)

static const struct refusal refusals[] = {
    {"a rule that there is not",
     {HAND(KITH_COLUMN(Hand, number, .deferred = 8))},
     "hands.number has a .deferred that means nothing: use "
     "KITH_DEFER_PARENT, KITH_DEFER_UNIQUE and KITH_DEFER_NOT_NULL"},
    {"the parent of a plain column",
     {HAND(KITH_COLUMN(Hand, number, PARENT))},
     "hands.number has KITH_DEFER_PARENT, but is no foreign key: drop it"},
    {"the value of a column that is not unique",
     {HAND(KITH_COLUMN(Hand, number, .index = true,
                       .deferred = KITH_DEFER_UNIQUE))},
     "hands.number has KITH_DEFER_UNIQUE, but is not unique: add .unique = "
     "true, or drop it"},
    {"a value that may be NULL",
     {HAND(KITH_COLUMN(Hand, name, .deferred = KITH_DEFER_NOT_NULL))},
     "hands.name has KITH_DEFER_NOT_NULL, but is not required: add .not_null "
     "= true, or drop it"},
    {"a number that is never NULL",
     {HAND(KITH_COLUMN(Hand, number, REQUIRED))},
     "hands.number has KITH_DEFER_NOT_NULL, but has no way to be NULL: "
     "declare it KITH_OPTIONAL, or drop it"},
    {"an in-place text, which is never NULL",
     {HAND(KITH_COLUMN(Hand, code, REQUIRED))},
     "hands.code has KITH_DEFER_NOT_NULL, but has no way to be NULL: declare "
     "it KITH_OPTIONAL, or drop it"},
    {"a primary key",
     {DECLARED(Hand, "hands",
               KITH_PRIMARY_KEY(Hand, id, .deferred = KITH_DEFER_UNIQUE))},
     "hands.id is in the primary key, by which rows are found at any time: "
     "drop KITH_DEFER_UNIQUE and KITH_DEFER_NOT_NULL"},
    {"NOT NULL of a part of a primary key",
     {BOSS(AB),
      DECLARED(Hand, "hands", KITH_COLUMN(Hand, number, .primary_key = true),
               OF(.primary_key = true, REQUIRED))},
     "hands.boss_id is in the primary key, by which rows are found at any "
     "time: drop KITH_DEFER_UNIQUE and KITH_DEFER_NOT_NULL"},
    {"a unique column that is referred to",
     {BOSS(KITH_COLUMN(Boss, name, UNIQUE)),
      HAND(KITH_FOREIGN_KEY(Hand, boss_name, Boss, name))},
     "bosses.name has KITH_DEFER_UNIQUE, but hands.boss_name refers to it, so "
     "one row must have it at any time: drop it"},
    {"a unique key that is referred to",
     {BOSS(KITH_COLUMN(Boss, a), KITH_COLUMN(Boss, b),
           KITH_DEFERRED_UNIQUE("a", "b")),
      HAND(OF_AB(.not_null = true))},
     "bosses.a, b has KITH_DEFER_UNIQUE, but hands.a, b refers to it, so one "
     "row must have it at any time: drop it"},
    {"a foreign key of several columns as unique",
     {BOSS(AB), HAND(OF_AB(.deferred = KITH_DEFER_UNIQUE))},
     "hands.a, b has KITH_DEFER_UNIQUE, but is a foreign key of several "
     "columns, which is not unique by itself: drop it, or use "
     "KITH_DEFERRED_UNIQUE"},
    {"the one child of a one-to-one",
     {BOSS(KITH_RELATIONSHIP(Boss, right, Hand)), HAND(OF(UNIQUE))},
     "hands.boss_id has KITH_DEFER_UNIQUE, but bosses.right is one to one and "
     "has room for one row at any time: drop it"},
    {"the one child of a one-to-one, along several columns",
     {BOSS(AB, KITH_RELATIONSHIP(Boss, right, Hand)),
      HAND(OF_AB(.not_null = true), KITH_DEFERRED_UNIQUE("b", "a"))},
     "hands.b, a has KITH_DEFER_UNIQUE, but bosses.right is one to one and "
     "has room for one row at any time: drop it"},
    {"a required part of a foreign key",
     {BOSS(AB),
      HAND(KITH_COLUMN(Hand, a, REQUIRED), KITH_COLUMN(Hand, b),
           KITH_FOREIGN_KEYS(Hand, (a, b), Boss, (a, b), .not_null = true))},
     "hands.a has KITH_DEFER_NOT_NULL, but is part of a foreign key of "
     "several columns: say it of that, or drop it"},
    {"a foreign key without a column of its own",
     {BOSS(AB), HAND(KITH_COLUMN(Hand, a, .not_null = true),
                     KITH_COLUMN(Hand, b, .not_null = true),
                     KITH_FOREIGN_KEYS(Hand, (a, b), Boss, (a, b), REQUIRED))},
     "hands.a, b has KITH_DEFER_NOT_NULL, but no column of its own that could "
     "be NULL: drop it"},
    {"an end of a many-to-many",
     {BOSS(FRIENDS(.view_only = true)),
      PAIR(KITH_FOREIGN_KEY(Pair, one_id, Boss, id, REQUIRED))},
     "pairs.one_id has KITH_DEFER_NOT_NULL, but is a key of an association "
     "table, whose rows have both ends at any time: drop it"},
    {"the pair of a many-to-many",
     {BOSS(FRIENDS(.view_only = false)),
      PAIR(KITH_FOREIGN_KEY(Pair, one_id, Boss, id, .not_null = true),
           KITH_DEFERRED_UNIQUE("one_id", "two_id"))},
     "pairs.one_id, two_id has KITH_DEFER_UNIQUE, but bosses.friends finds "
     "its pairs by it, so one row must have it at any time: drop it, or "
     "declare bosses.friends .view_only"},
    {"a relationship",
     {BOSS(AB),
      HAND(OF(.not_null = true), KITH_RELATIONSHIP(Hand, boss, Boss, PARENT))},
     "hands.boss has .deferred, which belongs to a column: move it to the "
     "column or foreign key"},
};

KT_TEST(schema_deferred, what_cannot_wait_is_told_in_a_sentence)
{
    CHECK_REFUSALS(refusals);
}

static const struct refusal accepted[] = {
    {"all that a foreign key may defer",
     {BOSS(AB), HAND(OF(.not_null = true,
                        .deferred = KITH_DEFER_PARENT | KITH_DEFER_NOT_NULL))},
     NULL},
    {"a foreign key that is unique, and a list",
     {BOSS(KITH_RELATIONSHIP(Boss, hands, Hand)), HAND(OF(UNIQUE))},
     NULL},
    {"a foreign key of several columns",
     {BOSS(AB), HAND(OF_AB(.not_null = true, .deferred = KITH_DEFER_PARENT |
                                                         KITH_DEFER_NOT_NULL))},
     NULL},
    {"the parents of a primary key",
     {BOSS(AB), DECLARED(Hand, "hands", OF(.primary_key = true, PARENT))},
     NULL},
    {"columns",
     {HAND(KITH_COLUMN(Hand, number, UNIQUE),
           KITH_COLUMN(Hand, name, .unique = true, .not_null = true,
                       .deferred = KITH_DEFER_UNIQUE | KITH_DEFER_NOT_NULL),
           KITH_OPTIONAL_COLUMN(Hand, rank, REQUIRED))},
     NULL},
    {"a key that holds more than a one-to-one",
     {BOSS(KITH_RELATIONSHIP(Boss, right, Hand)),
      HAND(OF(.not_null = true), KITH_COLUMN(Hand, number),
           KITH_DEFERRED_UNIQUE("boss_id", "number"))},
     NULL},
    {"the pair of a many-to-many that is walked",
     {BOSS(FRIENDS(.view_only = true)),
      PAIR(KITH_FOREIGN_KEY(Pair, one_id, Boss, id, .not_null = true),
           KITH_DEFERRED_UNIQUE("one_id", "two_id"))},
     NULL},
};

KT_TEST(schema_deferred, rules_of_rows_may_wait)
{
    for (size_t i = 0; i < sizeof(accepted) / sizeof(*accepted); i++)
        refusal_not(&accepted[i]);
}

static KITH_TABLE(Boss, "bosses", KITH_PRIMARY_KEY(Boss, id),
                  KITH_COLUMN(Boss, name, UNIQUE), KITH_COLUMN(Boss, a),
                  KITH_COLUMN(Boss, b), KITH_DEFERRED_UNIQUE("a", "b"));
static KITH_TABLE(Hand, "hands", KITH_PRIMARY_KEY(Hand, id),
                  KITH_COLUMN(Hand, name, REQUIRED),
                  KITH_FOREIGN_KEY(Hand, boss_id, Boss, id, .not_null = true,
                                   .deferred = KITH_DEFER_PARENT |
                                               KITH_DEFER_NOT_NULL));

/* Without a transaction there is nothing to wait for. */
KT_TEST(schema_deferred, rules_are_judged_when_the_call_is_done)
{
    kith_db *db = OPEN(Boss, Hand);
    Boss *one = kith_insert(db, Boss, .name = "one", .a = 1);
    Boss *two = kith_insert(db, Boss, .name = "two", .a = 2);
    Hand *hand = kith_insert(db, Hand, .name = "left", .boss_id = 1);

    REFUSES_ROW(db, kith_insert(db, Boss, .name = "one", .a = 3),
                KITH_E_UNIQUE);
    REFUSES(db, kith_set(two, a, 1), KITH_E_UNIQUE);
    REFUSES(db, kith_set(hand, boss_id, 9), KITH_E_PARENT);
    REFUSES(db, kith_set_null(hand, boss_id), KITH_E_NOT_NULL);
    REFUSES(db, kith_set_null(hand, name), KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert(db, Hand, .name = "right"), KITH_E_NOT_NULL);
    REFUSES(db, kith_delete(one), KITH_E_CHILDREN);

    KT_ASSERT(kith_find(db, Boss, name, "one") == one);
    family_close(db);
}

KT_TEST(schema_deferred, rules_that_wait_are_told_by_reflection)
{
    kith_db *db = OPEN(Boss, Hand);
    static const bool waits[] = {false, true, true};
    kith_foreign_key foreign_key;
    kith_column column;
    kith_key key;
    size_t n = 0;

    for (; kith_table_key(db, &Boss_table, n, &key); n++)
        KT_ASSERT_EQ(key.deferred, waits[n]);
    KT_ASSERT_EQ(n, 3u);
    KT_ASSERT(kith_table_foreign_key(db, &Hand_table, 0, &foreign_key));
    KT_ASSERT_EQ(foreign_key.deferred,
                 (unsigned)(KITH_DEFER_PARENT | KITH_DEFER_NOT_NULL));
    KT_ASSERT(kith_column_named(db, &Hand_table, "name", &column));
    KT_ASSERT_EQ(column.attribute->deferred, (unsigned)KITH_DEFER_NOT_NULL);
    family_close(db);
}
