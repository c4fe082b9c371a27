/* find_key.c - rows are found, and equal ones walked, by several columns: those
 * of a key, an index or a foreign key, in the order of its declaration. */
#include "family.h"

typedef struct Album Album;
typedef struct Track Track;
struct Album {
    KITH_TEXT artist;
    const int32_t number;
    KITH_COLLECTION(Track) tracks;
};
struct Track {
    const int64_t id;
    KITH_TEXT artist;
    const int32_t album;
    KITH_TEXT title;
    const char code[8];
    const KITH_OPTIONAL(int16_t) disc;
    const double length;
    KITH_BLOB sound;
    KITH_REFERENCE(Album) on;
};
static KITH_TABLE(Album, "albums",
                  KITH_COLUMN(Album, artist, .primary_key = true),
                  KITH_COLUMN(Album, number, .primary_key = true),
                  KITH_RELATIONSHIP(Album, tracks, Track,
                                    .back_populates = "on"));
static KITH_TABLE(
    Track, "tracks", KITH_PRIMARY_KEY(Track, id), KITH_COLUMN(Track, artist),
    KITH_COLUMN(Track, album), KITH_COLUMN(Track, title),
    KITH_COLUMN(Track, code), KITH_OPTIONAL_COLUMN(Track, disc),
    KITH_COLUMN(Track, length), KITH_COLUMN(Track, sound),
    KITH_UNIQUE("title", "code"), KITH_UNIQUE("disc", "length", "code"),
    KITH_INDEX("artist", "title"), KITH_INDEX("disc", "album"),
    KITH_INDEX("sound", "disc", "code", "album"),
    KITH_FOREIGN_KEYS(Track, (album, artist), Album, (number, artist)),
    KITH_RELATIONSHIP(Track, on, Album, .back_populates = "tracks"));

#define OFFSETS(...) ((const size_t[]){__VA_ARGS__})
#define AT(member) offsetof(Track, member)

/* The rows that a walk meets, by their titles. */
#define ASSERT_WALK(db, expected, columns, ...)                             \
    do {                                                                    \
        struct spelling spelling_ = {.count = 0};                           \
        kith_for_each_match_key((db), Track, member_, columns, __VA_ARGS__) \
            spell(&spelling_, member_->title);                              \
        KT_ASSERT_STR_EQ(spelling_.text, (expected));                       \
    } while (0)

KT_TEST(find_key, finds_by_keys_of_every_kind_of_column)
{
    kith_db *db = OPEN(Album, Track);
    Album *jazz = kith_insert(db, Album, .artist = "Queen", .number = 7);
    Track *one = kith_insert(db, Track, .title = "Mustapha", .code = "a",
                             .disc = {1, true}, .length = 3.5,
                             .sound = KITH_BYTES("x\0y", 3), .on.row = jazz);
    Track *two = kith_insert(db, Track, .title = "Mustapha", .code = "b",
                             .disc = {1, true}, .length = 3.5);
    const char *title = "Mustapha";

    KT_ASSERT(kith_find_key(db, Album, (artist, number), "Queen", 7) == jazz);
    KT_ASSERT_NULL(kith_find_key(db, Album, (artist, number), "Queen", 8));
    KT_ASSERT_NULL(kith_find_key(db, Album, (artist, number), "Quee", 7));
    KT_ASSERT(kith_find_key(db, Track, (title, code), title, "b") == two);
    KT_ASSERT(kith_find_key(db, Track, (title, code), title, "a") == one);
    KT_ASSERT_NULL(kith_find_key(db, Track, (title, code), title, ""));
    KT_ASSERT_NULL(kith_find_key(db, Track, (title, code), title, "a name"));
    KT_ASSERT(kith_find_key(db, Track, (disc, length, code), 1, 3.5, "b") ==
              two);
    KT_ASSERT_NULL(
        kith_find_key(db, Track, (disc, length, code), 1, 3.25, "b"));
    KT_ASSERT(kith_find_key(db, Track, (sound, disc, code, album),
                            KITH_BYTES("x\0y", 3), 1, "a", 7) == one);
    KT_ASSERT_NULL(kith_find_key(db, Track, (sound, disc, code, album),
                                 KITH_BYTES("x\0z", 3), 1, "a", 7));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(find_key, walks_equal_values_in_the_order_in_which_rows_had_them)
{
    kith_db *db = OPEN(Album, Track);
    Track *first;

    kith_insert(db, Album, .artist = "Queen", .number = 7);
    kith_insert(db, Track, .title = "t", .code = "1");
    for (int i = 2; i < 6; i++)
        kith_insert(db, Track, .title = family_name(i), .artist = "Queen",
                    .album = 7, .disc = {2, true}, .length = i);
    ASSERT_WALK(db, "2 3 4 5", (disc, album), 2, 7);
    first = kith_find_key(db, Track, (disc, album), 2, 7);
    KT_ASSERT_EQ(first->id, 2);
    ANSWERS(kith_update(first, kith_to(first, disc, 3)), KITH_OK);
    ANSWERS(kith_update(first, kith_to(first, disc, 2)), KITH_OK);
    ASSERT_WALK(db, "3 4 5 2", (disc, album), 2, 7);
    ASSERT_WALK(db, "", (disc, album), 2, 8);
    ASSERT_WALK(db, "3", (artist, title), "Queen", "3");
    kith_for_each_match_key(db, Track, track, (disc, album), 2, 7)
    {
        if (track->id == 4)
            continue;
        ANSWERS(kith_delete(track), KITH_OK);
    }
    ASSERT_WALK(db, "4", (disc, album), 2, 7);
    family_close(db);
}

KT_TEST(find_key, by_a_foreign_key_is_the_list_of_the_parent)
{
    kith_db *db = OPEN(Album, Track);
    Album *jazz = kith_insert(db, Album, .artist = "Queen", .number = 7);

    kith_insert(db, Album, .artist = "Queen", .number = 8);
    for (int i = 1; i < 5; i++)
        kith_insert(db, Track, .title = family_name(i),
                    .code = {(char)('0' + i)}, .on.row = jazz);
    ASSERT_WALK(db, "1 2 3 4", (album, artist), 7, "Queen");
    ANSWERS(kith_move(jazz, tracks, kith_get(db, Track, 3), 0), KITH_OK);
    ASSERT_WALK(db, "3 1 2 4", (album, artist), 7, "Queen");
    KT_ASSERT(kith_find_key(db, Track, (album, artist), 7, "Queen") ==
              kith_get(db, Track, 3));
    ASSERT_WALK(db, "", (album, artist), 8, "Queen");
    ASSERT_WALK(db, "", (album, artist), 9, "Queen");
    ANSWERS(kith_clear(jazz, tracks), KITH_OK);
    ASSERT_WALK(db, "", (album, artist), 7, "Queen");
    KT_ASSERT_NULL(kith_find_key(db, Track, (album, artist), 0, NULL));
    family_close(db);
}

/* A scalar at the parent's end, and two foreign keys that share a column. */
typedef struct Tenant Tenant;
typedef struct Room Room;
typedef struct Desk Desk;
struct Tenant {
    const int64_t id;
};
struct Room {
    const int64_t tenant_id, number;
    KITH_SCALAR(Desk) desk;
};
struct Desk {
    const int64_t id;
    const int64_t tenant_id, room_number;
    KITH_REFERENCE(Room) room;
};
static KITH_TABLE(Tenant, "tenants", KITH_PRIMARY_KEY(Tenant, id));
static KITH_TABLE(Room, "rooms",
                  KITH_FOREIGN_KEY(Room, tenant_id, Tenant, id,
                                   .primary_key = true),
                  KITH_COLUMN(Room, number, .primary_key = true),
                  KITH_RELATIONSHIP(Room, desk, Desk,
                                    .back_populates = "room"));
static KITH_TABLE(Desk, "desks", KITH_PRIMARY_KEY(Desk, id),
                  KITH_FOREIGN_KEY(Desk, tenant_id, Tenant, id),
                  KITH_COLUMN(Desk, room_number),
                  KITH_FOREIGN_KEYS(Desk, (tenant_id, room_number), Room,
                                    (tenant_id, number)),
                  KITH_RELATIONSHIP(Desk, room, Room,
                                    .back_populates = "desk"));

KT_TEST(find_key, knows_scalars_and_shared_columns_and_no_null_part)
{
    kith_db *db = OPEN(Tenant, Room, Desk);
    Room *room;
    Desk *desk;

    kith_insert(db, Tenant, .id = 1);
    room = kith_insert(db, Room, .tenant_id = 1, .number = 5);
    desk = kith_insert(db, Desk, .room.row = room);
    kith_insert(db, Desk, .tenant_id = 1);
    KT_ASSERT(kith_find_key(db, Room, (tenant_id, number), 1, 5) == room);
    KT_ASSERT(kith_find_key(db, Desk, (tenant_id, room_number), 1, 5) == desk);
    KT_ASSERT_NULL(kith_find_key(db, Desk, (tenant_id, room_number), 1, 0));
    ANSWERS(kith_unlink(desk, room), KITH_OK);
    KT_ASSERT_NULL(kith_find_key(db, Desk, (tenant_id, room_number), 1, 5));
    KT_ASSERT_NULL(kith_find_key(db, Desk, (tenant_id, room_number), 1, 0));
    family_close(db);
}

KT_TEST(find_key, finds_nothing_by_NULL_and_no_NULL)
{
    kith_db *db = OPEN(Album, Track);
    const char *no_text = NULL;
    const kith_blob no_bytes = {NULL, 0};
    const kith_value values[] = {{.kind = KITH_KIND_NONE}, KITH_STRING("")};

    kith_insert(db, Track, .title = NULL, .code = "");
    kith_insert(db, Track, .title = "", .artist = NULL, .disc = {0, false});
    KT_ASSERT_NULL(kith_find_key(db, Track, (title, code), no_text, ""));
    KT_ASSERT_NULL(kith_find_key(db, Track, (title, code), "", no_text));
    KT_ASSERT_NULL(kith_find_key(db, Track, (artist, title), "", ""));
    KT_ASSERT_NULL(kith_find_key(db, Track, (artist, title), no_text, ""));
    KT_ASSERT_NULL(kith_find_key(db, Track, (disc, length, code), 0, 0, ""));
    KT_ASSERT_NULL(kith_find_key(db, Track, (sound, disc, code, album),
                                 no_bytes, 0, "", 0));
    KT_ASSERT_NULL(kith_find_key_row(db, &Track_table,
                                     OFFSETS(AT(title), AT(code)), values, 2));
    KT_ASSERT_NULL(kith_find_key_at(db, &Track_table,
                                    OFFSETS(AT(title), AT(code)), NULL, 2));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(find_key, takes_values_of_any_form_for_any_number_of_columns)
{
    kith_db *db = OPEN(Album, Track);
    const size_t *four = OFFSETS(AT(sound), AT(disc), AT(code), AT(album));
    kith_value values[] = {KITH_BINARY("x", 1), KITH_INTEGER(1),
                           KITH_STRING("a"), KITH_INTEGER(7)};
    kith_match match;
    Track *track;

    kith_insert(db, Album, .artist = "Queen", .number = 7);
    track =
        kith_insert(db, Track, .title = "t", .code = "a", .disc = {1, true},
                    .sound = KITH_BYTES("x", 1), .album = 7, .artist = "Queen");
    KT_ASSERT(kith_find_key_row(db, &Track_table, four, values, 4) == track);
    match = kith_match_key_row(db, &Track_table, four, values, 4);
    KT_ASSERT(kith_next_match(&match) == track);
    KT_ASSERT_NULL(kith_next_match(&match));
    KT_ASSERT(kith_find_key_row(db, &Track_table, OFFSETS(AT(id)),
                                &(kith_value)KITH_INTEGER(1), 1) == track);
    values[1].integer = 70000; /* no int16_t */
    KT_ASSERT_NULL(kith_find_key_row(db, &Track_table, four, values, 4));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    values[1] = (kith_value)KITH_STRING("1");
    REFUSES_ROW(db, kith_find_key_row(db, &Track_table, four, values, 4),
                KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_find_key_row: a value for tracks.disc is not of its "
                     "kind");
    family_close(db);
}

KT_TEST(find_key, names_the_near_key_when_columns_are_no_key)
{
    kith_db *db = OPEN(Album, Track);

    REFUSES_ROW(db, kith_find_key(db, Track, (title, artist), "", ""),
                KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_find_key_at: (title, artist) are the columns of a "
                     "key of tracks whose order is (artist, title): give "
                     "columns and values in that order");
    REFUSES_ROW(db, kith_find_key(db, Track, (artist, album), "", 1),
                KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_find_key_at: (artist, album) are the columns of a "
                     "key of tracks whose order is (album, artist): give "
                     "columns and values in that order");
    REFUSES_ROW(db, kith_find_key(db, Track, (length, code), 1, ""),
                KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_find_key_at: (length, code) is a part only of the "
                     "key (disc, length, code) of tracks: give all of its "
                     "columns, or declare an index of these");
    kith_for_each_match_key(db, Track, track, (title, length), "", 1)
        KT_ASSERT(!track);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_match_key_at: no key, index or foreign key of "
                     "tracks is (title, length): declare one, say with "
                     "KITH_INDEX, or visit the rows with kith_for_each_row");
    REFUSES_ROW(
        db,
        kith_find_key_row(db, &Track_table, OFFSETS(AT(on), AT(id)), NULL, 2),
        KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find_key_row(db, &Track_table, NULL, NULL, 2),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find_key_row(db, &Track_table, OFFSETS(0), NULL, 0),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find_key_row(db, &Track_table, OFFSETS(0), NULL, 99),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find_key(db, Desk, (tenant_id, room_number), 1, 1),
                KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_find_key(NULL, Track, (artist, title), "", ""));
    family_close(db);
}

/* --- Against a look at every row ------------------------------------------ */

enum { ARTISTS = 4, STEPS = 3000 };
static const char *const names[ARTISTS] = {"abba", "beck", "cher", NULL};

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* How many rows have both values, which are not NULL. */
static size_t scan(kith_db *db, const char *artist, const char *title)
{
    size_t count = 0;

    kith_for_each_row(db, Track, track)
        count += same(track->artist, artist) && same(track->title, title);
    return count;
}

static void agree(kith_db *db)
{
    for (int i = 0; i < ARTISTS; i++) {
        for (int j = 0; j < ARTISTS; j++) {
            size_t count = 0;
            Track *first =
                kith_find_key(db, Track, (artist, title), names[i], names[j]);

            kith_for_each_match_key(db, Track, track, (artist, title), names[i],
                                    names[j])
            {
                KT_ASSERT(count > 0 || track == first);
                KT_ASSERT(same(track->artist, names[i]) &&
                          same(track->title, names[j]));
                count++;
            }
            KT_ASSERT_EQ(count, scan(db, names[i], names[j]));
            KT_ASSERT((count > 0) == (first != NULL));
        }
        for (int32_t number = 1; number < 4; number++) {
            Album *album =
                kith_find_key(db, Album, (artist, number), names[i], number);
            uint32_t count = 0;

            kith_for_each_match_key(db, Track, track, (album, artist), number,
                                    names[i])
            {
                KT_ASSERT(track->on.row == album);
                KT_ASSERT(count > 0 || track == kith_first(album->tracks));
                count++;
            }
            KT_ASSERT_EQ(count, album ? album->tracks.count : 0u);
        }
    }
}

KT_TEST(find_key, agrees_with_a_look_at_every_row_through_random_writes)
{
    kith_db *db = OPEN(Album, Track);
    uint64_t random = 11;

    for (int i = 0; i < ARTISTS - 1; i++) {
        for (int32_t number = 1; number < 4; number++)
            kith_insert(db, Album, .artist = names[i], .number = number);
    }
    for (int step = 0; step < STEPS; step++) {
        Track *track =
            kith_get(db, Track, (int64_t)(1 + family_random(&random) % 60));
        const char *name = names[family_random(&random) % ARTISTS];

        switch (family_random(&random) % 5) {
        case 0:
        case 1:
            if (kith_count(db, Track) < 50)
                kith_insert(db, Track, .artist = names[step % 3],
                            .album = 1 + step % 3, .title = name,
                            .code = {(char)('a' + step % 20),
                                     (char)('a' + step / 20 % 20)});
            break;
        case 2:
            if (track && name)
                kith_update(track, kith_to(track, artist, name),
                            kith_to(track, album, 1 + step % 3));
            break;
        case 3:
            if (track)
                kith_set(track, title, name);
            break;
        default:
            if (track && step % 3 == 0)
                kith_unlink(track, on);
            else if (track)
                kith_delete(track);
            break;
        }
        if (step % 10 == 0)
            agree(db);
    }
    family_close(db);
}
