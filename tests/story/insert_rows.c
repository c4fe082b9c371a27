/* insert_rows.c - many rows in one call, all or none. */
#include "family.h"
#include "fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Only numbers, so that an insert has least to look for. */
typedef struct Hive Hive;
typedef struct Bee Bee;
struct Hive {
    const int64_t id;
    KITH_COLLECTION(Bee) bees;
};
struct Bee {
    const int64_t id;
    int32_t age;
    const char tag[12];
    const int64_t hive_id;
    KITH_REFERENCE(Hive) hive;
};
static KITH_TABLE(Hive, "hives", KITH_PRIMARY_KEY(Hive, id),
                  KITH_RELATIONSHIP(Hive, bees, Bee, .back_populates = "hive"));
static KITH_TABLE(Bee, "bees", KITH_PRIMARY_KEY(Bee, id), KITH_COLUMN(Bee, age),
                  KITH_COLUMN(Bee, tag),
                  KITH_FOREIGN_KEY(Bee, hive_id, Hive, id),
                  KITH_RELATIONSHIP(Bee, hive, Hive, .back_populates = "bees"));

KT_TEST(insert_rows, come_in_order_and_are_told)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item items[3] = {{.name = "chair", .store.row = ikea},
                     {.name = "table", .store_id = 1, .mark = 7},
                     {.name = "shelf", .weight = KITH_SOME(2.5)}};
    void *rows[3];
    Item *table;

    ANSWERS(kith_insert_rows(db, &Item_table, items, 3, rows), KITH_OK);
    ASSERT_LIST(ikea->items, name, "chair table");
    table = rows[1];
    KT_ASSERT_EQ(table, kith_get(db, Item, 2));
    KT_ASSERT_EQ(table->mark, 7);
    KT_ASSERT_EQ(((Item *)rows[2])->weight.value, 2.5);
    ANSWERS(kith_insert_all(db, Item, items, 2), KITH_OK);
    ASSERT_LIST(ikea->items, name, "chair table chair table");
    KT_ASSERT_EQ(kith_count(db, Item), 5u);
    family_close(db);
}

KT_TEST(insert_rows, are_all_gone_when_the_last_is_refused)
{
    kith_db *db = OPEN(Store, Item, User, Profile);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item items[3] = {{.name = "chair", .store.row = ikea},
                     {.name = "table", .store_id = 1},
                     {.name = "shelf", .store_id = 2}};
    User users[3] = {{.email = "ada"}, {.email = "bob"}, {.email = "ada"}};
    Profile profiles[2] = {{.user_id = 1}, {.user_id = 1}};
    void *rows[3] = {NULL};

    kith_insert(db, Item, .name = "stool", .store.row = ikea);
    kith_insert(db, User, .email = "eve");
    REFUSES(db, kith_insert_rows(db, &Item_table, items, 3, rows),
            KITH_E_PARENT);
    KT_ASSERT_NULL(rows[0]);
    ASSERT_LIST(ikea->items, name, "stool");
    REFUSES(db, kith_insert_all(db, User, users, 3), KITH_E_UNIQUE);
    REFUSES(db, kith_insert_all(db, Profile, profiles, 2), KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_insert(db, Item, .name = "bench")->id, 2);
    KT_ASSERT_EQ(kith_insert(db, User, .email = "ada")->id, 2);
    family_close(db);
}

/* Moths of a lamp, found by their size as well. */
typedef struct Lamp Lamp;
typedef struct Moth Moth;
struct Lamp {
    const int64_t id;
    KITH_COLLECTION(Moth) moths;
};
struct Moth {
    const int64_t id;
    const int32_t size;
    KITH_TEXT name;
    const int64_t lamp_id;
    KITH_REFERENCE(Lamp) lamp;
};
static KITH_TABLE(Lamp, "lamps", KITH_PRIMARY_KEY(Lamp, id),
                  KITH_RELATIONSHIP(Lamp, moths, Moth,
                                    .back_populates = "lamp"));
static KITH_TABLE(Moth, "moths", KITH_PRIMARY_KEY(Moth, id),
                  KITH_COLUMN(Moth, size, .index = true),
                  KITH_COLUMN(Moth, name, .unique = true),
                  KITH_FOREIGN_KEY(Moth, lamp_id, Lamp, id),
                  KITH_RELATIONSHIP(Moth, lamp, Lamp,
                                    .back_populates = "moths"));

/* Leave holes before the last of `count` members, `kept` of which stay. */
#define LEAVE_HOLES(db, rows, count, kept)        \
    for (int i_ = 0; i_ < (count) - (kept); i_++) \
    ANSWERS(kith_delete((rows)[i_]), KITH_OK)

KT_TEST(insert_rows, that_are_refused_close_no_hole)
{
    enum { MEMBERS = 24, MORE = 30 };

    for (int kept = 1; kept < MEMBERS; kept++) {
        kith_db *db = OPEN(Hive, Bee, Lamp, Moth);
        Hive *hive = kith_insert_default(db, Hive);
        Bee *bees[MEMBERS], *more_bees = malloc(MORE * sizeof *more_bees);
        Moth *moths[MEMBERS], *more_moths = malloc(MORE * sizeof *more_moths);
        char name[16];

        kith_insert_default(db, Lamp);
        for (int i = 0; i < MEMBERS; i++) {
            bees[i] = kith_insert(db, Bee, .hive.row = hive);
            snprintf(name, sizeof name, "%d", i);
            moths[i] =
                kith_insert(db, Moth, .size = 7, .name = name, .lamp_id = 1);
        }
        LEAVE_HOLES(db, bees, MEMBERS, kept);
        LEAVE_HOLES(db, moths, MEMBERS, kept);
        for (int i = 0; i < MORE; i++) {
            const int64_t parent = i + 1 < MORE ? 1 : 2;
            memcpy(&more_bees[i], &(Bee){.hive_id = parent}, sizeof(Bee));
            memcpy(&more_moths[i], &(Moth){.size = 7, .lamp_id = parent},
                   sizeof(Moth));
        }
        const uint64_t state = kith_test_state(db);

        REFUSES(db, kith_insert_all(db, Bee, more_bees, MORE), KITH_E_PARENT);
        KT_ASSERT(kith_test_state(db) == state, "%d bees", kept);
        REFUSES(db, kith_insert_all(db, Moth, more_moths, MORE), KITH_E_PARENT);
        KT_ASSERT(kith_test_state(db) == state, "%d moths", kept);
        ANSWERS(kith_insert_all(db, Bee, more_bees, MORE - 1), KITH_OK);
        ANSWERS(kith_insert_all(db, Moth, more_moths, MORE - 1), KITH_OK);
        family_close(db);
        free(more_bees);
        free(more_moths);
    }
}

/* A queue that is filled by whole calls alone. */
static void queue(kith_db *db, Moth *more, int count, int rounds)
{
    for (int round = 0; round < rounds; round++) {
        ANSWERS(kith_insert_all(db, Moth, more, (size_t)count), KITH_OK);
        while (kith_count(db, Moth) > (size_t)count)
            ANSWERS(kith_delete(kith_find(db, Moth, size, 7)), KITH_OK);
    }
}

KT_TEST_ONCE(insert_rows, close_holes_of_earlier_ones_when_all_have_come)
{
    enum { MORE = 50 };
    kith_db *db = OPEN(Lamp, Moth);
    Lamp *lamp = kith_insert_default(db, Lamp);
    Moth *more = malloc(MORE * sizeof *more);
    size_t settled;

    for (int i = 0; i < MORE; i++)
        memcpy(&more[i], &(Moth){.size = 7, .lamp_id = 1}, sizeof(Moth));
    queue(db, more, MORE, 20);
    settled = kith_memory_used(db);
    queue(db, more, MORE, 200);

    KT_ASSERT_EQ(kith_memory_used(db), settled);
    KT_ASSERT(lamp->moths.place_count <= 4 * MORE, "%u places",
              lamp->moths.place_count);
    free(more);
    family_close(db);
}

KT_TEST_ONCE(insert_rows,
             let_lists_close_holes_again_when_they_are_done_or_refused)
{
    kith_db *db = OPEN(Lamp, Moth);
    Lamp *lamp = kith_insert_default(db, Lamp);
    Moth more[2] = {{.lamp_id = 1}, {.lamp_id = 1}}, none = {.lamp_id = 9};

    for (int i = 0; i < 2; i++) {
        if (i == 0)
            ANSWERS(kith_insert_all(db, Moth, more, 2), KITH_OK);
        else
            REFUSES(db, kith_insert_all(db, Moth, &none, 1), KITH_E_PARENT);
        for (int j = 0; j < 1000; j++) {
            kith_insert(db, Moth, .lamp.row = lamp);
            ANSWERS(kith_delete(kith_at(lamp->moths, 0)), KITH_OK);
        }
        KT_ASSERT(lamp->moths.place_count < 16, "%u places",
                  lamp->moths.place_count);
    }
    family_close(db);
}

KT_TEST(insert_rows, may_be_parents_of_those_behind_them_only)
{
    kith_db *db = OPEN(Employee);
    Employee staff[4] = {{.id = 1, .name = "ada"},
                         {.id = 2, .name = "bob", .manager_id = 1},
                         {.id = 3, .name = "cid", .manager_id = 3},
                         {.id = 4, .name = "eve", .manager_id = 3}};
    Employee late[2] = {{.id = 5, .name = "fay", .manager_id = 6},
                        {.id = 6, .name = "gus"}};
    Employee again[2] = {{.id = 7, .name = "hal", .manager_id = 7},
                         {.id = 1, .name = "ida"}};

    ANSWERS(kith_insert_all(db, Employee, staff, 4), KITH_OK);
    ASSERT_LIST(kith_get(db, Employee, 3)->reports, name, "cid eve");
    REFUSES(db, kith_insert_all(db, Employee, late, 2), KITH_E_PARENT);
    REFUSES(db, kith_insert_all(db, Employee, again, 2), KITH_E_UNIQUE);
    family_close(db);
}

KT_TEST(insert_rows, give_a_large_number_back_as_well)
{
    kith_db *db = OPEN(Hive, Bee);
    const Bee bees[3] = {{.id = 1000}, {.id = -7}, {.hive_id = 9}};

    kith_insert_default(db, Bee);
    REFUSES(db, kith_insert_all(db, Bee, bees, 3), KITH_E_PARENT);
    KT_ASSERT_NULL(kith_get(db, Bee, 1000));
    KT_ASSERT_EQ(kith_insert_default(db, Bee)->id, 2);
    ANSWERS(kith_insert_all(db, Bee, bees, 2), KITH_OK);
    KT_ASSERT_EQ(kith_insert_default(db, Bee)->id, 1001);
    KT_ASSERT_EQ(((Bee *)kith_get(db, Bee, -7))->id, -7);
    family_close(db);
}

/* What a table of numbers alone refuses. */
KT_TEST(insert_rows, of_numbers_are_refused_like_others)
{
    kith_db *db = OPEN(Hive, Bee);
    Hive *hive = kith_insert_default(db, Hive);
    const Bee full = {
        .tag = {'1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c'}};

    kith_insert(db, Bee, .id = 5, .hive.row = hive);
    REFUSES_ROW(db, kith_insert(db, Bee, .id = 5), KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert_row(db, &Bee_table, &full), KITH_E_CHECK);
    REFUSES_ROW(db, kith_insert(db, Bee, .hive.row = hive, .hive_id = 2),
                KITH_E_MISUSE);
    KT_ASSERT_NOT_NULL(kith_insert(db, Bee, .id = INT64_MAX));
    REFUSES_ROW(db, kith_insert_default(db, Bee), KITH_E_LIMIT);
    REFUSES_ROW(db, kith_insert(db, Bee, .age = 1), KITH_E_LIMIT);
    KT_ASSERT_NOT_NULL(kith_insert(db, Bee, .id = -1, .hive_id = 1));
    REFUSES_ROW(db, kith_insert(db, Bee, .id = -1), KITH_E_UNIQUE);
    KT_ASSERT_EQ(hive->bees.count, 2u);
    family_close(db);
}

/* As many hives as bees of each, named by key and by row in turns. */
KT_TEST(insert_rows, are_as_if_inserted_one_by_one)
{
    enum { HIVES = 40, BEES = 1000 };
    Bee *bees = malloc(BEES * sizeof(Bee));
    kith_db *one = OPEN(Hive, Bee), *all = OPEN(Hive, Bee);
    uint64_t seed = 1;

    for (int i = 0; i < HIVES; i++) {
        kith_insert(one, Hive, .id = 3 * i + 1);
        kith_insert(all, Hive, .id = 3 * i + 1);
    }
    for (int i = 0; i < BEES; i++) {
        int64_t hive = 3 * (int64_t)(family_random(&seed) % HIVES) + 1;
        Hive *row = kith_get(all, Hive, hive);
        const Bee by_key = {.age = i, .tag = "bee", .hive_id = hive};
        const Bee by_row = {.age = i, .tag = "bee", .hive.row = row};

        memcpy(&bees[i], i % 2 ? &by_key : &by_row, sizeof(Bee));
        kith_insert(one, Bee, .age = i, .tag = "bee", .hive_id = hive);
    }
    ANSWERS(kith_insert_all(all, Bee, bees, BEES), KITH_OK);
    KT_ASSERT_EQ(kith_digest(one), kith_digest(all));
    free(bees);
    family_close(one);
    family_close(all);
}

/* What is asked for ahead of a row must not be looked into before it is known
 * to be a parent. */
KT_TEST(insert_rows, refuse_a_parent_that_is_none_wherever_it_stands)
{
    kith_db *db = OPEN(Hive, Bee), *other = OPEN(Hive, Bee);
    Hive *hive = kith_insert_default(db, Hive),
         *dead = kith_insert_default(db, Hive);
    Hive *alien = kith_insert_default(other, Hive);

    kith_delete(dead);
    for (int i = 0; i < 40; i++) {
        Hive *wrong[] = {dead, alien,
                         (Hive *)(void *)kith_insert_default(db, Bee)};
        const kith_status why[] = {KITH_E_NOT_FOUND, KITH_E_MISUSE,
                                   KITH_E_MISUSE};

        for (int w = 0; w < 3; w++) {
            Bee *bees = malloc(40 * sizeof(Bee));

            for (int j = 0; j < 40; j++) {
                const Bee bee = {.hive.row = j == i ? wrong[w] : hive};

                memcpy(&bees[j], &bee, sizeof(bee));
            }
            REFUSES(db, kith_insert_all(db, Bee, bees, 40), why[w]);
            free(bees);
        }
    }
    KT_ASSERT_EQ(hive->bees.count, 0u);
    family_close(db);
    family_close(other);
}

KT_TEST(insert_rows, say_what_is_misuse)
{
    kith_db *db = OPEN(Store, Item);
    const Store stores[1] = {{.name = "IKEA"}};
    const Hive hives[1] = {{.id = 1}};

    REFUSES(db, kith_insert_rows(db, &Store_table, NULL, 1, NULL),
            KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_insert_rows: values is NULL");
    REFUSES(db, kith_insert_all(db, Hive, hives, 1), KITH_E_MISUSE);
    REFUSES(db, kith_insert_all(db, Store, stores, SIZE_MAX / 2), KITH_E_LIMIT);
    ANSWERS(kith_insert_all(NULL, Store, stores, 1), KITH_E_MISUSE);
    ANSWERS(kith_insert_all(db, Store, stores, 0), KITH_OK);
    ANSWERS(kith_insert_rows(db, &Store_table, NULL, 0, NULL), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Store), 0u);
    family_close(db);
}
