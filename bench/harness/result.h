/* result.h - what was measured, and what it says about the goals.
 *
 * Owns   the figures: a result is one question at one size, a series is what
 *        one system needed in each of its rounds. And the statistics: medians,
 *        ratios, the spread that noise alone explains, verdicts.
 */
#ifndef BENCH_RESULT_H
#define BENCH_RESULT_H

#include "harness/bench.h"

/* The second world of the system "hand". */
#define HAND_AGAIN "hand again"

/* The second world of kith, in an open level; what ends the level; and what
 * another cache line to be written takes beside it, a unit. */
#define KITH_LEVEL "kith-level"
#define KITH_COMMIT "kith-commit"
#define CACHE_LINE "cache line"

enum { SERIES_MAX = 11 };

struct series {
    const char *system;
    double *ns;    /* a unit, in each round */
    size_t rounds; /* the first so many of the result's rounds */
};

struct result {
    const struct suite *suite;
    const struct question *question;
    size_t rows;
    size_t units; /* in the last round */
    struct series series[SERIES_MAX];
    size_t series_count;
};

struct results {
    struct result *all;
    size_t count;
};

/* A new result at the end; valid until the next one. */
struct result *results_add(struct results *results);
void results_fini(struct results *results);

/* --- Statistics ----------------------------------------------------------- */

struct figures {
    double median, min, max;
};
struct figures series_figures(const struct series *series);

/* The series of a system that has taken part in a round, or NULL. */
const struct series *result_series(const struct result *result,
                                   const char *system);

/* The median over rounds of what `system` needed within the round / what
 * `other` needed in it: whatever slows the machine down for longer than a round
 * slows both. NAN when one of them has no figures. */
double result_ratio(const struct result *result, const char *system,
                    const char *other);

/* The same for a level and its commit together / kith without. */
double result_commit_ratio(const struct result *result);

/* How far from 1 the ratio of two systems that cost the same may be, 0.02 being
 * 2 %. It is taken from hand and hand again, two worlds with the same code; 0
 * without them. With l = log(hand again / hand) of each round it is the larger
 * of
 *
 *   - the median of l: what the two worlds differ in for good, for instance
 *     where their pages lie;
 *   - two standard errors of that median: 1.86 IQR(l) / sqrt(rounds), for the
 *     standard error of a median is 1.253 s / sqrt(n), and of a normal
 *     distribution s = IQR / 1.349. Quartiles do not mind a few rounds in which
 *     something else ran. With 15 rounds this is about half of the IQR. */
double result_spread(const struct result *result);

/* --- Verdicts ------------------------------------------------------------- */

enum verdict_kind {
    VERDICT_RATIO,    /* kith / system */
    VERDICT_NS,       /* of kith, a unit */
    VERDICT_LEVEL,    /* kith in a level / without */
    VERDICT_LEVEL_NS, /* kith in a level - without, a unit */
    VERDICT_GROWTH    /* of kith / of hand, smallest size to largest */
};

struct verdict {
    const struct result *result; /* of the largest size for growth */
    enum verdict_kind kind;
    const char *system; /* of VERDICT_RATIO and VERDICT_GROWTH; else NULL */
    double goal, spread, measured;
    /* Neither: it would hold by a spread that is so large that the run says
     * nothing about it. */
    bool holds, misses;
};

/* The largest spread by which a goal may hold. */
#define SPREAD_MAX 0.10

/* More than this one must be suspected to be noise or caches: kith may grow so
 * much faster than hand. */
#define GROWTH_SLACK 0.15

/* All verdicts, to be given back by free(). A goal that was not asked, for its
 * size was not run or its system is missing, adds to `*open` instead. */
struct verdict *results_judge(const struct results *results, size_t *count,
                              size_t *open);

#endif
