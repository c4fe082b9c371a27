/* tuning.h - how small things start, and what is seldom done.
 *
 * Owns   the constants in which a test build differs, as enums: code that
 *        depends on one is compiled in every build, so it cannot rot, and the
 *        compiler drops what cannot be reached. No other folder has an #if.
 *
 * KI_HOSTILE, set in a test build, makes every first size so small that growth,
 * reuse and collisions happen with a handful of rows; and no write is made in
 * the short way (edit/fastpath.h), so that the same tests hold both ways to the
 * same results. Pieces of memory come from the allocator one by one, so that
 * the address sanitizer sees a piece that is used after it was freed.
 * KI_UNPOOLED sets that, for tests in which each allocation is to be refused
 * once, and takes the short way with all that it guesses or remembers wrong.
 */
#ifndef KI_BASE_TUNING_H
#define KI_BASE_TUNING_H

#include <stdint.h>

/* Seldom called: kept out of its callers, whose usual way stays short. For what
 * refuses or makes room. */
#define KI_COLD __attribute__((cold, noinline))

/* The long way of a call that has a short one: what it would need of registers
 * and stack costs the short one nothing. */
#define KI_NOINLINE __attribute__((noinline))

/* Compiled into each caller, with the functions and flags that it is given: so
 * one text becomes a version for each. A function that only prefetches needs
 * it: gcc 12 takes it for one without effect, and leaves calls of it out. */
#define KI_ALWAYS_INLINE inline __attribute__((always_inline))

/* Prefetch distances: how many rows ahead of the one at hand a cache line is
 * fetched, so that it has come when it is read. A step can begin only when the
 * line that it reads has come, so the steps of one row lie some rows apart.
 *
 * A bulk insert (edit/bulk.c) fetches where a parent is found, then the parent,
 * then the end of its list: 48 ns a row into random parents, and 210 without. A
 * delete with children (delta/sweep.c) fetches the child, then its other
 * parents: a million children 14 ns each, and 43 without. A call on many rows
 * (edit/rows.h) fetches the row, then its parents, then its places there. A
 * clone (data/store_copy.c) fetches the slots of the lists of a row, and some
 * postings of an index at once. */
enum {
    FIND_AHEAD = 24,
    PARENT_AHEAD = 16,
    LIST_AHEAD = 8,
    ROW_AHEAD = 24,
    ROW_PARENTS_AHEAD = 16,
    ROW_PLACES_AHEAD = 8,
    CHILD_AHEAD = 8,
    OTHER_PARENTS_AHEAD = 4,
    COPY_AHEAD = 8,
    POSTINGS_AHEAD = 16
};

/* KI_READ_ONLY, set in a test build: rows, lists and indexes are mapped
 * read-only where they are read (base/write.h). */
#ifdef KI_READ_ONLY
enum { READ_ONLY = 1 };
#else
enum { READ_ONLY = 0 };
#endif

#ifdef KI_HOSTILE
enum { HOSTILE = 1 };
#else
enum { HOSTILE = 0 };
#endif
#ifdef KI_UNPOOLED
enum { UNPOOLED = 1 };
#else
enum { UNPOOLED = 0 };
#endif

/* First sizes are small, for many tables have a handful of rows. */
enum {
    FIRST_ROWS = HOSTILE ? 2 : 8,   /* rows in the first chunk of a table */
    CHUNKS_GROW = !HOSTILE,         /* chunks of rows; else each is the first */
    FIRST_SLOTS = HOSTILE ? 2 : 16, /* of a hash index, or an array by number */
    /* From here on, a slot of a hash index does not tell its distance. */
    DISTANCE_FULL = HOSTILE || UNPOOLED ? 2 : UINT8_MAX,
    POISON_FREED = HOSTILE, /* freed places are overwritten, so that a deleted
                               row is not mistaken for a living one */
    FAST_PATHS = !HOSTILE,  /* the short way of writes is taken */
    GUESS = !UNPOOLED,      /* else each guess of it is wrong (edit/guess.h) */
    BLOCKS_GROW = !HOSTILE && !UNPOOLED, /* those of a log; else each has
                                            one record */
    USE_POOL = !HOSTILE && !UNPOOLED     /* small pieces are cut from chunks */
};

/* By so much each life of a cell raises its generation, an even number: with
 * the large one, a test uses all lives up. */
enum { LIFE = HOSTILE ? 1 << 18 : 2 };

#endif
