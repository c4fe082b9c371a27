/* seeds.h - the row types of the seeds example: the relationships that every
 * relational model is made of.
 *
 *   one-to-one     User     --- Profile     a user has at most one profile
 *   one-to-many    Store    --< Item        a store has any number of items
 *   many-to-many   Student >--< Course      through rows of StudentCourse
 *   self-reference Employee --< Employee    a manager is an employee too
 *
 * A row is a plain struct. const marks what the database keeps in step and only
 * a call may change; what is not const may be written like any member.
 *
 * Knows  the types alone. What they mean as tables stands in seeds_tables.c.
 */
#ifndef SEEDS_H
#define SEEDS_H

#include <kith.h>

typedef struct User User;
typedef struct Profile Profile;
typedef struct Store Store;
typedef struct Item Item;
typedef struct Student Student;
typedef struct Course Course;
typedef struct StudentCourse StudentCourse;
typedef struct Employee Employee;

/* --- One-to-one: the parent holds a scalar -------------------------------- */

struct User {
    const int64_t id;
    KITH_TEXT email;
    KITH_SCALAR(Profile) profile; /* ada->profile.row, or NULL */
};

struct Profile {
    const int64_t id;
    KITH_TEXT bio;
    const int64_t user_id;     /* the foreign key */
    KITH_REFERENCE(User) user; /* the same fact as a pointer: user.row */
};

/* --- One-to-many: the parent holds a collection --------------------------- */

struct Store {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Item) items;
};

struct Item {
    const int64_t id;
    KITH_TEXT name;
    double price;                 /* plain: chair->price = 7 is fine */
    KITH_OPTIONAL(double) weight; /* a number that can be NULL */
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
};

/* --- Many-to-many: each link is a row of its own -------------------------- */

struct StudentCourse {
    const int64_t student_id;
    const int64_t course_id;
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
    const char code[8]; /* text in place: up to 7 bytes */
    KITH_COLLECTION_VIA(StudentCourse, Student) students;
};

/* --- Self-reference: a tree in one table ---------------------------------- */

struct Employee {
    const int64_t id;
    KITH_TEXT name;
    const int64_t manager_id;
    KITH_REFERENCE(Employee) manager;
    KITH_COLLECTION(Employee) reports;
};

KITH_DECLARE(User);
KITH_DECLARE(Profile);
KITH_DECLARE(Store);
KITH_DECLARE(Item);
KITH_DECLARE(Student);
KITH_DECLARE(Course);
KITH_DECLARE(StudentCourse);
KITH_DECLARE(Employee);

#endif
