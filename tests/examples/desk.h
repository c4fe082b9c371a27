/* desk.h - an order desk: customers order products, which are paid for, sent
 * from a warehouse, cancelled and refunded. The rules of a small trade as
 * functions over kith, to show how they are written and tested.
 *
 *   Customer --< Address
 *   Customer --< Order >-- Address
 *                Order --< OrderLine >-- Product
 *                          OrderLine >-- Stock    where it is taken from
 *                Order --< Payment --< Refund
 *                Order --- Shipment >-- Warehouse
 *   Warehouse --< Stock >-- Product               how many lie there
 *
 * What must hold whoever writes is declared in desk_tables.c, as keys, limits
 * and checks. So a rule below only says what is done: it returns the status of
 * the first call that was refused, nothing has changed then, and
 * kith_last_error tells table, column and reason. A rule that makes a row
 * returns it, or NULL.
 *
 * Money is in cents, time in nanoseconds by the clock of the database.
 */
#ifndef DESK_H
#define DESK_H

#include <kith.h>

typedef struct Customer Customer;
typedef struct Address Address;
typedef struct Product Product;
typedef struct Warehouse Warehouse;
typedef struct Stock Stock;
typedef struct Order Order;
typedef struct OrderLine OrderLine;
typedef struct Payment Payment;
typedef struct Refund Refund;
typedef struct Shipment Shipment;

/* --- Rows ----------------------------------------------------------------- */

struct Customer {
    const int64_t id;
    KITH_TEXT email;
    KITH_TEXT name;
    KITH_COLLECTION(Address) addresses;
    KITH_COLLECTION(Order) orders;
};

struct Address {
    const int64_t id;
    const int64_t customer_id;
    KITH_TEXT street;
    KITH_TEXT city;
    KITH_REFERENCE(Customer) customer;
};

struct Product {
    const int64_t id;
    const char code[12];
    KITH_TEXT name;
    const KITH_OPTIONAL(int64_t) price_cents; /* NULL: it is not sold */
    KITH_COLLECTION(Stock) stock;
    KITH_COLLECTION(OrderLine) lines;
};

struct Warehouse {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Stock) stock;
};

struct Stock {
    const int64_t warehouse_id;
    const int64_t product_id;
    const int64_t on_hand;
    const int64_t reserved; /* of them, for orders that were placed */
    KITH_REFERENCE(Warehouse) warehouse;
    KITH_REFERENCE(Product) product;
};

/* Its status goes open, placed, paid, shipped, returned; or from placed or paid
 * to cancelled. */
struct Order {
    const int64_t id;
    const int64_t customer_id;
    const int64_t address_id; /* NULL while it is open */
    const char status[12];
    const int64_t total_cents;    /* of its lines */
    const int64_t paid_cents;     /* by its payments */
    const int64_t refunded_cents; /* of them */
    const KITH_OPTIONAL(int64_t) placed_at;
    KITH_REFERENCE(Customer) customer;
    KITH_REFERENCE(Address) address;
    KITH_COLLECTION(OrderLine) lines;
    KITH_COLLECTION(Payment) payments;
    KITH_SCALAR(Shipment) shipment;
};

struct OrderLine {
    const int64_t order_id;
    const int64_t product_id;
    const int64_t quantity;
    const KITH_OPTIONAL(int64_t) price_cents; /* of one, when it was ordered */
    const int64_t warehouse_id; /* NULL while nothing is reserved */
    KITH_REFERENCE(Order) order;
    KITH_REFERENCE(Product) product;
    KITH_REFERENCE(Stock) stock;
};

struct Payment {
    const int64_t id;
    const int64_t order_id;
    const int64_t amount_cents;
    const int64_t refunded_cents;
    KITH_TEXT method;
    const KITH_OPTIONAL(int64_t) paid_at;
    KITH_REFERENCE(Order) order;
    KITH_COLLECTION(Refund) refunds;
};

struct Refund {
    const int64_t id;
    const int64_t payment_id;
    const int64_t amount_cents;
    KITH_TEXT reason;
    const KITH_OPTIONAL(int64_t) refunded_at;
    KITH_REFERENCE(Payment) payment;
};

struct Shipment {
    const int64_t id;
    const int64_t order_id;
    KITH_TEXT tracking;
    const KITH_OPTIONAL(int64_t) shipped_at;
    KITH_REFERENCE(Order) order;
};

KITH_DECLARE(Customer);
KITH_DECLARE(Address);
KITH_DECLARE(Product);
KITH_DECLARE(Warehouse);
KITH_DECLARE(Stock);
KITH_DECLARE(Order);
KITH_DECLARE(OrderLine);
KITH_DECLARE(Payment);
KITH_DECLARE(Refund);
KITH_DECLARE(Shipment);

#define DESK_TABLES                                                  \
    KITH_TABLES(Customer, Address, Product, Warehouse, Stock, Order, \
                OrderLine, Payment, Refund, Shipment)

/* --- Customers: desk_customers.c ------------------------------------------ */

/* Make one customer of two: `kept` gets the orders and addresses of `other`, in
 * their order, and `other` is deleted. KITH_E_CHILDREN where both are one and
 * it has orders. */
kith_status desk_merge(Customer *kept, Customer *other);

/* --- Products and stock: desk_stock.c ------------------------------------- */

/* Sell a product at another price. Lines of open orders follow, lines of placed
 * ones do not. KITH_E_CHECK below 1. */
kith_status desk_reprice(Product *product, int64_t price_cents);

/* Sell a product no more. Open orders lose their lines of it. */
kith_status desk_discontinue(Product *product);

/* So many have arrived at a warehouse, which may not have had the product.
 * KITH_E_CHECK of stock.on_hand where it would be less than nothing. */
kith_status desk_receive(Warehouse *warehouse, Product *product,
                         int32_t quantity);

/* Carry so many of a product from one warehouse to another. KITH_E_CHECK of
 * stock.on_hand, or of stock.reserved, where fewer are there that are free. */
kith_status desk_carry(Product *product, Warehouse *from, Warehouse *to,
                       int32_t quantity);

/* --- Orders: desk_orders.c ------------------------------------------------ */

/* A new order, open and empty. */
Order *desk_open_order(Customer *customer);

/* So many more of a product: a new line, at the price of today, or a larger
 * one. KITH_E_NOT_NULL of order_lines.price_cents where it is not sold,
 * KITH_E_CHECK of orders.total_cents where the order is open no more, and of
 * order_lines.quantity. */
kith_status desk_add(Order *order, Product *product, int32_t quantity);

/* Place an open order: each line reserves its quantity at the warehouse that
 * has the most. KITH_E_CHECK of stock.reserved where none has enough, and of
 * orders.status where the order has no line, a line has no stock anywhere, or
 * it is open no more; of orders.placed_at where it was placed just before. */
kith_status desk_place(Order *order, Address *address);

/* Send what was paid for: it leaves the warehouse. KITH_E_CHECK of
 * orders.status where it was not paid, KITH_E_UNIQUE where it was sent. */
Shipment *desk_ship(Order *order, const char *tracking);

/* Cancel an order that was placed and not sent: what it reserved is free again,
 * and what was paid is refunded. Once more it changes nothing. KITH_E_CHECK of
 * orders.status. */
kith_status desk_cancel(Order *order);

/* --- Money: desk_payments.c ----------------------------------------------- */

/* Pay a part of a placed order, or all of the rest: then it is paid.
 * KITH_E_CHECK of orders.paid_cents for more than is due, or for an order that
 * is not placed. */
Payment *desk_pay(Order *order, int64_t amount_cents, const char *method);

/* Give back some of a payment. When all of an order that was sent is given
 * back, it is returned. KITH_E_CHECK of payments.refunded_cents for more than
 * it was. */
Refund *desk_refund(Payment *payment, int64_t amount_cents, const char *reason);

#endif
