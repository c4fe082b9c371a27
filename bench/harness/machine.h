/* machine.h - what the figures of a run are figures of. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <stddef.h>
#include <sys/utsname.h>

struct machine {
    struct utsname uname;
    char cpu[128]; /* "unknown" where /proc/cpuinfo does not tell */
    long cores;
    unsigned long long memory_bytes;
    char date[32]; /* in UTC: 2026-01-31T23:59:59Z */
    const char *compiler, *flags, *build_type;
};

struct machine machine_read(void);

#endif
