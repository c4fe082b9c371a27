/* check_sees.c - what the function of a KITH_CHECK sees of the row that it
 * judges and of the others, and that it may read only. */
#include "family.h"

#include <stdio.h>
#include <string.h>

typedef struct Author Author;
typedef struct Book Book;
struct Author {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Book) books;
};
struct Book {
    const int64_t id;
    KITH_TEXT title;
    KITH_BLOB cover;
    const char shelf[6];
    const KITH_OPTIONAL(int32_t) pages;
    const int64_t author_id;
    KITH_REFERENCE(Author) author;
    const int64_t sequel_to;
    KITH_REFERENCE(Book) earlier;
    KITH_COLLECTION(Book) sequels;
};

/* What a test wants done when a function is asked. It must not assert there,
 * for it would leave the call in the middle. */
static void (*look)(const Book *draft);
static void (*look_author)(const Author *draft);
static bool answer = true;

static bool look_at_book(const void *draft)
{
    if (look)
        look(draft);
    return answer;
}
static bool look_at_author(const void *draft)
{
    if (look_author)
        look_author(draft);
    return answer;
}

static KITH_TABLE(Author, "authors", KITH_PRIMARY_KEY(Author, id),
                  KITH_COLUMN(Author, name, .unique = true),
                  KITH_RELATIONSHIP(Author, books, Book,
                                    .back_populates = "author"),
                  KITH_CHECK(look_at_author, "why not", "name"));
static KITH_TABLE(
    Book, "books", KITH_PRIMARY_KEY(Book, id),
    KITH_COLUMN(Book, title, .index = true), KITH_COLUMN(Book, cover),
    KITH_COLUMN(Book, shelf), KITH_OPTIONAL_COLUMN(Book, pages),
    KITH_FOREIGN_KEY(Book, author_id, Author, id),
    KITH_RELATIONSHIP(Book, author, Author, .back_populates = "books"),
    KITH_FOREIGN_KEY(Book, sequel_to, Book, id),
    KITH_RELATIONSHIP(Book, earlier, Book, .back_populates = "sequels"),
    KITH_RELATIONSHIP(Book, sequels, Book, .back_populates = "earlier"),
    KITH_CHECK(look_at_book, "why not", "title", "cover", "shelf", "pages",
               "author_id", "sequel_to"));

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))

static kith_db *library;
static Author *ada, *bob;
static Book *first;

static kith_db *open_library(void)
{
    look = NULL;
    look_author = NULL;
    answer = true;
    library = OPEN(Author, Book);
    ada = kith_insert(library, Author, .name = "ada");
    bob = kith_insert(library, Author, .name = "bob");
    first = kith_insert(library, Book, .title = "first", .author.row = ada,
                        .pages = KITH_SOME(100), .shelf = "A1");
    return library;
}

static void close_library(void)
{
    look = NULL;
    look_author = NULL;
    family_close(library);
}

/* What was seen the last time, as a copy. */
static struct {
    int times;
    char title[16], shelf[6], author[16];
    size_t cover_bytes;
    int32_t pages;
    int64_t id, author_id;
    bool null_title, null_pages, null_author, null_earlier;
    const Author *author_row;
    const Book *draft, *earlier;
    const kith_table *table;
    kith_db *db;
    uint32_t children;
} seen;

static void copy_text(char *to, const char *text)
{
    snprintf(to, 16, "%.15s", text ? text : "-");
}

static void note(const Book *draft)
{
    const int times = seen.times + 1;

    memset(&seen, 0, sizeof seen);
    seen.times = times;
    seen.draft = draft;
    copy_text(seen.title, draft->title);
    memcpy(seen.shelf, draft->shelf, sizeof seen.shelf);
    seen.cover_bytes = draft->cover.bytes;
    seen.pages = draft->pages.value;
    seen.id = draft->id;
    seen.author_id = draft->author_id;
    seen.author_row = draft->author.row;
    copy_text(seen.author, draft->author.row ? draft->author.row->name : NULL);
    seen.earlier = draft->earlier.row;
    seen.null_title = kith_is_null(draft, title);
    seen.null_pages = kith_is_null(draft, pages);
    seen.null_author = kith_is_null(draft, author_id);
    seen.null_earlier = kith_is_null(draft, sequel_to);
    seen.table = kith_table_of(draft);
    seen.db = kith_db_of(draft);
    kith_for_each(sequel, draft->sequels)
        seen.children += sequel != NULL;
}

static void start_noting(void)
{
    memset(&seen, 0, sizeof seen);
    look = note;
}

KT_TEST_ONCE(check_sees, the_row_that_an_insert_would_make)
{
    kith_db *db = open_library();
    start_noting();

    Book *book = kith_insert(db, Book, .title = "new", .author_id = 2,
                             .cover = KITH_BYTES("\0\1", 2), .shelf = "B7",
                             .sequel_to = 1);

    KT_ASSERT_EQ(seen.times, 1);
    KT_ASSERT_STR_EQ(seen.title, "new");
    KT_ASSERT_STR_EQ(seen.shelf, "B7");
    KT_ASSERT_EQ(seen.cover_bytes, (size_t)2);
    KT_ASSERT_EQ(seen.id, 2);
    KT_ASSERT_EQ(seen.author_id, 2);
    KT_ASSERT_EQ(seen.author_row, bob);
    KT_ASSERT_STR_EQ(seen.author, "bob");
    KT_ASSERT_EQ(seen.earlier, first);
    KT_ASSERT(!seen.null_title && seen.null_pages);
    KT_ASSERT(!seen.null_author && !seen.null_earlier);
    KT_ASSERT_EQ(seen.children, 0u);
    KT_ASSERT_EQ(book->id, 2);
    close_library();
}

KT_TEST_ONCE(check_sees, which_table_and_database_the_row_is_of)
{
    kith_db *db = open_library();
    start_noting();

    kith_insert_default(db, Book);
    KT_ASSERT_EQ(seen.table, &Book_table);
    KT_ASSERT_EQ(seen.db, db);
    ANSWERS(kith_set(first, title, "changed"), KITH_OK);

    KT_ASSERT_EQ(seen.times, 2);
    KT_ASSERT_EQ(seen.table, &Book_table);
    KT_ASSERT_EQ(seen.db, db);
    close_library();
}

/* Both the row as it will be and as it still is. */
static struct {
    char old_title[16];
    const Author *old_author;
    bool found_new;
    uint32_t of_ada, of_bob;
} both;

static void note_both(const Book *draft)
{
    const Book *row = kith_get(kith_db_of(draft), Book, draft->id);

    note(draft);
    memset(&both, 0, sizeof both);
    copy_text(both.old_title, row->title);
    both.old_author = row->author.row;
    both.found_new = kith_find(library, Book, title, draft->title) != NULL;
    both.of_ada = ada->books.count;
    both.of_bob = bob->books.count;
}

KT_TEST_ONCE(check_sees, the_row_that_an_update_would_make_beside_the_old_one)
{
    kith_db *db = open_library();
    kith_insert(db, Book, .title = "second", .earlier.row = first);
    start_noting();
    look = note_both;

    ANSWERS(kith_update(first, kith_to(first, title, "changed"),
                        kith_to(first, author_id, 2),
                        kith_to_null(first, pages)),
            KITH_OK);

    KT_ASSERT_EQ(seen.times, 1);
    KT_ASSERT_STR_EQ(seen.title, "changed");
    KT_ASSERT_STR_EQ(seen.author, "bob");
    KT_ASSERT_STR_EQ(seen.shelf, "A1");
    KT_ASSERT(seen.null_pages && seen.null_earlier && !seen.null_author);
    KT_ASSERT_EQ(seen.children, 1u);
    KT_ASSERT_STR_EQ(both.old_title, "first");
    KT_ASSERT_EQ(both.old_author, ada);
    KT_ASSERT(!both.found_new);
    KT_ASSERT(both.of_ada == 1 && both.of_bob == 0);
    close_library();
}

KT_TEST_ONCE(check_sees, no_parent_while_a_key_names_no_row)
{
    kith_db *db = open_library();
    start_noting();

    REFUSES_ROW(db, kith_insert(db, Book, .title = "new", .author_id = 77),
                KITH_E_PARENT);
    KT_ASSERT_EQ(seen.author_id, 77);
    KT_ASSERT_NULL(seen.author_row);
    REFUSES(db, kith_set(first, author_id, 78), KITH_E_PARENT);
    KT_ASSERT_EQ(seen.author_id, 78);
    KT_ASSERT_NULL(seen.author_row);
    SAYS(db, "books.author_id would be 78, but no row of authors has that id");
    ANSWERS(kith_set_null(first, author_id), KITH_OK);
    KT_ASSERT_EQ(seen.author_id, 0);
    KT_ASSERT(seen.null_author && !seen.author_row);

    KT_ASSERT_EQ(seen.times, 3);
    close_library();
}

KT_TEST_ONCE(check_sees, a_row_that_names_itself)
{
    kith_db *db = open_library();
    start_noting();

    Book *own = kith_insert(db, Book, .id = 9, .sequel_to = 9);
    KT_ASSERT_NOT_NULL(own);
    KT_ASSERT_EQ(seen.earlier, seen.draft);
    ANSWERS(kith_relate(first, earlier, first), KITH_OK);

    KT_ASSERT_EQ(seen.earlier, first);
    KT_ASSERT_EQ(seen.times, 2);
    close_library();
}

KT_TEST_ONCE(check_sees, a_child_that_a_delete_unlinks)
{
    open_library();
    start_noting();

    ANSWERS(kith_delete(ada), KITH_OK);

    KT_ASSERT_EQ(seen.times, 1);
    KT_ASSERT_EQ(seen.id, 1);
    KT_ASSERT(seen.null_author && !seen.author_row);
    KT_ASSERT_EQ(seen.author_id, 0);
    close_library();
}

/* Reads, each of which must answer what it answers outside. */
static int good_reads;

static void read_everything(const Book *draft)
{
    kith_db *db = kith_db_of(draft);
    int matches = 0, rows = 0, members = 0;

    kith_for_each_row(db, Book, it)
        rows++;
    kith_for_each_match(db, Book, it, title, "first")
        matches++;
    kith_for_each(it, ada->books)
        members++;
    good_reads = 0;
    good_reads += kith_get(db, Author, 1) == ada;
    good_reads += kith_find(db, Author, name, "bob") == bob;
    good_reads += kith_find(db, Book, author_id, 1) == first;
    good_reads += kith_contains(ada, books, first);
    good_reads += !kith_contains(bob, books, first);
    good_reads += kith_count(db, Book) == 1;
    good_reads += rows == 1 && matches == 1 && members == 1;
    good_reads += kith_first(ada->books) == first;
    good_reads += kith_is_live(first);
    good_reads += kith_digest(db) != 0;
    good_reads += kith_memory_used(db) > 0 && kith_user(db) == NULL;
    good_reads += kith_last_error(db) != NULL;
}
enum { READS = 12 };

KT_TEST(check_sees, all_other_rows_as_they_are)
{
    kith_db *db = open_library();
    look = read_everything;

    good_reads = 0;
    kith_insert(db, Book, .title = "first", .author.row = ada);
    KT_ASSERT_EQ(good_reads, (int)READS);
    kith_delete(kith_get(db, Book, 2));
    good_reads = 0;
    ANSWERS(kith_set(first, title, "changed"), KITH_OK);

    KT_ASSERT_EQ(good_reads, (int)READS);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    close_library();
}

static uint32_t children_seen;

static void count_children(const Author *draft)
{
    children_seen = 0;
    kith_for_each(it, draft->books)
        children_seen += it->author.row == ada;
    children_seen += 100 * (kith_at(draft->books, 0) == first);
}

KT_TEST(check_sees, the_children_of_a_row_as_they_are)
{
    kith_db *db = open_library();
    look_author = count_children;

    ANSWERS(kith_set(ada, name, "Ada"), KITH_OK);
    KT_ASSERT_EQ(children_seen, 101u);
    kith_insert(db, Book, .author.row = ada);
    kith_insert(db, Book, .author.row = ada);
    ANSWERS(kith_set(ada, name, "Lovelace"), KITH_OK);

    KT_ASSERT_EQ(children_seen, 103u);
    close_library();
}

/* --- Writes --------------------------------------------------------------- */

enum { WRITES = 34 };
static kith_status statuses[WRITES];
static char sentences[WRITES][96];
static int writes;

static void wrote(kith_status status)
{
    statuses[writes] = status;
    snprintf(sentences[writes], sizeof sentences[writes], "%.95s",
             kith_last_error(library)->message);
    writes++;
}

static void wrote_row(const void *row)
{
    wrote(row ? KITH_OK : kith_last_error(library)->status);
}

static void write_rows(const Book *draft)
{
    const uint64_t given[1] = {1};
    const Book values = {.id = 5};
    Book *row = (Book *)(uintptr_t)draft;

    wrote_row(kith_insert(library, Book, .title = "a"));
    wrote_row(kith_insert_or_get(library, Author, .name = "ada"));
    wrote_row(kith_insert_columns(library, &Book_table, &values, given, NULL));
    wrote(kith_insert_rows(library, &Book_table, &values, 1, NULL));
    wrote(kith_reserve(library, Book, 100));
    wrote(kith_set(first, title, "b"));
    wrote(kith_set_null(first, title));
    wrote(kith_set(ada, name, "c"));
    wrote(kith_set(row, title, "d"));
    wrote(kith_update_at(row, NULL, 0));
    wrote_row(kith_edit(first));
    wrote_row(kith_edit(row));
    wrote(kith_delete(first));
    wrote(kith_delete(row));
}

static void write_links(const Book *draft)
{
    Book *row = (Book *)(uintptr_t)draft;
    Book *rows[] = {first};

    wrote(kith_relate(first, author, bob));
    wrote(kith_unlink(row, author));
    wrote(kith_append(bob, books, first));
    wrote(kith_append(ada, books, row));
    wrote(kith_remove(ada, books, first));
    wrote(kith_clear(ada, books));
    wrote(kith_replace(bob, books, rows, 1));
    wrote(kith_move(ada, books, first, 0));
    wrote(kith_reserve_list(ada, books, 100));
    wrote(kith_reserve_list(row, sequels, 100));
}

/* kith_shrink has a test of its own (shrink.c). */
static void begin_and_end(void)
{
    kith_status status = KITH_OK;

    wrote(kith_begin(library));
    wrote(kith_commit(library));
    wrote(kith_rollback(library));
    wrote(kith_rollback_to(library, 0));
    kith_transaction(library, status) KT_ASSERT(false, "it runs");
    wrote(status);
    kith_close(library);
    wrote(kith_last_error(library)->status);
}

static void write_everything(const Book *draft)
{
    writes = 0;
    write_rows(draft);
    write_links(draft);
    begin_and_end();
}

static void assert_all_refused(void)
{
    KT_ASSERT_EQ(writes, 30);
    for (int i = 0; i < writes; i++) {
        KT_ASSERT(statuses[i] == KITH_E_MISUSE, "write %d answers %s", i,
                  kith_status_name(statuses[i]));
        KT_ASSERT_STR_HAS(sentences[i], "a function of a table may read only");
    }
    KT_ASSERT_STR_HAS(sentences[0], "kith_insert_row: ");
    KT_ASSERT_STR_HAS(sentences[13], "kith_delete: ");
    KT_ASSERT_STR_HAS(sentences[18], "kith_remove_at: ");
    KT_ASSERT_STR_HAS(sentences[29], "kith_close: ");
    writes = 0;
}

/* The same calls, with and without writes in the middle, have one result. */
static uint64_t digest_after(void (*in_the_middle)(const Book *), bool in_level)
{
    kith_db *db = open_library();

    if (in_level)
        ANSWERS(kith_begin(db), KITH_OK);
    look = in_the_middle;
    kith_insert(db, Book, .title = "second", .author_id = 2);
    if (look)
        assert_all_refused();
    kith_set(first, title, "changed");
    if (look)
        assert_all_refused();
    kith_relate(first, author, bob);
    if (look)
        assert_all_refused();
    kith_delete(bob);
    if (look)
        assert_all_refused();
    const uint64_t digest = kith_digest(db);
    close_library();
    return digest;
}

KT_TEST(check_sees, that_every_call_that_writes_is_refused)
{
    for (int in_level = 0; in_level < 2; in_level++)
        KT_ASSERT_EQ(digest_after(write_everything, in_level),
                     digest_after(NULL, in_level));
}

KT_TEST(check_sees, that_writes_are_refused_while_verify_asks)
{
    kith_db *db = open_library();
    const uint64_t before = kith_digest(db);
    look = write_everything;

    KT_ASSERT_EQ(kith_verify(db), KITH_OK);

    assert_all_refused();
    KT_ASSERT_EQ(kith_digest(db), before);
    close_library();
}

KT_TEST(check_sees, a_database_that_can_be_written_again_afterwards)
{
    kith_db *db = open_library();
    look = write_everything;

    answer = false;
    REFUSES_ROW(db, kith_insert(db, Book, .title = "second"), KITH_E_CHECK);
    REFUSES(db, kith_set(first, title, "changed"), KITH_E_CHECK);
    REFUSES(db, kith_delete(ada), KITH_E_CHECK);
    SAYS(db, "books.title, cover, shelf, pages, author_id, sequel_to would be "
             "(\"first\", NULL, \"A1\", 100, NULL, NULL), which the check "
             "look_at_book refuses: why not");
    answer = true;
    look = NULL;

    ANSWERS(kith_set(first, title, "changed"), KITH_OK);
    ANSWERS(kith_append(bob, books, first), KITH_OK);
    ANSWERS(kith_reserve_list(bob, books, 10), KITH_OK);
    close_library();
}

/* A row whose type asks for more than eight bytes of alignment. */
typedef struct Wide Wide;
struct Wide {
    alignas(64) const double value;
    KITH_TEXT name;
};
static uintptr_t misplaced;
static bool is_placed(const void *draft)
{
    misplaced |= (uintptr_t)draft % alignof(Wide);
    misplaced |= ((const Wide *)draft)->name[0] != 'w';
    return true;
}
static KITH_TABLE(Wide, "wide", KITH_COLUMN(Wide, value),
                  KITH_COLUMN(Wide, name, .not_null = true),
                  KITH_CHECK(is_placed, "why not", "value", "name"));

KT_TEST(check_sees, drafts_that_are_aligned_like_rows)
{
    kith_db *db = OPEN(Wide);
    misplaced = 0;

    for (int i = 0; i < 20; i++) {
        Wide *wide = kith_insert(db, Wide, .name = "w");
        ANSWERS(kith_set(wide, value, i + 1), KITH_OK);
        ANSWERS(kith_set(wide, name, "wide"), KITH_OK);
    }

    KT_ASSERT_EQ(misplaced, (uintptr_t)0);
    family_close(db);
}

static bool live, contained;

static void ask_about_itself(const Book *draft)
{
    live |= kith_is_live(draft);
    contained |= kith_contains(ada, books, (Book *)(uintptr_t)draft);
}

KT_TEST(check_sees, drafts_that_are_not_live_and_in_no_collection)
{
    kith_db *db = open_library();
    look = ask_about_itself;
    live = contained = false;

    kith_insert(db, Book, .author.row = ada);
    ANSWERS(kith_set(first, title, "changed"), KITH_OK);

    KT_ASSERT(!live && !contained);
    KT_ASSERT(kith_contains(ada, books, first));
    close_library();
}
