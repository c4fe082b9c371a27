/* dump.c - a dump whose memory runs out writes nothing, or all. */
#include "fault.h"
#include "family.h"

#include <kith/dump.h>

static kith_db *open_filled(int rows)
{
    kith_db *db = OPEN(Store, Item);

    for (int i = rows; i > 0; i--) {
        kith_insert(db, Store, .id = i, .name = family_name(i));
        kith_insert(db, Item, .id = 2 * rows - i, .store_id = i % 3 + 1);
    }
    return db;
}

KT_TEST(dump, gives_its_memory_back_whichever_allocation_is_refused)
{
    for (int rows = 1; rows <= 300; rows += 299) {
        kith_db *db = open_filled(rows);
        const size_t bytes = fault_live_bytes();

        for (int from = 0; from < 2; from++) {
            bool refused = true;

            for (size_t nth = 1; refused; nth++) {
                kith_error error = {0};
                const kith_selection selection = {
                    .from = from ? kith_get(db, Store, 1) : NULL,
                    .allocator = fault_allocator(),
                    .error = &error};
                kith_text_buffer text = {0};

                fault_fail_allocation(nth);
                const kith_status status =
                    kith_dump(db, &selection, kith_output_to_buffer(&text));
                refused = fault_refused();
                fault_stop();

                KT_ASSERT_EQ(status, refused ? KITH_E_MEMORY : KITH_OK);
                KT_ASSERT_EQ(error.status, status);
                KT_ASSERT_EQ(refused, !text.text);
                KT_ASSERT_EQ(fault_live_bytes(), bytes);
                KT_ASSERT(refused || nth > 2);
                kith_text_buffer_free(&text);
            }
        }
        family_close(db);
    }
}
