/* list.c - items and their codes as in hand.c, but linked: an item has pointers
 * to its neighbours in the group. */
#include "codes/codes.h"
#include "peers/hand.h"

#include <utlist.h>

struct group {
    int64_t code;
    struct item *items;
};

struct item {
    int64_t id, value;
    struct group *group;
    struct item *next, *prev;
};

#include "codes/grouped.h"
#include "codes/linked.h"
#include "codes/works.h"

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

const struct system codes_list = {"list", open, close, works};
