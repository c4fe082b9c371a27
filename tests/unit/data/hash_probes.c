/* hash_probes.c - no keys that were chosen beforehand are slow to find: probes
 * are counted, over many seeds, and compared with those of random keys. */
#include "data/hash_index.h"
#include "engine.h"

#include "family.h"

#include <kith.h>

#include <stdio.h>

enum {
    SEEDS = FAMILY_SLOW ? 8 : 64,
    ROWS = 1500,
    MANY = 14,
    ROWS_MAX = 1 << MANY,
    TIMES = 10
};

typedef struct Row {
    int64_t a, b;
    double real;
    float narrow;
    const char *text;
    kith_blob blob, other;
    char chars[16];
    int64_t many[MANY];
    char storage[24];
} Row;

static Row rows[ROWS_MAX];
static const char zeros[ROWS];

#define COLUMN(kind_, member)                             \
    {                                                     \
        .kind = (kind_), .offset = offsetof(Row, member), \
        .bytes = sizeof(((Row *)0)->member)               \
    }

static struct column one_integer[] = {COLUMN(KITH_KIND_I64, a)};
static struct column two_integers[] = {COLUMN(KITH_KIND_I64, a),
                                       COLUMN(KITH_KIND_I64, b)};
static struct column one_real[] = {COLUMN(KITH_KIND_F64, real)};
static struct column one_float[] = {COLUMN(KITH_KIND_F32, narrow)};
static struct column one_text[] = {COLUMN(KITH_KIND_TEXT, text)};
static struct column one_blob[] = {COLUMN(KITH_KIND_BLOB, blob)};
static struct column two_blobs[] = {COLUMN(KITH_KIND_BLOB, blob),
                                    COLUMN(KITH_KIND_BLOB, other)};
static struct column one_chars[] = {COLUMN(KITH_KIND_CHARS, chars)};
static struct column integer_text[] = {COLUMN(KITH_KIND_I64, a),
                                       COLUMN(KITH_KIND_TEXT, text)};
static struct column text_integer[] = {COLUMN(KITH_KIND_TEXT, text),
                                       COLUMN(KITH_KIND_I64, a)};
static struct column real_integer[] = {COLUMN(KITH_KIND_F64, real),
                                       COLUMN(KITH_KIND_I64, a)};
static struct column many_integers[] = {
    COLUMN(KITH_KIND_I64, many[0]),  COLUMN(KITH_KIND_I64, many[1]),
    COLUMN(KITH_KIND_I64, many[2]),  COLUMN(KITH_KIND_I64, many[3]),
    COLUMN(KITH_KIND_I64, many[4]),  COLUMN(KITH_KIND_I64, many[5]),
    COLUMN(KITH_KIND_I64, many[6]),  COLUMN(KITH_KIND_I64, many[7]),
    COLUMN(KITH_KIND_I64, many[8]),  COLUMN(KITH_KIND_I64, many[9]),
    COLUMN(KITH_KIND_I64, many[10]), COLUMN(KITH_KIND_I64, many[11]),
    COLUMN(KITH_KIND_I64, many[12]), COLUMN(KITH_KIND_I64, many[13])};

/* An index over such columns, made by hand. */
struct fixture {
    struct memory memory;
    struct column *columns[MANY];
    struct key key;
    struct hash_index index;
};

static void fixture_open(struct fixture *fixture, struct column *columns,
                         size_t count, uint64_t seed)
{
    *fixture = (struct fixture){.key = {.columns = fixture->columns,
                                        .column_count = count,
                                        .unique = true}};
    for (size_t i = 0; i < count; i++)
        fixture->columns[i] = &columns[i];
    ki_memory_init(&fixture->memory, NULL);
    ki_hash_index_init(&fixture->index, &fixture->key, &fixture->memory, seed,
                       false);
}

static void fixture_close(struct fixture *fixture)
{
    ki_hash_index_fini(&fixture->index);
    KT_ASSERT_EQ(fixture->memory.bytes, 0u);
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* How many probes find one of the first rows, on the mean of all seeds. */
static double mean_probes(struct column *columns, size_t column_count,
                          size_t row_count)
{
    uint64_t random = 1, probes = 0;

    for (size_t i = 0; i < SEEDS; i++) {
        struct fixture fixture;

        fixture_open(&fixture, columns, column_count, next_random(&random));
        KT_ASSERT(ki_hash_index_reserve(&fixture.index, row_count));
        for (size_t r = 0; r < row_count; r++)
            ki_hash_index_put(&fixture.index, (char *)&rows[r],
                              (char *)&rows[r]);
        for (size_t r = 0; r < row_count; r++)
            probes += ki_hash_index_probes(&fixture.index, (char *)&rows[r]);
        fixture_close(&fixture);
    }
    return (double)probes / (double)row_count / SEEDS;
}

static double random_probes(size_t row_count)
{
    uint64_t random = 7;

    for (size_t i = 0; i < row_count; i++)
        rows[i].a = (int64_t)next_random(&random);
    return mean_probes(one_integer, 1, row_count);
}

static void expect_few(struct column *columns, size_t column_count,
                       size_t row_count, double random, const char *keys,
                       unsigned which)
{
    double mean = mean_probes(columns, column_count, row_count);

    KT_ASSERT(mean <= TIMES * random, "%s %u: %.2f probes, random keys %.2f",
              keys, which, mean, random);
}

/* The number that the index of another seed has at the beginning of its slots,
 * like all up to ROWS. */
static int64_t prepared(uint64_t seed, uint64_t i)
{
    struct fixture fixture;
    uint64_t number;

    fixture_open(&fixture, one_integer, 1, seed);
    number = ki_hash_index_number(&fixture.index, i);
    fixture_close(&fixture);
    return (int64_t)number;
}

enum { SPREADS = 18 };
static int64_t spread(unsigned how, uint64_t i)
{
    static const uint64_t steps[] = {1,
                                     3,
                                     10,
                                     1000000000,
                                     UINT64_MAX / ROWS,
                                     UINT64_MAX / ROWS / 3,
                                     0x9e3779b97f4a7c15u, /* golden ratio */
                                     0xf1de83e19937733du, /* its inverse */
                                     (UINT64_C(1) << 32) + 1,
                                     (UINT64_C(1) << 42) + 1,
                                     (UINT64_C(1) << 42) - 1,
                                     (UINT64_C(1) << 48) + (1 << 16) + 1};
    uint64_t reversed = 0;

    if (how < sizeof(steps) / sizeof(*steps))
        return (int64_t)(i * steps[how]);
    for (unsigned bit = 0; bit < 64; bit++)
        reversed |= (i >> bit & 1) << (63 - bit);
    switch (how) {
    case 12:
        return (int64_t)reversed;
    case 13:
        return (int64_t)(reversed >> 32);
    case 14:
        return (int64_t)(i * i);
    case 15:
        return (int64_t)((i & 31) | (i >> 5) << 41);
    case 16:
        return prepared(1, i);
    default:
        return prepared(0x123456789abcdef0u, i);
    }
}

KT_TEST(hash_probes, of_one_integer_are_few_for_steps_shifts_and_prepared_keys)
{
    double random = random_probes(ROWS);

    for (unsigned how = 0; how < SPREADS; how++) {
        for (size_t i = 0; i < ROWS; i++)
            rows[i].a = spread(how, i);
        expect_few(one_integer, 1, ROWS, random, "spread", how);
    }
    for (unsigned shift = 0; shift <= 56; shift += 4) {
        size_t count = shift > 52 ? (size_t)1 << (64 - shift) : ROWS;

        for (size_t i = 0; i < count; i++)
            rows[i].a = (int64_t)((uint64_t)i << shift);
        expect_few(one_integer, 1, count, random, "shift", shift);
    }
}

/* Both columns of a pair show the same change of a number. */
KT_TEST(hash_probes, of_two_integers_are_few_where_both_change_alike)
{
    static const uint64_t toggled[] = {UINT64_C(1) << 63, UINT64_C(3) << 62,
                                       UINT64_C(1) << 54, 1,
                                       0x9e3779b97f4a7c15u};
    double random = random_probes(ROWS);

    for (unsigned t = 0; t < sizeof(toggled) / sizeof(*toggled); t++) {
        for (uint64_t i = 0; i < ROWS; i++) {
            uint64_t change = i % 2 ? toggled[t] : 0;

            rows[i].a = (int64_t)((i / 2) ^ change);
            rows[i].b = (int64_t)((i / 2 * 5) ^ change);
        }
        expect_few(two_integers, 2, ROWS, random, "toggled", t);
    }
    for (unsigned shift = 0; shift <= 58; shift++) {
        for (uint64_t i = 0; i < ROWS; i++) {
            rows[i].a = (int64_t)((i & 63) << shift);
            rows[i].b = (int64_t)((i >> 6) << shift);
        }
        expect_few(two_integers, 2, ROWS, random, "both shifted", shift);
    }
    for (unsigned how = 0; how < 4; how++) {
        for (int64_t i = 0; i < ROWS; i++) {
            rows[i].a = how == 0 ? 0 : i;
            rows[i].b = how == 1 ? 0 : how == 2 ? -i : i;
        }
        expect_few(two_integers, 2, ROWS, random, "one of two", how);
    }
}

KT_TEST(hash_probes, of_fourteen_columns_are_few_when_each_is_a_single_bit)
{
    static const unsigned bits[] = {63, 62, 0};
    double random = random_probes(ROWS_MAX);

    for (unsigned b = 0; b < sizeof(bits) / sizeof(*bits); b++) {
        for (size_t i = 0; i < ROWS_MAX; i++) {
            for (size_t column = 0; column < MANY; column++)
                rows[i].many[column] =
                    (int64_t)((uint64_t)(i >> column & 1) << bits[b]);
        }
        expect_few(many_integers, MANY, ROWS_MAX, random, "bit", bits[b]);
    }
}

KT_TEST(hash_probes, of_reals_are_few_and_a_sign_counts)
{
    static const double steps[] = {1, 0.01, 0.5, 1e300, 1e-300, 1024};
    double random = random_probes(ROWS);

    for (unsigned s = 0; s < sizeof(steps) / sizeof(*steps); s++) {
        for (int i = 0; i < ROWS; i++) {
            rows[i].real = (i - ROWS / 2) * steps[s];
            rows[i].narrow = (float)(i - ROWS / 2) * (s % 2 ? 0.25f : 1.0f);
            rows[i].a = i % 2;
        }
        expect_few(one_real, 1, ROWS, random, "reals", s);
        expect_few(one_float, 1, ROWS, random, "floats", s);
        expect_few(real_integer, 2, ROWS, random, "reals and integers", s);
    }
    KT_ASSERT(value_hash(KITH_KIND_F64, 8, &(double){1.5}, 9) !=
              value_hash(KITH_KIND_F64, 8, &(double){-1.5}, 9));
}

/* Texts of one length that differ in few bits, or in their length alone. */
static void write_text(Row *row, unsigned how, unsigned i)
{
    static const char *const forms[] = {"%u", "%08u", "user%u", "%u@example",
                                        "a common beginning %u"};

    if (how < sizeof(forms) / sizeof(*forms)) {
        snprintf(row->storage, sizeof(row->storage), forms[how], i);
    } else {
        memset(row->storage, 0, sizeof(row->storage));
        for (unsigned bit = 0; bit < 16; bit++)
            row->storage[bit] =
                (char)('a' + (char)((i >> bit & 1) << (how - 5)));
    }
    row->text = row->storage;
    memcpy(row->chars, row->storage, sizeof(row->chars) - 1);
}

KT_TEST(hash_probes, of_texts_and_bytes_are_few_when_little_differs)
{
    double random = random_probes(ROWS);

    for (unsigned how = 0; how < 10; how++) {
        for (unsigned i = 0; i < ROWS; i++) {
            write_text(&rows[i], how, i);
            rows[i].a = (int64_t)i % 3;
        }
        expect_few(one_text, 1, ROWS, random, "text", how);
        if (how != 4)
            expect_few(one_chars, 1, ROWS, random, "chars", how);
        expect_few(text_integer, 2, ROWS, random, "text and integer", how);
        expect_few(integer_text, 2, ROWS, random, "integer and text", how);
    }
    for (size_t i = 0; i < ROWS; i++)
        rows[i].blob = (kith_blob){.data = zeros, .bytes = i};
    expect_few(one_blob, 1, ROWS, random, "zeros", 0);
}

/* A number in a long text, at some place of it and at its mirror; and texts of
 * the same parts in another order, where each bit of the number changes a pair
 * of parts. */
enum { PAIRS = 11, PART_MAX = 64, LONG_MAX = 2 * PAIRS * PART_MAX + 1 };
static char long_texts[ROWS][LONG_MAX];

static void write_number(unsigned i, size_t bytes, size_t at)
{
    char digits[8], *text = long_texts[i];

    memset(text, 'x', bytes);
    text[bytes] = 0;
    snprintf(digits, sizeof(digits), "%05u", i);
    memcpy(text + at, digits, 5);
    for (size_t j = 0; j < 5; j++)
        text[bytes - 1 - at - j] = digits[j];
}

static void write_parts(unsigned i, size_t part)
{
    char *text = long_texts[i];

    for (size_t j = 0; j < 2 * PAIRS; j++, text += part)
        memset(text, 'a' + (char)(j ^ (i >> j / 2 & 1)), part);
    *text = 0;
}

KT_TEST(hash_probes, of_long_texts_are_few_wherever_they_differ)
{
    static const size_t lengths[] = {17, 24, 31, 32,  33,  46,  63, 64,
                                     65, 79, 96, 127, 128, 129, 400};
    double random = random_probes(ROWS);

    for (unsigned i = 0; i < ROWS; i++)
        rows[i].text = long_texts[i];
    for (size_t l = 0; l < sizeof(lengths) / sizeof(*lengths); l++) {
        size_t step = lengths[l] < 100 ? 5 : 39;

        for (size_t at = 0; at + 5 <= lengths[l]; at += step) {
            for (unsigned i = 0; i < ROWS; i++)
                write_number(i, lengths[l], at);
            expect_few(one_text, 1, ROWS, random, "length", (unsigned)at);
        }
    }
    for (size_t part = 4; part <= PART_MAX; part *= 2) {
        for (unsigned i = 0; i < ROWS; i++)
            write_parts(i, part);
        expect_few(one_text, 1, ROWS, random, "parts", (unsigned)part);
    }
}

/* Bytes that would collide under every seed if the count or the two numbers of
 * a long text were mixed in by constants alone: each length has its own first
 * word, which takes the length back, and the first two words change places. */
static void write_prepared(char *bytes, uint64_t first, uint64_t second,
                           size_t count, bool swapped)
{
    const uint64_t length = count * 0x9e3779b97f4a7c15u;
    const uint64_t last = HASH_OF_LAST;
    uint64_t words[2] = {first ^ last, second ^ length};

    if (swapped) {
        words[0] = second ^ last;
        words[1] = first ^ length;
    }
    memset(bytes, 7, count);
    memcpy(bytes, words, sizeof(words));
}

KT_TEST(hash_probes, of_bytes_prepared_for_every_seed_are_few)
{
    double random = random_probes(ROWS);

    for (uint64_t i = 0; i < ROWS; i++) {
        size_t count = 33 + i / 2 % 16;

        write_prepared(long_texts[i], i / 32 + 1, ~i / 32, count, i % 2);
        rows[i].blob = (kith_blob){.data = long_texts[i], .bytes = count};
    }
    expect_few(one_blob, 1, ROWS, random, "long", 0);
    for (uint64_t i = 0; i < ROWS; i++) {
        char *texts[] = {long_texts[i], long_texts[i] + 64};
        size_t counts[] = {17 + i % 8, 17 + i / 8 % 8};

        for (size_t t = 0; t < 2; t++) {
            uint64_t word = i / 64 ^ counts[t] * 0x9e3779b97f4a7c15u;

            memset(texts[t], 7, counts[t]);
            memcpy(texts[t], &word, sizeof(word));
        }
        rows[i].blob = (kith_blob){.data = texts[0], .bytes = counts[0]};
        rows[i].other = (kith_blob){.data = texts[1], .bytes = counts[1]};
    }
    expect_few(two_blobs, 2, ROWS, random, "short", 0);
}

/* The largest partial quotient of a fraction of 2^64, up to so large a
 * denominator: equal steps of it lie in clusters of so many. */
static uint64_t largest_quotient(uint64_t fraction, uint64_t denominator_max)
{
    uint64_t above = fraction, below = -fraction % fraction;
    uint64_t quotient = -fraction / fraction + 1, largest = quotient;
    uint64_t before = 1, denominator = quotient;

    while (below && denominator < denominator_max) {
        uint64_t rest = above % below, next;

        quotient = above / below;
        if (quotient > largest)
            largest = quotient;
        above = below;
        below = rest;
        next = quotient * denominator + before;
        before = denominator;
        denominator = next;
    }
    return largest;
}

/* For a million keys too, of which a test would take long. */
KT_TEST(hash_probes, of_equal_steps_of_any_power_of_two_stay_few)
{
    KT_ASSERT_EQ(largest_quotient(0x9e3779b97f4a7c15u, 1 << 26), 1u);
    KT_ASSERT(largest_quotient(0x9e3779b97f4a7c15u << 16, 1 << 26) > 900);
    KT_ASSERT(largest_quotient(kith_hash_multiplier_, 1 << 26) <= 4);
    for (unsigned shift = 1; shift < 40; shift++) {
        uint64_t most = UINT64_C(1) << (shift > 38 ? 64 - shift : 26);

        KT_ASSERT(largest_quotient(kith_hash_multiplier_ << shift, most) <= 39,
                  "shifted by %u", shift);
    }
}

typedef struct Thing {
    const int64_t id;
} Thing;
static KITH_TABLE(Thing, "things", KITH_PRIMARY_KEY(Thing, id));

/* A seed of the user is mixed: keys that were prepared for it find it
 * changed. */
KT_TEST(hash_probes, of_keys_prepared_for_a_simple_seed_are_few)
{
    double random = random_probes(ROWS);

    for (uint64_t seed = 1; seed < 4; seed++) {
        kith_options options = KITH_OPTIONS(.hash_seed = seed);
        const struct hash_index *index;
        size_t probes = 0;
        kith_db *db;

        KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Thing), &options, NULL),
                     KITH_OK);
        for (uint64_t i = 1; i <= ROWS; i++)
            KT_ASSERT(kith_insert(db, Thing, .id = prepared(seed, i)));
        index = &db->stores[0].indexes[0].unique.hash;
        kith_for_each_row(db, Thing, thing)
            probes += ki_hash_index_probes(index, (const char *)thing);
        KT_ASSERT_EQ(index->count, (size_t)ROWS);
        KT_ASSERT((double)probes / ROWS <= TIMES * random, "seed %d",
                  (int)seed);
        KT_ASSERT_EQ(kith_verify(db), KITH_OK);
        kith_close(db);
    }
}

/* A key of one integer can be read back from its hash. */
KT_TEST(hash_probes, are_of_hashes_that_show_the_number)
{
    uint64_t random = 3;

    for (int i = 0; i < 200; i++) {
        uint64_t number = next_random(&random) >> i % 64;
        struct fixture fixture;
        uint64_t hash;

        fixture_open(&fixture, one_integer, 1, next_random(&random));
        hash = kith_hash_number_(number, fixture.index.probe.seed);
        KT_ASSERT_EQ(ki_hash_index_number(&fixture.index, hash), number);
        fixture_close(&fixture);
    }
}
