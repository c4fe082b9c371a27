/* hand.c - parents and children by hand: a parent has slots for its children,
 * the first of them inside itself, and a child knows its place there.
 *
 * Who leaves a parent leaves a hole, and who joins it takes the last one: no
 * other child has to be told, which would be one more miss in memory. With an
 * array of its own for each parent and the last child moved into the gap
 * (struct hand_list) a cold walk of ten takes half as long again and a delete
 * two thirds longer; in return an append and a look at the parent are cheaper,
 * for the parent is smaller.
 */
#include "family/family.h"
#include "peers/hand.h"

/* The parent and its first children's addresses take two cache lines. */
enum { FEW = 3 };

struct parent {
    int64_t value, id;
    uint32_t used, hole; /* slots in use or holes; the first hole, or NONE */
    void **more;         /* the slots behind the few */
    void *few[FEW];
};

struct child {
    int64_t value, id;
    struct parent *parent;
    uint32_t place;
    int32_t amount;
    char tag[sizeof(FAMILY_TAG)];
};

/* A hole holds the number of the next one, doubled and made odd. */
#define NONE UINT32_MAX

#include "family/dense.h"

static struct parent *parent_new(struct world *world, int64_t id)
{
    struct parent *parent = pool_take(&world->parent_pool);

    *parent =
        (struct parent){.id = id, .value = family_value(-id), .hole = NONE};
    world->rows.parent_by_id[id] = parent;
    return parent;
}

static inline void **slot_at(struct parent *parent, uint32_t place)
{
    return place < FEW ? &parent->few[place] : &parent->more[place - FEW];
}

/* The slots behind the few have room for 4, 8, 16... */
static inline bool is_full(uint32_t more)
{
    return (more & (more - 1)) == 0 && (more == 0 || more >= 4);
}

static void grow(struct world *world, struct parent *parent, uint32_t more)
{
    void **slots = hand_arrays_take(&world->arrays, more ? more * 2 : 4);

    if (more) {
        memcpy(slots, parent->more, more * sizeof(*slots));
        hand_arrays_give(&world->arrays, parent->more, more);
    }
    parent->more = slots;
}

static inline void join(struct world *world, struct child *child,
                        struct parent *parent)
{
    uint32_t place = parent->hole;

    if (place == NONE) {
        place = parent->used++;
        if (place >= FEW && is_full(place - FEW))
            grow(world, parent, place - FEW);
    } else {
        parent->hole = (uint32_t)((uintptr_t)*slot_at(parent, place) >> 1);
    }
    *slot_at(parent, place) = child;
    child->parent = parent;
    child->place = place;
}

static inline void leave(struct child *child)
{
    struct parent *parent = child->parent;
    uintptr_t next = parent->hole;

    *slot_at(parent, child->place) = (void *)(next << 1 | 1);
    parent->hole = child->place;
}

static inline bool is_hole(const void *slot)
{
    return (uintptr_t)slot & 1;
}

static inline uint64_t sum_of_slots(void *const *slots, uint32_t count)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct child *child = slots[i];

        if (!is_hole(child))
            sum += (uint64_t)child->value;
    }
    return sum;
}

static inline uint64_t sum_of_children(const struct parent *parent)
{
    if (parent->used <= FEW)
        return sum_of_slots(parent->few, parent->used);
    return sum_of_slots(parent->few, FEW) +
           sum_of_slots(parent->more, parent->used - FEW);
}

static void free_children(struct world *world, struct parent *parent)
{
    uint32_t room = 4;

    for (uint32_t i = 0; i < parent->used; i++) {
        void *slot = *slot_at(parent, i);

        if (!is_hole(slot))
            child_free(world, slot);
    }
    if (parent->used <= FEW)
        return;
    while (room < parent->used - FEW)
        room *= 2;
    hand_arrays_give(&world->arrays, parent->more, room);
}

#include "family/works.h"

static void *open(void *data)
{
    const struct family *family = data;
    struct world *world = world_new(family);

    /* Address space for arrays that are half empty, and for those they grew
     * out of. */
    hand_arrays_init(&world->arrays, family->child_count * 64 + (1 << 20),
                     true);
    fill(world, family);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    hand_arrays_fini(&world->arrays);
    world_free(world);
}

const struct system family_hand = {"hand", open, close, works};
const struct system cascade_hand = {"hand", open, close, cascades};
