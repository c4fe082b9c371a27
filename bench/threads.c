/* threads.c - what two threads take from each other that write in databases of
 * their own.
 *
 * Usage: threads [rows]. One thread asks a question of the suite family10 that
 * writes, while the other sets indexed columns in the tables of the suite codes,
 * each in a world of its own of so many rows (1,000,000), all made before; and
 * each alone. Prints the nanoseconds a unit of the first thread, medians, by
 * kith and by hand: what both lose is the machine's, what kith loses beyond it
 * would be a cache line that its threads share.
 */
#include "harness/bench.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 31, SYSTEMS = 2 };
static const char *const systems[SYSTEMS] = {"kith", "hand"};

/* A question that a thread asks of a system. */
struct side {
    const struct suite *suite;
    const struct system *system;
    size_t question;
    void *data, *world;
    uint64_t random;
    double ns[ROUNDS];
};

extern const struct suite family10_suite, codes_suite;

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

static double median(double *ns)
{
    qsort(ns, ROUNDS, sizeof(*ns), by_value);
    return ns[ROUNDS / 2];
}

/* --- A side --------------------------------------------------------------- */

static size_t question_of(const struct suite *suite, const char *name)
{
    for (size_t i = 0; i < suite->question_count; i++) {
        if (strcmp(suite->questions[i].name, name) == 0)
            return i;
    }
    bench_die(__FILE__, __LINE__, name);
}

static void side_open(struct side *side, const struct suite *suite,
                      const char *system, size_t rows)
{
    *side = (struct side){.suite = suite, .random = 1};
    for (size_t i = 0; suite->systems[i]; i++) {
        if (strcmp(suite->systems[i]->name, system) == 0)
            side->system = suite->systems[i];
    }
    BENCH_REQUIRE(side->system);
    side->data = suite->make(rows, 1);
    side->world = side->system->open(side->data);
}

static void side_close(struct side *side)
{
    side->system->close(side->world);
    side->suite->drop(side->data);
}

/* One round; the nanoseconds a unit of what is timed. */
static double ask(struct side *side)
{
    const struct work *work = &side->system->works[side->question];
    size_t units =
        side->suite->questions[side->question].draw(side->data, &side->random);
    double start;

    if (work->before)
        work->before(side->world, side->data);
    start = now_ns();
    work->run(side->world, side->data);
    start = now_ns() - start;
    if (work->after)
        work->after(side->world, side->data);
    return start / (double)units;
}

/* --- Two threads ---------------------------------------------------------- */

/* The second thread asks until the first has done its rounds. */
static atomic_bool is_over;

static void *ask_on(void *side)
{
    while (!atomic_load(&is_over))
        ask(side);
    return NULL;
}

static double ask_all(struct side *side, struct side *other)
{
    pthread_t thread;

    atomic_store(&is_over, false);
    if (other)
        BENCH_REQUIRE(pthread_create(&thread, NULL, ask_on, other) == 0);
    ask(side); /* the first brings lists to their size */
    for (size_t i = 0; i < ROUNDS; i++)
        side->ns[i] = ask(side);
    atomic_store(&is_over, true);
    if (other)
        BENCH_REQUIRE(pthread_join(thread, NULL) == 0);
    return median(side->ns);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {
        "insert a child, the parent by its address",
        "set a foreign key",
        "move a child to another parent",
        "remove a child from its parent",
        "delete a child",
    };
    size_t rows = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    struct side sides[SYSTEMS], others[SYSTEMS];

    for (size_t s = 0; s < SYSTEMS; s++) {
        side_open(&sides[s], &family10_suite, systems[s], rows);
        side_open(&others[s], &codes_suite, systems[s], rows);
        others[s].question = question_of(&codes_suite, "set an indexed column");
    }
    printf("%zu rows, ns a unit alone and beside another thread\n%-44s "
           "%-6s %8s %8s %8s\n",
           rows, "question", "system", "alone", "beside", "ratio");
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        for (size_t s = 0; s < SYSTEMS; s++) {
            double alone, beside;

            sides[s].question = question_of(&family10_suite, names[i]);
            alone = ask_all(&sides[s], NULL);
            beside = ask_all(&sides[s], &others[s]);
            printf("%-44s %-6s %8.1f %8.1f %8.2f\n", s ? "" : names[i],
                   systems[s], alone, beside, beside / alone);
        }
    }
    for (size_t s = 0; s < SYSTEMS; s++) {
        side_close(&sides[s]);
        side_close(&others[s]);
    }
    return 0;
}
