/* rules.c - writes of blobs, under checks and with functions of the user, and
 * room made ahead, whose memory runs out. */
#include "sweep.h"

#include <stdio.h>
#include <string.h>

typedef struct Author Author;
typedef struct Book Book;
struct Author {
    const int64_t id;
    KITH_BLOB seal;
    KITH_TEXT name;
    KITH_COLLECTION(Book) books;
};
struct Book {
    const int64_t id;
    KITH_TEXT title;
    KITH_BLOB cover;
    KITH_BLOB genre;
    KITH_TEXT stamp;
    const KITH_OPTIONAL(int32_t) pages;
    const int64_t version;
    KITH_BLOB seal;
    KITH_REFERENCE(Author) author;
};

/* Answers do not last longer than their call: they must be copied. */
static char answer[64];

static kith_value title_by_author(const void *draft)
{
    const Book *book = draft;

    snprintf(answer, sizeof answer, "%s, volume %d",
             book->author.row ? book->author.row->name : "nobody",
             (int)book->id);
    return (kith_value)KITH_STRING(answer);
}

static kith_value next_stamp(const void *draft)
{
    const Book *book = draft;

    snprintf(answer, sizeof answer, "%d changed %d times", (int)book->id,
             (int)book->version + 1);
    return (kith_value)KITH_STRING(answer);
}

static kith_value next_version(const void *draft)
{
    return (kith_value)KITH_INTEGER(((const Book *)draft)->version + 1);
}

static kith_value length_of_title(const void *draft)
{
    return (kith_value)KITH_INTEGER(
        (int64_t)strlen(((const Book *)draft)->title));
}

static bool has_a_title(const void *draft)
{
    return ((const Book *)draft)->title != NULL;
}

static KITH_TABLE(Author, "authors", KITH_PRIMARY_KEY(Author, id),
                  KITH_COLUMN(Author, seal, .unique = true),
                  KITH_COLUMN(Author, name),
                  KITH_RELATIONSHIP(Author, books, Book,
                                    .back_populates = "author"));
static KITH_TABLE(
    Book, "books", KITH_PRIMARY_KEY(Book, id),
    KITH_COLUMN(Book, title, .default_function = title_by_author,
                .maximum_bytes = 1000),
    KITH_COLUMN(Book, cover), KITH_COLUMN(Book, genre, .index = true),
    KITH_COLUMN(Book, stamp, .unique = true, .on_update_function = next_stamp),
    KITH_OPTIONAL_COLUMN(Book, pages, .index = true,
                         .default_function = length_of_title,
                         .maximum = KITH_INTEGER(1000)),
    KITH_COLUMN(Book, version, .on_update_function = next_version,
                .minimum = KITH_INTEGER(0)),
    KITH_FOREIGN_KEY(Book, seal, Author, seal, .on_delete = KITH_SET_NULL,
                     .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Book, author, Author, .back_populates = "books"),
    KITH_CHECK(has_a_title, "books have titles", "title", "seal"));

#define LITERAL(text) KITH_BYTES("" text, sizeof(text) - 1)

/* Two authors. */
static kith_db *open_library(void)
{
    kith_db *db = OPEN(Author, Book);

    kith_insert(db, Author, .seal = LITERAL("\0one"), .name = "ada");
    kith_insert(db, Author, .seal = LITERAL("\0two"), .name = "bob");
    return db;
}

static void authors_before(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Author, .name = "another",
                    .seal = KITH_BYTES(&i, sizeof i));
}

/* Books of the second author, and book 99 of the first. */
static void books_before(kith_db *db, int members)
{
    for (int i = 0; i < members; i++)
        kith_insert(db, Book, .cover = LITERAL("a cover"),
                    .genre = KITH_BYTES("dull and duller", (size_t)i % 5),
                    .author.row = kith_get(db, Author, 2));
    kith_insert(db, Book, .id = 99, .cover = LITERAL("the last cover"),
                .genre = LITERAL("last"),
                .author.row = kith_get(db, Author, 1));
}

static void nothing(kith_db *db, int members)
{
    (void)db, (void)members;
}

static kith_status insert_author(kith_db *db, int members)
{
    (void)members;
    return sweep_status(
        db, kith_insert(db, Author, .seal = LITERAL("new\0"), .name = "new"));
}

static kith_status insert_book(kith_db *db, int members)
{
    (void)members;
    return sweep_status(db, kith_insert(db, Book, .cover = LITERAL("new"),
                                        .genre = LITERAL("new genre"),
                                        .seal = LITERAL("\0two")));
}

static kith_status insert_bare_book(kith_db *db, int members)
{
    (void)members;
    return sweep_status(db, kith_insert_default(db, Book));
}

static kith_status insert_given_book(kith_db *db, int members)
{
    const Book values = {.id = 1000 + members,
                         .title = "given",
                         .stamp = "given",
                         .seal = LITERAL("\0two")};
    uint64_t given[1] = {0};

    for (size_t i = 0; i < Book_table.attribute_count; i++) {
        const char *name = Book_table.attributes[i].name;
        if (strcmp(name, "pages") != 0)
            kith_column_mask_set_at(given, i);
    }
    return sweep_status(
        db, kith_insert_columns(db, &Book_table, &values, given, NULL));
}

static kith_status set_blob(kith_db *db, int members)
{
    Book *last = kith_get(db, Book, 99);

    (void)members;
    return kith_set(last, cover, LITERAL("another cover"));
}

static kith_status set_part_of_blob(kith_db *db, int members)
{
    Book *last = kith_get(db, Book, 99);
    const char *bytes = last->cover.data;

    return kith_set(last, cover, KITH_BYTES(bytes + members % 3, 3));
}

static kith_status set_indexed_blob(kith_db *db, int members)
{
    Book *last = kith_get(db, Book, 99);

    return kith_set(last, genre,
                    KITH_BYTES("dull and duller", members % 2 ? 3 : 9));
}

static kith_status set_key_blob(kith_db *db, int members)
{
    Author *bob = kith_get(db, Author, 2);

    (void)members;
    return kith_set(bob, seal, LITERAL("\0a new seal"));
}

static kith_status set_key_to_its_part(kith_db *db, int members)
{
    Author *bob = kith_get(db, Author, 2);

    (void)members;
    return kith_set(bob, seal, KITH_BYTES(bob->seal.data, 2));
}

static kith_status set_blob_foreign_key(kith_db *db, int members)
{
    Book *last = kith_get(db, Book, 99);

    (void)members;
    return kith_set(last, seal, LITERAL("\0two"));
}

static kith_status set_blob_to_null(kith_db *db, int members)
{
    Book *last = kith_get(db, Book, 99);

    (void)members;
    return kith_set_null(last, cover);
}

static kith_status relate(kith_db *db, int members)
{
    Book *last = kith_get(db, Book, 99);
    Author *bob = kith_get(db, Author, 2);

    (void)members;
    return kith_relate(last, author, bob);
}

static kith_status clear(kith_db *db, int members)
{
    Author *bob = kith_get(db, Author, 2);

    (void)members;
    return kith_clear(bob, books);
}

static kith_status delete_author(kith_db *db, int members)
{
    return kith_delete(kith_get(db, Author, members % 2 ? 1 : 2));
}

static kith_status reserve(kith_db *db, int members)
{
    return kith_reserve(db, Book, (size_t)members * 20 + 30);
}

static kith_status reserve_list(kith_db *db, int members)
{
    Author *bob = kith_get(db, Author, 2);

    return kith_reserve_list(bob, books, (size_t)members * 7 + 3);
}

KT_TEST(rules, of_inserts_leave_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"insert a row with a unique blob", authors_before, insert_author,
         false},
        {"insert a row with blobs and functions", books_before, insert_book,
         false},
        {"insert a row of nothing but functions", books_before,
         insert_bare_book, false},
        {"insert what is given", books_before, insert_given_book, false},
    };

    SWEEP_IN(open_library, sweeps);
}

KT_TEST(rules, of_updates_leave_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"set a blob", books_before, set_blob, false},
        {"set a blob to a part of itself", books_before, set_part_of_blob,
         false},
        {"set an indexed blob", books_before, set_indexed_blob, false},
        {"set a blob that is a key", books_before, set_key_blob, false},
        {"set a blob that is a key to a part of itself", books_before,
         set_key_to_its_part, false},
        {"set a blob that refers", books_before, set_blob_foreign_key, false},
        {"set a blob to NULL", books_before, set_blob_to_null, false},
        {"relate a row with functions", books_before, relate, false},
        {"clear a list of rows with functions", books_before, clear, false},
        {"unlink rows with functions", books_before, delete_author, false},
    };

    SWEEP_IN(open_library, sweeps);
}

KT_TEST(rules, of_room_made_ahead_leave_no_trace_when_memory_runs_out)
{
    static const struct sweep sweeps[] = {
        {"reserve rows", books_before, reserve, false},
        {"reserve rows of an empty table", nothing, reserve, false},
        {"reserve a list", books_before, reserve_list, false},
        {"reserve an empty list", nothing, reserve_list, false},
    };

    SWEEP_IN(open_library, sweeps);
}
