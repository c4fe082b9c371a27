/* desk_orders.c - the life of an order: opened, filled, placed, sent or
 * cancelled.
 */
#include "desk.h"

static int64_t total_of(const Order *order)
{
    int64_t cents = 0;

    kith_for_each(line, order->lines)
        cents += line->quantity * line->price_cents.value;
    return cents;
}

/* Where the most of a product is free. NULL where it never was. */
static Stock *best_stock(const Product *product)
{
    Stock *best = NULL;

    kith_for_each(stock, product->stock) {
        if (!best ||
            stock->on_hand - stock->reserved > best->on_hand - best->reserved)
            best = stock;
    }
    return best;
}

Order *desk_open_order(Customer *customer)
{
    return kith_insert(kith_db_of(customer), Order, .customer.row = customer,
                       .status = "open");
}

kith_status desk_add(Order *order, Product *product, int32_t quantity)
{
    kith_db *db = kith_db_of(order);
    kith_status status;

    kith_transaction(db, status) {
        OrderLine *line = kith_get(db, OrderLine, order->id, product->id);

        if (line)
            status = kith_set(line, quantity, line->quantity + quantity);
        else if (!kith_insert(db, OrderLine, .order.row = order,
                              .product.row = product, .quantity = quantity,
                              .price_cents = product->price_cents))
            break;
        if (status == KITH_OK)
            status = kith_set(order, total_cents, total_of(order));
    }
    return status;
}

static kith_status reserve(OrderLine *line)
{
    Stock *stock = best_stock(line->product.row);
    kith_status status;

    if (line->stock.row || !stock)
        return KITH_OK; /* without one the order is not complete */
    status = kith_set(stock, reserved, stock->reserved + line->quantity);
    if (status == KITH_OK)
        status = kith_relate(line, stock, stock);
    return status;
}

kith_status desk_place(Order *order, Address *address)
{
    kith_db *db = kith_db_of(order);
    kith_status status;

    kith_transaction(db, status) {
        kith_for_each(line, order->lines) {
            if (status == KITH_OK)
                status = reserve(line);
        }
        if (status == KITH_OK)
            status = kith_relate(order, address, address);
        if (status == KITH_OK)
            status = kith_update(order, kith_to(order, status, "placed"),
                                 kith_to(order, placed_at, kith_now(db)));
    }
    return status;
}

/* Free what a line has reserved; `gone` of it has left the warehouse. */
static kith_status release(OrderLine *line, int64_t gone)
{
    Stock *stock = line->stock.row;

    return kith_update(
        stock, kith_to(stock, reserved, stock->reserved - line->quantity),
        kith_to(stock, on_hand, stock->on_hand - gone));
}

Shipment *desk_ship(Order *order, const char *tracking)
{
    kith_db *db = kith_db_of(order);
    Shipment *shipment = NULL;
    kith_status status;

    kith_transaction(db, status) {
        status = kith_set(order, status, "shipped");
        kith_for_each(line, order->lines) {
            if (status == KITH_OK)
                status = release(line, line->quantity);
        }
        if (status != KITH_OK)
            break;
        shipment =
            kith_insert(db, Shipment, .order.row = order, .tracking = tracking);
        if (!shipment)
            break;
    }
    return status == KITH_OK ? shipment : NULL;
}

static kith_status refund_all(const Order *order)
{
    kith_for_each(payment, order->payments) {
        const int64_t rest = payment->amount_cents - payment->refunded_cents;

        if (rest > 0 && !desk_refund(payment, rest, "cancelled"))
            return kith_last_error(kith_db_of(order))->status;
    }
    return KITH_OK;
}

kith_status desk_cancel(Order *order)
{
    kith_db *db = kith_db_of(order);
    kith_status status;

    kith_transaction(db, status) {
        status = kith_set(order, status, "cancelled");
        kith_for_each(line, order->lines) {
            if (status == KITH_OK && line->stock.row)
                status = release(line, 0);
            if (status == KITH_OK)
                status = kith_unlink(line, stock);
        }
        if (status == KITH_OK)
            status = refund_all(order);
    }
    return status;
}
