/* undo.c - each structure does a random sequence of changes and takes it back,
 * the last first: what counts is byte for byte what it was.
 */
#include "data/children.h"
#include "data/index.h"
#include "data/slab.h"

#include "kt.h"

#include <kith/schema.h>

#include <stdlib.h>

enum { KIDS = 24, STEPS = 60, ROUNDS = 400, VALUES = 4 };

static uint64_t random_seed;

static size_t random_below(size_t count)
{
    random_seed = random_seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(random_seed >> 33) % count;
}

/* What was done, and what takes it back. A step of its own for each test. */
struct step {
    int kind;
    uint32_t place;
    char *row;
    size_t number;
    struct posting *posting;
    char *slots[2 * KIDS * KIDS];
};
static struct step steps[STEPS];

/* --- Lists ---------------------------------------------------------------- */

typedef struct Kid Kid;
typedef struct Mother Mother;
struct Mother {
    KITH_COLLECTION(Kid) children;
};
struct Kid {
    KITH_REFERENCE(Mother) mother;
};

/* What a list shows, and what its members say of their places. */
struct seen {
    uint32_t count, slot_count, places[KIDS];
    char *slots[2 * KIDS * KIDS];
};

static void look(struct child_list list, Kid *kids, struct seen *seen)
{
    *seen = (struct seen){.count = child_list_count(list),
                          .slot_count = child_list_slot_count(list)};
    KT_ASSERT(ki_child_list_verify(list));
    for (uint32_t i = 0; i < seen->slot_count; i++)
        seen->slots[i] = child_list_slot(list, i);
    for (int i = 0; i < KIDS; i++)
        seen->places[i] = ki_child_list_holds(list, (char *)&kids[i])
                              ? kids[i].mother.place
                              : UINT32_MAX;
}

enum { PUT, TAKE, MOVE, ARRANGE };

static void change_list(struct child_list list, Kid *kid, bool member,
                        struct step *step)
{
    char *order[KIDS], *row = (char *)kid;
    size_t place = 0, count = 0;

    step->row = row;
    if (!member) {
        ki_child_list_put(list, row);
        step->kind = PUT;
    } else if (random_below(3) > 0) {
        step->kind = TAKE;
        step->place = kid->mother.place;
        ki_child_list_take(list, row);
    } else if (random_below(2) > 0) {
        step->kind = MOVE;
        step->number = ki_child_list_move(list, row, random_below(KIDS));
    } else {
        while ((row = ki_child_list_next(list, &place))) {
            if (random_below(2) > 0)
                order[count++] = row;
        }
        step->kind = ARRANGE;
        step->place = child_list_slot_count(list);
        memcpy(step->slots, child_list_slots(list),
               step->place * sizeof(char *));
        ki_child_list_reorder(list, order, count);
    }
}

static void take_list_back(struct child_list list, const struct step *step)
{
    switch (step->kind) {
    case PUT:
        ki_child_list_unput(list, step->row);
        break;
    case TAKE:
        ki_child_list_untake(list, step->row, step->place);
        break;
    case MOVE:
        ki_child_list_move(list, step->row, step->number);
        break;
    default:
        ki_child_list_put_back(list, step->slots, step->place);
        break;
    }
}

KT_TEST(undo, of_a_list_gives_every_member_its_place_back)
{
    static struct seen seen[STEPS + 1], now;
    static Kid kids[KIDS];
    struct memory memory;
    struct pool pool;
    static Mother mother;
    struct child_list list = {
        .header = (char *)&mother,
        .ends = {offsetof(Kid, mother), offsetof(Kid, mother)}};

    ki_memory_init(&memory, NULL);
    ki_pool_init(&pool, &memory);
    pool.holes_stay = true; /* as in a level */
    for (int round = 0; round < ROUNDS; round++) {
        random_seed = (uint64_t)round;
        ki_child_list_init(list);
        for (int i = 0; i < STEPS; i++) {
            Kid *kid = &kids[random_below(KIDS)];
            bool member = ki_child_list_holds(list, (char *)kid);

            KT_ASSERT(member || ki_child_list_reserve(list, &pool, 1));
            look(list, kids, &seen[i]);
            change_list(list, kid, member, &steps[i]);
        }
        ki_memory_seal(&memory);
        for (int i = STEPS; i-- > 0;) {
            take_list_back(list, &steps[i]);
            look(list, kids, &now);
            KT_ASSERT(memcmp(&now, &seen[i], sizeof(now)) == 0,
                      "round %d, step %d", round, i);
        }
        ki_memory_unseal(&memory);
        ki_child_list_fini(list, &pool);
    }
    ki_pool_fini(&pool);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

/* --- Indexes -------------------------------------------------------------- */

typedef struct Row Row;
struct Row {
    int64_t value;
    uint32_t place;
};

/* An index over the value, whose key is made by hand. */
struct fixture {
    struct memory memory;
    struct pool pool;
    struct column column;
    struct column *columns[1];
    struct key key;
    union index index;
};

static void fixture_open(struct fixture *fixture, bool unique, bool direct)
{
    *fixture = (struct fixture){.column = {.kind = KITH_KIND_I64,
                                           .offset = offsetof(Row, value),
                                           .bytes = 8}};
    ki_memory_init(&fixture->memory, NULL);
    ki_pool_init(&fixture->pool, &fixture->memory);
    fixture->pool.holes_stay = true;
    fixture->columns[0] = &fixture->column;
    fixture->key = (struct key){.columns = fixture->columns,
                                .column_count = 1,
                                .unique = unique,
                                .never_null = true,
                                .place_offset = offsetof(Row, place)};
    ki_index_init(&fixture->index, &fixture->key, direct, NULL, &fixture->pool,
                  42);
}

static void fixture_close(struct fixture *fixture)
{
    ki_index_fini(&fixture->index);
    ki_pool_fini(&fixture->pool);
    KT_ASSERT_EQ(fixture->memory.bytes, 0u);
}

/* Which rows a walk over the index shows, and where. */
struct shown {
    size_t rank[KIDS];
    uint32_t place[KIDS];
};

static void walk_index(const struct fixture *fixture, const Row *rows,
                       struct shown *shown)
{
    struct index_cursor cursor = {0};
    size_t count = 0, rank;
    char *row;

    memset(shown, 0, sizeof(*shown));
    while ((row = ki_index_next(&fixture->index, &cursor, &rank))) {
        size_t i = (size_t)(row - (const char *)rows) / sizeof(Row);

        KT_ASSERT_EQ(shown->rank[i], (size_t)0); /* once */
        shown->rank[i] = rank + 1;
        memcpy(&shown->place[i], row + offsetof(Row, place), sizeof(uint32_t));
    }
    for (int i = 0; i < KIDS; i++) {
        count += shown->rank[i] > 0;
        KT_ASSERT(shown->rank[i] == 0 ||
                  ki_index_holds(&fixture->index, (const char *)&rows[i]));
    }
    KT_ASSERT(ki_index_verify(&fixture->index, count));
}

static void change_index(struct fixture *fixture, Row *row, bool member,
                         struct step *step)
{
    union index *index = &fixture->index;

    step->row = (char *)row;
    if (member) {
        step->kind = TAKE;
        step->posting = ki_index_at(index, step->row, &step->place);
        ki_index_park(index, step->row);
    } else {
        step->kind = PUT;
        KT_ASSERT(ki_index_reserve(index, step->row));
        ki_index_put(index, step->row, step->row);
    }
}

static void take_index_back(struct fixture *fixture, const struct step *step)
{
    struct posting *emptied = NULL;

    if (step->kind == TAKE)
        ki_index_unpark(&fixture->index, step->posting, step->row, step->place);
    else
        ki_index_unput(&fixture->index, step->row, &emptied);
    ki_postings_end(emptied);
}

static void do_and_undo(bool unique, bool direct)
{
    static struct shown shown[STEPS + 1], now;
    static Row rows[KIDS];

    for (int round = 0; round < ROUNDS; round++) {
        struct fixture fixture;
        int last;

        random_seed = (uint64_t)round;
        fixture_open(&fixture, unique, direct);
        for (int i = 0; i < KIDS; i++)
            rows[i] = (Row){.value = unique ? i + 1 : i % VALUES};
        for (int i = 0; i < STEPS; i++) {
            size_t n = random_below(KIDS);

            walk_index(&fixture, rows, &shown[i]);
            change_index(&fixture, &rows[n], shown[i].rank[n] > 0, &steps[i]);
        }
        last = (int)random_below(STEPS);
        ki_memory_seal(&fixture.memory);
        for (int i = STEPS; i-- > last;) {
            take_index_back(&fixture, &steps[i]);
            walk_index(&fixture, rows, &now);
            KT_ASSERT(memcmp(&now, &shown[i], sizeof(now)) == 0,
                      "round %d, step %d", round, i);
        }
        for (int i = 0; i < last; i++) { /* what did not come back */
            if (steps[i].kind == TAKE)
                ki_index_end(&fixture.index, steps[i].posting);
        }
        ki_memory_unseal(&fixture.memory);
        walk_index(&fixture, rows, &now);
        KT_ASSERT(memcmp(&now, &shown[last], sizeof(now)) == 0);
        fixture_close(&fixture);
    }
}

KT_TEST(undo, of_an_index_finds_equal_values_in_their_order)
{
    do_and_undo(false, false);
}

KT_TEST(undo, of_a_unique_index_finds_each_row_again)
{
    do_and_undo(true, false);
    do_and_undo(true, true);
}

/* --- Rows ----------------------------------------------------------------- */

enum { BEAR, RETIRE };

/* Chunks of this slab lead to no store. */
static const struct kith_chunk_ no_store;

KT_TEST(undo, of_rows_lets_those_live_that_did)
{
    struct directory directory;
    struct memory memory;

    ki_memory_init(&memory, NULL);
    ki_directory_init(&directory, &memory);
    for (int round = 0; round < ROUNDS; round++) {
        struct slab slab;
        char *rows[KIDS];
        uint32_t was[KIDS];
        bool retired[KIDS] = {0};
        int count = 0;

        random_seed = (uint64_t)round;
        ki_slab_init(&slab, &directory, 24, 8, 0, GENERATION_MOST);
        KT_ASSERT(ki_slab_reserve_rows(&slab, &no_store, KIDS));
        for (int i = 0; i < KIDS; i++) {
            rows[i] = ki_slab_take(&slab);
            if (i % 2)
                ki_slab_publish(&slab, rows[i]);
            was[i] = row_generation(rows[i]);
        }
        for (int i = 0; i < STEPS; i++) {
            size_t n = random_below(KIDS);
            bool lives = row_is_live(rows[n]);

            if (retired[n])
                continue; /* its cell is kept for it */
            if (lives)
                ki_slab_retire(&slab, rows[n]);
            else
                ki_slab_publish(&slab, rows[n]);
            retired[n] = lives;
            steps[count++] =
                (struct step){.kind = lives ? RETIRE : BEAR, .row = rows[n]};
        }
        while (count-- > 0) {
            if (steps[count].kind == RETIRE)
                ki_slab_revive(&slab, steps[count].row);
            else
                ki_slab_unpublish(&slab, steps[count].row);
        }
        KT_ASSERT_EQ(slab.count, (size_t)KIDS / 2);
        for (int i = 0; i < KIDS; i++) {
            KT_ASSERT_EQ(row_is_live(rows[i]), i % 2 == 1);
            KT_ASSERT(row_generation(rows[i]) >= was[i]);
            if (i % 2 == 0)
                ki_slab_give(&slab, rows[i]);
        }
        KT_ASSERT(ki_slab_verify(&slab));
        ki_slab_fini(&slab);
    }
    ki_directory_fini(&directory);
    KT_ASSERT_EQ(memory.bytes, 0u);
}

/* A handle of a row that came back is good again; one of a row that was never
 * to be is good for no other. */
KT_TEST(undo, of_a_row_spends_no_life_and_of_a_birth_one)
{
    struct directory directory;
    struct memory memory;
    struct slab slab;
    uint32_t generation;
    char *row;

    ki_memory_init(&memory, NULL);
    ki_directory_init(&directory, &memory);
    ki_slab_init(&slab, &directory, 24, 8, 0, GENERATION_MOST);
    KT_ASSERT(ki_slab_reserve_rows(&slab, &no_store, 1));
    row = ki_slab_take(&slab);
    ki_slab_publish(&slab, row);
    generation = row_generation(row);
    ki_slab_retire(&slab, row);
    ki_slab_revive(&slab, row);
    KT_ASSERT_EQ(row_generation(row), generation);
    ki_slab_unpublish(&slab, row);
    ki_slab_publish(&slab, row);
    KT_ASSERT(row_generation(row) > generation);
    ki_slab_retire_and_free(&slab, ki_slab_chunk(row), row);
    KT_ASSERT(ki_slab_verify(&slab));
    ki_slab_fini(&slab);
    ki_directory_fini(&directory);
}
