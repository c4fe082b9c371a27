/* desk_stock.c - what is sold, at which price, and where it lies. */
#include "desk.h"

#include <string.h>

/* A line whose order may still change. */
static bool is_open(const OrderLine *line)
{
    return strcmp(line->order.row->status, "open") == 0;
}

static kith_status add_to_total(Order *order, int64_t more_cents)
{
    return kith_set(order, total_cents, order->total_cents + more_cents);
}

static kith_status reprice_line(OrderLine *line, int64_t price_cents)
{
    const int64_t more = price_cents - line->price_cents.value;
    kith_status status = kith_set(line, price_cents, price_cents);

    if (status == KITH_OK)
        status = add_to_total(line->order.row, line->quantity * more);
    return status;
}

kith_status desk_reprice(Product *product, int64_t price_cents)
{
    kith_db *db = kith_db_of(product);
    kith_status status;

    kith_transaction(db, status) {
        status = kith_set(product, price_cents, price_cents);
        kith_for_each(line, product->lines) {
            if (status == KITH_OK && is_open(line))
                status = reprice_line(line, price_cents);
        }
    }
    return status;
}

static kith_status drop_line(OrderLine *line)
{
    kith_status status = add_to_total(
        line->order.row, -line->quantity * line->price_cents.value);

    return status == KITH_OK ? kith_delete(line) : status;
}

kith_status desk_discontinue(Product *product)
{
    kith_db *db = kith_db_of(product);
    kith_status status;

    kith_transaction(db, status) {
        status = kith_set_null(product, price_cents);
        kith_for_each(line, product->lines) {
            if (status == KITH_OK && is_open(line))
                status = drop_line(line);
        }
    }
    return status;
}

/* So many more, or fewer, at a warehouse. */
static kith_status change_stock(Warehouse *warehouse, Product *product,
                                int64_t more)
{
    kith_db *db = kith_db_of(warehouse);
    Stock *stock = kith_get(db, Stock, warehouse->id, product->id);

    if (stock)
        return kith_set(stock, on_hand, stock->on_hand + more);
    stock = kith_insert(db, Stock, .warehouse.row = warehouse,
                        .product.row = product, .on_hand = more);
    return stock ? KITH_OK : kith_last_error(db)->status;
}

kith_status desk_receive(Warehouse *warehouse, Product *product,
                         int32_t quantity)
{
    return change_stock(warehouse, product, quantity);
}

kith_status desk_carry(Product *product, Warehouse *from, Warehouse *to,
                       int32_t quantity)
{
    kith_status status;

    kith_transaction(kith_db_of(product), status) {
        status = change_stock(from, product, -(int64_t)quantity);
        if (status == KITH_OK)
            status = change_stock(to, product, quantity);
    }
    return status;
}
