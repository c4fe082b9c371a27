/* options.h - what a run was asked for. */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIZES_MAX = 16 };

struct options {
    size_t sizes[SIZES_MAX];      /* ascending, up to 0 */
    const char *suites, *systems; /* names with commas; NULL: all */
    const char *questions;        /* a part of their names; NULL: all */
    unsigned rounds;
    double seconds; /* what a peer may use up for one question */
    uint64_t seed;
    const char *json, *tsv; /* files to write, or NULL */
    bool quick, single;
};

/* Read the command line. Ends the program for --help and for mistakes. */
struct options options_read(int argc, char **argv);

/* Whether `name` is one of `names`, which are separated by commas; NULL has all
 * names. */
bool options_have(const char *names, const char *name);

#endif
