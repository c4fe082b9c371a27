/* kith_verify: what it returns, and that it leaves everything as it was. */
#include "family.h"

#include <pthread.h>

typedef struct Team Team;
typedef struct Player Player;
struct Team {
    const int64_t id;
    const int64_t most;
    KITH_COLLECTION(Player) players;
};
struct Player {
    const char name[8];
    const int64_t team_id;
    KITH_REFERENCE(Team) team;
};

/* What the check does besides: nothing, or calls kith_verify. */
static kith_db *verified;
static kith_status nested;

/* It looks at other rows, so it is not called when those change. */
static bool has_room(const void *draft)
{
    const Team *team = draft;

    if (verified)
        nested = kith_verify(verified);
    return team->players.count <= team->most;
}
static bool is_in_order(const void *draft)
{
    const Player *player = draft;

    return !player->team.row || player->team.row->most < 100;
}

static KITH_TABLE(
    Team, "teams", KITH_PRIMARY_KEY(Team, id), KITH_COLUMN(Team, most),
    KITH_RELATIONSHIP(Team, players, Player, .back_populates = "team"),
    KITH_CHECK(has_room, "a team has no more players than places", "most"));
static KITH_TABLE(Player, "players", KITH_COLUMN(Player, name),
                  KITH_FOREIGN_KEY(Player, team_id, Team, id),
                  KITH_RELATIONSHIP(Player, team, Team,
                                    .back_populates = "players"),
                  KITH_CHECK(is_in_order, "the team is small", "name"));

KT_TEST(verify, tells_a_check_that_no_longer_holds_apart_from_damage)
{
    kith_db *db = OPEN(Team, Player);
    Team *small = kith_insert(db, Team, .most = 1);
    Team *large = kith_insert(db, Team, .most = 9);
    kith_insert(db, Player, .name = "ada", .team.row = small);
    Player *bob = kith_insert(db, Player, .name = "bob", .team.row = small);
    kith_error error = {.status = KITH_OK};

    KT_ASSERT_EQ(kith_verify(db), KITH_E_CHECK);
    KT_ASSERT_EQ(kith_verify_to(db, &error), KITH_E_CHECK);
    KT_ASSERT_EQ(error.status, KITH_E_CHECK);
    KT_ASSERT_STR_EQ(error.table, "teams");
    KT_ASSERT_STR_EQ(error.column, "most");
    KT_ASSERT_STR_EQ(error.constraint, "has_room");
    KT_ASSERT_STR_EQ(error.value, "1");
    KT_ASSERT_STR_EQ(error.message,
                     "the row of teams with id 1 no longer passes the check "
                     "has_room: a team has no more players than places");

    kith_relate(bob, team, large);
    family_verify(db);
    family_close(db);
}

KT_TEST(verify, shows_the_columns_of_a_row_without_a_primary_key)
{
    kith_db *db = OPEN(Team, Player);
    Team *team = kith_insert(db, Team, .most = 9);
    kith_insert(db, Player, .name = "ada", .team.row = team);
    kith_error error = {.status = KITH_OK};

    kith_set(team, most, 100);

    KT_ASSERT_EQ(kith_verify_to(db, &error), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(error.message,
                     "a row of players, whose name is \"ada\", no longer "
                     "passes the check is_in_order: the team is small");

    kith_set(team, most, 9);
    family_close(db);
}

KT_TEST(verify, leaves_the_last_error_and_a_success_leaves_the_error_alone)
{
    kith_db *db = OPEN(Team, Player);
    Team *team = kith_insert(db, Team, .most = 0);
    kith_error error = {.status = KITH_E_LIMIT};

    KT_ASSERT_NULL(kith_insert(db, Player, .team_id = 77));
    KT_ASSERT_EQ(kith_verify_to(db, &error), KITH_OK);
    KT_ASSERT_EQ(error.status, KITH_E_LIMIT);
    Player *player = kith_insert(db, Player, .team.row = team);
    KT_ASSERT_EQ(kith_verify_to(db, NULL), KITH_E_CHECK);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_PARENT);

    KT_ASSERT_EQ(kith_verify_to(NULL, &error), KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(error.message, "kith_verify_to: db is NULL");

    kith_delete(player);
    family_close(db);
}

KT_TEST(verify, may_not_be_called_by_a_check_of_its_own_database)
{
    kith_db *db = OPEN(Team, Player);
    kith_db *other = OPEN(Team, Player);
    kith_insert(db, Team, .most = 1);

    verified = db;
    nested = KITH_OK;
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
    KT_ASSERT_EQ(nested, KITH_E_MISUSE);
    nested = KITH_OK;
    kith_insert(db, Team, .most = 1);
    KT_ASSERT_EQ(nested, KITH_E_MISUSE);
    verified = other;
    nested = KITH_E_LIMIT;
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
    KT_ASSERT_EQ(nested, KITH_OK);
    verified = NULL;

    family_close(other);
    family_close(db);
}

enum { THREADS = 8, ROUNDS = 20 };

static void *verify_again_and_again(void *argument)
{
    size_t wrong = 0;

    for (int i = 0; i < ROUNDS; i++)
        wrong += kith_verify(argument) != KITH_E_CHECK;
    return wrong ? argument : NULL;
}

KT_TEST(verify, may_be_called_by_several_threads_at_once)
{
    kith_db *db = OPEN(Team, Player);
    pthread_t threads[THREADS];
    void *wrong = NULL;
    Team *team = kith_insert(db, Team, .most = 0);
    Player *player = kith_insert(db, Player, .team.row = team);

    for (int i = 0; i < THREADS; i++)
        KT_ASSERT_EQ(
            pthread_create(&threads[i], NULL, verify_again_and_again, db), 0);
    for (int i = 0; i < THREADS; i++) {
        KT_ASSERT_EQ(pthread_join(threads[i], &wrong), 0);
        KT_ASSERT_NULL(wrong);
    }

    KT_ASSERT_EQ(kith_set(team, most, 1), KITH_OK);
    KT_ASSERT_EQ(kith_delete(player), KITH_OK);
    family_close(db);
}
