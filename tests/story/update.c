/* update.c - several columns of one row, judged once, all or nothing. */
#include "family.h"

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
