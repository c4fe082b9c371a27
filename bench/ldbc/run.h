/* run.h - the systems with their worlds, and what main.c has done with them. */
#ifndef BENCH_LDBC_RUN_H
#define BENCH_LDBC_RUN_H

#include "ldbc/ldbc.h"

enum { ENTRANTS_MAX = 4 };

struct options {
    const char *folder;
    unsigned rounds;
    size_t asks;    /* of each query a round */
    size_t deletes; /* persons a round */
    uint64_t seed;
    bool quick;
    const char *query; /* the only one to measure, "IS2" or "DEL1"; NULL: all */
};

/* kith is the first, hand the second; "hand again" is its own noise. */
struct entrant {
    const struct ldbc_system *system;
    const char *name;
    void *world;
};

struct run {
    struct options options;
    const struct ldbc *data;
    struct entrant entrants[ENTRANTS_MAX];
    size_t entrant_count;
};

extern const char *const ldbc_query_names[LDBC_QUERIES];

/* How many ids there are to ask a query for, persons or messages, and the i-th
 * of them. */
size_t ldbc_id_count(const struct ldbc *data, enum ldbc_query query);
int64_t ldbc_id_at(const struct ldbc *data, enum ldbc_query query, size_t i);

/* Whether all systems answer as the test file of Kuzu says, and as each other:
 * for all persons and messages, or for some of them if quick. A difference is
 * told and ends the program. */
void ldbc_check_expected(const struct run *run);
void ldbc_check_answers(const struct run *run);

/* Delete persons one after the other, and compare the rows that are left in
 * each table. */
void ldbc_check_deletes(struct run *run);

/* Ask and delete in turns, and print what it took, and whether that is what was
 * to be reached. */
void ldbc_measure_queries(const struct run *run);
void ldbc_measure_deletes(struct run *run);

/* Whether a query is measured in this run. */
bool ldbc_is_wanted(const struct run *run, const char *query);

/* The same persons for all systems, each of them once, by their numbers. */
size_t *ldbc_draw_persons(const struct run *run, uint64_t *random);

/* Make the world of an entrant what it was when it was loaded. */
void ldbc_restore(const struct run *run, struct entrant *entrant);

#endif
