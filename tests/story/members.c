/* members.c - how many members a collection may have, and must. */
#include "family.h"
#include "fault.h"
#include "refusal.h"

/* A team of two to four players, who may also be without one; each plays for
 * clubs, of which it has three at most. */
typedef struct Team Team;
typedef struct Player Player;
typedef struct Club Club;
typedef struct Contract Contract;
struct Team {
    const int64_t id;
    KITH_COLLECTION(Player) players;
};
struct Player {
    const int64_t id;
    KITH_TEXT name;
    const int64_t team_id;
    KITH_REFERENCE(Team) team;
    KITH_COLLECTION_VIA(Contract, Club) clubs;
};
struct Club {
    const int64_t id;
    KITH_COLLECTION_VIA(Contract, Player) players;
};
struct Contract {
    const int64_t player_id, club_id;
    KITH_REFERENCE(Player) player;
    KITH_REFERENCE(Club) club;
};
static KITH_TABLE(Team, "teams", KITH_PRIMARY_KEY(Team, id),
                  KITH_RELATIONSHIP(Team, players, Player,
                                    .back_populates = "team",
                                    .minimum_members = 2,
                                    .maximum_members = 4));
static KITH_TABLE(
    Player, "players", KITH_PRIMARY_KEY(Player, id), KITH_COLUMN(Player, name),
    KITH_FOREIGN_KEY(Player, team_id, Team, id, .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Player, team, Team, .back_populates = "players"),
    KITH_RELATIONSHIP(Player, clubs, Club, .secondary = "contracts",
                      .back_populates = "players", .maximum_members = 3));
static KITH_TABLE(Club, "clubs", KITH_PRIMARY_KEY(Club, id),
                  KITH_RELATIONSHIP(Club, players, Player,
                                    .secondary = "contracts",
                                    .back_populates = "clubs"));
static KITH_TABLE(Contract, "contracts",
                  KITH_FOREIGN_KEY(Contract, player_id, Player, id,
                                   .primary_key = true),
                  KITH_FOREIGN_KEY(Contract, club_id, Club, id,
                                   .primary_key = true),
                  KITH_RELATIONSHIP(Contract, player, Player),
                  KITH_RELATIONSHIP(Contract, club, Club));
#define TEAMS Team, Player, Club, Contract

/* A team with so many players. */
static Team *found(kith_db *db, int players)
{
    Team *team;

    ANSWERS(kith_begin(db), KITH_OK);
    team = kith_insert_default(db, Team);
    for (int i = 0; i < players; i++)
        KT_ASSERT_NOT_NULL(kith_insert(db, Player, .team.row = team));
    ANSWERS(kith_commit(db), KITH_OK);
    return team;
}

KT_TEST(members, are_no_more_than_the_maximum)
{
    kith_db *db = OPEN(TEAMS);
    Team *team = found(db, 4);
    Player *loose = kith_insert_default(db, Player);

    REFUSES_ROW(db, kith_insert(db, Player, .team.row = team), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "teams.players would have 5 members, of 4 at most");
    REFUSES(db, kith_append(team, players, loose), KITH_E_CHECK);
    REFUSES(db, kith_relate(loose, team, team), KITH_E_CHECK);
    REFUSES(db, kith_set(loose, team_id, team->id), KITH_E_CHECK);
    REFUSES(db, kith_append_rows(team, players, &loose, 1), KITH_E_CHECK);
    ANSWERS(kith_delete(kith_first(team->players)), KITH_OK);
    ANSWERS(kith_append(team, players, loose), KITH_OK);
    family_close(db);
}

KT_TEST(members, are_counted_when_the_call_is_done)
{
    kith_db *db = OPEN(TEAMS);
    Team *team = found(db, 4), *other = found(db, 2);
    Player *a = kith_at(team->players, 0), *b = kith_at(other->players, 0);
    Player *others[4] = {b, kith_at(other->players, 1), a,
                         kith_at(team->players, 1)};

    ANSWERS(kith_update_all(db, kith_row_to(a, team_id, other->id),
                            kith_row_to(b, team_id, team->id)),
            KITH_OK);
    KT_ASSERT_EQ(team->players.count, 4);
    REFUSES(db, kith_replace(team, players, others, 4), KITH_E_CHECK);
    ANSWERS(kith_delete(other), KITH_OK); /* nobody must stay there */
    family_close(db);
}

KT_TEST(members, of_a_many_to_many_are_limited_from_either_side)
{
    kith_db *db = OPEN(TEAMS);
    Player *player = kith_insert_default(db, Player);
    Club *clubs[4];

    for (int i = 0; i < 4; i++)
        clubs[i] = kith_insert_default(db, Club);
    REFUSES(db, kith_replace(player, clubs, clubs, 4), KITH_E_CHECK);
    ANSWERS(kith_replace(player, clubs, clubs, 3), KITH_OK);
    REFUSES(db, kith_append(clubs[3], players, player), KITH_E_CHECK);
    REFUSES_ROW(
        db,
        kith_insert(db, Contract, .player.row = player, .club.row = clubs[3]),
        KITH_E_CHECK);
    family_close(db);
}

KT_TEST(members, are_no_fewer_than_the_minimum_at_the_end_of_a_call)
{
    kith_db *db = OPEN(TEAMS);
    Team *team = found(db, 2), *other = found(db, 2);
    Player *player = kith_first(team->players);

    REFUSES(db, kith_delete(player), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(
        kith_last_error(db)->message,
        "teams.players would have 1 members, of at least 2 that it must have");
    REFUSES(db, kith_unlink(player, team), KITH_E_CHECK);
    REFUSES(db, kith_remove(team, players, player), KITH_E_CHECK);
    REFUSES(db, kith_clear(team, players), KITH_E_CHECK);
    REFUSES(db, kith_set_null(player, team_id), KITH_E_CHECK);
    REFUSES(db, kith_delete_rows(&player, 1), KITH_E_CHECK);
    REFUSES(db, kith_relate(player, team, other), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert_default(db, Team), KITH_E_CHECK);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "between kith_begin");
    ANSWERS(kith_delete(team), KITH_OK);
    family_close(db);
}

KT_TEST(members, may_be_too_few_until_the_commit)
{
    kith_db *db = OPEN(TEAMS);
    Team *team = found(db, 2);

    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_clear(team, players), KITH_OK);
    kith_insert_default(db, Team);
    KT_ASSERT_EQ(kith_commit(db), KITH_E_CHECK);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(team->players.count, 2);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_clear(team, players), KITH_OK);
    kith_insert(db, Player, .team.row = team);
    kith_insert(db, Player, .team.row = team);
    ANSWERS(kith_commit(db), KITH_OK);
    family_close(db);
}

KT_TEST(members, lose_nothing_when_memory_runs_out)
{
    kith_db *db = OPEN(TEAMS);
    Team *team = found(db, 3);
    kith_status status = KITH_E_MEMORY;

    for (size_t n = 1; status == KITH_E_MEMORY; n++) {
        uint64_t digest = kith_digest(db);

        fault_fail_allocation(n);
        status = kith_remove(team, players, kith_first(team->players));
        fault_stop();
        KT_ASSERT(status == KITH_OK || kith_digest(db) == digest);
    }
    ANSWERS(status, KITH_OK);
    family_close(db);
}

/* --- At random ------------------------------------------------------------ */

enum { MOST_TEAMS = 4, MOST_PLAYERS = 14 };

/* Whether the counts of all teams are within the limits, that of each by
 * itself: the model is the plain list. */
static bool all_within(kith_db *db, bool least)
{
    bool within = true;

    kith_for_each_row(db, Team, team)
        within &=
            team->players.count <= 4 && (!least || team->players.count >= 2);
    return within;
}

static Player *any_player(kith_db *db, uint64_t *state)
{
    return kith_get(db, Player, (int64_t)(family_random(state) % 20));
}
static Team *any_team(kith_db *db, uint64_t *state)
{
    return kith_get(db, Team, (int64_t)(family_random(state) % 8));
}

/* What a call should answer, by the counts that the teams have before. */
static kith_status expected_move(const Player *player, const Team *to,
                                 bool in_level)
{
    const Team *from = player->team.row;

    if (from == to)
        return KITH_OK;
    if (to && to->players.count == 4)
        return KITH_E_CHECK;
    return from && from->players.count <= 2 && !in_level ? KITH_E_CHECK
                                                         : KITH_OK;
}

static void call_at_random(kith_db *db, uint64_t *state, bool in_level)
{
    Player *player = any_player(db, state);
    Team *team = any_team(db, state);
    kith_status expected;

    switch (family_random(state) % 6) {
    case 0:
        if (kith_count(db, Player) < MOST_PLAYERS)
            kith_insert(db, Player, .team.row = team);
        break;
    case 1:
        if (in_level && kith_count(db, Team) < MOST_TEAMS)
            KT_ASSERT_NOT_NULL(kith_insert_default(db, Team));
        break;
    case 2:
        if (!player)
            break;
        expected = expected_move(player, NULL, in_level);
        KT_ASSERT_EQ(kith_delete(player), expected);
        break;
    case 3:
        if (player && player->team.row) {
            expected = expected_move(player, NULL, in_level);
            KT_ASSERT_EQ(kith_unlink(player, team), expected);
        }
        break;
    case 4:
        if (family_random(state) % 8 == 0)
            KT_ASSERT_EQ(kith_delete(team), team ? KITH_OK : KITH_E_MISUSE);
        break;
    default:
        if (!player || !team)
            break;
        expected = expected_move(player, team, in_level);
        KT_ASSERT_EQ(kith_relate(player, team, team), expected);
    }
}

KT_TEST_ONCE(members, are_within_their_limits_at_random)
{
    kith_db *db = OPEN(TEAMS);
    uint64_t state = 88172645463325252u;
    size_t refused = 0;

    for (int round = 0; round < 4000; round++) {
        bool in_level = family_random(&state) % 2;

        if (in_level)
            ANSWERS(kith_begin(db), KITH_OK);
        for (int i = 0; i < 5; i++) {
            call_at_random(db, &state, in_level);
            KT_ASSERT(all_within(db, !in_level));
        }
        if (in_level) {
            bool right = all_within(db, true);
            kith_status status = kith_commit(db);

            KT_ASSERT_EQ(status, right ? KITH_OK : KITH_E_CHECK);
            if (!right)
                ANSWERS(kith_rollback(db), KITH_OK);
            refused += !right;
        }
        KT_ASSERT(all_within(db, true));
    }
    KT_ASSERT(refused > 100 && refused < 3900);
    family_close(db);
}

/* --- Declaring ------------------------------------------------------------ */

typedef struct Nest Nest;
struct Nest {
    const int64_t id;
    const int64_t nest_id;
    KITH_REFERENCE(Nest) nest;
    KITH_COLLECTION(Nest) nests;
};
#define NEST(...)                                       \
    DECLARED(Nest, "nests", KITH_PRIMARY_KEY(Nest, id), \
             KITH_FOREIGN_KEY(Nest, nest_id, Nest, id), __VA_ARGS__)
static const struct refusal refused[] = {
    {"limits on a reference",
     {NEST(KITH_RELATIONSHIP(Nest, nest, Nest, .maximum_members = 2))},
     "nests.nest has .maximum_members, which belongs to a collection: drop it"},
    {"a minimum above the maximum",
     {NEST(KITH_RELATIONSHIP(Nest, nests, Nest, .maximum_members = 2,
                             .minimum_members = 3))},
     "nests.nests has more .minimum_members than .maximum_members: no row "
     "could "
     "be kept"},
    {"limits on a column",
     {DECLARED(Nest, "nests", KITH_PRIMARY_KEY(Nest, id, .minimum_members = 3),
               KITH_FOREIGN_KEY(Nest, nest_id, Nest, id),
               KITH_RELATIONSHIP(Nest, nest, Nest))},
     "nests.id has .minimum_members, which belongs to a relationship: move it "
     "to the KITH_RELATIONSHIP"},
};

KT_TEST(members, of_what_is_no_collection_are_refused)
{
    CHECK_REFUSALS(refused);
}
