/* odd.c - a schema of what the others have not: names of any characters,
 * numbers without sign that count up, defaults of each kind.
 */
#include "ddl_test.h"

#include <math.h>

typedef struct Shelf Shelf;
typedef struct Book Book;
struct Shelf {
    const uint64_t id;
    const char hall[4];
    const int8_t floor;
    KITH_COLLECTION(Book) books;
};
struct Book {
    const uint32_t id;
    KITH_TEXT title;
    const uint8_t stars;
    const KITH_OPTIONAL(double) weight;
    KITH_OPTIONAL(float) price;
    KITH_OPTIONAL(double) most, none;
    KITH_OPTIONAL(bool) lent;
    KITH_BLOB cover;
    struct {
        const int64_t x;
    } at;
    KITH_REFERENCE(Shelf) shelf, next;
};
static KITH_TABLE(Shelf, "it's \"odd\" \\N ü",
                  KITH_PRIMARY_KEY(Shelf, id, .first_number = 1001),
                  KITH_COLUMN(Shelf, hall), KITH_COLUMN(Shelf, floor),
                  KITH_UNIQUE("hall", "floor"),
                  KITH_RELATIONSHIP(Shelf, books, Book,
                                    .back_populates = "shelf",
                                    .delete_orphan = true));
static KITH_TABLE(
    Book, "select", KITH_PRIMARY_KEY(Book, id, .first_number = 7),
    KITH_COLUMN(Book, title, .not_null = true, .maximum_bytes = 80,
                .default_value = KITH_STRING("it's \\ \"\n--")),
    KITH_COLUMN(Book, stars, .maximum = KITH_INTEGER(5)),
    KITH_OPTIONAL_COLUMN(Book, weight, .minimum = KITH_REAL(0.5),
                         .unique = true, .deferred = KITH_DEFER_UNIQUE),
    KITH_OPTIONAL_COLUMN(Book, price, .default_value = KITH_REAL(0.1)),
    KITH_OPTIONAL_COLUMN(Book, most, .default_value = KITH_REAL(-INFINITY)),
    KITH_OPTIONAL_COLUMN(Book, none, .default_value = KITH_REAL(NAN)),
    KITH_OPTIONAL_COLUMN(Book, lent, .default_value = KITH_INTEGER(1)),
    KITH_COLUMN(Book, cover, .default_value = KITH_BINARY("\0\xff", 2)),
    KITH_COLUMN(Book, at.x, .index = true, .minimum = KITH_INTEGER(INT64_MIN)),
    KITH_REFERENCE_KEY(Book, shelf, Shelf, id, .not_null = true,
                       .back_populates = "books"),
    KITH_REFERENCE_KEYS(Book, next, Shelf, (hall, floor),
                        .on_delete = KITH_RESTRICT));

const struct schema odd_schema = {"odd", KITH_TABLES(Shelf, Book), NULL};
