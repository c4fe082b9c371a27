/* reserve.c - kith_reserve, kith_reserve_list, and kith_edit. */
#include "family.h"

#include <stdlib.h>
#include <string.h>

/* A thing without texts: under two unique keys, an optional one, and a parent
 * that has room for two children in place. */
typedef struct Box Box;
typedef struct Thing Thing;
struct Box {
    const int64_t id;
    KITH_COLLECTION(Thing) things;
};
struct Thing {
    const int64_t id;
    const int32_t left, right;
    const KITH_OPTIONAL(int64_t) serial;
    double weight;
    const int64_t box_id;
    KITH_REFERENCE(Box) box;
};
static KITH_TABLE(Box, "boxes", KITH_PRIMARY_KEY(Box, id),
                  KITH_RELATIONSHIP(Box, things, Thing,
                                    .back_populates = "box"));
static KITH_TABLE(Thing, "things", KITH_PRIMARY_KEY(Thing, id),
                  KITH_COLUMN(Thing, left), KITH_COLUMN(Thing, right),
                  KITH_OPTIONAL_COLUMN(Thing, serial, .unique = true),
                  KITH_COLUMN(Thing, weight),
                  KITH_FOREIGN_KEY(Thing, box_id, Box, id),
                  KITH_RELATIONSHIP(Thing, box, Box,
                                    .back_populates = "things"),
                  KITH_UNIQUE("left", "right"));

/* A thing of which many are equal. */
typedef struct Grain Grain;
struct Grain {
    const int64_t id;
    const int32_t kind;
};
static KITH_TABLE(Grain, "grains", KITH_PRIMARY_KEY(Grain, id),
                  KITH_COLUMN(Grain, kind, .index = true));

#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))

/* An allocator that counts, and refuses what is beyond its limit: nothing here
 * touches memory that it is not given, however much is asked for. */
static struct {
    size_t requests, bytes, limit;
} heap;

static void *resize(void *context, void *block, size_t old_bytes,
                    size_t new_bytes)
{
    void *resized;

    (void)context;
    if (new_bytes == 0) {
        heap.bytes -= old_bytes;
        free(block);
        return NULL;
    }
    heap.requests++;
    if (new_bytes > heap.limit || heap.bytes > heap.limit - new_bytes)
        return NULL;
    resized = realloc(block, new_bytes);
    if (resized)
        heap.bytes += new_bytes - old_bytes;
    return resized;
}

static kith_db *open_counted(const kith_table *const *tables)
{
    kith_options options = KITH_OPTIONS(.allocator.resize = resize);
    kith_error error = {.status = KITH_OK};
    kith_db *db = NULL;

    memset(&heap, 0, sizeof heap);
    heap.limit = (size_t)256 << 20;
    kith_open(&db, tables, &options, &error);
    KT_ASSERT(db, "%s", error.message);
    return db;
}
#define OPEN_COUNTED(...) open_counted(KITH_TABLES(__VA_ARGS__))

static void close_counted(kith_db *db)
{
    family_verify(db);
    KT_ASSERT_EQ(kith_memory_used(db), heap.bytes);
    kith_close(db);
    KT_ASSERT_EQ(heap.bytes, (size_t)0);
}

/* Insert things with new keys, and without a parent. */
static void insert_things(kith_db *db, int first, int count)
{
    for (int i = first; i < first + count; i++)
        KT_ASSERT_NOT_NULL(kith_insert(db, Thing, .left = i, .right = -i,
                                       .serial = KITH_SOME(1000 + i)));
}

KT_TEST_ONCE(reserve, lets_as_many_inserts_ask_for_no_memory)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    insert_things(db, 0, 1);

    for (int round = 0; round < 3; round++) {
        ANSWERS(kith_reserve(db, Thing, 1000), KITH_OK);
        const size_t before = heap.requests;
        insert_things(db, 1 + round * 1000, 1000);
        KT_ASSERT_EQ(heap.requests, before);
    }

    KT_ASSERT_EQ(kith_count(db, Thing), (size_t)3001);
    KT_ASSERT_EQ(kith_find(db, Thing, serial.value, 1700)->left, 700);
    close_counted(db);
}

/* Chunks of 2 MiB come first, and then one that is as large as the rest. */
KT_TEST(reserve, of_many_rows_takes_little_more_than_they_need)
{
    static const size_t counts[] = {100000, 270000, 1000000};

    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
        kith_db *db = OPEN_COUNTED(Grain);
        const size_t cell = sizeof(Grain) + 8 + 8; /* head; place, rounded up */
        kith_stats stats;

        ANSWERS(kith_reserve(db, Grain, counts[i]), KITH_OK);
        ANSWERS(kith_table_stats(db, &Grain_table, &stats), KITH_OK);
        KT_ASSERT(stats.row_bytes >= counts[i] * cell);
        KT_ASSERT(stats.row_bytes < counts[i] * cell + 16384, "%zu of %zu",
                  stats.row_bytes, counts[i] * cell);
        close_counted(db);
    }
}

KT_TEST_ONCE(reserve, counts_the_places_of_deleted_rows)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    insert_things(db, 0, 500);
    kith_for_each_row(db, Thing, it) {
        if (it->left % 3)
            kith_delete(it);
    }

    ANSWERS(kith_reserve(db, Thing, 700), KITH_OK);
    const size_t before = heap.requests;
    insert_things(db, 500, 700);

    KT_ASSERT_EQ(heap.requests, before);
    KT_ASSERT_EQ(kith_count(db, Thing), (size_t)867);
    close_counted(db);
}

KT_TEST_ONCE(reserve, leaves_lists_of_two_in_their_rows)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    Box *boxes[100];
    for (int i = 0; i < 100; i++)
        boxes[i] = kith_insert_default(db, Box);
    insert_things(db, 0, 1);

    ANSWERS(kith_reserve(db, Thing, 200), KITH_OK);
    const size_t before = heap.requests;
    for (int i = 1; i <= 200; i++)
        kith_insert(db, Thing, .left = i, .box.row = boxes[i % 100]);

    KT_ASSERT_EQ(heap.requests, before);
    KT_ASSERT_EQ(boxes[7]->things.count, 2u);
    close_counted(db);
}

KT_TEST(reserve, of_what_is_there_already_asks_for_nothing)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);

    ANSWERS(kith_reserve(db, Thing, 0), KITH_OK);
    ANSWERS(kith_reserve(db, Thing, 100), KITH_OK);
    const size_t before = heap.requests;
    ANSWERS(kith_reserve(db, Thing, 100), KITH_OK);
    ANSWERS(kith_reserve(db, Thing, 0), KITH_OK);
    ANSWERS(kith_reserve(db, Thing, 99), KITH_OK);

    KT_ASSERT_EQ(heap.requests, before);
    close_counted(db);
}

KT_TEST(reserve, keeps_the_order_of_inserting)
{
    kith_db *db = OPEN(Box, Thing);
    int count = 1, next = 0;

    insert_things(db, 0, 1);
    for (int i = 0; i < 30; i++) {
        ANSWERS(kith_reserve(db, Thing, (size_t)(i * 7 % 40)), KITH_OK);
        insert_things(db, count, i % 12);
        count += i % 12;
        REFUSES_ROW(db,
                    kith_insert(db, Thing, .id = 1, .left = -1, .right = -1),
                    KITH_E_UNIQUE);
    }

    kith_for_each_row(db, Thing, it)
        KT_ASSERT_EQ(it->left, next++);
    KT_ASSERT_EQ(next, count);
    family_close(db);
}

KT_TEST_ONCE(reserve, changes_no_row_when_memory_runs_out)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    insert_things(db, 0, 100);
    heap.limit = heap.bytes + 100000;

    REFUSES(db, kith_reserve(db, Thing, 5000), KITH_E_MEMORY);
    SAYS(db, "out of memory: the allocator returned NULL");
    family_verify(db);
    REFUSES(db, kith_reserve(db, Thing, (size_t)1 << 40), KITH_E_MEMORY);
    KT_ASSERT_EQ(kith_memory_used(db), heap.bytes);
    heap.limit = (size_t)256 << 20;
    ANSWERS(kith_reserve(db, Thing, 5000), KITH_OK);
    const size_t before = heap.requests;
    insert_things(db, 100, 5000);

    KT_ASSERT_EQ(heap.requests, before);
    close_counted(db);
}

KT_TEST(reserve, refuses_more_rows_than_there_are_addresses)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    insert_things(db, 0, 3);
    const size_t before = heap.requests;

    REFUSES(db, kith_reserve(db, Thing, SIZE_MAX), KITH_E_LIMIT);
    REFUSES(db, kith_reserve(db, Thing, (size_t)1 << 60), KITH_E_LIMIT);
    SAYS(db, "things cannot hold so many rows: at most 2^44");
    KT_ASSERT_STR_EQ(kith_last_error(db)->table, "things");

    KT_ASSERT_EQ(heap.requests, before);
    close_counted(db);
}

KT_TEST(reserve, refuses_what_is_no_table_of_the_database)
{
    kith_db *db = OPEN(Box, Thing);

    REFUSES(db, kith_reserve(db, Item, 10), KITH_E_MISUSE);
    REFUSES(db, kith_reserve_rows(db, NULL, 10), KITH_E_MISUSE);
    ANSWERS(kith_reserve(NULL, Thing, 10), KITH_E_MISUSE);

    family_close(db);
}

/* --- Lists ---------------------------------------------------------------- */

KT_TEST_ONCE(reserve_list, lets_as_many_appends_ask_for_no_memory)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    Box *box = kith_insert_default(db, Box);
    insert_things(db, 0, 2001);
    kith_append(box, things, (Thing *)kith_get(db, Thing, 2001));

    for (int round = 0; round < 2; round++) {
        ANSWERS(kith_reserve_list(box, things, 1000), KITH_OK);
        const size_t before = heap.requests;
        for (int i = 1; i <= 1000; i++) {
            Thing *thing = kith_get(db, Thing, round * 1000 + i);
            ANSWERS(kith_append(box, things, thing), KITH_OK);
        }
        KT_ASSERT_EQ(heap.requests, before);
    }

    KT_ASSERT_EQ(box->things.count, 2001u);
    KT_ASSERT_EQ(kith_at(box->things, 1)->id, 1);
    close_counted(db);
}

KT_TEST_ONCE(reserve_list, serves_both_kinds_of_members)
{
    kith_db *db = OPEN_COUNTED(Student, Course, StudentCourse);
    Student *ana = kith_insert_default(db, Student);
    Course *courses[101];
    for (int i = 0; i <= 100; i++)
        courses[i] = kith_insert(db, Course, .code = {(char)('!' + i)});
    ANSWERS(kith_append(ana, courses, courses[100]), KITH_OK);

    ANSWERS(kith_reserve(db, StudentCourse, 100), KITH_OK);
    ANSWERS(kith_reserve_list(ana, courses, 100), KITH_OK);
    const size_t before = heap.requests;
    for (int i = 0; i < 100; i++)
        ANSWERS(kith_append(ana, courses, courses[i]), KITH_OK);

    KT_ASSERT_EQ(heap.requests, before);
    KT_ASSERT_EQ(ana->courses.count, 101u);
    close_counted(db);
}

KT_TEST(reserve_list, does_not_disturb_a_walk)
{
    kith_db *db = OPEN(Box, Thing);
    Box *box = kith_insert_default(db, Box);
    int64_t met = 0, expected = 0;

    for (int i = 1; i <= 40; i++)
        kith_insert(db, Thing, .left = i, .box.row = box);
    for (int i = 1; i <= 40; i++) {
        if (i % 4)
            kith_delete(kith_get(db, Thing, i));
        else
            expected = expected * 41 % 1000003 + i;
    }
    const uint32_t places = box->things.place_count;
    kith_for_each(it, box->things) {
        met = met * 41 % 1000003 + it->id;
        ANSWERS(kith_reserve_list(box, things, (size_t)it->id * 5), KITH_OK);
        KT_ASSERT_EQ(box->things.places[it->box.place], it);
    }

    KT_ASSERT_EQ(met, expected);
    KT_ASSERT_EQ(box->things.place_count, places);
    KT_ASSERT_EQ(box->things.count, 10u);
    family_close(db);
}

KT_TEST_ONCE(reserve_list, changes_nothing_when_memory_runs_out)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    Box *box = kith_insert_default(db, Box);
    heap.limit = heap.bytes + 10000;

    REFUSES(db, kith_reserve_list(box, things, 5000), KITH_E_MEMORY);
    REFUSES(db, kith_reserve_list(box, things, UINT32_MAX), KITH_E_MEMORY);
    kith_insert(db, Thing, .box.row = box);
    REFUSES(db, kith_reserve_list(box, things, 5000), KITH_E_MEMORY);
    ANSWERS(kith_reserve_list(box, things, 500), KITH_OK);

    KT_ASSERT_EQ(box->things.count, 1u);
    close_counted(db);
}

KT_TEST(reserve_list, refuses_more_slots_than_it_can_count)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    Box *box = kith_insert_default(db, Box);
    kith_insert(db, Thing, .box.row = box);

    REFUSES(db, kith_reserve_list(box, things, UINT32_MAX), KITH_E_LIMIT);
    SAYS(db, "boxes.things cannot have more than 4294967295 places");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "things");
    REFUSES(db, kith_reserve_list(box, things, SIZE_MAX), KITH_E_LIMIT);

    close_counted(db);
}

KT_TEST(reserve_list, refuses_what_is_no_collection_of_a_living_row)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *item = kith_insert(db, Item, .store.row = ikea);
    User *user = kith_insert(db, User, .email = "ada");
    Store *gone = kith_insert_default(db, Store);
    ANSWERS(kith_delete(gone), KITH_OK);

    ANSWERS(kith_reserve_list((Store *)NULL, items, 1), KITH_E_MISUSE);
    REFUSES(db, kith_reserve_list(gone, items, 1), KITH_E_NOT_FOUND);
    SAYS(db, "kith_reserve_at: the row of stores was deleted");
    REFUSES(db, kith_reserve_at(ikea, offsetof(Store, name), 1), KITH_E_MISUSE);
    SAYS(db, "kith_reserve_at: the member of stores is no collection");
    REFUSES(db, kith_reserve_at(ikea, 3, 1), KITH_E_MISUSE);
    REFUSES(db, kith_reserve_at(ikea, 99999, 1), KITH_E_MISUSE);
    REFUSES(db, kith_reserve_at(item, offsetof(Item, store), 1), KITH_E_MISUSE);
    REFUSES(db, kith_reserve_at(user, offsetof(User, profile), 1),
            KITH_E_MISUSE);

    family_close(db);
}

/* --- Editing -------------------------------------------------------------- */

KT_TEST(edit, answers_the_row_for_direct_writes)
{
    kith_db *db = OPEN(Store, Item);
    Item *chair = kith_insert(db, Item, .name = "chair");

    Item *edited = kith_edit(chair);
    edited->price = 9.5;
    edited->weight.present = true;
    edited->weight.value = 3;

    KT_ASSERT_EQ(edited, chair);
    KT_ASSERT(chair->price == 9.5);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(edit, answers_NULL_for_NULL_and_deleted_rows)
{
    kith_db *db = OPEN(Store, Item);
    Item *none = NULL, *gone = kith_insert_default(db, Item);
    ANSWERS(kith_delete(gone), KITH_OK);

    KT_ASSERT_NULL(kith_edit(none));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    REFUSES_ROW(db, kith_edit(gone), KITH_E_NOT_FOUND);
    SAYS(db, "kith_edit: the row of items was deleted");

    family_close(db);
}

KT_TEST(edit, answers_a_pointer_to_the_row_type)
{
    kith_db *db = OPEN(Store, Item);
    Item *chair = kith_insert_default(db, Item);
    Store *ikea = kith_insert_default(db, Store);

    KT_ASSERT(_Generic(kith_edit(chair), Item * : true, default : false));
    KT_ASSERT(_Generic(kith_edit(ikea), Store * : true, default : false));

    family_close(db);
}

KT_TEST_ONCE(reserve, serves_the_first_insert_of_a_database)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);

    ANSWERS(kith_reserve(db, Thing, 10), KITH_OK);
    const size_t before = heap.requests;
    insert_things(db, 0, 10);

    KT_ASSERT_EQ(heap.requests, before);
    close_counted(db);
}

KT_TEST_ONCE(reserve, leaves_to_inserts_the_values_that_are_new_to_an_index)
{
    kith_db *db = OPEN_COUNTED(Grain);
    kith_insert_default(db, Grain);

    ANSWERS(kith_reserve(db, Grain, 1002), KITH_OK);
    const size_t before = heap.requests;
    for (int i = 1; i <= 1000; i++)
        kith_insert(db, Grain, .kind = i);
    KT_ASSERT(heap.requests <= before + 1000);
    const size_t between = heap.requests;
    kith_insert(db, Grain, .kind = 7);
    kith_insert(db, Grain, .kind = 8);

    KT_ASSERT_EQ(heap.requests, between);
    close_counted(db);
}

/* Reserve for a list of so many members and so many holes among them. */
static void append_into_holes(int members, int holes, int extra)
{
    kith_db *db = OPEN_COUNTED(Box, Thing);
    Box *box = kith_insert_default(db, Box);
    for (int i = 0; i < members + holes; i++)
        kith_insert(db, Thing, .left = i, .box.row = box);
    for (int i = 1; i <= holes; i++)
        kith_delete(kith_get(db, Thing, i));
    insert_things(db, 1000, extra);
    /* What an append needs but a list is in place after the first. */
    Box *other = kith_insert_default(db, Box);
    kith_for_each_row(db, Thing, it) {
        if (it->left == 1000) {
            ANSWERS(kith_append(other, things, it), KITH_OK);
            ANSWERS(kith_remove(other, things, it), KITH_OK);
        }
    }

    ANSWERS(kith_reserve_list(box, things, (size_t)extra), KITH_OK);
    const size_t before = heap.requests;
    kith_for_each_row(db, Thing, it) {
        if (it->left >= 1000)
            ANSWERS(kith_append(box, things, it), KITH_OK);
    }
    KT_ASSERT(heap.requests == before, "%d members, %d holes, %d more", members,
              holes, extra);
    close_counted(db);
}

KT_TEST_ONCE(reserve_list, serves_lists_with_holes)
{
    for (int members = 0; members < 12; members++) {
        for (int holes = 0; holes < 12; holes++) {
            for (int extra = 1; extra < 12; extra++)
                append_into_holes(members, holes, extra);
        }
    }
}

KT_TEST(reserve, of_nothing_is_well)
{
    kith_db *db = OPEN_COUNTED(Store, Item);
    Store *store = kith_insert(db, Store, .name = "IKEA");

    ANSWERS(kith_reserve(db, Item, 0), KITH_OK);
    ANSWERS(kith_reserve_list(store, items, 0), KITH_OK);
    ANSWERS(kith_insert_all(db, Item, (const Item *)NULL, 0), KITH_OK);
    close_counted(db);
}
