/* sqlite_sum.h - reading all rows of an answer.
 *
 * Knows  sqlite.h.
 */
#ifndef BENCH_PEERS_SQLITE_SUM_H
#define BENCH_PEERS_SQLITE_SUM_H

#include "peers/sqlite.h"

/* Step through all rows, add up their first column, and make the statement
 * ready again. */
static inline uint64_t sql_sum(sqlite3_stmt *statement)
{
    uint64_t sum = 0;

    while (sql_step(statement))
        sum += (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return sum;
}

#endif
