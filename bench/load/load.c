/* load.c - the suites load and load-cold: how long until all rows are there.
 *
 * Owns   one question, asked twice. In load the memory was touched before, so
 *        the time is that of the system; in load-cold all pages are fresh, so
 *        most of the time is that of the kernel.
 */
#include "load/load.h"

#include <stdlib.h>

static void *make(size_t rows, uint64_t seed)
{
    struct load *load = bench_new(sizeof(*load));
    uint64_t random = seed;

    *load = (struct load){.child_count = rows};
    load->parent_count = rows / LOAD_CHILDREN ? rows / LOAD_CHILDREN : 1;
    load->parents = bench_new(load->parent_count * sizeof(*load->parents));
    load->children = bench_new(rows * sizeof(*load->children));
    for (size_t i = 0; i < load->parent_count; i++)
        load->parents[i] = (struct load_parent){
            .id = (int64_t)i + 1, .value = (int64_t)draw_below(&random, 1000)};
    for (size_t i = 0; i < rows; i++) {
        size_t parent = draw_below(&random, load->parent_count);

        load->children[i] =
            (struct load_child){.id = (int64_t)i + 1,
                                .value = (int64_t)draw_below(&random, 1000),
                                .parent_id = (int64_t)parent + 1};
    }
    return load;
}

static void drop(void *data)
{
    struct load *load = data;

    free(load->parents);
    free(load->children);
    free(load);
}

static size_t draw_probes(void *data, uint64_t *random)
{
    struct load *load = data;

    for (size_t i = 0; i < LOAD_PROBES; i++)
        load->probes[i] = 1 + (int64_t)draw_below(random, load->child_count);
    return load->parent_count + load->child_count;
}

static const struct question warm_questions[] = {
    {.name = "bulk load, warm",
     .unit = "row",
     .draw = draw_probes,
     .goals = {{"hand", 1.3, 1000000},
               {"uthash", 1.0 / 5, 1000000},
               {"sqlite", 1.0 / 10, 1000000}}},
};

static const struct question cold_questions[] = {
    {.name = "bulk load, cold",
     .unit = "row",
     .draw = draw_probes,
     .goals = {{"hand-4k", 0.4, 1000000}}},
};

static const struct system *const warm_systems[] = {
    &load_kith, &load_hand, &load_list, &load_uthash,
    BENCH_WITH_GLIB(&load_glib) BENCH_WITH_SQLITE(&load_sqlite) NULL};

static const struct system *const cold_systems[] = {
    &load_cold_kith, &load_cold_hand, &load_cold_hand_4k, NULL};

const struct suite load_suite = {
    .name = "load",
    .about = "loading parents and ten times as many children, into memory "
             "that was touched before",
    .make = make,
    .drop = drop,
    .questions = warm_questions,
    .question_count = 1,
    .systems = warm_systems,
};

const struct suite load_cold_suite = {
    .name = "load-cold",
    .about = "loading parents and ten times as many children, into fresh "
             "pages",
    .make = make,
    .drop = drop,
    .questions = cold_questions,
    .question_count = 1,
    .systems = cold_systems,
};
