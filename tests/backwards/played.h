/* played.h - each writing call of the tests is made twice, and the database is
 * compared between: what backwards.c and restored.c have in common.
 *
 * The linker leads the calls here (--wrap). Whoever includes this says before
 * the wrappers, with PLAYED_WRAPPERS defined, how a call is taken back. At the
 * end of the program the calls are counted by name: backwards.cmake looks for
 * names that were never met.
 */
#ifndef PLAYED_WRAPPERS
#include <kith.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CALLS(X)                                                             \
    X(insert_row)                                                            \
    X(insert_rows)                                                           \
    X(insert_columns)                                                        \
    X(insert_or_get_row)                                                     \
    X(insert_values)                                                         \
    X(set_at)                                                                \
    X(set_first_)                                                            \
    X(set_value_at)                                                          \
    X(update_at)                                                             \
    X(update_values)                                                         \
    X(update_rows)                                                           \
    X(relate_at)                                                             \
    X(unlink_at)                                                             \
    X(append_at) X(remove_at) X(clear_at) X(replace_at) X(move_at) X(delete) \
        X(delete_rows) X(relate_rows_at) X(append_rows_at) X(remove_rows_at)

#define NUMBER(name) name##_call,
enum { CALLS(NUMBER) CALL_COUNT };
#define NAME(name) #name,
static const char *const names[] = {CALLS(NAME)};

/* Of all calls, those that were compared; the latter by name. */
static struct {
    size_t calls, compared;
    clock_t comparing; /* time that large comparisons took */
    size_t by_name[CALL_COUNT];
} played;

/* Comparing looks at every cell for a row. While there are few bytes, each call
 * is compared; then one of so many that the time stays linear. */
enum { ALL_COMPARED_BYTES = 16 << 10, BYTES_A_CELL = 64 };

static void print_played(void)
{
    printf("played backwards: %zu calls, %zu compared", played.calls,
           played.compared);
    for (size_t i = 0; i < CALL_COUNT; i++)
        printf(", %zu %s", played.by_name[i], names[i]);
    puts("");
}

/* For tests that measure time (tests/support/family.c): one comparison of a
 * large database takes longer than what they time. */
double comparing_seconds(void);
double comparing_seconds(void)
{
    return (double)played.comparing / (double)CLOCKS_PER_SEC;
}

static uint64_t state_of(kith_db *db)
{
    clock_t begin = clock();
    uint64_t state = kith_test_state(db);

    played.comparing += clock() - begin;
    return state;
}

/* A call in the middle of being played. */
struct play {
    kith_db *db;
    bool compared;
    uint64_t before, during;
    kith_snapshot *snapshot;
};

static void fail(const char *when, int call)
{
    fprintf(stderr, "%s, kith_%s: the database is not what it was\n", when,
            names[call]);
    abort();
}

/* Whether this call is to be compared, now and then one of a large database. */
static bool is_compared(kith_db *db)
{
    size_t bytes = kith_memory_used(db);

    return bytes <= ALL_COMPARED_BYTES ||
           played.calls % (bytes / BYTES_A_CELL) == 0;
}

static void count_play(const struct play *play, int call)
{
    if (played.calls++ == 0)
        atexit(print_played);
    played.by_name[call]++;
    played.compared += play->compared;
}

#else

/* Begin; false where the call is to be made as it is. Take the first call back;
 * false where it has to stay. Begin the second one. End it, where it failed; where not, false where it must
 * be made once more. */
static bool play_begin(struct play *play, kith_db *db);
static bool play_back(struct play *play, int call);
static void play_second(struct play *play);
static void play_failed(struct play *play);
static bool play_again(const struct play *play, int call);

#define PLAY(type, failed, name, database, parameters, arguments) \
    type __real_kith_##name parameters;                           \
    type __wrap_kith_##name parameters;                           \
    type __wrap_kith_##name parameters                            \
    {                                                             \
        struct play play;                                         \
        type result;                                              \
                                                                  \
        if (!play_begin(&play, (database)))                       \
            return __real_kith_##name arguments;                  \
        result = __real_kith_##name arguments;                    \
        if (!play_back(&play, name##_call) || (failed))           \
            return result;                                        \
        play_second(&play);                                       \
        result = __real_kith_##name arguments;                    \
        if (failed)                                               \
            play_failed(&play);                                   \
        else if (!play_again(&play, name##_call))                 \
            return __real_kith_##name arguments;                  \
        return result;                                            \
    }

#define PLAY_ROW(name, parameters, arguments) \
    PLAY(void *, !result, name, db, parameters, arguments)
#define PLAY_STATUS(name, database, parameters, arguments) \
    PLAY(kith_status, result != KITH_OK, name, database, parameters, arguments)

PLAY_ROW(insert_row,
         (kith_db * db, const kith_table *table, const void *values),
         (db, table, values))
PLAY_STATUS(insert_rows, db,
            (kith_db * db, const kith_table *table, const void *values,
             size_t count, void **rows),
            (db, table, values, count, rows))
PLAY_ROW(insert_columns,
         (kith_db * db, const kith_table *table, const void *values,
          const uint64_t *columns, const uint64_t *nulls),
         (db, table, values, columns, nulls))
PLAY_ROW(insert_or_get_row,
         (kith_db * db, const kith_table *table, const void *values,
          bool *inserted),
         (db, table, values, inserted))
PLAY_ROW(insert_values,
         (kith_db * db, const kith_table *table,
          const kith_column_value *values, size_t count),
         (db, table, values, count))
PLAY_STATUS(set_at, kith_db_of(row),
            (void *row, size_t offset, const void *value), (row, offset, value))
PLAY_STATUS(set_first_, kith_db_of(row),
            (void *row, size_t offset, const void *value, size_t bytes),
            (row, offset, value, bytes))
PLAY_STATUS(set_value_at, kith_db_of(row),
            (void *row, size_t offset, kith_value value), (row, offset, value))
PLAY_STATUS(update_at, kith_db_of(row),
            (void *row, const kith_assignment *changes, size_t count),
            (row, changes, count))
PLAY_STATUS(update_values, kith_db_of(row),
            (void *row, const kith_column_value *values, size_t count),
            (row, values, count))
PLAY_STATUS(update_rows, PASSES_KEYS(db) ? NULL : db,
            (kith_db * db, const kith_row_assignment *changes, size_t count),
            (db, changes, count))
PLAY_STATUS(relate_at, kith_db_of(row),
            (void *row, size_t offset, void *target), (row, offset, target))
PLAY_STATUS(unlink_at, kith_db_of(row), (void *row, size_t offset),
            (row, offset))
PLAY_STATUS(append_at, kith_db_of(row),
            (void *row, size_t offset, void *target), (row, offset, target))
PLAY_STATUS(remove_at, kith_db_of(row),
            (void *row, size_t offset, void *target), (row, offset, target))
PLAY_STATUS(clear_at, kith_db_of(row), (void *row, size_t offset),
            (row, offset))
PLAY_STATUS(replace_at, kith_db_of(row),
            (void *row, size_t offset, const void *list), (row, offset, list))
PLAY_STATUS(move_at, kith_db_of(row),
            (void *row, size_t offset, void *target, size_t place),
            (row, offset, target, place))
PLAY_STATUS(delete, kith_db_of(row), (void *row), (row))

/* Of the first row of an array. */
static kith_db *db_of_rows(const void *rows, size_t count)
{
    const void *first = NULL;

    if (rows && count > 0)
        memcpy(&first, rows, sizeof(first));
    return kith_db_of(first);
}
PLAY_STATUS(delete_rows, db_of_rows(rows, count),
            (const void *rows, size_t count), (rows, count))
PLAY_STATUS(relate_rows_at, db_of_rows(rows, count),
            (const void *rows, size_t offset, const void *targets,
             size_t count),
            (rows, offset, targets, count))
PLAY_STATUS(append_rows_at, kith_db_of(row),
            (void *row, size_t offset, const void *rows, size_t count),
            (row, offset, rows, count))
PLAY_STATUS(remove_rows_at, kith_db_of(row),
            (void *row, size_t offset, const void *rows, size_t count),
            (row, offset, rows, count))

#endif
