/* self_many_to_many.c - a many-to-many of a table with itself: both collections of a
 * row are views of one association table, by its two keys. */
#include "family.h"

#include <string.h>

typedef struct Member Member;
typedef struct Follow Follow;
struct Follow {
    const int64_t follower_id, followed_id;
    KITH_REFERENCE(Member) follower;
    KITH_REFERENCE(Member) followed;
    int32_t since; /* what the link itself tells */
};
struct Member {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Follow, Member) following;
    KITH_COLLECTION_VIA(Follow, Member) followers;
};
static KITH_TABLE(
    Member, "members", KITH_PRIMARY_KEY(Member, id), KITH_COLUMN(Member, name),
    KITH_RELATIONSHIP(Member, following, Member, .secondary = "follows",
                      .foreign_key = "follower_id",
                      .back_populates = "followers"),
    KITH_RELATIONSHIP(Member, followers, Member, .secondary = "follows",
                      .foreign_key = "followed_id",
                      .back_populates = "following"));
static KITH_TABLE(
    Follow, "follows",
    KITH_FOREIGN_KEY(Follow, follower_id, Member, id, .primary_key = true),
    KITH_FOREIGN_KEY(Follow, followed_id, Member, id, .primary_key = true),
    KITH_COLUMN(Follow, since),
    KITH_RELATIONSHIP(Follow, follower, Member, .foreign_key = "follower_id"),
    KITH_RELATIONSHIP(Follow, followed, Member, .foreign_key = "followed_id"));

/* Who is followed, and who follows. */
#define ASSERT_FOLLOWS(member, names) \
    ASSERT_LIST((member)->following, followed.row->name, names)
#define ASSERT_FOLLOWED(member, names) \
    ASSERT_LIST((member)->followers, follower.row->name, names)

static kith_db *open_club(Member **ada, Member **bob, Member **cid)
{
    kith_db *db = OPEN(Member, Follow);

    *ada = kith_insert(db, Member, .name = "ada");
    *bob = kith_insert(db, Member, .name = "bob");
    *cid = kith_insert(db, Member, .name = "cid");
    return db;
}

KT_TEST(self_many_to_many, are_appended_from_either_side)
{
    Member *ada, *bob, *cid;
    kith_db *db = open_club(&ada, &bob, &cid);

    ANSWERS(kith_append(ada, following, bob), KITH_OK);
    ANSWERS(kith_append(cid, followers, ada), KITH_OK);
    ANSWERS(kith_append(bob, following, ada), KITH_OK);
    ANSWERS(kith_append(bob, followers, ada), KITH_OK); /* is one already */

    ASSERT_FOLLOWS(ada, "bob cid");
    ASSERT_FOLLOWED(ada, "bob");
    ASSERT_FOLLOWS(bob, "ada");
    ASSERT_FOLLOWED(bob, "ada");
    ASSERT_FOLLOWS(cid, "");
    ASSERT_FOLLOWED(cid, "ada");
    KT_ASSERT_EQ(kith_count(db, Follow), (size_t)3);
    KT_ASSERT(kith_contains(ada, following, cid));
    KT_ASSERT(kith_contains(cid, followers, ada));
    KT_ASSERT(!kith_contains(cid, following, ada));
    KT_ASSERT(!kith_contains(ada, followers, cid));
    family_close(db);
}

KT_TEST(self_many_to_many, and_what_the_link_tells_come_by_plain_inserts)
{
    Member *ada, *bob, *cid;
    kith_db *db = open_club(&ada, &bob, &cid);

    Follow *follow = kith_insert(db, Follow, .follower.row = ada,
                                 .followed.row = bob, .since = 1999);
    kith_insert(db, Follow, .follower_id = 3, .followed_id = 2, .since = 2004);
    REFUSES_ROW(db, kith_insert(db, Follow, .follower_id = 1, .followed_id = 2),
                KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, Follow, .follower.row = ada),
                KITH_E_NOT_NULL);
    ANSWERS(kith_append(bob, following, ada), KITH_OK);

    ASSERT_FOLLOWED(bob, "ada cid");
    KT_ASSERT_EQ(kith_first(bob->followers)->since, 1999);
    KT_ASSERT_EQ(kith_get(db, Follow, 3, 2)->since, 2004);
    KT_ASSERT_EQ(kith_first(bob->following)->since, 0);
    follow->since = 2001;
    KT_ASSERT_EQ(kith_first(ada->following)->since, 2001);
    ANSWERS(kith_delete(follow), KITH_OK);
    ASSERT_FOLLOWED(bob, "cid");
    ASSERT_FOLLOWS(ada, "");
    family_close(db);
}

KT_TEST(self_many_to_many, may_follow_themselves)
{
    Member *ada, *bob, *cid;
    kith_db *db = open_club(&ada, &bob, &cid);
    kith_append(ada, following, bob);

    ANSWERS(kith_append(ada, following, ada), KITH_OK);
    ANSWERS(kith_append(ada, followers, ada), KITH_OK);
    KT_ASSERT_NOT_NULL(
        kith_insert(db, Follow, .follower.row = bob, .followed_id = 2));

    ASSERT_FOLLOWS(ada, "bob ada");
    ASSERT_FOLLOWED(ada, "ada");
    ASSERT_FOLLOWED(bob, "ada bob");
    KT_ASSERT_EQ(kith_count(db, Follow), (size_t)3);
    family_verify(db);
    ANSWERS(kith_remove(ada, followers, ada), KITH_OK);
    ASSERT_FOLLOWS(ada, "bob");
    ASSERT_FOLLOWED(ada, "");
    ANSWERS(kith_delete(bob), KITH_OK);
    ASSERT_FOLLOWS(ada, "");
    KT_ASSERT_EQ(kith_count(db, Follow), (size_t)0);
    family_close(db);
}

KT_TEST(self_many_to_many, are_removed_one_way_and_stay_the_other)
{
    Member *ada, *bob, *cid;
    kith_db *db = open_club(&ada, &bob, &cid);
    kith_append(ada, following, bob);
    kith_append(bob, following, ada);
    kith_append(ada, following, cid);

    ANSWERS(kith_remove(bob, followers, ada), KITH_OK);
    REFUSES(db, kith_remove(ada, following, bob), KITH_E_NOT_FOUND);
    REFUSES(db, kith_remove(cid, following, ada), KITH_E_NOT_FOUND);

    ASSERT_FOLLOWS(ada, "cid");
    ASSERT_FOLLOWED(ada, "bob");
    ANSWERS(kith_clear(ada, following), KITH_OK);
    ASSERT_FOLLOWED(cid, "");
    ASSERT_FOLLOWED(ada, "bob");
    ANSWERS(kith_clear(ada, followers), KITH_OK);
    ASSERT_FOLLOWS(bob, "");
    KT_ASSERT_EQ(kith_count(db, Follow), (size_t)0);
    KT_ASSERT_EQ(kith_count(db, Member), (size_t)3);
    family_close(db);
}

KT_TEST(self_many_to_many, are_replaced_and_those_who_stay_keep_their_link)
{
    Member *ada, *bob, *cid;
    kith_db *db = open_club(&ada, &bob, &cid);
    kith_insert(db, Follow, .follower.row = ada, .followed.row = bob,
                .since = 1999);
    kith_append(ada, following, ada);
    kith_append(cid, following, ada);
    Member *wanted[] = {cid, bob};

    ANSWERS(kith_replace(ada, following, wanted, 2), KITH_OK);
    ASSERT_FOLLOWS(ada, "cid bob");
    ASSERT_FOLLOWED(ada, "cid");
    ASSERT_FOLLOWED(bob, "ada");
    KT_ASSERT_EQ(kith_get(db, Follow, 1, 2)->since, 1999);

    Member *crowd[] = {ada, bob, cid};
    ANSWERS(kith_replace(ada, followers, crowd, 3), KITH_OK);
    ASSERT_FOLLOWED(ada, "ada bob cid");
    ASSERT_FOLLOWS(ada, "cid bob ada");
    ANSWERS(kith_move(ada, following, ada, 0), KITH_OK);
    ASSERT_FOLLOWS(ada, "ada cid bob");
    ANSWERS(kith_replace(ada, followers, crowd, 0), KITH_OK);
    ASSERT_FOLLOWS(ada, "cid bob");
    KT_ASSERT_EQ(kith_count(db, Follow), (size_t)2);
    family_close(db);
}

KT_TEST(self_many_to_many, lose_both_kinds_of_links_when_a_row_is_deleted)
{
    Member *ada, *bob, *cid;
    kith_db *db = open_club(&ada, &bob, &cid);
    kith_append(ada, following, bob);
    kith_append(bob, following, ada);
    kith_append(bob, following, bob);
    kith_append(bob, following, cid);
    kith_append(cid, following, ada);

    ANSWERS(kith_delete(bob), KITH_OK);

    ASSERT_FOLLOWS(ada, "");
    ASSERT_FOLLOWED(ada, "cid");
    ASSERT_FOLLOWED(cid, "");
    KT_ASSERT_EQ(kith_count(db, Follow), (size_t)1);
    KT_ASSERT_EQ(kith_count(db, Member), (size_t)2);
    family_close(db);
}

KT_TEST(self_many_to_many, move_when_an_end_of_their_link_does)
{
    Member *ada, *bob, *cid;
    kith_db *db = open_club(&ada, &bob, &cid);
    Follow *follow =
        kith_insert(db, Follow, .follower.row = ada, .followed.row = bob);
    kith_append(cid, following, bob);

    ANSWERS(kith_update(follow, kith_to(follow, follower_id, 2),
                        kith_to(follow, followed_id, 1)),
            KITH_OK);
    ASSERT_FOLLOWS(bob, "ada");
    ASSERT_FOLLOWED(ada, "bob");
    REFUSES(db,
            kith_update(follow, kith_to(follow, follower_id, 3),
                        kith_to(follow, followed_id, 2)),
            KITH_E_UNIQUE);
    REFUSES(db, kith_unlink(follow, followed), KITH_E_NOT_NULL);
    ANSWERS(kith_relate(follow, followed, bob), KITH_OK);

    ASSERT_FOLLOWS(bob, "bob");
    ASSERT_FOLLOWED(bob, "cid bob");
    REFUSES(db, kith_set(bob, id, 9), KITH_E_CHILDREN);
    family_close(db);
}

/* Two steps along the links: whom do those follow whom ada follows? The body
 * of a walk may unlink what it meets. */
KT_TEST(self_many_to_many, are_walked_over_two_steps_and_unlinked_on_the_way)
{
    Member *ada, *bob, *cid;
    kith_db *db = open_club(&ada, &bob, &cid);
    struct spelling names = {.count = 0};
    kith_append(ada, following, bob);
    kith_append(ada, following, cid);
    kith_append(bob, following, ada);
    kith_append(bob, following, bob);
    kith_append(cid, following, bob);

    kith_for_each(one, ada->following) {
        kith_for_each(two, one->followed.row->following)
            spell(&names, two->followed.row->name);
    }
    KT_ASSERT_STR_EQ(names.text, "ada bob bob");

    kith_for_each(follow, bob->followers) {
        if (follow->follower.row != bob)
            ANSWERS(kith_delete(follow), KITH_OK);
    }
    ASSERT_FOLLOWED(bob, "bob");
    ASSERT_FOLLOWS(ada, "cid");
    ASSERT_FOLLOWS(cid, "");
    family_close(db);
}

KT_TEST(self_many_to_many, agree_with_a_matrix_through_random_links)
{
    enum { MEMBERS = 9, STEPS = 4000 };
    kith_db *db = OPEN(Member, Follow);
    Member *members[MEMBERS];
    bool follows[MEMBERS][MEMBERS];
    uint64_t seed = 5;
    memset(follows, 0, sizeof follows);
    for (int i = 0; i < MEMBERS; i++)
        members[i] = kith_insert(db, Member, .name = family_name(i));

    for (int step = 0; step < STEPS; step++) {
        const int a = (int)(family_random(&seed) % MEMBERS);
        const int b = (int)(family_random(&seed) % MEMBERS);
        Member *const from = members[a], *const to = members[b];
        const uint64_t way = family_random(&seed) % 4;
        const kith_status status = way == 0   ? kith_append(from, following, to)
                                   : way == 1 ? kith_append(to, followers, from)
                                   : way == 2
                                       ? kith_remove(from, following, to)
                                       : kith_remove(to, followers, from);
        uint32_t outward = 0, inward = 0;

        KT_ASSERT_EQ(status,
                     way < 2 || follows[a][b] ? KITH_OK : KITH_E_NOT_FOUND);
        follows[a][b] = way < 2;
        for (int i = 0; i < MEMBERS; i++) {
            outward += follows[a][i];
            inward += follows[i][b];
        }
        KT_ASSERT_EQ(from->following.count, outward);
        KT_ASSERT_EQ(to->followers.count, inward);
        KT_ASSERT_EQ(kith_contains(to, followers, from), follows[a][b]);
    }
    family_close(db);
}
