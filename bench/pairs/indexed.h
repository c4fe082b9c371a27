/* indexed.h - worlds whose rows lie in pools, and whose pairs are found by an
 * index over the addresses of both ends.
 *
 * Knows  nothing of lists. The file that includes it has defined struct
 *        student, struct course and struct enrolment, which knows its ends.
 */
#ifndef BENCH_PAIRS_INDEXED_H
#define BENCH_PAIRS_INDEXED_H

struct world {
    struct pairs_handles rows;
    struct pool student_pool, course_pool, pool;
    struct hand_index index;
    struct hand_arrays arrays;
};

struct ends {
    const struct student *student;
    const struct course *course;
};

static inline uint64_t hash_of_ends(const struct student *student,
                                    const struct course *course)
{
    return hand_hash((uintptr_t)student) +
           (uintptr_t)course * 0xd6e8feb86659fd93u;
}

static inline uint64_t hash_of(const void *row)
{
    const struct enrolment *enrolment = row;

    return hash_of_ends(enrolment->student, enrolment->course);
}

static inline bool has_ends(const void *row, const void *key)
{
    const struct enrolment *enrolment = row;
    const struct ends *ends = key;

    return enrolment->student == ends->student &&
           enrolment->course == ends->course;
}

static inline struct enrolment *find(const struct world *world,
                                     const struct student *student,
                                     const struct course *course)
{
    struct ends ends = {student, course};

    return hand_find(&world->index, hash_of_ends(student, course), has_ends,
                     &ends);
}

/* A pair in the index and in no list. */
static inline struct enrolment *enrolment_new(struct world *world,
                                              struct student *student,
                                              struct course *course)
{
    struct enrolment *enrolment = pool_take(&world->pool);

    enrolment->student = student;
    enrolment->course = course;
    hand_put(&world->index, hash_of(enrolment), enrolment, hash_of);
    return enrolment;
}

static inline void enrolment_free(struct world *world,
                                  struct enrolment *enrolment)
{
    hand_take(&world->index, hash_of(enrolment), enrolment, hash_of);
    pool_give(&world->pool, enrolment);
}

static struct world *world_new(const struct pairs *pairs)
{
    struct world *world = bench_new(sizeof(*world));
    size_t room = pairs->pair_count + PAIRS_WRITES;

    pool_init(&world->student_pool, sizeof(struct student),
              pairs->student_count, true);
    pool_init(&world->course_pool, sizeof(struct course), pairs->course_count,
              true);
    pool_init(&world->pool, sizeof(struct enrolment), room, true);
    hand_index_init(&world->index, room);
    return world;
}

static void world_free(struct world *world)
{
    pool_fini(&world->student_pool);
    pool_fini(&world->course_pool);
    pool_fini(&world->pool);
    hand_index_fini(&world->index);
    pairs_handles_fini(&world->rows);
    free(world);
}

static struct student *student_new(struct world *world, int64_t id)
{
    struct student *student = pool_take(&world->student_pool);

    *student = (struct student){.id = id, .value = pairs_value(id)};
    return student;
}

static struct course *course_new(struct world *world, int64_t id)
{
    struct course *course = pool_take(&world->course_pool);

    *course = (struct course){.id = id, .value = pairs_value(-id)};
    return course;
}

#endif
