/* threads.c - a database that nobody writes may be read by many threads, and
 * threads with a database each do not meet. The thread sanitizer looks on.
 */
#define _POSIX_C_SOURCE 200809L
#include "family.h"

#include <pthread.h>

enum { THREADS = 4, ROUNDS = 40, ITEMS = 200 };

/* What one thread works on, and how many of its claims held. Asserting there
 * would leave by the wrong stack. */
struct reader {
    kith_db *db;
    size_t right;
};

static size_t read_once(kith_db *db)
{
    Store *ikea = kith_get(db, Store, 1);
    Student *ana = kith_find(db, Student, id, 1);
    size_t right = 0;

    kith_for_each(item, ikea->items)
        right += item->store.row == ikea && kith_contains(ikea, items, item);
    kith_for_each_row(db, Item, row)
        right += kith_get(db, Item, row->id) == row && kith_is_live(row);
    kith_for_each_match(db, Item, match, store_id, 1)
        right += !kith_is_null(match, store_id) && kith_db_of(match) == db;
    kith_for_each(link, ana->courses)
        right += kith_contains(ana, courses, link->course.row);
    right += kith_get(db, Item, 100000) == NULL;
    right += kith_find(db, Course, code, "none") == NULL;
    right += kith_count(db, Item) == ITEMS && kith_memory_used(db) > 0;
    right += kith_digest(db) != 0 && kith_last_error(db)->status == KITH_OK;
    return right;
}

static void *read_all(void *argument)
{
    struct reader *reader = argument;

    for (int i = 0; i < ROUNDS; i++)
        reader->right += read_once(reader->db);
    return NULL;
}

static kith_db *filled(void)
{
    kith_db *db = NULL;

    if (kith_open(&db, KITH_TABLES(Store, Item, Student, Course, StudentCourse),
                  NULL, NULL) != KITH_OK)
        return NULL;
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Student *ana = kith_insert(db, Student, .name = "ana");
    for (int i = 0; i < ITEMS; i++)
        kith_insert(db, Item, .name = "thing", .store.row = ikea);
    for (int i = 0; i < 20; i++)
        kith_append(ana, courses,
                    kith_insert(db, Course, .code = {(char)('a' + i)}));
    return db;
}

static void *write_alone(void *argument)
{
    struct reader *reader = argument;
    kith_db *db = filled();

    for (int i = 1; db && i <= ITEMS; i++) {
        Item *item = kith_get(db, Item, i);
        reader->right += kith_set(item, name, "another") == KITH_OK;
        reader->right += i % 3 || kith_delete(item) == KITH_OK;
        reader->right += !kith_insert(db, Item, .store_id = 77);
        reader->right += kith_last_error(db)->status == KITH_E_PARENT;
    }
    reader->right += db && kith_verify(db) == KITH_OK;
    kith_close(db);
    return NULL;
}

static void run(void *(*work)(void *), kith_db *db, size_t expected)
{
    struct reader readers[THREADS];
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        readers[i] = (struct reader){.db = db};
        KT_ASSERT_EQ(pthread_create(&threads[i], NULL, work, &readers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        KT_ASSERT_EQ(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < THREADS; i++)
        KT_ASSERT_EQ(readers[i].right, expected);
}

KT_TEST(threads, may_read_one_database_together)
{
    kith_db *db = filled();

    run(read_all, db, (size_t)ROUNDS * (3 * ITEMS + 20 + 4));

    family_verify(db);
    kith_close(db);
}

KT_TEST(threads, with_a_database_each_do_not_meet)
{
    run(write_alone, NULL, (size_t)4 * ITEMS + 1);
}
