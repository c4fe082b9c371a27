/* uthash.c - the four tables in uthash: rows by malloc, one hash each. */
#include "keys/keys.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct number_row {
    int64_t id, value;
    UT_hash_handle hh;
};

struct text_row {
    char *name;
    int64_t value;
    UT_hash_handle hh;
};

struct pair_row {
    struct keys_pair key;
    int64_t value;
    UT_hash_handle hh;
};

struct world {
    struct number_row *scattered, *dense;
    struct text_row *texts;
    struct pair_row *pairs;
};

/* --- The world ------------------------------------------------------------ */

static struct number_row *number_row(int64_t id, int64_t value)
{
    struct number_row *row = bench_new(sizeof(*row));

    row->id = id;
    row->value = value;
    return row;
}

static void put_row(struct world *world, size_t row)
{
    int64_t value = keys_value(row);
    struct number_row *scattered = number_row(keys_scattered(row), value);
    struct text_row *text = bench_new(sizeof(*text));
    struct pair_row *pair = bench_new(sizeof(*pair));
    char name[KEYS_TEXT_BYTES];

    HASH_ADD(hh, world->scattered, id, sizeof(int64_t), scattered);

    keys_text(row, name);
    text->name = strdup(name);
    BENCH_REQUIRE(text->name);
    text->value = value;
    HASH_ADD_KEYPTR(hh, world->texts, text->name, strlen(text->name), text);

    pair->key = keys_pair(row);
    pair->value = value;
    HASH_ADD(hh, world->pairs, key, sizeof(struct keys_pair), pair);
}

static void put_dense(struct world *world, size_t count)
{
    struct number_row *row, *next;

    for (size_t i = 1; i <= count; i++) {
        int64_t key = (int64_t)i;

        row = number_row(key, keys_value(keys_dense_row(key)));
        HASH_ADD(hh, world->dense, id, sizeof(int64_t), row);
    }
    HASH_ITER(hh, world->dense, row, next)
    {
        if (!keys_dense_deleted(row->id))
            continue;
        HASH_DEL(world->dense, row);
        free(row);
    }
}

static void *open_world(void *data)
{
    const struct keys *keys = data;
    struct world *world = bench_new(sizeof(*world));

    *world = (struct world){0};
    for (size_t row = 1; row <= keys->rows; row++)
        put_row(world, row);
    put_dense(world, keys_dense_inserted(keys->rows));
    return world;
}

static void free_numbers(struct number_row *head)
{
    struct number_row *row, *next;

    HASH_ITER(hh, head, row, next)
    {
        HASH_DEL(head, row);
        free(row);
    }
}

static void close_world(void *memory)
{
    struct world *world = memory;
    struct text_row *text, *next_text;
    struct pair_row *pair, *next_pair;

    free_numbers(world->scattered);
    free_numbers(world->dense);
    HASH_ITER(hh, world->texts, text, next_text)
    {
        HASH_DEL(world->texts, text);
        free(text->name);
        free(text);
    }
    HASH_ITER(hh, world->pairs, pair, next_pair)
    {
        HASH_DEL(world->pairs, pair);
        free(pair);
    }
    free(world);
}

/* --- Works ---------------------------------------------------------------- */

static uint64_t get_numbers(const struct number_row *head,
                            const struct keys *keys)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const struct number_row *row;

        HASH_FIND(hh, head, &keys->numbers[i], sizeof(int64_t), row);
        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_scattered(void *memory, void *data)
{
    const struct world *world = memory;

    return get_numbers(world->scattered, data);
}

static uint64_t get_dense(void *memory, void *data)
{
    const struct world *world = memory;

    return get_numbers(world->dense, data);
}

static uint64_t get_text(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const struct text_row *row;

        HASH_FIND_STR(world->texts, keys->texts[i], row);
        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_pair(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const struct pair_row *row;

        HASH_FIND(hh, world->pairs, &keys->pairs[i], sizeof(struct keys_pair),
                  row);
        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static const struct work works[] = {
    {.run = get_scattered}, {.run = get_scattered}, {.run = get_dense},
    {.run = get_dense},     {.run = get_text},      {.run = get_text},
    {.run = get_pair},      {.run = get_pair},      {.run = NULL},
    {.run = NULL},          {.run = get_scattered}, {.run = get_dense},
    {.run = get_text},
};

const struct system keys_uthash = {
    .name = "uthash", .open = open_world, .close = close_world, .works = works};
