/* insert_or_get.c - the row that holds a unique key, or a new one. */
#include "family.h"
#include "fault.h"

typedef struct Tag Tag;
struct Tag {
    const int64_t id;
    KITH_TEXT name;
    KITH_TEXT code;
    int32_t weight;
};
static KITH_TABLE(Tag, "tags", KITH_PRIMARY_KEY(Tag, id),
                  KITH_COLUMN(Tag, name, .unique = true, .not_null = true),
                  KITH_COLUMN(Tag, code, .unique = true,
                              .default_value = KITH_STRING("none")),
                  KITH_COLUMN(Tag, weight));

KT_TEST(insert_or_get, inserts_once_and_then_answers_the_same_row)
{
    kith_db *db = OPEN(Tag);
    Tag *red = kith_insert_or_get(db, Tag, .name = "red", .code = "r");

    KT_ASSERT_NOT_NULL(red);
    for (int i = 0; i < 3; i++)
        KT_ASSERT_EQ(kith_insert_or_get(db, Tag, .name = "red", .code = "x",
                                        .weight = i),
                     red);
    KT_ASSERT_EQ(kith_count(db, Tag), 1u);
    KT_ASSERT_EQ(red->weight, 0);
    KT_ASSERT_STR_EQ(red->code, "r");
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(insert_or_get, gives_back_the_number_it_did_not_use)
{
    kith_db *db = OPEN(Tag);

    kith_insert_or_get(db, Tag, .name = "red", .code = "r");
    kith_insert_or_get(db, Tag, .name = "red", .code = "r");
    Tag *blue = kith_insert_or_get(db, Tag, .name = "blue", .code = "b");
    KT_ASSERT_EQ(blue->id, 2);
    family_close(db);
}

KT_TEST(insert_or_get, asks_the_primary_key_first_and_defaults_as_well)
{
    kith_db *db = OPEN(Tag);
    Tag *one = kith_insert(db, Tag, .name = "one");
    Tag *two = kith_insert(db, Tag, .name = "two", .code = "2");

    KT_ASSERT_EQ(kith_insert_or_get(db, Tag, .id = 2, .name = "one"), two);
    KT_ASSERT_EQ(kith_insert_or_get(db, Tag, .name = "three"), one);
    KT_ASSERT_EQ(kith_count(db, Tag), 2u);
    family_close(db);
}

/* Keys of one column and of several stand in one order, as they are declared. */
typedef struct Seat Seat;
struct Seat {
    const int64_t id;
    KITH_TEXT code;
    const int32_t row, column;
    KITH_TEXT guest;
    const int32_t hall;
};
static KITH_TABLE(Seat, "seats", KITH_PRIMARY_KEY(Seat, id),
                  KITH_UNIQUE("row", "column"),
                  KITH_COLUMN(Seat, guest, .unique = true),
                  KITH_UNIQUE("hall", "column"), KITH_COLUMN(Seat, row),
                  KITH_COLUMN(Seat, column),
                  KITH_COLUMN(Seat, code, .unique = true),
                  KITH_COLUMN(Seat, hall));

KT_TEST(insert_or_get, looks_keys_up_in_the_order_of_their_declaration)
{
    kith_db *db = OPEN(Seat);
    Seat *seats[4];

    for (int i = 0; i < 4; i++)
        seats[i] =
            kith_insert(db, Seat, .code = family_name(i), .row = i, .column = i,
                        .guest = family_name(10 + i), .hall = i);
    /* Each names one row less: by the pair, the guest, the other pair, the
     * code. */
    KT_ASSERT_EQ(kith_insert_or_get(db, Seat, .row = 0, .column = 0, .hall = 9,
                                    .guest = family_name(11),
                                    .code = family_name(2)),
                 seats[0]);
    KT_ASSERT_EQ(kith_insert_or_get(db, Seat, .row = 8, .column = 2, .hall = 2,
                                    .guest = family_name(11),
                                    .code = family_name(3)),
                 seats[1]);
    KT_ASSERT_EQ(kith_insert_or_get(db, Seat, .row = 8, .column = 2, .hall = 2,
                                    .guest = "nobody", .code = family_name(3)),
                 seats[2]);
    KT_ASSERT_EQ(kith_insert_or_get(db, Seat, .row = 8, .column = 2, .hall = 9,
                                    .guest = "nobody", .code = family_name(3)),
                 seats[3]);
    /* The primary key, where it is given, before all of them. */
    KT_ASSERT_EQ(kith_insert_or_get(db, Seat, .id = 4, .row = 0, .column = 0),
                 seats[3]);
    KT_ASSERT_EQ(kith_count(db, Seat), 4u);
    family_close(db);
}

KT_TEST(insert_or_get, tells_whether_it_inserted_and_refuses_as_insert_does)
{
    kith_db *db = OPEN(Tag);
    Tag values = {.name = "red"};
    bool inserted = false;

    KT_ASSERT_NOT_NULL(
        kith_insert_or_get_row(db, &Tag_table, &values, &inserted));
    KT_ASSERT(inserted);
    KT_ASSERT_NOT_NULL(
        kith_insert_or_get_row(db, &Tag_table, &values, &inserted));
    KT_ASSERT(!inserted);
    REFUSES_ROW(db, kith_insert_or_get(db, Tag, .code = "n"), KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert_or_get_row(db, &Store_table, NULL, NULL),
                KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_insert_or_get_row(NULL, &Tag_table, NULL, NULL));
    family_close(db);
}

/* The place taken to draft the row goes back, found or refused. */
KT_TEST_ONCE(insert_or_get,
             leaves_no_trace_when_memory_runs_out_or_a_row_is_found)
{
    size_t refusals = 0;
    bool refused = true;

    for (size_t nth = 1; refused; nth++) {
        kith_db *db = OPEN(Tag);
        const uint64_t before = kith_digest(db);

        fault_fail_allocation(nth);
        Tag *tag = kith_insert_or_get(db, Tag, .name = "red", .code = "r");
        refused = fault_refused();
        fault_stop();
        KT_ASSERT_EQ(tag == NULL, refused);
        KT_ASSERT_EQ(kith_digest(db) == before, refused);
        refusals += refused;
        tag = kith_insert_or_get(db, Tag, .name = "red", .code = "r");
        KT_ASSERT_EQ(kith_insert_or_get(db, Tag, .name = "red"), tag);
        family_close(db);
    }
    KT_ASSERT(refusals > 0);
}
