/* hand.c - items and their codes by hand: a group for each code, with an array
 * of its items. */
#include "codes/codes.h"
#include "peers/hand.h"

struct group {
    int64_t code;
    struct hand_list items;
};

struct item {
    int64_t id, value;
    struct group *group;
    uint32_t place;
};

#include "codes/grouped.h"

static inline void join(struct world *world, struct item *item,
                        struct group *group)
{
    item->group = group;
    item->place = hand_list_put(&group->items, &world->arrays, item);
}

static inline void leave(struct item *item)
{
    struct item *moved = hand_list_take(&item->group->items, item->place);

    if (moved)
        moved->place = item->place;
}

static inline uint64_t sum_of_group(const struct group *group)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < group->items.count; i++) {
        const struct item *item = group->items.slots[i];

        sum += (uint64_t)item->value;
    }
    return sum;
}

#include "codes/works.h"

static void *open(void *data)
{
    const struct codes *codes = data;
    struct world *world = world_new(codes);

    /* Address space for arrays that are half empty, and for those they grew
     * out of. */
    hand_arrays_init(&world->arrays, codes->item_count * 64 + (1 << 20), true);
    fill(world, codes);
    return world;
}

static void close(void *at)
{
    struct world *world = at;

    hand_arrays_fini(&world->arrays);
    world_free(world);
}

const struct system codes_hand = {"hand", open, close, works};
