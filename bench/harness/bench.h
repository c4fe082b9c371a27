/* bench.h - questions, and the systems that answer them.
 *
 * Owns   the vocabulary of bench/. A *suite* has a data set and questions about
 *        it. A *system* (kith, hand, list, uthash, glib, sqlite) loads the data
 *        set into a world of its own and has one work for each question. The
 *        harness runs the systems in turns, round by round, on the same draws,
 *        and compares their checksums and their times.
 * Knows  nothing of any system or suite.
 *
 *   suite ---- make(rows, seed) -> data, the same for all
 *     |------- questions[q]: draw(data, random) -> what this round asks of all
 *     +------- systems[s]:   open(data) -> world,  works[q].run(world, data)
 *
 * "hand" is opened twice, under two names: the ratio of the two is the noise
 * that a goal must allow for. So is kith, where questions want
 * it: the second world is asked what writes, in an open level of a transaction.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "harness/random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Do what the last draw in `data` asks, and answer a checksum that every
 * system must share: say the sum of the values that were read. */
typedef uint64_t bench_run(void *world, void *data);

/* How a system answers one question. `run` is timed. `before` and `after`,
 * which may be NULL, are not: they bring about the state that the question is
 * about, and what the next round needs; `after` must leave the world as the
 * draws of all later rounds expect it, in every system alike. A slow system
 * misses rounds, so a world must not depend on how many it has had. A `run` of
 * NULL says that the system has no answer. */
struct work {
    bench_run *before, *run, *after;
};

struct system {
    const char *name;
    /* Load the data set. A world that cannot be made ends the program with a
     * message: a benchmark has nothing to save. */
    void *(*open)(void *data);
    void (*close)(void *world);
    const struct work *works; /* one a question, in their order */
};

/* What a question promises: the median of kith / `system` over all rounds is at
 * most `ratio` (plus the spread of hand / hand when the system is hand). */
struct goal {
    const char *system;
    double ratio;
    size_t rows; /* judged at this size and above; 0: at every size */
};

enum { GOALS_MAX = 6 };

/* Every other system needs at least as much. */
#define BENCH_AHEAD_OF_ALL(rows)                    \
    {"uthash", 1.0, (rows)}, {"glib", 1.0, (rows)}, \
    {                                               \
        "sqlite", 1.0, (rows)                       \
    }

/* Where the second world of kith opens its level. It is
 * ended after the run, before `after`; neither counts as a part of the run, and
 * the commit is timed by itself. */
enum level {
    LEVEL_NONE,  /* the question is not asked in a level */
    LEVEL_RUN,   /* directly before the run */
    LEVEL_BEFORE /* before `before`, of which the level then knows */
};

struct question {
    const char *name; /* "get by integer key, hit" */
    const char *unit; /* one of what: "lookup", "row", "visited part" */
    /* Draw what one round asks, into the suite's data, and answer how many
     * units that is. */
    size_t (*draw)(void *data, uint64_t *random);
    struct goal goals[GOALS_MAX]; /* up to the first without a system */
    /* kith at most so many ns, whatever others need; 0: no such goal */
    double most_ns;
    /* In a level kith needs at most so many times what it needs without, or so
     * many ns and a cache line more; 0: no such goal. */
    enum level level;
    double level_ratio, level_ns;
    /* Rows are cold, and hand needs nothing but the cache line of each: that is
     * then what one takes, and not what the harness writes beside it. */
    bool hand_is_a_line;
    /* A round is long, or its state cannot be had again: so many rounds for all
     * systems; 0: as many as the run has. */
    unsigned rounds;
};

struct suite {
    const char *name;  /* "oo1" */
    const char *about; /* one sentence: what the rows are */
    /* Make the data of `rows` rows; drop them. */
    void *(*make)(size_t rows, uint64_t seed);
    void (*drop)(void *data);
    const struct question *questions;
    size_t question_count;
    /* Up to NULL; kith comes first and hand second. */
    const struct system *const *systems;
    /* Open a level in a world of kith, and end it; NULL where no question wants
     * that. */
    bench_run *begin, *commit;
    /* The sizes to run instead of those that were asked for, up to 0, or NULL:
     * OO7 has its own. */
    const size_t *sizes;
    size_t rows_max; /* larger sizes are left out; 0: none is too large */
};

/* All suites, up to NULL, in the order of the report. */
extern const struct suite *const bench_suites[];

/* Peers that may not be on the machine: BENCH_WITH_GLIB(&oo1_glib) stands in a
 * list of systems and is the system with its comma, or nothing. */
#ifdef BENCH_HAS_GLIB
#define BENCH_WITH_GLIB(system) system,
#else
#define BENCH_WITH_GLIB(system)
#endif
#ifdef BENCH_HAS_SQLITE
#define BENCH_WITH_SQLITE(system) system,
#else
#define BENCH_WITH_SQLITE(system)
#endif

/* How many rows a round writes in a table of so many: enough in a large one that
 * the first steps, which find caches and branch predictors cold, are a small
 * part. */
enum { BENCH_WRITES_MAX = 10000, BENCH_WRITES_MIN = 1000 };
static inline size_t bench_writes(size_t rows)
{
    size_t writes = rows / 20;

    if (writes > BENCH_WRITES_MAX)
        return BENCH_WRITES_MAX;
    return writes < BENCH_WRITES_MIN ? BENCH_WRITES_MIN : writes;
}

/* Stop with a message when a step of a benchmark does not do its work. */
#define BENCH_REQUIRE(condition)                       \
    do {                                               \
        if (!(condition))                              \
            bench_die(__FILE__, __LINE__, #condition); \
    } while (0)
_Noreturn void bench_die(const char *file, int line, const char *condition);

/* Memory or the end of the program. */
void *bench_new(size_t bytes);

#endif
