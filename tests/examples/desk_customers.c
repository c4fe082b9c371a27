/* desk_customers.c - two customers who are one. */
#include "desk.h"

kith_status desk_merge(Customer *kept, Customer *other)
{
    kith_db *db = kith_db_of(kept);
    kith_status status;

    kith_transaction(db, status) {
        kith_for_each(address, other->addresses) {
            if (status == KITH_OK && kept != other)
                status = kith_append(kept, addresses, address);
        }
        kith_for_each(order, other->orders) {
            if (status == KITH_OK && kept != other)
                status = kith_append(kept, orders, order);
        }
        if (status == KITH_OK)
            status = kith_delete(other);
    }
    return status;
}
