/* test.h - help for testing programs that use kith.
 *
 * For any test framework or none: nothing here prints, ends the program or
 * keeps global state. It stands in a library of its own, kith::test in CMake
 * and kith_test for pkg-config, and uses nothing of kith that a program could
 * not use itself.
 *
 *   kith_test_allocator memory = {0};
 *
 *   kith_test_each_refusal(&memory) {
 *       kith_options options =
 *           KITH_OPTIONS(.allocator = kith_test_allocator_hooks(&memory));
 *       kith_db *db;
 *
 *       kith_open(&db, KITH_TABLES(Store, Item), &options, NULL);
 *       if (!db)
 *           continue;
 *       kith_insert(db, Store, .name = "IKEA");
 *       assert(kith_verify(db) == KITH_OK);
 *       kith_close(db);
 *   }
 *   assert(!kith_test_allocator_fault(&memory));
 */
#ifndef KITH_TEST_H
#define KITH_TEST_H

#include <kith.h>

#include <kith/test/alloc.h>   /* memory that is counted, and that runs out */
#include <kith/test/random.h>  /* a clock that is set, numbers by a seed */
#include <kith/test/factory.h> /* rows with all that they need */
#include <kith/test/world.h>   /* rows from a text, found again by name */
#include <kith/test/diff.h>    /* how the contents of two databases differ */

/* And for tests that each begin in a world, with assertions about rows:
 * <kith/criterion.h>. */

#endif
