/* world.c - the rows of world.h. Those that tests speak of stand in the text,
 * which has one order in each state; factories make the many others.
 */
#include "world.h"

kith_test_allocator desk_memory;
kith_test_clock desk_clock = {.now_ns = 1000};

Customer *ada, *ben, *cleo;
Address *ada_home, *ada_work, *ben_home;
Product *lamp, *chair, *rug, *clock_radio, *candle;
Warehouse *north, *south;
Stock *north_lamps, *south_lamps, *north_chairs, *north_rugs;
Order *open_order, *empty_order, *placed_order, *paid_order, *shipped_order,
    *cancelled_order;
OrderLine *open_lamps;
Payment *paid_by_card, *shipped_by_card;

/* clang-format off */
static const char rows[] =
    "[customers] id | email | name\n"
    "ada:  1 | 'ada@example.org'  | 'Ada'\n"
    "ben:  2 | 'ben@example.org'  | 'Ben'\n"
    "cleo: 3 | 'cleo@example.org' | 'Cleo'\n"
    "[addresses] id | customer | street | city\n"
    "ada_home: 1 | ada | '1 Mill Lane'    | 'Bath'\n"
    "ada_work: 2 | ada | '9 Station Road' | 'Bath'\n"
    "ben_home: 3 | ben | '4 High Street'  | 'York'\n"
    "[products] id | code | name | price_cents\n"
    "lamp:        1 | 'LAMP'   | 'Lamp'        | 2500\n"
    "chair:       2 | 'CHAIR'  | 'Chair'       | 4000\n"
    "rug:         3 | 'RUG'    | 'Rug'         | 9900\n"
    "clock_radio: 4 | 'RADIO'  | 'Clock radio' | null\n"
    "candle:      5 | 'CANDLE' | 'Candle'      |  300\n"
    "[warehouses] id | name\n"
    "north: 1 | 'North'\n"
    "south: 2 | 'South'\n"
    "[stock] warehouse | product | on_hand | reserved\n"
    "north_lamps:  north | lamp  | 10 | 2\n"
    "south_lamps:  south | lamp  |  4 | 0\n"
    "north_chairs: north | chair |  6 | 3\n"
    "north_rugs:   north | rug   |  1 | 0\n"
    "[orders] id | customer | address | status | total_cents | paid_cents"
    " | refunded_cents | placed_at\n"
    "open_order: 1 | ada | null | 'open' | 9000 | 0 | 0 | null\n"
    "empty_order: 2 | ben | null | 'open' | 0 | 0 | 0 | null\n"
    "placed_order: 3 | ada | ada_home | 'placed' | 5000 | 0 | 0 | 100\n"
    "paid_order: 4 | ben | ben_home | 'paid' | 12000 | 12000 | 0 | 200\n"
    "shipped_order: 5 | ben | ben_home | 'shipped' | 2500 | 2500 | 500 | 300\n"
    "cancelled_order: 6 | ada | ada_home | 'cancelled' | 4000 | 0 | 0 | 400\n"
    "[order_lines] order | product | quantity | price_cents | stock\n"
    "open_lamps: open_order | lamp  | 2 | 2500 | null\n"
    "open_order             | chair | 1 | 4000 | null\n"
    "placed_order           | lamp  | 2 | 2500 | north_lamps\n"
    "paid_order             | chair | 3 | 4000 | north_chairs\n"
    "shipped_order          | lamp  | 1 | 2500 | north_lamps\n"
    "cancelled_order        | chair | 1 | 4000 | null\n"
    "[payments] id | order | amount_cents | refunded_cents | method | paid_at\n"
    "paid_by_cash:    1 | paid_order    |  2000 |   0 | 'cash' | 210\n"
    "paid_by_card:    2 | paid_order    | 10000 |   0 | 'card' | 220\n"
    "shipped_by_card: 3 | shipped_order |  2500 | 500 | 'card' | 310\n"
    "[refunds] id | payment | amount_cents | reason | refunded_at\n"
    "1 | shipped_by_card | 500 | 'scratched' | 330\n"
    "[shipments] id | order | tracking | shipped_at\n"
    "1 | shipped_order | 'T-1' | 320\n";
/* clang-format on */

/* --- The many others ------------------------------------------------------ */

KITH_FACTORY(Customer,
             KITH_FIELD(Customer, email, .sequence = "customer%d@example.org"),
             KITH_FIELD(Customer, name, .sequence = "Customer %d"));
KITH_FACTORY(Address, KITH_FIELD(Address, street, .sequence = "%d Long Road"),
             KITH_FIELD(Address, city, .value = KITH_STRING("Leeds")));
KITH_FACTORY(Product, KITH_FIELD(Product, code, .sequence = "P-%d"),
             KITH_FIELD(Product, name, .sequence = "Product %d"),
             KITH_FIELD(Product, price_cents, .first = KITH_INTEGER(1000),
                        .step = 10));
KITH_FACTORY(Stock, KITH_FIELD(Stock, on_hand, .value = KITH_INTEGER(50)));

static void make_others(kith_db *db)
{
    kith_factories f;

    KITH_ASSERT_OK(db, kith_factories_init(&f, db, DESK_FACTORIES, NULL));
    KITH_ASSERT_OK(db, kith_make_many(&f, Address, 15, NULL, .city = "Leeds"));
    KITH_ASSERT_OK(db,
                   kith_make_many(&f, Stock, 18, NULL, .warehouse.row = south));
    kith_factories_fini(&f);
}

#define NAMED(Row, name) name = kith_named(names, Row, #name)
static void fill(kith_db *db, const kith_names *names)
{
    NAMED(Customer, ada), NAMED(Customer, ben), NAMED(Customer, cleo);
    NAMED(Address, ada_home), NAMED(Address, ada_work);
    NAMED(Address, ben_home);
    NAMED(Product, lamp), NAMED(Product, chair), NAMED(Product, rug);
    NAMED(Product, clock_radio), NAMED(Product, candle);
    NAMED(Warehouse, north), NAMED(Warehouse, south);
    NAMED(Stock, north_lamps), NAMED(Stock, south_lamps);
    NAMED(Stock, north_chairs), NAMED(Stock, north_rugs);
    NAMED(Order, open_order), NAMED(Order, empty_order);
    NAMED(Order, placed_order), NAMED(Order, paid_order);
    NAMED(Order, shipped_order), NAMED(Order, cancelled_order);
    NAMED(OrderLine, open_lamps);
    NAMED(Payment, paid_by_card), NAMED(Payment, shipped_by_card);
    make_others(db);
}

KITH_WORLD(desk, .tables = DESK_TABLES, .text = rows, .fill = fill,
           .clock = &desk_clock, .memory = &desk_memory,
           .options = KITH_OPTIONS(.check_writes = true));
