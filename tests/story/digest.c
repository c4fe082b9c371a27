/* digest.c - kith_digest says what a database holds, whatever the order of its
 * tables, where its rows are stored and what its hashes are seeded with. */
#include "family.h"

typedef struct Shop Shop;
typedef struct Clerk Clerk;
typedef struct Good Good;
struct Shop {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Clerk) clerks;
    KITH_COLLECTION(Good) goods;
};
struct Clerk {
    const int64_t id;
    int64_t pay;
    const int64_t shop_id, other_id;
    KITH_REFERENCE(Shop) shop;
};
struct Good {
    const int64_t id;
    int64_t price;
    const int64_t shop_id;
    KITH_REFERENCE(Shop) shop;
};
static KITH_TABLE(
    Shop, "shops", KITH_PRIMARY_KEY(Shop, id), KITH_COLUMN(Shop, name),
    KITH_RELATIONSHIP(Shop, clerks, Clerk, .back_populates = "shop"),
    KITH_RELATIONSHIP(Shop, goods, Good, .back_populates = "shop"));
static KITH_TABLE(Clerk, "clerks", KITH_PRIMARY_KEY(Clerk, id),
                  KITH_COLUMN(Clerk, pay),
                  KITH_FOREIGN_KEY(Clerk, shop_id, Shop, id),
                  KITH_FOREIGN_KEY(Clerk, other_id, Shop, id),
                  KITH_RELATIONSHIP(Clerk, shop, Shop, .foreign_key = "shop_id",
                                    .back_populates = "clerks"));
static KITH_TABLE(Good, "goods", KITH_PRIMARY_KEY(Good, id),
                  KITH_COLUMN(Good, price),
                  KITH_FOREIGN_KEY(Good, shop_id, Shop, id),
                  KITH_RELATIONSHIP(Good, shop, Shop,
                                    .back_populates = "goods"));

/* Two shops, three clerks and two goods. */
static void fill(kith_db *db)
{
    kith_insert(db, Shop, .name = "north");
    kith_insert(db, Shop, .name = "south");
    kith_insert(db, Clerk, .pay = 1, .shop_id = 1, .other_id = 2);
    kith_insert(db, Clerk, .pay = 2, .shop_id = 1, .other_id = 1);
    kith_insert(db, Clerk, .pay = 3, .shop_id = 2);
    kith_insert(db, Good, .price = 1, .shop_id = 1);
    kith_insert(db, Good, .price = 2, .shop_id = 1);
}

KT_TEST(digest, is_the_same_in_any_order_of_tables_and_with_any_seed)
{
    const kith_table *const *orders[] = {
        KITH_TABLES(Shop, Clerk, Good), KITH_TABLES(Good, Clerk, Shop),
        KITH_TABLES(Clerk, Shop, Good), KITH_TABLES(Good, Shop, Clerk)};
    uint64_t empty = 0, filled = 0;

    for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
        kith_db *db = family_open_seeded(orders[i], i + 1);

        if (i == 0)
            empty = kith_digest(db);
        KT_ASSERT_EQ(kith_digest(db), empty);
        fill(db);
        if (i == 0)
            filled = kith_digest(db);
        KT_ASSERT_EQ(kith_digest(db), filled);
        KT_ASSERT(filled != empty);
        family_close(db);
    }
}

KT_TEST(digest, is_the_same_wherever_rows_are_stored)
{
    kith_db *one = family_open_seeded(KITH_TABLES(Shop, Clerk, Good), 1);
    kith_db *other = family_open_seeded(KITH_TABLES(Shop, Clerk, Good), 1);

    fill(one);
    kith_insert(other, Good, .id = 2, .price = 2);
    kith_insert(other, Good, .id = 9);
    kith_insert(other, Good, .id = 1, .price = 1);
    kith_insert(other, Shop, .id = 2, .name = "south");
    kith_insert(other, Shop, .id = 1, .name = "north");
    kith_insert(other, Clerk, .id = 3, .pay = 3, .shop_id = 2);
    kith_insert(other, Clerk, .id = 1, .pay = 1, .shop_id = 1, .other_id = 2);
    kith_insert(other, Clerk, .id = 2, .pay = 2, .shop_id = 1, .other_id = 1);
    KT_ASSERT(kith_digest(one) != kith_digest(other));
    ANSWERS(kith_delete(kith_get(other, Good, 9)), KITH_OK);
    ANSWERS(kith_set(kith_get(other, Good, 1), shop_id, 1), KITH_OK);
    ANSWERS(kith_set(kith_get(other, Good, 2), shop_id, 1), KITH_OK);
    KT_ASSERT_EQ(kith_digest(one), kith_digest(other));
    family_close(one);
    family_close(other);
}

/* Each of these changes one thing, and no two of them leave the same. */
static void change(kith_db *db, unsigned which)
{
    Shop *north = kith_get(db, Shop, 1);
    Clerk *clerk = kith_get(db, Clerk, 1);

    switch (which) {
    case 0:
        ANSWERS(kith_set(north, name, "nord"), KITH_OK);
        break;
    case 1: /* 2, 1 */
        ANSWERS(kith_move(north, clerks, clerk, 1), KITH_OK);
        break;
    case 2:
        ANSWERS(kith_move(north, goods, kith_get(db, Good, 1), 1), KITH_OK);
        break;
    case 3:
        ANSWERS(kith_set(clerk, other_id, 1), KITH_OK);
        break;
    case 4:
        ANSWERS(kith_set_null(clerk, other_id), KITH_OK);
        break;
    case 5:
        ANSWERS(kith_set(clerk, shop_id, 2), KITH_OK);
        break;
    case 6:
        ANSWERS(kith_delete(kith_get(db, Clerk, 3)), KITH_OK);
        break;
    case 7:
        ANSWERS(kith_set_null(north, name), KITH_OK);
        break;
    default: /* the two columns change places */
        ANSWERS(kith_update(clerk, kith_to(clerk, shop_id, 2),
                            kith_to(clerk, other_id, 1)),
                KITH_OK);
        break;
    }
}

KT_TEST(digest, differs_for_other_contents_and_other_orders_of_lists)
{
    uint64_t seen[10];

    for (unsigned i = 0; i < 10; i++) {
        kith_db *db = family_open_seeded(KITH_TABLES(Clerk, Good, Shop), 1);

        fill(db);
        if (i < 9)
            change(db, i);
        seen[i] = kith_digest(db);
        for (unsigned j = 0; j < i; j++)
            KT_ASSERT(seen[j] != seen[i], "%u and %u", j, i);
        family_close(db);
    }
}

/* --- kith_test_state ------------------------------------------------------- */

/* What two databases of equal contents may differ in. */
static void vary(kith_db *db, unsigned i)
{
    Shop *north = kith_get(db, Shop, 1);
    Clerk *last;

    switch (i) {
    case 0: /* a number was used */
        last = kith_insert_default(db, Clerk);
        ANSWERS(kith_delete(last), KITH_OK);
        break;
    case 1: /* a hole in a list, before the last that stays */
        last = kith_insert(db, Clerk, .id = 4, .pay = 9);
        ANSWERS(kith_append(north, clerks, last), KITH_OK);
        ANSWERS(kith_move(north, clerks, last, 0), KITH_OK);
        ANSWERS(kith_delete(last), KITH_OK);
        break;
    default: /* nothing: each time the same */
        break;
    }
}

KT_TEST(digest, of_the_state_tells_apart_what_equal_contents_hide)
{
    uint64_t states[3], contents = 0;

    for (unsigned i = 0; i < 3; i++) {
        kith_db *db = family_open_seeded(KITH_TABLES(Clerk, Good, Shop), 1);

        fill(db);
        vary(db, i);
        if (i == 0)
            contents = kith_digest(db);
        KT_ASSERT_EQ(kith_digest(db), contents);
        states[i] = kith_test_state(db);
        for (unsigned j = 0; j < i; j++)
            KT_ASSERT(states[j] != states[i], "%u and %u", j, i);
        family_close(db);
    }
    KT_ASSERT_EQ(kith_test_state(NULL), (uint64_t)0);
}

KT_TEST(digest, of_the_state_is_left_by_refused_calls)
{
    kith_db *db = OPEN(Shop, Clerk, Good);

    fill(db);
    const uint64_t state = kith_test_state(db);
    KT_ASSERT_EQ(kith_test_state(db), state);

    REFUSES_ROW(db, kith_insert(db, Good, .price = 3, .shop_id = 9),
                KITH_E_PARENT);
    REFUSES(db, kith_set(kith_get(db, Good, 1), shop_id, 9), KITH_E_PARENT);
    REFUSES(db, kith_set(kith_get(db, Good, 1), id, 2), KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_test_state(db), state);
    ANSWERS(kith_set(kith_get(db, Good, 1), price, 8), KITH_OK);
    KT_ASSERT(kith_test_state(db) != state);
    family_close(db);
}
