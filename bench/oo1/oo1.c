/* oo1.c - the data set of suite oo1, its draws and its questions.
 *
 * Owns   two suites over one graph: "oo1", where rows arrive in the order of
 *        their ids, and "oo1-shuffled", where they arrive in any order, so that
 *        what is near in the graph is not near in memory.
 */
#include "oo1/oo1.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Data set ------------------------------------------------------------- */

static void part_make(struct oo1_part *part, int64_t id, uint64_t *random)
{
    *part = (struct oo1_part){
        .id = id,
        .build = (int64_t)draw_below(random, 315360000),
        .x = (int32_t)draw_below(random, 100000),
        .y = (int32_t)draw_below(random, 100000),
    };
    snprintf(part->type, sizeof(part->type), "part-type%zu",
             draw_below(random, 10));
}

/* One of ten leads anywhere, nine to the hundredth of the parts whose ids are
 * closest. */
static int64_t target_near(int64_t id, size_t part_count, uint64_t *random)
{
    int64_t zone = (int64_t)(part_count / 100);
    int64_t first = id - zone / 2;

    if (zone == 0 || draw_below(random, 10) == 0)
        return 1 + (int64_t)draw_below(random, part_count);
    if (first < 1)
        first = 1;
    if (first + zone - 1 > (int64_t)part_count)
        first = (int64_t)part_count - zone + 1;
    return first + (int64_t)draw_below(random, (size_t)zone);
}

/* The nth that leaves a part has a length of remainder n by 3, so that no two
 * of them are as long. */
static void connection_make(struct oo1_connection *connection, size_t nth,
                            int64_t from, int64_t to, uint64_t *random)
{
    *connection = (struct oo1_connection){
        .from = from,
        .to = to,
        .length = (int32_t)(draw_below(random, 333) * OO1_FAN + nth),
    };
    snprintf(connection->type, sizeof(connection->type), "link-type%zu",
             draw_below(random, 10));
}

static uint32_t *order_make(size_t count, bool shuffled, uint64_t *random)
{
    uint32_t *order = bench_new(count * sizeof(*order));

    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    for (size_t i = count; shuffled && i > 1; i--) {
        size_t j = draw_below(random, i);
        uint32_t last = order[i - 1];

        order[i - 1] = order[j];
        order[j] = last;
    }
    return order;
}

/* The parts that lead to part i are in_from[in_first[i - 1]] and on, up to
 * in_first[i]. */
static void in_make(struct oo1 *oo1)
{
    size_t count = oo1->part_count;
    uint32_t *first = bench_new((count + 2) * sizeof(*first));

    memset(first, 0, (count + 2) * sizeof(*first));
    for (size_t i = 0; i < oo1->connection_count; i++)
        first[oo1->connections[i].to + 1]++;
    for (size_t i = 1; i < count + 2; i++)
        first[i] += first[i - 1];
    oo1->in_first = first;
    oo1->in_from = bench_new(oo1->connection_count * sizeof(*first));
    for (size_t i = 0; i < oo1->connection_count; i++) {
        const struct oo1_connection *connection = &oo1->connections[i];

        oo1->in_from[first[connection->to]++] = (uint32_t)connection->from;
    }
}

static void *make(size_t part_count, uint64_t seed, bool shuffled)
{
    struct oo1 *oo1 = bench_new(sizeof(*oo1));
    uint64_t random = seed;

    memset(oo1, 0, sizeof(*oo1));
    oo1->part_count = part_count;
    oo1->connection_count = part_count * OO1_FAN;
    oo1->parts = bench_new(part_count * sizeof(*oo1->parts));
    oo1->connections =
        bench_new(oo1->connection_count * sizeof(*oo1->connections));
    for (size_t i = 0; i < part_count; i++)
        part_make(&oo1->parts[i], (int64_t)i + 1, &random);
    for (size_t i = 0; i < oo1->connection_count; i++) {
        int64_t from = (int64_t)(i / OO1_FAN) + 1;

        connection_make(&oo1->connections[i], i % OO1_FAN, from,
                        target_near(from, part_count, &random), &random);
    }
    in_make(oo1);
    oo1->hot_start = 1 + (int64_t)draw_below(&random, part_count);
    oo1->part_order = order_make(part_count, shuffled, &random);
    oo1->connection_order =
        order_make(oo1->connection_count, shuffled, &random);
    return oo1;
}

static void *make_in_order(size_t part_count, uint64_t seed)
{
    return make(part_count, seed, false);
}

static void *make_shuffled(size_t part_count, uint64_t seed)
{
    return make(part_count, seed, true);
}

static void drop(void *data)
{
    struct oo1 *oo1 = data;

    free(oo1->parts);
    free(oo1->connections);
    free(oo1->part_order);
    free(oo1->connection_order);
    free(oo1->in_first);
    free(oo1->in_from);
    free(oo1);
    /* What malloc got for millions of small rows would be cut up for those that
     * come next, and never be huge pages. */
    malloc_trim(0);
}

/* --- Draws ---------------------------------------------------------------- */

static int64_t draw_id(const struct oo1 *oo1, uint64_t *random)
{
    return 1 + (int64_t)draw_below(random, oo1->part_count);
}

static size_t draw_lookups(void *data, uint64_t *random)
{
    struct oo1 *oo1 = data;

    for (size_t i = 0; i < OO1_LOOKUPS; i++)
        oo1->lookups[i] = draw_id(oo1, random);
    return OO1_LOOKUPS;
}

static size_t draw_traversals(void *data, uint64_t *random)
{
    struct oo1 *oo1 = data;

    for (size_t i = 0; i < OO1_STARTS; i++)
        oo1->starts[i] = draw_id(oo1, random);
    return (size_t)OO1_STARTS * OO1_VISITS;
}

static size_t visits_back(const struct oo1 *oo1, uint32_t id, int hops)
{
    size_t visits = 1;

    if (hops == 0)
        return visits;
    for (uint32_t i = oo1->in_first[id - 1]; i < oo1->in_first[id]; i++)
        visits += visits_back(oo1, oo1->in_from[i], hops - 1);
    return visits;
}

static size_t draw_back_traversals(void *data, uint64_t *random)
{
    struct oo1 *oo1 = data;
    size_t visits = 0;

    draw_traversals(oo1, random);
    for (size_t i = 0; i < OO1_STARTS; i++)
        visits += visits_back(oo1, (uint32_t)oo1->starts[i], OO1_DEPTH);
    return visits;
}

/* The same part as ever; `before` has been there already. */
static size_t draw_hot_traversals(void *data, uint64_t *random)
{
    struct oo1 *oo1 = data;

    (void)random;
    for (size_t i = 0; i < OO1_STARTS; i++)
        oo1->starts[i] = oo1->hot_start;
    return (size_t)OO1_STARTS * OO1_VISITS;
}

/* New parts lead to any old ones. */
static size_t draw_new_rows(void *data, uint64_t *random)
{
    struct oo1 *oo1 = data;

    for (size_t i = 0; i < OO1_NEW_PARTS; i++) {
        int64_t id = (int64_t)(oo1->part_count + i) + 1;

        part_make(&oo1->new_parts[i], id, random);
        for (size_t j = 0; j < OO1_FAN; j++)
            connection_make(&oo1->new_connections[i * OO1_FAN + j], j, id,
                            draw_id(oo1, random), random);
    }
    return OO1_NEW_ROWS;
}

static size_t draw_relinks(void *data, uint64_t *random)
{
    struct oo1 *oo1 = data;

    for (size_t i = 0; i < OO1_RELINKS; i++) {
        oo1->relinks[i].from = draw_id(oo1, random);
        oo1->relinks[i].to = draw_id(oo1, random);
    }
    return OO1_RELINKS;
}

/* --- Questions ------------------------------------------------------------ */

/* What kith promises at a million parts. */
#define AT(system, ratio)      \
    {                          \
        system, ratio, 1000000 \
    }

static const struct question questions[] = {
    {.name = "lookup",
     .unit = "lookup",
     .draw = draw_lookups,
     .goals = {AT("hand", 1.15), AT("uthash", 1.0 / 6), AT("glib", 1 / 2.5),
               AT("sqlite", 1.0 / 30)}},
    {.name = "traversal",
     .unit = "visited part",
     .draw = draw_traversals,
     .goals = {AT("hand", 1.05), AT("list", 1.0), AT("glib", 1.05),
               AT("sqlite", 1.0 / 20)}},
    {.name = "reverse traversal",
     .unit = "visited part",
     .draw = draw_back_traversals,
     .goals = {AT("hand", 1.05), AT("list", 1.0), AT("glib", 1.05),
               AT("sqlite", 1.0 / 20)}},
    {.name = "traversal, hot",
     .unit = "visited part",
     .draw = draw_hot_traversals,
     .goals = {AT("hand", 1.05), AT("list", 1.0), AT("glib", 1.05),
               AT("sqlite", 1.0 / 200)}},
    {.name = "insert 100 parts, 300 connections",
     .unit = "row",
     .draw = draw_new_rows,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {AT("hand", 1.6), BENCH_AHEAD_OF_ALL(1000000)}},
    {.name = "delete 100 parts, 300 connections",
     .unit = "row",
     .draw = draw_new_rows,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {AT("hand", 5.0), BENCH_AHEAD_OF_ALL(1000000)}},
    {.name = "relink",
     .unit = "connection",
     .draw = draw_relinks,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {AT("hand", 2.0), BENCH_AHEAD_OF_ALL(1000000)}},
    /* The lists that were written above: the checksum says that they hold in
     * every system what they held at first. */
    {.name = "reverse traversal, after the writes",
     .unit = "visited part",
     .draw = draw_back_traversals},
};

/* The shuffled suite has those that read. */
enum { READS = 4 };

static const struct system *const systems[] = {
    &oo1_kith, &oo1_hand, &oo1_list, &oo1_uthash,
    BENCH_WITH_GLIB(&oo1_glib) BENCH_WITH_SQLITE(&oo1_sqlite) NULL};

/* Four rows a part in seven worlds: more would not fit into 24 GiB. */
enum { PARTS_MAX = 1000000 };

const struct suite oo1_suite = {
    .name = "oo1",
    .about = "OO1: parts with three connections each, stored in id order",
    .make = make_in_order,
    .drop = drop,
    .questions = questions,
    .question_count = sizeof(questions) / sizeof(*questions),
    .systems = systems,
    .begin = oo1_begin,
    .commit = oo1_commit,
    .rows_max = PARTS_MAX,
};

const struct suite oo1_shuffled_suite = {
    .name = "oo1-shuffled",
    .about = "OO1: the same graph, its rows stored in random order",
    .make = make_shuffled,
    .drop = drop,
    .questions = questions,
    .question_count = READS,
    .systems = systems,
    .rows_max = PARTS_MAX,
};
