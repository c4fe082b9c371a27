/* relate.c - random links and unlinks, from both sides. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

static void *kith_of(const struct world *world, int table, int rid)
{
    return rid == NOTHING ? NULL : world->mirror.rows[table][rid].kith;
}

static const struct foreign_key *key_of(const struct world *world,
                                        const struct link *link)
{
    return &world->catalog.foreign_keys[link->foreign_key];
}

static const struct row *row_of(const struct world *world, int table, int rid)
{
    return &world->mirror.rows[table][rid];
}

static bool refers(const struct world *world, const struct foreign_key *key,
                   int child, int parent)
{
    return mirror_refers(key, row_of(world, key->child, child),
                         row_of(world, key->parent, parent));
}

/* --- One to one and many to one ------------------------------------------- */

/* The first child of a parent; NOTHING. */
static int child_of(const struct world *world, const struct foreign_key *key,
                    int parent)
{
    for (int i = 1; i < ROWS_MAX; i++) {
        if (row_of(world, key->child, i)->live && refers(world, key, i, parent))
            return i;
    }
    return NOTHING;
}

/* What linking a child means: nothing where it is linked already; in a one to
 * one the child that has the place makes room first. */
static void mean_link(struct world *world, const struct foreign_key *key,
                      int child, int parent)
{
    int holder = NOTHING;

    if (refers(world, key, child, parent)) {
        call_differs(world, MEMBER_ALREADY);
        return;
    }
    if (key->one_to_one)
        holder = child_of(world, key, parent);
    if (holder != NOTHING) {
        call_differs(world, HOLDER_MAKES_ROOM);
        call_unlink(world, key, holder);
    }
    call_link(world, key, child, parent);
    world->call.kept[key->child] |= (uint64_t)1 << child;
    world->call.kept[key->parent] |= (uint64_t)1 << parent;
}

static void mean_unlink(struct world *world, const struct foreign_key *key,
                        int child)
{
    if (child != NOTHING &&
        !mirror_is_null(key, row_of(world, key->child, child)))
        call_unlink(world, key, child);
}

bool call_relate(struct world *world, const struct link *link)
{
    const struct foreign_key *key = key_of(world, link);
    bool reference = link->attribute->kind == KITH_KIND_REFERENCE;
    int rid = world_pick(world, link->table);
    int target = world_pick(world, link->target);

    if (rid == NOTHING)
        return false;
    if (world_chance(world, 25))
        target = NOTHING;
    call_begin(world, reference ? RELATE_REFERENCE : RELATE_SCALAR);
    call_say(world, "relate row %d of %s along %s to row %d", rid,
             world->catalog.tables[link->table].face->name,
             link->attribute->name, target);
    if (target != NOTHING)
        mean_link(world, key, reference ? rid : target,
                  reference ? target : rid);
    else
        mean_unlink(world, key, reference ? rid : child_of(world, key, rid));
    refuse_begin(world->db);
    do
        world->call.answer =
            target == NOTHING
                ? kith_unlink_at(kith_of(world, link->table, rid),
                                 link->attribute->offset_bytes)
                : kith_relate_at(kith_of(world, link->table, rid),
                                 link->attribute->offset_bytes,
                                 kith_of(world, link->target, target));
    while (refuse_again(world->db, world->call.answer, world->call.words));
    return true;
}

/* --- Collections ---------------------------------------------------------- */

/* The row that stands for `target` in the collection; NOTHING. */
static int member_for(const struct world *world, const struct link *link,
                      int rid, int target)
{
    const struct foreign_key *key = key_of(world, link);

    if (link->secondary == NOTHING)
        return refers(world, key, target, rid) ? target : NOTHING;
    for (int i = 1; i < ROWS_MAX; i++) {
        if (row_of(world, link->secondary, i)->live &&
            refers(world, key, i, rid) &&
            refers(world, &world->catalog.foreign_keys[link->far], i, target))
            return i;
    }
    return NOTHING;
}

/* A pair in SQL: the other columns are their defaults or zero, as in a literal.
 * Its rid, and the number kith chooses, are known when kith has made it. */
static void mean_pair(struct world *world, const struct link *link, int rid,
                      int target)
{
    const struct table *table = &world->catalog.tables[link->secondary];
    const struct foreign_key *keys[2] = {
        key_of(world, link), &world->catalog.foreign_keys[link->far]};
    const int parents[2] = {rid, target};
    struct step *step = call_step(world, INSERT, link->secondary, 0);
    uint32_t written = 0;

    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].numbered)
            step_set(step, i,
                     cell_integer(UNCHOSEN_NUMBER + world->call.step_count));
        else if (!table->columns[i].absent)
            step_set(step, i, cell_integer(0));
    }
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < keys[i]->count; j++) {
            int column = keys[i]->columns[j];
            struct cell cell = call_key_cell(world, keys[i], parents[i], j);

            if (written >> column & 1 &&
                !cell_equal(&cell, &step->values[column]))
                call_expect(world, KITH_E_MISUSE, PARENTS_DIFFER);
            written |= 1u << column;
            step_set(step, column, cell);
        }
    }
}

static void mean_append(struct world *world, const struct link *link, int rid,
                        int target)
{
    if (member_for(world, link, rid, target) != NOTHING)
        call_differs(world, MEMBER_ALREADY);
    else if (link->secondary == NOTHING)
        mean_link(world, key_of(world, link), target, rid);
    else
        mean_pair(world, link, rid, target);
}

/* A member leaves: an association row is deleted, a child is unlinked. */
static void mean_leave(struct world *world, const struct link *link, int member)
{
    const struct foreign_key *key = key_of(world, link);

    if (link->secondary != NOTHING || key->delete_orphan)
        world->call.named[key->child] |= (uint64_t)1 << member;
    if (link->secondary != NOTHING)
        call_step(world, DELETE, link->secondary, member);
    else if (key->delete_orphan)
        call_orphan(world, key, member);
    else
        call_unlink(world, key, member);
}

/* Whether the row is the pair that the step inserts; a number that kith chose
 * has no part in it. */
static bool is_pair(const struct table *table, const struct step *step,
                    const void *row)
{
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        struct cell cell;

        if (column->numbered || !(step->set >> i & 1))
            continue;
        cell = row_cell(column, row);
        if (!cell_equal(&cell, &step->values[i]))
            return false;
    }
    return step->kind == INSERT;
}

/* Give a pair that kith has made the rid of its step, and the step the number
 * that kith chose. */
static void number_pair(struct world *world, const struct table *table,
                        void *row)
{
    for (int i = 0; i < world->call.step_count; i++) {
        struct step *step = &world->call.steps[i];
        const int64_t rid = step->rid;

        if (!is_pair(table, step, row))
            continue;
        memcpy(row, &rid, sizeof(rid));
        for (int j = 0; j < table->column_count; j++) {
            if (table->columns[j].numbered)
                step->values[j] = row_cell(&table->columns[j], row);
        }
    }
}

/* Rids that are free before the call are enough for all pairs that join. Those
 * that kith has made are the rows without a rid. */
static void number_pairs(struct world *world, const struct link *link)
{
    const struct table *table = &world->catalog.tables[link->secondary];
    void *row = NULL;
    int rid = 0;

    for (int i = 0; i < world->call.step_count; i++) {
        if (world->call.steps[i].kind != INSERT)
            continue;
        do
            rid++;
        while (row_of(world, link->secondary, rid)->live);
        world->call.steps[i].rid = rid;
    }
    while ((row = kith_next_row(world->db, table->face, row))) {
        if (row_rid(row) == 0)
            number_pair(world, table, row);
    }
}

static void append(struct world *world, const struct link *link, int rid)
{
    int target = world_pick(world, link->target);

    call_begin(world, APPEND_ROW);
    call_say(world, "append to row %d of %s, %s: row %d", rid,
             world->catalog.tables[link->table].face->name,
             link->attribute->name, target);
    mean_append(world, link, rid, target);
    refuse_begin(world->db);
    do
        world->call.answer = kith_append_at(
            kith_of(world, link->table, rid), link->attribute->offset_bytes,
            kith_of(world, link->target, target));
    while (refuse_again(world->db, world->call.answer, world->call.words));
}

/* A random member of the collection, or any row. */
static int choose_member(struct world *world, const struct link *link, int rid)
{
    int first = world_pick(world, link->target);

    for (int i = 0; i < ROWS_MAX && world_chance(world, 97); i++) {
        int target = 1 + (first + i) % (ROWS_MAX - 1);

        if (row_of(world, link->target, target)->live &&
            member_for(world, link, rid, target) != NOTHING)
            return target;
    }
    return first;
}

static void take_out(struct world *world, const struct link *link, int rid)
{
    int target = choose_member(world, link, rid);
    int member = member_for(world, link, rid, target);

    call_begin(world, REMOVE_ROW);
    call_say(world, "remove from row %d of %s, %s: row %d", rid,
             world->catalog.tables[link->table].face->name,
             link->attribute->name, target);
    if (member == NOTHING)
        call_expect(world, KITH_E_NOT_FOUND, NO_MEMBER);
    else
        mean_leave(world, link, member);
    refuse_begin(world->db);
    do
        world->call.answer = kith_remove_at(
            kith_of(world, link->table, rid), link->attribute->offset_bytes,
            kith_of(world, link->target, target));
    while (refuse_again(world->db, world->call.answer, world->call.words));
}

/* In SQL one statement for all members, found by their key. */
static void clear(struct world *world, const struct link *link, int rid)
{
    const struct foreign_key *key = key_of(world, link);
    struct step *step;
    int count = 0;

    call_begin(world, CLEAR_ROWS);
    call_say(world, "clear row %d of %s, %s", rid,
             world->catalog.tables[link->table].face->name,
             link->attribute->name);
    for (int i = 1; i < ROWS_MAX; i++) {
        if (!row_of(world, key->child, i)->live || !refers(world, key, i, rid))
            continue;
        if (count++ > 0)
            world->call.step_count--;
        mean_leave(world, link, i);
    }
    if (count > 0) {
        step = &world->call.steps[0];
        for (int i = 0; i < key->count; i++)
            step_match(step, key->columns[i],
                       call_key_cell(world, key, rid, i));
    }
    refuse_begin(world->db);
    do
        world->call.answer = kith_clear_at(kith_of(world, link->table, rid),
                                           link->attribute->offset_bytes);
    while (refuse_again(world->db, world->call.answer, world->call.words));
}

/* --- Replacing all -------------------------------------------------------- */

/* The rows a collection is to be made of; one may be named twice. */
struct targets {
    size_t count;
    int rids[ROWS_MAX];
    void *rows[ROWS_MAX];
};

static bool names(const struct targets *targets, int rid, size_t before)
{
    for (size_t i = 0; i < before; i++) {
        if (targets->rids[i] == rid)
            return true;
    }
    return false;
}

static void choose_targets(struct world *world, const struct link *link,
                           struct targets *targets)
{
    uint32_t count = world_random(world, 6);

    for (targets->count = 0; targets->count < count; targets->count++) {
        int rid = world_pick(world, link->target);

        if (rid == NOTHING)
            return;
        targets->rids[targets->count] = rid;
        targets->rows[targets->count] = kith_of(world, link->target, rid);
        call_say(world, " %d", rid);
    }
}

/* The row at the other end of a member; the member itself in a one to many. */
static int target_of(const struct world *world, const struct link *link,
                     int member)
{
    const struct foreign_key *far;

    if (link->secondary == NOTHING)
        return member;
    far = &world->catalog.foreign_keys[link->far];
    return mirror_parent(&world->mirror, far,
                         row_of(world, link->secondary, member));
}

static void mean_replace(struct world *world, const struct link *link, int rid,
                         const struct targets *targets)
{
    const struct foreign_key *key = key_of(world, link);

    for (int i = 1; i < ROWS_MAX; i++) {
        if (row_of(world, key->child, i)->live && refers(world, key, i, rid) &&
            !names(targets, target_of(world, link, i), targets->count))
            mean_leave(world, link, i);
    }
    world->call.kept[link->table] |= (uint64_t)(targets->count > 0) << rid;
    for (size_t i = 0; i < targets->count; i++) {
        world->call.kept[link->target] |= (uint64_t)1 << targets->rids[i];
        if (!names(targets, targets->rids[i], i))
            mean_append(world, link, rid, targets->rids[i]);
    }
}

/* The list begins with the targets in their order, each once. Those that a
 * cascade of the same call has deleted are missing. */
static bool is_in_order(const struct world *world, const struct link *link,
                        const char *row, const struct targets *targets)
{
    const struct foreign_key *far;
    size_t far_offset = 0, place = 0;
    void *const *slots;

    if (!kith_is_live(row))
        return true;
    if (link->secondary != NOTHING) {
        far = &world->catalog.foreign_keys[link->far];
        far_offset =
            world->catalog.links[far->child_end].attribute->offset_bytes;
    }
    memcpy(&slots, row + link->attribute->offset_bytes, sizeof(slots));
    for (size_t i = 0; i < targets->count; i++) {
        const void *member;

        if (names(targets, targets->rids[i], i) ||
            !kith_contains_at(row, link->attribute->offset_bytes,
                              targets->rows[i]))
            continue;
        member = slots[place++];
        if (member && link->secondary != NOTHING)
            memcpy(&member, (const char *)member + far_offset, sizeof(member));
        if (member != targets->rows[i])
            return false;
    }
    return true;
}

static void replace(struct world *world, const struct link *link, int rid)
{
    struct targets targets;
    void *row = kith_of(world, link->table, rid);

    call_begin(world, REPLACE_ROWS);
    call_say(world, "replace row %d of %s, %s by rows", rid,
             world->catalog.tables[link->table].face->name,
             link->attribute->name);
    choose_targets(world, link, &targets);
    mean_replace(world, link, rid, &targets);
    refuse_begin(world->db);
    do
        world->call.answer =
            kith_replace_at(row, link->attribute->offset_bytes,
                            &(kith_row_list){targets.rows, targets.count});
    while (refuse_again(world->db, world->call.answer, world->call.words));
    if (world->call.answer == KITH_OK)
        world->call.wrong = !is_in_order(world, link, row, &targets);
}

/* --- The order ------------------------------------------------------------ */

/* SQL knows no order: no step. */
static void move(struct world *world, const struct link *link, int rid)
{
    int target = choose_member(world, link, rid);
    size_t place = world_random(world, 5);
    bool member = member_for(world, link, rid, target) != NOTHING;

    call_begin(world, MOVE_ROW);
    call_say(world, "move in row %d of %s, %s: row %d to place %zu", rid,
             world->catalog.tables[link->table].face->name,
             link->attribute->name, target, place);
    refuse_begin(world->db);
    do
        world->call.answer = kith_move_at(
            kith_of(world, link->table, rid), link->attribute->offset_bytes,
            kith_of(world, link->target, target), place);
    while (refuse_again(world->db, world->call.answer, world->call.words));
    world->call.fixed = true;
    if (!member)
        call_expect(world, KITH_E_NOT_FOUND, NO_MEMBER);
}

bool call_list(struct world *world, const struct link *link)
{
    int rid = world_pick(world, link->table);

    if (rid == NOTHING || world_pick(world, link->target) == NOTHING ||
        link->view_only ||
        (link->secondary != NOTHING &&
         world_count(world, link->secondary) > ROWS_MAX - 8))
        return false;
    switch (world_random(world, 9)) {
    case 0:
        clear(world, link, rid);
        break;
    case 8:
        move(world, link, rid);
        break;
    case 1:
    case 2:
        replace(world, link, rid);
        break;
    case 3:
    case 4:
        take_out(world, link, rid);
        break;
    default:
        append(world, link, rid);
    }
    if (link->secondary != NOTHING)
        number_pairs(world, link);
    return true;
}
