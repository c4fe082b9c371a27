/* sorted.c - collections in an order of their own, and members by keys. */
#include "family.h"
#include "refusal.h"

#include <string.h>

typedef struct Band Band;
typedef struct Song Song;
typedef struct Fan Fan;
typedef struct Visit Visit;
struct Band {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Song) songs;
    KITH_COLLECTION_VIA(Visit, Fan) fans;
};
struct Song {
    const int64_t id;
    KITH_TEXT title;
    const KITH_OPTIONAL(int32_t) year;
    const int64_t band_id;
    KITH_REFERENCE(Band) band;
};
struct Fan {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Visit, Band) bands;
};
struct Visit {
    const int64_t band_id, fan_id;
    KITH_REFERENCE(Band) band;
    KITH_REFERENCE(Fan) fan;
    const int32_t day;
};
static KITH_TABLE(Band, "bands", KITH_PRIMARY_KEY(Band, id),
                  KITH_COLUMN(Band, name, .unique = true),
                  KITH_RELATIONSHIP(Band, songs, Song, .back_populates = "band",
                                    .order_by = "year desc , title",
                                    .key = "title"),
                  KITH_RELATIONSHIP(Band, fans, Fan, .secondary = "visits",
                                    .back_populates = "bands",
                                    .order_by = "day"));
static KITH_TABLE(Song, "songs", KITH_PRIMARY_KEY(Song, id),
                  KITH_COLUMN(Song, title), KITH_OPTIONAL_COLUMN(Song, year),
                  KITH_FOREIGN_KEY(Song, band_id, Band, id,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Song, band, Band,
                                    .back_populates = "songs"));
static KITH_TABLE(Fan, "fans", KITH_PRIMARY_KEY(Fan, id),
                  KITH_COLUMN(Fan, name),
                  KITH_RELATIONSHIP(Fan, bands, Band, .secondary = "visits",
                                    .back_populates = "fans"));
static KITH_TABLE(Visit, "visits",
                  KITH_FOREIGN_KEY(Visit, band_id, Band, id,
                                   .primary_key = true),
                  KITH_FOREIGN_KEY(Visit, fan_id, Fan, id, .primary_key = true),
                  KITH_RELATIONSHIP(Visit, band, Band),
                  KITH_RELATIONSHIP(Visit, fan, Fan), KITH_COLUMN(Visit, day));
#define BANDS Band, Song, Fan, Visit

static Song *sing(kith_db *db, Band *band, const char *title, int year)
{
    return kith_insert(db, Song, .title = title, .band.row = band,
                       .year = {year, year > 0});
}

/* The songs in their order, by the walk and by their numbers. */
static void assert_songs(Band *band, const char *expected)
{
    struct spelling spelling = {.count = 0};
    size_t n = 0;

    kith_for_each_sorted(song, band, songs)
    {
        KT_ASSERT_EQ(kith_at_sorted(band, songs, n), song);
        KT_ASSERT_EQ(kith_in(band, songs, song->title), song);
        spell(&spelling, song->title);
        n++;
    }
    KT_ASSERT_STR_EQ(spelling.text, expected);
    KT_ASSERT_EQ(n, band->songs.count);
    KT_ASSERT_NULL(kith_at_sorted(band, songs, n));
}

KT_TEST(sorted, keeps_equal_members_in_the_order_in_which_they_joined)
{
    kith_db *db = OPEN(BANDS);
    Band *queen = kith_insert(db, Band, .name = "Queen");
    Fan *fans[3];
    struct spelling spelling = {.count = 0};

    for (int i = 0; i < 3; i++) {
        fans[i] =
            kith_insert(db, Fan, .name = (const char *[]){"a", "b", "c"}[i]);
        kith_insert(db, Visit, .band.row = queen, .fan.row = fans[i],
                    .day = i == 1 ? 9 : 5);
    }
    ANSWERS(kith_set(kith_get(db, Visit, queen->id, fans[1]->id), day, 5),
            KITH_OK);
    kith_for_each_sorted(visit, queen, fans)
        spell(&spelling, visit->fan.row->name);
    KT_ASSERT_STR_EQ(spelling.text, "a b c");
    family_close(db);
}

KT_TEST(sorted, shows_members_in_the_order_of_their_columns)
{
    kith_db *db = OPEN(BANDS);
    Band *queen = kith_insert(db, Band, .name = "Queen");
    Band *abba = kith_insert(db, Band, .name = "ABBA");
    Song *flash;

    assert_songs(queen, "");
    KT_ASSERT_NULL(kith_first_sorted(queen, songs));
    sing(db, queen, "Liar", 1973);
    flash = sing(db, queen, "Flash", 1980);
    sing(db, queen, "Keep", 0);
    sing(db, abba, "SOS", 1975);
    sing(db, queen, "Death", 1980);
    assert_songs(queen, "Death Flash Liar Keep");
    assert_songs(abba, "SOS");
    ASSERT_LIST(queen->songs, title, "Liar Flash Keep Death");
    KT_ASSERT_EQ(kith_last_sorted(queen, songs)->year.present, false);
    kith_set(flash, year, 1970);
    assert_songs(queen, "Death Liar Flash Keep");
    kith_move(queen, songs, flash, 0);
    assert_songs(queen, "Death Liar Flash Keep");
    kith_append(abba, songs, flash);
    assert_songs(queen, "Death Liar Keep");
    assert_songs(abba, "SOS Flash");
    ANSWERS(kith_set(queen, id, 77), KITH_OK);
    assert_songs(queen, "Death Liar Keep");
    family_close(db);
}

KT_TEST(sorted, is_taken_back_with_all_else)
{
    kith_db *db = OPEN(BANDS);
    Band *queen = kith_insert(db, Band, .name = "Queen");
    Song *one = sing(db, queen, "a", 1), *two = sing(db, queen, "b", 1);

    kith_begin(db);
    kith_set(one, title, "c");
    kith_unlink(two, band);
    sing(db, queen, "b", 9);
    assert_songs(queen, "b c");
    kith_rollback(db);
    assert_songs(queen, "a b");
    family_close(db);
}

KT_TEST(sorted, finds_a_member_by_its_key)
{
    kith_db *db = OPEN(BANDS);
    Band *queen = kith_insert(db, Band, .name = "Queen");
    Band *abba = kith_insert(db, Band, .name = "ABBA");
    Song *first = sing(db, queen, "Intro", 1);
    Song *other = sing(db, abba, "Intro", 2),
         *free = sing(db, NULL, "Intro", 3);

    KT_ASSERT_EQ(kith_in(queen, songs, "Intro"), first);
    KT_ASSERT_EQ(kith_in(abba, songs, "Intro"), other);
    KT_ASSERT_NULL(kith_in(queen, songs, "Outro"));
    KT_ASSERT_NULL(kith_in(queen, songs, (const char *)NULL));
    REFUSES(db, kith_append(queen, songs, free), KITH_E_UNIQUE);
    REFUSES_ROW(db, sing(db, queen, "Intro", 9), KITH_E_UNIQUE);
    kith_set(first, title, "Outro");
    KT_ASSERT_EQ(kith_in(queen, songs, "Outro"), first);
    ANSWERS(kith_append(queen, songs, free), KITH_OK);
    KT_ASSERT_EQ(kith_in(queen, songs, "Intro"), free);
    KT_ASSERT_NULL(kith_in(queen, songs, 5));
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "a value for songs.title is not of its kind");
    family_close(db);
}

KT_TEST(sorted, shows_association_rows_of_a_many_to_many)
{
    kith_db *db = OPEN(BANDS);
    Band *queen = kith_insert(db, Band, .name = "Queen");
    struct spelling spelling = {.count = 0};

    for (int i = 0; i < 5; i++) {
        Fan *fan = kith_insert(db, Fan, .name = family_name(i));

        kith_insert(db, Visit, .band.row = queen, .fan.row = fan,
                    .day = i * 3 % 5);
    }
    kith_for_each_sorted(visit, queen, fans)
        spell(&spelling, visit->fan.row->name);
    KT_ASSERT_STR_EQ(spelling.text, "0 2 4 1 3");
    family_close(db);
}

KT_TEST(sorted, ends_a_walk_where_the_order_changes)
{
    kith_db *db = OPEN(BANDS);
    Band *queen = kith_insert(db, Band, .name = "Queen");
    int met = 0;

    for (int i = 0; i < 9; i++)
        sing(db, queen, family_name(i), i);
    kith_for_each_sorted(song, queen, songs)
    {
        met++;
        if (met == 4)
            kith_delete(song);
    }
    KT_ASSERT_EQ(met, 4);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(sorted, asks_only_collections_that_have_it)
{
    kith_db *db = OPEN(BANDS);
    Fan *ann = kith_insert(db, Fan, .name = "Ann");
    Band *gone = kith_insert(db, Band, .name = "Gone");

    KT_ASSERT_NULL(kith_sorted(ann, bands).db);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "fans.bands has no .order_by");
    KT_ASSERT_NULL(kith_in(ann, bands, 1));
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "fans.bands has no .key");
    KT_ASSERT_NULL(kith_sorted_at(ann, offsetof(Fan, name)).db);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "is no collection");
    KT_ASSERT_NULL(kith_sorted_at(NULL, 0).db);
    KT_ASSERT_NULL(kith_in_at(NULL, 0, NULL));
    KT_ASSERT_NULL(kith_in_at(gone, offsetof(Band, songs), NULL));
    family_close(db);
}

/* --- What kith_open refuses ------------------------------------------------
 * */

typedef struct Shelf Shelf;
typedef struct Book Book;
struct Shelf {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Book) books;
    KITH_SCALAR(Book) book;
};
struct Book {
    const int64_t id;
    KITH_TEXT title;
    int32_t pages;
    const int64_t shelf_id;
    KITH_REFERENCE(Shelf) shelf;
};

#define SHELF(...) \
    DECLARED(Shelf, "shelves", KITH_PRIMARY_KEY(Shelf, id), __VA_ARGS__)
#define BOOKS(...) SHELF(KITH_RELATIONSHIP(Shelf, books, Book, __VA_ARGS__))
#define BOOK                                                     \
    DECLARED(Book, "books", KITH_PRIMARY_KEY(Book, id),          \
             KITH_COLUMN(Book, title), KITH_COLUMN(Book, pages), \
             KITH_FOREIGN_KEY(Book, shelf_id, Shelf, id))
#define LOOSE                                                                \
    DECLARED(                                                                \
        Book, "books", KITH_PRIMARY_KEY(Book, id), KITH_COLUMN(Book, title), \
        KITH_REFERENCE_KEY(Book, shelf, Shelf, id, .back_populates = "books"))

static const struct refusal refusals[] = {
    {"an order by what is no column",
     {BOOKS(.order_by = "nothing"), BOOK},
     ".order_by of books names nothing, which is no column of it: declare the "
     "column or correct the name"},
    {"an order by nothing",
     {BOOKS(.order_by = ""), BOOK},
     ".order_by of books names , which is no column of it: declare the column "
     "or correct the name"},
    {"an order with a column twice",
     {BOOKS(.order_by = "title desc, title"), BOOK},
     ".order_by of books names title twice: drop one"},
    {"an order by the foreign key itself",
     {BOOKS(.order_by = "title, shelf_id"), BOOK},
     ".order_by of books names shelf_id, which is the same in all members of "
     "one parent: drop it"},
    {"an order by what may be written directly",
     {BOOKS(.order_by = "pages"), BOOK},
     "books.pages is part of .order_by and could be written past it: declare "
     "it const"},
    {"a key that is no column",
     {BOOKS(.key = "nothing"), BOOK},
     ".key of books names nothing, which is no column of it: declare the "
     "column or correct the name"},
    {"a key that is the foreign key",
     {BOOKS(.key = "shelf_id"), BOOK},
     ".key of books names shelf_id, which is the same in all members of one "
     "parent: drop it"},
    {"an order of what shows one row",
     {SHELF(KITH_RELATIONSHIP(Shelf, book, Book, .order_by = "title")), BOOK},
     "shelves.book has .order_by, which belongs to a collection: drop it"},
    {"an order along a key without a column",
     {BOOKS(.order_by = "title", .back_populates = "shelf"), LOOSE},
     "shelves.books has .order_by, but its foreign key in books has no column: "
     "declare it with KITH_FOREIGN_KEY"},
    {"a key along a key without a column",
     {BOOKS(.key = "title", .back_populates = "shelf"), LOOSE},
     "shelves.books has .key, but its foreign key in books has no column: "
     "declare it with KITH_FOREIGN_KEY"},
    {"an order of a column",
     {SHELF(KITH_COLUMN(Shelf, name, .order_by = "id")), BOOK},
     "shelves.name has .order_by, which belongs to a relationship: move it to "
     "the KITH_RELATIONSHIP"},
};

KT_TEST(sorted, is_refused_where_it_cannot_be)
{
    CHECK_REFUSALS(refusals);
}
