/* dense.h - worlds whose rows lie in pools and are found by arrays of ids.
 *
 * Knows  nothing of lists. The file that includes it has defined struct parent
 *        and struct child, whose `id` is not its first member, for that is
 *        where the pool links free rows: no row has the id 0.
 */
#ifndef BENCH_FAMILY_DENSE_H
#define BENCH_FAMILY_DENSE_H

/* Inserts take ids that were never in use; there is address space for so many,
 * which is used up only as it is touched. */
#define MORE_IDS ((size_t)1 << 24)

struct world {
    struct family_handles rows; /* by_id are the indexes */
    struct pool parent_pool, child_pool;
    size_t parent_ids, child_ids; /* room of the indexes */
    int64_t next_child;
    size_t count;
    struct hand_arrays arrays;
};

static struct world *world_new(const struct family *family)
{
    struct world *world = bench_new(sizeof(*world));
    size_t children = family->child_count + FAMILY_WRITES;

    pool_init(&world->parent_pool, sizeof(struct parent), family->parent_count,
              true);
    pool_init(&world->child_pool, sizeof(struct child), children, true);
    world->parent_ids = family->parent_count + 1;
    world->child_ids = children + MORE_IDS;
    world->rows.parent_by_id =
        (void **)(void *)hand_map(hand_pages(world->parent_ids * 8), true);
    world->rows.child_by_id =
        (void **)(void *)hand_map(hand_pages(world->child_ids * 8), true);
    world->count = 0;
    return world;
}

static void world_free(struct world *world)
{
    pool_fini(&world->parent_pool);
    pool_fini(&world->child_pool);
    munmap(world->rows.parent_by_id, hand_pages(world->parent_ids * 8));
    munmap(world->rows.child_by_id, hand_pages(world->child_ids * 8));
    free(world);
}

static inline struct parent *parent_of_key(const struct world *world,
                                           int64_t id)
{
    return world->rows.parent_by_id[id];
}

static inline struct child *child_of_key(const struct world *world, int64_t id)
{
    return world->rows.child_by_id[id];
}

static inline struct child *child_new(struct world *world, int64_t id,
                                      int64_t value, int32_t amount)
{
    struct child *child = pool_take(&world->child_pool);

    child->id = id;
    child->value = value;
    child->amount = amount;
    memcpy(child->tag, FAMILY_TAG, sizeof(FAMILY_TAG));
    world->rows.child_by_id[id] = child;
    world->count++;
    return child;
}

static inline void child_free(struct world *world, struct child *child)
{
    world->rows.child_by_id[child->id] = NULL;
    world->count--;
    child->id = 0;
    pool_give(&world->child_pool, child);
}

static inline void parent_free(struct world *world, struct parent *parent)
{
    world->rows.parent_by_id[parent->id] = NULL;
    pool_give(&world->parent_pool, parent);
}

static uint64_t sum_of_all(const struct world *world)
{
    const struct child *children = (const void *)world->child_pool.rows;
    uint64_t sum = 0;

    for (size_t i = 0; i < world->child_pool.used; i++) {
        if (children[i].id)
            sum += (uint64_t)children[i].value;
    }
    return sum;
}

static uint64_t sum_of_all_parents(const struct world *world)
{
    const struct child *children = (const void *)world->child_pool.rows;
    uint64_t sum = 0;

    for (size_t i = 0; i < world->child_pool.used; i++) {
        if (children[i].id)
            sum += (uint64_t)children[i].parent->value;
    }
    return sum;
}

#endif
