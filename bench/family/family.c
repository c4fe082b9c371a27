/* family.c - the data set of parents and children, its draws, and what is
 * asked about it.
 *
 * Owns   the suites family10 (reads and writes), the other family suites, which
 *        differ in how many children a parent has and how they lie and ask only
 *        how to walk them, and cascade*, where parents are deleted.
 */
#include "family/family.h"

#include <stdlib.h>

/* --- The data set --------------------------------------------------------- */

static size_t *numbers_to(size_t last)
{
    size_t *numbers = bench_new(last * sizeof(*numbers));

    for (size_t i = 0; i < last; i++)
        numbers[i] = i + 1;
    return numbers;
}

static uint32_t drawn_parent(const struct family *family, uint64_t *random)
{
    return 1 + (uint32_t)draw_below(random, family->parent_count);
}

static uint32_t first_parent(const struct family *family, size_t child,
                             enum family_order order, uint64_t *random)
{
    if (order == FAMILY_INTERLEAVED)
        return drawn_parent(family, random);
    if (order == FAMILY_CLUSTERED) {
        size_t parent = (child - 1) / family->fanout;

        return 1 + (uint32_t)(parent % family->parent_count);
    }
    return 1 + (uint32_t)((child - 1) % family->parent_count);
}

static struct family *family_new(size_t rows, size_t fanout,
                                 enum family_order order, uint64_t seed)
{
    struct family *family = bench_new(sizeof(*family));

    family->child_count = rows;
    family->parent_count = rows / fanout;
    family->fanout = fanout;
    family->some_children = numbers_to(rows);
    family->some_parents = numbers_to(family->parent_count);
    family->parent_of = bench_new((rows + 1) * sizeof(uint32_t));
    family->children_of =
        bench_new((family->parent_count + 1) * sizeof(uint32_t));
    for (size_t p = 0; p <= family->parent_count; p++)
        family->children_of[p] = 0;
    for (size_t c = 1; c <= rows; c++) {
        family->parent_of[c] = first_parent(family, c, order, &seed);
        family->children_of[family->parent_of[c]]++;
    }
    return family;
}

static void drop(void *data)
{
    struct family *family = data;

    free(family->parent_of);
    free(family->children_of);
    free(family->some_children);
    free(family->some_parents);
    free(family);
}

/* --- Draws ---------------------------------------------------------------- */

static size_t draw_distinct_children(struct family *family, size_t most,
                                     uint64_t *random)
{
    size_t all = family->child_count;

    family->count = most < all ? most : all;
    family->passes = 1;
    for (size_t i = 0; i < family->count; i++) {
        family->children[i] =
            (int64_t)draw_another(family->some_children, all, i, random);
        family->amounts[i] = (int32_t)(draw(random) >> 40);
    }
    return family->count;
}

/* As many parents as have about so many children. */
static size_t draw_walks(struct family *family, size_t children, size_t passes,
                         uint64_t *random)
{
    size_t met = 0;

    family->count = children / family->fanout + 1;
    family->passes = passes;
    for (size_t i = 0; i < family->count; i++) {
        uint32_t parent = drawn_parent(family, random);

        family->parents[i] = parent;
        met += family->children_of[parent];
    }
    return met * passes;
}

static size_t draw_cold_walks(void *data, uint64_t *random)
{
    return draw_walks(data, FAMILY_READS, 1, random);
}

static size_t draw_hot_walks(void *data, uint64_t *random)
{
    return draw_walks(data, FAMILY_HOT, FAMILY_PASSES, random);
}

static size_t draw_children(void *data, uint64_t *random)
{
    struct family *family = data;

    family->count = FAMILY_READS;
    for (size_t i = 0; i < FAMILY_READS; i++) {
        size_t child = draw_below(random, family->child_count);

        family->children[i] = 1 + (int64_t)child;
    }
    return family->count;
}

static size_t draw_all(void *data, uint64_t *random)
{
    const struct family *family = data;

    (void)random;
    return family->child_count;
}

/* Parents of new children, and their amounts. */
static size_t draw_births(void *data, uint64_t *random)
{
    struct family *family = data;

    family->count = bench_writes(family->child_count);
    for (size_t i = 0; i < family->count; i++) {
        family->parents[i] = drawn_parent(family, random);
        family->amounts[i] = (int32_t)(draw(random) >> 40);
    }
    return family->count;
}

static size_t draw_hot_sets(void *data, uint64_t *random)
{
    struct family *family = data;

    draw_distinct_children(family, FAMILY_HOT, random);
    family->passes = FAMILY_PASSES;
    return family->count * family->passes;
}

static size_t draw_cold_sets(void *data, uint64_t *random)
{
    return draw_distinct_children(data, FAMILY_READS, random);
}

/* Children, and parents to move them to. */
static size_t draw_moves(void *data, uint64_t *random)
{
    struct family *family = data;

    draw_distinct_children(family, bench_writes(family->child_count), random);
    for (size_t i = 0; i < family->count; i++)
        family->parents[i] = drawn_parent(family, random);
    return family->count;
}

/* The same, all to one parent. */
static size_t draw_gathering(void *data, uint64_t *random)
{
    struct family *family = data;
    size_t count = draw_moves(data, random);

    for (size_t i = 1; i < family->count; i++)
        family->parents[i] = family->parents[0];
    return count;
}

/* Different parents, to be deleted with all their children. */
static size_t draw_deaths(void *data, uint64_t *random)
{
    struct family *family = data;
    size_t all = family->parent_count, most = FAMILY_READS / family->fanout;

    if (most > FAMILY_WRITES)
        most = FAMILY_WRITES;
    if (most == 0)
        most = 1;
    family->count = most < all ? most : all;
    for (size_t i = 0; i < family->count; i++)
        family->parents[i] =
            (int64_t)draw_another(family->some_parents, all, i, random);
    return family->count * family->fanout;
}

/* --- Questions ------------------------------------------------------------ */

#define AT_A_MILLION 1000000

/* Walks, and what is promised of them: kith needs at most so many times what
 * the others need. */
#define WALKS_COLD(list, ...)                                           \
    {                                                                   \
        .name = "walk the children of a parent, cold", .unit = "child", \
        .draw = draw_cold_walks, .goals = {                             \
            {"hand", 1.05, AT_A_MILLION},                               \
            {"glib", 1.05, AT_A_MILLION},                               \
            {"list", (list), AT_A_MILLION},                             \
            __VA_ARGS__                                                 \
        }                                                               \
    }
#define WALKS_HOT(list, ...)                                           \
    {                                                                  \
        .name = "walk the children of a parent, hot", .unit = "child", \
        .draw = draw_hot_walks, .goals = {                             \
            {"hand", 1.05, AT_A_MILLION},                              \
            {"glib", 1.05, AT_A_MILLION},                              \
            {"list", (list), AT_A_MILLION},                            \
            __VA_ARGS__                                                \
        }                                                              \
    }

static const struct question questions[] = {
    WALKS_COLD(1.0 / 4, {"sqlite", 1.0 / 20, AT_A_MILLION}),
    WALKS_HOT(1.0 / 4, {"sqlite", 1.0 / 200, AT_A_MILLION}),
    {.name = "the parent of a child by its key",
     .unit = "lookup",
     .draw = draw_children,
     .goals = {{"hand", 1.3, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "the parents of all children, as they are stored",
     .unit = "child",
     .draw = draw_all,
     .goals = {{"hand", 1.3, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "scan all children",
     .unit = "child",
     .draw = draw_all,
     .goals = {{"hand", 1.2, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "insert a child, the parent by its address",
     .unit = "child",
     .draw = draw_births,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.0, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "insert a child, the parent by its key",
     .unit = "child",
     .draw = draw_births,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.5, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "set a plain column, hot",
     .unit = "write",
     .draw = draw_hot_sets,
     .level = LEVEL_RUN,
     .most_ns = 4,
     .goals = {{"hand", 2.0, AT_A_MILLION}}},
    {.name = "set a plain column, cold",
     .unit = "write",
     .draw = draw_cold_sets,
     .level = LEVEL_RUN,
     .level_ns = 8,
     .hand_is_a_line = true,
     .goals = {{"hand", 1.9, AT_A_MILLION}}},
    {.name = "edit a row and store into it, cold",
     .unit = "write",
     .draw = draw_cold_sets,
     .level = LEVEL_RUN,
     .level_ns = 8,
     .hand_is_a_line = true,
     .goals = {{"hand", 1.35, AT_A_MILLION}}},
    {.name = "set a foreign key",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.2, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "move a child to another parent",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.0, AT_A_MILLION},
               {"uthash", 1.5, AT_A_MILLION},
               {"glib", 1.0, AT_A_MILLION},
               {"sqlite", 1.0, AT_A_MILLION}}},
    {.name = "append a child that has no parent",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.0, AT_A_MILLION},
               {"uthash", 1.5, AT_A_MILLION},
               {"glib", 1.0, AT_A_MILLION},
               {"sqlite", 1.0, AT_A_MILLION}}},
    {.name = "remove a child from its parent",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.0, AT_A_MILLION},
               {"uthash", 1.5, AT_A_MILLION},
               {"glib", 1.0, AT_A_MILLION},
               {"sqlite", 1.0, AT_A_MILLION}}},
    {.name = "delete a child",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.2, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    /* kith asks for the members of sixteen at once; others just walk. */
    {.name = "walk the children of many, fetched ahead",
     .unit = "child",
     .draw = draw_cold_walks},
    /* What kith does in one call, or with the rows of sixteen fetched before;
     * others do it one by one, as above. */
    {.name = "set a foreign key, rows fetched ahead",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.7, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "remove children, rows fetched ahead",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.3, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "move children to other parents, in one call",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.4, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "append children to one parent, in one call",
     .unit = "child",
     .draw = draw_gathering,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.4, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "remove children of one parent, in one call",
     .unit = "child",
     .draw = draw_gathering,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.3, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
    {.name = "delete children, in one call",
     .unit = "child",
     .draw = draw_moves,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 1.35, AT_A_MILLION}, BENCH_AHEAD_OF_ALL(AT_A_MILLION)}},
};

/* Lists of three whose members lie side by side are what links do best. */
static const struct question walks_of_three[] = {
    WALKS_COLD(1.15, {0}),
    WALKS_HOT(1.15, {0}),
};

static const struct question walks[] = {
    WALKS_COLD(1.0, {0}),
    WALKS_HOT(1.0, {0}),
};

#define DEATHS(hand)                                                  \
    {                                                                 \
        .name = "delete a parent with its children", .unit = "child", \
        .draw = draw_deaths, .level = LEVEL_RUN, .level_ratio = 1.5,  \
        .goals = {                                                    \
            {"hand", (hand), AT_A_MILLION},                           \
            BENCH_AHEAD_OF_ALL(AT_A_MILLION)                          \
        }                                                             \
    }
static const struct question deaths_with_one[] = {DEATHS(2.5)};
static const struct question deaths_with_hundred[] = {DEATHS(1.5)};
static const struct question deaths_with_all[] = {DEATHS(2.0)};

/* --- Suites --------------------------------------------------------------- */

extern const struct system family_kith, family_hand, family_list, family_uthash,
    family_glib, family_sqlite;
extern const struct system cascade_kith, cascade_hand, cascade_list,
    cascade_uthash, cascade_glib, cascade_sqlite;

static const struct system *const systems[] = {
    &family_kith,
    &family_hand,
    &family_list,
    &family_uthash,
    BENCH_WITH_GLIB(&family_glib) BENCH_WITH_SQLITE(&family_sqlite) NULL,
};

static const struct system *const cascade_systems[] = {
    &cascade_kith,
    &cascade_hand,
    &cascade_list,
    &cascade_uthash,
    BENCH_WITH_GLIB(&cascade_glib) BENCH_WITH_SQLITE(&cascade_sqlite) NULL,
};

/* A suite and its data set. */
#define SUITE(id, its_name, its_about, its_fanout, order, its_questions,   \
              its_systems)                                                 \
    static void *make_##id(size_t rows, uint64_t seed)                     \
    {                                                                      \
        return family_new(rows, (its_fanout), (order), seed);              \
    }                                                                      \
    const struct suite id##_suite = {                                      \
        .name = its_name,                                                  \
        .about = its_about,                                                \
        .make = make_##id,                                                 \
        .drop = drop,                                                      \
        .questions = its_questions,                                        \
        .question_count = sizeof(its_questions) / sizeof(struct question), \
        .systems = its_systems,                                            \
        .begin = family_begin,                                             \
        .commit = family_commit,                                           \
    }

SUITE(family10, "family10",
      "Children of ten to a parent; they came in any order.", 10,
      FAMILY_INTERLEAVED, questions, systems);
SUITE(family10_clustered, "family10-clustered",
      "Children of ten to a parent; they came parent by parent.", 10,
      FAMILY_CLUSTERED, walks, systems);
SUITE(family3_clustered, "family3-clustered",
      "Children of three to a parent; they came parent by parent.", 3,
      FAMILY_CLUSTERED, walks_of_three, systems);
SUITE(family1000, "family1000",
      "Children of a thousand to a parent; they came in any order.", 1000,
      FAMILY_INTERLEAVED, walks, systems);
SUITE(family1000_clustered, "family1000-clustered",
      "Children of a thousand to a parent; they came parent by parent.", 1000,
      FAMILY_CLUSTERED, walks, systems);
SUITE(cascade1, "cascade1", "Parents of one child each, deleted with it.", 1,
      FAMILY_DEALT, deaths_with_one, cascade_systems);
SUITE(cascade100, "cascade100",
      "Parents of a hundred children, which came in turns, deleted with them.",
      100, FAMILY_DEALT, deaths_with_hundred, cascade_systems);
SUITE(cascade_all, "cascade-all",
      "One parent of all children, deleted with them.", rows, FAMILY_DEALT,
      deaths_with_all, cascade_systems);
