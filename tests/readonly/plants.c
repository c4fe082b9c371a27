/* plants.c - a program that goes through every kind of call, for plants.sh,
 * which plants stores into the library that this must meet. With the argument
 * `callback` its own check function writes a row in the middle of a call. */
#include <kith.h>

#include <stdio.h>
#include <string.h>

typedef struct Shelf Shelf;
typedef struct Book Book;

struct Shelf {
    const int64_t id;
    KITH_COLLECTION(Book) books;
};
struct Book {
    const int64_t id;
    const int64_t pages;
    double price;
    const int64_t shelf_id;
    KITH_REFERENCE(Shelf) shelf;
};
KITH_DECLARE(Shelf);
KITH_DECLARE(Book);

static struct Book *written; /* by the check, where it is to be */

static bool has_pages(const void *draft)
{
    const struct Book *book = draft;

    if (written)
        written->price = 1;
    return book->pages > 0;
}

KITH_TABLE(Shelf, "shelves", KITH_PRIMARY_KEY(Shelf, id),
           KITH_RELATIONSHIP(Shelf, books, Book, .back_populates = "shelf"));
KITH_TABLE(Book, "books", KITH_PRIMARY_KEY(Book, id), KITH_COLUMN(Book, pages),
           KITH_COLUMN(Book, price),
           KITH_FOREIGN_KEY(Book, shelf_id, Shelf, id,
                            .on_delete = KITH_CASCADE),
           KITH_RELATIONSHIP(Book, shelf, Shelf, .back_populates = "books"),
           KITH_CHECK(has_pages, "a book has pages", "pages"));

int main(int count, char **arguments)
{
    struct Shelf *shelf;
    struct Book *book;
    kith_db *db;
    bool whole;

    if (kith_open(&db, KITH_TABLES(Shelf, Book), NULL, NULL) != KITH_OK)
        return 1;
    shelf = kith_insert_default(db, Shelf);
    book = kith_insert(db, Book, .pages = 3, .shelf.row = shelf);
    if (!book)
        return 1;
    book->price = 2; /* the program may */
    if (count > 1 && strcmp(arguments[1], "callback") == 0)
        written = book;
    whole = kith_set(book, pages, 4) == KITH_OK &&
            !kith_is_null(book, shelf_id) && kith_set(book, price, 3.0) == 0 &&
            kith_verify(db) == KITH_OK && kith_delete(shelf) == KITH_OK;
    kith_close(db);
    puts(whole ? "all calls returned" : "a call failed");
    return !whole;
}
