/* customers.c - customers, and two who are one. */
#include "world.h"

KITH_TEST(customers, that_are_one_have_all_orders_and_addresses, desk)
{
    const kith_handle merged = kith_handle_of(ben);

    KITH_ASSERT_OK(db, desk_merge(ada, ben));
    KITH_ASSERT(!kith_resolve(db, Customer, merged));
    KITH_ASSERT_MEMBERS(ada, orders, open_order, placed_order, cancelled_order,
                        empty_order, paid_order, shipped_order);
    KITH_ASSERT_MEMBERS(ada, addresses, ada_home, ada_work, ben_home);
}

/* What is not told changes nothing: the difference is the whole of it. */
KITH_TEST(customers, are_merged_and_nothing_else_changes, desk)
{
    kith_db *before = kith_clone(db);
    Customer *lost = kith_get(before, Customer, 3);

    KITH_ASSERT(before);
    KITH_ASSERT_OK(db, desk_merge(ada, cleo));
    KITH_ASSERT_OK(before, kith_delete(lost));
    KITH_ASSERT_SAME(db, before);
    kith_close(before);
}

KITH_TEST(customers, with_orders_are_not_merged_with_themselves, desk)
{
    KITH_ASSERT_REFUSED(db, desk_merge(ada, ada), KITH_E_CHILDREN, "customers");
}

KITH_TEST(customers, leave_with_their_addresses, desk)
{
    kith_factories f;
    Customer *dora;
    Address *home;
    kith_handle lost;

    kith_factories_init(&f, db, DESK_FACTORIES, NULL);
    dora = kith_make(&f, Customer, .email = "dora@example.org");
    home = kith_make(&f, Address, .customer.row = dora);
    kith_factories_fini(&f);
    KITH_ASSERT_ROW(home, .city = "Leeds", .customer.row = dora);
    lost = kith_handle_of(home);
    KITH_ASSERT_OK(db, kith_delete(dora));
    KITH_ASSERT(!kith_resolve(db, Address, lost));
}

KITH_TEST(customers, with_orders_do_not_leave, desk)
{
    KITH_ASSERT_REFUSED(db, kith_delete(ada), KITH_E_CHILDREN, "customers");
}

KITH_TEST(customers, have_an_email_of_their_own, desk)
{
    KITH_ASSERT_REFUSED(db, kith_set(ben, email, "ada@example.org"),
                        KITH_E_UNIQUE, "customers", "email");
    KITH_ASSERT_REFUSED(db, kith_set(ben, email, NULL), KITH_E_NOT_NULL,
                        "customers", "email");
}
