/* whole.c - what holds of all rules at once: they are whole or nothing when
 * memory runs out, and in any order; and how fast the world is put back.
 */
#include "world.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* --- Each rule once ------------------------------------------------------- */

/* A rule at work, in the world: true when it succeeded. */
static bool adds(kith_db *db)
{
    (void)db;
    return desk_add(empty_order, rug, 1) == KITH_OK;
}
static bool places(kith_db *db)
{
    (void)db;
    return desk_place(open_order, ada_home) == KITH_OK;
}
static bool ships(kith_db *db)
{
    (void)db;
    return desk_ship(paid_order, "T-2") != NULL;
}
static bool cancels(kith_db *db)
{
    (void)db;
    return desk_cancel(paid_order) == KITH_OK;
}
static bool pays(kith_db *db)
{
    (void)db;
    return desk_pay(placed_order, 5000, "card") != NULL;
}
static bool refunds(kith_db *db)
{
    (void)db;
    return desk_refund(shipped_by_card, 2000, "broken") != NULL;
}
static bool reprices(kith_db *db)
{
    (void)db;
    return desk_reprice(lamp, 2000) == KITH_OK;
}
static bool discontinues(kith_db *db)
{
    (void)db;
    return desk_discontinue(lamp) == KITH_OK;
}
static bool carries(kith_db *db)
{
    (void)db;
    return desk_carry(rug, north, south, 1) == KITH_OK;
}
static bool merges(kith_db *db)
{
    (void)db;
    return desk_merge(ada, ben) == KITH_OK;
}
static bool (*const rules[])(kith_db *db) = {
    adds,    places,   ships,        cancels, pays,
    refunds, reprices, discontinues, carries, merges,
};
enum { RULES = sizeof(rules) / sizeof(*rules) };

/* Each request for memory of each rule is refused in turn: the rule is done, or
 * it is refused for want of memory and nothing has changed. */
KITH_TEST(rules, change_nothing_when_memory_runs_out, desk)
{
    size_t refused = 0;

    for (int i = 0; i < RULES; i++) {
        kith_test_each_refusal(&desk_memory) {
            uint64_t state;
            bool done;

            kith_reset(desk);
            state = kith_digest(db);
            done = rules[i](db);
            KITH_ASSERT(done || desk_memory.refused > 0);
            if (done)
                continue;
            refused++;
            KITH_ASSERT_INT(kith_last_error(db)->status, KITH_E_MEMORY);
            KITH_ASSERT(kith_digest(db) == state);
            KITH_ASSERT_OK(db, kith_verify(db));
        }
    }
    KITH_ASSERT(refused > RULES);
}

/* The last word is the transaction's around it: a rule leaves no trace. */
KITH_TEST(rules, are_taken_back_by_a_rollback, desk)
{
    for (int i = 0; i < RULES; i++) {
        KITH_ASSERT_UNCHANGED(db)
        {
            KITH_ASSERT_OK(db, kith_begin(db));
            KITH_ASSERT(rules[i](db));
            KITH_ASSERT_OK(db, kith_rollback(db));
        }
    }
}

/* Sums that a rule keeps are those of the rows that they are of. */
static void check_sums(kith_db *db)
{
    kith_for_each_row(db, Order, order) {
        int64_t total = 0, paid = 0, refunded = 0;

        kith_for_each(line, order->lines)
            total += line->quantity * line->price_cents.value;
        kith_for_each(payment, order->payments) {
            paid += payment->amount_cents;
            refunded += payment->refunded_cents;
        }
        KITH_ASSERT_COLUMNS(order, "total_cents, paid_cents, refunded_cents",
                            .total_cents = total, .paid_cents = paid,
                            .refunded_cents = refunded);
    }
}

/* What is reserved of a stock is what placed and paid orders wait for. */
static void check_reserved(kith_db *db)
{
    kith_for_each_row(db, Stock, stock) {
        int64_t reserved = 0;

        kith_for_each(line, stock->product.row->lines) {
            const char *status = line->order.row->status;

            if (line->stock.row == stock &&
                (strcmp(status, "placed") == 0 || strcmp(status, "paid") == 0))
                reserved += line->quantity;
        }
        KITH_ASSERT_COLUMNS(stock, "reserved", .reserved = reserved);
    }
}

/* Rules in any order, most of which are refused at some time. */
KITH_TEST(rules, keep_sums_and_reservations_in_any_order, desk)
{
    const uint64_t seed = kith_test_seed();
    kith_test_random random = {seed};
    Product *const products[] = {lamp, chair, rug, candle};
    Order *const orders[] = {open_order, empty_order, placed_order, paid_order};

    kith_test_print_seed(kith_output_to(stderr), seed);
    for (int i = 0; i < 2000; i++) {
        Order *order = orders[kith_test_random_below(&random, 4)];
        Product *product = products[kith_test_random_below(&random, 4)];
        Payment *payment = kith_first(order->payments);
        const int32_t some = (int32_t)kith_test_random_below(&random, 9) - 2;

        desk_clock.now_ns++;
        switch (kith_test_random_below(&random, 8)) {
        case 0:
            desk_add(order, product, some);
            break;
        case 1:
            desk_place(order, ada_home);
            break;
        case 2:
            desk_pay(order, 500 * some, "card");
            break;
        case 3:
            if (i % 10 == 0)
                desk_cancel(order);
            break;
        case 4:
            if (payment)
                desk_refund(payment, 100 * some, "?");
            break;
        case 5:
            desk_reprice(product, 1000 * some);
            break;
        case 6:
            desk_receive(north, product, some);
            break;
        default:
            desk_carry(product, north, south, some);
        }
    }
    check_sums(db);
    check_reserved(db);
}

/* --- The world itself ----------------------------------------------------- */

KITH_TEST(world, is_what_its_text_says, desk)
{
    kith_stats stats;

    kith_stats_of(db, &stats);
    KITH_ASSERT_INT(stats.rows, 100);
    check_sums(db);
    check_reserved(db);
}

/* A dump of what there is, loaded again, is the same. */
KITH_TEST(world, is_the_same_when_it_is_dumped_and_loaded, desk)
{
    kith_text_buffer text = {0};

    desk_discontinue(chair);
    KITH_ASSERT_OK(db, kith_dump(db, NULL, kith_output_to_buffer(&text)));
    KITH_ASSERT_CONTENTS(db, text.text);
    kith_text_buffer_free(&text);
}

/* Whether a second is said of this build. */
#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
#ifdef __OPTIMIZE__
enum { IS_FAST = !SANITIZED };
#else
enum { IS_FAST = 0 };
#endif

static double seconds(void)
{
    struct timespec time;

    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

KITH_TEST(world, is_put_back_a_hundred_thousand_times_a_second, desk)
{
    const size_t count = IS_FAST ? 100000 : 2000;
    const double begin = seconds();
    double spent;

    kith_each_reset(desk, i, count)
        KITH_ASSERT(kith_set(ada, name, "Ada Byron") == KITH_OK);
    spent = seconds() - begin;
    fprintf(stderr, "%zu resets in %.3f s\n", count, spent);
    KITH_ASSERT(!IS_FAST || spent < 1);
}
