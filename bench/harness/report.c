/* report.c - tables of figures, and the goals. */
#include "harness/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void report_head(const struct machine *machine, const struct options *options)
{
    printf("%s, %ld cores, %.1f GiB, %s %s\n", machine->cpu, machine->cores,
           (double)machine->memory_bytes / (1 << 30), machine->uname.sysname,
           machine->uname.release);
    printf("%s, %s, flags: %s\n", machine->compiler, machine->build_type,
           machine->flags);
    printf("%s, seed %llu, %u rounds, %g s a question for each peer\n",
           machine->date, (unsigned long long)options->seed, options->rounds,
           options->seconds);
}

/* --- One question --------------------------------------------------------- */

static void print_series(const struct result *result,
                         const struct series *series)
{
    struct figures figures = series_figures(series);
    double ratio = strcmp(series->system, CACHE_LINE) == 0
                       ? NAN
                       : result_ratio(result, "kith", series->system);

    printf(" %-10s %11.1f %11.1f %11.1f %7zu", series->system, figures.median,
           figures.min, figures.max, series->rounds);
    if (isnan(ratio))
        printf("\n");
    else
        printf(" %9.3f\n", ratio);
}

/* What a level costs, and what it costs with its end. */
static void print_level(const struct result *result)
{
    double ratio = result_ratio(result, KITH_LEVEL, "kith");

    if (!isnan(ratio))
        printf("%10s in a level / kith is %.3f, %.3f with the commit\n", "",
               ratio, result_commit_ratio(result));
}

static void print_result(const struct result *result)
{
    bool first = true;

    for (size_t i = 0; i < result->series_count; i++) {
        const struct series *series = &result->series[i];

        if (series->rounds == 0)
            continue;
        if (first)
            printf("%10zu", result->rows);
        else
            printf("%10s", "");
        first = false;
        print_series(result, series);
    }
    print_level(result);
    if (result_series(result, HAND_AGAIN))
        printf("%10s hand again / hand is %.3f, spread %.1f %%\n", "",
               result_ratio(result, HAND_AGAIN, "hand"),
               100 * result_spread(result));
}

static const char *word(const struct verdict *verdict)
{
    if (verdict->holds)
        return "holds";
    return verdict->misses ? "MISSES" : "unsure";
}

/* "1000000  kith / hand    goal 1.150  measured 1.020  spread 0.013  holds" */
static void print_verdict(const struct verdict *verdict)
{
    char what[32];

    if (verdict->kind == VERDICT_RATIO)
        snprintf(what, sizeof(what), "kith / %s", verdict->system);
    else if (verdict->kind == VERDICT_NS)
        snprintf(what, sizeof(what), "kith, ns");
    else if (verdict->kind == VERDICT_LEVEL)
        snprintf(what, sizeof(what), "level / none");
    else if (verdict->kind == VERDICT_LEVEL_NS)
        snprintf(what, sizeof(what), "level, more ns");
    else
        snprintf(what, sizeof(what), "growth / %s", verdict->system);
    printf("%10zu  %-15s goal %8.3f  measured %8.3f", verdict->result->rows,
           what, verdict->goal, verdict->measured);
    if (verdict->spread > 0)
        printf("  spread %6.3f", verdict->spread);
    else
        printf("  %13s", "");
    printf("  %s\n", word(verdict));
}

static void print_question(const struct results *results,
                           const struct suite *suite,
                           const struct question *question,
                           const struct verdict *verdicts, size_t count)
{
    bool any = false;

    for (size_t i = 0; i < results->count; i++) {
        const struct result *result = &results->all[i];

        if (result->suite != suite || result->question != question)
            continue;
        if (!any)
            printf("\n%s: %s (%zu a round, ns a %s)\n%10s %-10s %11s %11s "
                   "%11s %7s %9s\n",
                   suite->name, question->name, result->units, question->unit,
                   "rows", "system", "median", "min", "max", "rounds",
                   "kith / it");
        any = true;
        print_result(result);
    }
    for (size_t i = 0; i < count; i++) {
        if (verdicts[i].result->suite == suite &&
            verdicts[i].result->question == question &&
            verdicts[i].kind != VERDICT_GROWTH)
            print_verdict(&verdicts[i]);
    }
}

void report_suite(const struct results *results, const struct suite *suite)
{
    size_t count, open;
    struct verdict *verdicts = results_judge(results, &count, &open);

    printf("\n=== %s: %s\n", suite->name, suite->about);
    for (size_t i = 0; i < suite->question_count; i++)
        print_question(results, suite, &suite->questions[i], verdicts, count);
    free(verdicts);
    fflush(stdout);
}

/* --- The summary ---------------------------------------------------------- */

static double growth(const struct result *first, const struct result *last,
                     const char *system)
{
    const struct series *small = result_series(first, system);
    const struct series *large = result_series(last, system);

    if (!small || !large)
        return NAN;
    return series_figures(large).median / series_figures(small).median;
}

static const struct result *smallest(const struct results *results,
                                     const struct result *last)
{
    for (size_t i = 0; i < results->count; i++) {
        const struct result *result = &results->all[i];

        if (result->suite == last->suite && result->question == last->question)
            return result;
    }
    return last;
}

static void print_goals(const struct verdict *verdicts, size_t count)
{
    printf("\n=== Goals: kith / system is at most the goal and the spread\n");
    for (size_t i = 0; i < count; i++) {
        const struct result *result = verdicts[i].result;

        if (verdicts[i].kind == VERDICT_GROWTH)
            continue;
        printf("%-44.44s", result->question->name);
        print_verdict(&verdicts[i]);
    }
}

static void print_growths(const struct results *results,
                          const struct verdict *verdicts, size_t count)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        const struct result *last = verdicts[i].result;
        const struct result *first = smallest(results, last);

        if (verdicts[i].kind != VERDICT_GROWTH)
            continue;
        if (!any)
            printf("\n=== Growth from the smallest size to the largest: that "
                   "of kith is at most that of hand\n");
        any = true;
        printf("%-44.44s %8zu to %8zu  kith %6.2f  hand %6.2f  "
               "ratio %5.2f  slack %5.2f  %s\n",
               last->question->name, first->rows, last->rows,
               growth(first, last, "kith"), growth(first, last, "hand"),
               verdicts[i].measured, verdicts[i].spread, word(&verdicts[i]));
    }
}

void report_summary(const struct results *results)
{
    size_t count, open, held = 0, missed = 0;
    struct verdict *verdicts = results_judge(results, &count, &open);

    print_goals(verdicts, count);
    print_growths(results, verdicts, count);
    for (size_t i = 0; i < count; i++) {
        held += verdicts[i].holds;
        missed += verdicts[i].misses;
    }
    printf("\n%zu of %zu goals hold, %zu are missed", held, count, missed);
    if (held + missed < count)
        printf(", %zu are unsure (too much noise)", count - held - missed);
    if (open)
        printf("; %zu were not asked (too few rows, or no such system)", open);
    printf(".\n");
    free(verdicts);
}
