/* delete_orphan.c - a child that leaves its parent is deleted; one that moves
 * to another parent in one step is not. */
#include "family.h"

typedef struct Order Order;
typedef struct Line Line;
typedef struct Note Note;
typedef struct Seal Seal;
struct Order {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Line) lines;
    KITH_COLLECTION(Note) notes;
};
struct Line {
    const int64_t id;
    KITH_TEXT name;
    const int64_t order_id;
    KITH_REFERENCE(Order) order;
    KITH_COLLECTION(Seal) seals;
};
struct Note {
    const int64_t id;
    KITH_TEXT name;
    const int64_t order_id;
};
struct Seal {
    const int64_t id;
    const int64_t line_id;
    KITH_REFERENCE(Line) line;
};
static KITH_TABLE(Order, "orders", KITH_PRIMARY_KEY(Order, id),
                  KITH_COLUMN(Order, name),
                  KITH_RELATIONSHIP(Order, lines, Line,
                                    .back_populates = "order",
                                    .delete_orphan = true),
                  KITH_RELATIONSHIP(Order, notes, Note, .delete_orphan = true));
static KITH_TABLE(
    Line, "lines", KITH_PRIMARY_KEY(Line, id), KITH_COLUMN(Line, name),
    KITH_FOREIGN_KEY(Line, order_id, Order, id, .not_null = true),
    KITH_RELATIONSHIP(Line, order, Order, .back_populates = "lines"),
    KITH_RELATIONSHIP(Line, seals, Seal, .back_populates = "line"));
static KITH_TABLE(Note, "notes", KITH_PRIMARY_KEY(Note, id),
                  KITH_COLUMN(Note, name),
                  KITH_FOREIGN_KEY(Note, order_id, Order, id));
static KITH_TABLE(Seal, "seals", KITH_PRIMARY_KEY(Seal, id),
                  KITH_FOREIGN_KEY(Seal, line_id, Line, id,
                                   .on_delete = KITH_RESTRICT),
                  KITH_RELATIONSHIP(Seal, line, Line,
                                    .back_populates = "seals"));

static kith_db *open_orders(Order **one, Order **two)
{
    kith_db *db = OPEN(Order, Line, Note, Seal);
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};

    *one = kith_insert(db, Order, .name = "one");
    *two = kith_insert(db, Order, .name = "two");
    for (int i = 0; i < 6; i++) {
        kith_insert(db, Line, .name = names[i], .order.row = *one);
        kith_insert(db, Note, .name = names[i], .order_id = 1);
    }
    return db;
}

KT_TEST(delete_orphan, takes_a_child_that_leaves_by_any_way)
{
    Order *one, *two;
    kith_db *db = open_orders(&one, &two);
    Line *d = kith_get(db, Line, 4);

    ANSWERS(kith_remove(one, lines, kith_get(db, Line, 1)), KITH_OK);
    ANSWERS(kith_unlink(kith_get(db, Line, 2), order), KITH_OK);
    ANSWERS(kith_set_null(kith_get(db, Line, 3), order_id), KITH_OK);
    ANSWERS(kith_update(d, kith_to(d, name, "x"), kith_to_null(d, order_id)),
            KITH_OK);

    for (int i = 1; i <= 4; i++)
        KT_ASSERT_NULL(kith_get(db, Line, i));
    KT_ASSERT(!kith_is_live(d));
    ASSERT_LIST(one->lines, name, "e f");
    KT_ASSERT_EQ(kith_count(db, Line), (size_t)2);
    family_close(db);
}

KT_TEST(delete_orphan, takes_children_that_show_no_reference)
{
    Order *one, *two;
    kith_db *db = open_orders(&one, &two);

    ANSWERS(kith_remove(one, notes, kith_get(db, Note, 1)), KITH_OK);
    ANSWERS(kith_set_null(kith_get(db, Note, 3), order_id), KITH_OK);
    ANSWERS(kith_append(two, notes, kith_get(db, Note, 4)), KITH_OK);
    ANSWERS(kith_set(kith_get(db, Note, 5), order_id, 2), KITH_OK);
    ASSERT_LIST(one->notes, name, "b f");
    ASSERT_LIST(two->notes, name, "d e");
    ANSWERS(kith_clear(two, notes), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Note), (size_t)2);
    family_close(db);
}

KT_TEST(delete_orphan, spares_a_child_that_moves_to_another_parent)
{
    Order *one, *two;
    kith_db *db = open_orders(&one, &two);

    ANSWERS(kith_append(two, lines, kith_get(db, Line, 1)), KITH_OK);
    ANSWERS(kith_relate(kith_get(db, Line, 2), order, two), KITH_OK);
    ANSWERS(kith_set(kith_get(db, Line, 3), order_id, 2), KITH_OK);

    ASSERT_LIST(one->lines, name, "d e f");
    ASSERT_LIST(two->lines, name, "a b c");
    KT_ASSERT_EQ(kith_count(db, Line), (size_t)6);
    family_close(db);
}

KT_TEST(delete_orphan, empties_the_table_when_the_list_is_cleared)
{
    Order *one, *two;
    kith_db *db = open_orders(&one, &two);
    ANSWERS(kith_append(two, lines, kith_get(db, Line, 3)), KITH_OK);

    ANSWERS(kith_clear(one, lines), KITH_OK);

    ASSERT_LIST(one->lines, name, "");
    ASSERT_LIST(two->lines, name, "c");
    KT_ASSERT_EQ(kith_count(db, Line), (size_t)1);
    family_close(db);
}

KT_TEST(delete_orphan, follows_the_parent_that_is_deleted)
{
    Order *one, *two;
    kith_db *db = open_orders(&one, &two);
    ANSWERS(kith_append(two, lines, kith_get(db, Line, 6)), KITH_OK);

    ANSWERS(kith_delete(one), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Line), (size_t)1);
    KT_ASSERT_EQ(kith_count(db, Note), (size_t)0);
    family_close(db);
}

KT_TEST(delete_orphan, is_refused_as_a_delete_would_be)
{
    Order *one, *two;
    kith_db *db = open_orders(&one, &two);
    Line *line = kith_get(db, Line, 4);
    Seal *seal = kith_insert(db, Seal, .line.row = line);

    REFUSES(db, kith_remove(one, lines, line), KITH_E_CHILDREN);
    REFUSES(db, kith_unlink(line, order), KITH_E_CHILDREN);
    REFUSES(db, kith_set_null(line, order_id), KITH_E_CHILDREN);
    REFUSES(db, kith_clear(one, lines), KITH_E_CHILDREN);
    REFUSES(db, kith_delete(one), KITH_E_CHILDREN);
    ASSERT_LIST(one->lines, name, "a b c d e f");
    ANSWERS(kith_delete(seal), KITH_OK);
    ANSWERS(kith_clear(one, lines), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Line), (size_t)0);
    family_close(db);
}

KT_TEST(delete_orphan, does_not_take_a_stranger)
{
    Order *one, *two;
    kith_db *db = open_orders(&one, &two);

    REFUSES(db, kith_remove(two, lines, kith_get(db, Line, 1)),
            KITH_E_NOT_FOUND);
    KT_ASSERT_EQ(kith_count(db, Line), (size_t)6);
    family_close(db);
}

/* --- A row with two parents, one of which owns it -------------------------- */

typedef struct Author Author;
typedef struct Shelf Shelf;
typedef struct Book Book;
struct Author {
    const int64_t id;
    KITH_COLLECTION(Book) books;
};
struct Shelf {
    const int64_t id;
    KITH_COLLECTION(Book) books;
};
struct Book {
    const int64_t id;
    const int64_t shelf_id, author_id;
    KITH_REFERENCE(Shelf) shelf;
    KITH_REFERENCE(Author) author;
};
static KITH_TABLE(Author, "authors", KITH_PRIMARY_KEY(Author, id),
                  KITH_RELATIONSHIP(Author, books, Book,
                                    .back_populates = "author",
                                    .delete_orphan = true));
static KITH_TABLE(Shelf, "shelves", KITH_PRIMARY_KEY(Shelf, id),
                  KITH_RELATIONSHIP(Shelf, books, Book,
                                    .back_populates = "shelf"));
static KITH_TABLE(Book, "books", KITH_PRIMARY_KEY(Book, id),
                  KITH_FOREIGN_KEY(Book, shelf_id, Shelf, id),
                  KITH_FOREIGN_KEY(Book, author_id, Author, id),
                  KITH_RELATIONSHIP(Book, shelf, Shelf,
                                    .back_populates = "books"),
                  KITH_RELATIONSHIP(Book, author, Author,
                                    .back_populates = "books"));

KT_TEST(delete_orphan, asks_only_for_the_parent_that_owns)
{
    kith_db *db = OPEN(Author, Shelf, Book);
    Author *ann = kith_insert_default(db, Author);
    Shelf *shelf = kith_insert_default(db, Shelf);
    Book *kept = kith_insert(db, Book, .author.row = ann, .shelf.row = shelf);
    Book *lost = kith_insert(db, Book, .author.row = ann, .shelf.row = shelf);
    Book *free = kith_insert(db, Book, .shelf.row = shelf);

    ANSWERS(kith_unlink(kept, shelf), KITH_OK);
    ANSWERS(kith_remove(shelf, books, free), KITH_OK);
    KT_ASSERT(kith_is_live(kept) && kith_is_live(free));
    ANSWERS(kith_unlink(free, author), KITH_OK);
    ANSWERS(kith_update(lost, kith_to_null(lost, shelf_id),
                        kith_to_null(lost, author_id)),
            KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Book), (size_t)2);
    ANSWERS(kith_append(shelf, books, kept), KITH_OK);
    ANSWERS(kith_remove(ann, books, kept), KITH_OK);
    KT_ASSERT_EQ(shelf->books.count, 0u);
    KT_ASSERT_EQ(kith_count(db, Book), (size_t)1);
    family_close(db);
}

/* --- A tree of orphans that takes keys over ------------------------------- */

typedef struct Box Box;
struct Box {
    const int64_t id;
    const int64_t in_id, under_id;
    KITH_REFERENCE(Box) in;
    KITH_COLLECTION(Box) boxes;
    KITH_REFERENCE(Box) under;
};
static KITH_TABLE(
    Box, "boxes", KITH_PRIMARY_KEY(Box, id),
    KITH_FOREIGN_KEY(Box, in_id, Box, id, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Box, under_id, Box, id, .on_delete = KITH_NO_ACTION,
                     .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Box, in, Box, .foreign_key = "in_id",
                      .back_populates = "boxes"),
    KITH_RELATIONSHIP(Box, boxes, Box, .foreign_key = "in_id",
                      .back_populates = "in", .delete_orphan = true),
    KITH_RELATIONSHIP(Box, under, Box, .foreign_key = "under_id"));

KT_TEST(delete_orphan, leaves_no_child_to_the_row_that_takes_its_key_over)
{
    kith_db *db = OPEN(Box);
    Box *outer = kith_insert_default(db, Box);
    Box *orphan = kith_insert(db, Box, .in.row = outer);
    Box *child = kith_insert(db, Box, .under.row = orphan);
    Box *other = kith_insert_default(db, Box);

    /* Another row, the child itself, and the child though it is told so. */
    REFUSES(db,
            kith_update_all(db, kith_row_to(orphan, id, 4),
                            kith_row_to(other, id, 2),
                            kith_row_to_null(orphan, in_id)),
            KITH_E_CHILDREN);
    REFUSES(db,
            kith_update_all(db, kith_row_to(orphan, id, 3),
                            kith_row_to(child, id, 2),
                            kith_row_to_null(orphan, in_id)),
            KITH_E_CHILDREN);
    REFUSES(db,
            kith_update_all(
                db, kith_row_to(child, under_id, 2), kith_row_to(orphan, id, 3),
                kith_row_to(child, id, 2), kith_row_to_null(orphan, in_id)),
            KITH_E_CHILDREN);
    ANSWERS(kith_update_all(db, kith_row_to(child, under_id, 4),
                            kith_row_to_null(orphan, in_id)),
            KITH_OK);
    KT_ASSERT_EQ(child->under.row, other);
    KT_ASSERT_EQ(kith_count(db, Box), (size_t)3);
    family_close(db);
}
