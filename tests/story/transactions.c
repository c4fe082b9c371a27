/* transactions.c - levels: what a rollback restores, how levels nest, and what
 * calls say within them.
 */
#include "family.h"
#include "fault.h"

#include <stdlib.h>
#include <string.h>

/* A shop: goods by a unique code, under a shelf, with a word that may be equal;
 * their tags go with them; each has one label at most. */
typedef struct Shelf Shelf;
typedef struct Good Good;
typedef struct Tag Tag;
typedef struct Label Label;
struct Shelf {
    KITH_TEXT name;
    int32_t load; /* plain */
    KITH_COLLECTION(Good) goods;
};
struct Good {
    const int64_t id;
    KITH_TEXT code;
    KITH_TEXT word;
    const int32_t number;
    double price;                 /* plain */
    KITH_OPTIONAL(double) weight; /* plain */
    KITH_TEXT shelf_name;
    KITH_REFERENCE(Shelf) shelf;
    KITH_COLLECTION(Tag) tags;
    KITH_SCALAR(Label) label;
    int64_t mark; /* no column */
};
struct Tag {
    const int64_t id;
    KITH_TEXT text;
    const int64_t good_id;
    KITH_REFERENCE(Good) good;
};
struct Label {
    const int64_t id;
    const int64_t good_id;
    KITH_REFERENCE(Good) good;
};
static KITH_TABLE(Shelf, "shelves", KITH_PRIMARY_KEY(Shelf, name),
                  KITH_COLUMN(Shelf, load),
                  KITH_RELATIONSHIP(Shelf, goods, Good,
                                    .back_populates = "shelf"));
static KITH_TABLE(
    Good, "goods", KITH_PRIMARY_KEY(Good, id),
    KITH_COLUMN(Good, code, .unique = true),
    KITH_COLUMN(Good, word, .index = true),
    KITH_COLUMN(Good, number, .index = true), KITH_COLUMN(Good, price),
    KITH_OPTIONAL_COLUMN(Good, weight),
    KITH_FOREIGN_KEY(Good, shelf_name, Shelf, name, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Good, shelf, Shelf, .back_populates = "goods"),
    KITH_RELATIONSHIP(Good, tags, Tag, .back_populates = "good"),
    KITH_RELATIONSHIP(Good, label, Label, .back_populates = "good"));
static KITH_TABLE(Tag, "tags", KITH_PRIMARY_KEY(Tag, id),
                  KITH_COLUMN(Tag, text),
                  KITH_FOREIGN_KEY(Tag, good_id, Good, id,
                                   .on_delete = KITH_CASCADE,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Tag, good, Good, .back_populates = "tags"));
static KITH_TABLE(Label, "labels", KITH_PRIMARY_KEY(Label, id),
                  KITH_FOREIGN_KEY(Label, good_id, Good, id,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Label, good, Good,
                                    .back_populates = "label"));

enum { GOODS = 8 };

struct shop {
    kith_db *db;
    Shelf *shelves[2];
    Good *goods[GOODS];
};

static struct shop open_shop(void)
{
    struct shop shop = {.db = OPEN(Shelf, Good, Tag, Label)};

    for (int i = 0; i < 2; i++)
        shop.shelves[i] =
            kith_insert(shop.db, Shelf, .name = family_name(i), .load = i);
    for (int i = 0; i < GOODS; i++) {
        shop.goods[i] =
            kith_insert(shop.db, Good, .code = family_name(100 + i),
                        .word = family_name(i % 3), .number = i % 4, .price = i,
                        .shelf.row = shop.shelves[i % 2]);
        kith_insert(shop.db, Tag, .text = "new", .good.row = shop.goods[i]);
        kith_insert(shop.db, Tag, .text = "red", .good.row = shop.goods[i]);
        if (i % 2)
            kith_insert(shop.db, Label, .good.row = shop.goods[i]);
    }
    return shop;
}

/* --- The calls themselves ------------------------------------------------- */

KT_TEST(transactions, begin_and_end_in_pairs)
{
    struct shop shop = open_shop();
    uint64_t state = kith_test_state(shop.db);

    KT_ASSERT_EQ(kith_depth(NULL), 0u);
    KT_ASSERT_EQ(kith_depth(shop.db), 0u);
    REFUSES(shop.db, kith_commit(shop.db), KITH_E_MISUSE);
    REFUSES(shop.db, kith_rollback(shop.db), KITH_E_MISUSE);
    REFUSES(shop.db, kith_rollback_to(shop.db, 0), KITH_E_MISUSE);
    ANSWERS(kith_begin(NULL), KITH_E_MISUSE);
    ANSWERS(kith_commit(NULL), KITH_E_MISUSE);
    ANSWERS(kith_rollback(NULL), KITH_E_MISUSE);
    ANSWERS(kith_rollback_to(NULL, 0), KITH_E_MISUSE);
    for (size_t i = 1; i < 100; i++) {
        ANSWERS(kith_begin(shop.db), KITH_OK);
        KT_ASSERT_EQ(kith_depth(shop.db), i);
    }
    REFUSES(shop.db, kith_rollback_to(shop.db, 100), KITH_E_MISUSE);
    ANSWERS(kith_rollback_to(shop.db, 50), KITH_OK);
    KT_ASSERT_EQ(kith_depth(shop.db), 50u);
    ANSWERS(kith_commit(shop.db), KITH_OK);
    ANSWERS(kith_rollback(shop.db), KITH_OK);
    KT_ASSERT_EQ(kith_depth(shop.db), 48u);
    REFUSES(shop.db, kith_shrink(shop.db), KITH_E_MISUSE);
    ANSWERS(kith_rollback_to(shop.db, 0), KITH_OK);
    KT_ASSERT_EQ(kith_depth(shop.db), 0u);
    KT_ASSERT_EQ(kith_test_state(shop.db), state);
    ANSWERS(kith_shrink(shop.db), KITH_OK);
    family_close(shop.db);
}

/* --- What is restored ----------------------------------------------------- */

static void change_columns(struct shop *shop)
{
    Good *good = shop->goods[2];

    ANSWERS(kith_set(good, code, "other"), KITH_OK);
    ANSWERS(kith_set(good, code, "another"), KITH_OK);
    ANSWERS(kith_set(good, word, "word"), KITH_OK);
    ANSWERS(kith_set_null(good, word), KITH_OK);
    ANSWERS(kith_set(good, number, 3), KITH_OK);
    ANSWERS(kith_set(good, number, 77), KITH_OK);
    ANSWERS(kith_set(good, price, 0.5), KITH_OK);
    ANSWERS(kith_set(good, weight, 2.5), KITH_OK);
    ANSWERS(kith_set(good, id, 1000), KITH_OK);
}

static void change_links(struct shop *shop)
{
    ANSWERS(kith_relate(shop->goods[0], shelf, shop->shelves[1]), KITH_OK);
    ANSWERS(kith_append(shop->shelves[0], goods, shop->goods[1]), KITH_OK);
    ANSWERS(kith_remove(shop->shelves[0], goods, shop->goods[2]), KITH_OK);
    ANSWERS(kith_unlink(shop->goods[3], shelf), KITH_OK);
    ANSWERS(kith_set(shop->goods[5], shelf_name, "0"), KITH_OK);
    ANSWERS(kith_set_null(shop->goods[6], shelf_name), KITH_OK);
    ANSWERS(kith_relate(shop->goods[1]->label.row, good, shop->goods[4]),
            KITH_OK);
}

static void change_orders(struct shop *shop)
{
    Good *some[] = {shop->goods[7], shop->goods[0], shop->goods[4]};

    ANSWERS(kith_move(shop->shelves[0], goods, shop->goods[6], 0), KITH_OK);
    ANSWERS(kith_replace(shop->shelves[1], goods, some, 3), KITH_OK);
    ANSWERS(kith_clear(shop->shelves[0], goods), KITH_OK);
    ANSWERS(kith_replace(shop->shelves[1], goods, some, 0), KITH_OK);
}

static void change_rows(struct shop *shop)
{
    const Good more[] = {{.code = "x", .number = 1},
                         {.code = "y", .number = 9}};
    bool inserted;

    ANSWERS(kith_delete(shop->goods[1]), KITH_OK);
    KT_ASSERT(kith_insert(shop->db, Good, .code = "101", .word = "0"));
    ANSWERS(kith_delete(shop->goods[4]), KITH_OK);
    ANSWERS(kith_insert_all(shop->db, Good, more, 2), KITH_OK);
    ANSWERS(kith_delete(shop->shelves[1]), KITH_OK);
    KT_ASSERT(kith_insert_or_get_row(shop->db, &Good_table,
                                     &(Good){.code = "z"}, &inserted));
    KT_ASSERT(inserted);
}

/* A text as a key goes down to its children. */
static void change_keys(struct shop *shop)
{
    KT_ASSERT(kith_insert(shop->db, Good, .code = "new",
                          .shelf.row = shop->shelves[0]));
    ANSWERS(kith_set(shop->shelves[0], name, "zero"), KITH_OK);
    KT_ASSERT_STR_EQ(shop->goods[0]->shelf_name, "zero");
    ANSWERS(kith_delete(shop->goods[0]), KITH_OK);
    ANSWERS(kith_set(shop->shelves[0], name, "nought"), KITH_OK);
}

static void (*const changes[])(struct shop *) = {
    change_columns, change_links, change_orders, change_rows, change_keys};
enum { CHANGES = sizeof(changes) / sizeof(*changes) };

KT_TEST(transactions, restore_exactly_what_was_there)
{
    for (int i = 0; i < CHANGES; i++) {
        struct shop shop = open_shop();
        uint64_t state = kith_test_state(shop.db);

        for (int times = 0; times < 2; times++) {
            ANSWERS(kith_begin(shop.db), KITH_OK);
            changes[i](&shop);
            KT_ASSERT(kith_test_state(shop.db) != state);
            family_verify(shop.db);
            ANSWERS(kith_rollback(shop.db), KITH_OK);
            KT_ASSERT_EQ(kith_test_state(shop.db), state);
            family_verify(shop.db);
        }
        family_close(shop.db);
    }
}

KT_TEST(transactions, that_are_committed_say_what_calls_alone_say)
{
    for (int i = 0; i < CHANGES; i++) {
        struct shop one = open_shop(), two = open_shop();

        changes[i](&one);
        ANSWERS(kith_begin(two.db), KITH_OK);
        changes[i](&two);
        ANSWERS(kith_commit(two.db), KITH_OK);
        KT_ASSERT_EQ(kith_digest(one.db), kith_digest(two.db));
        family_close(one.db);
        family_close(two.db);
    }
}

/* Every pair of changes in an inner level, in which the outer one goes on. */
KT_TEST(transactions, nest_and_each_level_is_taken_back_by_itself)
{
    for (int i = 0; i < CHANGES; i++) {
        struct shop shop = open_shop();
        uint64_t first = kith_test_state(shop.db), second;

        ANSWERS(kith_begin(shop.db), KITH_OK);
        ANSWERS(kith_set(shop.goods[2], price, 90), KITH_OK);
        second = kith_test_state(shop.db);
        for (int j = 0; j < CHANGES; j++) {
            ANSWERS(kith_begin(shop.db), KITH_OK);
            changes[j](&shop);
            ANSWERS(kith_rollback(shop.db), KITH_OK);
            KT_ASSERT_EQ(kith_test_state(shop.db), second);
        }
        ANSWERS(kith_begin(shop.db), KITH_OK);
        changes[i](&shop);
        ANSWERS(kith_commit(shop.db), KITH_OK);
        KT_ASSERT(kith_test_state(shop.db) != second);
        family_verify(shop.db);
        ANSWERS(kith_rollback(shop.db), KITH_OK);
        KT_ASSERT_EQ(kith_test_state(shop.db), first);
        family_close(shop.db);
    }
}

KT_TEST(transactions, may_be_open_when_the_database_is_closed)
{
    for (int i = 0; i < CHANGES; i++) {
        struct shop shop = open_shop();

        ANSWERS(kith_begin(shop.db), KITH_OK);
        changes[i](&shop);
        ANSWERS(kith_begin(shop.db), KITH_OK);
        family_close(shop.db);
    }
}

/* --- Calls within a level ------------------------------------------------- */

KT_TEST(transactions, go_on_after_a_call_that_fails)
{
    struct shop shop = open_shop();
    const Good bad[] = {{.code = "p"}, {.code = "q"}, {.code = "100"}};
    uint64_t before = kith_test_state(shop.db), state;

    ANSWERS(kith_begin(shop.db), KITH_OK);
    change_columns(&shop);
    state = kith_test_state(shop.db);
    REFUSES(shop.db, kith_set(shop.goods[1], code, "100"), KITH_E_UNIQUE);
    REFUSES(shop.db, kith_insert_all(shop.db, Good, bad, 3), KITH_E_UNIQUE);
    REFUSES_ROW(shop.db, kith_insert(shop.db, Good, .shelf_name = "none"),
                KITH_E_PARENT);
    KT_ASSERT_EQ(kith_test_state(shop.db), state);
    ANSWERS(kith_rollback(shop.db), KITH_OK);
    KT_ASSERT_EQ(kith_test_state(shop.db), before);
    family_close(shop.db);
}

KT_TEST(transactions, keep_the_columns_of_deleted_rows_to_be_read)
{
    struct shop shop = open_shop();
    Good *good = shop.goods[3];

    ANSWERS(kith_begin(shop.db), KITH_OK);
    ANSWERS(kith_delete(good), KITH_OK);
    for (int i = 0; i < 20; i++)
        KT_ASSERT(kith_insert(shop.db, Good, .code = family_name(i)) != good);
    KT_ASSERT_STR_EQ(good->code, "103");
    KT_ASSERT(!kith_is_live(good));
    REFUSES(shop.db, kith_set(good, code, "dead"), KITH_E_NOT_FOUND);
    REFUSES(shop.db, kith_delete(good), KITH_E_NOT_FOUND);
    KT_ASSERT_NULL(kith_edit(good));
    KT_ASSERT_NULL(kith_find(shop.db, Good, code, "103"));
    family_verify(shop.db);
    ANSWERS(kith_rollback(shop.db), KITH_OK);
    KT_ASSERT_EQ(kith_find(shop.db, Good, code, "103"), good);
    KT_ASSERT(kith_is_live(good));
    KT_ASSERT_EQ(good->tags.count, 2u);
    family_close(shop.db);
}

/* --- Plain columns -------------------------------------------------------- */

KT_TEST(transactions, restore_what_was_written_through_edit)
{
    struct shop shop = open_shop();
    Good *good = shop.goods[3], *e;

    good->mark = 1;
    ANSWERS(kith_begin(shop.db), KITH_OK);
    for (int i = 0; i < 3; i++) {
        KT_ASSERT_EQ(e = kith_edit(good), good);
        e->price = 100 + i;
        e->weight.value = 5;
        e->weight.present = true;
        e->mark = 2;
    }
    ANSWERS(kith_set(good, price, 8), KITH_OK);
    ANSWERS(kith_rollback(shop.db), KITH_OK);
    KT_ASSERT_EQ(good->price, 3.0);
    KT_ASSERT(!good->weight.present);
    KT_ASSERT_EQ(good->mark, 2); /* the program's own */
    ANSWERS(kith_set(good, price, 9), KITH_OK);
    family_close(shop.db);
}

/* One image for each row and level, whatever begins and ends between. */
KT_TEST_ONCE(transactions, keep_plain_columns_for_each_level)
{
    struct shop shop = open_shop();
    Good *good = shop.goods[0];
    size_t settled = 0;

    ANSWERS(kith_begin(shop.db), KITH_OK);
    ANSWERS(kith_set(good, price, 1), KITH_OK);
    ANSWERS(kith_begin(shop.db), KITH_OK);
    ANSWERS(kith_set(good, price, 2), KITH_OK);
    ANSWERS(kith_begin(shop.db), KITH_OK);
    ANSWERS(kith_set(good, price, 3), KITH_OK);
    ANSWERS(kith_commit(shop.db), KITH_OK);
    ANSWERS(kith_set(good, price, 4), KITH_OK);
    ANSWERS(kith_begin(shop.db), KITH_OK);
    ANSWERS(kith_set(good, price, 5), KITH_OK);
    ANSWERS(kith_rollback(shop.db), KITH_OK);
    KT_ASSERT_EQ(good->price, 4.0);
    ANSWERS(kith_set(good, price, 6), KITH_OK);
    ANSWERS(kith_rollback(shop.db), KITH_OK);
    KT_ASSERT_EQ(good->price, 1.0);
    for (int i = 0; i < 5000; i++) {
        ANSWERS(kith_begin(shop.db), KITH_OK);
        ANSWERS(i % 2 ? kith_commit(shop.db) : kith_rollback(shop.db), KITH_OK);
        kith_edit(good)->price = 7 + i;
        ANSWERS(kith_set(good, code, family_name(1000 + i)), KITH_OK);
        if (i == 100)
            settled = kith_memory_used(shop.db);
    }
    KT_ASSERT_EQ(kith_memory_used(shop.db), settled);
    ANSWERS(kith_rollback(shop.db), KITH_OK);
    KT_ASSERT_EQ(good->price, 0.0);
    KT_ASSERT_STR_EQ(good->code, "100");
    family_close(shop.db);
}

/* --- Lists that grow on the way ------------------------------------------- */

/* Tasks of a list, each after another one of the same list. */
typedef struct List List;
typedef struct Task Task;
struct List {
    const int64_t id;
    KITH_COLLECTION(Task) tasks;
};
struct Task {
    const int64_t id, list_id, after_id;
    KITH_REFERENCE(List) list;
};
static KITH_TABLE(List, "lists", KITH_PRIMARY_KEY(List, id),
                  KITH_RELATIONSHIP(List, tasks, Task,
                                    .back_populates = "list"));
static KITH_TABLE(Task, "tasks", KITH_PRIMARY_KEY(Task, id),
                  KITH_FOREIGN_KEY(Task, list_id, List, id),
                  KITH_COLUMN(Task, after_id), KITH_UNIQUE("list_id", "id"),
                  KITH_FOREIGN_KEYS(Task, (list_id, after_id), Task,
                                    (list_id, id), .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Task, list, List,
                                    .back_populates = "tasks"));

/* A replace names one row, and those that follow it come along. */
KT_TEST(transactions, take_back_a_replace_that_brings_more_rows_than_it_names)
{
    kith_db *db = OPEN(List, Task);
    List *one = kith_insert_default(db, List);
    List *two = kith_insert_default(db, List);
    Task *first = kith_insert(db, Task, .list_id = 1);
    uint64_t state;

    for (int i = 2; i < 40; i++)
        KT_ASSERT(kith_insert(db, Task, .list_id = 1, .after_id = 1));
    state = kith_test_state(db);
    ANSWERS(kith_begin(db), KITH_OK);
    ANSWERS(kith_replace(two, tasks, (Task *[]){first}, 1), KITH_OK);
    KT_ASSERT_EQ(two->tasks.count, 39u);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(one->tasks.count, 39u);
    KT_ASSERT_EQ(kith_test_state(db), state);
    family_close(db);
}

/* --- At random ------------------------------------------------------------ */

enum { LEVELS = 6 };

struct history {
    struct shop shop;
    uint64_t random, states[LEVELS];
};

/* The n-th row of a table, or NULL. */
static void *any_row(struct history *history, const kith_table *table)
{
    size_t count = kith_count_rows(history->shop.db, table);
    size_t n = count ? family_random(&history->random) % count : 0;
    void *row = NULL;

    for (size_t i = 0; count && i <= n; i++)
        row = kith_next_row(history->shop.db, table, row);
    return row;
}
#define ANY(history, Row) ((Row *)any_row(history, &Row##_table))

static void change_at_random(struct history *history)
{
    kith_db *db = history->shop.db;
    Good *good = ANY(history, Good), *other = ANY(history, Good);
    Shelf *shelf = ANY(history, Shelf);
    int number = (int)(family_random(&history->random) % 40);
    Good *some[3] = {good, other, ANY(history, Good)}, *e;

    switch (family_random(&history->random) % 16) {
    case 0:
    case 1:
        kith_insert(db, Good, .code = family_name(number),
                    .word = family_name(number % 3), .number = number % 5,
                    .shelf.row = shelf);
        break;
    case 2:
        kith_insert(db, Tag, .text = "tag", .good.row = good);
        break;
    case 3:
        kith_insert(db, Label, .good.row = good);
        break;
    case 4:
        kith_insert(db, Shelf, .name = family_name(number));
        break;
    case 5:
        kith_delete(number % 4 ? (void *)ANY(history, Tag) : (void *)good);
        break;
    case 6:
        kith_delete(number % 8 ? (void *)ANY(history, Label) : (void *)shelf);
        break;
    case 7:
        kith_set(good, code, family_name(number));
        break;
    case 8:
        kith_set(good, word, family_name(number % 3));
        break;
    case 9:
        kith_set(good, number, number % 5);
        break;
    case 10:
        if (good && shelf)
            kith_relate(good, shelf, shelf);
        break;
    case 11:
        kith_unlink(good, shelf);
        break;
    case 12:
        if (shelf && good)
            kith_replace(shelf, goods, some, 3);
        break;
    case 13:
        kith_set(shelf, name, family_name(number));
        break;
    case 14:
        if (shelf && shelf->goods.count)
            kith_move(shelf, goods, kith_first(shelf->goods), number % 5);
        break;
    default:
        e = good ? kith_edit(good) : NULL;
        if (e)
            e->price = number;
        break;
    }
}

static void change_level(struct history *history)
{
    kith_db *db = history->shop.db;
    size_t depth = kith_depth(db);

    switch (family_random(&history->random) % 5) {
    case 0:
    case 1:
        if (depth == LEVELS)
            break;
        history->states[depth] = kith_test_state(db);
        ANSWERS(kith_begin(db), KITH_OK);
        break;
    case 2:
        ANSWERS(kith_commit(db), depth ? KITH_OK : KITH_E_MISUSE);
        break;
    case 3:
        ANSWERS(kith_rollback(db), depth ? KITH_OK : KITH_E_MISUSE);
        if (depth)
            KT_ASSERT_EQ(kith_test_state(db), history->states[depth - 1]);
        break;
    default:
        if (depth)
            depth = 1 + family_random(&history->random) % depth;
        ANSWERS(kith_rollback_to(db, depth), depth ? KITH_OK : KITH_E_MISUSE);
        if (depth)
            KT_ASSERT_EQ(kith_test_state(db), history->states[depth - 1]);
        break;
    }
}

KT_TEST(transactions, of_any_depth_restore_what_was_there_through_random_calls)
{
    const uint64_t rounds = FAMILY_SLOW ? 4 : 12;

    for (uint64_t round = 1; round <= rounds; round++) {
        struct history history = {.shop = open_shop(), .random = round};

        for (int i = 0; i < 2500; i++) {
            for (int j = 0; j < 4; j++)
                change_at_random(&history);
            change_level(&history);
            if (i % 10 == 0)
                family_verify(history.shop.db);
        }
        family_close(history.shop.db);
    }
}

/* --- Forms that change ---------------------------------------------------- */

/* The array by number becomes a hash index while none of its rows is in it. */
KT_TEST(transactions, bring_all_rows_back_though_the_index_changed_its_form)
{
    enum { ROWS = 5000 };
    kith_db *db = OPEN(Store, Item);
    uint64_t state;

    for (int i = 0; i < ROWS; i++)
        KT_ASSERT(kith_insert(db, Store, .name = family_name(i)));
    state = kith_test_state(db);
    ANSWERS(kith_begin(db), KITH_OK);
    for (int i = 1; i <= ROWS; i++)
        ANSWERS(kith_delete(kith_get(db, Store, i)), KITH_OK);
    KT_ASSERT(kith_insert(db, Store, .id = INT64_C(1) << 40));
    fault_fail_allocation(1);
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT(!fault_refused());
    fault_stop();
    KT_ASSERT_EQ(kith_test_state(db), state);
    for (int i = 1; i <= ROWS; i++)
        KT_ASSERT_EQ(kith_get(db, Store, i)->id, i);
    family_close(db);
}

/* --- Functions for updates ------------------------------------------------ */

/* A version that counts up with each change: no column is free of rules, and
 * the price is the program's to write all the same. */
typedef struct Ware Ware;
struct Ware {
    const int64_t id;
    int64_t price;
    const int64_t version;
};

static kith_value next_version(const void *draft)
{
    return (kith_value)KITH_INTEGER(((const Ware *)draft)->version + 1);
}
static KITH_TABLE(Ware, "wares", KITH_PRIMARY_KEY(Ware, id),
                  KITH_COLUMN(Ware, price),
                  KITH_COLUMN(Ware, version,
                              .on_update_function = next_version));

KT_TEST(transactions, restore_what_was_edited_beside_a_function_for_updates)
{
    kith_db *db = OPEN(Ware);
    Ware *ware = kith_insert(db, Ware, .price = 5);
    uint64_t state = kith_test_state(db);

    ANSWERS(kith_begin(db), KITH_OK);
    kith_edit(ware)->price = 9;
    ANSWERS(kith_set(ware, price, 10), KITH_OK);
    KT_ASSERT_EQ(ware->version, 1);
    kith_edit(ware)->price = 11;
    ANSWERS(kith_rollback(db), KITH_OK);
    KT_ASSERT_EQ(kith_test_state(db), state);
    family_close(db);
}
