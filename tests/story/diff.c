/* diff.c - how two databases differ, a line for each difference. */
#include "family.h"
#include "zoo.h"

#include <kith/dump.h>
#include <kith/test/diff.h>
#include <kith/test/world.h>

#include <math.h>
#include <string.h>

/* The lines, and that they are counted. */
static void differ(kith_db *actual, kith_db *expected,
                   const kith_selection *selection, const char *lines)
{
    kith_text_buffer text = {0};
    size_t count = 77, again = 77, ends = 0;

    ANSWERS(kith_diff(actual, expected, selection, kith_output_to_buffer(&text),
                      &count),
            KITH_OK);
    ANSWERS(kith_diff(actual, expected, selection, (kith_output){NULL, NULL},
                      &again),
            KITH_OK);
    KT_ASSERT_STR_EQ(text.text ? text.text : "", lines);
    for (size_t i = 0; i < text.bytes; i++)
        ends += text.text[i] == '\n';
    KT_ASSERT_EQ(count, ends);
    KT_ASSERT_EQ(again, ends);
    kith_text_buffer_free(&text);
}

static void load(kith_db *db, const char *text)
{
    kith_error error = {0};
    const kith_status status = kith_load_text(db, text, NULL, &error);

    KT_ASSERT(status == KITH_OK, "%s", error.message);
}

static const char stores[] = "[stores] id | name\n"
                             "1 | 'IKEA'\n"
                             "[items] id | name | price | weight | store_id\n"
                             "1 | 'a' | 9.5 | 1 | 1\n"
                             "2 | 'b' | nan | null | 1\n"
                             "3 | 'c' | 0 | null | 1\n"
                             "4 | 'd' | 0 | null | 1\n"
                             "5 | 'e' | 0 | null | 1\n";

KT_TEST(diff, of_equal_contents_is_empty)
{
    kith_db *db = OPEN(Store, Item), *other = OPEN(Item, Store);

    differ(db, other, NULL, "");
    load(db, stores);
    load(other, stores);
    kith_get(db, Item, 3)->price = -0.0;
    differ(db, other, NULL, "");
    differ(db, db, NULL, "");
    family_close(other);
    family_close(db);
}

KT_TEST(diff, tells_values_links_rows_and_orders)
{
    kith_db *db = OPEN(Store, Item), *other = OPEN(Store, Item);

    load(db, stores);
    load(other, stores);
    Store *ikea = kith_get(db, Store, 1);
    Item *first = kith_get(db, Item, 1);

    first->price = 8;
    kith_set(first, name, "it's");
    kith_set_null(first, weight);
    kith_unlink(first, store);
    kith_delete(kith_get(db, Item, 5));
    kith_insert(db, Item, .id = 9, .store_id = 1);
    kith_insert(db, Store, .id = 2);
    kith_move(ikea, items, kith_get(db, Item, 4), 0);
    differ(db, other, NULL,
           "items 1: name 'it\\'s', expected 'a'\n"
           "items 1: price 8, expected 9.5\n"
           "items 1: weight null, expected 1\n"
           "items 1: store_id null, expected 1\n"
           "items 5: missing\n"
           "items 9: not expected\n"
           "stores 2: not expected\n"
           "stores 1: items 4, 2, 3, expected 2, 3, 4\n");

    const char *ignored[] = {"items.price", "items.name", "items.weight",
                             "items.store_id", NULL};
    const kith_selection some = {.ignored = ignored};
    differ(db, other, &some,
           "items 5: missing\nitems 9: not expected\n"
           "stores 2: not expected\n");
    const kith_selection items = {.tables = KITH_TABLES(Store)};
    differ(db, other, &items, "stores 2: not expected\n");
    family_close(other);
    family_close(db);
}

KT_TEST(diff, leaves_out_what_lists_begin_and_end_with)
{
    kith_db *db = OPEN(Store, Item), *other = OPEN(Store, Item);

    load(db, stores);
    load(other, stores);
    kith_move(kith_get(db, Store, 1), items, kith_get(db, Item, 3), 1);
    differ(db, other, NULL,
           "stores 1: items ..., 3, 2, ..., expected ..., 2, 3, ...\n");
    family_close(other);
    family_close(db);
}

/* Rows without a primary key, and parents without a column. */
KT_TEST(diff, pairs_rows_without_a_key_by_their_values)
{
    kith_db *db = zoo_open(), *other = zoo_open_turned();
    static const char cages[] = "[keepers] code\n'k'\n"
                                "[cages] wing | number\n'east' | 1\n'w' | 2\n"
                                "[tags] id | cage\n1 | ('east', 1)\n"
                                "[notes] text | tag_id | keeper_code | cage\n"
                                "'x' | 1 | 'k' | ('east', 1)\n"
                                "'x' | 1 | 'k' | null\n";

    load(db, cages);
    load(other, cages);
    load(db, "[notes] text | tag_id | keeper_code\n'x' | 1 | 'k'\n"
             "[tags] id\n2\n");
    load(other, "[notes] text | tag_id | keeper_code | cage\n"
                "'x' | 1 | 'k' | ('w', 2)\n"
                "[tags] id | cage\n2 | ('w', 2)\n");
    differ(db, other, NULL,
           "notes ('x', 1, 'k', null): not expected\n"
           "notes ('x', 1, 'k', ('w', 2)): missing\n"
           "tags 2: cage null, expected ('w', 2)\n");
    family_close(other);
    family_close(db);
}

/* A table and columns that one has alone, by descriptors of other structs. */
typedef struct Thing Thing;
struct Thing {
    const int64_t id;
    KITH_TEXT name;
    int64_t price;
    const int64_t color;
};
static KITH_TABLE(Thing, "items", KITH_PRIMARY_KEY(Thing, id),
                  KITH_COLUMN(Thing, name), KITH_COLUMN(Thing, price),
                  KITH_COLUMN(Thing, color));

KT_TEST(diff, pairs_descriptors_by_their_names)
{
    kith_db *db = OPEN(Store, Item), *other = OPEN(Thing, User, Profile);

    load(db, "[items] id | name | price\n1 | 'a' | 4\n2 | 'b' | 0.5\n");
    load(other, "[items] id | name | price\n1 | 'a' | 4\n2 | 'b' | 0\n");
    differ(db, other, NULL,
           "items.color: the column is missing\n"
           "items.weight: the column is not expected\n"
           "items.store_id: the column is not expected\n"
           "items 2: price 0.5, expected 0\n"
           "profiles: the table is missing\n"
           "stores: the table is not expected\n"
           "users: the table is missing\n");
    family_close(other);
    family_close(db);
}

typedef struct Shop Shop;
struct Shop {
    const int64_t number;
    KITH_TEXT name;
};
static KITH_TABLE(Shop, "stores", KITH_PRIMARY_KEY(Shop, number),
                  KITH_COLUMN(Shop, name));

KT_TEST(diff, leaves_rows_alone_whose_keys_are_of_other_columns)
{
    kith_db *db = OPEN(Store, Item), *other = OPEN(Shop);
    const kith_table *const tables[] = {&Shop_table, NULL};
    const kith_selection selection = {.tables = tables};

    load(db, "[stores] id\n1\n");
    load(other, "[stores] number\n1\n");
    differ(db, other, &selection,
           "stores.number: the column is missing\n"
           "stores.id: the column is not expected\n"
           "stores: rows are not compared, as their keys are of other "
           "columns\n");
    family_close(other);
    family_close(db);
}

KT_TEST(diff, compares_what_is_reached_from_two_rows)
{
    kith_db *db = OPEN(Store, Item), *other = OPEN(Store, Item);
    kith_text_buffer text = {0};
    const kith_selection near = {.max_steps = 1};
    size_t count = 0;

    load(db, stores);
    load(other, stores);
    load(db, "[stores] id\n2\n[items] id | store_id\n10 | 2\n");
    kith_get(db, Item, 2)->price = 1;
    ANSWERS(kith_diff_graph(kith_get(db, Store, 1), kith_get(other, Store, 1),
                            &near, kith_output_to_buffer(&text), &count),
            KITH_OK);
    KT_ASSERT_STR_EQ(text.text, "items 2: price 1, expected nan\n");
    KT_ASSERT_EQ(count, 1u);
    kith_text_buffer_free(&text);
    ANSWERS(kith_diff_graph(NULL, kith_get(other, Store, 1), NULL,
                            kith_output_to_buffer(&text), &count),
            KITH_E_MISUSE);
    ANSWERS(kith_diff(db, NULL, NULL, kith_output_to_buffer(&text), &count),
            KITH_E_MISUSE);
    ANSWERS(kith_diff(db, other, NULL, kith_output_to(NULL), &count),
            KITH_E_IO);
    KT_ASSERT_EQ(count, 1u);
    family_close(other);
    family_close(db);
}

/* There is a difference where digests differ, and none where they do not. */
KT_TEST(diff, finds_whatever_a_digest_sees)
{
    size_t equal = 0, worlds = FAMILY_SANITIZED ? 60 : 150;

    for (uint64_t world = 1; world <= worlds; world++) {
        uint64_t random = world;
        kith_db *db = zoo_open(), *other = zoo_open_turned();
        kith_text_buffer text = {0}, lines = {0};
        size_t count;

        zoo_play(db, &random, 200);
        ANSWERS(kith_dump(db, NULL, kith_output_to_buffer(&text)), KITH_OK);
        load(other, text.text);
        for (int step = 0; step < 12; step++) {
            const bool same = kith_digest(db) == kith_digest(other);

            ANSWERS(kith_diff(db, other, NULL, kith_output_to_buffer(&lines),
                              &count),
                    KITH_OK);
            KT_ASSERT_EQ(count == 0, same);
            equal += same;
            zoo_play(db, &random, 1);
        }
        kith_text_buffer_free(&lines);
        kith_text_buffer_free(&text);
        family_close(other);
        family_close(db);
    }
    KT_ASSERT(equal >= worlds && equal < 11 * worlds, "%zu", equal);
}
