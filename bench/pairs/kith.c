/* kith.c - students and courses in kith. */
#include "pairs/pairs.h"
#include "peers/kith.h"

#include <kith.h>

#include <stdlib.h>

typedef struct Student Student;
typedef struct Course Course;
typedef struct Enrolment Enrolment;
struct Student {
    const int64_t id;
    int64_t value;
    KITH_COLLECTION_VIA(Enrolment, Course) courses;
};
struct Course {
    const int64_t id;
    int64_t value;
    KITH_COLLECTION_VIA(Enrolment, Student) students;
};
struct Enrolment {
    const int64_t student_id, course_id;
    KITH_REFERENCE(Student) student;
    KITH_REFERENCE(Course) course;
};
static KITH_TABLE(Student, "students", KITH_PRIMARY_KEY(Student, id),
                  KITH_COLUMN(Student, value),
                  KITH_RELATIONSHIP(Student, courses, Course,
                                    .secondary = "enrolments",
                                    .back_populates = "students"));
static KITH_TABLE(Course, "courses", KITH_PRIMARY_KEY(Course, id),
                  KITH_COLUMN(Course, value),
                  KITH_RELATIONSHIP(Course, students, Student,
                                    .secondary = "enrolments",
                                    .back_populates = "courses"));
static KITH_TABLE(Enrolment, "enrolments",
                  KITH_FOREIGN_KEY(Enrolment, student_id, Student, id,
                                   .primary_key = true),
                  KITH_FOREIGN_KEY(Enrolment, course_id, Course, id,
                                   .primary_key = true),
                  KITH_RELATIONSHIP(Enrolment, student, Student),
                  KITH_RELATIONSHIP(Enrolment, course, Course));

struct world {
    struct pairs_handles rows;
    kith_db *db;
};

static void *open(void *data)
{
    const struct pairs *pairs = data;
    struct world *world = bench_new(sizeof(*world));

    pairs_handles_init(&world->rows, pairs);
    world->db = bench_kith_open(KITH_TABLES(Student, Course, Enrolment));
    for (int64_t s = 1; s <= (int64_t)pairs->student_count; s++)
        world->rows.student_by_id[s] =
            kith_insert(world->db, Student, .id = s, .value = pairs_value(s));
    for (int64_t c = 1; c <= (int64_t)pairs->course_count; c++)
        world->rows.course_by_id[c] =
            kith_insert(world->db, Course, .id = c, .value = pairs_value(-c));
    for (size_t i = 0; i < pairs->pair_count; i++) {
        size_t pair = pairs->came[i];

        BENCH_REQUIRE(kith_insert(world->db, Enrolment,
                                  .student_id = pairs_student(pair),
                                  .course_id = pairs->courses[pair]));
    }
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    kith_close(world->db);
    pairs_handles_fini(&world->rows);
    free(world);
}

static uint64_t walk_courses(void *at, void *data)
{
    const struct world *world = at;
    const struct pairs *pairs = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < pairs->count; i++) {
        const Student *student = world->rows.students[i];

        kith_for_each(enrolment, student->courses)
            sum += (uint64_t)enrolment->course.row->value;
    }
    return sum;
}

static uint64_t walk_students(void *at, void *data)
{
    const struct world *world = at;
    const struct pairs *pairs = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < pairs->count; i++) {
        const Course *course = world->rows.courses[i];

        kith_for_each(enrolment, course->students)
            sum += (uint64_t)enrolment->student.row->value;
    }
    return sum;
}

static uint64_t append(void *at, void *data)
{
    struct world *world = at;
    const struct pairs *pairs = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < pairs->count; i++) {
        Student *student = world->rows.students[i];
        Course *course = world->rows.courses[i];

        BENCH_REQUIRE(kith_append(student, courses, course) == KITH_OK);
        sum += (uint64_t)(student->id + course->id);
    }
    return sum;
}

static uint64_t take_out(void *at, void *data)
{
    struct world *world = at;
    const struct pairs *pairs = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < pairs->count; i++) {
        Student *student = world->rows.students[i];
        Course *course = world->rows.courses[i];

        BENCH_REQUIRE(kith_remove(student, courses, course) == KITH_OK);
        sum += (uint64_t)(student->id + course->id);
    }
    return sum;
}

BENCH_KITH_LEVEL(pairs)

static const struct work works[] = {
    {pairs_take_students, walk_courses, NULL},
    {pairs_take_courses, walk_students, NULL},
    {pairs_take_both, append, take_out},
    {pairs_take_both, take_out, append},
};

const struct system pairs_kith = {"kith", open, close, works};
