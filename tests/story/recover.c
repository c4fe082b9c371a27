/* recover.c - kith_recover ends what a function of a table has left by longjmp:
 * the call has not happened, and its memory is given back. */
#include "family.h"
#include "fault.h"

#include <setjmp.h>

typedef struct Club Club;
typedef struct Player Player;
typedef struct Caps Caps;
struct Club {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Player) players;
    KITH_COLLECTION_VIA(Caps, Player) legends;
};
struct Player {
    const int64_t id;
    KITH_TEXT name;
    KITH_TEXT nick;
    const int32_t version;
    const int64_t club_id;
    KITH_REFERENCE(Club) club;
    KITH_COLLECTION_VIA(Caps, Club) legend_of;
};
struct Caps {
    const int64_t club_id, player_id;
    const KITH_OPTIONAL(int32_t) count;
    KITH_REFERENCE(Club) club;
    KITH_REFERENCE(Player) player;
};

/* Which function leaves, and at which of its calls from now on. */
enum { NOBODY, CHECK, DEFAULT, UPDATE };
static int who;
static int countdown;
static jmp_buf way_out;

static void may_leave(int function)
{
    if (who == function && countdown-- == 0)
        longjmp(way_out, 1);
}

static bool is_fair(const void *draft)
{
    (void)draft;
    may_leave(CHECK);
    return true;
}

static kith_value no_nick(const void *draft)
{
    (void)draft;
    may_leave(DEFAULT);
    return (kith_value)KITH_STRING("nobody calls the player anything else");
}

static kith_value one_cap(const void *draft)
{
    (void)draft;
    may_leave(DEFAULT);
    return (kith_value)KITH_INTEGER(1);
}

static kith_value next_version(const void *draft)
{
    may_leave(UPDATE);
    return (kith_value)KITH_INTEGER(((const Player *)draft)->version + 1);
}

static KITH_TABLE(Club, "clubs", KITH_PRIMARY_KEY(Club, id),
                  KITH_COLUMN(Club, name, .unique = true),
                  KITH_RELATIONSHIP(Club, players, Player,
                                    .back_populates = "club"),
                  KITH_RELATIONSHIP(Club, legends, Player, .secondary = "caps",
                                    .back_populates = "legend_of"));
static KITH_TABLE(
    Player, "players", KITH_PRIMARY_KEY(Player, id),
    KITH_COLUMN(Player, name, .unique = true),
    KITH_COLUMN(Player, nick, .default_function = no_nick),
    KITH_COLUMN(Player, version, .on_update_function = next_version),
    KITH_FOREIGN_KEY(Player, club_id, Club, id, .on_delete = KITH_SET_NULL,
                     .on_update = KITH_CASCADE),
    KITH_CHECK(is_fair, "a player is fair", "name", "club_id"),
    KITH_RELATIONSHIP(Player, club, Club, .back_populates = "players"),
    KITH_RELATIONSHIP(Player, legend_of, Club, .secondary = "caps",
                      .back_populates = "legends"));
static KITH_TABLE(Caps, "caps",
                  KITH_FOREIGN_KEY(Caps, club_id, Club, id, .primary_key = true,
                                   .on_update = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Caps, player_id, Player, id,
                                   .primary_key = true),
                  KITH_OPTIONAL_COLUMN(Caps, count, .default_function = one_cap,
                                       .index = true),
                  KITH_CHECK(is_fair, "a cap is fair", "count"),
                  KITH_RELATIONSHIP(Caps, club, Club),
                  KITH_RELATIONSHIP(Caps, player, Player));

struct league {
    kith_db *db;
    Club *club, *other;
    Player *players[6];
};

static struct league open_league(void)
{
    struct league league = {.db = OPEN(Club, Player, Caps)};

    who = NOBODY;
    league.club = kith_insert(league.db, Club, .name = "club");
    league.other = kith_insert(league.db, Club, .name = "other");
    for (int i = 0; i < 6; i++)
        league.players[i] =
            kith_insert(league.db, Player, .name = family_name(i),
                        .club.row = i < 4 ? league.club : league.other);
    kith_append(league.club, legends, league.players[0]);
    return league;
}

/* Every call in which a function may be left. */
enum {
    INSERT,
    INSERT_COLUMNS,
    INSERT_ROWS,
    INSERT_OR_GET,
    SET_PLAIN,
    UPDATE_SEVERAL,
    RELATE,
    APPEND,
    APPEND_PAIR,
    REPLACE,
    REPLACE_PAIRS,
    CLEAR,
    REKEY,
    DELETE,
    VERIFY,
    CALLS
};

static void call_list(struct league *league, int call)
{
    Player **players = league->players;
    Club *club = league->club;

    if (call == RELATE)
        kith_relate(players[0], club, league->other);
    else if (call == APPEND)
        kith_append(club, players, players[5]);
    else if (call == APPEND_PAIR)
        kith_append(club, legends, players[2]);
    else if (call == REPLACE)
        kith_replace(club, players, players + 2, 4);
    else if (call == REPLACE_PAIRS)
        kith_replace(club, legends, players + 1, 4);
    else if (call == CLEAR)
        kith_clear(club, players);
}

static void call_row(struct league *league, int call)
{
    static const Player values[4] = {
        {.name = "a"}, {.name = "b"}, {.name = "c"}, {.name = "d"}};
    const uint64_t given[1] = {2};
    Player *first = league->players[0];
    kith_db *db = league->db;

    if (call == INSERT)
        kith_insert(db, Player, .name = "new", .club.row = league->club);
    else if (call == INSERT_COLUMNS)
        kith_insert_columns(db, &Player_table, &values[2], given, NULL);
    else if (call == INSERT_ROWS)
        kith_insert_all(db, Player, values, 4);
    else if (call == INSERT_OR_GET)
        kith_insert_or_get(db, Player, .name = "new");
    else if (call == SET_PLAIN)
        kith_set(first, name, "renamed");
    else if (call == UPDATE_SEVERAL)
        kith_update(first, kith_to(first, name, "renamed"),
                    kith_to(first, club_id, 2));
    else if (call == REKEY)
        kith_set(league->club, id, 77);
    else if (call == DELETE)
        kith_delete(league->club);
    else if (call == VERIFY)
        kith_verify(db);
    else
        call_list(league, call);
}

/* Whether the call was left at the given call of the function. */
static bool is_left(struct league *league, int call, int function, int nth)
{
    bool volatile left = false;

    who = function;
    countdown = nth;
    if (setjmp(way_out) == 0)
        call_row(league, call);
    else
        left = true;
    who = NOBODY;
    return left;
}

/* Leave every call at each call of each function, recover, and see that nothing
 * is different; then the call is made as if nothing had been. */
KT_TEST_ONCE(recover, ends_every_call_that_a_function_has_left)
{
    int left[CALLS] = {0};

    for (int call = 0; call < CALLS; call++) {
        for (int function = CHECK; function <= UPDATE; function++) {
            for (int nth = 0; nth < 8; nth++) {
                struct league league = open_league();
                uint64_t digest = kith_digest(league.db);
                size_t bytes;

                /* As much room as the call needs is made once. */
                if (is_left(&league, call, function, nth))
                    kith_recover(league.db);
                bytes = kith_memory_used(league.db);
                if (!is_left(&league, call, function, nth)) {
                    family_close(league.db);
                    break;
                }
                left[call]++;
                ANSWERS(kith_delete(league.players[5]), KITH_E_MISUSE);
                kith_recover(league.db);
                KT_ASSERT(kith_memory_used(league.db) == bytes, "%d", call);
                KT_ASSERT_EQ(kith_digest(league.db), digest);
                family_verify(league.db);
                call_row(&league, call);
                KT_ASSERT_EQ(kith_last_error(league.db)->status,
                             KITH_E_MISUSE); /* of the delete above */
                ANSWERS(kith_delete(league.players[5]), KITH_OK);
                family_close(league.db);
            }
        }
    }
    for (int call = 0; call < CALLS; call++)
        KT_ASSERT(left[call] > 0, "call %d was never left", call);
}

KT_TEST(recover, gives_the_numbers_of_rows_back_that_one_call_had_inserted)
{
    struct league league = open_league();

    KT_ASSERT(is_left(&league, INSERT_ROWS, CHECK, 2));
    KT_ASSERT_EQ(kith_count(league.db, Player), 8u); /* half done */
    kith_recover(league.db);
    KT_ASSERT_EQ(kith_count(league.db, Player), 6u);
    KT_ASSERT_EQ(kith_insert(league.db, Player, .name = "new")->id, 7);
    family_close(league.db);
}

KT_TEST(recover, has_no_effect_where_nothing_was_left)
{
    struct league league = open_league();
    uint64_t digest = kith_digest(league.db);

    kith_recover(NULL);
    kith_recover(league.db);
    KT_ASSERT_EQ(kith_digest(league.db), digest);
    ANSWERS(kith_delete(league.players[0]), KITH_OK);
    family_close(league.db);
}

/* A program that gives up may close, once the call is ended. */
KT_TEST_ONCE(recover, is_to_be_called_before_close)
{
    for (int call = 0; call < CALLS; call++) {
        struct league league = open_league();

        if (is_left(&league, call, CHECK, 0)) {
            kith_close(league.db);
            KT_ASSERT_EQ(kith_last_error(league.db)->status, KITH_E_MISUSE);
            kith_recover(league.db);
        }
        kith_close(league.db);
        KT_ASSERT_EQ(fault_live_blocks(), 0u);
    }
}
