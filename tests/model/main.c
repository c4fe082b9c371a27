/* main.c - the run: rounds of random calls, one shape after the other.
 *
 * The rounds run in a process of their own, so that one that crashes can be
 * played again and shortened like one that differs.
 */
#include "shorten.h"
#include "tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A run of REACH calls over all shapes is long enough to try everything. */
enum { REACH = 250000, ROUND = 2000, LARGE_ROUND = 1000 };

struct run {
    uint64_t seed;
    double seconds, start;
    long operations, done;
    int shape; /* or NONE: all */
    bool shortens, alike;
};

/* Where the rounds are, for whom they leave behind. */
struct progress {
    struct round round;
    char why[400];
};

static double now(void)
{
    struct timespec time;

    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool is_over(const struct run *run)
{
    if (run->operations > 0)
        return run->done >= run->operations;
    return run->done % 32 == 0 && now() - run->start >= run->seconds;
}

static bool run_round(struct run *run, struct progress *progress)
{
    static struct world world;
    const struct shape *shape = shapes[progress->round.shape];
    const int steps =
        world_rows(progress->round.seed) == MANY_ROWS ? LARGE_ROUND : ROUND;
    bool equal = true;

    world_open(&world, shape, progress->round.seed, progress->round.alike);
    for (int i = 0; equal && i < steps && !is_over(run); i++) {
        progress->round.steps = i + 1;
        equal = world_step(&world, progress->round.seed, (uint64_t)i);
        if (equal && i % COMPARE_EVERY == COMPARE_EVERY - 1)
            equal = world_compare(&world);
        tally_shape(shape->name);
        run->done++;
    }
    if (equal)
        equal = world_compare(&world);
    memcpy(progress->why, world.why, sizeof(world.why));
    world_close(&world);
    return equal;
}

static int shape_count(void)
{
    int count = 0;

    while (shapes[count])
        count++;
    return count;
}

/* Exits 0, 1 when something was never tried, 3 when something differs. */
static int run_all(struct run *run, struct progress *progress)
{
    const int count = shape_count();
    bool all = true;

    run->start = now();
    progress->round.seed = run->seed;
    progress->round.alike = run->alike;
    progress->round.shape =
        run->shape != NONE ? run->shape : (int)(run->seed % (unsigned)count);
    do {
        if (!run_round(run, progress))
            return 3;
        /* An LCG of Knuth's. */
        progress->round.seed =
            progress->round.seed * 6364136223846793005u + 1442695040888963407u;
        if (run->shape == NONE)
            progress->round.shape = (progress->round.shape + 1) % count;
    } while (!is_over(run) && now() - run->start < 36000);
    all = tally_print();
    printf("%ld operations, %.0f a second\n", run->done,
           (double)run->done / (now() - run->start));
    if (run->shape != NONE || run->done < REACH) {
        printf("a short run: what was never tried does not count\n");
        return 0;
    }
    return all ? 0 : 1;
}

static bool read_arguments(struct run *run, int count, char **arguments)
{
    for (int i = 1; i + 1 < count; i += 2) {
        const char *value = arguments[i + 1];

        if (strcmp(arguments[i], "--seed") == 0)
            run->seed = strtoull(value, NULL, 0);
        else if (strcmp(arguments[i], "--seconds") == 0)
            run->seconds = strtod(value, NULL);
        else if (strcmp(arguments[i], "--operations") == 0)
            run->operations = strtol(value, NULL, 0);
        else if (strcmp(arguments[i], "--shorten") == 0)
            run->shortens = strcmp(value, "no") != 0;
        else if (strcmp(arguments[i], "--rows") == 0)
            run->alike = strcmp(value, "alike") == 0;
        else if (strcmp(arguments[i], "--shape") == 0) {
            for (run->shape = 0; shapes[run->shape] &&
                                 strcmp(shapes[run->shape]->name, value) != 0;)
                run->shape++;
        } else
            return false;
    }
    return count % 2 == 1 && (run->shape == NONE || shapes[run->shape]);
}

static int report(const struct run *run, const struct progress *progress,
                  int status)
{
    if (WIFSIGNALED(status))
        printf("DIFFERENT: killed by signal %d\n", WTERMSIG(status));
    else
        printf("DIFFERENT: %s\n", progress->why);
    printf("  shape %s, step %d\n  kith_model --seed %" PRIu64
           " --shape %s%s\n",
           shapes[progress->round.shape]->name, progress->round.steps - 1,
           progress->round.seed, shapes[progress->round.shape]->name,
           run->alike ? " --rows alike" : "");
    fflush(stdout);
    if (run->shortens)
        shorten(&progress->round);
    return 1;
}

int main(int count, char **arguments)
{
    struct run run = {.seed = (uint64_t)time(NULL),
                      .seconds = 10,
                      .shape = NONE,
                      .shortens = true};
    struct progress *progress;
    int status;
    pid_t child;

    if (!read_arguments(&run, count, arguments)) {
        fprintf(stderr, "kith_model [--seed N] [--seconds S | --operations N] "
                        "[--shape name] [--rows alike] [--shorten no]\n");
        return 2;
    }
    progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (progress == MAP_FAILED)
        return 2;
    printf("seed %" PRIu64 "\n", run.seed);
    fflush(stdout);
    child = fork();
    if (child == 0)
        exit(run_all(&run, progress));
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 2;
    if (WIFSIGNALED(status) || WEXITSTATUS(status) > 2)
        return report(&run, progress, status);
    return WEXITSTATUS(status);
}
