/* run.c - rounds: the same draw for all systems, one after the other. */
#include "harness/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A system with a world; "hand" is there twice, and so is kith. */
struct entrant {
    const struct system *system;
    const char *name;
    void *world;
    bool peer;       /* stops when its time is over */
    bool level;      /* is asked in an open level */
    double used_s;   /* before, run and after of this question */
    unsigned rounds; /* of this question */
};

/* Each has a series; the commits of a level have another one, and so have the
 * lines beside it. */
enum { ENTRANTS_MAX = SERIES_MAX - 2 };

struct course {
    const struct options *options;
    const struct suite *suite;
    size_t rows;
    void *data;
    struct entrant entrants[ENTRANTS_MAX];
    size_t entrant_count;
};

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Runs a work. The answer goes through memory, so that the call is no jump. */
typedef void runner(bench_run *run, void *world, void *data, uint64_t *sum);

/* The one way to a run that counts: callgrind's --toggle-collect=bench_timed
 * sees this function and all below it. */
__attribute__((noinline)) void bench_timed(bench_run *run, void *world,
                                           void *data, uint64_t *sum);

void bench_timed(bench_run *run, void *world, void *data, uint64_t *sum)
{
    *sum = run(world, data);
}

static void plain_run(bench_run *run, void *world, void *data, uint64_t *sum)
{
    *sum = run(world, data);
}

/* What `count` cache lines take that are written one behind the other, and in
 * turn again when there are no more, above one line that is written as often. */
static double lines_s(size_t count)
{
    enum { LINES = 1024, WORDS = 8 };
    static volatile uint64_t lines[LINES][WORDS];
    double elapsed[2];

    for (size_t behind = 0; behind < 2; behind++) {
        size_t mask = behind ? LINES - 1 : 0;
        double start = now_s();

        for (size_t i = 0; i < count; i++) {
            for (size_t word = 0; word < WORDS; word++)
                lines[i & mask][word] = i;
        }
        elapsed[behind] = now_s() - start;
    }
    BENCH_REQUIRE(count == 0 || lines[(count - 1) % LINES][0] == count - 1);
    return elapsed[1] - elapsed[0];
}

static bool counts_lines(const struct question *question)
{
    return question->level_ns > 0 && !question->hand_is_a_line;
}

/* --- Worlds --------------------------------------------------------------- */

static struct entrant *enter(struct course *course, const struct system *system,
                             const char *name)
{
    struct entrant *entrant = &course->entrants[course->entrant_count++];
    bool peer = strcmp(system->name, "kith") && strcmp(system->name, "hand");
    double start = now_s();

    BENCH_REQUIRE(course->entrant_count <= ENTRANTS_MAX);
    *entrant = (struct entrant){.system = system,
                                .name = name,
                                .world = system->open(course->data),
                                .peer = peer};
    fprintf(stderr, " %s %.2f s", name, now_s() - start);
    return entrant;
}

/* The second world of kith, where any question wants one. */
static void enter_level(struct course *course)
{
    const struct suite *suite = course->suite;
    bool wanted = false;

    for (size_t i = 0; i < suite->question_count; i++)
        wanted |= suite->questions[i].level != LEVEL_NONE;
    if (!wanted || !options_have(course->options->systems, KITH_LEVEL))
        return;
    BENCH_REQUIRE(suite->begin && suite->commit);
    enter(course, suite->systems[0], KITH_LEVEL)->level = true;
}

static void open_worlds(struct course *course)
{
    const struct options *options = course->options;

    fprintf(stderr, "%s, %zu rows:", course->suite->name, course->rows);
    for (size_t i = 0; course->suite->systems[i]; i++) {
        const struct system *system = course->suite->systems[i];

        if (!options_have(options->systems, system->name))
            continue;
        enter(course, system, system->name);
        if (strcmp(system->name, "hand") == 0 && !options->single)
            enter(course, system, HAND_AGAIN);
    }
    enter_level(course);
    fprintf(stderr, "\n");
}

static void close_worlds(struct course *course)
{
    for (size_t i = 0; i < course->entrant_count; i++)
        course->entrants[i].system->close(course->entrants[i].world);
}

/* --- One question --------------------------------------------------------- */

/* What the first system of a round answers is what all must answer. */
struct answer {
    const char *name; /* NULL: none yet */
    uint64_t sum;
};

static void compare(const struct course *course,
                    const struct question *question, struct answer *answer,
                    const char *name, uint64_t sum)
{
    if (!answer->name)
        *answer = (struct answer){.name = name, .sum = sum};
    if (answer->sum == sum)
        return;
    fprintf(stderr,
            "kith_bench: different answers: %s, %s, %zu rows: "
            "%s %llu, %s %llu\n",
            course->suite->name, question->name, course->rows, answer->name,
            (unsigned long long)answer->sum, name, (unsigned long long)sum);
    exit(EXIT_FAILURE);
}

/* In seconds. */
struct elapsed {
    double run, commit;
};

/* The seconds of one step. */
static double run_step(const struct course *course,
                       const struct entrant *entrant, bench_run *step,
                       runner *runs, uint64_t *sum)
{
    double start = now_s();

    runs(step, entrant->world, course->data, sum);
    return now_s() - start;
}

/* One round of one system. */
static struct elapsed run_once(const struct course *course,
                               struct entrant *entrant,
                               const struct question *question,
                               const struct work *work, runner *runs,
                               uint64_t *sum)
{
    static uint64_t random;
    const struct suite *suite = course->suite;
    enum level level = entrant->level ? question->level : LEVEL_NONE;
    double entered = now_s();
    struct elapsed elapsed = {0};
    uint64_t none;

    if (course->entrant_count > 1)
        forget_branches(&random);
    if (level == LEVEL_BEFORE)
        suite->begin(entrant->world, course->data);
    if (work->before)
        work->before(entrant->world, course->data);
    if (level == LEVEL_RUN)
        suite->begin(entrant->world, course->data);
    elapsed.run = run_step(course, entrant, work->run, runs, sum);
    if (level)
        elapsed.commit = run_step(course, entrant, suite->commit, runs, &none);
    if (work->after)
        work->after(entrant->world, course->data);
    entrant->used_s += now_s() - entered;
    entrant->rounds++;
    return elapsed;
}

/* Whether the entrant is asked this at all. */
static bool answers(const struct entrant *entrant,
                    const struct question *question, const struct work *work)
{
    return work->run && (!entrant->level || question->level);
}

static bool takes_part(const struct course *course,
                       const struct entrant *entrant,
                       const struct question *question)
{
    double budget_s = course->options->seconds;

    if (!entrant->peer || question->rounds || entrant->rounds == 0)
        return true;
    if (entrant->used_s < budget_s)
        return true;
    return entrant->rounds < 3 && entrant->used_s / entrant->rounds <= budget_s;
}

/* The draws of a question depend on the seed, the size and its place in the
 * suite, so they stay the same when other questions are left out. */
static uint64_t question_seed(const struct course *course, size_t which)
{
    return mixed(course->options->seed ^
                 mixed(course->rows ^ mixed((uint64_t)which + 1)));
}

static unsigned rounds_of(const struct course *course,
                          const struct question *question)
{
    unsigned rounds = course->options->rounds;

    if (question->rounds && question->rounds < rounds)
        return question->rounds;
    return rounds;
}

static struct result new_result(const struct course *course,
                                const struct question *question,
                                unsigned rounds)
{
    struct result result = {.suite = course->suite,
                            .question = question,
                            .rows = course->rows,
                            .series_count = course->entrant_count};

    for (size_t i = 0; i < course->entrant_count; i++) {
        result.series[i].system = course->entrants[i].name;
        result.series[i].ns = bench_new(rounds * sizeof(double));
    }
    if (result.series_count > 0 &&
        course->entrants[result.series_count - 1].level)
        result.series[result.series_count++] = (struct series){
            .system = KITH_COMMIT, .ns = bench_new(rounds * sizeof(double))};
    if (counts_lines(question))
        result.series[result.series_count++] = (struct series){
            .system = CACHE_LINE, .ns = bench_new(rounds * sizeof(double))};
    return result;
}

/* Nobody has used anything up, and no round counts. */
static void start_again(struct course *course, struct result *result)
{
    for (size_t i = 0; i < course->entrant_count; i++) {
        course->entrants[i].used_s = 0;
        course->entrants[i].rounds = 0;
    }
    for (size_t i = 0; i < result->series_count; i++)
        result->series[i].rounds = 0;
}

/* What a unit needed, one more time. */
static void note(struct result *result, size_t which, double elapsed_s)
{
    struct series *series = &result->series[which];

    series->ns[series->rounds++] = elapsed_s * 1e9 / (double)result->units;
}

/* What the last draw asks, of every system that still takes part. Rounds begin
 * with one system after the other, and every second one goes backwards, so that
 * nobody has the same neighbour before it each time. */
static void run_round(struct course *course, size_t which, unsigned round,
                      struct result *result)
{
    const struct question *question = result->question;
    size_t count = course->entrant_count;
    size_t step = round % 2 ? count - 1 : 1;
    struct answer answer = {0};

    for (size_t i = 0; i < count; i++) {
        size_t turn = (round + i * step) % count;
        struct entrant *entrant = &course->entrants[turn];
        const struct work *work = &entrant->system->works[which];
        uint64_t sum;
        struct elapsed elapsed;

        if (!answers(entrant, question, work) ||
            !takes_part(course, entrant, question))
            continue;
        elapsed = run_once(course, entrant, question, work, bench_timed, &sum);
        compare(course, question, &answer, entrant->name, sum);
        note(result, turn, elapsed.run);
        if (!entrant->level)
            continue;
        note(result, count, elapsed.commit);
        if (counts_lines(question))
            note(result, count + 1, lines_s(result->units));
    }
}

static void run_question(struct course *course, size_t which,
                         struct result *result)
{
    const struct question *question = &course->suite->questions[which];
    uint64_t random = question_seed(course, which);
    unsigned rounds = rounds_of(course, question);

    *result = new_result(course, question, rounds);
    start_again(course, result);
    if (!question->rounds && !course->options->quick) {
        result->units = question->draw(course->data, &random);
        run_round(course, which, 0, result);
        start_again(course, result);
    }
    for (unsigned round = 0; round < rounds; round++) {
        result->units = question->draw(course->data, &random);
        BENCH_REQUIRE(result->units > 0);
        run_round(course, which, round, result);
    }
}

static void print_single(const struct course *course,
                         const struct question *question, const char *name,
                         size_t units)
{
    printf("%s\t%s\t%zu\t%s\t%zu\t%s\n", course->suite->name, question->name,
           course->rows, name, units, question->unit);
}

/* The first of two rounds brings memory and lists to the size they have in all
 * later ones; only the second goes through bench_timed. */
static void run_single(struct course *course, size_t which)
{
    const struct question *question = &course->suite->questions[which];
    uint64_t random = question_seed(course, which);

    for (unsigned round = 0; round < 2; round++) {
        size_t units = question->draw(course->data, &random);
        struct answer answer = {0};

        for (size_t i = 0; i < course->entrant_count; i++) {
            struct entrant *entrant = &course->entrants[i];
            const struct work *work = &entrant->system->works[which];
            uint64_t sum;

            if (!answers(entrant, question, work))
                continue;
            run_once(course, entrant, question, work,
                     round ? bench_timed : plain_run, &sum);
            compare(course, question, &answer, entrant->name, sum);
            if (round)
                print_single(course, question, entrant->name, units);
            if (round && entrant->level)
                print_single(course, question, KITH_COMMIT, units);
        }
    }
}

static void run_questions(struct course *course, struct results *results)
{
    const char *wanted = course->options->questions;

    for (size_t i = 0; i < course->suite->question_count; i++) {
        const char *name = course->suite->questions[i].name;

        if (wanted && !strstr(name, wanted))
            continue;
        if (course->options->single)
            run_single(course, i);
        else
            run_question(course, i, results_add(results));
    }
}

/* Suites that have a size of their own that is large ask the same questions as
 * others with a small one. */
enum { QUICK_ROWS_MAX = 20000 };

void run_suite(const struct options *options, const struct suite *suite,
               struct results *results)
{
    const size_t *sizes = suite->sizes ? suite->sizes : options->sizes;

    for (size_t i = 0; sizes[i]; i++) {
        struct course course = {
            .options = options, .suite = suite, .rows = sizes[i]};

        if (options->quick && (i > 0 || sizes[i] > QUICK_ROWS_MAX))
            break;
        if (suite->rows_max && sizes[i] > suite->rows_max)
            continue;
        course.data = suite->make(course.rows, options->seed);
        open_worlds(&course);
        run_questions(&course, results);
        close_worlds(&course);
        suite->drop(course.data);
    }
}
