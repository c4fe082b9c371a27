/* seeds.c - the classic relationships, as the design first wrote them. */
#include <kith.h>

#include <stdio.h>

/* One-to-one: the parent holds a scalar (SQLAlchemy: uselist=False). */
typedef struct User User;
typedef struct Profile Profile;
struct User {
    const int64_t id;
    KITH_TEXT email;
    KITH_SCALAR(Profile) profile;
};
struct Profile {
    const int64_t id;
    KITH_TEXT bio;
    const int64_t user_id;
    KITH_REFERENCE(User) user;
};
KITH_TABLE(User, "users",
    KITH_PRIMARY_KEY(User, id),
    KITH_COLUMN(User, email, .unique = true, .not_null = true),
    KITH_RELATIONSHIP(User, profile, Profile, .back_populates = "user"));
KITH_TABLE(Profile, "profiles",
    KITH_PRIMARY_KEY(Profile, id),
    KITH_COLUMN(Profile, bio),
    KITH_FOREIGN_KEY(Profile, user_id, User, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Profile, user, User, .back_populates = "profile"));

/* One-to-many. */
typedef struct Store Store;
typedef struct Item Item;
struct Store {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Item) items;
};
struct Item {
    const int64_t id;
    KITH_TEXT name;
    double price;
    KITH_OPTIONAL(double) weight;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
};
KITH_TABLE(Store, "stores",
    KITH_PRIMARY_KEY(Store, id),
    KITH_COLUMN(Store, name),
    KITH_RELATIONSHIP(Store, items, Item, .back_populates = "store"));
KITH_TABLE(Item, "items",
    KITH_PRIMARY_KEY(Item, id),
    KITH_COLUMN(Item, name),
    KITH_COLUMN(Item, price),
    KITH_OPTIONAL_COLUMN(Item, weight),
    KITH_FOREIGN_KEY(Item, store_id, Store, id),
    KITH_RELATIONSHIP(Item, store, Store, .back_populates = "items"));

/* Many-to-many: the association table is a table of its own, named by .secondary on both sides. */
typedef struct Student Student;
typedef struct Course Course;
typedef struct StudentCourse StudentCourse;
struct StudentCourse {
    const int64_t student_id, course_id;
    KITH_REFERENCE(Student) student;
    KITH_REFERENCE(Course) course;
};
struct Student {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(StudentCourse, Course) courses;
};
struct Course {
    const int64_t id;
    KITH_TEXT title;
    const char code[8];
    KITH_COLLECTION_VIA(StudentCourse, Student) students;
};
KITH_TABLE(StudentCourse, "student_course",
    KITH_FOREIGN_KEY(StudentCourse, student_id, Student, id, .primary_key = true),
    KITH_FOREIGN_KEY(StudentCourse, course_id, Course, id, .primary_key = true),
    KITH_RELATIONSHIP(StudentCourse, student, Student),
    KITH_RELATIONSHIP(StudentCourse, course, Course));
KITH_TABLE(Student, "students",
    KITH_PRIMARY_KEY(Student, id),
    KITH_COLUMN(Student, name),
    KITH_RELATIONSHIP(Student, courses, Course, .secondary = "student_course", .back_populates = "students"));
KITH_TABLE(Course, "courses",
    KITH_PRIMARY_KEY(Course, id),
    KITH_COLUMN(Course, title),
    KITH_COLUMN(Course, code, .unique = true),
    KITH_RELATIONSHIP(Course, students, Student, .secondary = "student_course", .back_populates = "courses"));

/* Self-reference: an adjacency list. The shapes say which side is "one" (SQLAlchemy: remote_side). */
typedef struct Employee Employee;
struct Employee {
    const int64_t id;
    KITH_TEXT name;
    const int64_t manager_id;
    KITH_REFERENCE(Employee) manager;
    KITH_COLLECTION(Employee) reports;
};
KITH_TABLE(Employee, "employees",
    KITH_PRIMARY_KEY(Employee, id),
    KITH_COLUMN(Employee, name),
    KITH_FOREIGN_KEY(Employee, manager_id, Employee, id, .on_delete = KITH_RESTRICT),
    KITH_RELATIONSHIP(Employee, manager, Employee, .back_populates = "reports"),
    KITH_RELATIONSHIP(Employee, reports, Employee, .back_populates = "manager"));

void tour(kith_db *db);
void tour(kith_db *db)
{
    User *ada = kith_insert(db, User, .email = "ada@example.org");
    Profile *profile = kith_insert(db, Profile, .bio = "first", .user.row = ada);
    kith_set(profile, bio, "second");
    kith_unlink(ada, profile);

    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "Chair", .price = 9.5, .weight = KITH_SOME(4.2));
    kith_set(chair, weight.value, 4.5);
    kith_update(chair, kith_to(chair, name, "Stool"), kith_to(chair, price, 7.0), kith_to_null(chair, weight));
    kith_append(ikea, items, chair);
    kith_set(chair, store_id, 2);
    kith_for_each(item, ikea->items)
        printf("%s of %s\n", item->name, item->store.row->name);

    Student *ana = kith_insert(db, Student, .name = "Ana");
    Course *c_course = kith_insert(db, Course, .title = "C", .code = "C101");
    kith_append(ana, courses, c_course);
    kith_for_each(link, ana->courses)
        printf("%s\n", link->course.row->title);

    Employee *boss = kith_get(db, Employee, 1);
    kith_for_each(report, boss->reports)
        printf("%s\n", report->name);
    kith_delete(kith_find(db, User, email, "ada@example.org"));
}
