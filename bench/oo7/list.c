/* list.c - OO7 with the memory and the keys of hand, and lists that are
 * threaded through their members. */
#define OO7_HANDLE
#define OO7_TITLE char title[TITLE_BYTES];

struct world;

#include "oo7/siblings.h"

#include "oo7/pools.h"

static inline struct dated *dated_of(struct world *world, int32_t date)
{
    return &world->dated[date - FIRST_DATE];
}

static inline void join_date(struct world *world, struct part *part)
{
    LIST_PUT(&dated_of(world, part->build_date)->parts, part, of_date);
}

static inline void leave_date(struct world *world, struct part *part)
{
    LIST_TAKE(&dated_of(world, part->build_date)->parts, part, of_date);
}

#include "oo7/structs.h"

static void *open(void *data)
{
    struct world *world = new_world(data);

    load(world, data);
    return world;
}

static void close(void *world)
{
    drop_world(world);
}

const struct system oo7_list = {
    .name = "list", .open = open, .close = close, .works = works};
