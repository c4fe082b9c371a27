/* main.c - the run: rounds of random calls, one schema after the other. */
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A run of REACH calls over all schemas is long enough to try everything. */
enum {
    REACH = 500000,
    REFUSALS = 300000, /* at least, of such a run with --refuse */
    ROUND = 4000,
    VERIFY_EVERY = 100,
    FEW = 6,
    MANY = ROWS_MAX - 6
};

struct run {
    uint64_t seed;
    double seconds;
    long operations, done;
    const char *schema;
    double start;
};

static double now(void)
{
    struct timespec time;

    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool is_over(const struct run *run)
{
    if (run->operations > 0)
        return run->done >= run->operations;
    return run->done % 64 == 0 && now() - run->start >= run->seconds;
}

/* --- One call ------------------------------------------------------------- */

/* Small tables grow, large ones shrink. */
static bool call_row(struct world *world, int table, uint32_t choice)
{
    int count = world_count(world, table);

    if (count > MANY)
        return call_delete(world, table);
    if (count < FEW || choice < 34)
        return call_insert(world, table);
    if (choice < 52)
        return call_update(world, table);
    if (choice < 60)
        return call_update_rows(world, table);
    if (choice < 69)
        return call_delete(world, table);
    if (choice % 2 && call_find_key(world, table))
        return true;
    return call_find(world, table);
}

static bool call_link_of(struct world *world)
{
    const struct link *link;

    if (world->catalog.link_count == 0)
        return false;
    link =
        &world->catalog
             .links[world_random(world, (uint32_t)world->catalog.link_count)];
    if (link->attribute->kind == KITH_KIND_COLLECTION)
        return call_list(world, link);
    return call_relate(world, link);
}

/* Few tables have a column that may be written directly. */
static bool call_edit_somewhere(struct world *world)
{
    uint32_t count = (uint32_t)world->catalog.table_count;

    for (uint32_t i = 0; i < 2 * count; i++) {
        if (call_edit(world, (int)world_random(world, count)))
            return true;
    }
    return false;
}

/* More than half of the calls are made in levels. */
static bool call_with_levels(struct world *world)
{
    if (world_chance(world, world->levels.depth > 0 ? 12 : 3)) {
        call_level(world);
        return true;
    }
    if (world_chance(world, 5) && call_edit_somewhere(world))
        return true;
    return world_chance(world, 6) && call_grave(world);
}

static void call_something(struct world *world)
{
    bool called = false;

    world->levels.restored = false;
    while (!called) {
        uint32_t choice = world_random(world, 100);

        if (call_with_levels(world))
            called = true;
        else if (choice < 74)
            called = call_row(
                world,
                (int)world_random(world, (uint32_t)world->catalog.table_count),
                choice);
        else
            called = call_link_of(world);
    }
}

/* --- The run -------------------------------------------------------------- */

static bool run_round(struct run *run, const struct schema *schema)
{
    static struct world world;
    bool equal = true;
    int i;

    world_open(&world, schema, run->seed);
    for (i = 0; equal && i < ROUND && !is_over(run); i++) {
        call_something(&world);
        equal = call_compare(&world);
        if (equal && (i % VERIFY_EVERY == 0 || world.levels.restored))
            equal = world_compare(&world);
        tally_schema(schema->name);
        run->done++;
    }
    if (!equal)
        printf("  schema %s, operation %d\n  kith_compare --seed %" PRIu64
               " --schema %s\n",
               schema->name, i - 1, run->seed, schema->name);
    world_close(&world);
    tally_refusals(schema->name, refuse_take(false), refuse_take(true));
    /* A number with nothing in common with the one before (an LCG of Knuth's).
     */
    run->seed = run->seed * 6364136223846793005u + 1442695040888963407u;
    return equal;
}

static bool run_all(struct run *run)
{
    bool equal = true;

    while (equal && !is_over(run)) {
        for (int i = 0; equal && schemas[i] && !is_over(run); i++) {
            if (!run->schema || strcmp(run->schema, schemas[i]->name) == 0)
                equal = run_round(run, schemas[i]);
        }
    }
    return equal;
}

static bool is_schema(const char *name)
{
    for (int i = 0; schemas[i]; i++) {
        if (strcmp(schemas[i]->name, name) == 0)
            return true;
    }
    return false;
}

static bool read_arguments(struct run *run, int count, char **arguments)
{
    for (int i = 1; i < count; i += 2) {
        const char *value = i + 1 < count ? arguments[i + 1] : NULL;

        if (strcmp(arguments[i], "--refuse") == 0) {
            refuse_switch_on();
            i--;
            continue;
        }
        if (!value)
            return false;
        if (strcmp(arguments[i], "--seed") == 0)
            run->seed = strtoull(value, NULL, 0);
        else if (strcmp(arguments[i], "--seconds") == 0)
            run->seconds = strtod(value, NULL);
        else if (strcmp(arguments[i], "--operations") == 0)
            run->operations = strtol(value, NULL, 0);
        else if (strcmp(arguments[i], "--schema") == 0 && is_schema(value))
            run->schema = value;
        else
            return false;
    }
    return true;
}

int main(int count, char **arguments)
{
    struct run run = {.seed = (uint64_t)time(NULL), .seconds = 10};
    bool equal;

    if (!read_arguments(&run, count, arguments)) {
        fprintf(stderr, "kith_compare [--seed N] [--seconds S | --operations N]"
                        " [--schema name] [--refuse]\n");
        return 2;
    }
    printf("seed %" PRIu64 "\n", run.seed);
    fflush(stdout);
    run.start = now();
    equal = run_all(&run);
    if (!equal)
        return 1;
    printf("%ld operations, %.0f a second\n", run.done,
           (double)run.done / (now() - run.start));
    if (refuse_is_on())
        printf("%ld requests for memory refused, %ld calls went on\n",
               refuse_count(), refuse_went_on());
    if (refuse_is_on() && refuse_count() < REFUSALS && run.done >= REACH)
        return 1;
    return tally_print(!run.schema && run.done >= REACH, refuse_is_on()) ? 0
                                                                         : 1;
}
