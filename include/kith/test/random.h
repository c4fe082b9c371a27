/* random.h - a clock that a test sets, and random numbers that come again.
 *
 * A test should do the same each time it runs. What a table's functions ask
 * kith_now and kith_random for is given to the database by the test:
 *
 *   kith_test_clock clock = {.now_ns = 1000, .step_ns = 1};
 *   kith_options options =
 *       KITH_OPTIONS(.now = kith_test_clock_hooks(&clock), .random_seed = 1);
 *
 * A test that draws its own cases shows the seed of them when it fails:
 *
 *   uint64_t seed = kith_test_seed();
 *   kith_test_random random = {seed};
 *
 *   for (int i = 0; i < 100; i++) {
 *       kith_set(chair, price, (double)kith_test_random_below(&random, 1000));
 *       if (kith_verify(db) != KITH_OK) {
 *           kith_test_print_seed(kith_output_to(stderr), seed);
 *           exit(1);
 *       }
 *   }
 *
 * which writes "seed 123: run again with KITH_TEST_SEED=123".
 */
#ifndef KITH_TEST_RANDOM_H
#define KITH_TEST_RANDOM_H

#include <kith/db.h>
#include <kith/output.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A clock. kith_now returns `now_ns`, and adds `step_ns` to it: 0 is a clock
 * that stands still, 1 one that never says the same twice. Either may be set at
 * any time. Beyond INT64_MAX it goes on at INT64_MIN. */
typedef struct kith_test_clock {
    int64_t now_ns; /* since 1970 */
    int64_t step_ns;
} kith_test_clock;

/* The clock for options.now, as long as the database is open; those of NULL are
 * all zero: that of the system. */
kith_clock kith_test_clock_hooks(kith_test_clock *clock);

/* Random numbers that follow from `state`: those of kith_random in a database
 * with this options.random_seed, but that 0 is a seed like any other. A struct
 * that is copied gives the same numbers again. */
typedef struct kith_test_random {
    uint64_t state;
} kith_test_random;

/* The next number, of all 64 bits; or one below `limit`, each as likely as any
 * other, and 0 where the limit is 0. 0 for NULL. O(1). */
uint64_t kith_test_random_next(kith_test_random *random);
uint64_t kith_test_random_below(kith_test_random *random, uint64_t limit);

/* The numbers for options.random, as long as the database is open, so that
 * database and test draw from one sequence; those of NULL are all zero: the
 * database's own. */
kith_random_source kith_test_random_hooks(kith_test_random *random);

/* A seed for this run: the number in the environment variable KITH_TEST_SEED,
 * or, for any other text in it, a number made of that; without it one that
 * follows from the time. It is never 0, which options take for none. A test
 * asks once and keeps it: the time goes on. */
uint64_t kith_test_seed(void);

/* Write the line "seed 123: run again with KITH_TEST_SEED=123".
 *
 *   KITH_E_IO  the output did not take it */
kith_status kith_test_print_seed(kith_output output, uint64_t seed);

#ifdef __cplusplus
}
#endif
#endif
