/* claims.c - each claim of kith/criterion.h: those of `holds` are true, and
 * each of `fails` is to fail with the text that expected.txt has, with its line.
 * claims.cmake runs both, in the plain runner and by Criterion.
 */
#include <kith/criterion.h>

typedef struct Store Store;
typedef struct Item Item;
typedef struct Note Note;
struct Store {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Item) items;
};
struct Item {
    const int64_t id;
    KITH_TEXT name;
    double price;
    KITH_OPTIONAL(int) weight;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
};
struct Note { /* a column of each kind, and no primary key */
    bool seen;
    int8_t tiny;
    uint16_t small;
    int32_t middle;
    uint64_t large;
    float share;
    const char code[4];
    KITH_BLOB photo;
};
static KITH_TABLE(Store, "stores", KITH_PRIMARY_KEY(Store, id),
                  KITH_COLUMN(Store, name, .unique = true),
                  KITH_RELATIONSHIP(Store, items, Item,
                                    .back_populates = "store"));
static KITH_TABLE(Item, "items", KITH_PRIMARY_KEY(Item, id),
                  KITH_COLUMN(Item, name), KITH_COLUMN(Item, price),
                  KITH_OPTIONAL_COLUMN(Item, weight),
                  KITH_FOREIGN_KEY(Item, store_id, Store, id),
                  KITH_RELATIONSHIP(Item, store, Store,
                                    .back_populates = "items"));
static KITH_TABLE(Note, "notes", KITH_COLUMN(Note, seen),
                  KITH_COLUMN(Note, tiny), KITH_COLUMN(Note, small),
                  KITH_COLUMN(Note, middle), KITH_COLUMN(Note, large),
                  KITH_COLUMN(Note, share), KITH_COLUMN(Note, code),
                  KITH_COLUMN(Note, photo));

static kith_test_allocator memory;
static kith_test_clock now = {.now_ns = 5, .step_ns = 1};
static Store *ikea, *obi;
static Item *chair, *desk;

/* Rows keep their addresses, so this is done once. */
static void note_rows(kith_db *db, const kith_names *names)
{
    ikea = kith_named(names, Store, "ikea");
    obi = kith_named(names, Store, "obi");
    chair = kith_named(names, Item, "chair");
    desk = kith_named(names, Item, "desk");
    KITH_ASSERT_OK(
        db, kith_insert(db, Note, .seen = true, .tiny = -8, .small = 60000,
                        .middle = -70000, .large = UINT64_MAX, .share = 0.1f,
                        .code = "abc", .photo = KITH_BYTES("\0\1", 2)));
}

static KITH_WORLD(shop, .tables = KITH_TABLES(Store, Item, Note),
                  .text = "[stores] id | name\n"
                          "ikea: 1 | 'IKEA'\n"
                          "obi:  2 | 'OBI'\n"
                          "[items] name | price | store_id\n"
                          "chair: 'Chair' | 9.5 | ikea\n"
                          "desk:  'Desk'  | 7   | ikea\n",
                  .fill = note_rows, .clock = &now, .memory = &memory);

/* --- What holds ----------------------------------------------------------- */

KITH_TEST(holds, links, shop)
{
    KITH_ASSERT_RELATED(chair, store, ikea);
    KITH_ASSERT_RELATED(ikea, items, chair);
    KITH_ASSERT_NOT_RELATED(obi, items, chair);
    KITH_ASSERT_NOT_RELATED(chair, store, obi);
    KITH_ASSERT_MEMBERS(ikea, items, chair, desk);
    KITH_ASSERT_MEMBERS(obi, items);
    kith_unlink(chair, store);
    KITH_ASSERT_MEMBERS(ikea, items, desk);
}

KITH_TEST(holds, rows, shop)
{
    Note *note = kith_next_row(db, &Note_table, NULL);

    KITH_ASSERT_ROW(chair, .name = "Chair", .price = 9.5, .store.row = ikea);
    KITH_ASSERT_ROW(chair);
    KITH_ASSERT_COLUMNS(chair, "weight, price, store", .price = 9.5,
                        .store.row = ikea);
    KITH_ASSERT_SAME_ROW(chair, chair);
    KITH_ASSERT_SAME_ROW(chair, desk, "id, name, price");
    KITH_ASSERT_ROW(note, .seen = true, .tiny = -8, .small = 60000,
                    .middle = -70000, .large = UINT64_MAX, .share = 0.1f,
                    .code = "abc", .photo = KITH_BYTES("\0\1", 2));
    kith_unlink(chair, store);
    KITH_ASSERT_COLUMNS(chair, "store_id store", .price = 1);
    kith_set(chair, weight, 0);
    KITH_ASSERT_ROW(chair, .weight = KITH_SOME(0));
}

KITH_TEST(holds, calls, shop)
{
    KITH_ASSERT(chair != desk);
    KITH_ASSERT_INT(chair->id, 1);
    KITH_ASSERT_OK(db, kith_insert(db, Store, .name = "Habitat"));
    KITH_ASSERT_OK(db, kith_set(chair, name, "Stool"));
    KITH_ASSERT_REFUSED(db, kith_set(chair, store_id, 99), KITH_E_PARENT,
                        "items", "store_id");
    KITH_ASSERT_REFUSED(db, kith_insert(db, Store, .name = "IKEA"),
                        KITH_E_UNIQUE, "stores");
    KITH_ASSERT_REFUSED(db, kith_insert(db, Store, .name = "OBI"),
                        KITH_E_UNIQUE);
    kith_begin(db);
    kith_delete(desk);
    KITH_ASSERT_REFUSED(db, kith_delete(desk), KITH_E_NOT_FOUND);
    kith_rollback(db);
    KITH_ASSERT_UNCHANGED(db)
    {
        kith_begin(db);
        kith_delete(chair);
        kith_rollback(db);
    }
}

KITH_TEST(holds, contents, shop)
{
    KITH_ASSERT_CONTENTS(db, shop.text, .tables = KITH_TABLES(Store, Item));
    KITH_ASSERT_SAME(db, db);
    KITH_ASSERT_GRAPH(ikea, ikea, .max_steps = 1);
    KITH_ASSERT_GRAPH_TEXT(ikea, "[stores] id | name\n1 | 'IKEA'\n",
                           .tables = KITH_TABLES(Store));
}

/* Each round finds the world, its clock and its memory as they were. */
KITH_TEST(holds, resets, shop)
{
    kith_each_reset(shop, i, 100) {
        KITH_ASSERT_INT(kith_now(db), 5);
        KITH_ASSERT_OK(db, kith_delete(chair));
        kith_begin(db);
        kith_delete(ikea);
    }
    kith_test_each_refusal(&memory) {
        kith_reset(shop);
        KITH_ASSERT_UNCHANGED(db) /* a level makes a log, which is room later */
        {
            if (kith_begin(db) == KITH_OK) {
                if (!kith_insert(db, Item, .name = "Bench"))
                    KITH_ASSERT(memory.refused > 0);
                kith_rollback(db);
            }
        }
    }
}

/* --- What fails ----------------------------------------------------------- */

KITH_TEST(fails, parent, shop)
{
    KITH_ASSERT_RELATED(chair, store, obi);
}
KITH_TEST(fails, member, shop)
{
    KITH_ASSERT_RELATED(obi, items, chair);
}
KITH_TEST(fails, no_member, shop)
{
    KITH_ASSERT_NOT_RELATED(ikea, items, chair);
}
KITH_TEST(fails, members, shop)
{
    KITH_ASSERT_MEMBERS(ikea, items, desk, chair);
}
KITH_TEST(fails, parent_that_is_null, shop)
{
    kith_unlink(chair, store);
    KITH_ASSERT_RELATED(chair, store, kith_named(names, Store, "habitat"));
}
KITH_TEST(fails, no_member_that_is_null, shop)
{
    KITH_ASSERT_NOT_RELATED(ikea, items, kith_named(names, Item, "stool"));
}
KITH_TEST(fails, members_that_are_null, shop)
{
    KITH_ASSERT_MEMBERS(ikea, items, chair, desk, NULL);
}
KITH_TEST(fails, no_member_that_was_deleted, shop)
{
    kith_delete(chair);
    KITH_ASSERT_NOT_RELATED(ikea, items, chair);
}
KITH_TEST(fails, row, shop)
{
    KITH_ASSERT_ROW(chair, .name = "Stool", .price = 8, .weight = KITH_SOME(4),
                    .store.row = obi);
}
KITH_TEST(fails, columns, shop)
{
    KITH_ASSERT_COLUMNS(chair, "name, price, store_id, colour");
}
KITH_TEST(fails, same_row, shop)
{
    KITH_ASSERT_SAME_ROW(chair, desk, "id");
}
KITH_TEST(fails, deleted_row, shop)
{
    kith_delete(chair);
    KITH_ASSERT_ROW(chair, .name = "Chair");
}
KITH_TEST(fails, no_row, shop)
{
    const Item *none = kith_get(db, Item, 99);

    KITH_ASSERT_ROW(none, .name = "Chair");
}
KITH_TEST(fails, refused_that_succeeds, shop)
{
    KITH_ASSERT_REFUSED(db, kith_set(chair, store_id, 2), KITH_E_PARENT,
                        "items", "store_id");
}
KITH_TEST(fails, refused_otherwise, shop)
{
    KITH_ASSERT_REFUSED(db, kith_set(chair, store_id, 9), KITH_E_CHECK, "items",
                        "name");
}
KITH_TEST(fails, refused_by_an_older_error, shop)
{
    kith_insert(db, Store, .name = "IKEA");
    KITH_ASSERT_REFUSED(db, kith_get(db, Store, 99), KITH_E_UNIQUE, "stores",
                        "name");
}
KITH_TEST(fails, refused_for_a_row_that_is_null, shop)
{
    KITH_ASSERT_REFUSED(db, kith_set((Item *)NULL, store_id, 9), KITH_E_PARENT,
                        "items", "store_id");
}

/* A rule of a program that is refused by half. */
static kith_status half_a_move(void)
{
    kith_set(desk, store_id, 2);
    return kith_set(chair, store_id, 99);
}
KITH_TEST(fails, refused_with_a_trace, shop)
{
    KITH_ASSERT_REFUSED(db, half_a_move(), KITH_E_PARENT, "items", "store_id");
}
KITH_TEST(fails, status, shop)
{
    KITH_ASSERT_OK(db, kith_set(chair, store_id, 9));
}
KITH_TEST(fails, row_that_is_not_found, shop)
{
    KITH_ASSERT_REFUSED(db, kith_get(db, Store, 99), KITH_E_MISUSE);
    KITH_ASSERT_OK(db, kith_get(db, Store, 99));
}
KITH_TEST(fails, insert, shop)
{
    KITH_ASSERT_OK(db, kith_insert(db, Store, .name = "IKEA"));
}
KITH_TEST(fails, unchanged, shop)
{
    KITH_ASSERT_UNCHANGED(db)
    {
        chair->price = 3;
        kith_set(chair, store_id, 2);
    }
}
KITH_TEST(fails, unchanged_number, shop)
{
    KITH_ASSERT_UNCHANGED(db)
    {
        kith_delete(kith_insert(db, Store, .name = "Habitat"));
    }
}
KITH_TEST(fails, unchanged_in_a_transaction, shop)
{
    kith_begin(db);
    KITH_ASSERT_UNCHANGED(db)
    {
        kith_set(chair, price, 3);
    }
}
KITH_TEST(fails, contents, shop)
{
    KITH_ASSERT_CONTENTS(db, "[stores] id | name\n1 | 'IKE'\n",
                         .tables = KITH_TABLES(Store, Item));
}
KITH_TEST(fails, text_of_contents, shop)
{
    KITH_ASSERT_CONTENTS(db, "[stores] id | nam\n1 | 'IKE'\n");
}
KITH_TEST(fails, graph, shop)
{
    KITH_ASSERT_GRAPH_TEXT(ikea, "[stores] id | name\n1 | 'IKEA'\n");
}
KITH_TEST(fails, row_of_graph, shop)
{
    KITH_ASSERT_GRAPH_TEXT(obi, "[stores] id | name\n1 | 'IKEA'\n");
}
KITH_TEST(fails, rows_of_graph, shop)
{
    KITH_ASSERT_GRAPH(chair, desk, .max_steps = 1,
                      .follow = KITH_FOLLOW_PARENTS);
}
KITH_TEST(fails, condition, shop)
{
    KITH_ASSERT(chair == desk);
}
KITH_TEST(fails, number, shop)
{
    KITH_ASSERT_INT(chair->id, 7);
}
KITH_TEST(fails, open_transaction, shop)
{
    kith_begin(db);
}
KITH_TEST(fails, verify, shop)
{
    *(int64_t *)(void *)(uintptr_t)&chair->store_id = 7;
}

/* A world whose text is none; then one whose memory is not given back. */
static KITH_WORLD(no_world, .tables = KITH_TABLES(Store, Item),
                  .text = "[items] name | store\n'Chair' | 'IKEA'\n");
KITH_TEST(fails, text_of_world, no_world)
{
    KITH_ASSERT(db);
}

static kith_test_allocator lost_memory;
static KITH_WORLD(leaking_world, .tables = KITH_TABLES(Store, Item),
                  .memory = &lost_memory);
KITH_TEST(fails, leak, leaking_world)
{
    kith_allocator hooks = kith_test_allocator_hooks(&lost_memory);

    KITH_ASSERT(hooks.resize(hooks.context, NULL, 0, 8));
}

KITH_TEST_MAIN
