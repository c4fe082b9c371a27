/* unique.c - no two rows hold one key, and a refused row holds none. */
#include "family.h"

#include <math.h>

typedef struct Song Song;
struct Song {
    const int64_t id;
    KITH_TEXT isrc;
    const int32_t number;
    const double length;
    const char label[4];
    const bool first;
    KITH_TEXT artist;
    KITH_TEXT title;
    const KITH_OPTIONAL(int64_t) track;
};
static KITH_TABLE(Song, "songs", KITH_PRIMARY_KEY(Song, id),
                  KITH_COLUMN(Song, isrc, .unique = true),
                  KITH_COLUMN(Song, number), KITH_COLUMN(Song, length),
                  KITH_COLUMN(Song, label), KITH_COLUMN(Song, first),
                  KITH_COLUMN(Song, artist), KITH_COLUMN(Song, title),
                  KITH_OPTIONAL_COLUMN(Song, track, .unique = true),
                  KITH_UNIQUE("artist", "title"),
                  KITH_UNIQUE("number", "length", "label", "first"));

typedef struct Reading Reading;
struct Reading {
    const double value;
    const float small;
    const char tag[4];
    const bool flag;
};
static KITH_TABLE(Reading, "readings",
                  KITH_COLUMN(Reading, value, .unique = true),
                  KITH_COLUMN(Reading, small, .unique = true),
                  KITH_COLUMN(Reading, tag, .unique = true),
                  KITH_UNIQUE("flag", "tag"), KITH_COLUMN(Reading, flag));

KT_TEST(unique, refuses_a_second_holder_by_insert)
{
    kith_db *db = OPEN(Song);
    kith_insert(db, Song, .isrc = "NO-1", .track = KITH_SOME(0));

    REFUSES_ROW(db, kith_insert(db, Song, .id = 1, .number = 1), KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, Song, .isrc = "NO-1", .number = 1),
                KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, Song, .track = KITH_SOME(0), .number = 1),
                KITH_E_UNIQUE);
    KT_ASSERT_NOT_NULL(kith_insert(db, Song, .isrc = "NO-10",
                                   .track = KITH_SOME(1), .number = 1));
    KT_ASSERT_NOT_NULL(kith_insert(db, Song, .isrc = "", .number = 2));
    REFUSES_ROW(db, kith_insert(db, Song, .isrc = "", .number = 3),
                KITH_E_UNIQUE);
    family_close(db);
}

KT_TEST(unique, refuses_a_second_holder_by_set)
{
    kith_db *db = OPEN(Song);
    Song *first = kith_insert(db, Song, .isrc = "NO-1", .number = 1);
    Song *second = kith_insert(db, Song, .isrc = "NO-2", .number = 2);

    REFUSES(db, kith_set(second, isrc, "NO-1"), KITH_E_UNIQUE);
    REFUSES(db, kith_set(second, id, first->id), KITH_E_UNIQUE);
    ANSWERS(kith_set(second, isrc, "NO-2"), KITH_OK);
    ANSWERS(kith_set(second, id, second->id), KITH_OK);

    KT_ASSERT_EQ(kith_find(db, Song, isrc, "NO-1"), first);
    KT_ASSERT_EQ(kith_find(db, Song, isrc, "NO-2"), second);
    family_close(db);
}

KT_TEST(unique, over_several_columns_asks_for_all_of_them)
{
    kith_db *db = OPEN(Song);
    kith_insert(db, Song, .artist = "Abba", .title = "SOS", .number = 1);

    KT_ASSERT_NOT_NULL(kith_insert(db, Song, .artist = "Abba",
                                   .title = "Fernando", .number = 2));
    KT_ASSERT_NOT_NULL(
        kith_insert(db, Song, .artist = "Police", .title = "SOS", .number = 3));
    REFUSES_ROW(
        db,
        kith_insert(db, Song, .artist = "Abba", .title = "SOS", .number = 4),
        KITH_E_UNIQUE);
    KT_ASSERT_NOT_NULL(
        kith_insert(db, Song, .artist = "AbbaS", .title = "OS", .number = 5));
    KT_ASSERT_NOT_NULL(kith_insert(db, Song, .artist = "Abba", .number = 6));
    KT_ASSERT_NOT_NULL(kith_insert(db, Song, .artist = "Abba", .number = 7));
    KT_ASSERT_NOT_NULL(kith_insert(db, Song, .number = 7, .length = 1));
    KT_ASSERT_NOT_NULL(kith_insert(db, Song, .number = 7, .label = "a"));
    KT_ASSERT_NOT_NULL(kith_insert(db, Song, .number = 7, .first = true));
    REFUSES_ROW(db, kith_insert(db, Song, .number = 7, .first = true),
                KITH_E_UNIQUE);
    family_close(db);
}

KT_TEST(unique, over_several_columns_lets_two_values_change_places)
{
    kith_db *db = OPEN(Song);
    Song *song = kith_insert(db, Song, .artist = "A", .title = "B");
    Song *other =
        kith_insert(db, Song, .artist = "C", .title = "B", .number = 1);

    ANSWERS(kith_update(song, kith_to(song, artist, "B"),
                        kith_to(song, title, "A")),
            KITH_OK);
    ANSWERS(kith_update(other, kith_to(other, artist, "A")), KITH_OK);
    REFUSES(db,
            kith_update(other, kith_to(other, artist, "B"),
                        kith_to(other, title, "A")),
            KITH_E_UNIQUE);

    KT_ASSERT_STR_EQ(other->artist, "A");
    family_close(db);
}

KT_TEST(unique, value_is_free_again_when_its_row_leaves_it)
{
    kith_db *db = OPEN(Song);

    for (int i = 0; i < 100; i++) {
        Song *song = kith_insert(db, Song, .isrc = "NO-1", .artist = "Abba",
                                 .title = "SOS", .number = i);
        KT_ASSERT_NOT_NULL(song);
        if (i % 3 == 0)
            ANSWERS(kith_delete(song), KITH_OK);
        else
            ANSWERS(kith_update(song, kith_to_null(song, isrc),
                                kith_to_null(song, title)),
                    KITH_OK);
        KT_ASSERT_NULL(kith_find(db, Song, isrc, "NO-1"));
    }
    family_close(db);
}

KT_TEST(unique, row_that_was_refused_holds_no_key)
{
    kith_db *db = OPEN(Song);
    kith_insert(db, Song, .artist = "Abba", .title = "SOS");

    for (int i = 0; i < 20; i++) {
        REFUSES_ROW(db,
                    kith_insert(db, Song, .isrc = "NO-1", .track = KITH_SOME(5),
                                .number = 9, .artist = "Abba", .title = "SOS"),
                    KITH_E_UNIQUE);
        KT_ASSERT_NULL(kith_find(db, Song, isrc, "NO-1"));
        KT_ASSERT_NULL(kith_find(db, Song, track, 5));
    }
    Song *song = kith_insert(db, Song, .isrc = "NO-1", .track = KITH_SOME(5),
                             .number = 9);

    KT_ASSERT_EQ(kith_find(db, Song, track, 5), song);
    family_close(db);
}

KT_TEST(unique, takes_minus_zero_for_zero_and_nan_for_nan)
{
    kith_db *db = OPEN(Reading);
    Reading *zero =
        kith_insert(db, Reading, .value = 0.0, .small = 0.0f, .tag = "a");
    Reading *nan_row =
        kith_insert(db, Reading, .value = NAN, .small = NAN, .tag = "b");
    KT_ASSERT_NOT_NULL(nan_row);

    REFUSES_ROW(db, kith_insert(db, Reading, .value = -0.0, .small = 1),
                KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, Reading, .value = 1, .small = -0.0f),
                KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, Reading, .value = -NAN, .small = 1),
                KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, Reading, .value = 1, .small = NAN),
                KITH_E_UNIQUE);

    KT_ASSERT_EQ(kith_find(db, Reading, value, -0.0), zero);
    KT_ASSERT_EQ(kith_find(db, Reading, small, NAN), nan_row);
    ANSWERS(kith_set(zero, value, -0.0), KITH_OK);
    family_close(db);
}

KT_TEST(unique, in_place_text_compares_up_to_its_end)
{
    kith_db *db = OPEN(Reading);
    Reading *first = kith_insert(db, Reading, .tag = {'a', '\0', 'x', 'y'});

    REFUSES_ROW(db,
                kith_insert(db, Reading, .value = 1, .small = 1,
                            .tag = {'a', '\0', 'z', 'z'}),
                KITH_E_UNIQUE);

    KT_ASSERT_EQ(kith_find(db, Reading, tag, "a"), first);
    KT_ASSERT_NULL(kith_find(db, Reading, tag, "ax"));
    KT_ASSERT_NULL(kith_find(db, Reading, tag, "a long text that never fits"));
    kith_db *twin = OPEN(Reading);
    kith_insert(twin, Reading, .tag = "a");
    KT_ASSERT_EQ(kith_digest(db), kith_digest(twin));
    ANSWERS(kith_set(first, tag, "abc"), KITH_OK);
    ANSWERS(kith_set(first, tag, "a"), KITH_OK);
    KT_ASSERT_EQ(kith_digest(db), kith_digest(twin));
    family_close(twin);
    family_close(db);
}

/* Texts are bytes: nothing is folded, trimmed or composed. */
KT_TEST(unique, takes_texts_for_equal_when_all_their_bytes_are)
{
    static const char *const texts[] = {
        "a",         "A",    "a ",       " a",   "a\n", "\xc3\xa4",
        "a\xcc\x88", "\xff", "\xff\xff", "\x01", "ss",  "\xc3\x9f"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    kith_db *db = OPEN(Song);
    Song *songs[TEXTS];

    for (int i = 0; i < TEXTS; i++)
        songs[i] = kith_insert(db, Song, .isrc = texts[i], .number = i);
    for (int i = 0; i < TEXTS; i++) {
        KT_ASSERT_NOT_NULL(songs[i]);
        KT_ASSERT_EQ(kith_find(db, Song, isrc, texts[i]), songs[i]);
        REFUSES_ROW(db, kith_insert(db, Song, .isrc = texts[i], .number = 99),
                    KITH_E_UNIQUE);
    }
    family_close(db);
}

KT_TEST(unique, holds_among_many_rows_whatever_the_order)
{
    enum { ROWS = 3000 };
    kith_db *db = OPEN(Song);
    uint64_t seed = 7;

    for (int i = 0; i < ROWS; i++) {
        const int64_t track = (int64_t)(family_random(&seed) % ROWS) - 1000;
        Song *holder = kith_find(db, Song, track, track);
        Song *song = kith_insert(db, Song, .number = i, .track = {track, true});
        KT_ASSERT_EQ(holder == NULL, song != NULL);
        if (holder && i % 2)
            ANSWERS(kith_delete(holder), KITH_OK);
    }
    family_close(db);
}
