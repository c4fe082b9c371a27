/* functions_keys.c - .default_function of keys: rows that are found, named and
 * linked by what a function answers. */
#include "family.h"

#include <stdio.h>

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))

static const kith_value none = {.kind = KITH_KIND_NONE};
static kith_value text(const char *its)
{
    return (kith_value)KITH_STRING(its);
}
static kith_value number(int64_t its)
{
    return (kith_value)KITH_INTEGER(its);
}

typedef struct Node Node;
struct Node {
    KITH_TEXT code;
    const char kind[4];
    const char top_kind[4];
    KITH_REFERENCE(Node) top;
    const int64_t number;
    const int64_t next;
    KITH_REFERENCE(Node) follower;
};
static kith_value code, top_kind, next;
static kith_value answer_code(const void *draft)
{
    (void)draft;
    return code;
}
static kith_value answer_top_kind(const void *draft)
{
    (void)draft;
    return top_kind;
}
/* A natural number stands for the row itself. */
static kith_value answer_next(const void *draft)
{
    return next.kind == KITH_KIND_U64 ? number(((const Node *)draft)->number)
                                      : next;
}
static KITH_TABLE(Node, "nodes",
                  KITH_PRIMARY_KEY(Node, code, .default_function = answer_code),
                  KITH_COLUMN(Node, kind, .unique = true),
                  KITH_COLUMN(Node, number, .unique = true),
                  KITH_FOREIGN_KEY(Node, top_kind, Node, kind,
                                   .default_function = answer_top_kind,
                                   .on_delete = KITH_SET_NULL),
                  KITH_RELATIONSHIP(Node, top, Node, .foreign_key = "top_kind"),
                  KITH_FOREIGN_KEY(Node, next, Node, number, .not_null = true,
                                   .on_delete = KITH_SET_DEFAULT,
                                   .default_function = answer_next),
                  KITH_RELATIONSHIP(Node, follower, Node,
                                    .foreign_key = "next"));
static const kith_value itself = {.kind = KITH_KIND_U64};

KT_TEST(default_function_of_a_key, may_name_the_row_itself)
{
    kith_db *db = OPEN(Node);
    code = text("first");
    top_kind = text("a");
    next = itself;

    Node *first = kith_insert(db, Node, .kind = "a", .number = 7);
    KT_ASSERT_EQ(kith_get(db, Node, "first"), first);
    KT_ASSERT_EQ(first->top.row, first);
    KT_ASSERT_EQ(first->follower.row, first);
    KT_ASSERT_EQ(kith_insert_or_get(db, Node, .kind = "b"), first);
    code = text("second");
    next = number(7);
    Node *second = kith_insert(db, Node, .kind = "b", .number = 8);
    KT_ASSERT_EQ(second->top.row, first);
    KT_ASSERT_EQ(second->follower.row, first);
    code = none;
    REFUSES_ROW(db, kith_insert(db, Node, .kind = "c", .number = 9),
                KITH_E_NOT_NULL);
    SAYS(db, "nodes.code is required and would be NULL");

    family_close(db);
}

KT_TEST(default_function_of_a_key, is_text_that_fits)
{
    kith_db *db = OPEN(Node);
    code = text("first");
    next = itself;

    top_kind = text("abcd");
    REFUSES_ROW(db, kith_insert(db, Node, .kind = "a"), KITH_E_CHECK);
    SAYS(db, "nodes.top_kind cannot hold \"abcd\", which its function "
             "returned: return a value of its type that fits");
    top_kind = number(3);
    REFUSES_ROW(db, kith_insert(db, Node, .kind = "a"), KITH_E_CHECK);
    top_kind = text("xyz");
    REFUSES_ROW(db, kith_insert(db, Node, .kind = "a"), KITH_E_PARENT);
    SAYS(db, "nodes.top_kind would be \"xyz\", but no row of nodes has that "
             "kind");
    top_kind = none;
    Node *node = kith_insert(db, Node, .kind = "abc");

    KT_ASSERT(kith_is_null(node, top_kind) && !node->top.row);
    KT_ASSERT_STR_EQ(node->top_kind, "");
    family_close(db);
}

KT_TEST(default_function_of_a_key,
        that_answers_NULL_is_refused_where_it_is_required)
{
    kith_db *db = OPEN(Node);
    top_kind = none;
    code = text("first");
    next = none;

    REFUSES_ROW(db, kith_insert(db, Node, .kind = "a"), KITH_E_NOT_NULL);
    SAYS(db, "nodes.next is required and would be NULL");
    next = itself;
    Node *first = kith_insert(db, Node, .kind = "a", .number = 1);
    code = text("second");
    next = number(1);
    Node *second = kith_insert(db, Node, .kind = "b", .number = 2);
    next = none;
    REFUSES(db, kith_delete(first), KITH_E_NOT_NULL);
    SAYS(db, "nodes.next is required and would be NULL");
    next = itself;
    ANSWERS(kith_delete(first), KITH_OK);

    KT_ASSERT_EQ(second->follower.row, second);
    family_close(db);
}

/* --- Association rows ----------------------------------------------------- */

typedef struct Actor Actor;
typedef struct Film Film;
typedef struct Role Role;
struct Role {
    const int64_t actor_id, film_id;
    KITH_REFERENCE(Actor) actor;
    KITH_REFERENCE(Film) film;
    KITH_TEXT label;
};
struct Actor {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Role, Film) films;
};
struct Film {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Role, Actor) actors;
};
static kith_value label_of_both(const void *draft)
{
    const Role *role = draft;
    static char both[64];

    snprintf(both, sizeof both, "%s in %s", role->actor.row->name,
             role->film.row->name);
    return text(both);
}
static KITH_TABLE(
    Role, "roles",
    KITH_FOREIGN_KEY(Role, actor_id, Actor, id, .primary_key = true),
    KITH_FOREIGN_KEY(Role, film_id, Film, id, .primary_key = true),
    KITH_RELATIONSHIP(Role, actor, Actor), KITH_RELATIONSHIP(Role, film, Film),
    KITH_COLUMN(Role, label, .not_null = true, .unique = true,
                .default_function = label_of_both));
static KITH_TABLE(Actor, "actors", KITH_PRIMARY_KEY(Actor, id),
                  KITH_COLUMN(Actor, name),
                  KITH_RELATIONSHIP(Actor, films, Film, .secondary = "roles",
                                    .back_populates = "actors"));
static KITH_TABLE(Film, "films", KITH_PRIMARY_KEY(Film, id),
                  KITH_COLUMN(Film, name),
                  KITH_RELATIONSHIP(Film, actors, Actor, .secondary = "roles",
                                    .back_populates = "films"));

KT_TEST(default_function_of_a_key, serves_the_association_rows_of_an_append)
{
    kith_db *db = OPEN(Actor, Film, Role);
    Actor *ada = kith_insert(db, Actor, .name = "ada");
    Film *films[] = {kith_insert(db, Film, .name = "one"),
                     kith_insert(db, Film, .name = "two"),
                     kith_insert(db, Film, .name = "two")};

    ANSWERS(kith_append(ada, films, films[1]), KITH_OK);
    ASSERT_LIST(ada->films, label, "ada in two");
    REFUSES(db, kith_append(ada, films, films[2]), KITH_E_UNIQUE);
    REFUSES(db, kith_replace(ada, films, films, 3), KITH_E_UNIQUE);
    ANSWERS(kith_replace(ada, films, films, 2), KITH_OK);

    ASSERT_LIST(ada->films, label, "ada in one ada in two");
    family_close(db);
}

/* --- Keys of several columns ---------------------------------------------- */

typedef struct Site Site;
typedef struct Visit Visit;
struct Site {
    const int64_t zone, row, place;
};
struct Visit {
    const int64_t zone, row, place;
    KITH_REFERENCE(Site) site;
};
static kith_value row, place;
static kith_value answer_zone(const void *draft)
{
    (void)draft;
    return number(1);
}
static kith_value answer_row(const void *draft)
{
    (void)draft;
    return row;
}
static kith_value answer_place(const void *draft)
{
    (void)draft;
    return place;
}
static KITH_TABLE(Site, "sites", KITH_COLUMN(Site, zone),
                  KITH_COLUMN(Site, row), KITH_COLUMN(Site, place),
                  KITH_UNIQUE("zone", "row", "place"));
static KITH_TABLE(Visit, "visits",
                  KITH_COLUMN(Visit, zone, .default_function = answer_zone),
                  KITH_COLUMN(Visit, row, .default_function = answer_row),
                  KITH_COLUMN(Visit, place, .default_function = answer_place),
                  KITH_FOREIGN_KEYS(Visit, (zone, row, place), Site,
                                    (zone, row, place)),
                  KITH_RELATIONSHIP(Visit, site, Site));

/* A visit of zone 1, which is given; the rest is asked for. */
static Visit *visit_zone(kith_db *db, kith_value its_row, kith_value its_place)
{
    static const uint64_t given[1] = {1};

    row = its_row;
    place = its_place;
    return kith_insert_columns(db, &Visit_table, &(const Visit){.zone = 1},
                               given, NULL);
}

KT_TEST(default_function_of_a_key, completes_one_that_is_given_in_part)
{
    kith_db *db = OPEN(Site, Visit);
    Site *site = kith_insert(db, Site, .zone = 1, .row = 2, .place = 3);
    kith_insert(db, Site, .zone = 1, .row = 0, .place = 3);
    kith_insert(db, Site, .zone = 1, .row = 2, .place = 0);

    Visit *visit = visit_zone(db, number(2), number(3));
    KT_ASSERT_EQ(visit->site.row, site);
    visit = visit_zone(db, none, number(3));
    KT_ASSERT(!visit->site.row && kith_is_null(visit, zone));
    visit = visit_zone(db, number(2), none);
    KT_ASSERT(!visit->site.row && kith_is_null(visit, zone));
    row = number(2);
    place = none;
    visit = kith_insert_default(db, Visit);

    KT_ASSERT(!visit->site.row && visit->zone == 0);
    family_close(db);
}
