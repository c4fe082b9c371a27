/* main.c - random calls on rows with ordered indexes of every kind.
 *
 *   kith_order [--seed N] [--seconds S | --operations N]
 *
 * Without --seed the time is the seed; it is printed. A difference prints a
 * sentence, and the status is 1.
 */
#include "order.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUND = 3000, REACH = 100000 };

static double now(void)
{
    struct timespec time;

    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static Thing *any_thing(struct world *world)
{
    int count = world->known_count[world->depth];
    int64_t id;

    if (count == 0)
        return NULL;
    id = world->known[world->depth][below(world, (uint32_t)count)].id;
    return kith_get(world->db, Thing, id);
}

static Owner *any_owner(struct world *world)
{
    kith_range owners = kith_in_order(world->db, Owner, (id));
    size_t count = kith_range_count(owners);

    return count > 0
               ? kith_range_nth(owners, Owner, below(world, (uint32_t)count))
               : NULL;
}

/* --- Calls ---------------------------------------------------------------- */

static bool is_numbered(const kith_column *column)
{
    return column->primary_key || column->foreign_key;
}

static size_t fill(struct world *world, kith_column_value *values, bool all)
{
    size_t count = 0;

    for (int i = 0; i < world->column_count; i++) {
        const kith_column *column = &world->columns[i];

        if (!is_numbered(column) && (all || below(world, 8) == 0))
            values[count++] = (kith_column_value){column->offset_bytes,
                                                  random_value(world, column)};
    }
    return count;
}

static kith_status insert(struct world *world)
{
    kith_column_value values[COLUMNS_MAX];
    size_t count = fill(world, values, true);
    const Owner *owner = any_owner(world), *other = any_owner(world);

    if (owner && below(world, 3) > 0)
        values[count++] = (kith_column_value){offsetof(Thing, owner_id),
                                              KITH_INTEGER(owner->id)};
    if (other && below(world, 3) > 0)
        values[count++] = (kith_column_value){offsetof(Thing, owner_name),
                                              KITH_STRING(other->name)};
    return kith_insert_values(world->db, &Thing_table, values, count)
               ? KITH_OK
               : kith_last_error(world->db)->status;
}

static kith_status insert_many(struct world *world)
{
    Thing *like = any_thing(world);
    char bytes[6 * sizeof(Thing)];

    if (!like)
        return KITH_OK;
    for (size_t i = 0; i < 6; i++) {
        Thing thing = {.whole = (int32_t)below(world, 9),
                       .text = like->text,
                       .required = like->required,
                       .wide = like->wide,
                       .owner_id = like->owner_id};

        memcpy(bytes + i * sizeof(thing), &thing, sizeof(thing));
    }
    return kith_insert_rows(world->db, &Thing_table, bytes, 1 + below(world, 6),
                            NULL);
}

static kith_status set(struct world *world)
{
    const kith_column *column =
        &world->columns[below(world, (uint32_t)world->column_count)];
    Thing *thing = any_thing(world);

    if (!thing || is_numbered(column))
        return KITH_OK;
    return kith_set_value_at(thing, column->offset_bytes,
                             random_value(world, column));
}

static kith_status update(struct world *world)
{
    kith_column_value values[COLUMNS_MAX];
    size_t count = fill(world, values, false);
    Thing *thing = any_thing(world);

    return thing && count > 0 ? kith_update_values(thing, values, count)
                              : KITH_OK;
}

static kith_status link_thing(struct world *world)
{
    Thing *thing = any_thing(world);
    Owner *owner = any_owner(world);

    if (!thing || !owner)
        return KITH_OK;
    switch (below(world, 8)) {
    case 6:
        return kith_append(owner, things, thing);
    case 7:
        return below(world, 4) == 0 ? kith_clear(owner, things) : KITH_OK;
    case 0:
        return kith_unlink(thing, owner);
    case 1:
        return kith_set_null(thing, owner_name);
    case 2:
        return kith_set(thing, owner_id, owner->id);
    case 3:
        return kith_relate(thing, named_owner, owner);
    case 4:
        return kith_update(thing, kith_to(thing, owner_id, owner->id),
                           kith_to(thing, whole, 5));
    default:
        return kith_relate(thing, owner, owner);
    }
}

/* Its things follow, or lose it, or go with it. */
static kith_status change_owner(struct world *world)
{
    Owner *owner = any_owner(world);
    char name[32];

    snprintf(name, sizeof(name), "owner %u", below(world, 60));
    switch (owner ? below(world, 4) : 3) {
    case 0:
        return kith_set(owner, id, 1 + (int64_t)below(world, 60));
    case 1:
        return kith_set(owner, name, name);
    case 2:
        return below(world, 4) == 0 ? kith_delete(owner) : KITH_OK;
    default:
        return kith_insert(world->db, Owner, .name = name)
                   ? KITH_OK
                   : kith_last_error(world->db)->status;
    }
}

static kith_status delete_some(struct world *world)
{
    Thing *things[8];
    size_t count = 1 + below(world, 8);

    if (below(world, 3) > 0)
        return kith_delete(any_thing(world));
    for (size_t i = 0; i < count; i++)
        things[i] = any_thing(world);
    return things[0] ? kith_delete_rows(things, count) : KITH_OK;
}

static kith_status call(struct world *world)
{
    uint32_t what = below(world, 100);
    bool full = world->known_count[world->depth] + 8 > world->rows_max;

    if (what < 25 && !full)
        return insert(world);
    if (what < 30 && !full)
        return insert_many(world);
    if (what < 55)
        return set(world);
    if (what < 68)
        return update(world);
    if (what < 80)
        return link_thing(world);
    if (what < 84)
        return change_owner(world);
    return delete_some(world);
}

/* --- The run -------------------------------------------------------------- */

static bool step(struct world *world)
{
    uint32_t what = below(world, 40);

    world->operations++;
    if (what == 0 && world->depth < LEVELS_MAX) {
        world_begin(world);
    } else if (what == 1 && world->depth > 0) {
        if (!world_end(world, below(world, 2) == 0))
            return false;
    } else {
        world->refused += call(world) != KITH_OK;
        world_tell(world);
    }
    if (what == 2 && world->depth == 0)
        kith_shrink(world->db);
    if (what == 3 && kith_verify(world->db) != KITH_OK)
        return differs(world, "kith_verify");
    if (what < 10) {
        Owner *owner = any_owner(world);

        if (owner && !judge_sorted(world, owner))
            return false;
    }
    return judge_bound(world) &&
           (below(world, 4) > 0 ||
            judge_index(
                world,
                &world->indexes[below(world, (uint32_t)world->index_count)]));
}

static bool run_round(struct world *world, long steps)
{
    for (long i = 0; i < steps; i++) {
        if (!step(world))
            return false;
    }
    while (world->depth > 0) {
        if (!world_end(world, false))
            return false;
    }
    for (int i = 0; i < world->index_count; i++) {
        if (!judge_index(world, &world->indexes[i]))
            return false;
    }
    return kith_verify(world->db) == KITH_OK ||
           differs(world, "kith_verify at the end");
}

int main(int count, char **arguments)
{
    static struct world world;
    uint64_t seed = (uint64_t)time(NULL);
    double seconds = 5, start = now();
    long operations = 0, done = 0, bounds = 0, rollbacks = 0, refused = 0;

    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], "--seed") == 0)
            seed = strtoull(arguments[i + 1], NULL, 0);
        else if (strcmp(arguments[i], "--seconds") == 0)
            seconds = strtod(arguments[i + 1], NULL);
        else
            operations = strtol(arguments[i + 1], NULL, 0);
    }
    printf("seed %" PRIu64 "\n", seed);
    while (operations > 0 ? done < operations : now() - start < seconds) {
        world_open(&world, seed);
        if (!run_round(&world, ROUND)) {
            printf("DIFFERENT after %ld calls: %s\n"
                   "again: kith_order --seed %" PRIu64 " --operations 1\n",
                   world.operations, world.why, seed);
            return 1;
        }
        done += world.operations;
        bounds += world.bounds;
        rollbacks += world.rollbacks;
        refused += world.refused;
        world_close(&world);
        seed = seed * 6364136223846793005u + 1442695040888963407u;
    }
    printf("%ld calls, %.0f a second; %ld bounds, %ld rollbacks, %ld refused\n",
           done, (double)done / (now() - start), bounds, rollbacks, refused);
    if (done > REACH && (bounds == 0 || rollbacks == 0 || refused == 0)) {
        printf("something was never tried\n");
        return 1;
    }
    return 0;
}
