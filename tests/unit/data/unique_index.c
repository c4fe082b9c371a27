/* unique_index.c - the one row that holds a key is found in either form. */
#include "data/unique_index.h"

#include "give_some.h"
#include "kt.h"

#include <stdlib.h>

typedef struct Row Row;
struct Row {
    int64_t wide; /* the bytes of a uint64_t as well */
    int32_t narrow;
};

enum { ROWS = 3000 };
static Row rows[ROWS];

/* An index over one number of Row, whose key is made by hand. Refuses memory
 * once `left` requests are granted. */
struct fixture {
    size_t left;
    struct memory memory;
    struct column column;
    struct column *columns[1];
    struct key key;
    struct unique_index index;
};

static void fixture_open(struct fixture *fixture, kith_kind kind)
{
    bool narrow = kind == KITH_KIND_I32;
    kith_allocator hooks = {.resize = give_some, .context = &fixture->left};

    *fixture =
        (struct fixture){.left = SIZE_MAX,
                         .column = {.kind = (uint8_t)kind,
                                    .offset = narrow ? offsetof(Row, narrow)
                                                     : offsetof(Row, wide),
                                    .bytes = narrow ? 4 : 8}};
    ki_memory_init(&fixture->memory, &hooks);
    fixture->columns[0] = &fixture->column;
    fixture->key = (struct key){
        .columns = fixture->columns, .column_count = 1, .unique = true};
    ki_unique_index_init(&fixture->index, &fixture->key, true, &fixture->memory,
                         42);
    KT_ASSERT(unique_index_is_direct(&fixture->index));
}

static void fixture_close(struct fixture *fixture)
{
    ki_unique_index_fini(&fixture->index);
    KT_ASSERT_EQ(fixture->memory.bytes, 0u);
}

static Row *row_with(size_t i, int64_t number)
{
    rows[i] = (Row){.wide = number, .narrow = (int32_t)number};
    return &rows[i];
}

static bool promise(struct fixture *fixture, Row *row)
{
    return ki_unique_index_reserve(&fixture->index, (char *)row);
}

static void put(struct fixture *fixture, Row *row)
{
    KT_ASSERT(promise(fixture, row));
    ki_unique_index_put(&fixture->index, (char *)row, (char *)row);
}

static void take(struct fixture *fixture, Row *row)
{
    ki_unique_index_take(&fixture->index, (char *)row);
}

/* The row with a number, which two ways of asking agree on. */
static Row *find(struct fixture *fixture, int64_t number)
{
    Row after = {.wide = number, .narrow = (int32_t)number};
    const void *value = (char *)&after + fixture->column.offset;
    char *found = ki_unique_index_find(&fixture->index, &value);

    KT_ASSERT_EQ(ki_unique_index_find_like(&fixture->index, (char *)&after),
                 found);
    if (fixture->column.bytes == 8)
        KT_ASSERT_EQ(unique_index_with(&fixture->index, (uint64_t)number),
                     found);
    return (Row *)found;
}

static const kith_kind kinds[] = {KITH_KIND_I32, KITH_KIND_I64, KITH_KIND_U64};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

KT_TEST(unique_index, numbers_that_count_up_stay_in_the_array)
{
    struct fixture fixture;

    for (int k = 0; k < KINDS; k++) {
        fixture_open(&fixture, kinds[k]);
        KT_ASSERT_NULL(find(&fixture, 0));
        for (int i = 0; i < ROWS; i++)
            put(&fixture, row_with((size_t)i, i + 1));
        KT_ASSERT(unique_index_is_direct(&fixture.index));
        for (int i = 0; i < ROWS; i++)
            KT_ASSERT_EQ(find(&fixture, i + 1), &rows[i]);
        KT_ASSERT_NULL(find(&fixture, 0));
        KT_ASSERT_NULL(find(&fixture, ROWS + 1));
        KT_ASSERT_NULL(find(&fixture, -1));
        KT_ASSERT(ki_unique_index_verify(&fixture.index, ROWS));
        fixture_close(&fixture);
    }
}

KT_TEST(unique_index, every_second_number_is_dense_and_every_fourth_is_not)
{
    struct fixture fixture;

    for (int k = 0; k < KINDS; k++) {
        for (int step = 2; step <= 4; step += 2) {
            fixture_open(&fixture, kinds[k]);
            for (int i = 0; i < ROWS; i++)
                put(&fixture, row_with((size_t)i, i * step));
            KT_ASSERT_EQ(unique_index_is_direct(&fixture.index), step == 2);
            for (int i = 0; i < ROWS * step; i++)
                KT_ASSERT_EQ(find(&fixture, i),
                             i % step ? NULL : &rows[i / step]);
            KT_ASSERT(ki_unique_index_verify(&fixture.index, ROWS));
            fixture_close(&fixture);
        }
    }
}

/* The row far away is found, and so are those that were in the array. */
KT_TEST(unique_index, one_number_far_away_moves_all_rows_to_the_hash)
{
    static const int64_t far[] = {INT32_MAX, -1, INT32_MIN};
    struct fixture fixture;

    for (int k = 0; k < KINDS; k++) {
        for (int f = 0; f < 3; f++) {
            fixture_open(&fixture, kinds[k]);
            for (int i = 1; i < 100; i++)
                put(&fixture, row_with((size_t)i, i));
            put(&fixture, row_with(0, far[f]));
            KT_ASSERT(!unique_index_is_direct(&fixture.index));
            KT_ASSERT_EQ(find(&fixture, far[f]), &rows[0]);
            for (int i = 1; i < 100; i++)
                KT_ASSERT_EQ(find(&fixture, i), &rows[i]);
            KT_ASSERT_NULL(find(&fixture, 0));
            KT_ASSERT_NULL(find(&fixture, 100));
            KT_ASSERT(ki_unique_index_verify(&fixture.index, 100));
            fixture_close(&fixture);
        }
    }
}

KT_TEST(unique_index, the_largest_numbers_of_64_bits_are_keys_like_others)
{
    static const int64_t numbers[] = {INT64_MAX, INT64_MIN, -1, 0};
    struct fixture fixture;

    for (int k = 1; k < KINDS; k++) {
        fixture_open(&fixture, kinds[k]);
        for (size_t i = 0; i < 4; i++)
            put(&fixture, row_with(i, numbers[i]));
        for (size_t i = 0; i < 4; i++)
            KT_ASSERT_EQ(find(&fixture, numbers[i]), &rows[i]);
        KT_ASSERT_NULL(find(&fixture, 1));
        fixture_close(&fixture);
    }
}

KT_TEST(unique_index, negative_numbers_are_found_as_negative_only)
{
    struct fixture fixture;

    for (int k = 0; k < KINDS; k++) {
        fixture_open(&fixture, kinds[k]);
        for (int i = 0; i < 50; i++)
            put(&fixture, row_with((size_t)i, -i - 1));
        for (int i = 0; i < 50; i++) {
            KT_ASSERT_EQ(find(&fixture, -i - 1), &rows[i]);
            KT_ASSERT_NULL(find(&fixture, i));
        }
        fixture_close(&fixture);
    }
}

/* A place that was left can be had by another row. */
KT_TEST(unique_index, a_taken_row_is_not_found_and_its_number_is_free)
{
    struct fixture fixture;

    for (int step = 1; step <= 1000; step += 999) {
        fixture_open(&fixture, KITH_KIND_I64);
        for (int i = 0; i < 100; i++)
            put(&fixture, row_with((size_t)i, i * step));
        for (int i = 0; i < 100; i += 2)
            take(&fixture, &rows[i]);
        for (int i = 0; i < 100; i++)
            KT_ASSERT_EQ(find(&fixture, i * step), i % 2 ? &rows[i] : NULL);
        KT_ASSERT(ki_unique_index_verify(&fixture.index, 50));
        for (int i = 0; i < 100; i += 2)
            put(&fixture, row_with((size_t)i + 100, i * step));
        for (int i = 0; i < 100; i++)
            KT_ASSERT_EQ(find(&fixture, i * step), &rows[i % 2 ? i : i + 100]);
        KT_ASSERT_EQ(unique_index_is_direct(&fixture.index), step == 1);
        fixture_close(&fixture);
    }
}

/* Old rows leave while new ones count on: the array would be mostly empty. */
KT_TEST(unique_index, numbers_that_move_on_leave_the_array)
{
    struct fixture fixture;

    fixture_open(&fixture, KITH_KIND_I64);
    for (int i = 0; i < ROWS; i++) {
        if (i >= 10)
            take(&fixture, &rows[i - 10]);
        put(&fixture, row_with((size_t)i, i));
    }
    KT_ASSERT(!unique_index_is_direct(&fixture.index));
    for (int i = 0; i < ROWS; i++)
        KT_ASSERT_EQ(find(&fixture, i), i < ROWS - 10 ? NULL : &rows[i]);
    KT_ASSERT(ki_unique_index_verify(&fixture.index, 10));
    fixture_close(&fixture);
}

/* --- Promises ------------------------------------------------------------- */

/* A change set reservations all its keys before it puts the first; the last one
 * changes the form, and the reservations before it hold there too. */
KT_TEST(unique_index, promises_outlive_growth_and_the_change_of_form)
{
    struct fixture fixture;

    for (int far = 0; far < 2; far++) {
        fixture_open(&fixture, KITH_KIND_I64);
        put(&fixture, row_with(0, 0));
        for (int i = 1; i < ROWS; i++)
            KT_ASSERT(promise(&fixture, row_with((size_t)i, i)));
        if (far)
            KT_ASSERT(promise(&fixture, &(Row){.wide = INT64_C(1) << 40}));
        KT_ASSERT_EQ(unique_index_is_direct(&fixture.index), !far);
        fixture.left = 0;
        for (int i = 1; i < ROWS; i++)
            ki_unique_index_put(&fixture.index, (char *)&rows[i],
                                (char *)&rows[i]);
        if (far)
            ki_unique_index_unreserve(&fixture.index);
        for (int i = 0; i < ROWS; i++)
            KT_ASSERT_EQ(find(&fixture, i), &rows[i]);
        KT_ASSERT(ki_unique_index_verify(&fixture.index, ROWS));
        fixture_close(&fixture);
    }
}

KT_TEST(unique_index, a_broken_promise_leaves_nothing_behind)
{
    struct fixture fixture;

    fixture_open(&fixture, KITH_KIND_U64);
    put(&fixture, row_with(0, 5));
    for (int round = 0; round < 3; round++) {
        KT_ASSERT(promise(&fixture, row_with(1, 3)));
        KT_ASSERT(!ki_unique_index_verify(&fixture.index, 1));
        ki_unique_index_unreserve(&fixture.index);
        KT_ASSERT(ki_unique_index_verify(&fixture.index, 1));
        KT_ASSERT_NULL(find(&fixture, 3));
        KT_ASSERT_EQ(find(&fixture, 5), &rows[0]);
    }
    fixture_close(&fixture);
}

KT_TEST(unique_index, a_promise_refused_for_want_of_memory_changes_nothing)
{
    static const int64_t numbers[] = {100, 1000000};
    struct fixture fixture;

    fixture_open(&fixture, KITH_KIND_I64);
    for (int i = 0; i < 100; i++)
        put(&fixture, row_with((size_t)i, i));
    for (int n = 0; n < 2; n++) {
        size_t bytes = fixture.memory.bytes;
        int64_t number = (int64_t)fixture.index.numbers.capacity + numbers[n];

        fixture.left = 0;
        KT_ASSERT(!promise(&fixture, row_with(200, number)));
        KT_ASSERT_EQ(fixture.memory.bytes, bytes);
        KT_ASSERT(unique_index_is_direct(&fixture.index));
        KT_ASSERT(ki_unique_index_verify(&fixture.index, 100));
        for (int i = 0; i < 100; i++)
            KT_ASSERT_EQ(find(&fixture, i), &rows[i]);
        KT_ASSERT_NULL(find(&fixture, number));
    }
    fixture_close(&fixture);
}

/* --- Reserve -------------------------------------------------------------- */

KT_TEST(unique_index, rows_that_were_reserved_need_no_memory)
{
    struct fixture fixture;

    for (int k = 0; k < KINDS; k++) {
        for (int scattered = 0; scattered < 2; scattered++) {
            fixture_open(&fixture, kinds[k]);
            put(&fixture, row_with(0, scattered ? 1 << 20 : 0));
            KT_ASSERT(
                ki_unique_index_reserve_rows(&fixture.index, ROWS - 1, 1));
            fixture.left = 0;
            for (int i = 1; i < ROWS; i++)
                put(&fixture, row_with((size_t)i, i));
            KT_ASSERT_EQ(unique_index_is_direct(&fixture.index), !scattered);
            KT_ASSERT(ki_unique_index_verify(&fixture.index, ROWS));
            fixture_close(&fixture);
        }
    }
}

KT_TEST(unique_index, a_reserve_far_away_changes_the_form)
{
    struct fixture fixture;

    fixture_open(&fixture, KITH_KIND_I64);
    put(&fixture, row_with(0, 1));
    KT_ASSERT(ki_unique_index_reserve_rows(&fixture.index, 0, 1000000));
    KT_ASSERT(unique_index_is_direct(&fixture.index));
    KT_ASSERT(ki_unique_index_reserve_rows(&fixture.index, 10, 1000000));
    KT_ASSERT(!unique_index_is_direct(&fixture.index));
    fixture.left = 0;
    for (int i = 1; i <= 10; i++)
        put(&fixture, row_with((size_t)i, 1000000 + i));
    KT_ASSERT_EQ(find(&fixture, 1), &rows[0]);
    KT_ASSERT_EQ(find(&fixture, 1000010), &rows[10]);
    fixture_close(&fixture);
}

/* --- In all --------------------------------------------------------------- */

KT_TEST(unique_index, a_long_mix_in_either_form_loses_nobody)
{
    static bool in[ROWS];
    struct fixture fixture;
    uint64_t random = 1;

    for (int step = 1; step <= 1000; step += 999) {
        size_t count = 0;

        fixture_open(&fixture, KITH_KIND_I64);
        KT_ASSERT(ki_unique_index_reserve_rows(&fixture.index, ROWS, 0));
        for (int i = 0; i < ROWS; i++) {
            row_with((size_t)i, i * step);
            in[i] = false;
        }
        for (int n = 0; n < 30000; n++) {
            size_t i;

            random = random * 6364136223846793005u + 1442695040888963407u;
            i = (random >> 33) % ROWS;
            if (in[i])
                take(&fixture, &rows[i]);
            else
                put(&fixture, &rows[i]);
            in[i] = !in[i];
            count = in[i] ? count + 1 : count - 1;
            KT_ASSERT_EQ(find(&fixture, rows[i].wide),
                         in[i] ? &rows[i] : NULL);
        }
        KT_ASSERT(ki_unique_index_verify(&fixture.index, count));
        KT_ASSERT_EQ(unique_index_is_direct(&fixture.index), step == 1);
        fixture_close(&fixture);
    }
}

KT_TEST(unique_index, verify_sees_a_wrong_count_and_a_stray_row)
{
    struct fixture fixture;

    fixture_open(&fixture, KITH_KIND_I64);
    for (int i = 0; i < 10; i++)
        put(&fixture, row_with((size_t)i, i));
    KT_ASSERT(!ki_unique_index_verify(&fixture.index, 9));
    fixture.index.numbers.rows[3] = NULL;
    KT_ASSERT(!ki_unique_index_verify(&fixture.index, 10));
    fixture.index.numbers.rows[3] = (char *)&rows[3];
    KT_ASSERT(ki_unique_index_verify(&fixture.index, 10));
    fixture_close(&fixture);
}

/* A key that does not count up has no array from the start. */
KT_TEST(unique_index, a_key_without_a_number_is_a_hash_from_the_start)
{
    struct fixture fixture;

    fixture_open(&fixture, KITH_KIND_I64);
    ki_unique_index_fini(&fixture.index);
    ki_unique_index_init(&fixture.index, &fixture.key, false, &fixture.memory,
                         42);
    for (int i = 0; i < 100; i++)
        put(&fixture, row_with((size_t)i, i));
    KT_ASSERT_EQ(fixture.index.numbers.capacity, 0u);
    for (int i = 0; i < 100; i++)
        KT_ASSERT_EQ(find(&fixture, i), &rows[i]);
    KT_ASSERT(ki_unique_index_verify(&fixture.index, 100));
    fixture_close(&fixture);
}
