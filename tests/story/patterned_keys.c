/* patterned_keys.c - keys that hash tables may be slow with: only high bits,
 * equal steps, pairs that change alike. They are inserted, found and deleted as
 * any others; how many slots that takes is counted in unit/data/hash_probes.c. */
#include "family.h"

typedef struct Number Number;
typedef struct Pair Pair;
typedef struct Wide Wide;
struct Number {
    const int64_t id;
};
struct Pair {
    const int64_t a, b;
};
struct Wide {
    const int64_t a, b, c, d, e, f, g, h, i, j, k, l, m, n;
};
static KITH_TABLE(Number, "numbers", KITH_PRIMARY_KEY(Number, id));
static KITH_TABLE(Pair, "pairs", KITH_COLUMN(Pair, a, .primary_key = true),
                  KITH_COLUMN(Pair, b, .primary_key = true));
static KITH_TABLE(Wide, "wides", KITH_COLUMN(Wide, a, .primary_key = true),
                  KITH_COLUMN(Wide, b, .primary_key = true),
                  KITH_COLUMN(Wide, c, .primary_key = true),
                  KITH_COLUMN(Wide, d, .primary_key = true),
                  KITH_COLUMN(Wide, e, .primary_key = true),
                  KITH_COLUMN(Wide, f, .primary_key = true),
                  KITH_COLUMN(Wide, g, .primary_key = true),
                  KITH_COLUMN(Wide, h, .primary_key = true),
                  KITH_COLUMN(Wide, i, .primary_key = true),
                  KITH_COLUMN(Wide, j, .primary_key = true),
                  KITH_COLUMN(Wide, k, .primary_key = true),
                  KITH_COLUMN(Wide, l, .primary_key = true),
                  KITH_COLUMN(Wide, m, .primary_key = true),
                  KITH_COLUMN(Wide, n, .primary_key = true));

enum { KEYS = 4096, SIDE = 64 };

static kith_db *open_seeded(uint64_t seed)
{
    return family_open_seeded(KITH_TABLES(Number, Pair, Wide), seed);
}

/* The i-th number of a pattern: shifted, or a step away from the one before. */
static int64_t number(unsigned pattern, uint64_t i)
{
    static const uint64_t steps[] = {
        0x9e3779b97f4a7c15u, 0xf1de83e19937733du, (UINT64_C(1) << 42) + 1,
        UINT64_C(1) << 52,   UINT64_C(1) << 40,   UINT64_C(1) << 16};

    return (int64_t)((i + 1) * steps[pattern]);
}

KT_TEST(patterned_keys, of_one_number_are_inserted_found_and_deleted)
{
    for (unsigned pattern = 0; pattern < 6; pattern++) {
        kith_db *db = open_seeded(pattern % 2 ? 1 : 99);

        for (uint64_t i = 0; i < KEYS - 1; i++)
            KT_ASSERT(kith_insert(db, Number, .id = number(pattern, i)));
        for (uint64_t i = 0; i < KEYS - 1; i += 2)
            ANSWERS(kith_delete(kith_get(db, Number, number(pattern, i))),
                    KITH_OK);
        for (uint64_t i = 0; i < KEYS - 1; i++) {
            Number *found = kith_get(db, Number, number(pattern, i));

            KT_ASSERT((i % 2 == 1) == (found != NULL));
            KT_ASSERT(!found || found->id == number(pattern, i));
        }
        family_close(db);
    }
}

KT_TEST(patterned_keys, of_pairs_of_high_bits_are_inserted_found_and_deleted)
{
    for (unsigned shift = 0; shift <= 58; shift += 29) {
        kith_db *db = open_seeded(1);

        for (uint64_t i = 0; i < KEYS; i++)
            KT_ASSERT(kith_insert(db, Pair, .a = (int64_t)(i / SIDE << shift),
                                  .b = (int64_t)(i % SIDE << shift)));
        for (uint64_t i = 0; i < KEYS; i += 3)
            ANSWERS(kith_delete(kith_get(db, Pair, (int64_t)(i / SIDE << shift),
                                         (int64_t)(i % SIDE << shift))),
                    KITH_OK);
        for (uint64_t i = 0; i < KEYS; i++) {
            int64_t a = (int64_t)(i / SIDE << shift);
            int64_t b = (int64_t)(i % SIDE << shift);
            Pair *found = kith_get(db, Pair, a, b);

            KT_ASSERT((i % 3 != 0) == (found != NULL));
            KT_ASSERT(!found || (found->a == a && found->b == b));
        }
        family_close(db);
    }
}

/* The given bit of a key, as the highest of a column. */
static int64_t high(uint64_t key, unsigned bit)
{
    return (int64_t)((key >> bit & 1) << 63);
}

KT_TEST(patterned_keys, of_fourteen_single_bits_are_inserted_and_found)
{
    kith_db *db = open_seeded(1);

    for (uint64_t i = 0; i < KEYS * 4; i++)
        KT_ASSERT(kith_insert(
            db, Wide, .a = high(i, 0), .b = high(i, 1), .c = high(i, 2),
            .d = high(i, 3), .e = high(i, 4), .f = high(i, 5), .g = high(i, 6),
            .h = high(i, 7), .i = high(i, 8), .j = high(i, 9), .k = high(i, 10),
            .l = high(i, 11), .m = high(i, 12), .n = high(i, 13)));
    for (uint64_t i = 0; i < KEYS * 4; i++) {
        Wide *found = kith_get(db, Wide, high(i, 0), high(i, 1), high(i, 2),
                               high(i, 3), high(i, 4), high(i, 5), high(i, 6),
                               high(i, 7), high(i, 8), high(i, 9), high(i, 10),
                               high(i, 11), high(i, 12), high(i, 13));

        KT_ASSERT(found && found->a == high(i, 0) && found->n == high(i, 13));
    }
    family_close(db);
}
