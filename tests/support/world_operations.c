/* world_operations.c - random calls on columns, keys and links, each with what
 * the model says of it; see world.h.
 *
 * Every operation makes exactly one call that writes, and only after it has
 * worked out the answer it expects.
 */
#include "world.h"

static int parent_of(const struct world *w, enum kind kind, int slot, int which)
{
    return w->entries[kind][slot].bonds[which].parent;
}

/* --- Columns and keys ------------------------------------------------------ */

static void rename_person(struct world *w)
{
    const int slot = world_pick(w, PERSONS);
    const int name = world_random_name(w, PERSONS);
    if (slot == NOBODY)
        return;
    Person *person = world_row(w, PERSONS, slot);
    const int holder = world_by_name(w, PERSONS, name);
    const bool taken = holder != NOBODY && holder != slot;

    world_expect(w,
                 name == NO_NAME ? kith_set_null(person, name)
                                 : kith_set(person, name, world_name(name)),
                 taken ? KITH_E_UNIQUE : KITH_OK);

    if (!taken)
        world_rename(w, PERSONS, slot, name);
}

static void rename_task(struct world *w)
{
    const int slot = world_pick(w, TASKS);
    const int name = world_random_name(w, TASKS);
    if (slot == NOBODY)
        return;
    Task *task = world_row(w, TASKS, slot);

    world_expect(w, kith_set(task, name, world_name(name)), KITH_OK);

    world_rename(w, TASKS, slot, name);
}

static void rekey_person(struct world *w)
{
    const int slot = world_pick(w, PERSONS);
    const int64_t key = world_random(w, WORLD_KEYS) + 1;
    if (slot == NOBODY)
        return;
    Person *person = world_row(w, PERSONS, slot);
    const int holder = world_by_key(w, PERSONS, key);
    const bool badged = world_child(w, BADGES, 0, slot) != NOBODY;

    world_expect(w, kith_set(person, id, key),
                 holder == slot     ? KITH_OK
                 : holder != NOBODY ? KITH_E_UNIQUE
                 : badged           ? KITH_E_CHILDREN
                                    : KITH_OK);

    if (holder != NOBODY || badged)
        return;
    w->entries[PERSONS][slot].key = key;
    for (int i = 0; i < SLOTS; i++) {
        if (w->entries[PERSONS][i].live && parent_of(w, PERSONS, i, 0) == slot)
            world_bind(w, PERSONS, i, 0, NOBODY);
    }
}

static void rekey_club(struct world *w)
{
    const int slot = world_pick(w, CLUBS);
    const int64_t key = world_random(w, WORLD_KEYS) + 1;
    if (slot == NOBODY)
        return;
    Club *club = world_row(w, CLUBS, slot);
    const int holder = world_by_key(w, CLUBS, key);
    const bool taken = holder != NOBODY && holder != slot;

    world_expect(w, kith_set(club, id, key), taken ? KITH_E_UNIQUE : KITH_OK);

    if (!taken)
        w->entries[CLUBS][slot].key = key;
}

static void set_task_key(struct world *w)
{
    const int slot = world_pick(w, TASKS);
    const int64_t key = world_random_key(w, PERSONS);
    if (slot == NOBODY)
        return;
    Task *task = world_row(w, TASKS, slot);
    const int person = world_by_key(w, PERSONS, key);
    const bool null = world_random(w, 4) == 0;

    world_expect(w,
                 null ? kith_set_null(task, person_id)
                      : kith_set(task, person_id, key),
                 null || person != NOBODY ? KITH_OK : KITH_E_PARENT);

    if (null || person != NOBODY)
        world_bind(w, TASKS, slot, 0, null ? NOBODY : person);
}

static void set_badge_key(struct world *w)
{
    const int slot = world_pick(w, BADGES);
    const int64_t key = world_random_key(w, PERSONS);
    if (slot == NOBODY)
        return;
    Badge *badge = world_row(w, BADGES, slot);
    const int person = world_by_key(w, PERSONS, key);
    const int holder =
        person == NOBODY ? NOBODY : world_child(w, BADGES, 0, person);
    const bool taken = holder != NOBODY && holder != slot;

    world_expect(w, kith_set(badge, person_id, key),
                 taken              ? KITH_E_UNIQUE
                 : person == NOBODY ? KITH_E_PARENT
                                    : KITH_OK);

    if (!taken && person != NOBODY)
        world_bind(w, BADGES, slot, 0, person);
}

static void set_member_key(struct world *w)
{
    const int slot = world_pick(w, MEMBERS);
    const int64_t key = world_random_key(w, PERSONS);
    if (slot == NOBODY)
        return;
    Member *member = world_row(w, MEMBERS, slot);
    const int person = world_by_key(w, PERSONS, key);
    const int holder =
        person == NOBODY
            ? NOBODY
            : world_by_pair(w, person, parent_of(w, MEMBERS, slot, 1));
    const bool taken = holder != NOBODY && holder != slot;

    world_expect(w, kith_set(member, person_id, key),
                 taken              ? KITH_E_UNIQUE
                 : person == NOBODY ? KITH_E_PARENT
                                    : KITH_OK);

    if (!taken && person != NOBODY)
        world_bind(w, MEMBERS, slot, 0, person);
}

/* Name and boss at once: both or none. */
static void update_person(struct world *w)
{
    const int slot = world_pick(w, PERSONS);
    const int name = world_random_name(w, PERSONS);
    const int64_t key = world_random_key(w, PERSONS);
    if (slot == NOBODY)
        return;
    Person *person = world_row(w, PERSONS, slot);
    const int holder = world_by_name(w, PERSONS, name);
    const int boss = world_by_key(w, PERSONS, key);
    const bool taken = holder != NOBODY && holder != slot;

    world_expect(w,
                 kith_update(person, kith_to(person, name, world_name(name)),
                             kith_to(person, boss_id, key)),
                 taken            ? KITH_E_UNIQUE
                 : boss == NOBODY ? KITH_E_PARENT
                                  : KITH_OK);

    if (taken || boss == NOBODY)
        return;
    world_rename(w, PERSONS, slot, name);
    world_bind(w, PERSONS, slot, 0, boss);
}

const struct operation world_settings[] = {{"rename_person", rename_person},
                                           {"rename_task", rename_task},
                                           {"rekey_person", rekey_person},
                                           {"rekey_club", rekey_club},
                                           {"set_task_key", set_task_key},
                                           {"set_badge_key", set_badge_key},
                                           {"set_member_key", set_member_key},
                                           {"update_person", update_person},
                                           {NULL, NULL}};

/* --- Links ----------------------------------------------------------------- */

/* Nobody is NULL: then the row is unlinked. */
#define RELATE_OR_UNLINK(r, f, t) \
    ((t) ? kith_relate(r, f, t) : kith_unlink(r, f))

static void relate_task(struct world *w)
{
    const int slot = world_pick(w, TASKS);
    const int person = world_pick_or_nobody(w, PERSONS);
    if (slot == NOBODY)
        return;
    Task *task = world_row(w, TASKS, slot);

    world_expect(w, RELATE_OR_UNLINK(task, person, world_row(w, PERSONS, person)),
                 KITH_OK);

    world_bind(w, TASKS, slot, 0, person);
}

static void relate_boss(struct world *w)
{
    const int slot = world_pick(w, PERSONS);
    const int boss = world_pick_or_nobody(w, PERSONS);
    if (slot == NOBODY)
        return;
    Person *person = world_row(w, PERSONS, slot);

    world_expect(w, RELATE_OR_UNLINK(person, boss, world_row(w, PERSONS, boss)),
                 KITH_OK);

    world_bind(w, PERSONS, slot, 0, boss);
}

static void relate_badge(struct world *w)
{
    const int slot = world_pick_or_nobody(w, BADGES);
    const int person = world_pick_or_nobody(w, PERSONS);
    const bool from_child = world_random(w, 2);
    if (from_child ? slot == NOBODY : person == NOBODY)
        return;
    Badge *badge = world_row(w, BADGES, slot);
    Person *owner = world_row(w, PERSONS, person);
    const int old =
        person == NOBODY ? NOBODY : world_child(w, BADGES, 0, person);

    world_expect(w,
                 from_child ? RELATE_OR_UNLINK(badge, person, owner)
                            : RELATE_OR_UNLINK(owner, badge, badge),
                 KITH_OK);

    if (old != NOBODY && old != slot)
        world_bind(w, BADGES, old, 0, NOBODY);
    if (slot != NOBODY)
        world_bind(w, BADGES, slot, 0, person);
}

static void relate_member(struct world *w)
{
    const int slot = world_pick(w, MEMBERS);
    const int club = world_pick_or_nobody(w, CLUBS);
    if (slot == NOBODY)
        return;
    Member *member = world_row(w, MEMBERS, slot);
    const int holder =
        club == NOBODY ? NOBODY
                       : world_by_pair(w, parent_of(w, MEMBERS, slot, 0), club);
    const bool taken = holder != NOBODY && holder != slot;

    world_expect(w, RELATE_OR_UNLINK(member, club, world_row(w, CLUBS, club)),
                 club == NOBODY ? KITH_E_NOT_NULL
                 : taken        ? KITH_E_UNIQUE
                                : KITH_OK);

    if (club != NOBODY && !taken)
        world_bind(w, MEMBERS, slot, 1, club);
}

static void append_child(struct world *w)
{
    const bool tasks = world_random(w, 2);
    const enum kind kind = tasks ? TASKS : PERSONS;
    const int parent = world_pick(w, PERSONS);
    const int slot = world_pick(w, kind);
    if (slot == NOBODY || parent == NOBODY)
        return;
    Person *person = world_row(w, PERSONS, parent);

    world_expect(
        w,
        tasks ? kith_append(person, tasks, world_row(w, TASKS, slot))
              : kith_append(person, reports, world_row(w, PERSONS, slot)),
        KITH_OK);

    world_bind(w, kind, slot, 0, parent);
}

static void remove_child(struct world *w)
{
    const bool tasks = world_random(w, 2);
    const enum kind kind = tasks ? TASKS : PERSONS;
    const int slot = world_pick(w, kind);
    if (slot == NOBODY)
        return;
    const bool right = world_random(w, 4) != 0;
    const int parent =
        right ? parent_of(w, kind, slot, 0) : world_pick(w, PERSONS);
    if (parent == NOBODY)
        return;
    Person *person = world_row(w, PERSONS, parent);
    const bool member = parent_of(w, kind, slot, 0) == parent;

    world_expect(
        w,
        tasks ? kith_remove(person, tasks, world_row(w, TASKS, slot))
              : kith_remove(person, reports, world_row(w, PERSONS, slot)),
        member ? KITH_OK : KITH_E_NOT_FOUND);

    if (member)
        world_bind(w, kind, slot, 0, NOBODY);
}

static void clear_children(struct world *w)
{
    const bool tasks = world_random(w, 2);
    const enum kind kind = tasks ? TASKS : PERSONS;
    const int parent = world_pick(w, PERSONS);
    if (parent == NOBODY || world_random(w, 3))
        return;
    Person *person = world_row(w, PERSONS, parent);

    world_expect(
        w, tasks ? kith_clear(person, tasks) : kith_clear(person, reports),
        KITH_OK);

    for (int i = 0; i < SLOTS; i++) {
        if (w->entries[kind][i].live && parent_of(w, kind, i, 0) == parent)
            world_bind(w, kind, i, 0, NOBODY);
    }
}

/* The association row that an append made knows no place in the model yet. */
static void join_club(struct world *w)
{
    const int person = world_pick(w, PERSONS);
    const int club = world_pick(w, CLUBS);
    const int slot = world_room(w, MEMBERS);
    if (person == NOBODY || club == NOBODY || slot == NOBODY)
        return;
    Person *who = world_row(w, PERSONS, person);
    Club *where = world_row(w, CLUBS, club);

    world_expect(w,
                 world_random(w, 2) ? kith_append(who, clubs, where)
                                    : kith_append(where, members, who),
                 KITH_OK);

    if (world_by_pair(w, person, club) != NOBODY)
        return;
    Member *made = NULL;
    kith_for_each(member, who->clubs) made =
        member->club.row == where ? member : made;
    KT_ASSERT_NOT_NULL(made);
    made->slot = slot;
    world_born(w, MEMBERS, slot, made, 0, NO_NAME);
    world_bind(w, MEMBERS, slot, 0, person);
    world_bind(w, MEMBERS, slot, 1, club);
}

static void leave_club(struct world *w)
{
    const int person = world_pick(w, PERSONS);
    const int club = world_pick(w, CLUBS);
    if (person == NOBODY || club == NOBODY)
        return;
    Person *who = world_row(w, PERSONS, person);
    Club *where = world_row(w, CLUBS, club);
    const int slot = world_by_pair(w, person, club);

    world_expect(w,
                 world_random(w, 2) ? kith_remove(who, clubs, where)
                                    : kith_remove(where, members, who),
                 slot == NOBODY ? KITH_E_NOT_FOUND : KITH_OK);

    if (slot != NOBODY)
        world_died(w, MEMBERS, slot);
}

const struct operation world_relations[] = {{"relate_task", relate_task},
                                            {"relate_boss", relate_boss},
                                            {"relate_badge", relate_badge},
                                            {"relate_member", relate_member},
                                            {"append_child", append_child},
                                            {"remove_child", remove_child},
                                            {"join_club", join_club},
                                            {"clear_children", clear_children},
                                            {"join_club", join_club},
                                            {"leave_club", leave_club},
                                            {NULL, NULL}};
