/* glib.c - students and courses in GLib: a GHashTable over the keys of both
 * ends, and a GPtrArray at each end. */
#include "pairs/pairs.h"

#include <glib.h>
#include <stdlib.h>

struct student {
    int64_t id, value;
    GPtrArray *courses;
};

struct course {
    int64_t id, value;
    GPtrArray *students;
};

struct enrolment {
    int64_t student_id, course_id; /* the key */
    struct student *student;
    struct course *course;
};

struct world {
    struct pairs_handles rows;
    GHashTable *all;
};

static guint hash_of(gconstpointer row)
{
    const struct enrolment *enrolment = row;

    return g_int64_hash(&enrolment->student_id) * 31 +
           g_int64_hash(&enrolment->course_id);
}

static gboolean same_pair(gconstpointer a, gconstpointer b)
{
    const struct enrolment *one = a, *other = b;

    return one->student_id == other->student_id &&
           one->course_id == other->course_id;
}

static struct student *student_new(struct world *world, int64_t id)
{
    struct student *student = g_new(struct student, 1);

    (void)world;
    *student = (struct student){id, pairs_value(id), g_ptr_array_new()};
    return student;
}

static struct course *course_new(struct world *world, int64_t id)
{
    struct course *course = g_new(struct course, 1);

    (void)world;
    *course = (struct course){id, pairs_value(-id), g_ptr_array_new()};
    return course;
}

static struct enrolment *find(const struct world *world,
                              const struct student *student,
                              const struct course *course)
{
    struct enrolment key = {.student_id = student->id, .course_id = course->id};

    return g_hash_table_lookup(world->all, &key);
}

static void enrol(struct world *world, struct student *student,
                  struct course *course)
{
    struct enrolment *enrolment;

    if (find(world, student, course))
        return;
    enrolment = g_new(struct enrolment, 1);
    *enrolment = (struct enrolment){student->id, course->id, student, course};
    g_hash_table_add(world->all, enrolment);
    g_ptr_array_add(student->courses, enrolment);
    g_ptr_array_add(course->students, enrolment);
}

/* The hash table frees the row. */
static void leave(struct world *world, struct student *student,
                  struct course *course)
{
    struct enrolment *enrolment = find(world, student, course);

    g_ptr_array_remove_fast(student->courses, enrolment);
    g_ptr_array_remove_fast(course->students, enrolment);
    g_hash_table_remove(world->all, enrolment);
}

static uint64_t sum_of_courses(const struct student *student)
{
    const GPtrArray *courses = student->courses;
    uint64_t sum = 0;

    for (guint i = 0; i < courses->len; i++) {
        const struct enrolment *enrolment = g_ptr_array_index(courses, i);

        sum += (uint64_t)enrolment->course->value;
    }
    return sum;
}

static uint64_t sum_of_students(const struct course *course)
{
    const GPtrArray *students = course->students;
    uint64_t sum = 0;

    for (guint i = 0; i < students->len; i++) {
        const struct enrolment *enrolment = g_ptr_array_index(students, i);

        sum += (uint64_t)enrolment->student->value;
    }
    return sum;
}

#include "pairs/works.h"

static void *open(void *data)
{
    struct world *world = bench_new(sizeof(*world));

    world->all = g_hash_table_new_full(hash_of, same_pair, g_free, NULL);
    fill(world, data);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    for (size_t i = 1; i <= world->rows.student_count; i++) {
        struct student *student = world->rows.student_by_id[i];

        g_ptr_array_free(student->courses, TRUE);
        g_free(student);
    }
    for (size_t i = 1; i <= world->rows.course_count; i++) {
        struct course *course = world->rows.course_by_id[i];

        g_ptr_array_free(course->students, TRUE);
        g_free(course);
    }
    g_hash_table_destroy(world->all);
    pairs_handles_fini(&world->rows);
    free(world);
}

const struct system pairs_glib = {"glib", open, close, works};
