/* deferred_parents.c - foreign keys that name no row until the commit. */
#include "family.h"

/* Letters wait for the address they are sent to, by its text; a key to a box
 * waits for the box, one key for each. */
typedef struct Address Address;
typedef struct Letter Letter;
typedef struct Box Box;
typedef struct Key Key;
struct Address {
    KITH_TEXT street;
    KITH_COLLECTION(Letter) letters;
};
struct Letter {
    const int64_t id;
    KITH_TEXT street;
    KITH_REFERENCE(Address) address;
};
struct Box {
    const int64_t id;
    KITH_SCALAR(Key) key;
};
struct Key {
    const int64_t id;
    const int64_t box_id;
    KITH_REFERENCE(Box) box;
};
static KITH_TABLE(Address, "addresses", KITH_PRIMARY_KEY(Address, street),
                  KITH_RELATIONSHIP(Address, letters, Letter,
                                    .back_populates = "address"));
static KITH_TABLE(Letter, "letters", KITH_PRIMARY_KEY(Letter, id),
                  KITH_FOREIGN_KEY(Letter, street, Address, street,
                                   .on_delete = KITH_NO_ACTION,
                                   .deferred = KITH_DEFER_PARENT),
                  KITH_RELATIONSHIP(Letter, address, Address,
                                    .back_populates = "letters"));
static KITH_TABLE(Box, "boxes", KITH_PRIMARY_KEY(Box, id),
                  KITH_RELATIONSHIP(Box, key, Key, .back_populates = "box"));
static KITH_TABLE(Key, "keys", KITH_PRIMARY_KEY(Key, id),
                  KITH_FOREIGN_KEY(Key, box_id, Box, id, .not_null = true,
                                   .on_delete = KITH_NO_ACTION,
                                   .deferred = KITH_DEFER_PARENT),
                  KITH_RELATIONSHIP(Key, box, Box, .back_populates = "key"));

static kith_db *open_post(void)
{
    return OPEN(Address, Letter, Box, Key);
}

KT_TEST_ONCE(deferred_parents, are_asked_for_at_once_outside_of_a_transaction)
{
    kith_db *db = open_post();
    Address *home = kith_insert(db, Address, .street = "Home");
    Letter *letter = kith_insert(db, Letter, .address.row = home);

    REFUSES_ROW(db, kith_insert(db, Letter, .street = "Away"), KITH_E_PARENT);
    REFUSES(db, kith_set(letter, street, "Away"), KITH_E_PARENT);
    REFUSES(db, kith_delete(home), KITH_E_CHILDREN);
    REFUSES(db, kith_set(home, street, "House"), KITH_E_CHILDREN);
    family_close(db);
}

/* Children first, in their order; and by each way in which a key comes. */
KT_TEST(deferred_parents, adopt_the_rows_that_wait_for_them_in_their_order)
{
    kith_db *db = open_post();
    Address *home = kith_insert(db, Address, .street = "Home"), *away;
    Letter *letters[4];

    for (int way = 0; way < 4; way++) {
        ANSWERS(kith_begin(db), KITH_OK);
        for (int i = 0; i < 4; i++) {
            letters[i] =
                kith_insert(db, Letter, .street = i % 2 ? "Home" : "Away");
            KT_ASSERT(letters[i]);
        }
        KT_ASSERT_NULL(letters[0]->address.row);
        KT_ASSERT(!kith_is_null(letters[0], street));
        KT_ASSERT_STR_EQ(letters[0]->street, "Away");
        KT_ASSERT_EQ(home->letters.count, 2u);
        family_verify(db);
        if (way == 0) {
            away = kith_insert(db, Address, .street = "Away");
        } else if (way == 1) {
            ANSWERS(kith_set(home, street, "Away"), KITH_OK);
            away = home;
        } else if (way == 2) {
            const Address addresses[2] = {{.street = "Far"},
                                          {.street = "Away"}};

            ANSWERS(kith_insert_all(db, Address, addresses, 2), KITH_OK);
            away = kith_get(db, Address, "Away");
        } else {
            away = kith_insert(db, Address, .street = "Far");
            ANSWERS(kith_set(away, street, "Away"), KITH_OK);
        }
        KT_ASSERT_EQ(away->letters.count, 2u);
        KT_ASSERT_EQ(kith_at(away->letters, 0), letters[0]);
        KT_ASSERT_EQ(kith_at(away->letters, 1), letters[2]);
        KT_ASSERT_EQ(letters[0]->address.row, away);
        family_verify(db);
        /* Those of Home wait where it is Away now. */
        ANSWERS(kith_commit(db), way == 1 ? KITH_E_PARENT : KITH_OK);
        if (way == 1)
            ANSWERS(kith_rollback(db), KITH_OK);
        KT_ASSERT_EQ(kith_count(db, Letter), way == 1 ? 0u : 4u);
        for (int i = 0; way != 1 && i < 4; i++)
            ANSWERS(kith_delete(letters[i]), KITH_OK);
        if (way != 1)
            ANSWERS(kith_delete(away), KITH_OK);
        if (way == 2)
            ANSWERS(kith_delete(kith_get(db, Address, "Far")), KITH_OK);
    }
    family_close(db);
}

/* As by SQL, for the columns show the key. */
KT_TEST(deferred_parents, are_named_by_rows_that_are_found_by_the_key)
{
    kith_db *db = open_post();
    Letter *one, *two;
    size_t found = 0;

    ANSWERS(kith_begin(db), KITH_OK);
    KT_ASSERT_NULL(kith_find(db, Letter, street, "Away"));
    KT_ASSERT(one = kith_insert(db, Letter, .street = "Away"));
    KT_ASSERT(two = kith_insert(db, Letter, .street = "Away"));
    KT_ASSERT(kith_insert(db, Letter, .street = "Far"));
    KT_ASSERT(kith_insert_default(db, Letter));
    KT_ASSERT_EQ(kith_find(db, Letter, street, "Away"), one);
    kith_for_each_match(db, Letter, letter, street, "Away")
        KT_ASSERT_EQ(letter, found++ ? two : one);
    KT_ASSERT_EQ(found, 2u);
    KT_ASSERT_NULL(kith_find(db, Letter, street, "Home"));
    KT_ASSERT(kith_insert(db, Address, .street = "Away"));
    KT_ASSERT_EQ(kith_find(db, Letter, street, "Away"), one);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_NULL(kith_find(db, Letter, street, "Away"));
    family_close(db);
}

/* A parent that goes leaves its children waiting; it may come back, or another
 * take its key. */
KT_TEST(deferred_parents, may_go_and_others_take_their_keys)
{
    kith_db *db = open_post();
    Address *home = kith_insert(db, Address, .street = "Home");
    Address *away = kith_insert(db, Address, .street = "Away");
    Letter *letters[5];
    uint64_t state;

    for (int i = 0; i < 5; i++)
        letters[i] =
            kith_insert(db, Letter, .address.row = i < 3 ? home : away);
    state = kith_test_state(db);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_delete(home), KITH_OK);
    KT_ASSERT_NULL(letters[0]->address.row);
    KT_ASSERT_STR_EQ(letters[0]->street, "Home");
    family_verify(db);
    REFUSES(db, kith_commit(db), KITH_E_PARENT);
    KT_ASSERT_STR_EQ(kith_last_error(db)->value, "\"Home\"");
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(away, street, "Home"), KITH_OK);
    KT_ASSERT_EQ(away->letters.count, 3u);
    KT_ASSERT_EQ(kith_at(away->letters, 2), letters[2]);
    KT_ASSERT_NULL(letters[3]->address.row);
    family_verify(db);
    ANSWERS(kith_delete(letters[3]), KITH_OK);
    ANSWERS(kith_unlink(letters[4], address), KITH_OK);
    KT_ASSERT(kith_is_null(letters[4], street));
    ANSWERS(kith_commit(db), KITH_OK);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(kith_test_state(db), state);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_delete(home), KITH_OK);
    KT_ASSERT(home = kith_insert(db, Address, .street = "Home"));
    KT_ASSERT_EQ(home->letters.count, 3u);
    ANSWERS(kith_commit(db), KITH_OK);
    /* Two rows exchange what others name them by. */
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(home, street, "x"), KITH_OK);
    ANSWERS(kith_set(away, street, "Home"), KITH_OK);
    ANSWERS(kith_set(home, street, "Away"), KITH_OK);
    ANSWERS(kith_commit(db), KITH_OK);
    KT_ASSERT_EQ(away->letters.count, 3u);
    KT_ASSERT_EQ(home->letters.count, 2u);
    family_close(db);
}

KT_TEST(deferred_parents, of_a_one_to_one_are_waited_for_by_one_row)
{
    kith_db *db = open_post();
    Key *key;
    Box *box;

    ANSWERS(kith_begin(db), KITH_OK);
    KT_ASSERT(key = kith_insert(db, Key, .box_id = 7));
    REFUSES_ROW(db, kith_insert(db, Key, .box_id = 7), KITH_E_UNIQUE);
    KT_ASSERT(kith_insert(db, Key, .box_id = 8));
    family_verify(db);
    KT_ASSERT(box = kith_insert(db, Box, .id = 7));
    KT_ASSERT_EQ(box->key.row, key);
    ANSWERS(kith_delete(box), KITH_OK);
    KT_ASSERT_NULL(key->box.row);
    ANSWERS(kith_set(key, box_id, 9), KITH_OK);
    REFUSES(db, kith_set(key, box_id, 8), KITH_E_UNIQUE);
    KT_ASSERT(box = kith_insert(db, Box, .id = 9));
    KT_ASSERT_EQ(box->key.row, key);
    REFUSES(db, kith_commit(db), KITH_E_PARENT);
    KT_ASSERT(kith_insert(db, Box, .id = 8));
    ANSWERS(kith_commit(db), KITH_OK);
    family_close(db);
}

/* Two parents exchange their only children in one transaction. */
KT_TEST(deferred_parents, of_a_one_to_one_exchange_their_children)
{
    kith_db *db = open_post();
    Box *boxes[2];
    Key *keys[2];

    for (int i = 0; i < 2; i++) {
        boxes[i] = kith_insert_default(db, Box);
        keys[i] = kith_insert(db, Key, .box.row = boxes[i]);
    }
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(keys[0], box_id, 77), KITH_OK);
    ANSWERS(kith_relate(keys[1], box, boxes[0]), KITH_OK);
    ANSWERS(kith_relate(keys[0], box, boxes[1]), KITH_OK);
    ANSWERS(kith_commit(db), KITH_OK);
    KT_ASSERT_EQ(boxes[0]->key.row, keys[1]);
    KT_ASSERT_EQ(boxes[1]->key.row, keys[0]);
    family_close(db);
}

/* Rooms by their house and number; a guest waits for a house by one column that
 * a key of two columns shares. */
typedef struct House House;
typedef struct Guest Guest;
struct House {
    const int64_t id;
    const int64_t floor;
};
struct Guest {
    const int64_t id;
    const int64_t house_id;
    const int64_t floor;
    KITH_REFERENCE(House) house;
    KITH_REFERENCE(House) storey;
};
static KITH_TABLE(House, "houses", KITH_PRIMARY_KEY(House, id),
                  KITH_COLUMN(House, floor), KITH_UNIQUE("id", "floor"));
static KITH_TABLE(
    Guest, "guests", KITH_PRIMARY_KEY(Guest, id),
    KITH_FOREIGN_KEY(Guest, house_id, House, id, .deferred = KITH_DEFER_PARENT),
    KITH_COLUMN(Guest, floor),
    KITH_FOREIGN_KEYS(Guest, (house_id, floor), House, (id, floor),
                      .deferred = KITH_DEFER_PARENT),
    KITH_RELATIONSHIP(Guest, house, House, .foreign_key = "house_id"),
    KITH_RELATIONSHIP(Guest, storey, House, .foreign_key = "house_id, floor"));

/* --- Two keys of one row -------------------------------------------------- */

typedef struct Part Part;
struct Part {
    const int64_t id;
    const int64_t in_id, like_id;
    KITH_REFERENCE(Part) in, like;
    KITH_COLLECTION(Part) parts, likes;
};
static KITH_TABLE(Part, "parts", KITH_PRIMARY_KEY(Part, id),
                  KITH_FOREIGN_KEY(Part, in_id, Part, id,
                                   .on_delete = KITH_NO_ACTION,
                                   .deferred = KITH_DEFER_PARENT),
                  KITH_FOREIGN_KEY(Part, like_id, Part, id,
                                   .default_value = KITH_INTEGER(9),
                                   .on_delete = KITH_SET_DEFAULT,
                                   .deferred = KITH_DEFER_PARENT),
                  KITH_RELATIONSHIP(Part, in, Part, .foreign_key = "in_id",
                                    .back_populates = "parts"),
                  KITH_RELATIONSHIP(Part, parts, Part, .foreign_key = "in_id",
                                    .back_populates = "in"),
                  KITH_RELATIONSHIP(Part, like, Part, .foreign_key = "like_id",
                                    .back_populates = "likes"),
                  KITH_RELATIONSHIP(Part, likes, Part, .foreign_key = "like_id",
                                    .back_populates = "like"));

#define HAS_IN_ORDER(collection, first, second)       \
    do {                                              \
        KT_ASSERT_EQ(kith_at(collection, 0), first);  \
        KT_ASSERT_EQ(kith_at(collection, 1), second); \
    } while (0)

/* The lists have different orders, and each is that of the rows that wait. */
KT_TEST(deferred_parents, find_both_lists_of_a_row_in_the_order_they_had)
{
    kith_db *db = OPEN(Part);
    Part *whole, *one, *two;

    ANSWERS(kith_begin(db), KITH_OK);
    KT_ASSERT(whole = kith_insert(db, Part, .id = 9, .like_id = 1));
    KT_ASSERT(one = kith_insert(db, Part, .id = 1, .in.row = whole,
                                .like.row = whole));
    KT_ASSERT(two = kith_insert(db, Part, .in.row = whole, .like.row = whole));
    ANSWERS(kith_move(whole, parts, one, 1), KITH_OK);
    ANSWERS(kith_delete(whole), KITH_OK);
    KT_ASSERT(!one->in.row && !two->like.row);
    KT_ASSERT(whole = kith_insert(db, Part, .id = 9, .like_id = 1));
    HAS_IN_ORDER(whole->parts, two, one);
    HAS_IN_ORDER(whole->likes, one, two);
    family_verify(db);
    ANSWERS(kith_set(whole, id, 20), KITH_OK);
    KT_ASSERT(!one->in.row && !two->like.row);
    ANSWERS(kith_set(whole, id, 9), KITH_OK);
    HAS_IN_ORDER(whole->parts, two, one);
    HAS_IN_ORDER(whole->likes, one, two);
    ANSWERS(kith_commit(db), KITH_OK);
    family_close(db);
}

/* As if the parent had come before the row that is given its key. */
KT_TEST(deferred_parents, adopt_those_that_wait_before_those_that_are_named)
{
    kith_db *db = OPEN(Part);
    Part *whole, *one, *two, *nine;

    for (int row = 0; row < 2; row++) {
        ANSWERS(kith_begin(db), KITH_OK);
        KT_ASSERT(whole = kith_insert(db, Part, .id = 50));
        KT_ASSERT(nine = kith_insert(db, Part, .id = 9));
        KT_ASSERT(one = kith_insert(db, Part, .in_id = 20));
        KT_ASSERT(two = kith_insert(db, Part, .in_id = 20));
        ANSWERS(row ? kith_update_all(db, kith_row_to(whole, id, 20),
                                      kith_row_to(nine, in_id, 20))
                    : kith_update_all(db, kith_row_to(nine, in_id, 20),
                                      kith_row_to(whole, id, 20)),
                KITH_OK);
        HAS_IN_ORDER(whole->parts, one, two);
        KT_ASSERT_EQ(kith_at(whole->parts, 2), nine);
        family_verify(db);
        ANSWERS(kith_rollback(db), KITH_OK);
    }
    family_close(db);
}

KT_TEST(deferred_parents, are_looked_for_again_when_a_shared_column_changes)
{
    kith_db *db = OPEN(House, Guest);
    House *house = kith_insert(db, House, .id = 3, .floor = 7);
    Guest *guest;

    ANSWERS(kith_begin(db), KITH_OK);
    KT_ASSERT(guest = kith_insert(db, Guest, .house_id = 9, .floor = 6));
    KT_ASSERT_EQ(kith_find_key(db, Guest, (house_id, floor), 9, 6), guest);
    KT_ASSERT_NULL(kith_find_key(db, Guest, (house_id, floor), 6, 9));
    ANSWERS(kith_relate(guest, storey, house), KITH_OK);
    KT_ASSERT_EQ(guest->house.row, house);
    family_verify(db);
    ANSWERS(kith_commit(db), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_update(guest, kith_to(guest, house_id, 8),
                        kith_to(guest, floor, 2)),
            KITH_OK);
    ANSWERS(kith_set(guest, house_id, 3), KITH_OK);
    KT_ASSERT_EQ(guest->house.row, house);
    ANSWERS(kith_set(guest, floor, 7), KITH_OK);
    KT_ASSERT_EQ(guest->storey.row, house);
    family_verify(db);
    ANSWERS(kith_commit(db), KITH_OK);
    family_close(db);
}

KT_TEST_ONCE(deferred_parents, come_and_go_at_random_and_every_level_is_restored)
{
    enum { ROUNDS = 8, STEPS = 1500, LEVELS = 4 };

    for (uint64_t round = 1; round <= ROUNDS; round++) {
        kith_db *db = open_post();
        uint64_t random = round, states[LEVELS + 1];

        for (int step = 0; step < STEPS; step++) {
            int street = (int)(family_random(&random) % 6);
            int number = 1 + (int)(family_random(&random) % 6);
            const char *name = family_name(street);
            Letter *letter = kith_get(db, Letter, number);
            Address *address = kith_get(db, Address, name);
            Key *key = kith_get(db, Key, number);
            size_t depth = kith_depth(db);

            switch (family_random(&random) % 14) {
            case 0:
                kith_insert(db, Letter, .id = number, .street = name);
                break;
            case 1:
                kith_insert(db, Address, .street = name);
                break;
            case 2:
                kith_delete(address);
                break;
            case 3:
                kith_set(letter, street, name);
                break;
            case 4:
                kith_set(address, street, family_name(number));
                break;
            case 5:
                kith_unlink(letter, address);
                break;
            case 6:
                if (address && letter)
                    kith_append(address, letters, letter);
                break;
            case 7:
                kith_insert(db, Key, .id = number, .box_id = street + 1);
                break;
            case 8:
                kith_insert(db, Box, .id = number);
                break;
            case 9:
                kith_delete(kith_get(db, Box, number));
                break;
            case 10:
                kith_set(key, box_id, street + 1);
                break;
            case 11:
                kith_delete(number % 2 ? (void *)letter : (void *)key);
                break;
            case 12:
                if (depth == LEVELS)
                    break;
                states[depth] = kith_test_state(db);
                ANSWERS(kith_begin(db), KITH_OK);
                break;
            default:
                if (depth == 0)
                    break;
                if (number % 2 && kith_commit(db) == KITH_OK)
                    break;
                ANSWERS(kith_rollback(db), KITH_OK);
                KT_ASSERT_EQ(kith_test_state(db), states[depth - 1]);
                break;
            }
            if (step % 7 == 0)
                family_verify(db);
        }
        family_close(db);
    }
}
