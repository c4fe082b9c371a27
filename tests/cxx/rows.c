/* rows.c - the tables of rows.h, declared and filled by C. */
#include "rows.h"

#include <stdalign.h>

KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
           KITH_COLUMN(Store, name, .unique = true),
           KITH_RELATIONSHIP(Store, items, Item, .back_populates = "store"));
KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
           KITH_COLUMN(Item, name, .not_null = true, .unique = true),
           KITH_COLUMN(Item, code), KITH_COLUMN(Item, fragile),
           KITH_COLUMN(Item, price), KITH_OPTIONAL_COLUMN(Item, weight),
           KITH_OPTIONAL_COLUMN(Item, shelf, .index = true),
           KITH_FOREIGN_KEY(Item, store_id, Store, id,
                            .on_delete = KITH_CASCADE),
           KITH_RELATIONSHIP(Item, store, Store, .back_populates = "items"),
           KITH_RELATIONSHIP(Item, label, Label, .back_populates = "item"),
           KITH_RELATIONSHIP(Item, buyers, Buyer, .secondary = "purchases",
                             .back_populates = "items"));
KITH_TABLE(Label, "labels", KITH_PRIMARY_KEY(Label, id),
           KITH_COLUMN(Label, text),
           KITH_FOREIGN_KEY(Label, item_id, Item, id,
                            .on_delete = KITH_CASCADE),
           KITH_RELATIONSHIP(Label, item, Item, .back_populates = "label"));
KITH_TABLE(Buyer, "buyers", KITH_PRIMARY_KEY(Buyer, id),
           KITH_COLUMN(Buyer, name),
           KITH_RELATIONSHIP(Buyer, items, Item, .secondary = "purchases",
                             .back_populates = "buyers"));
KITH_TABLE(Purchase, "purchases",
           KITH_FOREIGN_KEY(Purchase, buyer_id, Buyer, id, .primary_key = true),
           KITH_FOREIGN_KEY(Purchase, item_id, Item, id, .primary_key = true),
           KITH_COLUMN(Purchase, discount), KITH_COLUMN(Purchase, receipt),
           KITH_RELATIONSHIP(Purchase, buyer, Buyer),
           KITH_RELATIONSHIP(Purchase, item, Item));

const struct cxx_place rows_places[] = {CXX_PLACES(CXX_PLACE)};
const struct cxx_place rows_rows[] = {CXX_ROWS(CXX_ROW)};
const size_t rows_place_count = sizeof rows_places / sizeof rows_places[0];
const size_t rows_row_count = sizeof rows_rows / sizeof rows_rows[0];

kith_db *rows_open(void)
{
    kith_db *db;

    if (kith_open(&db, KITH_TABLES(Store, Item, Label, Buyer, Purchase), NULL,
                  NULL) != KITH_OK)
        return NULL;
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    kith_insert(db, Store, .name = "OBI");
    Item *chair = kith_insert(
        db, Item, .name = "Chair", .code = "C1", .fragile = true, .price = 9.5,
        .weight = KITH_SOME(4.5), .store.row = ikea, .mark = 77);
    kith_insert(db, Item, .name = "Table", .price = 20, .shelf = KITH_SOME(3),
                .store_id = 1);
    Item *lamp = kith_insert(db, Item, .name = "Lamp");
    kith_insert(db, Label, .text = "sit", .item.row = chair);
    Buyer *ada = kith_insert(db, Buyer, .name = "Ada");
    Buyer *bob = kith_insert(db, Buyer, .name = "Bob");
    kith_insert(db, Purchase, .buyer.row = ada, .item.row = chair,
                .discount = 0.5f);
    if (kith_append(ada, items, lamp) != KITH_OK ||
        kith_append(chair, buyers, bob) != KITH_OK) {
        kith_close(db);
        return NULL;
    }
    return db;
}
