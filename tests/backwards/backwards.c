/* backwards.c - every call played backwards, in a library of its own for tests
 * (KI_BACKWARDS in base/tuning.h).
 *
 * What a call does to rows is taken back at once, compared with what was there
 * before, done again, and compared with what it was the first time. At the end
 * of the program the calls are counted, and what was taken back, by its kind:
 * tests/ looks for kinds that were never met.
 *
 * The log is in memory of its own, so that the allocator of a database is asked
 * for the same as in other builds.
 */
#include "delta/mutate.h"
#include "delta/undo.h"
#include "engine.h"

#include <kith/verify.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Comparing looks at every cell for a row, some forty times. While there are
 * few, each call is compared; then one of as many calls as there are cells. */
enum { ALL_COMPARED_CELLS = 128 };

static const char *const names[UNDO_KINDS] = {
    [UNDO_KEY_TAKEN] = "keys taken",
    [UNDO_KEY_PUT] = "keys put",
    [UNDO_CHILD_LEFT] = "children left",
    [UNDO_CHILD_JOINED] = "children joined",
    [UNDO_CHILD_SHOWN] = "new children shown",
    [UNDO_MOVED] = "children moved",
    [UNDO_PLACES] = "lists arranged",
    [UNDO_COLUMNS] = "rows changed",
    [UNDO_TEXT] = "texts replaced",
    [UNDO_PUBLISHED] = "rows published",
    [UNDO_RETIRED] = "rows retired",
    [UNDO_NUMBER] = "numbers used",
};

static struct {
    size_t calls, compared;
    clock_t comparing; /* time that large comparisons took */
    size_t changes[UNDO_KINDS];
} played;

static void print_played(void)
{
    printf("played backwards: %zu calls, %zu compared", played.calls,
           played.compared);
    for (size_t i = 0; i < UNDO_KINDS; i++)
        printf(", %zu %s", played.changes[i], names[i]);
    puts("");
}

static void count_call(const struct log *log)
{
    if (played.calls++ == 0)
        atexit(print_played);
    for (size_t i = 0; i < log->records.count; i++)
        played.changes[log->records.items[i].kind]++;
}

/* For tests that measure time (tests/support/family.c): one comparison of a
 * large database takes longer than what they time. Without the small ones, for
 * which asking for the time costs more than they do. */
double ki_comparing_seconds(void);
double ki_comparing_seconds(void)
{
    return (double)played.comparing / (double)CLOCKS_PER_SEC;
}

static size_t cells_of(const struct kith_db *db)
{
    size_t cells = 0;

    for (size_t i = 0; i < db->store_count; i++)
        cells += db->stores[i].slab->cell_count;
    return cells;
}

static uint64_t state_of(const struct kith_db *db)
{
    bool large = cells_of(db) > ALL_COMPARED_CELLS;
    clock_t begin = large ? clock() : 0;
    uint64_t state = kith_test_state(db);

    played.comparing += large ? clock() - begin : 0;
    return state;
}

static bool is_compared(const struct kith_db *db)
{
    size_t cells = cells_of(db);

    return cells <= ALL_COMPARED_CELLS || played.calls % cells == 0;
}

static void require_state(const struct kith_db *db, uint64_t state,
                          const char *when)
{
    if (state_of(db) == state)
        return;
    fprintf(stderr, "%s, the database is not what it was\n", when);
    abort();
}

void ki_play_backwards(struct kith_db *db)
{
    bool compared = is_compared(db);
    struct memory memory;
    struct log log;
    uint64_t before = 0, after = 0;

    ki_memory_init(&memory, NULL);
    ki_log_init(&log, &memory);
    if (!ki_mutate_log_reserve(db, &log))
        abort();
    if (compared)
        before = state_of(db);
    ki_mutate_logged(db, &log);
    count_call(&log);
    if (compared)
        after = state_of(db);
    ki_undo(db, &log);
    if (compared)
        require_state(db, before, "played backwards");
    if (!ki_mutate_log_reserve(db, &log))
        abort();
    ki_mutate_logged(db, &log);
    if (compared)
        require_state(db, after, "played again");
    played.compared += compared;
    ki_undo_drop(db, &log);
    ki_log_fini(&log);
}
