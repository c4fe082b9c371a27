/* scan.c - counting and visiting all rows of a table. */
#include "family.h"

#include <stdlib.h>

KT_TEST(scan, of_an_empty_table_meets_nobody)
{
    kith_db *db = OPEN(Store, Item);

    KT_ASSERT_NULL(kith_next_row(db, &Item_table, NULL));
    KT_ASSERT_EQ(kith_count(db, Item), (size_t)0);
    kith_for_each_row(db, Item, item)
        KT_ASSERT(false, "%p", (void *)item);
    family_close(db);
}

KT_TEST(scan, meets_rows_in_the_order_of_inserting)
{
    enum { ROWS = 20000 };
    kith_db *db = OPEN(Store, Item);
    int64_t met = 0;
    for (int i = 0; i < ROWS; i++) {
        kith_insert(db, Item, .mark = i);
        if (i % 50 == 0)
            kith_insert(db, Store, .name = "store");
        KT_ASSERT_EQ(kith_count(db, Item), (size_t)i + 1);
    }

    kith_for_each_row(db, Item, item)
        KT_ASSERT_EQ(item->mark, met++);

    KT_ASSERT_EQ(met, ROWS);
    KT_ASSERT_EQ(kith_count(db, Store), (size_t)(ROWS / 50));
    family_close(db);
}

KT_TEST(scan, meets_each_row_once_with_free_places_between)
{
    enum { ROWS = 3000 };
    static bool live[ROWS];
    kith_db *db = OPEN(Store, Item);
    uint64_t seed = 8;
    static Item *items[ROWS];
    for (int i = 0; i < ROWS; i++) {
        items[i] = kith_insert(db, Item, .mark = i);
        live[i] = true;
    }

    for (int round = 0; round < 12; round++) {
        size_t expected = 0, met = 0;
        for (int i = 0; i < ROWS; i++) {
            const bool wanted = family_random(&seed) % 12 >= (uint64_t)round;
            if (live[i] && !wanted)
                ANSWERS(kith_delete(items[i]), KITH_OK);
            if (!live[i] && wanted)
                items[i] = kith_insert(db, Item, .mark = i);
            live[i] = wanted;
            expected += wanted;
        }
        static int seen[ROWS];
        kith_for_each_row(db, Item, item) {
            KT_ASSERT(kith_is_live(item) && live[item->mark]);
            KT_ASSERT_EQ(items[item->mark], item);
            KT_ASSERT(seen[item->mark] != round + 1, "met twice");
            seen[item->mark] = round + 1;
            met++;
        }
        KT_ASSERT_EQ(met, expected);
        KT_ASSERT_EQ(kith_count(db, Item), expected);
    }
    family_close(db);
}

KT_TEST(scan, allows_deleting_any_row)
{
    enum { ROWS = 500 };

    for (int way = 0; way < 4; way++) {
        kith_db *db = OPEN(Store, Item);
        Item *items[ROWS];
        int met = 0;
        for (int i = 0; i < ROWS; i++)
            items[i] = kith_insert(db, Item, .mark = i);

        kith_for_each_row(db, Item, item) {
            const int i = (int)item->mark;
            KT_ASSERT(kith_is_live(item) && items[i] == item);
            met++;
            if (way == 0)
                ANSWERS(kith_delete(item), KITH_OK);
            if (way == 1 && i + 1 < ROWS)
                ANSWERS(kith_delete(items[i + 1]), KITH_OK);
            if (way == 2 && i > 0)
                ANSWERS(kith_delete(items[i - 1]), KITH_OK);
            if (way == 3 && i == 100) {
                for (int j = 0; j < ROWS; j++)
                    ANSWERS(kith_delete(items[j]), KITH_OK);
            }
        }

        const int expected[] = {ROWS, ROWS / 2, ROWS, 101};
        KT_ASSERT(met == expected[way], "way %d met %d", way, met);
        family_close(db);
    }
}

KT_TEST(scan, allows_inserting)
{
    kith_db *db = OPEN(Store, Item);
    size_t old = 0, inserted = 0;
    for (int i = 0; i < 100; i++)
        kith_insert(db, Item, .mark = 1);

    kith_for_each_row(db, Item, item) {
        old += item->mark == 1;
        if (inserted < 500)
            inserted += kith_insert(db, Item, .mark = 2) != NULL;
    }

    KT_ASSERT_EQ(old, (size_t)100);
    KT_ASSERT_EQ(kith_count(db, Item), 100 + inserted);
    family_close(db);
}

KT_TEST(scan, ends_where_each_step_inserts_a_row)
{
    const kith_options counted = {.abi_version = KITH_ABI_VERSION,
                                  .count_work = true};

    for (int counts = 0; counts < 2; counts++) {
        kith_db *db = NULL;
        size_t steps = 0;

        ANSWERS(kith_open(&db, KITH_TABLES(Store, Item),
                          counts ? &counted : NULL, NULL),
                KITH_OK);
        kith_for_each_row(db, Item, item)
            steps += item->id > 0;
        KT_ASSERT_EQ(steps, 0);
        for (int i = 0; i < 1000; i++)
            kith_insert(db, Item, .mark = 1);
        kith_for_each_row(db, Item, item) {
            kith_insert(db, Item, .mark = 2);
            KT_ASSERT(steps++ < 3000);
        }
        KT_ASSERT(steps >= 1000);
        KT_ASSERT_EQ(kith_count(db, Item), 1000 + steps);
        family_close_own(db);
    }
}

KT_TEST(scan, knows_break_continue_and_nesting)
{
    kith_db *db = OPEN(Store, Item);
    for (int i = 0; i < 10; i++)
        kith_insert(db, Item, .mark = i);
    int met = 0, pairs = 0;

    kith_for_each_row(db, Item, item) {
        if (item->mark % 2)
            continue;
        if (item->mark == 6)
            break;
        met++;
    }
    kith_for_each_row(db, Item, a) {
        kith_for_each_row(db, Item, b)
            pairs += a->mark < b->mark;
    }

    KT_ASSERT_EQ(met, 3);
    KT_ASSERT_EQ(pairs, 45);
    family_close(db);
}

KT_TEST(scan, leaves_the_outer_one_alone_when_the_inner_one_breaks)
{
    enum { ROWS = 100 };
    kith_db *db = OPEN(Store, Item);
    int outer = 0, inner = 0;
    for (int i = 0; i < ROWS; i++)
        kith_insert(db, Item, .mark = i);

    kith_for_each_row(db, Item, a) {
        KT_ASSERT_EQ(a->mark, outer++);
        kith_for_each_row(db, Item, b) {
            if (b->mark > a->mark)
                break;
            if (b->mark % 2)
                continue;
            inner++;
        }
    }

    KT_ASSERT_EQ(outer, ROWS);
    KT_ASSERT_EQ(inner, 2 * (1 + ROWS / 2) * (ROWS / 2) / 2);
    family_close(db);
}

/* The inner scan deletes what the outer one would meet next. */
KT_TEST(scan, allows_another_one_inside_that_deletes)
{
    enum { ROWS = 300 };
    kith_db *db = OPEN(Store, Item);
    int met = 0;
    for (int i = 0; i < ROWS; i++)
        kith_insert(db, Item, .mark = i);

    kith_for_each_row(db, Item, a) {
        KT_ASSERT_EQ(a->mark, met * 3);
        met++;
        kith_for_each_row(db, Item, b) {
            if (b->mark > a->mark && b->mark < a->mark + 3)
                ANSWERS(kith_delete(b), KITH_OK);
        }
    }

    KT_ASSERT_EQ(met, ROWS / 3);
    KT_ASSERT_EQ(kith_count(db, Item), (size_t)ROWS / 3);
    family_close(db);
}

/* Enough rows for several chunks, of which some become empty. */
KT_TEST(scan, passes_chunks_without_a_living_row)
{
    enum { ROWS = 20000 };
    kith_db *db = OPEN(Store, Item);
    int64_t met = 0;
    for (int i = 0; i < ROWS; i++)
        kith_insert(db, Item, .mark = i);

    kith_for_each_row(db, Item, item) {
        if (item->mark >= 10 && item->mark < ROWS - 10)
            ANSWERS(kith_delete(item), KITH_OK);
    }
    kith_for_each_row(db, Item, item) {
        KT_ASSERT_EQ(item->mark, met < 10 ? met : ROWS - 20 + met);
        met++;
    }
    KT_ASSERT_EQ(met, 20);

    kith_for_each_row(db, Item, item)
        ANSWERS(kith_delete(item), KITH_OK);
    kith_for_each_row(db, Item, item)
        KT_ASSERT(false, "%p", (void *)item);
    KT_ASSERT_EQ(kith_count(db, Item), (size_t)0);
    family_close(db);
}

KT_TEST(scan, of_a_table_with_room_and_no_rows_meets_nobody)
{
    kith_db *db = OPEN(Store, Item);
    Item *item;

    ANSWERS(kith_reserve(db, Item, 1000), KITH_OK);
    kith_for_each_row(db, Item, none)
        KT_ASSERT(false, "%p", (void *)none);
    item = kith_insert(db, Item, .mark = 1);
    kith_for_each_row(db, Item, one)
        KT_ASSERT_EQ(one, item);
    ANSWERS(kith_delete(item), KITH_OK);
    kith_for_each_row(db, Item, none)
        KT_ASSERT(false, "%p", (void *)none);
    family_close(db);
}

/* Each row deletes itself and comes back, in its own place or another: those
 * that were there at the start are met once. */
KT_TEST(scan, allows_replacing_rows)
{
    enum { ROWS = 1000 };
    kith_db *db = OPEN(Store, Item);
    int64_t old = 0;
    for (int i = 0; i < ROWS; i++)
        kith_insert(db, Item, .mark = i);

    kith_for_each_row(db, Item, item) {
        if (item->mark < 0)
            continue;
        KT_ASSERT_EQ(item->mark, old++);
        ANSWERS(kith_delete(item), KITH_OK);
        KT_ASSERT_NOT_NULL(kith_insert(db, Item, .mark = -1));
        if (old % 2)
            KT_ASSERT_NOT_NULL(kith_insert(db, Item, .mark = -2));
    }

    KT_ASSERT_EQ(old, ROWS);
    KT_ASSERT_EQ(kith_count(db, Item), (size_t)ROWS + ROWS / 2);
    family_close(db);
}

KT_TEST(scan, of_a_foreign_table_meets_nobody_and_is_misuse)
{
    kith_db *db = OPEN(Store, Item);
    kith_db *no_db = NULL;
    kith_scan scan = kith_scan_rows(no_db, &Item_table);

    kith_insert(db, Item, .mark = 1);
    KT_ASSERT_NULL(kith_scan_next(&scan));
    KT_ASSERT_NULL(kith_scan_next(&scan));
    kith_for_each_row(no_db, Item, item)
        KT_ASSERT(false, "%p", (void *)item);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    kith_for_each_row(db, User, user)
        KT_ASSERT(false, "%p", (void *)user);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "not part");
    family_close(db);
}

KT_TEST(scan, meets_the_same_rows_in_steps_of_either_kind)
{
    enum { ROWS = 2000 };
    kith_db *db = OPEN(Store, Item);
    Item *row = NULL;
    kith_scan scan;
    for (int i = 0; i < ROWS; i++)
        kith_insert(db, Item, .mark = i);
    kith_for_each_row(db, Item, item) {
        if (item->mark % 7 < 3)
            ANSWERS(kith_delete(item), KITH_OK);
    }

    scan = kith_scan_rows(db, &Item_table);
    while ((row = kith_next_row(db, &Item_table, row)))
        KT_ASSERT_EQ(kith_scan_next(&scan), row);
    KT_ASSERT_NULL(kith_scan_next(&scan));
    KT_ASSERT_NULL(kith_scan_next(&scan));
    family_close(db);
}

KT_TEST(scan, of_a_table_without_a_key_works_too)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "ana");
    Course *c = kith_insert(db, Course, .title = "C");
    kith_append(ana, courses, c);

    StudentCourse *link = kith_next_row(db, &StudentCourse_table, NULL);

    KT_ASSERT_EQ(link->student.row, ana);
    KT_ASSERT_NULL(kith_next_row(db, &StudentCourse_table, link));
    family_close(db);
}
