/* list.c - parents and children as in hand.c, but linked: a child has pointers
 * to its siblings. */
#include "family/family.h"
#include "peers/hand.h"

struct parent {
    int64_t value, id;
    struct child *head, *tail;
};

struct child {
    int64_t value, id;
    struct parent *parent;
    struct child *next, *prev;
    int32_t amount;
    char tag[sizeof(FAMILY_TAG)];
};

#include "family/dense.h"

static struct parent *parent_new(struct world *world, int64_t id)
{
    struct parent *parent = pool_take(&world->parent_pool);

    *parent = (struct parent){.id = id, .value = family_value(-id)};
    world->rows.parent_by_id[id] = parent;
    return parent;
}

static inline void join(struct world *world, struct child *child,
                        struct parent *parent)
{
    (void)world;
    child->parent = parent;
    child->next = NULL;
    child->prev = parent->tail;
    if (parent->tail)
        parent->tail->next = child;
    else
        parent->head = child;
    parent->tail = child;
}

static inline void leave(struct child *child)
{
    if (child->prev)
        child->prev->next = child->next;
    else
        child->parent->head = child->next;
    if (child->next)
        child->next->prev = child->prev;
    else
        child->parent->tail = child->prev;
}

static inline uint64_t sum_of_children(const struct parent *parent)
{
    uint64_t sum = 0;

    for (const struct child *child = parent->head; child; child = child->next)
        sum += (uint64_t)child->value;
    return sum;
}

static void free_children(struct world *world, struct parent *parent)
{
    for (struct child *child = parent->head, *next; child; child = next) {
        next = child->next;
        child_free(world, child);
    }
}

#include "family/works.h"

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

const struct system family_list = {"list", open, close, works};
const struct system cascade_list = {"list", open, close, cascades};
