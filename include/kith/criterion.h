/* criterion.h - tests that begin in a world, and assertions about rows.
 *
 * For Criterion, for another framework, or for none. This header alone is the
 * bridge: it is compiled with the tests, which link kith::test and, where they
 * use it, Criterion. A world is declared once and filled once a process; each
 * test begins in it, and ends with kith_verify:
 *
 *   KITH_WORLD(two_stores, .tables = KITH_TABLES(Store, Item),
 *              .text = "[stores] id | name\n"
 *                      "ikea: 1 | 'IKEA'\n"
 *                      "obi:  2 | 'OBI'\n"
 *                      "[items] name | price | store_id\n"
 *                      "chair: 'Chair' | 9.5 | ikea\n");
 *
 *   KITH_TEST(items, follow_their_key, two_stores)
 *   {
 *       Store *obi = kith_named(names, Store, "obi");
 *       Item *chair = kith_named(names, Item, "chair");
 *
 *       KITH_ASSERT_OK(db, kith_set(chair, store_id, 2));
 *       KITH_ASSERT_RELATED(chair, store, obi);
 *       KITH_ASSERT_ROW(chair, .name = "Chair", .store_id = 2);
 *       KITH_ASSERT_REFUSED(db, kith_set(chair, store_id, 99), KITH_E_PARENT,
 *                           "items", "store_id");
 *   }
 *
 * What fails is told as a difference: "items 1: store_id 1, expected 2".
 *
 * Where Criterion's header is found, a test is one of Criterion's, and
 * cr_assert and its like may stand in it as well. Define KITH_CRITERION_PLAIN
 * before the include for a runner of its own instead, for sanitizers and
 * valgrind say: KITH_TEST_MAIN, a line of its own in one of the files, is its
 * main then, and else nothing. It takes the beginning of a name, "items/", and
 * ends with "12 passed, 0 failed". Without Criterion that is so anyway. For
 * another framework define before the include
 *
 *   KITH_ASSERT_FAIL(text)        what fails a test with a text, and leaves it
 *   KITH_TEST_CASE(suite, name)   the head of a test's function; without it
 *                                 void suite_name(void)
 *
 * It is C, for gcc and clang, and C++ gets nothing of it. All state is static
 * in the files of the tests. Texts of failures come from malloc.
 */
#ifndef KITH_CRITERION_H
#define KITH_CRITERION_H

#include <kith.h>
#include <kith/dump.h>
#include <kith/select.h>
#include <kith/test.h>

#ifndef __cplusplus

/* --- Worlds --------------------------------------------------------------- */

/* What tests begin in. Filled in by KITH_WORLD: what is not said is zero, which
 * is none. Members whose names end in `_` are for the macros. */
typedef struct kith_world {
    const kith_table *const *tables;
    const char *text; /* rows, as kith_load_text takes them */
    void (*fill)(kith_db *db, const kith_names *names); /* then adds to them;
                         assertions may stand in it */
    kith_options options; /* where seeds are 0 they are 1: each run is alike */
    kith_test_clock *clock; /* becomes options.now. Each test finds it as it was
                               when the world was filled */
    kith_test_allocator *memory; /* becomes options.allocator. It must be whole
                                    when the world is closed */
    kith_db *db;                 /* open from the first test on */
    kith_names names;            /* of the rows of the text */
    kith_snapshot *snapshot_;
    kith_test_clock clock_;
    struct kith_world *next_;
} kith_world;

/* A world, `static` or shared by several files through `extern kith_world
 * shop;` in a header. */
#define KITH_WORLD(name, ...) kith_world name = {__VA_ARGS__}

/* A test that begins in a world. Its body sees `db`, in which all is as it was
 * when the world was filled, and `names`, the rows by the names that the text
 * has given them. Pointers and handles of the world's rows that a program keeps
 * are good in each test, for rows have their addresses. The test fails when a
 * transaction is left open or kith_verify finds anything.
 *
 * The world is filled by the first test of a process, and put back by a
 * snapshot for each other one. Under Criterion, whose tests are a process each,
 * it is closed behind the test, and the test fails where its memory says that
 * something was not given back; the plain runner does that behind all tests.
 * The body must not close `db`. */
#define KITH_TEST(suite, name, world)                                         \
    static void kith_##suite##_##name##_(kith_db *, const kith_names *);      \
    KITH_TEST_CASE(suite, name)                                               \
    {                                                                         \
        kith_claim_(kith_world_begin_(&(world)));                             \
        kith_##suite##_##name##_((world).db, &(world).names);                 \
        kith_claim_(kith_world_end_(&(world)));                               \
    }                                                                         \
    static void kith_##suite##_##name##_(kith_db *db __attribute__((unused)), \
                                         const kith_names *names              \
                                         __attribute__((unused)))

/* Put the world of the running test back to what it was when the test began.
 * Transactions that are open are rolled back. It costs a copy of what the world
 * holds, so a loop may do it 100,000 times a second. kith_each_reset runs its
 * body so many times, each in the world put back; i is a size_t. kith_reset
 * also is the beginning of each round of a kith_test_each_refusal over the
 * memory of the world: there it asks for none, and gives back the room that the
 * round before has left:
 *
 *   KITH_TEST(stores, may_be_deleted_again_and_again, two_stores)
 *   {
 *       Store *ikea = kith_named(names, Store, "ikea");
 *
 *       kith_each_reset(two_stores, i, 1000)
 *           KITH_ASSERT_OK(db, kith_delete(ikea));
 *       kith_test_each_refusal(two_stores.memory) {
 *           kith_reset(two_stores);
 *           if (kith_delete(ikea) != KITH_OK)
 *               KITH_ASSERT(two_stores.memory->refused > 0);
 *       }
 *   }
 */
#define kith_reset(world) kith_claim_(kith_world_reset_(&(world)))
#define kith_each_reset(world, i, count) \
    for (size_t i = 0;                   \
         i < (count) && kith_claims_(kith_world_reset_(&(world))); i++)

/* Close a world, which fails where its memory says that something was not given
 * back. For frameworks whose tests are one process, behind the last of them. */
#define kith_close_world(world) kith_claim_(kith_world_close_(&(world)))

/* --- Plain claims --------------------------------------------------------- */

/* The condition holds. For tests that also run without Criterion. */
#define KITH_ASSERT(condition) \
    kith_claim_((condition) ? NULL : "it does not hold: " #condition)

/* Two integers are equal; both are printed. */
#define KITH_ASSERT_INT(actual, expected) \
    kith_claim_(kith_int_(#actual, (int64_t)(actual), (int64_t)(expected)))

/* A call has succeeded: it has returned KITH_OK, or a row. What kith_last_error
 * says of it is printed. */
#define KITH_ASSERT_OK(db, ...) \
    kith_claim_(kith_succeeded_((db), kith_result_(__VA_ARGS__), #__VA_ARGS__))

/* --- What is refused ------------------------------------------------------ */

/* A call is refused for this reason, and has changed nothing, as in the example
 * at the top. It returns the status, or NULL, and kith_last_error has status,
 * table and column. Table and column may be left out, or be NULL where they do
 * not matter. What is compared before and after is kith_test_state, in a
 * transaction the contents alone (kith_digest). A call that returns no row
 * without a failure, kith_get say, is refused with KITH_E_MISUSE. */
#define KITH_ASSERT_REFUSED(...) \
    kith_refused_given_(__VA_ARGS__, NULL, NULL, NULL)

/* The block changes nothing in the database, neither contents nor numbers nor
 * places. What it has changed is printed:
 *
 *   KITH_ASSERT_UNCHANGED(db)
 *   {
 *       kith_begin(db);
 *       kith_delete(chair);
 *       kith_rollback(db);
 *   }
 *
 * In a transaction that is open around it the contents alone are compared. A
 * `break` or `return` out of the block leaves it unjudged. */
#define KITH_ASSERT_UNCHANGED(db) kith_unchanged_at_(db, __LINE__)

/* --- Rows ----------------------------------------------------------------- */

/* A row has these values. What is not zero in the literal is compared, as it is
 * given in kith_insert; a parent may be named by its row, .store.row = ikea. */
#define KITH_ASSERT_ROW(...) kith_row_given_(__VA_ARGS__, )

/* A row has exactly these values in the columns that are named, zero and NULL
 * among them; an optional is given by KITH_SOME, and a foreign key of 0 is
 * NULL. A reference may be named as well:
 *
 *   KITH_ASSERT_COLUMNS(chair, "name, price, store", .name = "Chair",
 *                       .store.row = ikea);
 */
#define KITH_ASSERT_COLUMNS(...) kith_columns_given_(__VA_ARGS__, )

/* Two rows of one table, also of different databases, have equal columns, but
 * for those that a third argument names: "id, price". */
#define KITH_ASSERT_SAME_ROW(...) kith_same_row_given_(__VA_ARGS__, "", "")

/* --- Links ---------------------------------------------------------------- */

/* A relationship of a row shows another row, or does not: the parent of a
 * reference, the child of a scalar, a member of a collection, the row at the
 * other end of a many-to-many:
 *
 *   KITH_ASSERT_RELATED(chair, store, ikea);
 *   KITH_ASSERT_RELATED(ikea, items, chair);
 *   KITH_ASSERT_NOT_RELATED(obi, items, chair);
 *
 * Both rows must exist, or a name that no row has would do. That a reference
 * shows none is KITH_ASSERT(!chair->store.row). */
#define KITH_ASSERT_RELATED(row, member, other) \
    kith_claim_(                                \
        kith_related_((row), kith_link_offset_(row, member), (other), true))
#define KITH_ASSERT_NOT_RELATED(row, member, other) \
    kith_claim_(                                    \
        kith_related_((row), kith_link_offset_(row, member), (other), false))

/* A collection shows exactly these rows in this order, or none:
 *
 *   KITH_ASSERT_MEMBERS(obi, items);
 *   kith_append(obi, items, desk);
 *   KITH_ASSERT_MEMBERS(obi, items, desk);
 */
#define KITH_ASSERT_MEMBERS(...) kith_members_given_(__VA_ARGS__, NULL)

/* --- Contents ------------------------------------------------------------- */

/* A database has the contents of a text in the form of a dump (world.h), of
 * another database, or a row leads to the same rows as another one does. What a
 * kith_selection says may follow:
 *
 *   KITH_TEST(stores, are_back_after_a_reset, two_stores)
 *   {
 *       Store *ikea = kith_named(names, Store, "ikea");
 *       kith_db *before = kith_clone(db);
 *
 *       kith_delete(ikea);
 *       KITH_ASSERT_CONTENTS(db, "[stores] id | name\n2 | 'OBI'\n",
 *                            .tables = KITH_TABLES(Store));
 *       kith_reset(two_stores);
 *       KITH_ASSERT_SAME(db, before);
 *       KITH_ASSERT_GRAPH(ikea, kith_get(before, Store, 1));
 *       KITH_ASSERT_GRAPH_TEXT(ikea, "[stores] id | name\n1 | 'IKEA'\n",
 *                              .tables = KITH_TABLES(Store));
 *       kith_close(before);
 *   }
 *
 * In the last one the row is compared with that of the text which has the same
 * primary key. A text is loaded into a database with the same tables and, where
 * `db` is that of the running world, its options: what it leaves out takes its
 * default. Each difference is a line (diff.h). */
#define KITH_ASSERT_CONTENTS(...) \
    kith_contents_given_(__VA_ARGS__, .error = NULL)
#define KITH_ASSERT_SAME(...) kith_same_given_(__VA_ARGS__, .error = NULL)
#define KITH_ASSERT_GRAPH(...) kith_graph_given_(__VA_ARGS__, .error = NULL)
#define KITH_ASSERT_GRAPH_TEXT(...) \
    kith_graph_text_given_(__VA_ARGS__, .error = NULL)

#endif

#include <kith/detail/criterion.h>
#include <kith/detail/claims.h>
#include <kith/detail/claims_rows.h>

#endif
