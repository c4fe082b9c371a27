/* library_test.c - the rule of library.h, tested by Criterion. */
#include "library.h"

#include <kith/criterion.h>

static kith_test_allocator memory;
static kith_test_clock now = {.now_ns = 500};
static KITH_WORLD(shelf, .tables = KITH_TABLES(Reader, Book),
                  .text = "[readers] name\n"
                          "ada: 'Ada'\n"
                          "ben: 'Ben'\n"
                          "[books] title | reader\n"
                          "emma:  'Emma'       | null\n"
                          "ivory: 'Ivory Tower'| ada\n"
                          "jane:  'Jane Eyre'  | ada\n"
                          "kim:   'Kim'        | ada\n",
                  .clock = &now, .memory = &memory);

KITH_TEST(lending, links_book_and_reader, shelf)
{
    Book *emma = kith_named(names, Book, "emma");
    Reader *ben = kith_named(names, Reader, "ben");

    KITH_ASSERT_OK(db, lend(emma, ben));
    KITH_ASSERT_ROW(emma, .reader.row = ben, .lent_at = KITH_SOME(500));
    KITH_ASSERT_MEMBERS(ben, books, emma);
}

KITH_TEST(lending, takes_a_book_from_another_reader, shelf)
{
    Book *kim = kith_named(names, Book, "kim");

    KITH_ASSERT_OK(db, lend(kim, kith_named(names, Reader, "ben")));
    KITH_ASSERT_NOT_RELATED(kith_named(names, Reader, "ada"), books, kim);
}

KITH_TEST(lending, stops_at_three, shelf)
{
    KITH_ASSERT_REFUSED(
        db,
        lend(kith_named(names, Book, "emma"), kith_named(names, Reader, "ada")),
        KITH_E_CHECK, "books", "reader_id");
}

KITH_TEST(lending, is_whole_or_nothing_when_memory_runs_out, shelf)
{
    kith_test_each_refusal(&memory) {
        kith_reset(shelf);
        if (lend(kith_named(names, Book, "emma"),
                 kith_named(names, Reader, "ben")) != KITH_OK)
            KITH_ASSERT_CONTENTS(db, shelf.text);
    }
}

KITH_TEST_MAIN
