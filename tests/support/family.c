/* family.c - the shared schemas and helpers; see family.h. */
#include "family.h"

#include "fault.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_COLUMN(Store, name),
           KITH_RELATIONSHIP(Store, items, Item, .back_populates = "store"));
KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id), KITH_COLUMN(Item, name),
           KITH_COLUMN(Item, price), KITH_OPTIONAL_COLUMN(Item, weight),
           KITH_FOREIGN_KEY(Item, store_id, Store, id),
           KITH_RELATIONSHIP(Item, store, Store, .back_populates = "items"));

KITH_TABLE(User, "users", KITH_PRIMARY_KEY(User, id),
           KITH_COLUMN(User, email, .unique = true, .not_null = true),
           KITH_RELATIONSHIP(User, profile, Profile, .back_populates = "user"));
KITH_TABLE(Profile, "profiles", KITH_PRIMARY_KEY(Profile, id),
           KITH_COLUMN(Profile, bio),
           KITH_FOREIGN_KEY(Profile, user_id, User, id,
                            .on_delete = KITH_CASCADE),
           KITH_RELATIONSHIP(Profile, user, User, .back_populates = "profile"));

KITH_TABLE(StudentCourse, "student_course",
           KITH_FOREIGN_KEY(StudentCourse, student_id, Student, id,
                            .primary_key = true),
           KITH_FOREIGN_KEY(StudentCourse, course_id, Course, id,
                            .primary_key = true),
           KITH_RELATIONSHIP(StudentCourse, student, Student),
           KITH_RELATIONSHIP(StudentCourse, course, Course));
KITH_TABLE(Student, "students", KITH_PRIMARY_KEY(Student, id),
           KITH_COLUMN(Student, name),
           KITH_RELATIONSHIP(Student, courses, Course,
                             .secondary = "student_course",
                             .back_populates = "students"));
KITH_TABLE(Course, "courses", KITH_PRIMARY_KEY(Course, id),
           KITH_COLUMN(Course, title),
           KITH_COLUMN(Course, code, .unique = true),
           KITH_RELATIONSHIP(Course, students, Student,
                             .secondary = "student_course",
                             .back_populates = "courses"));

KITH_TABLE(Employee, "employees", KITH_PRIMARY_KEY(Employee, id),
           KITH_COLUMN(Employee, name),
           KITH_FOREIGN_KEY(Employee, manager_id, Employee, id,
                            .on_delete = KITH_RESTRICT),
           KITH_RELATIONSHIP(Employee, manager, Employee,
                             .back_populates = "reports"),
           KITH_RELATIONSHIP(Employee, reports, Employee,
                             .back_populates = "manager"));

/* A test that fails leaves its database open, and the next one must not be
 * blamed for its memory: sums are only looked at while one is open. */
static int open_count;

kith_db *family_open(const kith_table *const *tables)
{
    return family_open_seeded(tables, 0);
}

kith_db *family_open_seeded(const kith_table *const *tables, uint64_t seed)
{
    kith_options options =
        KITH_OPTIONS(.allocator = fault_allocator(), .hash_seed = seed);
    kith_error error = {.status = KITH_OK};
    kith_db *db = NULL;

    fault_fail_allocation(0);
    kith_open(&db, tables, &options, &error);
    KT_ASSERT(db, "%s", error.message);
    open_count++;
    return db;
}

void family_verify(kith_db *db)
{
    kith_error error = {.status = KITH_OK};

    KT_ASSERT(kith_verify_to(db, &error) == KITH_OK, "%s", error.message);
}

void family_close(kith_db *db)
{
    family_verify(db);
    if (open_count == 1)
        KT_ASSERT_EQ(kith_memory_used(db), fault_live_bytes());
    kith_close(db);
    open_count--;
    if (open_count == 0)
        KT_ASSERT_EQ(fault_live_bytes() + fault_live_blocks(), (size_t)0);
}

void family_close_own(kith_db *db)
{
    family_verify(db);
    kith_close(db);
}

uint64_t family_random(uint64_t *state)
{
    uint64_t x = *state;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    *state = x;
    return x * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

const char *family_name(int number)
{
    static char names[8][16];
    static unsigned last;
    char *name = names[last++ % 8];

    snprintf(name, sizeof names[0], "%d", number);
    return name;
}

/* What the program itself takes to compare states is not the time of kith. */
#ifdef FAMILY_COMPARED
double comparing_seconds(void); /* tests/backwards/ */
#else
static double comparing_seconds(void)
{
    return 0;
}
#endif

double family_seconds(void)
{
    return (double)clock() / (double)CLOCKS_PER_SEC - comparing_seconds();
}

bool family_linear(double tenth, double time)
{
    return time < 0.25 || time < 45 * tenth;
}

void spell(struct spelling *spelling, const char *word)
{
    const size_t used = strlen(spelling->text);

    snprintf(spelling->text + used, sizeof spelling->text - used, "%s%s",
             spelling->count ? " " : "", word ? word : "-");
    spelling->count++;
}
