/* world.c - the schema and the model of the random test; see world.h. */
#include "world.h"

#include "fault.h"

#include <string.h>

KITH_TABLE(Person, "persons", KITH_PRIMARY_KEY(Person, id),
           KITH_COLUMN(Person, name, .unique = true),
           KITH_RELATIONSHIP(Person, badge, Badge, .back_populates = "person"),
           KITH_RELATIONSHIP(Person, tasks, Task, .back_populates = "person"),
           KITH_FOREIGN_KEY(Person, boss_id, Person, id,
                            .on_delete = KITH_RESTRICT,
                            .on_update = KITH_SET_NULL),
           KITH_RELATIONSHIP(Person, boss, Person, .back_populates = "reports"),
           KITH_RELATIONSHIP(Person, reports, Person, .back_populates = "boss"),
           KITH_RELATIONSHIP(Person, clubs, Club, .secondary = "members",
                             .back_populates = "members"));
KITH_TABLE(Badge, "badges", KITH_PRIMARY_KEY(Badge, id),
           KITH_COLUMN(Badge, name),
           KITH_FOREIGN_KEY(Badge, person_id, Person, id),
           KITH_RELATIONSHIP(Badge, person, Person, .back_populates = "badge"));
KITH_TABLE(Task, "tasks", KITH_PRIMARY_KEY(Task, id),
           KITH_COLUMN(Task, name, .index = true),
           KITH_FOREIGN_KEY(Task, person_id, Person, id,
                            .on_delete = KITH_CASCADE,
                            .on_update = KITH_CASCADE),
           KITH_RELATIONSHIP(Task, person, Person, .back_populates = "tasks"));
KITH_TABLE(Club, "clubs", KITH_PRIMARY_KEY(Club, id), KITH_COLUMN(Club, name),
           KITH_RELATIONSHIP(Club, members, Person, .secondary = "members",
                             .back_populates = "clubs"));
KITH_TABLE(Member, "members",
           KITH_FOREIGN_KEY(Member, person_id, Person, id, .primary_key = true,
                            .on_update = KITH_CASCADE),
           KITH_FOREIGN_KEY(Member, club_id, Club, id, .primary_key = true,
                            .on_update = KITH_CASCADE),
           KITH_RELATIONSHIP(Member, person, Person),
           KITH_RELATIONSHIP(Member, club, Club));

void world_open(struct world *world, uint64_t seed)
{
    kith_options options =
        KITH_OPTIONS(.hash_seed = seed | 1, .allocator = fault_allocator());

    memset(world, 0, sizeof *world);
    world->doing = "nothing";
    world->seed = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
    fault_fail_allocation(0);
    ANSWERS(kith_open(&world->db,
                      KITH_TABLES(Person, Badge, Task, Club, Member), &options,
                      NULL),
            KITH_OK);
}

void world_close(struct world *world)
{
    family_verify(world->db);
    kith_close(world->db);
}

int world_random(struct world *world, int bound)
{
    return (int)(family_random(&world->seed) % (uint64_t)bound);
}

int world_limit(enum kind kind)
{
    static const int limits[KINDS] = {20, 20, SLOTS, 8, SLOTS};

    return limits[kind];
}

int world_pick(struct world *world, enum kind kind)
{
    const int limit = world_limit(kind);
    const int first = world_random(world, limit);

    for (int i = 0; i < limit; i++) {
        const int slot = (first + i) % limit;
        if (world->entries[kind][slot].live)
            return slot;
    }
    return NOBODY;
}

int world_room(const struct world *world, enum kind kind)
{
    for (int slot = 0; slot < world_limit(kind); slot++) {
        if (!world->entries[kind][slot].live)
            return slot;
    }
    return NOBODY;
}

int world_by_key(const struct world *world, enum kind kind, int64_t key)
{
    for (int slot = 0; slot < SLOTS; slot++) {
        const struct entry *entry = &world->entries[kind][slot];
        if (entry->live && entry->key == key)
            return slot;
    }
    return NOBODY;
}

int world_by_name(const struct world *world, enum kind kind, int name)
{
    for (int slot = 0; slot < SLOTS && name != NO_NAME; slot++) {
        const struct entry *entry = &world->entries[kind][slot];
        if (entry->live && entry->name == name)
            return slot;
    }
    return NOBODY;
}

int world_by_pair(const struct world *world, int person, int club)
{
    for (int slot = 0; slot < SLOTS; slot++) {
        const struct entry *entry = &world->entries[MEMBERS][slot];
        if (entry->live && entry->bonds[0].parent == person &&
            entry->bonds[1].parent == club)
            return slot;
    }
    return NOBODY;
}

int world_child(const struct world *world, enum kind kind, int which,
                int parent)
{
    for (int slot = 0; slot < SLOTS; slot++) {
        const struct entry *entry = &world->entries[kind][slot];
        if (entry->live && entry->bonds[which].parent == parent)
            return slot;
    }
    return NOBODY;
}

void *world_row(const struct world *world, enum kind kind, int slot)
{
    return slot == NOBODY ? NULL : world->entries[kind][slot].row;
}

const char *world_name(int name)
{
    return name == NO_NAME ? NULL : family_name(name);
}

/* --- Changes of the model ------------------------------------------------- */

void world_born(struct world *world, enum kind kind, int slot, void *row,
                int64_t key, int name)
{
    const struct bond none = {NOBODY, 0};

    world->entries[kind][slot] =
        (struct entry){true, row, key, name, ++world->now, {none, none}};
}

void world_bind(struct world *world, enum kind kind, int slot, int which,
                int parent)
{
    struct bond *bond = &world->entries[kind][slot].bonds[which];

    if (bond->parent != parent)
        *bond = (struct bond){parent, ++world->now};
}

void world_rename(struct world *world, enum kind kind, int slot, int name)
{
    struct entry *entry = &world->entries[kind][slot];

    if (entry->name != name)
        entry->named_since = ++world->now;
    entry->name = name;
}

void world_died(struct world *world, enum kind kind, int slot)
{
    world->entries[kind][slot].live = false;
}

/* --- What random calls are given, and their answers ------------------------ */

void world_expect(struct world *world, kith_status answer, kith_status expected)
{
    KT_ASSERT(answer == expected, "step %d: %s answers %s, not %s", world->step,
              world->doing, kith_status_name(answer),
              kith_status_name(expected));
    KT_ASSERT(answer == KITH_OK || kith_digest(world->db) == world->before,
              "step %d: %s was refused and changed something", world->step,
              world->doing);
    KT_ASSERT(answer == KITH_OK || kith_last_error(world->db)->status == answer,
              "step %d: %s leaves another last error", world->step,
              world->doing);
}

int world_random_name(struct world *world, enum kind kind)
{
    if (world_random(world, 4) == 0)
        return NO_NAME;
    return world_random(world, kind == TASKS ? WORLD_TITLES : WORLD_NAMES);
}

int64_t world_random_key(struct world *world, enum kind kind)
{
    const int slot = world_pick(world, kind);

    if (slot == NOBODY || world_random(world, 8) == 0)
        return world_random(world, 2) ? -7
                                      : world_random(world, WORLD_KEYS) + 1;
    return world->entries[kind][slot].key;
}

int world_pick_or_nobody(struct world *world, enum kind kind)
{
    return world_random(world, 4) ? world_pick(world, kind) : NOBODY;
}
