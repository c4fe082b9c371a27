/* packages_trials.c - deleting packages in earnest, and rolling back.
 *
 * To find out what a cascade would do, no rule is written a second time: the
 * rows are deleted, the result is looked at, and the transaction is rolled
 * back. A call that is refused within it takes back itself alone, so the trial
 * goes on and keeps the reason.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "packages_print.h"
#include "packages_trials.h"

enum { NAMES_SHOWN = 5 };

/* Room for the rows that name the package of a trial, used again for each. */
struct room {
    Dependency **dependents;
    Package **lacking;
    size_t count;
};

/* What one trial came to. The rows are those of the room. */
struct trial {
    size_t rows;          /* that would go */
    size_t lacking_count; /* packages that would lack something they need */
    bool source_stays;    /* kith_last_error says why */
};

struct sums {
    size_t trials, rows, harmless, sources;
    double seconds;
};

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool make_room(struct room *room, size_t count)
{
    Dependency **dependents;
    Package **lacking;

    if (count <= room->count)
        return true;
    dependents = realloc(room->dependents, count * sizeof(*dependents));
    if (dependents)
        room->dependents = dependents;
    lacking = realloc(room->lacking, count * sizeof(*lacking));
    if (lacking)
        room->lacking = lacking;
    if (dependents && lacking)
        room->count = count;
    return dependents && lacking;
}

static void room_fini(struct room *room)
{
    free(room->dependents);
    free(room->lacking);
    *room = (struct room){0};
}

static size_t count_rows(kith_db *db)
{
    return kith_count(db, Source) + kith_count(db, Maintainer) +
           kith_count(db, Section) + kith_count(db, Package) +
           kith_count(db, Dependency);
}

/* --- What would break ----------------------------------------------------- */

/* Whether an alternative of this row is left: those of one group are neighbours
 * in the list of the package, and the row knows its place there. */
static bool has_alternative(const Dependency *dependency)
{
    const Package *package = dependency->package.row;
    Dependency *const *places = package->dependencies.places;
    const uint32_t group = dependency->group;
    uint32_t i = dependency->package.place;

    while (i > 0 && (!places[i - 1] || places[i - 1]->group == group))
        i--;
    for (; i < package->dependencies.place_count; i++) {
        if (!places[i])
            continue;
        if (places[i]->group != group)
            break;
        if (places[i]->target.row && places[i]->target.row->available)
            return true;
    }
    return false;
}

/* The packages of rows that named the deleted one and are left without it. One
 * that says so in several rows says it in rows side by side. */
static void find_lacking(struct room *room, size_t count, struct trial *trial)
{
    for (size_t i = 0; i < count; i++) {
        Dependency *dependency = room->dependents[i];
        Package *package;

        if (!kith_is_live(dependency) || !dependency_is_hard(dependency) ||
            has_alternative(dependency))
            continue;
        package = dependency->package.row;
        if (trial->lacking_count == 0 ||
            room->lacking[trial->lacking_count - 1] != package)
            room->lacking[trial->lacking_count++] = package;
    }
}

/* --- One trial ------------------------------------------------------------ */

/* Within a level. A source that other packages have is not deleted: its
 * children RESTRICT that. Any other failure ends the trial. */
static kith_status delete_both(Package *package, bool *source_stays)
{
    Source *source = package->source.row;
    kith_status status = kith_delete(package);

    if (status == KITH_OK && source)
        status = kith_delete(source);
    *source_stays = status == KITH_E_CHILDREN;
    return *source_stays ? KITH_OK : status;
}

/* The rows are back at their addresses when this returns, so they may be shown
 * then. */
static bool try_deleting(kith_db *db, Package *package, struct room *room,
                         struct trial *trial)
{
    const size_t rows = count_rows(db);
    kith_status status;
    size_t count = 0;

    *trial = (struct trial){0};
    if (!make_room(room, package->dependents.count))
        return false;
    kith_for_each(dependency, package->dependents)
        room->dependents[count++] = dependency;
    if (kith_begin(db) != KITH_OK)
        return false;
    status = delete_both(package, &trial->source_stays);
    if (status == KITH_OK) {
        trial->rows = rows - count_rows(db);
        find_lacking(room, count, trial);
    }
    return kith_rollback(db) == KITH_OK && status == KITH_OK;
}

static void print_trial(kith_db *db, const Package *package,
                        const struct room *room, const struct trial *trial)
{
    printf("  %s: %s %s would go", package->name, grouped(trial->rows).text,
           trial->rows == 1 ? "row" : "rows");
    if (trial->lacking_count > 0) {
        printf("; without what they need, %s:",
               grouped(trial->lacking_count).text);
        print_names(room->lacking, trial->lacking_count, NAMES_SHOWN);
    } else {
        printf("\n");
    }
    if (trial->source_stays)
        printf("    %s\n", kith_last_error(db)->message);
}

/* --- All of them ---------------------------------------------------------- */

static bool try_each(kith_db *db, struct trial_options options,
                     struct sums *sums)
{
    struct room room = {0};
    bool went_well = true;

    kith_for_each_row(db, Package, package) {
        const double begin = seconds_now();
        struct trial trial;

        if (!package->available || sums->trials == options.count)
            continue;
        went_well = try_deleting(db, package, &room, &trial);
        if (!went_well)
            break;
        sums->seconds += seconds_now() - begin;
        sums->trials++;
        sums->rows += trial.rows;
        sums->harmless += trial.lacking_count == 0;
        sums->sources += package->source.row && !trial.source_stays;
        if (!options.quiet)
            print_trial(db, package, &room, &trial);
    }
    room_fini(&room);
    return went_well;
}

bool report_trials(kith_db *db, struct trial_options options)
{
    const uint64_t digest = kith_digest(db);
    struct sums sums = {0};

    if (!options.quiet)
        printf("Trying to delete each package, and its source\n");
    if (!try_each(db, options, &sums)) {
        fprintf(stderr, "a trial failed: %s\n", kith_last_error(db)->message);
        return false;
    }
    if (kith_digest(db) != digest || kith_depth(db) != 0) {
        fprintf(stderr, "a rollback did not restore what was there\n");
        return false;
    }
    printf("%s packages tried, and all is as before\n",
           grouped(sums.trials).text);
    printf("  %s could go without breaking another, %s with their source\n",
           grouped(sums.harmless).text, grouped(sums.sources).text);
    if (options.times && sums.seconds > 0)
        printf("  %s deletes, of %s rows, rolled back a second\n",
               grouped((size_t)((double)sums.trials / sums.seconds)).text,
               grouped((size_t)((double)sums.rows / sums.seconds)).text);
    return true;
}
