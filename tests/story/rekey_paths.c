/* rekey_paths.c - a changed key whose changes meet again: two ways of different
 * length to one row, and rings. */
#include "family.h"

/* Land <- Short <- Meet.one, and Land <- Long <- Longer <- Meet.two; what refers
 * to Meet.two hears of the change last. */
typedef struct Land Land;
typedef struct Short Short;
typedef struct Long Long;
typedef struct Longer Longer;
typedef struct Meet Meet;
typedef struct End End;
struct Land {
    KITH_TEXT code;
};
#define STEP(Row)       \
    struct Row {        \
        KITH_TEXT code; \
    }
STEP(Short);
STEP(Long);
STEP(Longer);
struct Meet {
    const int64_t id;
    KITH_TEXT one;
    KITH_TEXT two;
};
struct End {
    const int64_t id;
    KITH_TEXT one;
    KITH_TEXT two;
};
#define FOLLOWS(Row, f, Parent, key, ...)                            \
    KITH_FOREIGN_KEY(Row, f, Parent, key, .on_update = KITH_CASCADE, \
                     __VA_ARGS__)
static KITH_TABLE(Land, "lands", KITH_PRIMARY_KEY(Land, code));
static KITH_TABLE(Short, "shorts",
                  FOLLOWS(Short, code, Land, code, .primary_key = true));
static KITH_TABLE(Long, "longs",
                  FOLLOWS(Long, code, Land, code, .primary_key = true));
static KITH_TABLE(Longer, "longers",
                  FOLLOWS(Longer, code, Long, code, .primary_key = true));
static KITH_TABLE(Meet, "meets", KITH_PRIMARY_KEY(Meet, id),
                  FOLLOWS(Meet, one, Short, code, .unique = true),
                  FOLLOWS(Meet, two, Longer, code, .unique = true));
static KITH_TABLE(End, "ends", KITH_PRIMARY_KEY(End, id),
                  FOLLOWS(End, one, Meet, one, .index = true),
                  FOLLOWS(End, two, Meet, two, .index = true));

KT_TEST(rekey_paths, of_different_length_all_arrive)
{
    kith_db *db = OPEN(Land, Short, Long, Longer, Meet, End);
    Land *land = kith_insert(db, Land, .code = "a");
    kith_insert(db, Short, .code = "a");
    kith_insert(db, Long, .code = "a");
    kith_insert(db, Longer, .code = "a");
    Meet *meet = kith_insert(db, Meet, .one = "a", .two = "a");
    End *end = kith_insert(db, End, .one = "a", .two = "a");

    ANSWERS(kith_set(land, code, "b"), KITH_OK);

    KT_ASSERT_STR_EQ(meet->one, "b");
    KT_ASSERT_STR_EQ(meet->two, "b");
    KT_ASSERT_STR_EQ(end->one, "b");
    KT_ASSERT_STR_EQ(end->two, "b");
    KT_ASSERT_EQ(kith_find(db, End, two, "b"), end);
    KT_ASSERT_EQ(kith_find(db, Meet, two, "b"), meet);
    KT_ASSERT_NULL(kith_find(db, Meet, two, "a"));
    family_close(db);
}

/* --- Rings ------------------------------------------------------------------ */

#define RING(p, on_update_of_head)                                         \
    typedef struct p##Head p##Head;                                        \
    typedef struct p##Tail p##Tail;                                        \
    struct p##Head {                                                       \
        KITH_TEXT code;                                                    \
        KITH_TEXT twin_code;                                               \
        KITH_TEXT tail_code;                                               \
        KITH_REFERENCE(p##Tail) tail;                                      \
    };                                                                     \
    struct p##Tail {                                                       \
        KITH_TEXT code;                                                    \
        KITH_REFERENCE(p##Head) head;                                      \
    };                                                                     \
    static KITH_TABLE(p##Head, "heads", KITH_PRIMARY_KEY(p##Head, code),   \
                      KITH_FOREIGN_KEY(p##Head, twin_code, p##Head, code), \
                      KITH_FOREIGN_KEY(p##Head, tail_code, p##Tail, code,  \
                                       .on_update = on_update_of_head),    \
                      KITH_RELATIONSHIP(p##Head, tail, p##Tail));          \
    static KITH_TABLE(                                                     \
        p##Tail, "tails",                                                  \
        FOLLOWS(p##Tail, code, p##Head, code, .primary_key = true),        \
        KITH_RELATIONSHIP(p##Tail, head, p##Head))
#define OPEN_RING(p)                                       \
    kith_db *db = OPEN(p##Head, p##Tail);                  \
    p##Head *head = kith_insert(db, p##Head, .code = "a"); \
    p##Tail *tail = kith_insert(db, p##Tail, .code = "a"); \
    ANSWERS(kith_relate(head, tail, tail), KITH_OK)

RING(Follow, KITH_CASCADE);
RING(Stay, KITH_NO_ACTION);
RING(Leave, KITH_SET_NULL);

KT_TEST(rekey_paths, go_round_a_ring_and_end)
{
    OPEN_RING(Follow);

    ANSWERS(kith_set(head, code, "b"), KITH_OK);

    KT_ASSERT_STR_EQ(tail->code, "b");
    KT_ASSERT_STR_EQ(head->tail_code, "b");
    KT_ASSERT_EQ(head->tail.row, tail);
    KT_ASSERT_EQ(tail->head.row, head);
    family_close(db);
}

KT_TEST(rekey_paths, round_a_ring_are_judged_when_all_is_done)
{
    OPEN_RING(Stay);

    REFUSES(db, kith_set(head, code, "b"), KITH_E_CHILDREN);
    ANSWERS(kith_update(head, kith_to(head, code, "b"),
                        kith_to(head, tail_code, "b")),
            KITH_OK);

    KT_ASSERT_STR_EQ(tail->code, "b");
    KT_ASSERT_EQ(head->tail.row, tail);
    family_verify(db);
    ANSWERS(kith_update(head, kith_to(head, code, "c"),
                        kith_to_null(head, tail_code)),
            KITH_OK);
    KT_ASSERT_STR_EQ(tail->code, "c");
    KT_ASSERT_NULL(head->tail.row);
    family_close(db);
}

KT_TEST(rekey_paths, round_a_ring_may_unlink_the_row_that_began)
{
    OPEN_RING(Leave);

    ANSWERS(kith_set(head, code, "b"), KITH_OK);

    KT_ASSERT_STR_EQ(tail->code, "b");
    KT_ASSERT_NULL(head->tail.row);
    KT_ASSERT_NULL(head->tail_code);
    family_close(db);
}
