/* choose.c - a random call of any kind; its parts are in choose_*.c. */
#include "choose.h"

/* --- Levels --------------------------------------------------------------- */

#ifdef MODEL_TRANSACTIONS
static bool choose_level(struct world *world)
{
    struct call *call = &world->call;
    const int depth = world->model.depth;

    if (world->dead_count > 0 && chance(world, 30)) {
        call->operation = TOUCH_THE_DEAD;
        call->dead =
            world->dead[chance_below(world, (uint32_t)world->dead_count)];
        return true;
    }
    /* Where rules wait, the outermost commit is to come now and then. */
    if (depth < DEPTH && chance(world, depth == 0            ? 90
                                       : world->facts.defers ? 25
                                                             : 50)) {
        call->operation = BEGIN;
        return true;
    }
    call->operation = chance(world, 45)   ? ROLLBACK
                      : chance(world, 45) ? COMMIT
                                          : ROLLBACK_TO;
    call->depth = (int)chance_below(world, (uint32_t)depth + 2);
    return true;
}
#else
static bool choose_level(struct world *world)
{
    (void)world;
    return false;
}
#endif

/* --- Any call ------------------------------------------------------------- */

/* What the number of rows decides. */
enum { AS_CHANCE_WILL = 1, GROW, BECOME_LESS };

static uint8_t decide(struct world *world, int table)
{
    const int count = world->model.tables[table].count;
    const int room = choose_room(world, table);
    const int number = world->decision_count++;
    uint8_t kept = 0, decision;

    if (world->step && number < DECISIONS)
        kept = world->step->decisions[number];
    decision = count >= room      ? BECOME_LESS
               : kept             ? kept
               : count < room / 2 ? GROW
                                  : AS_CHANCE_WILL;
    if (number < DECISIONS)
        world->decisions[number] = decision;
    return decision;
}

/* The row and some others, perhaps one of them twice. */
static void choose_delete_rows(struct world *world)
{
    struct call *call = &world->call;
    const uint32_t count = 1 + chance_below(world, 12);

    call->operation = DELETE_ROWS;
    call->rows[call->target_count++] = call->row;
    for (uint32_t i = 0; i < count; i++)
        call->rows[call->target_count++] = chance_row(world, call->table);
    call->row = NONE;
}

static bool choose_row_call(struct world *world, uint32_t choice)
{
    struct call *call = &world->call;
    const int table = call->table;
    const uint8_t decision = decide(world, table);

    if (decision == GROW)
        return chance(world, 30) ? choose_fill(world, table)
                                 : choose_insert(world, table);
    call->row = chance_row(world, table);
    if (call->row == NONE)
        return choose_insert(world, table);
    if (decision == BECOME_LESS || choice < 10) {
        call->operation = DELETE;
        if (chance(world, 25))
            choose_delete_rows(world);
        return true;
    }
    if (choice < 40)
        return choose_insert(world, table);
    if (choice < 70)
        return choose_update(world);
    if (choice < 78)
        return choose_update_rows(world);
    if (choice < 90)
        return choose_edit(world);
    call->operation = MISUSE;
    return choice < 92;
}

void choose_call(struct world *world)
{
    struct call *call = &world->call;
    bool chosen = false;

    while (!chosen) {
        const uint32_t choice = chance_below(world, 100);

        call->set = 0;
        call->link = call->row = NONE;
        call->draft_count = call->target_count = call->change_count = 0;
        call->table =
            (int)chance_below(world, (uint32_t)world->facts.table_count);
        if (world->facts.defers && world->model.depth > 0 && chance(world, 30))
            chosen = choose_late(world);
        else if (choice < 60)
            chosen = choose_row_call(world, chance_below(world, 100));
        else if (choice < 92)
            chosen = choose_link_call(world);
        else
            chosen = choose_level(world);
    }
    if (world->step && world->step->rows &&
        call->draft_count > world->step->rows)
        call->draft_count = world->step->rows;
}
