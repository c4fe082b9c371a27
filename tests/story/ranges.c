/* ranges.c - rows in the order of an index: ranges, pages, first and last. What
 * every kind of column does is in tests/order. */
#include "family.h"

#include <kith/reflect.h>

typedef struct Customer Customer;
typedef struct Order Order;
struct Customer {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Order) orders;
};
struct Order {
    const int64_t id;
    KITH_TEXT number;
    const int64_t customer_id;
    KITH_REFERENCE(Customer) customer;
    const int32_t placed;
    const KITH_OPTIONAL(int8_t) weight;
    KITH_TEXT note;
    double price;
};
static KITH_TABLE(Customer, "customers", KITH_PRIMARY_KEY(Customer, id),
                  KITH_COLUMN(Customer, name, .unique = true,
                              .index = KITH_ORDERED),
                  KITH_RELATIONSHIP(Customer, orders, Order,
                                    .back_populates = "customer"));
static KITH_TABLE(Order, "orders", KITH_PRIMARY_KEY(Order, id),
                  KITH_COLUMN(Order, number),
                  KITH_FOREIGN_KEY(Order, customer_id, Customer, id),
                  KITH_RELATIONSHIP(Order, customer, Customer,
                                    .back_populates = "orders"),
                  KITH_COLUMN(Order, placed, .index = KITH_ORDERED),
                  KITH_OPTIONAL_COLUMN(Order, weight, .index = KITH_ORDERED),
                  KITH_COLUMN(Order, note), KITH_COLUMN(Order, price),
                  KITH_ORDERED_INDEX("customer_id", "placed desc"),
                  KITH_ORDERED_INDEX("note", "placed"));

static Order *place(kith_db *db, const char *number, Customer *customer,
                    int32_t placed)
{
    return kith_insert(db, Order, .number = number, .customer.row = customer,
                       .placed = placed);
}

/* The rows of a range, by their numbers, forwards; and backwards the same. */
static void assert_range(kith_range range, const char *expected)
{
    struct spelling spelling = {.count = 0};
    Order *rows[32], *back[32];
    size_t count = kith_range_page(range, Order, 0, rows, 32);

    KT_ASSERT_NOT_NULL(range.db);
    KT_ASSERT_EQ(kith_range_count(range), count);
    KT_ASSERT_EQ(kith_range_page_back(range, Order, 0, back, 32), count);
    for (size_t i = 0; i < count; i++) {
        spell(&spelling, rows[i]->number);
        KT_ASSERT_EQ(back[count - 1 - i], rows[i]);
        KT_ASSERT_EQ(kith_range_nth(range, Order, i), rows[i]);
        KT_ASSERT_EQ(kith_range_rank(range, rows[i]), i);
    }
    KT_ASSERT_STR_EQ(spelling.text, expected);
}

#define BY_PLACED(db) kith_in_order(db, Order, (placed))

KT_TEST(ranges, show_a_page_of_the_orders_of_one_customer)
{
    kith_db *db = OPEN(Customer, Order);
    Customer *ann = kith_insert(db, Customer, .name = "Ann");
    Customer *bob = kith_insert(db, Customer, .name = "Bob");
    kith_range orders;
    Order *page[2];

    place(db, "a1", ann, 10);
    place(db, "b1", bob, 11);
    place(db, "a2", ann, 30);
    place(db, "a3", ann, 20);
    place(db, "n", NULL, 20);
    place(db, "a4", ann, 20);
    orders = kith_in_order(db, Order, (customer_id));
    orders = kith_range_with(orders, Order, (customer_id), ann->id);
    assert_range(orders, "a2 a3 a4 a1");
    KT_ASSERT_EQ(kith_range_page(orders, Order, 1, page, 2), 2u);
    KT_ASSERT_STR_EQ(page[0]->number, "a3");
    KT_ASSERT_STR_EQ(page[1]->number, "a4");
    KT_ASSERT_EQ(kith_range_page(orders, Order, 3, page, 2), 1u);
    KT_ASSERT_EQ(kith_range_page(orders, Order, 4, page, 2), 0u);
    KT_ASSERT_EQ(kith_range_page_back(orders, Order, 1, page, 2), 2u);
    KT_ASSERT_STR_EQ(page[0]->number, "a4");
    orders = kith_range_from(orders, Order, (customer_id, placed), ann->id, 20);
    assert_range(orders, "a3 a4 a1");
    KT_ASSERT_STR_EQ(kith_range_first(orders, Order)->number, "a3");
    KT_ASSERT_STR_EQ(kith_range_last(orders, Order)->number, "a1");
    family_close(db);
}

KT_TEST(ranges, have_bounds_that_take_in_their_value_or_not)
{
    kith_db *db = OPEN(Customer, Order);

    assert_range(BY_PLACED(db), "");
    assert_range(kith_range_from(BY_PLACED(db), Order, (placed), 1), "");
    KT_ASSERT_NULL(kith_range_first(BY_PLACED(db), Order));
    KT_ASSERT_NULL(kith_range_last(BY_PLACED(db), Order));
    place(db, "c", NULL, 3);
    place(db, "a", NULL, -1);
    place(db, "d", NULL, 3);
    place(db, "b", NULL, 2);
    place(db, "e", NULL, INT32_MAX);
    assert_range(BY_PLACED(db), "a b c d e");
    assert_range(kith_range_with(BY_PLACED(db), Order, (placed), 3), "c d");
    assert_range(kith_range_from(BY_PLACED(db), Order, (placed), 3), "c d e");
    assert_range(kith_range_after(BY_PLACED(db), Order, (placed), 3), "e");
    assert_range(kith_range_until(BY_PLACED(db), Order, (placed), 3),
                 "a b c d");
    assert_range(kith_range_before(BY_PLACED(db), Order, (placed), 3), "a b");
    assert_range(
        kith_range_before(kith_range_after(BY_PLACED(db), Order, (placed), -1),
                          Order, (placed), 3),
        "b");
    assert_range(
        kith_range_before(kith_range_after(BY_PLACED(db), Order, (placed), 3),
                          Order, (placed), 3),
        "");
    KT_ASSERT_NULL(kith_range_nth(BY_PLACED(db), Order, 5));
    family_close(db);
}

KT_TEST(ranges, by_a_bound_have_no_null_as_in_sql)
{
    kith_db *db = OPEN(Customer, Order);
    kith_range all;

    kith_insert(db, Order, .number = "null");
    kith_insert(db, Order, .number = "two", .weight = KITH_SOME(2));
    kith_insert(db, Order, .number = "one", .weight = KITH_SOME(1));
    kith_insert(db, Order, .number = "nil");
    all = kith_in_order(db, Order, (weight));
    assert_range(all, "null nil one two");
    assert_range(kith_range_until(all, Order, (weight), 1), "one");
    assert_range(kith_range_before(all, Order, (weight), 9), "one two");
    assert_range(kith_range_from(all, Order, (weight), -9), "one two");
    kith_set_null(kith_range_last(all, Order), weight);
    kith_set(kith_get(db, Order, 1), weight, 5);
    assert_range(kith_in_order(db, Order, (weight)), "nil two one null");
    family_close(db);
}

KT_TEST(ranges, keep_equal_rows_in_the_order_in_which_they_became_so)
{
    kith_db *db = OPEN(Customer, Order);
    Order *a = place(db, "a", NULL, 1), *b = place(db, "b", NULL, 1);
    Order *c = place(db, "c", NULL, 1);
    kith_db *clone;

    kith_set(a, placed, 2);
    kith_set(a, placed, 1);
    assert_range(BY_PLACED(db), "b c a");
    kith_set(b, placed, 1);
    assert_range(BY_PLACED(db), "b c a");
    kith_begin(db);
    kith_set(b, placed, 0);
    kith_set(b, placed, 1);
    kith_delete(c);
    place(db, "d", NULL, 1);
    assert_range(BY_PLACED(db), "a b d");
    kith_rollback(db);
    assert_range(BY_PLACED(db), "b c a");
    clone = kith_clone(db);
    assert_range(BY_PLACED(clone), "b c a");
    family_close_own(clone);
    family_close(db);
}

KT_TEST(ranges, find_texts_by_what_they_begin_with)
{
    kith_db *db = OPEN(Customer, Order);
    static const char *const notes[] = {"be",
                                        "bee",
                                        "beekeepers and others",
                                        "beekeepers and more",
                                        "b\xff",
                                        "c",
                                        "",
                                        NULL};
    kith_range all;

    for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
        kith_insert(db, Order, .number = family_name((int)i), .note = notes[i]);
    all = kith_in_order(db, Order, (note));
    assert_range(all, "7 6 0 1 3 2 4 5");
    assert_range(kith_range_prefix(all, Order, (note), "be"), "0 1 3 2");
    assert_range(kith_range_prefix(all, Order, (note), "beekeepers and"),
                 "3 2");
    assert_range(kith_range_prefix(all, Order, (note), "b"), "0 1 3 2 4");
    assert_range(kith_range_prefix(all, Order, (note), "b\xff"), "4");
    assert_range(kith_range_prefix(all, Order, (note), ""), "6 0 1 3 2 4 5");
    assert_range(kith_range_prefix(all, Order, (note), "x"), "");
    assert_range(kith_range_prefix(all, Order, (note), NULL), "");
    family_close(db);
}

KT_TEST(ranges, are_stale_when_rows_have_changed_in_their_order)
{
    kith_db *db = OPEN(Customer, Order);
    Order *first = place(db, "a", NULL, 1), *page[1];
    kith_range range = BY_PLACED(db);

    first->price = 3;
    kith_set(first, number, "b");
    KT_ASSERT_EQ(kith_range_count(range), 1u);
    place(db, "c", NULL, 2);
    KT_ASSERT_EQ(kith_range_count(range), 0u);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "kith_range_count: rows of orders have changed");
    KT_ASSERT_NULL(kith_range_first(range, Order));
    KT_ASSERT_EQ(kith_range_page(range, Order, 0, page, 1), 0u);
    KT_ASSERT_EQ(kith_range_rank(range, first), SIZE_MAX);
    KT_ASSERT_NULL(kith_range_from(range, Order, (placed), 1).db);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_range_count(BY_PLACED(db)), 2u);
    family_close(db);
}

/* The pages of a range are where they were, or never looked at again. */
KT_TEST(ranges, are_stale_after_a_restore_and_as_many_changes)
{
    kith_db *db = OPEN(Customer, Order);
    kith_snapshot *world;
    kith_range before, after;
    Order *page[1];

    place(db, "a", NULL, 1);
    before = BY_PLACED(db);
    world = kith_snapshot_take(db);
    for (int i = 0; i < 70; i++)
        place(db, "b", NULL, i);
    after = BY_PLACED(db);
    ANSWERS(kith_restore(db, world), KITH_OK);
    kith_snapshot_free(world);
    KT_ASSERT_EQ(kith_range_page(before, Order, 0, page, 1), 1u);
    KT_ASSERT_STR_EQ(page[0]->number, "a");
    for (int i = 0; i < 70; i++) {
        place(db, "c", NULL, i);
        KT_ASSERT_EQ(kith_range_page(after, Order, 0, page, 1), 0u);
    }
    family_close(db);
}

KT_TEST(ranges, of_what_has_no_order_are_refused_with_a_sentence)
{
    kith_db *db = OPEN(Customer, Order);
    kith_range all = kith_in_order(db, Order, (customer_id, placed));
    const size_t no_column = offsetof(Order, customer);
    kith_key key;

    KT_ASSERT_NULL(kith_in_order(db, Order, (number)).db);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "no ordered index of orders begins with (number)");
    KT_ASSERT_NULL(kith_in_order(db, Order, (placed, customer_id)).db);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "(placed, customer_id)");
    KT_ASSERT_NULL(kith_range_with(all, Order, (placed), 1).db);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "(placed) are not the first columns of the ordered index "
                      "(customer_id, placed) of orders");
    KT_ASSERT_NULL(kith_range_bound_at(BY_PLACED(db), KITH_PREFIX,
                                       &(size_t){offsetof(Order, placed)},
                                       &(const void *){&(int32_t){1}}, 1)
                       .db);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "orders.placed is no text");
    KT_ASSERT_NULL(kith_range_of(db, &Order_table, &no_column, 1).db);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "is no column");
    KT_ASSERT_NULL(kith_range_of(db, &Order_table, NULL, 1).db);
    KT_ASSERT_NULL(kith_range_of(db, &Order_table, &no_column, 0).db);
    KT_ASSERT_NULL(kith_range_of(db, &Item_table, &no_column, 1).db);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    KT_ASSERT(kith_table_key(db, &Order_table, 0, &key));
    KT_ASSERT_NULL(kith_range_of_key(db, &key).db);
    KT_ASSERT_NULL(kith_range_of_key(db, NULL).db);
    KT_ASSERT_NULL(kith_in_order(NULL, Order, (placed)).db);
    KT_ASSERT_EQ(kith_range_count((kith_range){0}), 0u);
    family_close(db);
}

KT_TEST(ranges, are_bounded_by_numbers_beyond_the_type_of_a_column)
{
    const size_t weight = offsetof(Order, weight);
    const kith_value large = KITH_INTEGER(1000), small = KITH_INTEGER(-1000);
    const kith_value null = {.kind = KITH_KIND_NONE};
    const kith_value text = KITH_STRING("1");
    kith_db *db = OPEN(Customer, Order);
    kith_range all;

    kith_insert(db, Order, .number = "null");
    kith_insert(db, Order, .number = "one", .weight = KITH_SOME(1));
    all = kith_in_order(db, Order, (weight));
    assert_range(kith_range_bound_row(all, KITH_BEFORE, &weight, &large, 1),
                 "one");
    assert_range(kith_range_bound_row(all, KITH_FROM, &weight, &large, 1), "");
    assert_range(kith_range_bound_row(all, KITH_AFTER, &weight, &small, 1),
                 "one");
    assert_range(kith_range_bound_row(all, KITH_UNTIL, &weight, &small, 1), "");
    assert_range(kith_range_bound_row(all, KITH_WITH, &weight, &large, 1), "");
    assert_range(kith_range_bound_row(all, KITH_FROM, &weight, &null, 1), "");
    KT_ASSERT_NULL(kith_range_bound_row(all, KITH_FROM, &weight, &text, 1).db);
    KT_ASSERT_STR_HAS(kith_last_error(db)->message, "is not of its kind");
    family_close(db);
}

KT_TEST(ranges, rank_rows_that_are_in_them_and_no_others)
{
    kith_db *db = OPEN(Customer, Order);
    Customer *ann = kith_insert(db, Customer, .name = "Ann");
    Order *free = place(db, "free", NULL, 1), *one = place(db, "1", ann, 5);
    Order *two = place(db, "2", ann, 4);
    kith_range all = kith_in_order(db, Order, (customer_id));

    assert_range(all, "1 2");
    KT_ASSERT_EQ(kith_range_rank(all, two), 1u);
    KT_ASSERT_EQ(kith_range_rank(all, free), SIZE_MAX);
    KT_ASSERT_EQ(kith_range_rank(all, ann), SIZE_MAX);
    KT_ASSERT_EQ(kith_range_rank(all, NULL), SIZE_MAX);
    all = kith_range_after(all, Order, (customer_id, placed), ann->id, 5);
    KT_ASSERT_EQ(kith_range_rank(all, two), 0u);
    KT_ASSERT_EQ(kith_range_rank(all, one), SIZE_MAX);
    family_close(db);
}

KT_TEST(ranges, follow_foreign_keys_of_which_null_is_in_none)
{
    kith_db *db = OPEN(Customer, Order);
    Customer *ann = kith_insert(db, Customer, .name = "Ann");
    Order *order = place(db, "a", NULL, 1);

    assert_range(kith_in_order(db, Order, (customer_id)), "");
    kith_append(ann, orders, order);
    assert_range(kith_in_order(db, Order, (customer_id)), "a");
    kith_unlink(order, customer);
    assert_range(kith_in_order(db, Order, (customer_id)), "");
    kith_begin(db);
    kith_relate(order, customer, ann);
    kith_delete(order);
    kith_rollback(db);
    assert_range(kith_in_order(db, Order, (customer_id)), "");
    family_close(db);
}

KT_TEST(ranges, stand_beside_a_rule_that_keys_are_unique)
{
    kith_db *db = OPEN(Customer, Order);
    kith_range names;

    kith_insert(db, Customer, .name = "Bob");
    kith_insert(db, Customer, .name = "Ann");
    REFUSES_ROW(db, kith_insert(db, Customer, .name = "Ann"), KITH_E_UNIQUE);
    names = kith_in_order(db, Customer, (name));
    KT_ASSERT_EQ(kith_range_count(names), 2u);
    KT_ASSERT_STR_EQ(kith_range_first(names, Customer)->name, "Ann");
    KT_ASSERT_EQ(kith_find(db, Customer, name, "Bob"),
                 kith_range_last(names, Customer));
    family_close(db);
}

KT_TEST(ranges, are_for_walks_and_find_looks_up_the_first)
{
    kith_db *db = OPEN(Customer, Order);
    Customer *ann = kith_insert(db, Customer, .name = "Ann");
    Order *one = place(db, "1", ann, 5);

    place(db, "2", ann, 5);
    KT_ASSERT_EQ(kith_find(db, Order, placed, 5), one);
    KT_ASSERT_NULL(kith_find(db, Order, placed, 6));
    KT_ASSERT_EQ(kith_find_key(db, Order, (customer_id, placed), ann->id, 5),
                 one);
    ASSERT_MATCHES(db, Order, placed, 5, number, "");
    KT_ASSERT_STR_HAS(kith_last_error(db)->message,
                      "the index of orders.placed is ordered: visit the rows "
                      "by kith_range_with");
    ASSERT_MATCHES(db, Order, customer_id, ann->id, number, "1 2");
    kith_for_each_match_key(db, Order, order, (customer_id, placed), ann->id, 5)
        KT_ASSERT_NULL(order);
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(ranges, are_described_with_the_columns_that_descend)
{
    kith_db *db = OPEN(Customer, Order);
    size_t ordered = 0;
    kith_key key;

    for (size_t i = 0; kith_table_key(db, &Order_table, i, &key); i++) {
        ordered += key.ordered;
        if (strcmp(key.name, "customer_id, placed") == 0) {
            KT_ASSERT(!kith_key_descends(&key, 0) &&
                      kith_key_descends(&key, 1));
            KT_ASSERT(!kith_key_descends(&key, 2));
        }
    }
    KT_ASSERT_EQ(ordered, 4u);
    KT_ASSERT(!kith_key_descends(NULL, 0));
    family_close(db);
}

KT_TEST_ONCE(ranges, of_many_rows_lose_any_of_them)
{
    enum { MANY = FAMILY_SANITIZED ? 2000 : 20000 };
    kith_db *db = OPEN(Customer, Order);
    uint64_t random = 7;

    for (int i = 0; i < MANY; i++)
        kith_insert(db, Order,
                    .placed = (int32_t)(family_random(&random) >> 33));
    for (int i = 0; i < MANY; i++) {
        kith_range all = BY_PLACED(db);

        if (i % 200 == 0)
            KT_ASSERT_EQ(kith_range_count(all), (size_t)(MANY - i));
        kith_delete(kith_range_nth(
            all, Order, family_random(&random) % (size_t)(MANY - i)));
    }
    KT_ASSERT_EQ(kith_range_count(BY_PLACED(db)), 0u);
    family_close(db);
}
