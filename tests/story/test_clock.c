/* test_clock.c - the clock and the random numbers of a database: those of its
 * own, and those that a test gives it.
 */
#define _POSIX_C_SOURCE 200809L /* setenv */
#include "family.h"

#include <kith/test.h>

#include <stdlib.h>
#include <string.h>

/* What a row says of when and by which number it was made and changed. */
typedef struct Entry {
    const int64_t id;
    KITH_TEXT name;
    const KITH_OPTIONAL(int64_t) made_at;
    const KITH_OPTIONAL(int64_t) changed_at;
    const KITH_OPTIONAL(uint64_t) token;
} Entry;

static kith_value time_of(const void *draft)
{
    return (kith_value)KITH_INTEGER(kith_now(kith_db_of(draft)));
}

static kith_value token_of(const void *draft)
{
    return (kith_value){.kind = KITH_KIND_U64,
                        .natural = kith_random(kith_db_of(draft))};
}

static KITH_TABLE(
    Entry, "entries", KITH_PRIMARY_KEY(Entry, id), KITH_COLUMN(Entry, name),
    KITH_OPTIONAL_COLUMN(Entry, made_at, .default_function = time_of),
    KITH_OPTIONAL_COLUMN(Entry, changed_at, .on_update_function = time_of),
    KITH_OPTIONAL_COLUMN(Entry, token, .unique = true,
                         .default_function = token_of));

static kith_db *open_with(kith_clock now, kith_random_source random,
                          uint64_t seed)
{
    kith_options options =
        KITH_OPTIONS(.now = now, .random = random, .random_seed = seed);
    kith_db *db;

    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Entry), &options, NULL), KITH_OK);
    return db;
}

static void verify_and_close(kith_db *db)
{
    family_verify(db);
    kith_close(db);
}

/* 2020-01-01 to 2100-01-01, which is when this test may run. */
KT_TEST(clock, of_a_database_is_that_of_the_system_unless_one_is_given)
{
    kith_db *db = open_with((kith_clock){0}, (kith_random_source){0}, 0);

    KT_ASSERT(kith_now(db) > INT64_C(1577836800000000000));
    KT_ASSERT(kith_now(db) < INT64_C(4102444800000000000));
    KT_ASSERT_EQ(kith_now(NULL), 0);
    verify_and_close(db);
}

KT_TEST_ONCE(clock, of_a_test_stands_still_or_steps)
{
    kith_test_clock clock = {.now_ns = 5};
    kith_db *db =
        open_with(kith_test_clock_hooks(&clock), (kith_random_source){0}, 0);
    Entry *first = kith_insert(db, Entry, .name = "first");
    Entry *second = kith_insert(db, Entry, .name = "second");

    KT_ASSERT_EQ(first->made_at.value, 5);
    KT_ASSERT_EQ(second->made_at.value, 5);
    clock = (kith_test_clock){.now_ns = 100, .step_ns = 10};
    KT_ASSERT_EQ(kith_set(first, name, "one"), KITH_OK);
    KT_ASSERT_EQ(kith_set(second, name, "two"), KITH_OK);
    KT_ASSERT_EQ(first->changed_at.value, 100);
    KT_ASSERT_EQ(second->changed_at.value, 110);
    KT_ASSERT_EQ(clock.now_ns, 120);
    clock.now_ns = INT64_MAX;
    KT_ASSERT_EQ(kith_now(db), INT64_MAX);
    KT_ASSERT_EQ(kith_now(db), INT64_MIN + 9);
    verify_and_close(db);
}

/* The first numbers of SplitMix64 for the seed 1234567 are well known. */
KT_TEST(random_numbers, follow_from_the_seed)
{
    static const uint64_t known[] = {
        UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
        UINT64_C(9817491932198370423), UINT64_C(4593380528125082431)};
    kith_test_random random = {1234567};
    kith_db *db = open_with((kith_clock){0}, (kith_random_source){0}, 1234567);

    for (size_t i = 0; i < 4; i++) {
        KT_ASSERT_EQ(kith_random(db), known[i]);
        KT_ASSERT_EQ(kith_test_random_next(&random), known[i]);
    }
    KT_ASSERT_EQ(kith_random(NULL), 0u);
    KT_ASSERT_EQ(kith_test_random_next(NULL), 0u);
    verify_and_close(db);
}

KT_TEST(random_numbers, of_databases_without_a_seed_differ)
{
    kith_db *one = open_with((kith_clock){0}, (kith_random_source){0}, 0);
    kith_db *two = open_with((kith_clock){0}, (kith_random_source){0}, 0);

    KT_ASSERT_NE(kith_random(one), kith_random(two));
    KT_ASSERT_NE(kith_random(one), kith_random(one));
    verify_and_close(one);
    verify_and_close(two);
}

/* A rollback and a restore leave the generator where it is. */
KT_TEST_ONCE(random_numbers, serve_the_functions_of_a_table)
{
    kith_test_random random = {7}, same = {7};
    kith_db *db =
        open_with((kith_clock){0}, kith_test_random_hooks(&random), 0);
    uint64_t state = kith_test_state(db);
    kith_snapshot *world;
    Entry *entry;

    kith_begin(db);
    entry = kith_insert(db, Entry, .name = "gone");
    KT_ASSERT_EQ(entry->token.value, kith_test_random_next(&same));
    kith_rollback(db);
    KT_ASSERT_EQ(kith_test_state(db), state);
    world = kith_snapshot_take(db);
    entry = kith_insert(db, Entry, .name = "gone as well");
    KT_ASSERT_EQ(entry->token.value, kith_test_random_next(&same));
    KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
    kith_snapshot_free(world);
    entry = kith_insert(db, Entry, .name = "stays");
    KT_ASSERT_EQ(entry->token.value, kith_test_random_next(&same));
    verify_and_close(db);
}

/* The clock is the same, and the generator begins where that of the original
 * is, which a restore has put back. */
KT_TEST(random_numbers, of_a_clone_go_on_from_those_of_its_original)
{
    kith_test_clock clock = {.now_ns = 8};
    kith_db *db =
        open_with(kith_test_clock_hooks(&clock), (kith_random_source){0}, 3);
    kith_snapshot *world;
    kith_test_random same = {3};
    kith_db *clone;

    kith_random(db);
    world = kith_snapshot_take(db);
    kith_random(db);
    KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
    kith_snapshot_free(world);
    clone = kith_clone(db);
    KT_ASSERT_NOT_NULL(clone);
    kith_test_random_next(&same);
    for (int i = 0; i < 3; i++) {
        uint64_t next = kith_test_random_next(&same);

        KT_ASSERT_EQ(kith_random(clone), next);
        KT_ASSERT_EQ(kith_random(db), next);
    }
    KT_ASSERT_EQ(kith_now(clone), 8);
    verify_and_close(clone);
    verify_and_close(db);
}

/* Limits that are no powers of two; each number of a small range comes. */
KT_TEST(random_numbers, of_a_test_keep_below_their_limit)
{
    kith_test_random random = {1};
    size_t met[7] = {0};

    for (int i = 0; i < 7000; i++)
        met[kith_test_random_below(&random, 7)]++;
    for (int i = 0; i < 7; i++)
        KT_ASSERT(met[i] > 800 && met[i] < 1200, "%d: %zu", i, met[i]);
    for (int i = 0; i < 100; i++)
        KT_ASSERT(kith_test_random_below(&random, UINT64_MAX / 2 + 2) <
                  UINT64_MAX / 2 + 2);
    /* What is left of 2^64 beyond this limit would make a third likelier. */
    met[0] = 0;
    for (int i = 0; i < 3000; i++)
        met[0] +=
            kith_test_random_below(&random, UINT64_C(3) << 62) < INT64_MAX / 2;
    KT_ASSERT(met[0] > 900 && met[0] < 1100, "%zu", met[0]);
    KT_ASSERT_EQ(kith_test_random_below(&random, 1), 0u);
    KT_ASSERT_EQ(kith_test_random_below(&random, 0), 0u);
    KT_ASSERT_EQ(kith_test_random_below(NULL, 9), 0u);
}

KT_TEST(random_numbers, of_a_run_begin_at_the_seed_that_the_environment_names)
{
    kith_text_buffer text = {0};
    uint64_t seeds[4];
    static const char *const words[4] = {"0", "-5", "a word",
                                         "99999999999999999999"};

    setenv("KITH_TEST_SEED", "18446744073709551615", 1);
    KT_ASSERT_EQ(kith_test_seed(), UINT64_MAX);
    for (int i = 0; i < 4; i++) {
        setenv("KITH_TEST_SEED", words[i], 1);
        seeds[i] = kith_test_seed();
        KT_ASSERT(seeds[i] != 0 && seeds[i] == kith_test_seed());
        for (int j = 0; j < i; j++)
            KT_ASSERT_NE(seeds[i], seeds[j]);
    }
    unsetenv("KITH_TEST_SEED");
    KT_ASSERT_NE(kith_test_seed(), 0u);
    KT_ASSERT_EQ(kith_test_print_seed(kith_output_to_buffer(&text), 123),
                 KITH_OK);
    KT_ASSERT_STR_EQ(text.text,
                     "seed 123: run again with KITH_TEST_SEED=123\n");
    kith_text_buffer_free(&text);
    KT_ASSERT_EQ(kith_test_print_seed(kith_output_to(NULL), 1), KITH_E_IO);
}
