/* order.c - lists keep the order of appending for good. */
#include "family.h"

KT_TEST(order, is_that_of_appending_not_of_inserting)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *a = kith_insert(db, Item, .name = "a");
    Item *b = kith_insert(db, Item, .name = "b");
    Item *c = kith_insert(db, Item, .name = "c");

    kith_append(ikea, items, c);
    kith_append(ikea, items, a);
    kith_append(ikea, items, b);

    ASSERT_LIST(ikea->items, name, "c a b");
    family_close(db);
}

KT_TEST(order, survives_removals_deletes_and_moves)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *items[10];
    for (int i = 0; i < 10; i++) {
        char name[2] = {(char)('a' + i), '\0'};
        items[i] = kith_insert(db, Item, .name = name, .store.row = ikea);
    }

    ANSWERS(kith_remove(ikea, items, items[2]), KITH_OK);
    ANSWERS(kith_delete(items[0]), KITH_OK);
    ANSWERS(kith_append(muji, items, items[9]), KITH_OK);
    ANSWERS(kith_relate(items[5], store, muji), KITH_OK);
    ASSERT_LIST(ikea->items, name, "b d e g h i");
    ANSWERS(kith_append(ikea, items, items[2]), KITH_OK);
    ANSWERS(kith_append(ikea, items, items[5]), KITH_OK);
    ASSERT_LIST(ikea->items, name, "b d e g h i c f");
    ANSWERS(kith_delete(items[8]), KITH_OK);
    for (int i = 0; i < 3; i++) {
        char name[2] = {(char)('x' + i), '\0'};
        kith_insert(db, Item, .name = name, .store.row = ikea);
    }

    ASSERT_LIST(ikea->items, name, "b d e g h c f x y z");
    ASSERT_LIST(muji->items, name, "j");
    family_close(db);
}

/* Numbers leave and come back at random; each time a number comes it is given
 * the next stamp, and a walk must meet rising stamps and nobody else. */
KT_TEST(order, is_that_of_stamps_through_random_changes)
{
    enum { ITEMS = 150, STEPS = 8000 };
    kith_db *db = OPEN(Store, Item);
    Store *stores[3];
    Item *items[ITEMS] = {NULL};
    uint64_t seed = 31;
    for (int i = 0; i < 3; i++)
        stores[i] = kith_insert_default(db, Store);

    for (int step = 1; step <= STEPS; step++) {
        const int i = (int)(family_random(&seed) % ITEMS);
        Store *store = stores[family_random(&seed) % 3];
        if (!items[i]) {
            items[i] = kith_insert(db, Item, .store.row = store, .mark = step);
        } else if (family_random(&seed) % 4 == 0) {
            ANSWERS(kith_delete(items[i]), KITH_OK);
            items[i] = NULL;
        } else if (items[i]->store.row == store) {
            if (step % 2)
                ANSWERS(kith_unlink(items[i], store), KITH_OK);
            else
                ANSWERS(kith_append(store, items, items[i]), KITH_OK);
        } else {
            ANSWERS(kith_append(store, items, items[i]), KITH_OK);
            items[i]->mark = step;
        }

        int64_t stamp = 0;
        uint32_t met = 0, members = 0;
        kith_for_each(item, store->items)
        {
            KT_ASSERT(item->mark > stamp, "step %d", step);
            stamp = item->mark;
            met++;
        }
        for (int j = 0; j < ITEMS; j++)
            members += items[j] && items[j]->store.row == store;
        KT_ASSERT_EQ(met, members);
        KT_ASSERT_EQ(met, store->items.count);
    }
    family_close(db);
}

KT_TEST(order, of_both_sides_of_a_many_to_many_is_that_of_linking)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *students[4];
    Course *courses[4];
    for (int i = 0; i < 4; i++) {
        students[i] = kith_insert(db, Student, .name = family_name(i));
        courses[i] = kith_insert(db, Course, .title = family_name(i),
                                 .code = {(char)('0' + i)});
    }

    kith_append(students[3], courses, courses[0]);
    kith_append(courses[2], students, students[3]);
    kith_append(courses[0], students, students[1]);
    kith_append(students[0], courses, courses[0]);
    kith_append(students[3], courses, courses[1]);
    ANSWERS(kith_remove(courses[2], students, students[3]), KITH_OK);
    kith_append(students[3], courses, courses[2]);

    ASSERT_LIST(students[3]->courses, course.row->title, "0 1 2");
    ASSERT_LIST(courses[0]->students, student.row->name, "3 1 0");
    family_close(db);
}

KT_TEST(order, is_part_of_the_digest_and_history_is_not)
{
    kith_db *db = OPEN(Store, Item);
    kith_db *twin = OPEN(Store, Item);
    kith_insert(db, Store, .name = "IKEA");
    kith_insert(twin, Store, .name = "IKEA");
    for (int i = 0; i < 3; i++) {
        kith_insert(db, Item, .store_id = 1);
        kith_insert_default(twin, Item);
    }
    kith_insert(twin, Item, .id = 9, .store_id = 1);
    ANSWERS(kith_delete(kith_get(twin, Item, 9)), KITH_OK);

    kith_set(kith_get(twin, Item, 2), store_id, 1);
    kith_set(kith_get(twin, Item, 1), store_id, 1);
    kith_set(kith_get(twin, Item, 3), store_id, 1);
    KT_ASSERT_NE(kith_digest(db), kith_digest(twin));
    kith_set_null(kith_get(twin, Item, 2), store_id);
    kith_set(kith_get(twin, Item, 2), store_id, 1);
    KT_ASSERT_NE(kith_digest(db), kith_digest(twin));
    kith_set_null(kith_get(twin, Item, 3), store_id);
    kith_set(kith_get(twin, Item, 3), store_id, 1);

    KT_ASSERT_EQ(kith_digest(db), kith_digest(twin));
    family_close(twin);
    family_close(db);
}
