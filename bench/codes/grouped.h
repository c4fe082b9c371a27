/* grouped.h - worlds whose rows lie in pools, and whose groups are found by an
 * index over their codes.
 *
 * Knows  nothing of lists. The file that includes it has defined struct item
 *        and struct group. A group that has become empty stays.
 */
#ifndef BENCH_CODES_GROUPED_H
#define BENCH_CODES_GROUPED_H

struct world {
    struct codes_handles rows;
    struct pool item_pool, group_pool;
    struct hand_index groups;
    struct hand_arrays arrays;
};

static inline uint64_t hash_of(const void *row)
{
    const struct group *group = row;

    return hand_hash((uint64_t)group->code);
}

static inline bool has_code(const void *row, const void *key)
{
    const struct group *group = row;
    const int64_t *code = key;

    return group->code == *code;
}

static inline struct group *find_group(const struct world *world, int64_t code)
{
    return hand_find(&world->groups, hand_hash((uint64_t)code), has_code,
                     &code);
}

static inline struct group *group_of(struct world *world, int64_t code)
{
    struct group *group = find_group(world, code);

    if (group)
        return group;
    group = pool_take(&world->group_pool);
    *group = (struct group){.code = code};
    hand_put(&world->groups, hash_of(group), group, hash_of);
    return group;
}

static struct item *item_new(struct world *world, int64_t id)
{
    struct item *item = pool_take(&world->item_pool);

    item->id = id;
    item->value = codes_value(id);
    return item;
}

static struct world *world_new(const struct codes *codes)
{
    struct world *world = bench_new(sizeof(*world));

    pool_init(&world->item_pool, sizeof(struct item), codes->item_count, true);
    pool_init(&world->group_pool, sizeof(struct group), codes->code_count,
              true);
    hand_index_init(&world->groups, codes->code_count);
    return world;
}

static void world_free(struct world *world)
{
    pool_fini(&world->item_pool);
    pool_fini(&world->group_pool);
    hand_index_fini(&world->groups);
    free(world->rows.by_id);
    free(world);
}

#endif
