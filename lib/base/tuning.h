/* tuning.h - how small things start, and what is seldom done.
 *
 * KI_HOSTILE, set in a test build, makes every first size so small that growth,
 * reuse and collisions happen with a handful of rows; and no write goes the
 * short way (edit/fastpath.h), so that both ways are tested. Pieces of memory
 * come from the allocator one by one, so that it sees what is used too late;
 * KI_UNPOOLED sets that alone, where each is to be refused once.
 */
#ifndef KI_BASE_TUNING_H
#define KI_BASE_TUNING_H

/* Seldom called: kept out of its callers, whose usual way stays short. */
#define KI_COLD __attribute__((cold, noinline))

/* The long way of a call that has a short one: what it would need of registers
 * and stack costs the short one nothing. */
#define KI_NOINLINE __attribute__((noinline))

/* Compiled into each caller, with the functions that it is given by name. A
 * function that only prefetches needs it: gcc 12 takes it for
 * one without effect, and leaves calls of it out. */
#define KI_ALWAYS_INLINE inline __attribute__((always_inline))

/* KI_BACKWARDS, set in a test build beside KI_HOSTILE: what each call does to
 * rows is taken back and done again (delta/undo.h). */
#ifdef KI_BACKWARDS
enum { PLAY_BACKWARDS = 1 };
#else
enum { PLAY_BACKWARDS = 0 };
#endif

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

enum {
    FIRST_ROWS = HOSTILE ? 2 : 8,
    CHUNKS_GROW = !HOSTILE,
    FIRST_SLOTS = HOSTILE ? 2 : 16,
    POISON_FREED = HOSTILE,
    FAST_PATHS = !HOSTILE,
    USE_POOL = !HOSTILE && !UNPOOLED
};

#endif
