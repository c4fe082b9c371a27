/* options.c - the command line. */
#include "harness/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: kith_bench [OPTION]...\n"
    "Ask every system every question, in turns, and compare what it costs.\n"
    "\n"
    "  --sizes N,N,...   rows, ascending (20000,200000,1000000)\n"
    "  --suites A,B      these suites only\n"
    "  --questions TEXT  questions with TEXT in their names only\n"
    "  --systems A,B     these systems only: kith, hand, list, uthash, glib,\n"
    "                    sqlite; kith-level is kith in an open level, asked\n"
    "                    what writes\n"
    "  --rounds N        rounds of kith and hand (15)\n"
    "  --seconds S       what each other system may use up for a question at\n"
    "                    one size; it has three rounds in any case, or one\n"
    "                    that is longer (0.2)\n"
    "  --seed N          of data and draws (1)\n"
    "  --json FILE       write all figures, and the machine they are of\n"
    "  --tsv FILE        write the figures as a table for plots\n"
    "  --quick           2000 rows, 3 rounds: are all answers the same? "
    "Suites\n"
    "                    with sizes of their own run the first one, if it is\n"
    "                    small\n"
    "  --single          one round of each system that is not counted and one\n"
    "                    that is, through the function bench_timed, without a\n"
    "                    clock: for callgrind; see bench/instructions.sh\n"
    "\n"
    "Exits with 1 when two systems give different answers; a goal that is\n"
    "missed is in the report only.\n";

enum option_letter {
    SIZES = 1,
    SUITES,
    QUESTIONS,
    SYSTEMS,
    ROUNDS,
    SECONDS,
    SEED,
    JSON,
    TSV,
    QUICK,
    SINGLE,
    HELP
};

static const struct option known[] = {
    {"sizes", required_argument, NULL, SIZES},
    {"suites", required_argument, NULL, SUITES},
    {"questions", required_argument, NULL, QUESTIONS},
    {"systems", required_argument, NULL, SYSTEMS},
    {"rounds", required_argument, NULL, ROUNDS},
    {"seconds", required_argument, NULL, SECONDS},
    {"seed", required_argument, NULL, SEED},
    {"json", required_argument, NULL, JSON},
    {"tsv", required_argument, NULL, TSV},
    {"quick", no_argument, NULL, QUICK},
    {"single", no_argument, NULL, SINGLE},
    {"help", no_argument, NULL, HELP},
    {NULL, 0, NULL, 0}};

static _Noreturn void refuse(const char *option, const char *text)
{
    fprintf(stderr, "kith_bench: --%s %s: not what it takes; see --help\n",
            option, text);
    exit(2);
}

static unsigned long long read_number(const char *option, const char *text,
                                      unsigned long long least)
{
    char *end;
    unsigned long long number = strtoull(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || number < least)
        refuse(option, text);
    return number;
}

static void read_sizes(size_t *sizes, const char *text)
{
    size_t count = 0;
    const char *at = text;

    for (;;) {
        char *end;
        unsigned long long rows = strtoull(at, &end, 10);

        if (end == at || rows == 0 || count == SIZES_MAX - 1 ||
            (count && rows <= sizes[count - 1]) || (*end && *end != ','))
            refuse("sizes", text);
        sizes[count++] = (size_t)rows;
        if (!*end)
            break;
        at = end + 1;
    }
    sizes[count] = 0;
}

static double read_seconds(const char *text)
{
    char *end;
    double seconds = strtod(text, &end);

    if (end == text || *end || !(seconds >= 0))
        refuse("seconds", text);
    return seconds;
}

static void read_option(struct options *options, int letter)
{
    switch (letter) {
    case SIZES:
        read_sizes(options->sizes, optarg);
        break;
    case SUITES:
        options->suites = optarg;
        break;
    case QUESTIONS:
        options->questions = optarg;
        break;
    case SYSTEMS:
        options->systems = optarg;
        break;
    case ROUNDS:
        options->rounds = (unsigned)read_number("rounds", optarg, 1);
        break;
    case SECONDS:
        options->seconds = read_seconds(optarg);
        break;
    case SEED:
        options->seed = read_number("seed", optarg, 0);
        break;
    case JSON:
        options->json = optarg;
        break;
    case TSV:
        options->tsv = optarg;
        break;
    case QUICK:
        options->quick = true;
        options->sizes[0] = 2000;
        options->sizes[1] = 0;
        options->rounds = 3;
        options->seconds = 0;
        break;
    case SINGLE:
        options->single = true;
        break;
    case HELP:
        fputs(help, stdout);
        exit(EXIT_SUCCESS);
    default:
        exit(2);
    }
}

struct options options_read(int argc, char **argv)
{
    struct options options = {.sizes = {20000, 200000, 1000000},
                              .rounds = 15,
                              .seconds = 0.2,
                              .seed = 1};
    int letter;

    while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1)
        read_option(&options, letter);
    if (optind < argc) {
        fprintf(stderr, "kith_bench: %s: an option begins with --\n",
                argv[optind]);
        exit(2);
    }
    return options;
}

bool options_have(const char *names, const char *name)
{
    size_t length = strlen(name);

    if (!names)
        return true;
    for (const char *at = names; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, length) == 0 &&
            (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}
