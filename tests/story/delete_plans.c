/* delete_plans.c - deletes that reach further than one table: the plan is made
 * first, and a row that two ways lead to has one verdict. */
#include "family.h"

/* A shop with departments and clerks. A clerk is reached over the shop and over
 * its department; the macro makes one family for each pair of actions. */
#define DIAMOND(p, by_shop, by_department)                                     \
    typedef struct p##Shop p##Shop;                                            \
    typedef struct p##Department p##Department;                                \
    typedef struct p##Clerk p##Clerk;                                          \
    struct p##Shop {                                                           \
        const int64_t id;                                                      \
    };                                                                         \
    struct p##Department {                                                     \
        const int64_t id;                                                      \
        const int64_t shop_id;                                                 \
        KITH_REFERENCE(p##Shop) shop;                                          \
    };                                                                         \
    struct p##Clerk {                                                          \
        const int64_t id;                                                      \
        const int64_t shop_id, department_id;                                  \
        KITH_REFERENCE(p##Shop) shop;                                          \
        KITH_REFERENCE(p##Department) department;                              \
    };                                                                         \
    static KITH_TABLE(p##Shop, "shops", KITH_PRIMARY_KEY(p##Shop, id));        \
    static KITH_TABLE(p##Department, "departments",                            \
                      KITH_PRIMARY_KEY(p##Department, id),                     \
                      KITH_FOREIGN_KEY(p##Department, shop_id, p##Shop, id,    \
                                       .on_delete = KITH_CASCADE),             \
                      KITH_RELATIONSHIP(p##Department, shop, p##Shop));        \
    static KITH_TABLE(p##Clerk, "clerks", KITH_PRIMARY_KEY(p##Clerk, id),      \
                      KITH_FOREIGN_KEY(p##Clerk, shop_id, p##Shop, id,         \
                                       .on_delete = by_shop),                  \
                      KITH_FOREIGN_KEY(p##Clerk, department_id, p##Department, \
                                       id, .on_delete = by_department),        \
                      KITH_RELATIONSHIP(p##Clerk, shop, p##Shop),              \
                      KITH_RELATIONSHIP(p##Clerk, department, p##Department))

#define OPEN_DIAMOND(p)                                           \
    kith_db *db = OPEN(p##Shop, p##Department, p##Clerk);         \
    p##Shop *shop = kith_insert_default(db, p##Shop);             \
    p##Department *department =                                   \
        kith_insert(db, p##Department, .shop.row = shop);         \
    p##Clerk *clerk = kith_insert(db, p##Clerk, .shop.row = shop, \
                                  .department.row = department)

DIAMOND(Null, KITH_CASCADE, KITH_SET_NULL);
DIAMOND(Twin, KITH_SET_NULL, KITH_CASCADE);
DIAMOND(Both, KITH_CASCADE, KITH_CASCADE);
DIAMOND(Hard, KITH_CASCADE, KITH_RESTRICT);
DIAMOND(Hind, KITH_RESTRICT, KITH_CASCADE);
DIAMOND(Soft, KITH_CASCADE, KITH_NO_ACTION);
DIAMOND(Mild, KITH_NO_ACTION, KITH_CASCADE);
DIAMOND(Left, KITH_SET_NULL, KITH_NO_ACTION);
DIAMOND(Free, KITH_SET_NULL, KITH_SET_NULL);

KT_TEST(delete_plans, delete_beats_set_whichever_way_is_first)
{
    {
        OPEN_DIAMOND(Null);
        ANSWERS(kith_delete(shop), KITH_OK);
        KT_ASSERT_EQ(kith_count(db, NullClerk), (size_t)0);
        KT_ASSERT(!kith_is_live(clerk) && !kith_is_live(department));
        family_close(db);
    }
    {
        OPEN_DIAMOND(Twin);
        ANSWERS(kith_delete(shop), KITH_OK);
        KT_ASSERT_EQ(kith_count(db, TwinClerk), (size_t)0);
        KT_ASSERT(!kith_is_live(clerk) && !kith_is_live(department));
        family_close(db);
    }
    {
        OPEN_DIAMOND(Both);
        ANSWERS(kith_delete(shop), KITH_OK);
        KT_ASSERT_EQ(kith_count(db, BothClerk), (size_t)0);
        KT_ASSERT(!kith_is_live(clerk) && !kith_is_live(department));
        family_close(db);
    }
}

KT_TEST(delete_plans, set_null_twice_unlinks_both_keys_of_a_row)
{
    OPEN_DIAMOND(Free);

    ANSWERS(kith_delete(shop), KITH_OK);

    KT_ASSERT(!kith_is_live(department));
    KT_ASSERT(kith_is_live(clerk));
    KT_ASSERT_NULL(clerk->shop.row);
    KT_ASSERT_NULL(clerk->department.row);
    family_close(db);
}

KT_TEST(delete_plans, restrict_counts_rows_that_only_a_cascade_would_remove)
{
    {
        OPEN_DIAMOND(Hard);
        REFUSES(db, kith_delete(shop), KITH_E_CHILDREN);
        REFUSES(db, kith_delete(department), KITH_E_CHILDREN);
        ANSWERS(kith_delete(clerk), KITH_OK);
        ANSWERS(kith_delete(shop), KITH_OK);
        KT_ASSERT_EQ(kith_count(db, HardDepartment), (size_t)0);
        family_close(db);
    }
    {
        OPEN_DIAMOND(Hind);
        REFUSES(db, kith_delete(shop), KITH_E_CHILDREN);
        ANSWERS(kith_delete(department), KITH_OK);
        KT_ASSERT(!kith_is_live(clerk));
        ANSWERS(kith_delete(shop), KITH_OK);
        family_close(db);
    }
}

KT_TEST(delete_plans, no_action_asks_only_who_is_left_in_the_end)
{
    {
        OPEN_DIAMOND(Soft);
        REFUSES(db, kith_delete(department), KITH_E_CHILDREN);
        ANSWERS(kith_delete(shop), KITH_OK);
        KT_ASSERT(!kith_is_live(clerk) && !kith_is_live(department));
        family_close(db);
    }
    {
        OPEN_DIAMOND(Mild);
        ANSWERS(kith_delete(shop), KITH_OK);
        KT_ASSERT(!kith_is_live(clerk) && !kith_is_live(department));
        family_close(db);
    }
    {
        OPEN_DIAMOND(Left);
        REFUSES(db, kith_delete(shop), KITH_E_CHILDREN);
        KT_ASSERT_EQ(clerk->shop.row, shop);
        ANSWERS(kith_unlink(clerk, department), KITH_OK);
        ANSWERS(kith_delete(shop), KITH_OK);
        KT_ASSERT_NULL(clerk->shop.row);
        KT_ASSERT(!kith_is_live(department));
        family_close(db);
    }
}

/* --- Four tables in a row -------------------------------------------------- */

typedef struct Land Land;
typedef struct City City;
typedef struct Street Street;
typedef struct House House;
struct Land {
    const int64_t id;
    KITH_COLLECTION(City) cities;
};
struct City {
    const int64_t id;
    const int64_t land_id;
    KITH_REFERENCE(Land) land;
    KITH_COLLECTION(Street) streets;
};
struct Street {
    const int64_t id;
    const int64_t city_id;
    KITH_REFERENCE(City) city;
};
struct House {
    const int64_t id;
    const int64_t street_id;
};
static KITH_TABLE(Land, "lands", KITH_PRIMARY_KEY(Land, id),
                  KITH_RELATIONSHIP(Land, cities, City,
                                    .back_populates = "land"));
static KITH_TABLE(
    City, "cities", KITH_PRIMARY_KEY(City, id),
    KITH_FOREIGN_KEY(City, land_id, Land, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(City, land, Land, .back_populates = "cities"),
    KITH_RELATIONSHIP(City, streets, Street, .back_populates = "city"));
static KITH_TABLE(Street, "streets", KITH_PRIMARY_KEY(Street, id),
                  KITH_FOREIGN_KEY(Street, city_id, City, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Street, city, City,
                                    .back_populates = "streets"));
static KITH_TABLE(House, "houses", KITH_PRIMARY_KEY(House, id),
                  KITH_FOREIGN_KEY(House, street_id, Street, id,
                                   .on_delete = KITH_RESTRICT));

KT_TEST(delete_plans, restrict_three_tables_away_refuses_everything)
{
    kith_db *db = OPEN(Land, City, Street, House);
    Land *land = kith_insert_default(db, Land);
    for (int i = 0; i < 10; i++) {
        City *city = kith_insert(db, City, .land.row = land);
        for (int j = 0; j < 10; j++)
            kith_insert(db, Street, .city.row = city);
    }
    House *house = kith_insert(db, House, .street_id = 100);

    REFUSES(db, kith_delete(land), KITH_E_CHILDREN);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "houses");
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "streets");
    family_verify(db);
    KT_ASSERT_EQ(land->cities.count, 10u);
    ANSWERS(kith_set_null(house, street_id), KITH_OK);
    ANSWERS(kith_delete(land), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, City) + kith_count(db, Street), (size_t)0);
    KT_ASSERT_EQ(kith_count(db, House), (size_t)1);
    family_close(db);
}

/* --- A default that lies in the plan --------------------------------------- */

typedef struct Owner Owner;
typedef struct Stable Stable;
typedef struct Horse Horse;
struct Owner {
    const int64_t id;
};
struct Stable {
    const int64_t id;
    const int64_t owner_id;
    KITH_COLLECTION(Horse) horses;
};
struct Horse {
    const int64_t id;
    const int64_t stable_id;
    KITH_REFERENCE(Stable) stable;
    const int64_t owner_id;
};
static KITH_TABLE(Owner, "owners", KITH_PRIMARY_KEY(Owner, id));
static KITH_TABLE(Stable, "stables", KITH_PRIMARY_KEY(Stable, id),
                  KITH_FOREIGN_KEY(Stable, owner_id, Owner, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Stable, horses, Horse,
                                    .back_populates = "stable"));
static KITH_TABLE(Horse, "horses", KITH_PRIMARY_KEY(Horse, id),
                  KITH_FOREIGN_KEY(Horse, stable_id, Stable, id,
                                   .on_delete = KITH_SET_DEFAULT,
                                   .default_value = KITH_INTEGER(1)),
                  KITH_RELATIONSHIP(Horse, stable, Stable,
                                    .back_populates = "horses"),
                  KITH_FOREIGN_KEY(Horse, owner_id, Owner, id,
                                   .on_delete = KITH_CASCADE));

KT_TEST(delete_plans, set_default_needs_a_row_that_no_cascade_removes)
{
    kith_db *db = OPEN(Owner, Stable, Horse);
    Owner *ann = kith_insert_default(db, Owner);
    kith_insert(db, Stable, .owner_id = 1);
    Stable *second = kith_insert(db, Stable, .owner_id = 1);
    Horse *horse = kith_insert(db, Horse, .stable.row = second);

    REFUSES(db, kith_delete(ann), KITH_E_PARENT);
    ANSWERS(kith_set(horse, owner_id, 1), KITH_OK);
    ANSWERS(kith_delete(ann), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Stable) + kith_count(db, Horse), (size_t)0);
    family_close(db);
}

/* --- Defaults of one plan that collide with each other --------------------- */

typedef struct Yard Yard;
typedef struct Kennel Kennel;
typedef struct Dog Dog;
typedef struct Bowl Bowl;
struct Yard {
    const int64_t id;
};
struct Kennel {
    const int64_t id;
    const int64_t yard_id;
    KITH_SCALAR(Dog) dog;
};
struct Dog {
    const int64_t id;
    const int64_t kennel_id;
    KITH_REFERENCE(Kennel) kennel;
};
struct Bowl {
    const int64_t id;
    const int64_t kennel_id;
    const int32_t number;
    KITH_REFERENCE(Kennel) kennel;
};
#define FALLS_TO_ONE(Row)                           \
    KITH_FOREIGN_KEY(Row, kennel_id, Kennel, id,    \
                     .on_delete = KITH_SET_DEFAULT, \
                     .default_value = KITH_INTEGER(1))
static KITH_TABLE(Yard, "yards", KITH_PRIMARY_KEY(Yard, id));
static KITH_TABLE(Kennel, "kennels", KITH_PRIMARY_KEY(Kennel, id),
                  KITH_FOREIGN_KEY(Kennel, yard_id, Yard, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_RELATIONSHIP(Kennel, dog, Dog,
                                    .back_populates = "kennel"));
static KITH_TABLE(Dog, "dogs", KITH_PRIMARY_KEY(Dog, id), FALLS_TO_ONE(Dog),
                  KITH_RELATIONSHIP(Dog, kennel, Kennel,
                                    .back_populates = "dog"));
static KITH_TABLE(Bowl, "bowls", KITH_PRIMARY_KEY(Bowl, id), FALLS_TO_ONE(Bowl),
                  KITH_COLUMN(Bowl, number),
                  KITH_RELATIONSHIP(Bowl, kennel, Kennel),
                  KITH_UNIQUE("kennel_id", "number"));

KT_TEST(delete_plans, set_default_is_refused_where_two_rows_of_it_collide)
{
    kith_db *db = OPEN(Yard, Kennel, Dog, Bowl);
    Yard *yard = kith_insert_default(db, Yard);
    kith_insert_default(db, Kennel);
    kith_insert(db, Kennel, .yard_id = 1);
    kith_insert(db, Kennel, .yard_id = 1);
    Dog *rex = kith_insert(db, Dog, .kennel_id = 2);
    Dog *max = kith_insert(db, Dog, .kennel_id = 3);
    Bowl *bowl = kith_insert(db, Bowl, .kennel_id = 2, .number = 7);
    Bowl *twin = kith_insert(db, Bowl, .kennel_id = 3, .number = 7);

    REFUSES(db, kith_delete(yard), KITH_E_UNIQUE);
    ANSWERS(kith_delete(max), KITH_OK);
    REFUSES(db, kith_delete(yard), KITH_E_UNIQUE);
    ANSWERS(kith_set(twin, number, 8), KITH_OK);
    ANSWERS(kith_delete(yard), KITH_OK);

    KT_ASSERT_EQ(rex->kennel_id, 1);
    KT_ASSERT(bowl->kennel_id == 1 && twin->kennel_id == 1);
    KT_ASSERT_EQ(kith_count(db, Kennel), (size_t)1);
    family_close(db);
}

/* --- Self-reference: RESTRICT and NO_ACTION -------------------------------- */

typedef struct Task Task;
struct Task {
    const int64_t id;
    const int64_t group_id, before_id, after_id;
    KITH_REFERENCE(Task) group;
    KITH_REFERENCE(Task) before;
    KITH_REFERENCE(Task) after;
};
static KITH_TABLE(
    Task, "tasks", KITH_PRIMARY_KEY(Task, id),
    KITH_FOREIGN_KEY(Task, group_id, Task, id, .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(Task, before_id, Task, id, .on_delete = KITH_NO_ACTION),
    KITH_FOREIGN_KEY(Task, after_id, Task, id, .on_delete = KITH_RESTRICT),
    KITH_RELATIONSHIP(Task, group, Task, .foreign_key = "group_id"),
    KITH_RELATIONSHIP(Task, before, Task, .foreign_key = "before_id"),
    KITH_RELATIONSHIP(Task, after, Task, .foreign_key = "after_id"));

KT_TEST(delete_plans, of_one_table_tell_restrict_from_no_action)
{
    kith_db *db = OPEN(Task);
    Task *group = kith_insert_default(db, Task);
    Task *a = kith_insert(db, Task, .group.row = group);
    Task *b = kith_insert(db, Task, .group.row = group, .before.row = a);
    Task *c = kith_insert(db, Task, .group.row = group, .after.row = b);

    REFUSES(db, kith_delete(a), KITH_E_CHILDREN);
    REFUSES(db, kith_delete(b), KITH_E_CHILDREN);
    REFUSES(db, kith_delete(group), KITH_E_CHILDREN);
    ANSWERS(kith_relate(c, after, c), KITH_OK);
    ANSWERS(kith_relate(c, before, c), KITH_OK);
    ANSWERS(kith_delete(group), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Task), (size_t)0);
    family_close(db);
}
