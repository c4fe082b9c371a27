/* orders.c - the life of an order. */
#include "world.h"

KITH_TEST(orders, open_empty_and_without_an_address, desk)
{
    Order *order = desk_open_order(cleo);

    KITH_ASSERT_OK(db, order);
    KITH_ASSERT_COLUMNS(order, "customer, status, total_cents, address_id",
                        .customer.row = cleo, .status = "open");
    KITH_ASSERT_MEMBERS(cleo, orders, order);
    KITH_ASSERT_MEMBERS(order, lines);
}

KITH_TEST(orders, take_a_line_at_the_price_of_today, desk)
{
    KITH_ASSERT_OK(db, desk_add(empty_order, rug, 2));
    KITH_ASSERT_ROW(kith_first(empty_order->lines), .quantity = 2,
                    .product.row = rug, .price_cents = KITH_SOME(9900));
    KITH_ASSERT_ROW(empty_order, .total_cents = 19800);
}

KITH_TEST(orders, take_more_of_a_product_in_one_line, desk)
{
    KITH_ASSERT_OK(db, desk_add(open_order, lamp, 3));
    KITH_ASSERT_ROW(open_lamps, .quantity = 5);
    KITH_ASSERT_ROW(open_order, .total_cents = 16500);
    KITH_ASSERT_INT(open_order->lines.count, 2);
}

KITH_TEST(orders, take_no_less_than_one_and_no_more_than_a_thousand, desk)
{
    KITH_ASSERT_REFUSED(db, desk_add(open_order, lamp, -2), KITH_E_CHECK,
                        "order_lines", "quantity");
    KITH_ASSERT_REFUSED(db, desk_add(open_order, rug, 0), KITH_E_CHECK,
                        "order_lines", "quantity");
    KITH_ASSERT_REFUSED(db, desk_add(open_order, lamp, 999), KITH_E_CHECK,
                        "order_lines", "quantity");
}

KITH_TEST(orders, take_nothing_that_is_not_sold, desk)
{
    KITH_ASSERT_REFUSED(db, desk_add(open_order, clock_radio, 1),
                        KITH_E_NOT_NULL, "order_lines", "price_cents");
}

KITH_TEST(orders, take_nothing_more_once_they_are_placed, desk)
{
    Order *const closed[] = {placed_order, paid_order, shipped_order,
                             cancelled_order};

    for (int i = 0; i < 4; i++) {
        KITH_ASSERT_REFUSED(db, desk_add(closed[i], rug, 1), KITH_E_CHECK,
                            "orders", "total_cents");
        KITH_ASSERT_REFUSED(db, desk_add(closed[i], lamp, 1), KITH_E_CHECK,
                            "orders", "total_cents");
    }
}

KITH_TEST(orders, reserve_where_the_most_is_free, desk)
{
    desk_clock.now_ns = 5000;
    KITH_ASSERT_OK(db, desk_place(open_order, ada_home));
    KITH_ASSERT_ROW(open_order, .status = "placed", .address.row = ada_home,
                    .placed_at = KITH_SOME(5000), .total_cents = 9000);
    KITH_ASSERT_RELATED(open_lamps, stock, north_lamps);
    KITH_ASSERT_ROW(north_lamps, .reserved = 4, .on_hand = 10);
    KITH_ASSERT_COLUMNS(south_lamps, "reserved", .on_hand = 4);
    KITH_ASSERT_ROW(north_chairs, .reserved = 4, .on_hand = 6);
}

KITH_TEST(orders, reserve_elsewhere_when_the_most_is_free_there, desk)
{
    KITH_ASSERT_OK(db, desk_receive(south, lamp, 100));
    KITH_ASSERT_OK(db, desk_place(open_order, ada_home));
    KITH_ASSERT_RELATED(open_lamps, stock, south_lamps);
    KITH_ASSERT_ROW(south_lamps, .reserved = 2);
}

KITH_TEST(orders, are_not_placed_for_more_than_is_free, desk)
{
    KITH_ASSERT_OK(db, desk_add(open_order, rug, 2));
    KITH_ASSERT_REFUSED(db, desk_place(open_order, ada_home), KITH_E_CHECK,
                        "stock", "reserved, on_hand");
}

KITH_TEST(orders, are_not_placed_for_what_never_was_in_stock, desk)
{
    KITH_ASSERT_OK(db, desk_add(open_order, candle, 1));
    KITH_ASSERT_REFUSED(db, desk_place(open_order, ada_home), KITH_E_CHECK,
                        "orders", "status");
}

KITH_TEST(orders, are_not_placed_without_lines_or_an_address, desk)
{
    KITH_ASSERT_REFUSED(db, desk_place(empty_order, ben_home), KITH_E_CHECK,
                        "orders", "status");
    KITH_ASSERT_REFUSED(db, desk_place(open_order, NULL), KITH_E_MISUSE);
}

KITH_TEST(orders, are_placed_once, desk)
{
    KITH_ASSERT_REFUSED(db, desk_place(placed_order, ada_home), KITH_E_CHECK,
                        "orders", "placed_at");
    KITH_ASSERT_REFUSED(db, desk_place(shipped_order, ben_home), KITH_E_CHECK,
                        "orders", "status");
    KITH_ASSERT_REFUSED(db, desk_place(cancelled_order, ada_home), KITH_E_CHECK,
                        "orders", "status");
}

KITH_TEST(orders, leave_the_warehouse_when_they_are_sent, desk)
{
    desk_clock.now_ns = 7000;
    KITH_ASSERT_OK(db, desk_ship(paid_order, "T-2"));
    KITH_ASSERT_ROW(paid_order, .status = "shipped");
    KITH_ASSERT_ROW(paid_order->shipment.row, .tracking = "T-2",
                    .shipped_at = KITH_SOME(7000));
    KITH_ASSERT_COLUMNS(north_chairs, "on_hand, reserved", .on_hand = 3);
}

KITH_TEST(orders, are_not_sent_before_they_are_paid, desk)
{
    KITH_ASSERT_REFUSED(db, desk_ship(placed_order, "T-2"), KITH_E_CHECK,
                        "orders", "status");
    KITH_ASSERT_REFUSED(db, desk_ship(open_order, "T-2"), KITH_E_CHECK,
                        "orders", "status");
}

KITH_TEST(orders, are_sent_once_and_under_one_number, desk)
{
    KITH_ASSERT_REFUSED(db, desk_ship(shipped_order, "T-2"), KITH_E_UNIQUE,
                        "shipments", "order_id");
    KITH_ASSERT_REFUSED(db, desk_ship(paid_order, "T-1"), KITH_E_UNIQUE,
                        "shipments", "tracking");
}

KITH_TEST(orders, free_what_they_reserved_when_they_are_cancelled, desk)
{
    KITH_ASSERT_OK(db, desk_cancel(placed_order));
    KITH_ASSERT_COLUMNS(placed_order, "status, refunded_cents, paid_cents",
                        .status = "cancelled");
    KITH_ASSERT_COLUMNS(north_lamps, "on_hand, reserved", .on_hand = 10);
    KITH_ASSERT(!kith_first(placed_order->lines)->stock.row);
}

KITH_TEST(orders, give_all_money_back_when_they_are_cancelled, desk)
{
    desk_refund(paid_by_card, 1000, "a day late");
    KITH_ASSERT_OK(db, desk_cancel(paid_order));
    KITH_ASSERT_ROW(paid_order, .status = "cancelled", .paid_cents = 12000,
                    .refunded_cents = 12000);
    KITH_ASSERT_ROW(paid_by_card, .refunded_cents = 10000);
    KITH_ASSERT_INT(paid_by_card->refunds.count, 2);
    KITH_ASSERT_ROW(kith_at(paid_by_card->refunds, 1), .amount_cents = 9000,
                    .reason = "cancelled");
}

KITH_TEST(orders, are_cancelled_only_between_placed_and_sent, desk)
{
    KITH_ASSERT_REFUSED(db, desk_cancel(open_order), KITH_E_CHECK, "orders",
                        "status");
    KITH_ASSERT_REFUSED(db, desk_cancel(shipped_order), KITH_E_CHECK, "orders",
                        "status");
}

KITH_TEST(orders, that_are_cancelled_stay_so, desk)
{
    KITH_ASSERT_UNCHANGED(db)
    {
        KITH_ASSERT_OK(db, desk_cancel(cancelled_order));
    }
}

KITH_TEST(orders, end_in_one_picture, desk)
{
    KITH_ASSERT_OK(db, desk_add(empty_order, rug, 1));
    KITH_ASSERT_OK(db, desk_place(empty_order, ben_home));
    KITH_ASSERT_OK(db, desk_pay(empty_order, 9900, "card"));
    desk_clock.now_ns = 2000;
    KITH_ASSERT_OK(db, desk_ship(empty_order, "T-2"));
    KITH_ASSERT_GRAPH_TEXT(
        empty_order,
        "[customers] id | email | name\n"
        "2 | 'ben@example.org' | 'Ben'\n"
        "[addresses] id | customer_id | street | city\n"
        "3 | 2 | '4 High Street' | 'York'\n"
        "[orders] id | customer_id | address_id | status | total_cents |"
        " paid_cents | placed_at\n"
        "2 | 2 | 3 | 'shipped' | 9900 | 9900 | 1000\n"
        "[products] id | code | name | price_cents\n"
        "3 | 'RUG' | 'Rug' | 9900\n"
        "[warehouses] id | name\n"
        "1 | 'North'\n"
        "[stock] warehouse_id | product_id | on_hand | reserved\n"
        "1 | 3 | 0 | 0\n"
        "[order_lines] order_id | product_id | quantity | price_cents |"
        " warehouse_id\n"
        "2 | 3 | 1 | 9900 | 1\n",
        .follow = KITH_FOLLOW_ALL, .max_steps = 1,
        .tables = KITH_TABLES(Order, OrderLine, Customer, Address));
}
