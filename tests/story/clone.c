/* clone.c - a clone is a database of its own with the same contents. */
#include "orchard.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* A clone has its original's allocator, so the counters of that of the tests
 * would see both. */
static kith_db *open_tables(const kith_table *const *tables)
{
    kith_db *db;

    KT_ASSERT_EQ(kith_open(&db, tables, NULL, NULL), KITH_OK);
    return db;
}

/* Trees with children of every sort: long lists and lists in place, holes, long
 * texts and shared ones, equal values, a primary key that changes its form. */
static kith_db *grown(int rows)
{
    static char note[2000];
    kith_db *db = open_tables(ORCHARD);

    orchard_plant(db);
    memset(note, 'n', sizeof(note) - 1);
    for (int i = 0; i < rows; i++) {
        Tree *tree = orchard_tree(db, i % 2 + 1);

        note[i % 1000 + 500] = 0;
        kith_insert(db, Tree, .code = family_name(i), .note = note,
                    .kind = i % 3);
        note[i % 1000 + 500] = 'n';
        kith_insert(db, Fruit, .tree.row = tree);
        kith_insert(db, Bird, .name = i % 5 ? "tit" : NULL, .tree.row = tree);
        kith_insert(db, Nest, .name = "nest", .tree_id = i + 3);
        kith_insert(db, Leaf, .name = family_name(i % 7), .tree.row = tree);
        kith_insert(db, Tag, .name = "tag", .tree_id = i + 3);
        kith_insert(db, Guest, .name = family_name(i));
        kith_append(tree, guests, kith_get(db, Guest, i + 1));
        if (i % 4 == 3) {
            kith_delete(kith_get(db, Bird, i));
            kith_delete(kith_get(db, Tree, i + 1));
        }
    }
    if (rows > 3)
        kith_set(orchard_tree(db, 3), id, 1000000);
    return db;
}

static void check_equal(kith_db *db, kith_db *copy)
{
    kith_stats one, other;

    KT_ASSERT_EQ(kith_digest(copy), kith_digest(db));
    KT_ASSERT_EQ(kith_test_state(copy), kith_test_state(db));
    KT_ASSERT_EQ(kith_stats_of(db, &one), KITH_OK);
    KT_ASSERT_EQ(kith_stats_of(copy, &other), KITH_OK);
    KT_ASSERT_EQ(one.rows, other.rows);
    KT_ASSERT_EQ(one.row_bytes, other.row_bytes);
    KT_ASSERT_EQ(one.list_bytes, other.list_bytes);
    KT_ASSERT_EQ(one.index_bytes, other.index_bytes);
    KT_ASSERT_EQ(one.text_bytes, other.text_bytes);
    KT_ASSERT_EQ(kith_verify(copy), KITH_OK);
}

KT_TEST(clone, has_the_contents_and_orders_of_its_original)
{
    for (int rows = 0; rows < 300; rows = rows * 2 + 1) {
        kith_db *db = grown(rows);
        kith_db *copy = kith_clone(db);

        KT_ASSERT(copy && copy != db);
        check_equal(db, copy);
        family_close_own(db);
        KT_ASSERT_EQ(kith_verify(copy), KITH_OK);
        KT_ASSERT_STR_EQ(orchard_tree(copy, 2)->code, "pear");
        family_close_own(copy);
    }
}

/* A chunk of rows that was given back leaves others that once stood beside it
 * in a list. */
KT_TEST(clone, has_what_a_shrink_has_left)
{
    kith_db *db = grown(200), *copy;

    for (int64_t id = 1; id < 400; id++) {
        if (id % 50 != 0)
            kith_delete(kith_get(db, Guest, id));
        if (id % 40 != 0)
            kith_delete(kith_get(db, Leaf, id));
        if (id % 20 == 0)
            kith_shrink(db);
    }
    copy = kith_clone(db);
    check_equal(db, copy);
    for (int i = 0; i < 300; i++) {
        kith_insert(db, Guest, .name = "guest");
        kith_insert(copy, Guest, .name = "guest");
        kith_delete(kith_get(db, Guest, i * 7 % 400));
        kith_delete(kith_get(copy, Guest, i * 7 % 400));
    }
    check_equal(db, copy);
    family_close_own(copy);
    family_close_own(db);
}

/* What one of the two does the other does not see, whichever is closed
 * first. */
KT_TEST(clone, and_its_original_go_their_own_ways)
{
    kith_db *db = grown(40);
    kith_db *copy = kith_clone(db);
    uint64_t before = kith_test_state(db);

    kith_delete(orchard_tree(copy, 1));
    kith_insert(copy, Tree, .code = "quince");
    kith_set(orchard_tree(copy, 2), note, "other");
    for (int i = 0; i < 200; i++)
        kith_insert(copy, Fruit, .tree_code = "quince");
    kith_shrink(copy);
    KT_ASSERT_EQ(kith_test_state(db), before);
    KT_ASSERT_EQ(kith_verify(copy), KITH_OK);
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);

    before = kith_test_state(copy);
    kith_delete(orchard_tree(db, 2));
    for (int i = 0; i < 200; i++)
        kith_insert(db, Guest, .name = "guest");
    KT_ASSERT_EQ(kith_test_state(copy), before);
    family_close_own(db);
    family_close_own(copy);
}

/* The same calls on both, which draw the same numbers. */
static void change(kith_db *db, uint64_t random)
{
    Tree *tree = orchard_tree(db, (int64_t)(random >> 8) % 60);
    int64_t other = (int64_t)(random >> 16) % 60;

    switch (random % 12) {
    case 0:
        kith_delete(tree);
        break;
    case 1:
        kith_insert(db, Tree, .code = family_name((int)(random % 977)),
                    .kind = (int32_t)(random % 5));
        break;
    case 2:
        kith_insert(db, Fruit, .tree.row = tree);
        break;
    case 3:
        kith_relate(kith_get(db, Bird, other), tree, tree);
        break;
    case 4:
        kith_set(tree, kind, (int32_t)(random % 5));
        break;
    case 5:
        kith_append(tree, guests, kith_get(db, Guest, other));
        break;
    case 6:
        kith_remove(tree, guests, kith_get(db, Guest, other));
        break;
    case 7:
        kith_set(tree, code, family_name((int)(random % 991)));
        break;
    case 8:
        kith_set(tree, id, other);
        break;
    case 9:
        kith_clear(tree, nests);
        break;
    case 10:
        if (tree)
            kith_move(tree, birds, kith_first(tree->birds), 3);
        break;
    case 11:
        kith_delete(kith_get(db, Leaf, other));
        break;
    }
}

/* So does the original itself, when it is what it was again. */
KT_TEST(clone, does_what_its_original_does_for_the_same_calls)
{
    enum { CALLS = FAMILY_SANITIZED ? 4000 : 100000 };
    kith_db *db = grown(50);
    kith_db *copy = kith_clone(db);
    kith_snapshot *world = kith_snapshot_take(db);
    uint64_t random = 5;

    for (int i = 0; i < CALLS / 10; i++)
        change(db, family_random(&random));
    kith_shrink(db);
    KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
    check_equal(db, copy);
    for (int i = 0; i < CALLS; i++) {
        uint64_t drawn = family_random(&random);

        change(db, drawn);
        change(copy, drawn);
        if (i % 500 == 0)
            check_equal(db, copy);
    }
    check_equal(db, copy);
    family_close_own(copy);
    family_close_own(db);
}

KT_TEST(clone, finds_its_rows_by_the_handles_of_the_original)
{
    kith_db *db = grown(20);
    Tree *pear = orchard_tree(db, 2);
    kith_handle handle = kith_handle_of(pear);
    kith_handle gone = kith_handle_of(orchard_tree(db, 5));

    kith_delete(orchard_tree(db, 5));
    kith_db *copy = kith_clone(db);
    Tree *same = kith_resolve(copy, Tree, handle);

    KT_ASSERT(same && same != pear);
    KT_ASSERT_STR_EQ(same->code, "pear");
    KT_ASSERT(same->code != pear->code);
    KT_ASSERT_EQ(kith_handle_of(same), handle);
    KT_ASSERT_NULL(kith_resolve(copy, Tree, gone));
    KT_ASSERT_EQ(kith_db_of(same), copy);
    family_close_own(copy);
    family_close_own(db);
}

/* Rows are aligned by their address, which is another one in each clone. */
typedef struct Aligned Aligned;
struct Aligned {
    alignas(64) const int64_t id;
    double numbers[9];
};
static KITH_TABLE(Aligned, "aligned", KITH_PRIMARY_KEY(Aligned, id));

KT_TEST(clone, aligns_its_rows_as_its_original_does)
{
    kith_db *db = open_tables(KITH_TABLES(Aligned)), *clones[40];
    void *blocks[40];

    for (int i = 0; i < 100; i++)
        kith_insert_default(db, Aligned);
    for (int64_t id = 1; id < 100; id += 3)
        kith_delete(kith_get(db, Aligned, id));
    for (int i = 0; i < 40; i++) {
        blocks[i] = malloc((size_t)i * 24 + 8); /* other addresses for blocks */
        clones[i] = kith_clone(i % 2 ? clones[i - 1] : db);
        KT_ASSERT_NOT_NULL(clones[i]);
        kith_for_each_row(clones[i], Aligned, row)
            KT_ASSERT_EQ((uintptr_t)row % 64, 0u);
        check_equal(db, clones[i]);
        for (int64_t id = 2; id < 100; id += 9) {
            kith_handle handle = kith_handle_of(kith_get(db, Aligned, id));

            KT_ASSERT_EQ(kith_resolve(clones[i], Aligned, handle),
                         kith_get(clones[i], Aligned, id));
        }
    }
    for (int i = 0; i < 40; i++) {
        kith_insert_default(clones[i], Aligned);
        family_close_own(clones[i]);
        free(blocks[i]);
    }
    family_close_own(db);
}

/* What was being cut into pieces may be given back by a shrink. */
KT_TEST(clone, is_made_after_a_shrink_of_texts)
{
    kith_db *db = open_tables(KITH_TABLES(Store, Item)), *copy;

    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 200; i++)
            kith_insert(db, Item, .name = family_name(i * 100 + round));
        kith_for_each_row(db, Item, item) {
            if (item->id % 97 != 0)
                kith_delete(item);
        }
        kith_shrink(db);
        copy = kith_clone(db);
        check_equal(db, copy);
        kith_insert(copy, Item, .name = "Chair");
        family_close_own(copy);
    }
    family_close_own(db);
}

/* --- The user's own members ------------------------------------------------ */

static void mark_copy(void *copy, const void *row)
{
    Item *item = copy;

    if (kith_table_of(row) == &Item_table)
        item->mark = ((const Item *)row)->mark + 100;
}

KT_TEST(clone, lets_the_program_mend_its_own_members)
{
    kith_options options = KITH_OPTIONS(.clone_row = mark_copy);
    kith_db *db, *copy;

    kith_open(&db, KITH_TABLES(Store, Item), &options, NULL);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    for (int i = 0; i < 20; i++)
        kith_insert(db, Item, .store.row = ikea, .mark = i);
    kith_delete(kith_get(db, Item, 7));
    copy = kith_clone(db);
    kith_for_each_row(copy, Item, item)
        KT_ASSERT_EQ(item->mark, item->id - 1 + 100);
    kith_db *second = kith_clone(copy); /* has the option as well */
    KT_ASSERT_EQ(kith_get(second, Item, 1)->mark, 200);
    family_close_own(second);
    family_close_own(copy);
    family_close_own(db);
}

/* No row is inserted, no key looked up, no function of the program called, and
 * the allocator is asked once for each block, but for what is only there while
 * the clone is made. */
KT_TEST(clone, makes_no_call_of_its_own)
{
    kith_options options = KITH_OPTIONS(.count_work = true);
    kith_stats one, other;
    kith_db *db, *copy;

    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Store, Item), &options, NULL),
                 KITH_OK);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    for (int i = 0; i < 100; i++)
        kith_insert(db, Item, .store.row = ikea);
    KT_ASSERT(kith_get(db, Item, 7));
    copy = kith_clone(db);
    KT_ASSERT_EQ(kith_stats_of(db, &one), KITH_OK);
    KT_ASSERT_EQ(kith_stats_of(copy, &other), KITH_OK);
    KT_ASSERT_EQ(other.links_touched, one.links_touched);
    KT_ASSERT_EQ(other.lookups, one.lookups);
    KT_ASSERT_EQ(other.rows_scanned, one.rows_scanned);
    KT_ASSERT(other.allocations < one.allocations);
    family_close_own(copy);
    family_close_own(db);
}

/* --- Refusals ---------------------------------------------------------------- */

KT_TEST(clone, is_misuse_in_a_transaction)
{
    kith_db *db = grown(3);
    uint64_t state;

    KT_ASSERT_NULL(kith_clone(NULL));
    kith_begin(db);
    state = kith_test_state(db);
    KT_ASSERT_NULL(kith_clone(db));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_snapshot_take(db));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_test_state(db), state);
    kith_commit(db);
    kith_db *copy = kith_clone(db);
    KT_ASSERT(copy);
    family_close_own(copy);
    family_close_own(db);
}

/* Empty tables share what they have, and closed schemas too. */
KT_TEST(clone, of_nothing_is_a_database)
{
    kith_db *db = open_tables(ORCHARD), *copy = kith_clone(db);

    kith_close(db);
    KT_ASSERT_EQ(kith_verify(copy), KITH_OK);
    orchard_plant(copy);
    KT_ASSERT_EQ(kith_count(copy, Tree), 2u);
    family_close_own(copy);
}
