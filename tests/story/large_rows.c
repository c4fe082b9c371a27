/* large_rows.c - rows too large for a map of their members, which are found by
 * a search: every call does with them what it does with others.
 */
#include "family.h"

#include <stddef.h>

typedef struct Album Album;
typedef struct Track Track;
struct Album {
    char cover[3000]; /* the program's own, as are the other bytes */
    const int64_t id;
    KITH_TEXT title;
    char notes[3000];
    KITH_COLLECTION(Track) tracks;
};
struct Track {
    KITH_REFERENCE(Album) album;
    char sound[5000];
    const int64_t album_id;
    const int32_t side;
    int32_t seconds;
    KITH_TEXT title;
    const int64_t id;
};
static KITH_TABLE(Album, "albums", KITH_PRIMARY_KEY(Album, id),
                  KITH_COLUMN(Album, title, .unique = true),
                  KITH_RELATIONSHIP(Album, tracks, Track,
                                    .back_populates = "album"));
static KITH_TABLE(Track, "tracks", KITH_PRIMARY_KEY(Track, id),
                  KITH_COLUMN(Track, title), KITH_COLUMN(Track, seconds),
                  KITH_COLUMN(Track, side, .index = true),
                  KITH_FOREIGN_KEY(Track, album_id, Album, id),
                  KITH_RELATIONSHIP(Track, album, Album,
                                    .back_populates = "tracks"));

struct shelf {
    kith_db *db;
    Album *one, *two;
    Track *track[4];
};

static struct shelf shelf_open(void)
{
    static const char *titles[] = {"a", "b", "c", "d"};
    struct shelf shelf = {.db = OPEN(Album, Track)};

    shelf.one = kith_insert(shelf.db, Album, .title = "One", .notes = "loud");
    shelf.two = kith_insert(shelf.db, Album, .title = "Two");
    for (int i = 0; i < 4; i++)
        shelf.track[i] =
            kith_insert(shelf.db, Track, .title = titles[i], .side = 1 + i % 2,
                        .album_id = shelf.one->id, .sound = "bytes");
    return shelf;
}

KT_TEST(large_rows, are_found_by_every_key)
{
    struct shelf shelf = shelf_open();
    int found = 0;

    KT_ASSERT_EQ(kith_get(shelf.db, Album, 2), shelf.two);
    KT_ASSERT_EQ(kith_find(shelf.db, Album, title, "Two"), shelf.two);
    KT_ASSERT_NULL(kith_find(shelf.db, Album, title, "Three"));
    KT_ASSERT_EQ(kith_find(shelf.db, Track, album_id, 1), shelf.track[0]);
    kith_for_each_match(shelf.db, Track, track, side, 2)
        found += track->id % 2 == 0;
    KT_ASSERT_EQ(found, 2);
    KT_ASSERT_STR_EQ(shelf.track[3]->sound, "bytes");
    KT_ASSERT_STR_EQ(shelf.one->notes, "loud");
    family_close(shelf.db);
}

KT_TEST(large_rows, are_set_and_updated)
{
    struct shelf shelf = shelf_open();
    Track *track = shelf.track[0];

    ANSWERS(kith_set(track, seconds, 240), KITH_OK);
    ANSWERS(kith_set(track, title, "A"), KITH_OK);
    ANSWERS(kith_set(track, side, 3), KITH_OK);
    ANSWERS(kith_set(track, album_id, 2), KITH_OK);
    ASSERT_LIST(shelf.two->tracks, title, "A");
    ANSWERS(kith_update(track, kith_to(track, seconds, 241),
                        kith_to(track, album_id, 1)),
            KITH_OK);
    KT_ASSERT_EQ(track->seconds, 241);
    ASSERT_LIST(shelf.one->tracks, title, "b c d A");
    REFUSES(shelf.db, kith_set(shelf.one, title, "Two"), KITH_E_UNIQUE);
    ANSWERS(kith_set_null(track, album_id), KITH_OK);
    KT_ASSERT(kith_is_null(track, album_id));
    family_close(shelf.db);
}

KT_TEST(large_rows, are_linked_from_both_sides)
{
    struct shelf shelf = shelf_open();
    Track **track = shelf.track;

    ANSWERS(kith_relate(track[0], album, shelf.two), KITH_OK);
    ANSWERS(kith_append(shelf.two, tracks, track[1]), KITH_OK);
    ASSERT_LIST(shelf.two->tracks, title, "a b");
    KT_ASSERT(kith_contains(shelf.two, tracks, track[1]));
    ANSWERS(kith_move(shelf.two, tracks, track[1], 0), KITH_OK);
    ASSERT_LIST(shelf.two->tracks, title, "b a");
    ANSWERS(kith_replace(shelf.one, tracks, track + 1, 3), KITH_OK);
    ASSERT_LIST(shelf.one->tracks, title, "b c d");
    ANSWERS(kith_remove(shelf.one, tracks, track[2]), KITH_OK);
    ANSWERS(kith_unlink(track[0], album), KITH_OK);
    ANSWERS(kith_delete(track[1]), KITH_OK);
    ASSERT_LIST(shelf.one->tracks, title, "d");
    ANSWERS(kith_clear(shelf.one, tracks), KITH_OK);
    KT_ASSERT_EQ(shelf.one->tracks.count, 0u);
    family_close(shelf.db);
}

/* Nothing lies between the members, nor behind the last. */
KT_TEST(large_rows, have_no_members_where_none_was_declared)
{
    struct shelf shelf = shelf_open();
    const size_t nowhere[] = {0, 17, offsetof(Album, notes), sizeof(Album),
                              SIZE_MAX};
    const int64_t value = 1;

    for (size_t i = 0; i < sizeof(nowhere) / sizeof(*nowhere); i++) {
        REFUSES(shelf.db, kith_set_at(shelf.one, nowhere[i], &value),
                KITH_E_MISUSE);
        REFUSES(shelf.db, kith_append_at(shelf.one, nowhere[i], shelf.track[0]),
                KITH_E_MISUSE);
    }
    family_close(shelf.db);
}
