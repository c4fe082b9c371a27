/* restored.c - before every call a snapshot, after it a clone.
 *
 * Each writing call of the tests that is compared is made, and a clone must have
 * the state that the database has then, and be whole. A restore puts the
 * database back, whose state must be what it was, and the call is made again:
 * its state must be that of the first time. Calls within a transaction are made
 * as they are, for there is no snapshot, and so are those whose memory is to be
 * refused.
 */
#include "fault.h"
#include "played.h"

#define PLAYED_WRAPPERS
#define PASSES_KEYS(db) false
#include "played.h"

static bool play_begin(struct play *play, kith_db *db)
{
    *play = (struct play){.db = db};
    if (!db || kith_depth(db) > 0 || fault_is_armed() || !is_compared(db)) {
        played.calls += db != NULL;
        return false;
    }
    play->compared = true;
    play->snapshot = kith_snapshot_take(db);
    if (play->snapshot)
        play->before = state_of(db);
    return play->snapshot;
}

/* How whole a database is, which tests may have damaged. Checks are functions of
 * a test, which may look at rows that are not there at this time: then nothing
 * is asked of them. */
static kith_status wholeness(kith_db *db)
{
    const kith_table *const *table = kith_tables(db);
    kith_check check;

    for (; *table; table++) {
        if (kith_table_check(db, *table, 0, &check))
            return KITH_OK;
    }
    return kith_verify(db);
}

/* What a copy of the database has, and is. */
static void check_clone(const struct play *play, int call)
{
    kith_db *copy = kith_clone(play->db);

    if (!copy || state_of(copy) != play->during)
        fail("cloned", call);
    if (wholeness(copy) != wholeness(play->db))
        fail("verified as a clone", call);
    kith_close(copy);
}

/* Where a cell has used up its lives, no restore is possible. */
static bool play_back(struct play *play, int call)
{
    kith_status whole = wholeness(play->db), status;

    count_play(play, call);
    play->during = state_of(play->db);
    check_clone(play, call);
    status = kith_restore(play->db, play->snapshot);
    if (status != KITH_OK && status != KITH_E_LIMIT)
        abort();
    if (status == KITH_OK && state_of(play->db) != play->before)
        fail("restored", call);
    if (wholeness(play->db) != whole)
        fail("verified as restored", call);
    kith_snapshot_free(play->snapshot);
    return status == KITH_OK;
}

static void play_second(struct play *play)
{
    (void)play;
}

static void play_failed(struct play *play)
{
    (void)play;
}

static bool play_again(const struct play *play, int call)
{
    if (state_of(play->db) != play->during)
        fail("made again", call);
    return true;
}
