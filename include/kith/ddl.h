/* ddl.h - a schema as SQL: the tables of a database for SQLite or PostgreSQL.
 *
 *   kith_write_ddl(db, KITH_DDL_SQLITE, kith_output_to(stdout));
 *
 * Such tables take the rows that the database may hold and refuse the others,
 * as far as SQL can. What SQL has no words for stands in comments.
 */
#ifndef KITH_DDL_H
#define KITH_DDL_H

#include <kith/output.h>
#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whose SQL it is. */
typedef enum kith_ddl_dialect {
    KITH_DDL_SQLITE,    /* 3.37 or newer, for STRICT tables. Foreign keys act
                           after PRAGMA foreign_keys = ON */
    KITH_DDL_POSTGRESQL /* 15 or newer, for ON DELETE SET NULL (column) */
} kith_ddl_dialect;

/* Write the schema of a database as SQL: one CREATE TABLE for each table in
 * their order, then foreign keys (in SQLite within CREATE TABLE, which may name
 * tables to come), then indexes. Tables may refer to each other in cycles.
 *
 *   in kith                     in SQL
 *   bool                        boolean; in SQLite INTEGER of 0 and 1
 *   integers                    the least type that holds all of them, with a
 *                               CHECK where it holds more. In SQLite, INTEGER
 *                               ends at 2^63 - 1; in PostgreSQL uint64_t is
 *                               numeric(20)
 *   float, double               real, double precision; in SQLite REAL
 *   text, text in place         text; with a CHECK of its bytes where limited
 *   blob                        bytea; in SQLite BLOB
 *   what cannot be NULL         NOT NULL; plain numbers and texts in place have
 *                               0 or '' as default, as an insert gives them
 *   a key that counts up        AUTOINCREMENT, or IDENTITY, or a sequence, from
 *                               .first_number
 *   .default_value              DEFAULT
 *   .minimum, .maximum          CHECK
 *   unique, also one-to-one     UNIQUE
 *   .symmetric                  CHECK that the ends differ, and a unique index
 *                               over the lesser and the greater of them
 *   what happens to children    ON DELETE, ON UPDATE, also where the schema
 *                               leaves it to kith's rules
 *   KITH_DEFER_PARENT           DEFERRABLE INITIALLY DEFERRED; in PostgreSQL
 *   KITH_DEFER_UNIQUE           too
 *   KITH_REFERENCE_KEY          a column with the name of the reference and the
 *                               type of the key; of several columns store.id
 *                               and so on. ON UPDATE CASCADE
 *   the list of a parent        an index of the foreign key, unless some key
 *                               begins with its columns
 *
 * Comments say what is lost: functions that check, give defaults or run on
 * updates, the order of lists, .position, .delete_orphan, .acyclic, deferred
 * rules that cannot wait in SQL, .symmetric by keys of several columns. Where
 * a foreign key that becomes NULL shares columns with others, kith sets its own
 * to NULL alone; where SQL cannot, NO ACTION stands there, which refuses
 * instead of changing more.
 *
 * Names are quoted, whatever is in them. SQLite takes two that differ in case
 * alone for one, and keeps sqlite_ for itself; PostgreSQL cuts them after 63
 * bytes: it is they who refuse such a schema. No transaction is begun or
 * committed.
 *
 *   KITH_E_IO      the output did not take what was written
 *   KITH_E_MISUSE  db is NULL, the output has no function, the dialect is none
 *
 * kith_last_error is left alone. What was written before a failure stays
 * written. Nothing is allocated. Any number of threads may call at once while
 * none writes to the database. Cost: linear in the attributes of a table, times
 * its keys. */
kith_status kith_write_ddl(kith_db *db, kith_ddl_dialect dialect,
                           kith_output output);

#ifdef __cplusplus
}
#endif
#endif
