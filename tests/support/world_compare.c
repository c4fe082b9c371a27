/* world_compare.c - the database against the model, row by row; see world.h.
 *
 * Nothing here asserts: the first claim that does not hold is answered, so that
 * the test can say after which step of which run.
 */
#include "world.h"

#include <string.h>

#define SAME(condition)        \
    do {                       \
        if (!(condition))      \
            return #condition; \
    } while (0)

static bool same_text(const char *left, int name)
{
    const char *right = world_name(name);

    return left && right ? strcmp(left, right) == 0 : left == right;
}

static uint32_t children_of(const struct world *world, enum kind kind,
                            int which, int parent)
{
    uint32_t count = 0;

    for (int slot = 0; slot < SLOTS; slot++) {
        const struct entry *entry = &world->entries[kind][slot];
        count += entry->live && entry->bonds[which].parent == parent;
    }
    return count;
}

/* A list has the children of the model, each later than the one before. */
#define SAME_LIST(world, collection, kind, which, owner)                    \
    do {                                                                    \
        uint32_t since = 0, met = 0;                                        \
        kith_for_each(child, collection)                                    \
        {                                                                   \
            const struct entry *its = &(world)->entries[kind][child->slot]; \
            SAME(its->live && its->row == (void *)child);                   \
            SAME(its->bonds[which].parent == (owner));                      \
            SAME(its->bonds[which].since > since);                          \
            since = its->bonds[which].since;                                \
            met++;                                                          \
        }                                                                   \
        SAME(met == children_of(world, kind, which, owner));                \
        SAME((collection).count == met);                                    \
    } while (0)

/* A reference and its key say what the bond says. */
#define SAME_BOND(world, child, key_column, reference, kind, bond)          \
    do {                                                                    \
        const int up = (bond).parent;                                       \
        SAME((void *)(child)->reference.row == world_row(world, kind, up)); \
        SAME((child)->key_column ==                                         \
             (up == NOBODY ? 0 : (world)->entries[kind][up].key));          \
        SAME(kith_is_null(child, key_column) == (up == NOBODY));            \
    } while (0)

static const char *compare_person(const struct world *world, int slot)
{
    const struct entry *entry = &world->entries[PERSONS][slot];
    const Person *person = entry->row;
    const int badge = world_child(world, BADGES, 0, slot);

    SAME(person->id == entry->key);
    SAME(same_text(person->name, entry->name));
    SAME((void *)person->badge.row == world_row(world, BADGES, badge));
    SAME_BOND(world, person, boss_id, boss, PERSONS, entry->bonds[0]);
    SAME_LIST(world, person->tasks, TASKS, 0, slot);
    SAME_LIST(world, person->reports, PERSONS, 0, slot);
    SAME_LIST(world, person->clubs, MEMBERS, 0, slot);
    SAME(kith_get(world->db, Person, entry->key) == entry->row);
    SAME(entry->name == NO_NAME ||
         kith_find(world->db, Person, name, person->name) == entry->row);
    return NULL;
}

static const char *compare_task(const struct world *world, int slot)
{
    const struct entry *entry = &world->entries[TASKS][slot];
    const Task *task = entry->row;

    SAME(task->id == entry->key);
    SAME(same_text(task->name, entry->name));
    SAME_BOND(world, task, person_id, person, PERSONS, entry->bonds[0]);
    return NULL;
}

static const char *compare_badge(const struct world *world, int slot)
{
    const struct entry *entry = &world->entries[BADGES][slot];
    const Badge *badge = entry->row;

    SAME(badge->id == entry->key);
    SAME(same_text(badge->name, entry->name));
    SAME_BOND(world, badge, person_id, person, PERSONS, entry->bonds[0]);
    return NULL;
}

static const char *compare_club(const struct world *world, int slot)
{
    const struct entry *entry = &world->entries[CLUBS][slot];
    const Club *club = entry->row;

    SAME(club->id == entry->key);
    SAME(same_text(club->name, entry->name));
    SAME_LIST(world, club->members, MEMBERS, 1, slot);
    for (int person = 0; person < world_limit(PERSONS); person++) {
        const struct entry *who = &world->entries[PERSONS][person];
        const bool joined = world_by_pair(world, person, slot) != NOBODY;
        if (who->live)
            SAME(kith_contains(club, members, who->row) == joined);
    }
    return NULL;
}

static const char *compare_member(const struct world *world, int slot)
{
    const struct entry *entry = &world->entries[MEMBERS][slot];
    const Member *member = entry->row;

    SAME_BOND(world, member, person_id, person, PERSONS, entry->bonds[0]);
    SAME_BOND(world, member, club_id, club, CLUBS, entry->bonds[1]);
    return NULL;
}

/* The index over the names of tasks meets them in the order of naming. */
static const char *compare_index(const struct world *world, int name)
{
    uint32_t since = 0;
    size_t met = 0, held = 0;

    kith_for_each_match(world->db, Task, task, name, world_name(name))
    {
        const struct entry *entry = &world->entries[TASKS][task->slot];
        SAME(entry->live && entry->name == name);
        SAME(entry->named_since > since);
        since = entry->named_since;
        met++;
    }
    for (int slot = 0; slot < SLOTS; slot++)
        held += world->entries[TASKS][slot].live &&
                world->entries[TASKS][slot].name == name;
    SAME(met == held);
    return NULL;
}

static const char *compare_table(const struct world *world, enum kind kind)
{
    static const char *(*const compare[KINDS])(const struct world *, int) = {
        compare_person, compare_badge, compare_task, compare_club,
        compare_member};
    static const kith_table *const tables[KINDS] = {
        &Person_table, &Badge_table, &Task_table, &Club_table, &Member_table};
    size_t live = 0;

    for (int slot = 0; slot < SLOTS; slot++) {
        const struct entry *entry = &world->entries[kind][slot];
        const char *difference = NULL;
        if (!entry->live)
            continue;
        SAME(kith_is_live(entry->row));
        SAME(kith_table_of(entry->row) == tables[kind]);
        difference = compare[kind](world, slot);
        if (difference)
            return difference;
        live++;
    }
    SAME(kith_count_rows(world->db, tables[kind]) == live);
    return NULL;
}

const char *world_difference(const struct world *world)
{
    const char *difference = NULL;

    for (int kind = 0; kind < KINDS && !difference; kind++)
        difference = compare_table(world, (enum kind)kind);
    for (int name = 0; name < WORLD_TITLES && !difference; name++)
        difference = compare_index(world, name);
    return difference;
}
