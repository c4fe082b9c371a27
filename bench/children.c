/* children.c - what a parent costs that goes or changes its key, a child: the
 * whole should be linear, so each line should be about constant.
 *
 * Usage: children [largest]. For 1,000, 10,000, ... children of one parent, up
 * to `largest`, prints the median of several runs in nanoseconds a child, and
 * exits 1 when a run did not do its work.
 */
#define _POSIX_C_SOURCE 200809L
#include <kith.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct Parent Parent;
typedef struct Heir Heir;
typedef struct Guest Guest;
struct Parent {
    const int64_t id;
    KITH_COLLECTION(Heir) heirs;
    KITH_COLLECTION(Guest) guests;
};
/* Follows its parent in everything. */
struct Heir {
    const int64_t id;
    const int64_t parent_id;
    KITH_REFERENCE(Parent) parent;
};
/* Stays behind. */
struct Guest {
    const int64_t id;
    const int64_t parent_id;
    KITH_REFERENCE(Parent) parent;
};
static KITH_TABLE(Parent, "parents", KITH_PRIMARY_KEY(Parent, id),
                  KITH_RELATIONSHIP(Parent, heirs, Heir,
                                    .back_populates = "parent"),
                  KITH_RELATIONSHIP(Parent, guests, Guest,
                                    .back_populates = "parent"));
static KITH_TABLE(Heir, "heirs", KITH_PRIMARY_KEY(Heir, id),
                  KITH_FOREIGN_KEY(Heir, parent_id, Parent, id,
                                   .on_delete = KITH_CASCADE,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Heir, parent, Parent,
                                    .back_populates = "heirs"));
static KITH_TABLE(Guest, "guests", KITH_PRIMARY_KEY(Guest, id),
                  KITH_FOREIGN_KEY(Guest, parent_id, Parent, id,
                                   .on_delete = KITH_SET_NULL),
                  KITH_RELATIONSHIP(Guest, parent, Parent,
                                    .back_populates = "guests"));

enum operation { CASCADE, SET_NULL, REKEY, OPERATIONS };

/* In a real database the children of one parent do not lie side by side: they
 * came in turns with those of others. */
enum { MOST_PARENTS = 4, NEW_KEY = 1000, MOST_SIZES = 16 };

static const char *const names[OPERATIONS] = {
    [CASCADE] = "delete, children deleted",
    [SET_NULL] = "delete, children unlinked",
    [REKEY] = "new key, children follow",
};

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Give each of the parents n children, in turns. */
static bool fill(kith_db *db, enum operation operation, Parent **parents,
                 int parent_count, long n)
{
    for (int p = 0; p < parent_count; p++)
        parents[p] = kith_insert_default(db, Parent);
    for (long i = 0; i < n; i++) {
        for (int p = 0; p < parent_count; p++) {
            if (operation == SET_NULL
                    ? !kith_insert(db, Guest, .parent.row = parents[p])
                    : !kith_insert(db, Heir, .parent.row = parents[p]))
                return false;
        }
    }
    return true;
}

/* Whether the n children of the first parent are what they should be, and
 * those of the others what they were. */
static bool is_done(kith_db *db, enum operation operation,
                    Parent *const *parents, int parent_count, long n)
{
    const size_t all = (size_t)n * (size_t)parent_count;
    const Heir *heir;
    const Guest *guest;

    switch (operation) {
    case CASCADE:
        return kith_count(db, Heir) == all - (size_t)n;
    case SET_NULL:
        guest = kith_get(db, Guest, 1);
        return kith_count(db, Guest) == all && guest &&
               kith_is_null(guest, parent_id);
    default:
        heir = kith_at(parents[0]->heirs, (size_t)n - 1);
        return heir && heir->parent_id == NEW_KEY;
    }
}

/* Nanoseconds a child of one operation; negative when it went wrong. */
static double one_run(enum operation operation, int parent_count, long n)
{
    Parent *parents[MOST_PARENTS];
    kith_db *db;
    kith_status status;
    double elapsed_ns = -1;

    if (kith_open(&db, KITH_TABLES(Parent, Heir, Guest), NULL, NULL) != KITH_OK)
        return -1;
    if (fill(db, operation, parents, parent_count, n)) {
        const double before = now_ns();

        status = operation == REKEY ? kith_set(parents[0], id, NEW_KEY)
                                    : kith_delete(parents[0]);
        elapsed_ns = now_ns() - before;
        if (status != KITH_OK ||
            !is_done(db, operation, parents, parent_count, n))
            elapsed_ns = -1;
    }
    kith_close(db);
    return elapsed_ns < 0 ? -1 : elapsed_ns / (double)n;
}

static int by_value(const void *a, const void *b)
{
    const double *one = a, *two = b;

    return (*one > *two) - (*one < *two);
}

/* The median of as many runs as make a steady figure in a bearable time. */
static double median(enum operation operation, int parent_count, long n)
{
    enum { MOST_RUNS = 101, LEAST_RUNS = 5 };
    double elapsed_ns[MOST_RUNS];
    const int runs = n <= 1000 ? MOST_RUNS : n <= 10000 ? 31 : LEAST_RUNS;

    for (int i = 0; i < runs; i++) {
        elapsed_ns[i] = one_run(operation, parent_count, n);
        if (elapsed_ns[i] < 0)
            return -1;
    }
    qsort(elapsed_ns, (size_t)runs, sizeof *elapsed_ns, by_value);
    return elapsed_ns[runs / 2];
}

/* One line: a figure for each size. */
static bool print_line(enum operation operation, int parent_count,
                       const long *sizes, int size_count)
{
    printf("%-26s %7d", names[operation], parent_count);
    for (int i = 0; i < size_count; i++) {
        const double ns = median(operation, parent_count, sizes[i]);

        if (ns < 0) {
            fprintf(stderr, "\nchildren: a run did not do its work\n");
            return false;
        }
        printf(" %8.1f", ns);
        fflush(stdout);
    }
    printf("\n");
    return true;
}

int main(int argc, char **argv)
{
    const long largest = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    long sizes[MOST_SIZES];
    int size_count = 0;

    if (largest < 1 || largest > 100000000) {
        fprintf(stderr, "usage: children [largest, up to 100000000]\n");
        return 2;
    }
    for (long n = largest < 1000 ? largest : 1000; n <= largest; n *= 10)
        sizes[size_count++] = n;

    printf("%-26s %7s", "ns a child", "parents");
    for (int i = 0; i < size_count; i++)
        printf(" %8ld", sizes[i]);
    printf("\n");
    for (int operation = 0; operation < OPERATIONS; operation++) {
        for (int parents = 1; parents <= MOST_PARENTS; parents += 3) {
            if (!print_line((enum operation)operation, parents, sizes,
                            size_count))
                return 1;
        }
    }
    return 0;
}
