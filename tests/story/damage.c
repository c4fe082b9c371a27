/* damage.c - kith_verify sees what a stray write does to the memory that rows
 * show, and tells where. Each wound is healed again before the close. */
#include "family.h"

#include <string.h>

typedef struct Part Part;
struct Part {
    const int64_t id;
    KITH_TEXT label;
    const int32_t shelf;
    const char code[6];
    const KITH_OPTIONAL(int32_t) serial;
    const int64_t whole_id;
};
static KITH_TABLE(Part, "parts", KITH_PRIMARY_KEY(Part, id),
                  KITH_COLUMN(Part, label, .index = true, .not_null = true),
                  KITH_COLUMN(Part, shelf, .index = true),
                  KITH_COLUMN(Part, code, .unique = true),
                  KITH_OPTIONAL_COLUMN(Part, serial, .unique = true),
                  KITH_FOREIGN_KEY(Part, whole_id, Part, id));

/* Overwrite bytes that are const to everybody else. */
static void overwrite(const void *at, const void *bytes, size_t count)
{
    memcpy((char *)(uintptr_t)at, bytes, count);
}

/* kith_verify sees damage, and its sentence has both names. */
static void see(kith_db *db, const char *what, const char *table,
                const char *column)
{
    kith_error error = {.status = KITH_OK};
    const kith_status status = kith_verify_to(db, &error);

    KT_ASSERT(status == KITH_E_DAMAGED, "%s is not seen", what);
    KT_ASSERT_EQ(error.status, KITH_E_DAMAGED);
    KT_ASSERT(strstr(error.message, table) && strstr(error.message, column),
              "%s: \"%s\" does not name %s and %s", what, error.message, table,
              column);
}

/* Damage one member, see it, heal it. The value is that of the member. */
#define DAMAGE(db, member, value, table, column)                  \
    do {                                                          \
        const __typeof__(member) wrong_[] = {value};              \
        unsigned char saved_[sizeof(member)];                     \
        memcpy(saved_, &(member), sizeof saved_);                 \
        overwrite(&(member), wrong_, sizeof saved_);              \
        see((db), #member " becomes " #value, (table), (column)); \
        overwrite(&(member), saved_, sizeof saved_);              \
        family_verify(db);                                        \
    } while (0)

static Item *items[6];

static kith_db *open_shop(Store **ikea, Store **muji)
{
    kith_db *db = OPEN(Store, Item, User, Profile);

    *ikea = kith_insert(db, Store, .name = "IKEA");
    *muji = kith_insert(db, Store, .name = "Muji");
    for (int i = 0; i < 5; i++)
        items[i] = kith_insert(db, Item, .name = "thing", .store.row = *ikea);
    items[5] = kith_insert(db, Item, .name = "loose");
    return db;
}

KT_TEST(damage, to_a_child_is_seen)
{
    Store *ikea, *muji;
    kith_db *db = open_shop(&ikea, &muji);

    DAMAGE(db, items[1]->store.place, 3, "items", "store");
    DAMAGE(db, items[1]->store.place, 77, "items", "store");
    DAMAGE(db, items[4]->store.place, UINT32_MAX, "items", "store");
    KT_ASSERT_NULL(items[5]->store.row);
    DAMAGE(db, items[5]->store.place, 1, "items", "store");
    DAMAGE(db, items[5]->store.place, UINT32_MAX, "items", "store");
    DAMAGE(db, items[1]->store.row, muji, "items", "store");
    DAMAGE(db, items[1]->store.row, NULL, "items", "store");
    DAMAGE(db, items[1]->store_id, 2, "items", "store");
    DAMAGE(db, items[1]->store_id, 0, "items", "store");
    DAMAGE(db, items[1]->store_id, 99, "items", "store");
    DAMAGE(db, items[5]->store_id, 1, "items", "store");
    DAMAGE(db, items[5]->store.row, ikea, "items", "store");
    family_close(db);
}

KT_TEST(damage, to_a_list_is_seen)
{
    Store *ikea, *muji;
    kith_db *db = open_shop(&ikea, &muji);

    DAMAGE(db, ikea->items.count, 4, "items", "store");
    DAMAGE(db, ikea->items.count, 6, "items", "store");
    DAMAGE(db, ikea->items.place_count, 4, "items", "store");
    DAMAGE(db, ikea->items.place_count, 4000, "items", "store");
    DAMAGE(db, ikea->items.count, UINT32_MAX, "items", "store");
    DAMAGE(db, ikea->items.places[2], NULL, "items", "store");
    DAMAGE(db, ikea->items.places[2], items[1], "items", "store");
    DAMAGE(db, ikea->items.places[2], items[5], "items", "store");
    DAMAGE(db, muji->items.count, 1, "items", "store");
    DAMAGE(db, muji->items.place_count, 1, "items", "store");

    Item *const *places = ikea->items.places;
    Item *swapped[] = {places[1], places[0]}, *whole[] = {places[0], places[1]};
    overwrite(places, swapped, sizeof swapped);
    see(db, "two places that are swapped", "items", "store");
    overwrite(places, whole, sizeof whole);
    family_close(db);
}

KT_TEST(damage, to_a_hole_and_beyond_is_seen)
{
    Store *ikea, *muji;
    kith_db *db = open_shop(&ikea, &muji);
    ANSWERS(kith_remove(ikea, items, items[2]), KITH_OK);

    KT_ASSERT_NULL(ikea->items.places[2]);
    DAMAGE(db, ikea->items.places[2], items[2], "items", "store");
    DAMAGE(db, ikea->items.places[2], items[1], "items", "store");
    DAMAGE(db, ikea->items.count, 5, "items", "store");
    family_close(db);
}

KT_TEST(damage, to_a_one_to_one_is_seen)
{
    Store *ikea, *muji;
    kith_db *db = open_shop(&ikea, &muji);
    User *ada = kith_insert(db, User, .email = "ada");
    User *bob = kith_insert(db, User, .email = "bob");
    Profile *profile = kith_insert(db, Profile, .user.row = ada);
    Profile *other = kith_insert(db, Profile, .bio = "loose");

    DAMAGE(db, ada->profile.row, NULL, "profile", "user");
    DAMAGE(db, ada->profile.row, other, "profile", "user");
    DAMAGE(db, bob->profile.row, profile, "profile", "user");
    DAMAGE(db, bob->profile.row, other, "profile", "user");
    DAMAGE(db, profile->user.row, NULL, "profile", "user");
    DAMAGE(db, profile->user.row, bob, "profile", "user");
    DAMAGE(db, profile->user_id, 2, "profile", "user");
    family_close(db);
}

KT_TEST(damage, to_an_association_is_seen)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "ana");
    Student *ben = kith_insert(db, Student, .name = "ben");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    ANSWERS(kith_append(ana, courses, c), KITH_OK);
    StudentCourse *link = kith_find(db, StudentCourse, student_id, 1);

    DAMAGE(db, link->student_id, 2, "student_course", "student");
    DAMAGE(db, link->student.row, ben, "student_course", "student");
    DAMAGE(db, link->course.row, NULL, "student_course", "course");
    DAMAGE(db, link->course_id, 0, "student_course", "course");
    DAMAGE(db, ana->courses.count, 0, "student", "course");
    DAMAGE(db, c->students.count, 2, "student", "course");
    DAMAGE(db, ben->courses.count, 1, "student", "course");
    family_close(db);
}

KT_TEST(damage, to_a_key_is_seen)
{
    kith_db *db = OPEN(Part);
    Part *first = kith_insert(db, Part, .label = "bolt", .shelf = 4,
                              .code = "A1", .serial = KITH_SOME(7));
    Part *second = kith_insert(db, Part, .label = "nut", .shelf = 4,
                               .code = "A2", .serial = KITH_SOME(8));
    kith_insert(db, Part, .label = "bolt", .shelf = 5, .code = "A3",
                .whole_id = 1);

    DAMAGE(db, first->id, 9, "parts", "id");
    DAMAGE(db, second->id, 1, "parts", "id");
    DAMAGE(db, second->id, 50, "parts", "id");
    DAMAGE(db, first->shelf, 5, "parts", "shelf");
    DAMAGE(db, first->serial.value, 9, "parts", "serial");
    DAMAGE(db, first->serial.present, false, "parts", "serial");
    DAMAGE(db, second->serial.value, 7, "parts", "serial");
    DAMAGE(db, second->label[0], 'p', "parts", "label");
    DAMAGE(db, first->label[3], 's', "parts", "label");
    DAMAGE(db, first->code[1], '9', "parts", "code");
    DAMAGE(db, second->code[1], '1', "parts", "code");
    family_close(db);
}

KT_TEST(damage, to_texts_is_seen)
{
    kith_db *db = OPEN(Part, Store, Item, Student, Course, StudentCourse);
    Part *part = kith_insert(db, Part, .label = "bolt", .code = "A1");
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Course *course = kith_insert(db, Course, .title = "C", .code = "C101");

    DAMAGE(db, part->label, NULL, "parts", "label");
    DAMAGE(db, ikea->name, NULL, "text", "no row");
    DAMAGE(db, ikea->name, muji->name, "stores", "name");

    const char full[8] = {'1', '2', '3', '4', '5', '6', '7', '8'};
    const char saved[8] = "C101";
    overwrite(course->code, full, sizeof full);
    see(db, "an in-place text without an end", "courses", "code");
    overwrite(course->code, saved, sizeof saved);
    family_close(db);
}

KT_TEST(damage, to_a_foreign_key_without_a_relationship_is_seen)
{
    kith_db *db = OPEN(Part);
    Part *whole = kith_insert(db, Part, .label = "car", .code = "A");
    Part *part =
        kith_insert(db, Part, .label = "wheel", .code = "B", .whole_id = 1);

    DAMAGE(db, part->whole_id, 2, "parts", "whole_id");
    DAMAGE(db, part->whole_id, 0, "parts", "whole_id");
    DAMAGE(db, whole->whole_id, 1, "parts", "whole_id");
    family_close(db);
}

KT_TEST(damage, of_plain_columns_is_none)
{
    Store *ikea, *muji;
    kith_db *db = open_shop(&ikea, &muji);

    items[0]->price = -1;
    items[0]->weight.value = 3;
    items[0]->weight.present = true;
    items[0]->mark = 99;
    family_verify(db);
    memset(&items[1]->mark, 0xff, sizeof items[1]->mark);

    family_close(db);
}
