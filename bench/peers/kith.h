/* kith.h - how each suite opens a database of kith.
 *
 * The seed of the hashes is always the same, so that a run may be had again
 * instruction by instruction (see instructions.base). It is a number like any
 * other: what is measured is one database of many, as with the seed that kith
 * chooses by itself.
 */
#ifndef BENCH_PEERS_KITH_H
#define BENCH_PEERS_KITH_H

#include "harness/bench.h"

#include <kith.h>

#define BENCH_HASH_SEED UINT64_C(0x3c6ef372fe94f82b)

/* An empty database of these tables, or the end of the program. */
static inline kith_db *bench_kith_open(const kith_table *const *tables)
{
    kith_options options = KITH_OPTIONS(.hash_seed = BENCH_HASH_SEED);
    kith_db *db;

    BENCH_REQUIRE(kith_open(&db, tables, &options, NULL) == KITH_OK);
    return db;
}

/* A level around what writes. It must be the only one. */
static inline uint64_t bench_kith_begin(kith_db *db)
{
    BENCH_REQUIRE(kith_begin(db) == KITH_OK);
    return 0;
}
static inline uint64_t bench_kith_commit(kith_db *db)
{
    BENCH_REQUIRE(kith_depth(db) == 1);
    BENCH_REQUIRE(kith_commit(db) == KITH_OK);
    return 0;
}

/* Both for a suite, whose worlds have a member `db`. */
#define BENCH_KITH_LEVEL(suite)                             \
    uint64_t suite##_begin(void *at, void *data)            \
    {                                                       \
        (void)data;                                         \
        return bench_kith_begin(((struct world *)at)->db);  \
    }                                                       \
    uint64_t suite##_commit(void *at, void *data)           \
    {                                                       \
        (void)data;                                         \
        return bench_kith_commit(((struct world *)at)->db); \
    }

#endif
