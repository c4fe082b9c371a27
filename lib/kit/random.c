/* random.c - a clock that a test sets, and random numbers that come again.
 *
 * Owns   the environment variable KITH_TEST_SEED and what is made of it.
 * Knows  the shapes of clocks and random sources; no database.
 *
 * Public contract: kith/test/random.h.
 */
#include <kith/test/random.h>

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* --- The clock ------------------------------------------------------------ */

/* Unsigned, for a clock may be set anywhere. */
static int64_t now_by_test(void *context)
{
    kith_test_clock *clock = context;
    int64_t now = clock->now_ns;

    clock->now_ns = (int64_t)((uint64_t)now + (uint64_t)clock->step_ns);
    return now;
}

kith_clock kith_test_clock_hooks(kith_test_clock *clock)
{
    return clock ? (kith_clock){.now = now_by_test, .context = clock}
                 : (kith_clock){0};
}

/* --- Random numbers ------------------------------------------------------- */

/* SplitMix64, as kith_random has it (kith/db.h). */
uint64_t kith_test_random_next(kith_test_random *random)
{
    uint64_t number;

    if (!random)
        return 0;
    number = random->state += 0x9e3779b97f4a7c15u;
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9u;
    number = (number ^ number >> 27) * 0x94d049bb133111ebu;
    return number ^ number >> 31;
}

/* Numbers beyond the last whole multiple of the limit are drawn again: else the
 * smaller ones would be likelier. It is one draw in two at worst. */
uint64_t kith_test_random_below(kith_test_random *random, uint64_t limit)
{
    uint64_t beyond, number;

    if (!random || limit == 0)
        return 0;
    beyond = (UINT64_MAX - limit + 1) % limit; /* 2^64 modulo the limit */
    do
        number = kith_test_random_next(random);
    while (number < beyond);
    assert((UINT64_MAX - beyond) % limit == limit - 1);
    return number % limit;
}

static uint64_t next_by_test(void *context)
{
    assert(context);
    return kith_test_random_next(context);
}

kith_random_source kith_test_random_hooks(kith_test_random *random)
{
    return random
               ? (kith_random_source){.next = next_by_test, .context = random}
               : (kith_random_source){0};
}

/* --- Seeds ---------------------------------------------------------------- */

/* The number that a text is, or 0 where it is none. */
static uint64_t seed_of_number(const char *text)
{
    char *end;
    unsigned long long number;

    assert(text);
    errno = 0;
    number = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 ? number
                                                                      : 0;
}

/* A number for any other text: FNV-1a (Fowler, Noll and Vo), then a step of the
 * generator. */
static uint64_t seed_of_text(const char *text)
{
    kith_test_random random = {0xcbf29ce484222325u};

    assert(text);
    for (; *text; text++)
        random.state = (random.state ^ (unsigned char)*text) * 0x100000001b3u;
    return kith_test_random_next(&random);
}

static uint64_t seed_of_time(void)
{
    struct timespec now = {0};
    kith_test_random random;

    timespec_get(&now, TIME_UTC);
    random.state = (uint64_t)now.tv_sec << 30 ^ (uint64_t)now.tv_nsec;
    return kith_test_random_next(&random);
}

/* Seeds of the time are short, for people type them. */
uint64_t kith_test_seed(void)
{
    const char *text = getenv("KITH_TEST_SEED");
    uint64_t seed;

    if (text && *text) {
        seed = seed_of_number(text);
        if (seed == 0)
            seed = seed_of_text(text);
    } else {
        seed = seed_of_time() % 1000000000;
    }
    return seed > 0 ? seed : 1;
}

kith_status kith_test_print_seed(kith_output output, uint64_t seed)
{
    char line[96];
    int bytes = snprintf(line, sizeof(line),
                         "seed %" PRIu64
                         ": run again with KITH_TEST_SEED=%" PRIu64 "\n",
                         seed, seed);

    assert(bytes > 0 && (size_t)bytes < sizeof(line));
    return output.write && output.write(output.context, line, (size_t)bytes)
               ? KITH_OK
               : KITH_E_IO;
}
