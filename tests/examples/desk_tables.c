/* desk_tables.c - what the row types of desk.h mean as tables, and what must
 * hold of their rows whoever writes them.
 *
 * Some checks compare a row with what it was: while a call is judged, the row
 * of that key is still as before. There is none for a row that is inserted, so
 * that a world or a dump can be loaded in the middle of its life.
 */
#include "desk.h"

#include <string.h>

static kith_value now(const void *draft)
{
    return (kith_value)KITH_INTEGER(kith_now(kith_db_of(draft)));
}

static const Order *before(const Order *draft)
{
    return kith_get(kith_db_of(draft), Order, draft->id);
}

static bool is(const Order *order, const char *status)
{
    return strcmp(order->status, status) == 0;
}

/* --- What holds of an order ----------------------------------------------- */

static bool moves_on(const void *draft)
{
    static const char *const ways[][2] = {
        {"open", "placed"},      {"placed", "paid"},      {"paid", "shipped"},
        {"shipped", "returned"}, {"placed", "cancelled"}, {"paid", "cancelled"},
    };
    const Order *order = draft, *was = before(order);
    bool allowed = !was || is(was, order->status);

    for (size_t i = 0; !allowed && i < sizeof(ways) / sizeof(*ways); i++)
        allowed = is(was, ways[i][0]) && is(order, ways[i][1]);
    return allowed;
}

/* Each line of what was placed has its stock, and there is one. */
static bool is_complete(const void *draft)
{
    const Order *order = draft;

    if (is(order, "open") || is(order, "cancelled") || !before(order))
        return true;
    kith_for_each(line, order->lines) {
        if (!line->stock.row)
            return false;
    }
    return order->address.row && order->lines.count > 0;
}

static bool is_placed_once(const void *draft)
{
    const Order *order = draft, *was = before(order);

    return !was || !was->placed_at.present ||
           was->placed_at.value == order->placed_at.value;
}

static bool keeps_its_total(const void *draft)
{
    const Order *order = draft, *was = before(order);

    return !was || was->total_cents == order->total_cents || is(was, "open");
}

static bool pays_what_is_due(const void *draft)
{
    const Order *order = draft, *was = before(order);

    if (order->paid_cents < 0 || order->paid_cents > order->total_cents)
        return false;
    return !was || was->paid_cents == order->paid_cents || is(was, "placed");
}

static bool refunds_what_was_paid(const void *draft)
{
    const Order *order = draft;

    return order->refunded_cents >= 0 &&
           order->refunded_cents <= order->paid_cents;
}

/* --- What holds of other rows --------------------------------------------- */

static bool reserves_what_is_there(const void *draft)
{
    const Stock *stock = draft;

    return stock->reserved <= stock->on_hand;
}

static bool refunds_no_more_than_itself(const void *draft)
{
    const Payment *payment = draft;

    return payment->refunded_cents <= payment->amount_cents;
}

/* --- Tables: one attribute a line ----------------------------------------- */

/* clang-format off */

#define CENTS .minimum = KITH_INTEGER(1), .maximum = KITH_INTEGER(100000000)
#define PIECES .minimum = KITH_INTEGER(0), .maximum = KITH_INTEGER(1000000)

KITH_TABLE(Customer, "customers",
    KITH_PRIMARY_KEY(Customer, id),
    KITH_COLUMN(Customer, email, .unique = true, .not_null = true),
    KITH_COLUMN(Customer, name, .not_null = true, .maximum_bytes = 80),
    KITH_RELATIONSHIP(Customer, addresses, Address,
        .back_populates = "customer"),
    KITH_RELATIONSHIP(Customer, orders, Order, .back_populates = "customer"));

KITH_TABLE(Address, "addresses",
    KITH_PRIMARY_KEY(Address, id),
    KITH_FOREIGN_KEY(Address, customer_id, Customer, id, .not_null = true,
        .on_delete = KITH_CASCADE),
    KITH_COLUMN(Address, street, .not_null = true),
    KITH_COLUMN(Address, city, .not_null = true),
    KITH_RELATIONSHIP(Address, customer, Customer,
        .back_populates = "addresses"));

KITH_TABLE(Product, "products",
    KITH_PRIMARY_KEY(Product, id),
    KITH_COLUMN(Product, code, .unique = true),
    KITH_COLUMN(Product, name, .not_null = true),
    KITH_OPTIONAL_COLUMN(Product, price_cents, CENTS),
    KITH_RELATIONSHIP(Product, stock, Stock, .back_populates = "product"),
    KITH_RELATIONSHIP(Product, lines, OrderLine, .back_populates = "product"));

KITH_TABLE(Warehouse, "warehouses",
    KITH_PRIMARY_KEY(Warehouse, id),
    KITH_COLUMN(Warehouse, name, .unique = true, .not_null = true),
    KITH_RELATIONSHIP(Warehouse, stock, Stock, .back_populates = "warehouse"));

KITH_TABLE(Stock, "stock",
    KITH_FOREIGN_KEY(Stock, warehouse_id, Warehouse, id, .primary_key = true),
    KITH_FOREIGN_KEY(Stock, product_id, Product, id, .primary_key = true),
    KITH_COLUMN(Stock, on_hand, PIECES),
    KITH_COLUMN(Stock, reserved, PIECES),
    KITH_RELATIONSHIP(Stock, warehouse, Warehouse, .back_populates = "stock"),
    KITH_RELATIONSHIP(Stock, product, Product, .back_populates = "stock"),
    KITH_CHECK(reserves_what_is_there, "there is not enough in stock",
        "reserved", "on_hand"));

KITH_TABLE(Order, "orders",
    KITH_PRIMARY_KEY(Order, id),
    KITH_FOREIGN_KEY(Order, customer_id, Customer, id, .not_null = true,
        .on_delete = KITH_RESTRICT),
    KITH_FOREIGN_KEY(Order, address_id, Address, id,
        .on_delete = KITH_RESTRICT),
    KITH_COLUMN(Order, status, .index = true),
    KITH_COLUMN(Order, total_cents),
    KITH_COLUMN(Order, paid_cents),
    KITH_COLUMN(Order, refunded_cents),
    KITH_OPTIONAL_COLUMN(Order, placed_at),
    KITH_RELATIONSHIP(Order, customer, Customer, .back_populates = "orders"),
    KITH_RELATIONSHIP(Order, address, Address),
    KITH_RELATIONSHIP(Order, lines, OrderLine, .back_populates = "order"),
    KITH_RELATIONSHIP(Order, payments, Payment, .back_populates = "order"),
    KITH_RELATIONSHIP(Order, shipment, Shipment, .back_populates = "order"),
    KITH_CHECK(moves_on, "the status of an order does not go back", "status"),
    KITH_CHECK(is_complete, "what is placed has an address, and lines that are "
        "in stock", "status"),
    KITH_CHECK(is_placed_once, "an order is placed once", "placed_at"),
    KITH_CHECK(keeps_its_total, "lines change only while an order is open",
        "total_cents"),
    KITH_CHECK(pays_what_is_due, "what is placed is paid, and no more",
        "paid_cents"),
    KITH_CHECK(refunds_what_was_paid, "no more is refunded than was paid",
        "refunded_cents"));

KITH_TABLE(OrderLine, "order_lines",
    KITH_FOREIGN_KEY(OrderLine, order_id, Order, id, .primary_key = true,
        .on_delete = KITH_CASCADE),
    KITH_FOREIGN_KEY(OrderLine, product_id, Product, id, .primary_key = true,
        .on_delete = KITH_RESTRICT),
    KITH_COLUMN(OrderLine, quantity,
        .minimum = KITH_INTEGER(1), .maximum = KITH_INTEGER(1000)),
    KITH_OPTIONAL_COLUMN(OrderLine, price_cents, .not_null = true, CENTS),
    KITH_COLUMN(OrderLine, warehouse_id),
    KITH_FOREIGN_KEYS(OrderLine, (warehouse_id, product_id),
        Stock, (warehouse_id, product_id), .on_delete = KITH_RESTRICT),
    KITH_RELATIONSHIP(OrderLine, order, Order, .back_populates = "lines"),
    KITH_RELATIONSHIP(OrderLine, product, Product, .back_populates = "lines"),
    KITH_RELATIONSHIP(OrderLine, stock, Stock));

KITH_TABLE(Payment, "payments",
    KITH_PRIMARY_KEY(Payment, id),
    KITH_FOREIGN_KEY(Payment, order_id, Order, id, .not_null = true,
        .on_delete = KITH_RESTRICT),
    KITH_COLUMN(Payment, amount_cents, CENTS),
    KITH_COLUMN(Payment, refunded_cents, .minimum = KITH_INTEGER(0)),
    KITH_COLUMN(Payment, method, .not_null = true),
    KITH_OPTIONAL_COLUMN(Payment, paid_at, .not_null = true,
        .default_function = now),
    KITH_RELATIONSHIP(Payment, order, Order, .back_populates = "payments"),
    KITH_RELATIONSHIP(Payment, refunds, Refund, .back_populates = "payment"),
    KITH_CHECK(refunds_no_more_than_itself, "no more is refunded than was paid",
        "refunded_cents"));

KITH_TABLE(Refund, "refunds",
    KITH_PRIMARY_KEY(Refund, id),
    KITH_FOREIGN_KEY(Refund, payment_id, Payment, id, .not_null = true,
        .on_delete = KITH_RESTRICT),
    KITH_COLUMN(Refund, amount_cents, CENTS),
    KITH_COLUMN(Refund, reason),
    KITH_OPTIONAL_COLUMN(Refund, refunded_at, .not_null = true,
        .default_function = now),
    KITH_RELATIONSHIP(Refund, payment, Payment, .back_populates = "refunds"));

KITH_TABLE(Shipment, "shipments",
    KITH_PRIMARY_KEY(Shipment, id),
    KITH_FOREIGN_KEY(Shipment, order_id, Order, id, .not_null = true,
        .on_delete = KITH_RESTRICT),
    KITH_COLUMN(Shipment, tracking, .unique = true),
    KITH_OPTIONAL_COLUMN(Shipment, shipped_at, .not_null = true,
        .default_function = now),
    KITH_RELATIONSHIP(Shipment, order, Order, .back_populates = "shipment"));

/* clang-format on */
