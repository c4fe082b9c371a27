/* world_text.c - a text whose load runs out of memory leaves no row. */
#include "fault.h"
#include "zoo.h"

#include <kith/dump.h>
#include <kith/test/world.h>

/* Each allocation of the load is refused, the database's own among them. */
KT_TEST(world_text, leaves_no_row_whichever_allocation_is_refused)
{
    static const char worlds[][700] = {
        "[keepers] code | boss | next_code\n"
        "a: 'a' | b | c\n"
        "b: 'b' | a | 'a'\n"
        "c: 'c' | a | b\n"
        "[order of keepers by boss]\n"
        "a: c, b\n",
        "[cages] wing | number | keeper\n"
        "cage: 'it\\'s' | 7 | null\n"
        "[tags] id | cage\n"
        "1 | cage\n2 | null\n3 | \n"
        "[notes] text | tag_id | keeper_code | cage\n"
        "'x' | 1 | k | ('it\\'s', 7)\n"
        "[keepers] code\nk: 'k'\n"
        "[days] id\nd: x'00ff'\ne: x''\n"
        "[visits] keeper | day\n#1: k | d\n#2: k | e\n"
        "[order of visits by keeper]\nk: #2, #1\n"
        "[beasts] wing | f64\n'it\\'s' | 0.125\n"};
    kith_db *db = zoo_open();

    kith_db *from = zoo_open();
    kith_text_buffer random_world = {0};
    uint64_t random = 11;

    zoo_play(from, &random, 200);
    ANSWERS(kith_dump(from, NULL, kith_output_to_buffer(&random_world)),
            KITH_OK);
    family_close(from);
    for (size_t world = 0; world < 3; world++) {
        const char *text = world < 2 ? worlds[world] : random_world.text;
        bool refused = true;

        for (size_t nth = 1; refused; nth++) {
            const size_t blocks = fault_live_blocks();
            const uint64_t before = kith_digest(db);
            kith_names names = {.allocator = fault_allocator()};
            kith_error error = {0};

            ANSWERS(kith_begin(db), KITH_OK);
            fault_fail_allocation(nth);
            const kith_status status = kith_load_text(db, text, &names, &error);
            refused = fault_refused();
            fault_stop();

            KT_ASSERT(status == (refused ? KITH_E_MEMORY : KITH_OK), "%zu: %s",
                      nth, error.message);
            KT_ASSERT_EQ(error.status, status);
            if (refused)
                KT_ASSERT_EQ(kith_digest(db), before);
            KT_ASSERT_EQ(names.slots_ != NULL, !refused);
            kith_names_free(&names);
            ANSWERS(kith_rollback(db), KITH_OK);
            ANSWERS(kith_shrink(db), KITH_OK);
            KT_ASSERT(fault_live_blocks() <= blocks, "%zu", nth);
            family_verify(db);
            KT_ASSERT(refused || nth > (world < 2 ? 10 : 60), "%zu", nth);
        }
    }
    kith_text_buffer_free(&random_world);
    family_close(db);
}
