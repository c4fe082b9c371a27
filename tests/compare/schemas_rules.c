/* schemas_rules.c - checks, each a C function and the same words in SQL, and
 * blobs.
 */
#include "schemas.h"

#include <string.h>

/* One attribute a line. */
/* clang-format off */

typedef struct Offer Offer;
typedef struct Bid Bid;
typedef struct File File;
typedef struct Review Review;
struct Offer {
    int64_t rid;
    const int64_t id;
    const double price, discount;
    KITH_TEXT title;
    KITH_COLLECTION(Bid) bids;
};
struct Bid {
    int64_t rid;
    const int64_t id;
    const int64_t offer_id;
    const KITH_OPTIONAL(int32_t) amount;
    KITH_REFERENCE(Offer) offer;
};
struct File {
    int64_t rid;
    KITH_BLOB digest;
    KITH_BLOB body;
    const int64_t bid_id;
};
struct Review {
    int64_t rid;
    const int64_t offer_id, rival_id;
    const uint8_t stars;
};

/* clang-format on */

static bool costs_something(const void *draft)
{
    const Offer *offer = draft;

    return offer->discount <= offer->price;
}

static bool has_a_title(const void *draft)
{
    const Offer *offer = draft;

    return !offer->title || strcmp(offer->title, "B") != 0;
}

/* A bid on nothing is a small one. */
static bool is_for_something(const void *draft)
{
    const Bid *bid = draft;

    return !kith_is_null(bid, offer_id) || !bid->amount.present ||
           bid->amount.value < 3;
}

static bool is_of_a_low_number(const void *draft)
{
    const Bid *bid = draft;

    return kith_is_null(bid, offer_id) || bid->offer_id < 38;
}

static bool is_short(const void *draft)
{
    const File *file = draft;

    return !file->body.data || file->body.bytes < 4;
}

/* A review with stars compares with another offer. */
static bool has_a_rival(const void *draft)
{
    const Review *review = draft;

    return review->stars == 0 || !kith_is_null(review, rival_id);
}

static const struct rule rules[] = {
    {costs_something, "discount <= price"},
    {has_a_title, "title <> 'B'"},
    {is_for_something, "offer_id IS NOT NULL OR amount IS NULL OR amount < 3"},
    {is_of_a_low_number, "offer_id < 38"},
    {has_a_rival, "stars = 0 OR rival_id IS NOT NULL"},
    {is_short, "length(body) < 4"},
    {NULL, NULL}};

/* clang-format off */

static KITH_TABLE(Offer, "offers",
    KITH_ORDERED_INDEX("title", "discount desc"),
    KITH_ORDERED_INDEX("discount desc"),
    KITH_PRIMARY_KEY(Offer, id),
    KITH_COLUMN(Offer, price),
    KITH_COLUMN(Offer, discount),
    KITH_COLUMN(Offer, title, .not_null = true, .index = true),
    KITH_CHECK(costs_something, "a discount is a part of the price",
        "price", "discount"),
    KITH_CHECK(has_a_title, "B is no title", "title"),
    KITH_RELATIONSHIP(Offer, bids, Bid, .back_populates = "offer"));
static KITH_TABLE(Bid, "bids",
    KITH_ORDERED_INDEX("amount", "id"),
    KITH_PRIMARY_KEY(Bid, id),
    KITH_FOREIGN_KEY(Bid, offer_id, Offer, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Bid, amount),
    KITH_CHECK(is_for_something, "a bid on nothing is small",
        "offer_id", "amount"),
    KITH_CHECK(is_of_a_low_number, "there are 37 offers", "offer_id"),
    KITH_RELATIONSHIP(Bid, offer, Offer, .back_populates = "bids"));
static KITH_TABLE(File, "files",
    KITH_COLUMN(File, digest, .unique = true),
    KITH_COLUMN(File, body, .not_null = true),
    KITH_FOREIGN_KEY(File, bid_id, Bid, id, .on_delete = KITH_CASCADE,
        .on_update = KITH_SET_NULL),
    KITH_CHECK(is_short, "a body is short", "body"));

/* A row that goes with one parent and would break a rule without another. */
static KITH_TABLE(Review, "reviews",
    KITH_ORDERED_INDEX("stars", "rival_id"),
    KITH_FOREIGN_KEY(Review, offer_id, Offer, id, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Review, rival_id, Offer, id, .on_delete = KITH_SET_NULL,
        .on_update = KITH_CASCADE),
    KITH_COLUMN(Review, stars),
    KITH_CHECK(has_a_rival, "stars are for those that compare",
        "stars", "rival_id"));

const struct schema rules_schema = {
    "rules", KITH_TABLES(Offer, Bid, File, Review), rules};

/* clang-format on */
