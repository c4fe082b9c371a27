/* list_order.c - replace, move, first and at: a collection in the order that the
 * program wants. */
#include "family.h"
#include "fault.h"

enum { ITEMS = 8 };

static kith_db *open_shop(Store **ikea, Item **items)
{
    kith_db *db = OPEN(Store, Item);

    *ikea = kith_insert(db, Store, .name = "IKEA");
    for (int i = 0; i < ITEMS; i++)
        items[i] =
            kith_insert(db, Item, .name = family_name(i), .store.row = *ikea);
    return db;
}

/* The collection shows exactly these items. */
static void shows(const Store *store, Item *const *items, size_t count)
{
    size_t met = 0;

    KT_ASSERT_EQ(store->items.count, (uint32_t)count);
    kith_for_each(item, store->items) {
        KT_ASSERT_EQ(item, items[met]);
        KT_ASSERT_EQ(kith_at(store->items, met), items[met]);
        met++;
    }
    KT_ASSERT_EQ(met, count);
    KT_ASSERT_NULL(kith_at(store->items, count));
    KT_ASSERT_EQ(kith_first(store->items), count ? items[0] : NULL);
}

KT_TEST(list_order, first_and_at_count_members_and_not_holes)
{
    Store *ikea;
    Item *items[ITEMS];
    kith_db *db = open_shop(&ikea, items);

    shows(ikea, items, ITEMS);
    ANSWERS(kith_remove(ikea, items, items[0]), KITH_OK);
    ANSWERS(kith_delete(items[3]), KITH_OK);
    shows(
        ikea,
        (Item *[]){items[1], items[2], items[4], items[5], items[6], items[7]},
        6);
    for (int i = 1; i < ITEMS; i++) {
        if (i != 3)
            ANSWERS(kith_remove(ikea, items, items[i]), KITH_OK);
    }
    shows(ikea, NULL, 0);
    family_close(db);
}

/* Every member to every place, with and without holes, against a plain array. */
KT_TEST(list_order, move_gives_a_new_place_and_the_others_keep_their_order)
{
    for (unsigned holes = 0; holes < 1u << ITEMS; holes += 3) {
        for (int from = 0; from < ITEMS; from++) {
            Store *ikea;
            Item *items[ITEMS], *kept[ITEMS];
            kith_db *db = open_shop(&ikea, items);
            size_t count = 0, place = (size_t)(holes + (unsigned)from) % 10;

            for (int i = 0; i < ITEMS; i++) {
                if (holes >> i & 1 && i != from)
                    kith_remove(ikea, items, items[i]);
                else if (i != from)
                    kept[count++] = items[i];
            }
            if (place > count)
                place = count;
            for (size_t i = count; i > place; i--)
                kept[i] = kept[i - 1];
            kept[place] = items[from];
            ANSWERS(kith_move(ikea, items, items[from], place), KITH_OK);
            shows(ikea, kept, count + 1);
            family_close(db);
        }
    }
}

KT_TEST(list_order, move_of_a_stranger_is_not_found)
{
    Store *ikea;
    Item *items[ITEMS];
    kith_db *db = open_shop(&ikea, items);
    Item *loose = kith_insert(db, Item, .name = "loose");

    REFUSES(db, kith_move(ikea, items, loose, 0), KITH_E_NOT_FOUND);
    REFUSES(db, kith_move(ikea, items, (Item *)NULL, 0), KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(list_order, replace_makes_the_list_exactly_these_rows)
{
    Store *ikea;
    Item *items[ITEMS];
    kith_db *db = open_shop(&ikea, items);
    Store *muji = kith_insert(db, Store, .name = "Muji");
    Item *other = kith_insert(db, Item, .name = "other", .store.row = muji);
    Item *loose = kith_insert(db, Item, .name = "loose");
    Item *wanted[] = {loose, items[5], items[2], other, items[5]};

    ANSWERS(kith_replace(ikea, items, wanted, 5), KITH_OK);

    shows(ikea, wanted, 4);
    KT_ASSERT_EQ(muji->items.count, 0u);
    KT_ASSERT_NULL(items[0]->store.row);
    KT_ASSERT(kith_is_null(items[0], store_id));
    KT_ASSERT_EQ(loose->store_id, ikea->id);
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
    ANSWERS(kith_replace(ikea, items, wanted, 0), KITH_OK);
    shows(ikea, NULL, 0);
    family_close(db);
}

KT_TEST(list_order, replace_of_a_many_to_many_keeps_the_rows_that_stay)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "Ana");
    Course *courses[4];

    for (int i = 0; i < 4; i++)
        courses[i] = kith_insert(db, Course, .title = family_name(i),
                                 .code = {(char)('a' + i)});
    for (int i = 0; i < 3; i++)
        ANSWERS(kith_append(ana, courses, courses[i]), KITH_OK);
    StudentCourse *kept = kith_at(ana->courses, 1);
    Course *wanted[] = {courses[3], courses[1]};

    ANSWERS(kith_replace(ana, courses, wanted, 2), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, StudentCourse), 2u);
    KT_ASSERT_EQ(kith_at(ana->courses, 1), kept);
    KT_ASSERT_EQ(kith_first(ana->courses)->course.row, courses[3]);
    KT_ASSERT_EQ(courses[0]->students.count, 0u);
    KT_ASSERT_EQ(courses[3]->students.count, 1u);
    family_close(db);
}

KT_TEST(list_order, a_refused_replace_changes_nothing)
{
    Store *ikea;
    Item *items[ITEMS];
    kith_db *db = open_shop(&ikea, items);
    kith_db *else_where = OPEN(Store, Item);
    Item *foreign = kith_insert(else_where, Item, .name = "far");
    Item *wanted[] = {items[1], foreign}, *holes[] = {items[1], NULL};

    REFUSES(db, kith_replace(ikea, items, wanted, 2), KITH_E_MISUSE);
    REFUSES(db, kith_replace(ikea, items, holes, 2), KITH_E_MISUSE);
    shows(ikea, items, ITEMS);
    family_close(else_where);
    family_close(db);
}

/* Each allocation of a replace that unlinks, takes over, and grows the list. */
KT_TEST(list_order, a_replace_without_memory_changes_nothing)
{
    size_t refusals = 0;
    bool refused = true;

    for (size_t nth = 1; refused; nth++) {
        Store *ikea;
        Item *items[ITEMS], *wanted[20];
        kith_db *db = open_shop(&ikea, items);
        Store *muji = kith_insert(db, Store, .name = "Muji");

        for (int i = 0; i < 18; i++)
            wanted[i] = kith_insert(db, Item, .store.row = muji);
        wanted[18] = items[7];
        wanted[19] = items[2];
        const uint64_t before = kith_digest(db);
        fault_fail_allocation(nth);
        const kith_status status = kith_replace(ikea, items, wanted, 20);
        refused = fault_refused();
        fault_stop();

        KT_ASSERT_EQ(status, refused ? KITH_E_MEMORY : KITH_OK);
        KT_ASSERT_EQ(kith_digest(db) == before, refused);
        KT_ASSERT(kith_verify(db) == KITH_OK, "allocation %zu", nth);
        ANSWERS(kith_replace(ikea, items, wanted, 20), KITH_OK);
        shows(ikea, wanted, 20);
        refusals += refused;
        family_close(db);
    }
    KT_ASSERT(refusals > 3, "%zu refusals", refusals);
}

KT_TEST(list_order, get_takes_the_columns_of_a_composite_key_in_order)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = kith_insert(db, Student, .name = "Ana");
    Course *c = kith_insert(db, Course, .title = "C", .id = 7);

    ANSWERS(kith_append(ana, courses, c), KITH_OK);

    StudentCourse *row = kith_get(db, StudentCourse, 1, 7);
    KT_ASSERT_NOT_NULL(row);
    KT_ASSERT_EQ(row->course.row, c);
    KT_ASSERT_NULL(kith_get(db, StudentCourse, 7, 1));
    KT_ASSERT_NULL(kith_get(db, StudentCourse, 1, UINT64_MAX));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    KT_ASSERT_NULL(kith_get(db, StudentCourse, 1, "7"));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_get(db, StudentCourse, 1, 7, 1));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    family_close(db);
}
