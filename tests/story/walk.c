/* walk.c - visiting the members of a list while the world changes. */
#include "family.h"

enum { ITEMS = 40 };

static Item *items[ITEMS];

static kith_db *open_full(Store **store, Store **other)
{
    kith_db *db = OPEN(Store, Item);

    *store = kith_insert(db, Store, .name = "IKEA");
    *other = kith_insert(db, Store, .name = "Muji");
    for (int i = 0; i < ITEMS; i++)
        items[i] = kith_insert(db, Item, .store.row = *store, .mark = i);
    return db;
}

KT_TEST(walk, of_an_empty_list_meets_nobody)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert_default(db, Store);
    int met = 0;

    kith_for_each(item, ikea->items)
        met += item != NULL;

    KT_ASSERT_EQ(met, 0);
    family_close(db);
}

KT_TEST(walk, meets_every_member_once_in_order)
{
    Store *ikea, *muji;
    kith_db *db = open_full(&ikea, &muji);
    int met = 0;

    kith_for_each(item, ikea->items)
        KT_ASSERT_EQ(item->mark, met++);
    kith_for_each(item, ikea->items) /* the name may be used again */
        met += item->mark >= 0;

    KT_ASSERT_EQ(met, 2 * ITEMS);
    family_close(db);
}

KT_TEST(walk, knows_break_and_continue)
{
    Store *ikea, *muji;
    kith_db *db = open_full(&ikea, &muji);
    int met = 0;

    kith_for_each(item, ikea->items) {
        if (item->mark % 2)
            continue;
        if (item->mark == 20)
            break;
        met++;
    }

    KT_ASSERT_EQ(met, 10);
    family_close(db);
}

/* What the body of the loop does to the member it stands on, or to others. */
static void meddle(int way, Item *item, Store *ikea, Store *muji)
{
    const int i = (int)item->mark;

    if (way == 0)
        ANSWERS(kith_delete(item), KITH_OK);
    if (way == 1)
        ANSWERS(kith_relate(item, store, muji), KITH_OK);
    if (way == 2)
        ANSWERS(kith_remove(ikea, items, item), KITH_OK);
    if (way == 3 && i + 1 < ITEMS)
        ANSWERS(kith_delete(items[i + 1]), KITH_OK);
    if (way == 4 && i % 2 == 0)
        ANSWERS(kith_append(muji, items, items[i + 1]), KITH_OK);
    if (way == 5 && i > 0)
        ANSWERS(kith_set_null(items[i - 1], store_id), KITH_OK);
    if (way == 6 && i == 10)
        ANSWERS(kith_clear(ikea, items), KITH_OK);
    if (way == 7 && i < ITEMS / 2)
        ANSWERS(kith_delete(items[ITEMS - 1 - i]), KITH_OK);
}

KT_TEST(walk, allows_deleting_and_moving_this_row_and_others)
{
    static const int expected[] = {ITEMS,     ITEMS, ITEMS, ITEMS / 2,
                                   ITEMS / 2, ITEMS, 11,    ITEMS / 2};

    for (int way = 0; way < 8; way++) {
        Store *ikea, *muji;
        kith_db *db = open_full(&ikea, &muji);
        int met = 0;
        int64_t last = -1;

        kith_for_each(item, ikea->items) {
            KT_ASSERT(kith_is_live(item) && item->mark > last, "way %d", way);
            last = item->mark;
            met++;
            meddle(way, item, ikea, muji);
        }

        KT_ASSERT(met == expected[way], "way %d met %d", way, met);
        family_close(db);
    }
}

KT_TEST(walk, allows_inserting_into_other_lists)
{
    Store *ikea, *muji;
    kith_db *db = open_full(&ikea, &muji);
    int met = 0;

    kith_for_each(item, ikea->items) {
        met++;
        for (int i = 0; i < 20; i++)
            kith_insert(db, Item, .store.row = muji, .mark = -item->mark);
    }

    KT_ASSERT_EQ(met, ITEMS);
    KT_ASSERT_EQ(muji->items.count, 20u * ITEMS);
    family_close(db);
}

KT_TEST(walk, nests_over_two_lists_and_over_one)
{
    Store *ikea, *muji;
    kith_db *db = open_full(&ikea, &muji);
    for (int i = 0; i < 3; i++)
        kith_insert(db, Item, .store.row = muji, .mark = i);
    int pairs = 0, equal = 0;

    kith_for_each(a, ikea->items) {
        kith_for_each(b, muji->items) {
            if (b->mark == 2)
                break;
            pairs++;
        }
        kith_for_each(c, ikea->items)
            equal += a == c;
    }

    KT_ASSERT_EQ(pairs, 2 * ITEMS);
    KT_ASSERT_EQ(equal, ITEMS);
    family_close(db);
}

KT_TEST(walk, of_association_rows_allows_unlinking_them)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "ana");
    for (int i = 0; i < 10; i++) {
        Course *course = kith_insert(db, Course, .code = {(char)('0' + i)});
        kith_append(ana, courses, course);
    }
    int met = 0;

    kith_for_each(link, ana->courses) {
        Course *course = link->course.row;
        met++;
        if (met % 2)
            ANSWERS(kith_remove(ana, courses, course), KITH_OK);
        else
            ANSWERS(kith_delete(course), KITH_OK);
    }

    KT_ASSERT_EQ(met, 10);
    KT_ASSERT_EQ(ana->courses.count, 0u);
    KT_ASSERT_EQ(kith_count(db, Course), (size_t)5);
    family_close(db);
}

KT_TEST(walk, that_is_fetched_ahead_meets_the_same)
{
    Store *ikea, *muji;
    kith_db *db = open_full(&ikea, &muji);
    Store *stores[] = {ikea, NULL, muji, kith_insert_default(db, Store)};
    ANSWERS(kith_append(muji, items, items[7]), KITH_OK);
    const uint64_t before = kith_digest(db);
    int met = 0;

    kith_prefetch(stores, 4, items);
    kith_prefetch(stores, 0, items);
    kith_prefetch_at(NULL, 3, offsetof(Store, items));
    kith_for_each(item, ikea->items)
        met++;

    KT_ASSERT_EQ(met, ITEMS - 1);
    KT_ASSERT_EQ(kith_digest(db), before);
    family_close(db);
}
