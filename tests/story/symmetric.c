/* symmetric.c - a many-to-many of a table with itself whose ends are alike: one
 * association row stands in the collection of either.
 */
#include "family.h"
#include "fault.h"
#include "refusal.h"

#include <kith/cursor.h>
#include <kith/dump.h>
#include <kith/reflect.h>
#include <kith/test/world.h>

#include <stdlib.h>
#include <string.h>

typedef struct Person Person;
typedef struct Friendship Friendship;
struct Person {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Friendship, Person) friends;
};
struct Friendship {
    const int64_t one_id, two_id;
    KITH_REFERENCE(Person) one;
    KITH_REFERENCE(Person) two;
    int32_t since;
};
static KITH_TABLE(Person, "people", KITH_PRIMARY_KEY(Person, id),
                  KITH_COLUMN(Person, name),
                  KITH_RELATIONSHIP(Person, friends, Person,
                                    .secondary = "friendships",
                                    .symmetric = true));
static KITH_TABLE(
    Friendship, "friendships",
    KITH_FOREIGN_KEY(Friendship, one_id, Person, id, .primary_key = true,
                     .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Friendship, two_id, Person, id, .primary_key = true,
                     .on_update = KITH_CASCADE),
    KITH_COLUMN(Friendship, since),
    KITH_RELATIONSHIP(Friendship, one, Person, .foreign_key = "one_id"),
    KITH_RELATIONSHIP(Friendship, two, Person, .foreign_key = "two_id"));

#define ASSERT_FRIENDS(person, names)                           \
    do {                                                        \
        struct spelling spelling_ = {.count = 0};               \
        kith_for_each(link_, (person)->friends)                 \
            spell(&spelling_, kith_other(link_, person)->name); \
        KT_ASSERT_STR_EQ(spelling_.text, (names));              \
    } while (0)

static kith_db *open_people(Person *people[5])
{
    kith_db *db = OPEN(Person, Friendship);

    for (int i = 0; i < 5; i++)
        people[i] = kith_insert(
            db, Person,
            .name = (const char *[]){"ana", "bob", "cid", "dee", "eve"}[i]);
    return db;
}

KT_TEST(symmetric, has_one_row_in_the_collections_of_both)
{
    Person *p[5];
    kith_db *db = open_people(p);

    ANSWERS(kith_append(p[0], friends, p[1]), KITH_OK);
    ANSWERS(kith_append(p[2], friends, p[0]), KITH_OK);
    ANSWERS(kith_append(p[0], friends, p[3]), KITH_OK);
    ASSERT_FRIENDS(p[0], "bob cid dee");
    ASSERT_FRIENDS(p[1], "ana");
    ASSERT_FRIENDS(p[2], "ana");
    KT_ASSERT_EQ(kith_count(db, Friendship), (size_t)3);
    family_verify(db);

    /* From either side again is no change. */
    ANSWERS(kith_append(p[1], friends, p[0]), KITH_OK);
    ANSWERS(kith_append(p[0], friends, p[2]), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Friendship), (size_t)3);
    KT_ASSERT(kith_contains(p[0], friends, p[2]));
    KT_ASSERT(kith_contains(p[2], friends, p[0]));
    KT_ASSERT(!kith_contains(p[2], friends, p[1]));

    ANSWERS(kith_remove(p[1], friends, p[0]), KITH_OK);
    REFUSES(db, kith_remove(p[0], friends, p[1]), KITH_E_NOT_FOUND);
    ASSERT_FRIENDS(p[0], "cid dee");
    ASSERT_FRIENDS(p[1], "");
    ANSWERS(kith_delete(p[0]), KITH_OK);
    ASSERT_FRIENDS(p[2], "");
    ASSERT_FRIENDS(p[3], "");
    KT_ASSERT_EQ(kith_count(db, Friendship), (size_t)0);
    family_close(db);
}

KT_TEST(symmetric, has_the_end_that_appends_at_its_first_key)
{
    Person *p[5];
    kith_db *db = open_people(p);
    Friendship *link;

    ANSWERS(kith_append(p[3], friends, p[1]), KITH_OK);
    link = kith_first(p[1]->friends);
    KT_ASSERT_EQ(link->one.row, p[3]);
    KT_ASSERT_EQ(link->two.row, p[1]);
    KT_ASSERT_EQ(kith_other(link, p[3]), p[1]);
    KT_ASSERT_EQ(kith_other(link, p[1]), p[3]);
    KT_ASSERT_EQ(kith_get(db, Friendship, 4, 2), link);
    KT_ASSERT_NULL(kith_get(db, Friendship, 2, 4));
    KT_ASSERT_NULL(kith_other(link, p[0]));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "friendships");
    KT_ASSERT_NULL(kith_other_end(p[0], p[1]));
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "people");
    KT_ASSERT_NULL(kith_other_end(NULL, p[1]));
    KT_ASSERT_NULL(kith_other(link, (Person *)NULL));
    family_close(db);
}

/* Regions have a key of two columns, of which the text may be NULL. */
typedef struct Region Region;
typedef struct Treaty Treaty;
struct Region {
    const int64_t id;
    KITH_TEXT land;
    const int32_t zone;
    KITH_COLLECTION_VIA(Treaty, Region) partners;
};
struct Treaty {
    const int64_t id;
    KITH_TEXT one_land, two_land;
    const int32_t one_zone, two_zone;
    KITH_REFERENCE(Region) one;
    KITH_REFERENCE(Region) two;
};
static KITH_TABLE(Region, "regions", KITH_PRIMARY_KEY(Region, id),
                  KITH_COLUMN(Region, land), KITH_COLUMN(Region, zone),
                  KITH_UNIQUE("land", "zone"),
                  KITH_RELATIONSHIP(Region, partners, Region,
                                    .secondary = "treaties", .symmetric = true,
                                    .unique_pair = true));
static KITH_TABLE(Treaty, "treaties", KITH_PRIMARY_KEY(Treaty, id),
                  KITH_COLUMN(Treaty, one_land), KITH_COLUMN(Treaty, one_zone),
                  KITH_COLUMN(Treaty, two_land), KITH_COLUMN(Treaty, two_zone),
                  KITH_FOREIGN_KEYS(Treaty, (one_land, one_zone), Region,
                                    (land, zone), .not_null = true),
                  KITH_FOREIGN_KEYS(Treaty, (two_land, two_zone), Region,
                                    (land, zone), .not_null = true),
                  KITH_RELATIONSHIP(Treaty, one, Region,
                                    .foreign_key = "one_land, one_zone"),
                  KITH_RELATIONSHIP(Treaty, two, Region,
                                    .foreign_key = "two_land, two_zone"));

KT_TEST(symmetric, compares_no_pair_with_one_that_would_lose_its_key)
{
    kith_db *db = OPEN(Region, Treaty);
    Region *a = kith_insert(db, Region, .land = "a");
    Region *b = kith_insert(db, Region, .land = "b");
    Region *c = kith_insert(db, Region, .land = "c");
    Treaty *treaties[2] = {kith_insert(db, Treaty, .one.row = b, .two.row = c),
                           kith_insert(db, Treaty, .one.row = a, .two.row = b)};
    Region *to[2] = {a, kith_insert(db, Region)};

    REFUSES(db, kith_relate_rows(treaties, two, to, 1), KITH_E_UNIQUE);
    REFUSES(db, kith_relate_rows(treaties, two, to, 2), KITH_E_PARENT);
    to[1] = c;
    ANSWERS(kith_relate_rows(treaties, two, to, 2), KITH_OK);
    KT_ASSERT(kith_contains(a, partners, b));
    family_close(db);
}

KT_TEST(symmetric, has_no_other_end_once_the_row_is_deleted)
{
    Person *p[5];
    kith_db *db = open_people(p);
    Friendship *link;

    ANSWERS(kith_append(p[0], friends, p[1]), KITH_OK);
    link = kith_first(p[0]->friends);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_delete(link), KITH_OK);
    KT_ASSERT_NULL(kith_other(link, p[0]));
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(kith_other(link, p[0]), p[1]);
    ANSWERS(kith_delete(link), KITH_OK);
    KT_ASSERT_NULL(kith_other(link, p[0]));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(symmetric, is_unique_in_either_order_whichever_call_writes_it)
{
    Person *p[5];
    kith_db *db = open_people(p);
    Friendship *link = kith_insert(db, Friendship, .one.row = p[0],
                                   .two.row = p[1], .since = 1999);
    Friendship *other = kith_insert(db, Friendship, .one_id = 3, .two_id = 2);
    Friendship two[2] = {{.one_id = 4, .two_id = 5},
                         {.one_id = 5, .two_id = 4}};

    KT_ASSERT_NOT_NULL(link);
    REFUSES_ROW(db, kith_insert(db, Friendship, .one.row = p[1], .two_id = 1),
                KITH_E_UNIQUE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "another row of friendships already links the two of "
                     "one_id, two_id (2, 1)");
    REFUSES_ROW(db, kith_insert(db, Friendship, .one_id = 1, .two_id = 2),
                KITH_E_UNIQUE);
    REFUSES(db, kith_insert_rows(db, &Friendship_table, two, 2, NULL),
            KITH_E_UNIQUE);
    REFUSES(db, kith_set(other, one_id, 1), KITH_E_UNIQUE);
    REFUSES(db, kith_relate(other, one, p[0]), KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_insert_or_get(db, Friendship, .one_id = 2, .two_id = 1),
                 link);
    KT_ASSERT_EQ(kith_count(db, Friendship), (size_t)2);
    /* The ends of one row may be exchanged, and two rows may take each
     * other's. */
    ANSWERS(
        kith_update(link, kith_to(link, one_id, 2), kith_to(link, two_id, 1)),
        KITH_OK);
    ASSERT_FRIENDS(p[0], "bob");
    ASSERT_FRIENDS(p[1], "cid ana");
    ANSWERS(kith_relate(link, two, p[4]), KITH_OK);
    KT_ASSERT_NOT_NULL(kith_insert(db, Friendship, .one_id = 2, .two_id = 1));
    ASSERT_FRIENDS(p[1], "cid eve ana");
    family_close(db);
}

KT_TEST(symmetric, links_no_row_with_itself)
{
    Person *p[5];
    kith_db *db = open_people(p);
    Friendship *link = kith_insert(db, Friendship, .one_id = 1, .two_id = 2);

    REFUSES(db, kith_append(p[0], friends, p[0]), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(
        kith_last_error(db)->message,
        "friendships.one_id, two_id would be (1, 1), which links a "
        "row with itself, and people.friends is .symmetric");
    REFUSES_ROW(db, kith_insert(db, Friendship, .one_id = 3, .two.row = p[2]),
                KITH_E_CHECK);
    REFUSES(db, kith_set(link, two_id, 1), KITH_E_CHECK);
    REFUSES(db, kith_relate(link, one, p[1]), KITH_E_CHECK);
    REFUSES(db, kith_append_rows(p[1], friends, p, 3), KITH_E_CHECK);
    REFUSES(db, kith_replace(p[1], friends, p, 3), KITH_E_CHECK);
    ASSERT_FRIENDS(p[1], "ana");
    family_close(db);
}

KT_TEST(symmetric, keeps_its_order_in_the_lists_of_both)
{
    Person *p[5];
    kith_db *db = open_people(p);
    Person *wanted[] = {p[4], p[1], p[3]};

    for (int i = 1; i < 5; i++)
        ANSWERS(i % 2 ? kith_append(p[0], friends, p[i])
                      : kith_append(p[i], friends, p[0]),
                KITH_OK);
    ANSWERS(kith_append(p[3], friends, p[1]), KITH_OK);
    ASSERT_FRIENDS(p[0], "bob cid dee eve");
    ANSWERS(kith_move(p[0], friends, p[4], 0), KITH_OK);
    ANSWERS(kith_move(p[0], friends, p[1], 2), KITH_OK);
    ASSERT_FRIENDS(p[0], "eve cid bob dee");
    family_verify(db);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_move(p[0], friends, p[3], 1), KITH_OK);
    ANSWERS(kith_replace(p[0], friends, wanted, 3), KITH_OK);
    ASSERT_FRIENDS(p[0], "eve bob dee");
    ASSERT_FRIENDS(p[2], "");
    ASSERT_FRIENDS(p[3], "ana bob");
    ANSWERS(kith_delete(p[3]), KITH_OK);
    ANSWERS(kith_clear(p[1], friends), KITH_OK);
    ASSERT_FRIENDS(p[0], "eve");
    family_verify(db);
    ANSWERS(kith_rollback(db), KITH_OK);
    ASSERT_FRIENDS(p[0], "eve cid bob dee");
    ASSERT_FRIENDS(p[3], "ana bob");
    ANSWERS(kith_replace(p[0], friends, wanted, 3), KITH_OK);
    ASSERT_FRIENDS(p[0], "eve bob dee");
    ANSWERS(kith_remove_rows(p[0], friends, wanted, 2), KITH_OK);
    ASSERT_FRIENDS(p[0], "dee");
    family_close(db);
}

KT_TEST(symmetric, follows_new_keys_from_both_ends)
{
    Person *p[5];
    kith_db *db = open_people(p);

    ANSWERS(kith_append(p[0], friends, p[1]), KITH_OK);
    ANSWERS(kith_append(p[2], friends, p[0]), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(p[0], id, 9), KITH_OK);
    KT_ASSERT_NOT_NULL(kith_get(db, Friendship, 9, 2));
    KT_ASSERT_NOT_NULL(kith_get(db, Friendship, 3, 9));
    family_verify(db);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_NOT_NULL(kith_get(db, Friendship, 1, 2));
    family_close(db);
}

KT_TEST(symmetric, lists_grow_shrink_and_are_copied_with_their_rows)
{
    Person *p[5], *many[40];
    kith_db *db = open_people(p), *copy;
    kith_snapshot *snapshot;
    const int64_t id = p[0]->id;
    uint64_t state;

    for (int i = 0; i < 40; i++) {
        many[i] = kith_insert(db, Person, .name = family_name(i));
        ANSWERS(i % 3 ? kith_append(p[0], friends, many[i])
                      : kith_append(many[i], friends, p[0]),
                KITH_OK);
        if (i > 0)
            ANSWERS(kith_append(many[i], friends, many[i - 1]), KITH_OK);
    }
    for (int i = 0; i < 40; i += 2)
        ANSWERS(kith_remove(p[0], friends, many[i]), KITH_OK);
    KT_ASSERT_EQ(p[0]->friends.count, 20u);
    snapshot = kith_snapshot_take(db);
    KT_ASSERT_NOT_NULL(snapshot);
    state = kith_test_state(db);
    copy = kith_clone(db);
    KT_ASSERT_NOT_NULL(copy);
    KT_ASSERT_EQ(kith_digest(copy), kith_digest(db));
    ANSWERS(kith_delete(kith_get(copy, Person, id)), KITH_OK);
    family_close_own(copy);
    ANSWERS(kith_shrink(db), KITH_OK);
    family_verify(db);
    for (int i = 0; i < 40; i += 2)
        ANSWERS(kith_append(many[i], friends, p[0]), KITH_OK);
    ANSWERS(kith_delete(p[0]), KITH_OK);
    family_verify(db);
    ANSWERS(kith_restore(db, snapshot), KITH_OK);
    KT_ASSERT_EQ(kith_test_state(db), state);
    kith_snapshot_free(snapshot);
    family_close(db);
}

KT_TEST(symmetric, is_walked_by_programs_that_know_no_types)
{
    Person *p[5];
    kith_db *db = open_people(p);
    struct spelling spelling = {.count = 0};
    kith_members members;
    Person *member;

    for (int i = 1; i < 5; i++)
        ANSWERS(i % 2 ? kith_append(p[0], friends, p[i])
                      : kith_append(p[i], friends, p[0]),
                KITH_OK);
    members = kith_members_at(p[0], offsetof(Person, friends));
    while ((member = kith_next_member(&members)))
        spell(&spelling, member->name);
    KT_ASSERT_STR_EQ(spelling.text, "bob cid dee eve");
    /* The ends of a link are one each. */
    members =
        kith_members_at(kith_first(p[0]->friends), offsetof(Friendship, two));
    KT_ASSERT_EQ(kith_next_member(&members), p[1]);
    KT_ASSERT_NULL(kith_next_member(&members));
    family_close(db);
}

KT_TEST_ONCE(symmetric, is_walked_by_cursors)
{
    Person *p[5];
    kith_db *db = open_people(p);
    struct spelling spelling = {.count = 0};

    for (int i = 1; i < 5; i++)
        ANSWERS(i % 2 ? kith_append(p[0], friends, p[i])
                      : kith_append(p[i], friends, p[0]),
                KITH_OK);
    kith_for_each_cursor(link, Friendship, kith_cursor_in(p[0], friends))
    {
        Person *other = kith_other(link, p[0]);

        spell(&spelling, other->name);
        if (other == p[1])
            ANSWERS(kith_move(p[0], friends, p[4], 1), KITH_OK);
        if (other == p[4])
            ANSWERS(kith_remove(p[2], friends, p[0]), KITH_OK);
        if (other == p[3])
            break;
    }
    KT_ASSERT_STR_EQ(spelling.text, "bob eve dee");
    family_close(db);
}

KT_TEST(symmetric, children_along_one_key_are_those_that_name_the_row_by_it)
{
    Person *p[5];
    kith_db *db = open_people(p);
    kith_foreign_key key;
    kith_members members;
    size_t count = 0;

    ANSWERS(kith_append(p[0], friends, p[1]), KITH_OK);
    ANSWERS(kith_append(p[2], friends, p[0]), KITH_OK);
    ANSWERS(kith_append(p[0], friends, p[3]), KITH_OK);
    KT_ASSERT(kith_table_foreign_key(db, &Friendship_table, 1, &key));
    members = kith_children_of(p[0], &key);
    for (Friendship *link; (link = kith_next_member(&members)); count++)
        KT_ASSERT_EQ(link->two.row, p[0]);
    KT_ASSERT_EQ(count, (size_t)1);
    /* The lists have rows of both keys, so they are no index of either. */
    KT_ASSERT_NULL(kith_find(db, Friendship, one_id, 1));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "friendships.one_id has no index: declare it");
    family_close(db);
}

KT_TEST(symmetric, is_as_before_where_a_call_has_no_memory)
{
    Person *p[5];
    kith_db *db = open_people(p);
    Person *wanted[] = {p[4], p[1], p[3]};
    kith_status status;

    ANSWERS(kith_append(p[0], friends, p[1]), KITH_OK);
    ANSWERS(kith_append(p[2], friends, p[0]), KITH_OK);
    for (size_t n = 1;; n++) {
        fault_fail_from(n);
        status = kith_replace(p[0], friends, wanted, 3);
        fault_stop();
        if (status == KITH_OK)
            break;
        KT_ASSERT_EQ(status, KITH_E_MEMORY);
        ASSERT_FRIENDS(p[0], "bob cid");
        family_verify(db);
    }
    ASSERT_FRIENDS(p[0], "eve bob dee");
    family_close(db);
}

KT_TEST(symmetric, is_dumped_with_links_whose_other_end_is_not_there_yet)
{
    const kith_table *const tables[] = {
        DECLARED(Person, "people", KITH_PRIMARY_KEY(Person, id),
                 KITH_COLUMN(Person, name),
                 KITH_RELATIONSHIP(Person, friends, Person,
                                   .secondary = "friendships",
                                   .symmetric = true)),
        DECLARED(
            Friendship, "friendships",
            KITH_FOREIGN_KEY(Friendship, one_id, Person, id,
                             .primary_key = true),
            KITH_FOREIGN_KEY(Friendship, two_id, Person, id,
                             .primary_key = true,
                             .deferred = KITH_DEFER_PARENT),
            KITH_RELATIONSHIP(Friendship, one, Person, .foreign_key = "one_id"),
            KITH_RELATIONSHIP(Friendship, two, Person,
                              .foreign_key = "two_id")),
        NULL};
    kith_db *db = family_open(tables);
    kith_text_buffer text = {0};

    kith_insert_row(db, tables[0], &(Person){.id = 1});
    kith_insert_row(db, tables[0], &(Person){.id = 2});
    kith_insert_row(db, tables[0], &(Person){.id = 3});
    ANSWERS(kith_begin(db), KITH_OK);
    for (int64_t id = 9; id > 1; id = id == 9 ? 3 : id - 1)
        KT_ASSERT_NOT_NULL(kith_insert_row(
            db, tables[1], &(Friendship){.one_id = 1, .two_id = id}));
    ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&text)), KITH_OK);
    KT_ASSERT_STR_HAS(text.text, "[order of friendships by one_id]\n1: (1, 9), "
                                 "(1, 3), (1, 2)\n");
    ANSWERS(kith_rollback(db), KITH_OK);
    kith_text_buffer_free(&text);
    family_close(db);
}

KT_TEST(symmetric, is_dumped_and_loaded_in_the_order_of_its_lists)
{
    Person *p[5];
    kith_db *db = open_people(p), *copy = OPEN(Person, Friendship);
    kith_text_buffer text = {0};

    for (int i = 4; i > 0; i--)
        ANSWERS(i % 2 ? kith_append(p[0], friends, p[i])
                      : kith_append(p[i], friends, p[0]),
                KITH_OK);
    ANSWERS(kith_append(p[3], friends, p[1]), KITH_OK);
    ANSWERS(kith_move(p[0], friends, p[3], 3), KITH_OK);
    ASSERT_FRIENDS(p[0], "eve cid bob dee");
    ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&text)), KITH_OK);
    KT_ASSERT(kith_load_text(copy, text.text, NULL, NULL) == KITH_OK, "%s",
              text.text);
    p[0] = kith_get(copy, Person, 1);
    ASSERT_FRIENDS(p[0], "eve cid bob dee");
    KT_ASSERT_EQ(kith_digest(copy), kith_digest(db));
    kith_text_buffer_free(&text);
    family_close(copy);
    family_close(db);
}

/* --- Declaring ------------------------------------------------------------ */

typedef struct Node Node;
typedef struct Edge Edge;
struct Node {
    const int64_t id, code;
    KITH_COLLECTION_VIA(Edge, Node) edges;
    KITH_COLLECTION_VIA(Edge, Node) others;
};
struct Edge {
    const int64_t from_id, to_id, place, by_id;
    KITH_REFERENCE(Node) from;
    KITH_REFERENCE(Node) to;
};
#define NODE(...)                                  \
    DECLARED(                                      \
        Node, "nodes", KITH_PRIMARY_KEY(Node, id), \
        KITH_COLUMN(Node, code, .unique = true),   \
        KITH_RELATIONSHIP(Node, edges, Node, .symmetric = true, __VA_ARGS__))
#define EDGE(to_key, ...)                                                   \
    DECLARED(Edge, "edges",                                                 \
             KITH_FOREIGN_KEY(Edge, from_id, Node, id, __VA_ARGS__),        \
             KITH_FOREIGN_KEY(Edge, to_id, Node, to_key, __VA_ARGS__),      \
             KITH_COLUMN(Edge, place),                                      \
             KITH_RELATIONSHIP(Edge, from, Node, .foreign_key = "from_id"), \
             KITH_RELATIONSHIP(Edge, to, Node, .foreign_key = "to_id"))
static const struct refusal refused[] = {
    {"no association table",
     {NODE(.unique_pair = true), EDGE(id, .primary_key = true)},
     "nodes.edges is declared KITH_COLLECTION_VIA but names no association "
     "table: add .secondary = \"table\""},
    {"no key over the pair",
     {NODE(.secondary = "edges"), EDGE(id, .not_null = true)},
     "nodes.edges is .symmetric and needs a key over its pair: let both "
     "columns be the primary key of edges, or give nodes.edges .unique_pair"},
    {"keys to different keys",
     {NODE(.secondary = "edges"), EDGE(code, .primary_key = true)},
     "nodes.edges is .symmetric, but the keys of edges refer to different keys "
     "of nodes: let both refer to one"},
    {"a back side",
     {NODE(.secondary = "edges", .back_populates = "others"),
      EDGE(id, .primary_key = true)},
     "nodes.edges is .symmetric and has .back_populates, but shows both ends "
     "itself: drop .back_populates"},
    {"an order",
     {NODE(.secondary = "edges", .order_by = "place"),
      EDGE(id, .primary_key = true)},
     "nodes.edges is .symmetric and has .order_by, but its members stand in "
     "the lists of two rows: drop one"},
    {"a position",
     {NODE(.secondary = "edges", .position = "place"),
      EDGE(id, .primary_key = true)},
     "nodes.edges is .symmetric and has .position, but its members stand in "
     "the lists of two rows: drop one"},
    {"one key",
     {NODE(.secondary = "edges"),
      DECLARED(Edge, "edges",
               KITH_FOREIGN_KEY(Edge, to_id, Node, id, .primary_key = true),
               KITH_RELATIONSHIP(Edge, to, Node, .foreign_key = "to_id"))},
     "nodes.edges is .symmetric and needs two foreign keys of edges to Node: "
     "declare them, and if there are more, name one with .foreign_key and give "
     "the two a unique key"},
    {"a key of another name",
     {NODE(.secondary = "edges", .foreign_key = "nowhere"),
      EDGE(id, .primary_key = true)},
     "nodes.edges names the foreign key nowhere, but edges has none of that "
     "name to Node: correct the name, or declare it with KITH_FOREIGN_KEY"},
    {"another pair of its table",
     {DECLARED(Node, "nodes", KITH_PRIMARY_KEY(Node, id),
               KITH_RELATIONSHIP(Node, others, Node, .secondary = "edges",
                                 .symmetric = true),
               KITH_RELATIONSHIP(Node, edges, Node, .secondary = "edges",
                                 .symmetric = true)),
      EDGE(id, .primary_key = true)},
     "nodes.edges is .symmetric, but another collection over edges is so too, "
     "and kith_other could not tell which is meant: give each a table of its "
     "own"},
    {"another collection along one of its keys",
     {DECLARED(Node, "nodes", KITH_PRIMARY_KEY(Node, id),
               KITH_RELATIONSHIP(Node, others, Node, .secondary = "edges",
                                 .foreign_key = "to_id"),
               KITH_RELATIONSHIP(Node, edges, Node, .secondary = "edges",
                                 .symmetric = true)),
      EDGE(id, .primary_key = true)},
     "nodes.edges and nodes.others both show the key edges.to_id: keep one, or "
     "name different keys with .foreign_key"},
};

KT_TEST(symmetric, is_refused_where_it_cannot_be_kept)
{
    const struct refusal fine[] = {
        {"fine",
         {NODE(.secondary = "edges", .foreign_key = "to_id",
               .unique_pair = true, .maximum_members = 2),
          EDGE(id, .not_null = true)},
         NULL},
        {"a third key to the table",
         {NODE(.secondary = "edges"),
          DECLARED(
              Edge, "edges", KITH_FOREIGN_KEY(Edge, by_id, Node, id),
              KITH_FOREIGN_KEY(Edge, to_id, Node, id, .primary_key = true),
              KITH_FOREIGN_KEY(Edge, from_id, Node, id, .primary_key = true),
              KITH_RELATIONSHIP(Edge, from, Node, .foreign_key = "from_id"),
              KITH_RELATIONSHIP(Edge, to, Node, .foreign_key = "to_id"))},
         NULL}};

    CHECK_REFUSALS(refused);
    refusal_not(&fine[0]);
    refusal_not(&fine[1]);
}

KT_TEST(symmetric, has_at_most_as_many_members_as_it_may_from_either_side)
{
    const kith_table *const tables[] = {
        NODE(.secondary = "edges", .maximum_members = 2),
        EDGE(id, .primary_key = true), NULL};
    kith_db *db = family_open(tables);
    Node *nodes[4];

    for (int i = 0; i < 4; i++)
        nodes[i] = kith_insert_values(
            db, tables[0],
            &(kith_column_value){offsetof(Node, code),
                                 (kith_value)KITH_INTEGER(i)},
            1);
    ANSWERS(kith_append(nodes[0], edges, nodes[1]), KITH_OK);
    ANSWERS(kith_append(nodes[2], edges, nodes[0]), KITH_OK);
    REFUSES(db, kith_append(nodes[0], edges, nodes[3]), KITH_E_CHECK);
    REFUSES(db, kith_append(nodes[3], edges, nodes[0]), KITH_E_CHECK);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "nodes.edges would have 3 members, of 2 at most");
    family_close(db);
}
