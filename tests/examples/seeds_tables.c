/* seeds_tables.c - what the row types of seeds.h mean as tables.
 *
 * Each KITH_TABLE says which members are columns, which are keys, and which
 * show a relationship. .back_populates names the member at the other end, and
 * .on_delete says what happens to the children of a deleted row:
 *
 *   Profile of a user     KITH_CASCADE    goes with the user
 *   Item of a store       nothing said    stays, without a store
 *   StudentCourse         nothing said    goes: a link has two ends or none
 *   Employee              KITH_RESTRICT   while someone reports to a manager,
 *                                         the manager cannot be deleted
 */
#include "seeds.h"

/* One attribute a line. */
/* clang-format off */

KITH_TABLE(User, "users",
    KITH_PRIMARY_KEY(User, id),
    KITH_COLUMN(User, email, .unique = true, .not_null = true),
    KITH_RELATIONSHIP(User, profile, Profile, .back_populates = "user"));

KITH_TABLE(Profile, "profiles",
    KITH_PRIMARY_KEY(Profile, id),
    KITH_COLUMN(Profile, bio),
    KITH_FOREIGN_KEY(Profile, user_id, User, id, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Profile, user, User, .back_populates = "profile"));

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

KITH_TABLE(StudentCourse, "student_course",
    KITH_FOREIGN_KEY(StudentCourse, student_id, Student, id,
        .primary_key = true),
    KITH_FOREIGN_KEY(StudentCourse, course_id, Course, id,
        .primary_key = true),
    KITH_RELATIONSHIP(StudentCourse, student, Student),
    KITH_RELATIONSHIP(StudentCourse, course, Course));

KITH_TABLE(Student, "students",
    KITH_PRIMARY_KEY(Student, id),
    KITH_COLUMN(Student, name),
    KITH_RELATIONSHIP(Student, courses, Course,
        .secondary = "student_course", .back_populates = "students"));

KITH_TABLE(Course, "courses",
    KITH_PRIMARY_KEY(Course, id),
    KITH_COLUMN(Course, title),
    KITH_COLUMN(Course, code, .unique = true),
    KITH_RELATIONSHIP(Course, students, Student,
        .secondary = "student_course", .back_populates = "courses"));

KITH_TABLE(Employee, "employees",
    KITH_PRIMARY_KEY(Employee, id),
    KITH_COLUMN(Employee, name),
    KITH_FOREIGN_KEY(Employee, manager_id, Employee, id,
        .on_delete = KITH_RESTRICT),
    KITH_RELATIONSHIP(Employee, manager, Employee,
        .back_populates = "reports"),
    KITH_RELATIONSHIP(Employee, reports, Employee,
        .back_populates = "manager"));

/* clang-format on */
