/* remedies.c - what a refusal advises works when it is followed. */
#include "refusal.h"

typedef struct Album Album;
typedef struct Song Song;
typedef struct Likes Likes;
typedef struct Fan Fan;

struct Album {
    const int32_t artist, title;
    KITH_COLLECTION(Song) songs;
};
struct Song {
    const int64_t id;
    const int32_t artist, album;
    const int32_t kind;
    const char code[4];
    KITH_TEXT word;
    const KITH_OPTIONAL(int32_t) maybe;
    KITH_REFERENCE(Album) on;
};
struct Fan {
    const int64_t id;
    KITH_COLLECTION_VIA(Likes, Song) songs;
};
struct Likes {
    const int64_t fan_id, song_id;
    KITH_REFERENCE(Fan) fan;
    KITH_REFERENCE(Song) song;
};

#define ALBUM                                                                  \
    DECLARED(Album, "albums", KITH_COLUMN(Album, artist, .primary_key = true), \
             KITH_COLUMN(Album, title, .primary_key = true))
#define SONG(...) DECLARED(Song, "songs", __VA_ARGS__)

/* Each refusal, and what it advises. */
static const struct refusal part_refused[] = {
    {"a key onto one part of a composite key",
     {ALBUM, SONG(KITH_PRIMARY_KEY(Song, id),
                  KITH_FOREIGN_KEY(Song, artist, Album, artist))},
     "songs.artist refers to albums.artist, which is only a part of the key "
     "(artist, title): refer to all of it with KITH_FOREIGN_KEYS, or declare "
     "albums.artist with .unique = true"},
};
static const struct refusal part_followed[] = {
    {"all of it",
     {ALBUM,
      SONG(KITH_PRIMARY_KEY(Song, id), KITH_COLUMN(Song, artist),
           KITH_COLUMN(Song, album),
           KITH_FOREIGN_KEYS(Song, (artist, album), Album, (artist, title)))},
     NULL},
    {"a unique part",
     {DECLARED(Album, "albums",
               KITH_COLUMN(Album, artist, .primary_key = true, .unique = true),
               KITH_COLUMN(Album, title, .primary_key = true)),
      SONG(KITH_PRIMARY_KEY(Song, id),
           KITH_FOREIGN_KEY(Song, artist, Album, artist))},
     NULL},
};

#define DEFAULT .default_value = KITH_INTEGER(7)

/* A default on a column of a key of several columns. */
static const struct refusal default_refused[] = {
    {"in the primary key",
     {SONG(KITH_COLUMN(Song, id, .primary_key = true),
           KITH_COLUMN(Song, kind, .primary_key = true, DEFAULT))},
     "songs.kind has a default but is in the primary key, where zero is a "
     "value or the next number: drop the default"},
    {"in the primary key, in place",
     {SONG(KITH_COLUMN(Song, id, .primary_key = true),
           KITH_COLUMN(Song, code, .primary_key = true,
                       .default_value = KITH_STRING("a")))},
     "songs.code has a default but is always given, for an empty in-place text "
     "is a value: declare it KITH_TEXT, or drop the default"},
    {"in a unique key",
     {SONG(KITH_PRIMARY_KEY(Song, id), KITH_COLUMN(Song, kind, DEFAULT),
           KITH_COLUMN(Song, album), KITH_UNIQUE("album", "kind"))},
     "songs.kind has a default but is always given, for zero is a value: "
     "declare it KITH_OPTIONAL, or drop the default"},
    {"in a foreign key, and required",
     {ALBUM,
      SONG(KITH_PRIMARY_KEY(Song, id),
           KITH_COLUMN(Song, artist, .not_null = true, DEFAULT),
           KITH_COLUMN(Song, album),
           KITH_FOREIGN_KEYS(Song, (artist, album), Album, (artist, title)))},
     "songs.artist has a default but is always given, for it is required, or "
     "several foreign keys share it: drop the default"},
    {"on the number that counts up",
     {SONG(KITH_PRIMARY_KEY(Song, id, DEFAULT))},
     "songs.id has a default but is in the primary key, where zero is a value "
     "or the next number: drop the default"},
};
static const struct refusal default_followed[] = {
    {"dropped in the primary key",
     {SONG(KITH_COLUMN(Song, id, .primary_key = true),
           KITH_COLUMN(Song, kind, .primary_key = true))},
     NULL},
    {"a text in the primary key",
     {SONG(KITH_COLUMN(Song, id, .primary_key = true),
           KITH_COLUMN(Song, word, .primary_key = true,
                       .default_value = KITH_STRING("a")))},
     NULL},
    {"optional in a unique key",
     {SONG(KITH_PRIMARY_KEY(Song, id),
           KITH_OPTIONAL_COLUMN(Song, maybe, DEFAULT), KITH_COLUMN(Song, album),
           KITH_UNIQUE("album", "maybe"))},
     NULL},
    {"dropped in a foreign key",
     {ALBUM,
      SONG(KITH_PRIMARY_KEY(Song, id),
           KITH_COLUMN(Song, artist, .not_null = true),
           KITH_COLUMN(Song, album),
           KITH_FOREIGN_KEYS(Song, (artist, album), Album, (artist, title)))},
     NULL},
};

#define FOLLOWED(list)                                             \
    do {                                                           \
        for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++) \
            refusal_not(&(list)[i]);                               \
    } while (0)

KT_TEST(remedies, for_a_key_onto_a_part_of_a_key_work)
{
    CHECK_REFUSALS(part_refused);
    FOLLOWED(part_followed);
}

KT_TEST(remedies, for_a_default_in_a_key_of_several_columns_work)
{
    CHECK_REFUSALS(default_refused);
    FOLLOWED(default_followed);
}

/* --- An action that a key cannot follow ------------------------------------ */

#define UP(...) KITH_FOREIGN_KEY(Song, artist, Album, artist, __VA_ARGS__)
#define ARTISTS                                                \
    DECLARED(Album, "albums", KITH_PRIMARY_KEY(Album, artist), \
             KITH_COLUMN(Album, title))
#define BY(...)                                                    \
    {                                                              \
        ARTISTS, SONG(KITH_PRIMARY_KEY(Song, id), UP(__VA_ARGS__)) \
    }
#define BY_PRIMARY(...)                                     \
    {                                                       \
        ARTISTS, SONG(UP(.primary_key = true, __VA_ARGS__)) \
    }

static const struct refusal action_refused[] = {
    {"SET NULL of a required key",
     BY(.not_null = true, .on_delete = KITH_SET_NULL),
     "songs.artist may not be NULL, but its .on_delete is KITH_SET_NULL: drop "
     ".not_null or choose another action"},
    {"SET NULL in the primary key", BY_PRIMARY(.on_delete = KITH_SET_NULL),
     "songs.artist is in the primary key, but its .on_delete is KITH_SET_NULL: "
     "choose another action"},
    {"SET NULL of a required key that is the primary key",
     {ARTISTS, SONG(KITH_COLUMN(Song, artist, .primary_key = true),
                    KITH_FOREIGN_KEYS(Song, (artist), Album, (artist),
                                      .on_delete = KITH_SET_NULL))},
     "songs.artist is in the primary key, but its .on_delete is KITH_SET_NULL: "
     "choose another action"},
    {"SET DEFAULT of an orphan",
     {DECLARED(Album, "albums", KITH_PRIMARY_KEY(Album, artist),
               KITH_COLUMN(Album, title),
               KITH_RELATIONSHIP(Album, songs, Song, .delete_orphan = true)),
      SONG(KITH_PRIMARY_KEY(Song, id), UP(.on_delete = KITH_SET_DEFAULT))},
     "albums.songs has .delete_orphan, but songs.artist keeps its rows when "
     "the parent is deleted: drop .delete_orphan, or the .on_delete of "
     "songs.artist"},
    {"SET DEFAULT of a required key without a default",
     BY(.not_null = true, .on_update = KITH_SET_DEFAULT),
     "songs.artist has no default, but its .on_update is KITH_SET_DEFAULT: add "
     ".default_value or choose another action"},
    {"SET DEFAULT without a default", BY(.on_delete = KITH_SET_DEFAULT),
     "songs.artist has no default, but its .on_delete is KITH_SET_DEFAULT: add "
     ".default_value or choose KITH_SET_NULL"},
};
static const struct refusal action_followed[] = {
    {"without .not_null", BY(.on_delete = KITH_SET_NULL), NULL},
    {"another action", BY(.not_null = true, .on_delete = KITH_CASCADE), NULL},
    {"another action in the primary key", BY_PRIMARY(.on_delete = KITH_CASCADE),
     NULL},
    {"a default",
     BY(.not_null = true, .on_update = KITH_SET_DEFAULT,
        .default_value = KITH_INTEGER(1)),
     NULL},
    {"SET NULL instead", BY(.on_delete = KITH_SET_NULL), NULL},
};

KT_TEST(remedies, for_an_action_that_a_key_cannot_follow_work)
{
    CHECK_REFUSALS(action_refused);
    FOLLOWED(action_followed);
}

/* --- A list that may only be walked ---------------------------------------- */

#define FAN(...)                                                       \
    DECLARED(Fan, "fans", KITH_PRIMARY_KEY(Fan, id),                   \
             KITH_RELATIONSHIP(Fan, songs, Song, .secondary = "likes", \
                               __VA_ARGS__))
#define LIKES(...)                                                    \
    DECLARED(Likes, "likes",                                          \
             KITH_FOREIGN_KEY(Likes, fan_id, Fan, id, __VA_ARGS__),   \
             KITH_FOREIGN_KEY(Likes, song_id, Song, id, __VA_ARGS__), \
             KITH_RELATIONSHIP(Likes, fan, Fan),                      \
             KITH_RELATIONSHIP(Likes, song, Song))
#define SONGS SONG(KITH_PRIMARY_KEY(Song, id))

static const struct refusal walked[] = {
    {"said so",
     {FAN(.view_only = true), LIKES(.primary_key = true), SONGS},
     "kith_append_at: fans.songs may only be walked: drop its .view_only, or "
     "write association rows"},
    {"said so, and without a key over the pair",
     {FAN(.view_only = true), LIKES(.not_null = true), SONGS},
     "kith_append_at: fans.songs may only be walked: drop its .view_only, or "
     "write association rows"},
    {"without a key over the pair",
     {FAN(.acyclic = false), LIKES(.not_null = true), SONGS},
     "kith_append_at: fans.songs may only be walked: give its association "
     "table a key over the two, or fans.songs .unique_pair, or write "
     "association rows"},
    {"followed: no .view_only",
     {FAN(.acyclic = false), LIKES(.primary_key = true), SONGS},
     NULL},
    {"followed: .unique_pair",
     {FAN(.unique_pair = true), LIKES(.not_null = true), SONGS},
     NULL},
};

KT_TEST(remedies, for_a_list_that_may_only_be_walked_work)
{
    for (size_t i = 0; i < sizeof walked / sizeof *walked; i++) {
        kith_db *db = family_open(walked[i].tables);
        Fan *fan = kith_insert_row(db, walked[i].tables[0], NULL);
        Song *song = kith_insert_row(db, walked[i].tables[2], NULL);
        const kith_status status = kith_append(fan, songs, song);

        KT_ASSERT_EQ(status, walked[i].sentence ? KITH_E_MISUSE : KITH_OK);
        KT_ASSERT_EQ(fan->songs.count, walked[i].sentence ? 0u : 1u);
        if (walked[i].sentence)
            KT_ASSERT_STR_EQ(kith_last_error(db)->message, walked[i].sentence);
        family_close(db);
    }
}
