/* works.h - what a program of rows and pointers does with pairs, whatever its
 * lists and indexes are made of.
 *
 * Knows  nothing of hand, list, uthash and glib. Each of them includes this
 *        file behind its own struct world, which begins with `struct
 *        pairs_handles rows`, and behind these functions:
 *
 *   student_new, course_new   a row without pairs
 *   enrol                     makes a pair, unless there is one
 *   leave                     breaks the pair
 *   sum_of_courses, sum_of_students   walk
 */
#ifndef BENCH_PAIRS_WORKS_H
#define BENCH_PAIRS_WORKS_H

/* Fill a world that holds no row yet. */
static void fill(struct world *world, const struct pairs *pairs)
{
    pairs_handles_init(&world->rows, pairs);
    for (int64_t s = 1; s <= (int64_t)pairs->student_count; s++)
        world->rows.student_by_id[s] = student_new(world, s);
    for (int64_t c = 1; c <= (int64_t)pairs->course_count; c++)
        world->rows.course_by_id[c] = course_new(world, c);
    for (size_t i = 0; i < pairs->pair_count; i++) {
        size_t pair = pairs->came[i];

        enrol(world, world->rows.student_by_id[pairs_student(pair)],
              world->rows.course_by_id[pairs->courses[pair]]);
    }
}

static uint64_t walk_courses(void *at, void *data)
{
    const struct world *world = at;
    const struct pairs *pairs = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < pairs->count; i++)
        sum += sum_of_courses(world->rows.students[i]);
    return sum;
}

static uint64_t walk_students(void *at, void *data)
{
    const struct world *world = at;
    const struct pairs *pairs = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < pairs->count; i++)
        sum += sum_of_students(world->rows.courses[i]);
    return sum;
}

static uint64_t append(void *at, void *data)
{
    struct world *world = at;
    const struct pairs *pairs = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < pairs->count; i++) {
        const struct student *student = world->rows.students[i];
        const struct course *course = world->rows.courses[i];

        enrol(world, world->rows.students[i], world->rows.courses[i]);
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
        const struct student *student = world->rows.students[i];
        const struct course *course = world->rows.courses[i];

        leave(world, world->rows.students[i], world->rows.courses[i]);
        sum += (uint64_t)(student->id + course->id);
    }
    return sum;
}

static const struct work works[] = {
    {pairs_take_students, walk_courses, NULL},
    {pairs_take_courses, walk_students, NULL},
    {pairs_take_both, append, take_out},
    {pairs_take_both, take_out, append},
};

#endif
