/* stock.c - what is sold, at which price, and where it lies. */
#include "world.h"

KITH_TEST(prices, follow_in_open_orders_alone, desk)
{
    KITH_ASSERT_OK(db, desk_reprice(lamp, 3000));
    KITH_ASSERT_ROW(lamp, .price_cents = KITH_SOME(3000));
    KITH_ASSERT_ROW(open_lamps, .price_cents = KITH_SOME(3000));
    KITH_ASSERT_ROW(open_order, .total_cents = 10000);
    KITH_ASSERT_ROW(kith_first(placed_order->lines),
                    .price_cents = KITH_SOME(2500));
    KITH_ASSERT_ROW(placed_order, .total_cents = 5000);
}

KITH_TEST(prices, are_at_least_a_cent, desk)
{
    KITH_ASSERT_REFUSED(db, desk_reprice(lamp, 0), KITH_E_CHECK, "products",
                        "price_cents");
}

KITH_TEST(products, that_are_discontinued_leave_open_orders, desk)
{
    OrderLine *open_chairs = kith_get(db, OrderLine, 1, 2);

    KITH_ASSERT_OK(db, desk_discontinue(lamp));
    KITH_ASSERT_COLUMNS(lamp, "price_cents", .code = "LAMP");
    KITH_ASSERT_MEMBERS(open_order, lines, open_chairs);
    KITH_ASSERT_ROW(open_order, .total_cents = 4000);
    KITH_ASSERT_INT(placed_order->lines.count, 1);
    KITH_ASSERT_REFUSED(db, desk_add(open_order, lamp, 1), KITH_E_NOT_NULL,
                        "order_lines", "price_cents");
}

KITH_TEST(products, in_an_order_cannot_be_deleted, desk)
{
    KITH_ASSERT_REFUSED(db, kith_delete(rug), KITH_E_CHILDREN, "products");
    KITH_ASSERT_REFUSED(db, kith_delete(north_lamps), KITH_E_CHILDREN, "stock");
    KITH_ASSERT_OK(db, kith_delete(candle));
}

KITH_TEST(products, have_a_code_of_their_own, desk)
{
    KITH_ASSERT_REFUSED(
        db, kith_insert(db, Product, .code = "LAMP", .name = "Another lamp"),
        KITH_E_UNIQUE, "products", "code");
}

KITH_TEST(stock, grows_by_what_arrives, desk)
{
    KITH_ASSERT_OK(db, desk_receive(north, lamp, 5));
    KITH_ASSERT_ROW(north_lamps, .on_hand = 15, .reserved = 2);
    KITH_ASSERT_OK(db, desk_receive(south, candle, 5));
    KITH_ASSERT_COLUMNS(kith_get(db, Stock, 2, 5), "on_hand, reserved",
                        .on_hand = 5);
}

KITH_TEST(stock, that_is_reserved_stays, desk)
{
    KITH_ASSERT_REFUSED(db, desk_receive(north, lamp, -9), KITH_E_CHECK,
                        "stock", "reserved, on_hand");
    KITH_ASSERT_OK(db, desk_receive(north, lamp, -8));
}

KITH_TEST(stock, is_carried_from_one_warehouse_to_another, desk)
{
    KITH_ASSERT_OK(db, desk_carry(lamp, north, south, 8));
    KITH_ASSERT_ROW(north_lamps, .on_hand = 2, .reserved = 2);
    KITH_ASSERT_ROW(south_lamps, .on_hand = 12);
}

KITH_TEST(stock, is_not_carried_from_where_there_is_none, desk)
{
    KITH_ASSERT_REFUSED(db, desk_carry(lamp, north, south, 9), KITH_E_CHECK,
                        "stock", "reserved, on_hand");
    KITH_ASSERT_REFUSED(db, desk_carry(candle, north, south, 1), KITH_E_CHECK,
                        "stock", "on_hand");
}
