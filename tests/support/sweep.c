/* sweep.c - see sweep.h. */
#include "sweep.h"

#include "fault.h"

/* Lists of so many have grown beyond what small pieces of memory hold. */
enum { MEMBERS = 50 };

kith_status sweep_status(kith_db *db, const void *row)
{
    return row ? KITH_OK : kith_last_error(db)->status;
}

static kith_db *open_orchard(void)
{
    kith_db *db = family_open(ORCHARD);

    orchard_plant(db);
    return db;
}

/* One call with its nth allocation refused. Answers whether one was. */
static bool refuse_nth(kith_db *(*open)(void), const struct sweep *sweep,
                       int members, size_t nth, bool for_ever)
{
    const size_t others = fault_live_bytes();
    kith_db *db = open();
    sweep->arrange(db, members);
    const uint64_t before = kith_digest(db);

    if (for_ever)
        fault_fail_from(nth);
    else
        fault_fail_allocation(nth);
    const kith_status status = sweep->act(db, members);
    const bool refused = fault_refused();
    fault_stop();

    KT_ASSERT(status == (refused ? KITH_E_MEMORY : KITH_OK),
              "%s, %d members, allocation %zu: %s", sweep->what, members, nth,
              kith_status_name(status));
    if (refused) {
        kith_error error = {.status = KITH_OK};
        KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MEMORY);
        KT_ASSERT(kith_digest(db) == before,
                  "%s, %d members, allocation %zu changed something",
                  sweep->what, members, nth);
        KT_ASSERT(kith_verify_to(db, &error) == KITH_OK,
                  "%s, %d members, allocation %zu: %s", sweep->what, members,
                  nth, error.message);
        KT_ASSERT_EQ(kith_memory_used(db), fault_live_bytes() - others);
        const kith_status again = sweep->act(db, members);
        KT_ASSERT(again == KITH_OK, "%s, %d members, allocation %zu: %s again",
                  sweep->what, members, nth, kith_status_name(again));
    }
    family_close(db);
    return refused;
}

/* How many requests for memory the call makes. */
static size_t requests_of(kith_db *(*open)(void), const struct sweep *sweep,
                          int members)
{
    kith_db *db = open();
    size_t before, requests;

    sweep->arrange(db, members);
    before = fault_requests();
    sweep->act(db, members);
    requests = fault_requests() - before;
    family_close(db);
    return requests;
}

/* Where a program is slow, numbers of members are passed over for which the call
 * makes as many requests as before, or hardly more. Where each call is played
 * backwards too, that is up to half of them more. */
#ifdef FAMILY_COMPARED
enum { HARDLY_MORE = 2 };
#else
enum { HARDLY_MORE = 8 };
#endif

void sweep_run_in(kith_db *(*open)(void), const struct sweep *sweeps,
                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t refusals = 0, last = 0;
        for (int members = 0; members <= MEMBERS; members++) {
            const size_t requests =
                FAMILY_SANITIZED ? requests_of(open, &sweeps[i], members) : 0;
            if (FAMILY_SANITIZED && members > 0 && requests >= last &&
                requests <= last + last / HARDLY_MORE)
                continue;
            last = requests;
            for (size_t nth = 1;
                 refuse_nth(open, &sweeps[i], members, nth, false); nth++)
                refusals++;
            for (size_t nth = 1;
                 refuse_nth(open, &sweeps[i], members, nth, true); nth++)
                refusals++;
        }
        KT_ASSERT(refusals > 0 || sweeps[i].needs_none, "%s met no refusal",
                  sweeps[i].what);
    }
}

void sweep_run(const struct sweep *sweeps, size_t count)
{
    sweep_run_in(open_orchard, sweeps, count);
}
