/* ddl.c - a schema as SQL: tables, keys and indexes.
 *
 * Owns   in which statements the parts of a schema stand.
 * Knows  ddl.h; the languages by https://sqlite.org/lang_createtable.html and
 *        https://www.postgresql.org/docs/15/sql-createtable.html.
 *
 * Public contract: kith/ddl.h.
 *
 *   SQLite                          PostgreSQL
 *   CREATE TABLE, with its          CREATE TABLE, with its PRIMARY KEY and
 *   PRIMARY KEY, UNIQUE and         UNIQUE
 *   FOREIGN KEY                     ALTER TABLE ADD FOREIGN KEY
 *   CREATE INDEX                    CREATE INDEX
 *
 * Constraints have no names: PostgreSQL gives each the usual one, cut to its
 * length and numbered where it must be. Indexes of SQLite must have one.
 */
#include "io/ddl.h"

#include <assert.h>

/* --- Indexes that serve foreign keys -------------------------------------- */

/* Whether the first columns of a key are those of the foreign key, so that its
 * index serves both; and whether they are all that it has. */
static bool leads_key(const kith_foreign_key *foreign_key, const kith_key *key)
{
    kith_column column;
    size_t count = foreign_key->column_count;

    for (size_t i = 0; i < count; i++) {
        if (!kith_key_column(key, i, &column) ||
            !ki_ddl_has_column(foreign_key, &column))
            return false;
    }
    return count > 0;
}

static bool is_unique_already(struct ddl *ddl, const kith_foreign_key *its)
{
    kith_key key;

    for (size_t i = 0; kith_table_key(ddl->db, its->child, i, &key); i++) {
        if (key.unique && key.column_count == its->column_count &&
            leads_key(its, &key))
            return true;
    }
    return false;
}

/* --- Foreign keys --------------------------------------------------------- */

static const char *sql_of_action(kith_action action)
{
    static const char *const words[] = {[KITH_NO_ACTION] = "NO ACTION",
                                        [KITH_RESTRICT] = "RESTRICT",
                                        [KITH_CASCADE] = "CASCADE",
                                        [KITH_SET_NULL] = "SET NULL",
                                        [KITH_SET_DEFAULT] = "SET DEFAULT"};

    assert(action >= KITH_NO_ACTION && action <= KITH_SET_DEFAULT);
    return words[action];
}

/* " (album)" behind SET NULL, where the key shares its other columns. */
static void put_own_column_list(struct ddl *ddl, const kith_foreign_key *key)
{
    const char *between = " (";
    kith_column column;

    for (size_t i = 0; kith_foreign_key_column(key, i, &column, NULL); i++) {
        if (!ki_ddl_is_own(ddl, key, &column))
            continue;
        ddl_put(ddl, between);
        ki_ddl_put_name(ddl, column.name);
        between = ", ";
    }
    ddl_put(ddl, between[0] == ',' ? ")" : "");
}

static void put_sql_action(struct ddl *ddl, const kith_foreign_key *key,
                           kith_action action, bool can_list)
{
    bool sets = action == KITH_SET_NULL || action == KITH_SET_DEFAULT;

    if (!sets || ki_ddl_is_whole(ddl, key)) {
        ddl_put(ddl, sql_of_action(action));
    } else if (can_list) {
        ddl_put(ddl, sql_of_action(action));
        put_own_column_list(ddl, key);
    } else {
        ddl_put(ddl, sql_of_action(KITH_NO_ACTION));
    }
}

/* What stands for a key without columns follows the key of its parent: in kith
 * there is nothing to follow. */
static void put_foreign_key_clause(struct ddl *ddl, const kith_foreign_key *key)
{
    ddl_put(ddl, "FOREIGN KEY (");
    ki_ddl_put_child_columns(ddl, key);
    ddl_put(ddl, ") REFERENCES ");
    ki_ddl_put_name(ddl, key->parent->name);
    ddl_put(ddl, " (");
    ki_ddl_put_key_columns(ddl, &key->parent_key);
    ddl_put(ddl, ") ON DELETE ");
    put_sql_action(ddl, key, key->on_delete, ddl->postgresql);
    ddl_put(ddl, " ON UPDATE ");
    put_sql_action(ddl, key, key->column_count ? key->on_update : KITH_CASCADE,
                   false);
    if (key->deferred & KITH_DEFER_PARENT)
        ddl_put(ddl, " DEFERRABLE INITIALLY DEFERRED");
}

static void put_alter_tables(struct ddl *ddl, const kith_table *table)
{
    kith_foreign_key key;

    for (size_t i = 0; kith_table_foreign_key(ddl->db, table, i, &key); i++) {
        ddl_put(ddl, "ALTER TABLE ");
        ki_ddl_put_name(ddl, table->name);
        ddl_put(ddl, " ADD ");
        put_foreign_key_clause(ddl, &key);
        ddl_put(ddl, ";\n");
    }
}

/* --- Tables --------------------------------------------------------------- */

/* End the line before, if there is one, and begin the next. */
static void begin_sql_line(struct ddl *ddl, bool *first)
{
    ddl_put(ddl, *first ? "\n    " : ",\n    ");
    *first = false;
}

static void put_sql_columns(struct ddl *ddl, const kith_table *table,
                            bool *first)
{
    kith_column column;
    kith_foreign_key key;

    for (size_t i = 0; kith_table_column(ddl->db, table, i, &column); i++) {
        begin_sql_line(ddl, first);
        ki_ddl_put_column(ddl, &column);
    }
    for (size_t i = 0; kith_table_foreign_key(ddl->db, table, i, &key); i++) {
        for (size_t n = 0;
             key.column_count == 0 && n < key.parent_key.column_count; n++) {
            begin_sql_line(ddl, first);
            ki_ddl_put_reference_column(ddl, &key, n);
        }
    }
    if (*first && !ddl->postgresql) {
        begin_sql_line(ddl, first);
        ddl_put(ddl, "\"_\" ANY"); /* SQLite has no table without columns */
    }
}

/* In SQLite the primary key that counts up is said beside its column. */
static bool is_said_beside(struct ddl *ddl, const kith_key *key)
{
    kith_column column;

    return key->primary && !ddl->postgresql &&
           kith_key_column(key, 0, &column) &&
           column.default_kind == KITH_DEFAULT_NUMBER;
}

static void put_sql_keys(struct ddl *ddl, const kith_table *table, bool *first)
{
    kith_key key;
    kith_foreign_key foreign_key;
    struct ddl_mirror mirror;

    for (size_t i = 0; kith_table_key(ddl->db, table, i, &key); i++) {
        if (!key.unique || is_said_beside(ddl, &key))
            continue;
        begin_sql_line(ddl, first);
        ddl_put(ddl, key.primary ? "PRIMARY KEY (" : "UNIQUE (");
        ki_ddl_put_key_columns(ddl, &key);
        ddl_put(ddl, ")");
        if (key.deferred && ddl->postgresql)
            ddl_put(ddl, " DEFERRABLE INITIALLY DEFERRED");
    }
    for (size_t i = 0; kith_table_foreign_key(ddl->db, table, i, &foreign_key);
         i++) {
        if (!foreign_key.one_to_one || is_unique_already(ddl, &foreign_key))
            continue;
        begin_sql_line(ddl, first);
        ddl_put(ddl, "UNIQUE (");
        ki_ddl_put_child_columns(ddl, &foreign_key);
        ddl_put(ddl, ")");
    }
    for (size_t i = 0; ki_ddl_mirror(ddl, table, &i, &mirror);) {
        begin_sql_line(ddl, first);
        ki_ddl_put_mirror_check(ddl, &mirror);
    }
}

/* The key that counts up, if the table has one. */
static bool find_counting_column(struct ddl *ddl, const kith_table *table,
                                 kith_column *column)
{
    for (size_t i = 0; kith_table_column(ddl->db, table, i, column); i++) {
        if (column->default_kind == KITH_DEFAULT_NUMBER)
            return true;
    }
    return false;
}

static void put_create_table(struct ddl *ddl, const kith_table *table)
{
    bool first = true;
    kith_column numbers;
    bool counts = find_counting_column(ddl, table, &numbers);
    kith_foreign_key key;

    ddl_put(ddl, "\n");
    ki_ddl_put_comments(ddl, table);
    if (counts)
        ki_ddl_put_sequence(ddl, &numbers);
    ddl_put(ddl, "CREATE TABLE ");
    ki_ddl_put_name(ddl, table->name);
    ddl_put(ddl, " (");
    put_sql_columns(ddl, table, &first);
    put_sql_keys(ddl, table, &first);
    for (size_t i = 0;
         !ddl->postgresql && kith_table_foreign_key(ddl->db, table, i, &key);
         i++) {
        begin_sql_line(ddl, &first);
        put_foreign_key_clause(ddl, &key);
    }
    ddl_put(ddl, ddl->postgresql ? "\n);\n" : "\n) STRICT;\n");
    if (counts)
        ki_ddl_put_first_number(ddl, &numbers);
}

/* --- Indexes -------------------------------------------------------------- */

/* "items(store_id)": tables have no such names, and no two indexes of a table
 * the same columns. */
static void put_create_index(struct ddl *ddl, const kith_table *table,
                             const char *columns)
{
    ddl_put(ddl, "CREATE INDEX ");
    if (!ddl->postgresql) {
        ddl_put(ddl, "\"");
        ki_ddl_put_part(ddl, table->name);
        ddl_put(ddl, "(");
        ki_ddl_put_part(ddl, columns);
        ddl_put(ddl, ")\" ");
    }
    ddl_put(ddl, "ON ");
    ki_ddl_put_name(ddl, table->name);
    ddl_put(ddl, " (");
}

/* Whether something has an index already that begins with the columns of this
 * foreign key, its `n`-th: a key, or a foreign key before it. */
static bool has_index_already(struct ddl *ddl, const kith_foreign_key *its,
                              size_t n)
{
    kith_key key;
    kith_foreign_key other;
    kith_column column;

    if (its->one_to_one)
        return true;
    for (size_t i = 0; kith_table_key(ddl->db, its->child, i, &key); i++) {
        if (leads_key(its, &key))
            return true;
    }
    for (size_t i = 0;
         i < n && kith_table_foreign_key(ddl->db, its->child, i, &other); i++) {
        bool same =
            other.column_count > 0 && other.column_count == its->column_count;

        for (size_t k = 0;
             same && kith_foreign_key_column(&other, k, &column, NULL); k++)
            same = ki_ddl_has_column(its, &column);
        if (same)
            return true;
    }
    return false;
}

static void put_sql_indexes(struct ddl *ddl, const kith_table *table)
{
    kith_key key;
    kith_foreign_key foreign_key;
    struct ddl_mirror mirror;

    for (size_t i = 0; kith_table_key(ddl->db, table, i, &key); i++) {
        if (key.unique)
            continue;
        put_create_index(ddl, table, key.name);
        ki_ddl_put_key_columns(ddl, &key);
        ddl_put(ddl, ");\n");
    }
    for (size_t i = 0; kith_table_foreign_key(ddl->db, table, i, &foreign_key);
         i++) {
        if (has_index_already(ddl, &foreign_key, i))
            continue;
        put_create_index(ddl, table, foreign_key.name);
        ki_ddl_put_child_columns(ddl, &foreign_key);
        ddl_put(ddl, ");\n");
    }
    for (size_t i = 0; ki_ddl_mirror(ddl, table, &i, &mirror);) {
        if (mirror.one.column_count == 1)
            ki_ddl_put_mirror_index(ddl, &mirror);
    }
}

/* --- The schema ----------------------------------------------------------- */

kith_status kith_write_ddl(kith_db *db, kith_ddl_dialect dialect,
                           kith_output output)
{
    struct ddl ddl = {.db = db, .postgresql = dialect == KITH_DDL_POSTGRESQL};

    if (!db || !output.write ||
        (dialect != KITH_DDL_SQLITE && dialect != KITH_DDL_POSTGRESQL))
        return KITH_E_MISUSE;
    ddl.to = ki_stream_begin(output);
    ddl_put(&ddl, ddl.postgresql
                      ? "-- Tables of a kith database, for PostgreSQL.\n"
                      : "-- Tables of a kith database, for SQLite. Foreign "
                        "keys act after\n-- PRAGMA foreign_keys = ON.\n");
    for (const kith_table *const *at = kith_tables(db); *at; at++)
        put_create_table(&ddl, *at);
    ddl_put(&ddl, "\n");
    for (const kith_table *const *at = kith_tables(db); *at; at++) {
        if (ddl.postgresql)
            put_alter_tables(&ddl, *at);
    }
    for (const kith_table *const *at = kith_tables(db); *at; at++)
        put_sql_indexes(&ddl, *at);
    return ki_stream_end(&ddl.to);
}
