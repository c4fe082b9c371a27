// rows.cc - a C++17 program reads rows that C declares, and calls the functions
// that C's macros stand for.

#include "rows.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>

// What the places of members can be relied on for.
#define PLAIN(Row) static_assert(std::is_standard_layout_v<Row>);
CXX_ROWS(PLAIN)

// The shapes, in words of their documentation.
static_assert(sizeof(kith_reference<Store>) == 2 * sizeof(void *));
static_assert(sizeof(kith_scalar<Label>) == sizeof(void *));
static_assert(sizeof(kith_collection<Item>) == 4 * sizeof(void *) + 8);
static_assert(sizeof(kith_optional<double>) == 2 * sizeof(double));
static_assert(std::is_same_v<decltype(Item::store.row), Store *const>);
static_assert(std::is_same_v<decltype(Item::label.row), Label *const>);
static_assert(std::is_same_v<decltype(Item::name), const char *const>);
static_assert(
    std::is_same_v<decltype(Store::items.places), Item *const *const>);
static_assert(
    std::is_same_v<decltype(Item::buyers.places), Purchase *const *const>);

#define CHECK(condition)                                            \
    do {                                                            \
        if (!(condition)) {                                         \
            std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
                         #condition);                               \
            std::exit(1);                                           \
        }                                                           \
    } while (0)

static void check_places(const cxx_place *one, std::size_t one_count,
                         const cxx_place *two, std::size_t two_count)
{
    CHECK(one_count == two_count);
    for (std::size_t i = 0; i < one_count; i++) {
        const bool same = std::string(one[i].name) == two[i].name &&
                          one[i].offset_bytes == two[i].offset_bytes &&
                          one[i].bytes == two[i].bytes;
        if (!same)
            std::fprintf(stderr, "%s: %zu, %zu bytes; in C %zu, %zu bytes\n",
                         one[i].name, one[i].offset_bytes, one[i].bytes,
                         two[i].offset_bytes, two[i].bytes);
        CHECK(same);
    }
}

static void every_member_lies_where_it_does_in_c()
{
    static const cxx_place places[] = {CXX_PLACES(CXX_PLACE)};
    static const cxx_place rows[] = {CXX_ROWS(CXX_ROW)};

    check_places(places, sizeof places / sizeof places[0], rows_places,
                 rows_place_count);
    check_places(rows, sizeof rows / sizeof rows[0], rows_rows, rows_row_count);
}

static Item *item_named(kith_db *db, const char *name)
{
    return static_cast<Item *>(
        kith_find_at(db, &Item_table, offsetof(Item, name), &name));
}

static Buyer *buyer(kith_db *db, std::int64_t id)
{
    return static_cast<Buyer *>(kith_get_i64(db, &Buyer_table, id));
}

static void references_and_columns_read_as_in_c(kith_db *db)
{
    const Item *chair = item_named(db, "Chair");
    const Item *table = item_named(db, "Table");
    const Item *lamp = item_named(db, "Lamp");

    CHECK(chair->store.row->name == std::string("IKEA"));
    CHECK(chair->store_id == chair->store.row->id);
    CHECK(table->store.row == chair->store.row && table->store.place == 1);
    CHECK(!lamp->store.row && kith_is_null(lamp, store_id));
    CHECK(!kith_is_null(chair, store_id));
    CHECK(chair->code == std::string("C1") && chair->fragile);
    CHECK(chair->price > 9.4 && chair->price < 9.6 && chair->mark == 77);
    CHECK(chair->weight.present && chair->weight.value > 4.4);
    CHECK(!table->weight.present && kith_is_null(table, weight));
    CHECK(table->shelf.present && table->shelf.value == 3);
    CHECK(chair->label.row->text == std::string("sit"));
    CHECK(chair->label.row->item.row == chair && !lamp->label.row);
    CHECK(kith_is_live(chair) && kith_table_of(chair) == &Item_table);
    CHECK(kith_db_of(chair) == db);

    const kith_handle handle = kith_handle_of(chair);
    const Item *found = kith_resolve(db, Item, handle);
    CHECK(found == chair && !kith_resolve(db, Store, handle));
}

static void collections_are_walked_as_in_c(kith_db *db)
{
    const Store *ikea = item_named(db, "Chair")->store.row;
    std::string names;

    kith_for_each(item, ikea->items)
        names += std::string(item->name) + " ";
    kith_for_each(purchase, buyer(db, 1)->items) {
        kith_for_each(other, purchase->item.row->buyers)
            names += std::string(other->buyer.row->name) + " ";
    }
    kith_for_each(item, ikea->items) {
        if (item->name == std::string("Chair"))
            continue;
        names += "| ";
        break;
    }
    kith_for_each_row(db, Item, item)
        names += std::string(item->name) + " ";
    CHECK(names == "Chair Table Ada Bob Ada | Chair Table Lamp ");

    const Item *first = kith_first(ikea->items);
    const Item *second = kith_at(ikea->items, 1);
    CHECK(first == item_named(db, "Chair") && second->store.place == 1);
    CHECK(!kith_at(ikea->items, 2));
    CHECK(kith_first(first->buyers)->buyer.row == buyer(db, 1));
    CHECK(kith_count(db, Item) == 3 && kith_count(db, Purchase) == 3);
    CHECK(ikea->items.count == 2);
}

static void rows_are_inserted_and_changed(kith_db *db)
{
    const Item values = {0,
                         "Stool",
                         "S",
                         true,
                         7.5,
                         {2.5, true},
                         {0, false},
                         2,
                         {nullptr, 0},
                         {nullptr},
                         {nullptr, 0, 0, {}},
                         5};
    auto *stool =
        static_cast<Item *>(kith_insert_row(db, &Item_table, &values));
    const char *name = "High stool";
    const double weight = 3.5;
    const std::int64_t ikea_id = 1;
    const kith_assignment changes[] = {
        {offsetof(Item, name), &name},
        {kith_offset_(stool, weight), &weight},
        {offsetof(Item, store_id), &ikea_id},
    };

    CHECK(stool && stool->id == 4 && stool->weight.value > 2.4);
    CHECK(stool->store.row->name == std::string("OBI") && stool->mark == 5);
    CHECK(kith_update_at(stool, changes, 3) == KITH_OK);
    CHECK(stool->name == std::string(name) && stool->name != name);
    CHECK(stool->store.row->items.count == 3 && stool->weight.value > 3.4);
    CHECK(kith_find_at(db, &Item_table, offsetof(Item, name), &name) == stool);

    const kith_assignment leave = {offsetof(Item, store_id), nullptr};
    CHECK(kith_update_at(stool, &leave, 1) == KITH_OK);
    CHECK(kith_is_null(stool, store_id) && !stool->store.row);
    Item *edited = kith_edit(stool);
    edited->price = 8.5;
    CHECK(edited == stool && !kith_edit(static_cast<Item *>(nullptr)));

    auto *purchase =
        static_cast<Purchase *>(kith_next_row(db, &Purchase_table, nullptr));
    const kith_blob receipt = KITH_BYTES("paid", 4);
    const kith_assignment pay = {offsetof(Purchase, receipt), &receipt};
    CHECK(kith_is_null(purchase, receipt));
    CHECK(kith_update_at(purchase, &pay, 1) == KITH_OK);
    CHECK(purchase->receipt.bytes == 4 && purchase->receipt.data);
    CHECK(kith_reserve_rows(db, &Item_table, 100) == KITH_OK);
    CHECK(kith_verify(db) == KITH_OK);
}

static void links_change_from_either_side(kith_db *db)
{
    Item *lamp = item_named(db, "Lamp");
    Item *chair = item_named(db, "Chair");
    Store *ikea = chair->store.row;
    const std::size_t items = offsetof(Store, items);

    CHECK(kith_append_at(ikea, items, lamp) == KITH_OK);
    CHECK(lamp->store.row == ikea && lamp->store_id == ikea->id);
    CHECK(kith_contains_at(ikea, items, lamp));
    CHECK(kith_move_at(ikea, items, lamp, 0) == KITH_OK);
    CHECK(kith_first(ikea->items) == lamp);
    CHECK(kith_remove_at(ikea, items, lamp) == KITH_OK);
    CHECK(kith_relate_at(lamp, offsetof(Item, label), chair->label.row) ==
          KITH_OK);
    CHECK(lamp->label.row && !chair->label.row);
    CHECK(kith_clear(chair, buyers) == KITH_OK);
    CHECK(kith_reserve_list(chair, buyers, 10) == KITH_OK);
    CHECK(chair->buyers.count == 0 && kith_count(db, Purchase) == 1);
    CHECK(kith_verify(db) == KITH_OK);
}

static void failures_are_explained(kith_db *db)
{
    Item *chair = item_named(db, "Chair");
    const char *taken = "Lamp";
    const kith_assignment rename = {offsetof(Item, name), &taken};
    const std::uint64_t before = kith_digest(db);

    CHECK(kith_update_at(chair, &rename, 1) == KITH_E_UNIQUE);
    const kith_error *error = kith_last_error(db);
    CHECK(error->status == KITH_E_UNIQUE);
    CHECK(error->column == std::string("name"));
    CHECK(std::string(error->value).find("Lamp") != std::string::npos);
    CHECK(std::string(error->message).find("items") != std::string::npos);
    CHECK(kith_status_name(error->status) == std::string("KITH_E_UNIQUE"));
    CHECK(kith_delete(nullptr) == KITH_E_MISUSE);
    CHECK(kith_digest(db) == before);
}

// Rows of a type that this program was not compiled with, as a binding has them.
static void rows_are_read_by_what_their_table_says(kith_db *db)
{
    const kith_table *items = kith_table_named(db, "items");
    kith_column column = {};
    kith_relationship store = {};
    void *chair = item_named(db, "Chair"), *member = nullptr;

    CHECK(items == kith_table_of(chair));
    CHECK(kith_column_named(db, items, "name", &column));
    CHECK(kith_value_at(chair, column.offset_bytes).text ==
          std::string("Chair"));
    kith_value name = {};
    name.kind = KITH_KIND_I64;
    CHECK(kith_set_value_at(chair, column.offset_bytes, name) == KITH_E_CHECK);
    CHECK(kith_relationship_named(db, items, "store", &store));
    CHECK(store.direction == KITH_MANY_TO_ONE);
    kith_members members = kith_members_at(chair, store.offset_bytes);
    while (void *row = kith_next_member(&members))
        member = row;
    CHECK(member == item_named(db, "Chair")->store.row);
}

static void deletes_cascade(kith_db *db)
{
    Store *ikea = item_named(db, "Chair")->store.row;

    CHECK(kith_delete(ikea) == KITH_OK);
    CHECK(kith_count(db, Store) == 1 && !item_named(db, "Chair"));
    CHECK(item_named(db, "Lamp"));
    CHECK(kith_verify(db) == KITH_OK);
}

// hostile.c and hostile.cc see kith.h after macros of Qt, X11 and Windows.
extern "C" int hostile_c(kith_db *db);
extern "C" int hostile_cxx(kith_db *db);

static void a_database_is_opened_with_options()
{
    int mine = 0;
    kith_options options = {};
    kith_error error = {};
    kith_db *db = nullptr;

    options.abi_version = KITH_ABI_VERSION;
    options.user = &mine;
    CHECK(kith_open(&db, KITH_TABLES(Store, Item, Label, Buyer, Purchase),
                    &options, &error) == KITH_OK);
    CHECK(kith_user(db) == &mine && kith_memory_used(db) > 0);
    kith_close(db);
}

int main()
{
    kith_db *db = rows_open();

    CHECK(db);
    every_member_lies_where_it_does_in_c();
    references_and_columns_read_as_in_c(db);
    collections_are_walked_as_in_c(db);
    rows_are_inserted_and_changed(db);
    links_change_from_either_side(db);
    failures_are_explained(db);
    CHECK(hostile_c(db));
    CHECK(hostile_cxx(db));
    rows_are_read_by_what_their_table_says(db);
    deletes_cascade(db);
    kith_close(db);
    a_database_is_opened_with_options();
    std::printf("cxx: C++ reads the rows of C\n");
    return 0;
}
