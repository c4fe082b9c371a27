/* open.c - what a fresh database costs: open ten tables, insert 100 linked
 * rows, close. This is the price of one unit test of domain logic.
 *
 * Usage: open [rounds]. Prints the minimum, median and maximum of a round in
 * microseconds, and exits 1 when a round did not do its work.
 */
#define _POSIX_C_SOURCE 200809L
#include <kith.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Ten tables of one shape, each a child of the one before. */
#define DECLARE_LEVEL(Row, Parent, table_name)                     \
    typedef struct Row Row;                                        \
    struct Row {                                                   \
        const int64_t id;                                          \
        KITH_TEXT name;                                            \
        double weight;                                             \
        const int64_t parent_id;                                   \
        KITH_REFERENCE(Parent) parent;                             \
    };                                                             \
    static KITH_TABLE(Row, table_name, KITH_PRIMARY_KEY(Row, id),  \
                      KITH_COLUMN(Row, name, .not_null = true),    \
                      KITH_COLUMN(Row, weight),                    \
                      KITH_FOREIGN_KEY(Row, parent_id, Parent, id, \
                                       .on_delete = KITH_CASCADE), \
                      KITH_RELATIONSHIP(Row, parent, Parent))

DECLARE_LEVEL(Level0, Level0, "level0");
DECLARE_LEVEL(Level1, Level0, "level1");
DECLARE_LEVEL(Level2, Level1, "level2");
DECLARE_LEVEL(Level3, Level2, "level3");
DECLARE_LEVEL(Level4, Level3, "level4");
DECLARE_LEVEL(Level5, Level4, "level5");
DECLARE_LEVEL(Level6, Level5, "level6");
DECLARE_LEVEL(Level7, Level6, "level7");
DECLARE_LEVEL(Level8, Level7, "level8");
DECLARE_LEVEL(Level9, Level8, "level9");

enum { ROWS_A_TABLE = 10 };

/* Insert ten rows under one parent; answers the last. */
#define FILL(Row, above)                                        \
    Row *row##Row = NULL;                                       \
    for (int i = 0; i < ROWS_A_TABLE; i++)                      \
    row##Row = kith_insert(db, Row, .name = "row", .weight = i, \
                           .parent.row = (above))

static bool one_round(void)
{
    kith_db *db;
    bool done;

    if (kith_open(&db,
                  KITH_TABLES(Level0, Level1, Level2, Level3, Level4, Level5,
                              Level6, Level7, Level8, Level9),
                  NULL, NULL) != KITH_OK)
        return false;
    FILL(Level0, NULL);
    FILL(Level1, rowLevel0);
    FILL(Level2, rowLevel1);
    FILL(Level3, rowLevel2);
    FILL(Level4, rowLevel3);
    FILL(Level5, rowLevel4);
    FILL(Level6, rowLevel5);
    FILL(Level7, rowLevel6);
    FILL(Level8, rowLevel7);
    FILL(Level9, rowLevel8);
    done = kith_count(db, Level9) == ROWS_A_TABLE && rowLevel9 &&
           rowLevel9->parent.row == rowLevel8;
    kith_close(db);
    return done;
}

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
    const double *one = a, *two = b;

    return (*one > *two) - (*one < *two);
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
    double *elapsed_us;

    if (rounds < 1) {
        fprintf(stderr, "usage: open [rounds]\n");
        return 2;
    }
    elapsed_us = malloc((size_t)rounds * sizeof(*elapsed_us));
    if (!elapsed_us)
        return 1;
    for (long i = 0; i < rounds; i++) {
        double before = now_us();

        if (!one_round()) {
            fprintf(stderr, "open: a round did not do its work\n");
            free(elapsed_us);
            return 1;
        }
        elapsed_us[i] = now_us() - before;
    }
    qsort(elapsed_us, (size_t)rounds, sizeof(*elapsed_us), by_value);
    printf("open 10 tables, insert 100 linked rows, close: "
           "min %.1f us, median %.1f us, max %.1f us (%ld rounds)\n",
           elapsed_us[0], elapsed_us[rounds / 2], elapsed_us[rounds - 1],
           rounds);
    free(elapsed_us);
    return 0;
}
