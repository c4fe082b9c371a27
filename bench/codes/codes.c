/* codes.c - the data set of items and their codes, its draws, and what is asked
 * about it. */
#include "codes/codes.h"

/* --- The data set --------------------------------------------------------- */

static void *make(size_t rows, uint64_t seed)
{
    struct codes *codes = bench_new(sizeof(*codes));

    codes->item_count = rows;
    codes->code_count = rows / CODES_SHARED;
    codes->first = bench_new((rows + 1) * sizeof(uint32_t));
    codes->holders = bench_new(codes->code_count * sizeof(uint32_t));
    codes->some_items = bench_new(rows * sizeof(size_t));
    for (size_t c = 0; c < codes->code_count; c++)
        codes->holders[c] = 0;
    for (size_t i = 1; i <= rows; i++) {
        codes->first[i] = (uint32_t)draw_below(&seed, codes->code_count);
        codes->holders[codes->first[i]]++;
        codes->some_items[i - 1] = i;
    }
    return codes;
}

static void drop(void *data)
{
    struct codes *codes = data;

    free(codes->first);
    free(codes->holders);
    free(codes->some_items);
    free(codes);
}

/* --- Draws ---------------------------------------------------------------- */

static size_t draw_codes(void *data, uint64_t *random)
{
    struct codes *codes = data;
    size_t met = 0;

    codes->count = CODES_READS / CODES_SHARED;
    for (size_t i = 0; i < codes->count; i++) {
        size_t number = draw_below(random, codes->code_count);

        codes->codes[i] = codes_code(number);
        met += codes->holders[number];
    }
    return met;
}

static size_t draw_changes(void *data, uint64_t *random)
{
    struct codes *codes = data;
    size_t all = codes->item_count;
    size_t count = bench_writes(all);

    codes->count = all < count ? all : count;
    for (size_t i = 0; i < codes->count; i++) {
        codes->items[i] =
            (int64_t)draw_another(codes->some_items, all, i, random);
        codes->codes[i] = codes_code(draw_below(random, codes->code_count));
    }
    return codes->count;
}

/* --- Questions ------------------------------------------------------------ */

static const struct question questions[] = {
    {.name = "visit the items of a code", .unit = "item", .draw = draw_codes},
    {.name = "set an indexed column",
     .unit = "write",
     .draw = draw_changes,
     .level = LEVEL_RUN,
     .level_ratio = 1.5,
     .goals = {{"hand", 2.3, 1000000},
               {"uthash", 1.3, 1000000},
               {"glib", 1.0, 1000000},
               {"sqlite", 1.0, 1000000}}},
};

/* --- The suite ------------------------------------------------------------ */

extern const struct system codes_kith, codes_hand, codes_list, codes_uthash,
    codes_glib, codes_sqlite;

static const struct system *const systems[] = {
    &codes_kith,
    &codes_hand,
    &codes_list,
    &codes_uthash,
    BENCH_WITH_GLIB(&codes_glib) BENCH_WITH_SQLITE(&codes_sqlite) NULL,
};

const struct suite codes_suite = {
    .name = "codes",
    .about = "Items by a code that a hundred of them share.",
    .make = make,
    .drop = drop,
    .questions = questions,
    .question_count = sizeof(questions) / sizeof(*questions),
    .systems = systems,
    .begin = codes_begin,
    .commit = codes_commit,
};
