/* world.c - one step of a round on both sides; see world.h. */
#include "world.h"
#include "tally.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64: any seed is a good seed. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

int world_rows(uint64_t seed)
{
    static const int rows[] = {MANY_ROWS, SOME_ROWS, FEW_ROWS, FEW_ROWS,
                               FEW_ROWS};

    return rows[mix(seed) % 5];
}

void world_open(struct world *world, const struct shape *shape, uint64_t seed,
                bool alike)
{
    kith_options options =
        KITH_OPTIONS(.hash_seed = seed | 1, .allocator = refusing_allocator());
    kith_error error;
    int tables = 0;

    memset(world, 0, sizeof(*world));
    refuse_request(0);
    if (kith_open(&world->db, shape->tables, &options, &error) != KITH_OK) {
        fprintf(stderr, "shape %s: %s\n", shape->name, error.message);
        exit(2);
    }
    world->near = shape_is_near(shape) && !alike;
    facts_read(&world->facts, shape, world->db);
    while (shape->tables[tables])
        tables++;
    world->room = world_rows(seed) / tables + 5;
    model_open(&world->model, &world->facts, world->room + 2 * MANY);
}

void world_close(struct world *world)
{
    kith_close(world->db);
    model_close(&world->model);
}

bool world_differs(struct world *world, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (!world->why[0])
        vsnprintf(world->why, sizeof(world->why), format, arguments);
    va_end(arguments);
    return false;
}

/* --- Chance --------------------------------------------------------------- */

uint32_t chance_below(struct world *world, uint32_t bound)
{
    return (uint32_t)(mix(world->random += 0x9e3779b97f4a7c15u) >> 33) % bound;
}

bool chance(struct world *world, uint32_t percent)
{
    return chance_below(world, 100) < percent;
}

/* The first that lives from a place on, or from the beginning. */
static int next_row(const struct rows *rows, int capacity, uint64_t from)
{
    int at = (int)(from % (uint64_t)capacity);

    while (!rows->live[at])
        at = at + 1 == capacity ? 0 : at + 1;
    return at;
}

/* That which comes first in an order of its own, made anew for each choice. To
 * begin somewhere and take the next row that lives would mostly mean the first
 * one, and a number below the count another row for each that is left out. */
int chance_row(struct world *world, int table)
{
    const struct rows *rows = &world->model.tables[table];
    const uint64_t order = mix(world->random += 0x9e3779b97f4a7c15u);
    uint64_t least = UINT64_MAX;
    int first = NONE, left = rows->count;

    if (world->near && left > 0)
        return next_row(rows, world->model.capacity, order);
    for (int at = 0; left > 0; at++) {
        const uint64_t place = mix(order + (uint64_t)at);

        if (!rows->live[at])
            continue;
        if (place <= least) {
            least = place;
            first = at;
        }
        left--;
    }
    return first;
}

/* --- A step --------------------------------------------------------------- */

static bool status_differs(struct world *world, kith_status status)
{
    char expected[160] = "";

    for (int i = 0; i < 16; i++) {
        if (world->call.expected >> i & 1) {
            strcat(expected, " ");
            strcat(expected, kith_status_name((kith_status)-i));
        }
    }
    return world_differs(world, "the status is %s%s%s, expected%s",
                         kith_status_name(status), status ? ": " : "",
                         status ? kith_last_error(world->db)->message : "",
                         expected);
}

/* Whether a call can run out of memory, and may then be made again. */
static bool is_repeatable(const struct call *call)
{
    return call->operation != MISUSE && call->operation < COMMIT;
}

static bool verify(struct world *world)
{
    kith_error error = {.status = KITH_OK};

    return kith_verify_to(world->db, &error) == KITH_OK ||
           world_differs(world, "kith_verify: %s", error.message);
}

/* The call with one of its first requests for memory refused: nothing has
 * changed then, nor is room left that nobody will use, which the same call,
 * made again, would use. `made`: the call needed no memory, or less, and was made. At
 * the end of kith_insert_rows lists become smaller where there is memory for
 * it; and where a short way has none, a longer one asks once more, and may have
 * it. */
static bool make_refused(struct world *world, uint64_t state, bool *made,
                         kith_status *status)
{
    refuse_request(1 + chance_below(world, 4));
    *status = make_call(world);
    *made = !was_refused() || *status == KITH_OK;
    refuse_request(0);
    if (*made)
        return true;
    tally_status(KITH_E_MEMORY);
    if (*status != KITH_E_MEMORY)
        return world_differs(world, "memory was refused, the status is %s",
                             kith_status_name(*status));
    if (kith_test_state(world->db) != state)
        return world_differs(world, "memory was refused, and something changed");
    return verify(world);
}

/* After a rollback everything is as it was noted. */
static bool check_level(struct world *world, uint64_t state)
{
    struct model *model = &world->model;
    const struct call *call = &world->call;
    int level = model->depth;

    if (call->operation == COMMIT && call->expected != STATUS(KITH_OK))
        return true; /* the level stays open; the states were compared */
    world->dead_count = 0;
    if (call->operation == BEGIN) {
        model->levels[level - 1].state = state;
        return true;
    }
    if (call->operation == COMMIT || call->expected != STATUS(KITH_OK))
        return true;
    if (call->operation == ROLLBACK_TO && call->depth > 0)
        level--;
    return kith_test_state(world->db) == model->levels[level].state ||
           world_differs(world, "the rollback has left a trace");
}

static void note_dead(struct world *world)
{
    const struct model *model = &world->model;

    for (size_t i = model->mark;
         model->depth > 0 && i < model->journal_count && world->dead_count < 16;
         i++) {
        const struct place place = model->journal[i].place;

        if (model->journal[i].live &&
            !model->tables[place.table].live[place.row])
            world->dead[world->dead_count++] = model->journal[i].address;
    }
}

static bool make_and_compare(struct world *world)
{
    struct call *call = &world->call;
    const bool level =
        call->operation >= BEGIN && call->operation <= ROLLBACK_TO;
    const bool refused = call->expected != STATUS(KITH_OK);
    const bool armed = is_repeatable(call) && chance(world, 4);
    uint64_t state = 0;
    kith_status status;
    bool made = false;

    if (refused || armed || call->operation == BEGIN)
        state = kith_test_state(world->db);
    if (armed && !make_refused(world, state, &made, &status))
        return false;
    if (!made)
        status = make_call(world);
    tally_call(world, status);
    if (status > 0 || status < -15 || !(call->expected & STATUS(status)))
        return status_differs(world, status);
    if (refused && kith_test_state(world->db) != state)
        return world_differs(world,
                             "the call was refused (%s), and something "
                             "changed",
                             kith_status_name(status));
    if (level)
        return check_level(world, state);
    note_dead(world);
    return refused || compare_touched(world);
}

static bool is_rare(enum operation operation)
{
    return operation == REPLACE || operation == COMMIT;
}

/* Of the calls that are refused only some are made: two states are compared for
 * each, which costs more than all else. Most of those that judge several rows
 * at once are made, for there are few. */
static void choose_and_apply(struct world *world)
{
    bool made = false;

    while (!made) {
        choose_call(world);
        model_apply(&world->model, &world->call);
        made = world->call.expected == STATUS(KITH_OK) ||
               chance(world, is_rare(world->call.operation) ? 80 : 30);
    }
}

bool world_step(struct world *world, uint64_t round, uint64_t number)
{
    world->random = mix(round ^ mix(number + 1));
    world->decision_count = 0;
    choose_and_apply(world);
    if (world->talks)
        print_call(world);
    return make_and_compare(world) && !world->why[0];
}

bool world_compare(struct world *world)
{
    return verify(world) && compare_all(world);
}
