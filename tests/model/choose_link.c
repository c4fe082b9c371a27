/* choose_link.c - random calls on references, scalars and collections; see
 * choose.h. */
#include "choose.h"

/* --- Links ---------------------------------------------------------------- */

/* A member of the list, or any row. */
static void choose_member(struct world *world, const struct link *link)
{
    struct call *call = &world->call;
    const struct foreign_key *key = &world->facts.foreign_keys[link->key];
    const int first = (int)chance_below(world, (uint32_t)world->model.capacity);

    for (int i = 0; i < world->model.capacity; i++) {
        const int row = (first + i) % world->model.capacity;

        if (!is_in_list(&world->model, key, row, call->row))
            continue;
        call->targets[0] = far_of(&world->model, link, row, call->row);
        return;
    }
}

/* A row whose list has members, if one is soon found. */
static void choose_owner(struct world *world, const struct link *link)
{
    struct call *call = &world->call;
    const struct foreign_key *key = &world->facts.foreign_keys[link->key];

    for (int i = 0; i < 6; i++) {
        const int child = chance_row(world, key->child);

        if (child == NONE)
            return;
        if (world->model.tables[key->child].parent[key->slot][child] != NONE) {
            call->row =
                world->model.tables[key->child].parent[key->slot][child];
            return;
        }
    }
}

/* Members in another order, some left out. */
static void choose_members(struct world *world, const struct link *link)
{
    struct call *call = &world->call;
    const struct foreign_key *key = &world->facts.foreign_keys[link->key];
    const int first = (int)chance_below(world, (uint32_t)world->model.capacity);

    call->target_count = 0;
    for (int i = 0; i < world->model.capacity && call->target_count < 40; i++) {
        const int row = (first + i) % world->model.capacity;

        if (!is_in_list(&world->model, key, row, call->row) ||
            chance(world, 20))
            continue;
        call->targets[call->target_count++] =
            far_of(&world->model, link, row, call->row);
    }
}

/* The same, and others. */
static void choose_targets(struct world *world, const struct link *link)
{
    struct call *call = &world->call;
    const uint32_t others = chance_below(world, 5);

    choose_members(world, link);
    for (uint32_t i = 0; i < others; i++)
        call->targets[call->target_count++] = chance_row(world, link->target);
}

/* Some rows and a target for each, perhaps one of them twice. */
static bool choose_pairs(struct world *world, const struct link *link)
{
    struct call *call = &world->call;
    const uint32_t count = 1 + chance_below(world, 20);
    const int target = call->targets[0];

    call->operation = RELATE_ROWS;
    call->rows[0] = call->row;
    for (uint32_t i = 0; i < count; i++) {
        call->rows[call->target_count] = chance_row(world, link->table);
        call->targets[call->target_count++] =
            chance(world, 20) ? target : chance_row(world, link->target);
    }
    call->row = NONE;
    return true;
}

static bool choose_one(struct world *world, const struct link *link)
{
    struct call *call = &world->call;

    if (chance(world, 20))
        return choose_pairs(world, link);

    call->operation = chance(world, 65) ? RELATE : UNLINK;
    if (call->operation == UNLINK &&
        link->attribute->kind == KITH_KIND_SCALAR && chance(world, 80))
        choose_owner(world, link);
    call->target_count = call->operation == RELATE && !chance(world, 2);
    return true;
}

/* Members that leave together, one of them named twice, or seldom some that are
 * none. */
static void choose_leavers(struct world *world, const struct link *link)
{
    struct call *call = &world->call;

    call->operation = REMOVE_ROWS;
    if (chance(world, 10)) {
        choose_targets(world, link);
        return;
    }
    choose_members(world, link);
    if (call->target_count > 0 && chance(world, 30))
        call->targets[call->target_count++] = call->targets[0];
}

static bool choose_list(struct world *world, const struct link *link)
{
    static const enum operation ways[] = {APPEND, APPEND,  APPEND,  REMOVE,
                                          REMOVE, REPLACE, REPLACE, MOVE,
                                          MOVE,   CLEAR};
    struct call *call = &world->call;
    const struct foreign_key *key = &world->facts.foreign_keys[link->key];

    call->operation = ways[chance_below(world, 10)];
    if (link->far != NONE &&
        world->model.tables[key->child].count > choose_room(world, key->child))
        call->operation = REMOVE;
    if (call->operation == CLEAR && chance(world, 60))
        call->operation = APPEND;
    if (call->operation != APPEND || chance(world, 50))
        choose_owner(world, link);
    if ((call->operation == REMOVE || call->operation == MOVE) &&
        chance(world, 90))
        choose_member(world, link);
    call->place = chance_below(world, chance(world, 50) ? 3 : 40);
    if (call->operation == REPLACE)
        choose_targets(world, link);
    if (call->operation == APPEND && chance(world, 25)) {
        const uint32_t count = chance_below(world, 20);

        call->operation = APPEND_ROWS;
        for (uint32_t i = 0; i < count; i++)
            call->targets[call->target_count++] =
                chance_row(world, link->target);
    }
    if (call->operation == REMOVE && chance(world, 30))
        choose_leavers(world, link);
    return true;
}

bool choose_link_call(struct world *world)
{
    struct call *call = &world->call;
    const struct link *link;

    if (world->facts.link_count == 0)
        return false;
    call->link = (int)chance_below(world, (uint32_t)world->facts.link_count);
    link = &world->facts.links[call->link];
    call->table = link->table;
    call->row = chance_row(world, link->table);
    call->targets[0] = chance_row(world, link->target);
    call->target_count = 1;
    if (call->row == NONE || call->targets[0] == NONE)
        return false;
    return link->attribute->kind == KITH_KIND_COLLECTION
               ? choose_list(world, link)
               : choose_one(world, link);
}
