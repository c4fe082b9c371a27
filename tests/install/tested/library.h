/* library.h - books, readers, and who has which book. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <kith.h>

typedef struct Reader Reader;
typedef struct Book Book;

struct Reader {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Book) books;
};
struct Book {
    const int64_t id;
    KITH_TEXT title;
    const int64_t reader_id; /* who has it; NULL: nobody */
    KITH_OPTIONAL(int64_t) lent_at;
    KITH_REFERENCE(Reader) reader;
};
KITH_DECLARE(Reader);
KITH_DECLARE(Book);

/* A reader takes a book, also from another reader. KITH_E_CHECK of
 * books.reader_id for one who has three. */
kith_status lend(Book *book, Reader *reader);

#endif
