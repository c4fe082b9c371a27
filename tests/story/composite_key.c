/* composite_key.c - foreign keys of several columns: linked, moved, unlinked
 * and followed as one. */
#include "family.h"

/* A text and a number; named in another order than the key has. */
typedef struct Album Album;
typedef struct Track Track;
struct Album {
    KITH_TEXT artist;
    const int32_t number;
    KITH_TEXT title;
    KITH_COLLECTION(Track) tracks;
};
struct Track {
    const int64_t id;
    KITH_TEXT artist;
    const int32_t album;
    KITH_REFERENCE(Album) on;
};
static KITH_TABLE(
    Album, "albums", KITH_COLUMN(Album, artist, .primary_key = true),
    KITH_COLUMN(Album, number, .primary_key = true), KITH_COLUMN(Album, title),
    KITH_RELATIONSHIP(Album, tracks, Track, .back_populates = "on"));
static KITH_TABLE(Track, "tracks", KITH_PRIMARY_KEY(Track, id),
                  KITH_COLUMN(Track, artist), KITH_COLUMN(Track, album),
                  KITH_FOREIGN_KEYS(Track, (album, artist), Album,
                                    (number, artist),
                                    .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Track, on, Album,
                                    .back_populates = "tracks",
                                    .foreign_key = "album,artist"));

static Album *album(kith_db *db, const char *artist, int32_t number)
{
    return kith_insert(db, Album, .artist = artist, .number = number,
                       .title = family_name(number));
}

KT_TEST(composite_key, is_given_by_the_row_or_by_all_columns)
{
    kith_db *db = OPEN(Album, Track);
    Album *one = album(db, "abba", 1);
    Track *by_row = kith_insert(db, Track, .on.row = one);
    Track *by_key = kith_insert(db, Track, .artist = "abba", .album = 1);
    Track *by_both =
        kith_insert(db, Track, .artist = "abba", .album = 1, .on.row = one);
    Track *by_part = kith_insert(db, Track, .album = 1, .on.row = one);

    KT_ASSERT_STR_EQ(by_row->artist, "abba");
    KT_ASSERT_EQ(by_row->album, 1);
    KT_ASSERT(by_key->on.row == one);
    KT_ASSERT(by_both->on.row == one);
    KT_ASSERT(by_part->on.row == one);
    KT_ASSERT(kith_get(db, Album, "abba", 1) == one);
    ASSERT_LIST(one->tracks, artist, "abba abba abba abba");
    family_close(db);
}

KT_TEST(composite_key, shares_the_text_of_its_parent)
{
    kith_db *db = OPEN(Album, Track);
    Album *one = album(db, "abba", 1);
    Track *track = kith_insert(db, Track, .artist = "abba", .album = 1);

    KT_ASSERT(track->artist == one->artist);
    family_close(db);
}

KT_TEST(composite_key, that_names_no_row_is_refused)
{
    kith_db *db = OPEN(Album, Track);
    Track *track;

    album(db, "abba", 1);
    REFUSES_ROW(db, kith_insert(db, Track, .artist = "abba", .album = 2),
                KITH_E_PARENT);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "tracks.album, artist would be (2, \"abba\"), but no row "
                     "of albums has that artist, number");
    track = kith_insert(db, Track, .artist = "abba", .album = 1);
    REFUSES(db, kith_set(track, artist, "bach"), KITH_E_PARENT);
    family_close(db);
}

KT_TEST(composite_key, with_a_row_and_another_value_is_misuse)
{
    kith_db *db = OPEN(Album, Track);
    Album *one = album(db, "abba", 1);

    REFUSES_ROW(db, kith_insert(db, Track, .album = 2, .on.row = one),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert(db, Track, .artist = "bach", .on.row = one),
                KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_insert_row: tracks.album, artist and its reference "
                     "name different parents: give one of them");
    family_close(db);
}

KT_TEST(composite_key, is_null_when_a_part_is)
{
    kith_db *db = OPEN(Album, Track);
    Track *none = kith_insert_default(db, Track);
    Track *part = kith_insert(db, Track, .album = 7);

    KT_ASSERT(kith_is_null(none, artist) && kith_is_null(none, album));
    KT_ASSERT_NOT_NULL(part);
    KT_ASSERT(kith_is_null(part, album));
    KT_ASSERT_EQ(part->album, 0);
    KT_ASSERT_NULL(part->on.row);
    family_close(db);
}

KT_TEST(composite_key, moves_by_one_of_its_columns)
{
    kith_db *db = OPEN(Album, Track);
    Album *one = album(db, "abba", 1);
    Album *two = album(db, "abba", 2);
    Track *track = kith_insert(db, Track, .on.row = one);

    ANSWERS(kith_set(track, album, 2), KITH_OK);
    KT_ASSERT(track->on.row == two);
    KT_ASSERT_EQ(one->tracks.count, 0);
    ASSERT_LIST(two->tracks, artist, "abba");
    family_close(db);
}

KT_TEST(composite_key, is_unlinked_by_null_in_any_column)
{
    kith_db *db = OPEN(Album, Track);
    Album *one = album(db, "abba", 1);
    Track *track = kith_insert(db, Track, .on.row = one);

    ANSWERS(kith_set_null(track, album), KITH_OK);
    KT_ASSERT_NULL(track->on.row);
    KT_ASSERT_NULL(track->artist);
    KT_ASSERT(kith_is_null(track, album));
    ANSWERS(kith_relate(track, on, one), KITH_OK);
    ANSWERS(kith_set_null(track, artist), KITH_OK);
    KT_ASSERT_EQ(track->album, 0);
    KT_ASSERT(kith_is_null(track, album));
    ANSWERS(kith_relate(track, on, one), KITH_OK);
    ANSWERS(kith_unlink(track, on), KITH_OK);
    KT_ASSERT_NULL(track->artist);
    KT_ASSERT_EQ(one->tracks.count, 0);
    family_close(db);
}

KT_TEST(composite_key, that_is_null_is_set_as_a_whole)
{
    kith_db *db = OPEN(Album, Track);
    Album *one = album(db, "abba", 1);
    Track *track = kith_insert_default(db, Track);

    REFUSES(db, kith_set(track, album, 1), KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_set_at: tracks.album, artist would be NULL "
                     "beside a value that is given: set all of its columns in "
                     "one call");
    ANSWERS(kith_update(track, kith_to(track, album, 1),
                        kith_to(track, artist, "abba")),
            KITH_OK);
    KT_ASSERT(track->on.row == one);
    family_close(db);
}

KT_TEST(composite_key, follows_its_parent)
{
    kith_db *db = OPEN(Album, Track);
    Album *one = album(db, "abba", 1);
    Track *track = kith_insert(db, Track, .on.row = one);

    ANSWERS(kith_set(one, artist, "ABBA"), KITH_OK);
    KT_ASSERT_STR_EQ(track->artist, "ABBA");
    KT_ASSERT(track->artist == one->artist);
    ANSWERS(
        kith_update(one, kith_to(one, artist, "Bach"), kith_to(one, number, 9)),
        KITH_OK);
    KT_ASSERT_STR_EQ(track->artist, "Bach");
    KT_ASSERT_EQ(track->album, 9);
    KT_ASSERT(track->on.row == one);
    family_close(db);
}

KT_TEST(composite_key, is_unlinked_when_its_parent_goes)
{
    kith_db *db = OPEN(Album, Track);
    Album *one = album(db, "abba", 1);
    Track *track = kith_insert(db, Track, .on.row = one);

    ANSWERS(kith_delete(one), KITH_OK);
    KT_ASSERT_NULL(track->artist);
    KT_ASSERT(kith_is_null(track, album));
    family_close(db);
}

KT_TEST(composite_key, is_no_index_of_a_single_column)
{
    kith_db *db = OPEN(Album, Track);

    album(db, "abba", 1);
    KT_ASSERT_NULL(kith_find(db, Track, album, 1));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(composite_key, of_another_number_of_values_is_told_what_it_is)
{
    kith_db *db = OPEN(Album, Track);

    KT_ASSERT_NULL(kith_get(db, Album, 7));
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_get_i64: the primary key of albums is artist, "
                     "number: give one value of its type for each column");
    KT_ASSERT_NULL(kith_get(db, Track, 1, 2));
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_get_row: the primary key of tracks is id: give one "
                     "value of its type for each column");
    family_close(db);
}

typedef struct Square Square;
struct Square {
    const int64_t row, number;
    KITH_TEXT guest;
};
static KITH_TABLE(Square, "squares", KITH_PRIMARY_KEY(Square, row),
                  KITH_PRIMARY_KEY(Square, number),
                  KITH_COLUMN(Square, guest, .unique = true));

KT_TEST(composite_key, of_two_numbers_is_found_by_both)
{
    kith_db *db = OPEN(Square);
    Square *square =
        kith_insert(db, Square, .row = -1, .number = 2, .guest = "Ada");
    const kith_value key[] = {{.kind = KITH_KIND_I64, .integer = -1},
                              {.kind = KITH_KIND_U64, .natural = 2}};
    kith_db *no_db = NULL;

    KT_ASSERT_EQ(kith_get(db, Square, -1, 2), square);
    KT_ASSERT_EQ(kith_get(db, Square, -1, UINT64_C(2)), square);
    KT_ASSERT_EQ(kith_get_row(db, &Square_table, key, 2), (void *)square);
    KT_ASSERT_NULL(kith_get(db, Square, 2, -1));
    KT_ASSERT_NULL(kith_get(db, Square, -1, 3));
    KT_ASSERT_NULL(kith_get(no_db, Square, -1, 2));
    KT_ASSERT_EQ(kith_find(db, Square, guest, "Ada"), square);
    KT_ASSERT_NULL(kith_find(db, Square, guest, "Bob"));
    KT_ASSERT_NULL(kith_find(db, Square, guest, NULL));
    family_close(db);
}

KT_TEST(composite_key, two_texts_may_be_declared_in_one_line)
{
    struct pair {
        KITH_TEXT one, two;
    };
    const struct pair pair = {"one", "two"};

    KT_ASSERT_STR_EQ(pair.two, "two");
}

/* --- Every action --------------------------------------------------------- */

typedef struct Cell Cell;
struct Cell {
    const int16_t x, y;
    KITH_TEXT name;
};
typedef struct Gone Gone;
typedef struct Home Home;
typedef struct Stay Stay;
struct Gone {
    const int16_t x, y;
};
struct Home {
    const int16_t x, y;
    KITH_REFERENCE(Cell) cell;
};
struct Stay {
    const int16_t x, y;
};
static KITH_TABLE(Cell, "cells", KITH_COLUMN(Cell, x), KITH_COLUMN(Cell, y),
                  KITH_COLUMN(Cell, name), KITH_UNIQUE("x", "y"));
static KITH_TABLE(Gone, "gones", KITH_COLUMN(Gone, x), KITH_COLUMN(Gone, y),
                  KITH_FOREIGN_KEYS(Gone, (x, y), Cell, (x, y),
                                    .on_delete = KITH_CASCADE,
                                    .on_update = KITH_SET_NULL));
static KITH_TABLE(Home, "homes",
                  KITH_COLUMN(Home, x, .default_value = KITH_INTEGER(1)),
                  KITH_COLUMN(Home, y, .default_value = KITH_INTEGER(1)),
                  KITH_FOREIGN_KEYS(Home, (x, y), Cell, (x, y),
                                    .on_delete = KITH_SET_DEFAULT,
                                    .on_update = KITH_SET_DEFAULT),
                  KITH_RELATIONSHIP(Home, cell, Cell));
static KITH_TABLE(Stay, "stays", KITH_COLUMN(Stay, x), KITH_COLUMN(Stay, y),
                  KITH_FOREIGN_KEYS(Stay, (x, y), Cell, (x, y),
                                    .not_null = true,
                                    .on_delete = KITH_RESTRICT,
                                    .on_update = KITH_NO_ACTION));

static Cell *cell(kith_db *db, int16_t x, int16_t y)
{
    return kith_insert(db, Cell, .x = x, .y = y);
}

KT_TEST(composite_key, takes_its_default_as_a_whole)
{
    kith_db *db = OPEN(Cell, Gone, Home, Stay);
    Cell *first;
    Home *home;

    REFUSES_ROW(db, kith_insert_default(db, Home), KITH_E_PARENT);
    first = cell(db, 1, 1);
    home = kith_insert_default(db, Home);
    KT_ASSERT(home->cell.row == first);
    family_close(db);
}

KT_TEST(composite_key, takes_defaults_beside_the_columns_that_are_given)
{
    kith_db *db = OPEN(Cell, Gone, Home, Stay);
    Cell *right = cell(db, 5, 1);
    Cell *below = cell(db, 1, 5);
    Home *home = kith_insert(db, Home, .x = 5);

    KT_ASSERT(home->cell.row == right);
    home = kith_insert(db, Home, .y = 5);
    KT_ASSERT(home->cell.row == below);
    family_close(db);
}

KT_TEST(composite_key, keeps_no_value_beside_a_null)
{
    kith_db *db = OPEN(Cell, Gone, Home, Stay);
    Gone *gone;

    cell(db, 0, 5);
    gone = kith_insert(db, Gone, .y = 5);
    REFUSES(db, kith_update(gone, kith_to_null(gone, x), kith_to(gone, y, 5)),
            KITH_E_MISUSE);
    REFUSES(db, kith_update(gone, kith_to(gone, y, 5), kith_to_null(gone, x)),
            KITH_E_MISUSE);
    ANSWERS(kith_update(gone, kith_to_null(gone, x), kith_to_null(gone, y)),
            KITH_OK);
    family_close(db);
}

KT_TEST(composite_key, does_what_its_actions_say_on_delete)
{
    kith_db *db = OPEN(Cell, Gone, Home, Stay);
    Cell *first = cell(db, 1, 1);
    Cell *second = cell(db, 2, 2);
    Home *home = kith_insert(db, Home, .x = 2, .y = 2);
    Stay *stay = kith_insert(db, Stay, .x = 2, .y = 2);

    kith_insert(db, Gone, .x = 2, .y = 2);
    REFUSES(db, kith_delete(second), KITH_E_CHILDREN);
    ANSWERS(kith_delete(stay), KITH_OK);
    ANSWERS(kith_delete(second), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Gone), 0);
    KT_ASSERT(home->cell.row == first);
    REFUSES(db, kith_delete(first), KITH_E_PARENT);
    family_close(db);
}

KT_TEST(composite_key, does_what_its_actions_say_on_update)
{
    kith_db *db = OPEN(Cell, Gone, Home, Stay);
    Cell *first = cell(db, 1, 1);
    Cell *second = cell(db, 2, 2);
    Home *home = kith_insert(db, Home, .x = 2, .y = 2);
    Stay *stay = kith_insert(db, Stay, .x = 2, .y = 2);
    Gone *gone = kith_insert(db, Gone, .x = 2, .y = 2);

    REFUSES(db, kith_set(second, y, 3), KITH_E_CHILDREN);
    ANSWERS(kith_delete(stay), KITH_OK);
    ANSWERS(kith_set(second, y, 3), KITH_OK);
    KT_ASSERT(kith_is_null(gone, x) && kith_is_null(gone, y));
    KT_ASSERT(home->cell.row == first);
    family_close(db);
}

KT_TEST(composite_key, that_is_required_needs_a_parent)
{
    kith_db *db = OPEN(Cell, Gone, Home, Stay);
    Cell *first = cell(db, 0, 0);
    uint64_t given[1] = {3};
    Stay values = {.x = 0};
    Stay *stay;

    REFUSES_ROW(db, kith_insert_default(db, Stay), KITH_E_NOT_NULL);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "stays.x, y is required and would be NULL");
    stay = kith_insert_columns(db, &Stay_table, &values, given, NULL);
    KT_ASSERT_NOT_NULL(stay);
    KT_ASSERT(!kith_is_null(stay, x));
    REFUSES(db, kith_set_null(stay, y), KITH_E_NOT_NULL);
    REFUSES(db, kith_delete(first), KITH_E_CHILDREN);
    family_close(db);
}

KT_TEST(composite_key, of_numbers_may_have_zeros)
{
    kith_db *db = OPEN(Cell, Gone, Home, Stay);
    Gone *gone;

    cell(db, 0, 5);
    gone = kith_insert(db, Gone, .y = 5);
    KT_ASSERT(!kith_is_null(gone, x));
    ANSWERS(kith_set_null(gone, x), KITH_OK);
    KT_ASSERT_EQ(gone->y, 0);
    REFUSES(db, kith_set(gone, y, 5), KITH_E_MISUSE);
    ANSWERS(kith_update(gone, kith_to(gone, x, 0), kith_to(gone, y, 5)),
            KITH_OK);
    KT_ASSERT(!kith_is_null(gone, y));
    family_close(db);
}

/* --- One to one, and to itself -------------------------------------------- */

typedef struct Seat Seat;
typedef struct Guest Guest;
struct Seat {
    const char row[4];
    const uint8_t number;
    KITH_SCALAR(Guest) guest;
    const char next_row[4];
    const uint8_t next_number;
    KITH_REFERENCE(Seat) next;
};
struct Guest {
    const int64_t id;
    const char row[4];
    const uint8_t number;
    KITH_REFERENCE(Seat) seat;
};
static KITH_TABLE(Seat, "seats", KITH_COLUMN(Seat, row, .primary_key = true),
                  KITH_COLUMN(Seat, number, .primary_key = true),
                  KITH_COLUMN(Seat, next_row), KITH_COLUMN(Seat, next_number),
                  KITH_FOREIGN_KEYS(Seat, (next_row, next_number), Seat,
                                    (row, number), .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Seat, next, Seat),
                  KITH_RELATIONSHIP(Seat, guest, Guest,
                                    .back_populates = "seat"));
static KITH_TABLE(Guest, "guests", KITH_PRIMARY_KEY(Guest, id),
                  KITH_COLUMN(Guest, row), KITH_COLUMN(Guest, number),
                  KITH_FOREIGN_KEYS(Guest, (row, number), Seat, (row, number)),
                  KITH_RELATIONSHIP(Guest, seat, Seat,
                                    .back_populates = "guest"));

KT_TEST(composite_key, is_one_to_one_where_a_scalar_shows_it)
{
    kith_db *db = OPEN(Seat, Guest);
    Seat *seat = kith_insert(db, Seat, .row = "a", .number = 1);
    Guest *ada = kith_insert(db, Guest, .row = "a", .number = 1);
    Guest *bob = kith_insert_default(db, Guest);

    KT_ASSERT(seat->guest.row == ada);
    REFUSES_ROW(db, kith_insert(db, Guest, .seat.row = seat), KITH_E_UNIQUE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "another row of guests already has row, number (\"a\", "
                     "1), and seats.guest is one to one");
    ANSWERS(kith_relate(seat, guest, bob), KITH_OK);
    KT_ASSERT_STR_EQ(bob->row, "a");
    KT_ASSERT_STR_EQ(ada->row, "");
    KT_ASSERT(kith_is_null(ada, row) && kith_is_null(ada, number));
    family_close(db);
}

KT_TEST(composite_key, lets_a_row_name_itself)
{
    kith_db *db = OPEN(Seat, Guest);
    Seat *seat = kith_insert(db, Seat, .row = "b", .number = 2, .next_row = "b",
                             .next_number = 2);

    KT_ASSERT(seat->next.row == seat);
    ANSWERS(kith_set(seat, number, 3), KITH_OK);
    KT_ASSERT_EQ(seat->next_number, 3);
    ANSWERS(kith_update(seat, kith_to(seat, row, "c"),
                        kith_to(seat, next_row, "c")),
            KITH_OK);
    KT_ASSERT(seat->next.row == seat);
    ANSWERS(kith_delete(seat), KITH_OK);
    family_close(db);
}

/* --- An index over a column of the key ------------------------------------ */

/* The NULL of a key's own column is that of its reference, which is NULL for a
 * moment while the row changes parents. The index of a column that keeps its
 * value must not notice. */
#define SINGLE(p, option)                                                      \
    typedef struct p##Disc p##Disc;                                            \
    typedef struct p##Song p##Song;                                            \
    struct p##Disc {                                                           \
        const int64_t artist;                                                  \
        const int64_t number;                                                  \
        KITH_COLLECTION(p##Song) songs;                                        \
    };                                                                         \
    struct p##Song {                                                           \
        const int64_t id;                                                      \
        const int64_t artist;                                                  \
        const int64_t number;                                                  \
        KITH_REFERENCE(p##Disc) disc;                                          \
    };                                                                         \
    static KITH_TABLE(                                                         \
        p##Disc, "discs", KITH_COLUMN(p##Disc, artist),                        \
        KITH_COLUMN(p##Disc, number), KITH_UNIQUE("artist", "number"),         \
        KITH_RELATIONSHIP(p##Disc, songs, p##Song, .back_populates = "disc")); \
    static KITH_TABLE(                                                         \
        p##Song, "songs", KITH_PRIMARY_KEY(p##Song, id),                       \
        KITH_COLUMN(p##Song, artist), KITH_COLUMN(p##Song, number, option),    \
        KITH_FOREIGN_KEYS(p##Song, (artist, number), p##Disc,                  \
                          (artist, number)),                                   \
        KITH_RELATIONSHIP(p##Song, disc, p##Disc, .back_populates = "songs")); \
    KT_TEST(composite_key, over_a_column_with_##p##_index_may_name_another)    \
    {                                                                          \
        kith_db *db = OPEN(p##Disc, p##Song);                                  \
        p##Disc *one = kith_insert(db, p##Disc, .artist = 1, .number = 6);     \
        p##Disc *two = kith_insert(db, p##Disc, .artist = 2, .number = 6);     \
        p##Song *song = kith_insert(db, p##Song, .disc.row = one);             \
                                                                               \
        ANSWERS(kith_set(song, artist, 2), KITH_OK);                           \
        KT_ASSERT(song->disc.row == two);                                      \
        family_verify(db);                                                     \
        ANSWERS(kith_relate(song, disc, one), KITH_OK);                        \
        KT_ASSERT(kith_find(db, p##Song, number, 6) == song);                  \
        family_verify(db);                                                     \
        ANSWERS(kith_unlink(song, disc), KITH_OK);                             \
        KT_ASSERT_NULL(kith_find(db, p##Song, number, 6));                     \
        ANSWERS(kith_append(two, songs, song), KITH_OK);                       \
        family_verify(db);                                                     \
        ANSWERS(kith_delete(song), KITH_OK);                                   \
        KT_ASSERT_NULL(kith_find(db, p##Song, number, 6));                     \
        family_close(db);                                                      \
    }
SINGLE(unique, .unique = true)
SINGLE(nonunique, .index = true)
