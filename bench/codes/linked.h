/* linked.h - items of a group in a doubly linked list, whatever the groups are
 * found by.
 *
 * Knows  utlist.h. The file that includes it has defined struct world.
 */
#ifndef BENCH_CODES_LINKED_H
#define BENCH_CODES_LINKED_H

static inline void join(struct world *world, struct item *item,
                        struct group *group)
{
    (void)world;
    item->group = group;
    DL_APPEND(group->items, item);
}

static inline void leave(struct item *item)
{
    DL_DELETE(item->group->items, item);
}

static inline uint64_t sum_of_group(const struct group *group)
{
    const struct item *item;
    uint64_t sum = 0;

    DL_FOREACH(group->items, item)
    sum += (uint64_t)item->value;
    return sum;
}

#endif
