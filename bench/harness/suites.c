/* suites.c - which suites there are, in the order of the report. */
#include "harness/bench.h"

/* One line a suite: SUITE(keys) stands for keys_suite in keys/keys.c. */
/* clang-format off */
#define SUITES \
    SUITE(keys) \
    SUITE(family10) \
    SUITE(family10_clustered) \
    SUITE(family3_clustered) \
    SUITE(family1000) \
    SUITE(family1000_clustered) \
    SUITE(cascade1) \
    SUITE(cascade100) \
    SUITE(cascade_all) \
    SUITE(codes) \
    SUITE(pairs) \
    SUITE(levels) \
    SUITE(order) \
    SUITE(oo7_small) \
    SUITE(oo7_medium) \
    SUITE(oo1) \
    SUITE(oo1_shuffled) \
    SUITE(load) \
    SUITE(load_cold) \
    SUITE(open)

/* clang-format on */

#define SUITE(name) extern const struct suite name##_suite;
SUITES
#undef SUITE

#define SUITE(name) &name##_suite,
const struct suite *const bench_suites[] = {SUITES NULL};
