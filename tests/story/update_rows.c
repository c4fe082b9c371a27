/* update_rows.c - columns of several rows, judged once, all or nothing. */
#include "family.h"

#include <stdlib.h>
#include <string.h>

typedef struct Guest Guest;
typedef struct Card Card;
typedef struct Room Room;
typedef struct Stay Stay;
struct Guest {
    const int64_t id;
    KITH_TEXT name;
    const KITH_OPTIONAL(int32_t) rank;
    const int32_t age;
    int32_t visits;
    KITH_SCALAR(Card) card;
};
struct Card {
    const int64_t id;
    const int64_t guest_id;
    KITH_REFERENCE(Guest) guest;
};
struct Room {
    KITH_TEXT house;
    const int32_t number;
    const char door[4];
    KITH_COLLECTION(Stay) stays;
};
struct Stay {
    const int64_t id;
    KITH_TEXT house;
    const int32_t number;
    const int32_t bed;
    const int64_t after_id;
    KITH_REFERENCE(Room) room;
    KITH_REFERENCE(Stay) after;
};

static bool is_grown_up(const void *draft)
{
    const Guest *guest = draft;

    return guest->age >= 18 || guest->name;
}
static kith_value one_visit_more(const void *draft)
{
    const Guest *guest = draft;

    return (kith_value)KITH_INTEGER(guest->visits + 1);
}

static KITH_TABLE(Guest, "guests", KITH_PRIMARY_KEY(Guest, id),
                  KITH_COLUMN(Guest, name, .unique = true),
                  KITH_OPTIONAL_COLUMN(Guest, rank, .unique = true),
                  KITH_COLUMN(Guest, age, .maximum = KITH_INTEGER(150)),
                  KITH_COLUMN(Guest, visits,
                              .on_update_function = one_visit_more),
                  KITH_CHECK(is_grown_up, "a child has a name", "age", "name"),
                  KITH_RELATIONSHIP(Guest, card, Card,
                                    .back_populates = "guest"));
static KITH_TABLE(Card, "cards", KITH_PRIMARY_KEY(Card, id),
                  KITH_FOREIGN_KEY(Card, guest_id, Guest, id, .not_null = true),
                  KITH_RELATIONSHIP(Card, guest, Guest,
                                    .back_populates = "card"));
static KITH_TABLE(Room, "rooms", KITH_COLUMN(Room, house, .primary_key = true),
                  KITH_COLUMN(Room, number, .primary_key = true),
                  KITH_COLUMN(Room, door),
                  KITH_RELATIONSHIP(Room, stays, Stay,
                                    .back_populates = "room"));
static KITH_TABLE(Stay, "stays", KITH_PRIMARY_KEY(Stay, id),
                  KITH_COLUMN(Stay, house), KITH_COLUMN(Stay, number),
                  KITH_COLUMN(Stay, bed),
                  KITH_FOREIGN_KEYS(Stay, (house, number), Room,
                                    (house, number), .on_update = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Stay, after_id, Stay, id),
                  KITH_UNIQUE("house", "number", "bed"),
                  KITH_RELATIONSHIP(Stay, room, Room,
                                    .back_populates = "stays"),
                  KITH_RELATIONSHIP(Stay, after, Stay, .acyclic = true));

struct inn {
    kith_db *db;
    Guest *ann, *bo, *cy;
    Card *card[3];
    Room *low, *high;
    Stay *stay[4]; /* three in the low room, one in the high */
};

static struct inn open_inn(void)
{
    struct inn inn = {.db = OPEN(Guest, Card, Room, Stay)};
    kith_db *db = inn.db;

    inn.ann = kith_insert(db, Guest, .name = "ann", .rank = KITH_SOME(1));
    inn.bo = kith_insert(db, Guest, .name = "bo", .rank = KITH_SOME(2));
    inn.cy = kith_insert(db, Guest, .name = "cy", .rank = KITH_SOME(3));
    for (int i = 0; i < 3; i++)
        inn.card[i] = kith_insert(db, Card, .guest_id = i + 1);
    inn.low = kith_insert(db, Room, .house = "inn", .number = 1, .door = "L");
    inn.high = kith_insert(db, Room, .house = "inn", .number = 2, .door = "H");
    for (int i = 0; i < 4; i++)
        inn.stay[i] = kith_insert(db, Stay, .bed = i,
                                  .room.row = i < 3 ? inn.low : inn.high);
    return inn;
}

#define DOES(call, expected)                  \
    do {                                      \
        const kith_status answered_ = (call); \
        KT_ASSERT_EQ(answered_, (expected));  \
    } while (0)

/* The call answers this failure and leaves no trace. (Not by REFUSES, which
 * would print the whole of what the macros become.) */
#define LEAVES_ALL(db, call, expected)                            \
    do {                                                          \
        const uint64_t state_ = kith_test_state(db);              \
        const kith_status refused_ = (call);                      \
        KT_ASSERT_EQ(refused_, (expected));                       \
        KT_ASSERT_EQ(kith_last_error(db)->status, (expected));    \
        KT_ASSERT(kith_test_state(db) == state_, "left a trace"); \
    } while (0)

/* The last error is about this. */
#define SAYS(db, of, where, what)                             \
    do {                                                      \
        KT_ASSERT_STR_EQ(kith_last_error(db)->table, of);     \
        KT_ASSERT_STR_EQ(kith_last_error(db)->column, where); \
        KT_ASSERT_STR_EQ(kith_last_error(db)->value, what);   \
    } while (0)

/* --- Exchanges ------------------------------------------------------------ */

KT_TEST(update_rows, two_rows_exchange_a_unique_value)
{
    struct inn inn = open_inn();

    DOES(kith_update_all(inn.db, kith_row_to(inn.ann, name, "bo"),
                         kith_row_to(inn.bo, name, "ann"),
                         kith_row_to(inn.ann, rank, 2),
                         kith_row_to(inn.bo, rank, 1)),
         KITH_OK);

    KT_ASSERT_STR_EQ(inn.ann->name, "bo");
    KT_ASSERT_EQ(kith_find(inn.db, Guest, name, "ann"), inn.bo);
    KT_ASSERT_EQ(kith_find(inn.db, Guest, rank, 2), inn.ann);
    KT_ASSERT_EQ(inn.ann->visits, 1);
    KT_ASSERT_EQ(inn.cy->visits, 0);
    family_close(inn.db);
}

/* Texts of the rows themselves are given: they are read before they change. */
KT_TEST(update_rows, three_rows_pass_a_unique_value_around)
{
    struct inn inn = open_inn();

    for (int i = 0; i < 4; i++)
        DOES(kith_update_all(inn.db, kith_row_to(inn.ann, name, inn.bo->name),
                             kith_row_to(inn.bo, name, inn.cy->name),
                             kith_row_to(inn.cy, name, inn.ann->name)),
             KITH_OK);

    KT_ASSERT_STR_EQ(inn.ann->name, "bo");
    KT_ASSERT_STR_EQ(inn.bo->name, "cy");
    KT_ASSERT_STR_EQ(inn.cy->name, "ann");
    KT_ASSERT_EQ(kith_find(inn.db, Guest, name, "cy"), inn.bo);
    family_close(inn.db);
}

KT_TEST(update_rows, a_value_goes_to_one_row_and_another_has_none)
{
    struct inn inn = open_inn();

    DOES(kith_update_all(inn.db, kith_row_to(inn.cy, rank, 1),
                         kith_row_to_null(inn.ann, rank),
                         kith_row_to_null(inn.bo, name),
                         kith_row_to(inn.bo, age, 18)),
         KITH_OK);

    KT_ASSERT_EQ(kith_find(inn.db, Guest, rank, 1), inn.cy);
    KT_ASSERT(kith_is_null(inn.ann, rank) && kith_is_null(inn.bo, name));
    family_close(inn.db);
}

KT_TEST(update_rows, parents_exchange_their_required_children)
{
    struct inn inn = open_inn();

    LEAVES_ALL(inn.db, kith_set(inn.card[0], guest_id, 2), KITH_E_UNIQUE);
    LEAVES_ALL(inn.db, kith_relate(inn.ann, card, inn.card[1]),
               KITH_E_NOT_NULL);
    DOES(kith_update_all(inn.db, kith_row_to(inn.card[0], guest_id, 2),
                         kith_row_to(inn.card[1], guest_id, 1)),
         KITH_OK);
    KT_ASSERT(inn.ann->card.row == inn.card[1]);
    KT_ASSERT(inn.card[0]->guest.row == inn.bo);
    DOES(kith_update_all(inn.db, kith_row_to(inn.card[0], guest_id, 3),
                         kith_row_to(inn.card[2], guest_id, 1),
                         kith_row_to(inn.card[1], guest_id, 2)),
         KITH_OK);
    KT_ASSERT(inn.ann->card.row == inn.card[2]);
    KT_ASSERT(inn.bo->card.row == inn.card[1]);
    KT_ASSERT(inn.cy->card.row == inn.card[0]);
    family_close(inn.db);
}

/* The key of one column over three is the same, so none may hold it alone. */
KT_TEST(update_rows, rows_exchange_what_several_columns_hold)
{
    struct inn inn = open_inn();

    DOES(kith_update_all(inn.db, kith_row_to(inn.stay[0], bed, 2),
                         kith_row_to(inn.stay[3], number, 1),
                         kith_row_to(inn.stay[2], bed, 0),
                         kith_row_to(inn.stay[1], number, 2),
                         kith_row_to(inn.stay[1], bed, 3),
                         kith_row_to(inn.stay[3], bed, 1)),
         KITH_OK);

    ASSERT_LIST(inn.low->stays, room.row->door, "L L L");
    KT_ASSERT(inn.low->stays.places[0] == inn.stay[0]);
    KT_ASSERT(kith_at(inn.low->stays, 2) == inn.stay[3]);
    KT_ASSERT(kith_first(inn.high->stays) == inn.stay[1]);
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.stay[0], bed, 1),
                               kith_row_to(inn.stay[2], bed, 1)),
               KITH_E_UNIQUE);
    family_close(inn.db);
}

/* Keys of a text and a number, whose children share the text with them. */
KT_TEST(update_rows, parents_exchange_their_keys_and_keep_their_children)
{
    struct inn inn = open_inn();

    DOES(kith_update_all(inn.db, kith_row_to(inn.high, house, "annex"),
                         kith_row_to(inn.low, number, 2),
                         kith_row_to(inn.high, number, 1)),
         KITH_OK);
    DOES(kith_update_all(inn.db, kith_row_to(inn.high, house, "inn"),
                         kith_row_to(inn.high, number, 2),
                         kith_row_to(inn.low, house, "annex"),
                         kith_row_to(inn.low, number, 1)),
         KITH_OK);

    KT_ASSERT(kith_get(inn.db, Room, "annex", 1) == inn.low);
    ASSERT_LIST(inn.low->stays, house, "annex annex annex");
    ASSERT_LIST(inn.high->stays, house, "inn");
    KT_ASSERT_EQ(inn.stay[3]->number, 2);
    family_close(inn.db);
}

/* --- What another row of the call is given -------------------------------- */

/* In whichever order the rows are named. */
KT_TEST(update_rows, a_key_names_the_row_that_will_have_it)
{
    for (int first = 0; first < 2; first++) {
        struct inn inn = open_inn();
        const kith_row_assignment moves[] = {
            kith_row_to(inn.stay[0], number, 2),
            kith_row_to(inn.low, number, 2),
            kith_row_to(inn.high, number, 1),
            kith_row_to(inn.stay[0], number, 2),
        };

        kith_delete(inn.stay[3]);
        ANSWERS(kith_update_rows(inn.db, moves + first, 3), KITH_OK);
        KT_ASSERT(inn.stay[0]->room.row == inn.low);
        KT_ASSERT_EQ(inn.stay[1]->number, 2);
        KT_ASSERT_EQ(inn.high->stays.count, 0u);
        family_close(inn.db);
    }
}

KT_TEST(update_rows, a_key_that_a_row_gives_up_names_it_no_more)
{
    struct inn inn = open_inn();

    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.high, number, 9),
                               kith_row_to(inn.stay[0], number, 2)),
               KITH_E_PARENT);
    SAYS(inn.db, "stays", "house, number", "(\"inn\", 2)");
    DOES(kith_update_all(inn.db, kith_row_to(inn.stay[0], number, 9),
                         kith_row_to(inn.high, number, 9)),
         KITH_OK);
    KT_ASSERT(inn.stay[0]->room.row == inn.high);
    family_close(inn.db);
}

/* Under NO ACTION a child would change its parent in silence. */
KT_TEST(update_rows, children_are_not_handed_to_the_row_that_takes_their_key)
{
    struct inn inn = open_inn();

    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.ann, id, 2),
                               kith_row_to(inn.bo, id, 1)),
               KITH_E_CHILDREN);
    SAYS(inn.db, "guests", "id", "1");
    DOES(kith_update_all(inn.db, kith_row_to(inn.ann, id, 2),
                         kith_row_to(inn.card[0], guest_id, 2),
                         kith_row_to(inn.bo, id, 1),
                         kith_row_to(inn.card[1], guest_id, 1)),
         KITH_OK);
    KT_ASSERT(inn.card[0]->guest.row == inn.ann);
    KT_ASSERT(kith_get(inn.db, Guest, 1) == inn.bo);
    family_close(inn.db);
}

/* A second card is no second one under the key that its guest takes on; under
 * one that another gives up it would be. */
KT_TEST(update_rows, a_child_that_is_left_behind_is_not_replaced)
{
    struct inn inn = open_inn();
    Card *card = kith_insert(inn.db, Card, .guest_id = 3);

    KT_ASSERT(!card);
    DOES(kith_delete(inn.card[2]), KITH_OK);
    KT_ASSERT(card = kith_insert(inn.db, Card, .guest_id = 3));
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(card, guest_id, 4),
                               kith_row_to(inn.ann, id, 4)),
               KITH_E_CHILDREN);
    SAYS(inn.db, "guests", "id", "1");
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.ann, id, 4),
                               kith_row_to(inn.cy, id, 1),
                               kith_row_to(card, guest_id, 1)),
               KITH_E_UNIQUE);
    SAYS(inn.db, "cards", "guest_id", "1");
    family_close(inn.db);
}

KT_TEST(update_rows, a_chain_is_turned_round_and_no_ring_is_closed)
{
    struct inn inn = open_inn();
    Stay **stay = inn.stay;

    DOES(kith_update_all(inn.db, kith_row_to(stay[1], after_id, 1),
                         kith_row_to(stay[2], after_id, 2)),
         KITH_OK);
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(stay[3], after_id, 3),
                               kith_row_to(stay[0], after_id, 4)),
               KITH_E_CYCLE);
    DOES(kith_update_all(inn.db, kith_row_to(stay[0], after_id, 2),
                         kith_row_to(stay[1], after_id, 3),
                         kith_row_to_null(stay[2], after_id)),
         KITH_OK);
    KT_ASSERT(stay[0]->after.row == stay[1] && !stay[2]->after.row);
    family_close(inn.db);
}

KT_TEST(update_rows, a_row_that_leaves_makes_room_for_another)
{
    struct inn inn = open_inn();

    DOES(kith_update_all(inn.db, kith_row_to_null(inn.stay[0], house),
                         kith_row_to(inn.stay[3], number, 1),
                         kith_row_to(inn.stay[3], bed, 0)),
         KITH_OK);
    KT_ASSERT(kith_is_null(inn.stay[0], house) && !inn.stay[0]->room.row);
    KT_ASSERT_EQ(inn.stay[0]->number, 0);
    KT_ASSERT(inn.stay[3]->room.row == inn.low);
    family_close(inn.db);
}

/* --- A row named twice ---------------------------------------------------- */

KT_TEST(update_rows, a_row_named_twice_counts_once)
{
    struct inn inn = open_inn();

    DOES(kith_update_all(
             inn.db, kith_row_to(inn.ann, name, "bo"),
             kith_row_to(inn.ann, rank, 3), kith_row_to(inn.cy, rank, 1),
             kith_row_to(inn.ann, name, "anna"), kith_row_to_null(inn.cy, name),
             kith_row_to(inn.ann, age, 200), kith_row_to(inn.cy, name, "cyd"),
             kith_row_to(inn.ann, age, 20)),
         KITH_OK);

    KT_ASSERT_STR_EQ(inn.ann->name, "anna");
    KT_ASSERT_EQ(inn.ann->age, 20);
    KT_ASSERT_EQ(inn.ann->visits, 1);
    KT_ASSERT_STR_EQ(inn.cy->name, "cyd");
    KT_ASSERT_EQ(kith_find(inn.db, Guest, rank, 1), inn.cy);
    family_close(inn.db);
}

/* A NULL that does not count must not empty the rest of the key, however many
 * there are. */
KT_TEST(update_rows, of_a_part_of_a_key_the_last_value_counts)
{
    enum { TIMES = 40 };
    struct inn inn = open_inn();
    static const int32_t high = 2;
    kith_row_assignment changes[TIMES];

    for (int many = 2; many <= TIMES; many++) {
        for (int i = 0; i < many; i++)
            changes[i] =
                (kith_row_assignment){inn.stay[i % 2], offsetof(Stay, number),
                                      i < many - 2 ? NULL : &high};
        ANSWERS(kith_update_rows(inn.db, changes, (size_t)many), KITH_OK);
        KT_ASSERT(inn.stay[0]->room.row == inn.high);
        KT_ASSERT(inn.stay[1]->room.row == inn.high);
        DOES(kith_update_all(inn.db, kith_row_to(inn.stay[0], number, 1),
                             kith_row_to(inn.stay[1], number, 1)),
             KITH_OK);
    }
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.stay[0], number, 1),
                               kith_row_to(inn.stay[1], number, 1),
                               kith_row_to_null(inn.stay[0], house)),
               KITH_E_MISUSE);
    family_close(inn.db);
}

/* --- Refusals ------------------------------------------------------------- */

KT_TEST(update_rows, is_refused_as_a_whole_and_says_for_what)
{
    struct inn inn = open_inn();
    kith_db *db = inn.db;

    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.ann, name, "x"),
                               kith_row_to_null(inn.card[1], guest_id)),
               KITH_E_NOT_NULL);
    SAYS(db, "cards", "guest_id", "NULL");
    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.high, door, "D"),
                               kith_row_to(inn.low, door, "cellar")),
               KITH_E_CHECK);
    SAYS(db, "rooms", "door", "\"cellar\"");
    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.bo, age, 151),
                               kith_row_to(inn.cy, age, 152)),
               KITH_E_CHECK);
    SAYS(db, "guests", "age", "151");
    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.bo, age, 15),
                               kith_row_to_null(inn.bo, name)),
               KITH_E_CHECK);
    SAYS(db, "guests", "age, name", "(15, NULL)");
    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.ann, name, "x"),
                               kith_row_to(inn.bo, name, "x")),
               KITH_E_UNIQUE);
    SAYS(db, "guests", "name", "\"x\"");
    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.card[0], guest_id, 2),
                               kith_row_to(inn.card[1], guest_id, 3)),
               KITH_E_UNIQUE);
    SAYS(db, "cards", "guest_id", "3");
    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.card[0], guest_id, 2),
                               kith_row_to(inn.card[1], guest_id, 99)),
               KITH_E_PARENT);
    SAYS(db, "cards", "guest_id", "99");
    family_close(db);
}

/* The rules in their order, whatever the order of the rows is. */
KT_TEST(update_rows, names_the_first_rule_of_all_rows)
{
    struct inn inn = open_inn();
    kith_db *db = inn.db;

    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.card[0], guest_id, 99),
                               kith_row_to(inn.ann, name, "bo"),
                               kith_row_to(inn.cy, age, 999),
                               kith_row_to_null(inn.card[1], guest_id)),
               KITH_E_NOT_NULL);
    SAYS(db, "cards", "guest_id", "NULL");
    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.card[0], guest_id, 99),
                               kith_row_to(inn.ann, name, "bo"),
                               kith_row_to(inn.cy, age, 999)),
               KITH_E_CHECK);
    SAYS(db, "guests", "age", "999");
    LEAVES_ALL(db,
               kith_update_all(db, kith_row_to(inn.card[0], guest_id, 99),
                               kith_row_to(inn.ann, name, "bo")),
               KITH_E_UNIQUE);
    SAYS(db, "guests", "name", "\"bo\"");
    family_close(db);
}

KT_TEST(update_rows, does_nothing_for_no_rows)
{
    struct inn inn = open_inn();
    const uint64_t state = kith_test_state(inn.db);

    ANSWERS(kith_update_rows(inn.db, NULL, 0), KITH_OK);
    DOES(kith_update_all(inn.db, kith_row_to(inn.ann, name, "ann"),
                         kith_row_to(inn.bo, rank, 2)),
         KITH_OK);
    KT_ASSERT(kith_test_state(inn.db) == state);
    family_close(inn.db);
}

KT_TEST(update_rows, refuses_rows_that_it_cannot_write)
{
    struct inn inn = open_inn(), other = open_inn();
    Guest *none = NULL;

    LEAVES_ALL(inn.db, kith_update_rows(inn.db, NULL, 1), KITH_E_MISUSE);
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.ann, age, 3),
                               kith_row_to(other.ann, age, 3)),
               KITH_E_MISUSE);
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.ann, age, 3),
                               {inn.bo, offsetof(Guest, card), &(int64_t){1}}),
               KITH_E_MISUSE);
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.ann, age, 3),
                               kith_row_to_null(inn.bo, age)),
               KITH_E_MISUSE);
    kith_delete(inn.stay[1]);
    LEAVES_ALL(inn.db,
               kith_update_all(inn.db, kith_row_to(inn.ann, age, 3),
                               kith_row_to(inn.stay[1], bed, 7)),
               KITH_E_NOT_FOUND);
    /* That of a failed look-up stays the last error. */
    DOES(kith_update_all(inn.db, kith_row_to(inn.ann, age, 3),
                         kith_row_to(none, age, 3)),
         KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_last_error(inn.db)->status, KITH_E_NOT_FOUND);
    KT_ASSERT_EQ(inn.ann->age, 0);
    DOES(kith_update_all(NULL, kith_row_to(inn.ann, age, 3)), KITH_E_MISUSE);
    family_close(other.db);
    family_close(inn.db);
}

/* --- Many ----------------------------------------------------------------- */

/* Each takes the rank of the next, and half as many changes name one row. */
static double time_rotation(size_t count)
{
    kith_db *db = OPEN(Guest, Card, Room, Stay);
    kith_row_assignment *changes = calloc(count, 3 * sizeof(*changes));
    int32_t *ranks = calloc(count, sizeof(*ranks));
    Stay *stay;
    double start;

    KT_ASSERT(changes && ranks);
    kith_insert(db, Room, .house = "inn", .number = 1);
    stay = kith_insert(db, Stay, .house = "inn", .number = 1);
    for (size_t i = 0; i < count; i++) {
        ranks[i] = (int32_t)((i + 1) % count);
        changes[i].row =
            kith_insert(db, Guest, .rank = KITH_SOME((int)i), .age = 18);
        changes[i].offset_bytes = offsetof(Guest, rank);
        changes[i].value = &ranks[i];
        changes[count + i] =
            (kith_row_assignment){stay, offsetof(Stay, bed), &ranks[0]};
        changes[2 * count + i] = (kith_row_assignment){
            stay, i < count / 2 ? offsetof(Stay, number) : offsetof(Stay, bed),
            &ranks[0]};
    }
    start = family_seconds();
    ANSWERS(kith_update_rows(db, changes, 3 * count), KITH_OK);
    start = family_seconds() - start;
    KT_ASSERT(kith_find(db, Guest, rank, 0) == changes[count - 1].row);
    KT_ASSERT_EQ(stay->bed, 1);
    family_close(db);
    free(ranks);
    free(changes);
    return start;
}

KT_TEST(update_rows, costs_as_much_as_there_are_changes)
{
    size_t count = FAMILY_SANITIZED ? 1000 : 10000;
    double tenth = time_rotation(count), time = time_rotation(10 * count);

    KT_ASSERT(family_linear(tenth, time), "%f s, and %f for ten times as many",
              tenth, time);
}
