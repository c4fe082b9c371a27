/* sort_key.c - columns that a function makes of the row, to order it by. */
#include "family.h"
#include "fault.h"
#include "refusal.h"

#include <kith/dump.h>
#include <kith/test/world.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Bands by name, without regard to case and "The"; and their songs. */
typedef struct Band Band;
typedef struct Song Song;
struct Band {
    const int64_t id;
    KITH_TEXT name;
    KITH_TEXT sort_name;
    KITH_COLLECTION(Song) songs;
};
struct Song {
    const int64_t id;
    KITH_TEXT title;
    const int32_t track;
    KITH_BLOB sort;
    const int64_t band_id;
    KITH_REFERENCE(Band) band;
};

static kith_value fold(const void *draft)
{
    static char folded[64];
    const char *name = ((const Band *)draft)->name;
    size_t count = 0;

    if (!name)
        return (kith_value){.kind = KITH_KIND_NONE};
    if (strncmp(name, "The ", 4) == 0)
        name += 4;
    for (; *name && count < sizeof(folded) - 1; name++)
        folded[count++] = (char)tolower((unsigned char)*name);
    folded[count] = '\0';
    return (kith_value)KITH_STRING(folded);
}

/* The last track first, then the title: bytes of any value. */
static kith_value weigh(const void *draft)
{
    static unsigned char bytes[64];
    const Song *song = draft;
    size_t count = song->title ? strlen(song->title) : 0;

    bytes[0] = (unsigned char)(255 - song->track);
    if (count > sizeof(bytes) - 1)
        count = sizeof(bytes) - 1;
    if (count > 0)
        memcpy(bytes + 1, song->title, count);
    return (kith_value)KITH_BINARY(bytes, count + 1);
}

static KITH_TABLE(Band, "bands", KITH_PRIMARY_KEY(Band, id),
                  KITH_COLUMN(Band, name),
                  KITH_COLUMN(Band, sort_name, .sort_key = fold,
                              .index = KITH_ORDERED),
                  KITH_RELATIONSHIP(Band, songs, Song, .back_populates = "band",
                                    .order_by = "sort"));
static KITH_TABLE(Song, "songs", KITH_PRIMARY_KEY(Song, id),
                  KITH_COLUMN(Song, title), KITH_COLUMN(Song, track),
                  KITH_COLUMN(Song, sort, .sort_key = weigh),
                  KITH_FOREIGN_KEY(Song, band_id, Band, id),
                  KITH_RELATIONSHIP(Song, band, Band,
                                    .back_populates = "songs"));

static void assert_order(kith_db *db, const char *expected)
{
    struct spelling spelling = {.count = 0};

    kith_for_each_in(band, Band, kith_in_order(db, Band, (sort_name)))
        spell(&spelling, band->name);
    KT_ASSERT_STR_EQ(spelling.text, expected);
}

KT_TEST(sort_key, orders_rows_by_what_its_function_makes_of_them)
{
    kith_db *db = OPEN(Band, Song);

    kith_insert(db, Band, .name = "abba");
    kith_insert(db, Band, .name = "Zappa");
    kith_insert(db, Band, .name = "The Beatles");
    kith_insert_default(db, Band);
    assert_order(db, "- abba The Beatles Zappa");
    KT_ASSERT_STR_EQ(kith_find(db, Band, sort_name, "beatles")->name,
                     "The Beatles");
    ANSWERS(kith_set(kith_find(db, Band, sort_name, "zappa"), name, "AA"),
            KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(kith_find(db, Band, sort_name, "aa"), name, "The Ab"),
            KITH_OK);
    assert_order(db, "- The Ab abba The Beatles");
    ANSWERS(kith_rollback(db), KITH_OK);
    assert_order(db, "- AA abba The Beatles");
    family_close(db);
}

KT_TEST(sort_key, of_a_blob_orders_a_collection_byte_by_byte)
{
    kith_db *db = OPEN(Band, Song);
    Band *band = kith_insert(db, Band, .name = "Queen");
    struct spelling spelling = {.count = 0};
    Song *first;

    for (int i = 0; i < 4; i++)
        kith_insert(db, Song, .title = (const char *[]){"b", "a", "c", "d"}[i],
                    .track = (int[]){1, 1, 3, 2}[i], .band.row = band);
    first = kith_first_sorted(band, songs);
    KT_ASSERT_STR_EQ(first->title, "c");
    ANSWERS(kith_set(first, track, 0), KITH_OK);
    kith_for_each_sorted(song, band, songs) spell(&spelling, song->title);
    KT_ASSERT_STR_EQ(spelling.text, "d a b c");
    family_close(db);
}

KT_TEST(sort_key, is_not_given)
{
    kith_db *db = OPEN(Band, Song);
    Band *band = kith_insert(db, Band, .name = "Queen");

    REFUSES_ROW(db, kith_insert(db, Band, .name = "x", .sort_name = "y"),
                KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "bands.sort_name is a sort key");
    REFUSES(db, kith_set(band, sort_name, "y"), KITH_E_MISUSE);
    REFUSES(db, kith_set_null(band, sort_name), KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(sort_key, is_made_again_by_a_load)
{
    kith_db *db = OPEN(Band, Song), *copy = OPEN(Band, Song);
    kith_text_buffer text = {0};

    kith_insert(db, Song, .title = "Jealousy", .track = 4,
                .band.row = kith_insert(db, Band, .name = "The Queen"));
    ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&text)), KITH_OK);
    KT_ASSERT_STR_HAS(text.text, "queen");
    ANSWERS(kith_load_text(copy, text.text, NULL, NULL), KITH_OK);
    KT_ASSERT_EQ(kith_digest(copy), kith_digest(db));
    kith_text_buffer_free(&text);
    family_close(copy);
    family_close(db);
}

/* --- Declaring ------------------------------------------------------------ */

typedef struct Word Word;
struct Word {
    const int64_t id;
    KITH_TEXT text;
    const int32_t number;
};
static const struct refusal refused[] = {
    {"a number",
     {DECLARED(Word, "words", KITH_PRIMARY_KEY(Word, id),
               KITH_COLUMN(Word, number, .sort_key = fold))},
     "words.number has .sort_key, but is no text or blob of its own: declare "
     "it "
     "KITH_TEXT or KITH_BLOB"},
    {"a default beside it",
     {DECLARED(Word, "words", KITH_PRIMARY_KEY(Word, id),
               KITH_COLUMN(Word, text, .sort_key = fold,
                           .default_value = KITH_STRING("a")))},
     "words.text has .sort_key, which gives its value: drop its defaults and "
     ".on_update_function"},
    {"a primary key",
     {DECLARED(Word, "words", KITH_PRIMARY_KEY(Word, text, .sort_key = fold))},
     "words.text has .sort_key, but is in the primary key: use a column of its "
     "own"},
};

KT_TEST(sort_key, of_other_columns_is_refused)
{
    CHECK_REFUSALS(refused);
}
