/* check_writes.c - an option for tests: the end of a level names the rows whose
 * plain columns the program wrote without saying so.
 */
#include "family.h"

#include "fault.h"

#include <string.h>

/* A table without a primary key, and one without a plain column. */
typedef struct Note Note;
struct Note {
    int8_t stars;
    KITH_OPTIONAL(int64_t) pages;
    bool read;
};
static KITH_TABLE(Note, "notes", KITH_COLUMN(Note, stars),
                  KITH_OPTIONAL_COLUMN(Note, pages), KITH_COLUMN(Note, read));

static kith_db *open_checking(bool checks)
{
    kith_options options =
        KITH_OPTIONS(.allocator = fault_allocator(), .check_writes = checks);
    kith_db *db = NULL;

    kith_open(&db, KITH_TABLES(Store, Item, Note), &options, NULL);
    KT_ASSERT_NOT_NULL(db);
    return db;
}

/* All memory comes back, that of levels that are open still too. */
static void close_checking(kith_db *db)
{
    family_verify(db);
    kith_close(db);
    KT_ASSERT_EQ(fault_live_bytes(), 0u);
}

static Item *new_item(kith_db *db, Store *store)
{
    return kith_insert(db, Item, .name = "Chair", .store.row = store);
}

/* The call names this column of this row, changes nothing and leaves the level
 * open. */
static void names(kith_db *db, kith_status (*end)(kith_db *), const char *table,
                  const char *column, const char *value)
{
    uint64_t state = kith_test_state(db);
    size_t depth = kith_depth(db);
    const kith_error *error;

    ANSWERS(end(db), KITH_E_MISUSE);
    error = kith_last_error(db);
    KT_ASSERT_STR_EQ(error->table, table);
    KT_ASSERT_STR_EQ(error->column, column);
    KT_ASSERT_STR_EQ(error->value, value);
    KT_ASSERT_EQ(kith_depth(db), depth);
    KT_ASSERT_EQ(kith_test_state(db), state);
}

KT_TEST(check_writes, names_each_column_once_and_goes_on)
{
    for (int rolls_back = 0; rolls_back < 2; rolls_back++) {
        kith_status (*end)(kith_db *) =
            rolls_back ? kith_rollback : kith_commit;
        kith_db *db = open_checking(true);
        Item *chair = new_item(db, NULL), *table = new_item(db, NULL);
        Note *note = kith_insert(db, Note, .stars = 3);

        ANSWERS(kith_begin(db), KITH_OK);
        table->weight.present = true;
        table->price = 9.5;
        chair->price = 1;
        note->read = true;
        names(db, end, "items", "price", "1");
        KT_ASSERT_STR_EQ(
            kith_last_error(db)->message,
            rolls_back
                ? "kith_rollback: items.price was written directly in the row "
                  "with id 1, without kith_edit in this level"
                : "kith_commit: items.price was written directly in the row "
                  "with id 1, without kith_edit in this level");
        names(db, end, "items", "price", "2");
        names(db, end, "items", "weight", "2");
        names(db, end, "notes", "read", "");
        ANSWERS(end(db), KITH_OK);
        KT_ASSERT_EQ(kith_depth(db), 0u);
        KT_ASSERT_EQ(table->price, 9.5);
        close_checking(db);
    }
}

/* What is written without a level, or by rollback_to, is nobody's concern. */
KT_TEST(check_writes, looks_at_the_ends_of_levels_alone)
{
    kith_db *db = open_checking(true);
    Item *chair = new_item(db, NULL);

    chair->price = 2;
    ANSWERS(kith_begin(db), KITH_OK);
    chair->mark = 7; /* no column */
    ANSWERS(kith_begin(db), KITH_OK);
    chair->price = 3;
    ANSWERS(kith_rollback_to(db, 2), KITH_OK);
    ANSWERS(kith_rollback_to(db, 0), KITH_OK);
    chair->price = 4;
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_commit(db), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    chair->price = 5;
    close_checking(db);

    db = open_checking(false);
    chair = new_item(db, NULL);
    ANSWERS(kith_begin(db), KITH_OK);
    chair->price = 5;
    ANSWERS(kith_commit(db), KITH_OK);
    close_checking(db);
}

/* Every way of writing that a rollback knows of. */
static void write_by_calls(kith_db *db, Store *ikea, Item *items[6])
{
    const Item two[2] = {{.name = "a", .price = 1}, {.name = "b"}};
    Item *e = kith_edit(items[0]);

    e->price += 1;
    e->weight.value = 2;
    e->weight.present = true;
    ANSWERS(kith_set(items[1], price, items[1]->price + 1), KITH_OK);
    ANSWERS(kith_set_null(items[1], weight), KITH_OK);
    ANSWERS(kith_update(items[2], kith_to(items[2], name, "Desk"),
                        kith_to(items[2], weight, 5)),
            KITH_OK);
    ANSWERS(kith_relate(items[3], store, ikea), KITH_OK);
    e = new_item(db, ikea);
    e->price = 12;
    ANSWERS(kith_insert_all(db, Item, two, 2), KITH_OK);
    e = kith_edit(items[4]);
    e->price = -0.0;
    ANSWERS(kith_delete(items[4]), KITH_OK);
    items[4]->price = 1;
    KT_ASSERT_NULL(kith_insert(db, Item, .store_id = 77));
    ANSWERS(kith_set(items[5], weight, 2), KITH_OK);
    ANSWERS(kith_set(items[5], weight, 3), KITH_OK);
}

KT_TEST(check_writes, names_nothing_that_calls_have_written)
{
    for (int ends = 0; ends < 4; ends++) {
        kith_db *db = open_checking(true);
        Store *ikea = kith_insert(db, Store, .name = "IKEA");
        Item *items[6];

        for (int i = 0; i < 6; i++)
            items[i] = new_item(db, i % 2 ? NULL : ikea);
        ANSWERS(kith_set(items[2], weight, 7), KITH_OK);
        ANSWERS(kith_delete(new_item(db, ikea)), KITH_OK); /* a free place */
        ANSWERS(kith_begin(db), KITH_OK);
        ANSWERS(kith_set(items[0], price, 4), KITH_OK);
        ANSWERS(kith_begin(db), KITH_OK);
        write_by_calls(db, ikea, items);
        ANSWERS(ends & 1 ? kith_rollback(db) : kith_commit(db), KITH_OK);
        ANSWERS(kith_set(items[0], price, 5), KITH_OK);
        ANSWERS(kith_set(items[3], price, 5), KITH_OK);
        ANSWERS(ends & 2 ? kith_rollback(db) : kith_commit(db), KITH_OK);
        close_checking(db);
    }
}

/* The older pointer is not to be used: a rollback of the inner level would not
 * restore what is written through it. */
KT_TEST(check_writes, finds_that_an_inner_level_needs_an_edit_of_its_own)
{
    kith_db *db = open_checking(true);
    Item *chair = new_item(db, NULL), *e;

    ANSWERS(kith_begin(db), KITH_OK);
    e = kith_edit(chair);
    e->price = 1;
    ANSWERS(kith_begin(db), KITH_OK);
    e->price = 2;
    names(db, kith_commit, "items", "price", "1");
    ANSWERS(kith_commit(db), KITH_OK);
    ANSWERS(kith_begin(db), KITH_OK);
    e = kith_edit(chair);
    e->price = 3;
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(chair->price, 2.0);
    ANSWERS(kith_rollback(db), KITH_OK); /* named already */
    KT_ASSERT_EQ(chair->price, 0.0);

    /* An announcement that comes too late. */
    ANSWERS(kith_begin(db), KITH_OK);
    chair->price = 4;
    ANSWERS(kith_begin(db), KITH_OK);
    e = kith_edit(chair);
    e->price = 5;
    ANSWERS(kith_commit(db), KITH_OK);
    ANSWERS(kith_set(chair, price, 6), KITH_OK);
    names(db, kith_rollback, "items", "price", "1");
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(chair->price, 4.0);
    close_checking(db);
}

/* The scope is over at its end, so nothing is left open to look at. */
KT_TEST(check_writes, makes_a_scope_fail_and_roll_back)
{
    for (int way = 0; way < 4; way++) {
        kith_db *db = open_checking(true);
        Item *chair = new_item(db, NULL);
        kith_status status = KITH_OK;

        kith_transaction(db, status)
        {
            new_item(db, NULL);
            chair->price = 9.5;
            if (way == 1)
                break;
            if (way == 3 && kith_begin(db) == KITH_OK)
                break;
            if (way == 2 && (status = kith_set(chair, store_id, 77)) != KITH_OK)
                break;
        }
        KT_ASSERT_EQ(status, KITH_E_MISUSE);
        KT_ASSERT_STR_EQ(kith_last_error(db)->column, "price");
        KT_ASSERT_EQ(kith_depth(db), 0u);
        KT_ASSERT_EQ(kith_count(db, Item), 1u);
        close_checking(db);
    }
}

/* Rows come, go, change and return; nothing is written past the database but,
 * in every other level, one row that no call of that level touches. */
KT_TEST(check_writes, finds_one_store_among_thousands_of_calls)
{
    enum { ROWS = 600, ROUNDS = 60, CALLS = 100 };
    static Item *items[ROWS];
    kith_db *db = open_checking(true);
    uint64_t seed = 5;

    for (int i = 0; i < ROWS; i++)
        items[i] = new_item(db, NULL);
    for (int round = 0; round < ROUNDS; round++) {
        Item *victim = items[0];

        ANSWERS(kith_begin(db), KITH_OK);
        for (int call = 0; call < CALLS; call++) {
            size_t at = 1 + family_random(&seed) % (ROWS - 1);

            switch (family_random(&seed) % 6) {
            case 0:
                if (kith_depth(db) < 5)
                    ANSWERS(kith_begin(db), KITH_OK);
                break;
            case 1:
                if (kith_depth(db) > 1)
                    ANSWERS(kith_commit(db), KITH_OK);
                break;
            case 2:
                kith_delete(new_item(db, NULL));
                new_item(db, NULL);
                break;
            case 3:
                if (kith_edit(items[at]))
                    items[at]->price = call;
                break;
            case 4:
                if (kith_depth(db) > 1)
                    ANSWERS(kith_rollback(db), KITH_OK);
                break;
            default:
                ANSWERS(kith_set(items[at], weight, call), KITH_OK);
            }
        }
        if (round % 2) {
            victim->price += 1;
            names(db, kith_rollback, "items", "price", "1");
        }
        while (kith_depth(db) > 0)
            ANSWERS(kith_rollback(db), KITH_OK);
    }
    close_checking(db);
}

/* Not played backwards: it would take the sums of all rows for each call. */
KT_TEST_ONCE(check_writes, takes_little_memory_and_asks_for_it_at_the_begin)
{
    enum { ROWS = 20000 };
    kith_db *db = open_checking(true);
    size_t bytes, refused = 0;

    for (int i = 0; i < ROWS; i++)
        new_item(db, NULL); /* two plain columns */
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_rollback(db), KITH_OK);
    bytes = kith_memory_used(db);
    for (bool refuses = true; refuses; refused += refuses) {
        fault_fail_from(refused + 1);
        refuses = kith_begin(db) == KITH_E_MEMORY;
        fault_stop();
        KT_ASSERT_EQ(kith_depth(db), refuses ? 0u : 1u);
        KT_ASSERT(!refuses || kith_memory_used(db) == bytes);
    }
    KT_ASSERT(refused >= 2);
    /* 8 bytes a row, and some for each chunk, which are tiny in one build. */
    KT_ASSERT(kith_memory_used(db) - bytes < ROWS * 96);
    fault_fail_from(1);
    ANSWERS(kith_commit(db), KITH_OK);
    fault_stop();
    KT_ASSERT_EQ(kith_memory_used(db), bytes);
    close_checking(db);
}

/* Whatever the order of the members. */
typedef struct Mixed Mixed;
struct Mixed {
    const int64_t id;
    int8_t first;
    double second;
    bool third;
};
static KITH_TABLE(Mixed, "mixed", KITH_PRIMARY_KEY(Mixed, id),
                  KITH_COLUMN(Mixed, third), KITH_COLUMN(Mixed, first),
                  KITH_COLUMN(Mixed, second));

KT_TEST(check_writes, names_columns_that_are_declared_in_another_order)
{
    kith_options options = KITH_OPTIONS(.check_writes = true);
    kith_db *db = NULL;
    Mixed *mixed;

    kith_open(&db, KITH_TABLES(Mixed), &options, NULL);
    KT_ASSERT_NOT_NULL(mixed = kith_insert(db, Mixed, .id = 1));
    ANSWERS(kith_begin(db), KITH_OK);
    mixed->first = 9;
    names(db, kith_commit, "mixed", "first", "1");
    mixed->third = true;
    names(db, kith_commit, "mixed", "third", "1");
    mixed->second = 0.5;
    names(db, kith_commit, "mixed", "second", "1");
    ANSWERS(kith_commit(db), KITH_OK);
    family_verify(db);
    kith_close(db);
}
