/* result.c - medians, ratios, noise, and what they say about the goals. */
#include "harness/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct result *results_add(struct results *results)
{
    size_t bytes = (results->count + 1) * sizeof(*results->all);

    results->all = realloc(results->all, bytes);
    BENCH_REQUIRE(results->all);
    results->all[results->count] = (struct result){0};
    return &results->all[results->count++];
}

void results_fini(struct results *results)
{
    for (size_t i = 0; i < results->count; i++) {
        for (size_t j = 0; j < results->all[i].series_count; j++)
            free(results->all[i].series[j].ns);
    }
    free(results->all);
}

/* --- Statistics ----------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const double *one = a, *two = b;

    return (*one > *two) - (*one < *two);
}

/* A quantile of sorted values, between two of them in proportion. */
static double quantile(const double *values, size_t count, double share)
{
    double place = share * (double)(count - 1);
    size_t below = (size_t)place;
    size_t above = below + 1 < count ? below + 1 : below;

    return values[below] +
           (place - (double)below) * (values[above] - values[below]);
}

struct figures series_figures(const struct series *series)
{
    size_t bytes = series->rounds * sizeof(double);
    double *sorted = bench_new(bytes);
    struct figures figures;

    memcpy(sorted, series->ns, bytes);
    qsort(sorted, series->rounds, sizeof(*sorted), by_value);
    figures = (struct figures){.median = quantile(sorted, series->rounds, 0.5),
                               .min = sorted[0],
                               .max = sorted[series->rounds - 1]};
    free(sorted);
    return figures;
}

const struct series *result_series(const struct result *result,
                                   const char *system)
{
    for (size_t i = 0; i < result->series_count; i++) {
        const struct series *series = &result->series[i];

        if (series->rounds > 0 && strcmp(series->system, system) == 0)
            return series;
    }
    return NULL;
}

/* The logarithms of one / two in the rounds that both have, sorted; NULL when
 * there are none. */
static double *sorted_logs(const struct series *one, const struct series *two,
                           size_t *count)
{
    double *logs;

    if (!one || !two)
        return NULL;
    *count = one->rounds < two->rounds ? one->rounds : two->rounds;
    logs = bench_new(*count * sizeof(*logs));
    for (size_t i = 0; i < *count; i++)
        logs[i] = log(one->ns[i] / two->ns[i]);
    qsort(logs, *count, sizeof(*logs), by_value);
    return logs;
}

double result_ratio(const struct result *result, const char *system,
                    const char *other)
{
    size_t count;
    double *logs = sorted_logs(result_series(result, system),
                               result_series(result, other), &count);
    double ratio;

    if (!logs)
        return NAN;
    ratio = exp(quantile(logs, count, 0.5));
    free(logs);
    return ratio;
}

double result_commit_ratio(const struct result *result)
{
    const struct series *level = result_series(result, KITH_LEVEL);
    const struct series *commit = result_series(result, KITH_COMMIT);
    struct series both;
    size_t count;
    double *logs, ratio;

    if (!level || !commit)
        return NAN;
    both = (struct series){.ns = bench_new(level->rounds * sizeof(double)),
                           .rounds = level->rounds};
    for (size_t i = 0; i < both.rounds; i++)
        both.ns[i] = level->ns[i] + commit->ns[i];
    logs = sorted_logs(&both, result_series(result, "kith"), &count);
    ratio = logs ? exp(quantile(logs, count, 0.5)) : NAN;
    free(both.ns);
    free(logs);
    return ratio;
}

double result_spread(const struct result *result)
{
    size_t count;
    double *logs = sorted_logs(result_series(result, HAND_AGAIN),
                               result_series(result, "hand"), &count);
    double shift, error;

    if (!logs)
        return 0;
    shift = fabs(quantile(logs, count, 0.5));
    error = quantile(logs, count, 0.75) - quantile(logs, count, 0.25);
    error *= 1.86 / sqrt((double)count);
    free(logs);
    return exp(fmax(shift, error)) - 1;
}

/* --- Verdicts ------------------------------------------------------------- */

struct verdicts {
    struct verdict *all;
    size_t count, room;
};

static void verdicts_put(struct verdicts *verdicts, struct verdict verdict)
{
    double most = verdict.kind == VERDICT_GROWTH ? GROWTH_SLACK : SPREAD_MAX;
    double allowed = fmin(verdict.spread, most);

    if (verdicts->count == verdicts->room) {
        verdicts->room = verdicts->room * 2 + 16;
        verdicts->all =
            realloc(verdicts->all, verdicts->room * sizeof(*verdicts->all));
        BENCH_REQUIRE(verdicts->all);
    }
    verdict.holds = verdict.measured <= verdict.goal + allowed;
    verdict.misses = verdict.measured > verdict.goal + verdict.spread;
    verdicts->all[verdicts->count++] = verdict;
}

static bool same_question(const struct result *one, const struct result *two)
{
    return one->suite == two->suite && one->question == two->question;
}

/* Judge one goal at every size of its question; answers whether there was
 * any. */
static bool judge_goal(struct verdicts *verdicts, const struct results *results,
                       const struct result *first, const struct goal *goal)
{
    size_t count = verdicts->count;

    for (size_t i = 0; i < results->count; i++) {
        const struct result *result = &results->all[i];
        double ratio;

        if (!same_question(result, first) || result->rows < goal->rows)
            continue;
        ratio = result_ratio(result, "kith", goal->system);
        if (isnan(ratio))
            continue;
        verdicts_put(verdicts,
                     (struct verdict){.result = result,
                                      .kind = VERDICT_RATIO,
                                      .system = goal->system,
                                      .goal = goal->ratio,
                                      .spread = strcmp(goal->system, "hand")
                                                    ? 0
                                                    : result_spread(result),
                                      .measured = ratio});
    }
    return verdicts->count > count;
}

static void judge_ns(struct verdicts *verdicts, const struct results *results,
                     const struct result *first)
{
    for (size_t i = 0; i < results->count; i++) {
        const struct result *result = &results->all[i];
        const struct series *kith = result_series(result, "kith");

        if (!same_question(result, first) || !kith)
            continue;
        verdicts_put(verdicts,
                     (struct verdict){.result = result,
                                      .kind = VERDICT_NS,
                                      .goal = result->question->most_ns,
                                      .measured = series_figures(kith).median});
    }
}

/* What a level may cost. Two worlds that do the same differ as those of hand. */
static void judge_level(struct verdicts *verdicts,
                        const struct results *results,
                        const struct result *first)
{
    for (size_t i = 0; i < results->count; i++) {
        const struct result *result = &results->all[i];
        const struct series *kith = result_series(result, "kith");
        const struct series *level = result_series(result, KITH_LEVEL);
        const struct series *line = result_series(
            result, result->question->hand_is_a_line ? "hand" : CACHE_LINE);
        struct verdict verdict = {.result = result,
                                  .spread = result_spread(result)};

        if (!same_question(result, first) || !kith || !level)
            continue;
        verdict.kind = VERDICT_LEVEL;
        verdict.goal = result->question->level_ratio;
        verdict.measured = result_ratio(result, KITH_LEVEL, "kith");
        if (verdict.goal > 0)
            verdicts_put(verdicts, verdict);
        if (!line || result->question->level_ns <= 0)
            continue;
        verdict.kind = VERDICT_LEVEL_NS;
        verdict.goal = result->question->level_ns + series_figures(line).median;
        verdict.spread = 0;
        verdict.measured =
            series_figures(level).median - series_figures(kith).median;
        verdicts_put(verdicts, verdict);
    }
}

/* Growth of kith / growth of hand, each from the smallest size to the largest.
 * That is the ratio kith / hand at the largest size / the same at the smallest,
 * and so it is computed: the sizes are run minutes apart. */
static void judge_growth(struct verdicts *verdicts,
                         const struct results *results,
                         const struct result *first)
{
    const struct result *last = first;
    double measured, noise;

    for (size_t i = 0; i < results->count; i++) {
        if (same_question(&results->all[i], first))
            last = &results->all[i];
    }
    measured = result_ratio(last, "kith", "hand") /
               result_ratio(first, "kith", "hand");
    if (last == first || isnan(measured))
        return;
    noise = fmax(result_spread(first), result_spread(last));
    verdicts_put(verdicts, (struct verdict){.result = last,
                                            .kind = VERDICT_GROWTH,
                                            .system = "hand",
                                            .goal = 1,
                                            .spread = fmax(GROWTH_SLACK, noise),
                                            .measured = measured});
}

/* Whether this is the first result, that is the smallest size, of its
 * question. */
static bool is_first(const struct results *results, size_t which)
{
    for (size_t i = 0; i < which; i++) {
        if (same_question(&results->all[i], &results->all[which]))
            return false;
    }
    return true;
}

struct verdict *results_judge(const struct results *results, size_t *count,
                              size_t *open)
{
    struct verdicts verdicts = {0};

    *open = 0;
    for (size_t i = 0; i < results->count; i++) {
        const struct result *first = &results->all[i];
        const struct goal *goals = first->question->goals;

        if (!is_first(results, i))
            continue;
        for (size_t j = 0; j < GOALS_MAX && goals[j].system; j++)
            *open += !judge_goal(&verdicts, results, first, &goals[j]);
        if (first->question->most_ns > 0)
            judge_ns(&verdicts, results, first);
        judge_level(&verdicts, results, first);
        judge_growth(&verdicts, results, first);
    }
    *count = verdicts.count;
    return verdicts.all;
}
