/* hand.c - the four tables by hand: indexes for three of them, and for dense
 * keys an array of rows by their key.
 *
 * A text lies behind a pointer in its row, because it may be replaced by a
 * longer one. An array of pointers and not of rows serves the dense keys,
 * because rows are deleted and others refer to them by address.
 */
#include "keys/keys.h"
#include "peers/hand_text.h"

struct number_row {
    int64_t id, value;
};

struct text_row {
    const char *name;
    int64_t value;
};

struct pair_row {
    struct keys_pair key;
    int64_t value;
};

/* A row with the count that a handle must match: {count, place} in 64 bits. */
struct counted_row {
    uint32_t count;
    struct number_row row;
};

struct world {
    struct pool scattered_rows, dense_rows, text_rows, pair_rows;
    struct hand_index scattered, texts, pairs;
    struct number_row **dense; /* by the key - 1 */
    size_t dense_count;
    struct counted_row *counted; /* by the dense key - 1 */
    uint64_t asked[KEYS_ASKED];  /* handles */
    struct hand_texts names;
};

static uint64_t number_hash(const void *row)
{
    const struct number_row *number = row;

    return hand_hash((uint64_t)number->id);
}

static bool number_has(const void *row, const void *key)
{
    const struct number_row *number = row;

    return number->id == *(const int64_t *)key;
}

static uint64_t text_hash(const void *row)
{
    const struct text_row *text = row;

    return hand_text_hash(text->name);
}

static bool text_has(const void *row, const void *key)
{
    const struct text_row *text = row;

    return strcmp(text->name, key) == 0;
}

static uint64_t hash_of_pair(struct keys_pair pair)
{
    return hand_fold((uint64_t)pair.first ^ 0xbf58476d1ce4e5b9u,
                     (uint64_t)pair.second ^ 0x9e3779b97f4a7c15u);
}

static uint64_t pair_hash(const void *row)
{
    const struct pair_row *pair = row;

    return hash_of_pair(pair->key);
}

static bool pair_has(const void *row, const void *key)
{
    const struct pair_row *pair = row;
    const struct keys_pair *wanted = key;

    return pair->key.first == wanted->first &&
           pair->key.second == wanted->second;
}

/* --- The world ------------------------------------------------------------ */

static void put_row(struct world *world, size_t row)
{
    struct number_row *scattered = pool_take(&world->scattered_rows);
    struct text_row *text = pool_take(&world->text_rows);
    struct pair_row *pair = pool_take(&world->pair_rows);
    char name[KEYS_TEXT_BYTES];

    scattered->id = keys_scattered(row);
    scattered->value = keys_value(row);
    hand_put(&world->scattered, number_hash(scattered), scattered, number_hash);

    keys_text(row, name);
    text->name = hand_texts_put(&world->names, name);
    text->value = keys_value(row);
    hand_put(&world->texts, text_hash(text), text, text_hash);

    pair->key = keys_pair(row);
    pair->value = keys_value(row);
    hand_put(&world->pairs, pair_hash(pair), pair, pair_hash);
}

static void put_dense(struct world *world, size_t count)
{
    for (size_t i = 1; i <= count; i++) {
        struct number_row *row = pool_take(&world->dense_rows);

        row->id = (int64_t)i;
        row->value = keys_value(keys_dense_row(row->id));
        world->dense[world->dense_count++] = row;
    }
    for (size_t i = 1; i <= count; i++) {
        if (!keys_dense_deleted((int64_t)i))
            continue;
        pool_give(&world->dense_rows, world->dense[i - 1]);
        world->dense[i - 1] = NULL;
    }
}

/* What is deleted has had its count raised; the handle keeps the old one. */
static void put_counted(struct world *world, size_t count)
{
    for (size_t i = 1; i <= count; i++)
        world->counted[i - 1] = (struct counted_row){
            .count = keys_dense_deleted((int64_t)i) ? 2 : 1,
            .row = {(int64_t)i, keys_value(keys_dense_row((int64_t)i))}};
}

static void *open_world(void *data)
{
    const struct keys *keys = data;
    struct world *world = bench_new(sizeof(*world));
    size_t rows = keys->rows, dense = keys_dense_inserted(rows);

    pool_init(&world->scattered_rows, sizeof(struct number_row), rows, true);
    pool_init(&world->dense_rows, sizeof(struct number_row), dense, true);
    pool_init(&world->text_rows, sizeof(struct text_row), rows, true);
    pool_init(&world->pair_rows, sizeof(struct pair_row), rows, true);
    hand_index_init(&world->scattered, rows);
    hand_index_init(&world->texts, rows);
    hand_index_init(&world->pairs, rows);
    hand_texts_init(&world->names, rows * KEYS_TEXT_BYTES);
    world->dense = (void *)hand_slots_new(dense);
    world->dense_count = 0;
    for (size_t row = 1; row <= rows; row++)
        put_row(world, row);
    put_dense(world, dense);
    world->counted = bench_new(dense * sizeof(*world->counted));
    put_counted(world, dense);
    return world;
}

static void close_world(void *memory)
{
    struct world *world = memory;

    pool_fini(&world->scattered_rows);
    pool_fini(&world->dense_rows);
    pool_fini(&world->text_rows);
    pool_fini(&world->pair_rows);
    hand_index_fini(&world->scattered);
    hand_index_fini(&world->texts);
    hand_index_fini(&world->pairs);
    hand_texts_fini(&world->names);
    hand_slots_free((void *)world->dense, world->dense_count);
    free(world->counted);
    free(world);
}

/* --- Works ---------------------------------------------------------------- */

static uint64_t get_scattered(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        uint64_t hash = hand_hash((uint64_t)keys->numbers[i]);
        const struct number_row *row =
            hand_find(&world->scattered, hash, number_has, &keys->numbers[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_dense(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        size_t place = (size_t)keys->numbers[i] - 1;
        const struct number_row *row =
            place < world->dense_count ? world->dense[place] : NULL;

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t get_text(void *memory, void *data)
{
    const struct world *world = memory;
    const struct keys *keys = data;
    uint64_t sum = 0;

    for (size_t i = 0; i < KEYS_ASKED; i++) {
        const char *text = keys->texts[i];
        const struct text_row *row =
            hand_find(&world->texts, hand_text_hash(text), text_has, text);

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
        uint64_t hash = hash_of_pair(keys->pairs[i]);
        const struct pair_row *row =
            hand_find(&world->pairs, hash, pair_has, &keys->pairs[i]);

        sum += row ? (uint64_t)row->value : KEYS_MISS;
    }
    return sum;
}

static uint64_t take_handles(void *memory, void *data)
{
    struct world *world = memory;
    const struct keys *keys = data;

    for (size_t i = 0; i < KEYS_ASKED; i++)
        world->asked[i] = (uint64_t)1 << 32 | (uint64_t)(keys->numbers[i] - 1);
    return 0;
}

static uint64_t resolve(void *memory, void *data)
{
    const struct world *world = memory;
    uint64_t sum = 0;

    (void)data;
    for (size_t i = 0; i < KEYS_ASKED; i++) {
        size_t place = (uint32_t)world->asked[i];
        const struct counted_row *row =
            place < world->dense_count ? &world->counted[place] : NULL;

        sum += row && row->count == world->asked[i] >> 32
                   ? (uint64_t)row->row.value
                   : KEYS_MISS;
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
                                    {.run = get_scattered},
                                    {.run = get_dense},
                                    {.run = get_text}};

const struct system keys_hand = {
    .name = "hand", .open = open_world, .close = close_world, .works = works};
