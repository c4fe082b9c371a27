/* load.h - parents and children that come from arrays: the data set of the
 * suites load and load-cold.
 *
 * Owns   the arrays, and what tells that a load has done its work.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "harness/bench.h"

enum {
    LOAD_CHILDREN = 10, /* of a parent, on average */
    LOAD_PROBES = 16
};

struct load_parent {
    int64_t id, value;
};

struct load_child {
    int64_t id, value, parent_id;
};

struct load {
    size_t parent_count, child_count;
    struct load_parent *parents; /* ids 1, 2, 3... */
    struct load_child *children; /* likewise */
    int64_t probes[LOAD_PROBES]; /* children that are looked at afterwards */
};

/* The systems of load, and those of load-cold. */
extern const struct system load_kith, load_hand, load_list, load_uthash;
extern const struct system load_cold_kith, load_cold_hand, load_cold_hand_4k;
#ifdef BENCH_HAS_GLIB
extern const struct system load_glib;
#endif
#ifdef BENCH_HAS_SQLITE
extern const struct system load_sqlite;
#endif

#endif
