/* library.c - the tables of library.h, and its one rule. */
#include "library.h"

/* The reader's list is still without the book that is judged. */
static bool is_no_fourth(const void *draft)
{
    const Reader *reader = ((const Book *)draft)->reader.row;

    return kith_is_live(draft) || !reader || reader->books.count < 3;
}

KITH_TABLE(Reader, "readers", KITH_PRIMARY_KEY(Reader, id),
           KITH_COLUMN(Reader, name, .unique = true, .not_null = true),
           KITH_RELATIONSHIP(Reader, books, Book, .back_populates = "reader"));
KITH_TABLE(Book, "books", KITH_PRIMARY_KEY(Book, id),
           KITH_COLUMN(Book, title, .not_null = true),
           KITH_FOREIGN_KEY(Book, reader_id, Reader, id),
           KITH_OPTIONAL_COLUMN(Book, lent_at),
           KITH_RELATIONSHIP(Book, reader, Reader, .back_populates = "books"),
           KITH_CHECK(is_no_fourth, "nobody has more than three books",
                      "reader_id"));

kith_status lend(Book *book, Reader *reader)
{
    kith_db *db = kith_db_of(book);
    kith_status status;

    kith_transaction(db, status) {
        status = kith_relate(book, reader, reader);
        if (status == KITH_OK)
            status = kith_set(book, lent_at, kith_now(db));
    }
    return status;
}
