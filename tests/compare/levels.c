/* levels.c - random levels on both sides; see levels.h. */
#include "world.h"

#include <stdio.h>

void levels_bury(struct levels *levels, int table, int rid,
                 const struct row *row)
{
    if (levels->depth == 0 || levels->grave_count == GRAVES_MAX)
        return;
    levels->graves[levels->grave_count++] =
        (struct grave){.table = table, .rid = rid, .row = *row};
}

/* --- What is wrong, as a sentence ----------------------------------------- */

static void find_wrong(struct world *world, const char *why)
{
    struct call *call = &world->call;

    if (!call->wrong)
        snprintf(call->message, sizeof(call->message), "%s", why);
    call->wrong = true;
}

static void compare_depth(struct world *world)
{
    if (kith_depth(world->db) != (size_t)world->levels.depth)
        find_wrong(world, "kith_depth is not the number of levels");
}

/* All rows are back at the addresses they had. */
static void compare_addresses(struct world *world, const struct mirror *then)
{
    const char *found =
        mirror_difference(&world->catalog, &world->mirror, world->db);

    if (found)
        find_wrong(world, found);
    for (int i = 0; !found && i < world->catalog.table_count; i++) {
        for (int rid = 1; rid < ROWS_MAX; rid++) {
            if (then->rows[i][rid].live &&
                then->rows[i][rid].kith != world->mirror.rows[i][rid].kith)
                find_wrong(world, "a row came back at another address");
        }
    }
}

/* --- The calls ------------------------------------------------------------ */

static void begin_level(struct world *world)
{
    struct levels *levels = &world->levels;
    struct level *level = &levels->open[levels->depth];
    struct call *call = &world->call;
    long refused = refuse_count();

    call_begin(world, BEGIN_LEVEL);
    call_say(world, "begin level %d", levels->depth + 1);
    refuse_begin(world->db);
    do
        call->answer = kith_begin(world->db);
    while (refuse_again(world->db, call->answer, call->words));
    tally_refused_begin(refuse_count() - refused);
    if (call->answer == KITH_OK) {
        level->mirror = world->mirror;
        level->state = kith_test_state(world->db);
        level->grave_count = levels->grave_count;
        sql_begin_level(world->sql, ++levels->depth);
    }
    tally_level(BEGIN_LEVEL, levels->depth);
}

/* What is kept is not changed by that. At the end of the outermost level lists
 * may close their holes, which are a part of the state. */
static uint64_t state_to_keep(const struct world *world)
{
    return world->levels.depth == 0 ? kith_digest(world->db)
                                    : kith_test_state(world->db);
}

/* The outermost is refused where SQLite refuses it, and stays open. */
static void commit_level(struct world *world)
{
    struct levels *levels = &world->levels;
    struct call *call = &world->call;
    uint64_t digest = kith_digest(world->db),
             state = kith_test_state(world->db);

    call_begin(world, COMMIT_LEVEL);
    call_say(world, "commit level %d", levels->depth);
    refuse_begin(world->db);
    call->answer = kith_commit(world->db);
    refuse_none(world->db, call->words);
    tally_level(COMMIT_LEVEL, levels->depth);
    if (sql_commit_level(world->sql, levels->depth) == SQLITE_OK) {
        levels->depth--;
    } else {
        call->expected = KITH_E_PARENT;
        tally_pending(COMMIT_REFUSED);
    }
    if (state_to_keep(world) != (levels->depth == 0 ? digest : state))
        find_wrong(world, "the commit has changed something");
    if (levels->depth == 0)
        levels->grave_count = 0;
}

/* Take everything back since the level of this depth began. */
static void restore(struct world *world, int depth)
{
    struct levels *levels = &world->levels;
    const struct level *level = &levels->open[depth - 1];

    sql_rollback_level(world->sql, depth);
    world->mirror = level->mirror;
    levels->grave_count = level->grave_count;
    levels->restored = true;
    compare_addresses(world, &level->mirror);
    if (kith_test_state(world->db) != level->state)
        find_wrong(world, "the state is not what it was at the begin");
}

static void roll_back(struct world *world)
{
    struct levels *levels = &world->levels;
    struct call *call = &world->call;

    call_begin(world, ROLLBACK_LEVEL);
    call_say(world, "roll back level %d", levels->depth);
    refuse_begin(world->db);
    call->answer = kith_rollback(world->db);
    refuse_none(world->db, call->words);
    tally_level(ROLLBACK_LEVEL, levels->depth);
    restore(world, levels->depth);
    sql_commit_level(world->sql, levels->depth--);
}

/* Depth 0 takes back all levels, and leaves none. */
static void roll_back_to(struct world *world)
{
    struct levels *levels = &world->levels;
    struct call *call = &world->call;
    int depth = (int)world_random(world, (uint32_t)levels->depth + 1);

    call_begin(world, ROLLBACK_TO_LEVEL);
    call_say(world, "roll back from level %d to %d", levels->depth, depth);
    refuse_begin(world->db);
    call->answer = kith_rollback_to(world->db, (size_t)depth);
    refuse_none(world->db, call->words);
    tally_level(ROLLBACK_TO_LEVEL, depth);
    restore(world, depth > 0 ? depth : 1);
    levels->depth = depth;
    if (depth == 0)
        sql_commit_level(world->sql, 1);
}

/* Ends of levels that are not open. */
static void end_nothing(struct world *world)
{
    int depth = world->levels.depth;

    if (depth > 0 || world_chance(world, 33)) {
        call_begin(world, ROLLBACK_TO_LEVEL);
        call_say(world, "roll back from level %d to %d", depth, depth + 1);
        world->call.answer =
            kith_rollback_to(world->db, (size_t)(depth ? depth + 1 : 0));
    } else if (world_chance(world, 50)) {
        call_begin(world, COMMIT_LEVEL);
        call_say(world, "commit without a level");
        world->call.answer = kith_commit(world->db);
    } else {
        call_begin(world, ROLLBACK_LEVEL);
        call_say(world, "roll back without a level");
        world->call.answer = kith_rollback(world->db);
    }
    world->call.expected = KITH_E_MISUSE;
}

void call_level(struct world *world)
{
    uint32_t choice = world_random(world, 24);
    int depth = world->levels.depth;

    if (choice == 0)
        end_nothing(world);
    else if (depth == 0 || (depth < LEVELS_MAX && choice < 11))
        begin_level(world);
    else if (choice < 15)
        roll_back(world);
    else if (choice < 19)
        roll_back_to(world);
    else
        commit_level(world);
    world->call.fixed = true;
    compare_depth(world);
}
