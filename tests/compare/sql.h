/* sql.h - one SQLite database with the tables of a schema.
 *
 * Owns   the connection, its prepared statements, and the note of which rows
 *        have changed since the last commit.
 */
#ifndef COMPARE_SQL_H
#define COMPARE_SQL_H

#include "compare.h"
#include "ddl.h"

enum step_kind { INSERT, UPDATE, DELETE, IMPOSSIBLE };

/* One statement. Rows are named by `rid`, or all those are whose columns in
 * `where` equal `match`. An IMPOSSIBLE step stands for one that SQL has no
 * words for and that a NOT NULL rule refuses. */
struct step {
    enum step_kind kind;
    int table, rid;
    uint32_t set, where; /* columns, one bit each */
    struct cell values[COLUMNS_MAX], match[COLUMNS_MAX];
};

struct sql;

struct sql *sql_open(const struct catalog *catalog, const struct text *ddl,
                     bool foreign_keys);
void sql_close(struct sql *sql);

/* Run a constant statement; anything but success ends the program. */
void sql_do(struct sql *sql, const char *text);
void sql_begin(struct sql *sql);
/* SQLITE_OK; or where no level is open SQLITE_CONSTRAINT_FOREIGNKEY, and what
 * was to be kept can still be taken back. */
int sql_commit(struct sql *sql);
void sql_rollback(struct sql *sql);

/* Savepoints around those: open one, keep what was done since and close it, or
 * take that back and leave it open. The outermost is number 1; its commit may
 * be SQLITE_CONSTRAINT_FOREIGNKEY, and leaves it open. */
void sql_begin_level(struct sql *sql, int level);
int sql_commit_level(struct sql *sql, int level);
void sql_rollback_level(struct sql *sql, int level);

/* Run a step: SQLITE_OK or SQLite's extended code. `changes` tells how many
 * rows the statement itself named. */
int sql_run(struct sql *sql, const struct step *step, int *changes);

/* Whether SQLite has counted deferred keys that name no row. */
bool sql_is_pending(struct sql *sql);

/* The message of the last failure. */
const char *sql_message(struct sql *sql);

/* Whether a question has an answer. */
bool sql_asks(struct sql *sql, const char *question);

/* The row whose columns in step->where equal step->match; NOTHING. */
int sql_find(struct sql *sql, const struct step *step);

/* The rows that were changed since the last begin, one bit a rid. */
uint64_t sql_touched(const struct sql *sql, int table);

/* Read one row, or all rows. */
void sql_read_row(struct sql *sql, int table, int rid, struct row *row);
void sql_read(struct sql *sql, struct mirror *mirror);

/* Make the contents those of the mirror, whatever any rule says. Deferred keys
 * that name no row are counted as if SQLite had seen each of them come. */
void sql_load(struct sql *sql, const struct mirror *mirror);

#endif
