/* uthash.c - the ten tables in uthash. */
#include "open/open.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct row {
    int64_t id;
    char *name;
    double weight;
    int64_t parent_id;
    struct row *parent;
    UT_hash_handle hh;
};

static struct row *insert(struct row **table, double weight, struct row *parent)
{
    struct row *row = bench_new(sizeof(*row));

    *row = (struct row){.id = HASH_COUNT(*table) + 1,
                        .name = strdup(OPEN_NAME),
                        .weight = weight,
                        .parent_id = parent ? parent->id : 0,
                        .parent = parent};
    BENCH_REQUIRE(row->name);
    HASH_ADD(hh, *table, id, sizeof(row->id), row);
    return row;
}

static void free_table(struct row *table)
{
    struct row *row, *next;

    HASH_ITER(hh, table, row, next)
    {
        HASH_DEL(table, row);
        free(row->name);
        free(row);
    }
}

static uint64_t one_database(void)
{
    struct row *levels[OPEN_LEVELS] = {0}, *parent = NULL;
    uint64_t sum = 0;

    for (int level = 0; level < OPEN_LEVELS; level++) {
        struct row *row = NULL;

        for (int i = 0; i < OPEN_ROWS; i++)
            row = insert(&levels[level], i, parent);
        parent = row;
    }
    for (const struct row *row = levels[OPEN_LEVELS - 1]; row;
         row = row->hh.next)
        sum += (uint64_t)row->id + (uint64_t)row->parent->id;
    for (int level = 0; level < OPEN_LEVELS; level++)
        free_table(levels[level]);
    return sum;
}

OPEN_SYSTEM(uthash)
