/* pairs.c - the data set of students and courses, its draws, and what is asked
 * about it. */
#include "pairs/pairs.h"

#include <stdlib.h>

/* --- The data set --------------------------------------------------------- */

static size_t *numbers_from(size_t first, size_t count)
{
    size_t *numbers = bench_new(count * sizeof(*numbers));

    for (size_t i = 0; i < count; i++)
        numbers[i] = first + i;
    return numbers;
}

static uint32_t drawn_course(const struct pairs *pairs, uint64_t *random)
{
    return 1 + (uint32_t)draw_below(random, pairs->course_count);
}

/* A course that is not among the first `count` courses of a student. */
static uint32_t another_course(const struct pairs *pairs, int64_t student,
                               size_t count, uint64_t *random)
{
    const uint32_t *courses =
        &pairs->courses[(size_t)(student - 1) * PAIRS_EACH];
    uint32_t course;
    size_t i;

    do {
        course = drawn_course(pairs, random);
        for (i = 0; i < count && courses[i] != course; i++)
            ;
    } while (i < count);
    return course;
}

static void *make(size_t rows, uint64_t seed)
{
    struct pairs *pairs = bench_new(sizeof(*pairs));

    pairs->student_count = rows / PAIRS_EACH;
    pairs->course_count = rows / 100;
    pairs->pair_count = pairs->student_count * PAIRS_EACH;
    BENCH_REQUIRE(pairs->course_count > PAIRS_EACH);
    pairs->courses = bench_new(pairs->pair_count * sizeof(uint32_t));
    pairs->attendees = bench_new((pairs->course_count + 1) * sizeof(uint32_t));
    for (size_t c = 0; c <= pairs->course_count; c++)
        pairs->attendees[c] = 0;
    for (size_t p = 0; p < pairs->pair_count; p++) {
        pairs->courses[p] =
            another_course(pairs, pairs_student(p), p % PAIRS_EACH, &seed);
        pairs->attendees[pairs->courses[p]]++;
    }
    pairs->came = numbers_from(0, pairs->pair_count);
    shuffle(pairs->came, pairs->pair_count, &seed);
    pairs->some_pairs = numbers_from(0, pairs->pair_count);
    pairs->some_students = numbers_from(1, pairs->student_count);
    return pairs;
}

static void drop(void *data)
{
    struct pairs *pairs = data;

    free(pairs->courses);
    free(pairs->attendees);
    free(pairs->came);
    free(pairs->some_pairs);
    free(pairs->some_students);
    free(pairs);
}

/* --- Draws ---------------------------------------------------------------- */

static size_t draw_students(void *data, uint64_t *random)
{
    struct pairs *pairs = data;

    pairs->count = PAIRS_READS / PAIRS_EACH;
    for (size_t i = 0; i < pairs->count; i++)
        pairs->students[i] =
            1 + (int64_t)draw_below(random, pairs->student_count);
    return pairs->count * PAIRS_EACH;
}

static size_t draw_courses(void *data, uint64_t *random)
{
    struct pairs *pairs = data;
    size_t met = 0;

    pairs->count = PAIRS_READS / 100;
    for (size_t i = 0; i < pairs->count; i++) {
        uint32_t course = drawn_course(pairs, random);

        pairs->courses_drawn[i] = course;
        met += pairs->attendees[course];
    }
    return met;
}

/* Pairs that are none yet, of different students. */
static size_t draw_new(void *data, uint64_t *random)
{
    struct pairs *pairs = data;
    size_t all = pairs->student_count;
    size_t count = bench_writes(pairs->pair_count);

    pairs->count = all < count ? all : count;
    for (size_t i = 0; i < pairs->count; i++) {
        int64_t student =
            (int64_t)draw_another(pairs->some_students, all, i, random);

        pairs->students[i] = student;
        pairs->courses_drawn[i] =
            another_course(pairs, student, PAIRS_EACH, random);
    }
    return pairs->count;
}

static size_t draw_old(void *data, uint64_t *random)
{
    struct pairs *pairs = data;
    size_t all = pairs->pair_count;
    size_t count = bench_writes(pairs->pair_count);

    pairs->count = all < count ? all : count;
    for (size_t i = 0; i < pairs->count; i++) {
        size_t pair = draw_another(pairs->some_pairs, all, i, random);

        pairs->students[i] = pairs_student(pair);
        pairs->courses_drawn[i] = pairs->courses[pair];
    }
    return pairs->count;
}

/* --- Questions ------------------------------------------------------------ */

#define AT_A_MILLION 1000000

static const struct question questions[] = {
    {.name = "walk the courses of a student",
     .unit = "course",
     .draw = draw_students,
     .goals = {{"hand", 1.05, AT_A_MILLION},
               {"glib", 1.05, AT_A_MILLION},
               {"sqlite", 1.0 / 20, AT_A_MILLION}}},
    {.name = "walk the students of a course",
     .unit = "student",
     .draw = draw_courses,
     .goals = {{"hand", 1.05, AT_A_MILLION},
               {"glib", 1.05, AT_A_MILLION},
               {"sqlite", 1.0 / 20, AT_A_MILLION}}},
    {.name = "append a course to a student",
     .unit = "pair",
     .draw = draw_new,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.5, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "remove a course from a student",
     .unit = "pair",
     .draw = draw_old,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.7, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
};

/* --- The suite ------------------------------------------------------------ */

extern const struct system pairs_kith, pairs_hand, pairs_list, pairs_uthash,
    pairs_glib, pairs_sqlite;

static const struct system *const systems[] = {
    &pairs_kith,
    &pairs_hand,
    &pairs_list,
    &pairs_uthash,
    BENCH_WITH_GLIB(&pairs_glib) BENCH_WITH_SQLITE(&pairs_sqlite) NULL,
};

const struct suite pairs_suite = {
    .name = "pairs",
    .about = "Students and courses, many to many; a row for each pair.",
    .make = make,
    .drop = drop,
    .questions = questions,
    .question_count = sizeof(questions) / sizeof(*questions),
    .systems = systems,
    .begin = pairs_begin,
    .commit = pairs_commit,
};
