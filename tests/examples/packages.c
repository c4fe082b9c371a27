/* packages.c - a package graph from Debian's own data.
 *
 * Loads a file in the format of /var/lib/dpkg/status, or what `apt-cache
 * dumpavail` prints, into five linked tables, asks questions that would be
 * joins in SQL and are walks along pointers here, and deletes a package for
 * real.
 *
 *   packages_tables   the schema: what a package and a dependency are
 *   packages_version  Debian's version numbers
 *   packages_parse    paragraphs, checked before anything is inserted
 *   packages_items    the inside of a relationship field
 *   packages_load     filling the tables
 *   packages_walk     what breaks without a package; cycles
 *   packages_report   tables, figures, leaders; packages_story: one package
 *   packages_trials   what would break, tried and rolled back
 *
 * This file reads the command line and says what happens in which order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packages_load.h"
#include "packages_report.h"
#include "packages_trials.h"

enum { EXIT_USAGE = 2 };

struct options {
    struct load_options load;
    const char *package; /* to tell of; NULL: the most depended-on */
    const char *deleted; /* to delete; NULL: the one told of */
    const char *trials;  /* how many packages to try to delete; NULL: none */
    bool leaves_out_figures;
    bool wants_help;
};

static void print_usage(FILE *stream)
{
    fputs(
        "usage: packages [options] [FILE]\n"
        "\n"
        "Load Debian packages from FILE, by default /var/lib/dpkg/status,\n"
        "and answer questions about them. `apt-cache dumpavail` prints a\n"
        "file with all packages of the archive.\n"
        "\n"
        "  --package NAME  tell of this package; by default of the one that\n"
        "                  most others depend on\n"
        "  --delete NAME   delete this package in the end; by default the\n"
        "                  one that was told of\n"
        "  --try NUMBER    instead, try to delete each of so many packages, print\n"
        "                  what would break, and roll back\n"
        "  --strict        stop at the first malformed paragraph\n"
        "  --quiet         do not report malformed paragraphs or trials one by\n"
        "                  one, and show no progress\n"
        "  --no-figures    leave out times and bytes, which differ from run\n"
        "                  to run\n"
        "  --help          print this text\n"
        "\n"
        "Exit status: 0 when all went well, also with paragraphs skipped;\n"
        "1 when something failed; 2 when the options are wrong.\n",
        stream);
}

/* --- Options -------------------------------------------------------------- */

/* Read an option without a value. False when it is none. */
static bool take_flag(struct options *options, const char *argument)
{
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {{"--strict", &options->load.strict},
                 {"--quiet", &options->load.quiet},
                 {"--no-figures", &options->leaves_out_figures},
                 {"--help", &options->wants_help}};

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (strcmp(argument, flags[i].name) == 0) {
            *flags[i].flag = true;
            return true;
        }
    }
    return false;
}

/* Where the value of an option goes; NULL when it takes none. */
static const char **value_of(struct options *options, const char *argument)
{
    if (strcmp(argument, "--package") == 0)
        return &options->package;
    if (strcmp(argument, "--delete") == 0)
        return &options->deleted;
    if (strcmp(argument, "--try") == 0)
        return &options->trials;
    return NULL;
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

/* Answers what is wrong with the command line, or NULL. */
static const char *read_options(struct options *options, int count,
                                char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char **value = value_of(options, arguments[i]);

        if (value) {
            if (i + 1 == count)
                return "an option has no value";
            *value = arguments[++i];
        } else if (take_flag(options, arguments[i])) {
            continue;
        } else if (arguments[i][0] == '-') {
            return "there is no such option";
        } else if (options->load.path) {
            return "only one file can be loaded";
        } else {
            options->load.path = arguments[i];
        }
    }
    if (options->trials && !is_number(options->trials))
        return "--try wants a number";
    if (!options->load.path)
        options->load.path = "/var/lib/dpkg/status";
    return NULL;
}

/* --- The program ---------------------------------------------------------- */

/* The package of this name, which must be in the file. */
static Package *find_package(kith_db *db, const char *name)
{
    Package *package = package_newest(db, name);

    if (!package)
        fprintf(stderr, "%s: there is no such package\n", name);
    return package;
}

/* A copy of a name that outlives its row; NULL when there is no memory. */
static char *copy_name(const char *name)
{
    const size_t bytes = strlen(name) + 1;
    char *copy = malloc(bytes);

    if (copy)
        memcpy(copy, name, bytes);
    return copy;
}

static bool delete_package(kith_db *db, const struct options *options,
                           Package *package)
{
    char *name;
    bool is_deleted;

    if (options->deleted)
        package = find_package(db, options->deleted);
    if (!package)
        return false;
    name = copy_name(package->name);
    is_deleted = name && report_deleting(db, package, name);
    free(name);
    return is_deleted && report_verdict(db, !options->leaves_out_figures);
}

/* Tell of one package, and delete one. A file may hold no package that others
 * depend on; then there is only something to do when a name was given. */
static bool tell_of_packages(kith_db *db, const struct options *options)
{
    Package *package = options->package ? find_package(db, options->package)
                                        : report_leading_package(db);

    if (options->package && !package)
        return false;
    if (package && !report_package(db, package))
        return false;
    report_leaders(db);
    if (!report_cycles(db))
        return false;
    return (!package && !options->deleted) ||
           delete_package(db, options, package);
}

static bool try_packages(kith_db *db, const struct options *options)
{
    const struct trial_options trials = {
        .count = strtoul(options->trials, NULL, 10),
        .quiet = options->load.quiet,
        .times = !options->leaves_out_figures};

    return report_trials(db, trials) &&
           report_verdict(db, !options->leaves_out_figures);
}

static bool run(kith_db *db, const struct options *options)
{
    struct load_figures figures;

    if (!load_file(db, &options->load, &figures))
        return false;
    report_file(options->load.path, &figures);
    report_tables(db);
    if (!options->leaves_out_figures)
        report_figures(db, &figures);
    return report_verdict(db, !options->leaves_out_figures) &&
           (options->trials ? try_packages(db, options)
                            : tell_of_packages(db, options));
}

int main(int count, char **arguments)
{
    struct options options = {0};
    const char *mistake = read_options(&options, count, arguments);
    kith_db *db = NULL;
    kith_error error;
    bool went_well;

    if (mistake) {
        fprintf(stderr, "packages: %s\n\n", mistake);
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (options.wants_help) {
        print_usage(stdout);
        return EXIT_SUCCESS;
    }
    if (kith_open(&db, PACKAGES_TABLES, NULL, &error) != KITH_OK) {
        fprintf(stderr, "packages: %s\n", error.message);
        return EXIT_FAILURE;
    }
    went_well = run(db, &options);
    kith_close(db);
    return went_well ? EXIT_SUCCESS : EXIT_FAILURE;
}
