/* works.h - what a program of rows and pointers does with items and their
 * codes, whatever its groups and indexes are made of.
 *
 * Knows  nothing of hand, list, uthash and glib. Each of them includes this
 *        file behind its own struct world, which begins with `struct
 *        codes_handles rows`, and behind its struct item, which knows its
 *        `group`, and struct group, which knows its `code`, and these
 *        functions:
 *
 *   item_new          an item in no group
 *   group_of          the group of a code, which is made if need be
 *   find_group        the same, or NULL
 *   join, leave       an item and the list of a group
 *   sum_of_group      walks
 */
#ifndef BENCH_CODES_WORKS_H
#define BENCH_CODES_WORKS_H

/* Fill a world that holds no row yet. */
static void fill(struct world *world, const struct codes *codes)
{
    codes_handles_init(&world->rows, codes);
    for (int64_t id = 1; id <= (int64_t)codes->item_count; id++) {
        struct item *item = item_new(world, id);

        join(world, item, group_of(world, codes_code(codes->first[id])));
        world->rows.by_id[id] = item;
    }
}

static uint64_t visit(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < codes->count; i++) {
        const struct group *group = find_group(world, codes->codes[i]);

        if (group)
            sum += sum_of_group(group);
    }
    return sum;
}

static inline void set_code(struct world *world, struct item *item,
                            int64_t code)
{
    leave(item);
    join(world, item, group_of(world, code));
}

static uint64_t set(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < codes->count; i++) {
        struct item *item = world->rows.items[i];

        set_code(world, item, codes->codes[i]);
        sum += (uint64_t)item->group->code;
    }
    return sum;
}

static uint64_t set_back(void *at, void *data)
{
    struct world *world = at;
    const struct codes *codes = data;

    for (size_t i = 0; i < codes->count; i++) {
        int64_t id = codes->items[i];

        set_code(world, world->rows.by_id[id], codes_code(codes->first[id]));
    }
    return 0;
}

static const struct work works[] = {
    {NULL, visit, NULL},
    {codes_take, set, set_back},
};

#endif
