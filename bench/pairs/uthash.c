/* uthash.c - students and courses as they are mostly written today: malloc, a
 * uthash over the keys of both ends, and utlist at both ends. */
#include "pairs/pairs.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include <utlist.h>

struct student {
    int64_t id, value;
    struct enrolment *courses;
};

struct course {
    int64_t id, value;
    struct enrolment *students;
};

struct key {
    int64_t student, course;
};

struct enrolment {
    struct key key;
    struct student *student;
    struct course *course;
    struct enrolment *next_course, *prev_course;   /* of the student */
    struct enrolment *next_student, *prev_student; /* of the course */
    UT_hash_handle hh;
};

struct world {
    struct pairs_handles rows;
    struct enrolment *all;
};

static struct student *student_new(struct world *world, int64_t id)
{
    struct student *student = bench_new(sizeof(*student));

    (void)world;
    *student = (struct student){.id = id, .value = pairs_value(id)};
    return student;
}

static struct course *course_new(struct world *world, int64_t id)
{
    struct course *course = bench_new(sizeof(*course));

    (void)world;
    *course = (struct course){.id = id, .value = pairs_value(-id)};
    return course;
}

static struct enrolment *find(const struct world *world,
                              const struct student *student,
                              const struct course *course)
{
    struct key key = {student->id, course->id};
    struct enrolment *enrolment;

    HASH_FIND(hh, world->all, &key, sizeof(key), enrolment);
    return enrolment;
}

static struct enrolment *enrolment_new(struct world *world,
                                       struct student *student,
                                       struct course *course)
{
    struct enrolment *enrolment = bench_new(sizeof(*enrolment));

    enrolment->key = (struct key){student->id, course->id};
    enrolment->student = student;
    enrolment->course = course;
    HASH_ADD(hh, world->all, key, sizeof(enrolment->key), enrolment);
    return enrolment;
}

static void enrolment_free(struct world *world, struct enrolment *enrolment)
{
    HASH_DEL(world->all, enrolment);
    free(enrolment);
}

#include "pairs/linked.h"
#include "pairs/works.h"

static void *open(void *data)
{
    struct world *world = bench_new(sizeof(*world));

    world->all = NULL;
    fill(world, data);
    return world;
}

static void close(void *at)
{
    struct world *world = at;
    struct enrolment *enrolment, *next;

    HASH_ITER(hh, world->all, enrolment, next)
    enrolment_free(world, enrolment);
    for (size_t i = 1; i <= world->rows.student_count; i++)
        free(world->rows.student_by_id[i]);
    for (size_t i = 1; i <= world->rows.course_count; i++)
        free(world->rows.course_by_id[i]);
    pairs_handles_fini(&world->rows);
    free(world);
}

const struct system pairs_uthash = {"uthash", open, close, works};
