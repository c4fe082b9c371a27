/* rows.h - one header of row types for C and C++: C declares their tables and
 * fills them, C++ reads the same memory by the same names.
 *
 * A shop: stores have items, an item has a label, buyers buy items.
 */
#ifndef CXX_ROWS_H
#define CXX_ROWS_H

#include <kith.h>

typedef struct Store Store;
typedef struct Item Item;
typedef struct Label Label;
typedef struct Buyer Buyer;
typedef struct Purchase Purchase;

struct Store {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Item) items;
};
struct Item {
    const int64_t id;
    KITH_TEXT name;
    const char code[6];
    bool fragile; /* a small member before a wide one: padding */
    double price;
    KITH_OPTIONAL(double) weight;
    const KITH_OPTIONAL(int16_t) shelf;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
    KITH_SCALAR(Label) label;
    KITH_COLLECTION_VIA(Purchase, Buyer) buyers;
    int32_t mark; /* no column: the user's own */
};
struct Label {
    const int64_t id;
    KITH_TEXT text;
    const int64_t item_id;
    KITH_REFERENCE(Item) item;
};
struct Buyer {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Purchase, Item) items;
};
struct Purchase {
    const int64_t buyer_id, item_id;
    KITH_REFERENCE(Buyer) buyer;
    KITH_REFERENCE(Item) item;
    float discount;
    KITH_BLOB receipt;
};

KITH_DECLARE(Store);
KITH_DECLARE(Item);
KITH_DECLARE(Label);
KITH_DECLARE(Buyer);
KITH_DECLARE(Purchase);

#ifdef __cplusplus
extern "C" {
#endif

/* Every place in the rows that a program can name. */
#define CXX_REFERENCE(P, Row, f) P(Row, f) P(Row, f.row) P(Row, f.place)
#define CXX_COLLECTION(P, Row, f) \
    P(Row, f) P(Row, f.places) P(Row, f.place_count) P(Row, f.count)
#define CXX_OPTIONAL(P, Row, f) P(Row, f) P(Row, f.value) P(Row, f.present)
/* clang-format off */
#define CXX_PLACES(P)                                                  \
    P(Store, id) P(Store, name)                                        \
    CXX_COLLECTION(P, Store, items)                                    \
    P(Item, id) P(Item, name) P(Item, code) P(Item, fragile)           \
    P(Item, price) P(Item, store_id) P(Item, mark)                     \
    CXX_OPTIONAL(P, Item, weight) CXX_OPTIONAL(P, Item, shelf)         \
    CXX_REFERENCE(P, Item, store) P(Item, label) P(Item, label.row)    \
    CXX_COLLECTION(P, Item, buyers)                                    \
    P(Label, id) P(Label, text) P(Label, item_id)                      \
    CXX_REFERENCE(P, Label, item)                                      \
    P(Buyer, id) P(Buyer, name)                                        \
    CXX_COLLECTION(P, Buyer, items)                                    \
    P(Purchase, buyer_id) P(Purchase, item_id) P(Purchase, discount)   \
    P(Purchase, receipt) P(Purchase, receipt.data)                     \
    P(Purchase, receipt.bytes)                                         \
    CXX_REFERENCE(P, Purchase, buyer) CXX_REFERENCE(P, Purchase, item)
/* clang-format on */
#define CXX_ROWS(R) R(Store) R(Item) R(Label) R(Buyer) R(Purchase)

/* One of these places as one compiler sees it. */
struct cxx_place {
    const char *name;
    size_t offset_bytes, bytes;
};
#define CXX_PLACE(Row, f) \
    {#Row "." #f, offsetof(Row, f), sizeof(((Row *)0)->f)},
#define CXX_ROW(Row) {#Row, alignof(Row), sizeof(Row)},

/* The places as C sees them: those of CXX_PLACES, and for each of CXX_ROWS its
 * alignment and its size. */
extern const struct cxx_place rows_places[], rows_rows[];
extern const size_t rows_place_count, rows_row_count;

/* A database with a few rows, or NULL: "IKEA" has "Chair" (labelled "sit") and
 * "Table", "OBI" has none and "Lamp" has no store; "Ada" bought Chair and Lamp,
 * "Bob" bought Chair. */
kith_db *rows_open(void);

#ifdef __cplusplus
}
#endif
#endif
