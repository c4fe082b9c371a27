/* kith.c - the social network on kith: walks over pointers and over collections
 * in an order. */
#include "ldbc/kith_rows.h"
#include "ldbc/ldbc.h"
#include "peers/kith.h"

#include <stdlib.h>

struct world {
    kith_db *db;
    kith_snapshot *mark;
};

static const kith_table *const tables[LDBC_TABLES + 1] = {
    [LDBC_PLACE] = &Place_table,
    [LDBC_TAG_CLASS] = &TagClass_table,
    [LDBC_TAG] = &Tag_table,
    [LDBC_ORGANISATION] = &Organisation_table,
    [LDBC_PERSON] = &Person_table,
    [LDBC_FORUM] = &Forum_table,
    [LDBC_POST] = &Post_table,
    [LDBC_COMMENT] = &Comment_table,
    [LDBC_KNOWS] = &Knows_table,
    [LDBC_MEMBER] = &Membership_table,
    [LDBC_FORUM_TAG] = &ForumTag_table,
    [LDBC_POST_TAG] = &PostTag_table,
    [LDBC_COMMENT_TAG] = &CommentTag_table,
    [LDBC_INTEREST] = &Interest_table,
    [LDBC_STUDY] = &Study_table,
    [LDBC_WORK] = &Work_table,
    [LDBC_LIKE] = &Like_table,
};

static void *open(const struct ldbc *data)
{
    struct world *world = bench_new(sizeof(*world));

    *world = (struct world){.db = bench_kith_open(tables)};
    ldbc_kith_load(world->db, data);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    kith_snapshot_free(world->mark);
    kith_close(world->db);
    free(world);
}

/* --- Messages ------------------------------------------------------------- */

/* A post or a comment: one of the two. */
struct message {
    const Post *post;
    const Comment *comment;
};

static struct message find_message(const struct world *world, int64_t id)
{
    struct message message = {.post = kith_get(world->db, Post, id)};

    if (!message.post)
        message.comment = kith_get(world->db, Comment, id);
    return message;
}

static const Person *creator_of(struct message message)
{
    return message.post ? message.post->creator.row
                        : message.comment->creator.row;
}

/* What is to be read of a post: its picture where there is no text. */
static const char *content_of(const Post *post)
{
    return post->content ? post->content : post->image_file;
}

/* The post at the root of a tree of replies, and how many replies up it is. */
static const Post *root_of(struct message message, unsigned *hops)
{
    const Comment *comment = message.comment;

    *hops = 0;
    if (!comment)
        return message.post;
    for (*hops = 1; comment->comment.row; ++*hops)
        comment = comment->comment.row;
    return comment->post.row;
}

static bool is_asked_for(const struct ldbc_answer *answer, unsigned hops)
{
    return hops >= answer->least_hops && hops <= answer->most_hops;
}

static void put_name(struct ldbc_answer *answer, const Person *person)
{
    ldbc_number(answer, person->id);
    ldbc_text(answer, person->first_name);
    ldbc_text(answer, person->last_name);
}

/* --- Friends -------------------------------------------------------------- */

/* The friends of a person, whichever end of the row it is: the latest
 * friendship first, then by their ids. */
struct friends {
    kith_range after, before;
    const Knows *next_after, *next_before;
};

static struct friends friends_of(const Person *person)
{
    struct friends friends = {.after = kith_sorted(person, friends_after),
                              .before = kith_sorted(person, friends_before)};

    friends.next_after = kith_next_in_range(&friends.after);
    friends.next_before = kith_next_in_range(&friends.before);
    return friends;
}

/* The next one, or NULL, and the friendship. Of two that began at the same
 * time the one before the person has the lesser id. */
static const Person *next_friend(struct friends *friends, const Knows **knows)
{
    const Knows *after = friends->next_after, *before = friends->next_before;

    if (before && (!after || before->creation_date >= after->creation_date)) {
        friends->next_before = kith_next_in_range(&friends->before);
        *knows = before;
        return before->first.row;
    }
    if (!after)
        return NULL;
    friends->next_after = kith_next_in_range(&friends->after);
    *knows = after;
    return after->second.row;
}

static bool are_friends(const struct world *world, int64_t one, int64_t other)
{
    return one < other ? kith_get(world->db, Knows, one, other) != NULL
                       : kith_get(world->db, Knows, other, one) != NULL;
}

/* --- Short reads ---------------------------------------------------------- */

static void is1(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    const Person *person = kith_get(world->db, Person, id);

    ldbc_text(answer, person->first_name);
    ldbc_text(answer, person->last_name);
    ldbc_number(answer, person->birthday);
    ldbc_text(answer, person->location_ip);
    ldbc_text(answer, person->browser);
    ldbc_number(answer, person->city.row->id);
    ldbc_text(answer, person->gender);
    ldbc_number(answer, person->creation_date);
    ldbc_end_row(answer);
}

static void put_message(struct ldbc_answer *answer, struct message message)
{
    unsigned hops;
    const Post *root = root_of(message, &hops);

    if (!is_asked_for(answer, hops))
        return;
    if (message.post) {
        ldbc_number(answer, message.post->id);
        ldbc_text(answer, content_of(message.post));
        ldbc_number(answer, message.post->creation_date);
    } else {
        ldbc_number(answer, message.comment->id);
        ldbc_text(answer, message.comment->content);
        ldbc_number(answer, message.comment->creation_date);
    }
    ldbc_number(answer, root->id);
    put_name(answer, root->creator.row);
    ldbc_end_row(answer);
}

static bool comes_first(const Post *post, const Comment *comment)
{
    if (!post || !comment)
        return post != NULL;
    if (post->creation_date != comment->creation_date)
        return post->creation_date > comment->creation_date;
    return post->id < comment->id;
}

static void is2(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    const Person *person = kith_get(world->db, Person, id);
    kith_range posts = kith_sorted(person, posts);
    kith_range comments = kith_sorted(person, comments);
    const Post *post = kith_next_in_range(&posts);
    const Comment *comment = kith_next_in_range(&comments);

    for (int i = 0; i < LAST_MESSAGES && (post || comment); i++) {
        if (comes_first(post, comment)) {
            put_message(answer, (struct message){.post = post});
            post = kith_next_in_range(&posts);
        } else {
            put_message(answer, (struct message){.comment = comment});
            comment = kith_next_in_range(&comments);
        }
    }
}

static void is3(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    struct friends friends = friends_of(kith_get(world->db, Person, id));
    const Knows *knows;
    const Person *friend;

    while ((friend = next_friend(&friends, &knows))) {
        put_name(answer, friend);
        ldbc_number(answer, knows->creation_date);
        ldbc_end_row(answer);
    }
}

static void is4(void *at, int64_t id, struct ldbc_answer *answer)
{
    struct message message = find_message(at, id);

    if (message.post) {
        ldbc_number(answer, message.post->creation_date);
        ldbc_text(answer, content_of(message.post));
    } else {
        ldbc_number(answer, message.comment->creation_date);
        ldbc_text(answer, message.comment->content);
    }
    ldbc_end_row(answer);
}

static void is5(void *at, int64_t id, struct ldbc_answer *answer)
{
    put_name(answer, creator_of(find_message(at, id)));
    ldbc_end_row(answer);
}

static void is6(void *at, int64_t id, struct ldbc_answer *answer)
{
    unsigned hops;
    const Forum *forum = root_of(find_message(at, id), &hops)->forum.row;

    if (!is_asked_for(answer, hops))
        return;
    ldbc_number(answer, forum->id);
    ldbc_text(answer, forum->title);
    put_name(answer, forum->moderator.row);
    ldbc_end_row(answer);
}

static void put_reply(const struct world *world, const Comment *reply,
                      int64_t author_id, struct ldbc_answer *answer)
{
    ldbc_number(answer, reply->id);
    ldbc_text(answer, reply->content);
    ldbc_number(answer, reply->creation_date);
    put_name(answer, reply->creator.row);
    ldbc_bool(answer, are_friends(world, reply->creator_id, author_id));
    ldbc_end_row(answer);
}

static void is7(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    struct message message = find_message(world, id);
    int64_t author_id = creator_of(message)->id;

    if (message.post) {
        kith_for_each_sorted(reply, message.post, replies)
            put_reply(world, reply, author_id, answer);
    } else {
        kith_for_each_sorted(reply, message.comment, replies)
            put_reply(world, reply, author_id, answer);
    }
}

/* --- Deep delete ---------------------------------------------------------- */

static void delete_person(void *at, int64_t id)
{
    const struct world *world = at;

    BENCH_REQUIRE(kith_delete(kith_get(world->db, Person, id)) == KITH_OK);
}

static void count(void *at, size_t counts[LDBC_TABLES])
{
    const struct world *world = at;

    for (size_t i = 0; i < LDBC_TABLES; i++)
        counts[i] = kith_count_rows(world->db, tables[i]);
}

static void mark(void *at)
{
    struct world *world = at;

    world->mark = kith_snapshot_take(world->db);
    BENCH_REQUIRE(world->mark);
}

static void restore(void *at)
{
    const struct world *world = at;

    BENCH_REQUIRE(kith_restore(world->db, world->mark) == KITH_OK);
}

const struct ldbc_system ldbc_kith = {
    .name = "kith",
    .open = open,
    .close = close,
    .ask = {is1, is2, is3, is4, is5, is6, is7},
    .delete_person = delete_person,
    .count = count,
    .mark = mark,
    .restore = restore,
};
