/* kt_plain.c - run all tests in this one process, without a test framework.
 *
 * Owns   the list of tests and the way back out of a failed one.
 * Knows  nothing of kith.
 *
 *   kith_tests_plain             run everything
 *   kith_tests_plain TEXT        run the tests with TEXT in "suite/name"
 *   kith_tests_plain --list      print the names, run nothing
 *
 * Each name is printed before its test runs, so that the last name is the
 * culprit when the process dies. The last line is `N passed, N failed`, and
 * the exit status is 1 when a test failed or when none ran: a filter with a
 * slip in it must not look like success.
 *
 * A failed test is left by longjmp, so what it had opened stays open, and the
 * leak checker will say so as well. The first failure is the one to read.
 */
#include "kt.h"

#ifdef KT_PLAIN

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct kt_case *first;
static struct kt_case **end = &first;
static jmp_buf way_out;

void kt_register(struct kt_case *test)
{
    *end = test;
    end = &test->next;
}

void kt_fail(const char *file, int line, const char *message)
{
    printf("%s:%d: FAILED: %s\n", file, line, message);
    fflush(stdout);
    longjmp(way_out, 1);
}

/* True when "suite/name" contains `filter`; no filter chooses every test. */
static bool is_chosen(const struct kt_case *test, const char *filter)
{
    char name[1024];

    if (!filter)
        return true;
    snprintf(name, sizeof name, "%s/%s", test->suite, test->name);
    return strstr(name, filter) != NULL;
}

static bool passes(const struct kt_case *test)
{
    printf("%s/%s\n", test->suite, test->name);
    fflush(stdout);
    if (setjmp(way_out))
        return false;
    test->run();
    return true;
}

static int list(void)
{
    for (const struct kt_case *test = first; test; test = test->next)
        printf("%s/%s\n", test->suite, test->name);
    return EXIT_SUCCESS;
}

static int run(const char *filter)
{
    size_t passed = 0;
    size_t failed = 0;

    for (const struct kt_case *test = first; test; test = test->next) {
        if (!is_chosen(test, filter))
            continue;
        if (passes(test))
            passed++;
        else
            failed++;
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return passed > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int count, char **arguments)
{
    if (count > 2) {
        fprintf(stderr, "usage: %s [--list | TEXT]\n", arguments[0]);
        return EXIT_FAILURE;
    }
    if (count == 2 && strcmp(arguments[1], "--list") == 0)
        return list();
    return run(count == 2 ? arguments[1] : NULL);
}

#endif
