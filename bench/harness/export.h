/* export.h - the figures for programs: JSON with all of them and what they are
 * figures of, a table with tabs for plots. */
#ifndef BENCH_EXPORT_H
#define BENCH_EXPORT_H

#include "harness/machine.h"
#include "harness/options.h"
#include "harness/result.h"

/* Each ends the program when the file cannot be written; so does export_try,
 * before a long run has been in vain. */
void export_try(const char *path);
void export_json(const char *path, const struct machine *machine,
                 const struct options *options, const struct results *results);

/* suite, question, unit, rows, system, median, min, max, rounds; the first line
 * names them. */
void export_tsv(const char *path, const struct results *results);

#endif
