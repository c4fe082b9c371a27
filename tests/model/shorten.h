/* shorten.h - a round that fails, with as few steps as are needed for it. */
#ifndef MODEL_SHORTEN_H
#define MODEL_SHORTEN_H

#include <stdbool.h>
#include <stdint.h>

enum { COMPARE_EVERY = 100 };

struct round {
    uint64_t seed;
    bool alike;       /* as in world_open() */
    int shape, steps; /* made, the last of which failed */
};

/* Leave out steps as long as what is left fails, in any way (delta debugging:
 * halves first, then smaller parts), and print the calls that remain. */
void shorten(const struct round *round);

#endif
