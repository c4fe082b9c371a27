/* threads.c - a database that nobody writes may be read by many threads, and
 * threads with a database each do not meet. The thread sanitizer looks on.
 */
#define _POSIX_C_SOURCE 200809L
#include "family.h"

#include <kith/ddl.h>
#include <kith/diagram.h>
#include <kith/dump.h>

#include <pthread.h>

enum { THREADS = 4, READERS = 8, ROUNDS = 40, ITEMS = 200 };

/* Text keys, numbers without sign, and a check. */
typedef struct Flag Flag;
struct Flag {
    KITH_TEXT code;
    const uint64_t number;
    KITH_BLOB picture;
};

static bool has_a_number(const void *draft)
{
    return ((const Flag *)draft)->number > 0;
}

static KITH_TABLE(Flag, "flags", KITH_PRIMARY_KEY(Flag, code),
                  KITH_COLUMN(Flag, number, .unique = true,
                              .index = KITH_ORDERED),
                  KITH_COLUMN(Flag, picture),
                  KITH_CHECK(has_a_number, "a flag has a number", "number"));

typedef struct Bolt Bolt;
struct Bolt {
    const uint64_t id;
};
static KITH_TABLE(Bolt, "bolts", KITH_PRIMARY_KEY(Bolt, id));

/* Peers of each other. */
typedef struct Peer Peer;
typedef struct Peering Peering;
struct Peer {
    const int64_t id;
    KITH_COLLECTION_VIA(Peering, Peer) peers;
};
struct Peering {
    const int64_t one_id, two_id;
    KITH_REFERENCE(Peer) one;
    KITH_REFERENCE(Peer) two;
};
static KITH_TABLE(Peer, "peers", KITH_PRIMARY_KEY(Peer, id),
                  KITH_RELATIONSHIP(Peer, peers, Peer, .secondary = "peerings",
                                    .symmetric = true));
static KITH_TABLE(
    Peering, "peerings",
    KITH_FOREIGN_KEY(Peering, one_id, Peer, id, .primary_key = true),
    KITH_FOREIGN_KEY(Peering, two_id, Peer, id, .primary_key = true),
    KITH_RELATIONSHIP(Peering, one, Peer, .foreign_key = "one_id"),
    KITH_RELATIONSHIP(Peering, two, Peer, .foreign_key = "two_id"));

static int app; /* whatever a program hangs on its database */

/* What one thread works on, and how many of its claims held. Asserting there
 * would leave by the wrong stack. */
struct reader {
    kith_db *db;
    size_t number, right;
};

/* --- All reading calls ------------------------------------------------------
 *
 * Every function of the public headers that writes nothing is called here, by
 * its own name, and the macros beside it: tests/shape/readings.sh looks for
 * those that are not. */

static bool get_and_find(kith_db *db)
{
    const kith_value code = KITH_STRING("NO");
    const kith_value pair[] = {KITH_INTEGER(1), KITH_INTEGER(3)};
    const int64_t ids[] = {1, 3};
    const void *const values[] = {&ids[0], &ids[1]};
    const size_t columns[] = {offsetof(StudentCourse, student_id),
                              offsetof(StudentCourse, course_id)};
    const kith_value both = {.kind = KITH_KIND_U64, .natural = 47};
    const char *text = code.text;
    const Flag *flag = kith_get(db, Flag, "NO");
    const int64_t five = 5;
    void *rows = NULL;
    const Item *item = kith_get(db, Item, 5);
    bool right = flag && item && flag->number == both.natural;

    right &= kith_get_text(db, &Flag_table, text) == flag;
    right &= kith_get_row(db, &Flag_table, &code, 1) == flag;
    right &= kith_get_i64(db, &Item_table, 5) == item;
    right &= kith_get_rows_i64(db, &Item_table, &five, 1, &rows) == 1;
    right &= kith_get_rows_text(db, &Flag_table, &text, 1, &rows) == 1;
    right &= kith_get_u64(db, &Item_table, 5) == item;
    right &= kith_get(db, Bolt, UINT64_MAX - 1) != NULL;
    right &= kith_get(db, Item, 100000) == NULL;
    right &= kith_get_row(db, &StudentCourse_table, pair, 2) ==
             kith_get(db, StudentCourse, 1, 3);
    right &= kith_find(db, Flag, number, 47) == flag;
    right &= kith_find_at(db, &Flag_table, offsetof(Flag, code), &text) == flag;
    right &= kith_find_key(db, StudentCourse, (student_id, course_id), 1, 3) ==
             kith_get(db, StudentCourse, 1, 3);
    right &= kith_find_key_at(db, &StudentCourse_table, columns, values, 2) ==
             kith_get(db, StudentCourse, 1, 3);
    right &= kith_find_key_row(db, &StudentCourse_table, columns, pair, 2) ==
             kith_get(db, StudentCourse, 1, 3);
    right &= kith_find(db, Course, code, "none") == NULL;
    right &= kith_find(db, Student, id, 1) != NULL;
    return right;
}

static bool match_key(kith_db *db)
{
    const kith_value pair[] = {KITH_INTEGER(1), KITH_INTEGER(3)};
    const int64_t ids[] = {1, 3};
    const void *const values[] = {&ids[0], &ids[1]};
    const size_t columns[] = {offsetof(StudentCourse, student_id),
                              offsetof(StudentCourse, course_id)};
    kith_match at =
        kith_match_key_at(db, &StudentCourse_table, columns, values, 2);
    kith_match row =
        kith_match_key_row(db, &StudentCourse_table, columns, pair, 2);
    const void *found = kith_next_match(&at);

    return found && kith_next_match(&row) == found;
}

static bool match(kith_db *db)
{
    const int64_t store_id = 1;
    kith_match rows =
        kith_match_at(db, &Item_table, offsetof(Item, store_id), &store_id);
    size_t called = 0, stepped = 0;

    while (kith_next_match(&rows))
        called++;
    kith_for_each_match(db, Item, item, store_id, 1)
        stepped += !kith_is_null(item, store_id) && kith_db_of(item) == db;
    return called == ITEMS && stepped == ITEMS && match_key(db);
}

static bool range(kith_db *db)
{
    const size_t column = offsetof(Flag, number);
    const uint64_t number = 47;
    const void *const value = &number;
    const kith_value natural = {.kind = KITH_KIND_U64, .natural = number};
    kith_range all = kith_range_of(db, &Flag_table, &column, 1);
    kith_range at = kith_range_bound_at(all, KITH_WITH, &column, &value, 1);
    kith_key key;
    kith_range row =
        kith_range_bound_row(all, KITH_UNTIL, &column, &natural, 1);
    Flag *page[2] = {NULL, NULL};
    bool right = kith_range_count(all) == kith_count(db, Flag) &&
                 kith_table_key(db, &Flag_table, 2, &key);

    right &= kith_key_descends(&key, 0) == false;
    right &= kith_range_count(kith_range_of_key(db, &key)) == all.to;
    right &= kith_range_count(at) == 1 && kith_range_count(row) >= 1;
    right &= kith_range_row(at, 0) == kith_find(db, Flag, number, 47);
    right &= kith_range_rank(row, kith_range_row(at, 0)) + 1 ==
             kith_range_count(row);
    right &= kith_range_rows(at, 0, page, 2) == 1;
    right &= kith_range_rows_back(at, 0, page + 1, 1) == 1;
    right &= kith_next_in_range(&at) == page[0] && !kith_next_in_range(&at);
    right &= !kith_sorted_at(NULL, 0).db && !kith_in_at(NULL, 0, NULL);
    return right && page[0] == page[1];
}

static bool scan(kith_db *db)
{
    kith_scan rows = kith_scan_rows(db, &Item_table);
    const void *row = NULL;
    size_t called = 0, stepped = 0, scanned = 0;

    while ((row = kith_next_row(db, &Item_table, row)))
        called++;
    while (kith_scan_next(&rows))
        scanned++;
    kith_for_each_row(db, Item, item)
        stepped += kith_get(db, Item, item->id) == item && kith_is_live(item);
    return called == ITEMS && scanned == ITEMS && stepped == ITEMS &&
           kith_count_rows(db, &Item_table) == kith_count(db, Item);
}

static bool walk(kith_db *db)
{
    const Store *stores[] = {kith_get(db, Store, 1), NULL};
    const Store *ikea = stores[0];
    const Student *ana = kith_get(db, Student, 1);
    const Peer *peer = kith_get(db, Peer, 2);
    size_t members = 0, links = 0, peers = 0;

    kith_for_each(peering, peer->peers)
        peers += kith_other(peering, peer) == kith_other_end(peering, peer) &&
                 kith_contains(peer, peers, kith_other(peering, peer));
    kith_prefetch(stores, 2, items);
    kith_prefetch_at(stores, 2, offsetof(Store, items));
    kith_prefetch_rows(stores, 2);
    kith_for_each(item, ikea->items)
        members += item->store.row == ikea && kith_contains(ikea, items, item);
    kith_for_each(link, ana->courses)
        links += kith_contains(ana, courses, link->course.row);
    return members == ITEMS && links == 20 && peers == 2 &&
           kith_first(ikea->items) == kith_get(db, Item, 1) &&
           kith_contains_at(ikea, offsetof(Store, items),
                            kith_at(ikea->items, 7));
}

static bool look_at_a_row(kith_db *db)
{
    const Item *item = kith_get(db, Item, 9);
    const kith_handle handle = kith_handle_of(item);
    const size_t offset = offsetof(Item, weight);
    uint64_t columns[1] = {0};

    kith_column_mask_set(columns, Item, id);
    kith_column_mask_set_at(columns, kith_attribute_at(&Item_table, offset));
    return columns[0] && kith_is_live(item) && kith_is_null(item, weight) &&
           kith_is_null_at(item, offset) && kith_db_of(item) == db &&
           kith_resolve(db, Item, handle) == item &&
           kith_resolve_row(db, &Item_table, handle) == item &&
           kith_table_of(item) == &Item_table;
}

static bool look_at_the_database(kith_db *db)
{
    return kith_user(db) == &app && kith_memory_used(db) > 0 &&
           kith_now(db) > 0 && kith_depth(db) == 0 &&
           kith_last_error(db)->status == KITH_OK &&
           kith_status_name(KITH_OK) != NULL;
}

static bool prove(kith_db *db)
{
    kith_error error;

    return kith_verify(db) == KITH_OK && kith_verify_to(db, &error) == KITH_OK;
}

static bool sum(kith_db *db)
{
    return kith_digest(db) == kith_digest(db) && kith_digest(db) != 0 &&
           kith_test_state(db) == kith_test_state(db);
}

static bool describe(kith_db *db)
{
    const kith_table *items = kith_table_named(db, "items");
    const kith_table *links = kith_tables(db)[4];
    kith_relationship relationship;
    kith_column column, parent;
    kith_foreign_key foreign_key;
    kith_check check;
    kith_key key;
    bool right = items == &Item_table && links == &StudentCourse_table;

    right &= kith_table_column(db, items, 0, &column);
    right &= kith_column_named(db, items, "weight", &column);
    right &= kith_table_key(db, links, 0, &key);
    right &= kith_key_column(&key, 1, &column);
    right &= kith_table_foreign_key(db, links, 1, &foreign_key);
    right &= kith_foreign_key_column(&foreign_key, 0, &column, &parent);
    right &= kith_table_child(db, foreign_key.parent, 0, &foreign_key);
    right &= kith_table_relationship(db, items, 0, &relationship);
    right &= kith_relationship_named(db, items, "store", &relationship);
    right &= kith_table_check(db, &Flag_table, 0, &check);
    right &= kith_check_column(&check, 0, &column);
    return right;
}

static bool show_members(kith_db *db)
{
    Store *ikea = kith_get(db, Store, 1);
    const size_t offset = offsetof(Store, items);
    kith_members members = kith_members_at(ikea, offset), children;
    kith_foreign_key key;
    size_t count = 0, equal = 0;
    Item *item;

    if (!kith_table_foreign_key(db, &Item_table, 0, &key))
        return false;
    children = kith_children_of(ikea, &key);
    while ((item = kith_next_member(&members))) {
        equal += kith_member_at(ikea, offset, count++, NULL) == item &&
                 kith_next_member(&children) == item &&
                 kith_parent_of(item, &key) == ikea &&
                 kith_value_at(item, offsetof(Item, store_id)).integer == 1;
    }
    return count == ITEMS && equal == ITEMS &&
           kith_member_count_at(ikea, offset) == ITEMS;
}

static bool weigh(kith_db *db)
{
    kith_stats whole, items;

    return kith_stats_of(db, &whole) == KITH_OK &&
           whole.bytes == kith_memory_used(db) &&
           kith_table_stats(db, &Item_table, &items) == KITH_OK &&
           items.rows == ITEMS;
}

static bool draw(kith_db *db)
{
    kith_text_buffer text = {0};
    kith_output output = kith_output_to_buffer(&text);
    Store *ikea = kith_get(db, Store, 1);
    bool right = kith_write_dot(db, NULL, output) == KITH_OK &&
                 kith_write_mermaid(db, NULL, output) == KITH_OK &&
                 kith_write_dot_around(ikea, NULL, output) == KITH_OK &&
                 kith_write_mermaid_around(ikea, NULL, output) == KITH_OK &&
                 kith_write_ddl(db, KITH_DDL_SQLITE, output) == KITH_OK;

    right &= text.bytes > 0 &&
             kith_write_dot(db, NULL, kith_output_to(NULL)) == KITH_E_IO;
    kith_text_buffer_free(&text);
    return right;
}

static bool select_rows(kith_db *db)
{
    const kith_selection selection = {.from = kith_get(db, Student, 1)};
    kith_selected selected;
    kith_column name;
    kith_value left = KITH_INTEGER(1), right = KITH_REAL(1.5);
    bool right_ones =
        kith_select(db, &selection, &selected) == KITH_OK &&
        kith_selected_number(&selected, selection.from) == 1 &&
        kith_value_compare(&left, &right) < 0 &&
        kith_column_named(db, &Student_table, "name", &name) &&
        kith_row_compare(selection.from, &name, selection.from, &name, 1) == 0;
    size_t count = 0;

    for (size_t i = 0; right_ones && i < selected.table_count; i++) {
        if (selected.tables[i].table == &StudentCourse_table)
            kith_selected_members(&selected, i, 0, selection.from, &count,
                                  NULL);
    }
    if (right_ones)
        kith_selected_free(&selected);
    return right_ones && count > 0;
}

static bool dump_rows(kith_db *db)
{
    kith_text_buffer text = {0};
    kith_output output = kith_output_to_buffer(&text);
    kith_selected selected = {0};
    kith_column name;
    const void *row = kith_get(db, Student, 1);
    kith_value value = KITH_STRING("Ana");
    bool right = kith_dump(db, NULL, output) == KITH_OK && text.bytes > 0 &&
                 kith_dump(db, NULL, kith_output_to(NULL)) == KITH_E_IO &&
                 kith_column_named(db, &Student_table, "name", &name) &&
                 kith_dump_value(&name, &value, output) == KITH_OK &&
                 kith_select(db, NULL, &selected) == KITH_OK;

    right = right && kith_dump_key(&selected, row, output) == KITH_OK;
    kith_selected_free(&selected);
    kith_text_buffer_free(&text);
    return right;
}

static bool (*const readings[])(kith_db *db) = {
    get_and_find,
    match,
    range,
    scan,
    walk,
    look_at_a_row,
    look_at_the_database,
    prove,
    sum,
    describe,
    show_members,
    weigh,
    draw,
    select_rows,
    dump_rows,
};
enum { READINGS = sizeof(readings) / sizeof(*readings) };

/* Between kith_freeze and kith_thaw a walk by a cursor is one too. */
static size_t met(kith_cursor cursor)
{
    size_t count = 0;

    while (kith_cursor_next(&cursor))
        count++;
    kith_cursor_close(&cursor);
    return count;
}

static bool walk_by_cursors(kith_db *db)
{
    const size_t columns[] = {offsetof(Item, store_id)};
    const kith_value store_id = KITH_INTEGER(1);
    const int64_t one = 1;
    const void *const values[] = {&one};
    const size_t number = offsetof(Flag, number);
    Store *ikea = kith_get(db, Store, 1);
    Student *ana = kith_get(db, Student, 1);
    size_t members = 0;

    kith_for_each_cursor(item, Item, kith_cursor_in(ikea, items)) members +=
        item->store.row == ikea;
    return members == ITEMS &&
           met(kith_cursor_at(ana, offsetof(Student, courses))) == 20 &&
           met(kith_cursor_rows(db, &Item_table)) == ITEMS &&
           met(kith_cursor_match(db, Item, store_id, 1)) == ITEMS &&
           met(kith_cursor_match_at(db, &Item_table, columns, values, 1)) ==
               ITEMS &&
           met(kith_cursor_match_row(db, &Item_table, columns, &store_id, 1)) ==
               ITEMS &&
           met(kith_cursor_range(kith_range_of(db, &Flag_table, &number, 1))) ==
               1;
}

static void *read_frozen(void *argument)
{
    struct reader *reader = argument;

    for (size_t i = 0; i < (size_t)ROUNDS * READINGS / 2; i++) {
        reader->right +=
            readings[(i + 3 * reader->number) % READINGS](reader->db);
        reader->right += walk_by_cursors(reader->db);
    }
    return NULL;
}

/* Each thread begins with another one, so that each meets all others. */
static void *read_all(void *argument)
{
    struct reader *reader = argument;

    for (size_t i = 0; i < (size_t)ROUNDS * READINGS; i++)
        reader->right +=
            readings[(i + 3 * reader->number) % READINGS](reader->db);
    return NULL;
}

static kith_db *filled(void)
{
    static const kith_options options = {.abi_version = KITH_ABI_VERSION,
                                         .user = &app};
    kith_db *db = NULL;

    if (kith_open(&db,
                  KITH_TABLES(Store, Item, Student, Course, StudentCourse, Flag,
                              Bolt, Peer, Peering),
                  &options, NULL) != KITH_OK)
        return NULL;
    Store *ikea = kith_insert(db, Store, .name = "IKEA");
    Student *ana = kith_insert(db, Student, .name = "ana");
    for (int i = 0; i < ITEMS; i++)
        kith_insert(db, Item, .name = "thing", .store.row = ikea);
    for (int i = 0; i < 20; i++)
        kith_append(ana, courses,
                    kith_insert(db, Course, .code = {(char)('a' + i)}));
    for (int i = 0; i < 3; i++)
        kith_insert_default(db, Peer);
    kith_append(kith_get(db, Peer, 2), peers, kith_get(db, Peer, 1));
    kith_append(kith_get(db, Peer, 3), peers, kith_get(db, Peer, 2));
    kith_insert(db, Flag, .code = "NO", .number = 47,
                .picture = KITH_BYTES("+", 1));
    kith_insert(db, Bolt, .id = UINT64_MAX - 1);
    return db;
}

static void *write_alone(void *argument)
{
    struct reader *reader = argument;
    kith_db *db = filled();

    for (int i = 1; db && i <= ITEMS; i++) {
        Item *item = kith_get(db, Item, i);
        reader->right += kith_set(item, name, "another") == KITH_OK;
        reader->right += i % 3 || kith_delete(item) == KITH_OK;
        reader->right += !kith_insert(db, Item, .store_id = 77);
        reader->right += kith_last_error(db)->status == KITH_E_PARENT;
    }
    reader->right += db && kith_verify(db) == KITH_OK;
    kith_close(db);
    return NULL;
}

static void run(void *(*work)(void *), kith_db *db, int count, size_t expected)
{
    struct reader readers[READERS];
    pthread_t threads[READERS];

    for (int i = 0; i < count; i++) {
        readers[i] = (struct reader){.db = db, .number = (size_t)i};
        KT_ASSERT_EQ(pthread_create(&threads[i], NULL, work, &readers[i]), 0);
    }
    for (int i = 0; i < count; i++)
        KT_ASSERT_EQ(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < count; i++)
        KT_ASSERT_EQ(readers[i].right, expected);
}

KT_TEST(threads, may_make_all_reading_calls_on_one_database_together)
{
    kith_db *db = filled();

    run(read_all, db, THREADS, (size_t)ROUNDS * READINGS);

    family_verify(db);
    kith_close(db);
}

KT_TEST(threads, may_walk_a_frozen_database_by_cursors_too)
{
    kith_db *db = filled();

    KT_ASSERT_EQ(kith_freeze(db), KITH_OK);
    run(read_frozen, db, READERS, (size_t)ROUNDS * READINGS);
    KT_ASSERT_EQ(kith_thaw(db), KITH_OK);

    family_verify(db);
    kith_close(db);
}

KT_TEST(threads, with_a_database_each_do_not_meet)
{
    run(write_alone, NULL, THREADS, (size_t)4 * ITEMS + 1);
}
