/* misuse.c - calls that break their contract are refused and harm nothing. */
#include "family.h"

static kith_db *const no_db;
static const kith_table *const no_table;
static Store *const no_store;
static Item *const no_item;
static User *const no_user;

KT_TEST(misuse, of_null_rows_is_refused_by_every_call)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");

    ANSWERS(kith_set(no_item, price, 1.0), KITH_E_MISUSE);
    ANSWERS(kith_set_null(no_item, weight), KITH_E_MISUSE);
    ANSWERS(kith_update(no_item, kith_to(no_item, name, "x"),
                        kith_to_null(no_item, store_id)),
            KITH_E_MISUSE);
    ANSWERS(kith_delete(NULL), KITH_E_MISUSE);
    ANSWERS(kith_relate(no_item, store, ikea), KITH_E_MISUSE);
    ANSWERS(kith_unlink(no_item, store), KITH_E_MISUSE);
    ANSWERS(kith_unlink(no_user, profile), KITH_E_MISUSE);
    ANSWERS(kith_append(no_store, items, (Item *)NULL), KITH_E_MISUSE);
    ANSWERS(kith_append(ikea, items, (Item *)NULL), KITH_E_MISUSE);
    ANSWERS(kith_remove(no_store, items, (Item *)NULL), KITH_E_MISUSE);
    ANSWERS(kith_remove(ikea, items, (Item *)NULL), KITH_E_MISUSE);
    ANSWERS(kith_clear(no_store, items), KITH_E_MISUSE);
    KT_ASSERT(!kith_contains(no_store, items, NULL));
    KT_ASSERT(!kith_is_live(NULL));
    KT_ASSERT(!kith_is_null(no_item, name));
    KT_ASSERT_NULL(kith_table_of(NULL));
    KT_ASSERT_NULL(kith_db_of(NULL));
    KT_ASSERT_EQ(kith_count(db, Item), (size_t)0);
    family_close(db);
}

KT_TEST(misuse, of_null_databases_and_tables_answers_nothing)
{
    kith_db *db = OPEN(Store, Item);
    kith_error error = {.status = KITH_OK};
    kith_db *none = db;

    KT_ASSERT_NULL(kith_insert(no_db, Store, .name = "IKEA"));
    KT_ASSERT_NULL(kith_insert_default(no_db, Store));
    KT_ASSERT_NULL(kith_get(no_db, Store, 1));
    KT_ASSERT_NULL(kith_find(no_db, Store, id, 1));
    KT_ASSERT_EQ(kith_count(no_db, Store), (size_t)0);
    KT_ASSERT_NULL(kith_next_row(no_db, &Store_table, NULL));
    KT_ASSERT_NULL(kith_last_error(no_db));
    KT_ASSERT_NULL(kith_user(no_db));
    KT_ASSERT_EQ(kith_memory_used(no_db), (size_t)0);
    KT_ASSERT_EQ(kith_digest(no_db), UINT64_C(0));
    KT_ASSERT_EQ(kith_verify(no_db), KITH_E_MISUSE);
    kith_close(no_db);
    kith_for_each_row(no_db, Store, store)
        KT_ASSERT_NULL(store);
    kith_for_each_match(no_db, Store, same, id, 1)
        KT_ASSERT_NULL(same);

    REFUSES_ROW(db, kith_insert_row(db, no_table, NULL), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get_i64(db, no_table, 1), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get_u64(db, no_table, 1), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get_text(db, no_table, "1"), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find_at(db, no_table, 0, &(int64_t){1}),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find_key_at(db, no_table, &(size_t){0}, NULL, 1),
                KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find_key_row(db, no_table, &(size_t){0}, NULL, 1),
                KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_next_row(db, no_table, NULL));
    KT_ASSERT_EQ(kith_count_rows(db, no_table), (size_t)0);
    ANSWERS(kith_open(NULL, KITH_TABLES(Store, Item), NULL, &error),
            KITH_E_MISUSE);
    ANSWERS(kith_open(&none, NULL, NULL, &error), KITH_E_MISUSE);
    KT_ASSERT_EQ(error.status, KITH_E_MISUSE);
    KT_ASSERT_NULL(none);
    family_close(db);
}

KT_TEST(misuse, of_a_table_that_is_not_part_of_the_database)
{
    kith_db *db = OPEN(Store, Item);

    REFUSES_ROW(db, kith_insert_default(db, User), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_get(db, User, 1), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find(db, User, email, "ada"), KITH_E_MISUSE);
    kith_insert(db, Item, .store_id = 99);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_PARENT);
    KT_ASSERT_EQ(kith_count(db, User), (size_t)0);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    kith_for_each_row(db, User, user)
        KT_ASSERT_NULL(user);
    kith_for_each_match(db, User, same, email, "ada")
        KT_ASSERT_NULL(same);
    family_close(db);
}

KT_TEST(misuse, of_deleted_rows_is_not_found)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *stay = kith_insert(db, Item, .name = "stay", .store.row = ikea);
    Item *gone = kith_insert(db, Item, .name = "gone", .store.row = ikea);
    Store *shut = kith_insert(db, Store, .name = "shut");
    User *left = kith_insert(db, User, .email = "left");
    Profile *profile = kith_insert(db, Profile, .bio = "x");
    ANSWERS(kith_delete(gone), KITH_OK);
    ANSWERS(kith_delete(shut), KITH_OK);
    ANSWERS(kith_delete(left), KITH_OK);

    REFUSES(db, kith_set(gone, price, 1.0), KITH_E_NOT_FOUND);
    REFUSES(db, kith_set(gone, name, "x"), KITH_E_NOT_FOUND);
    REFUSES(db, kith_set_null(gone, store_id), KITH_E_NOT_FOUND);
    REFUSES(db, kith_delete(gone), KITH_E_NOT_FOUND);
    REFUSES(db, kith_relate(gone, store, ikea), KITH_E_NOT_FOUND);
    REFUSES(db, kith_relate(stay, store, shut), KITH_E_NOT_FOUND);
    REFUSES(db, kith_relate(left, profile, profile), KITH_E_NOT_FOUND);
    REFUSES(db, kith_unlink(left, profile), KITH_E_NOT_FOUND);
    REFUSES(db, kith_append(shut, items, stay), KITH_E_NOT_FOUND);
    REFUSES(db, kith_append(ikea, items, gone), KITH_E_NOT_FOUND);
    REFUSES(db, kith_remove(shut, items, stay), KITH_E_NOT_FOUND);
    REFUSES(db, kith_remove(ikea, items, gone), KITH_E_NOT_FOUND);
    REFUSES(db, kith_clear(shut, items), KITH_E_NOT_FOUND);
    REFUSES_ROW(db, kith_insert(db, Item, .store.row = shut), KITH_E_NOT_FOUND);
    KT_ASSERT(!kith_is_live(gone) && !kith_is_live(shut));
    KT_ASSERT(kith_is_live(stay) && kith_is_live(ikea));
    KT_ASSERT(!kith_contains(ikea, items, gone));
    KT_ASSERT(!kith_contains(shut, items, stay));
    ASSERT_LIST(ikea->items, name, "stay");
    family_close(db);
}

KT_TEST(misuse, of_rows_of_another_database_touches_neither)
{
    kith_db *db = OPEN(Store, Item, Student, Course, StudentCourse);
    kith_db *other = OPEN(Store, Item, Student, Course, StudentCourse);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    Student *ana = kith_insert(db, Student, .name = "ana");
    Store *far = kith_insert(other, Store, .name = "far");
    Item *thing = kith_insert(other, Item, .name = "thing", .store.row = far);
    Course *course = kith_insert(other, Course, .title = "C");
    const uint64_t before = kith_digest(other);

    REFUSES(db, kith_relate(chair, store, far), KITH_E_MISUSE);
    REFUSES(db, kith_append(ikea, items, thing), KITH_E_MISUSE);
    ANSWERS(kith_remove(ikea, items, thing), KITH_E_MISUSE);
    REFUSES(db, kith_append(ana, courses, course), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert(db, Item, .store.row = far), KITH_E_MISUSE);
    KT_ASSERT(!kith_contains(ikea, items, thing));
    KT_ASSERT(!kith_contains(ana, courses, course));

    KT_ASSERT_EQ(kith_digest(other), before);
    family_close(other);
    family_close(db);
}

KT_TEST(misuse, of_offsets_that_are_no_member_of_the_right_shape)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    static const size_t items[] = {offsetof(Item, id),
                                   offsetof(Item, price),
                                   offsetof(Item, store_id),
                                   offsetof(Item, mark),
                                   offsetof(Item, store) + 1,
                                   sizeof(Item),
                                   100000};
    static const size_t columns[] = {
        offsetof(Item, store),  offsetof(Item, mark),
        offsetof(Item, id) + 1, offsetof(Item, weight.present),
        sizeof(Item),           100000};

    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        REFUSES(db, kith_relate_at(chair, items[i], ikea), KITH_E_MISUSE);
        REFUSES(db, kith_relate_at(chair, items[i], NULL), KITH_E_MISUSE);
        REFUSES(db, kith_unlink_at(chair, items[i]), KITH_E_MISUSE);
        REFUSES(db, kith_append_at(chair, items[i], ikea), KITH_E_MISUSE);
        REFUSES(db, kith_remove_at(chair, items[i], ikea), KITH_E_MISUSE);
        REFUSES(db, kith_clear_at(chair, items[i]), KITH_E_MISUSE);
        KT_ASSERT(!kith_contains_at(chair, items[i], ikea));
    }
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const kith_assignment change = {columns[i], &(int64_t[2]){1, 0}};
        REFUSES(db, kith_update_at(chair, &change, 1), KITH_E_MISUSE);
        REFUSES_ROW(
            db, kith_find_at(db, &Item_table, columns[i], &(int64_t[2]){1, 0}),
            KITH_E_MISUSE);
        KT_ASSERT(!kith_is_null_at(chair, columns[i]));
        KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    }
    REFUSES(db, kith_append_at(chair, offsetof(Item, store), ikea),
            KITH_E_MISUSE);
    REFUSES(db, kith_clear_at(chair, offsetof(Item, store)), KITH_E_MISUSE);
    REFUSES(db, kith_relate_at(ikea, offsetof(Store, items), chair),
            KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(misuse, of_rows_of_another_table)
{
    kith_db *db =
        OPEN(Store, Item, User, Profile, Student, Course, StudentCourse);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "chair", .store.row = ikea);
    User *ada = kith_insert(db, User, .email = "ada");
    Student *ana = kith_insert(db, Student, .name = "ana");

    REFUSES(db, kith_relate_at(chair, offsetof(Item, store), chair),
            KITH_E_MISUSE);
    REFUSES(db, kith_relate_at(ada, offsetof(User, profile), ikea),
            KITH_E_MISUSE);
    REFUSES(db, kith_append_at(ikea, offsetof(Store, items), ada),
            KITH_E_MISUSE);
    REFUSES(db, kith_append_at(ana, offsetof(Student, courses), ikea),
            KITH_E_MISUSE);
    REFUSES(db, kith_remove_at(ikea, offsetof(Store, items), ada),
            KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert(db, Item, .store.row = (void *)ada),
                KITH_E_MISUSE);
    KT_ASSERT(!kith_contains_at(ikea, offsetof(Store, items), ada));
    KT_ASSERT(!kith_contains_at(ana, offsetof(Student, courses), ikea));
    family_close(db);
}

KT_TEST(misuse, of_find_by_a_column_without_an_index)
{
    kith_db *db = OPEN(Store, Item);
    kith_insert(db, Item, .name = "chair", .price = 1);

    REFUSES_ROW(db, kith_find(db, Item, name, "chair"), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find(db, Item, price, 1.0), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_find(db, Item, weight.value, 1.0), KITH_E_MISUSE);
    kith_insert(db, Item, .store_id = 99);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_PARENT);
    kith_for_each_match(db, Item, item, name, "chair")
        KT_ASSERT_NULL(item);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(misuse, of_versions_refuses_tables_and_options_of_another_face)
{
    kith_table old = Store_table;
    kith_options options = KITH_OPTIONS(.user = NULL);
    kith_error error = {.status = KITH_OK};
    kith_db *db = NULL;

    old.abi_version = KITH_ABI_VERSION + 1;
    ANSWERS(kith_open(&db, (const kith_table *const[]){&old, &Item_table, NULL},
                      NULL, &error),
            KITH_E_MISUSE);
    /* What it has beside its version may be anywhere. */
    old.attributes = (const kith_attribute *)(uintptr_t)16;
    ANSWERS(kith_open(&db, (const kith_table *const[]){&old, &Item_table, NULL},
                      NULL, &error),
            KITH_E_MISUSE);
    KT_ASSERT(strstr(error.message, "another version of kith.h"));
    options.abi_version = 0;
    ANSWERS(kith_open(&db, KITH_TABLES(Store, Item), &options, &error),
            KITH_E_MISUSE);
    KT_ASSERT(strstr(error.message, "version of kith.h"));
    options.abi_version = KITH_ABI_VERSION ^ 5u << 16; /* one byte, not four */
    ANSWERS(kith_open(&db, KITH_TABLES(Store, Item), &options, &error),
            KITH_E_MISUSE);
    KT_ASSERT(strstr(error.message, "-fshort-enums"));
    KT_ASSERT_NULL(db);
    KT_ASSERT_EQ(error.status, KITH_E_MISUSE);
}

KT_TEST(misuse, of_nothing_opening_takes_null_options_and_keeps_the_user)
{
    int app = 0;
    kith_options options = KITH_OPTIONS(.user = &app, .hash_seed = 1);
    kith_error error = {.status = KITH_E_VETO};
    kith_db *db = NULL, *other = NULL;

    ANSWERS(kith_open(&db, KITH_TABLES(Store, Item), NULL, NULL), KITH_OK);
    ANSWERS(kith_open(&other, KITH_TABLES(Store, Item), &options, &error),
            KITH_OK);

    KT_ASSERT_EQ(error.status, KITH_E_VETO);
    KT_ASSERT_NULL(kith_user(db));
    KT_ASSERT_EQ(kith_user(other), &app);
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
    kith_close(other);
    kith_close(db);
}
