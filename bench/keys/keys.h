/* keys.h - four tables of as many rows, each found by a key of another kind.
 *
 * Owns   the keys, which are computed from the number of their row, 1 to rows,
 *        and the draws. The keys of rows behind the last one are those that
 *        miss, but for dense keys.
 *
 *   scattered  64 bits that may be anything
 *   dense      1, 2, 3..., given by the system; one row of 17 was deleted after
 *              loading, and its key misses
 *   text       13 to 20 characters, no two rows near each other
 *   pair       two numbers: eight rows share the first, the second counts them
 */
#ifndef BENCH_KEYS_H
#define BENCH_KEYS_H

#include "harness/bench.h"

enum { KEYS_ASKED = 5000, KEYS_TEXT_BYTES = 24, KEYS_SHARE_FIRST = 8 };

struct keys_pair {
    int64_t first, second;
};

/* Draws fill the array of the kind they ask for. */
struct keys {
    size_t rows;
    int64_t numbers[KEYS_ASKED];
    char texts[KEYS_ASKED][KEYS_TEXT_BYTES];
    struct keys_pair pairs[KEYS_ASKED];
};

static inline int64_t keys_scattered(size_t row)
{
    return (int64_t)mixed(row);
}

enum { KEYS_DENSE_GAP = 17 };

static inline int64_t keys_dense(size_t row)
{
    return (int64_t)(row + (row - 1) / (KEYS_DENSE_GAP - 1));
}

/* How many dense rows there were before some of them were deleted. */
static inline size_t keys_dense_inserted(size_t rows)
{
    return rows + rows / (KEYS_DENSE_GAP - 1);
}

static inline bool keys_dense_deleted(int64_t key)
{
    return key % KEYS_DENSE_GAP == 0;
}

/* The row of a dense key that is not deleted. */
static inline size_t keys_dense_row(int64_t key)
{
    return (size_t)(key - key / KEYS_DENSE_GAP);
}

static inline struct keys_pair keys_pair(size_t row)
{
    return (struct keys_pair){.first =
                                  (int64_t)mixed(row / KEYS_SHARE_FIRST + 1),
                              .second = (int64_t)(row % KEYS_SHARE_FIRST)};
}

/* Thirteen digits with 36 values each tell all numbers of 64 bits apart; up to
 * seven letters follow. */
static inline void keys_text(size_t row, char *text)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    uint64_t number = mixed(row), more = mixed(~(uint64_t)row);
    size_t bytes = 13 + more % 8;

    for (size_t i = 0; i < bytes; i++) {
        if (i == 13)
            number = more / 8;
        text[i] = digits[number % 36];
        number /= 36;
    }
    text[bytes] = '\0';
}

/* What a row holds beside its key. */
static inline int64_t keys_value(size_t row)
{
    return (int64_t)row * 3 + 1;
}

/* What a lookup adds to the checksum that found no row. */
enum { KEYS_MISS = 1 };

extern const struct system keys_kith, keys_hand, keys_uthash, keys_glib,
    keys_sqlite;

#endif
