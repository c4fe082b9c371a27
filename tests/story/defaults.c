/* defaults.c - what a column holds when an insert gives it nothing. */
#include "family.h"

typedef struct Shelf Shelf;
typedef struct Book Book;
struct Shelf {
    const int64_t id;
    KITH_TEXT label;
    KITH_COLLECTION(Book) books;
};
struct Book {
    const int64_t id;
    KITH_TEXT title;
    KITH_TEXT language;
    KITH_OPTIONAL(int32_t) pages;
    KITH_OPTIONAL(double) price;
    KITH_OPTIONAL(bool) lent;
    const int64_t shelf_id;
    KITH_REFERENCE(Shelf) shelf;
};
static KITH_TABLE(Shelf, "shelves", KITH_PRIMARY_KEY(Shelf, id),
                  KITH_COLUMN(Shelf, label),
                  KITH_RELATIONSHIP(Shelf, books, Book,
                                    .back_populates = "shelf"));
static KITH_TABLE(
    Book, "books", KITH_PRIMARY_KEY(Book, id),
    KITH_COLUMN(Book, title, .default_value = KITH_STRING("untitled")),
    KITH_COLUMN(Book, language, .not_null = true,
                .default_value = KITH_STRING("")),
    KITH_OPTIONAL_COLUMN(Book, pages, .default_value = KITH_INTEGER(-7)),
    KITH_OPTIONAL_COLUMN(Book, price, .default_value = KITH_REAL(0.5)),
    KITH_OPTIONAL_COLUMN(Book, lent, .default_value = KITH_INTEGER(1)),
    KITH_FOREIGN_KEY(Book, shelf_id, Shelf, id,
                     .default_value = KITH_INTEGER(5)),
    KITH_RELATIONSHIP(Book, shelf, Shelf, .back_populates = "books"));

/* A text key as foreign key, with a default. */
typedef struct Country Country;
typedef struct City City;
struct Country {
    KITH_TEXT code;
    KITH_COLLECTION(City) cities;
};
struct City {
    const int64_t id;
    KITH_TEXT country_code;
    KITH_REFERENCE(Country) country;
};
static KITH_TABLE(Country, "countries", KITH_PRIMARY_KEY(Country, code),
                  KITH_RELATIONSHIP(Country, cities, City,
                                    .back_populates = "country"));
static KITH_TABLE(City, "cities", KITH_PRIMARY_KEY(City, id),
                  KITH_FOREIGN_KEY(City, country_code, Country, code,
                                   .not_null = true,
                                   .default_value = KITH_STRING("NO")),
                  KITH_RELATIONSHIP(City, country, Country,
                                    .back_populates = "cities"));

KT_TEST(defaults, fill_what_an_insert_leaves_out)
{
    kith_db *db = OPEN(Shelf, Book);
    Shelf *fifth = kith_insert(db, Shelf, .id = 5);

    Book *book = kith_insert_default(db, Book);

    KT_ASSERT_STR_EQ(book->title, "untitled");
    KT_ASSERT_STR_EQ(book->language, "");
    KT_ASSERT(book->pages.present && book->pages.value == -7);
    KT_ASSERT(book->price.present && book->price.value == 0.5);
    KT_ASSERT(book->lent.present && book->lent.value);
    KT_ASSERT_EQ(book->shelf_id, 5);
    KT_ASSERT_EQ(book->shelf.row, fifth);
    KT_ASSERT_EQ(fifth->books.count, 1u);
    family_close(db);
}

KT_TEST(defaults, give_way_to_every_value_zero_and_empty_included)
{
    kith_db *db = OPEN(Shelf, Book);
    Shelf *first = kith_insert(db, Shelf, .label = "first");

    Book *book = kith_insert(db, Book, .title = "", .language = "en",
                             .pages = KITH_SOME(0), .price = KITH_SOME(0),
                             .lent = KITH_SOME(false), .shelf.row = first);

    KT_ASSERT_STR_EQ(book->title, "");
    KT_ASSERT_STR_EQ(book->language, "en");
    KT_ASSERT(book->pages.present && book->pages.value == 0);
    KT_ASSERT(book->price.present && book->price.value == 0.0);
    KT_ASSERT(book->lent.present && !book->lent.value);
    KT_ASSERT_EQ(book->shelf.row, first);
    family_close(db);
}

KT_TEST(defaults, of_a_foreign_key_must_name_a_row)
{
    kith_db *db = OPEN(Shelf, Book);
    kith_insert(db, Shelf, .id = 4);

    REFUSES_ROW(db, kith_insert_default(db, Book), KITH_E_PARENT);
    Book *book = kith_insert(db, Book, .shelf_id = 4);

    KT_ASSERT_EQ(book->shelf_id, 4);
    family_close(db);
}

KT_TEST(defaults, of_a_text_key_link_and_satisfy_not_null)
{
    kith_db *db = OPEN(Country, City);
    REFUSES_ROW(db, kith_insert_default(db, City), KITH_E_PARENT);
    Country *norway = kith_insert(db, Country, .code = "NO");

    City *oslo = kith_insert_default(db, City);

    KT_ASSERT_STR_EQ(oslo->country_code, "NO");
    KT_ASSERT_EQ(oslo->country.row, norway);
    family_close(db);
}

KT_TEST(defaults, are_not_taken_by_set_null)
{
    kith_db *db = OPEN(Shelf, Book);
    kith_insert(db, Shelf, .id = 5);
    Book *book = kith_insert_default(db, Book);

    ANSWERS(kith_set_null(book, title), KITH_OK);
    ANSWERS(kith_set_null(book, pages), KITH_OK);
    ANSWERS(kith_set_null(book, shelf_id), KITH_OK);
    REFUSES(db, kith_set_null(book, language), KITH_E_NOT_NULL);

    KT_ASSERT_NULL(book->title);
    KT_ASSERT(!book->pages.present);
    KT_ASSERT_NULL(book->shelf.row);
    KT_ASSERT(kith_is_null(book, shelf_id));
    family_close(db);
}

/* --- A required key to the own table, whose default is the first row -------- */

typedef struct Rank Rank;
struct Rank {
    const int64_t id;
    const int64_t under_id, deputy_id;
    KITH_REFERENCE(Rank) under;
    KITH_COLLECTION(Rank) ranks;
};
static KITH_TABLE(Rank, "ranks", KITH_PRIMARY_KEY(Rank, id),
                  KITH_FOREIGN_KEY(Rank, under_id, Rank, id, .not_null = true,
                                   .default_value = KITH_INTEGER(1)),
                  KITH_FOREIGN_KEY(Rank, deputy_id, Rank, id, .not_null = true,
                                   .default_value = KITH_INTEGER(1)),
                  KITH_RELATIONSHIP(Rank, under, Rank,
                                    .back_populates = "ranks",
                                    .foreign_key = "under_id"),
                  KITH_RELATIONSHIP(Rank, ranks, Rank,
                                    .back_populates = "under",
                                    .foreign_key = "under_id"));

static Rank *insert_first_rank(kith_db *db, int way)
{
    const Rank values = {.id = 0}, numbered = {.id = 1};
    uint64_t given[1] = {0};
    void *row = NULL;

    switch (way) {
    case 0:
        return kith_insert_default(db, Rank);
    case 1:
        return kith_insert(db, Rank, .id = 1);
    case 2:
        return kith_insert_or_get(db, Rank, .id = 1);
    case 3:
        kith_insert_rows(db, &Rank_table, &values, 1, &row);
        return row;
    case 4:
        return kith_insert_columns(db, &Rank_table, &values, given, NULL);
    default:
        kith_column_mask_set(given, Rank, id);
        return kith_insert_columns(db, &Rank_table, &numbered, given, NULL);
    }
}

KT_TEST(defaults, of_a_required_key_let_the_first_row_name_itself)
{
    for (int way = 0; way < 6; way++) {
        kith_db *db = OPEN(Rank);
        Rank *first = insert_first_rank(db, way);
        Rank *second = kith_insert_default(db, Rank);

        KT_ASSERT(first && second, "way %d", way);
        KT_ASSERT(first->under.row == first && first->deputy_id == 1);
        KT_ASSERT(second->under.row == first);
        REFUSES_ROW(db, kith_insert(db, Rank, .id = 1), KITH_E_UNIQUE);
        family_close(db);
        /* Where another number comes first, there is no row 1. */
        db = OPEN(Rank);
        REFUSES_ROW(db, kith_insert(db, Rank, .id = 2), KITH_E_PARENT);
        KT_ASSERT_NOT_NULL(insert_first_rank(db, way));
        family_close(db);
    }
}
