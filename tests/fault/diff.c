/* diff.c - a comparison whose memory runs out says so. */
#include "fault.h"
#include "zoo.h"

#include <kith/test/diff.h>

KT_TEST(diff, gives_its_memory_back_whichever_allocation_is_refused)
{
    kith_db *db = zoo_open(), *other = zoo_open();
    uint64_t random = 3;
    bool refused = true;

    zoo_play(db, &random, 150);
    zoo_play(other, &random, 150);
    for (size_t nth = 1; refused; nth++) {
        const size_t bytes = fault_live_bytes();
        kith_error error = {0};
        const kith_selection selection = {.allocator = fault_allocator(),
                                          .error = &error};
        size_t count = 0;

        fault_fail_allocation(nth);
        const kith_status status =
            kith_diff(db, other, &selection, (kith_output){NULL, NULL}, &count);
        refused = fault_refused();
        fault_stop();

        KT_ASSERT_EQ(status, refused ? KITH_E_MEMORY : KITH_OK);
        KT_ASSERT_EQ(error.status, status);
        KT_ASSERT_EQ(count > 0, !refused);
        KT_ASSERT_EQ(fault_live_bytes(), bytes);
        KT_ASSERT(refused || nth > 50);
    }
    family_close(other);
    family_close(db);
}
