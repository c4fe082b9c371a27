/* desk_payments.c - money that comes, and goes back. */
#include "desk.h"

#include <string.h>

Payment *desk_pay(Order *order, int64_t amount_cents, const char *method)
{
    kith_db *db = kith_db_of(order);
    Payment *payment = NULL;
    kith_status status;

    kith_transaction(db, status) {
        payment = kith_insert(db, Payment, .order.row = order,
                              .amount_cents = amount_cents, .method = method);
        if (!payment)
            break;
        status = kith_set(order, paid_cents, order->paid_cents + amount_cents);
        if (status == KITH_OK && order->paid_cents == order->total_cents)
            status = kith_set(order, status, "paid");
    }
    return status == KITH_OK ? payment : NULL;
}

/* All that was sent was given back. */
static bool is_returned(const Order *order)
{
    return strcmp(order->status, "shipped") == 0 &&
           order->refunded_cents == order->paid_cents;
}

Refund *desk_refund(Payment *payment, int64_t amount_cents, const char *reason)
{
    kith_db *db = kith_db_of(payment);
    Order *order = payment->order.row;
    Refund *refund = NULL;
    kith_status status;

    kith_transaction(db, status) {
        refund = kith_insert(db, Refund, .payment.row = payment,
                             .amount_cents = amount_cents, .reason = reason);
        if (!refund)
            break;
        status =
            kith_update_all(db,
                            kith_row_to(payment, refunded_cents,
                                        payment->refunded_cents + amount_cents),
                            kith_row_to(order, refunded_cents,
                                        order->refunded_cents + amount_cents));
        if (status == KITH_OK && is_returned(order))
            status = kith_set(order, status, "returned");
    }
    return status == KITH_OK ? refund : NULL;
}
