/* oo7.h - the OO7 benchmark: its data set, its draws, and what all systems do
 * alike. README.md tells where the definitions come from.
 *
 * Owns   the numbers of the data set and the shapes in which it is handed to
 *        the systems: plain rows that name each other by their ids.
 *
 *   module --- manual
 *     |
 *   complex assembly --< complex assembly ... --< base assembly     7 levels
 *                                                      | use
 *        document --- composite part >-----------------+
 *                        |-- root part
 *                        +--< atomic part --< connection >-- atomic part
 */
#ifndef BENCH_OO7_H
#define BENCH_OO7_H

#include "harness/bench.h"

#include <stdint.h>
#include <string.h>

enum {
    LEVELS = 7, /* of the assembly tree, base assemblies included */
    FAN_OUT = 3,
    COMPLEX_ASSEMBLIES = 364, /* 1 + 3 + ... + 3^5 */
    BASE_ASSEMBLIES = 729,    /* 3^6 */
    USES_A_BASE = 3,
    USES = BASE_ASSEMBLIES * USES_A_BASE,
    COMPOSITES = 500,
    CONNECTIONS_A_PART = 3,
    PARTS_MAX = 200, /* atomic parts of one composite part */
    FIRST_DATE = 1000,
    DATES = 1000, /* build dates of atomic parts */
    TITLE_BYTES = 40,
    TYPE_BYTES = 10,
    REPEATS = 4, /* of each update in T2c and T3c */
    /* What SM1 inserts and SM2 deletes. */
    FRESH = 5,
    USES_A_FRESH = 2,
    FRESH_USES = FRESH * USES_A_FRESH,
    /* What one round asks. */
    LOOKUPS = 1000, /* Q1, Q4 */
    RANGES_MAX = 200,
    DATED_PARTS = 20000, /* Q2, Q3: as many ranges as find so many or so */
    T6_PASSES = 10,
    Q5_PASSES = 20,
    T9_COMPARISONS = 1000,
};

/* The questions, in the order of every system's works. */
enum oo7_question {
    T1,
    T2A,
    T2B,
    T2C,
    T3A,
    T3B,
    T3C,
    T6,
    T8,
    T9,
    Q1,
    Q2,
    Q3,
    Q4,
    Q5,
    Q7,
    Q8,
    SM1,
    SM2,
    QUESTIONS
};

/* "type000" to "type009", written so that it initializes a char array. */
#define OO7_TYPE(number)                                        \
    {                                                           \
        't', 'y', 'p', 'e', '0', '0', (char)('0' + (number)), 0 \
    }

struct oo7_assembly {
    int32_t id, parent, build_date; /* parent 0: the root */
    uint8_t type;
};

struct oo7_use {
    int32_t base, composite;
};

struct oo7_part {
    int32_t id, x, y, build_date, document_id;
    uint8_t type;
};

/* From and to are places among the parts of the composite part. */
struct oo7_connection {
    uint32_t from, to;
    int32_t length;
    uint8_t type;
};

/* Its document has the same id; its first part is the root part. */
struct oo7_composite {
    int32_t id, build_date;
    uint8_t type;
    char title[TITLE_BYTES];
    struct oo7_part *parts;
    struct oo7_connection *connections;
};

struct oo7 {
    size_t parts, connections; /* of one composite part */
    size_t document_bytes, manual_bytes;
    char *document, *manual; /* texts, the same for all documents */
    struct oo7_assembly complexes[COMPLEX_ASSEMBLIES];
    struct oo7_assembly bases[BASE_ASSEMBLIES];
    struct oo7_use uses[USES];
    struct oo7_composite composites[COMPOSITES];
    size_t found[DATES / 2]; /* parts by pairs of dates, see oo7_toggled */

    /* What this round asks. */
    int32_t part_ids[LOOKUPS];
    const char *titles[LOOKUPS];
    int32_t ranges[RANGES_MAX]; /* their first dates */
    size_t range_count, range_dates;
    struct oo7_composite fresh[FRESH];
    struct oo7_use fresh_uses[FRESH_USES];
};

/* What reading an atomic part adds to a checksum. */
static inline uint64_t oo7_read(int32_t x, int32_t y)
{
    return 3 * (uint64_t)x + (uint64_t)y;
}

/* The build date that T3 writes: dates change places in pairs, so that they
 * stay within the range and an even range keeps its parts. */
static inline int32_t oo7_toggled(int32_t build_date)
{
    return build_date ^ 1;
}

/* Forget what was read and written: work that is repeated is done again. */
static inline void oo7_forget(void)
{
    __asm__ volatile("" ::: "memory");
}

/* T2: exchange two members. */
static inline void oo7_swap(int32_t *x, int32_t *y)
{
    int32_t old = *x;

    *x = *y;
    *y = old;
    oo7_forget();
}

/* T8: how often a character stands in the manual. */
static inline uint64_t oo7_count(const char *text, size_t bytes, char wanted)
{
    uint64_t count = 0;

    for (size_t i = 0; i < bytes; i++)
        count += text[i] == wanted;
    return count;
}

/* A question that is one traverse(world, which) of the system. */
#define OO7_TRAVERSAL(name, which)                \
    static uint64_t name(void *world, void *data) \
    {                                             \
        (void)data;                               \
        return traverse(world, which);            \
    }

/* The works of a system, whose functions have these names. T2c and T3c undo
 * themselves; of the others, doing them once more is undoing them. */
#define OO7_WORKS                                                         \
    {                                                                     \
        [T1] = {.run = t1}, [T2A] = {.run = t2a, .after = t2a},           \
        [T2B] = {.run = t2b, .after = t2b}, [T2C] = {.run = t2c},         \
        [T3A] = {.run = t3a, .after = t3a},                               \
        [T3B] = {.run = t3b, .after = t3b}, [T3C] = {.run = t3c},         \
        [T6] = {.run = t6}, [T8] = {.run = t8}, [T9] = {.run = t9},       \
        [Q1] = {.run = q1}, [Q2] = {.run = q2}, [Q3] = {.run = q2},       \
        [Q4] = {.run = q4}, [Q5] = {.run = q5}, [Q7] = {.run = q7},       \
        [Q8] = {.run = q8}, [SM1] = {.run = sm1, .after = sm2}, [SM2] = { \
            .before = sm1,                                                \
            .run = sm2                                                    \
        }                                                                 \
    }

extern const struct system oo7_kith, oo7_hand, oo7_list, oo7_uthash, oo7_glib,
    oo7_sqlite;

/* Levels of kith. */
bench_run oo7_begin, oo7_commit;

#endif
