/* run.h - asking the questions. */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include "harness/options.h"
#include "harness/result.h"

/* Ask all systems of a suite its questions at all sizes, and add what they need
 * to the results. Ends the program when two systems answer differently. With
 * options->single there are no results, but a line a question and system: see
 * --single.
 *
 * Each round draws once, then runs every system once, in another order than the
 * round before. kith and the two worlds of hand take part in all rounds; a
 * peer until it has used up options->seconds, but in three rounds at least, or
 * in one that is longer. One round that does not count comes before them, to
 * bring memory to where it stays. A question that has its own number of rounds
 * has it for all systems, and no other round. */
void run_suite(const struct options *options, const struct suite *suite,
               struct results *results);

#endif
