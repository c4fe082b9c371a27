/* several_keys.c - two foreign keys from one table to another: .foreign_key
 * says which of them a relationship means. */
#include "family.h"

typedef struct Airport Airport;
typedef struct Flight Flight;
struct Airport {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Flight) departures;
    KITH_COLLECTION(Flight) arrivals;
};
struct Flight {
    const int64_t id;
    KITH_TEXT number;
    const int64_t from_id, to_id;
    KITH_REFERENCE(Airport) from;
    KITH_REFERENCE(Airport) to;
};
static KITH_TABLE(Airport, "airports", KITH_PRIMARY_KEY(Airport, id),
                  KITH_COLUMN(Airport, name),
                  KITH_RELATIONSHIP(Airport, departures, Flight,
                                    .foreign_key = "from_id",
                                    .back_populates = "from"),
                  KITH_RELATIONSHIP(Airport, arrivals, Flight,
                                    .foreign_key = "to_id",
                                    .back_populates = "to"));
static KITH_TABLE(
    Flight, "flights", KITH_PRIMARY_KEY(Flight, id),
    KITH_COLUMN(Flight, number),
    KITH_FOREIGN_KEY(Flight, from_id, Airport, id, .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(Flight, to_id, Airport, id, .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Flight, from, Airport, .foreign_key = "from_id",
                      .back_populates = "departures"),
    KITH_RELATIONSHIP(Flight, to, Airport, .foreign_key = "to_id",
                      .back_populates = "arrivals"));

KT_TEST(several_keys, keep_their_links_apart)
{
    kith_db *db = OPEN(Airport, Flight);
    Airport *oslo = kith_insert(db, Airport, .name = "oslo");
    Airport *rome = kith_insert(db, Airport, .name = "rome");
    Flight *one = kith_insert(db, Flight, .number = "1", .from.row = oslo,
                              .to.row = rome);
    kith_insert(db, Flight, .number = "2", .from_id = 2, .to_id = 1);
    kith_insert(db, Flight, .number = "3", .from_id = 1, .to.row = oslo);

    ASSERT_LIST(oslo->departures, number, "1 3");
    ASSERT_LIST(oslo->arrivals, number, "2 3");
    ASSERT_LIST(rome->departures, number, "2");
    ASSERT_LIST(rome->arrivals, number, "1");
    ANSWERS(kith_relate(one, to, oslo), KITH_OK);
    ANSWERS(kith_append(rome, departures, one), KITH_OK);

    KT_ASSERT_EQ(one->from_id, 2);
    KT_ASSERT_EQ(one->to_id, 1);
    ASSERT_LIST(oslo->arrivals, number, "2 3 1");
    ASSERT_LIST(oslo->departures, number, "3");
    ASSERT_LIST(rome->departures, number, "2 1");
    ASSERT_MATCHES(db, Flight, to_id, 1, number, "2 3 1");
    family_close(db);
}

KT_TEST(several_keys, change_together_in_one_update)
{
    kith_db *db = OPEN(Airport, Flight);
    Airport *oslo = kith_insert(db, Airport, .name = "oslo");
    Airport *rome = kith_insert(db, Airport, .name = "rome");
    Flight *one = kith_insert(db, Flight, .number = "1", .from.row = oslo,
                              .to.row = rome);

    ANSWERS(kith_update(one, kith_to(one, from_id, 2), kith_to(one, to_id, 1)),
            KITH_OK);
    REFUSES(db,
            kith_update(one, kith_to(one, from_id, 1), kith_to(one, to_id, 9)),
            KITH_E_PARENT);

    KT_ASSERT_EQ(one->from.row, rome);
    ASSERT_LIST(oslo->arrivals, number, "1");
    family_close(db);
}

KT_TEST(several_keys, each_do_what_their_own_action_says)
{
    kith_db *db = OPEN(Airport, Flight);
    Airport *oslo = kith_insert(db, Airport, .name = "oslo");
    Airport *rome = kith_insert(db, Airport, .name = "rome");
    kith_insert(db, Flight, .number = "1", .from.row = oslo, .to.row = rome);
    Flight *two = kith_insert(db, Flight, .number = "2", .from.row = rome,
                              .to.row = oslo);
    kith_insert(db, Flight, .number = "3", .from.row = oslo, .to.row = oslo);

    ANSWERS(kith_delete(oslo), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Flight), (size_t)1);
    KT_ASSERT_NULL(two->to.row);
    KT_ASSERT_EQ(two->from.row, rome);
    ASSERT_LIST(rome->arrivals, number, "");
    family_close(db);
}
