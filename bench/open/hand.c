/* hand.c - the ten tables by hand: rows in chunks that never move, found by
 * their dense key. The pools and indexes of peers/hand.h reserve address space
 * for large tables; here a handful of small blocks is faster. */
#include "open/open.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_ROWS = 16, TEXT_BYTES = 1000 };

struct row {
    int64_t id;
    const char *name;
    double weight;
    int64_t parent_id;
    struct row *parent;
};

struct chunk {
    struct chunk *next;
    struct row rows[CHUNK_ROWS];
};

struct texts {
    struct texts *next;
    size_t used;
    char bytes[TEXT_BYTES];
};

/* Chunks are in the order of their keys, texts in the opposite one. */
struct table {
    struct chunk *first, *last;
    int64_t count;
};

struct database {
    struct table levels[OPEN_LEVELS];
    struct texts *texts;
};

static const char *copy(struct database *database, const char *text)
{
    size_t bytes = strlen(text) + 1;
    struct texts *texts = database->texts;

    BENCH_REQUIRE(bytes <= TEXT_BYTES);
    if (!texts || texts->used + bytes > TEXT_BYTES) {
        texts = bench_new(sizeof(*texts));
        texts->next = database->texts;
        texts->used = 0;
        database->texts = texts;
    }
    texts->used += bytes;
    return memcpy(texts->bytes + texts->used - bytes, text, bytes);
}

static struct row *insert(struct database *database, struct table *table,
                          double weight, struct row *parent)
{
    size_t place = (size_t)table->count % CHUNK_ROWS;
    struct row *row;

    if (place == 0) {
        struct chunk *chunk = bench_new(sizeof(*chunk));

        chunk->next = NULL;
        if (table->last)
            table->last->next = chunk;
        else
            table->first = chunk;
        table->last = chunk;
    }
    row = &table->last->rows[place];
    *row = (struct row){.id = ++table->count,
                        .name = copy(database, OPEN_NAME),
                        .weight = weight,
                        .parent_id = parent ? parent->id : 0,
                        .parent = parent};
    return row;
}

static void free_database(struct database *database)
{
    for (int i = 0; i < OPEN_LEVELS; i++) {
        for (struct chunk *chunk = database->levels[i].first; chunk;) {
            struct chunk *next = chunk->next;

            free(chunk);
            chunk = next;
        }
    }
    for (struct texts *texts = database->texts; texts;) {
        struct texts *next = texts->next;

        free(texts);
        texts = next;
    }
}

static uint64_t sum_of(const struct table *table)
{
    int64_t left = table->count;
    uint64_t sum = 0;

    for (const struct chunk *chunk = table->first; chunk; chunk = chunk->next) {
        for (int i = 0; i < CHUNK_ROWS && left > 0; i++, left--) {
            const struct row *row = &chunk->rows[i];

            sum += (uint64_t)row->id + (uint64_t)row->parent->id;
        }
    }
    return sum;
}

static uint64_t one_database(void)
{
    struct database database = {0};
    struct row *parent = NULL;
    uint64_t sum;

    for (int level = 0; level < OPEN_LEVELS; level++) {
        struct row *row = NULL;

        for (int i = 0; i < OPEN_ROWS; i++)
            row = insert(&database, &database.levels[level], i, parent);
        parent = row;
    }
    sum = sum_of(&database.levels[OPEN_LEVELS - 1]);
    free_database(&database);
    return sum;
}

OPEN_SYSTEM(hand)
