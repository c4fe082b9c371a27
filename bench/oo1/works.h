/* works.h - what a program of rows and pointers is asked in OO1, whatever its
 * lists and its index are.
 *
 * Knows  nothing of either. The file that includes it has defined struct part and
 *        the functions part_find, visit_out, visit_in, insert_parts, part_delete
 *        and relink_one over its world.
 */
#ifndef BENCH_OO1_WORKS_H
#define BENCH_OO1_WORKS_H

static uint64_t lookup(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_LOOKUPS; i++) {
        const struct part *part = part_find(world, oo1->lookups[i]);

        sum += oo1_visit(part->x, part->y, part->type);
    }
    return sum;
}

static uint64_t traverse(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_STARTS; i++)
        sum += visit_out(part_find(world, oo1->starts[i]), OO1_DEPTH);
    return sum;
}

static uint64_t traverse_back(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_STARTS; i++)
        sum += visit_in(part_find(world, oo1->starts[i]), OO1_DEPTH);
    return sum;
}

static uint64_t delete_parts(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t rows = 0;

    for (size_t i = 0; i < OO1_NEW_PARTS; i++)
        rows += part_delete(world, part_find(world, oo1->new_parts[i].id));
    return rows;
}

static uint64_t relink(void *world, void *data)
{
    const struct oo1 *oo1 = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < OO1_RELINKS; i++)
        sum += (uint64_t)relink_one(world, oo1->relinks[i].from,
                                    oo1->relinks[i].to);
    return sum;
}

static uint64_t relink_back(void *world, void *data)
{
    const struct oo1 *oo1 = data;

    for (size_t i = 0; i < OO1_RELINKS; i++) {
        int64_t from = oo1->relinks[i].from;

        relink_one(world, from, oo1_shortest(oo1, from)->to);
    }
    return 0;
}

static const struct work works[] = {
    {.run = lookup},
    {.run = traverse},
    {.run = traverse_back},
    {.before = traverse, .run = traverse},
    {.run = insert_parts, .after = delete_parts},
    {.before = insert_parts, .run = delete_parts},
    {.run = relink, .after = relink_back},
    {.run = traverse_back},
};

#endif
