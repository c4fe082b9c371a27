/* oo1.h - parts and their connections: the data set of suite oo1.
 *
 * Owns   what all systems share: the rows, the order in which they arrive, and
 *        what a round asks. The benchmark is OO1 (Cattell and Skeen, "Object
 *        Operations Benchmark", ACM TODS 17(1), 1992); see README.md for how
 *        this suite reads it.
 *
 *   part 1 <--- from --- connection --- to ---> part 7
 *     out: 3 connections                          in: any number of them
 */
#ifndef BENCH_OO1_H
#define BENCH_OO1_H

#include "harness/bench.h"

enum {
    OO1_FAN = 3,         /* connections that leave a part */
    OO1_DEPTH = 7,       /* hops of a traversal */
    OO1_VISITS = 3280,   /* 1 + 3 + ... + 3^7 parts */
    OO1_TYPE_BYTES = 12, /* ten characters and their NUL */
    OO1_LOOKUPS = 4000,  /* four times what the paper asks at once */
    OO1_STARTS = 4,      /* traversals a round */
    OO1_NEW_PARTS = 100, /* parts of one insert */
    OO1_NEW_CONNECTIONS = OO1_NEW_PARTS * OO1_FAN,
    OO1_NEW_ROWS = OO1_NEW_PARTS + OO1_NEW_CONNECTIONS,
    OO1_RELINKS = 1000
};

struct oo1_part {
    int64_t id, build;
    int32_t x, y;
    char type[OO1_TYPE_BYTES];
};

struct oo1_connection {
    int64_t from, to;
    int32_t length; /* different for each that leaves a part */
    char type[OO1_TYPE_BYTES];
};

/* The shortest connection that leaves a part is to lead to another part. */
struct oo1_relink {
    int64_t from, to;
};

struct oo1 {
    size_t part_count, connection_count;
    struct oo1_part *parts;             /* part i is at i - 1 */
    struct oo1_connection *connections; /* those of part i from 3i - 3 on */
    uint32_t *part_order, *connection_order; /* in which they arrive */
    uint32_t *in_first, *in_from; /* who leads to a part; to know the visits */

    /* What this round asks. */
    int64_t lookups[OO1_LOOKUPS];
    int64_t starts[OO1_STARTS];
    int64_t hot_start;
    struct oo1_part new_parts[OO1_NEW_PARTS];
    struct oo1_connection new_connections[OO1_NEW_CONNECTIONS];
    struct oo1_relink relinks[OO1_RELINKS];
};

/* The paper calls a null procedure with x, y and type of each part it meets.
 * This one reads them into the checksum. */
static inline uint64_t oo1_visit(int32_t x, int32_t y, const char *type)
{
    return (uint64_t)x + (uint64_t)y + (unsigned char)type[OO1_TYPE_BYTES - 3];
}

/* The connection that a relink of this part moves, as it was at first. */
static inline const struct oo1_connection *oo1_shortest(const struct oo1 *oo1,
                                                        int64_t from)
{
    const struct oo1_connection *out =
        &oo1->connections[(size_t)(from - 1) * OO1_FAN];
    const struct oo1_connection *shortest = out;

    for (size_t i = 1; i < OO1_FAN; i++) {
        if (out[i].length < shortest->length)
            shortest = &out[i];
    }
    return shortest;
}

/* The systems. Their works answer the questions of oo1.c in their order. */
extern const struct system oo1_kith, oo1_hand, oo1_list, oo1_uthash;
#ifdef BENCH_HAS_GLIB
extern const struct system oo1_glib;
#endif
#ifdef BENCH_HAS_SQLITE
extern const struct system oo1_sqlite;
#endif

/* Levels of kith. */
bench_run oo1_begin, oo1_commit;

#endif
