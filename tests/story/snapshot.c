/* snapshot.c - a restore makes a database what it was, at the same addresses.
 * */
#include "fault.h"
#include "orchard.h"

#include <string.h>

static kith_db *planted(int rows)
{
    kith_options options = KITH_OPTIONS(.allocator = fault_allocator());
    kith_db *db;

    fault_stop();
    KT_ASSERT_EQ(kith_open(&db, ORCHARD, &options, NULL), KITH_OK);
    orchard_plant(db);
    for (int i = 0; i < rows; i++) {
        Tree *tree = orchard_tree(db, i % 2 + 1);

        kith_insert(db, Fruit, .tree.row = tree);
        kith_insert(db, Bird, .name = "tit", .tree.row = tree);
        kith_insert(db, Leaf, .name = family_name(i % 7), .tree.row = tree);
        kith_insert(db, Guest, .name = family_name(i));
        kith_append(tree, guests, kith_get(db, Guest, i + 1));
    }
    return db;
}

/* Everything that a test may do: rows come and go, lists, indexes and texts
 * grow, others are emptied, forms change, memory is given back. */
static void upset(kith_db *db, uint64_t *random)
{
    static char note[3000];

    memset(note, 'x', sizeof(note) - 1);
    note[family_random(random) % sizeof(note)] = 0;
    for (int i = 0; i < 60; i++) {
        kith_insert(db, Tree, .code = family_name(i), .note = note);
        note[0] = 'a';
        kith_insert(db, Fruit, .tree_code = "pear");
        kith_delete(kith_get(db, Bird, (int64_t)(family_random(random) % 40)));
        kith_delete(kith_get(db, Guest, (int64_t)(family_random(random) % 40)));
        note[2] = 0;
    }
    kith_set(orchard_tree(db, 1), id, 1 << 20);
    kith_delete(orchard_tree(db, (int64_t)(family_random(random) % 3)));
    if (family_random(random) % 2)
        kith_shrink(db);
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
}

static void check_is(kith_db *db, uint64_t state)
{
    KT_ASSERT_EQ(kith_test_state(db), state);
    KT_ASSERT_EQ(kith_verify(db), KITH_OK);
}

KT_TEST(snapshot, puts_back_what_was_there_again_and_again)
{
    for (int rows = 0; rows < 100; rows = rows * 3 + 1) {
        kith_db *db = planted(rows);
        kith_snapshot *world = kith_snapshot_take(db);
        uint64_t state = kith_test_state(db), random = 7;

        KT_ASSERT(world);
        for (int i = 0; i < 20; i++) {
            upset(db, &random);
            KT_ASSERT(kith_test_state(db) != state);
            KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
            check_is(db, state);
        }
        kith_snapshot_free(world);
        check_is(db, state);
        upset(db, &random);
        family_close_own(db);
        KT_ASSERT_EQ(fault_live_blocks(), 0u);
    }
}

KT_TEST(snapshot, keeps_addresses_and_members_written_without_a_call)
{
    kith_db *db = OPEN(Store, Item);
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Item *chair = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
    kith_snapshot *world;
    const char *name = chair->name;
    kith_handle handle = kith_handle_of(chair);

    chair->price = 9.5;
    chair->mark = 7;
    world = kith_snapshot_take(db);
    chair->price = 10;
    chair->mark = 8;
    kith_delete(chair);
    KT_ASSERT_NULL(kith_resolve(db, Item, handle));
    KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);

    KT_ASSERT_EQ(kith_first(ikea->items), chair);
    KT_ASSERT_EQ(chair->price, 9.5);
    KT_ASSERT_EQ(chair->mark, 7);
    KT_ASSERT_EQ(chair->name, name);
    KT_ASSERT_EQ(kith_resolve(db, Item, handle), chair);
    family_close(db); /* with its snapshot */
}

KT_TEST(snapshot, stands_beside_others_in_any_order)
{
    kith_db *db = planted(10);
    kith_snapshot *worlds[6];
    uint64_t states[6], random = 3;

    for (int i = 0; i < 6; i++) {
        worlds[i] = kith_snapshot_take(db);
        states[i] = kith_test_state(db);
        upset(db, &random);
    }
    for (int i = 0; i < 200; i++) {
        size_t n = family_random(&random) % 6;

        if (family_random(&random) % 3 == 0)
            upset(db, &random);
        if (family_random(&random) % 8 == 0) { /* another one in its place */
            kith_snapshot_free(worlds[n]);
            worlds[n] = kith_snapshot_take(db);
            states[n] = kith_test_state(db);
        }
        KT_ASSERT_EQ(kith_restore(db, worlds[n]), KITH_OK);
        check_is(db, states[n]);
    }
    for (int i = 0; i < 6; i++)
        kith_snapshot_free(worlds[(i * 5) % 6]);
    check_is(db, kith_test_state(db));
    family_close_own(db);
    KT_ASSERT_EQ(fault_live_blocks(), 0u);
}

/* --- Handles ---------------------------------------------------------------
 * */

/* A handle of a row that a restore has thrown away leads nowhere, also when
 * another row has the place. */
KT_TEST(snapshot, lets_no_handle_lead_to_a_stranger)
{
    enum { ROUNDS = 50, ROWS = 12 };
    kith_db *db = OPEN(Store, Item);
    kith_handle thrown_away[ROUNDS * ROWS], kept;
    kith_snapshot *world;
    size_t count = 0;

    for (int i = 0; i < 6; i++)
        kith_insert_default(db, Item);
    kith_delete(kith_get(db, Item, 2)); /* a free place */
    kept = kith_handle_of(kith_get(db, Item, 3));
    world = kith_snapshot_take(db);
    for (int round = 0; round < ROUNDS; round++) {
        kith_delete(kith_get(db, Item, round % 5 + 1));
        for (int i = 0; i < ROWS; i++) {
            Item *item = kith_insert_default(db, Item);

            for (size_t old = 0; old < count; old++)
                KT_ASSERT(thrown_away[old] != kith_handle_of(item));
            if (count < sizeof(thrown_away) / sizeof(*thrown_away))
                thrown_away[count++] = kith_handle_of(item);
            if (i % 3 == 0)
                kith_delete(item);
        }
        for (size_t old = 0; old + ROWS < count; old++)
            KT_ASSERT_NULL(kith_resolve(db, Item, thrown_away[old]));
        KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
        for (size_t old = 0; old < count; old++)
            KT_ASSERT_NULL(kith_resolve(db, Item, thrown_away[old]));
        KT_ASSERT_EQ(kith_resolve(db, Item, kept), kith_get(db, Item, 3));
    }
    family_close(db);
}

KT_TEST(snapshot, works_where_no_place_is_used_again)
{
    kith_options options = KITH_OPTIONS(.keep_deleted = true);
    kith_db *db;

    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Store, Item), &options, NULL),
                 KITH_OK);
    Item *first = kith_insert_default(db, Item);
    kith_snapshot *world = kith_snapshot_take(db);
    for (int i = 0; i < 30; i++) {
        Item *item = kith_insert_default(db, Item);

        kith_delete(first);
        KT_ASSERT_EQ(kith_delete(first), KITH_E_NOT_FOUND);
        KT_ASSERT(kith_insert_default(db, Item) != first);
        KT_ASSERT(kith_insert_default(db, Store));
        KT_ASSERT(item != first);
        KT_ASSERT_EQ(kith_verify(db), KITH_OK);
        KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
        KT_ASSERT_EQ(kith_verify(db), KITH_OK);
    }
    kith_delete(first);
    KT_ASSERT(kith_insert_default(db, Item) != first);
    family_close_own(db);
}

/* A program may still have the address of a row that a restore has thrown
 * away. */
KT_TEST(snapshot, leaves_rows_that_came_later_as_deleted_ones)
{
    kith_db *db = OPEN(Store, Item);
    Item *first = kith_insert_default(db, Item), *later[3];
    kith_snapshot *world = kith_snapshot_take(db);

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3; i++)
            later[i] = kith_insert_default(db, Item);
        KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
        for (int i = 0; i < 3; i++) {
            KT_ASSERT(!kith_is_live(later[i]));
            KT_ASSERT_EQ(kith_handle_of(later[i]), 0u);
            KT_ASSERT_EQ(kith_delete(later[i]), KITH_E_NOT_FOUND);
        }
        KT_ASSERT(kith_is_live(first));
        family_verify(db);
    }
    family_close(db);
}

/* --- Memory ------------------------------------------------------------------
 * */

KT_TEST_ONCE(snapshot, is_restored_without_the_allocator)
{
    kith_db *db = planted(30);
    kith_snapshot *world = kith_snapshot_take(db);
    uint64_t random = 1, state = kith_test_state(db);
    size_t used = kith_memory_used(db), blocks = fault_live_blocks();

    for (int i = 0; i < 20; i++) {
        upset(db, &random);
        size_t requests = fault_requests(), live = fault_live_blocks();

        fault_fail_from(1);
        KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
        KT_ASSERT(!fault_refused());
        fault_stop();
        KT_ASSERT_EQ(fault_requests(), requests);
        KT_ASSERT_EQ(fault_live_blocks(), live);
        check_is(db, state);
    }
    /* What was left behind goes with the next call that needs memory, or gives
     * some back; buffers of calls stay. */
    kith_shrink(db);
    KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
    kith_insert(db, Tree, .code = family_name(1));
    kith_restore(db, world);
    kith_shrink(db);
    KT_ASSERT(fault_live_blocks() <= 2 * blocks);
    KT_ASSERT(kith_memory_used(db) <= 2 * used);
    family_close_own(db);
    KT_ASSERT_EQ(fault_live_blocks(), 0u);
}

KT_TEST(snapshot, shows_what_it_holds)
{
    kith_db *db = planted(10);
    kith_stats before, with, pinned, after;
    size_t limit;

    kith_stats_of(db, &before);
    KT_ASSERT_EQ(before.snapshot_bytes, 0u);
    kith_snapshot *world = kith_snapshot_take(db);
    kith_stats_of(db, &with);
    KT_ASSERT(with.snapshot_bytes > 0 && with.pinned_bytes == 0);
    KT_ASSERT_EQ(with.bytes, kith_memory_used(db));
    KT_ASSERT(with.other_bytes <= before.other_bytes);
    limit = with.bytes;
    for (int i = 0; i < 500; i++)
        kith_insert_default(db, Guest);
    kith_stats_of(db, &pinned);
    KT_ASSERT(pinned.pinned_bytes > 0);
    KT_ASSERT_EQ(pinned.bytes, kith_memory_used(db));
    KT_ASSERT(pinned.bytes > limit);
    kith_snapshot_free(world);
    kith_stats_of(db, &after);
    KT_ASSERT_EQ(after.snapshot_bytes, 0u);
    KT_ASSERT_EQ(after.pinned_bytes, 0u);
    KT_ASSERT_EQ(after.bytes, kith_memory_used(db));
    KT_ASSERT_EQ(after.rows, pinned.rows);
    family_close_own(db);
}

/* Blocks of a transaction's log are left behind as all else is. */
KT_TEST_ONCE(snapshot, gives_back_the_room_under_a_limit)
{
    kith_options options = KITH_OPTIONS(.memory_limit_bytes = 300000);
    kith_db *db;
    size_t held;

    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Store, Item), &options, NULL),
                 KITH_OK);
    while (kith_memory_used(db) < 250000)
        kith_insert(db, Item, .name = "Chair");
    kith_begin(db);
    kith_rollback(db);
    kith_snapshot *world = kith_snapshot_take(db);
    kith_stats then, now;
    kith_stats_of(db, &then);
    held = then.bytes - then.snapshot_bytes;
    for (int round = 0; round < 3; round++) {
        kith_begin(db);
        for (int i = 1; i < 500; i++)
            kith_set(kith_get(db, Item, i), name, "Table");
        kith_commit(db);
        KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
        kith_stats_of(db, &now);
        KT_ASSERT(now.bytes - now.snapshot_bytes <= held + 20000,
                  "%zu bytes, then %zu", held, now.bytes - now.snapshot_bytes);
        KT_ASSERT(kith_insert(db, Item, .name = "Stool"));
    }
    family_close_own(db);
}

/* Refused inserts take no place for good where none is used again. */
KT_TEST(snapshot, leaves_refused_inserts_their_place)
{
    kith_options options = KITH_OPTIONS(.keep_deleted = true);
    kith_stats then, now;
    kith_db *db;

    KT_ASSERT_EQ(kith_open(&db, KITH_TABLES(Store, Item), &options, NULL),
                 KITH_OK);
    kith_insert_default(db, Item);
    kith_snapshot *world = kith_snapshot_take(db);
    kith_insert_default(db, Item);
    KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
    KT_ASSERT_NULL(kith_insert(db, Item, .store_id = 99)); /* may make room */
    KT_ASSERT_EQ(kith_table_stats(db, &Item_table, &then), KITH_OK);
    for (int i = 0; i < 100; i++) {
        KT_ASSERT_NULL(kith_insert(db, Item, .store_id = 99));
        KT_ASSERT_EQ(kith_verify(db), KITH_OK);
    }
    KT_ASSERT_EQ(kith_table_stats(db, &Item_table, &now), KITH_OK);
    KT_ASSERT_EQ(now.row_bytes, then.row_bytes);
    family_close_own(db);
}

/* --- Refusals ----------------------------------------------------------------
 * */

KT_TEST(snapshot, is_misuse_where_it_cannot_be_restored)
{
    kith_db *db = planted(3), *other = NULL;
    kith_snapshot *world = kith_snapshot_take(db);
    uint64_t state = kith_test_state(db);

    KT_ASSERT_EQ(kith_open(&other, ORCHARD, NULL, NULL), KITH_OK);
    KT_ASSERT_NULL(kith_snapshot_take(NULL));
    kith_snapshot_free(NULL);
    KT_ASSERT_EQ(kith_restore(NULL, world), KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_restore(db, NULL), KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_restore(other, world), KITH_E_MISUSE);
    kith_begin(db);
    kith_delete(orchard_tree(db, 1));
    KT_ASSERT_EQ(kith_restore(db, world), KITH_E_MISUSE);
    kith_rollback(db);
    check_is(db, state);
    kith_begin(db);
    kith_delete(orchard_tree(db, 1));
    kith_commit(db);
    KT_ASSERT_EQ(kith_restore(db, world), KITH_OK);
    check_is(db, state);
    family_close_own(other);
    family_close_own(db);
}

static kith_db *shown;
static kith_status statuses[2];

static bool restores(const void *draft)
{
    (void)draft;
    if (shown) {
        statuses[0] = kith_snapshot_take(shown)
                          ? KITH_OK
                          : kith_last_error(shown)->status;
        statuses[1] =
            kith_clone(shown) ? KITH_OK : kith_last_error(shown)->status;
    }
    return true;
}

typedef struct Checked Checked;
struct Checked {
    const int64_t id;
    const int64_t number;
};
static KITH_TABLE(Checked, "checked", KITH_PRIMARY_KEY(Checked, id),
                  KITH_COLUMN(Checked, number),
                  KITH_CHECK(restores, "always", "number"));

KT_TEST(snapshot, is_misuse_within_a_function_of_a_table)
{
    kith_db *db = OPEN(Checked);

    shown = db;
    KT_ASSERT(kith_insert(db, Checked, .number = 1));
    shown = NULL;
    KT_ASSERT_EQ(statuses[0], KITH_E_MISUSE);
    KT_ASSERT_EQ(statuses[1], KITH_E_MISUSE);
    family_close(db);
}
