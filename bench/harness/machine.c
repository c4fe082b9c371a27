/* machine.c - asking the system, and what the compiler was told. */
#include "harness/machine.h"

#include "harness/bench.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* CMake tells how the sources of bench/ were compiled. */
#ifndef BENCH_FLAGS
#define BENCH_FLAGS "unknown"
#endif
#ifndef BENCH_BUILD_TYPE
#define BENCH_BUILD_TYPE "unknown"
#endif

#ifdef __clang__
#define COMPILER "clang "
#else
#define COMPILER "gcc "
#endif

/* The value of the first line "model name  : value". */
static void read_cpu(char *cpu, size_t bytes)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[512];

    snprintf(cpu, bytes, "unknown");
    while (file && fgets(line, sizeof(line), file)) {
        const char *value = strstr(line, ": ");

        if (strncmp(line, "model name", 10) || !value)
            continue;
        snprintf(cpu, bytes, "%.*s", (int)strcspn(value + 2, "\n"), value + 2);
        break;
    }
    if (file)
        fclose(file);
}

struct machine machine_read(void)
{
    struct machine machine = {.compiler = COMPILER __VERSION__,
                              .flags = BENCH_FLAGS,
                              .build_type = BENCH_BUILD_TYPE};
    time_t now = time(NULL);

    BENCH_REQUIRE(uname(&machine.uname) == 0);
    read_cpu(machine.cpu, sizeof(machine.cpu));
    machine.cores = sysconf(_SC_NPROCESSORS_ONLN);
    machine.memory_bytes = (unsigned long long)sysconf(_SC_PHYS_PAGES) *
                           (unsigned long long)sysconf(_SC_PAGESIZE);
    strftime(machine.date, sizeof(machine.date), "%Y-%m-%dT%H:%M:%SZ",
             gmtime(&now));
    return machine;
}
