/* shrink.c - kith_shrink gives back what holds nothing, and changes nothing. */
#include "family.h"

#include "fault.h"

#include <stdio.h>
#include <string.h>

typedef struct Word Word;
struct Word {
    const int64_t id;
    const char code[8];
    KITH_TEXT spelling;
    const int32_t letters;
    const KITH_OPTIONAL(int64_t) page;
};
static KITH_TABLE(Word, "words", KITH_PRIMARY_KEY(Word, id),
                  KITH_COLUMN(Word, code, .unique = true),
                  KITH_COLUMN(Word, spelling, .unique = true),
                  KITH_COLUMN(Word, letters, .index = true),
                  KITH_OPTIONAL_COLUMN(Word, page, .index = true));

enum { WORDS = 1000, ITEMS = 600 };

/* A table is full when its rows fill its chunks: then the row that is deleted
 * leaves the only place for the next one. */
KT_TEST(shrink, leaves_a_full_table_as_good_as_any)
{
    for (int count = 0; count < 80; count++) {
        kith_db *db = OPEN(Store, Item);
        Store *store = kith_insert_default(db, Store);

        for (int i = 0; i < count; i++)
            kith_insert(db, Item, .store.row = store);
        ANSWERS(kith_shrink(db), KITH_OK);
        family_verify(db);
        if (count > 0)
            ANSWERS(kith_delete(kith_at(store->items, count / 2)), KITH_OK);
        for (int i = 0; i < 3; i++)
            KT_ASSERT_NOT_NULL(kith_insert(db, Item, .store.row = store));
        KT_ASSERT_EQ(store->items.count, (uint32_t)(count + 3 - (count > 0)));
        family_close(db);
    }
}

static Word *insert_word(kith_db *db, int i)
{
    return kith_insert(db, Word,
                       .code = {(char)('a' + i % 26), (char)('a' + i / 26 % 26),
                                (char)('a' + i / 676)},
                       .spelling = family_name(i), .letters = i % 17,
                       .page = {i % 3 ? 0 : i % 5, i % 3 == 0});
}

/* Fill the tables: lists of one store, of many, of both ends of many-to-many, a
 * tree of employees. */
static void fill(kith_db *db)
{
    Student *students[20];
    Employee *boss = NULL;

    for (int i = 0; i < WORDS; i++)
        insert_word(db, i);
    for (int i = 0; i < 20; i++)
        students[i] = kith_insert(db, Student, .name = family_name(i));
    for (int i = 0; i < 40; i++) {
        Course *course = kith_insert(db, Course, .title = "a course");

        for (int j = i % 3; j < 20; j += 1 + i % 4)
            kith_append(course, students, students[j]);
        kith_insert(db, Store, .name = family_name(i));
    }
    for (int i = 0; i < ITEMS; i++) {
        kith_insert(db, Item, .name = "a thing with a name",
                    .weight = {1, i % 2}, .store_id = 1 + i % (1 + i % 40));
        boss = kith_insert(db, Employee, .manager.row = i % 7 ? boss : NULL);
    }
    for (int i = 0; i < 30; i++)
        kith_insert(db, Profile,
                    .user.row = kith_insert(db, User, .email = family_name(i)));
}

static kith_db *open_all(void)
{
    return OPEN(Word, Store, Item, User, Profile, Student, Course,
                StudentCourse, Employee);
}

/* Delete of each table every row but one of so many. */
static void thin(kith_db *db, int keep)
{
    int n = 0;

    kith_for_each_row(db, Word, word)
        if (n++ % keep)
            kith_delete(word);
    kith_for_each_row(db, Item, item)
        if (n++ % keep)
            kith_delete(item);
    kith_for_each_row(db, StudentCourse, link)
        if (n++ % keep)
            kith_delete(link);
    kith_for_each_row(db, Employee, one)
        if (n++ % keep)
            kith_delete(one);
}

/* --- What stays ----------------------------------------------------------- */

static const void *stood[5000];
static const char *text_stood[5000];

/* Note where rows and texts are, or see that they are still there. */
static size_t stand(kith_db *db, bool again)
{
    size_t n = 0;

    kith_for_each_row(db, Word, word) {
        KT_ASSERT(!again ||
                  (stood[n] == word && text_stood[n] == word->spelling));
        stood[n] = word;
        text_stood[n++] = word->spelling;
    }
    kith_for_each_row(db, Item, item) {
        KT_ASSERT(!again || (stood[n] == item && text_stood[n] == item->name));
        stood[n] = item;
        text_stood[n++] = item->name;
    }
    return n;
}

/* Every row is found by its keys, and the database takes more. */
static void use(kith_db *db)
{
    kith_for_each_row(db, Word, word) {
        KT_ASSERT_EQ(kith_get(db, Word, word->id), word);
        KT_ASSERT_EQ(kith_find(db, Word, spelling, word->spelling), word);
        KT_ASSERT_EQ(kith_find(db, Word, code, word->code), word);
    }
    for (int i = 0; i < WORDS; i++) {
        if (!kith_find(db, Word, spelling, family_name(i)))
            KT_ASSERT_NOT_NULL(insert_word(db, i));
    }
    for (int i = 0; i < 100; i++)
        kith_insert(db, Item, .name = "more", .store_id = 1 + i % 40);
    family_verify(db);
}

KT_TEST(shrink, changes_no_contents_and_moves_no_row_and_no_text)
{
    for (int keep = 1; keep < 200; keep = keep * 3 + 1) {
        kith_db *db = open_all();
        size_t held, count;
        uint64_t digest;

        fill(db);
        thin(db, keep);
        count = stand(db, false);
        held = kith_memory_used(db);
        digest = kith_digest(db);
        ANSWERS(kith_shrink(db), KITH_OK);
        KT_ASSERT_EQ(stand(db, true), count);
        KT_ASSERT_EQ(kith_digest(db), digest);
        KT_ASSERT(kith_memory_used(db) < held);
        family_verify(db);
        use(db);
        ANSWERS(kith_shrink(db), KITH_OK);
        family_close(db);
    }
}

KT_TEST(shrink, closes_the_holes_of_lists_and_keeps_their_order)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *items[100];
    int at = 0;

    for (int left = 0; left < 12; left++) {
        for (int i = 0; i < 100; i++)
            items[i] = kith_insert(db, Item, .store.row = ikea, .mark = i);
        for (int i = 0; i < 100; i++) {
            if (i % 9 || i / 9 >= left)
                kith_delete(items[i]);
        }
        ANSWERS(kith_shrink(db), KITH_OK);
        KT_ASSERT_EQ(ikea->items.count, (uint32_t)left);
        KT_ASSERT_EQ(ikea->items.place_count, (uint32_t)left);
        at = 0;
        kith_for_each(item, ikea->items) {
            KT_ASSERT_EQ(item->mark, 9 * at++);
            KT_ASSERT(kith_contains(ikea, items, item));
        }
        family_verify(db);
        kith_clear(ikea, items);
        kith_for_each_row(db, Item, item)
            kith_delete(item);
    }
    family_close(db);
}

/* --- What goes ------------------------------------------------------------ */

KT_TEST(shrink, of_a_database_that_was_emptied_leaves_what_it_began_with)
{
    kith_db *db = open_all();
    const size_t empty = kith_memory_used(db);

    for (int round = 0; round < 3; round++) {
        fill(db);
        kith_reserve(db, Word, 5000);
        kith_reserve(db, Item, 100000);
        kith_for_each_row(db, Word, word)
            kith_delete(word);
        kith_for_each_row(db, Profile, profile)
            kith_delete(profile);
        kith_for_each_row(db, User, user)
            kith_delete(user);
        kith_for_each_row(db, Item, item)
            kith_delete(item);
        kith_for_each_row(db, Store, store)
            kith_delete(store);
        kith_for_each_row(db, Student, student)
            kith_delete(student);
        kith_for_each_row(db, Course, course)
            kith_delete(course);
        while (kith_count(db, Employee))
            kith_for_each_row(db, Employee, one)
                kith_delete(one);
        ANSWERS(kith_shrink(db), KITH_OK);
        KT_ASSERT_EQ(kith_memory_used(db), empty);
        family_verify(db);
    }
    family_close(db);
}

KT_TEST(shrink, gives_back_what_was_reserved)
{
    kith_db *db = OPEN(Store, Item, Word);
    const size_t empty = kith_memory_used(db);
    Store *ikea;

    kith_reserve(db, Item, 200000);
    kith_reserve(db, Word, 10000);
    KT_ASSERT(kith_memory_used(db) > 200000 * sizeof(Item));
    ANSWERS(kith_shrink(db), KITH_OK);
    KT_ASSERT_EQ(kith_memory_used(db), empty);
    ikea = kith_insert(db, Store, .name = "IKEA");
    kith_reserve_list(ikea, items, 10000);
    ANSWERS(kith_shrink(db), KITH_OK);
    KT_ASSERT(kith_memory_used(db) < empty + 4096);
    family_close(db);
}

/* Numbers that count up are found directly, as long as they are dense. */
KT_TEST(shrink, leaves_few_rows_with_high_numbers_a_small_index)
{
    enum { ROWS = 20000 };
    kith_db *db = OPEN(Store, Item);
    const size_t empty = kith_memory_used(db);

    for (int i = 0; i < ROWS; i++)
        kith_insert(db, Item, .mark = i);
    kith_for_each_row(db, Item, item)
        if (item->mark < ROWS - 3)
            kith_delete(item);
    ANSWERS(kith_shrink(db), KITH_OK);
    KT_ASSERT(kith_memory_used(db) < empty + ROWS * sizeof(Item) / 2,
              "%zu bytes", kith_memory_used(db) - empty);
    for (int i = 0; i < 3; i++)
        KT_ASSERT_NOT_NULL(kith_get(db, Item, ROWS - i));
    KT_ASSERT_EQ(kith_insert(db, Item, .name = NULL)->id, ROWS + 1);
    family_close(db);
}

/* --- Misuse --------------------------------------------------------------- */

typedef struct Judged Judged;
struct Judged {
    const int64_t id;
    const int32_t number;
};

static kith_status answer;

static bool shrinks(const void *draft)
{
    answer = kith_shrink(kith_db_of(draft));
    return true;
}

static KITH_TABLE(Judged, "judged", KITH_PRIMARY_KEY(Judged, id),
                  KITH_COLUMN(Judged, number),
                  KITH_CHECK(shrinks, "always passes", "number"));

KT_TEST(shrink, is_misuse_in_a_function_of_a_table)
{
    kith_db *db = OPEN(Judged);
    Judged *judged;

    answer = KITH_OK;
    judged = kith_insert(db, Judged, .number = 1);
    KT_ASSERT_EQ(answer, KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    answer = KITH_OK;
    kith_set(judged, number, 2);
    KT_ASSERT_EQ(answer, KITH_E_MISUSE);
    answer = KITH_OK;
    family_verify(db);
    KT_ASSERT_EQ(answer, KITH_E_MISUSE);
    ANSWERS(kith_shrink(db), KITH_OK);
    ANSWERS(kith_shrink(NULL), KITH_E_MISUSE);
    family_close(db);
}
