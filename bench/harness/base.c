/* base.c - the end of the program, and memory or that end. */
#include "harness/bench.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void bench_die(const char *file, int line, const char *condition)
{
    fprintf(stderr, "kith_bench: %s:%d: %s does not hold\n", file, line,
            condition);
    exit(EXIT_FAILURE);
}

void *bench_new(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);

    BENCH_REQUIRE(memory);
    return memory;
}
