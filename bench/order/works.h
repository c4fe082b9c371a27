/* works.h - what a program of rows and pointers writes, whatever keeps its
 * order.
 *
 * Knows  nothing of hand and glib. Each of them includes this file behind its
 *        own struct world, and behind these functions:
 *
 *   add_visit      a row with this id and date, in its place
 *   remove_visit   the row with this id goes
 *   move_visit     the row with this id gets this date
 */
#ifndef BENCH_ORDER_WORKS_H
#define BENCH_ORDER_WORKS_H

static uint64_t insert(void *at, void *data)
{
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        add_visit(at, order->ids[i], order->dates[i]);
    return order->count;
}

static uint64_t insert_again(void *at, void *data)
{
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        add_visit(at, order->ids[i], order_date(order->ids[i]));
    return order->count;
}

static uint64_t delete_asked(void *at, void *data)
{
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        remove_visit(at, order->ids[i]);
    return order->count;
}

static uint64_t set(void *at, void *data)
{
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        move_visit(at, order->ids[i], order->dates[i]);
    return order->count;
}

static uint64_t set_again(void *at, void *data)
{
    const struct order *order = data;

    for (size_t i = 0; i < order->count; i++)
        move_visit(at, order->ids[i], order_date(order->ids[i]));
    return order->count;
}

#endif
