/* works.h - what a program of rows and pointers does, whatever its lists and
 * indexes are made of.
 *
 * Knows  nothing of hand, list, uthash and glib. Each of them includes this
 *        file behind its own struct parent, struct child and struct world,
 *        which begins with `struct family_handles rows` and counts its children
 *        in `count`, and behind these functions:
 *
 *   parent_new, parent_free   a row and its entry in the index
 *   child_new, child_free     the same; in no list
 *   parent_of_key, child_of_key   by the index
 *   join, leave               a child and the list of a parent
 *   sum_of_children           walks them
 *   free_children             frees all of them
 *   sum_of_all, sum_of_all_parents   for each child, its value or its parent's
 */
#ifndef BENCH_FAMILY_WORKS_H
#define BENCH_FAMILY_WORKS_H

static struct child *child_again(struct world *world, int64_t id,
                                 struct parent *parent)
{
    struct child *child = child_new(world, id, family_value(id), 0);

    join(world, child, parent);
    world->rows.child_by_id[id] = child;
    return child;
}

/* Fill a world that holds no row yet. */
static void fill(struct world *world, const struct family *family)
{
    for (int64_t p = 1; p <= (int64_t)family->parent_count; p++)
        world->rows.parent_by_id[p] = parent_new(world, p);
    for (int64_t c = 1; c <= (int64_t)family->child_count; c++)
        child_again(world, c, world->rows.parent_by_id[family->parent_of[c]]);
    world->next_child = (int64_t)family->child_count + 1;
}

/* --- Reads ---------------------------------------------------------------- */

static uint64_t walk(void *at, void *data)
{
    const struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t pass = 0; pass < family->passes; pass++) {
        for (size_t i = 0; i < family->count; i++)
            sum += sum_of_children(world->rows.parents[i]);
    }
    return sum;
}

static uint64_t walk_before(void *at, void *data)
{
    return family_take_parents(at, data) + walk(at, data);
}

static uint64_t parent_by_key(void *at, void *data)
{
    const struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        const struct child *child = child_of_key(world, family->children[i]);

        sum += (uint64_t)child->parent->value;
    }
    return sum;
}

static uint64_t all_parents(void *at, void *data)
{
    (void)data;
    return sum_of_all_parents(at);
}

static uint64_t scan(void *at, void *data)
{
    (void)data;
    return sum_of_all(at);
}

/* --- Inserts and deletes -------------------------------------------------- */

static inline uint64_t insert(struct world *world, const struct family *family,
                              size_t i, struct parent *parent)
{
    struct child *child =
        child_new(world, world->next_child++, (int64_t)i, family->amounts[i]);

    join(world, child, parent);
    world->rows.children[i] = child;
    return (uint64_t)(child->value + child->parent->id);
}

static uint64_t insert_by_pointer(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++)
        sum += insert(world, family, i, world->rows.parents[i]);
    return sum;
}

static uint64_t insert_by_key(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++)
        sum +=
            insert(world, family, i, parent_of_key(world, family->parents[i]));
    return sum;
}

static uint64_t delete_children(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++) {
        struct child *child = world->rows.children[i];

        leave(child);
        child_free(world, child);
    }
    return world->count;
}

static uint64_t insert_again(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++) {
        int64_t id = family->children[i];

        child_again(world, id, world->rows.parent_by_id[family->parent_of[id]]);
    }
    return world->count;
}

/* --- Columns -------------------------------------------------------------- */

static uint64_t set(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t pass = 0; pass < family->passes; pass++) {
        for (size_t i = 0; i < family->count; i++) {
            struct child *child = world->rows.children[i];

            child->amount = family_amount(family, i, pass);
            sum += (uint64_t)child->amount;
        }
    }
    return sum;
}

static uint64_t set_before(void *at, void *data)
{
    return family_take_children(at, data) + set(at, data);
}

/* --- Links ---------------------------------------------------------------- */

static inline uint64_t move(struct world *world, struct child *child,
                            struct parent *parent)
{
    leave(child);
    join(world, child, parent);
    return (uint64_t)child->parent->id;
}

static uint64_t set_key(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++)
        sum += move(world, world->rows.children[i],
                    parent_of_key(world, family->parents[i]));
    return sum;
}

static uint64_t relate(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++)
        sum += move(world, world->rows.children[i], world->rows.parents[i]);
    return sum;
}

static uint64_t move_home(void *at, void *data)
{
    return family_take_homes(at, data) + relate(at, data);
}

static uint64_t append(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        struct child *child = world->rows.children[i];

        join(world, child, world->rows.parents[i]);
        sum += (uint64_t)child->parent->id;
    }
    return sum;
}

static uint64_t take_out(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < family->count; i++) {
        struct child *child = world->rows.children[i];
        struct parent *parent = child->parent;

        leave(child);
        child->parent = NULL;
        sum += (uint64_t)(parent->id + !child->parent);
    }
    return sum;
}

static uint64_t append_home(void *at, void *data)
{
    return family_take_homes(at, data) + append(at, data);
}

static uint64_t append_before(void *at, void *data)
{
    return family_take_both(at, data) + take_out(at, data);
}

/* All drawn children become those of one parent. */
static uint64_t gather(void *at, void *data)
{
    return family_take_both(at, data) + relate(at, data);
}

static const struct work works[] = {
    {family_take_parents, walk, NULL},
    {walk_before, walk, NULL},
    {NULL, parent_by_key, NULL},
    {NULL, all_parents, NULL},
    {NULL, scan, NULL},
    {family_take_parents, insert_by_pointer, delete_children},
    {NULL, insert_by_key, delete_children},
    {set_before, set, NULL},
    {family_take_children, set, NULL},
    {family_take_children, set, NULL},
    {family_take_children, set_key, move_home},
    {family_take_both, relate, move_home},
    {append_before, append, move_home},
    {family_take_children, take_out, append_home},
    {family_take_children, delete_children, insert_again},
    {family_take_parents, walk, NULL},
    {family_take_children, set_key, move_home},
    {family_take_children, take_out, append_home},
    {family_take_both, relate, move_home},
    {append_before, append, move_home},
    {gather, take_out, append_home},
    {family_take_children, delete_children, insert_again},
};

/* --- Cascades ------------------------------------------------------------- */

static uint64_t delete_parents(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;
    size_t before = world->count;

    for (size_t i = 0; i < family->count; i++) {
        struct parent *parent = world->rows.parents[i];

        free_children(world, parent);
        parent_free(world, parent);
    }
    return before - world->count;
}

static uint64_t insert_parents(void *at, void *data)
{
    struct world *world = at;
    const struct family *family = data;

    for (size_t i = 0; i < family->count; i++) {
        int64_t id = family->parents[i];
        struct parent *parent = parent_new(world, id);

        world->rows.parent_by_id[id] = parent;
        for (size_t n = 0; n < family->fanout; n++)
            child_again(world, family_dealt(family, id, n), parent);
    }
    return world->count;
}

static const struct work cascades[] = {
    {family_take_parents, delete_parents, insert_parents},
};

#endif
