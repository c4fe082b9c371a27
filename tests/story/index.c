/* index.c - finding rows by a value that several of them may hold. */
#include "family.h"

#include <stdlib.h>

typedef struct Note Note;
typedef struct Board Board;
struct Board {
    const int64_t id;
    KITH_TEXT title;
    KITH_COLLECTION(Note) notes;
};
struct Note {
    const int64_t id;
    KITH_TEXT text;
    const int32_t colour;
    const char mood[6];
    const KITH_OPTIONAL(double) weight;
    const bool done;
    const int64_t board_id;
    KITH_REFERENCE(Board) board;
    KITH_TEXT author;
    int32_t plain;
};
static KITH_TABLE(Board, "boards", KITH_PRIMARY_KEY(Board, id),
                  KITH_COLUMN(Board, title),
                  KITH_RELATIONSHIP(Board, notes, Note,
                                    .back_populates = "board"));
static KITH_TABLE(Note, "notes", KITH_PRIMARY_KEY(Note, id),
                  KITH_COLUMN(Note, text, .index = true),
                  KITH_COLUMN(Note, colour, .index = true),
                  KITH_COLUMN(Note, mood, .index = true),
                  KITH_OPTIONAL_COLUMN(Note, weight, .index = true),
                  KITH_COLUMN(Note, done, .index = true),
                  KITH_FOREIGN_KEY(Note, board_id, Board, id),
                  KITH_RELATIONSHIP(Note, board, Board,
                                    .back_populates = "notes"),
                  KITH_COLUMN(Note, author), KITH_INDEX("author"),
                  KITH_INDEX("author", "done"), KITH_COLUMN(Note, plain));

KT_TEST(index, finds_the_oldest_by_columns_of_every_kind)
{
    kith_db *db = OPEN(Board, Note);
    Board *board = kith_insert(db, Board, .title = "kitchen");
    Note *milk = kith_insert(db, Note, .text = "milk", .colour = -3,
                             .mood = "happy", .weight = KITH_SOME(1.5),
                             .author = "Ann", .board.row = board);
    kith_insert(db, Note, .text = "milk", .colour = -3, .mood = "happy",
                .weight = KITH_SOME(1.5), .author = "Ann", .board.row = board);

    KT_ASSERT_EQ(kith_find(db, Note, text, "milk"), milk);
    KT_ASSERT_EQ(kith_find(db, Note, colour, -3), milk);
    KT_ASSERT_EQ(kith_find(db, Note, mood, "happy"), milk);
    KT_ASSERT_EQ(kith_find(db, Note, weight, 1.5), milk);
    KT_ASSERT_EQ(kith_find(db, Note, done, false), milk);
    KT_ASSERT_EQ(kith_find(db, Note, board_id, board->id), milk);
    KT_ASSERT_EQ(kith_find(db, Note, author, "Ann"), milk);
    KT_ASSERT_EQ(kith_find(db, Note, id, milk->id), milk);
    KT_ASSERT_NULL(kith_find(db, Note, text, "mil"));
    KT_ASSERT_NULL(kith_find(db, Note, text, "milky"));
    KT_ASSERT_NULL(kith_find(db, Note, colour, 3));
    KT_ASSERT_NULL(kith_find(db, Note, done, true));
    KT_ASSERT_NULL(kith_find(db, Note, board_id, 99));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(index, keeps_the_order_in_which_rows_came_to_the_value)
{
    kith_db *db = OPEN(Board, Note);
    Note *a = kith_insert(db, Note, .text = "a", .colour = 1);
    Note *b = kith_insert(db, Note, .text = "b", .colour = 1);
    Note *c = kith_insert(db, Note, .text = "c", .colour = 2);
    kith_insert(db, Note, .text = "d", .colour = 1);

    ASSERT_MATCHES(db, Note, colour, 1, text, "a b d");
    ANSWERS(kith_set(a, colour, 2), KITH_OK);
    ASSERT_MATCHES(db, Note, colour, 1, text, "b d");
    ASSERT_MATCHES(db, Note, colour, 2, text, "c a");
    ANSWERS(kith_set(a, colour, 1), KITH_OK);
    ASSERT_MATCHES(db, Note, colour, 1, text, "b d a");
    ANSWERS(kith_set(b, colour, 1), KITH_OK);
    ASSERT_MATCHES(db, Note, colour, 1, text, "b d a");
    KT_ASSERT_EQ(kith_find(db, Note, colour, 1), b);
    ANSWERS(kith_delete(b), KITH_OK);
    ASSERT_MATCHES(db, Note, colour, 1, text, "d a");
    ASSERT_MATCHES(db, Note, colour, 2, text, "c");
    ANSWERS(kith_delete(c), KITH_OK);
    ASSERT_MATCHES(db, Note, colour, 2, text, "");
    family_close(db);
}

KT_TEST(index, walks_a_foreign_key_in_the_order_of_the_list)
{
    kith_db *db = OPEN(Board, Note);
    Board *board = kith_insert(db, Board, .title = "kitchen");
    Note *a = kith_insert(db, Note, .text = "a", .board.row = board);
    kith_insert(db, Note, .text = "b", .board.row = board);
    kith_insert(db, Note, .text = "c");

    ANSWERS(kith_unlink(a, board), KITH_OK);
    ANSWERS(kith_append(board, notes, a), KITH_OK);

    ASSERT_LIST(board->notes, text, "b a");
    ASSERT_MATCHES(db, Note, board_id, 1, text, "b a");
    ASSERT_MATCHES(db, Note, board_id, 0, text, "");
    ASSERT_MATCHES(db, Note, board_id, 99, text, "");
    family_close(db);
}

KT_TEST(index, walk_of_a_match_allows_deleting_and_changing_any_row)
{
    enum { ROWS = 60 };

    for (int way = 0; way < 6; way++) {
        kith_db *db = OPEN(Board, Note);
        Note *notes[ROWS];
        int met = 0;
        for (int i = 0; i < ROWS; i++)
            notes[i] = kith_insert(db, Note, .colour = 4, .plain = i);

        kith_for_each_match(db, Note, note, colour, 4)
        {
            const int i = note->plain;
            KT_ASSERT(kith_is_live(note) && note->colour == 4);
            met++;
            if (way == 0)
                ANSWERS(kith_delete(note), KITH_OK);
            if (way == 1)
                ANSWERS(kith_set(note, colour, 5), KITH_OK);
            if (way == 2 && i + 1 < ROWS)
                ANSWERS(kith_delete(notes[i + 1]), KITH_OK);
            if (way == 3 && i % 2 == 0)
                ANSWERS(kith_set(notes[i + 1], colour, 5), KITH_OK);
            if (way == 4 && i > 0)
                ANSWERS(kith_delete(notes[i - 1]), KITH_OK);
            if (way == 5 && i == 10) {
                for (int j = 0; j < ROWS; j++)
                    ANSWERS(kith_delete(notes[j]), KITH_OK);
            }
        }

        const int expected[] = {ROWS, ROWS, ROWS / 2, ROWS / 2, ROWS, 11};
        KT_ASSERT(met == expected[way], "way %d met %d", way, met);
        family_close(db);
    }
}

KT_TEST(index, walk_of_a_match_survives_its_parent_and_new_rows)
{
    kith_db *db = OPEN(Board, Note);
    Board *board = kith_insert(db, Board, .title = "kitchen");
    int met = 0;
    for (int i = 0; i < 50; i++)
        kith_insert(db, Note, .colour = 4, .board.row = board);

    kith_for_each_match(db, Note, coloured, colour, 4)
    {
        if (met++ < 60)
            kith_insert(db, Note, .colour = 4, .board.row = board);
        KT_ASSERT(kith_is_live(coloured));
    }
    KT_ASSERT(met >= 50 && met <= 110, "met %d", met);

    met = 0;
    kith_for_each_match(db, Note, pinned, board_id, 1)
    {
        KT_ASSERT(kith_is_live(pinned));
        if (++met == 20)
            ANSWERS(kith_delete(board), KITH_OK);
    }
    KT_ASSERT_EQ(met, 20);
    family_close(db);
}

KT_TEST(index, walk_of_a_match_knows_break_continue_and_nesting)
{
    kith_db *db = OPEN(Board, Note);
    for (int i = 0; i < 10; i++)
        kith_insert(db, Note, .colour = i % 2, .plain = i);
    int met = 0, pairs = 0;

    kith_for_each_match(db, Note, note, colour, 1)
    {
        if (note->plain < 4)
            continue;
        met++;
        if (note->plain == 7)
            break;
    }
    kith_for_each_match(db, Note, odd, colour, 1)
    {
        kith_for_each_match(db, Note, even, colour, 0) pairs +=
            odd->plain != even->plain;
    }

    KT_ASSERT_EQ(met, 2);
    KT_ASSERT_EQ(pairs, 25);
    family_close(db);
}

/* Rows come, go and change colour at random; a plain array says which of them
 * hold a colour, and in which order they came to it. */
KT_TEST(index, agrees_with_an_array_through_random_changes)
{
    enum { ROWS = 200, COLOURS = 7, STEPS = 6000 };
    struct entry {
        Note *note;
        int colour, stamp;
    } entries[ROWS] = {{NULL, 0, 0}};
    kith_db *db = OPEN(Board, Note);
    uint64_t seed = 99;

    for (int step = 1; step <= STEPS; step++) {
        struct entry *entry = &entries[family_random(&seed) % ROWS];
        const int colour = (int)(family_random(&seed) % COLOURS);
        if (!entry->note) {
            entry->note = kith_insert(db, Note, .colour = colour);
            *entry = (struct entry){entry->note, colour, step};
        } else if (family_random(&seed) % 3 == 0) {
            ANSWERS(kith_delete(entry->note), KITH_OK);
            entry->note = NULL;
        } else {
            ANSWERS(kith_set(entry->note, colour, colour), KITH_OK);
            if (entry->colour != colour)
                *entry = (struct entry){entry->note, colour, step};
        }

        int stamp = 0, met = 0, held = 0;
        kith_for_each_match(db, Note, note, colour, colour)
        {
            int i = 0;
            while (entries[i].note != note)
                i++;
            KT_ASSERT(entries[i].colour == colour && entries[i].stamp > stamp);
            stamp = entries[i].stamp;
            met++;
        }
        for (int i = 0; i < ROWS; i++)
            held += entries[i].note && entries[i].colour == colour;
        KT_ASSERT(met == held, "step %d: %d of %d", step, met, held);
    }
    family_close(db);
}

/* Give n rows one value, then take it from them from the front, from the back
 * and here and there. Answers the seconds that took. */
static double one_value(size_t n)
{
    kith_db *db = OPEN(Board, Note);
    Note **notes = calloc(n, sizeof *notes);
    uint64_t seed = 5;
    const double start = family_seconds();

    for (size_t i = 0; i < n; i++)
        notes[i] = kith_insert(db, Note, .colour = 7, .text = "same");
    KT_ASSERT_EQ(kith_find(db, Note, colour, 7), notes[0]);
    for (size_t i = 0; i < n / 4; i++) {
        ANSWERS(kith_delete(notes[i]), KITH_OK);
        ANSWERS(kith_set(notes[n - 1 - i], colour, 8), KITH_OK);
        KT_ASSERT_EQ(kith_find(db, Note, text, "same"), notes[i + 1]);
    }
    for (size_t i = 0; i < n / 2; i++) {
        Note *note = notes[n / 4 + family_random(&seed) % (n / 2)];
        ANSWERS(kith_set(note, colour, 7 + (int)(i % 2)), KITH_OK);
    }
    size_t met = 0;
    kith_for_each_match(db, Note, note, text, "same") met++;
    KT_ASSERT_EQ(met, n - n / 4);
    const double seconds = family_seconds() - start;
    free(notes);
    family_close(db);
    return seconds;
}

KT_TEST(index, of_a_hundred_thousand_equal_values_takes_linear_time)
{
    const double tenth = one_value(10000);
    const double time = one_value(100000);

    KT_ASSERT(family_linear(tenth, time), "10,000: %f s, 100,000: %f s", tenth,
              time);
}

/* The oldest of n equal rows leaves, n / 2 times; who is the oldest now? */
static double leave_from_the_front(size_t n)
{
    kith_db *db = OPEN(Board, Note);
    Note **notes = calloc(n, sizeof *notes);
    Board *board = kith_insert(db, Board, .title = "kitchen");
    for (size_t i = 0; i < n; i++)
        notes[i] = kith_insert(db, Note, .colour = 7, .board.row = board);

    const double start = family_seconds();
    for (size_t i = 0; i < n / 2; i++) {
        ANSWERS(kith_delete(notes[i]), KITH_OK);
        KT_ASSERT_EQ(kith_find(db, Note, colour, 7), notes[i + 1]);
        KT_ASSERT_EQ(kith_find(db, Note, board_id, 1), notes[i + 1]);
    }
    const double seconds = family_seconds() - start;

    free(notes);
    family_close(db);
    return seconds;
}

KT_TEST(index, finds_the_oldest_by_one_probe_while_the_oldest_leave)
{
    const double tenth = leave_from_the_front(15000);
    const double time = leave_from_the_front(150000);

    KT_ASSERT(family_linear(tenth, time), "15,000: %f s, 150,000: %f s", tenth,
              time);
}
