/* on_delete_default.c - a foreign key that says nothing means what the
 * relationships over it say; one that speaks is heard before them. */
#include "family.h"

/* --- Keys of owned children ----------------------------------------------- */

typedef struct Ship Ship;
#define OWNED(Row)                 \
    typedef struct Row Row;        \
    struct Row {                   \
        const int64_t id;          \
        const int64_t ship_id;     \
        KITH_REFERENCE(Ship) ship; \
    }
OWNED(Mast);
OWNED(Sail);
OWNED(Oar);
OWNED(Rope);
struct Ship {
    const int64_t id;
    KITH_COLLECTION(Mast) masts;
    KITH_COLLECTION(Sail) sails;
    KITH_COLLECTION(Oar) oars;
    KITH_COLLECTION(Rope) ropes;
};
#define TABLE(Row, table_name, ...)                            \
    static KITH_TABLE(                                         \
        Row, table_name, KITH_PRIMARY_KEY(Row, id),            \
        KITH_FOREIGN_KEY(Row, ship_id, Ship, id, __VA_ARGS__), \
        KITH_RELATIONSHIP(Row, ship, Ship, .back_populates = table_name))
TABLE(Mast, "masts", .on_delete = KITH_RESTRICT);
TABLE(Sail, "sails", .on_delete = KITH_NO_ACTION);
TABLE(Oar, "oars", .on_delete = KITH_CASCADE, .on_update = KITH_SET_NULL);
TABLE(Rope, "ropes", .not_null = true);
#define OWNS(f, Row)                                          \
    KITH_RELATIONSHIP(Ship, f, Row, .back_populates = "ship", \
                      .delete_orphan = true)
static KITH_TABLE(Ship, "ships", KITH_PRIMARY_KEY(Ship, id), OWNS(masts, Mast),
                  OWNS(sails, Sail), OWNS(oars, Oar), OWNS(ropes, Rope));

static kith_db *open_harbour(Ship **ship)
{
    kith_db *db = OPEN(Ship, Mast, Sail, Oar, Rope);

    *ship = kith_insert_default(db, Ship);
    return db;
}

/* The word of the key is about the parent that goes, .delete_orphan about the
 * child that leaves. */
KT_TEST(on_delete_default, a_word_beside_delete_orphan_refuses_the_delete_alone)
{
    Ship *ship;
    kith_db *db = open_harbour(&ship);
    Mast *mast = kith_insert(db, Mast, .ship.row = ship);
    Sail *sail = kith_insert(db, Sail, .ship.row = ship);
    kith_insert(db, Rope, .ship.row = ship);

    REFUSES(db, kith_delete(ship), KITH_E_CHILDREN);
    ANSWERS(kith_remove(ship, masts, mast), KITH_OK);
    REFUSES(db, kith_delete(ship), KITH_E_CHILDREN);
    ANSWERS(kith_set_null(sail, ship_id), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Mast) + kith_count(db, Sail), (size_t)0);
    ANSWERS(kith_delete(ship), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Rope), (size_t)0);
    family_close(db);
}

/* Silence about a changed key is NO_ACTION, also for children that a delete
 * takes along; an orphan that SET_NULL makes is deleted like any other. */
KT_TEST(on_delete_default, of_an_owned_child_refuses_a_changed_key)
{
    Ship *ship;
    kith_db *db = open_harbour(&ship);
    Rope *rope = kith_insert(db, Rope, .ship.row = ship);
    kith_insert(db, Oar, .ship.row = ship);

    REFUSES(db, kith_set(ship, id, 9), KITH_E_CHILDREN);
    ANSWERS(kith_delete(rope), KITH_OK);
    ANSWERS(kith_set(ship, id, 9), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Oar), (size_t)0);
    KT_ASSERT_EQ(ship->oars.count, 0u);
    family_close(db);
}

/* --- Keys of association tables ------------------------------------------- */

typedef struct Singer Singer;
typedef struct Choir Choir;
typedef struct Voice Voice;
struct Voice {
    const int64_t singer_id, choir_id;
    KITH_REFERENCE(Singer) singer;
    KITH_REFERENCE(Choir) choir;
};
struct Singer {
    const int64_t id;
    KITH_COLLECTION_VIA(Voice, Choir) choirs;
};
struct Choir {
    const int64_t id;
    const int64_t town_id;
};
typedef struct Town Town;
struct Town {
    const int64_t id;
};
static KITH_TABLE(Singer, "singers", KITH_PRIMARY_KEY(Singer, id),
                  KITH_RELATIONSHIP(Singer, choirs, Choir,
                                    .secondary = "voices"));
static KITH_TABLE(Town, "towns", KITH_PRIMARY_KEY(Town, id));
static KITH_TABLE(Choir, "choirs", KITH_PRIMARY_KEY(Choir, id),
                  KITH_FOREIGN_KEY(Choir, town_id, Town, id,
                                   .on_delete = KITH_CASCADE));
static KITH_TABLE(Voice, "voices",
                  KITH_FOREIGN_KEY(Voice, singer_id, Singer, id,
                                   .primary_key = true,
                                   .on_delete = KITH_RESTRICT),
                  KITH_FOREIGN_KEY(Voice, choir_id, Choir, id,
                                   .primary_key = true),
                  KITH_RELATIONSHIP(Voice, singer, Singer),
                  KITH_RELATIONSHIP(Voice, choir, Choir));

KT_TEST(on_delete_default, of_a_link_cascade_and_words_of_a_link_are_heard)
{
    kith_db *db = OPEN(Singer, Choir, Voice, Town);
    Singer *ann = kith_insert_default(db, Singer);
    Town *town = kith_insert_default(db, Town);
    Choir *one = kith_insert(db, Choir, .town_id = 1);
    Choir *two = kith_insert_default(db, Choir);
    ANSWERS(kith_append(ann, choirs, one), KITH_OK);
    ANSWERS(kith_append(ann, choirs, two), KITH_OK);

    REFUSES(db, kith_delete(ann), KITH_E_CHILDREN);
    ANSWERS(kith_delete(town), KITH_OK); /* with its choir, and the link */
    KT_ASSERT_EQ(ann->choirs.count, 1u);
    ANSWERS(kith_clear(ann, choirs), KITH_OK);
    ANSWERS(kith_delete(ann), KITH_OK);

    KT_ASSERT(kith_is_live(two));
    KT_ASSERT_EQ(kith_count(db, Voice), (size_t)0);
    family_close(db);
}

/* --- Keys of neither kind ------------------------------------------------- */

/* A film has scenes; a shot belongs to both, and names the film by a key that
 * says nothing. */
#define FILM(p, ...)                                                      \
    typedef struct p##Film p##Film;                                       \
    typedef struct p##Scene p##Scene;                                     \
    typedef struct p##Shot p##Shot;                                       \
    struct p##Film {                                                      \
        const int64_t id;                                                 \
    };                                                                    \
    struct p##Scene {                                                     \
        const int64_t id;                                                 \
        const int64_t film_id;                                            \
    };                                                                    \
    struct p##Shot {                                                      \
        const int64_t id;                                                 \
        const int64_t film_id, scene_id;                                  \
        KITH_REFERENCE(p##Film) film;                                     \
    };                                                                    \
    static KITH_TABLE(p##Film, "films", KITH_PRIMARY_KEY(p##Film, id));   \
    static KITH_TABLE(p##Scene, "scenes", KITH_PRIMARY_KEY(p##Scene, id), \
                      KITH_FOREIGN_KEY(p##Scene, film_id, p##Film, id,    \
                                       .on_delete = KITH_CASCADE));       \
    static KITH_TABLE(p##Shot, "shots", KITH_PRIMARY_KEY(p##Shot, id),    \
                      KITH_FOREIGN_KEY(p##Shot, scene_id, p##Scene, id,   \
                                       .on_delete = KITH_CASCADE),        \
                      __VA_ARGS__)
#define OPEN_FILM(p)                                       \
    kith_db *db = OPEN(p##Film, p##Scene, p##Shot);        \
    p##Film *film = kith_insert_default(db, p##Film);      \
    kith_insert(db, p##Scene, .film_id = 1);               \
    kith_insert(db, p##Shot, .film_id = 1, .scene_id = 1); \
    p##Shot *loose = kith_insert(db, p##Shot, .film_id = 1)

FILM(Bare, KITH_FOREIGN_KEY(BareShot, film_id, BareFilm, id));
FILM(Firm, KITH_FOREIGN_KEY(FirmShot, film_id, FirmFilm, id, .not_null = true),
     KITH_RELATIONSHIP(FirmShot, film, FirmFilm));
FILM(Mere, KITH_FOREIGN_KEY(MereShot, film_id, MereFilm, id),
     KITH_RELATIONSHIP(MereShot, film, MereFilm));

/* NO_ACTION and not RESTRICT: a shot that goes with its scene is no child that
 * is left. */
KT_TEST(on_delete_default, without_a_relationship_or_null_ask_who_is_left)
{
    {
        OPEN_FILM(Bare);
        REFUSES(db, kith_delete(film), KITH_E_CHILDREN);
        ANSWERS(kith_set_null(loose, film_id), KITH_OK);
        ANSWERS(kith_delete(film), KITH_OK);
        KT_ASSERT_EQ(kith_count(db, BareShot), (size_t)1);
        family_close(db);
    }
    {
        OPEN_FILM(Firm);
        REFUSES(db, kith_delete(film), KITH_E_CHILDREN);
        ANSWERS(kith_delete(loose), KITH_OK);
        ANSWERS(kith_delete(film), KITH_OK);
        KT_ASSERT_EQ(kith_count(db, FirmShot), (size_t)0);
        family_close(db);
    }
}

KT_TEST(on_delete_default, with_a_relationship_unlink_who_is_left)
{
    OPEN_FILM(Mere);

    ANSWERS(kith_delete(film), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, MereShot), (size_t)1);
    KT_ASSERT(!loose->film.row && kith_is_null(loose, film_id));
    family_close(db);
}
