/* kith.c - the social network on kith: walks over pointers, and pages of
 * collections in an order.
 *
 * A collection that is read as a whole (friends, replies) is walked and put in
 * order here, which takes less time than a way down the tree of an .order_by.
 * Of a person's messages the latest ten are wanted out of hundreds, so those
 * have one.
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

/* A row that an answer has: the latest first, then by the id of a person. */
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
    [LDBC_MESSAGE] = &Message_table,
    [LDBC_KNOWS] = &Knows_table,
    [LDBC_MEMBER] = &Membership_table,
    [LDBC_FORUM_TAG] = &ForumTag_table,
    [LDBC_MESSAGE_TAG] = &MessageTag_table,
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
    kith_for_each_row(db, Message, message) {
        if (message->replies.count > longest)
            longest = message->replies.count;
    }
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

static inline bool is_behind(const struct dated *one, const struct dated *other)
{
    return one->date < other->date ||
           (one->date == other->date && one->person_id > other->person_id);
}

/* Insert a row at its place among those that are answered from the last to the
 * first. A collection is in the order of appending, which is that of the dates
 * as long as nobody brings one that is older: then nothing moves. */
static inline void put_dated(struct dated *rows, size_t count, struct dated row)
{
    for (; count > 0 && is_behind(&row, &rows[count - 1]); count--)
        rows[count] = rows[count - 1];
    rows[count] = row;
}

/* --- Messages ------------------------------------------------------------- */

static const char *content_of(const Message *message)
{
    return message->content ? message->content : message->image_file;
}

/* The post at the root of a tree of replies, and how many replies up it is. */
static const Message *root_of(const Message *message, unsigned *hops)
{
    for (*hops = 0; message->reply_of.row; ++*hops)
        message = message->reply_of.row;
    return message;
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

/* The friends of a person, the latest friendship last: their number. */
static size_t friends_of(const Person *person, struct dated *friends)
{
    size_t count = 0;

    kith_prefetch(&person, 1, friends); /* 18, anywhere in their table */
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

static void is2(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    const Person *person = kith_get(world->db, Person, id);
    const Message *page[LAST_MESSAGES];
    size_t count = kith_range_page(kith_sorted(person, messages), Message, 0,
                                   page, LAST_MESSAGES);

    for (size_t i = 0; i < count; i++) {
        unsigned hops;
        const Message *root = root_of(page[i], &hops);

        if (!is_asked_for(answer, hops))
            continue;
        ldbc_number(answer, page[i]->id);
        ldbc_text(answer, content_of(page[i]));
        ldbc_number(answer, page[i]->creation_date);
        ldbc_number(answer, root->id);
        put_name(answer, root->creator.row);
        ldbc_end_row(answer);
    }
}

static void is3(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    struct dated *friends = world->dated;
    size_t count = friends_of(kith_get(world->db, Person, id), friends);

    for (size_t i = count; i-- > 0;) {
        put_name(answer, friends[i].row);
        ldbc_number(answer, friends[i].date);
        ldbc_end_row(answer);
    }
}

static void is4(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    const Message *message = kith_get(world->db, Message, id);

    ldbc_number(answer, message->creation_date);
    ldbc_text(answer, content_of(message));
    ldbc_end_row(answer);
}

static void is5(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;

    put_name(answer, kith_get(world->db, Message, id)->creator.row);
    ldbc_end_row(answer);
}

static void is6(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    unsigned hops;
    const Forum *forum =
        root_of(kith_get(world->db, Message, id), &hops)->forum.row;

    if (!is_asked_for(answer, hops))
        return;
    ldbc_number(answer, forum->id);
    ldbc_text(answer, forum->title);
    put_name(answer, forum->moderator.row);
    ldbc_end_row(answer);
}

static void put_reply(const Message *reply, const Person *author,
                      struct ldbc_answer *answer)
{
    ldbc_number(answer, reply->id);
    ldbc_text(answer, reply->content);
    ldbc_number(answer, reply->creation_date);
    put_name(answer, reply->creator.row);
    ldbc_bool(answer, kith_contains(author, friends, reply->creator.row));
    ldbc_end_row(answer);
}

static void is7(void *at, int64_t id, struct ldbc_answer *answer)
{
    const struct world *world = at;
    const Message *message = kith_get(world->db, Message, id);
    size_t count = 0;

    kith_for_each(reply, message->replies)
        put_dated(world->dated, count++,
                  (struct dated){.date = reply->creation_date,
                                 .person_id = reply->creator_id,
                                 .row = reply});
    while (count > 0)
        put_reply(world->dated[--count].row, message->creator.row, answer);
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
