/* seeds.c - the first program to read: every kind of relationship, from every
 * side, in small steps.
 *
 * Each step says in words what it does, does it, and checks what is true
 * afterwards; every check that holds is printed, and one that does not ends the
 * program with exit status 1. So the output is the lesson, and the program is a
 * test.
 *
 * The row types are in seeds.h, the tables in seeds_tables.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seeds.h"

static void chapter(const char *title)
{
    printf("\n%s\n", title);
}

static void step(const char *words)
{
    printf("  %s\n", words);
}

static void check(bool holds, const char *fact)
{
    if (!holds) {
        fprintf(stderr, "seeds: this should be true and is not: %s\n", fact);
        exit(EXIT_FAILURE);
    }
    printf("    - %s\n", fact);
}

/* The call before this one was refused: it was for this reason, in words. */
static void check_reason(kith_db *db, kith_status wanted)
{
    const kith_error *error = kith_last_error(db);

    if (error->status != wanted) {
        fprintf(stderr, "seeds: expected %s, got %s\n",
                kith_status_name(wanted), kith_status_name(error->status));
        exit(EXIT_FAILURE);
    }
    printf("    - %s: %s\n", kith_status_name(wanted), error->message);
}

/* --- One-to-one ----------------------------------------------------------- */

static void one_profile_two_users(User *ada, User *bob, Profile *profile)
{
    check(ada->profile.row == profile, "ada->profile.row is the profile");
    check(profile->user_id == ada->id, "profile->user_id is Ada's id");

    step("Give it to Bob, from the user's side.");
    kith_relate(bob, profile, profile);
    check(profile->user.row == bob, "profile->user.row is Bob");
    check(profile->user_id == bob->id, "profile->user_id is Bob's id");
    check(ada->profile.row == NULL, "Ada has no profile any more");

    step("Give it back by setting the foreign key, a plain number.");
    kith_set(profile, user_id, ada->id);
    check(profile->user.row == ada, "profile->user.row is Ada");
    check(ada->profile.row == profile, "ada->profile.row is the profile");
    check(bob->profile.row == NULL, "Bob has none");

    step("Unlink it, from the profile's side.");
    kith_unlink(profile, user);
    check(ada->profile.row == NULL, "ada->profile.row is NULL");
    check(kith_is_null(profile, user_id), "the foreign key is NULL");
    kith_relate(profile, user, ada);
}

static void one_to_one(kith_db *db)
{
    chapter("One-to-one: a user has at most one profile");
    step("Insert two users, and a profile that names Ada as its user.");
    User *ada = kith_insert(db, User, .email = "ada@example.org");
    User *bob = kith_insert(db, User, .email = "bob@example.org");
    Profile *first = kith_insert(db, Profile, .bio = "Poet", .user.row = ada);
    one_profile_two_users(ada, bob, first);

    step("Insert a second profile for Ada.");
    check(!kith_insert(db, Profile, .bio = "Rival", .user_id = ada->id),
          "the call is refused");
    check_reason(db, KITH_E_UNIQUE);
    check(kith_count(db, Profile) == 1, "no row was added");

    step("Insert one without a user, and relate it to Ada: it replaces.");
    Profile *second = kith_insert(db, Profile, .bio = "Engineer");
    kith_relate(ada, profile, second);
    check(ada->profile.row == second, "ada->profile.row is the new one");
    check(first->user.row == NULL, "the old one is left without a user");

    step("Delete Ada. The key of profiles says KITH_CASCADE.");
    kith_delete(ada);
    check(!kith_find(db, User, email, "ada@example.org"), "Ada is gone");
    check(kith_count(db, Profile) == 1, "and her profile with her");
}

/* --- One-to-many ---------------------------------------------------------- */

static void move_items(kith_db *db, Store *ikea, Item *chair, Item *lamp)
{
    step("Append the lamp to the list of the store.");
    kith_append(ikea, items, lamp);
    check(ikea->items.count == 2, "IKEA has two items");
    check(lamp->store.row == ikea, "lamp->store.row is IKEA");
    check(lamp->store_id == ikea->id, "lamp->store_id is IKEA's id");

    step("Append it once more: nothing changes.");
    kith_append(ikea, items, lamp);
    check(ikea->items.count == 2, "IKEA still has two items");

    step("Set the chair's foreign key to another store.");
    Store *habitat = kith_insert(db, Store, .name = "Habitat");
    kith_set(chair, store_id, habitat->id);
    check(chair->store.row == habitat, "chair->store.row is Habitat");
    check(kith_contains(habitat, items, chair), "Habitat lists the chair");
    check(!kith_contains(ikea, items, chair), "IKEA does not");

    step("Relate it to IKEA again, by its reference.");
    kith_relate(chair, store, ikea);
    check(habitat->items.count == 0, "Habitat's list is empty");
    check(chair->store_id == ikea->id, "chair->store_id is IKEA's id");

    step("Remove the lamp from IKEA's list, twice.");
    kith_remove(ikea, items, lamp);
    check(kith_is_null(lamp, store_id), "lamp->store_id is NULL");
    check(lamp->store.row == NULL, "lamp->store.row is NULL");
    check(kith_remove(ikea, items, lamp) != KITH_OK,
          "the second time is refused");
    check_reason(db, KITH_E_NOT_FOUND);
    kith_relate(lamp, store, ikea);
}

static void change_columns(Item *chair)
{
    step("Write a plain column directly, others by call.");
    chair->price = 9.5;
    check(!chair->weight.present, "the weight is NULL");
    kith_set(chair, weight, 4.5);
    check(chair->weight.present, "the weight has a value");
    kith_update(chair, kith_to(chair, name, "Stool"), kith_to(chair, price, 7),
                kith_to_null(chair, weight));
    check(strcmp(chair->name, "Stool") == 0, "the chair became a stool");
    check(!chair->weight.present, "its weight is NULL again");
}

static void one_to_many(kith_db *db)
{
    chapter("One-to-many: a store has many items");
    step("Insert a store, a chair that names it, and a lamp without a store.");
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
    Item *lamp = kith_insert(db, Item, .name = "Lamp");
    check(ikea->items.count == 1, "IKEA has one item");
    check(chair->store_id == ikea->id, "chair->store_id is IKEA's id");
    move_items(db, ikea, chair, lamp);
    change_columns(chair);

    step("Walk the list. It keeps the order of appending.");
    kith_for_each(item, ikea->items)
        printf("      %s of %s\n", item->name, item->store.row->name);

    step("Insert an item for a store that does not exist.");
    check(!kith_insert(db, Item, .name = "Ghost", .store_id = 99),
          "the call is refused");
    check_reason(db, KITH_E_PARENT);

    step("Delete IKEA. The key of items may be NULL and says nothing.");
    kith_delete(ikea);
    check(kith_count(db, Item) == 2, "its items stay");
    check(chair->store.row == NULL, "without a store");
    check(kith_is_null(chair, store_id), "and with a NULL key");
}

/* --- Many-to-many --------------------------------------------------------- */

static void link_from_all_sides(kith_db *db, Student *ana, Course *c)
{
    step("Append a course to Ana's courses.");
    kith_append(ana, courses, c);
    check(kith_count(db, StudentCourse) == 1, "an association row was made");
    check(kith_contains(c, students, ana), "the course lists Ana");

    step("Append Ana to the students of another course.");
    Course *art = kith_insert(db, Course, .title = "Art", .code = "A1");
    kith_append(art, students, ana);
    check(ana->courses.count == 2, "Ana has two courses");

    step("Insert an association row for Ben.");
    Student *ben = kith_insert(db, Student, .name = "Ben");
    StudentCourse *link =
        kith_insert(db, StudentCourse, .student.row = ben, .course_id = c->id);
    check(kith_contains(ben, courses, c), "Ben has the course");
    check(kith_contains(c, students, ben), "the course has Ben");

    step("Point that row at the other course.");
    kith_relate(link, course, art);
    check(!kith_contains(c, students, ben), "the course has lost Ben");
    check(kith_contains(art, students, ben), "and Art has him");

    step("Link a pair that is linked: append shrugs, insert refuses.");
    kith_append(ben, courses, art);
    check(ben->courses.count == 1, "Ben has one course");
    check(
        !kith_insert(db, StudentCourse, .student.row = ben, .course.row = art),
        "the insert is refused");
    check_reason(db, KITH_E_UNIQUE);

    step("Delete Ben's association row.");
    kith_delete(link);
    check(ben->courses.count == 0, "Ben has no course");
    check(!kith_contains(art, students, ben), "and Art has no Ben");
}

static void many_to_many(kith_db *db)
{
    chapter("Many-to-many: students and courses, linked by rows");
    step("Insert a student and a course.");
    Student *ana = kith_insert(db, Student, .name = "Ana");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C101");
    link_from_all_sides(db, ana, c);

    step("Walk Ana's courses: each member is a link, with a course behind.");
    kith_for_each(link, ana->courses)
        printf("      %s takes %s\n", ana->name, link->course.row->title);

    step("Remove Ana from the students of C.");
    kith_remove(c, students, ana);
    check(ana->courses.count == 1, "Ana has one course left");
    check(kith_count(db, StudentCourse) == 1, "the association row is gone");

    step("Delete Ana. An association row never outlives one of its ends.");
    kith_delete(ana);
    check(kith_count(db, StudentCourse) == 0, "her link is gone");
    check(kith_count(db, Course) == 2, "the courses stay");
}

/* --- Self-reference ------------------------------------------------------- */

static void self_reference(kith_db *db)
{
    chapter("Self-reference: employees and their managers, in one table");
    step("Insert a boss, and three who report in three ways.");
    Employee *eve = kith_insert(db, Employee, .name = "Eve");
    Employee *fay =
        kith_insert(db, Employee, .name = "Fay", .manager.row = eve);
    Employee *gus =
        kith_insert(db, Employee, .name = "Gus", .manager_id = eve->id);
    Employee *hal = kith_insert(db, Employee, .name = "Hal");
    kith_append(fay, reports, hal);
    check(eve->reports.count == 2, "Fay and Gus report to Eve");
    check(hal->manager.row->manager.row == eve,
          "Eve is the manager of Hal's manager");

    step("Set Hal's key: he moves to Eve.");
    kith_set(hal, manager_id, eve->id);
    check(fay->reports.count == 0, "nobody reports to Fay");
    kith_for_each(report, eve->reports)
        printf("      %s reports to %s\n", report->name, eve->name);

    step("Delete Eve. The key says KITH_RESTRICT.");
    check(kith_delete(eve) != KITH_OK, "the call is refused");
    check_reason(db, KITH_E_CHILDREN);
    check(kith_is_live(eve) && eve->reports.count == 3, "nothing changed");

    step("Clear her list and delete her again.");
    kith_clear(eve, reports);
    check(kith_is_null(gus, manager_id), "Gus has no manager");
    check(kith_delete(eve) == KITH_OK, "now Eve may go");
    check(kith_count(db, Employee) == 3, "the others stay");
}

int main(void)
{
    kith_db *db = NULL;
    kith_error error;

    if (kith_open(&db,
                  KITH_TABLES(User, Profile, Store, Item, Student, Course,
                              StudentCourse, Employee),
                  NULL, &error) != KITH_OK) {
        fprintf(stderr, "seeds: %s\n", error.message);
        return EXIT_FAILURE;
    }
    one_to_one(db);
    one_to_many(db);
    many_to_many(db);
    self_reference(db);

    chapter("In the end");
    check(kith_verify(db) == KITH_OK, "every row, key, list and index agrees");
    kith_close(db);
    return EXIT_SUCCESS;
}
