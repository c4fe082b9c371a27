/* criterion.h - how a test of kith/criterion.h runs and fails: its worlds, what
 * is told, and a runner.
 *
 * A claim is a function that returns NULL where it holds, and else what is
 * wrong, as lines of a text that is valid until the next claim. So only a macro
 * fails the test, in the line of the test. claims.h and claims_rows.h have the
 * claims.
 *
 * The include stands before the guard, for each of these headers may be
 * included alone: then it comes from there, behind what it needs.
 */
#include <kith/criterion.h>

#ifndef KITH_DETAIL_CRITERION_H
#define KITH_DETAIL_CRITERION_H

#ifndef __cplusplus

#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- How a test fails ----------------------------------------------------- */

#if !defined(KITH_ASSERT_FAIL) && !defined(KITH_CRITERION_PLAIN)
#if __has_include(<criterion/criterion.h>)
#include <criterion/criterion.h>
#define KITH_ASSERT_FAIL(text) cr_assert_fail("%s", (text))
#define KITH_TEST_CASE(suite, name) Test(suite, name)
#define KITH_TEST_MAIN struct kith_main_of_criterion_;
#define kith_process_ends_ true
#else
#define KITH_CRITERION_PLAIN
#endif
#endif
#ifndef kith_process_ends_
#define kith_process_ends_ false
#endif

#define kith_claim_(call)                \
    do {                                 \
        const char *kith_why_ = (call);  \
        if (kith_why_)                   \
            KITH_ASSERT_FAIL(kith_why_); \
    } while (0)
#define kith_claims_(call) \
    __extension__({        \
        kith_claim_(call); \
        true;              \
    })

/* --- What is wrong, as lines ---------------------------------------------- */

static kith_text_buffer kith_said_ __attribute__((unused));
static kith_world *kith_running_ __attribute__((unused));

static inline void kith_say_(const char *text)
{
    const kith_output output = kith_output_to_buffer(&kith_said_);

    output.write(output.context, text, strlen(text));
}

static inline void kith_say_number_(int64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, number);
    kith_say_(text);
}

static inline void kith_say_value_(const kith_column *column, kith_value value)
{
    kith_dump_value(column, &value, kith_output_to_buffer(&kith_said_));
}

/* A row by its table and primary key: "items 7". */
static inline void kith_say_key_(const void *row)
{
    kith_key key;
    kith_column column;

    if (!kith_table_key(kith_db_of(row), kith_table_of(row), 0, &key) ||
        !key.primary) {
        kith_say_("without a primary key");
        return;
    }
    kith_say_(key.column_count > 1 ? "(" : "");
    for (size_t i = 0; kith_key_column(&key, i, &column); i++) {
        kith_say_(i > 0 ? ", " : "");
        kith_say_value_(&column, kith_value_at(row, column.offset_bytes));
    }
    kith_say_(key.column_count > 1 ? ")" : "");
}
static inline void kith_say_key_or_none_(const void *row)
{
    if (row && kith_is_live(row))
        kith_say_key_(row);
    else
        kith_say_(row ? "a deleted row" : "nothing");
}

static inline void kith_say_nothing_(void)
{
    kith_text_buffer_free(&kith_said_);
}

/* A line about a row begins: "items 7: price ". */
static inline void kith_say_line_(const void *row, const char *name)
{
    kith_say_(kith_said_.bytes > 0 ? "\n" : "");
    kith_say_(kith_table_of(row)->name);
    kith_say_(" ");
    kith_say_key_(row);
    kith_say_(": ");
    kith_say_(name);
    kith_say_(" ");
}

/* What was said; where there was no memory to say it, that. */
static inline const char *kith_what_is_wrong_(void)
{
    return kith_said_.text ? kith_said_.text
                           : "something is wrong, and no memory left to say it";
}
static inline const char *kith_said_or_null_(void)
{
    return kith_said_.bytes > 0 ? kith_said_.text : NULL;
}
static inline const char *kith_wrong_(const char *what, const char *more)
{
    kith_say_nothing_();
    kith_say_(what);
    kith_say_(more);
    return kith_what_is_wrong_();
}

/* --- The runner's tests and worlds ---------------------------------------- */

#ifdef KITH_CRITERION_PLAIN

struct kith_case_ {
    const char *suite, *name;
    void (*run)(void);
    struct kith_case_ *next;
};

/* One for all files of the program. */
struct kith_runner_ {
    struct kith_case_ *first, *last;
    kith_world *worlds; /* that were opened */
    jmp_buf out;
    bool running;
};
__attribute__((weak)) struct kith_runner_ kith_runner_;

static inline void kith_add_case_(struct kith_case_ *test)
{
    if (kith_runner_.last)
        kith_runner_.last->next = test;
    else
        kith_runner_.first = test;
    kith_runner_.last = test;
}

static inline void kith_keep_world_(kith_world *world)
{
    for (const kith_world *kept = kith_runner_.worlds; kept;
         kept = kept->next_) {
        if (kept == world)
            return;
    }
    world->next_ = kith_runner_.worlds;
    kith_runner_.worlds = world;
}

static inline void kith_fail_(const char *file, int line, const char *text)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, text);
    if (!kith_runner_.running)
        abort();
    longjmp(kith_runner_.out, 1);
}

#else

static inline void kith_keep_world_(kith_world *world)
{
    (void)world;
}

#endif

/* --- Worlds --------------------------------------------------------------- */

static inline kith_options kith_world_options_(const kith_world *world,
                                               kith_test_clock *clock)
{
    kith_options options = world->options;

    options.abi_version = KITH_ABI_VERSION;
    if (options.hash_seed == 0)
        options.hash_seed = 1;
    if (options.random_seed == 0)
        options.random_seed = 1;
    if (clock)
        options.now = kith_test_clock_hooks(clock);
    return options;
}

static inline const char *kith_world_close_(kith_world *world)
{
    const char *fault = NULL;

    kith_recover(world->db);
    kith_close(world->db);
    kith_names_free(&world->names);
    world->db = NULL;
    world->snapshot_ = NULL;
    if (world->memory)
        fault = kith_test_allocator_fault(world->memory);
    return fault ? kith_wrong_("memory of the world: ", fault) : NULL;
}

/* All that the world is when a test begins, and a snapshot of it. */
static inline const char *kith_world_open_(kith_world *world)
{
    kith_options options = kith_world_options_(world, world->clock);
    kith_error error = {0};

    kith_keep_world_(world);
    if (world->memory)
        options.allocator = kith_test_allocator_hooks(world->memory);
    if (kith_open(&world->db, world->tables, &options, &error) != KITH_OK)
        return kith_wrong_("the world cannot be opened: ", error.message);
    if (world->text && kith_load_text(world->db, world->text, &world->names,
                                      &error) != KITH_OK)
        return kith_wrong_("the text of the world: ", error.message);
    if (world->fill)
        world->fill(world->db, &world->names);
    if (kith_depth(world->db) > 0)
        return "the world's fill has left a transaction open";
    world->snapshot_ = kith_snapshot_take(world->db);
    if (!world->snapshot_)
        return kith_wrong_("the world has no snapshot: ",
                           kith_last_error(world->db)->message);
    if (world->clock)
        world->clock_ = *world->clock;
    return NULL;
}

/* Give back the room that calls have left, or in the next round of
 * kith_test_each_refusal they would ask for less. That loop does not see it. */
static inline void kith_world_shrink_(kith_world *world)
{
    kith_test_allocator *memory = world->memory;
    const kith_test_allocator armed = *memory;

    memory->until_refusal_ = 0;
    kith_shrink(world->db);
    memory->until_refusal_ = armed.until_refusal_;
    memory->requests = armed.requests;
}

static inline const char *kith_world_reset_(kith_world *world)
{
    if (!world->snapshot_)
        return "kith_reset is for the world of the test";
    kith_recover(world->db);
    if (kith_depth(world->db) > 0)
        kith_rollback_to(world->db, 0);
    if (world->memory && world->memory->refusing_ > 0)
        kith_world_shrink_(world);
    if (world->clock)
        *world->clock = world->clock_;
    if (kith_restore(world->db, world->snapshot_) != KITH_OK)
        return kith_wrong_("the world cannot be put back: ",
                           kith_last_error(world->db)->message);
    return NULL;
}

/* A test before this one may have failed anywhere: in the fill, say, or while
 * memory was refused. */
static inline const char *kith_world_begin_(kith_world *world)
{
    kith_running_ = world;
    if (world->memory)
        kith_test_fail_never(world->memory);
    if (world->snapshot_ && !kith_world_reset_(world))
        return NULL;
    kith_world_close_(world);
    return kith_world_open_(world);
}

static inline const char *kith_world_end_(kith_world *world)
{
    kith_error error = {0};

    kith_running_ = NULL;
    if (kith_depth(world->db) > 0)
        return "the test has left a transaction open";
    if (kith_verify_to(world->db, &error) != KITH_OK)
        return kith_wrong_("kith_verify: ", error.message);
    return kith_process_ends_ ? kith_world_close_(world) : NULL;
}

/* --- A runner of its own -------------------------------------------------- */

#ifndef KITH_CRITERION_PLAIN
#ifndef KITH_TEST_CASE
#define KITH_TEST_CASE(suite, name) \
    void suite##_##name(void);      \
    void suite##_##name(void)
#endif
#ifndef KITH_TEST_MAIN
#define KITH_TEST_MAIN struct kith_main_of_another_;
#endif
#else

#ifndef KITH_ASSERT_FAIL
#define KITH_ASSERT_FAIL(text) kith_fail_(__FILE__, __LINE__, (text))
#endif
#define KITH_TEST_CASE(suite, name)                                           \
    static void kith_run_##suite##_##name##_(void);                           \
    __attribute__((constructor)) static void kith_add_##suite##_##name##_(    \
        void)                                                                 \
    {                                                                         \
        static struct kith_case_ test = {#suite, #name,                       \
                                         kith_run_##suite##_##name##_, NULL}; \
        kith_add_case_(&test);                                                \
    }                                                                         \
    static void kith_run_##suite##_##name##_(void)

/* Whether "suite/name" begins like that. */
static inline bool kith_is_wanted_(const struct kith_case_ *test,
                                   const char *begin)
{
    const size_t bytes = strlen(test->suite), wanted = strlen(begin);

    if (wanted <= bytes)
        return strncmp(test->suite, begin, wanted) == 0;
    return strncmp(test->suite, begin, bytes) == 0 && begin[bytes] == '/' &&
           strncmp(test->name, begin + bytes + 1, wanted - bytes - 1) == 0;
}

/* Whether it passes. */
static inline bool kith_run_case_(const struct kith_case_ *test)
{
    kith_runner_.running = setjmp(kith_runner_.out) == 0;
    if (!kith_runner_.running) {
        fprintf(stderr, "%s/%s failed\n", test->suite, test->name);
        return false;
    }
    test->run();
    kith_runner_.running = false;
    return true;
}

static inline size_t kith_close_worlds_(void)
{
    size_t faults = 0;

    for (kith_world *world = kith_runner_.worlds; world; world = world->next_) {
        const char *fault = kith_world_close_(world);

        if (fault)
            fprintf(stderr, "%s\n", fault);
        faults += fault != NULL;
    }
    return faults;
}

static inline int kith_run_tests_(const char *begin)
{
    size_t passed = 0, failed = 0;

    for (struct kith_case_ *test = kith_runner_.first; test;
         test = test->next) {
        if (!kith_is_wanted_(test, begin))
            continue;
        if (kith_run_case_(test))
            passed++;
        else
            failed++;
    }
    failed += kith_close_worlds_();
    kith_text_buffer_free(&kith_said_);
    printf("%zu passed, %zu failed\n", passed, failed);
    return passed > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#define KITH_TEST_MAIN                                     \
    int main(int count, char **words)                      \
    {                                                      \
        return kith_run_tests_(count > 1 ? words[1] : ""); \
    }

#endif

#endif
#endif
