/* transaction_scope.c - kith_transaction: a level that ends with its block. */
#include "family.h"

#include <setjmp.h>

/* How the block is left. */
enum { TO_THE_END, CONTINUE, BREAK, FAIL, GOTO, RETURN, WAYS };

static void leave(kith_db *db, int way, kith_status *status)
{
    kith_transaction(db, *status)
    {
        KT_ASSERT_EQ(kith_depth(db), 1u);
        KT_ASSERT_EQ(*status, KITH_OK);
        kith_insert(db, Store, .name = "new");
        if (way == CONTINUE)
            continue;
        if (way == BREAK)
            break;
        if (way == FAIL && !kith_insert(db, Item, .store_id = 77))
            break;
        if (way == GOTO)
            goto out;
        if (way == RETURN)
            return;
    }
out:
    return;
}

KT_TEST(transaction_scope, commits_at_its_end_and_rolls_back_when_it_is_left)
{
    static const kith_status expected[WAYS] = {
        [BREAK] = KITH_E_ABANDONED,
        [FAIL] = KITH_E_PARENT,
        [GOTO] = KITH_E_ABANDONED,
        [RETURN] = KITH_E_ABANDONED,
    };

    for (int way = 0; way < WAYS; way++) {
        kith_db *db = OPEN(Store, Item);
        uint64_t state = kith_test_state(db);
        kith_status status = KITH_E_CYCLE;

        leave(db, way, &status);
        KT_ASSERT(status == expected[way], "way %d", way);
        KT_ASSERT_EQ(kith_depth(db), 0u);
        KT_ASSERT_EQ(kith_count(db, Store), status == KITH_OK);
        KT_ASSERT_EQ(kith_test_state(db) == state, status != KITH_OK);
        family_close(db);
    }
}

KT_TEST(transaction_scope, nests_and_says_what_the_block_has_said)
{
    kith_db *db = OPEN(Store, Item);
    kith_status outer = KITH_OK, inner = KITH_OK;

    kith_transaction(db, outer)
    {
        kith_insert(db, Store, .name = "stays");
        kith_transaction(db, inner)
        {
            kith_insert(db, Store, .name = "goes");
            inner = KITH_E_VETO;
            break;
        }
        KT_ASSERT_EQ(kith_count(db, Store), 1u);
    }
    KT_ASSERT_EQ(outer, KITH_OK);
    KT_ASSERT_EQ(inner, KITH_E_VETO);
    KT_ASSERT_EQ(kith_count(db, Store), 1u);
    family_close(db);
}

/* A break in a loop leaves the loop alone, so the block is told by its status. */
KT_TEST(transaction_scope, rolls_back_at_its_end_where_it_has_put_a_failure)
{
    static const int64_t ids[] = {1, 2, 1, 3};
    kith_db *db = OPEN(Store, Item);
    kith_status status, own;

    kith_transaction(db, status)
    {
        for (int i = 0; i < 4; i++) {
            if (!kith_insert(db, Store, .id = ids[i])) {
                status = kith_last_error(db)->status;
                break;
            }
        }
    }
    KT_ASSERT_EQ(status, KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_count(db, Store), 0u);
    KT_ASSERT_EQ(kith_depth(db), 0u);
    kith_transaction(db, status)
    {
        kith_insert(db, Store, .name = "stays");
        kith_transaction(db, own) own = KITH_E_VETO;
    }
    KT_ASSERT_EQ(own, KITH_E_VETO);
    KT_ASSERT_EQ(status, KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Store), 1u);
    family_close(db);
}

KT_TEST(transaction_scope, does_not_run_where_it_cannot_begin)
{
    kith_status status = KITH_OK;

    kith_transaction(NULL, status) KT_ASSERT(false);
    KT_ASSERT_EQ(status, KITH_E_MISUSE);
}

KT_TEST(transaction_scope, refuses_a_block_that_leaves_other_levels_open)
{
    kith_db *db = OPEN(Store, Item);
    kith_status status;

    kith_transaction(db, status)
    {
        kith_insert(db, Store, .name = "new");
        ANSWERS(kith_begin(db), KITH_OK);
    }
    KT_ASSERT_EQ(status, KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_depth(db), 0u);
    KT_ASSERT_EQ(kith_count(db, Store), 0u);
    kith_transaction(db, status) ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(status, KITH_E_MISUSE);
    family_close(db);
}

/* The level is still open then, and known by its depth. */
KT_TEST(transaction_scope, that_longjmp_leaves_is_ended_by_rollback_to)
{
    static jmp_buf way_out;
    kith_db *db = OPEN(Store, Item);
    kith_status status;

    ANSWERS(kith_begin(db), KITH_OK);
    kith_insert(db, Store, .name = "before");
    ANSWERS(kith_begin(db), KITH_OK);
    if (setjmp(way_out) == 0) {
        kith_transaction(db, status)
        {
            kith_insert(db, Store, .name = "within");
            longjmp(way_out, 1);
        }
    }
    KT_ASSERT_EQ(kith_depth(db), 3u);
    ANSWERS(kith_rollback_to(db, 2), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Store), 1u);
    ANSWERS(kith_commit(db), KITH_OK);
    ANSWERS(kith_commit(db), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Store), 1u);
    family_close(db);
}

/* A function of its table leaves the call by longjmp. */
typedef struct Priced Priced;
struct Priced {
    const int64_t id;
    const double price;
};
static jmp_buf out_of_check;
static bool is_no_77(const void *draft)
{
    const Priced *priced = draft;

    if (priced->price == 77)
        longjmp(out_of_check, 1);
    return true;
}
static KITH_TABLE(Priced, "priced", KITH_PRIMARY_KEY(Priced, id),
                  KITH_COLUMN(Priced, price),
                  KITH_CHECK(is_no_77, "a price is not 77", "price"));

/* What is left of the call would be in the way of the rollback. */
KT_TEST_ONCE(transaction_scope, stays_open_where_a_call_of_it_was_left)
{
    static int recovers; /* setjmp() leaves it alone */

    for (recovers = 0; recovers < 2; recovers++) {
        kith_db *db = OPEN(Priced);
        kith_status status;

        kith_transaction(db, status)
        {
            kith_insert(db, Priced, .price = 1);
            if (setjmp(out_of_check) == 0)
                kith_insert(db, Priced, .price = 77);
            if (recovers)
                kith_recover(db);
            break;
        }
        KT_ASSERT_EQ(status, recovers ? KITH_E_ABANDONED : KITH_E_MISUSE);
        KT_ASSERT_EQ(kith_depth(db), recovers ? 0u : 1u);
        if (!recovers) {
            kith_recover(db);
            ANSWERS(kith_rollback_to(db, 0), KITH_OK);
        }
        KT_ASSERT_EQ(kith_count(db, Priced), 0u);
        family_close(db);
    }
}
