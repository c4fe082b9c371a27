/* hash_index.c - an index finds every row that was put in and no other. */
#include "data/hash_index.h"

#include "catalog/value.h"
#include "kt.h"

typedef struct Row Row;
struct Row {
    int64_t number;
    const char *name;
};

/* A key over one column of Row, made by hand. */
struct fixture {
    struct memory memory;
    struct column column;
    struct column *columns[1];
    struct key key;
    struct hash_index index;
};

static void fixture_open(struct fixture *fixture, kith_kind kind, size_t offset)
{
    *fixture = (struct fixture){
        .column = {.kind = (uint8_t)kind, .offset = offset, .bytes = 8}};
    ki_memory_init(&fixture->memory, NULL);
    fixture->columns[0] = &fixture->column;
    fixture->key = (struct key){
        .columns = fixture->columns, .column_count = 1, .unique = true};
    ki_hash_index_init(&fixture->index, &fixture->key, &fixture->memory, 42,
                       false);
}

static void fixture_close(struct fixture *fixture)
{
    ki_hash_index_fini(&fixture->index);
    KT_ASSERT_EQ(fixture->memory.bytes, 0u);
}

static char *find_number(struct fixture *fixture, int64_t number)
{
    const void *value = &number;

    return ki_hash_index_find(&fixture->index, &value);
}

static void put(struct fixture *fixture, Row *row)
{
    KT_ASSERT(ki_hash_index_reserve(&fixture->index, 1));
    ki_hash_index_put(&fixture->index, (char *)row, (char *)row);
}

enum { ROWS = 2000 };
static Row rows[ROWS];

/* Strides that put many keys into few homes, and dense ones. */
static const int64_t strides[] = {1, -1, 3, 256, 65536, INT64_C(1) << 40};

KT_TEST(hash_index, finds_each_row_put_and_nothing_taken)
{
    for (size_t s = 0; s < sizeof(strides) / sizeof(*strides); s++) {
        struct fixture fixture;

        fixture_open(&fixture, KITH_KIND_I64, offsetof(Row, number));
        for (int i = 0; i < ROWS; i++) {
            rows[i].number = i * strides[s];
            put(&fixture, &rows[i]);
        }
        for (int i = 0; i < ROWS; i += 2)
            ki_hash_index_take(&fixture.index, (char *)&rows[i]);
        KT_ASSERT_EQ(fixture.index.count, (size_t)ROWS / 2);
        for (int i = 0; i < ROWS; i++)
            KT_ASSERT_EQ(find_number(&fixture, rows[i].number),
                         i % 2 ? (char *)&rows[i] : NULL);
        fixture_close(&fixture);
    }
}

/* Takes shift entries back over the gap: a long mix must lose none. */
KT_TEST(hash_index, survives_a_long_mix_of_puts_and_takes)
{
    struct fixture fixture;
    static bool in[ROWS];
    uint64_t random = 1;

    fixture_open(&fixture, KITH_KIND_I64, offsetof(Row, number));
    for (int i = 0; i < ROWS; i++) {
        rows[i].number = i * 8;
        in[i] = false;
    }
    for (int step = 0; step < 50000; step++) {
        size_t i;

        random = random * 6364136223846793005u + 1442695040888963407u;
        i = (random >> 33) % ROWS;
        if (in[i])
            ki_hash_index_take(&fixture.index, (char *)&rows[i]);
        else
            put(&fixture, &rows[i]);
        in[i] = !in[i];
        KT_ASSERT_EQ(find_number(&fixture, rows[i].number) != NULL, in[i]);
    }
    for (int i = 0; i < ROWS; i++)
        KT_ASSERT_EQ(find_number(&fixture, rows[i].number) != NULL, in[i]);
    fixture_close(&fixture);
}

KT_TEST(hash_index, tells_texts_of_every_length_apart)
{
    struct fixture fixture;
    static char names[40][48];

    fixture_open(&fixture, KITH_KIND_TEXT, offsetof(Row, name));
    for (int i = 0; i < 40; i++) {
        memset(names[i], 'x', (size_t)i);
        rows[i].name = names[i];
        put(&fixture, &rows[i]);
    }
    for (int i = 0; i < 40; i++) {
        char probe[48] = {0};
        const char *text = probe;
        const void *value = &text;

        memset(probe, 'x', (size_t)i);
        KT_ASSERT_EQ(ki_hash_index_find(&fixture.index, &value),
                     (char *)&rows[i]);
        if (i > 0) {
            probe[i - 1] = 'y';
            KT_ASSERT_NULL(ki_hash_index_find(&fixture.index, &value));
        }
    }
    fixture_close(&fixture);
}

/* One reserve is room for all that follow. */
KT_TEST(hash_index, a_reserve_makes_room_for_as_many_as_it_says)
{
    struct fixture fixture;
    size_t bytes;

    fixture_open(&fixture, KITH_KIND_I64, offsetof(Row, number));
    KT_ASSERT(ki_hash_index_reserve(&fixture.index, ROWS));
    bytes = fixture.memory.bytes;
    for (int i = 0; i < ROWS; i++) {
        rows[i].number = i;
        ki_hash_index_put(&fixture.index, (char *)&rows[i], (char *)&rows[i]);
    }
    KT_ASSERT_EQ(fixture.memory.bytes, bytes);
    KT_ASSERT(fixture.index.count <= fixture.index.capacity / 8 * 5);
    fixture_close(&fixture);
}

/* --- The ways of some keys ------------------------------------------------ */

/* What a way of its own finds, the general one finds too. */
static void assert_two(struct fixture *fixture, const Row *row, char *found)
{
    const void *values[] = {&row->number, &row->name};

    KT_ASSERT_EQ(kith_probe_two_(&fixture->index.probe, (uint64_t)row->number,
                                 (uint64_t)(uintptr_t)row->name),
                 (void *)found);
    KT_ASSERT_EQ(ki_hash_index_find(&fixture->index, values), found);
}

/* The address of a name is the second number. */
KT_TEST(hash_index, finds_rows_by_two_numbers)
{
    struct fixture fixture;
    struct column columns[2] = {
        {.kind = KITH_KIND_I64, .offset = offsetof(Row, number), .bytes = 8},
        {.kind = KITH_KIND_U64, .offset = offsetof(Row, name), .bytes = 8}};
    struct column *both[2] = {&columns[0], &columns[1]};
    static char names[8];

    fixture_open(&fixture, KITH_KIND_I64, 0);
    fixture.key.columns = both;
    fixture.key.column_count = 2;
    ki_hash_index_init(&fixture.index, &fixture.key, &fixture.memory, 42,
                       false);
    assert_two(&fixture, &rows[0], NULL);
    for (int i = 0; i < ROWS; i++) {
        rows[i] = (Row){.number = i / 8, .name = &names[i % 8]};
        put(&fixture, &rows[i]);
    }
    for (int i = 0; i < ROWS; i++)
        assert_two(&fixture, &rows[i], (char *)&rows[i]);
    assert_two(&fixture, &(Row){.number = ROWS, .name = names}, NULL);
    assert_two(&fixture, &(Row){.number = 1, .name = names + 8}, NULL);
    fixture_close(&fixture);
}

KT_TEST(hash_index, finds_rows_by_blocks_of_text)
{
    struct fixture fixture;
    struct pool pool;
    struct texts texts = {.pool = &pool};
    char probe[48];

    fixture_open(&fixture, KITH_KIND_TEXT, offsetof(Row, name));
    ki_pool_init(&pool, &fixture.memory);
    KT_ASSERT_NULL(hash_index_find_text(&fixture.index, ""));
    memset(probe, 'x', sizeof(probe));
    for (int i = 0; i < 40; i++) {
        rows[i].name = ki_text_new(&texts, probe, (size_t)i);
        put(&fixture, &rows[i]);
    }
    for (int i = 0; i < 40; i++) {
        memset(probe, 'x', sizeof(probe));
        probe[i] = '\0';
        KT_ASSERT_EQ(hash_index_find_text(&fixture.index, probe),
                     (char *)&rows[i]);
        for (int j = 0; j < i; j++) {
            probe[j] = 'y';
            KT_ASSERT_NULL(hash_index_find_text(&fixture.index, probe));
            probe[j] = 'x';
        }
    }
    for (int i = 0; i < 40; i++)
        ki_text_release(&texts, load_ptr((char *)&rows[i].name));
    ki_pool_fini(&pool);
    fixture_close(&fixture);
}

KT_TEST(hash_index, finds_numbers_without_the_list_of_columns)
{
    struct fixture fixture;

    fixture_open(&fixture, KITH_KIND_I64, offsetof(Row, number));
    for (int i = 0; i < ROWS; i++) {
        KT_ASSERT_NULL(
            kith_probe_one_(&fixture.index.probe, (uint64_t)i << 40));
        rows[i].number = (int64_t)i << 40;
        put(&fixture, &rows[i]);
        KT_ASSERT_EQ(kith_probe_one_(&fixture.index.probe, (uint64_t)i << 40),
                     (char *)&rows[i]);
    }
    fixture_close(&fixture);
}
