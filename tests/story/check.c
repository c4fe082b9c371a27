/* check.c - KITH_CHECK: who is asked, when, and what a refusal says.
 * What the functions see and may do: check_sees.c. */
#include "family.h"

#include <string.h>

typedef struct Shop Shop;
typedef struct Offer Offer;
struct Shop {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Offer) offers;
};
struct Offer {
    const int64_t id;
    KITH_TEXT name;
    const double price;
    const double discount;
    const KITH_OPTIONAL(int32_t) stock;
    const char code[6];
    const int64_t shop_id;
    KITH_REFERENCE(Shop) shop;
    double note;
};

/* How often each function was asked. kith_verify asks them too. */
static struct {
    int prices, names, shops, stocks;
} asked;

static bool is_cheaper(const void *draft)
{
    const Offer *offer = draft;

    asked.prices++;
    return offer->discount <= offer->price;
}

static bool is_polite(const void *draft)
{
    const Offer *offer = draft;

    asked.names++;
    return !offer->name || !strchr(offer->name, '!');
}

static bool is_lucky(const void *draft)
{
    const Offer *offer = draft;

    asked.shops++;
    return offer->shop_id != 13;
}

static bool has_a_shop_or_no_stock(const void *draft)
{
    const Offer *offer = draft;

    asked.stocks++;
    return !offer->stock.present || !kith_is_null(offer, shop_id);
}

static KITH_TABLE(Shop, "shops", KITH_PRIMARY_KEY(Shop, id),
                  KITH_COLUMN(Shop, name, .not_null = true),
                  KITH_RELATIONSHIP(Shop, offers, Offer,
                                    .back_populates = "shop"));
static KITH_TABLE(
    Offer, "offers", KITH_PRIMARY_KEY(Offer, id),
    KITH_COLUMN(Offer, name, .unique = true), KITH_COLUMN(Offer, price),
    KITH_COLUMN(Offer, discount), KITH_OPTIONAL_COLUMN(Offer, stock),
    KITH_COLUMN(Offer, code), KITH_COLUMN(Offer, note),
    KITH_FOREIGN_KEY(Offer, shop_id, Shop, id, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Offer, shop, Shop, .back_populates = "offers"),
    KITH_CHECK(is_cheaper, "a discount is no more than the price", "price",
               "discount"),
    KITH_CHECK(is_polite, "no shouting", "name"),
    KITH_CHECK(is_lucky, "no shop has number 13", "shop_id"),
    KITH_CHECK(has_a_shop_or_no_stock, "stock lies in a shop", "stock",
               "shop_id"));

/* What breaks several rules at once, to see which is judged first. */
typedef struct Badge Badge;
struct Badge {
    const int64_t id;
    KITH_TEXT owner;
    const int32_t color;
    const int32_t number;
    const int64_t shop_id;
};
static bool is_no_red(const void *draft)
{
    return ((const Badge *)draft)->color != 1;
}
static bool is_no_blue(const void *draft)
{
    return ((const Badge *)draft)->color % 2 == 0;
}
static KITH_TABLE(Badge, "badges", KITH_PRIMARY_KEY(Badge, id),
                  KITH_CHECK(is_no_red, "red is taken", "color"),
                  KITH_CHECK(is_no_blue, "odd colors are blue", "color"),
                  KITH_COLUMN(Badge, owner, .not_null = true),
                  KITH_COLUMN(Badge, color),
                  KITH_COLUMN(Badge, number, .unique = true),
                  KITH_FOREIGN_KEY(Badge, shop_id, Shop, id));

/* A person is no member of a club of the same number. */
typedef struct Person Person;
typedef struct Club Club;
typedef struct Member Member;
struct Member {
    const int64_t person_id, club_id;
    KITH_REFERENCE(Person) person;
    KITH_REFERENCE(Club) club;
};
struct Person {
    const int64_t id;
    KITH_COLLECTION_VIA(Member, Club) clubs;
};
struct Club {
    const int64_t id;
    KITH_COLLECTION_VIA(Member, Person) persons;
};
static bool is_welcome(const void *draft)
{
    const Member *member = draft;

    return member->person.row->id != member->club.row->id;
}
static KITH_TABLE(
    Member, "members",
    KITH_FOREIGN_KEY(Member, person_id, Person, id, .primary_key = true),
    KITH_FOREIGN_KEY(Member, club_id, Club, id, .primary_key = true),
    KITH_RELATIONSHIP(Member, person, Person),
    KITH_RELATIONSHIP(Member, club, Club),
    KITH_CHECK(is_welcome, "they do not get on", "person_id", "club_id"));
static KITH_TABLE(Person, "persons", KITH_PRIMARY_KEY(Person, id),
                  KITH_RELATIONSHIP(Person, clubs, Club, .secondary = "members",
                                    .back_populates = "persons"));
static KITH_TABLE(Club, "clubs", KITH_PRIMARY_KEY(Club, id),
                  KITH_RELATIONSHIP(Club, persons, Person,
                                    .secondary = "members",
                                    .back_populates = "clubs"));

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))

/* What was asked since the last time. */
#define ASKED(its_prices, its_names, its_shops, its_stocks) \
    do {                                                    \
        KT_ASSERT_EQ(asked.prices, (its_prices));           \
        KT_ASSERT_EQ(asked.names, (its_names));             \
        KT_ASSERT_EQ(asked.shops, (its_shops));             \
        KT_ASSERT_EQ(asked.stocks, (its_stocks));           \
        memset(&asked, 0, sizeof asked);                    \
    } while (0)

static kith_db *open_shops(void)
{
    kith_db *db = OPEN(Shop, Offer);

    kith_insert(db, Shop, .name = "IKEA");
    kith_insert(db, Shop, .name = "Muji");
    memset(&asked, 0, sizeof asked);
    return db;
}

KT_TEST(check, refuses_an_insert_and_names_everything)
{
    kith_db *db = open_shops();

    REFUSES_ROW(db, kith_insert(db, Offer, .price = 1, .discount = 2.5),
                KITH_E_CHECK);
    const kith_error *error = kith_last_error(db);
    KT_ASSERT_STR_EQ(error->table, "offers");
    KT_ASSERT_STR_EQ(error->column, "price, discount");
    KT_ASSERT_STR_EQ(error->constraint, "is_cheaper");
    KT_ASSERT_STR_EQ(error->value, "(1, 2.5)");
    SAYS(db, "offers.price, discount would be (1, 2.5), which the check "
             "is_cheaper refuses: a discount is no more than the price");

    REFUSES_ROW(db, kith_insert(db, Offer, .name = "buy!"), KITH_E_CHECK);
    SAYS(db, "offers.name would be \"buy!\", which the check is_polite "
             "refuses: no shouting");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "name");

    REFUSES_ROW(db, kith_insert(db, Offer, .stock = KITH_SOME(4)),
                KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->constraint, "has_a_shop_or_no_stock");
    family_close(db);
}

KT_TEST(check, refuses_an_update_and_changes_nothing)
{
    kith_db *db = open_shops();
    Offer *offer = kith_insert(db, Offer, .name = "chair", .price = 5,
                               .discount = 3, .shop_id = 1);

    REFUSES(db, kith_set(offer, price, 2), KITH_E_CHECK);
    SAYS(db, "offers.price, discount would be (2, 3), which the check "
             "is_cheaper refuses: a discount is no more than the price");
    REFUSES(db, kith_set(offer, name, "chair!"), KITH_E_CHECK);
    REFUSES(db,
            kith_update(offer, kith_to(offer, name, "stool"),
                        kith_to(offer, discount, 9)),
            KITH_E_CHECK);

    KT_ASSERT_STR_EQ(offer->name, "chair");
    KT_ASSERT(offer->price == 5 && offer->discount == 3);
    KT_ASSERT_EQ(kith_find(db, Offer, name, "chair"), offer);
    KT_ASSERT_NULL(kith_find(db, Offer, name, "stool"));
    family_close(db);
}

KT_TEST(check, judges_the_row_as_it_is_when_all_columns_are_set)
{
    kith_db *db = open_shops();
    Offer *offer = kith_insert(db, Offer, .price = 5, .discount = 3);

    ANSWERS(kith_update(offer, kith_to(offer, price, 1),
                        kith_to(offer, discount, 1)),
            KITH_OK);
    ANSWERS(kith_update(offer, kith_to(offer, discount, 20),
                        kith_to(offer, price, 30)),
            KITH_OK);
    ANSWERS(kith_update(offer, kith_to(offer, price, -1),
                        kith_to(offer, price, 20)),
            KITH_OK);

    KT_ASSERT(offer->price == 20 && offer->discount == 20);
    family_close(db);
}

KT_TEST_ONCE(check, is_asked_once_for_every_insert)
{
    kith_db *db = open_shops();

    kith_insert_default(db, Offer);
    ASKED(1, 1, 1, 1);
    kith_insert(db, Offer, .name = "chair", .shop_id = 1);
    ASKED(1, 1, 1, 1);
    kith_insert_or_get(db, Offer, .name = "chair");
    ASKED(0, 0, 0, 0);
    kith_insert_or_get(db, Offer, .name = "stool");

    ASKED(1, 1, 1, 1);
    family_close(db);
}

KT_TEST_ONCE(check, is_asked_when_a_column_it_names_changes_and_only_then)
{
    kith_db *db = open_shops();
    Offer *offer = kith_insert(db, Offer, .name = "chair", .shop_id = 1);
    Shop *ikea = kith_get(db, Shop, 1);
    memset(&asked, 0, sizeof asked);

    ANSWERS(kith_set(offer, name, "stool"), KITH_OK);
    ASKED(0, 1, 0, 0);
    ANSWERS(kith_set(offer, name, "stool"), KITH_OK);
    ANSWERS(kith_set(offer, price, 0), KITH_OK);
    ANSWERS(kith_set(offer, code, "abc"), KITH_OK);
    ANSWERS(kith_set(offer, note, 4), KITH_OK);
    ANSWERS(kith_set(offer, id, 7), KITH_OK);
    ANSWERS(kith_relate(offer, shop, ikea), KITH_OK);
    ANSWERS(kith_append(ikea, offers, offer), KITH_OK);
    ANSWERS(kith_move(ikea, offers, offer, 0), KITH_OK);
    ANSWERS(kith_set(ikea, name, "Ikea"), KITH_OK);
    offer->note = 5;
    ASKED(0, 0, 0, 0);
    ANSWERS(kith_update(offer, kith_to(offer, price, 9),
                        kith_to(offer, discount, 8), kith_to_null(offer, name)),
            KITH_OK);
    ASKED(1, 1, 0, 0);
    ANSWERS(kith_set(offer, stock.value, 3), KITH_OK);
    ASKED(0, 0, 0, 1);
    ANSWERS(kith_set_null(offer, stock), KITH_OK);
    ASKED(0, 0, 0, 1);
    ANSWERS(kith_unlink(offer, shop), KITH_OK);
    ASKED(0, 0, 1, 1);
    ANSWERS(kith_append(ikea, offers, offer), KITH_OK);
    ASKED(0, 0, 1, 1);

    family_close(db);
}

KT_TEST_ONCE(check, over_a_foreign_key_tells_zero_from_NULL)
{
    kith_db *db = OPEN(Shop, Offer);
    Shop *zero = kith_insert(db, Shop, .name = "zero");
    ANSWERS(kith_set(zero, id, 0), KITH_OK);
    Offer *offer = kith_insert(db, Offer, .shop.row = zero);
    memset(&asked, 0, sizeof asked);

    ANSWERS(kith_set_null(offer, shop_id), KITH_OK);
    ASKED(0, 0, 1, 1);
    ANSWERS(kith_set(offer, shop_id, 0), KITH_OK);
    ASKED(0, 0, 1, 1);
    ANSWERS(kith_set(offer, stock.value, 1), KITH_OK);
    REFUSES(db, kith_set_null(offer, shop_id), KITH_E_CHECK);

    KT_ASSERT_STR_EQ(kith_last_error(db)->constraint, "has_a_shop_or_no_stock");
    family_close(db);
}

KT_TEST(check, stands_between_not_null_and_unique_and_parents)
{
    kith_db *db = OPEN(Shop, Offer, Badge);
    kith_insert(db, Badge, .owner = "ada", .number = 7);

    REFUSES_ROW(db,
                kith_insert(db, Badge, .color = 1, .number = 7, .shop_id = 9),
                KITH_E_NOT_NULL);
    REFUSES_ROW(db,
                kith_insert(db, Badge, .owner = "bob", .color = 1, .number = 7,
                            .shop_id = 9),
                KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->constraint, "is_no_red");
    REFUSES_ROW(db,
                kith_insert(db, Badge, .owner = "bob", .color = 3, .number = 7,
                            .shop_id = 9),
                KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->constraint, "is_no_blue");
    REFUSES_ROW(
        db, kith_insert(db, Badge, .owner = "bob", .number = 7, .shop_id = 9),
        KITH_E_UNIQUE);
    REFUSES_ROW(
        db, kith_insert(db, Badge, .owner = "bob", .number = 8, .shop_id = 9),
        KITH_E_PARENT);
    Badge *bob = kith_insert(db, Badge, .owner = "bob", .number = 8);

    REFUSES(db,
            kith_update(bob, kith_to_null(bob, owner), kith_to(bob, color, 1),
                        kith_to(bob, number, 7), kith_to(bob, shop_id, 9)),
            KITH_E_NOT_NULL);
    REFUSES(db,
            kith_update(bob, kith_to(bob, color, 1), kith_to(bob, number, 7),
                        kith_to(bob, shop_id, 9)),
            KITH_E_CHECK);
    SAYS(db, "badges.color would be 1, which the check is_no_red refuses: "
             "red is taken");
    family_close(db);
}

KT_TEST(check, refuses_the_delete_that_would_unlink_a_child)
{
    kith_db *db = open_shops();
    Shop *ikea = kith_get(db, Shop, 1), *muji = kith_get(db, Shop, 2);
    kith_insert(db, Offer, .name = "chair", .shop.row = ikea);
    Offer *stool = kith_insert(db, Offer, .name = "stool", .shop.row = ikea,
                               .stock = KITH_SOME(0));

    REFUSES(db, kith_delete(ikea), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->constraint, "has_a_shop_or_no_stock");
    REFUSES(db, kith_clear(ikea, offers), KITH_E_CHECK);
    REFUSES(db, kith_remove(ikea, offers, stool), KITH_E_CHECK);
    REFUSES(db, kith_unlink(stool, shop), KITH_E_CHECK);
    REFUSES(db, kith_replace(ikea, offers, (Offer **)NULL, 0), KITH_E_CHECK);
    ASSERT_LIST(ikea->offers, name, "chair stool");
    ANSWERS(kith_append(muji, offers, stool), KITH_OK);
    ANSWERS(kith_delete(ikea), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Shop), (size_t)1);
    family_close(db);
}

KT_TEST_ONCE(check, refuses_the_new_key_that_a_child_would_follow)
{
    kith_db *db = open_shops();
    Shop *ikea = kith_get(db, Shop, 1);
    ANSWERS(kith_set(kith_get(db, Shop, 2), id, 13), KITH_OK);
    ANSWERS(kith_set(kith_get(db, Shop, 13), id, 2), KITH_OK);
    kith_insert(db, Offer, .name = "chair", .shop.row = ikea);
    memset(&asked, 0, sizeof asked);

    REFUSES(db, kith_set(ikea, id, 13), KITH_E_CHECK);
    SAYS(db, "offers.shop_id would be 13, which the check is_lucky refuses: "
             "no shop has number 13");
    ASKED(0, 0, 1, 0);
    ANSWERS(kith_set(ikea, id, 14), KITH_OK);

    ASKED(0, 0, 1, 1);
    KT_ASSERT_EQ(kith_first(ikea->offers)->shop_id, 14);
    family_close(db);
}

KT_TEST(check, refuses_the_association_row_of_an_append)
{
    kith_db *db = OPEN(Person, Club, Member);
    Person *one = kith_insert_default(db, Person);
    Club *first = kith_insert_default(db, Club);
    Club *second = kith_insert_default(db, Club);
    Club *both[] = {second, first};

    REFUSES(db, kith_append(one, clubs, first), KITH_E_CHECK);
    SAYS(db, "members.person_id, club_id would be (1, 1), which the check "
             "is_welcome refuses: they do not get on");
    REFUSES(db, kith_append(first, persons, one), KITH_E_CHECK);
    REFUSES(db, kith_replace(one, clubs, both, 2), KITH_E_CHECK);
    ANSWERS(kith_append(one, clubs, second), KITH_OK);
    REFUSES_ROW(db, kith_insert(db, Member, .person_id = 1, .club.row = first),
                KITH_E_CHECK);

    KT_ASSERT(kith_contains(one, clubs, second));
    KT_ASSERT_EQ(kith_count(db, Member), (size_t)1);
    family_close(db);
}

KT_TEST(check, is_asked_by_verify_for_every_row)
{
    kith_db *db = open_shops();
    kith_insert_default(db, Offer);
    kith_insert_default(db, Offer);
    memset(&asked, 0, sizeof asked);

    family_verify(db);

    ASKED(2, 2, 2, 2);
    family_close(db);
}

KT_TEST(check, says_NULL_of_a_foreign_key_that_is)
{
    kith_db *db = open_shops();

    REFUSES_ROW(db, kith_insert(db, Offer, .stock = KITH_SOME(4)),
                KITH_E_CHECK);
    SAYS(db, "offers.stock, shop_id would be (4, NULL), which the check "
             "has_a_shop_or_no_stock refuses: stock lies in a shop");
    Offer *offer = kith_insert(db, Offer, .stock = KITH_SOME(0), .shop_id = 1);
    REFUSES(db, kith_unlink(offer, shop), KITH_E_CHECK);
    SAYS(db, "offers.stock, shop_id would be (0, NULL), which the check "
             "has_a_shop_or_no_stock refuses: stock lies in a shop");

    family_close(db);
}
