/* report.h - the report for people, on standard output. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "harness/machine.h"
#include "harness/options.h"
#include "harness/result.h"

void report_head(const struct machine *machine, const struct options *options);

/* A table for each question of a suite that has results, with its verdicts. */
void report_suite(const struct results *results, const struct suite *suite);

/* One line a verdict, and how many of them hold. */
void report_summary(const struct results *results);

#endif
