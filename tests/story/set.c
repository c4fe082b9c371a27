/* set.c - changing one column. */
#include "family.h"

#include <string.h>

typedef struct All All;
struct All {
    const int64_t id;
    bool flag;
    int8_t i8;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    float f32;
    double f64;
    char letter;
    KITH_TEXT text;
    const char place[6];
    KITH_OPTIONAL(uint64_t) some;
    long long untold; /* no column */
};
static KITH_TABLE(All, "all", KITH_PRIMARY_KEY(All, id), KITH_COLUMN(All, flag),
                  KITH_COLUMN(All, i8), KITH_COLUMN(All, i16),
                  KITH_COLUMN(All, i32), KITH_COLUMN(All, i64),
                  KITH_COLUMN(All, u8), KITH_COLUMN(All, u16),
                  KITH_COLUMN(All, u32), KITH_COLUMN(All, u64),
                  KITH_COLUMN(All, f32), KITH_COLUMN(All, f64),
                  KITH_COLUMN(All, letter), KITH_COLUMN(All, text),
                  KITH_COLUMN(All, place), KITH_OPTIONAL_COLUMN(All, some));

KT_TEST(set, changes_a_column_of_every_type_and_no_other)
{
    kith_db *db = OPEN(All);
    All *row = kith_insert(db, All, .untold = 5);

    ANSWERS(kith_set(row, flag, true), KITH_OK);
    ANSWERS(kith_set(row, i8, INT8_MIN), KITH_OK);
    ANSWERS(kith_set(row, i16, INT16_MIN), KITH_OK);
    ANSWERS(kith_set(row, i32, INT32_MIN), KITH_OK);
    ANSWERS(kith_set(row, i64, INT64_MIN), KITH_OK);
    ANSWERS(kith_set(row, u8, UINT8_MAX), KITH_OK);
    ANSWERS(kith_set(row, u16, UINT16_MAX), KITH_OK);
    ANSWERS(kith_set(row, u32, UINT32_MAX), KITH_OK);
    ANSWERS(kith_set(row, u64, UINT64_MAX), KITH_OK);
    ANSWERS(kith_set(row, f32, 0.5f), KITH_OK);
    ANSWERS(kith_set(row, f64, -1e300), KITH_OK);
    ANSWERS(kith_set(row, letter, 'k'), KITH_OK);
    ANSWERS(kith_set(row, text, "hello"), KITH_OK);
    ANSWERS(kith_set(row, place, "12345"), KITH_OK);
    ANSWERS(kith_set(row, some, UINT64_MAX), KITH_OK);

    KT_ASSERT(row->flag && row->i8 == INT8_MIN && row->i16 == INT16_MIN);
    KT_ASSERT(row->i32 == INT32_MIN && row->i64 == INT64_MIN);
    KT_ASSERT(row->u8 == UINT8_MAX && row->u16 == UINT16_MAX);
    KT_ASSERT(row->u32 == UINT32_MAX && row->u64 == UINT64_MAX);
    KT_ASSERT(row->f32 == 0.5f && row->f64 == -1e300 && row->letter == 'k');
    KT_ASSERT_STR_EQ(row->text, "hello");
    KT_ASSERT_STR_EQ(row->place, "12345");
    KT_ASSERT(row->some.present && row->some.value == UINT64_MAX);
    KT_ASSERT_EQ(row->untold, 5);
    KT_ASSERT_EQ(row->id, 1);
    family_close(db);
}

KT_TEST(set, refuses_an_in_place_text_that_does_not_fit_and_never_cuts)
{
    kith_db *db = OPEN(All);
    All *row = kith_insert(db, All, .place = "12345");

    REFUSES(db, kith_set(row, place, "123456"), KITH_E_CHECK);
    REFUSES(db, kith_set(row, place, "a text much longer than that"),
            KITH_E_CHECK);
    KT_ASSERT_STR_EQ(row->place, "12345");
    ANSWERS(kith_set(row, place, ""), KITH_OK);
    KT_ASSERT_STR_EQ(row->place, "");
    ANSWERS(kith_set(row, place, "abc"), KITH_OK);
    KT_ASSERT_STR_EQ(row->place, "abc");
    family_close(db);
}

KT_TEST(set, copies_the_text_and_may_be_given_the_text_it_replaces)
{
    kith_db *db = OPEN(Store, Item);
    char name[] = "Chair";
    Item *item = kith_insert(db, Item, .name = "none");

    ANSWERS(kith_set(item, name, name), KITH_OK);
    memset(name, 'x', sizeof name - 1);
    KT_ASSERT_STR_EQ(item->name, "Chair");

    ANSWERS(kith_set(item, name, item->name), KITH_OK);
    KT_ASSERT_STR_EQ(item->name, "Chair");
    ANSWERS(kith_set(item, name, item->name + 2), KITH_OK);
    KT_ASSERT_STR_EQ(item->name, "air");
    ANSWERS(kith_set_null(item, name), KITH_OK);
    KT_ASSERT_NULL(item->name);
    family_close(db);
}

KT_TEST(set, of_a_foreign_key_moves_the_row_at_once)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    kith_insert(db, Item, .name = "table", .store.row = ikea);
    kith_insert(db, Item, .name = "pen", .store.row = muji);

    ANSWERS(kith_set(chair, store_id, muji->id), KITH_OK);

    KT_ASSERT_EQ(chair->store.row, muji);
    KT_ASSERT_EQ(chair->store_id, muji->id);
    ASSERT_LIST(ikea->items, name, "table");
    ASSERT_LIST(muji->items, name, "pen chair");
    REFUSES(db, kith_set(chair, store_id, 99), KITH_E_PARENT);
    KT_ASSERT_EQ(chair->store.row, muji);
    family_close(db);
}

KT_TEST(set, to_an_equal_value_changes_nothing_and_keeps_the_place)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    kith_insert(db, Item, .name = "table", .store.row = ikea);
    const uint64_t before = kith_digest(db);
    const char *const name = chair->name;

    ANSWERS(kith_set(chair, store_id, ikea->id), KITH_OK);
    ANSWERS(kith_set(chair, name, "chair"), KITH_OK);
    ANSWERS(kith_set(ikea, id, ikea->id), KITH_OK);
    ANSWERS(kith_set_null(chair, weight), KITH_OK);

    KT_ASSERT_EQ(kith_digest(db), before);
    KT_ASSERT(chair->name == name, "the bytes of an equal text moved");
    ASSERT_LIST(ikea->items, name, "chair table");
    family_close(db);
}

KT_TEST(set, directly_is_what_a_plain_column_allows)
{
    kith_db *db = OPEN(All);
    All *row = kith_insert_default(db, All);
    const uint64_t before = kith_digest(db);

    row->i32 = 7;
    row->f64 = 2.5;
    row->flag = true;
    KT_ASSERT_NE(kith_digest(db), before);
    family_verify(db);
    row->untold = 3;
    row->i32 = 0;
    row->f64 = 0;
    row->flag = false;

    KT_ASSERT_EQ(kith_digest(db), before);
    family_close(db);
}
