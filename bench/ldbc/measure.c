/* measure.c - what queries and deletes take, and the goals.
 *
 * All systems are asked for the same random ids, in turns, round by round; a
 * ratio is the median over rounds of the ratio within a round. Sums must agree.
 */
#include "ldbc/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What was to be reached. */
static const double short_read_hand = 1.3;    /* kith / hand, at most */
static const double short_read_sqlite = 20.0; /* sqlite / kith, at least */
static const double delete_sqlite = 8.0;

/* The first round finds everything cold and does not count. */
enum { ROUNDS_MAX = 100, COLD_ROUNDS = 1 };

/* The ns of one question: by system, and round by round. */
struct series {
    double ns[ENTRANTS_MAX][ROUNDS_MAX];
    unsigned rounds;
};

enum entrant_place { KITH, HAND, HAND_AGAIN, SQLITE };

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, unsigned count)
{
    qsort(values, count, sizeof(*values), by_value);
    return values[count / 2];
}

static double median_ns(const struct series *series, size_t entrant)
{
    double ns[ROUNDS_MAX];

    memcpy(ns, series->ns[entrant], sizeof(ns));
    return median(ns, series->rounds);
}

static double median_ratio(const struct series *series, size_t over,
                           size_t under)
{
    double ratios[ROUNDS_MAX];

    for (unsigned i = 0; i < series->rounds; i++)
        ratios[i] = series->ns[over][i] / series->ns[under][i];
    return median(ratios, series->rounds);
}

/* The system whose turn it is: every second round begins with the last. */
static size_t turn(const struct run *run, unsigned round, size_t i)
{
    return round % 2 ? run->entrant_count - 1 - i : i;
}

/* --- The report ----------------------------------------------------------- */

static bool has_sqlite(const struct run *run)
{
    return run->entrant_count > SQLITE;
}

static void print_head(const struct run *run, const char *unit)
{
    printf("\n%-10s", unit);
    for (size_t e = 0; e < run->entrant_count; e++)
        printf(" %11s", run->entrants[e].name);
    printf("  kith/hand  hand/hand%s\n",
           has_sqlite(run) ? "  sqlite/kith" : "");
}

static void print_series(const struct run *run, const char *name,
                         const struct series *series)
{
    printf("%-10s", name);
    for (size_t e = 0; e < run->entrant_count; e++)
        printf(" %11.1f", median_ns(series, e));
    printf("  %9.2f  %9.2f", median_ratio(series, KITH, HAND),
           median_ratio(series, HAND_AGAIN, HAND));
    if (has_sqlite(run))
        printf("  %11.1f", median_ratio(series, SQLITE, KITH));
    printf("\n");
}

/* A goal against hand allows for what noise makes of hand itself. */
static void judge_hand(const char *name, const struct series *series,
                       double goal)
{
    double ratio = median_ratio(series, KITH, HAND);
    double noise = median_ratio(series, HAND_AGAIN, HAND) - 1;

    if (noise < 0)
        noise = -noise;
    if (ratio <= goal + noise)
        printf("  %s: kith/hand %.2f, at most %.2f: reached\n", name, ratio,
               goal);
    else
        printf("  %s: kith/hand %.2f, at most %.2f: %.2f too much\n", name,
               ratio, goal, ratio - goal);
}

static void judge_sqlite(const char *name, const struct series *series,
                         double goal)
{
    double ratio = median_ratio(series, SQLITE, KITH);

    if (ratio >= goal)
        printf("  %s: sqlite/kith %.1f, at least %.0f: reached\n", name, ratio,
               goal);
    else
        printf("  %s: sqlite/kith %.1f, at least %.0f: %.1f are missing\n",
               name, ratio, goal, goal - ratio);
}

bool ldbc_is_wanted(const struct run *run, const char *query)
{
    return !run->options.quick &&
           (!run->options.query || strcmp(run->options.query, query) == 0);
}

/* --- Short reads ---------------------------------------------------------- */

static double time_asks(const struct entrant *entrant, enum ldbc_query query,
                        const int64_t *ids, size_t count, uint64_t *sum)
{
    struct ldbc_answer answer = {.most_hops = UINT32_MAX};
    ldbc_ask *ask = entrant->system->ask[query];
    double start = now_ns();

    for (size_t i = 0; i < count; i++)
        ask(entrant->world, ids[i], &answer);
    *sum = answer.sum;
    return (now_ns() - start) / (double)count;
}

static void ask_round(const struct run *run, enum ldbc_query query,
                      unsigned round, int64_t *ids, uint64_t *random,
                      double ns[ENTRANTS_MAX])
{
    uint64_t sums[ENTRANTS_MAX];

    for (size_t i = 0; i < run->options.asks; i++)
        ids[i] =
            ldbc_id_at(run->data, query,
                       draw_below(random, ldbc_id_count(run->data, query)));
    for (size_t i = 0; i < run->entrant_count; i++) {
        size_t e = turn(run, round, i);

        forget_branches(random);
        ns[e] = time_asks(&run->entrants[e], query, ids, run->options.asks,
                          &sums[e]);
    }
    for (size_t e = 1; e < run->entrant_count; e++)
        BENCH_REQUIRE(sums[e] == sums[0]);
}

static void ask_rounds(const struct run *run, enum ldbc_query query,
                       struct series *series)
{
    uint64_t random = run->options.seed + query;
    int64_t *ids = bench_new(run->options.asks * sizeof(*ids));

    series->rounds = run->options.rounds;
    for (unsigned round = 0; round < series->rounds + COLD_ROUNDS; round++) {
        double ns[ENTRANTS_MAX];

        ask_round(run, query, round, ids, &random, ns);
        for (size_t e = 0; e < run->entrant_count && round >= COLD_ROUNDS; e++)
            series->ns[e][round - COLD_ROUNDS] = ns[e];
    }
    free(ids);
}

void ldbc_measure_queries(const struct run *run)
{
    static struct series all[LDBC_QUERIES];

    BENCH_REQUIRE(run->options.rounds <= ROUNDS_MAX);
    print_head(run, "ns a query");
    for (enum ldbc_query query = IS1; query < LDBC_QUERIES; query++) {
        if (!ldbc_is_wanted(run, ldbc_query_names[query]))
            continue;
        ask_rounds(run, query, &all[query]);
        print_series(run, ldbc_query_names[query], &all[query]);
    }
    printf("\ngoals\n");
    for (size_t i = 0; i < LDBC_QUERIES; i++) {
        if (all[i].rounds == 0)
            continue;
        judge_hand(ldbc_query_names[i], &all[i], short_read_hand);
        if (has_sqlite(run))
            judge_sqlite(ldbc_query_names[i], &all[i], short_read_sqlite);
    }
}

/* --- Deep delete ---------------------------------------------------------- */

static size_t rows_of(const struct entrant *entrant)
{
    size_t counts[LDBC_TABLES], rows = 0;

    entrant->system->count(entrant->world, counts);
    for (size_t i = 0; i < LDBC_TABLES; i++)
        rows += counts[i];
    return rows;
}

static double time_deletes(const struct run *run, const struct entrant *entrant,
                           const size_t *persons)
{
    const struct ldbc_person *rows = LDBC_ROWS(run->data, PERSON, person);
    double start = now_ns();

    for (size_t i = 0; i < run->options.deletes; i++)
        entrant->system->delete_person(entrant->world, rows[persons[i]].id);
    return (now_ns() - start) / (double)run->options.deletes;
}

/* Answers how many rows have gone: as many in each system. */
static size_t delete_round(struct run *run, unsigned round,
                           const size_t *persons, uint64_t *random,
                           double ns[ENTRANTS_MAX])
{
    size_t before = rows_of(&run->entrants[0]);
    size_t rows[ENTRANTS_MAX] = {0};

    for (size_t i = 0; i < run->entrant_count; i++) {
        size_t e = turn(run, round, i);

        forget_branches(random);
        ns[e] = time_deletes(run, &run->entrants[e], persons);
        rows[e] = rows_of(&run->entrants[e]);
        ldbc_restore(run, &run->entrants[e]);
    }
    for (size_t e = 1; e < run->entrant_count; e++)
        BENCH_REQUIRE(rows[e] == rows[0]);
    return before - rows[0];
}

void ldbc_measure_deletes(struct run *run)
{
    static struct series series;
    uint64_t random = run->options.seed;
    size_t rows = 0;

    if (!ldbc_is_wanted(run, "DEL1"))
        return;
    series.rounds = run->options.rounds;
    for (unsigned round = 0; round < series.rounds + COLD_ROUNDS; round++) {
        size_t *persons = ldbc_draw_persons(run, &random);
        double ns[ENTRANTS_MAX];
        size_t gone = delete_round(run, round, persons, &random, ns);

        free(persons);
        if (round < COLD_ROUNDS)
            continue;
        rows += gone;
        for (size_t e = 0; e < run->entrant_count; e++)
            series.ns[e][round - COLD_ROUNDS] = ns[e];
    }
    print_head(run, "ns a person");
    print_series(run, "DEL1", &series);
    printf("\n%.0f rows go with a person\n\ngoals\n",
           (double)rows / (double)(run->options.deletes * series.rounds));
    if (has_sqlite(run))
        judge_sqlite("DEL1", &series, delete_sqlite);
}
