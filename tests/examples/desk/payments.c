/* payments.c - money that comes, and goes back. */
#include "world.h"

KITH_TEST(payments, are_made_in_parts, desk)
{
    Payment *payment = desk_pay(placed_order, 2000, "cash");

    KITH_ASSERT_OK(db, payment);
    KITH_ASSERT_ROW(payment, .amount_cents = 2000, .method = "cash",
                    .paid_at = KITH_SOME(1000), .order.row = placed_order);
    KITH_ASSERT_ROW(placed_order, .status = "placed", .paid_cents = 2000);
}

KITH_TEST(payments, of_all_that_is_due_make_an_order_paid, desk)
{
    KITH_ASSERT_OK(db, desk_pay(placed_order, 2000, "cash"));
    KITH_ASSERT_OK(db, desk_pay(placed_order, 3000, "card"));
    KITH_ASSERT_ROW(placed_order, .status = "paid", .paid_cents = 5000);
}

KITH_TEST(payments, are_no_more_than_is_due, desk)
{
    KITH_ASSERT_REFUSED(db, desk_pay(placed_order, 5001, "cash"), KITH_E_CHECK,
                        "orders", "paid_cents");
    KITH_ASSERT_REFUSED(db, desk_pay(paid_order, 1, "cash"), KITH_E_CHECK,
                        "orders", "paid_cents");
}

KITH_TEST(payments, are_of_placed_orders, desk)
{
    KITH_ASSERT_REFUSED(db, desk_pay(open_order, 100, "cash"), KITH_E_CHECK,
                        "orders", "paid_cents");
    KITH_ASSERT_REFUSED(db, desk_pay(cancelled_order, 100, "cash"),
                        KITH_E_CHECK, "orders", "paid_cents");
}

KITH_TEST(payments, are_something_by_some_method, desk)
{
    KITH_ASSERT_REFUSED(db, desk_pay(placed_order, 0, "cash"), KITH_E_CHECK,
                        "payments", "amount_cents");
    KITH_ASSERT_REFUSED(db, desk_pay(placed_order, -5, "cash"), KITH_E_CHECK,
                        "payments", "amount_cents");
    KITH_ASSERT_REFUSED(db, desk_pay(placed_order, 5, NULL), KITH_E_NOT_NULL,
                        "payments", "method");
}

KITH_TEST(refunds, are_told_at_payment_and_order, desk)
{
    Refund *refund;

    desk_clock.now_ns = 9000;
    refund = desk_refund(paid_by_card, 700, "late");
    KITH_ASSERT_OK(db, refund);
    KITH_ASSERT_ROW(refund, .amount_cents = 700, .reason = "late",
                    .refunded_at = KITH_SOME(9000));
    KITH_ASSERT_RELATED(paid_by_card, refunds, refund);
    KITH_ASSERT_ROW(paid_by_card, .refunded_cents = 700);
    KITH_ASSERT_ROW(paid_order, .status = "paid", .refunded_cents = 700);
}

KITH_TEST(refunds, are_no_more_than_was_paid, desk)
{
    KITH_ASSERT_REFUSED(db, desk_refund(paid_by_card, 10001, "late"),
                        KITH_E_CHECK, "payments", "refunded_cents");
    KITH_ASSERT_REFUSED(db, desk_refund(shipped_by_card, 2001, "late"),
                        KITH_E_CHECK, "payments", "refunded_cents");
    KITH_ASSERT_REFUSED(db, desk_refund(shipped_by_card, 0, "late"),
                        KITH_E_CHECK, "refunds", "amount_cents");
}

KITH_TEST(refunds, of_all_that_was_sent_make_an_order_returned, desk)
{
    KITH_ASSERT_OK(db, desk_refund(shipped_by_card, 1999, "broken"));
    KITH_ASSERT_ROW(shipped_order, .status = "shipped");
    KITH_ASSERT_OK(db, desk_refund(shipped_by_card, 1, "broken"));
    KITH_ASSERT_ROW(shipped_order, .status = "returned",
                    .refunded_cents = 2500);
}
