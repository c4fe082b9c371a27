/* open.c - the suite "open": no data, and worlds that live for one run. */
#include "open/open.h"

#include <stdlib.h>

static void *make(size_t rows, uint64_t seed)
{
    (void)rows;
    (void)seed;
    return bench_new(1);
}

static size_t draw_times(void *data, uint64_t *random)
{
    (void)data;
    (void)random;
    return OPEN_TIMES;
}

static const struct question questions[] = {
    {.name = "open ten tables, insert 100 linked rows, close",
     .unit = "database",
     .draw = draw_times,
     .goals = {{"glib", 1.6, 0}}},
    {.name = "the same, tables compiled once",
     .unit = "database",
     .draw = draw_times,
     .goals = {{"glib", 1.2, 0}}}};

static const struct system *const systems[] = {
    &open_kith, &open_hand, &open_uthash,
    BENCH_WITH_GLIB(&open_glib) BENCH_WITH_SQLITE(&open_sqlite) NULL};

static const size_t sizes[] = {OPEN_LEVELS * OPEN_ROWS, 0};

const struct suite open_suite = {
    .name = "open",
    .about = "the life of a small database, as in one unit test",
    .make = make,
    .drop = free,
    .questions = questions,
    .question_count = sizeof(questions) / sizeof(*questions),
    .systems = systems,
    .sizes = sizes};
