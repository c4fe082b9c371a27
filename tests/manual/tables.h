/* tables.h - what the fragments of the manual are about: the tables of kith.h
 * and README.md, and variables that hold some of their rows.
 *
 * A fragment that declares a row type itself defines MANUAL_<type>. run.c fills
 * them.
 */
#ifndef MANUAL_TABLES_H
#define MANUAL_TABLES_H

#define KITH_CRITERION_PLAIN

#include <kith.h>
#include <kith/criterion.h>
#include <kith/ddl.h>
#include <kith/diagram.h>
#include <kith/test.h>
#include <kith/dump.h>
#include <kith/test/diff.h>
#include <kith/test/world.h>
#include <kith/output.h>

#include <assert.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Store Store;
typedef struct Item Item;
typedef struct Student Student;
typedef struct Course Course;
typedef struct Enrolment Enrolment;
typedef struct Friendship Friendship;
typedef struct Post Post;
typedef struct Album Album;
typedef struct Track Track;

#ifndef MANUAL_Store
struct Store {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Item) items;
};
KITH_DECLARE(Store);
#endif
#ifndef MANUAL_Item
struct Item {
    const int64_t id;
    KITH_TEXT name;
    double price;
    KITH_OPTIONAL(double) weight;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
};
KITH_DECLARE(Item);
#endif
#ifndef MANUAL_Student
struct Student {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Enrolment, Course) courses;
    KITH_COLLECTION_VIA(Friendship, Student) friends;
};
KITH_DECLARE(Student);
#endif
#ifndef MANUAL_Course
struct Course {
    const int64_t id;
    KITH_TEXT title;
    KITH_COLLECTION_VIA(Enrolment, Student) students;
};
KITH_DECLARE(Course);
#endif
#ifndef MANUAL_Enrolment
struct Enrolment {
    const int64_t student_id, course_id;
    KITH_REFERENCE(Student) student;
    KITH_REFERENCE(Course) course;
};
KITH_DECLARE(Enrolment);
#endif
#ifndef MANUAL_Friendship
struct Friendship {
    const int64_t one_id, two_id;
    KITH_REFERENCE(Student) one;
    KITH_REFERENCE(Student) two;
};
KITH_DECLARE(Friendship);
#endif
#ifndef MANUAL_Post
struct Post {
    KITH_TEXT title;
};
#endif
#ifndef MANUAL_Album
struct Album {
    KITH_TEXT artist;
    KITH_TEXT title;
};
KITH_DECLARE(Album);
#endif
#ifndef MANUAL_Track
struct Track {
    KITH_TEXT artist;
    KITH_TEXT album;
    KITH_TEXT title;
    const int32_t number;
};
KITH_DECLARE(Track);
#endif

/* Closes a database, and tells run.c that a statement has done it. */
void manual_close(kith_db **closed);
#define kith_close(db) manual_close(&(db))

extern kith_db *db, *expected;
extern kith_error error;
extern kith_status status;
extern Store *ikea, *obi, *stores[1000];
extern int64_t ids[1000];
extern Item *chair, *desk, *rows[3], *chairs[1000];
extern const kith_table *table;
extern const Item *items;
extern Student *ana, *bob;
extern Course *c;
extern kith_column column;
extern kith_stats stats;
extern const char *name;
extern void *app;
extern double sum;
extern jmp_buf way_out;
extern void *row;
extern kith_relationship relationship;
extern kith_handle handle;
extern kith_test_allocator memory;
extern kith_factories f;
extern kith_output output;
extern kith_names names;
extern size_t count;
extern kith_world two_stores;
extern const kith_factory Store_factory, Item_factory;

#endif
