/* memory_limit.c - a database that may hold so many bytes and no more. */
#include "fault.h"
#include "orchard.h"

#include <stdio.h>
#include <string.h>

/* A shelf of books, which belong to it (CASCADE), were lent from it (SET_NULL,
 * and a check looks at them then), and name it by text. */
typedef struct Shelf Shelf;
typedef struct Book Book;
typedef struct Loan Loan;
struct Shelf {
    const int64_t id;
    KITH_TEXT code;
    KITH_COLLECTION(Book) books;
    KITH_COLLECTION(Loan) loans;
};
struct Book {
    const int64_t id;
    KITH_TEXT title;
    const int32_t year;
    KITH_TEXT shelf_code;
    KITH_REFERENCE(Shelf) shelf;
};
struct Loan {
    const int64_t id;
    const int32_t days;
    const int64_t shelf_id;
    KITH_REFERENCE(Shelf) shelf;
};

static bool is_short(const void *draft)
{
    return ((const Loan *)draft)->days < 100;
}

static KITH_TABLE(Shelf, "shelves", KITH_PRIMARY_KEY(Shelf, id),
                  KITH_COLUMN(Shelf, code, .unique = true),
                  KITH_RELATIONSHIP(Shelf, books, Book,
                                    .back_populates = "shelf"),
                  KITH_RELATIONSHIP(Shelf, loans, Loan,
                                    .back_populates = "shelf"));
static KITH_TABLE(
    Book, "books", KITH_PRIMARY_KEY(Book, id), KITH_COLUMN(Book, title),
    KITH_COLUMN(Book, year, .index = true),
    KITH_FOREIGN_KEY(Book, shelf_code, Shelf, code, .on_delete = KITH_CASCADE),
    KITH_RELATIONSHIP(Book, shelf, Shelf, .back_populates = "books"));
static KITH_TABLE(
    Loan, "loans", KITH_PRIMARY_KEY(Loan, id), KITH_COLUMN(Loan, days),
    KITH_CHECK(is_short, "a loan is short", "days", "shelf_id"),
    KITH_FOREIGN_KEY(Loan, shelf_id, Shelf, id, .on_delete = KITH_SET_NULL),
    KITH_RELATIONSHIP(Loan, shelf, Shelf, .back_populates = "loans"));
#define LIBRARY KITH_TABLES(Shelf, Book, Loan)

/* Buffers between calls, which are not counted: some KiB here. */
enum { BUFFER_BYTES = 64 << 10 };

static kith_status open_within(kith_db **db, const kith_table *const *tables,
                               size_t limit, kith_error *error)
{
    kith_options options = KITH_OPTIONS(.allocator = fault_allocator(),
                                        .memory_limit_bytes = limit);

    return kith_open(db, tables, &options, error);
}

static kith_db *open_limited(const kith_table *const *tables, size_t limit)
{
    kith_error error = {.status = KITH_OK};
    kith_db *db = NULL;

    ANSWERS(open_within(&db, tables, limit, &error), KITH_OK);
    return db;
}

static const char *text_of(size_t bytes)
{
    static char text[2048];

    memset(text, 'x', sizeof text);
    text[bytes] = '\0';
    return text;
}

/* One more shelf with some books and loans; false when something is refused. */
static bool fill_shelf(kith_db *db, int n)
{
    const char *code = family_name(n);
    Shelf *shelf = kith_insert(db, Shelf, .code = code);

    for (int i = 0; shelf && i < 10; i++) {
        if (!kith_insert(db, Book, .title = text_of((size_t)(n + i) % 200),
                         .year = i, .shelf_code = code) ||
            !kith_insert(db, Loan, .days = i, .shelf.row = shelf))
            return false;
    }
    return shelf;
}

/* Until not even a row without texts finds room. */
static void fill_up(kith_db *db)
{
    int n = 0;

    while (fill_shelf(db, n))
        n++;
    while (kith_insert(db, Book, .year = 3))
        continue;
    while (kith_insert(db, Loan, .days = 3))
        continue;
}

KT_TEST(memory_limit, is_reached_and_not_exceeded)
{
    static const size_t limits[] = {30000, 100000, 350000, 3000000};

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        kith_db *db = open_limited(LIBRARY, limits[i]);
        char sentence[120];

        snprintf(sentence, sizeof sentence,
                 "out of memory: the database may hold no more, its "
                 "memory_limit_bytes is %zu",
                 limits[i]);
        fill_up(db);
        const uint64_t state = kith_test_state(db);

        KT_ASSERT(kith_memory_used(db) >= limits[i] / 100 * 95, "%zu of %zu",
                  kith_memory_used(db), limits[i]);
        KT_ASSERT(kith_memory_used(db) <= limits[i] + BUFFER_BYTES);
        REFUSES_ROW(db, kith_insert(db, Book, .title = text_of(100)),
                    KITH_E_MEMORY);
        KT_ASSERT_STR_EQ(kith_last_error(db)->message, sentence);
        REFUSES(db,
                kith_set((Book *)kith_get(db, Book, 1), title, text_of(1000)),
                KITH_E_MEMORY);
        REFUSES(db, kith_reserve(db, Book, 1000), KITH_E_MEMORY);
        KT_ASSERT_EQ(kith_test_state(db), state);
        /* Most of it holds something: growth has not taken it all. */
        ANSWERS(kith_shrink(db), KITH_OK);
        KT_ASSERT(kith_memory_used(db) >= limits[i] / 100 * 80, "%zu of %zu",
                  kith_memory_used(db), limits[i]);
        KT_ASSERT(kith_memory_used(db) <= limits[i]);
        family_close(db);
    }
}

KT_TEST(memory_limit, is_not_what_an_allocator_refused)
{
    kith_db *db = open_limited(LIBRARY, 100000);

    fill_up(db);
    REFUSES_ROW(db, kith_insert(db, Book, .title = text_of(900)),
                KITH_E_MEMORY);
    for (int i = 0; i < 20; i++)
        kith_delete(kith_get(db, Book, i + 1));
    ANSWERS(kith_shrink(db), KITH_OK);
    fault_fail_from(1);
    const kith_status status = kith_delete(kith_get(db, Shelf, 1));
    fault_stop();
    KT_ASSERT_EQ(status, KITH_E_MEMORY);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "out of memory: the allocator returned NULL");
    family_close(db);
}

KT_TEST(memory_limit, in_the_middle_of_many_inserts_leaves_everything)
{
    enum { COUNT = 400 };
    kith_db *db = open_limited(LIBRARY, 60000);
    Book books[COUNT];

    fill_shelf(db, 1);
    Shelf *shelf = kith_find(db, Shelf, code, family_name(1));
    for (int i = 0; i < COUNT; i++)
        memcpy(&books[i], &(Book){.title = text_of(150), .shelf.row = shelf},
               sizeof *books);
    kith_stats before, after;
    ANSWERS(kith_stats_of(db, &before), KITH_OK);
    const uint64_t state = kith_test_state(db);

    ANSWERS(kith_insert_all(db, Book, books, COUNT), KITH_E_MEMORY);

    KT_ASSERT_EQ(kith_test_state(db), state);
    family_verify(db);
    ANSWERS(kith_stats_of(db, &after), KITH_OK);
    KT_ASSERT_EQ(after.rows, before.rows);
    KT_ASSERT_EQ(after.row_bytes, before.row_bytes);
    KT_ASSERT_EQ(after.text_bytes, before.text_bytes);
    ANSWERS(kith_insert_all(db, Book, books, COUNT / 20), KITH_OK);
    family_close(db);
}

KT_TEST(memory_limit, never_keeps_from_deleting)
{
    for (int round = 0; round < 4; round++) {
        kith_db *db = open_limited(LIBRARY, 200000);

        int shelves = 0;
        while (fill_shelf(db, shelves))
            shelves++;
        if (round == 1)
            fill_up(db);
        if (round % 2)
            kith_shrink(db);
        const size_t loans = kith_count(db, Loan);
        kith_for_each_row(db, Shelf, shelf)
            ANSWERS(kith_delete(shelf), KITH_OK);

        KT_ASSERT(shelves > 10);
        KT_ASSERT_EQ(kith_count(db, Shelf), (size_t)0);
        KT_ASSERT_EQ(kith_count(db, Loan), loans);
        kith_for_each_row(db, Loan, loan)
            ANSWERS(kith_delete(loan), KITH_OK);
        kith_for_each_row(db, Book, book)
            ANSWERS(kith_delete(book), KITH_OK);
        family_verify(db);
        if (round >= 2)
            kith_shrink(db);
        for (int i = 0; i < shelves / 4 * 3; i++)
            KT_ASSERT(fill_shelf(db, i), "%d of %d shelves: %s", i, shelves,
                      kith_last_error(db)->message);
        family_close(db);
    }
}

/* A list has room for all places of the array, where that may be had. */
KT_TEST(memory_limit, counts_a_row_that_is_named_often_once)
{
    enum { NAMED = 20000 };
    static Bird *named[NAMED];

    for (int level = 0; level < 2; level++) {
        kith_db *db = open_limited(ORCHARD, 100000);
        orchard_plant(db);
        Tree *tree = orchard_tree(db, 1);
        const unsigned members = tree->birds.count;
        Bird *bird = kith_insert_default(db, Bird);

        for (int i = 0; i < NAMED; i++)
            named[i] = bird;
        if (level)
            ANSWERS(kith_begin(db), KITH_OK);
        ANSWERS(kith_append_rows(tree, birds, named, NAMED), KITH_OK);
        KT_ASSERT_EQ(tree->birds.count, members + 1);
        KT_ASSERT(bird->tree.row == tree);
        family_close(db);
    }
}

/* What a call keeps to take its own rows back is gone when it ends. */
KT_TEST_ONCE(memory_limit, leaves_out_what_a_call_works_with)
{
    enum { MOVED = 1000 };
    static Bird *birds[MOVED];
    static Tree *trees[MOVED];
    kith_db *db = open_limited(ORCHARD, 300000);
    int count = 0;

    orchard_plant(db);
    Tree *tree = orchard_tree(db, 1);
    while (count < MOVED) {
        birds[count] = kith_insert_default(db, Bird);
        trees[count++] = tree;
    }
    ANSWERS(kith_reserve_list(tree, birds, MOVED), KITH_OK);
    while (kith_insert_default(db, Bird))
        continue;
    REFUSES_ROW(db, kith_insert_default(db, Bird), KITH_E_MEMORY);
    ANSWERS(kith_relate_rows(birds, tree, trees, MOVED), KITH_OK);
    KT_ASSERT(tree->birds.count >= MOVED);
    family_close(db);
}

/* Texts of one size leave room for those of another. */
KT_TEST(memory_limit, lets_texts_of_other_sizes_come_after_those_that_left)
{
    static const size_t sizes[] = {40, 300, 60, 480, 150};
    kith_db *db = open_limited(LIBRARY, 300000);
    size_t room = 0;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t bytes = 0;
        char code[512];
        int64_t id = 0;
        do {
            memset(code, 'x', sizes[i]);
            code[sizes[i]] = '\0';
            code[snprintf(code, sizes[i], "%zu", bytes)] = '.';
            bytes += sizes[i];
        } while (kith_insert(db, Shelf, .id = ++id, .code = code));
        KT_ASSERT(i == 0 || bytes >= room / 3, "%zu bytes of %zu, then %zu",
                  sizes[i], room, bytes);
        room = bytes > room ? bytes : room;
        kith_for_each_row(db, Shelf, shelf)
            kith_delete(shelf);
    }
    family_close(db);
}

KT_TEST(memory_limit, that_is_too_little_for_the_tables_is_told_by_open)
{
    const size_t bytes = fault_live_bytes();
    kith_error error = {.status = KITH_OK};
    kith_db *db = NULL;
    size_t limit = 1;

    while (open_within(&db, LIBRARY, limit, &error) != KITH_OK) {
        KT_ASSERT_NULL(db);
        KT_ASSERT_EQ(error.status, KITH_E_MEMORY);
        KT_ASSERT_STR_HAS(error.message, "memory_limit_bytes is");
        KT_ASSERT_EQ(fault_live_bytes(), bytes);
        limit += 64;
    }
    KT_ASSERT(limit > 1000 && limit < 64000);
    KT_ASSERT(kith_memory_used(db) <= limit);
    family_close(db);
}

/* Writes of every kind, in a garden of every size: what one step of a limit
 * does not refuse, another one does. */
static void garden(kith_db *db, size_t *refused)
{
    for (int i = 0; i < 40; i++) {
        const uint64_t state = kith_test_state(db);
        Tree *pear = orchard_tree(db, 2);
        const Bird birds[3] = {{.name = family_name(i), .tree_id = 2},
                               {.name = "tit"},
                               {.name = text_of((size_t)i * 9)}};
        kith_status status = KITH_OK;
        switch (i % 8) {
        case 0:
            status = kith_insert_all(db, Bird, birds, 3);
            break;
        case 1:
            status = kith_set(pear, note, text_of((size_t)i * 30));
            break;
        case 2:
            status = kith_insert(db, Fruit, .tree.row = pear)
                         ? KITH_OK
                         : kith_last_error(db)->status;
            break;
        case 3:
            status = kith_insert(db, Tree, .code = family_name(i), .kind = i)
                         ? KITH_OK
                         : kith_last_error(db)->status;
            break;
        case 4:
            status = kith_reserve(db, Leaf, (size_t)i * 4);
            break;
        case 5:
            status = kith_reserve_list(pear, birds, (size_t)i * 4);
            break;
        case 6:
            status = kith_set(pear, code, text_of((size_t)i * 5));
            break;
        default:
            if (pear->birds.count)
                ANSWERS(kith_delete(kith_first(pear->birds)), KITH_OK);
        }
        if (status == KITH_OK)
            continue;
        KT_ASSERT_EQ(status, KITH_E_MEMORY);
        KT_ASSERT_EQ(kith_test_state(db), state);
        ++*refused;
    }
}

KT_TEST(memory_limit, leaves_no_trace_wherever_it_is_met)
{
    kith_db *db = open_limited(ORCHARD, 0);
    orchard_plant(db);
    const size_t least = kith_memory_used(db);
    size_t refused = 0, met = 0;

    family_close(db);
    for (size_t more = 0; more < 40000; more += 200) {
        db = open_limited(ORCHARD, least + 4000 + more);
        orchard_plant(db);
        refused = 0;
        garden(db, &refused);
        met += refused > 0;
        kith_stats stats;
        ANSWERS(kith_stats_of(db, &stats), KITH_OK);
        KT_ASSERT_EQ(stats.bytes, kith_memory_used(db));
        family_close(db);
    }
    KT_ASSERT(met > 20, "%zu", met);
    KT_ASSERT_EQ(refused, (size_t)0);
}
