/* shorten.c - delta debugging over the steps of a round; see shorten.h. */
#include "shorten.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS = 60, PLAY_SECONDS = 20 };

/* Play the steps; whether they fail. Where the steps are `noted`, what they
 * decide is. */
static bool play(const struct round *round, struct step *steps, int count,
                 bool talks, bool noted)
{
    static struct world world;
    bool equal = true;

    world_open(&world, shapes[round->shape], round->seed, round->alike);
    world.talks = talks;
    for (int i = 0; equal && i < count; i++) {
        world.step = &steps[i];
        equal = world_step(&world, round->seed, (uint64_t)steps[i].number);
        if (noted)
            memcpy(steps[i].decisions, world.decisions,
                   sizeof(world.decisions));
        if (equal && (count < 200 || i == count - 1 ||
                      steps[i].number % COMPARE_EVERY == COMPARE_EVERY - 1))
            equal = world_compare(&world);
    }
    if (!equal && talks)
        printf("  %s\n", world.why);
    return !equal;
}

/* In a process of its own, which may crash. */
static bool fails(const struct round *round, struct step *steps, int count,
                  bool talks, bool noted)
{
    pid_t child;
    int status;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        alarm(PLAY_SECONDS);
        if (!talks && (!freopen("/dev/null", "w", stdout) ||
                       !freopen("/dev/null", "w", stderr)))
            _exit(0);
        status = play(round, steps, count, talks, noted) ? 3 : 0;
        fflush(stdout);
        _exit(status);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        exit(2);
    return WIFSIGNALED(status) || WEXITSTATUS(status) == 3;
}

/* Leave out the part of the steps that begins at `at`, if it is not needed. */
static void leave_out(const struct round *round, struct step *steps, int *count,
                      int at, int part)
{
    const int left = *count - at < part ? *count - at : part;
    struct step *others = malloc((size_t)*count * sizeof(*others));

    if (!others)
        exit(2);
    memcpy(others, steps, (size_t)at * sizeof(*steps));
    memcpy(others + at, steps + at + left,
           (size_t)(*count - at - left) * sizeof(*steps));
    if (fails(round, others, *count - left, false, false)) {
        *count -= left;
        memcpy(steps, others, (size_t)*count * sizeof(*steps));
    }
    free(others);
}

/* Fewer rows in each insert. */
static void insert_less(const struct round *round, struct step *steps,
                        int count, time_t end)
{
    for (int i = 0; i < count; i++) {
        for (int rows = 1; rows <= 8 && time(NULL) < end; rows *= 2) {
            steps[i].rows = rows;
            if (fails(round, steps, count, false, false))
                break;
            steps[i].rows = 0;
        }
    }
}

static void leave_out_parts(const struct round *round, struct step *steps,
                            int *count, time_t end)
{
    for (int part = *count / 2 + 1; part > 0 && time(NULL) < end; part /= 2) {
        for (int at = *count - part; at > -part && time(NULL) < end; at -= part)
            leave_out(round, steps, count, at < 0 ? 0 : at, part);
    }
}

void shorten(const struct round *round)
{
    int count = round->steps;
    const size_t bytes = (size_t)count * sizeof(struct step);
    struct step *steps = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    time_t end = time(NULL) + SECONDS;

    if (steps == MAP_FAILED)
        exit(2);
    for (int i = 0; i < count; i++)
        steps[i].number = i;
    if (!fails(round, steps, count, false, true)) {
        printf("  it does not fail again\n");
        munmap(steps, bytes);
        return;
    }
    leave_out_parts(round, steps, &count, end);
    insert_less(round, steps, count, end);
    leave_out_parts(round, steps, &count, end);
    printf("shortened to %d of %d steps\n", count, round->steps);
    fails(round, steps, count, true, false);
    munmap(steps, bytes);
}
