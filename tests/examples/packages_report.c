/* packages_report.c - what was loaded: tables, figures and leaders. What there
 * is to say of one package is in packages_story.c.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <time.h>

#include "packages_print.h"
#include "packages_report.h"
#include "packages_walk.h"

void report_file(const char *path, const struct load_figures *figures)
{
    const size_t left_out =
        figures->malformed_count + figures->not_installed_count;

    printf("%s: %s paragraphs\n", path, grouped(figures->paragraph_count).text);
    printf("  %s loaded, %s malformed, %s not installed\n\n",
           grouped(figures->paragraph_count - left_out).text,
           grouped(figures->malformed_count).text,
           grouped(figures->not_installed_count).text);
}

/* --- Rows and links ------------------------------------------------------- */

/* Links of one table's rows: to parents by references, to children in lists. */
struct ends {
    size_t rows;
    size_t parents;
    size_t children;
};

static struct ends ends_of_packages(kith_db *db)
{
    struct ends ends = {.rows = kith_count(db, Package)};

    kith_for_each_row(db, Package, package) {
        ends.parents += package->source.row != NULL;
        ends.parents += package->maintainer.row != NULL;
        ends.parents += package->section.row != NULL;
        ends.children += package->dependencies.count;
        ends.children += package->dependents.count;
    }
    return ends;
}

static struct ends ends_of_dependencies(kith_db *db)
{
    struct ends ends = {.rows = kith_count(db, Dependency)};

    kith_for_each_row(db, Dependency, dependency) {
        ends.parents += dependency->package.row != NULL;
        ends.parents += dependency->target.row != NULL;
    }
    return ends;
}

static void print_ends(const char *table, struct ends ends)
{
    printf("  %-14s%12s%16s%16s\n", table, grouped(ends.rows).text,
           grouped(ends.parents).text, grouped(ends.children).text);
}

void report_tables(kith_db *db)
{
    const struct ends packages = ends_of_packages(db);
    const struct ends dependencies = ends_of_dependencies(db);
    struct ends sources = {.rows = kith_count(db, Source)};
    struct ends maintainers = {.rows = kith_count(db, Maintainer)};
    struct ends sections = {.rows = kith_count(db, Section)};

    kith_for_each_row(db, Source, source)
        sources.children += source->packages.count;
    kith_for_each_row(db, Maintainer, maintainer)
        maintainers.children += maintainer->packages.count;
    kith_for_each_row(db, Section, section)
        sections.children += section->packages.count;

    printf("  %-14s%12s%16s%16s\n", "table", "rows", "links upwards",
           "downwards");
    print_ends("sources", sources);
    print_ends("maintainers", maintainers);
    print_ends("sections", sections);
    print_ends("packages", packages);
    print_ends("dependencies", dependencies);
    printf("  %s links upwards, %s downwards\n\n",
           grouped(packages.parents + dependencies.parents).text,
           grouped(sources.children + maintainers.children + sections.children +
                   packages.children)
               .text);
}

/* --- Figures -------------------------------------------------------------- */

void report_figures(kith_db *db, const struct load_figures *figures)
{
    const double seconds = figures->seconds_reading +
                           figures->seconds_packages +
                           figures->seconds_dependencies;
    const size_t bytes = figures->bytes_in_all - figures->bytes_with_packages;
    const size_t count = kith_count(db, Dependency);

    printf("  load time %.3f s: reading %s bytes %.3f, packages %.3f, "
           "dependencies %.3f\n",
           seconds, grouped(figures->file_bytes).text, figures->seconds_reading,
           figures->seconds_packages, figures->seconds_dependencies);
    printf("  memory %s bytes, %s of them for dependencies: %.1f bytes a "
           "dependency\n",
           grouped(figures->bytes_in_all).text, grouped(bytes).text,
           count ? (double)bytes / (double)count : 0.0);
    printf("    (what kith_memory_used() grew by while they were loaded: rows, "
           "lists "
           "at both ends,\n    version texts, and packages that are only "
           "referred to)\n");
}

bool report_verdict(kith_db *db, bool times)
{
    struct timespec begin;
    struct timespec end;
    kith_error error;
    kith_status status;

    clock_gettime(CLOCK_MONOTONIC, &begin);
    status = kith_verify_to(db, &error);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (status != KITH_OK) {
        fprintf(stderr, "kith_verify: %s\n", error.message);
        return false;
    }
    printf("  verified: every key, link, list and index agrees");
    if (times)
        printf(" (%.3f s)", (double)(end.tv_sec - begin.tv_sec) +
                                (double)(end.tv_nsec - begin.tv_nsec) / 1e9);
    printf("\n\n");
    return true;
}

/* --- Leaders -------------------------------------------------------------- */

enum { LEADERS = 10 };

/* The rows with the largest counts, the largest first. */
struct leader {
    const char *name;
    size_t count;
};

/* Let a row in where its count belongs, behind equals. */
static void rank(struct leader leaders[LEADERS], struct leader row)
{
    for (size_t i = 0; i < LEADERS; i++) {
        const struct leader other = leaders[i];

        if (row.count > other.count) {
            leaders[i] = row;
            row = other;
        }
    }
}

static void print_leaders(const char *title,
                          const struct leader leaders[LEADERS])
{
    printf("%s\n", title);
    for (size_t i = 0; i < LEADERS && leaders[i].count > 0; i++)
        printf("  %8s  %s\n", grouped(leaders[i].count).text, leaders[i].name);
    printf("\n");
}

/* How many packages need this one. The rows of one package stand side by side
 * in the list, since they were inserted one after the other. */
static size_t count_needing(const Package *package)
{
    const Package *last = NULL;
    size_t count = 0;

    kith_for_each(dependency, package->dependents) {
        if (!dependency_is_hard(dependency))
            continue;
        count += dependency->package.row != last;
        last = dependency->package.row;
    }
    return count;
}

void report_leaders(kith_db *db)
{
    struct leader busiest[LEADERS] = {{NULL, 0}};
    struct leader needed[LEADERS] = {{NULL, 0}};

    kith_for_each_row(db, Maintainer, maintainer)
        rank(busiest,
             (struct leader){maintainer->name, maintainer->packages.count});
    kith_for_each_row(db, Package, package)
        rank(needed, (struct leader){package->name, count_needing(package)});
    print_leaders("The busiest maintainers, by packages", busiest);
    print_leaders("The most depended-on packages, by packages that need them",
                  needed);
}

Package *report_leading_package(kith_db *db)
{
    Package *leading = NULL;
    size_t most = 0;

    kith_for_each_row(db, Package, package) {
        const size_t count = package->available ? count_needing(package) : 0;

        if (count > most) {
            leading = package;
            most = count;
        }
    }
    return leading;
}

/* --- Cycles --------------------------------------------------------------- */

bool report_cycles(kith_db *db)
{
    struct cycles cycles = {0};
    const bool has_memory = walk_cycles(db, &cycles);

    if (has_memory) {
        printf("Dependency cycles: %s, of %s packages in all%s\n",
               grouped(cycles.count).text, grouped(cycles.package_count).text,
               cycles.count > 0 ? "; the largest" : "");
        for (size_t i = 0; i < CYCLES_KEPT && cycles.largest[i].count; i++) {
            const struct cycle cycle = cycles.largest[i];

            printf("  %s packages:", grouped(cycle.count).text);
            print_names(cycles.members.rows + cycle.first, cycle.count, 8);
        }
        printf("\n");
    } else {
        fprintf(stderr, "there is no memory for the cycles\n");
    }
    cycles_fini(&cycles);
    return has_memory;
}
