/* backwards.c - every call played backwards.
 *
 * Each writing call of the tests is made in a level, which is rolled back:
 * kith_test_state must be what it was. Then it is made again in another level,
 * which is committed. Where memory runs out in the first attempt, or a rule
 * refuses it, its failure is that of the call.
 */
#include "played.h"

#define PLAYED_WRAPPERS
#define PASSES_KEYS(db) passes_keys(db)
static bool passes_keys(kith_db *db);
#include "played.h"

/* False where the call is to be made as it is: a level cannot be opened. */
static bool play_begin(struct play *play, kith_db *db)
{
    bool compared = db && is_compared(db);

    *play = (struct play){.db = db, .compared = compared};
    if (!db || kith_begin(db) != KITH_OK)
        return false;
    if (play->compared)
        play->before = state_of(db);
    return true;
}

static bool play_back(struct play *play, int call)
{
    count_play(play, call);
    if (play->compared)
        play->during = state_of(play->db);
    if (kith_rollback(play->db) != KITH_OK)
        abort();
    if (play->compared && state_of(play->db) != play->before)
        fail("played backwards", call);
    return true;
}

/* Whether several rows in one call may pass a key on, children and all: in a
 * level, under deferred foreign keys, where it is refused without one. */
static bool passes_keys(kith_db *db)
{
    const kith_table *const *table = kith_tables(db);
    kith_foreign_key key;
    bool deferred = false;

    for (; kith_depth(db) == 0 && *table; table++) {
        for (size_t i = 0; kith_table_foreign_key(db, *table, i, &key); i++)
            deferred |= (key.deferred & KITH_DEFER_PARENT) != 0;
    }
    return deferred;
}

/* False where a deferred rule refuses the commit: the call is taken back, and
 * made without a level it will be refused as well. */
static bool play_again(const struct play *play, int call)
{
    kith_status status;
    uint64_t digest = 0;

    if (play->compared && state_of(play->db) != play->during)
        fail("played again", call);
    if (play->compared)
        digest = kith_digest(play->db);
    status = kith_commit(play->db);
    if (status != KITH_OK && kith_depth(play->db) > 1)
        abort();
    if (status != KITH_OK && kith_rollback(play->db) != KITH_OK)
        abort();
    if (status == KITH_OK && play->compared && kith_digest(play->db) != digest)
        fail("committed", call);
    return status == KITH_OK;
}

static void play_second(struct play *play)
{
    if (kith_begin(play->db) != KITH_OK)
        abort();
}

static void play_failed(struct play *play)
{
    kith_rollback(play->db);
}
