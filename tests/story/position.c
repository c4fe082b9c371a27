/* position.c - columns in which the members of a collection show their places. */
#include "family.h"
#include "fault.h"
#include "refusal.h"

#include <kith/dump.h>
#include <kith/test/diff.h>
#include <kith/test/world.h>

#include <stdlib.h>
#include <string.h>

/* Lists of songs, each of which knows its place; a song is on many lists by
 * entries, which know theirs on both sides. */
typedef struct List List;
typedef struct Song Song;
typedef struct Radio Radio;
typedef struct Entry Entry;
struct List {
    const int64_t id;
    KITH_COLLECTION(Song) songs;
};
struct Song {
    const int64_t id;
    KITH_TEXT title;
    const int64_t rank;
    const int64_t list_id;
    KITH_REFERENCE(List) list;
    const KITH_OPTIONAL(int32_t) changes; /* how often a call changed it */
    KITH_COLLECTION_VIA(Entry, Radio) radios;
};
struct Radio {
    const int64_t id;
    KITH_COLLECTION_VIA(Entry, Song) songs;
};
struct Entry {
    const int64_t song_id, radio_id;
    KITH_REFERENCE(Song) song;
    KITH_REFERENCE(Radio) radio;
    const int32_t nth;
    const uint32_t nth_radio;
};

static kith_value count_change(const void *draft)
{
    const Song *song = draft;

    return (kith_value)KITH_INTEGER(song->changes.value + 1);
}
static KITH_TABLE(List, "lists", KITH_PRIMARY_KEY(List, id),
                  KITH_RELATIONSHIP(List, songs, Song, .back_populates = "list",
                                    .position = "rank"));
static KITH_TABLE(
    Song, "songs", KITH_PRIMARY_KEY(Song, id), KITH_COLUMN(Song, title),
    KITH_COLUMN(Song, rank),
    KITH_FOREIGN_KEY(Song, list_id, List, id, .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Song, list, List, .back_populates = "songs"),
    KITH_OPTIONAL_COLUMN(Song, changes, .on_update_function = count_change),
    KITH_RELATIONSHIP(Song, radios, Radio, .secondary = "entries",
                      .back_populates = "songs", .position = "nth_radio"));
static KITH_TABLE(Radio, "radios", KITH_PRIMARY_KEY(Radio, id),
                  KITH_RELATIONSHIP(Radio, songs, Song, .secondary = "entries",
                                    .back_populates = "radios",
                                    .position = "nth"));
static KITH_TABLE(Entry, "entries",
                  KITH_FOREIGN_KEY(Entry, song_id, Song, id,
                                   .primary_key = true),
                  KITH_FOREIGN_KEY(Entry, radio_id, Radio, id,
                                   .primary_key = true),
                  KITH_COLUMN(Entry, nth), KITH_COLUMN(Entry, nth_radio),
                  KITH_RELATIONSHIP(Entry, song, Song),
                  KITH_RELATIONSHIP(Entry, radio, Radio));
#define SONGS List, Song, Radio, Entry

/* Titles in the order of the list, each of which shows its place. */
static void assert_songs(const List *list, const char *expected)
{
    struct spelling spelling = {.count = 0};
    int64_t place = 0;

    kith_for_each(song, list->songs) {
        spell(&spelling, song->title);
        KT_ASSERT_EQ(song->rank, place);
        place++;
    }
    KT_ASSERT_STR_EQ(spelling.text, expected);
    family_verify(kith_db_of(list));
}

static List *new_list(kith_db *db, const char *titles)
{
    List *list = kith_insert_default(db, List);
    char title[2] = "";

    for (; *titles; titles++) {
        title[0] = *titles;
        kith_insert(db, Song, .title = title, .list.row = list);
    }
    return list;
}

static Song *song_of(List *list, const char *title)
{
    kith_for_each(song, list->songs) {
        if (strcmp(song->title, title) == 0)
            return song;
    }
    return NULL;
}

KT_TEST(position, is_the_place_in_the_list_whatever_call_changes_it)
{
    kith_db *db = OPEN(SONGS);
    List *list = new_list(db, "abcde"), *other = new_list(db, "x");
    Song *a = song_of(list, "a"), *c = song_of(list, "c");

    assert_songs(list, "a b c d e");
    ANSWERS(kith_remove(list, songs, c), KITH_OK);
    KT_ASSERT_EQ(c->rank, 0);
    assert_songs(list, "a b d e");
    ANSWERS(kith_append(list, songs, c), KITH_OK);
    assert_songs(list, "a b d e c");
    ANSWERS(kith_move(list, songs, c, 1), KITH_OK);
    assert_songs(list, "a c b d e");
    ANSWERS(kith_move(list, songs, a, 99), KITH_OK);
    assert_songs(list, "c b d e a");
    ANSWERS(kith_relate(c, list, other), KITH_OK);
    assert_songs(list, "b d e a");
    assert_songs(other, "x c");
    ANSWERS(kith_set(a, list_id, other->id), KITH_OK);
    assert_songs(list, "b d e");
    assert_songs(other, "x c a");
    ANSWERS(kith_delete(song_of(other, "x")), KITH_OK);
    assert_songs(other, "c a");
    ANSWERS(kith_delete(other), KITH_OK);
    KT_ASSERT_EQ(a->rank, 0);
    KT_ASSERT_EQ(c->rank, 0);
    ANSWERS(kith_clear(list, songs), KITH_OK);
    assert_songs(list, "");
    family_close(db);
}

KT_TEST(position, follows_a_replace_and_calls_for_many_rows)
{
    kith_db *db = OPEN(SONGS);
    List *list = new_list(db, "abcdef"), *other = new_list(db, "xyz");
    Song *wanted[] = {song_of(list, "e"), song_of(other, "y"),
                      song_of(list, "a"), song_of(list, "c")};

    ANSWERS(kith_replace(list, songs, wanted, 4), KITH_OK);
    assert_songs(list, "e y a c");
    assert_songs(other, "x z");
    Song *gone[] = {song_of(list, "c"), song_of(list, "e"),
                    song_of(other, "x")};
    ANSWERS(kith_append_rows(other, songs, wanted, 2), KITH_OK);
    assert_songs(list, "a c");
    assert_songs(other, "x z e y");
    ANSWERS(kith_delete_rows(gone, 3), KITH_OK);
    assert_songs(list, "a");
    assert_songs(other, "z y");
    family_close(db);
}

static void change_all(kith_db *db, List *list, List *other)
{
    Song *order[] = {song_of(other, "y"), song_of(list, "d"),
                     song_of(list, "b")};

    ANSWERS(kith_move(list, songs, song_of(list, "a"), 3), KITH_OK);
    ANSWERS(kith_remove(list, songs, song_of(list, "b")), KITH_OK);
    ANSWERS(kith_append(list, songs, order[2]), KITH_OK);
    ANSWERS(kith_delete(song_of(list, "c")), KITH_OK);
    ANSWERS(kith_replace(list, songs, order, 3), KITH_OK);
    ANSWERS(kith_append(other, songs, order[1]), KITH_OK);
    kith_insert(db, Song, .title = "n", .list.row = list);
    ANSWERS(kith_move(other, songs, order[1], 0), KITH_OK);
    ANSWERS(kith_delete(other), KITH_OK);
    assert_songs(list, "y b n");
}

KT_TEST(position, is_taken_back_with_what_changed_it)
{
    kith_db *db = OPEN(SONGS);
    List *list = new_list(db, "abcdef"), *other = new_list(db, "xyz");
    const uint64_t before = kith_test_state(db);

    for (int i = 0; i < 3; i++) {
        ANSWERS(kith_begin(db), KITH_OK);
        change_all(db, list, other);
        ANSWERS(kith_rollback(db), KITH_OK);
        assert_songs(list, "a b c d e f");
        assert_songs(other, "x y z");
        KT_ASSERT_EQ(kith_test_state(db), before);
    }
    ANSWERS(kith_begin(db), KITH_OK);
    change_all(db, list, other);
    ANSWERS(kith_commit(db), KITH_OK);
    assert_songs(list, "y b n");
    family_close(db);
}

KT_TEST(position, is_right_where_a_member_leaves_a_list_that_goes)
{
    kith_db *db = OPEN(SONGS);
    List *list = new_list(db, "abcd");

    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_remove(list, songs, song_of(list, "b")), KITH_OK);
    ANSWERS(kith_delete(list), KITH_OK);
    family_verify(db);
    ANSWERS(kith_rollback(db), KITH_OK);
    assert_songs(list, "a b c d");
    family_close(db);
}

KT_TEST(position, is_kept_on_both_sides_of_a_many_to_many)
{
    kith_db *db = OPEN(SONGS);
    Radio *radios[3];
    Song *songs[3];

    for (int i = 0; i < 3; i++) {
        radios[i] = kith_insert_default(db, Radio);
        songs[i] = kith_insert_default(db, Song);
    }
    for (int i = 0; i < 9; i++)
        ANSWERS(kith_append(radios[i / 3], songs, songs[i % 3]), KITH_OK);
    family_verify(db);
    KT_ASSERT_EQ(kith_get(db, Entry, 3, 2)->nth, 2);
    KT_ASSERT_EQ(kith_get(db, Entry, 3, 2)->nth_radio, 1u);
    ANSWERS(kith_delete(radios[0]), KITH_OK);
    ANSWERS(kith_remove(songs[0], radios, radios[1]), KITH_OK);
    ANSWERS(kith_move(radios[2], songs, songs[2], 0), KITH_OK);
    KT_ASSERT_EQ(kith_get(db, Entry, 3, 2)->nth, 1);
    KT_ASSERT_EQ(kith_get(db, Entry, 3, 2)->nth_radio, 0u);
    KT_ASSERT_EQ(kith_get(db, Entry, 3, 3)->nth, 0);
    family_verify(db);
    ANSWERS(kith_delete(songs[1]), KITH_OK);
    KT_ASSERT_EQ(kith_get(db, Entry, 1, 3)->nth, 1);
    family_close(db);
}

KT_TEST(position, calls_no_function_for_the_members_that_are_renumbered)
{
    kith_db *db = OPEN(SONGS);
    List *list = new_list(db, "abc");
    Song *a = song_of(list, "a"), *c = song_of(list, "c");

    ANSWERS(kith_remove(list, songs, a), KITH_OK);
    KT_ASSERT(a->changes.present);
    KT_ASSERT_EQ(c->rank, 1);
    KT_ASSERT(!c->changes.present);
    family_close(db);
}

KT_TEST(position, is_neither_given_nor_set)
{
    kith_db *db = OPEN(SONGS);
    List *list = new_list(db, "a");
    Song *a = song_of(list, "a");

    REFUSES_ROW(db, kith_insert(db, Song, .rank = 1), KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "songs.rank is a position, which follows the list");
    REFUSES(db, kith_set(a, rank, 1), KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_insert_values(
        db, &Song_table,
        &(kith_column_value){offsetof(Song, rank), {KITH_KIND_NONE}}, 1));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "songs.rank is a position");
    REFUSES(db, kith_update(a, kith_to(a, title, "b"), kith_to(a, rank, 0)),
            KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(position, is_made_again_by_a_load)
{
    kith_db *db = OPEN(SONGS), *copy = OPEN(SONGS);
    kith_text_buffer text = {0};
    List *list = new_list(db, "abc");

    ANSWERS(kith_move(list, songs, song_of(list, "c"), 0), KITH_OK);
    ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&text)), KITH_OK);
    ANSWERS(kith_load_text(copy, text.text, NULL, NULL), KITH_OK);
    assert_songs(kith_get(copy, List, 1), "c a b");
    KT_ASSERT_EQ(kith_digest(copy), kith_digest(db));
    kith_text_buffer_free(&text);
    family_close(copy);
    family_close(db);
}

KT_TEST(position, is_no_difference_beside_the_order_of_its_list)
{
    kith_db *db = OPEN(SONGS), *other = OPEN(SONGS);
    List *list = new_list(db, "abc");
    kith_text_buffer text = {0};
    size_t count;

    new_list(other, "abc");
    ANSWERS(kith_move(list, songs, song_of(list, "c"), 0), KITH_OK);
    ANSWERS(kith_diff(db, other, NULL, kith_output_to_buffer(&text), &count),
            KITH_OK);
    KT_ASSERT_EQ(count, (size_t)1);
    KT_ASSERT(!strstr(text.text, "rank"), "%s", text.text);
    kith_text_buffer_free(&text);
    family_close(other);
    family_close(db);
}

/* So many members leave one list by one call, every other one. */
static double seconds_of_leaving(size_t count)
{
    kith_db *db = OPEN(SONGS);
    List *list = kith_insert_default(db, List);
    Song **songs = malloc(count * sizeof *songs);
    double begin;

    KT_ASSERT_NOT_NULL(songs);
    for (size_t i = 0; i < count; i++) {
        songs[i / 2] = kith_insert(db, Song, .list.row = list);
        KT_ASSERT_NOT_NULL(songs[i / 2]);
    }
    begin = family_seconds();
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_delete_rows(songs, count / 2), KITH_OK);
    ANSWERS(kith_rollback(db), KITH_OK);
    ANSWERS(kith_remove_rows(list, songs, songs, count / 2), KITH_OK);
    begin = family_seconds() - begin;
    free(songs);
    family_close(db);
    return begin;
}

KT_TEST_ONCE(position, is_written_once_for_all_that_one_call_takes_out)
{
    double tenth = seconds_of_leaving(4000), all = seconds_of_leaving(40000);

    KT_ASSERT(family_linear(tenth, all), "%f s, then %f s", tenth, all);
}

/* --- Out of memory -------------------------------------------------------- */

KT_TEST(position, is_as_before_where_a_call_has_no_memory)
{
    kith_db *db = OPEN(SONGS);
    List *list = new_list(db, "abcdefg"), *other = new_list(db, "xyz");
    Song *wanted[] = {song_of(list, "e"), song_of(other, "y"),
                      song_of(list, "a"), song_of(list, "c")};
    kith_status status;

    for (size_t n = 1;; n++) {
        fault_fail_from(n);
        status = kith_replace(list, songs, wanted, 4);
        fault_stop();
        if (status == KITH_OK)
            break;
        KT_ASSERT_EQ(status, KITH_E_MEMORY);
        assert_songs(list, "a b c d e f g");
    }
    assert_songs(list, "e y a c");
    family_close(db);
}

/* --- Declaring ------------------------------------------------------------ */

typedef struct Box Box;
typedef struct Thing Thing;
struct Box {
    const int64_t id;
    KITH_COLLECTION(Thing) things;
};
struct Thing {
    const int64_t id;
    const int16_t narrow;
    int64_t open;
    const int64_t sorted, place;
    const KITH_OPTIONAL(int64_t) perhaps;
    const int64_t box_id;
    KITH_REFERENCE(Box) box;
};
#define BOX(...)                                                            \
    DECLARED(Box, "boxes", KITH_PRIMARY_KEY(Box, id),                       \
             KITH_RELATIONSHIP(Box, things, Thing, .back_populates = "box", \
                               __VA_ARGS__))
#define THING                                                                 \
    DECLARED(Thing, "things", KITH_PRIMARY_KEY(Thing, id),                    \
             KITH_COLUMN(Thing, narrow), KITH_COLUMN(Thing, open),            \
             KITH_COLUMN(Thing, sorted, .index = KITH_ORDERED),               \
             KITH_COLUMN(Thing, place), KITH_OPTIONAL_COLUMN(Thing, perhaps), \
             KITH_FOREIGN_KEY(Thing, box_id, Box, id),                        \
             KITH_RELATIONSHIP(Thing, box, Box, .back_populates = "things"))
static const struct refusal refused[] = {
    {"no column",
     {BOX(.position = "nowhere"), THING},
     "boxes.things has the .position nowhere, which is no column of things: "
     "correct the name"},
    {"a narrow one",
     {BOX(.position = "narrow"), THING},
     "boxes.things has the .position things.narrow, which must be an integer "
     "of 32 bits or more: declare it const int64_t"},
    {"one that may be NULL",
     {BOX(.position = "perhaps"), THING},
     "boxes.things has the .position things.perhaps, which must be an integer "
     "of 32 bits or more: declare it const int64_t"},
    {"one that programs write",
     {BOX(.position = "open"), THING},
     "boxes.things has the .position things.open, which could be written past "
     "the list: declare it const"},
    {"one in an index",
     {BOX(.position = "sorted"), THING},
     "boxes.things has the .position things.sorted, at which another rule "
     "looks: use a column of its own, without key, index, check, limit or "
     "function"},
    {"one in the order of the collection",
     {BOX(.position = "place", .order_by = "place"), THING},
     "boxes.things has the .position things.place, at which another rule "
     "looks: use a column of its own, without key, index, check, limit or "
     "function"},
    {"one of a reference",
     {DECLARED(Box, "boxes", KITH_PRIMARY_KEY(Box, id)),
      DECLARED(Thing, "things", KITH_PRIMARY_KEY(Thing, id),
               KITH_COLUMN(Thing, place),
               KITH_FOREIGN_KEY(Thing, box_id, Box, id),
               KITH_RELATIONSHIP(Thing, box, Box, .position = "place"))},
     "things.box has .position, which belongs to a collection: drop it"},
};

KT_TEST(position, of_other_columns_is_refused)
{
    const struct refusal fine = {
        "fine", {BOX(.position = "place"), THING}, NULL};

    CHECK_REFUSALS(refused);
    refusal_not(&fine);
}
