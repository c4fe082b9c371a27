/* cursors.c - what a step of a cursor costs beside one of the plain loop, and
 * what it costs to open one.
 *
 * Usage: cursors [rows]. For each source that there is a plain loop for, the
 * loop and a cursor walk the same rows in turns, and what is printed is the
 * median of each in nanoseconds a row, and the second over the first; then an
 * opening and its close. Exits 1 where two walks do not meet the same.
 */
#define _POSIX_C_SOURCE 200809L
#include <kith.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct Bin Bin;
typedef struct Part Part;
struct Bin {
    const int64_t id;
    KITH_COLLECTION(Part) parts;
};
struct Part {
    const int64_t id;
    const int32_t kind;
    const int64_t weight;
    const int64_t bin_id;
    KITH_REFERENCE(Bin) bin;
};
static KITH_TABLE(Bin, "bins", KITH_PRIMARY_KEY(Bin, id),
                  KITH_RELATIONSHIP(Bin, parts, Part, .back_populates = "bin",
                                    .order_by = "weight"));
static KITH_TABLE(Part, "parts", KITH_PRIMARY_KEY(Part, id),
                  KITH_COLUMN(Part, kind, .index = true),
                  KITH_COLUMN(Part, weight, .index = KITH_ORDERED),
                  KITH_FOREIGN_KEY(Part, bin_id, Bin, id),
                  KITH_RELATIONSHIP(Part, bin, Bin, .back_populates = "parts"));

enum source { LIST, TABLE, VALUE, RANGE, SORTED, SOURCES };
enum { ROUNDS = 15, BIN_PARTS = 10, OPENINGS = 200000 };

static const char *const names[SOURCES] = {
    [LIST] = "collections of ten", [TABLE] = "a table",
    [VALUE] = "equal values",      [RANGE] = "a range",
    [SORTED] = "sorted, of ten",
};

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static uint64_t random_state = 88172645463325252u;

static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* So many parts, ten a bin. */
static kith_db *fill(long rows)
{
    kith_db *db;
    Bin *bin = NULL;

    if (kith_open(&db, KITH_TABLES(Bin, Part), NULL, NULL) != KITH_OK)
        return NULL;
    for (long i = 0; i < rows; i++) {
        if (i % BIN_PARTS == 0)
            bin = kith_insert_default(db, Bin);
        if (!kith_insert(db, Part, .kind = (int32_t)(i % 100), .bin.row = bin,
                         .weight = (int64_t)(next_random() >> 20))) {
            kith_close(db);
            return NULL;
        }
    }
    return db;
}

/* The sum of the ids of what a walk meets. */
static uint64_t by_loop(kith_db *db, enum source source)
{
    uint64_t sum = 0;

    switch (source) {
    case LIST:
        kith_for_each_row(db, Bin, bin)
            kith_for_each(part, bin->parts)
                sum += (uint64_t)part->id;
        return sum;
    case TABLE:
        kith_for_each_row(db, Part, part)
            sum += (uint64_t)part->id;
        return sum;
    case VALUE:
        for (int32_t kind = 0; kind < 100; kind++) {
            kith_for_each_match(db, Part, part, kind, kind)
                sum += (uint64_t)part->id;
        }
        return sum;
    case RANGE:
        kith_for_each_in(part, Part, kith_in_order(db, Part, (weight))) sum +=
            (uint64_t)part->id;
        return sum;
    default:
        kith_for_each_row(db, Bin, bin)
            kith_for_each_sorted(part, bin, parts) sum += (uint64_t)part->id;
        return sum;
    }
}

static uint64_t sum_of(kith_cursor cursor)
{
    uint64_t sum = 0;
    const Part *part;

    while ((part = kith_cursor_next(&cursor)))
        sum += (uint64_t)part->id;
    kith_cursor_close(&cursor);
    return sum;
}

static uint64_t by_cursor(kith_db *db, enum source source)
{
    uint64_t sum = 0;

    switch (source) {
    case LIST:
        kith_for_each_row(db, Bin, bin)
            sum += sum_of(kith_cursor_in(bin, parts));
        return sum;
    case TABLE:
        return sum_of(kith_cursor_of(db, Part));
    case VALUE:
        for (int32_t kind = 0; kind < 100; kind++)
            sum += sum_of(kith_cursor_match(db, Part, kind, kind));
        return sum;
    case RANGE:
        return sum_of(kith_cursor_range(kith_in_order(db, Part, (weight))));
    default:
        kith_for_each_row(db, Bin, bin)
            sum += sum_of(kith_cursor_sorted(bin, parts));
        return sum;
    }
}

static int by_value(const void *a, const void *b)
{
    const double *one = a, *two = b;

    return (*one > *two) - (*one < *two);
}

static double median_of(double *figures)
{
    qsort(figures, ROUNDS, sizeof(*figures), by_value);
    return figures[ROUNDS / 2];
}

static bool compare(kith_db *db, enum source source, long rows)
{
    double loops[ROUNDS], cursors[ROUNDS], loop, cursor;

    for (int i = 0; i < ROUNDS; i++) {
        const double begin = now_ns();
        const uint64_t sum = by_loop(db, source);
        const double middle = now_ns();

        if (by_cursor(db, source) != sum) {
            fprintf(stderr, "cursors: a walk of %s has missed something\n",
                    names[source]);
            return false;
        }
        cursors[i] = (now_ns() - middle) / (double)rows;
        loops[i] = (middle - begin) / (double)rows;
    }
    loop = median_of(loops);
    cursor = median_of(cursors);
    printf("%-20s %8.1f %8.1f %8.2f\n", names[source], loop, cursor,
           cursor / loop);
    return true;
}

/* Of a small list, whose slots then are an array; and of a table. */
static void openings(kith_db *db)
{
    Bin *bin = kith_insert_default(db, Bin);
    double begin = now_ns();

    kith_insert(db, Part, .bin.row = bin);
    for (int i = 0; i < OPENINGS; i++) {
        kith_cursor cursor = kith_cursor_in(bin, parts);

        kith_cursor_close(&cursor);
    }
    printf("open and close, a list of one: %.1f ns\n",
           (now_ns() - begin) / OPENINGS);
    begin = now_ns();
    for (int i = 0; i < OPENINGS; i++) {
        kith_cursor cursor = kith_cursor_of(db, Part);

        kith_cursor_close(&cursor);
    }
    printf("open and close, a table: %.1f ns\n", (now_ns() - begin) / OPENINGS);
}

int main(int argc, char **argv)
{
    const long rows = argc > 1 ? strtol(argv[1], NULL, 10) : 100000;
    kith_db *db = rows > 0 ? fill(rows) : NULL;
    bool right = db;

    if (!db) {
        fprintf(stderr, "usage: cursors [rows]\n");
        return 2;
    }
    printf("%-20s %8s %8s %8s\n", "ns a row", "loop", "cursor", "ratio");
    for (int source = 0; source < SOURCES && right; source++)
        right = compare(db, (enum source)source, rows);
    openings(db);
    kith_close(db);
    return right ? 0 : 1;
}
