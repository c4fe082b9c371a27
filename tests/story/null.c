/* null.c - what NULL is for each kind of column, and how it comes and goes. */
#include "family.h"

/* A parent with a number of its own choosing, so that its key may be zero. */
typedef struct Depot Depot;
typedef struct Van Van;
struct Depot {
    const int64_t id;
    const int32_t number;
    KITH_TEXT town;
    KITH_COLLECTION(Van) vans;
};
struct Van {
    const int64_t id;
    KITH_TEXT plate;
    KITH_TEXT driver;
    int32_t seats;
    bool electric;
    const char colour[8];
    KITH_OPTIONAL(int16_t) doors;
    const KITH_OPTIONAL(uint8_t) lane;
    const int32_t depot_number;
    KITH_REFERENCE(Depot) depot;
    KITH_TEXT town;
    KITH_REFERENCE(Depot) home;
};
static KITH_TABLE(Depot, "depots", KITH_PRIMARY_KEY(Depot, id),
                  KITH_COLUMN(Depot, number, .unique = true),
                  KITH_COLUMN(Depot, town, .unique = true),
                  KITH_RELATIONSHIP(Depot, vans, Van, .back_populates = "depot",
                                    .foreign_key = "depot_number"));
static KITH_TABLE(Van, "vans", KITH_PRIMARY_KEY(Van, id),
                  KITH_COLUMN(Van, plate, .unique = true),
                  KITH_COLUMN(Van, driver, .not_null = true),
                  KITH_COLUMN(Van, seats), KITH_COLUMN(Van, electric),
                  KITH_COLUMN(Van, colour), KITH_OPTIONAL_COLUMN(Van, doors),
                  KITH_OPTIONAL_COLUMN(Van, lane, .unique = true),
                  KITH_FOREIGN_KEY(Van, depot_number, Depot, number),
                  KITH_RELATIONSHIP(Van, depot, Depot, .back_populates = "vans",
                                    .foreign_key = "depot_number"),
                  KITH_FOREIGN_KEY(Van, town, Depot, town),
                  KITH_RELATIONSHIP(Van, home, Depot, .foreign_key = "town"),
                  KITH_UNIQUE("driver", "depot_number"));

KT_TEST(null, is_what_each_kind_of_column_says)
{
    kith_db *db = OPEN(Depot, Van);
    Van *van = kith_insert(db, Van, .driver = "Ann");

    KT_ASSERT_NULL(van->plate);
    KT_ASSERT(kith_is_null(van, plate));
    KT_ASSERT(!kith_is_null(van, driver));
    KT_ASSERT(!kith_is_null(van, seats));
    KT_ASSERT(!kith_is_null(van, electric));
    KT_ASSERT(!kith_is_null(van, colour));
    KT_ASSERT(!kith_is_null(van, id));
    KT_ASSERT(kith_is_null(van, doors));
    KT_ASSERT(kith_is_null(van, lane));
    KT_ASSERT(kith_is_null(van, depot_number));
    KT_ASSERT(kith_is_null(van, town));
    KT_ASSERT_EQ(van->depot_number, 0);
    KT_ASSERT_NULL(van->town);
    KT_ASSERT_STR_EQ(van->colour, "");
    family_close(db);
}

KT_TEST(null, comes_by_set_null_and_goes_by_set)
{
    kith_db *db = OPEN(Depot, Van);
    Depot *oslo = kith_insert(db, Depot, .number = 3, .town = "Oslo");
    Van *van = kith_insert(db, Van, .driver = "Ann", .plate = "A1",
                           .doors = KITH_SOME(5), .lane = KITH_SOME(2),
                           .depot.row = oslo, .home.row = oslo);

    ANSWERS(kith_update(van, kith_to_null(van, plate), kith_to_null(van, doors),
                        kith_to_null(van, lane),
                        kith_to_null(van, depot_number),
                        kith_to_null(van, town)),
            KITH_OK);
    KT_ASSERT(kith_is_null(van, plate) && kith_is_null(van, doors));
    KT_ASSERT(kith_is_null(van, lane) && kith_is_null(van, depot_number));
    KT_ASSERT(kith_is_null(van, town) && !van->town && !van->home.row);
    KT_ASSERT_EQ(van->depot_number, 0);
    KT_ASSERT_EQ(oslo->vans.count, 0u);
    family_verify(db);

    ANSWERS(kith_set(van, plate, ""), KITH_OK);
    ANSWERS(kith_set(van, doors, 0), KITH_OK);
    ANSWERS(kith_set(van, lane, 7), KITH_OK);
    ANSWERS(kith_set(van, town, "Oslo"), KITH_OK);
    KT_ASSERT(!kith_is_null(van, plate) && !kith_is_null(van, doors));
    KT_ASSERT(van->doors.present && van->doors.value == 0);
    KT_ASSERT(van->lane.present && van->lane.value == 7);
    KT_ASSERT_EQ(van->home.row, oslo);
    KT_ASSERT_NULL(van->depot.row);
    family_close(db);
}

KT_TEST(null, is_a_null_pointer_for_a_text)
{
    kith_db *db = OPEN(Depot, Van);
    kith_insert(db, Depot, .town = "Oslo");
    Van *van =
        kith_insert(db, Van, .driver = "Ann", .plate = "A1", .town = "Oslo");

    ANSWERS(kith_set(van, plate, NULL), KITH_OK);
    ANSWERS(kith_set(van, town, NULL), KITH_OK);
    REFUSES(db, kith_set(van, driver, NULL), KITH_E_NOT_NULL);

    KT_ASSERT_NULL(van->plate);
    KT_ASSERT_NULL(van->home.row);
    family_close(db);
}

KT_TEST(null, may_not_be_set_where_a_value_is_required_or_cannot_be_absent)
{
    kith_db *db = OPEN(Depot, Van);
    Van *van = kith_insert(db, Van, .driver = "Ann", .colour = "red");

    REFUSES(db, kith_set_null(van, driver), KITH_E_NOT_NULL);
    REFUSES(db, kith_set_null(van, seats), KITH_E_MISUSE);
    REFUSES(db, kith_set_null(van, electric), KITH_E_MISUSE);
    REFUSES(db, kith_set_null(van, colour), KITH_E_MISUSE);
    REFUSES(db, kith_set(van, colour, NULL), KITH_E_MISUSE);
    REFUSES(db, kith_set_null(van, id), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert_default(db, Van), KITH_E_NOT_NULL);

    KT_ASSERT_STR_EQ(van->colour, "red");
    KT_ASSERT_STR_EQ(van->driver, "Ann");
    family_close(db);
}

KT_TEST(null, differs_from_the_key_zero)
{
    kith_db *db = OPEN(Depot, Van);
    Depot *zero = kith_insert(db, Depot, .number = 0, .town = "");
    Van *van = kith_insert(db, Van, .driver = "Ann", .depot_number = 0);
    KT_ASSERT_NULL(van->depot.row);
    KT_ASSERT(kith_is_null(van, depot_number));

    ANSWERS(kith_set(van, depot_number, 0), KITH_OK);
    KT_ASSERT_EQ(van->depot.row, zero);
    KT_ASSERT(!kith_is_null(van, depot_number));
    KT_ASSERT_EQ(kith_find(db, Van, depot_number, 0), van);
    family_verify(db);

    ANSWERS(kith_set(van, town, ""), KITH_OK);
    KT_ASSERT_EQ(van->home.row, zero);
    ANSWERS(kith_set_null(van, depot_number), KITH_OK);
    KT_ASSERT_NULL(van->depot.row);
    KT_ASSERT(kith_is_null(van, depot_number));
    KT_ASSERT_NULL(kith_find(db, Van, depot_number, 0));

    Van *second = kith_insert(db, Van, .driver = "Bo", .depot.row = zero);
    KT_ASSERT_EQ(second->depot.row, zero);
    KT_ASSERT(!kith_is_null(second, depot_number));
    family_close(db);
}

KT_TEST(null, key_zero_that_no_row_has_is_refused)
{
    kith_db *db = OPEN(Depot, Van);
    kith_insert(db, Depot, .number = 1, .town = "Oslo");
    Van *van = kith_insert(db, Van, .driver = "Ann", .depot_number = 1);

    REFUSES(db, kith_set(van, depot_number, 0), KITH_E_PARENT);
    REFUSES(db, kith_set(van, town, ""), KITH_E_PARENT);
    KT_ASSERT_EQ(van->depot_number, 1);
    family_close(db);
}

KT_TEST(null, primary_key_zero_comes_by_set_and_can_be_named)
{
    kith_db *db = OPEN(Store, Item);
    Store *store = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "chair");

    ANSWERS(kith_set(store, id, 0), KITH_OK);
    ANSWERS(kith_set(chair, store_id, 0), KITH_OK);

    KT_ASSERT_EQ(kith_get(db, Store, 0), store);
    KT_ASSERT_EQ(chair->store.row, store);
    KT_ASSERT(!kith_is_null(chair, store_id));
    family_close(db);
}

KT_TEST(null, never_collides_and_is_never_found)
{
    kith_db *db = OPEN(Depot, Van);
    Depot *oslo = kith_insert(db, Depot, .number = 0, .town = "Oslo");

    for (int i = 0; i < 10; i++)
        KT_ASSERT_NOT_NULL(kith_insert(db, Van, .driver = "Ann"));
    Van *van = kith_insert(db, Van, .driver = "Ann", .depot.row = oslo);
    REFUSES_ROW(db, kith_insert(db, Van, .driver = "Ann", .depot.row = oslo),
                KITH_E_UNIQUE);

    KT_ASSERT_NULL(kith_find(db, Van, plate, NULL));
    KT_ASSERT_NULL(kith_find(db, Van, town, NULL));
    KT_ASSERT_NULL(kith_find(db, Van, lane, 0));
    KT_ASSERT_EQ(kith_find(db, Van, depot_number, 0), van);
    ASSERT_MATCHES(db, Van, plate, NULL, driver, "");
    family_close(db);
}

KT_TEST(null, is_no_state_of_an_in_place_text_whose_empty_value_collides)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Course *first = kith_insert(db, Course, .title = "first");
    Course *second = kith_insert(db, Course, .code = "C");

    REFUSES_ROW(db, kith_insert(db, Course, .title = "second"), KITH_E_UNIQUE);
    REFUSES(db, kith_set(second, code, ""), KITH_E_UNIQUE);

    KT_ASSERT_EQ(kith_find(db, Course, code, ""), first);
    KT_ASSERT(!kith_is_null(first, code));
    family_close(db);
}

KT_TEST(null, of_a_plain_number_is_not_there_and_zero_is_its_value)
{
    kith_db *db = OPEN(Depot, Van);
    Depot *zero = kith_insert(db, Depot, .town = "Oslo");

    REFUSES_ROW(db, kith_insert(db, Depot, .town = "Rome"), KITH_E_UNIQUE);
    REFUSES(db, kith_set_null(zero, number), KITH_E_MISUSE);

    KT_ASSERT_EQ(kith_find(db, Depot, number, 0), zero);
    KT_ASSERT(!kith_is_null(zero, number));
    family_close(db);
}

KT_TEST(null, of_an_optional_may_be_written_directly_where_it_is_not_const)
{
    kith_db *db = OPEN(Depot, Van);
    Van *van = kith_insert(db, Van, .driver = "Ann");

    van->doors.value = 3;
    van->doors.present = true;
    KT_ASSERT(!kith_is_null(van, doors));
    family_verify(db);
    van->doors.present = false;
    KT_ASSERT(kith_is_null(van, doors));
    van->seats = 9;
    van->electric = true;

    family_close(db);
}
