/* world.h - what the tests of the order desk begin in: ten tables, a hundred
 * rows, a clock that stands still until a test sets it, memory that can be
 * refused.
 */
#ifndef DESK_WORLD_H
#define DESK_WORLD_H

#include "desk.h"

#include <kith/criterion.h>

extern kith_world desk;
extern kith_test_allocator desk_memory;
extern kith_test_clock desk_clock;

/* Rows that tests are about, by the names that world.c has for them. They keep
 * their addresses in all tests. */
extern Customer *ada, *ben, *cleo;
extern Address *ada_home, *ada_work, *ben_home;
extern Product *lamp, *chair, *rug, *clock_radio, *candle;
extern Warehouse *north, *south;
extern Stock *north_lamps, *south_lamps, *north_chairs, *north_rugs;
extern Order *open_order, *empty_order, *placed_order, *paid_order,
    *shipped_order, *cancelled_order;
extern OrderLine *open_lamps;
extern Payment *paid_by_card, *shipped_by_card;

/* The factories of the tables that the tests make rows of. */
extern const kith_factory Customer_factory, Address_factory, Product_factory,
    Stock_factory;
#define DESK_FACTORIES KITH_FACTORIES(Customer, Address, Product, Stock)

#endif
