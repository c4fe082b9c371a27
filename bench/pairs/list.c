/* list.c - students and courses as in hand.c, but linked: a pair has pointers
 * to its neighbours in both lists it is in. */
#include "pairs/pairs.h"
#include "peers/hand.h"

#include <utlist.h>

struct student {
    int64_t id, value;
    struct enrolment *courses;
};

struct course {
    int64_t id, value;
    struct enrolment *students;
};

struct enrolment {
    struct student *student;
    struct course *course;
    struct enrolment *next_course, *prev_course;   /* of the student */
    struct enrolment *next_student, *prev_student; /* of the course */
};

#include "pairs/indexed.h"
#include "pairs/linked.h"
#include "pairs/works.h"

static void *open(void *data)
{
    struct world *world = world_new(data);

    fill(world, data);
    return world;
}

static void close(void *at)
{
    world_free(at);
}

const struct system pairs_list = {"list", open, close, works};
