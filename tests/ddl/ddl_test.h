/* ddl_test.h - one schema in kith and in SQLite. */
#ifndef DDL_TEST_H
#define DDL_TEST_H

#include <kith.h>
#include <kith/ddl.h>

#include "compare.h"

#include <sqlite3.h>

/* odd.c: what the schemas of ../compare have not. */
extern const struct schema odd_schema;

struct pair {
    const char *schema;
    kith_db *kith;
    sqlite3 *sqlite;
};

/* End the program with what is wrong with a schema. */
_Noreturn void fail(const struct pair *pair, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* check.c: SQLite lists the tables, columns, keys and foreign keys that kith
 * does. */
void check_schema(const struct pair *pair);

/* insert.c: both take the same rows and refuse the same. Returns how many were
 * taken, and adds how many were refused. */
long insert_rows(const struct pair *pair, long *refused);

#endif
