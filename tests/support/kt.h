/* kt.h - one way to write a test, two ways to run it.
 *
 *   KT_TEST(links, taking_the_middle_child_leaves_a_hole)
 *   {
 *       KT_ASSERT_EQ(family.row.children.count, 2u);
 *       KT_ASSERT(ki_links_verify(family.links), "family %zu", nth);
 *   }
 *
 * Without KT_PLAIN a test is a Criterion test: each runs in a process of its
 * own, so a crash takes nothing else down. With KT_PLAIN all tests run in one
 * process, by the runner in kt_plain.c: Criterion does not start under the
 * thread sanitizer, valgrind sees no more than its runner, and it calls a test
 * that leaks a success. One process with nothing around it shows all of that.
 *
 * The suite's full name is KT_FOLDER, which the build sets to the folder below
 * tests/ that the file lies in, `_`, and the suite: unit_links. So two folders
 * may both have a suite `insert`, and a folder can be run alone.
 *
 * A failed assertion ends its test at once. Assert on the thread of the test
 * only. Arguments are evaluated once, except that a message is evaluated only
 * when it is shown.
 */
#ifndef KT_H
#define KT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef KT_FOLDER
#define KT_FOLDER tests
#endif

/* --- Values and messages, the same for both runners: kt.c ----------------- */

/* A scalar that remembers how to compare and to print itself. */
struct kt_value {
    enum { KT_SIGNED, KT_UNSIGNED, KT_REAL, KT_POINTER } kind;
    union {
        intmax_t as_signed;
        uintmax_t as_unsigned;
        double as_real;
        const volatile void *as_pointer;
    };
};

struct kt_value kt_signed(intmax_t value);
struct kt_value kt_unsigned(uintmax_t value);
struct kt_value kt_real(double value);
struct kt_value kt_pointer(const volatile void *value);

/* True when both are the same number or address, whatever their types: -1 and
 * UINT64_MAX differ, 2 and 2u do not. NaN equals nothing. */
bool kt_equal(struct kt_value left, struct kt_value right);

/* True when both texts have the same bytes, or both are NULL. */
bool kt_same_text(const char *left, const char *right);

/* True when `needle` stands in `haystack`, and neither is NULL. */
bool kt_has_text(const char *haystack, const char *needle);

/* The sentences of a failure. All are built in one buffer inside kt.c and are
 * valid until the next one is built; what does not fit is cut. */
const char *kt_message(const char *claim, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *kt_two_values(const char *claim, struct kt_value left,
                          struct kt_value right);
const char *kt_two_texts(const char *claim, const char *left,
                         const char *right);

/* --- Assertions ----------------------------------------------------------- */

/* KT_ASSERT(condition) or KT_ASSERT(condition, format, up to 8 values). The
 * text of the condition is taken here, where its macros are not expanded yet;
 * the number of arguments chooses between the two forms. */
#define KT_ASSERT(...)                                                       \
    KT_ELEVENTH_(__VA_ARGS__, KT_SAID_, KT_SAID_, KT_SAID_, KT_SAID_,        \
                 KT_SAID_, KT_SAID_, KT_SAID_, KT_SAID_, KT_SAID_, KT_BARE_, \
                 0)                                                          \
    (#__VA_ARGS__, __VA_ARGS__)
#define KT_ELEVENTH_(a, b, c, d, e, f, g, h, i, j, k, ...) k
#define KT_BARE_(claim, condition) KT_CHECK_(condition, claim)
#define KT_SAID_(claim, condition, ...) \
    KT_CHECK_(condition, kt_message(claim, __VA_ARGS__))

/* Compare two scalars: integers, enumerations, numbers, bools or pointers, of
 * the same type or not. Both values are printed. */
#define KT_ASSERT_EQ(left, right) \
    KT_COMPARE_(left, right, true, #left " == " #right)
#define KT_ASSERT_NE(left, right) \
    KT_COMPARE_(left, right, false, #left " != " #right)

#define KT_ASSERT_NULL(pointer)                              \
    KT_COMPARE_(kt_pointer(pointer), kt_pointer(NULL), true, \
                #pointer " is NULL")
#define KT_ASSERT_NOT_NULL(pointer)                           \
    KT_COMPARE_(kt_pointer(pointer), kt_pointer(NULL), false, \
                #pointer " is not NULL")

/* Compare two texts; NULL equals NULL only. */
#define KT_ASSERT_STR_EQ(left, right) \
    KT_COMPARE_TEXT_(left, right, kt_same_text, #left " is " #right)
#define KT_ASSERT_STR_HAS(haystack, needle) \
    KT_COMPARE_TEXT_(haystack, needle, kt_has_text, #haystack " has " #needle)

#define KT_COMPARE_(left, right, wanted, claim)               \
    do {                                                      \
        const struct kt_value kt_left_ = KT_VALUE_(left);     \
        const struct kt_value kt_right_ = KT_VALUE_(right);   \
        KT_CHECK_(kt_equal(kt_left_, kt_right_) == (wanted),  \
                  kt_two_values(claim, kt_left_, kt_right_)); \
    } while (0)

#define KT_COMPARE_TEXT_(left, right, compare, claim)        \
    do {                                                     \
        const char *const kt_left_ = (left);                 \
        const char *const kt_right_ = (right);               \
        KT_CHECK_(compare(kt_left_, kt_right_),              \
                  kt_two_texts(claim, kt_left_, kt_right_)); \
    } while (0)

/* Any scalar as a kt_value. A bit-field must be given as `+field`. */
/* clang-format off */
#define KT_VALUE_(x)                                                      \
    _Generic((x),                                                         \
        struct kt_value: kt_same_,                                        \
        bool: kt_unsigned,                                                \
        char: kt_signed, signed char: kt_signed,                          \
        short: kt_signed, int: kt_signed,                                 \
        long: kt_signed, long long: kt_signed,                            \
        unsigned char: kt_unsigned, unsigned short: kt_unsigned,          \
        unsigned: kt_unsigned, unsigned long: kt_unsigned,                \
        unsigned long long: kt_unsigned,                                  \
        float: kt_real, double: kt_real,                                  \
        default: kt_pointer)(x)
/* clang-format on */

static inline struct kt_value kt_same_(struct kt_value value)
{
    return value;
}

/* --- The two runners ------------------------------------------------------ */

/* One step more than it seems to need: KT_FOLDER is expanded in the second,
 * before the third pastes it. */
#define KT_TEST(suite, name) KT_TEST_IN_(KT_FOLDER, suite, name)

/* A test that counts what one call asks for, functions or memory, or that asks
 * what is judged outside of a level. It does not run where each call is made
 * several times, in levels (tests/backwards/). */
#ifdef KT_PLAYED
#define KT_TEST_ONCE(suite, name) KT_TEST_LEFT_OUT_(suite##_##name)
#define KT_TEST_LEFT_OUT_(name)    \
    void kt_left_out_##name(void); \
    void kt_left_out_##name(void)
#else
#define KT_TEST_ONCE(suite, name) KT_TEST(suite, name)
#endif
#define KT_TEST_IN_(folder, suite, name) KT_TEST_PASTE_(folder, suite, name)
#define KT_TEST_PASTE_(folder, suite, name) KT_TEST_AS_(folder##_##suite, name)

#ifdef KT_PLAIN

/* One test, in the list that the constructors build before main starts. */
struct kt_case {
    const char *suite, *name;
    void (*run)(void);
    struct kt_case *next;
};

void kt_register(struct kt_case *test);

/* Print where and what, and leave the running test. */
_Noreturn void kt_fail(const char *file, int line, const char *message);

#define KT_TEST_AS_(suite, name)                                           \
    static void suite##_##name##_run(void);                                \
    __attribute__((constructor)) static void suite##_##name##_add(void)    \
    {                                                                      \
        static struct kt_case test = {#suite, #name, suite##_##name##_run, \
                                      NULL};                               \
        kt_register(&test);                                                \
    }                                                                      \
    static void suite##_##name##_run(void)

#define KT_CHECK_(condition, message)               \
    do {                                            \
        if (!(condition))                           \
            kt_fail(__FILE__, __LINE__, (message)); \
    } while (0)

#else

#include <criterion/criterion.h>

#define KT_TEST_AS_(suite, name) Test(suite, name)

/* The condition is evaluated outside of cr_assert, which would otherwise make
 * one string of everything that its macros expand to. */
#define KT_CHECK_(condition, message)          \
    do {                                       \
        const bool kt_holds_ = !!(condition);  \
        cr_assert(kt_holds_, "%s", (message)); \
    } while (0)

#endif
#endif
