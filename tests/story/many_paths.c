/* many_paths.c - one plan reaches a row by several ways, which may say
 * different things about it. A row has one verdict: delete beats set, and no
 * rule judges a row that goes. */
#include "family.h"

/* --- A lattice: each row has two parents in the level above --------------- */

typedef struct Knot Knot;
typedef struct Tag Tag;
struct Knot {
    const int64_t id;
    const int64_t left_id, right_id;
    KITH_REFERENCE(Knot) left;
    KITH_REFERENCE(Knot) right;
};
struct Tag {
    const int64_t id;
    const int64_t knot_id;
    KITH_REFERENCE(Knot) knot;
};
#define TIED(f)                                                    \
    KITH_FOREIGN_KEY(Knot, f, Knot, id, .on_delete = KITH_CASCADE, \
                     .on_update = KITH_CASCADE)
static KITH_TABLE(Knot, "knots", KITH_PRIMARY_KEY(Knot, id), TIED(left_id),
                  TIED(right_id),
                  KITH_RELATIONSHIP(Knot, left, Knot, .foreign_key = "left_id"),
                  KITH_RELATIONSHIP(Knot, right, Knot,
                                    .foreign_key = "right_id"));
static KITH_TABLE(Tag, "tags", KITH_PRIMARY_KEY(Tag, id),
                  KITH_FOREIGN_KEY(Tag, knot_id, Knot, id,
                                   .on_delete = KITH_RESTRICT),
                  KITH_RELATIONSHIP(Tag, knot, Knot));

/* The first of two knots in the lowest of so many levels: 2 to the power of
 * `levels` ways lead down to it. */
static Knot *weave(kith_db *db, Knot *top, int levels)
{
    Knot *left = top;
    Knot *right = top;

    for (int i = 0; i < levels; i++) {
        Knot *next =
            kith_insert(db, Knot, .left.row = left, .right.row = right);
        right = kith_insert(db, Knot, .left.row = right, .right.row = left);
        left = next;
    }
    return left;
}

/* Who went every way would not come back. */
KT_TEST(many_paths, to_one_row_are_as_good_as_one)
{
    enum { LEVELS = 200 };
    kith_db *db = OPEN(Knot, Tag);
    Knot *top = kith_insert_default(db, Knot);
    Knot *other = kith_insert_default(db, Knot);
    Knot *lowest = weave(db, top, LEVELS);
    kith_insert(db, Knot, .left.row = other, .right.row = lowest);
    KT_ASSERT_EQ(kith_count(db, Knot), (size_t)2 * LEVELS + 3);

    ANSWERS(kith_set(top, id, 5000), KITH_OK);
    KT_ASSERT_EQ(kith_get(db, Knot, 3)->right_id, 5000);
    family_verify(db);
    ANSWERS(kith_delete(top), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Knot), (size_t)1);
    KT_ASSERT(kith_is_live(other));
    family_close(db);
}

KT_TEST(many_paths, are_all_refused_by_one_row_at_their_end)
{
    enum { LEVELS = 50 };
    kith_db *db = OPEN(Knot, Tag);
    Knot *top = kith_insert_default(db, Knot);
    Knot *lowest = weave(db, top, LEVELS);
    Tag *tag = kith_insert(db, Tag, .knot.row = lowest);

    REFUSES(db, kith_delete(top), KITH_E_CHILDREN);
    REFUSES(db, kith_delete(lowest), KITH_E_CHILDREN);
    family_verify(db);
    ANSWERS(kith_unlink(tag, knot), KITH_OK);
    ANSWERS(kith_delete(top), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Knot), (size_t)0);
    KT_ASSERT_EQ(kith_count(db, Tag), (size_t)1);
    family_close(db);
}

KT_TEST(many_paths, may_run_in_circles)
{
    kith_db *db = OPEN(Knot, Tag);
    Knot *top = kith_insert_default(db, Knot);
    Knot *lowest = weave(db, top, 30);
    Knot *outside = kith_insert_default(db, Knot);

    ANSWERS(kith_relate(top, left, lowest), KITH_OK);
    ANSWERS(kith_relate(top, right, top), KITH_OK);
    ANSWERS(kith_set(lowest, id, 900), KITH_OK);
    KT_ASSERT_EQ(top->left_id, 900);
    ANSWERS(kith_set(top, id, 901), KITH_OK);
    KT_ASSERT_EQ(top->right_id, 901);
    family_verify(db);
    ANSWERS(kith_delete(lowest), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Knot), (size_t)1);
    KT_ASSERT(kith_is_live(outside));
    family_close(db);
}

/* --- Two keys to one parent, which say different things ------------------- */

/* A deed names one person twice, and the macro makes a table for each pair of
 * what the two keys say. */
typedef struct Person Person;
struct Person {
    const int64_t id;
};
static KITH_TABLE(Person, "persons", KITH_PRIMARY_KEY(Person, id));
#define DEED(Row, by_buyer, by_seller)                                    \
    typedef struct Row Row;                                               \
    struct Row {                                                          \
        const int64_t id;                                                 \
        const int64_t buyer_id, seller_id;                                \
        KITH_REFERENCE(Person) buyer;                                     \
        KITH_REFERENCE(Person) seller;                                    \
    };                                                                    \
    static KITH_TABLE(                                                    \
        Row, "deeds", KITH_PRIMARY_KEY(Row, id),                          \
        KITH_FOREIGN_KEY(Row, buyer_id, Person, id, by_buyer),            \
        KITH_FOREIGN_KEY(Row, seller_id, Person, id, by_seller),          \
        KITH_RELATIONSHIP(Row, buyer, Person, .foreign_key = "buyer_id"), \
        KITH_RELATIONSHIP(Row, seller, Person, .foreign_key = "seller_id"))
#define OPEN_DEED(Row)                             \
    kith_db *db = OPEN(Person, Row);               \
    Person *ann = kith_insert_default(db, Person); \
    Person *bob = kith_insert_default(db, Person); \
    Row *deed = kith_insert(db, Row, .buyer.row = ann, .seller.row = ann)

#define ON_DELETE(action) .on_delete = KITH_##action
#define FALLS_TO_NOBODY \
    .on_delete = KITH_SET_DEFAULT, .default_value = KITH_INTEGER(99)
DEED(CascadeNull, ON_DELETE(CASCADE), ON_DELETE(SET_NULL));
DEED(NullCascade, ON_DELETE(SET_NULL), ON_DELETE(CASCADE));
DEED(CascadeNone, ON_DELETE(CASCADE), ON_DELETE(NO_ACTION));
DEED(NoneCascade, ON_DELETE(NO_ACTION), ON_DELETE(CASCADE));
DEED(CascadeDefault, ON_DELETE(CASCADE), FALLS_TO_NOBODY);
DEED(DefaultCascade, FALLS_TO_NOBODY, ON_DELETE(CASCADE));
DEED(CascadeHard, ON_DELETE(CASCADE), ON_DELETE(RESTRICT));
DEED(HardCascade, ON_DELETE(RESTRICT), ON_DELETE(CASCADE));
DEED(NullNone, ON_DELETE(SET_NULL), ON_DELETE(NO_ACTION));
DEED(NullHard, ON_DELETE(SET_NULL), ON_DELETE(RESTRICT));

/* The deed goes with its person, whatever the other key says. */
#define GOES(Row)                                        \
    do {                                                 \
        OPEN_DEED(Row);                                  \
        ANSWERS(kith_delete(ann), KITH_OK);              \
        KT_ASSERT_EQ(kith_count(db, Row), (size_t)0);    \
        KT_ASSERT(!kith_is_live(deed));                  \
        KT_ASSERT_EQ(kith_count(db, Person), (size_t)1); \
        KT_ASSERT(kith_is_live(bob));                    \
        family_close(db);                                \
    } while (0)

/* The person stays, until the key that refuses names another one. */
#define STAYS(Row, refusing, deeds_left)                         \
    do {                                                         \
        OPEN_DEED(Row);                                          \
        REFUSES(db, kith_delete(ann), KITH_E_CHILDREN);          \
        KT_ASSERT_EQ(deed->buyer.row, ann);                      \
        KT_ASSERT_EQ(deed->seller.row, ann);                     \
        ANSWERS(kith_relate(deed, refusing, bob), KITH_OK);      \
        ANSWERS(kith_delete(ann), KITH_OK);                      \
        KT_ASSERT_EQ(kith_count(db, Row), (size_t)(deeds_left)); \
        family_close(db);                                        \
    } while (0)

KT_TEST(many_paths, delete_beats_set_by_the_other_key)
{
    GOES(CascadeNull);
    GOES(NullCascade);
    GOES(CascadeDefault);
    GOES(DefaultCascade);
}

KT_TEST(many_paths, no_action_passes_when_the_child_goes_by_the_other_key)
{
    GOES(CascadeNone);
    GOES(NoneCascade);
}

KT_TEST(many_paths, restrict_refuses_what_the_other_key_would_do)
{
    STAYS(CascadeHard, seller, 0);
    STAYS(HardCascade, buyer, 0);
    STAYS(NullHard, seller, 1);
}

KT_TEST(many_paths, no_action_refuses_when_the_other_key_only_unlinks)
{
    STAYS(NullNone, seller, 1);
}

/* --- The same for a key that changes -------------------------------------- */

#define FALLS_TO_BOB \
    .on_update = KITH_SET_DEFAULT, .default_value = KITH_INTEGER(2)
#define ON_UPDATE(action) .on_update = KITH_##action
DEED(FollowLeave, ON_UPDATE(CASCADE), ON_UPDATE(SET_NULL));
DEED(FollowFall, ON_UPDATE(CASCADE), FALLS_TO_BOB);
DEED(FollowHard, ON_UPDATE(CASCADE), ON_UPDATE(RESTRICT));
DEED(FollowNone, ON_UPDATE(CASCADE), ON_UPDATE(NO_ACTION));

/* A set does not beat a set: each key does what it says. */
KT_TEST(many_paths, of_a_changed_key_are_gone_each_in_its_own_way)
{
    {
        OPEN_DEED(FollowLeave);
        ANSWERS(kith_set(ann, id, 50), KITH_OK);
        KT_ASSERT_EQ(deed->buyer_id, 50);
        KT_ASSERT_EQ(deed->buyer.row, ann);
        KT_ASSERT(!deed->seller.row && kith_is_null(deed, seller_id));
        KT_ASSERT(kith_is_live(bob));
        family_close(db);
    }
    {
        OPEN_DEED(FollowFall);
        ANSWERS(kith_set(ann, id, 50), KITH_OK);
        KT_ASSERT_EQ(deed->buyer_id, 50);
        KT_ASSERT_EQ(deed->seller.row, bob);
        family_close(db);
    }
}

KT_TEST(many_paths, of_a_changed_key_are_refused_by_the_one_that_refuses)
{
    {
        OPEN_DEED(FollowHard);
        REFUSES(db, kith_set(ann, id, 50), KITH_E_CHILDREN);
        ANSWERS(kith_relate(deed, seller, bob), KITH_OK);
        ANSWERS(kith_set(ann, id, 50), KITH_OK);
        KT_ASSERT_EQ(deed->buyer_id, 50);
        family_close(db);
    }
    {
        OPEN_DEED(FollowNone);
        REFUSES(db, kith_set(ann, id, 50), KITH_E_CHILDREN);
        ANSWERS(kith_relate(deed, seller, bob), KITH_OK);
        ANSWERS(kith_set(ann, id, 50), KITH_OK);
        KT_ASSERT_EQ(deed->buyer_id, 50);
        family_close(db);
    }
}

/* --- Two parents of one row, both in the plan ----------------------------- */

/* A firm has projects and workers; a task goes with its project, a worker has
 * one task at most, and a log has entries about both. */
typedef struct Firm Firm;
typedef struct Project Project;
typedef struct Worker Worker;
typedef struct Task Task;
typedef struct Entry Entry;
struct Firm {
    const int64_t id;
};
struct Project {
    const int64_t id;
    const int64_t firm_id;
    KITH_REFERENCE(Firm) firm;
};
struct Worker {
    const int64_t id;
    const int64_t firm_id;
    KITH_REFERENCE(Firm) firm;
};
struct Task {
    const int64_t id;
    const int64_t project_id, worker_id;
    KITH_REFERENCE(Project) project;
    KITH_REFERENCE(Worker) worker;
};
struct Entry {
    const int64_t id;
    const int64_t task_id, worker_id;
    KITH_REFERENCE(Task) task;
    KITH_REFERENCE(Worker) worker;
};
#define OF_FIRM(Row)                                                     \
    KITH_FOREIGN_KEY(Row, firm_id, Firm, id, .on_delete = KITH_CASCADE), \
        KITH_RELATIONSHIP(Row, firm, Firm)
static KITH_TABLE(Firm, "firms", KITH_PRIMARY_KEY(Firm, id));
static KITH_TABLE(Project, "projects", KITH_PRIMARY_KEY(Project, id),
                  OF_FIRM(Project));
static KITH_TABLE(Worker, "workers", KITH_PRIMARY_KEY(Worker, id),
                  OF_FIRM(Worker));
static KITH_TABLE(Task, "tasks", KITH_PRIMARY_KEY(Task, id),
                  KITH_FOREIGN_KEY(Task, project_id, Project, id,
                                   .on_delete = KITH_CASCADE),
                  KITH_FOREIGN_KEY(Task, worker_id, Worker, id, .unique = true,
                                   .on_delete = KITH_SET_DEFAULT,
                                   .default_value = KITH_INTEGER(1)),
                  KITH_RELATIONSHIP(Task, project, Project),
                  KITH_RELATIONSHIP(Task, worker, Worker));
static KITH_TABLE(Entry, "entries", KITH_PRIMARY_KEY(Entry, id),
                  KITH_FOREIGN_KEY(Entry, task_id, Task, id,
                                   .on_delete = KITH_SET_NULL),
                  KITH_FOREIGN_KEY(Entry, worker_id, Worker, id,
                                   .on_delete = KITH_NO_ACTION),
                  KITH_RELATIONSHIP(Entry, task, Task),
                  KITH_RELATIONSHIP(Entry, worker, Worker));

/* Worker 1 is of no firm; the firm has workers 2 and 3 with a task each. */
static kith_db *open_firm(Firm **firm, Task *tasks[2])
{
    kith_db *db = OPEN(Firm, Project, Worker, Task, Entry);
    Project *project;

    *firm = kith_insert_default(db, Firm);
    kith_insert_default(db, Worker);
    project = kith_insert(db, Project, .firm.row = *firm);
    for (int i = 0; i < 2; i++) {
        Worker *worker = kith_insert(db, Worker, .firm.row = *firm);
        tasks[i] =
            kith_insert(db, Task, .project.row = project, .worker.row = worker);
    }
    return db;
}

/* Both tasks would fall to worker 1, who may have one only: but they go. */
KT_TEST(many_paths, rows_that_go_collide_with_nobody)
{
    Firm *firm;
    Task *tasks[2];
    kith_db *db = open_firm(&firm, tasks);
    Entry *entry = kith_insert(db, Entry, .task.row = tasks[0]);

    ANSWERS(kith_delete(firm), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Task) + kith_count(db, Project), (size_t)0);
    KT_ASSERT_EQ(kith_count(db, Worker), (size_t)1);
    KT_ASSERT_NULL(entry->task.row);
    family_close(db);
}

KT_TEST(many_paths, rows_that_stay_collide_and_refuse_everything)
{
    Firm *firm;
    Task *tasks[2];
    kith_db *db = open_firm(&firm, tasks);
    Entry *entry = kith_insert(db, Entry, .task.row = tasks[0]);

    ANSWERS(kith_unlink(tasks[0], project), KITH_OK);
    ANSWERS(kith_unlink(tasks[1], project), KITH_OK);
    REFUSES(db, kith_delete(firm), KITH_E_UNIQUE);
    family_verify(db);
    ANSWERS(kith_set(tasks[0], project_id, 1), KITH_OK);
    ANSWERS(kith_delete(firm), KITH_OK);

    KT_ASSERT(!entry->task.row && kith_is_null(entry, task_id));
    KT_ASSERT_EQ(tasks[1]->worker_id, 1);
    KT_ASSERT_EQ(kith_count(db, Task), (size_t)1);
    family_close(db);
}

/* The entry is unlinked from its task by one way and left under its worker by
 * the other: it stays, so the whole is refused. */
KT_TEST(many_paths, a_row_that_one_way_unlinks_is_still_left_by_another)
{
    Firm *firm;
    Task *tasks[2];
    kith_db *db = open_firm(&firm, tasks);
    Entry *entry = kith_insert(db, Entry, .task.row = tasks[0],
                               .worker.row = tasks[0]->worker.row);

    REFUSES(db, kith_delete(firm), KITH_E_CHILDREN);
    KT_ASSERT_EQ(entry->task.row, tasks[0]);
    ANSWERS(kith_set(entry, worker_id, 1), KITH_OK);
    ANSWERS(kith_delete(firm), KITH_OK);

    KT_ASSERT_NULL(entry->task.row);
    KT_ASSERT_EQ(entry->worker_id, 1);
    family_close(db);
}

/* --- Paths that begin with an orphan, and rows named by one call ---------- */

typedef struct House House;
typedef struct Cat Cat;
struct House {
    const int64_t id;
    KITH_COLLECTION(Cat) cats;
};
struct Cat {
    const int64_t id;
    const int64_t house_id, mother_id, friend_id;
    KITH_REFERENCE(House) house;
    KITH_REFERENCE(Cat) mother;
    KITH_REFERENCE(Cat) friend;
};
static KITH_TABLE(House, "houses", KITH_PRIMARY_KEY(House, id),
                  KITH_RELATIONSHIP(House, cats, Cat, .back_populates = "house",
                                    .delete_orphan = true));
static KITH_TABLE(
    Cat, "cats", KITH_PRIMARY_KEY(Cat, id),
    KITH_FOREIGN_KEY(Cat, house_id, House, id),
    KITH_FOREIGN_KEY(Cat, mother_id, Cat, id, .on_delete = KITH_RESTRICT),
    KITH_FOREIGN_KEY(Cat, friend_id, Cat, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Cat, house, House, .back_populates = "cats"),
    KITH_RELATIONSHIP(Cat, mother, Cat, .foreign_key = "mother_id"),
    KITH_RELATIONSHIP(Cat, friend, Cat, .foreign_key = "friend_id"));

/* RESTRICT does not count rows that the call itself names; a delete of the
 * house names the house alone. */
KT_TEST(many_paths, restrict_does_not_count_rows_named_by_the_same_call)
{
    kith_db *db = OPEN(House, Cat);
    House *house = kith_insert_default(db, House);
    Cat *mother = kith_insert(db, Cat, .house.row = house);
    Cat *kitten =
        kith_insert(db, Cat, .house.row = house, .mother.row = mother);

    REFUSES(db, kith_remove(house, cats, mother), KITH_E_CHILDREN);
    REFUSES(db, kith_delete(house), KITH_E_CHILDREN);
    KT_ASSERT(kith_is_live(kitten));
    ANSWERS(kith_clear(house, cats), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Cat), (size_t)0);
    family_close(db);
}

/* The stray is reached from two cats that leave, and its kitten refuses. */
KT_TEST(many_paths, from_several_orphans_meet_in_one_verdict)
{
    kith_db *db = OPEN(House, Cat);
    House *house = kith_insert_default(db, House);
    Cat *one = kith_insert(db, Cat, .house.row = house);
    Cat *two = kith_insert(db, Cat, .house.row = house, .friend.row = one);
    Cat *stray = kith_insert(db, Cat, .friend.row = two);
    Cat *kitten = kith_insert(db, Cat, .mother.row = stray);
    ANSWERS(kith_relate(one, friend, stray), KITH_OK);

    REFUSES(db, kith_clear(house, cats), KITH_E_CHILDREN);
    REFUSES(db, kith_set_null(two, house_id), KITH_E_CHILDREN);
    KT_ASSERT_EQ(house->cats.count, 2u);
    ANSWERS(kith_relate(kitten, mother, kitten), KITH_OK);
    ANSWERS(kith_clear(house, cats), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Cat), (size_t)1);
    KT_ASSERT(kith_is_live(kitten));
    ANSWERS(kith_delete(kitten), KITH_OK);
    family_close(db);
}
