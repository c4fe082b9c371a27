/* family.h - small shared schemas, and what nearly every test does with them:
 * open, ask for a refusal, spell a list, close.
 */
#ifndef SUPPORT_FAMILY_H
#define SUPPORT_FAMILY_H

#include <kith.h>

#include "kt.h"

/* --- One-to-many: stores and their items --------------------------------- */

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
    int64_t mark; /* no column: the user's own */
};
KITH_DECLARE(Store);
KITH_DECLARE(Item);

/* --- One-to-one: users and their profiles -------------------------------- */

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
KITH_DECLARE(User);
KITH_DECLARE(Profile);

/* --- Many-to-many: students and courses ---------------------------------- */

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
KITH_DECLARE(Student);
KITH_DECLARE(Course);
KITH_DECLARE(StudentCourse);

/* --- Self-reference: employees and their managers ------------------------ */

typedef struct Employee Employee;
struct Employee {
    const int64_t id;
    KITH_TEXT name;
    const int64_t manager_id;
    KITH_REFERENCE(Employee) manager;
    KITH_COLLECTION(Employee) reports;
};
KITH_DECLARE(Employee);

/* --- Opening and closing -------------------------------------------------- */

/* Open the tables with the allocator of fault.h, which refuses nothing now. */
kith_db *family_open(const kith_table *const *tables);
#define OPEN(...) family_open(KITH_TABLES(__VA_ARGS__))
kith_db *family_open_seeded(const kith_table *const *tables, uint64_t seed);

/* Prove the database whole, close it, and see that all its memory came back. */
void family_close(kith_db *db);

/* The same for a database that the test has opened itself, or cloned. */
void family_close_own(kith_db *db);

/* Assert that the database is whole, and say what is wrong where it is not. */
void family_verify(kith_db *db);

/* A pseudo-random number; the state must not be zero. */
uint64_t family_random(uint64_t *state);

/* A number as text, for names: valid until the eighth call after this one. */
const char *family_name(int number);

/* How much CPU time this process has used, but for comparisons that the program
 * makes of its own (tests/backwards/). */
double family_seconds(void);

/* Whether twice the work took twice the time or so: time is that for 10 n, and
 * tenth that for n. Quadratic work takes a hundred times as long. */
bool family_linear(double tenth, double time);

/* Sanitizers cost time and stack: the big tests are a tenth as big there. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define FAMILY_SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#define FAMILY_SANITIZED 1
#endif
#endif
#ifndef FAMILY_SANITIZED
#define FAMILY_SANITIZED 0
#endif

/* Valgrind, for which tests/CMakeLists.txt says 1, looks at every access and
 * finds no more in the thousandth round: what is counted or drawn at random is
 * done in full by the other programs of the same run. */
#ifndef FAMILY_SLOW
#define FAMILY_SLOW 0
#endif

/* --- Assertions ----------------------------------------------------------- */

/* The call answers this status. */
#define ANSWERS(call, expected)                                  \
    do {                                                         \
        const kith_status answer_ = (call);                      \
        KT_ASSERT(answer_ == (expected), "%s answers %s", #call, \
                  kith_status_name(answer_));                    \
    } while (0)

/* The call answers this failure, kith_last_error() has it too, and the contents
 * of the database are what they were. */
#define REFUSES(db, call, expected)                                           \
    do {                                                                      \
        const uint64_t before_ = kith_digest(db);                             \
        const kith_status answer_ = (call);                                   \
        KT_ASSERT(answer_ == (expected), "%s answers %s", #call,              \
                  kith_status_name(answer_));                                 \
        KT_ASSERT(kith_last_error(db)->status == (expected),                  \
                  "%s leaves %s as the last error", #call,                    \
                  kith_status_name(kith_last_error(db)->status));             \
        KT_ASSERT(kith_digest(db) == before_, "%s changed something", #call); \
    } while (0)

/* The same for an insert, which answers NULL. */
#define REFUSES_ROW(db, insert, expected)                             \
    do {                                                              \
        const uint64_t before_ = kith_digest(db);                     \
        const void *const row_ = (insert);                            \
        KT_ASSERT(!row_, "%s answers a row", #insert);                \
        KT_ASSERT(kith_last_error(db)->status == (expected),          \
                  "%s leaves %s as the last error", #insert,          \
                  kith_status_name(kith_last_error(db)->status));     \
        KT_ASSERT(kith_digest(db) == before_, "%s changed something", \
                  #insert);                                           \
    } while (0)

/* Words with blanks between them; NULL is spelled "-". */
struct spelling {
    char text[512];
    uint32_t count;
};
void spell(struct spelling *spelling, const char *word);

/* The members of a collection, each spelled by `path`, are these words in this
 * order, and the collection counts as many: ASSERT_LIST(ikea->items, name,
 * "chair table"), ASSERT_LIST(ana->courses, course.row->title, "C"). */
#define ASSERT_LIST(collection, path, expected)                              \
    do {                                                                     \
        struct spelling spelling_ = {.count = 0};                            \
        kith_for_each(member_, collection) spell(&spelling_, member_->path); \
        KT_ASSERT_STR_EQ(spelling_.text, (expected));                        \
        KT_ASSERT_EQ((collection).count, spelling_.count);                   \
    } while (0)

/* The same for the rows that hold a value, in the order of a match. */
#define ASSERT_MATCHES(db, Row, field, value, path, expected) \
    do {                                                      \
        struct spelling spelling_ = {.count = 0};             \
        kith_for_each_match((db), Row, member_, field, value) \
            spell(&spelling_, member_->path);                 \
        KT_ASSERT_STR_EQ(spelling_.text, (expected));         \
    } while (0)

#endif
