/* main.c - bench_ldbc: load, check, measure.
 *
 * Usage: bench_ldbc [--quick] [--data FOLDER] [--rounds N] [--asks N]
 * [--deletes N] [--seed N] [--query NAME]. Without the data it says so and ends
 * well.
 */
#include "ldbc/run.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: bench_ldbc [OPTION]...\n"
    "LDBC's short reads and its deep delete, by kith, by hand and by SQLite.\n"
    "\n"
    "  --data FOLDER  the CSV files (" LDBC_FOLDER ")\n"
    "  --rounds N     up to 100 (15)\n"
    "  --asks N       of each query in a round (4000)\n"
    "  --deletes N    persons in a round (50)\n"
    "  --seed N       of all draws (1)\n"
    "  --query NAME   measure IS1 to IS7 or DEL1 alone, and check little\n"
    "  --quick        compare some answers and deletes, measure nothing\n"
    "\n"
    "Exits with 1 when an answer is wrong; a goal that is missed is in the\n"
    "report only.\n";

static unsigned long long number_of(const char *text, unsigned long long most)
{
    char *end;
    unsigned long long number = strtoull(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || number == 0 || number > most) {
        fprintf(stderr, "bench_ldbc: %s: no number from 1 to %llu\n", text,
                most);
        exit(2);
    }
    return number;
}

static struct options read_options(int count, char **words)
{
    static const struct option known[] = {
        {"data", required_argument, NULL, 'f'},
        {"rounds", required_argument, NULL, 'r'},
        {"asks", required_argument, NULL, 'a'},
        {"deletes", required_argument, NULL, 'd'},
        {"seed", required_argument, NULL, 's'},
        {"query", required_argument, NULL, 'n'},
        {"quick", no_argument, NULL, 'q'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct options options = {.folder = LDBC_FOLDER,
                              .rounds = 15,
                              .asks = 4000,
                              .deletes = 50,
                              .seed = 1};
    int letter;

    while ((letter = getopt_long(count, words, "", known, NULL)) != -1) {
        if (letter == 'f')
            options.folder = optarg;
        else if (letter == 'r')
            options.rounds = (unsigned)number_of(optarg, 100);
        else if (letter == 'a')
            options.asks = (size_t)number_of(optarg, 10000000);
        else if (letter == 'd')
            options.deletes = (size_t)number_of(optarg, 1000);
        else if (letter == 's')
            options.seed = number_of(optarg, UINT64_MAX);
        else if (letter == 'n')
            options.query = optarg;
        else if (letter == 'q')
            options.quick = true;
        else {
            fputs(help, letter == 'h' ? stdout : stderr);
            exit(letter == 'h' ? 0 : 2);
        }
    }
    if (options.quick)
        options.deletes = 10;
    return options;
}

static void enter(struct run *run, const struct ldbc_system *system,
                  const char *name)
{
    struct entrant *entrant = &run->entrants[run->entrant_count++];
    clock_t start = clock();

    BENCH_REQUIRE(run->entrant_count <= ENTRANTS_MAX);
    fprintf(stderr, "loading %s: ", name);
    *entrant = (struct entrant){
        .system = system, .name = name, .world = system->open(run->data)};
    fprintf(stderr, "%.1f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
}

static void mark_all(const struct run *run)
{
    for (size_t e = 0; e < run->entrant_count; e++) {
        if (run->entrants[e].system->mark)
            run->entrants[e].system->mark(run->entrants[e].world);
    }
}

int main(int count, char **words)
{
    struct run run = {.options = read_options(count, words)};
    struct ldbc *data = ldbc_read(run.options.folder);

    if (!data) {
        printf("no LDBC data in %s: cmake --build <build> --target ldbc-data "
               "fetches it, with npm\n",
               run.options.folder);
        return EXIT_SUCCESS;
    }
    run.data = data;
    enter(&run, &ldbc_kith, "kith");
    enter(&run, &ldbc_hand, "hand");
    enter(&run, &ldbc_hand, "hand again");
#ifdef BENCH_HAS_SQLITE
    enter(&run, &ldbc_sqlite, "sqlite");
#endif
    ldbc_check_expected(&run);
    ldbc_check_answers(&run);
    if (!run.options.quick)
        ldbc_measure_queries(&run);
    mark_all(&run);
    ldbc_check_deletes(&run);
    ldbc_measure_deletes(&run);
    for (size_t e = 0; e < run.entrant_count; e++)
        run.entrants[e].system->close(run.entrants[e].world);
    ldbc_drop(data);
    return EXIT_SUCCESS;
}
