/* update.c - several columns of one row, judged once, all or nothing. */
#include "family.h"

#include <string.h>

typedef struct Team Team;
typedef struct Player Player;
struct Team {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Player) players;
};
struct Player {
    const int64_t id;
    KITH_TEXT name;
    KITH_TEXT licence;
    const int16_t number;
    const char position[4];
    int32_t goals;
    const int64_t team_id;
    KITH_REFERENCE(Team) team;
};
static KITH_TABLE(Team, "teams", KITH_PRIMARY_KEY(Team, id),
                  KITH_COLUMN(Team, name),
                  KITH_RELATIONSHIP(Team, players, Player,
                                    .back_populates = "team"));
static KITH_TABLE(Player, "players", KITH_PRIMARY_KEY(Player, id),
                  KITH_COLUMN(Player, name, .not_null = true),
                  KITH_COLUMN(Player, licence, .unique = true),
                  KITH_COLUMN(Player, number), KITH_COLUMN(Player, position),
                  KITH_COLUMN(Player, goals),
                  KITH_FOREIGN_KEY(Player, team_id, Team, id),
                  KITH_RELATIONSHIP(Player, team, Team,
                                    .back_populates = "players"),
                  KITH_UNIQUE("team_id", "number"));

static kith_db *open_league(Player **ann, Player **bo)
{
    kith_db *db = OPEN(Team, Player);

    kith_insert(db, Team, .name = "red");
    kith_insert(db, Team, .name = "blue");
    *ann = kith_insert(db, Player, .name = "ann", .licence = "A", .number = 1,
                       .team_id = 1);
    *bo = kith_insert(db, Player, .name = "bo", .licence = "B", .number = 1,
                      .team_id = 2);
    return db;
}

KT_TEST(update, sets_all_its_columns_together)
{
    Player *ann, *bo;
    kith_db *db = open_league(&ann, &bo);

    ANSWERS(kith_update(ann, kith_to(ann, name, "anna"),
                        kith_to(ann, licence, "AA"), kith_to(ann, number, 2),
                        kith_to(ann, position, "LW"), kith_to(ann, goals, 9),
                        kith_to(ann, team_id, 2)),
            KITH_OK);

    KT_ASSERT_STR_EQ(ann->name, "anna");
    KT_ASSERT_STR_EQ(ann->licence, "AA");
    KT_ASSERT_STR_EQ(ann->position, "LW");
    KT_ASSERT_EQ(ann->number, 2);
    KT_ASSERT_EQ(ann->goals, 9);
    ASSERT_LIST(ann->team.row->players, name, "bo anna");
    KT_ASSERT_EQ(kith_find(db, Player, licence, "AA"), ann);
    KT_ASSERT_NULL(kith_find(db, Player, licence, "A"));
    family_close(db);
}

KT_TEST(update, is_judged_on_the_state_when_it_is_done)
{
    Player *ann, *bo;
    kith_db *db = open_league(&ann, &bo);

    REFUSES(db, kith_set(ann, team_id, 2), KITH_E_UNIQUE);
    ANSWERS(kith_update(ann, kith_to(ann, team_id, 2), kith_to(ann, number, 7)),
            KITH_OK);
    REFUSES(db, kith_set(bo, number, 7), KITH_E_UNIQUE);
    ANSWERS(kith_update(bo, kith_to(bo, number, 7), kith_to(bo, team_id, 1)),
            KITH_OK);
    REFUSES(db, kith_set(ann, team_id, 1), KITH_E_UNIQUE);

    KT_ASSERT_EQ(ann->team_id, 2);
    family_close(db);
}

KT_TEST(update, does_nothing_when_one_of_its_columns_is_refused)
{
    Player *ann, *bo;
    kith_db *db = open_league(&ann, &bo);

    REFUSES(db,
            kith_update(ann, kith_to(ann, goals, 9), kith_to_null(ann, name)),
            KITH_E_NOT_NULL);
    REFUSES(db,
            kith_update(ann, kith_to(ann, name, "x"),
                        kith_to(ann, position, "full")),
            KITH_E_CHECK);
    REFUSES(db,
            kith_update(ann, kith_to(ann, name, "x"), kith_to(ann, goals, 1),
                        kith_to(ann, licence, "B")),
            KITH_E_UNIQUE);
    REFUSES(
        db,
        kith_update(ann, kith_to(ann, licence, "C"), kith_to(ann, team_id, 99)),
        KITH_E_PARENT);
    REFUSES(
        db,
        kith_update(ann, kith_to(ann, name, "x"), kith_to_null(ann, number)),
        KITH_E_MISUSE);
    REFUSES(db,
            kith_update(ann, kith_to(ann, name, "x"),
                        {offsetof(Player, team), &(int64_t){0}}),
            KITH_E_MISUSE);

    KT_ASSERT_STR_EQ(ann->name, "ann");
    KT_ASSERT_EQ(ann->goals, 0);
    KT_ASSERT_NULL(kith_find(db, Player, licence, "C"));
    family_close(db);
}

KT_TEST(update, names_the_first_of_its_faults_in_the_order_of_the_rules)
{
    Player *ann, *bo;
    kith_db *db = open_league(&ann, &bo);

    REFUSES(
        db,
        kith_update(ann, kith_to(ann, team_id, 99), kith_to(ann, licence, "B"),
                    kith_to(ann, position, "full"), kith_to_null(ann, name)),
        KITH_E_NOT_NULL);
    REFUSES(db,
            kith_update(ann, kith_to(ann, team_id, 99),
                        kith_to(ann, licence, "B"),
                        kith_to(ann, position, "full")),
            KITH_E_CHECK);
    REFUSES(
        db,
        kith_update(ann, kith_to(ann, team_id, 99), kith_to(ann, licence, "B")),
        KITH_E_UNIQUE);
    REFUSES(
        db,
        kith_update(ann, kith_to(ann, licence, "C"), kith_to(ann, team_id, 99)),
        KITH_E_PARENT);
    family_close(db);
}

KT_TEST(update, of_a_column_named_twice_takes_the_last_value)
{
    Player *ann, *bo;
    kith_db *db = open_league(&ann, &bo);

    ANSWERS(kith_update(ann, kith_to(ann, licence, "B"), kith_to(ann, goals, 1),
                        kith_to_null(ann, name), kith_to(ann, team_id, 99),
                        kith_to(ann, goals, 2), kith_to(ann, licence, "C"),
                        kith_to(ann, name, "anna"), kith_to(ann, team_id, 1)),
            KITH_OK);

    KT_ASSERT_STR_EQ(ann->licence, "C");
    KT_ASSERT_STR_EQ(ann->name, "anna");
    KT_ASSERT_EQ(ann->goals, 2);
    KT_ASSERT_EQ(ann->team_id, 1);
    family_close(db);
}

KT_TEST(update, may_exchange_the_texts_of_one_row)
{
    Player *ann, *bo;
    kith_db *db = open_league(&ann, &bo);

    ANSWERS(kith_update(ann, kith_to(ann, name, ann->licence),
                        kith_to(ann, licence, ann->name)),
            KITH_OK);

    KT_ASSERT_STR_EQ(ann->name, "A");
    KT_ASSERT_STR_EQ(ann->licence, "ann");
    family_close(db);
}

/* --- Rows with large members that are no columns --------------------------- */

typedef struct Slip Slip;
typedef struct Crate Crate;
struct Slip {
    const int64_t id;
    const int64_t code;
    KITH_TEXT name;
    char payload[64];
    const KITH_OPTIONAL(int32_t) weight;
    const int64_t under_id;
    KITH_REFERENCE(Slip) under;
    KITH_COLLECTION(Slip) slips;
};
struct Crate {
    const int64_t id;
    const int64_t code;
    KITH_TEXT name;
    char payload[1 << 20];
    const KITH_OPTIONAL(int32_t) weight;
    const int64_t under_id;
    KITH_REFERENCE(Crate) under;
    KITH_COLLECTION(Crate) crates;
};
static KITH_TABLE(
    Slip, "slips", KITH_PRIMARY_KEY(Slip, id),
    KITH_COLUMN(Slip, code, .unique = true),
    KITH_COLUMN(Slip, name, .index = true),
    KITH_OPTIONAL_COLUMN(Slip, weight, .index = true),
    KITH_FOREIGN_KEY(Slip, under_id, Slip, id, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Slip, under, Slip, .back_populates = "slips"),
    KITH_RELATIONSHIP(Slip, slips, Slip, .back_populates = "under"));
static KITH_TABLE(
    Crate, "crates", KITH_PRIMARY_KEY(Crate, id),
    KITH_COLUMN(Crate, code, .unique = true),
    KITH_COLUMN(Crate, name, .index = true),
    KITH_OPTIONAL_COLUMN(Crate, weight, .index = true),
    KITH_FOREIGN_KEY(Crate, under_id, Crate, id, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Crate, under, Crate, .back_populates = "crates"),
    KITH_RELATIONSHIP(Crate, crates, Crate, .back_populates = "under"));

enum { SETS = 200 };

/* Each of these calls makes a plan. The least time of several runs. */
#define TIME_UPDATES(row, parent)                                           \
    do {                                                                    \
        for (int run = 0; run < 5; run++) {                                 \
            double start = family_seconds();                                \
                                                                            \
            for (int i = 0; i < SETS; i++)                                  \
                ANSWERS(kith_update((row), kith_to((row), code, 7 + i),     \
                                    kith_to((row), name, family_name(i)),   \
                                    kith_to((row), weight, i),              \
                                    kith_to((row), under_id, (parent)->id), \
                                    kith_to((row), id, 1000 + i)),          \
                        KITH_OK);                                           \
            if (run == 0 || family_seconds() - start < seconds)             \
                seconds = family_seconds() - start;                         \
        }                                                                   \
    } while (0)

static double time_slip(kith_db *db)
{
    Slip *parent = kith_insert(db, Slip, .code = 1);
    Slip *slip = kith_insert(db, Slip, .code = 2);
    double seconds = 0;

    kith_insert(db, Slip, .code = 3, .under.row = slip);
    TIME_UPDATES(slip, parent);
    return seconds;
}

static double time_crate(kith_db *db)
{
    Crate *parent, *crate, *below;
    double seconds = 0;

    parent = kith_insert_default(db, Crate);
    ANSWERS(kith_set(parent, code, 1), KITH_OK);
    crate = kith_insert_default(db, Crate);
    ANSWERS(kith_set(crate, code, 2), KITH_OK);
    below = kith_insert_default(db, Crate);
    ANSWERS(kith_relate(below, under, crate), KITH_OK);
    memset(crate->payload, 'x', sizeof(crate->payload));
    TIME_UPDATES(crate, parent);
    KT_ASSERT(crate->payload[0] == 'x' &&
              !memcmp(crate->payload, crate->payload + 1,
                      sizeof(crate->payload) - 1));
    KT_ASSERT(crate->under.row == parent && crate->code == 6 + SETS);
    KT_ASSERT(below->under_id == crate->id && crate->weight.present);
    return seconds;
}

KT_TEST(update, costs_the_columns_and_not_the_bytes_of_a_row)
{
    kith_db *db;
    double small, large;

    ANSWERS(kith_open(&db, KITH_TABLES(Slip, Crate), NULL, NULL), KITH_OK);
    small = time_slip(db);
    large = time_crate(db);
    /* Sanitizers mark each byte of the memory that a plan takes. */
    KT_ASSERT(FAMILY_SANITIZED || large < 20 * small + 0.001,
              "%f s, and %f for 1 MiB", small, large);
    family_verify(db);
    kith_close(db);
}
