/* cursors.c - walking rows while any of them change. What cursors meet is judged
 * at random by tests/walks/; here is what each of them is for. A restore closes
 * cursors, so none of these tests runs where each call is played several times.
 */
#include "family.h"
#include "fault.h"

/* Shelves with books, kept in order by their titles; a book has a subject. */
typedef struct Shelf Shelf;
typedef struct Book Book;
struct Shelf {
    const int64_t id;
    KITH_COLLECTION(Book) books;
};
struct Book {
    const int64_t id;
    KITH_TEXT title;
    const int32_t year;
    KITH_TEXT subject;
    const int64_t shelf_id;
    KITH_REFERENCE(Shelf) shelf;
};
static KITH_TABLE(Shelf, "shelves", KITH_PRIMARY_KEY(Shelf, id),
                  KITH_RELATIONSHIP(Shelf, books, Book,
                                    .back_populates = "shelf",
                                    .order_by = "title"));
static KITH_TABLE(Book, "books", KITH_PRIMARY_KEY(Book, id),
                  KITH_COLUMN(Book, title, .index = KITH_ORDERED),
                  KITH_COLUMN(Book, year, .index = KITH_ORDERED),
                  KITH_COLUMN(Book, subject, .index = true),
                  KITH_FOREIGN_KEY(Book, shelf_id, Shelf, id,
                                   .on_delete = KITH_CASCADE,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Book, shelf, Shelf,
                                    .back_populates = "books"));

/* The claim holds, and kith_last_error() has a misuse. */
#define IS_MISUSE(db, claim)                                      \
    do {                                                          \
        KT_ASSERT(claim);                                         \
        KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE); \
    } while (0)

static Book *put(kith_db *db, Shelf *shelf, const char *title)
{
    return kith_insert(db, Book, .title = title, .shelf.row = shelf);
}

/* A shelf with the books a to d. */
static kith_db *open_shelf(Shelf **shelf)
{
    kith_db *db = OPEN(Shelf, Book);

    *shelf = kith_insert_default(db, Shelf);
    for (int i = 0; i < 4; i++)
        put(db, *shelf, (const char *[]){"a", "b", "c", "d"}[i]);
    return db;
}

/* What a cursor still meets, which then is closed. */
static void assert_meets(kith_cursor *cursor, const char *expected)
{
    struct spelling spelling = {.count = 0};
    const Book *book;

    while ((book = kith_cursor_next(cursor)))
        spell(&spelling, book->title);
    KT_ASSERT_STR_EQ(spelling.text, expected);
    kith_cursor_close(cursor);
}

static const Book *step(kith_cursor *cursor, const char *title)
{
    const Book *book = kith_cursor_next(cursor);

    KT_ASSERT_NOT_NULL(book);
    KT_ASSERT_STR_EQ(book->title, title);
    return book;
}

static Book *book(kith_db *db, const char *title)
{
    return kith_find(db, Book, title, title);
}

/* --- Collections ---------------------------------------------------------- */

KT_TEST_ONCE(cursors, meet_each_member_once_in_the_order_of_appending)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books);

    assert_meets(&cursor, "a b c d");
    KT_ASSERT_NULL(kith_cursor_next(&cursor));
    family_close(db);
}

KT_TEST_ONCE(cursors, meet_what_is_appended_meanwhile)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    int met = 0;

    kith_for_each_cursor(book, Book, kith_cursor_in(shelf, books))
    {
        if (met++ < 1000)
            put(db, shelf, book->title);
        if (met > 2)
            kith_delete(book);
    }

    KT_ASSERT_EQ(met, 1004);
    KT_ASSERT_EQ(shelf->books.count, 2);
    family_close(db);
}

KT_TEST_ONCE(cursors, stand_any_delete)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books);

    step(&cursor, "a");
    ANSWERS(kith_delete(book(db, "a")), KITH_OK);
    ANSWERS(kith_delete(book(db, "b")), KITH_OK);
    step(&cursor, "c");
    ANSWERS(kith_delete(book(db, "d")), KITH_OK);
    put(db, shelf, "e");
    step(&cursor, "e");
    ANSWERS(kith_clear(shelf, books), KITH_OK);
    put(db, shelf, "f");

    assert_meets(&cursor, "f");
    family_close(db);
}

KT_TEST_ONCE(cursors, take_a_row_that_leaves_and_returns_for_a_new_one)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books);

    step(&cursor, "a");
    ANSWERS(kith_unlink(book(db, "a"), shelf), KITH_OK);
    ANSWERS(kith_relate(book(db, "a"), shelf, shelf), KITH_OK);

    assert_meets(&cursor, "b c d a");
    family_close(db);
}

KT_TEST_ONCE(cursors, meet_a_row_that_moves_ahead_and_not_one_that_moves_behind)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books);

    step(&cursor, "a");
    step(&cursor, "b");
    ANSWERS(kith_move(shelf, books, book(db, "d"), 0), KITH_OK);
    ANSWERS(kith_move(shelf, books, book(db, "a"), 3), KITH_OK);
    ASSERT_LIST(shelf->books, title, "d b c a");

    assert_meets(&cursor, "c a");
    family_close(db);
}

KT_TEST_ONCE(cursors, meet_what_stays_once_whatever_order_a_replace_gives)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books);
    Book *e = kith_insert(db, Book, .title = "e");

    step(&cursor, "a");
    step(&cursor, "b");
    ANSWERS(kith_replace(shelf, books,
                         (Book *[]){e, book(db, "d"), book(db, "b"),
                                    book(db, "c"), book(db, "a")},
                         5),
            KITH_OK);

    assert_meets(&cursor, "e d c");
    family_close(db);
}

KT_TEST_ONCE(cursors, are_where_they_were_after_a_rollback)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books);

    step(&cursor, "a");
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_delete(book(db, "a")), KITH_OK);
    ANSWERS(kith_delete(book(db, "b")), KITH_OK);
    ANSWERS(kith_move(shelf, books, book(db, "d"), 0), KITH_OK);
    ANSWERS(
        kith_replace(shelf, books, (Book *[]){book(db, "c"), book(db, "d")}, 2),
        KITH_OK);
    put(db, shelf, "e");
    ANSWERS(kith_rollback(db), KITH_OK);

    assert_meets(&cursor, "b c d");
    family_close(db);
}

KT_TEST_ONCE(cursors, stand_where_they_were_when_two_replaces_are_taken_back)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books);

    step(&cursor, "a");
    step(&cursor, "b");
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_replace(shelf, books, NULL, 0), KITH_OK);
    ANSWERS(kith_replace(shelf, books, NULL, 0), KITH_OK); /* of none */
    ANSWERS(kith_rollback(db), KITH_OK);

    assert_meets(&cursor, "c d");
    family_close(db);
}

KT_TEST_ONCE(cursors, pass_members_that_were_met_when_a_long_list_is_taken_back)
{
    kith_db *db = OPEN(Shelf, Book);
    Shelf *shelf = kith_insert_default(db, Shelf);
    Book *in_order[4];
    kith_cursor cursor;

    for (int i = 0; i < 4; i++)
        in_order[3 - i] =
            put(db, shelf, (const char *[]){"a", "b", "c", "d"}[i]);
    cursor = kith_cursor_in(shelf, books);
    step(&cursor, "a");
    ANSWERS(kith_replace(shelf, books, in_order, 4), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_move(shelf, books, in_order[3], 0), KITH_OK);
    for (int i = 0; i < 1000; i++)
        put(db, shelf, "more");
    ANSWERS(kith_rollback(db), KITH_OK);

    assert_meets(&cursor, "d c b");
    family_close(db);
}

KT_TEST_ONCE(cursors, go_on_when_a_rollback_brings_their_parent_back)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books);

    step(&cursor, "a");
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_delete(shelf), KITH_OK);
    KT_ASSERT_NULL(kith_cursor_next(&cursor));
    ANSWERS(kith_rollback(db), KITH_OK);
    step(&cursor, "b");
    ANSWERS(kith_delete(shelf), KITH_OK);
    kith_insert_default(db, Shelf); /* in the same place, perhaps */

    assert_meets(&cursor, "");
    family_close(db);
}

KT_TEST_ONCE(cursors, meet_association_rows_that_either_side_makes)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "ana");
    struct spelling spelling = {.count = 0};

    for (int i = 0; i < 3; i++)
        kith_append(ana, courses,
                    kith_insert(db, Course, .code = {(char)('a' + i)}));
    kith_for_each_cursor(link, StudentCourse, kith_cursor_in(ana, courses))
    {
        char code = link->course.row->code[0];

        spell(&spelling, link->course.row->code);
        if (code == 'a')
            kith_delete(kith_find(db, Course, code, "b"));
        if (code == 'c')
            kith_append(kith_insert(db, Course, .code = "x"), students, ana);
    }

    KT_ASSERT_STR_EQ(spelling.text, "a c x");
    family_close(db);
}

/* --- Tables, equal values, keys ------------------------------------------- */

KT_TEST_ONCE(cursors, of_a_table_meet_each_row_once)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    int met = 0;

    kith_for_each_cursor(book, Book, kith_cursor_of(db, Book))
    {
        if (met++ < 100)
            put(db, shelf, "more");
        if (met % 2)
            kith_delete(book);
    }

    KT_ASSERT(met >= 4 && met <= 104);
    family_close(db);
}

KT_TEST_ONCE(cursors, of_a_value_meet_rows_that_come_to_have_it)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_match(db, Book, subject, "tea");

    KT_ASSERT_NULL(kith_cursor_next(&cursor));
    ANSWERS(kith_set(book(db, "c"), subject, "tea"), KITH_OK);
    step(&cursor, "c");
    ANSWERS(kith_set_null(book(db, "c"), subject), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(book(db, "a"), subject, "tea"), KITH_OK);
    ANSWERS(kith_set(book(db, "d"), subject, "tea"), KITH_OK);
    step(&cursor, "a");
    ANSWERS(kith_delete(book(db, "a")), KITH_OK);
    ANSWERS(kith_delete(book(db, "d")), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_set(book(db, "b"), subject, "tea"), KITH_OK);
    ANSWERS(kith_rollback(db), KITH_OK);
    ANSWERS(kith_rollback(db), KITH_OK);
    ANSWERS(kith_set(book(db, "d"), subject, "tea"), KITH_OK);

    assert_meets(&cursor, "d");
    family_close(db);
}

KT_TEST_ONCE(cursors, of_a_foreign_key_meet_the_children_of_its_row)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_match(db, Book, shelf_id, shelf->id);
    kith_cursor none = kith_cursor_match(db, Book, shelf_id, 77);

    KT_ASSERT_NULL(none.db);
    step(&cursor, "a");
    ANSWERS(kith_set(shelf, id, 77), KITH_OK);

    assert_meets(&cursor, "b c d");
    family_close(db);
}

KT_TEST_ONCE(cursors, of_a_unique_key_meet_one_row)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_match(db, Book, id, 9);

    KT_ASSERT_NULL(kith_cursor_next(&cursor));
    kith_insert(db, Book, .id = 9, .title = "nine");

    assert_meets(&cursor, "nine");
    family_close(db);
}

KT_TEST_ONCE(cursors, take_values_of_any_kind)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    const size_t title = offsetof(Book, title), year = offsetof(Book, year);
    const kith_value value = KITH_STRING("b"), wrong = KITH_INTEGER(1);
    const kith_value none = {.kind = KITH_KIND_NONE};
    kith_cursor cursor =
        kith_cursor_match_row(db, &Book_table, &title, &value, 1);

    assert_meets(&cursor, "b");
    KT_ASSERT_NULL(kith_cursor_match_row(db, &Book_table, &title, &none, 1).db);
    IS_MISUSE(db,
              kith_cursor_match_row(db, &Book_table, &title, &wrong, 1).db ==
                  NULL);
    IS_MISUSE(db, kith_cursor_match_row(db, &Book_table, &year, NULL, 0).db ==
                      NULL);
    family_close(db);
}

/* --- Orders --------------------------------------------------------------- */

KT_TEST_ONCE(cursors, of_a_range_meet_rows_that_come_within_its_bounds)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_range range = kith_in_order(db, Book, (title));
    kith_cursor cursor;

    range = kith_range_from(range, Book, (title), "b");
    range = kith_range_before(range, Book, (title), "d");
    cursor = kith_cursor_range(range);
    put(db, shelf, "aa"); /* before the first */
    step(&cursor, "b");
    put(db, shelf, "b"); /* behind the other */
    put(db, shelf, "cc");
    put(db, shelf, "d");
    ANSWERS(kith_set(book(db, "a"), title, "bb"), KITH_OK);
    step(&cursor, "b");
    step(&cursor, "bb");
    ANSWERS(kith_set(book(db, "bb"), title, "ca"), KITH_OK);
    ANSWERS(kith_delete(book(db, "c")), KITH_OK);

    assert_meets(&cursor, "ca cc");
    family_close(db);
}

KT_TEST_ONCE(cursors, stand_where_a_row_was_that_has_left_an_order)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_range(kith_in_order(db, Book, (title)));

    step(&cursor, "a");
    step(&cursor, "b");
    ANSWERS(kith_delete(book(db, "b")), KITH_OK);
    ANSWERS(kith_delete(book(db, "a")), KITH_OK);
    put(db, shelf, "ab");
    put(db, shelf, "bc");

    assert_meets(&cursor, "bc c d");
    family_close(db);
}

KT_TEST_ONCE(cursors, of_an_index_that_was_empty_know_their_bounds)
{
    kith_db *db = OPEN(Shelf, Book);
    const int32_t from = 3, until = 5;
    kith_range range = kith_in_order(db, Book, (year));
    kith_cursor cursor;

    range = kith_range_from(range, Book, (year), from);
    cursor = kith_cursor_range(kith_range_until(range, Book, (year), until));
    for (int32_t year = 0; year < 9; year++)
        kith_insert(db, Book, .title = family_name(year), .year = year);

    assert_meets(&cursor, "3 4 5");
    family_close(db);
}

KT_TEST_ONCE(cursors, know_the_narrower_bound_where_no_row_is_between)
{
    kith_db *db = OPEN(Shelf, Book);
    const int32_t three = 3, five = 5;
    kith_range range = kith_in_order(db, Book, (year));
    kith_cursor cursor;

    range = kith_range_after(range, Book, (year), three);
    range = kith_range_from(range, Book, (year), three);
    range = kith_range_before(range, Book, (year), five);
    cursor = kith_cursor_range(kith_range_until(range, Book, (year), five));
    for (int32_t year = 0; year < 9; year++)
        kith_insert(db, Book, .title = family_name(year), .year = year);

    assert_meets(&cursor, "4");
    family_close(db);
}

KT_TEST_ONCE(cursors, beyond_all_numbers_of_a_column_meet_nothing)
{
    kith_db *db = OPEN(Shelf, Book);
    const size_t year = offsetof(Book, year);
    const kith_value beyond = KITH_INTEGER((int64_t)1 << 40);
    kith_range all = kith_in_order(db, Book, (year));
    kith_cursor from = kith_cursor_range(
        kith_range_bound_row(all, KITH_FROM, &year, &beyond, 1));
    kith_cursor until = kith_cursor_range(
        kith_range_bound_row(all, KITH_UNTIL, &year, &beyond, 1));

    kith_insert(db, Book, .title = "new", .year = 7);
    assert_meets(&from, "");
    assert_meets(&until, "new");
    family_close(db);
}

KT_TEST_ONCE(cursors, of_a_sorted_collection_follow_their_parent)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor;

    put(db, shelf, "b");
    put(db, shelf, "aa");
    cursor = kith_cursor_sorted(shelf, books);
    step(&cursor, "a");
    step(&cursor, "aa");
    step(&cursor, "b");
    ANSWERS(kith_set(shelf, id, 50), KITH_OK); /* all get another key */
    step(&cursor, "b");
    put(db, kith_insert_default(db, Shelf), "cc");

    assert_meets(&cursor, "c d");
    family_close(db);
}

/* --- Closing -------------------------------------------------------------- */

static size_t open_cursors(kith_db *db)
{
    kith_stats stats;

    ANSWERS(kith_stats_of(db, &stats), KITH_OK);
    KT_ASSERT_EQ(stats.bytes, kith_memory_used(db));
    return stats.cursors;
}

KT_TEST_ONCE(cursors, are_closed_by_the_end_of_their_loop_and_by_break)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);

    kith_for_each_cursor(book, Book, kith_cursor_in(shelf, books))
    {
        KT_ASSERT_EQ(open_cursors(db), 1);
        if (book->id == 2)
            continue;
        if (book->id == 3)
            break;
    }

    KT_ASSERT_EQ(open_cursors(db), 0);
    family_close(db);
}

KT_TEST_ONCE(cursors, do_no_harm_when_they_are_forgotten)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);

    for (int i = 0; i < 100; i++) {
        kith_cursor cursor = kith_cursor_in(shelf, books);

        step(&cursor, i == 0 ? "a" : "new");
        ANSWERS(kith_clear(shelf, books), KITH_OK);
        put(db, shelf, "new");
    }
    KT_ASSERT_EQ(open_cursors(db), 100);
    KT_ASSERT_EQ(shelf->books.count, 1);
    ANSWERS(kith_shrink(db), KITH_OK);
    KT_ASSERT_EQ(open_cursors(db), 0);
    KT_ASSERT_EQ(shelf->books.place_count, 1);
    family_close(db);
}

KT_TEST_ONCE(cursors, end_with_the_transaction_in_which_they_were_opened)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor before = kith_cursor_in(shelf, books), within;

    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    within = kith_cursor_match(db, Book, subject, "tea");
    ANSWERS(kith_commit(db), KITH_OK);
    KT_ASSERT_EQ(open_cursors(db), 2);
    ANSWERS(kith_commit(db), KITH_OK);
    KT_ASSERT_EQ(open_cursors(db), 1);
    IS_MISUSE(db, kith_cursor_next(&within) == NULL);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "the cursor is closed");

    assert_meets(&before, "a b c d");
    family_close(db);
}

KT_TEST_ONCE(cursors, are_closed_by_a_restore)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursors[] = {
        kith_cursor_in(shelf, books), kith_cursor_of(db, Book),
        kith_cursor_match(db, Book, subject, "tea"),
        kith_cursor_range(kith_in_order(db, Book, (year)))};
    kith_snapshot *snapshot = kith_snapshot_take(db);

    step(&cursors[0], "a");
    kith_delete(shelf);
    ANSWERS(kith_restore(db, snapshot), KITH_OK);
    for (int i = 0; i < 4; i++) {
        IS_MISUSE(db, kith_cursor_next(&cursors[i]) == NULL);
        kith_cursor_close(&cursors[i]);
    }
    KT_ASSERT_EQ(open_cursors(db), 0);
    kith_snapshot_free(snapshot);
    family_close(db);
}

KT_TEST_ONCE(cursors, close_once)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor cursor = kith_cursor_in(shelf, books), copy = cursor, other;

    kith_cursor_close(&cursor);
    kith_cursor_close(&cursor);
    kith_cursor_close(NULL);
    KT_ASSERT_NULL(kith_cursor_next(NULL));
    other = kith_cursor_in(shelf, books);
    kith_cursor_close(&copy); /* not the other one, which has its number */

    assert_meets(&other, "a b c d");
    family_close(db);
}

KT_TEST_ONCE(cursors, of_what_is_no_source_say_why)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    const kith_table *const strange = &Student_table;

    KT_ASSERT_NULL(kith_cursor_at(NULL, offsetof(Shelf, books)).db);
    KT_ASSERT_NULL(kith_cursor_rows(NULL, strange).db);
    IS_MISUSE(db, kith_cursor_at(shelf, offsetof(Shelf, id)).db == NULL);
    IS_MISUSE(db, kith_cursor_rows(db, strange).db == NULL);
    IS_MISUSE(db, kith_cursor_match(db, Shelf, books.count, 1u).db == NULL);
    {
        kith_range range = kith_in_order(db, Book, (year));

        put(db, shelf, "e");
        IS_MISUSE(db, kith_cursor_range(range).db == NULL);
    }
    family_close(db);
}

/* --- Freezing ------------------------------------------------------------- */

KT_TEST_ONCE(cursors, of_a_frozen_database_stand_by_themselves)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);
    kith_cursor before = kith_cursor_in(shelf, books), list, rows, order;

    step(&before, "a");
    ANSWERS(kith_freeze(db), KITH_OK);
    ANSWERS(kith_freeze(db), KITH_OK);
    IS_MISUSE(db, kith_cursor_next(&before) == NULL);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "stands still");
    list = kith_cursor_in(shelf, books);
    rows = kith_cursor_of(db, Book);
    order = kith_cursor_sorted(shelf, books);
    KT_ASSERT_EQ(open_cursors(db), 1);
    step(&list, "a");
    REFUSES(db, kith_delete(shelf), KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "frozen");
    REFUSES_ROW(db, kith_insert_default(db, Book), KITH_E_MISUSE);
    REFUSES(db, kith_begin(db), KITH_E_MISUSE);
    REFUSES(db, kith_shrink(db), KITH_E_MISUSE);
    ANSWERS(kith_thaw(db), KITH_OK);
    step(&list, "b");
    assert_meets(&rows, "a b c d");
    assert_meets(&order, "a b c d");
    ANSWERS(kith_thaw(db), KITH_OK);
    IS_MISUSE(db, kith_cursor_next(&list) == NULL);
    ANSWERS(kith_freeze(db), KITH_OK);
    IS_MISUSE(db, kith_cursor_next(&list) == NULL);
    kith_cursor_close(&list);
    ANSWERS(kith_thaw(db), KITH_OK);
    IS_MISUSE(db, kith_thaw(db) == KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_freeze(NULL), KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_thaw(NULL), KITH_E_MISUSE);

    assert_meets(&before, "b c d");
    family_close(db);
}

KT_TEST_ONCE(cursors, leave_a_frozen_database_to_be_closed)
{
    Shelf *shelf;
    kith_db *db = open_shelf(&shelf);

    kith_cursor_in(shelf, books);
    ANSWERS(kith_freeze(db), KITH_OK);

    family_close(db);
}

/* --- Memory --------------------------------------------------------------- */

/* All that cursors and the calls beside them may want memory for. */
static void walk_everything(kith_db *db, Shelf *shelf)
{
    kith_cursor list = kith_cursor_in(shelf, books);
    kith_cursor value = kith_cursor_match(db, Book, subject, "sea");
    kith_cursor order = kith_cursor_sorted(shelf, books);
    Book *moved = kith_first(shelf->books);

    kith_cursor_next(&list);
    kith_cursor_next(&order);
    if (kith_begin(db) == KITH_OK) {
        kith_replace(shelf, books,
                     (Book *[]){kith_at(shelf->books, 3),
                                kith_at(shelf->books, 1),
                                kith_at(shelf->books, 0)},
                     3);
        kith_move(shelf, books, moved, 0);
        kith_set(moved, subject, "sea");
        kith_cursor_next(&value);
        kith_delete(moved);
        kith_rollback(db);
    }
    while (kith_cursor_next(&list))
        ;
    while (kith_cursor_next(&value))
        ;
    while (kith_cursor_next(&order))
        ;
    kith_cursor_close(&list);
    kith_cursor_close(&value);
    kith_cursor_close(&order);
}

KT_TEST_ONCE(cursors, lose_nothing_when_memory_runs_out)
{
    for (size_t n = 1;; n++) {
        Shelf *shelf;
        kith_db *db = open_shelf(&shelf);
        uint64_t digest = kith_digest(db);

        fault_fail_allocation(n);
        walk_everything(db, shelf);
        fault_stop();
        KT_ASSERT_EQ(open_cursors(db), 0);
        KT_ASSERT_EQ(kith_digest(db), digest);
        family_close(db);
        if (!fault_refused())
            break;
    }
}
