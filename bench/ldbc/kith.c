/* kith.c - the social network on kith: walks over pointers, and pages of
 * collections in an order.
 *
 * A collection that is read as a whole (friends, replies) is walked and put in
 * order here, which takes less time than a way down the tree of an .order_by.
 * Of messages the latest ten are wanted out of hundreds, so those have one.
 */
#include "ldbc/kith_rows.h"
#include "ldbc/ldbc.h"
#include "peers/kith.h"

#include <stdlib.h>

struct world {
    kith_db *db;
    kith_snapshot *mark;
    struct dated *dated; /* room for the longest answer */
};

/* A row in an answer: the latest first, then by the id of a person. */
struct dated {
    int64_t date, person_id;
    const void *row;
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

/* The most rows that an answer has which is put in order. */
static size_t longest_answer(kith_db *db)
{
    size_t longest = 1;

    kith_for_each_row(db, Person, person) {
        if (person->friends.count > longest)
            longest = person->friends.count;
    }
    kith_for_each_row(db, Post, post)
        longest = post->replies.count > longest ? post->replies.count : longest;
    kith_for_each_row(db, Comment, comment)
        longest =
            comment->replies.count > longest ? comment->replies.count : longest;
    return longest;
}

static void *open(const struct ldbc *data)
{
    struct world *world = bench_new(sizeof(*world));

    *world = (struct world){.db = bench_kith_open(tables)};
    ldbc_kith_load(world->db, data);
    world->dated = bench_new(longest_answer(world->db) * sizeof(*world->dated));
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    kith_snapshot_free(world->mark);
    kith_close(world->db);
    free(world->dated);
    free(world);
}

/* --- Order ---------------------------------------------------------------- */

static inline bool is_before(const struct dated *one, const struct dated *other)
{
    return one->date > other->date ||
           (one->date == other->date && one->person_id < other->person_id);
}

/* Insert a row at its place. Answers have some twenty rows. */
static inline void put_dated(struct dated *rows, size_t count, struct dated row)
{
    for (; count > 0 && is_before(&row, &rows[count - 1]); count--)
        rows[count] = rows[count - 1];
    rows[count] = row;
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

/* The friends of a person, the latest friendship first: their number. */
static size_t friends_of(const Person *person, struct dated *friends)
{
    size_t count = 0;

    kith_for_each(knows, person->friends) {
        const Person *friend = kith_other(knows, person);

        put_dated(friends, count++,
                  (struct dated){.date = knows->creation_date,
                                 .person_id = friend->id,
                                 .row = friend});
    }
    return count;
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
    const Post *posts[LAST_MESSAGES + 1];
    const Comment *comments[LAST_MESSAGES + 1];
    size_t post = 0, comment = 0;

    posts[kith_range_page(kith_sorted(person, posts), Post, 0, posts,
                          LAST_MESSAGES)] = NULL;
    comments[kith_range_page(kith_sorted(person, comments), Comment, 0,
                             comments, LAST_MESSAGES)] = NULL;
    while (post + comment < LAST_MESSAGES &&
           (posts[post] || comments[comment])) {
        struct message message = {.post = posts[post]};

        if (comes_first(posts[post], comments[comment]))
            post++;
        else
            message = (struct message){.comment = comments[comment++]};
        put_message(answer, message);
    }
}

static void is3(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    struct dated *friends = world->dated;
    size_t count = friends_of(kith_get(world->db, Person, id), friends);

    for (size_t i = 0; i < count; i++) {
        put_name(answer, friends[i].row);
        ldbc_number(answer, friends[i].date);
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

static void put_reply(const Comment *reply, const Person *author,
                      struct ldbc_answer *answer)
{
    ldbc_number(answer, reply->id);
    ldbc_text(answer, reply->content);
    ldbc_number(answer, reply->creation_date);
    put_name(answer, reply->creator.row);
    ldbc_bool(answer, kith_contains(author, friends, reply->creator.row));
    ldbc_end_row(answer);
}

static struct dated dated_reply(const Comment *reply)
{
    return (struct dated){.date = reply->creation_date,
                          .person_id = reply->creator_id,
                          .row = reply};
}

static void is7(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    struct message message = find_message(world, id);
    const Person *author = creator_of(message);
    size_t count = 0;

    if (message.post) {
        kith_for_each(reply, message.post->replies)
            put_dated(world->dated, count++, dated_reply(reply));
    } else {
        kith_for_each(reply, message.comment->replies)
            put_dated(world->dated, count++, dated_reply(reply));
    }
    for (size_t i = 0; i < count; i++)
        put_reply(world->dated[i].row, author, answer);
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
