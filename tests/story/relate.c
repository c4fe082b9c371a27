/* relate.c - one call, from every side, changes the key, the reference and the
 * list together. */
#include "family.h"

KT_TEST(relate, links_by_the_reference_of_a_one_to_many)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *chair = kith_insert(db, Item, .name = "chair");
    Item *table = kith_insert(db, Item, .name = "table", .store.row = ikea);

    ANSWERS(kith_relate(chair, store, ikea), KITH_OK);
    KT_ASSERT_EQ(chair->store.row, ikea);
    KT_ASSERT_EQ(chair->store_id, ikea->id);
    ASSERT_LIST(ikea->items, name, "table chair");

    ANSWERS(kith_relate(table, store, muji), KITH_OK);
    KT_ASSERT_EQ(table->store_id, muji->id);
    ASSERT_LIST(ikea->items, name, "chair");
    ASSERT_LIST(muji->items, name, "table");

    ANSWERS(kith_unlink(table, store), KITH_OK);
    KT_ASSERT_NULL(table->store.row);
    KT_ASSERT(kith_is_null(table, store_id));
    ASSERT_LIST(muji->items, name, "");
    ANSWERS(kith_unlink(table, store), KITH_OK);
    family_close(db);
}

KT_TEST(relate, to_the_parent_it_has_keeps_the_place)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *a = kith_insert(db, Item, .name = "a", .store.row = ikea);
    Item *b = kith_insert(db, Item, .name = "b", .store.row = ikea);
    kith_insert(db, Item, .name = "c", .store.row = ikea);
    const uint64_t before = kith_digest(db);

    ANSWERS(kith_relate(a, store, ikea), KITH_OK);
    ANSWERS(kith_relate(b, store, ikea), KITH_OK);

    ASSERT_LIST(ikea->items, name, "a b c");
    KT_ASSERT_EQ(kith_digest(db), before);
    family_close(db);
}

KT_TEST(relate, links_by_either_side_of_a_one_to_one)
{
    kith_db *db = OPEN(User, Profile);
    User *ada = kith_insert(db, User, .email = "ada@a.org");
    User *bob = kith_insert(db, User, .email = "bob@b.org");
    Profile *profile = kith_insert(db, Profile, .bio = "first");

    ANSWERS(kith_relate(ada, profile, profile), KITH_OK);
    KT_ASSERT_EQ(profile->user.row, ada);
    KT_ASSERT_EQ(profile->user_id, ada->id);
    KT_ASSERT_EQ(ada->profile.row, profile);

    ANSWERS(kith_relate(profile, user, bob), KITH_OK);
    KT_ASSERT_NULL(ada->profile.row);
    KT_ASSERT_EQ(bob->profile.row, profile);
    KT_ASSERT_EQ(profile->user_id, bob->id);

    ANSWERS(kith_unlink(bob, profile), KITH_OK);
    KT_ASSERT_NULL(bob->profile.row);
    KT_ASSERT_NULL(profile->user.row);
    KT_ASSERT(kith_is_null(profile, user_id));
    ANSWERS(kith_unlink(bob, profile), KITH_OK);
    family_close(db);
}

KT_TEST(relate, to_the_null_of_a_failed_look_up_is_misuse)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    User *ada = kith_insert(db, User, .email = "ada@a.org");
    Profile *profile = kith_insert(db, Profile, .user.row = ada);
    Item *lone = kith_insert(db, Item, .name = "lone");

    REFUSES(db, kith_relate(chair, store, kith_get(db, Store, 9)),
            KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_relate_at: the row for items.store is NULL: "
                     "kith_unlink unlinks");
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "items");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "store");
    REFUSES(db, kith_relate(lone, store, kith_get(db, Store, 9)),
            KITH_E_MISUSE);
    REFUSES(db, kith_relate(ada, profile, kith_get(db, Profile, 9)),
            KITH_E_MISUSE);
    KT_ASSERT(chair->store.row == ikea && ada->profile.row == profile);
    family_close(db);
}

KT_TEST(unlink, is_for_references_and_scalars_alone)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);

    REFUSES(db, kith_unlink_at(ikea, offsetof(Store, items)), KITH_E_MISUSE);
    REFUSES(db, kith_unlink_at(chair, offsetof(Item, store_id)), KITH_E_MISUSE);
    ANSWERS(kith_unlink_at(NULL, offsetof(Item, store)), KITH_E_MISUSE);
    ANSWERS(kith_unlink(chair, store), KITH_OK);
    ANSWERS(kith_delete(chair), KITH_OK);
    REFUSES(db, kith_unlink(chair, store), KITH_E_NOT_FOUND);
    family_close(db);
}

KT_TEST(relate, moves_the_ends_of_an_association)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "ana");
    Student *ben = kith_insert(db, Student, .name = "ben");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    Course *d = kith_insert(db, Course, .title = "D", .code = "D");
    StudentCourse *link =
        kith_insert(db, StudentCourse, .student.row = ana, .course.row = c);
    kith_append(ben, courses, d);

    ANSWERS(kith_relate(link, student, ben), KITH_OK);
    KT_ASSERT_EQ(link->student_id, ben->id);
    ASSERT_LIST(ana->courses, course.row->title, "");
    ASSERT_LIST(ben->courses, course.row->title, "D C");
    KT_ASSERT(kith_contains(ben, courses, c));
    KT_ASSERT(!kith_contains(ana, courses, c));

    REFUSES(db, kith_relate(link, course, d), KITH_E_UNIQUE);
    REFUSES(db, kith_unlink(link, course), KITH_E_NOT_NULL);
    ANSWERS(kith_relate(link, student, ana), KITH_OK);
    ANSWERS(kith_relate(link, course, d), KITH_OK);
    ASSERT_LIST(d->students, student.row->name, "ben ana");
    family_close(db);
}

/* --- A key that is required, and one that is part of a unique key ---------- */

typedef struct House House;
typedef struct Room Room;
struct House {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Room) rooms;
};
struct Room {
    const int64_t id;
    const int32_t number;
    const int64_t house_id;
    KITH_REFERENCE(House) house;
};
static KITH_TABLE(House, "houses", KITH_PRIMARY_KEY(House, id),
                  KITH_COLUMN(House, name),
                  KITH_RELATIONSHIP(House, rooms, Room,
                                    .back_populates = "house"));
static KITH_TABLE(Room, "rooms", KITH_PRIMARY_KEY(Room, id),
                  KITH_COLUMN(Room, number),
                  KITH_FOREIGN_KEY(Room, house_id, House, id, .not_null = true),
                  KITH_RELATIONSHIP(Room, house, House,
                                    .back_populates = "rooms"),
                  KITH_UNIQUE("house_id", "number"));

KT_TEST(relate, refuses_to_leave_a_row_without_a_required_parent)
{
    kith_db *db = OPEN(House, Room);
    House *house = kith_insert(db, House, .name = "a");
    House *other = kith_insert(db, House, .name = "b");
    Room *room = kith_insert(db, Room, .house.row = house);

    REFUSES_ROW(db, kith_insert_default(db, Room), KITH_E_NOT_NULL);
    REFUSES(db, kith_unlink(room, house), KITH_E_NOT_NULL);
    REFUSES(db, kith_set_null(room, house_id), KITH_E_NOT_NULL);
    REFUSES(db, kith_remove(house, rooms, room), KITH_E_NOT_NULL);
    REFUSES(db, kith_clear(house, rooms), KITH_E_NOT_NULL);
    ANSWERS(kith_relate(room, house, other), KITH_OK);

    KT_ASSERT_EQ(house->rooms.count, 0u);
    ANSWERS(kith_clear(house, rooms), KITH_OK);
    family_close(db);
}

KT_TEST(relate, refuses_a_place_that_a_unique_key_gives_to_another_row)
{
    kith_db *db = OPEN(House, Room);
    House *house = kith_insert(db, House, .name = "a");
    House *other = kith_insert(db, House, .name = "b");
    Room *room = kith_insert(db, Room, .house.row = house, .number = 1);
    Room *twin = kith_insert(db, Room, .house.row = other, .number = 1);

    REFUSES(db, kith_relate(room, house, other), KITH_E_UNIQUE);
    REFUSES(db, kith_append(other, rooms, room), KITH_E_UNIQUE);
    ANSWERS(kith_set(twin, number, 2), KITH_OK);
    ANSWERS(kith_append(other, rooms, room), KITH_OK);

    KT_ASSERT_EQ(other->rooms.count, 2u);
    family_close(db);
}

KT_TEST(relate, refuses_rows_that_were_deleted_or_live_elsewhere)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    kith_db *elsewhere = OPEN(Store, Item, User, Profile);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *gone = kith_insert(db, Store, .name = "gone");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    Item *lost = kith_insert(db, Item, .name = "lost", .store.row = ikea);
    User *ada = kith_insert(db, User, .email = "a");
    Store *stranger = kith_insert(elsewhere, Store, .name = "stranger");
    Profile *alien = kith_insert(elsewhere, Profile, .bio = "alien");
    ANSWERS(kith_delete(gone), KITH_OK);
    ANSWERS(kith_delete(lost), KITH_OK);

    REFUSES(db, kith_relate(chair, store, gone), KITH_E_NOT_FOUND);
    REFUSES(db, kith_relate(lost, store, ikea), KITH_E_NOT_FOUND);
    REFUSES(db, kith_unlink(lost, store), KITH_E_NOT_FOUND);
    REFUSES(db, kith_relate(chair, store, stranger), KITH_E_MISUSE);
    REFUSES(db, kith_relate(ada, profile, alien), KITH_E_MISUSE);

    KT_ASSERT_EQ(chair->store.row, ikea);
    family_close(elsewhere);
    family_close(db);
}

KT_TEST(relate, says_the_same_as_the_key_through_random_moves)
{
    enum { STORES = 8, ITEMS = 120, STEPS = 8000 };
    kith_db *db = OPEN(Store, Item);
    Store *stores[STORES];
    Item *items[ITEMS];
    uint64_t seed = 11;
    for (int i = 0; i < STORES; i++)
        stores[i] = kith_insert(db, Store, .name = "s");
    for (int i = 0; i < ITEMS; i++)
        items[i] = kith_insert(db, Item, .name = "i");

    for (int step = 0; step < STEPS; step++) {
        Item *item = items[family_random(&seed) % ITEMS];
        Store *store = stores[family_random(&seed) % STORES];
        Store *old = item->store.row;
        const uint32_t count = store->items.count;
        switch (family_random(&seed) % 5) {
        case 0:
            ANSWERS(kith_relate(item, store, store), KITH_OK);
            break;
        case 1:
            ANSWERS(kith_append(store, items, item), KITH_OK);
            break;
        case 2:
            ANSWERS(kith_set(item, store_id, store->id), KITH_OK);
            break;
        case 3:
            ANSWERS(kith_set_null(item, store_id), KITH_OK);
            store = NULL;
            break;
        default:
            ANSWERS(kith_remove(store, items, item),
                    old == store ? KITH_OK : KITH_E_NOT_FOUND);
            store = old == store ? NULL : old;
        }
        KT_ASSERT_EQ(item->store.row, store);
        KT_ASSERT_EQ(item->store_id, store ? store->id : 0);
        KT_ASSERT(!store || store == old || store->items.count == count + 1);
        KT_ASSERT(!store || kith_contains(store, items, item));
    }
    family_close(db);
}
