/* oo7.c - the data set, the draws and the questions of OO7. */
#include "oo7/oo7.h"

#include <stdio.h>
#include <stdlib.h>

/* --- The data set --------------------------------------------------------- */

static uint8_t draw_type(uint64_t *random)
{
    return (uint8_t)draw_below(random, 10);
}

/* A text without end, cut to `bytes` bytes. */
static char *make_text(const char *sentence, size_t bytes)
{
    char *text = bench_new(bytes + 1);
    size_t length = strlen(sentence);

    for (size_t i = 0; i < bytes; i++)
        text[i] = sentence[i % length];
    text[bytes] = '\0';
    return text;
}

/* Draw a composite part and all it owns. The parts form a ring, so that each
 * is reached; their other connections lead anywhere. One composite part in ten
 * is younger than all assemblies, the others are older. */
static void draw_composite(const struct oo7 *data, uint64_t *random, int32_t id,
                           struct oo7_composite *composite)
{
    int32_t first = (id - 1) * (int32_t)data->parts + 1;

    composite->id = id;
    composite->build_date =
        (int32_t)draw_below(random, 1000) + (id % 10 == 0 ? 2000 : 0);
    composite->type = draw_type(random);
    snprintf(composite->title, TITLE_BYTES, "Composite Part %08d", (int)id);
    for (size_t i = 0; i < data->parts; i++)
        composite->parts[i] = (struct oo7_part){
            .id = first + (int32_t)i,
            .x = (int32_t)draw_below(random, 100000),
            .y = (int32_t)draw_below(random, 100000),
            .build_date = FIRST_DATE + (int32_t)draw_below(random, DATES),
            .document_id = 1 + (int32_t)draw_below(random, COMPOSITES),
            .type = draw_type(random)};
    for (size_t i = 0; i < data->connections; i++) {
        size_t from = i / CONNECTIONS_A_PART;
        size_t to = i % CONNECTIONS_A_PART ? draw_below(random, data->parts)
                                           : (from + 1) % data->parts;

        composite->connections[i] =
            (struct oo7_connection){.from = (uint32_t)from,
                                    .to = (uint32_t)to,
                                    .length = (int32_t)draw_below(random, 1000),
                                    .type = draw_type(random)};
    }
}

static void make_composite(const struct oo7 *data,
                           struct oo7_composite *composite)
{
    composite->parts = bench_new(data->parts * sizeof(struct oo7_part));
    composite->connections =
        bench_new(data->connections * sizeof(struct oo7_connection));
}

static void drop_composite(struct oo7_composite *composite)
{
    free(composite->parts);
    free(composite->connections);
}

static struct oo7_assembly draw_assembly(uint64_t *random, size_t id,
                                         size_t parent)
{
    return (struct oo7_assembly){
        .id = (int32_t)id,
        .parent = (int32_t)parent,
        .build_date = FIRST_DATE + (int32_t)draw_below(random, DATES),
        .type = draw_type(random)};
}

/* The tree level by level: the children of assembly i are 3i - 1 to 3i + 1, and
 * the base assemblies continue the numbers of the complex ones. */
static void draw_assemblies(struct oo7 *data, uint64_t *random)
{
    for (size_t i = 0; i < COMPLEX_ASSEMBLIES; i++)
        data->complexes[i] = draw_assembly(random, i + 1, (i + 2) / FAN_OUT);
    data->complexes[0].parent = 0;
    for (size_t i = 0; i < BASE_ASSEMBLIES; i++) {
        size_t parent = (COMPLEX_ASSEMBLIES + i + 2) / FAN_OUT;

        data->bases[i] = draw_assembly(random, i + 1, parent);
    }
    for (size_t i = 0; i < USES; i++)
        data->uses[i] = (struct oo7_use){
            .base = (int32_t)(i / USES_A_BASE) + 1,
            .composite = (int32_t)draw_below(random, COMPOSITES) + 1};
}

/* 500 composite parts share `rows` atomic parts: 10,000 make the small
 * configuration and 100,000 the medium one. */
static void *make(size_t rows, uint64_t seed)
{
    struct oo7 *data = bench_new(sizeof(*data));
    uint64_t random = seed;

    memset(data, 0, sizeof(*data));
    data->parts = rows < COMPOSITES ? 1 : rows / COMPOSITES;
    BENCH_REQUIRE(data->parts <= PARTS_MAX);
    data->connections = data->parts * CONNECTIONS_A_PART;
    data->document_bytes = data->parts * 100;
    data->manual_bytes = data->parts > 20 ? 1000000 : 100000;
    data->document = make_text("I am the documentation for composite part. ",
                               data->document_bytes);
    data->manual =
        make_text("I am the manual for module. ", data->manual_bytes);
    draw_assemblies(data, &random);
    for (int32_t i = 0; i < COMPOSITES; i++) {
        make_composite(data, &data->composites[i]);
        draw_composite(data, &random, i + 1, &data->composites[i]);
        for (size_t p = 0; p < data->parts; p++)
            data->found[(data->composites[i].parts[p].build_date - FIRST_DATE) /
                        2]++;
    }
    for (size_t i = 0; i < FRESH; i++)
        make_composite(data, &data->fresh[i]);
    return data;
}

static void drop(void *of)
{
    struct oo7 *data = of;

    for (size_t i = 0; i < COMPOSITES; i++)
        drop_composite(&data->composites[i]);
    for (size_t i = 0; i < FRESH; i++)
        drop_composite(&data->fresh[i]);
    free(data->document);
    free(data->manual);
    free(data);
}

/* --- The draws: what one round asks --------------------------------------- */

/* The traversals ask the same each time. */
static size_t ask_visits(void *of, uint64_t *random)
{
    const struct oo7 *data = of;

    (void)random;
    return USES * data->parts;
}

static size_t ask_roots(void *of, uint64_t *random)
{
    (void)of;
    (void)random;
    return T6_PASSES * USES;
}

static size_t ask_manual(void *of, uint64_t *random)
{
    const struct oo7 *data = of;

    (void)random;
    return data->manual_bytes;
}

static size_t ask_ends(void *of, uint64_t *random)
{
    (void)of;
    (void)random;
    return T9_COMPARISONS;
}

static size_t ask_ids(void *of, uint64_t *random)
{
    struct oo7 *data = of;

    for (size_t i = 0; i < LOOKUPS; i++)
        data->part_ids[i] =
            1 + (int32_t)draw_below(random, COMPOSITES * data->parts);
    return LOOKUPS;
}

/* Ranges of so many dates, which begin with an even date. */
static size_t ask_ranges(struct oo7 *data, uint64_t *random, size_t dates)
{
    size_t pairs = dates / 2, units = 0;
    size_t count = DATED_PARTS * DATES / dates / (COMPOSITES * data->parts);

    if (count > RANGES_MAX)
        count = RANGES_MAX;
    data->range_count = count > 2 ? count : 2;
    data->range_dates = dates;
    for (size_t i = 0; i < data->range_count; i++) {
        size_t first = draw_below(random, DATES / 2 - pairs + 1);

        data->ranges[i] = FIRST_DATE + 2 * (int32_t)first;
        for (size_t pair = first; pair < first + pairs; pair++)
            units += data->found[pair];
    }
    return units;
}

static size_t ask_one_percent(void *of, uint64_t *random)
{
    return ask_ranges(of, random, DATES / 100);
}

static size_t ask_ten_percent(void *of, uint64_t *random)
{
    return ask_ranges(of, random, DATES / 10);
}

static size_t ask_titles(void *of, uint64_t *random)
{
    struct oo7 *data = of;

    for (size_t i = 0; i < LOOKUPS; i++)
        data->titles[i] =
            data->composites[draw_below(random, COMPOSITES)].title;
    return LOOKUPS;
}

static size_t ask_bases(void *of, uint64_t *random)
{
    (void)of;
    (void)random;
    return Q5_PASSES * BASE_ASSEMBLIES;
}

static size_t ask_parts(void *of, uint64_t *random)
{
    const struct oo7 *data = of;

    (void)random;
    return COMPOSITES * data->parts;
}

/* New composite parts with all they own, and what uses them. They have the ids
 * of those of the last round, which are gone. */
static size_t ask_fresh(void *of, uint64_t *random)
{
    struct oo7 *data = of;

    for (int32_t i = 0; i < FRESH; i++)
        draw_composite(data, random, COMPOSITES + 1 + i, &data->fresh[i]);
    for (size_t i = 0; i < FRESH_USES; i++)
        data->fresh_uses[i] = (struct oo7_use){
            .base = 1 + (int32_t)draw_below(random, BASE_ASSEMBLIES),
            .composite = data->fresh[i / USES_A_FRESH].id};
    return FRESH * (2 + data->parts + data->connections) + FRESH_USES;
}

/* --- The questions -------------------------------------------------------- */

/* One entry a line. */
/* clang-format off */

#define T1_GOALS {{"hand", 1.05, 0}, {"list", 1.0, 0}, {"glib", 1.05, 0}, \
                  {"sqlite", 1.0 / 20, 0}}
#define READ_GOALS {{"hand", 1.05, 0}, {"sqlite", 1.0 / 20, 0}}
#define SWAP_GOALS {{"hand", 1.05, 0}}

static const struct question questions[QUESTIONS] = {
    [T1] = {.name = "T1 visit all parts",
        .unit = "visited part",
        .draw = ask_visits,
        .goals = T1_GOALS},
    [T2A] = {.name = "T2a swap x and y of root parts",
        .unit = "visited part",
        .draw = ask_visits,
     .level = LEVEL_RUN,
        .level_ratio = 1.5,
        .goals = SWAP_GOALS},
    [T2B] = {.name = "T2b swap x and y of all parts",
        .unit = "visited part",
        .draw = ask_visits,
     .level = LEVEL_RUN,
        .level_ratio = 1.5,
        .goals = SWAP_GOALS},
    [T2C] = {.name = "T2c swap them four times",
        .unit = "visited part",
        .draw = ask_visits,
     .level = LEVEL_RUN,
        .level_ratio = 1.5,
        .goals = SWAP_GOALS},
    [T3A] = {.name = "T3a new dates for root parts",
        .unit = "visited part",
        .draw = ask_visits,
     .level = LEVEL_RUN,
        .level_ratio = 1.5},
    [T3B] = {.name = "T3b new dates for all parts",
        .unit = "visited part",
        .draw = ask_visits,
     .level = LEVEL_RUN,
        .level_ratio = 1.5,
        .goals = {{"hand", 2.0, 0}, BENCH_AHEAD_OF_ALL(0)}},
    [T3C] = {.name = "T3c four new dates each",
        .unit = "visited part",
        .draw = ask_visits,
     .level = LEVEL_RUN,
        .level_ratio = 1.5,
        .goals = {{"hand", 3.0, 0}, BENCH_AHEAD_OF_ALL(0)}},
    [T6] = {.name = "T6 visit root parts",
        .unit = "visited part",
        .draw = ask_roots,
        .goals = READ_GOALS},
    [T8] = {.name = "T8 scan the manual",
        .unit = "character",
        .draw = ask_manual},
    [T9] = {.name = "T9 compare the manual's ends",
        .unit = "comparison",
        .draw = ask_ends},
    [Q1] = {.name = "Q1 parts by id",
        .unit = "lookup",
        .draw = ask_ids,
        .goals = READ_GOALS},
    [Q2] = {.name = "Q2 parts of 1 % of the dates",
        .unit = "part",
        .draw = ask_one_percent},
    [Q3] = {.name = "Q3 parts of 10 % of the dates",
        .unit = "part",
        .draw = ask_ten_percent},
    [Q4] = {.name = "Q4 assemblies by a document's title",
        .unit = "title",
        .draw = ask_titles,
        .goals = READ_GOALS},
    [Q5] = {.name = "Q5 assemblies that use a newer part",
        .unit = "base assembly",
        .draw = ask_bases,
        .goals = READ_GOALS},
    [Q7] = {.name = "Q7 all parts",
        .unit = "part",
        .draw = ask_parts,
        .goals = READ_GOALS},
    [Q8] = {.name = "Q8 join of parts and documents",
        .unit = "part",
        .draw = ask_parts,
        .goals = READ_GOALS},
    [SM1] = {.name = "SM1 insert composite parts",
        .unit = "row",
        .draw = ask_fresh,
     .level = LEVEL_RUN,
        .level_ratio = 1.5,
        .goals = {{"hand", 2.5, 0}, BENCH_AHEAD_OF_ALL(0)}},
    [SM2] = {.name = "SM2 delete composite parts",
        .unit = "row",
        .draw = ask_fresh,
     .level = LEVEL_RUN,
        .level_ratio = 1.5,
        .goals = {{"hand", 7.0, 0}, BENCH_AHEAD_OF_ALL(0)}},
};

/* clang-format on */

static const struct system *const systems[] = {
    &oo7_kith, &oo7_hand, &oo7_list, &oo7_uthash,
    BENCH_WITH_GLIB(&oo7_glib) BENCH_WITH_SQLITE(&oo7_sqlite) NULL};

const struct suite oo7_small_suite = {
    .name = "oo7-small",
    .about = "assemblies of 500 composite parts of 20 atomic parts, 3 "
             "connections each",
    .make = make,
    .drop = drop,
    .questions = questions,
    .question_count = QUESTIONS,
    .systems = systems,
    .begin = oo7_begin,
    .commit = oo7_commit,
    .sizes = (const size_t[]){10000, 0}};

const struct suite oo7_medium_suite = {
    .name = "oo7-medium",
    .about = "assemblies of 500 composite parts of 200 atomic parts, 3 "
             "connections each",
    .make = make,
    .drop = drop,
    .questions = questions,
    .question_count = QUESTIONS,
    .systems = systems,
    .begin = oo7_begin,
    .commit = oo7_commit,
    .sizes = (const size_t[]){100000, 0}};
