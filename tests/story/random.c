/* random.c - twenty thousand random calls, each checked against a model that
 * says beforehand what the call must answer and do (see support/world.h).
 *
 * The seeds are fixed, so that a run is a run; KITH_SEED=n in the environment
 * adds another one. Each seed is printed, and a failure names step and call.
 */
#include "copy.h"
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 5000 };

/* An insert answers a row; where it answers none, the last error tells. */
static kith_status status_of(const struct world *w, const void *row)
{
    return row ? KITH_OK : kith_last_error(w->db)->status;
}

static int parent_of(const struct world *w, enum kind kind, int slot, int which)
{
    return w->entries[kind][slot].bonds[which].parent;
}

/* --- Inserts -------------------------------------------------------------- */

/* The boss of a new person: by row, by key, or the person itself by the key
 * that it is given. A number that the database chooses is never guessed at. */
struct boss {
    bool by_key;
    int64_t key;
    int slot; /* NOBODY: none, or a key that names no row */
    bool own;
};

static struct boss choose_boss(struct world *w, int64_t id)
{
    struct boss boss = {.by_key = world_random(w, 2)};

    if (!boss.by_key) {
        boss.slot = world_pick_or_nobody(w, PERSONS);
        return boss;
    }
    boss.key = world_random_key(w, PERSONS);
    boss.slot = world_by_key(w, PERSONS, boss.key);
    if (boss.slot == NOBODY && id == 0)
        boss.key = -9;
    boss.own = id != 0 && boss.key == id;
    return boss;
}

static void insert_person(struct world *w)
{
    const int slot = world_room(w, PERSONS);
    const int name = world_random_name(w, PERSONS);
    const int64_t id = world_random(w, 2) ? 0 : world_random(w, WORLD_KEYS) + 1;
    const struct boss boss = choose_boss(w, id);
    if (slot == NOBODY)
        return;

    Person *person = kith_insert(
        w->db, Person, .id = id, .slot = slot, .name = world_name(name),
        .boss_id = boss.key,
        .boss.row = boss.by_key ? NULL : world_row(w, PERSONS, boss.slot));

    const bool taken = (id && world_by_key(w, PERSONS, id) != NOBODY) ||
                       world_by_name(w, PERSONS, name) != NOBODY;
    const bool lost = boss.by_key && boss.slot == NOBODY && !boss.own;
    world_expect(w, status_of(w, person),
                 taken  ? KITH_E_UNIQUE
                 : lost ? KITH_E_PARENT
                        : KITH_OK);
    if (!person)
        return;
    KT_ASSERT(id ? person->id == id : person->id > 0);
    KT_ASSERT_EQ(world_by_key(w, PERSONS, person->id), NOBODY);
    world_born(w, PERSONS, slot, person, person->id, name);
    world_bind(w, PERSONS, slot, 0, boss.own ? slot : boss.slot);
}

/* A badge or a task: both have a name and one person. */
static void insert_owned(struct world *w, enum kind kind)
{
    const int slot = world_room(w, kind);
    const int name = world_random_name(w, kind);
    const bool by_key = world_random(w, 2);
    const int64_t key = by_key ? world_random_key(w, PERSONS) : 0;
    const int person = by_key ? world_by_key(w, PERSONS, key)
                              : world_pick_or_nobody(w, PERSONS);
    Person *row = by_key ? NULL : world_row(w, PERSONS, person);
    if (slot == NOBODY)
        return;

    void *child = kind == BADGES
                      ? (void *)kith_insert(w->db, Badge, .slot = slot,
                                            .name = world_name(name),
                                            .person_id = key, .person.row = row)
                      : (void *)kith_insert(
                            w->db, Task, .slot = slot, .name = world_name(name),
                            .person_id = key, .person.row = row);

    const bool taken = kind == BADGES && person != NOBODY &&
                       world_child(w, BADGES, 0, person) != NOBODY;
    world_expect(w, status_of(w, child),
                 taken                        ? KITH_E_UNIQUE
                 : by_key && person == NOBODY ? KITH_E_PARENT
                                              : KITH_OK);
    if (!child)
        return;
    const int64_t id =
        kind == BADGES ? ((Badge *)child)->id : ((Task *)child)->id;
    KT_ASSERT_EQ(world_by_key(w, kind, id), NOBODY);
    world_born(w, kind, slot, child, id, name);
    if (person != NOBODY)
        world_bind(w, kind, slot, 0, person);
}

static void insert_badge(struct world *w)
{
    insert_owned(w, BADGES);
}

static void insert_task(struct world *w)
{
    insert_owned(w, TASKS);
}

/* Two tasks in one call; the second may name nobody, and then the first is not
 * there either. */
static void insert_tasks(struct world *w)
{
    const int slot = world_room(w, TASKS);
    const int names[2] = {world_random_name(w, TASKS),
                          world_random_name(w, TASKS)};
    const int person = world_pick_or_nobody(w, PERSONS);
    const int64_t key = world_random_key(w, PERSONS);
    const int other = world_by_key(w, PERSONS, key);
    if (slot == NOBODY)
        return;
    w->entries[TASKS][slot].live = true;
    const int next = world_room(w, TASKS);
    w->entries[TASKS][slot].live = false;
    if (next == NOBODY)
        return;

    const Task tasks[2] = {
        {.slot = slot,
         .name = world_name(names[0]),
         .person.row = world_row(w, PERSONS, person)},
        {.slot = next, .name = world_name(names[1]), .person_id = key}};
    void *rows[2];

    world_expect(w, kith_insert_rows(w->db, &Task_table, tasks, 2, rows),
                 other == NOBODY ? KITH_E_PARENT : KITH_OK);
    if (other == NOBODY)
        return;
    world_born(w, TASKS, slot, rows[0], ((Task *)rows[0])->id, names[0]);
    if (person != NOBODY)
        world_bind(w, TASKS, slot, 0, person);
    world_born(w, TASKS, next, rows[1], ((Task *)rows[1])->id, names[1]);
    world_bind(w, TASKS, next, 0, other);
}

static void insert_club(struct world *w)
{
    const int slot = world_room(w, CLUBS);
    if (slot == NOBODY)
        return;

    Club *club = kith_insert(w->db, Club, .slot = slot, .name = world_name(3));

    world_expect(w, status_of(w, club), KITH_OK);
    world_born(w, CLUBS, slot, club, club->id, 3);
}

static void insert_member(struct world *w)
{
    const int slot = world_room(w, MEMBERS);
    const int person = world_pick_or_nobody(w, PERSONS);
    const int64_t club_key = world_random_key(w, CLUBS);
    const int club = world_by_key(w, CLUBS, club_key);
    if (slot == NOBODY)
        return;

    Member *member = kith_insert(w->db, Member, .slot = slot,
                                 .person.row = world_row(w, PERSONS, person),
                                 .club_id = club_key);

    world_expect(w, status_of(w, member),
                 person == NOBODY                           ? KITH_E_NOT_NULL
                 : club == NOBODY                           ? KITH_E_PARENT
                 : world_by_pair(w, person, club) != NOBODY ? KITH_E_UNIQUE
                                                            : KITH_OK);
    if (!member)
        return;
    world_born(w, MEMBERS, slot, member, 0, NO_NAME);
    world_bind(w, MEMBERS, slot, 0, person);
    world_bind(w, MEMBERS, slot, 1, club);
}

/* --- Deletes ---------------------------------------------------------------- */

static void bury(struct world *w, enum kind kind, int which, int parent)
{
    for (int i = 0; i < SLOTS; i++) {
        if (w->entries[kind][i].live && parent_of(w, kind, i, which) == parent)
            world_died(w, kind, i);
    }
}

static void delete_person(struct world *w)
{
    const int slot = world_pick(w, PERSONS);
    if (slot == NOBODY)
        return;
    bool has_reports = false;
    for (int i = 0; i < SLOTS; i++)
        has_reports |= i != slot && w->entries[PERSONS][i].live &&
                       parent_of(w, PERSONS, i, 0) == slot;

    world_expect(w, kith_delete(world_row(w, PERSONS, slot)),
                 has_reports ? KITH_E_CHILDREN : KITH_OK);

    if (has_reports)
        return;
    const int badge = world_child(w, BADGES, 0, slot);
    if (badge != NOBODY)
        world_bind(w, BADGES, badge, 0, NOBODY);
    bury(w, TASKS, 0, slot);
    bury(w, MEMBERS, 0, slot);
    world_died(w, PERSONS, slot);
}

static void delete_other(struct world *w)
{
    static const enum kind kinds[] = {BADGES, TASKS, CLUBS, MEMBERS};
    const enum kind kind = kinds[world_random(w, 4)];
    const int slot = world_pick(w, kind);
    if (slot == NOBODY || (kind == CLUBS && world_random(w, 4)))
        return;

    world_expect(w, kith_delete(world_row(w, kind, slot)), KITH_OK);

    if (kind == CLUBS)
        bury(w, MEMBERS, 1, slot);
    world_died(w, kind, slot);
}

/* --- The run ---------------------------------------------------------------- */

/* Places in lists are no part of the model, and rows stay where they are. */
static void shrink(struct world *w)
{
    world_expect(w, kith_shrink(w->db), KITH_OK);
}

static const struct operation comings_and_goings[] = {
    {"insert_person", insert_person},
    {"insert_badge", insert_badge},
    {"insert_task", insert_task},
    {"insert_task", insert_task},
    {"insert_tasks", insert_tasks},
    {"insert_club", insert_club},
    {"insert_member", insert_member},
    {"delete_person", delete_person},
    {"delete_other", delete_other},
    {"shrink", shrink},
    {NULL, NULL}};

static const struct operation *choose(struct world *world)
{
    static const struct operation *const lists[] = {
        comings_and_goings, world_settings, world_relations};
    const struct operation *list = lists[world_random(world, 3)];
    int count = 0;

    while (list[count].name)
        count++;
    return &list[world_random(world, count)];
}

static void run(uint64_t seed)
{
    static struct world world;

    printf("seed %" PRIu64 "\n", seed);
    fflush(stdout);
    world_open(&world, seed);
    for (int step = 0; step < STEPS; step++) {
        const struct operation *operation = choose(&world);
        world.step = step;
        world.doing = operation->name;
        world.before = kith_digest(world.db);
        operation->run(&world);

        const char *difference = world_difference(&world);
        KT_ASSERT(!difference, "seed %" PRIu64 ", step %d, %s: not %s", seed,
                  step, operation->name, difference);
        if (step % 100 == 0)
            family_verify(world.db);
        if (step % 500 == 0)
            copy_check(world.db);
    }
    world_close(&world);
}

KT_TEST(random, calls_do_what_a_model_of_arrays_does)
{
    const char *chosen = getenv("KITH_SEED");

    for (uint64_t seed = 1; seed <= 4; seed++)
        run(seed);
    if (chosen)
        run(strtoull(chosen, NULL, 0));
}
