/* linked.h - pairs in two doubly linked lists, whatever they are found by.
 *
 * Knows  utlist.h. The file that includes it has defined the rows and find,
 *        enrolment_new and enrolment_free.
 */
#ifndef BENCH_PAIRS_LINKED_H
#define BENCH_PAIRS_LINKED_H

static inline void enrol(struct world *world, struct student *student,
                         struct course *course)
{
    struct enrolment *enrolment;

    if (find(world, student, course))
        return;
    enrolment = enrolment_new(world, student, course);
    DL_APPEND2(student->courses, enrolment, prev_course, next_course);
    DL_APPEND2(course->students, enrolment, prev_student, next_student);
}

static inline void leave(struct world *world, struct student *student,
                         struct course *course)
{
    struct enrolment *enrolment = find(world, student, course);

    DL_DELETE2(student->courses, enrolment, prev_course, next_course);
    DL_DELETE2(course->students, enrolment, prev_student, next_student);
    enrolment_free(world, enrolment);
}

static inline uint64_t sum_of_courses(const struct student *student)
{
    const struct enrolment *enrolment;
    uint64_t sum = 0;

    DL_FOREACH2(student->courses, enrolment, next_course)
    sum += (uint64_t)enrolment->course->value;
    return sum;
}

static inline uint64_t sum_of_students(const struct course *course)
{
    const struct enrolment *enrolment;
    uint64_t sum = 0;

    DL_FOREACH2(course->students, enrolment, next_student)
    sum += (uint64_t)enrolment->student->value;
    return sum;
}

#endif
