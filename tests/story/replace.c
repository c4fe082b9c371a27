/* replace.c - a list becomes exactly these rows in one call: what becomes of
 * those who leave, and that the whole is judged when it is done. */
#include "family.h"

/* A car has seats that are numbered, and owns its wheels. */
typedef struct Car Car;
typedef struct Seat Seat;
typedef struct Wheel Wheel;
typedef struct Valve Valve;
struct Car {
    const int64_t id;
    KITH_COLLECTION(Seat) seats;
    KITH_COLLECTION(Wheel) wheels;
};
struct Seat {
    const int64_t id;
    KITH_TEXT name;
    const int32_t number;
    const int64_t car_id;
    KITH_REFERENCE(Car) car;
};
struct Wheel {
    const int64_t id;
    KITH_TEXT name;
    const int64_t car_id;
    KITH_REFERENCE(Car) car;
};
struct Valve {
    const int64_t id;
    const int64_t wheel_id;
    KITH_REFERENCE(Wheel) wheel;
};
static KITH_TABLE(Car, "cars", KITH_PRIMARY_KEY(Car, id),
                  KITH_RELATIONSHIP(Car, seats, Seat, .back_populates = "car"),
                  KITH_RELATIONSHIP(Car, wheels, Wheel, .back_populates = "car",
                                    .delete_orphan = true));
static KITH_TABLE(Seat, "seats", KITH_PRIMARY_KEY(Seat, id),
                  KITH_COLUMN(Seat, name), KITH_COLUMN(Seat, number),
                  KITH_FOREIGN_KEY(Seat, car_id, Car, id),
                  KITH_RELATIONSHIP(Seat, car, Car, .back_populates = "seats"),
                  KITH_UNIQUE("car_id", "number"));
static KITH_TABLE(Wheel, "wheels", KITH_PRIMARY_KEY(Wheel, id),
                  KITH_COLUMN(Wheel, name),
                  KITH_FOREIGN_KEY(Wheel, car_id, Car, id, .not_null = true),
                  KITH_RELATIONSHIP(Wheel, car, Car,
                                    .back_populates = "wheels"));
static KITH_TABLE(Valve, "valves", KITH_PRIMARY_KEY(Valve, id),
                  KITH_FOREIGN_KEY(Valve, wheel_id, Wheel, id,
                                   .on_delete = KITH_RESTRICT),
                  KITH_RELATIONSHIP(Valve, wheel, Wheel));

static kith_db *open_garage(Car **one, Car **two)
{
    kith_db *db = OPEN(Car, Seat, Wheel, Valve);

    *one = kith_insert_default(db, Car);
    *two = kith_insert_default(db, Car);
    return db;
}

/* The array may have commas in it, and may be the places of a list. */
KT_TEST(replace, takes_an_array_written_in_place_and_the_places_of_a_list)
{
    Car *one, *two;
    kith_db *db = open_garage(&one, &two);
    Seat *a = kith_insert(db, Seat, .name = "a", .number = 1, .car.row = one);
    Seat *b = kith_insert(db, Seat, .name = "b", .number = 2, .car.row = one);

    ANSWERS(kith_replace(one, seats, (Seat *[]){b, a}, 2), KITH_OK);
    ASSERT_LIST(one->seats, name, "b a");
    ANSWERS(kith_replace(two, seats, one->seats.places, one->seats.count),
            KITH_OK);
    ASSERT_LIST(two->seats, name, "b a");
    KT_ASSERT_EQ(one->seats.count, 0u);
    ANSWERS(kith_replace(two, seats, two->seats.places, two->seats.count),
            KITH_OK);
    ASSERT_LIST(two->seats, name, "b a");

    for (int i = 0; i < 100; i++)
        kith_insert(db, Seat, .name = "-", .number = i, .car.row = one);
    ANSWERS(kith_replace(two, seats, one->seats.places, one->seats.count),
            KITH_OK);
    KT_ASSERT(two->seats.count == 100 && one->seats.count == 0);
    ANSWERS(kith_remove(two, seats, kith_first(two->seats)), KITH_OK);
    REFUSES(db, kith_replace(one, seats, two->seats.places, two->seats.count),
            KITH_E_MISUSE);
    REFUSES(db, kith_replace_at(one, offsetof(Car, seats), NULL),
            KITH_E_MISUSE);
    family_close(db);
}

/* Two rows in turn hold what only one may hold at a time. */
KT_TEST(replace, lets_a_row_take_the_unique_value_of_one_that_leaves)
{
    Car *one, *two;
    kith_db *db = open_garage(&one, &two);
    Seat *a = kith_insert(db, Seat, .name = "a", .number = 1, .car.row = one);
    Seat *b = kith_insert(db, Seat, .name = "b", .number = 2, .car.row = one);
    Seat *c = kith_insert(db, Seat, .name = "c", .number = 1, .car.row = two);
    Seat *d = kith_insert(db, Seat, .name = "d", .number = 2);
    Seat *both[] = {a, c}, *swapped[] = {d, c};

    REFUSES(db, kith_append(one, seats, c), KITH_E_UNIQUE);
    REFUSES(db, kith_replace(one, seats, both, 2), KITH_E_UNIQUE);
    ASSERT_LIST(one->seats, name, "a b");
    ANSWERS(kith_replace(one, seats, swapped, 2), KITH_OK);

    ASSERT_LIST(one->seats, name, "d c");
    ASSERT_LIST(two->seats, name, "");
    KT_ASSERT(kith_is_null(a, car_id) && kith_is_null(b, car_id));
    family_close(db);
}

KT_TEST(replace, deletes_the_orphans_and_spares_those_who_stay_or_move)
{
    Car *one, *two;
    kith_db *db = open_garage(&one, &two);
    Wheel *a = kith_insert(db, Wheel, .name = "a", .car.row = one);
    Wheel *b = kith_insert(db, Wheel, .name = "b", .car.row = one);
    Wheel *c = kith_insert(db, Wheel, .name = "c", .car.row = two);
    Wheel *d = kith_insert(db, Wheel, .name = "d", .car.row = two);
    Wheel *wanted[] = {c, b};

    ANSWERS(kith_replace(one, wheels, wanted, 2), KITH_OK);

    KT_ASSERT(!kith_is_live(a) && kith_is_live(d));
    ASSERT_LIST(one->wheels, name, "c b");
    ASSERT_LIST(two->wheels, name, "d");
    KT_ASSERT_EQ(c->car_id, one->id);
    KT_ASSERT_EQ(kith_count(db, Wheel), (size_t)3);
    family_close(db);
}

KT_TEST(replace, is_refused_where_an_orphan_may_not_be_deleted)
{
    Car *one, *two;
    kith_db *db = open_garage(&one, &two);
    Wheel *a = kith_insert(db, Wheel, .name = "a", .car.row = one);
    Wheel *b = kith_insert(db, Wheel, .name = "b", .car.row = one);
    Wheel *c = kith_insert(db, Wheel, .name = "c", .car.row = two);
    Valve *valve = kith_insert(db, Valve, .wheel.row = a);
    Wheel *wanted[] = {c, b};

    REFUSES(db, kith_replace(one, wheels, wanted, 2), KITH_E_CHILDREN);
    REFUSES(db, kith_replace(one, wheels, wanted, 0), KITH_E_CHILDREN);
    ASSERT_LIST(one->wheels, name, "a b");
    ASSERT_LIST(two->wheels, name, "c");
    ANSWERS(kith_relate(valve, wheel, b), KITH_OK);
    ANSWERS(kith_replace(one, wheels, wanted, 2), KITH_OK);

    ASSERT_LIST(one->wheels, name, "c b");
    family_close(db);
}

KT_TEST(replace, and_move_are_refused_for_rows_that_were_deleted)
{
    Car *one, *two;
    kith_db *db = open_garage(&one, &two);
    Seat *a = kith_insert(db, Seat, .name = "a", .car.row = one);
    Seat *gone = kith_insert(db, Seat, .number = 1, .car.row = one);
    Seat *wanted[] = {a, gone};
    ANSWERS(kith_delete(gone), KITH_OK);
    ANSWERS(kith_delete(two), KITH_OK);

    REFUSES(db, kith_replace(one, seats, wanted, 2), KITH_E_NOT_FOUND);
    REFUSES(db, kith_replace(two, seats, wanted, 1), KITH_E_NOT_FOUND);
    REFUSES(db, kith_replace(two, seats, wanted, 0), KITH_E_NOT_FOUND);
    REFUSES(db, kith_move(one, seats, gone, 0), KITH_E_NOT_FOUND);
    REFUSES(db, kith_move(two, seats, a, 0), KITH_E_NOT_FOUND);

    ASSERT_LIST(one->seats, name, "a");
    family_close(db);
}

/* --- A required parent, and association rows ------------------------------ */

typedef struct Herd Herd;
typedef struct Cow Cow;
typedef struct Grazing Grazing;
typedef struct Visit Visit;
typedef struct Meadow Meadow;
struct Herd {
    const int64_t id;
    KITH_COLLECTION(Cow) cows;
};
struct Cow {
    const int64_t id;
    KITH_TEXT name;
    const int64_t herd_id;
    KITH_REFERENCE(Herd) herd;
    KITH_COLLECTION_VIA(Grazing, Meadow) meadows;
    KITH_COLLECTION_VIA(Visit, Meadow) visited;
};
struct Meadow {
    const int64_t id;
    KITH_TEXT name;
};
/* Needs a text that no append gives. */
struct Grazing {
    const int64_t cow_id, meadow_id;
    KITH_REFERENCE(Cow) cow;
    KITH_REFERENCE(Meadow) meadow;
    KITH_TEXT season;
};
/* Its key is over more than the pair. */
struct Visit {
    const int64_t cow_id, meadow_id;
    const int32_t day;
    KITH_REFERENCE(Cow) cow;
    KITH_REFERENCE(Meadow) meadow;
};
#define ENDS(Row)                                                       \
    KITH_FOREIGN_KEY(Row, cow_id, Cow, id, .not_null = true),           \
        KITH_FOREIGN_KEY(Row, meadow_id, Meadow, id, .not_null = true), \
        KITH_RELATIONSHIP(Row, cow, Cow),                               \
        KITH_RELATIONSHIP(Row, meadow, Meadow)
static KITH_TABLE(Herd, "herds", KITH_PRIMARY_KEY(Herd, id),
                  KITH_RELATIONSHIP(Herd, cows, Cow, .back_populates = "herd"));
static KITH_TABLE(
    Cow, "cows", KITH_PRIMARY_KEY(Cow, id), KITH_COLUMN(Cow, name),
    KITH_FOREIGN_KEY(Cow, herd_id, Herd, id, .not_null = true),
    KITH_RELATIONSHIP(Cow, herd, Herd, .back_populates = "cows"),
    KITH_RELATIONSHIP(Cow, meadows, Meadow, .secondary = "grazings"),
    KITH_RELATIONSHIP(Cow, visited, Meadow, .secondary = "visits"));
static KITH_TABLE(Meadow, "meadows", KITH_PRIMARY_KEY(Meadow, id),
                  KITH_COLUMN(Meadow, name));
static KITH_TABLE(Grazing, "grazings", ENDS(Grazing),
                  KITH_COLUMN(Grazing, season, .not_null = true),
                  KITH_UNIQUE("meadow_id", "cow_id"));
static KITH_TABLE(Visit, "visits", ENDS(Visit), KITH_COLUMN(Visit, day),
                  KITH_UNIQUE("cow_id", "meadow_id", "day"));

KT_TEST(replace, is_refused_where_one_who_leaves_needs_a_parent)
{
    kith_db *db = OPEN(Herd, Cow, Meadow, Grazing, Visit);
    Herd *herd = kith_insert_default(db, Herd);
    Herd *other = kith_insert_default(db, Herd);
    Cow *a = kith_insert(db, Cow, .name = "a", .herd.row = herd);
    Cow *b = kith_insert(db, Cow, .name = "b", .herd.row = herd);
    Cow *c = kith_insert(db, Cow, .name = "c", .herd.row = other);
    Cow *without[] = {c, b}, *all[] = {c, b, a};

    REFUSES(db, kith_replace(herd, cows, without, 2), KITH_E_NOT_NULL);
    REFUSES(db, kith_replace(herd, cows, NULL, 0), KITH_E_NOT_NULL);
    ANSWERS(kith_replace(herd, cows, all, 3), KITH_OK);

    ASSERT_LIST(herd->cows, name, "c b a");
    ASSERT_LIST(other->cows, name, "");
    family_close(db);
}

KT_TEST(replace, of_links_keeps_those_there_are_and_makes_none_that_need_more)
{
    kith_db *db = OPEN(Herd, Cow, Meadow, Grazing, Visit);
    kith_insert_default(db, Herd);
    Cow *cow = kith_insert(db, Cow, .herd_id = 1);
    Meadow *m[3];
    for (int i = 0; i < 3; i++)
        m[i] = kith_insert(db, Meadow, .name = family_name(i));
    kith_insert(db, Grazing, .cow.row = cow, .meadow.row = m[0], .season = "x");
    kith_insert(db, Grazing, .cow.row = cow, .meadow.row = m[1], .season = "y");
    kith_insert(db, Grazing, .cow.row = cow, .meadow.row = m[2], .season = "z");
    ANSWERS(kith_delete(kith_at(cow->meadows, 1)), KITH_OK);
    Meadow *back[] = {m[2], m[0]};

    REFUSES(db, kith_replace(cow, meadows, m, 2), KITH_E_NOT_NULL);
    ASSERT_LIST(cow->meadows, season, "x z");
    ANSWERS(kith_replace(cow, meadows, back, 2), KITH_OK);
    ASSERT_LIST(cow->meadows, season, "z x");
    ANSWERS(kith_replace(cow, meadows, back, 1), KITH_OK);

    ASSERT_LIST(cow->meadows, season, "z");
    KT_ASSERT_EQ(kith_count(db, Grazing), (size_t)1);
    family_close(db);
}

/* Which of two visits would a removal mean? */
KT_TEST(replace, and_all_writing_calls_need_a_key_over_exactly_the_pair)
{
    kith_db *db = OPEN(Herd, Cow, Meadow, Grazing, Visit);
    kith_insert_default(db, Herd);
    Cow *cow = kith_insert(db, Cow, .herd_id = 1);
    Meadow *meadow = kith_insert(db, Meadow, .name = "m");
    kith_insert(db, Visit, .cow.row = cow, .meadow.row = meadow, .day = 1);
    kith_insert(db, Visit, .cow.row = cow, .meadow.row = meadow, .day = 2);

    REFUSES(db, kith_replace(cow, visited, &meadow, 1), KITH_E_MISUSE);
    REFUSES(db, kith_replace(cow, visited, &meadow, 0), KITH_E_MISUSE);
    REFUSES(db, kith_append(cow, visited, meadow), KITH_E_MISUSE);
    REFUSES(db, kith_remove(cow, visited, meadow), KITH_E_MISUSE);
    REFUSES(db, kith_clear(cow, visited), KITH_E_MISUSE);
    REFUSES(db, kith_move(cow, visited, meadow, 1), KITH_E_MISUSE);

    ASSERT_LIST(cow->visited, meadow.row->name, "m m");
    KT_ASSERT(kith_contains(cow, visited, meadow));
    ANSWERS(kith_delete(meadow), KITH_OK);
    KT_ASSERT_EQ(cow->visited.count, 0u);
    family_close(db);
}
