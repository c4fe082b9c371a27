/* value.c - equality, hashing, range and printing of column values. */
#include "catalog/value.h"

#include "kt.h"

#include <math.h>
#include <string.h>

static bool equal_f64(double a, double b)
{
    return ki_value_equal(KITH_KIND_F64, 8, &a, &b);
}

static uint64_t hash_f64(double a)
{
    return ki_value_hash(KITH_KIND_F64, 8, &a, 1);
}

KT_TEST(value, zeros_of_both_signs_are_equal_and_so_are_all_nans)
{
    KT_ASSERT(equal_f64(0.0, -0.0));
    KT_ASSERT_EQ(hash_f64(0.0), hash_f64(-0.0));
    KT_ASSERT(equal_f64((double)NAN, -(double)NAN));
    KT_ASSERT_EQ(hash_f64((double)NAN), hash_f64(-(double)NAN));
    KT_ASSERT(!equal_f64(0.0, (double)NAN));
    KT_ASSERT(!equal_f64(1.0, 2.0));
}

KT_TEST(value, integers_fit_exactly_the_range_of_their_kind)
{
    static const struct {
        kith_kind kind;
        int64_t low;
        uint64_t high;
    } ranges[] = {
        {KITH_KIND_I8, INT8_MIN, INT8_MAX},
        {KITH_KIND_I16, INT16_MIN, INT16_MAX},
        {KITH_KIND_I32, INT32_MIN, INT32_MAX},
        {KITH_KIND_I64, INT64_MIN, INT64_MAX},
        {KITH_KIND_U8, 0, UINT8_MAX},
        {KITH_KIND_U16, 0, UINT16_MAX},
        {KITH_KIND_U32, 0, UINT32_MAX},
        {KITH_KIND_U64, 0, UINT64_MAX},
    };
    uint64_t out;

    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
        kith_kind kind = ranges[i].kind;

        KT_ASSERT(ki_value_from_signed(kind, ranges[i].low, &out));
        KT_ASSERT_EQ((int64_t)ki_value_integer(kind, &out), ranges[i].low);
        KT_ASSERT(ki_value_from_unsigned(kind, ranges[i].high, &out));
        KT_ASSERT_EQ(ki_value_integer(kind, &out), ranges[i].high);
        if (ranges[i].low > INT64_MIN)
            KT_ASSERT(!ki_value_from_signed(kind, ranges[i].low - 1, &out));
        if (ranges[i].high < UINT64_MAX)
            KT_ASSERT(!ki_value_from_unsigned(kind, ranges[i].high + 1, &out));
    }
}

KT_TEST(value, text_in_place_ends_at_its_nul_or_its_array)
{
    const char padded[8] = "ab\0junk", plain[8] = "ab";
    const char full[4] = {'a', 'b', 'c', 'd'};

    KT_ASSERT(ki_value_equal(KITH_KIND_CHARS, 8, padded, plain));
    KT_ASSERT_EQ(ki_value_hash(KITH_KIND_CHARS, 8, padded, 7),
                 ki_value_hash(KITH_KIND_CHARS, 8, plain, 7));
    KT_ASSERT_EQ(ki_chars_length(full, 4), 4u);
    KT_ASSERT_EQ(ki_chars_length(padded, 8), 2u);
}

KT_TEST(value, prints_as_in_c_source_and_is_cut_to_fit)
{
    const char *text = "Chair";
    int64_t number = -7;
    double real = 9.5;
    bool flag = true;
    char out[32], small[7];

    ki_value_print(KITH_KIND_TEXT, 8, &text, out, sizeof(out));
    KT_ASSERT_STR_EQ(out, "\"Chair\"");
    ki_value_print(KITH_KIND_I64, 8, &number, out, sizeof(out));
    KT_ASSERT_STR_EQ(out, "-7");
    ki_value_print(KITH_KIND_F64, 8, &real, out, sizeof(out));
    KT_ASSERT_STR_EQ(out, "9.5");
    ki_value_print(KITH_KIND_BOOL, 1, &flag, out, sizeof(out));
    KT_ASSERT_STR_EQ(out, "true");
    KT_ASSERT_EQ(ki_value_print(KITH_KIND_TEXT, 8, &text, small, 7), 6u);
    KT_ASSERT_STR_EQ(small, "\"Ch...");
}

/* A declared default and a part of a key are the same: they fit or they do
 * not. */
KT_TEST(value, given_in_general_form_fits_its_kind_or_is_refused)
{
    static const struct {
        kith_kind kind;
        kith_value value;
        bool fits;
    } cases[] = {
        {KITH_KIND_I8, KITH_INTEGER(127), true},
        {KITH_KIND_I8, KITH_INTEGER(128), false},
        {KITH_KIND_U8, KITH_INTEGER(-1), false},
        {KITH_KIND_U64, {.kind = KITH_KIND_U64, .natural = UINT64_MAX}, true},
        {KITH_KIND_I64, {.kind = KITH_KIND_U64, .natural = UINT64_MAX}, false},
        {KITH_KIND_I64, KITH_REAL(1.0), false},
        {KITH_KIND_BOOL, KITH_INTEGER(1), true},
        {KITH_KIND_BOOL, KITH_INTEGER(2), false},
        {KITH_KIND_BOOL, KITH_REAL(1.0), false},
        {KITH_KIND_F64, KITH_INTEGER(-3), true},
        {KITH_KIND_F32, KITH_REAL(0.5), true},
        {KITH_KIND_F32, KITH_REAL(1e300), false},
        {KITH_KIND_F64, KITH_REAL(1e300), true},
        {KITH_KIND_F64, KITH_STRING("1"), false},
        {KITH_KIND_I32, {.kind = KITH_KIND_NONE}, false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        uint64_t out;

        KT_ASSERT(ki_value_from(cases[i].kind, &cases[i].value, &out) ==
                      cases[i].fits,
                  "case %zu", i);
    }
}

/* Each byte counts, whatever the length, and none behind the last. */
KT_TEST(value, bytes_are_compared_to_the_last_one)
{
    for (size_t count = 0; count < 40; count++) {
        char one[41], two[41];

        memset(one, 'a', sizeof(one));
        memset(two, 'a', sizeof(two));
        two[count] = 'b';
        KT_ASSERT(equal_bytes(one, two, count));
        KT_ASSERT_EQ(hash_bytes(one, count, 1), hash_bytes(two, count, 1));
        for (size_t i = 0; i < count; i++) {
            two[i] = 'b';
            KT_ASSERT(!equal_bytes(one, two, count));
            KT_ASSERT(hash_bytes(one, count, 1) != hash_bytes(two, count, 1));
            two[i] = 'a';
        }
    }
}
