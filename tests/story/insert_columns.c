/* insert_columns.c - inserts that say which columns are given, for loaders. */
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
    KITH_BLOB face;
    double weight;
    KITH_OPTIONAL(int32_t) goals;
    const char shirt[4];
    const int64_t team_id;
    KITH_REFERENCE(Team) team;
    KITH_TEXT boss_name;
    KITH_REFERENCE(Player) boss;
    KITH_COLLECTION(Player) pupils;
    int64_t mark; /* no column */
};
static KITH_TABLE(Team, "teams", KITH_PRIMARY_KEY(Team, id),
                  KITH_COLUMN(Team, name),
                  KITH_RELATIONSHIP(Team, players, Player,
                                    .back_populates = "team"));

/* The bit of each attribute, in the order of their declaration. */
enum {
    PUPILS,
    ID,
    NAME,
    FACE,
    WEIGHT,
    GOALS,
    SHIRT,
    TEAM_ID,
    TEAM,
    BOSS_NAME,
    BOSS,
    PAIR
};
static KITH_TABLE(
    Player, "players",
    KITH_RELATIONSHIP(Player, pupils, Player, .back_populates = "boss"),
    KITH_PRIMARY_KEY(Player, id),
    KITH_COLUMN(Player, name, .unique = true,
                .default_value = KITH_STRING("nobody")),
    KITH_COLUMN(Player, face), KITH_COLUMN(Player, weight),
    KITH_OPTIONAL_COLUMN(Player, goals, .default_value = KITH_INTEGER(5)),
    KITH_COLUMN(Player, shirt),
    KITH_FOREIGN_KEY(Player, team_id, Team, id,
                     .default_value = KITH_INTEGER(2)),
    KITH_RELATIONSHIP(Player, team, Team, .back_populates = "players"),
    KITH_FOREIGN_KEY(Player, boss_name, Player, name,
                     .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Player, boss, Player, .back_populates = "pupils"),
    KITH_INDEX("shirt", "team_id"));

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))

/* The row of these bits and these values. */
static Player *insert(kith_db *db, uint64_t given, const Player *values)
{
    return kith_insert_columns(db, &Player_table, values, &given, NULL);
}
#define BIT(attribute) ((uint64_t)1 << (attribute))
#define INSERT(db, given, ...) \
    insert((db), (given), &(const Player){__VA_ARGS__})

/* Teams 1, 2 and 0. */
static kith_db *open_teams(void)
{
    kith_db *db = OPEN(Team, Player);

    kith_insert(db, Team, .name = "one");
    kith_insert(db, Team, .name = "two");
    kith_insert(db, Team, .name = "zero");
    ANSWERS(kith_set(kith_get(db, Team, 3), id, 0), KITH_OK);
    return db;
}

KT_TEST(insert_given, takes_defaults_for_what_is_not_given)
{
    kith_db *db = open_teams();

    Player *player = INSERT(db, 0, .mark = 7);

    KT_ASSERT_EQ(player->id, 1);
    KT_ASSERT_STR_EQ(player->name, "nobody");
    KT_ASSERT(player->goals.present && player->goals.value == 5);
    KT_ASSERT_EQ(player->team_id, 2);
    KT_ASSERT_STR_EQ(player->team.row->name, "two");
    KT_ASSERT(kith_is_null(player, boss_name));
    KT_ASSERT_EQ(player->mark, 7);
    family_close(db);
}

KT_TEST(insert_given, takes_zero_for_a_key_like_any_other)
{
    kith_db *db = open_teams();

    Player *zero = INSERT(db, BIT(ID), .name = "ignored");
    Player *next = INSERT(db, BIT(NAME), .name = "next");

    KT_ASSERT_EQ(zero->id, 0);
    KT_ASSERT_EQ(kith_get(db, Player, 0), zero);
    KT_ASSERT_STR_EQ(zero->name, "nobody");
    KT_ASSERT_EQ(next->id, 1);
    REFUSES_ROW(db, INSERT(db, BIT(ID) | BIT(NAME), .name = "again"),
                KITH_E_UNIQUE);
    SAYS(db, "another row of players already has id 0");
    Player *far = INSERT(db, BIT(ID) | BIT(NAME), .id = 40, .name = "far");
    KT_ASSERT_EQ(far->id, 40);
    Player *behind = INSERT(db, BIT(NAME), .id = 3, .name = "behind");

    KT_ASSERT_EQ(behind->id, 41);
    family_close(db);
}

KT_TEST(insert_given, takes_NULL_where_it_is_given_despite_defaults)
{
    kith_db *db = open_teams();

    Player *player = INSERT(db, BIT(NAME) | BIT(GOALS) | BIT(FACE), .mark = 1);
    KT_ASSERT_NULL(player->name);
    KT_ASSERT(!player->goals.present);
    KT_ASSERT_NULL(player->face.data);
    KT_ASSERT_EQ(player->team_id, 2);
    Player *zero =
        INSERT(db, BIT(NAME) | BIT(GOALS), .name = "", .goals = KITH_SOME(0));

    KT_ASSERT_STR_EQ(zero->name, "");
    KT_ASSERT(zero->goals.present && zero->goals.value == 0);
    family_close(db);
}

KT_TEST(insert_given, ignores_what_the_values_hold_and_the_bits_do_not_say)
{
    kith_db *db = open_teams();
    const Player values = {.id = 99,
                           .name = "ignored",
                           .face = KITH_BYTES(NULL, 9),
                           .weight = 4.5,
                           .goals = {8, false},
                           .shirt = {'l', 'o', 'n', 'g'},
                           .team_id = 1,
                           .boss_name = "nobody has it",
                           .mark = 3};

    Player *player = insert(db, BIT(NAME), &values);

    KT_ASSERT_EQ(player->id, 1);
    KT_ASSERT_STR_EQ(player->name, "ignored");
    KT_ASSERT(kith_is_null(player, face) && player->face.bytes == 0);
    KT_ASSERT(player->weight == 0);
    KT_ASSERT(player->goals.present && player->goals.value == 5);
    KT_ASSERT_STR_EQ(player->shirt, "");
    KT_ASSERT_EQ(player->team_id, 2);
    KT_ASSERT(kith_is_null(player, boss_name));
    KT_ASSERT_EQ(player->mark, 3);
    Player *another = insert(db, 0, &values);

    KT_ASSERT_STR_EQ(another->name, "nobody");
    family_close(db);
}

KT_TEST(insert_given, judges_what_the_bits_say)
{
    kith_db *db = open_teams();

    REFUSES_ROW(db, INSERT(db, BIT(FACE), .face = KITH_BYTES(NULL, 9)),
                KITH_E_MISUSE);
    SAYS(db, "kith_insert_columns: players.face is given bytes without data");
    REFUSES_ROW(db, INSERT(db, BIT(GOALS), .goals = {8, false}), KITH_E_MISUSE);
    SAYS(db, "kith_insert_columns: players.goals has a value that is not "
             "present: write KITH_SOME(value)");
    REFUSES_ROW(db, INSERT(db, BIT(SHIRT), .shirt = {'l', 'o', 'n', 'g'}),
                KITH_E_CHECK);
    REFUSES_ROW(db, INSERT(db, BIT(TEAM_ID), .team_id = 7), KITH_E_PARENT);
    SAYS(db, "players.team_id would be 7, but no row of teams has that id");
    REFUSES_ROW(db, INSERT(db, BIT(BOSS_NAME), .boss_name = "x"),
                KITH_E_PARENT);

    family_close(db);
}

KT_TEST(insert_given, takes_a_foreign_key_of_zero_and_of_NULL)
{
    kith_db *db = open_teams();

    Player *player = INSERT(db, BIT(TEAM_ID) | BIT(BOSS_NAME), .mark = 1);

    KT_ASSERT_EQ(player->team_id, 0);
    KT_ASSERT_STR_EQ(player->team.row->name, "zero");
    KT_ASSERT(!kith_is_null(player, team_id));
    KT_ASSERT(kith_is_null(player, boss_name));
    ANSWERS(kith_set(kith_get(db, Team, 0), name, "none"), KITH_OK);
    ANSWERS(kith_delete(kith_get(db, Team, 0)), KITH_OK);
    REFUSES_ROW(db, INSERT(db, BIT(NAME) | BIT(TEAM_ID), .name = "b"),
                KITH_E_PARENT);
    SAYS(db, "players.team_id would be 0, but no row of teams has that id: "
             "teams.id counts up, and 0 in an insert means the next number; "
             "declare it .manual to insert rows with 0");
    family_close(db);
}

KT_TEST(insert_given, takes_parents_by_row_beside_the_bits)
{
    kith_db *db = open_teams();
    Team *one = kith_get(db, Team, 1), *zero = kith_get(db, Team, 0);

    Player *player = INSERT(db, 0, .team.row = one, .team_id = 77);
    KT_ASSERT_EQ(player->team.row, one);
    KT_ASSERT_EQ(player->team_id, 1);
    Player *by_both = INSERT(db, BIT(TEAM_ID) | BIT(NAME), .team.row = one,
                             .team_id = 1, .name = "both");
    KT_ASSERT_EQ(by_both->team.row, one);
    Player *of_zero = INSERT(db, BIT(TEAM_ID) | BIT(NAME), .team.row = zero,
                             .name = "of zero");
    KT_ASSERT_EQ(of_zero->team.row, zero);
    Player *pupil = INSERT(db, BIT(NAME), .boss.row = player, .name = "pupil");
    KT_ASSERT_STR_EQ(pupil->boss_name, "nobody");

    KT_ASSERT_EQ(pupil->boss_name, player->name);
    family_close(db);
}

KT_TEST(insert_given, refuses_a_row_and_a_key_that_disagree)
{
    kith_db *db = open_teams();
    Team *one = kith_get(db, Team, 1);
    Player *boss = INSERT(db, BIT(NAME), .name = "boss");

    REFUSES_ROW(db, INSERT(db, BIT(TEAM_ID), .team.row = one), KITH_E_MISUSE);
    SAYS(db, "kith_insert_columns: players.team_id and its reference name "
             "different parents: give one of them");
    REFUSES_ROW(db, INSERT(db, BIT(TEAM_ID), .team.row = one, .team_id = 2),
                KITH_E_MISUSE);
    REFUSES_ROW(db, INSERT(db, BIT(BOSS_NAME), .boss.row = boss),
                KITH_E_MISUSE);
    REFUSES_ROW(
        db,
        INSERT(db, BIT(BOSS_NAME), .boss.row = boss, .boss_name = "another"),
        KITH_E_MISUSE);

    KT_ASSERT_NOT_NULL(
        INSERT(db, BIT(BOSS_NAME), .boss.row = boss, .boss_name = "boss"));
    family_close(db);
}

KT_TEST(insert_given, lets_a_row_name_itself)
{
    kith_db *db = open_teams();

    Player *own = INSERT(db, BIT(NAME) | BIT(BOSS_NAME), .name = "own",
                         .boss_name = "own");

    KT_ASSERT_EQ(own->boss.row, own);
    KT_ASSERT_EQ(own->pupils.count, 1u);
    family_close(db);
}

KT_TEST(insert_given, without_bits_is_a_plain_insert)
{
    kith_db *db = open_teams();
    const Player values = {.name = "plain", .team_id = 1};

    Player *player =
        kith_insert_columns(db, &Player_table, &values, NULL, NULL);
    KT_ASSERT_STR_EQ(player->name, "plain");
    KT_ASSERT_EQ(player->id, 1);
    KT_ASSERT_EQ(player->team_id, 1);
    KT_ASSERT(player->goals.present);
    Player *zeros = kith_insert_columns(db, &Player_table, NULL, NULL, NULL);

    KT_ASSERT_STR_EQ(zeros->name, "nobody");
    KT_ASSERT_EQ(zeros->team_id, 2);
    family_close(db);
}

KT_TEST(insert_given, does_not_look_at_the_bits_of_what_is_no_column)
{
    kith_db *db = open_teams();
    const uint64_t others = BIT(PUPILS) | BIT(TEAM) | BIT(BOSS) | BIT(PAIR);

    KT_ASSERT_EQ(Player_table.attribute_count, (size_t)PAIR + 1);
    Player *player = INSERT(db, others | ~(BIT(PAIR + 1) - 1), .mark = 1);

    KT_ASSERT_STR_EQ(player->name, "nobody");
    KT_ASSERT_EQ(player->team_id, 2);
    KT_ASSERT_NULL(player->boss.row);
    REFUSES_ROW(db, INSERT(db, 0, .pupils.count = 1), KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(insert_given, refuses_what_an_insert_refuses)
{
    kith_db *db = open_teams();
    uint64_t given = 0;
    Team *gone = kith_insert_default(db, Team);
    ANSWERS(kith_delete(gone), KITH_OK);

    KT_ASSERT_NULL(
        kith_insert_columns(NULL, &Player_table, NULL, &given, NULL));
    REFUSES_ROW(db, kith_insert_columns(db, NULL, NULL, &given, NULL),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert_columns(db, &Item_table, NULL, &given, NULL),
                KITH_E_MISUSE);
    REFUSES_ROW(db, INSERT(db, 0, .team.row = gone), KITH_E_NOT_FOUND);
    SAYS(db, "kith_insert_columns: players.team names a row that was deleted");

    family_close(db);
}

/* --- More attributes than one word has bits ------------------------------- */

typedef struct Wide Wide;
struct Wide {
    const int64_t id;
    KITH_TEXT c[80];
};
#define C(n) KITH_COLUMN(Wide, c[n], .default_value = KITH_STRING("d"))
#define C8(n) \
    C(n), C(n + 1), C(n + 2), C(n + 3), C(n + 4), C(n + 5), C(n + 6), C(n + 7)
static KITH_TABLE(Wide, "wide", C8(0), C8(8), C8(16), C8(24), C8(32), C8(40),
                  C8(48), C8(56), C8(64), C8(72), KITH_PRIMARY_KEY(Wide, id));

KT_TEST(insert_given, has_as_many_words_as_the_table_needs)
{
    kith_db *db = OPEN(Wide);
    const Wide values = {.c = {[3] = "three", [64] = "64", [79] = "79"}};

    for (size_t i = 0; i < 80; i++) {
        uint64_t given[2] = {0};
        kith_column_mask_set_at(given, i);
        kith_column_mask_set_at(given, 80);
        KT_ASSERT_EQ(given[i / 64] >> i % 64 & 1, 1u);
        Wide *wide = kith_insert_columns(db, &Wide_table, &values, given, NULL);
        KT_ASSERT_EQ(wide->id, 0);
        for (size_t j = 0; j < 80; j++)
            KT_ASSERT_STR_EQ(wide->c[j], j == i ? values.c[i] : "d");
        ANSWERS(kith_delete(wide), KITH_OK);
    }
    family_close(db);
}

/* --- Columns that are given as NULL ---------------------------------------- */

/* The same with a second set of bits. */
static Player *insert_nulls(kith_db *db, uint64_t given, uint64_t nulls,
                            const Player *values)
{
    return kith_insert_columns(db, &Player_table, values, &given, &nulls);
}

KT_TEST(insert_given, as_null_takes_no_default)
{
    kith_db *db = open_teams();
    const uint64_t all =
        BIT(NAME) | BIT(FACE) | BIT(GOALS) | BIT(TEAM_ID) | BIT(BOSS_NAME);
    /* What is given as NULL is not looked at. */
    const Player full = {.name = "full",
                         .face = {NULL, 3},
                         .goals = {7, false},
                         .team_id = 99,
                         .boss_name = "nobody at all",
                         .weight = 2.5};

    for (int i = 0; i < 3; i++) {
        Player *player =
            insert_nulls(db, i == 1 ? all | BIT(WEIGHT) : BIT(WEIGHT), all,
                         i == 2 ? NULL : &full);

        KT_ASSERT(kith_is_null(player, name) && kith_is_null(player, face));
        KT_ASSERT(kith_is_null(player, goals) &&
                  kith_is_null(player, boss_name));
        KT_ASSERT(kith_is_null(player, team_id) && !player->team.row);
        KT_ASSERT_EQ(player->team_id, 0);
        KT_ASSERT(player->weight == (i == 2 ? 0 : 2.5));
    }
    family_close(db);
}

KT_TEST(insert_given, as_null_stands_beside_a_literal)
{
    kith_db *db = open_teams();
    const uint64_t nulls = BIT(TEAM_ID);
    const Player values = {.name = "ada"};
    Player *player =
        kith_insert_columns(db, &Player_table, &values, NULL, &nulls);

    KT_ASSERT(kith_is_null(player, team_id));
    KT_ASSERT_STR_EQ(player->name, "ada");
    KT_ASSERT_EQ(player->goals.value, 5);
    family_close(db);
}

KT_TEST(insert_given, as_null_is_refused_where_a_value_cannot_be_absent)
{
    kith_db *db = open_teams();
    Team *team = kith_get(db, Team, 1);
    const Player named = {.team.row = team};

    REFUSES_ROW(db, insert_nulls(db, 0, BIT(ID), NULL), KITH_E_NOT_NULL);
    SAYS(db, "kith_insert_columns: players.id is in the primary key and cannot "
             "be NULL: give it a value");
    REFUSES_ROW(db, insert_nulls(db, BIT(WEIGHT), BIT(WEIGHT), NULL),
                KITH_E_NOT_NULL);
    SAYS(db, "kith_insert_columns: players.weight cannot be NULL: declare it "
             "KITH_OPTIONAL, or give it a value");
    REFUSES_ROW(db, insert_nulls(db, 0, BIT(SHIRT), NULL), KITH_E_NOT_NULL);
    SAYS(db, "kith_insert_columns: players.shirt cannot be NULL: declare it "
             "KITH_TEXT, or give it a value");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "shirt");
    REFUSES_ROW(db, insert_nulls(db, 0, BIT(TEAM_ID), &named), KITH_E_MISUSE);
    family_close(db);
}

/* --- A foreign key of several columns ------------------------------------- */

typedef struct Disc Disc;
typedef struct Track Track;
struct Disc {
    const int32_t artist, number;
    KITH_COLLECTION(Track) tracks;
};
struct Track {
    const int32_t artist, disc;
    KITH_REFERENCE(Disc) on;
};
static KITH_TABLE(Disc, "discs", KITH_COLUMN(Disc, artist),
                  KITH_COLUMN(Disc, number), KITH_UNIQUE("artist", "number"),
                  KITH_RELATIONSHIP(Disc, tracks, Track,
                                    .back_populates = "on"));
static KITH_TABLE(
    Track, "tracks", KITH_COLUMN(Track, artist), KITH_COLUMN(Track, disc),
    KITH_FOREIGN_KEYS(Track, (artist, disc), Disc, (artist, number)),
    KITH_RELATIONSHIP(Track, on, Disc, .back_populates = "tracks"));

static Track *insert_track(kith_db *db, uint64_t given, int artist, int disc)
{
    const Track values = {.artist = artist, .disc = disc};

    return kith_insert_columns(db, &Track_table, &values, &given, NULL);
}

KT_TEST(insert_given, gives_all_columns_of_a_foreign_key_or_none)
{
    kith_db *db = OPEN(Disc, Track);
    Disc *zeros = kith_insert_default(db, Disc);
    Disc *disc = kith_insert(db, Disc, .artist = 1, .number = 2);

    Track *none = insert_track(db, 0, 1, 2);
    KT_ASSERT_NULL(none->on.row);
    Track *part = insert_track(db, 1, 1, 2);
    KT_ASSERT_NULL(part->on.row);
    KT_ASSERT(part->artist == 0 && part->disc == 0);
    KT_ASSERT(kith_is_null(part, artist) && kith_is_null(part, disc));
    KT_ASSERT_NULL(insert_track(db, 4, 1, 2)->on.row);
    Track *other_part = insert_track(db, 2, 1, 2);
    KT_ASSERT_NULL(other_part->on.row);
    KT_ASSERT_EQ(insert_track(db, 3, 1, 2)->on.row, disc);
    KT_ASSERT_EQ(insert_track(db, 3, 0, 0)->on.row, zeros);
    REFUSES_ROW(db, insert_track(db, 3, 0, 2), KITH_E_PARENT);
    SAYS(db, "tracks.artist, disc would be (0, 2), but no row of discs has "
             "that artist, number");

    family_close(db);
}

KT_TEST(insert_given, as_null_for_one_column_of_a_foreign_key_is_null_for_all)
{
    kith_db *db = OPEN(Disc, Track);
    const Track values = {.artist = 1, .disc = 2};
    const uint64_t artist = 1, disc = 2, both = 3;
    kith_insert(db, Disc, .artist = 1, .number = 2);

    Track *track =
        kith_insert_columns(db, &Track_table, &values, (uint64_t[]){0}, &disc);
    KT_ASSERT(kith_is_null(track, artist) && kith_is_null(track, disc));
    track = kith_insert_columns(db, &Track_table, &values, &both, &both);
    KT_ASSERT(!track->on.row && track->artist == 0 && track->disc == 0);
    REFUSES_ROW(db,
                kith_insert_columns(db, &Track_table, &values, &artist, &disc),
                KITH_E_MISUSE);
    SAYS(db, "kith_insert_columns: tracks.artist, disc would be NULL beside a "
             "value that is given: give all of its columns or none");
    REFUSES_ROW(db, kith_insert_columns(db, &Track_table, &values, NULL, &disc),
                KITH_E_MISUSE);
    family_close(db);
}

/* --- Foreign keys that share a column ------------------------------------- */

typedef struct Teacher Teacher;
typedef struct Lesson Lesson;
struct Teacher {
    const int32_t school, number;
};
struct Lesson {
    const int32_t school, teacher, helper;
    KITH_REFERENCE(Teacher) by;
    KITH_REFERENCE(Teacher) with;
};
static KITH_TABLE(Teacher, "teachers", KITH_COLUMN(Teacher, school),
                  KITH_COLUMN(Teacher, number),
                  KITH_UNIQUE("school", "number"));
static KITH_TABLE(
    Lesson, "lessons", KITH_COLUMN(Lesson, school),
    KITH_COLUMN(Lesson, teacher), KITH_COLUMN(Lesson, helper),
    KITH_FOREIGN_KEYS(Lesson, (school, teacher), Teacher, (school, number)),
    KITH_FOREIGN_KEYS(Lesson, (school, helper), Teacher, (school, number)),
    KITH_RELATIONSHIP(Lesson, by, Teacher, .foreign_key = "school, teacher"),
    KITH_RELATIONSHIP(Lesson, with, Teacher, .foreign_key = "school, helper"));

static Lesson *insert_lesson(kith_db *db, uint64_t given, int school,
                             int teacher, int helper)
{
    const Lesson values = {
        .school = school, .teacher = teacher, .helper = helper};

    return kith_insert_columns(db, &Lesson_table, &values, &given, NULL);
}

KT_TEST(insert_given, gives_a_foreign_key_by_the_columns_that_are_its_own)
{
    enum { SCHOOL = 1, TEACHER = 2, HELPER = 4 };
    kith_db *db = OPEN(Teacher, Lesson);
    Teacher *zero = kith_insert_default(db, Teacher);
    Teacher *ada = kith_insert(db, Teacher, .school = 1, .number = 0);

    Lesson *both = insert_lesson(db, SCHOOL | TEACHER | HELPER, 1, 0, 0);
    KT_ASSERT(both->by.row == ada && both->with.row == ada);
    Lesson *one = insert_lesson(db, SCHOOL | TEACHER, 1, 0, 7);
    KT_ASSERT(one->by.row == ada && !one->with.row);
    KT_ASSERT_EQ(one->helper, 0);
    Lesson *none = insert_lesson(db, SCHOOL, 1, 0, 0);
    KT_ASSERT(none->school == 1 && !none->by.row && !none->with.row);
    Lesson *zeros = insert_lesson(db, HELPER, 1, 5, 0);
    KT_ASSERT(!zeros->by.row && zeros->with.row == zero);
    REFUSES_ROW(db, insert_lesson(db, SCHOOL | HELPER, 1, 0, 5), KITH_E_PARENT);
    REFUSES_ROW(db,
                kith_insert_columns(db, &Lesson_table, NULL, NULL,
                                    (uint64_t[]){SCHOOL}),
                KITH_E_NOT_NULL);
    SAYS(db, "kith_insert_columns: lessons.school cannot be NULL, for several "
             "keys need it: give it a value");

    family_close(db);
}

KT_TEST(insert_given, names_columns_by_their_members)
{
    kith_db *db = OPEN(Team, Player);
    const Team values = {.id = 0, .name = "reds"};
    uint64_t given[1] = {0};
    Team *team;

    kith_column_mask_set(given, Team, id);
    kith_column_mask_set(given, Team, name);
    team = kith_insert_columns(db, &Team_table, &values, given, NULL);
    KT_ASSERT_EQ(team->id, 0);
    KT_ASSERT_EQ(kith_attribute_at(&Player_table, offsetof(Player, goals)),
                 GOALS);
    KT_ASSERT_EQ(kith_attribute_at(&Player_table, offsetof(Player, mark)),
                 Player_table.attribute_count);
    family_close(db);
}

KT_TEST(insert_given, of_no_values_gives_zeros_and_nulls)
{
    kith_db *db = OPEN(Team, Player);
    const uint64_t given[1] = {UINT64_MAX};
    Team *team = kith_insert_columns(db, &Team_table, NULL, given, NULL);

    KT_ASSERT_EQ(team->id, 0);
    KT_ASSERT_NULL(team->name);
    family_close(db);
}
