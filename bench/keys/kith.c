/* kith.c - the four tables in kith: each key is a primary key. */
#include "keys/keys.h"
#include "peers/kith.h"

#include <kith.h>
#include <stdlib.h>

typedef struct Scattered {
    const int64_t id;
    int64_t value;
} Scattered;
static KITH_TABLE(Scattered, "scattered", KITH_PRIMARY_KEY(Scattered, id),
                  KITH_COLUMN(Scattered, value));

typedef struct Dense {
    const int64_t id;
    int64_t value;
} Dense;
static KITH_TABLE(Dense, "dense", KITH_PRIMARY_KEY(Dense, id),
                  KITH_COLUMN(Dense, value));

typedef struct Text {
    KITH_TEXT name;
    int64_t value;
} Text;
static KITH_TABLE(Text, "texts", KITH_PRIMARY_KEY(Text, name),
                  KITH_COLUMN(Text, value));

typedef struct Pair {
    const int64_t first, second;
    int64_t value;
} Pair;
static KITH_TABLE(Pair, "pairs", KITH_PRIMARY_KEY(Pair, first),
                  KITH_PRIMARY_KEY(Pair, second), KITH_COLUMN(Pair, value));

struct world {
    kith_db *db;
    kith_handle *handles; /* of dense rows by their key, the deleted ones too */
    kith_handle asked[KEYS_ASKED];
};

static void insert_row(kith_db *db, size_t row)
{
    int64_t value = keys_value(row);
    struct keys_pair pair = keys_pair(row);
    char text[KEYS_TEXT_BYTES];

    keys_text(row, text);
    BENCH_REQUIRE(
        kith_insert(db, Scattered, .id = keys_scattered(row), .value = value));
    BENCH_REQUIRE(kith_insert(db, Text, .name = text, .value = value));
    BENCH_REQUIRE(kith_insert(db, Pair, .first = pair.first,
                              .second = pair.second, .value = value));
}

/* A row that is deleted had the value of the one before it. */
static void insert_dense(struct world *world, size_t count)
{
    for (size_t i = 1; i <= count; i++) {
        int64_t value = keys_value(keys_dense_row((int64_t)i));
        const Dense *row = kith_insert(world->db, Dense, .value = value);

        BENCH_REQUIRE(row);
        world->handles[i] = kith_handle_of(row);
    }
    kith_for_each_row(world->db, Dense, row) {
        if (keys_dense_deleted(row->id))
            BENCH_REQUIRE(kith_delete(row) == KITH_OK);
    }
}

static void *open_world(void *data)
{
    const struct keys *keys = data;
    struct world *world = bench_new(sizeof(*world));
    size_t dense = keys_dense_inserted(keys->rows);

    world->db = bench_kith_open(KITH_TABLES(Scattered, Dense, Text, Pair));
    world->handles = bench_new((dense + 1) * sizeof(*world->handles));
    for (size_t row = 1; row <= keys->rows; row++)
        insert_row(world->db, row);
    insert_dense(world, dense);
    return world;
}

static void close_world(void *memory)
{
    struct world *world = memory;

    kith_close(world->db);
    free(world->handles);
    free(world);
}

static uint64_t get_scattered(void *memory, void *data)
{
    const struct world *world = memory;
    kith_db *db = world->db;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const Scattered *row = kith_get(db, Scattered, keys->numbers[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_dense(void *memory, void *data)
{
    const struct world *world = memory;
    kith_db *db = world->db;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const Dense *row = kith_get(db, Dense, keys->numbers[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_text(void *memory, void *data)
{
    const struct world *world = memory;
    kith_db *db = world->db;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const Text *row = kith_get(db, Text, keys->texts[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_pair(void *memory, void *data)
{
    const struct world *world = memory;
    kith_db *db = world->db;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const Pair *row =
            kith_get(db, Pair, keys->pairs[i].first, keys->pairs[i].second);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

/* The same, sixteen at once. */
#define GET_ROWS(name, Row, asked)                                       \
    static uint64_t name(void *memory, void *data)                       \
    {                                                                    \
        enum { AT_ONCE = 16 };                                           \
        const struct world *world = memory;                              \
        const struct keys *keys = data;                                  \
        const Row *rows[AT_ONCE];                                        \
        uint64_t sum = 0;                                                \
                                                                         \
        for (size_t i = 0; i < KEYS_ASKED; i += AT_ONCE) {               \
            size_t rest = KEYS_ASKED - i;                                \
            size_t count = rest < AT_ONCE ? rest : AT_ONCE;              \
                                                                         \
            kith_get_rows(world->db, Row, keys->asked + i, count, rows); \
            for (size_t j = 0; j < count; j++)                           \
                sum += rows[j] ? (uint64_t)rows[j]->value : KEYS_MISS;   \
        }                                                                \
        return sum;                                                      \
    }
GET_ROWS(get_scattered_rows, Scattered, numbers)
GET_ROWS(get_dense_rows, Dense, numbers)

static uint64_t get_text_rows(void *memory, void *data)
{
    enum { AT_ONCE = 16 };
    const struct world *world = memory;
    const struct keys *keys = data;
    const char *texts[AT_ONCE];
    const Text *rows[AT_ONCE];
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i += AT_ONCE) {
        size_t rest = KEYS_ASKED - i, count = rest < AT_ONCE ? rest : AT_ONCE;

        for (size_t j = 0; j < count; j++)
            texts[j] = keys->texts[i + j];
        kith_get_rows(world->db, Text, texts, count, rows);
        for (size_t j = 0; j < count; j++)
            sum += rows[j] ? (uint64_t)rows[j]->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t take_handles(void *memory, void *data)
{
    struct world *world = memory;
    const struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++)
        world->asked[i] = world->handles[keys->numbers[i]];
    return 0;
}

static uint64_t resolve(void *memory, void *data)
{
    const struct world *world = memory;
    kith_db *db = world->db;
    uint64_t sum = 0;

    (void)data;
    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const Dense *row = kith_resolve(db, Dense, world->asked[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static const struct work works[] = {{.run = get_scattered},
                                    {.run = get_scattered},
                                    {.run = get_dense},
                                    {.run = get_dense},
                                    {.run = get_text},
                                    {.run = get_text},
                                    {.run = get_pair},
                                    {.run = get_pair},
                                    {take_handles, resolve, NULL},
                                    {take_handles, resolve, NULL},
                                    {.run = get_scattered_rows},
                                    {.run = get_dense_rows},
                                    {.run = get_text_rows}};

const struct system keys_kith = {
    .name = "kith", .open = open_world, .close = close_world, .works = works};
