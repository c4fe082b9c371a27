/* idioms.c - every macro in the ways that people write it: with constants and
 * expressions, with and without braces, nested, in headers and in one file. */
#include <kith.h>

typedef struct Team Team;
typedef struct Player Player;
typedef struct Coach Coach;
typedef struct Game Game;
typedef struct Entry Entry;
struct Team {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Player) players;
    KITH_SCALAR(Coach) coach;
    KITH_COLLECTION_VIA(Entry, Game) games;
};
struct Player {
    const uint32_t id;
    const char number[4];
    KITH_TEXT name;
    int16_t goals;
    float weight;
    bool injured;
    KITH_OPTIONAL(int32_t) age;
    const KITH_OPTIONAL(uint64_t) licence;
    const int64_t team_id;
    KITH_REFERENCE(Team) team;
    void *anything; /* no column */
};
struct Coach {
    const int64_t id;
    const int64_t team_id;
    KITH_REFERENCE(Team) team;
};
struct Game {
    KITH_TEXT id;
    KITH_COLLECTION_VIA(Entry, Team) teams;
};
struct Entry {
    const int64_t team_id;
    KITH_TEXT game_id;
    KITH_REFERENCE(Team) team;
    KITH_REFERENCE(Game) game;
};

KITH_DECLARE(Team);
KITH_DECLARE(Player);
KITH_TABLE(Team, "teams", KITH_PRIMARY_KEY(Team, id),
           KITH_COLUMN(Team, name, .unique = true, .not_null = true),
           KITH_RELATIONSHIP(Team, players, Player, .back_populates = "team"),
           KITH_RELATIONSHIP(Team, coach, Coach, .back_populates = "team",
                             .delete_orphan = true),
           KITH_RELATIONSHIP(Team, games, Game, .secondary = "entries",
                             .back_populates = "teams"));
KITH_TABLE(Player, "players", KITH_PRIMARY_KEY(Player, id),
           KITH_COLUMN(Player, number),
           KITH_COLUMN(Player, name, .index = true), KITH_COLUMN(Player, goals),
           KITH_COLUMN(Player, weight), KITH_COLUMN(Player, injured),
           KITH_OPTIONAL_COLUMN(Player, age, .default_value = KITH_INTEGER(18)),
           KITH_OPTIONAL_COLUMN(Player, licence, .unique = true),
           KITH_FOREIGN_KEY(Player, team_id, Team, id,
                            .on_delete = KITH_SET_DEFAULT,
                            .on_update = KITH_CASCADE,
                            .default_value = KITH_INTEGER(1)),
           KITH_RELATIONSHIP(Player, team, Team, .back_populates = "players"),
           KITH_UNIQUE("team_id", "number"), KITH_INDEX("name", "number"));
static KITH_TABLE(
    Coach, "coaches", KITH_PRIMARY_KEY(Coach, id),
    KITH_FOREIGN_KEY(Coach, team_id, Team, id, .not_null = true,
                     .deferred = KITH_DEFER_PARENT | KITH_DEFER_NOT_NULL),
    KITH_DEFERRED_UNIQUE("id", "team_id"),
    KITH_RELATIONSHIP(Coach, team, Team, .back_populates = "coach"));
static KITH_TABLE(Game, "games", KITH_PRIMARY_KEY(Game, id),
                  KITH_RELATIONSHIP(Game, teams, Team, .secondary = "entries",
                                    .back_populates = "games"));
static KITH_TABLE(
    Entry, "entries",
    KITH_FOREIGN_KEY(Entry, team_id, Team, id, .primary_key = true),
    KITH_FOREIGN_KEY(Entry, game_id, Game, id, .primary_key = true),
    KITH_RELATIONSHIP(Entry, team, Team), KITH_RELATIONSHIP(Entry, game, Game));

int opening(void *app);
int opening(void *app)
{
    kith_options options = KITH_OPTIONS(.user = app, .hash_seed = 7);
    kith_options plain = KITH_OPTIONS(.user = NULL);
    kith_error error;
    kith_db *db;

    if (kith_open(&db, KITH_TABLES(Team, Player, Coach, Game, Entry), &options,
                  &error) != KITH_OK)
        return (int)error.status;
    kith_close(db);
    return kith_open(&db,
                     (const kith_table *const[]){&Team_table, &Player_table,
                                                 &Coach_table, &Game_table,
                                                 &Entry_table, NULL},
                     &plain, NULL);
}

kith_status writing(kith_db *db, const char *name, int64_t key);
kith_status writing(kith_db *db, const char *name, int64_t key)
{
    Team *team = kith_insert(db, Team, .name = name);
    Team *bare = kith_insert_default(db, Team);
    Player *player = kith_insert(
        db, Player, .number = "7", .name = name, .goals = 3, .weight = 70.5f,
        .injured = false, .age = KITH_SOME(21),
        .licence = KITH_SOME(UINT64_MAX), .team.row = team, .anything = db);
    Coach *coach = kith_insert(db, Coach, .team_id = key);
    const kith_assignment changes[] = {kith_to(player, goals, 4),
                                       kith_to_null(player, age)};
    const kith_row_assignment row_changes[] = {kith_row_to(player, goals, 4),
                                               kith_row_to_null(player, age)};

    player->goals = 5;
    player->weight = 71;
    player->injured = true;
    player->age.present = false;
    kith_set(player, goals, 6);
    kith_set(player, number, "10");
    kith_set(player, name, name);
    kith_set(player, name, NULL);
    kith_set(player, age.value, 22);
    kith_set(player, licence.value, 9u);
    kith_set(player, team_id, key);
    kith_set_null(player, licence);
    kith_set_null(player, team_id);
    kith_update(player, kith_to(player, name, "Ann"));
    kith_update(player, kith_to(player, name, "Ann"),
                kith_to(player, injured, true), kith_to_null(player, age));
    kith_update_at(player, changes, 2);
    kith_update_all(db, kith_row_to(player, name, "Ann"));
    kith_update_all(db, kith_row_to(player, name, "Ann"),
                    kith_row_to(player, injured, true),
                    kith_row_to_null(player, age));
    kith_update_rows(db, row_changes, 2);
    kith_relate(player, team, team);
    kith_unlink(player, team);
    kith_relate(player, team, team ? team : bare);
    kith_relate(team, coach, coach);
    kith_unlink(coach, team);
    kith_append(team, players, player);
    kith_append(team, games, kith_get(db, Game, "final"));
    kith_remove(team, players, player);
    kith_clear(team, players);
    kith_clear(kith_get(db, Team, 1), games);
    return kith_delete(kith_find(db, Player, licence.value, 9));
}

size_t reading(kith_db *db, char *word, unsigned long number);
size_t reading(kith_db *db, char *word, unsigned long number)
{
    const Team *team = kith_get(db, Team, 1);
    size_t count = kith_count(db, Player) + kith_memory_used(db);

    count += kith_get(db, Player, number) != NULL;
    count += kith_get(db, Player, 7u) != NULL;
    count += kith_get(db, Player, 7ull) != NULL;
    count += kith_get(db, Game, word) != NULL;
    count += kith_find(db, Team, name, word) != NULL;
    count += kith_find(db, Player, team_id, 1) != NULL;
    if (!team || !kith_is_live(team) || kith_is_null(team, name))
        return count;
    kith_for_each(player, team->players)
        count += kith_is_null(player, age);
    kith_for_each(player, team->players) {
        if (player->team.row != team)
            continue;
        kith_for_each(entry, player->team.row->games)
            if (entry->game.row && entry->game.row->id)
                break;
    }
    kith_for_each_row(db, Player, player)
        kith_for_each_match(db, Player, same, name, player->name)
            count += same != player;
    kith_for_each_match(db, Player, seven, team_id, 7) {
        if (kith_contains(team, players, seven))
            break;
    }
    count += kith_table_of(team) == &Team_table && kith_db_of(team) == db;
    count += kith_verify(db) == KITH_OK && kith_digest(db) != 0 &&
             kith_user(db) == NULL;
    return count + (kith_last_error(db)->status == KITH_OK);
}
