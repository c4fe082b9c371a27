/* insert.c - a new row: what it holds, whom it is linked to, what is refused. */
#include "family.h"

#include <string.h>

KT_TEST(insert, keeps_what_it_is_given_and_numbers_rows_from_one)
{
    kith_db *db = OPEN(Store, Item);

    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *chair = kith_insert(db, Item, .name = "Chair", .price = 9.5,
                              .weight = KITH_SOME(4.2), .mark = 77);

    KT_ASSERT_EQ(ikea->id, 1);
    KT_ASSERT_EQ(muji->id, 2);
    KT_ASSERT_EQ(chair->id, 1);
    KT_ASSERT_STR_EQ(ikea->name, "IKEA");
    KT_ASSERT_STR_EQ(chair->name, "Chair");
    KT_ASSERT_EQ(chair->price, 9.5);
    KT_ASSERT(chair->weight.present && chair->weight.value == 4.2);
    KT_ASSERT_EQ(chair->mark, 77);
    KT_ASSERT_NULL(chair->store.row);
    KT_ASSERT_EQ(chair->store_id, 0);
    KT_ASSERT_EQ(ikea->items.count, 0u);
    KT_ASSERT_EQ(kith_count(db, Store), (size_t)2);
    KT_ASSERT_EQ(kith_table_of(chair), &Item_table);
    KT_ASSERT_EQ(kith_db_of(chair), db);
    family_close(db);
}

KT_TEST(insert, of_nothing_gives_a_row_of_defaults)
{
    kith_db *db = OPEN(Store, Item);

    Item *item = kith_insert_default(db, Item);
    Item *other = kith_insert_row(db, &Item_table, NULL);

    KT_ASSERT_EQ(item->id, 1);
    KT_ASSERT_EQ(other->id, 2);
    KT_ASSERT_NULL(item->name);
    KT_ASSERT_EQ(item->price, 0.0);
    KT_ASSERT(!item->weight.present);
    KT_ASSERT_EQ(item->mark, 0);
    family_close(db);
}

KT_TEST(insert, links_a_row_under_a_parent_named_by_row_or_key_or_both)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");

    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    Item *table = kith_insert(db, Item, .name = "table", .store_id = ikea->id);
    Item *shelf = kith_insert(db, Item, .name = "shelf", .store_id = ikea->id,
                              .store.row = ikea);

    KT_ASSERT_EQ(chair->store_id, ikea->id);
    KT_ASSERT_EQ(table->store.row, ikea);
    KT_ASSERT_EQ(shelf->store.row, ikea);
    ASSERT_LIST(ikea->items, name, "chair table shelf");
    family_close(db);
}

KT_TEST(insert, copies_texts)
{
    kith_db *db = OPEN(Store, Item, Student, Course, StudentCourse);
    char name[] = "IKEA";
    char code[8] = "C101";

    Store *ikea = kith_insert(db, Store, .name = name);
    Course *course = kith_insert(db, Course, .code = "C101");
    Store *twin = kith_insert(db, Store, .name = ikea->name);
    memset(name, 'x', sizeof name - 1);
    memset(code, 'x', sizeof code);

    KT_ASSERT_STR_EQ(ikea->name, "IKEA");
    KT_ASSERT_STR_EQ(course->code, "C101");
    ANSWERS(kith_delete(ikea), KITH_OK);
    KT_ASSERT_STR_EQ(twin->name, "IKEA");
    family_close(db);
}

KT_TEST(insert, keeps_texts_of_every_length)
{
    static char text[70001];
    kith_db *db = OPEN(Store, Item);

    memset(text, 'x', sizeof text - 1);
    for (size_t bytes = 0; bytes < sizeof text;
         bytes += bytes < 300 ? 1 : 7993) {
        char saved = text[bytes];
        text[bytes] = '\0';
        Store *store = kith_insert(db, Store, .name = text);
        KT_ASSERT_NOT_NULL(store->name);
        KT_ASSERT_EQ(strlen(store->name), bytes);
        KT_ASSERT_STR_EQ(store->name, text);
        text[bytes] = saved;
    }
    family_close(db);
}

KT_TEST(insert, numbers_go_on_behind_the_largest_and_are_never_given_twice)
{
    kith_db *db = OPEN(Store, Item);

    Store *given = kith_insert(db, Store, .id = 10);
    Store *next = kith_insert_default(db, Store);
    Store *below = kith_insert(db, Store, .id = -5);
    Store *low = kith_insert(db, Store, .id = 3);
    Store *last = kith_insert_default(db, Store);

    KT_ASSERT_EQ(given->id, 10);
    KT_ASSERT_EQ(next->id, 11);
    KT_ASSERT_EQ(below->id, -5);
    KT_ASSERT_EQ(low->id, 3);
    KT_ASSERT_EQ(last->id, 12);
    ANSWERS(kith_delete(last), KITH_OK);
    ANSWERS(kith_delete(next), KITH_OK);
    KT_ASSERT_EQ(kith_insert_default(db, Store)->id, 13);
    family_close(db);
}

KT_TEST(insert, gives_the_number_back_when_it_fails)
{
    kith_db *db = OPEN(Store, Item);
    kith_insert(db, Item, .name = "chair");

    for (int i = 0; i < 5; i++)
        REFUSES_ROW(db, kith_insert(db, Item, .store_id = 99), KITH_E_PARENT);
    Item *next = kith_insert_default(db, Item);

    KT_ASSERT_EQ(next->id, 2);
    family_close(db);
}

KT_TEST(insert, never_meets_a_number_that_a_changed_key_took)
{
    kith_db *db = OPEN(Store, Item);
    Store *one = kith_insert_default(db, Store);

    ANSWERS(kith_set(one, id, 2), KITH_OK);
    Store *two = kith_insert_default(db, Store);
    Store *three = kith_insert_default(db, Store);

    KT_ASSERT_NOT_NULL(two);
    KT_ASSERT_NOT_NULL(three);
    KT_ASSERT(two->id > 2 && three->id > two->id);
    family_close(db);
}

KT_TEST(insert, refuses_a_key_that_names_no_row)
{
    kith_db *db = OPEN(Store, Item);
    kith_insert(db, Store, .name = "IKEA");

    REFUSES_ROW(db, kith_insert(db, Item, .store_id = 2), KITH_E_PARENT);
    REFUSES_ROW(db, kith_insert(db, Item, .store_id = -1), KITH_E_PARENT);
    REFUSES_ROW(db, kith_insert(db, Item, .store_id = INT64_MIN),
                KITH_E_PARENT);

    KT_ASSERT_EQ(kith_count(db, Item), (size_t)0);
    family_close(db);
}

KT_TEST(insert, refuses_a_reference_and_a_key_that_disagree)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");

    REFUSES_ROW(db,
                kith_insert(db, Item, .store.row = ikea, .store_id = muji->id),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert(db, Item, .store.row = ikea, .store_id = 99),
                KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(insert, refuses_a_parent_that_was_deleted_or_lives_elsewhere)
{
    kith_db *db = OPEN(Store, Item);
    kith_db *other = OPEN(Store, Item);
    Store *gone = kith_insert(db, Store, .name = "gone");
    Store *stranger = kith_insert(other, Store, .name = "stranger");
    kith_insert(db, Store, .name = "IKEA");
    ANSWERS(kith_delete(gone), KITH_OK);

    REFUSES_ROW(db, kith_insert(db, Item, .store.row = gone), KITH_E_NOT_FOUND);
    REFUSES_ROW(db, kith_insert(db, Item, .store.row = stranger),
                KITH_E_MISUSE);

    KT_ASSERT_EQ(stranger->items.count, 0u);
    family_close(other);
    family_close(db);
}

KT_TEST(insert, refuses_scalars_and_collections_that_are_given)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Profile *profile = kith_insert(db, Profile, .bio = "first");
    Item *chair = kith_insert(db, Item, .name = "chair");
    Item *places[] = {chair};

    REFUSES_ROW(
        db, kith_insert(db, User, .email = "ada@a.org", .profile.row = profile),
        KITH_E_MISUSE);
    REFUSES_ROW(db,
                kith_insert(db, Store, .items.places = places,
                            .items.place_count = 1, .items.count = 1),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert(db, Store, .items.count = 1), KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(insert, refuses_an_optional_value_that_is_not_present)
{
    kith_db *db = OPEN(Store, Item);

    REFUSES_ROW(db, kith_insert(db, Item, .weight.value = 4.5), KITH_E_MISUSE);
    Item *weightless = kith_insert(db, Item, .weight = KITH_SOME(0));

    KT_ASSERT(weightless->weight.present);
    KT_ASSERT(!kith_is_null(weightless, weight));
    family_close(db);
}

KT_TEST(insert, refuses_an_in_place_text_without_an_end)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);

    REFUSES_ROW(db,
                kith_insert(db, Course,
                            .code = {'1', '2', '3', '4', '5', '6', '7', '8'}),
                KITH_E_CHECK);
    Course *full = kith_insert(db, Course, .code = "1234567");

    KT_ASSERT_STR_EQ(full->code, "1234567");
    family_close(db);
}

KT_TEST(insert, may_name_the_new_row_as_its_own_parent)
{
    kith_db *db = OPEN(Employee);

    Employee *boss =
        kith_insert(db, Employee, .id = 7, .name = "boss", .manager_id = 7);
    REFUSES_ROW(db, kith_insert(db, Employee, .id = 8, .manager_id = 9),
                KITH_E_PARENT);

    KT_ASSERT_EQ(boss->manager.row, boss);
    ASSERT_LIST(boss->reports, name, "boss");
    family_close(db);
}

/* What an insert leaves out is asked for first, whom it names last. */
typedef struct Pass Pass;
struct Pass {
    KITH_TEXT serial; /* its primary key: nobody makes up a text */
    KITH_TEXT holder;
    const char gate[3];
    const int64_t store_id;
};
static KITH_TABLE(Pass, "passes", KITH_PRIMARY_KEY(Pass, serial),
                  KITH_COLUMN(Pass, holder, .not_null = true),
                  KITH_COLUMN(Pass, gate),
                  KITH_FOREIGN_KEY(Pass, store_id, Store, id));

KT_TEST(insert, names_the_first_of_its_faults_in_the_order_of_the_rules)
{
    kith_db *db = OPEN(Store, Item, Pass);
    kith_insert(db, Pass, .serial = "1", .holder = "ann");

    REFUSES_ROW(db,
                kith_insert(db, Pass, .serial = "1", .gate = {'a', 'b', 'c'},
                            .store_id = 99),
                KITH_E_NOT_NULL);
    REFUSES_ROW(db,
                kith_insert(db, Pass, .serial = "1", .holder = "bo",
                            .gate = {'a', 'b', 'c'}, .store_id = 99),
                KITH_E_CHECK);
    REFUSES_ROW(db,
                kith_insert(db, Pass, .serial = "1", .holder = "bo",
                            .gate = "ab", .store_id = 99),
                KITH_E_UNIQUE);
    REFUSES_ROW(db,
                kith_insert(db, Pass, .serial = "2", .holder = "bo",
                            .gate = "ab", .store_id = 99),
                KITH_E_PARENT);
    family_close(db);
}

KT_TEST(insert, must_be_given_a_text_that_is_the_primary_key)
{
    kith_db *db = OPEN(Store, Item, Pass);

    REFUSES_ROW(db, kith_insert(db, Pass, .holder = "ann"), KITH_E_NOT_NULL);
    Pass *empty = kith_insert(db, Pass, .serial = "", .holder = "ann");

    KT_ASSERT_EQ(kith_get(db, Pass, ""), empty);
    KT_ASSERT(!kith_is_null(empty, serial));
    family_close(db);
}

/* The key may stand anywhere in the row. */
typedef struct Parcel Parcel;
struct Parcel {
    double weight;
    int32_t pieces;
    const int16_t id;
    KITH_TEXT label;
};
static KITH_TABLE(Parcel, "parcels", KITH_COLUMN(Parcel, weight),
                  KITH_COLUMN(Parcel, pieces), KITH_PRIMARY_KEY(Parcel, id),
                  KITH_COLUMN(Parcel, label));

KT_TEST(insert, numbers_a_key_that_is_not_the_first_member)
{
    kith_db *db = OPEN(Parcel);

    Parcel *one = kith_insert(db, Parcel, .weight = 1.5, .pieces = 7);
    Parcel *given = kith_insert(db, Parcel, .id = 40, .label = "x");
    Parcel *next = kith_insert(db, Parcel, .pieces = -1);

    KT_ASSERT(one->id == 1 && one->weight == 1.5 && one->pieces == 7);
    KT_ASSERT_EQ(given->id, 40);
    KT_ASSERT_EQ(next->id, 41);
    KT_ASSERT_EQ(kith_get(db, Parcel, 40), given);
    family_close(db);
}

/* A row type may ask for more alignment than any number needs. */
typedef struct Vector Vector;
struct Vector {
    const int64_t id;
    alignas(64) double lanes;
    char tail;
};
static KITH_TABLE(Vector, "vectors", KITH_PRIMARY_KEY(Vector, id),
                  KITH_COLUMN(Vector, lanes));

KT_TEST(insert, keeps_the_alignment_of_the_row_type)
{
    kith_db *db = OPEN(Store, Item, Vector);

    for (int i = 0; i < 300; i++) {
        Vector *vector =
            kith_insert(db, Vector, .lanes = i, .tail = (char)(i % 100));
        KT_ASSERT_EQ((uintptr_t)vector % alignof(Vector), (uintptr_t)0);
        kith_insert(db, Store, .name = "between");
        if (i % 5 == 0)
            ANSWERS(kith_delete(vector), KITH_OK);
    }
    kith_for_each_row(db, Vector, vector) {
        KT_ASSERT_EQ(vector->lanes, (double)(vector->id - 1));
        KT_ASSERT_EQ(vector->tail, (vector->id - 1) % 100);
    }
    family_close(db);
}

KT_TEST(insert, never_moves_a_row)
{
    enum { ROWS = 5000 };
    static Item *rows[ROWS];
    kith_db *db = OPEN(Store, Item);
    uint64_t seed = 42;

    for (int i = 0; i < ROWS; i++)
        rows[i] = kith_insert(db, Item, .price = i, .mark = i);
    for (int i = 0; i < ROWS; i++) {
        int victim = (int)(family_random(&seed) % ROWS);
        if (!rows[victim])
            continue;
        ANSWERS(kith_delete(rows[victim]), KITH_OK);
        rows[victim] = NULL;
        if (i % 2)
            rows[victim] =
                kith_insert(db, Item, .price = victim, .mark = victim);
    }

    for (int i = 0; i < ROWS; i++) {
        if (!rows[i])
            continue;
        KT_ASSERT(kith_is_live(rows[i]));
        KT_ASSERT_EQ(rows[i]->price, (double)i);
        KT_ASSERT_EQ(rows[i]->mark, i);
        KT_ASSERT_EQ(kith_get(db, Item, rows[i]->id), rows[i]);
    }
    family_close(db);
}
