/* sqlite.c - the ten tables in SQLite: one statement is prepared for each, and
 * all rows are inserted in one transaction. */
#include "open/open.h"
#include "peers/sqlite.h"

#include <stdio.h>

static void create(sqlite3 *db, int level)
{
    char sql[400];
    int above = level ? level - 1 : 0;

    snprintf(sql, sizeof(sql),
             "CREATE TABLE level%d (id INTEGER PRIMARY KEY,"
             "    name TEXT NOT NULL, weight REAL, parent_id INTEGER"
             "    REFERENCES level%d (id) ON DELETE CASCADE);"
             "CREATE INDEX level%d_parent ON level%d (parent_id);",
             level, above, level, level);
    sql_do(db, sql);
}

/* Insert the rows of one level under one parent; answers the id of the last. */
static int64_t fill(sqlite3 *db, int level, int64_t parent)
{
    char sql[100];
    sqlite3_stmt *insert;

    snprintf(sql, sizeof(sql),
             "INSERT INTO level%d (name, weight, parent_id) VALUES (?, ?, ?)",
             level);
    insert = sql_prepare(db, sql);
    for (int i = 0; i < OPEN_ROWS; i++) {
        sqlite3_bind_text(insert, 1, OPEN_NAME, -1, SQLITE_STATIC);
        sqlite3_bind_double(insert, 2, i);
        if (parent)
            sqlite3_bind_int64(insert, 3, parent);
        sql_run(insert);
    }
    sqlite3_finalize(insert);
    return sqlite3_last_insert_rowid(db);
}

static uint64_t sum_of(sqlite3 *db, int level)
{
    char sql[200];
    sqlite3_stmt *select;
    uint64_t sum = 0;

    snprintf(sql, sizeof(sql),
             "SELECT row.id, parent.id FROM level%d row"
             " JOIN level%d parent ON parent.id = row.parent_id",
             level, level - 1);
    select = sql_prepare(db, sql);
    while (sql_step(select))
        sum += (uint64_t)sqlite3_column_int64(select, 0) +
               (uint64_t)sqlite3_column_int64(select, 1);
    sqlite3_finalize(select);
    return sum;
}

static uint64_t one_database(void)
{
    sqlite3 *db = sql_open();
    int64_t parent = 0;
    uint64_t sum;

    sql_do(db, "BEGIN");
    for (int level = 0; level < OPEN_LEVELS; level++)
        create(db, level);
    for (int level = 0; level < OPEN_LEVELS; level++)
        parent = fill(db, level, parent);
    sql_do(db, "COMMIT");
    sum = sum_of(db, OPEN_LEVELS - 1);
    sql_close(db);
    return sum;
}

OPEN_SYSTEM(sqlite)
