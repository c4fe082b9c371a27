/* deferred.c - rules that wait for the outermost commit. */
#include "family.h"

/* Members of a team by number, each required, with a nickname that is required
 * but may wait; each has one locker at most, and it one owner. */
typedef struct Team Team;
typedef struct Member Member;
struct Team {
    const int64_t id;
    KITH_COLLECTION(Member) members;
};
struct Member {
    const int64_t id;
    const int32_t number;
    KITH_TEXT nickname;
    const int64_t rank, grade;
    const int64_t team_id;
    KITH_REFERENCE(Team) team;
};
static KITH_TABLE(Team, "teams", KITH_PRIMARY_KEY(Team, id),
                  KITH_RELATIONSHIP(Team, members, Member,
                                    .back_populates = "team"));
static KITH_TABLE(Member, "members", KITH_PRIMARY_KEY(Member, id),
                  KITH_COLUMN(Member, number, .unique = true,
                              .deferred = KITH_DEFER_UNIQUE),
                  KITH_COLUMN(Member, nickname, .not_null = true,
                              .deferred = KITH_DEFER_NOT_NULL),
                  KITH_COLUMN(Member, rank), KITH_COLUMN(Member, grade),
                  KITH_DEFERRED_UNIQUE("rank", "grade"),
                  KITH_FOREIGN_KEY(Member, team_id, Team, id, .not_null = true,
                                   .deferred = KITH_DEFER_NOT_NULL),
                  KITH_RELATIONSHIP(Member, team, Team,
                                    .back_populates = "members"));

enum { MEMBERS = 4 };

static kith_db *open_team(Team **team, Member **members)
{
    kith_db *db = OPEN(Team, Member);

    *team = kith_insert_default(db, Team);
    for (int i = 0; i < MEMBERS; i++) {
        members[i] = kith_insert(db, Member, .number = i, .rank = i,
                                 .nickname = family_name(i), .team.row = *team);
        KT_ASSERT(members[i]);
    }
    return db;
}

KT_TEST_ONCE(deferred, rules_are_judged_at_once_outside_of_a_transaction)
{
    Team *team;
    Member *members[MEMBERS];
    kith_db *db = open_team(&team, members);

    REFUSES(db, kith_set(members[0], number, 1), KITH_E_UNIQUE);
    REFUSES(db, kith_set(members[0], rank, 1), KITH_E_UNIQUE);
    REFUSES(db, kith_set_null(members[0], nickname), KITH_E_NOT_NULL);
    REFUSES(db, kith_unlink(members[0], team), KITH_E_NOT_NULL);
    REFUSES_ROW(db,
                kith_insert(db, Member, .number = 1, .rank = 77,
                            .nickname = "x", .team.row = team),
                KITH_E_UNIQUE);
    family_close(db);
}

KT_TEST(deferred, unique_values_may_change_places_in_a_transaction)
{
    Team *team;
    Member *members[MEMBERS];
    kith_db *db = open_team(&team, members);

    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(members[0], number, 1), KITH_OK);
    KT_ASSERT_EQ(kith_find(db, Member, number, 1), members[1]); /* the older */
    ANSWERS(kith_set(members[1], number, 0), KITH_OK);
    KT_ASSERT_EQ(kith_find(db, Member, number, 1), members[0]);
    ANSWERS(kith_set(members[2], rank, 3), KITH_OK);
    ANSWERS(kith_set(members[3], rank, 2), KITH_OK);
    family_verify(db);
    ANSWERS(kith_commit(db), KITH_OK);
    KT_ASSERT_EQ(kith_find(db, Member, number, 0), members[1]);
    family_close(db);
}

KT_TEST(deferred, rules_refuse_the_commit_and_leave_the_transaction_open)
{
    Team *team;
    Member *members[MEMBERS];
    kith_db *db = open_team(&team, members);
    uint64_t state = kith_test_state(db);

    for (int i = 0; i < 5; i++) {
        static const kith_status expected[] = {KITH_E_UNIQUE, KITH_E_NOT_NULL,
                                               KITH_E_NOT_NULL, KITH_E_UNIQUE,
                                               KITH_E_NOT_NULL};
        uint64_t inside;

        ANSWERS(kith_begin(db), KITH_OK);
        if (i == 0)
            ANSWERS(kith_set(members[0], number, 1), KITH_OK);
        if (i == 1 || i == 4)
            ANSWERS(kith_set_null(members[0], nickname), KITH_OK);
        if (i == 2)
            ANSWERS(kith_unlink(members[0], team), KITH_OK);
        if (i == 3)
            KT_ASSERT(kith_insert(db, Member, .number = 9, .rank = 2,
                                  .nickname = "x", .team.row = team));
        if (i == 4) /* of several, NOT NULL is named */
            ANSWERS(kith_set(members[1], number, 2), KITH_OK);
        family_verify(db);
        ANSWERS(kith_begin(db), KITH_OK);
        ANSWERS(kith_commit(db), KITH_OK); /* only the outermost judges */
        inside = kith_test_state(db);
        ANSWERS(kith_commit(db), expected[i]);
        KT_ASSERT_EQ(kith_last_error(db)->status, expected[i]);
        KT_ASSERT_STR_EQ(kith_last_error(db)->table, "members");
        KT_ASSERT_EQ(kith_depth(db), 1u);
        KT_ASSERT_EQ(kith_test_state(db), inside);
        ANSWERS(kith_rollback(db), KITH_OK);
        KT_ASSERT_EQ(kith_test_state(db), state);
    }
    family_close(db);
}

KT_TEST(deferred, rules_are_kept_again_by_what_mends_them)
{
    Team *team;
    Member *members[MEMBERS];
    kith_db *db = open_team(&team, members);

    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set_null(members[0], nickname), KITH_OK);
    ANSWERS(kith_unlink(members[1], team), KITH_OK);
    ANSWERS(kith_set(members[2], number, 3), KITH_OK);
    ANSWERS(kith_commit(db), KITH_E_NOT_NULL);
    ANSWERS(kith_set(members[0], nickname, "again"), KITH_OK);
    ANSWERS(kith_relate(members[1], team, team), KITH_OK);
    ANSWERS(kith_commit(db), KITH_E_UNIQUE);
    ANSWERS(kith_delete(members[3]), KITH_OK);
    ANSWERS(kith_commit(db), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Member), 3u);
    family_close(db);
}

/* What an inner level broke and took back is not asked about. */
KT_TEST(deferred, rules_are_not_judged_for_what_was_taken_back)
{
    Team *team;
    Member *members[MEMBERS];
    kith_db *db = open_team(&team, members);

    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set_null(members[0], nickname), KITH_OK);
    KT_ASSERT(kith_insert(db, Member, .number = 1));
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT(kith_insert(db, Member, .number = 50, .rank = 50,
                          .nickname = "y", .team.row = team));
    ANSWERS(kith_commit(db), KITH_OK);
    family_close(db);
}

/* Behind the oldest row with a value others may keep it: those that join are
 * looked at whatever becomes of the oldest. */
KT_TEST(deferred, unique_values_are_judged_for_all_who_joined_them)
{
    Team *team;
    Member *members[MEMBERS];
    kith_db *db = open_team(&team, members);

    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(members[1], number, 0), KITH_OK);
    ANSWERS(kith_update_all(db, kith_row_to(members[0], number, 9),
                            kith_row_to(members[2], number, 0)),
            KITH_OK);
    ANSWERS(kith_update_all(db, kith_row_to(members[1], number, 10),
                            kith_row_to(members[3], number, 0)),
            KITH_OK);
    ANSWERS(kith_commit(db), KITH_E_UNIQUE);
    ANSWERS(kith_delete(members[3]), KITH_OK);
    ANSWERS(kith_commit(db), KITH_OK);
    family_close(db);
}
