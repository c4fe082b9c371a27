/* shapes_plans.c - plans of many rows: cycles, diamonds, orphans; and rules:
 * checks, limits, functions.
 */
#include "shapes.h"

#include <stdio.h>
#include <string.h>

/* One attribute a line. */
/* clang-format off */

/* --- cycle: two tables that refer to each other --------------------------- */

typedef struct Nation Nation;
typedef struct Capital Capital;
struct Nation {
    int64_t number;
    const int64_t id;
    KITH_TEXT capital;
    KITH_SCALAR(Capital) seat_of;
    KITH_COLLECTION(Capital) cities;
    KITH_REFERENCE(Capital) seat;
};
struct Capital {
    int64_t number;
    KITH_TEXT name;
    const int64_t nation_id, seat_id;
    KITH_REFERENCE(Nation) nation;
    KITH_REFERENCE(Nation) seat;
    KITH_COLLECTION(Nation) nations;
};
static KITH_TABLE(Nation, "nations",
    KITH_ORDERED_INDEX("capital", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Nation, id),
    KITH_FOREIGN_KEY(Nation, capital, Capital, name,
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Nation, seat, Capital, .back_populates = "nations"),
    KITH_RELATIONSHIP(Nation, cities, Capital, .back_populates = "nation",
        .foreign_key = "nation_id"),
    KITH_RELATIONSHIP(Nation, seat_of, Capital, .back_populates = "seat",
        .foreign_key = "seat_id"));
static KITH_TABLE(Capital, "capitals",
    KITH_ORDERED_INDEX("seat_id", "name"),
    KITH_PRIMARY_KEY(Capital, name),
    KITH_FOREIGN_KEY(Capital, nation_id, Nation, id, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Capital, seat_id, Nation, id,
        .default_value = KITH_INTEGER(4),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_SET_DEFAULT),
    KITH_RELATIONSHIP(Capital, nation, Nation, .back_populates = "cities",
        .foreign_key = "nation_id"),
    KITH_RELATIONSHIP(Capital, seat, Nation, .back_populates = "seat_of",
        .foreign_key = "seat_id"),
    KITH_RELATIONSHIP(Capital, nations, Nation, .back_populates = "seat"));

const struct shape cycle_shape = {"cycle", KITH_TABLES(Nation, Capital)};

/* --- diamond: many paths from the top to the bottom ----------------------- */

typedef struct Top Top;
typedef struct Left Left;
typedef struct Right Right;
typedef struct Bottom Bottom;
struct Top {
    int64_t number;
    KITH_TEXT name;
    KITH_COLLECTION(Left) lefts;
};
struct Left {
    int64_t number;
    const int64_t id;
    KITH_TEXT top;
    KITH_REFERENCE(Top) of;
};
struct Right {
    int64_t number;
    const int64_t id;
    KITH_TEXT top;
};
struct Bottom {
    int64_t number;
    const int64_t left_id, right_id, guard_id;
    KITH_TEXT top;
};
static KITH_TABLE(Top, "tops",
    KITH_PRIMARY_KEY(Top, name),
    KITH_RELATIONSHIP(Top, lefts, Left, .back_populates = "of",
        .delete_orphan = true));
static KITH_TABLE(Left, "lefts",
    KITH_ORDERED_INDEX("top", "id"),
    KITH_PRIMARY_KEY(Left, id),
    KITH_FOREIGN_KEY(Left, top, Top, name, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Left, of, Top, .back_populates = "lefts"));
static KITH_TABLE(Right, "rights",
    KITH_ORDERED_INDEX("top", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Right, id),
    KITH_FOREIGN_KEY(Right, top, Top, name, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE));
static KITH_TABLE(Bottom, "bottoms",
    KITH_FOREIGN_KEY(Bottom, left_id, Left, id, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Bottom, right_id, Right, id, .on_delete = KITH_SET_NULL,
        .on_update = KITH_SET_NULL),
    KITH_FOREIGN_KEY(Bottom, guard_id, Right, id,
        .on_delete = KITH_NO_ACTION, .on_update = KITH_RESTRICT),
    KITH_FOREIGN_KEY(Bottom, top, Top, name, .on_delete = KITH_SET_NULL,
        .on_update = KITH_CASCADE),
    KITH_UNIQUE("left_id", "right_id"));

const struct shape diamond_shape = {
    "diamond", KITH_TABLES(Top, Left, Right, Bottom)};

/* --- orders: orphans of orphans, and who holds them ----------------------- */

typedef struct Order Order;
typedef struct Line Line;
typedef struct Remark Remark;
typedef struct Parcel Parcel;
typedef struct Seal Seal;
struct Order {
    int64_t number;
    const int64_t id;
    KITH_COLLECTION(Line) lines;
    KITH_COLLECTION(Parcel) parcels;
};
struct Line {
    int64_t number;
    const int64_t id;
    const int64_t order_id;
    KITH_OPTIONAL(int32_t) amount;
    KITH_REFERENCE(Order) order;
    KITH_COLLECTION(Remark) remarks;
    KITH_COLLECTION(Parcel) parcels;
    KITH_SCALAR(Seal) seal;
};
struct Remark {
    int64_t number;
    const int64_t line_id;
    KITH_TEXT words;
    KITH_REFERENCE(Line) line;
};
struct Parcel {
    int64_t number;
    const int64_t order_id, line_id;
    KITH_REFERENCE(Order) order;
    KITH_REFERENCE(Line) line;
};
struct Seal {
    int64_t number;
    const int64_t line_id;
    KITH_REFERENCE(Line) line;
};
static KITH_TABLE(Order, "orders",
    KITH_PRIMARY_KEY(Order, id),
    KITH_RELATIONSHIP(Order, lines, Line, .back_populates = "order",
        .delete_orphan = true),
    KITH_RELATIONSHIP(Order, parcels, Parcel, .back_populates = "order"));
static KITH_TABLE(Line, "lines",
    KITH_ORDERED_INDEX("order_id", "id"),
    KITH_PRIMARY_KEY(Line, id),
    KITH_FOREIGN_KEY(Line, order_id, Order, id, .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Line, amount),
    KITH_RELATIONSHIP(Line, order, Order, .back_populates = "lines"),
    KITH_RELATIONSHIP(Line, remarks, Remark, .back_populates = "line",
        .delete_orphan = true),
    KITH_RELATIONSHIP(Line, parcels, Parcel, .back_populates = "line"),
    KITH_RELATIONSHIP(Line, seal, Seal, .back_populates = "line"));
static KITH_TABLE(Remark, "remarks",
    KITH_FOREIGN_KEY(Remark, line_id, Line, id, .not_null = true,
        .on_update = KITH_CASCADE),
    KITH_COLUMN(Remark, words, .index = true),
    KITH_RELATIONSHIP(Remark, line, Line, .back_populates = "remarks"));
static KITH_TABLE(Parcel, "parcels",
    KITH_FOREIGN_KEY(Parcel, order_id, Order, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Parcel, line_id, Line, id,
        .on_delete = KITH_RESTRICT, .on_update = KITH_RESTRICT),
    KITH_RELATIONSHIP(Parcel, order, Order, .back_populates = "parcels"),
    KITH_RELATIONSHIP(Parcel, line, Line, .back_populates = "parcels"));
/* The seals of several lines may want one line at once. */
static KITH_TABLE(Seal, "seals",
    KITH_FOREIGN_KEY(Seal, line_id, Line, id,
        .default_value = KITH_INTEGER(3),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Seal, line, Line, .back_populates = "seal"));

const struct shape orders_shape = {
    "orders", KITH_TABLES(Order, Line, Remark, Parcel, Seal)};

/* --- rules: checks over one column and over several ----------------------- */

typedef struct Offer Offer;
typedef struct Bid Bid;
typedef struct Review Review;
struct Offer {
    int64_t number;
    const int64_t id;
    const double price, discount;
    KITH_TEXT title;
    KITH_COLLECTION(Bid) bids;
};
struct Bid {
    int64_t number;
    const int64_t id;
    const int64_t offer_id;
    const KITH_OPTIONAL(int32_t) amount;
    KITH_REFERENCE(Offer) offer;
};
struct Review {
    int64_t number;
    const int64_t offer_id, rival_id;
    const uint8_t stars;
};

/* clang-format on */

static bool costs_something(const void *draft)
{
    const Offer *offer = draft;

    return !(offer->discount > offer->price + 1);
}

static bool has_a_title(const void *draft)
{
    const Offer *offer = draft;

    return !offer->title || strcmp(offer->title, "a") != 0;
}

/* A bid on nothing is a small one. */
static bool is_for_something(const void *draft)
{
    const Bid *bid = draft;

    return bid->offer_id != 0 || !bid->amount.present || bid->amount.value < 3;
}

/* A review with many stars compares with another offer. */
static bool has_a_rival(const void *draft)
{
    const Review *review = draft;

    return review->stars < 4 || review->rival_id != 0;
}

/* clang-format off */

static KITH_TABLE(Offer, "offers",
    KITH_PRIMARY_KEY(Offer, id),
    KITH_COLUMN(Offer, price),
    KITH_COLUMN(Offer, discount),
    KITH_COLUMN(Offer, title, .not_null = true, .index = true),
    KITH_CHECK(costs_something, "a discount is a part of the price",
        "price", "discount"),
    KITH_CHECK(has_a_title, "a is no title", "title"),
    KITH_RELATIONSHIP(Offer, bids, Bid, .back_populates = "offer"));
static KITH_TABLE(Bid, "bids",
    KITH_ORDERED_INDEX("amount", "offer_id desc"),
    KITH_ORDERED_INDEX("offer_id desc"),
    KITH_PRIMARY_KEY(Bid, id),
    KITH_FOREIGN_KEY(Bid, offer_id, Offer, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Bid, amount),
    KITH_CHECK(is_for_something, "a bid on nothing is small",
        "offer_id", "amount"),
    KITH_RELATIONSHIP(Bid, offer, Offer, .back_populates = "bids"));
/* A row that goes with one parent and would break a rule without another. */
static KITH_TABLE(Review, "reviews",
    KITH_ORDERED_INDEX("stars", "rival_id"),
    KITH_FOREIGN_KEY(Review, offer_id, Offer, id, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Review, rival_id, Offer, id, .on_delete = KITH_SET_NULL,
        .on_update = KITH_CASCADE),
    KITH_COLUMN(Review, stars),
    KITH_CHECK(has_a_rival, "many stars are for those that compare",
        "stars", "rival_id"));

const struct shape rules_shape = {
    "rules", KITH_TABLES(Offer, Bid, Review)};

/* --- limits: of every kind, and keys from outside ------------------------- */

typedef struct Depot Depot;
typedef struct Part Part;
typedef struct Crate Crate;
typedef struct Label Label;
struct Depot {
    int64_t number;
    const uint16_t id;
    const int16_t level;
    KITH_TEXT name;
    const float width;
    KITH_COLLECTION(Crate) crates;
};
struct Part {
    int64_t number;
    const int64_t id;
    const double price;
    const KITH_OPTIONAL(int32_t) stock;
    const uint64_t size;
    const char code[8];
    KITH_BLOB drawing;
};
struct Crate {
    int64_t number;
    const int32_t id;
    const uint16_t depot_id, spare_id;
    const int16_t depot_level;
    KITH_REFERENCE(Depot) depot;
};
struct Label {
    int64_t number;
    const char language[8];
    const int16_t line;
    const int64_t part_id;
    KITH_TEXT words;
};
/* Named by others: 0 is a depot too. */
static KITH_TABLE(Depot, "depots",
    KITH_PRIMARY_KEY(Depot, id, .manual = true, .maximum = KITH_INTEGER(5000)),
    KITH_COLUMN(Depot, level, .unique = true, .minimum = KITH_INTEGER(-9),
        .maximum = KITH_INTEGER(6000)),
    KITH_COLUMN(Depot, name, .maximum_bytes = 4, .unique = true),
    KITH_COLUMN(Depot, width, .maximum = KITH_REAL(2)),
    KITH_RELATIONSHIP(Depot, crates, Crate, .back_populates = "depot",
        .foreign_key = "depot_id"));
static KITH_TABLE(Part, "parts",
    KITH_ORDERED_INDEX("drawing", "price"),
    KITH_PRIMARY_KEY(Part, id, .first_number = 20, .minimum = KITH_INTEGER(2),
        .maximum = KITH_INTEGER(3000)),
    KITH_COLUMN(Part, price, .minimum = KITH_REAL(0.5)),
    KITH_OPTIONAL_COLUMN(Part, stock, .maximum = KITH_INTEGER(40),
        .minimum = KITH_INTEGER(1), .default_value = KITH_INTEGER(2)),
    KITH_COLUMN(Part, size, .maximum = KITH_INTEGER(9), .index = true),
    KITH_COLUMN(Part, code, .unique = true, .maximum_bytes = 6),
    KITH_COLUMN(Part, drawing, .maximum_bytes = 3));
static KITH_TABLE(Crate, "crates",
    KITH_ORDERED_INDEX("depot_level", "spare_id desc"),
    KITH_ORDERED_INDEX("spare_id desc"),
    KITH_PRIMARY_KEY(Crate, id, .manual = true),
    KITH_FOREIGN_KEY(Crate, depot_id, Depot, id, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Crate, spare_id, Depot, id,
        .default_value = KITH_INTEGER(3),
        .on_delete = KITH_SET_DEFAULT, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Crate, depot_level, Depot, level,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Crate, depot, Depot, .back_populates = "crates",
        .foreign_key = "depot_id"));
/* In-place text and a number, both of which must be given. */
static KITH_TABLE(Label, "labels",
    KITH_COLUMN(Label, language, .primary_key = true, .maximum_bytes = 5),
    KITH_COLUMN(Label, line, .primary_key = true,
        .maximum = KITH_INTEGER(60)),
    KITH_FOREIGN_KEY(Label, part_id, Part, id, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE),
    KITH_COLUMN(Label, words, .not_null = true, .maximum_bytes = 2,
        .default_value = KITH_STRING("a")));

const struct shape limits_shape = {
    "limits", KITH_TABLES(Depot, Part, Crate, Label)};

/* --- clocks: functions for what is not given, and for what changes -------- */

typedef struct Clock Clock;
typedef struct Hand Hand;
struct Clock {
    int64_t number;
    const int64_t id;
    KITH_TEXT maker;
    KITH_TEXT slug;
    const KITH_OPTIONAL(int32_t) version;
    KITH_COLLECTION(Hand) hands;
};
struct Hand {
    int64_t number;
    const int64_t id;
    const int64_t clock_id;
    const KITH_OPTIONAL(double) length;
    const int32_t moves;
    KITH_REFERENCE(Clock) clock;
};

/* clang-format on */

static kith_value slug_of(const void *draft)
{
    static char text[CELL_TEXT_BYTES + 1];
    const Clock *clock = draft;

    if (!clock->maker)
        return (kith_value){.kind = KITH_KIND_NONE};
    snprintf(text, sizeof(text), "s-%.8s", clock->maker);
    return (kith_value)KITH_STRING(text);
}

static kith_value next_version(const void *draft)
{
    const Clock *clock = draft;

    return (kith_value)KITH_INTEGER(
        clock->version.present ? (clock->version.value + 1) % 5 : 0);
}

static kith_value one_more(const void *draft)
{
    const Hand *hand = draft;

    return (kith_value)KITH_INTEGER((hand->moves + 1) % 4);
}

static kith_value usual_length(const void *draft)
{
    const Hand *hand = draft;

    return (kith_value)KITH_REAL((double)(hand->moves % 3) / 2);
}

/* clang-format off */

static KITH_TABLE(Clock, "clocks",
    KITH_ORDERED_INDEX("version", "maker desc"),
    KITH_PRIMARY_KEY(Clock, id),
    KITH_COLUMN(Clock, maker, .index = true),
    KITH_COLUMN(Clock, slug, .not_null = true, .default_function = slug_of),
    KITH_OPTIONAL_COLUMN(Clock, version, .index = true,
        .default_value = KITH_INTEGER(1), .on_update_function = next_version),
    KITH_RELATIONSHIP(Clock, hands, Hand, .back_populates = "clock"));
static KITH_TABLE(Hand, "hands",
    KITH_ORDERED_INDEX("moves", "length"),
    KITH_PRIMARY_KEY(Hand, id),
    KITH_FOREIGN_KEY(Hand, clock_id, Clock, id, .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Hand, length, .default_function = usual_length),
    KITH_COLUMN(Hand, moves, .on_update_function = one_more,
        .index = true),
    KITH_RELATIONSHIP(Hand, clock, Clock, .back_populates = "hands"));

const struct shape clocks_shape = {"clocks", KITH_TABLES(Clock, Hand)};

/* clang-format on */
