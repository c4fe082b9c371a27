/* packages_report.h - answers in words, on stdout.
 *
 * Knows  rows, links and walks. Nothing here changes the database but
 *        report_deleting().
 *
 * What a report prints is in the order of the file, or of size with that order
 * among equals, so the same file gives the same text.
 */
#ifndef PACKAGES_REPORT_H
#define PACKAGES_REPORT_H

#include "packages_load.h"
#include "packages_tables.h"

/* How many paragraphs were read, and what became of them. */
void report_file(const char *path, const struct load_figures *figures);

/* Rows and links of each table. Each link is counted at both of its ends, so
 * the two sums must be equal. */
void report_tables(kith_db *db);

/* Load time and bytes, in all and a dependency. */
void report_figures(kith_db *db, const struct load_figures *figures);

/* Prove the database whole and say so. False when it is not. `times` says
 * whether to print how long that took. */
bool report_verdict(kith_db *db, bool times);

/* A package, what it depends on, what depends on it, and what would break
 * without it. False without memory. */
bool report_package(kith_db *db, Package *package);

/* The ten busiest maintainers and the ten packages that most others need. */
void report_leaders(kith_db *db);

/* The package that most others need; NULL where none is needed. */
Package *report_leading_package(kith_db *db);

/* How many cycles there are, and the largest. False without memory. */
bool report_cycles(kith_db *db);

/* Delete a package and show what followed. `name` is its name, in memory that
 * outlives the row. False, with the reason on stderr,
 * when it is refused or what followed is not what the tables say. */
bool report_deleting(kith_db *db, Package *package, const char *name);

#endif
