/* main.c - random walks of every source, in whose bodies random calls are made.
 *
 *   kith_walks [--seed N] [--seconds S | --walks N]
 *
 * Without --seed the time is the seed; it is printed. What a cursor meets or
 * fails to meet is judged by model.c; a difference prints a sentence, and the
 * status is 1.
 */
#include "walks.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUND = 400, REACH = 20000 };

uint32_t below(struct world *world, uint32_t limit)
{
    world->random = world->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((world->random >> 33) % limit);
}

bool differs(struct world *world, const char *format, ...)
{
    va_list arguments;

    if (!world->why[0]) {
        va_start(arguments, format);
        vsnprintf(world->why, sizeof(world->why), format, arguments);
        va_end(arguments);
    }
    return false;
}

static double now(void)
{
    struct timespec time;

    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* --- Levels --------------------------------------------------------------- */

static void begin(struct world *world)
{
    if (world->depth == LEVELS_MAX || kith_begin(world->db) != KITH_OK)
        return;
    for (int i = 0; i < CURSORS_MAX; i++) {
        if (world->walks[i].open)
            walk_begin(&world->walks[i], world->depth);
    }
    world->depth++;
}

static void commit(struct world *world)
{
    kith_commit(world->db);
    world->depth--;
    for (int i = 0; i < CURSORS_MAX; i++) {
        struct walk *walk = &world->walks[i];

        if (walk->depth > world->depth)
            walk->depth = world->depth;
        if (walk->open && world->depth == 0 && walk->in_level) {
            walk->open = false;
            world->closed++;
        }
    }
}

static bool roll_back(struct world *world)
{
    int begin = world->depth - 1, depth = begin;

    if (below(world, 2)) {
        kith_rollback(world->db);
    } else {
        depth = (int)below(world, (uint32_t)world->depth + 1);
        begin = depth > 0 ? depth - 1 : 0;
        kith_rollback_to(world->db, (size_t)depth);
    }
    world->depth = depth;
    world->rollbacks++;
    for (int i = 0; i < CURSORS_MAX; i++) {
        if (!walk_roll_back(world, &world->walks[i], begin, depth))
            return false;
    }
    return true;
}

/* --- A round -------------------------------------------------------------- */

static bool change(struct world *world)
{
    uint32_t what = below(world, 20);
    kith_handle moved;

    if (what == 0 || (what == 1 && world->depth == 0)) {
        begin(world);
    } else if (what == 1) {
        commit(world);
    } else if (what == 2 && world->depth > 0) {
        return roll_back(world);
    } else {
        moved = call(world);
        for (int i = 0; i < CURSORS_MAX; i++)
            walk_follow(world, &world->walks[i], moved);
    }
    return true;
}

static void end_walk(struct world *world, struct walk *walk)
{
    kith_cursor_close(&walk->cursor);
    walk->open = false;
    world->done++;
}

static bool step(struct world *world)
{
    struct walk *walk = &world->walks[below(world, CURSORS_MAX)];
    bool over = false;

    if (!walk->open) {
        walk_open(world, walk);
        if (walk->open)
            world->by_source[walk->source]++;
        return true;
    }
    world->steps++;
    if (!walk_step(world, walk, &over))
        return false;
    if ((over && below(world, 3) > 0) || below(world, 60) == 0)
        end_walk(world, walk);
    return true;
}

static bool is_whole(struct world *world, kith_db *db)
{
    kith_error error;

    return kith_verify_to(db, &error) == KITH_OK ||
           differs(world, "%s", error.message);
}

/* What closes cursors; and copies, which have none. */
static bool disturb(struct world *world)
{
    kith_snapshot *snapshot;
    kith_db *clone;
    bool whole;

    if (world->depth > 0)
        return true;
    clone = kith_clone(world->db);
    whole = is_whole(world, clone);
    kith_close(clone);
    snapshot = kith_snapshot_take(world->db);
    if (below(world, 2))
        call(world);
    if (below(world, 2))
        kith_shrink(world->db);
    else
        kith_restore(world->db, snapshot);
    kith_snapshot_free(snapshot);
    for (int i = 0; i < CURSORS_MAX; i++) {
        struct walk *walk = &world->walks[i];

        if (walk->open && kith_cursor_next(&walk->cursor))
            return differs(world, "a cursor was not closed");
        world->closed += walk->open;
        walk->open = false;
    }
    return whole;
}

static bool run_round(struct world *world)
{
    long until = world->done + ROUND;
    kith_stats stats;

    fill(world);
    while (world->done < until) {
        if (!step(world))
            return false;
        if (below(world, 2) && !change(world))
            return false;
        if (below(world, 200) == 0 && !is_whole(world, world->db))
            return false;
        if (below(world, 2000) == 0 && !disturb(world))
            return false;
    }
    for (int i = 0; i < CURSORS_MAX; i++)
        kith_cursor_close(&world->walks[i].cursor);
    kith_rollback_to(world->db, 0);
    if (!is_whole(world, world->db))
        return false;
    if (kith_stats_of(world->db, &stats) != KITH_OK || stats.cursors > 0 ||
        stats.bytes != kith_memory_used(world->db))
        return differs(world, "cursors or bytes are left");
    return true;
}

static bool play(struct world *world, uint64_t seed)
{
    bool right;

    world->random = seed;
    world->depth = 0;
    world->things_most = below(world, 8) ? 24 : 180; /* more than a word */
    memset(world->walks, 0, sizeof(world->walks));
    if (kith_open(&world->db,
                  KITH_TABLES(Owner, Thing, Label, Tagging, Alliance), NULL,
                  NULL) != KITH_OK)
        return differs(world, "kith_open");
    right = run_round(world);
    kith_close(world->db);
    return right;
}

int main(int count, char **arguments)
{
    static struct world world;
    uint64_t seed = (uint64_t)time(NULL);
    double seconds = 5, start = now();
    long walks = 0;

    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], "--seed") == 0)
            seed = strtoull(arguments[i + 1], NULL, 0);
        else if (strcmp(arguments[i], "--seconds") == 0)
            seconds = strtod(arguments[i + 1], NULL);
        else
            walks = strtol(arguments[i + 1], NULL, 0);
    }
    printf("seed %" PRIu64 "\n", seed);
    while (walks > 0 ? world.done < walks : now() - start < seconds) {
        if (!play(&world, seed)) {
            printf("DIFFERENT after %ld walks: %s\n"
                   "again: kith_walks --seed %" PRIu64 " --walks 1\n",
                   world.done, world.why, seed);
            return 1;
        }
        seed = seed * 6364136223846793005u + 1442695040888963407u;
    }
    printf("%ld walks, %.0f a second; %ld steps, %ld calls of which %ld were "
           "refused, %ld rollbacks, %ld closed by the database\n",
           world.done, (double)world.done / (now() - start), world.steps,
           world.calls, world.refused, world.rollbacks, world.closed);
    for (int i = 0; world.done > REACH && i < SOURCES; i++) {
        if (world.by_source[i] == 0) {
            printf("source %d was never walked\n", i);
            return 1;
        }
    }
    return 0;
}
