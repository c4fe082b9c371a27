/* manual_keys.c - keys that come from outside: .manual, .first_number, and what
 * of a primary key must be given.
 */
#include "refusal.h"

typedef struct Room Room;
typedef struct Bed Bed;
typedef struct Bill Bill;
typedef struct Town Town;
typedef struct Rate Rate;

struct Room {
    const int32_t id;
    KITH_COLLECTION(Bed) beds;
};
struct Bed {
    const int64_t id;
    const int32_t room_id;
    KITH_REFERENCE(Room) room;
    double width;
};
static KITH_TABLE(Room, "rooms", KITH_PRIMARY_KEY(Room, id, .manual = true),
                  KITH_RELATIONSHIP(Room, beds, Bed, .back_populates = "room"));
static KITH_TABLE(Bed, "beds", KITH_PRIMARY_KEY(Bed, id),
                  KITH_FOREIGN_KEY(Bed, room_id, Room, id, .not_null = true,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Bed, room, Room, .back_populates = "beds"),
                  KITH_COLUMN(Bed, width));

/* A parent is not required. */
typedef struct Note Note;
struct Note {
    const int64_t id;
    const int32_t room_id;
    KITH_REFERENCE(Room) room;
};
static KITH_TABLE(Note, "notes", KITH_PRIMARY_KEY(Note, id),
                  KITH_FOREIGN_KEY(Note, room_id, Room, id),
                  KITH_RELATIONSHIP(Note, room, Room));

struct Bill {
    const uint16_t id;
    double sum;
};
static KITH_TABLE(Bill, "bills",
                  KITH_PRIMARY_KEY(Bill, id, .first_number = 1001),
                  KITH_COLUMN(Bill, sum));

/* In-place text alone, and beside a number. */
struct Town {
    const char code[4];
    const char short_name[4];
    KITH_TEXT name;
};
static KITH_TABLE(Town, "towns", KITH_PRIMARY_KEY(Town, code),
                  KITH_COLUMN(Town, short_name, .unique = true),
                  KITH_COLUMN(Town, name));
struct Rate {
    const char town[4];
    const int32_t kind;
    KITH_REFERENCE(Town) of;
    double percent;
};
static KITH_TABLE(Rate, "rates", KITH_COLUMN(Rate, town, .primary_key = true),
                  KITH_COLUMN(Rate, kind, .primary_key = true),
                  KITH_COLUMN(Rate, percent));

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))
#define MASK(name, Row, f)  \
    uint64_t name[1] = {0}; \
    kith_column_mask_set(name, Row, f)

KT_TEST(manual_keys, are_never_numbered_and_zero_is_one)
{
    kith_db *db = OPEN(Room, Bed);
    MASK(given, Room, id);

    Room *nought = kith_insert_default(db, Room);
    KT_ASSERT_EQ(nought->id, 0);
    REFUSES_ROW(db, kith_insert_default(db, Room), KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_insert(db, Room, .id = 7)->id, 7);
    KT_ASSERT_EQ(kith_insert(db, Room, .id = -7)->id, -7);
    KT_ASSERT_EQ(kith_get(db, Room, 0), nought);
    ANSWERS(kith_delete(nought), KITH_OK);
    KT_ASSERT_NULL(kith_get(db, Room, 0));
    REFUSES_ROW(
        db, kith_insert_columns(db, &Room_table, NULL, (uint64_t[]){0}, NULL),
        KITH_E_NOT_NULL);
    SAYS(db, "rooms.id is in the primary key and must be given");
    KT_ASSERT_EQ(
        ((Room *)kith_insert_columns(db, &Room_table, NULL, given, NULL))->id,
        0);
    KT_ASSERT_EQ(kith_insert_or_get(db, Room, .id = 0), kith_get(db, Room, 0));
    family_close(db);
}

KT_TEST(manual_keys, of_zero_are_named_by_row_set_or_columns)
{
    kith_db *db = OPEN(Room, Bed);
    Room *nought = kith_insert(db, Room, .id = 0);
    Room *one = kith_insert(db, Room, .id = 1);
    MASK(given, Bed, room_id);

    REFUSES_ROW(db, kith_insert(db, Bed, .room_id = 0), KITH_E_NOT_NULL);
    SAYS(db, "beds.room_id is required and would be NULL: 0 in an insert "
             "means not given, name the row of rooms with id 0 by its "
             "reference, by kith_set or by kith_insert_columns");
    Bed *bed = kith_insert(db, Bed, .room.row = nought);
    KT_ASSERT_EQ(bed->room.row, nought);
    ANSWERS(kith_set(bed, room_id, 1), KITH_OK);
    KT_ASSERT_EQ(bed->room.row, one);
    ANSWERS(kith_set(bed, room_id, 0), KITH_OK);
    KT_ASSERT_EQ(bed->room.row, nought);
    bed = kith_insert_columns(db, &Bed_table, &(const Bed){.room_id = 0}, given,
                              NULL);
    KT_ASSERT_EQ(bed->room.row, nought);
    KT_ASSERT_EQ(nought->beds.count, 2u);
    ANSWERS(kith_set(nought, id, 5), KITH_OK);
    KT_ASSERT_EQ(bed->room_id, 5);
    REFUSES_ROW(db, kith_insert(db, Bed, .room_id = 0), KITH_E_NOT_NULL);
    SAYS(db, "beds.room_id is required and would be NULL");
    family_close(db);
}

KT_TEST(manual_keys, are_hinted_at_where_zero_was_replaced_by_a_number)
{
    kith_db *db = OPEN(Store, Item, Bill);
    Store *store = kith_insert(db, Store, .id = 0);
    Item *item = kith_insert(db, Item, .store.row = store);

    KT_ASSERT_EQ(store->id, 1);
    REFUSES(db, kith_set(item, store_id, 0), KITH_E_PARENT);
    SAYS(db, "items.store_id would be 0, but no row of stores has that id: "
             "stores.id counts up, and 0 in an insert means the next number; "
             "declare it .manual to insert rows with 0");
    REFUSES_ROW(db, kith_insert(db, Store, .id = 1), KITH_E_UNIQUE);
    SAYS(db, "another row of stores already has id 1 (a row inserted with 0 is "
             "given the next number; where 0 is a key of yours, declare it "
             ".manual)");
    REFUSES(db, kith_set(item, store_id, 3), KITH_E_PARENT);
    SAYS(db, "items.store_id would be 3, but no row of stores has that id");
    kith_insert(db, Store, .id = 5);
    REFUSES_ROW(db, kith_insert(db, Store, .id = 5), KITH_E_UNIQUE);
    SAYS(db, "another row of stores already has id 5");
    family_close(db);
}

KT_TEST(manual_keys, may_begin_their_numbers_elsewhere)
{
    kith_db *db = OPEN(Bill);

    KT_ASSERT_EQ(kith_insert_default(db, Bill)->id, 1001);
    KT_ASSERT_EQ(kith_insert(db, Bill, .sum = 1)->id, 1002);
    KT_ASSERT_EQ(kith_insert(db, Bill, .id = 7)->id, 7);
    KT_ASSERT_EQ(kith_insert(db, Bill, .sum = 2)->id, 1003);
    KT_ASSERT_EQ(kith_insert(db, Bill, .id = 2000)->id, 2000);
    KT_ASSERT_EQ(kith_insert(db, Bill, .sum = 3)->id, 2001);
    REFUSES_ROW(db, kith_insert(db, Bill, .id = 1001), KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_insert(db, Bill, .id = UINT16_MAX)->id, UINT16_MAX);
    REFUSES_ROW(db, kith_insert(db, Bill, .sum = 4), KITH_E_LIMIT);
    KT_ASSERT_NOT_NULL(kith_get(db, Bill, 1002));
    KT_ASSERT_NULL(kith_get(db, Bill, 1));
    family_close(db);
}

KT_TEST(manual_keys, of_in_place_text_must_be_given)
{
    kith_db *db = OPEN(Town, Rate);
    MASK(given, Town, code);
    Town *nameless;

    REFUSES_ROW(db, kith_insert(db, Town, .name = "Ulm"), KITH_E_NOT_NULL);
    SAYS(db, "towns.code is in the primary key and must be given");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "code");
    REFUSES_ROW(db, kith_insert_default(db, Town), KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert_or_get(db, Town, .name = "Ulm"),
                KITH_E_NOT_NULL);
    REFUSES(db, kith_insert_all(db, Town, (&(const Town){.name = "Ulm"}), 1),
            KITH_E_NOT_NULL);
    REFUSES_ROW(db,
                kith_insert_columns(db, &Town_table,
                                    &(const Town){.code = "UL"},
                                    (uint64_t[]){0}, NULL),
                KITH_E_NOT_NULL);
    /* By its bit, and by an update, an empty text is a value. */
    nameless = kith_insert_columns(db, &Town_table, NULL, given, NULL);
    KT_ASSERT_STR_EQ(nameless->code, "");
    REFUSES_ROW(db, kith_insert_or_get(db, Town, .short_name = "U"),
                KITH_E_NOT_NULL);
    KT_ASSERT_EQ(kith_insert_or_get(db, Town, .short_name = ""), nameless);
    ANSWERS(kith_set(nameless, code, "UL"), KITH_OK);
    ANSWERS(kith_set(nameless, code, ""), KITH_OK);
    REFUSES(db, kith_set_null(nameless, code), KITH_E_MISUSE);
    /* That of a unique column beside it is a value in a literal too. */
    REFUSES_ROW(db, kith_insert(db, Town, .code = "UL"), KITH_E_UNIQUE);
    KT_ASSERT_NOT_NULL(kith_insert(db, Town, .code = "UL", .short_name = "U"));
    family_close(db);
}

KT_TEST(manual_keys, of_several_columns_must_be_given)
{
    kith_db *db = OPEN(Town, Rate);
    uint64_t given[1] = {0};

    KT_ASSERT_NOT_NULL(kith_insert(db, Rate, .town = "UL"));
    REFUSES_ROW(db, kith_insert(db, Rate, .kind = 2), KITH_E_NOT_NULL);
    SAYS(db, "rates.town is in the primary key and must be given");
    kith_column_mask_set(given, Rate, town);
    REFUSES_ROW(db, kith_insert_columns(db, &Rate_table, NULL, given, NULL),
                KITH_E_NOT_NULL);
    SAYS(db, "rates.kind is in the primary key and must be given");
    kith_column_mask_set(given, Rate, kind);
    KT_ASSERT_NOT_NULL(kith_insert_columns(db, &Rate_table, NULL, given, NULL));
    family_close(db);
}

/* --- What kith_open refuses ------------------------------------------------ */

typedef struct Bad Bad;
struct Bad {
    const int8_t id, other;
    KITH_TEXT text;
    const int8_t up_id;
};
#define NOT_COUNTING                                                        \
    "that is for the integer that is the whole primary key and no foreign " \
    "key, drop "
#define MANUAL(column) \
    "bads." column     \
    " has .manual, but would not count up without it: " NOT_COUNTING ".manual"
#define FIRST(column)                                        \
    "bads." column " has .first_number, but does not count " \
    "up: " NOT_COUNTING ".first_number"

static const struct refusal refusals[] = {
    {"a text that is manual",
     {DECLARED(Bad, "bads", KITH_PRIMARY_KEY(Bad, text, .manual = true))},
     MANUAL("text")},
    {"a plain column that is manual",
     {DECLARED(Bad, "bads", KITH_COLUMN(Bad, other, .manual = true))},
     MANUAL("other")},
    {"a part of a key that is manual",
     {DECLARED(Bad, "bads",
               KITH_COLUMN(Bad, id, .primary_key = true, .manual = true),
               KITH_COLUMN(Bad, other, .primary_key = true))},
     MANUAL("id")},
    {"a foreign key that is manual",
     {DECLARED(Bad, "bads", KITH_COLUMN(Bad, other, .unique = true),
               KITH_FOREIGN_KEY(Bad, up_id, Bad, other, .primary_key = true,
                                .manual = true))},
     MANUAL("up_id")},
    {"numbers that begin and are never given",
     {DECLARED(Bad, "bads",
               KITH_PRIMARY_KEY(Bad, id, .manual = true, .first_number = 2))},
     "bads.id has both .manual and .first_number, but a key that is always "
     "given does not count: drop one"},
    {"a plain column with a first number",
     {DECLARED(Bad, "bads", KITH_COLUMN(Bad, other, .first_number = 2))},
     FIRST("other")},
    {"a text with a first number",
     {DECLARED(Bad, "bads", KITH_PRIMARY_KEY(Bad, text, .first_number = 2))},
     FIRST("text")},
    {"a first number that the type cannot hold",
     {DECLARED(Bad, "bads", KITH_PRIMARY_KEY(Bad, id, .first_number = 128))},
     "bads.id has a .first_number that does not fit its type: begin below, or "
     "declare it wider"},
};

KT_TEST(manual_keys, that_cannot_be_are_refused_at_open)
{
    CHECK_REFUSALS(refusals);
}

KT_TEST(manual_keys, of_zero_are_not_the_NULL_that_stands_beside_a_row)
{
    kith_db *db = OPEN(Room, Bed, Note);
    uint64_t nulls[1] = {0};

    kith_column_mask_set(nulls, Note, room_id);
    for (int32_t id = 0; id < 2; id++) {
        const Note note = {.room.row = kith_insert(db, Room, .id = id)};

        REFUSES_ROW(db,
                    kith_insert_columns(db, &Note_table, &note, NULL, nulls),
                    KITH_E_MISUSE);
    }
    family_close(db);
}
