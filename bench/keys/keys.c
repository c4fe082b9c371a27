/* keys.c - the suite "keys": rows by a key, that is there or is not. */
#include "keys/keys.h"

#include <stdlib.h>

static void *make(size_t rows, uint64_t seed)
{
    struct keys *keys = bench_new(sizeof(*keys));

    (void)seed; /* the keys are the same in every run; draws differ */
    keys->rows = rows;
    return keys;
}

/* --- Draws: hits are rows, misses the numbers behind them ----------------- */

static size_t some_hit(const struct keys *keys, uint64_t *random)
{
    return draw_below(random, keys->rows) + 1;
}

static size_t some_miss(const struct keys *keys, uint64_t *random)
{
    return draw_below(random, keys->rows) + 1 + keys->rows;
}

static size_t draw_scattered_hit(void *data, uint64_t *random)
{
    struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++)
        keys->numbers[i] = keys_scattered(some_hit(keys, random));
    return KEYS_ASKED;
}

static size_t draw_scattered_miss(void *data, uint64_t *random)
{
    struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++)
        keys->numbers[i] = keys_scattered(some_miss(keys, random));
    return KEYS_ASKED;
}

static size_t draw_dense_hit(void *data, uint64_t *random)
{
    struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++)
        keys->numbers[i] = keys_dense(some_hit(keys, random));
    return KEYS_ASKED;
}

static size_t draw_dense_miss(void *data, uint64_t *random)
{
    struct keys *keys = data;
    size_t deleted = keys->rows / (KEYS_DENSE_GAP - 1);

    for (size_t i = 0; i < KEYS_ASKED; i++)
        keys->numbers[i] =
            (int64_t)(draw_below(random, deleted) + 1) * KEYS_DENSE_GAP;
    return KEYS_ASKED;
}

static size_t draw_text_hit(void *data, uint64_t *random)
{
    struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++)
        keys_text(some_hit(keys, random), keys->texts[i]);
    return KEYS_ASKED;
}

static size_t draw_text_miss(void *data, uint64_t *random)
{
    struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++)
        keys_text(some_miss(keys, random), keys->texts[i]);
    return KEYS_ASKED;
}

static size_t draw_pair_hit(void *data, uint64_t *random)
{
    struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++)
        keys->pairs[i] = keys_pair(some_hit(keys, random));
    return KEYS_ASKED;
}

/* The first number is one that rows have, so that only both together miss. */
static size_t draw_pair_miss(void *data, uint64_t *random)
{
    struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        keys->pairs[i] = keys_pair(some_hit(keys, random));
        keys->pairs[i].second += KEYS_SHARE_FIRST;
    }
    return KEYS_ASKED;
}

/* --- Questions ------------------------------------------------------------ */

enum { AT = 1000000 };

/* A probe of one index, against the same probe by hand and by others. */
#define PROBE_GOALS                                                         \
    {                                                                       \
        {"hand", 1.15, AT}, {"uthash", 1.0 / 6, AT}, {"glib", 1 / 2.5, AT}, \
            {"sqlite", 1.0 / 30, AT},                                       \
    }

static const struct question questions[] = {
    {.name = "get by scattered integer, hit",
     .unit = "lookup",
     .draw = draw_scattered_hit,
     .goals = {{"hand", 1.3, AT}, BENCH_AHEAD_OF_ALL(AT)}},
    {.name = "get by scattered integer, miss",
     .unit = "lookup",
     .draw = draw_scattered_miss,
     .goals = {{"hand", 1.3, AT}, BENCH_AHEAD_OF_ALL(AT)}},
    {.name = "get by dense integer, hit",
     .unit = "lookup",
     .draw = draw_dense_hit,
     .goals = {{"hand", 1.15, AT}, BENCH_AHEAD_OF_ALL(AT)}},
    {.name = "get by dense integer, miss",
     .unit = "lookup",
     .draw = draw_dense_miss,
     .goals = {{"hand", 1.15, AT}, BENCH_AHEAD_OF_ALL(AT)}},
    {.name = "get by text, hit",
     .unit = "lookup",
     .draw = draw_text_hit,
     .goals = PROBE_GOALS},
    {.name = "get by text, miss",
     .unit = "lookup",
     .draw = draw_text_miss,
     .goals = PROBE_GOALS},
    {.name = "get by two integers, hit",
     .unit = "lookup",
     .draw = draw_pair_hit},
    {.name = "get by two integers, miss",
     .unit = "lookup",
     .draw = draw_pair_miss},
    {.name = "resolve a handle, hit", .unit = "lookup", .draw = draw_dense_hit},
    {.name = "resolve a handle, miss",
     .unit = "lookup",
     .draw = draw_dense_miss},
    /* In calls of kith_get_rows; others get one by one, as above. */
    {.name = "get by scattered integer, sixteen at once",
     .unit = "lookup",
     .draw = draw_scattered_hit,
     .goals = {{"hand", 1.0, AT}}},
    {.name = "get by dense integer, sixteen at once",
     .unit = "lookup",
     .draw = draw_dense_hit,
     .goals = {{"hand", 1.0, AT}}},
    {.name = "get by text, sixteen at once",
     .unit = "lookup",
     .draw = draw_text_hit,
     .goals = {{"hand", 1.0, AT}}},
};

static const struct system *const systems[] = {
    &keys_kith, &keys_hand, &keys_uthash,
    BENCH_WITH_GLIB(&keys_glib) BENCH_WITH_SQLITE(&keys_sqlite) NULL};

const struct suite keys_suite = {
    .name = "keys",
    .about = "four tables, each found by a key of another kind",
    .make = make,
    .drop = free,
    .questions = questions,
    .question_count = sizeof(questions) / sizeof(*questions),
    .systems = systems};
