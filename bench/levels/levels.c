/* levels.c - the suite "levels": what a transaction costs around one write, and
 * what the first and later writes of a row cost in one. */
#include "levels/levels.h"

#include <stdlib.h>

static void *make(size_t rows, uint64_t seed)
{
    struct levels_data *data = bench_new(sizeof(*data));

    (void)seed; /* rows are the same in every run; draws differ */
    data->rows = rows;
    data->some = bench_new(rows * sizeof(*data->some));
    for (size_t i = 0; i < rows; i++)
        data->some[i] = i + 1;
    return data;
}

static void drop(void *of)
{
    struct levels_data *data = of;

    free(data->some);
    free(data);
}

/* --- Draws ---------------------------------------------------------------- */

static size_t draw_rows(struct levels_data *data, size_t most, size_t passes,
                        uint64_t *random)
{
    data->count = most < data->rows ? most : data->rows;
    data->passes = passes;
    for (size_t i = 0; i < data->count; i++) {
        data->ids[i] = (int64_t)draw_another(data->some, data->rows, i, random);
        data->amounts[i] = (int32_t)(draw(random) >> 40);
    }
    return data->count * passes;
}

static size_t draw_hot(void *data, uint64_t *random)
{
    return draw_rows(data, LEVELS_HOT, LEVELS_PASSES, random);
}

static size_t draw_once(void *data, uint64_t *random)
{
    return draw_rows(data, LEVELS_HOT, 1, random);
}

static size_t draw_cold(void *data, uint64_t *random)
{
    return draw_rows(data, LEVELS_COLD, 1, random);
}

/* --- Questions ------------------------------------------------------------ */

/* Rows of the hot questions have been read. What is asked "once" finds no row
 * written in the level, what is asked "again" each of them. */
static const struct question questions[] = {
    {.name = "begin, set, commit, hot",
     .unit = "transaction",
     .draw = draw_hot,
     .most_ns = 60},
    {.name = "begin, set, commit, cold",
     .unit = "transaction",
     .draw = draw_cold,
     .most_ns = 60},
    {.name = "set rows once, hot",
     .unit = "write",
     .draw = draw_once,
     .level = LEVEL_RUN,
     .level_ns = 8},
    {.name = "set rows again, hot",
     .unit = "write",
     .draw = draw_once,
     .level = LEVEL_BEFORE,
     .level_ratio = 1.5},
    {.name = "edit rows once, hot",
     .unit = "write",
     .draw = draw_once,
     .level = LEVEL_RUN,
     .level_ns = 8},
    {.name = "edit rows again, hot",
     .unit = "write",
     .draw = draw_once,
     .level = LEVEL_BEFORE,
     .level_ratio = 1.5},
};

/* --- The suite ------------------------------------------------------------ */

extern const struct system levels_kith, levels_hand, levels_sqlite;

static const struct system *const systems[] = {
    &levels_kith,
    &levels_hand,
    BENCH_WITH_SQLITE(&levels_sqlite) NULL,
};

const struct suite levels_suite = {
    .name = "levels",
    .about = "Rows of plain columns, written within transactions.",
    .make = make,
    .drop = drop,
    .questions = questions,
    .question_count = sizeof(questions) / sizeof(*questions),
    .systems = systems,
    .begin = levels_begin,
    .commit = levels_commit,
};
