/* rows.c - many rows deleted, linked or unlinked in one call: all or none. */
#include "family.h"

#include <string.h>

enum { SHOPS = 12, CHAIRS = 200 };

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, sentence)

/* Nodes refuse to lose a row that refers to them, and owners own their pets. */
typedef struct Node Node;
struct Node {
    const int64_t id;
    const int64_t next_id;
    KITH_REFERENCE(Node) next;
};
static KITH_TABLE(Node, "nodes", KITH_PRIMARY_KEY(Node, id),
                  KITH_FOREIGN_KEY(Node, next_id, Node, id,
                                   .on_delete = KITH_RESTRICT),
                  KITH_RELATIONSHIP(Node, next, Node));

typedef struct Owner Owner;
typedef struct Pet Pet;
struct Owner {
    const int64_t id;
    KITH_COLLECTION(Pet) pets;
};
struct Pet {
    const int64_t id;
    const int64_t owner_id;
    KITH_REFERENCE(Owner) owner;
};
static KITH_TABLE(Owner, "owners", KITH_PRIMARY_KEY(Owner, id),
                  KITH_RELATIONSHIP(Owner, pets, Pet, .back_populates = "owner",
                                    .delete_orphan = true));
static KITH_TABLE(Pet, "pets", KITH_PRIMARY_KEY(Pet, id),
                  KITH_FOREIGN_KEY(Pet, owner_id, Owner, id),
                  KITH_RELATIONSHIP(Pet, owner, Owner,
                                    .back_populates = "pets"));

struct shops {
    kith_db *db;
    Store *stores[SHOPS];
    Item *items[CHAIRS];
};

static struct shops open_shops(void)
{
    struct shops shops = {.db = OPEN(Store, Item)};

    for (int i = 0; i < SHOPS; i++)
        shops.stores[i] = kith_insert(shops.db, Store, .name = family_name(i));
    for (int i = 0; i < CHAIRS; i++)
        shops.items[i] =
            kith_insert(shops.db, Item, .name = family_name(i),
                        .store.row = i % 3 ? shops.stores[i % SHOPS] : NULL);
    return shops;
}

/* --- Deleting ------------------------------------------------------------- */

KT_TEST(rows, are_deleted_each_once)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *a = kith_insert(db, Item, .name = "a", .store.row = ikea);
    Item *b = kith_insert(db, Item, .name = "b", .store.row = ikea);
    Item *c = kith_insert(db, Item, .name = "c", .store.row = ikea);
    Item *twice[] = {a, c, a};

    ANSWERS(kith_delete_rows(twice, 3), KITH_OK);
    ASSERT_LIST(ikea->items, name, "b");
    KT_ASSERT(!kith_is_live(a) && kith_is_live(b) && !kith_is_live(c));
    ANSWERS(kith_delete_rows(twice, 0), KITH_OK);
    ANSWERS(kith_delete_rows((Item **)NULL, 0), KITH_OK);
    family_close(db);
}

KT_TEST(rows, that_are_the_places_of_a_list_are_deleted)
{
    struct shops shops = open_shops();
    Store *store = shops.stores[1];
    const uint32_t count = store->items.place_count;

    KT_ASSERT(count > 3);
    ANSWERS(kith_delete_rows(store->items.places, count), KITH_OK);
    KT_ASSERT_EQ(store->items.count, 0u);
    family_close(shops.db);
}

KT_TEST(rows, that_refer_to_each_other_go_together)
{
    kith_db *db = OPEN(Node);
    Node *a = kith_insert(db, Node, .id = 1, .next_id = 1);
    Node *b = kith_insert(db, Node, .id = 2, .next.row = a);
    Node *c = kith_insert(db, Node, .id = 3, .next.row = b);
    Node *some[] = {a, b}, *all[] = {a, b, c};

    REFUSES(db, kith_delete(a), KITH_E_CHILDREN);
    REFUSES(db, kith_delete_rows(some, 2), KITH_E_CHILDREN);
    ANSWERS(kith_delete_rows(all, 3), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Node), 0u);
    family_close(db);
}

KT_TEST(rows, that_a_cascade_deletes_with_another_are_no_error)
{
    kith_db *db = OPEN(Owner, Pet);
    Owner *ada = kith_insert(db, Owner, .id = 1);
    Owner *bob = kith_insert(db, Owner, .id = 2);
    Pet *cat = kith_insert(db, Pet, .owner.row = ada);
    Pet *dog = kith_insert(db, Pet, .owner.row = bob);
    void *mixed[] = {ada, cat, dog, ada};

    ANSWERS(kith_delete_rows(mixed, 4), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Owner), 1u);
    KT_ASSERT_EQ(kith_count(db, Pet), 0u);
    family_close(db);
}

KT_TEST(rows, of_which_one_may_not_be_named_stay_all)
{
    kith_db *db = OPEN(Store, Item), *other = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *a = kith_insert(db, Item, .name = "a", .store.row = ikea);
    Item *gone = kith_insert(db, Item, .name = "gone");
    Item *stranger = kith_insert(other, Item, .name = "stranger");
    Item *null[] = {a, NULL}, *first[] = {NULL, a};
    Item *dead[] = {a, gone}, *far[] = {a, stranger};
    Store *shops[] = {ikea, ikea};
    void *stores[] = {ikea, ikea};

    ANSWERS(kith_delete(gone), KITH_OK);
    REFUSES(db, kith_delete_rows(null, 2), KITH_E_MISUSE);
    REFUSES(db, kith_delete_rows(first, 2), KITH_E_MISUSE);
    SAYS(db, "kith_delete_rows: one of the rows is NULL");
    ANSWERS(kith_delete_rows(first, 1), KITH_E_MISUSE);
    REFUSES(db, kith_delete_rows(dead, 2), KITH_E_NOT_FOUND);
    REFUSES(db, kith_delete_rows(far, 2), KITH_E_MISUSE);
    ANSWERS(kith_delete_rows((Item **)NULL, 1), KITH_E_MISUSE);
    REFUSES(db, kith_append_rows(ikea, items, null, 2), KITH_E_MISUSE);
    REFUSES(db, kith_append_rows(ikea, items, dead, 2), KITH_E_NOT_FOUND);
    REFUSES(db, kith_append_rows(ikea, items, far, 2), KITH_E_MISUSE);
    REFUSES(db, kith_append_rows_at(ikea, offsetof(Store, items), stores, 2),
            KITH_E_MISUSE);
    SAYS(db, "kith_append_rows_at: the row for stores.items must be one of "
             "items in the same database");
    REFUSES(db, kith_remove_rows(ikea, items, null, 2), KITH_E_MISUSE);
    REFUSES(db, kith_remove_rows(ikea, items, dead, 2), KITH_E_NOT_FOUND);
    ANSWERS(kith_unlink(a, store), KITH_OK);
    REFUSES(db, kith_remove_rows(ikea, items, &a, 1), KITH_E_NOT_FOUND);
    SAYS(db, "kith_remove_rows_at: a row of items is no member of "
             "stores.items");
    REFUSES(db, kith_relate_rows(null, store, shops, 2), KITH_E_MISUSE);
    REFUSES(db, kith_relate_rows(first, store, shops, 2), KITH_E_MISUSE);
    SAYS(db, "kith_relate_rows_at: one of the rows is NULL");
    ANSWERS(kith_relate_rows(first, store, shops, 1), KITH_E_MISUSE);
    REFUSES(db, kith_relate_rows(dead, store, shops, 2), KITH_E_NOT_FOUND);
    REFUSES(db, kith_relate_rows(far, store, shops, 2), KITH_E_MISUSE);
    REFUSES(db, kith_relate_rows(&a, store, (Store **)NULL, 1), KITH_E_MISUSE);
    REFUSES(db, kith_relate_rows_at(stores, offsetof(Store, items), &a, 1),
            KITH_E_MISUSE);
    KT_ASSERT_EQ(ikea->items.count, 0u);
    family_close(other);
    family_close(db);
}

/* --- Linking -------------------------------------------------------------- */

KT_TEST(rows, are_appended_in_their_order_and_members_stay)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *a = kith_insert(db, Item, .name = "a", .store.row = ikea);
    Item *b = kith_insert(db, Item, .name = "b", .store.row = muji);
    Item *c = kith_insert(db, Item, .name = "c");
    Item *rows[] = {c, a, b, c};

    ANSWERS(kith_append_rows(ikea, items, rows, 4), KITH_OK);
    ASSERT_LIST(ikea->items, name, "a c b");
    KT_ASSERT_EQ(c->store_id, ikea->id);
    ANSWERS(kith_append_rows(ikea, items, ikea->items.places, 3), KITH_OK);
    ASSERT_LIST(ikea->items, name, "a c b");
    ANSWERS(kith_append_rows(muji, items, ikea->items.places, 3), KITH_OK);
    ASSERT_LIST(muji->items, name, "a c b");
    ANSWERS(kith_remove_rows(muji, items, muji->items.places, 3), KITH_OK);
    KT_ASSERT_EQ(muji->items.count, 0u);
    KT_ASSERT(kith_is_null(a, store_id));
    family_close(db);
}

KT_TEST(rows, of_a_many_to_many_are_paired_once)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "Ana");
    Course *a = kith_insert(db, Course, .title = "a", .code = "a");
    Course *b = kith_insert(db, Course, .title = "b", .code = "b");
    Course *c = kith_insert(db, Course, .title = "c", .code = "c");
    Course *rows[] = {b, a, b, c}, *some[] = {b, c, b};

    ANSWERS(kith_append(ana, courses, a), KITH_OK);
    ANSWERS(kith_append_rows(ana, courses, rows, 4), KITH_OK);
    KT_ASSERT_EQ(ana->courses.count, 3u);
    KT_ASSERT_EQ(b->students.count, 1u);
    ANSWERS(kith_remove_rows(ana, courses, some, 3), KITH_OK);
    KT_ASSERT_EQ(ana->courses.count, 1u);
    KT_ASSERT(kith_contains(ana, courses, a));
    REFUSES(db, kith_remove_rows(ana, courses, rows, 4), KITH_E_NOT_FOUND);
    family_close(db);
}

KT_TEST(rows, that_are_orphans_are_deleted)
{
    kith_db *db = OPEN(Owner, Pet);
    Owner *ada = kith_insert(db, Owner, .id = 1);
    Pet *pets[] = {kith_insert(db, Pet, .owner.row = ada),
                   kith_insert(db, Pet, .owner.row = ada)};

    ANSWERS(kith_remove_rows(ada, pets, pets, 2), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Pet), 0u);
    family_close(db);
}

KT_TEST(rows, get_a_parent_each_and_the_last_counts)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *a = kith_insert(db, Item, .name = "a", .store.row = ikea);
    Item *b = kith_insert(db, Item, .name = "b", .store.row = ikea);
    Item *c = kith_insert(db, Item, .name = "c", .store.row = ikea);
    Item *rows[] = {a, c, b, c, a};
    Store *stores[] = {muji, muji, muji, ikea, muji};

    ANSWERS(kith_relate_rows(rows, store, stores, 5), KITH_OK);
    ASSERT_LIST(ikea->items, name, "c");
    ASSERT_LIST(muji->items, name, "b a");
    family_close(db);
}

KT_TEST(rows, of_a_tree_move_below_each_other)
{
    kith_db *db = OPEN(Employee);
    Employee *root = kith_insert(db, Employee, .name = "root");
    Employee *a = kith_insert(db, Employee, .name = "a", .manager.row = root);
    Employee *b = kith_insert(db, Employee, .name = "b", .manager.row = root);
    Employee *c = kith_insert(db, Employee, .name = "c", .manager.row = root);
    Employee *rows[] = {a, b, c};
    Employee *managers[] = {b, c, root};

    ANSWERS(kith_relate_rows(rows, manager, managers, 3), KITH_OK);
    ASSERT_LIST(root->reports, name, "c");
    ASSERT_LIST(c->reports, name, "b");
    managers[0] = kith_first(root->reports);
    ANSWERS(kith_relate_rows(rows, manager, managers, 1), KITH_OK);
    ASSERT_LIST(c->reports, name, "b a");
    family_close(db);
}

KT_TEST(rows, exchange_the_children_of_a_one_to_one)
{
    kith_db *db = OPEN(User, Profile);
    User *ada = kith_insert(db, User, .email = "ada@a.org");
    User *bob = kith_insert(db, User, .email = "bob@b.org");
    Profile *first = kith_insert(db, Profile, .user.row = ada);
    Profile *second = kith_insert(db, Profile, .user.row = bob);
    Profile *third = kith_insert(db, Profile, .bio = "third");
    User *users[] = {ada, bob};

    ANSWERS(kith_relate_rows(users, profile, ((Profile *[]){second, first}), 2),
            KITH_OK);
    KT_ASSERT_EQ(ada->profile.row, second);
    KT_ASSERT_EQ(bob->profile.row, first);
    ANSWERS(kith_relate_rows(((Profile *[]){first, third}), user, users, 2),
            KITH_OK);
    KT_ASSERT_EQ(ada->profile.row, first);
    KT_ASSERT_EQ(bob->profile.row, third);
    KT_ASSERT_NULL(second->user.row);
    REFUSES(db,
            kith_relate_rows(((Profile *[]){first, second}), user,
                             ((User *[]){bob, bob}), 2),
            KITH_E_UNIQUE);
    family_close(db);
}

/* Shelves of a wall stand above each other: who moves above a shelf of another
 * wall joins the shelves of that. */
typedef struct Wall Wall;
typedef struct Shelf Shelf;
struct Wall {
    const int64_t id;
    KITH_COLLECTION(Shelf) shelves;
};
struct Shelf {
    const int64_t wall_id, id;
    const int64_t above_id;
    KITH_TEXT name;
    KITH_REFERENCE(Wall) wall;
    KITH_REFERENCE(Shelf) above;
    KITH_SCALAR(Shelf) below;
};
static KITH_TABLE(Wall, "walls", KITH_PRIMARY_KEY(Wall, id),
                  KITH_RELATIONSHIP(Wall, shelves, Shelf,
                                    .back_populates = "wall"));
static KITH_TABLE(
    Shelf, "shelves",
    KITH_FOREIGN_KEY(Shelf, wall_id, Wall, id, .primary_key = true),
    KITH_COLUMN(Shelf, id, .primary_key = true), KITH_COLUMN(Shelf, above_id),
    KITH_COLUMN(Shelf, name),
    KITH_FOREIGN_KEYS(Shelf, (wall_id, above_id), Shelf, (wall_id, id)),
    KITH_RELATIONSHIP(Shelf, wall, Wall, .back_populates = "shelves"),
    KITH_RELATIONSHIP(Shelf, above, Shelf, .back_populates = "below"),
    KITH_RELATIONSHIP(Shelf, below, Shelf, .back_populates = "above"));

/* One that has a place which another one is given moves in its turn. By the
 * reference and by the scalar, where the rows named are the parents. */
KT_TEST(rows, of_a_one_to_one_join_other_lists_as_they_are_named)
{
    for (int by_scalar = 0; by_scalar < 2; by_scalar++) {
        kith_db *db = OPEN(Wall, Shelf);
        Wall *left = kith_insert(db, Wall, .id = 1);
        Wall *right = kith_insert(db, Wall, .id = 2);
        Shelf *p =
            kith_insert(db, Shelf, .id = 1, .name = "p", .wall.row = left);
        Shelf *q =
            kith_insert(db, Shelf, .id = 1, .name = "q", .wall.row = right);
        Shelf *r =
            kith_insert(db, Shelf, .id = 2, .name = "r", .wall.row = right);
        Shelf *x = kith_insert(db, Shelf, .id = 3, .name = "x", .above.row = p);
        Shelf *y =
            kith_insert(db, Shelf, .id = 4, .name = "y", .wall.row = left);
        Shelf *z =
            kith_insert(db, Shelf, .id = 5, .name = "z", .wall.row = left);
        Shelf *children[] = {y, z, x}, *parents[] = {p, q, r};

        if (by_scalar)
            ANSWERS(kith_relate_rows(parents, below, children, 3), KITH_OK);
        else
            ANSWERS(kith_relate_rows(children, above, parents, 3), KITH_OK);
        ASSERT_LIST(left->shelves, name, "p y");
        ASSERT_LIST(right->shelves, name, "q r z x");
        KT_ASSERT(p->below.row == y && q->below.row == z && r->below.row == x);
        family_close(db);
    }
}

/* --- As single calls would ------------------------------------------------ */

/* The same of two databases: in one by a call on many rows, in the other row by
 * row, where it is named last. */
static void relate_some(struct shops *many, struct shops *single,
                        const size_t *which, size_t count, uint64_t *random)
{
    Item *rows[40];
    Store *stores[40];
    size_t shop[40];

    for (size_t i = 0; i < count; i++) {
        shop[i] = family_random(random) % SHOPS;
        rows[i] = many->items[which[i]];
        stores[i] = many->stores[shop[i]];
    }
    ANSWERS(kith_relate_rows(rows, store, stores, count), KITH_OK);
    for (size_t i = 0; i < count; i++) {
        bool last = true;

        for (size_t j = i + 1; j < count; j++)
            last &= which[j] != which[i];
        if (last)
            ANSWERS(kith_relate(single->items[which[i]], store,
                                single->stores[shop[i]]),
                    KITH_OK);
    }
}

static void append_some(struct shops *many, struct shops *single,
                        const size_t *which, size_t count, uint64_t *random)
{
    const size_t shop = family_random(random) % SHOPS;
    Item *rows[40];

    for (size_t i = 0; i < count; i++) {
        rows[i] = many->items[which[i]];
        ANSWERS(
            kith_append(single->stores[shop], items, single->items[which[i]]),
            KITH_OK);
    }
    ANSWERS(kith_append_rows(many->stores[shop], items, rows, count), KITH_OK);
}

static void remove_some(struct shops *many, struct shops *single,
                        const size_t *which, size_t count)
{
    Store *store = many->items[which[0]]->store.row;
    Item *rows[40];
    size_t members = 0;

    if (!store)
        return;
    for (size_t i = 0; i < count; i++) {
        Item *twin = single->items[which[i]];

        if (many->items[which[i]]->store.row != store)
            continue;
        rows[members++] = many->items[which[i]];
        if (twin->store.row)
            ANSWERS(kith_remove(twin->store.row, items, twin), KITH_OK);
    }
    ANSWERS(kith_remove_rows(store, items, rows, members), KITH_OK);
}

/* Deleted ones are made anew, so that there is always one of each number. */
static void delete_some(struct shops *many, struct shops *single,
                        const size_t *which, size_t count)
{
    Item *rows[40];

    for (size_t i = 0; i < count; i++)
        rows[i] = many->items[which[i]];
    ANSWERS(kith_delete_rows(rows, count), KITH_OK);
    for (size_t i = 0; i < count; i++) {
        if (single->items[which[i]])
            ANSWERS(kith_delete(single->items[which[i]]), KITH_OK);
        many->items[which[i]] = single->items[which[i]] = NULL;
    }
    KT_ASSERT_EQ(kith_digest(many->db), kith_digest(single->db));
    for (size_t i = 0; i < count; i++) {
        if (many->items[which[i]])
            continue;
        many->items[which[i]] = kith_insert(many->db, Item, .name = "new");
        single->items[which[i]] = kith_insert(single->db, Item, .name = "new");
    }
}

KT_TEST(rows, end_as_by_single_calls_in_levels_and_without)
{
    struct shops many = open_shops(), single = open_shops();
    uint64_t random = 20261129;

    for (int step = 0; step < 500; step++) {
        const size_t count = 1 + family_random(&random) % 40;
        const bool level = family_random(&random) % 2;
        const uint64_t state = kith_test_state(many.db);
        size_t which[40];

        for (size_t i = 0; i < count; i++)
            which[i] = family_random(&random) % CHAIRS;
        for (int again = level; again >= 0; again--) {
            uint64_t draws = random;

            if (level) {
                ANSWERS(kith_begin(many.db), KITH_OK);
                ANSWERS(kith_begin(single.db), KITH_OK);
            }
            switch (step % 4) {
            case 0:
                relate_some(&many, &single, which, count, &draws);
                break;
            case 1:
                append_some(&many, &single, which, count, &draws);
                break;
            case 2:
                remove_some(&many, &single, which, count);
                break;
            default:
                if (!level)
                    delete_some(&many, &single, which, count);
            }
            KT_ASSERT_EQ(kith_digest(many.db), kith_digest(single.db));
            if (!level)
                continue;
            if (!again) {
                ANSWERS(kith_commit(many.db), KITH_OK);
                ANSWERS(kith_commit(single.db), KITH_OK);
                continue;
            }
            ANSWERS(kith_rollback(many.db), KITH_OK);
            ANSWERS(kith_rollback(single.db), KITH_OK);
            KT_ASSERT_EQ(kith_test_state(many.db), state);
        }
        family_random(&random);
        if (step % 100 == 0)
            family_verify(many.db);
    }
    family_close(single.db);
    family_close(many.db);
}

KT_TEST(rows, fetched_ahead_are_unchanged)
{
    struct shops shops = open_shops();
    uint64_t before;

    ANSWERS(kith_delete(shops.items[7]), KITH_OK);
    shops.items[9] = NULL;
    before = kith_test_state(shops.db);
    kith_prefetch_rows(shops.items, CHAIRS);
    kith_prefetch_rows(shops.stores, SHOPS);
    kith_prefetch_rows(NULL, 3);
    KT_ASSERT_EQ(kith_test_state(shops.db), before);
    family_close(shops.db);
}
