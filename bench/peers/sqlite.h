/* sqlite.h - what every sqlite.c does with SQLite.
 *
 * Owns   nothing: a database in memory and its prepared statements are the
 *        caller's. A call that fails ends the program.
 */
#ifndef BENCH_PEERS_SQLITE_H
#define BENCH_PEERS_SQLITE_H

#include "harness/bench.h"

#include <sqlite3.h>

static inline void sql_do(sqlite3 *db, const char *sql)
{
    BENCH_REQUIRE(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

/* A database in memory that keeps its foreign keys. */
static inline sqlite3 *sql_open(void)
{
    sqlite3 *db;

    BENCH_REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
    sql_do(db, "PRAGMA foreign_keys = ON");
    return db;
}

static inline void sql_close(sqlite3 *db)
{
    BENCH_REQUIRE(sqlite3_close(db) == SQLITE_OK);
}

/* A statement that is kept, to be given back by sqlite3_finalize(). */
static inline sqlite3_stmt *sql_prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;

    BENCH_REQUIRE(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                     &statement, NULL) == SQLITE_OK);
    return statement;
}

/* Whether there is one more row. */
static inline bool sql_step(sqlite3_stmt *statement)
{
    int status = sqlite3_step(statement);

    BENCH_REQUIRE(status == SQLITE_ROW || status == SQLITE_DONE);
    return status == SQLITE_ROW;
}

/* Carry out a statement that answers no rows, and make it ready again. */
static inline void sql_run(sqlite3_stmt *statement)
{
    BENCH_REQUIRE(!sql_step(statement));
    sqlite3_reset(statement);
}

#endif
