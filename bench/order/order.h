/* order.h - rows in order: visits by their date, orders of a customer by
 * theirs, the latest first, and products by their name.
 *
 * Owns   the data set of the suite order, and its draws. Rows have the ids from
 *        1; what they hold is worked out from the id. No two visits have the
 *        same date. Between two rounds the rows are those of the data set.
 */
#ifndef BENCH_ORDER_H
#define BENCH_ORDER_H

#include "harness/bench.h"

#include <stdlib.h>

enum {
    ORDER_RANGES = 1000, /* a round asks so many ranges, pages, prefixes */
    ORDER_RANGE_ROWS = 100,
    ORDER_PAGE_ROWS = 10,
    ORDER_EACH = 20, /* orders of a customer, or so */
    ORDER_NAME_BYTES = 16,
    ORDER_PREFIX = 3,
    ORDER_RANKS = 20, /* SQLite walks to each */
    ORDER_WRITES = BENCH_WRITES_MAX
};

struct order {
    size_t rows, customers;
    size_t *some; /* all ids, for distinct draws */

    /* What this round asks: `count` ids, dates, customers, prefixes or ranks.
     * */
    size_t count;
    int64_t ids[ORDER_WRITES], dates[ORDER_WRITES];
    char prefixes[ORDER_RANGES][ORDER_PREFIX + 1];
};

static inline int64_t order_date(int64_t id)
{
    return (int64_t)(mixed((uint64_t)id) >> 1);
}
static inline int64_t order_customer(const struct order *order, int64_t id)
{
    return 1 + (int64_t)(mixed((uint64_t)id * 3) % order->customers);
}
static inline int64_t order_placed(int64_t id)
{
    return (int64_t)(mixed((uint64_t)id * 5) >> 1);
}
static inline void order_name(int64_t id, char *name)
{
    uint64_t bits = mixed((uint64_t)id * 7);

    for (int i = 0; i < ORDER_NAME_BYTES - 1; i++, bits /= 26)
        name[i] = (char)('a' + (i < 12 ? bits % 26 : 0));
    name[ORDER_NAME_BYTES - 1] = '\0';
}

#endif
