/* association.c - many-to-many links with a load of their own, without a key,
 * with a hidden key, and between the rows of one side only. */
#include "family.h"

typedef struct Film Film;
typedef struct Actor Actor;
typedef struct Part Part;       /* required payload, key over the pair */
typedef struct Rating Rating;   /* payload that needs nothing, KITH_UNIQUE */
typedef struct Showing Showing; /* no key: view-only */
typedef struct Award Award;     /* .unique_pair */
typedef struct Mention Mention; /* a key, but .view_only */
struct Film {
    const int64_t id;
    KITH_TEXT title;
    KITH_COLLECTION_VIA(Part, Actor) cast;
    KITH_COLLECTION_VIA(Rating, Actor) raters;
    KITH_COLLECTION_VIA(Showing, Actor) guests;
    KITH_COLLECTION_VIA(Award, Actor) winners;
    KITH_COLLECTION_VIA(Mention, Actor) mentions;
};
struct Actor {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Part, Film) films;
    KITH_COLLECTION_VIA(Rating, Film) rated;
    KITH_COLLECTION_VIA(Showing, Film) visited;
};
struct Part {
    const int64_t film_id;
    KITH_REFERENCE(Film) film;
    KITH_TEXT role;
    const int64_t actor_id;
    KITH_REFERENCE(Actor) actor;
};
struct Rating {
    const int64_t id;
    const int64_t film_id, actor_id;
    KITH_REFERENCE(Film) film;
    KITH_REFERENCE(Actor) actor;
    KITH_TEXT note;
    double stars;
};
#define PLAIN_LINK(Row)                  \
    struct Row {                         \
        const int64_t film_id, actor_id; \
        KITH_REFERENCE(Film) film;       \
        KITH_REFERENCE(Actor) actor;     \
        int32_t hour;                    \
    }
PLAIN_LINK(Showing);
PLAIN_LINK(Award);
PLAIN_LINK(Mention);

#define ENDS(Row, ...)                                           \
    KITH_FOREIGN_KEY(Row, film_id, Film, id, __VA_ARGS__),       \
        KITH_FOREIGN_KEY(Row, actor_id, Actor, id, __VA_ARGS__), \
        KITH_RELATIONSHIP(Row, film, Film),                      \
        KITH_RELATIONSHIP(Row, actor, Actor)
static KITH_TABLE(Part, "parts", ENDS(Part, .primary_key = true),
                  KITH_COLUMN(Part, role, .not_null = true));
static KITH_TABLE(Rating, "ratings", KITH_PRIMARY_KEY(Rating, id),
                  ENDS(Rating, .not_null = true),
                  KITH_UNIQUE("film_id", "actor_id"),
                  KITH_COLUMN(Rating, stars),
                  KITH_COLUMN(Rating, note, .not_null = true,
                              .default_value = KITH_STRING("none")));
static KITH_TABLE(Showing, "showings", ENDS(Showing, .not_null = true),
                  KITH_COLUMN(Showing, hour));
static KITH_TABLE(Award, "awards", ENDS(Award, .not_null = true),
                  KITH_COLUMN(Award, hour));
static KITH_TABLE(Mention, "mentions", ENDS(Mention, .primary_key = true),
                  KITH_COLUMN(Mention, hour));
static KITH_TABLE(
    Film, "films", KITH_PRIMARY_KEY(Film, id), KITH_COLUMN(Film, title),
    KITH_RELATIONSHIP(Film, cast, Actor, .secondary = "parts",
                      .back_populates = "films"),
    KITH_RELATIONSHIP(Film, raters, Actor, .secondary = "ratings",
                      .back_populates = "rated"),
    KITH_RELATIONSHIP(Film, guests, Actor, .secondary = "showings",
                      .back_populates = "visited"),
    KITH_RELATIONSHIP(Film, winners, Actor, .secondary = "awards",
                      .unique_pair = true),
    KITH_RELATIONSHIP(Film, mentions, Actor, .secondary = "mentions",
                      .view_only = true));
static KITH_TABLE(Actor, "actors", KITH_PRIMARY_KEY(Actor, id),
                  KITH_COLUMN(Actor, name),
                  KITH_RELATIONSHIP(Actor, films, Film, .secondary = "parts",
                                    .back_populates = "cast"),
                  KITH_RELATIONSHIP(Actor, rated, Film, .secondary = "ratings",
                                    .back_populates = "raters"),
                  KITH_RELATIONSHIP(Actor, visited, Film,
                                    .secondary = "showings",
                                    .back_populates = "guests"));

static kith_db *open_cinema(Film **alien, Actor **ann, Actor **bo)
{
    kith_db *db = OPEN(Film, Actor, Part, Rating, Showing, Award, Mention);

    *alien = kith_insert(db, Film, .title = "Alien");
    *ann = kith_insert(db, Actor, .name = "ann");
    *bo = kith_insert(db, Actor, .name = "bo");
    return db;
}

KT_TEST(association, with_required_columns_is_inserted_not_appended)
{
    Film *alien;
    Actor *ann, *bo;
    kith_db *db = open_cinema(&alien, &ann, &bo);

    REFUSES(db, kith_append(alien, cast, ann), KITH_E_NOT_NULL);
    REFUSES(db, kith_append(ann, films, alien), KITH_E_NOT_NULL);
    Part *part = kith_insert(db, Part, .film.row = alien, .actor.row = ann,
                             .role = "Ripley");
    ANSWERS(kith_append(alien, cast, ann), KITH_OK);

    ASSERT_LIST(alien->cast, role, "Ripley");
    ASSERT_LIST(ann->films, film.row->title, "Alien");
    ANSWERS(kith_set(part, role, "Ash"), KITH_OK);
    ASSERT_LIST(alien->cast, role, "Ash");
    ANSWERS(kith_remove(ann, films, alien), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Part), (size_t)0);
    family_close(db);
}

KT_TEST(association, takes_defaults_zeros_and_numbers_by_append)
{
    Film *alien;
    Actor *ann, *bo;
    kith_db *db = open_cinema(&alien, &ann, &bo);

    ANSWERS(kith_append(alien, raters, ann), KITH_OK);
    ANSWERS(kith_append(bo, rated, alien), KITH_OK);
    ANSWERS(kith_append(alien, raters, bo), KITH_OK);

    ASSERT_LIST(alien->raters, actor.row->name, "ann bo");
    ASSERT_LIST(alien->raters, note, "none none");
    KT_ASSERT_EQ(kith_get(db, Rating, 2)->actor.row, bo);
    KT_ASSERT_EQ(kith_get(db, Rating, 1)->stars, 0.0);
    REFUSES_ROW(db, kith_insert(db, Rating, .film_id = 1, .actor_id = 2),
                KITH_E_UNIQUE);
    KT_ASSERT(kith_contains(bo, rated, alien));
    family_close(db);
}

KT_TEST(association, without_a_key_over_the_pair_may_only_be_walked)
{
    Film *alien;
    Actor *ann, *bo;
    kith_db *db = open_cinema(&alien, &ann, &bo);

    Showing *first = kith_insert(db, Showing, .film.row = alien,
                                 .actor.row = ann, .hour = 18);
    kith_insert(db, Showing, .film.row = alien, .actor.row = ann, .hour = 20);

    ASSERT_LIST(alien->guests, actor.row->name, "ann ann");
    ASSERT_LIST(ann->visited, film.row->title, "Alien Alien");
    KT_ASSERT(kith_contains(alien, guests, ann));
    KT_ASSERT(!kith_contains(alien, guests, bo));
    KT_ASSERT(!kith_contains(bo, visited, alien));
    REFUSES(db, kith_append(alien, guests, bo), KITH_E_MISUSE);
    REFUSES(db, kith_append(alien, guests, ann), KITH_E_MISUSE);
    REFUSES(db, kith_append(bo, visited, alien), KITH_E_MISUSE);
    REFUSES(db, kith_remove(alien, guests, ann), KITH_E_MISUSE);
    REFUSES(db, kith_clear(alien, guests), KITH_E_MISUSE);

    ANSWERS(kith_delete(first), KITH_OK);
    ASSERT_LIST(alien->guests, actor.row->name, "ann");
    kith_insert(db, Showing, .film.row = alien, .actor.row = bo, .hour = 22);
    ANSWERS(kith_delete(ann), KITH_OK);
    ASSERT_LIST(alien->guests, actor.row->name, "bo");
    KT_ASSERT(kith_contains(alien, guests, bo));
    KT_ASSERT(kith_contains(bo, visited, alien));
    family_close(db);
}

KT_TEST(association, gets_a_hidden_key_by_unique_pair)
{
    Film *alien;
    Actor *ann, *bo;
    kith_db *db = open_cinema(&alien, &ann, &bo);

    ANSWERS(kith_append(alien, winners, ann), KITH_OK);
    ANSWERS(kith_append(alien, winners, ann), KITH_OK);
    REFUSES_ROW(db, kith_insert(db, Award, .film_id = 1, .actor_id = 1),
                KITH_E_UNIQUE);
    Award *award = kith_insert(db, Award, .film_id = 1, .actor.row = bo);
    REFUSES(db, kith_relate(award, actor, ann), KITH_E_UNIQUE);

    ASSERT_LIST(alien->winners, actor.row->name, "ann bo");
    KT_ASSERT(kith_contains(alien, winners, bo));
    ANSWERS(kith_remove(alien, winners, ann), KITH_OK);
    REFUSES(db, kith_remove(alien, winners, ann), KITH_E_NOT_FOUND);
    ANSWERS(kith_relate(award, actor, ann), KITH_OK);
    ASSERT_LIST(alien->winners, actor.row->name, "ann");
    ANSWERS(kith_delete(ann), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Award), (size_t)0);
    family_close(db);
}

KT_TEST(association, that_is_view_only_is_never_written_through_the_list)
{
    Film *alien;
    Actor *ann, *bo;
    kith_db *db = open_cinema(&alien, &ann, &bo);
    kith_insert(db, Mention, .film.row = alien, .actor.row = ann);

    REFUSES(db, kith_append(alien, mentions, bo), KITH_E_MISUSE);
    REFUSES(db, kith_remove(alien, mentions, ann), KITH_E_MISUSE);
    REFUSES(db, kith_clear(alien, mentions), KITH_E_MISUSE);

    KT_ASSERT(kith_contains(alien, mentions, ann));
    ASSERT_LIST(alien->mentions, actor.row->name, "ann");
    family_close(db);
}

/* --- Ends whose keys stand behind other columns ----------------------------- */

typedef struct Port Port;
typedef struct Ship Ship;
typedef struct Call Call;
struct Port {
    KITH_TEXT name;
    const int32_t depth;
    const int64_t id;
    KITH_COLLECTION_VIA(Call, Ship) ships;
};
struct Ship {
    double length;
    KITH_TEXT sign;
    KITH_COLLECTION_VIA(Call, Port) ports;
};
struct Call {
    int32_t hour;
    KITH_TEXT ship_sign;
    KITH_REFERENCE(Ship) ship;
    const int64_t port_id;
    KITH_REFERENCE(Port) port;
};
static KITH_TABLE(Port, "ports", KITH_COLUMN(Port, name),
                  KITH_COLUMN(Port, depth), KITH_PRIMARY_KEY(Port, id),
                  KITH_RELATIONSHIP(Port, ships, Ship, .secondary = "calls",
                                    .back_populates = "ports"));
static KITH_TABLE(Ship, "ships", KITH_COLUMN(Ship, length),
                  KITH_PRIMARY_KEY(Ship, sign),
                  KITH_RELATIONSHIP(Ship, ports, Port, .secondary = "calls",
                                    .back_populates = "ships"));
static KITH_TABLE(Call, "calls", KITH_COLUMN(Call, hour),
                  KITH_FOREIGN_KEY(Call, ship_sign, Ship, sign,
                                   .primary_key = true,
                                   .on_update = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Call, port_id, Port, id, .primary_key = true,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Call, ship, Ship),
                  KITH_RELATIONSHIP(Call, port, Port));

KT_TEST(association, links_keys_of_any_type_at_any_place)
{
    kith_db *db = OPEN(Port, Ship, Call);
    Port *oslo = kith_insert(db, Port, .name = "oslo", .depth = 9, .id = 70000);
    Port *rome = kith_insert(db, Port, .name = "rome", .depth = 9);
    Ship *ann = kith_insert(db, Ship, .sign = "ANN");
    Ship *bob = kith_insert(db, Ship, .sign = "BOB");

    ANSWERS(kith_append(oslo, ships, ann), KITH_OK);
    ANSWERS(kith_append(ann, ports, rome), KITH_OK);
    ANSWERS(kith_append(bob, ports, oslo), KITH_OK);
    ANSWERS(kith_append(bob, ports, oslo), KITH_OK);
    ASSERT_LIST(oslo->ships, ship_sign, "ANN BOB");
    ASSERT_LIST(ann->ports, port.row->name, "oslo rome");
    KT_ASSERT(kith_contains(rome, ships, ann));
    KT_ASSERT(!kith_contains(rome, ships, bob));

    ANSWERS(kith_set(ann, sign, "a much longer call sign"), KITH_OK);
    ANSWERS(kith_set(oslo, id, 5), KITH_OK);
    ASSERT_LIST(oslo->ships, ship_sign, "a much longer call sign BOB");
    KT_ASSERT(kith_contains(ann, ports, oslo));
    ANSWERS(kith_remove(ann, ports, oslo), KITH_OK);
    REFUSES(db, kith_remove(oslo, ships, ann), KITH_E_NOT_FOUND);
    ANSWERS(kith_delete(bob), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Call), (size_t)1);
    family_close(db);
}
