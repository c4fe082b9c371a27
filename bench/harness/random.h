/* random.h - numbers that every run draws alike.
 *
 * Owns   the generator: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). One state
 *        of 64 bits, seeded by hand, so that a seed names a whole run.
 */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* The bijection at the heart of it: different numbers stay different. Makes
 * keys that are unique and lie anywhere. */
static inline uint64_t mixed(uint64_t number)
{
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9u;
    number = (number ^ number >> 27) * 0x94d049bb133111ebu;
    return number ^ number >> 31;
}

static inline uint64_t draw(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    return mixed(*state);
}

/* A number below `limit`, which is below 2^32 or so. */
static inline size_t draw_below(uint64_t *state, size_t limit)
{
    return (size_t)((draw(state) >> 32) * limit >> 32);
}

/* Fisher and Yates. */
static inline void shuffle(size_t *numbers, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = draw_below(state, i);
        size_t last = numbers[i - 1];

        numbers[i - 1] = numbers[j];
        numbers[j] = last;
    }
}

/* Bring one of the numbers behind the first `i` to place `i`: asked for 0, 1,
 * 2... it draws numbers that all differ. */
static inline size_t draw_another(size_t *numbers, size_t count, size_t i,
                                  uint64_t *state)
{
    size_t other = i + draw_below(state, count - i);
    size_t number = numbers[other];

    numbers[other] = numbers[i];
    numbers[i] = number;
    return number;
}

/* Branches that go either way at random, so that the branch predictor forgets
 * what it has learned. All systems are asked the same, and "hand again" takes
 * the very steps of "hand": after it, it would know the way. */
static inline void forget_branches(uint64_t *random)
{
    static volatile uint64_t even, odd;

    for (unsigned i = 0; i < 30000; i++) {
        if (draw(random) >> 63)
            even++;
        else
            odd++;
    }
}

#endif
