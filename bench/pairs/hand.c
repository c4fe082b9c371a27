/* hand.c - students and courses by hand: both ends have an array of the pairs
 * they are in. */
#include "pairs/pairs.h"
#include "peers/hand.h"

struct student {
    int64_t id, value;
    struct hand_list courses;
};

struct course {
    int64_t id, value;
    struct hand_list students;
};

struct enrolment {
    struct student *student;
    struct course *course;
    uint32_t place_of_course, place_of_student; /* in the lists of the ends */
};

#include "pairs/indexed.h"

static inline void enrol(struct world *world, struct student *student,
                         struct course *course)
{
    struct enrolment *enrolment;

    if (find(world, student, course))
        return;
    enrolment = enrolment_new(world, student, course);
    enrolment->place_of_course =
        hand_list_put(&student->courses, &world->arrays, enrolment);
    enrolment->place_of_student =
        hand_list_put(&course->students, &world->arrays, enrolment);
}

static inline void leave(struct world *world, struct student *student,
                         struct course *course)
{
    struct enrolment *enrolment = find(world, student, course), *moved;

    moved = hand_list_take(&student->courses, enrolment->place_of_course);
    if (moved)
        moved->place_of_course = enrolment->place_of_course;
    moved = hand_list_take(&course->students, enrolment->place_of_student);
    if (moved)
        moved->place_of_student = enrolment->place_of_student;
    enrolment_free(world, enrolment);
}

static inline uint64_t sum_of_courses(const struct student *student)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < student->courses.count; i++) {
        const struct enrolment *enrolment = student->courses.slots[i];

        sum += (uint64_t)enrolment->course->value;
    }
    return sum;
}

static inline uint64_t sum_of_students(const struct course *course)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < course->students.count; i++) {
        const struct enrolment *enrolment = course->students.slots[i];

        sum += (uint64_t)enrolment->student->value;
    }
    return sum;
}

#include "pairs/works.h"

static void *open(void *data)
{
    const struct pairs *pairs = data;
    struct world *world = world_new(pairs);

    /* Address space for arrays that are half empty, and for those they grew
     * out of, at both ends. */
    hand_arrays_init(&world->arrays, pairs->pair_count * 128 + (1 << 20), true);
    fill(world, pairs);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    hand_arrays_fini(&world->arrays);
    world_free(world);
}

const struct system pairs_hand = {"hand", open, close, works};
