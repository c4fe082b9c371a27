/* big.c - a parent with a million children, and ten times as many of anything
 * takes ten times as long. */
#include "family.h"

#include <stdlib.h>

enum { MANY = FAMILY_SANITIZED ? 100000 : 1000000 };

typedef struct Sea Sea;
typedef struct Fish Fish;
struct Sea {
    const int64_t id;
    KITH_COLLECTION(Fish) fish;
};
struct Fish {
    const int64_t id;
    const int64_t sea_id;
    KITH_REFERENCE(Sea) sea;
};
static KITH_TABLE(Sea, "seas", KITH_PRIMARY_KEY(Sea, id),
                  KITH_RELATIONSHIP(Sea, fish, Fish, .back_populates = "sea"));
static KITH_TABLE(Fish, "fish", KITH_PRIMARY_KEY(Fish, id),
                  KITH_FOREIGN_KEY(Fish, sea_id, Sea, id,
                                   .on_delete = KITH_CASCADE,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Fish, sea, Sea, .back_populates = "fish"));

enum way { UNLINK, MOVE, DELETE_EACH, CASCADE, FOLLOW, CLEAR, WAYS };

/* Do one thing to all children, the first one first. */
static void empty(enum way way, Sea *sea, Sea *other, Fish **fish, size_t n)
{
    switch (way) {
    case UNLINK:
        for (size_t i = 0; i < n; i++)
            ANSWERS(kith_remove(sea, fish, fish[i]), KITH_OK);
        break;
    case MOVE:
        for (size_t i = 0; i < n; i++)
            ANSWERS(kith_relate(fish[i], sea, other), KITH_OK);
        break;
    case DELETE_EACH:
        for (size_t i = 0; i < n; i++)
            ANSWERS(kith_delete(fish[i]), KITH_OK);
        break;
    case CASCADE:
        ANSWERS(kith_delete(sea), KITH_OK);
        break;
    case FOLLOW:
        ANSWERS(kith_set(sea, id, 77), KITH_OK);
        break;
    default:
        ANSWERS(kith_clear(sea, fish), KITH_OK);
        break;
    }
}

/* Seconds for a sea of n fish that is filled and emptied. */
static double fill_and_empty(enum way way, size_t n)
{
    Fish **fish = malloc(n * sizeof *fish);
    kith_db *db = NULL;
    ANSWERS(kith_open(&db, KITH_TABLES(Sea, Fish), NULL, NULL), KITH_OK);
    Sea *sea = kith_insert_default(db, Sea);
    Sea *other = kith_insert_default(db, Sea);

    const double start = family_seconds();
    for (size_t i = 0; i < n; i++)
        fish[i] = kith_insert(db, Fish, .sea.row = sea);
    KT_ASSERT_EQ(sea->fish.count, (uint32_t)n);
    empty(way, sea, other, fish, n);
    const double seconds = family_seconds() - start;

    const bool stays = way != DELETE_EACH && way != CASCADE;
    KT_ASSERT_EQ(kith_count(db, Fish), stays ? n : (size_t)0);
    KT_ASSERT_EQ(other->fish.count, way == MOVE ? (uint32_t)n : 0u);
    if (way == FOLLOW)
        KT_ASSERT_EQ(fish[n / 2]->sea_id, 77);
    else if (way != CASCADE)
        KT_ASSERT_EQ(sea->fish.count, 0u);
    family_verify(db);
    kith_close(db);
    free(fish);
    return seconds;
}

KT_TEST(big, list_is_filled_and_emptied_in_linear_time_every_way)
{
    for (int way = 0; way < WAYS; way++) {
        const double tenth = fill_and_empty((enum way)way, MANY / 10);
        const double time = fill_and_empty((enum way)way, MANY);

        KT_ASSERT(family_linear(tenth, time), "way %d: %f s, then %f s", way,
                  tenth, time);
    }
}

/* Seconds for n children that move between two parents of very unequal
 * lists: the cost must not follow the length of the longer. */
static double visit(size_t n)
{
    kith_db *db = NULL;
    ANSWERS(kith_open(&db, KITH_TABLES(Sea, Fish), NULL, NULL), KITH_OK);
    Sea *sea = kith_insert_default(db, Sea);
    Sea *pond = kith_insert_default(db, Sea);
    Fish *first = kith_insert(db, Fish, .sea.row = sea);
    for (size_t i = 0; i < n; i++)
        kith_insert(db, Fish, .sea.row = sea);

    const double start = family_seconds();
    for (size_t i = 0; i < n; i++)
        ANSWERS(kith_relate(first, sea, i % 2 ? sea : pond), KITH_OK);
    const double seconds = family_seconds() - start;

    KT_ASSERT_EQ(sea->fish.count + pond->fish.count, (uint32_t)n + 1);
    family_verify(db);
    kith_close(db);
    return seconds;
}

KT_TEST(big, list_is_left_and_joined_at_constant_cost)
{
    const double tenth = visit(MANY / 10);
    const double time = visit(MANY);

    KT_ASSERT(family_linear(tenth, time), "%f s, then %f s", tenth, time);
}

/* Seconds for n neighbours that change places, all over a list of n. */
static double change_places(size_t n)
{
    Fish **fish = malloc(n * sizeof *fish);
    kith_db *db = NULL;
    ANSWERS(kith_open(&db, KITH_TABLES(Sea, Fish), NULL, NULL), KITH_OK);
    Sea *sea = kith_insert_default(db, Sea);
    for (size_t i = 0; i < n; i++)
        fish[i] = kith_insert(db, Fish, .sea.row = sea);

    const double start = family_seconds();
    for (size_t i = 0; i + 1 < n; i += 2) {
        ANSWERS(kith_move(sea, fish, fish[i], i + 1), KITH_OK);
        ANSWERS(kith_move(sea, fish, fish[i], i + 1), KITH_OK);
    }
    const double seconds = family_seconds() - start;

    KT_ASSERT_EQ(kith_first(sea->fish), fish[1]);
    KT_ASSERT_EQ(kith_at(sea->fish, n / 2 + 1), fish[n / 2]);
    family_verify(db);
    kith_close(db);
    free(fish);
    return seconds;
}

KT_TEST(big, list_gives_a_member_a_new_place_at_the_cost_of_the_distance)
{
    const double tenth = change_places(MANY / 40);
    const double time = change_places(MANY / 4);

    KT_ASSERT(family_linear(tenth, time), "%f s, then %f s", tenth, time);
}

/* --- A unique key over the foreign key, and a many-to-many ----------------- */

typedef struct Hall Hall;
typedef struct Chair Chair;
typedef struct Actor Actor;
typedef struct Ticket Ticket;
struct Hall {
    const int64_t id;
    KITH_COLLECTION(Chair) chairs;
    KITH_COLLECTION_VIA(Ticket, Actor) actors;
};
struct Chair {
    const int64_t id;
    const int64_t hall_id;
    const int32_t number;
    KITH_REFERENCE(Hall) hall;
};
struct Actor {
    const int64_t id;
    KITH_COLLECTION_VIA(Ticket, Hall) halls;
};
struct Ticket {
    const int64_t hall_id, actor_id;
    KITH_REFERENCE(Hall) hall;
    KITH_REFERENCE(Actor) actor;
};
static KITH_TABLE(Hall, "halls", KITH_PRIMARY_KEY(Hall, id),
                  KITH_RELATIONSHIP(Hall, chairs, Chair,
                                    .back_populates = "hall"),
                  KITH_RELATIONSHIP(Hall, actors, Actor, .secondary = "tickets",
                                    .back_populates = "halls"));
static KITH_TABLE(Chair, "chairs", KITH_PRIMARY_KEY(Chair, id),
                  KITH_FOREIGN_KEY(Chair, hall_id, Hall, id,
                                   .on_delete = KITH_SET_DEFAULT,
                                   .on_update = KITH_CASCADE,
                                   .default_value = KITH_INTEGER(1)),
                  KITH_COLUMN(Chair, number, .index = true),
                  KITH_RELATIONSHIP(Chair, hall, Hall,
                                    .back_populates = "chairs"),
                  KITH_UNIQUE("hall_id", "number"));
static KITH_TABLE(Actor, "actors", KITH_PRIMARY_KEY(Actor, id),
                  KITH_RELATIONSHIP(Actor, halls, Hall, .secondary = "tickets",
                                    .back_populates = "actors"));
static KITH_TABLE(Ticket, "tickets",
                  KITH_FOREIGN_KEY(Ticket, hall_id, Hall, id,
                                   .primary_key = true,
                                   .on_update = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Ticket, actor_id, Actor, id,
                                   .primary_key = true),
                  KITH_RELATIONSHIP(Ticket, hall, Hall),
                  KITH_RELATIONSHIP(Ticket, actor, Actor));

/* Seconds for n chairs and n tickets whose hall changes its key and falls. */
static double furnish(size_t n)
{
    kith_db *db = NULL;
    ANSWERS(kith_open(&db, KITH_TABLES(Hall, Chair, Actor, Ticket), NULL, NULL),
            KITH_OK);
    Hall *first = kith_insert_default(db, Hall);
    Hall *hall = kith_insert_default(db, Hall);

    const double start = family_seconds();
    for (size_t i = 0; i < n; i++) {
        Actor *actor = kith_insert_default(db, Actor);
        kith_insert(db, Chair, .hall.row = hall, .number = (int32_t)i);
        ANSWERS(i % 2 ? kith_append(hall, actors, actor)
                      : kith_append(actor, halls, hall),
                KITH_OK);
    }
    ANSWERS(kith_set(hall, id, 9), KITH_OK);
    for (size_t i = 0; i < n / 2; i++)
        ANSWERS(kith_remove(hall, actors, kith_get(db, Actor, (int64_t)i + 1)),
                KITH_OK);
    ANSWERS(kith_delete(hall), KITH_OK);
    const double seconds = family_seconds() - start;

    KT_ASSERT_EQ(first->chairs.count, (uint32_t)n);
    KT_ASSERT_EQ(kith_count(db, Ticket), (size_t)0);
    KT_ASSERT_EQ(kith_count(db, Actor), n);
    family_verify(db);
    kith_close(db);
    return seconds;
}

KT_TEST(big, parent_changes_its_key_and_goes_in_linear_time)
{
    const double tenth = furnish(MANY / 40);
    const double time = furnish(MANY / 4);

    KT_ASSERT(family_linear(tenth, time), "%f s, then %f s", tenth, time);
}
