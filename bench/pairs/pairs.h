/* pairs.h - students, courses, and who is in which: many to many.
 *
 * Owns   the data set of the suite pairs, and its draws. Students have the ids
 *        1 to student_count, courses 1 to course_count. Each student is in ten
 *        courses, so a course has a hundred students or so; the pairs came in
 *        any order. Between two rounds the pairs are those of the data set.
 */
#ifndef BENCH_PAIRS_H
#define BENCH_PAIRS_H

#include "harness/bench.h"

#include <stdlib.h>

enum {
    PAIRS_READS = 10000,             /* pairs a round walks, or so */
    PAIRS_WRITES = BENCH_WRITES_MAX, /* pairs a round makes or breaks */
    PAIRS_EACH = 10                  /* courses of a student */
};

struct pairs {
    size_t pair_count, student_count, course_count;
    uint32_t *courses;   /* by pair; the students are in order of their ids */
    uint32_t *attendees; /* by the id of a course: its number of students */
    size_t *came;        /* pairs in the order in which they came */
    size_t *some_pairs, *some_students; /* all, for distinct draws */

    /* What this round asks: `count` students, courses, or pairs of them. */
    size_t count;
    int64_t students[PAIRS_WRITES], courses_drawn[PAIRS_WRITES];
};

static inline int64_t pairs_student(size_t pair)
{
    return (int64_t)(pair / PAIRS_EACH) + 1;
}

static inline int64_t pairs_value(int64_t id)
{
    return (int64_t)(mixed((uint64_t)id) >> 40);
}

/* The rows by id, and those of this round. A world whose rows have addresses
 * begins with it: programs hold rows, and looking them up before the clock runs
 * must not touch them. */
struct pairs_handles {
    void **student_by_id, **course_by_id;
    size_t student_count, course_count;
    void *students[PAIRS_WRITES], *courses[PAIRS_WRITES];
};

static inline void pairs_handles_init(struct pairs_handles *handles,
                                      const struct pairs *pairs)
{
    handles->student_count = pairs->student_count;
    handles->course_count = pairs->course_count;
    handles->student_by_id =
        bench_new((pairs->student_count + 1) * sizeof(void *));
    handles->course_by_id =
        bench_new((pairs->course_count + 1) * sizeof(void *));
}

static inline void pairs_handles_fini(struct pairs_handles *handles)
{
    free(handles->student_by_id);
    free(handles->course_by_id);
}

static inline uint64_t pairs_take_students(void *world, void *data)
{
    struct pairs_handles *handles = world;
    const struct pairs *pairs = data;

    for (size_t i = 0; i < pairs->count; i++)
        handles->students[i] = handles->student_by_id[pairs->students[i]];
    return 0;
}

static inline uint64_t pairs_take_courses(void *world, void *data)
{
    struct pairs_handles *handles = world;
    const struct pairs *pairs = data;

    for (size_t i = 0; i < pairs->count; i++)
        handles->courses[i] = handles->course_by_id[pairs->courses_drawn[i]];
    return 0;
}

static inline uint64_t pairs_take_both(void *world, void *data)
{
    return pairs_take_students(world, data) + pairs_take_courses(world, data);
}

/* Levels of kith. */
bench_run pairs_begin, pairs_commit;

#endif
