/* insert.c - kith and SQLite take the same rows.
 *
 * Random rows of few values, so that keys meet: both are asked to insert each,
 * and must both take or both refuse it. All columns are given, for what is left
 * out has its tests in ../compare. Left out are tables with rules that SQL
 * cannot say: functions that check, keys without columns.
 */
#include "ddl_test.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 200, COLUMNS = 16 };

static uint64_t random_number(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static bool has_rules_of_functions(const struct pair *pair,
                                   const kith_table *table)
{
    kith_check check;
    kith_foreign_key key;
    kith_column column;

    if (kith_table_check(pair->kith, table, 0, &check))
        return true;
    for (size_t i = 0; kith_table_foreign_key(pair->kith, table, i, &key);
         i++) {
        if (key.column_count == 0 || key.acyclic || key.deferred)
            return true;
    }
    for (size_t i = 0; kith_table_column(pair->kith, table, i, &column); i++) {
        if (column.default_kind == KITH_DEFAULT_FUNCTION)
            return true;
    }
    return false;
}

/* --- One value ------------------------------------------------------------ */

/* Some are beyond what the column holds, or beyond its limits. */
static kith_value random_value(const kith_column *column, uint64_t *state)
{
    static const int64_t integers[] = {
        1, 2, 3, 4, 5, 6, 0, -1, 200, -200, 300, 70000, 3000000000, 5000000000};
    static const char *const texts[] = {
        "a", "b", "c", "ab", "", "abcdefgh", "a longer text than most may be"};
    static const double reals[] = {0, 1, 0.5, -2.5, 3, 1e9};
    uint64_t choice = random_number(state);

    if (choice % 8 == 0 && column->default_kind != KITH_DEFAULT_NUMBER)
        return (kith_value){.kind = KITH_KIND_NONE};
    choice = choice % 64 / 8 < 6 ? choice % 5 : choice % 14;
    if (column->kind == KITH_KIND_TEXT || column->kind == KITH_KIND_CHARS)
        return (kith_value)KITH_STRING(texts[choice % 7]);
    if (column->kind == KITH_KIND_BLOB)
        return (kith_value)KITH_BINARY(texts[choice % 7],
                                       strlen(texts[choice % 7]));
    if (column->kind == KITH_KIND_F32 || column->kind == KITH_KIND_F64)
        return (kith_value)KITH_REAL(reals[choice % 6]);
    return (kith_value)KITH_INTEGER(integers[choice]);
}

static void bind(sqlite3_stmt *statement, int at, const kith_value *value)
{
    if (value->kind == KITH_KIND_I64)
        sqlite3_bind_int64(statement, at, value->integer);
    else if (value->kind == KITH_KIND_F64)
        sqlite3_bind_double(statement, at, value->real);
    else if (value->kind == KITH_KIND_TEXT)
        sqlite3_bind_text(statement, at, value->text, -1, SQLITE_STATIC);
    else if (value->kind == KITH_KIND_BLOB)
        sqlite3_bind_blob(statement, at, value->blob.data,
                          (int)value->blob.bytes, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, at);
}

/* --- One row -------------------------------------------------------------- */

static sqlite3_stmt *prepare_insert(const struct pair *pair,
                                    const kith_table *table)
{
    sqlite3_str *words = sqlite3_str_new(pair->sqlite);
    sqlite3_stmt *statement = NULL;
    kith_column column;
    size_t count = 0;
    char *text;

    sqlite3_str_appendf(words, "INSERT INTO \"%w\" (", table->name);
    for (; kith_table_column(pair->kith, table, count, &column); count++)
        sqlite3_str_appendf(words, "%s\"%w\"", count ? ", " : "", column.name);
    sqlite3_str_appendall(words, ") VALUES (");
    for (size_t i = 0; i < count; i++)
        sqlite3_str_appendall(words, i ? ", ?" : "?");
    sqlite3_str_appendall(words, ")");
    text = sqlite3_str_finish(words);
    if (sqlite3_prepare_v2(pair->sqlite, text, -1, &statement, NULL) !=
        SQLITE_OK)
        fail(pair, "%s: %s", text, sqlite3_errmsg(pair->sqlite));
    sqlite3_free(text);
    return statement;
}

/* Whether the row was taken, by both. Where kith says that the call is none (a
 * key of several columns that is given in part), SQLite is not asked. */
static bool insert_row(const struct pair *pair, const kith_table *table,
                       sqlite3_stmt *statement, uint64_t *state)
{
    kith_column_value values[COLUMNS];
    kith_column column;
    size_t count = 0;
    bool taken, also;

    for (; kith_table_column(pair->kith, table, count, &column); count++) {
        values[count] =
            (kith_column_value){.offset_bytes = column.offset_bytes,
                                .value = random_value(&column, state)};
        bind(statement, (int)count + 1, &values[count].value);
    }
    taken = kith_insert_values(pair->kith, table, values, count) != NULL;
    if (!taken && kith_last_error(pair->kith)->status == KITH_E_MISUSE)
        return false;
    also = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    if (taken != also)
        fail(pair, "table %s: kith %s (%s), SQLite %s (%s): %s", table->name,
             taken ? "takes" : "refuses",
             taken ? "" : kith_last_error(pair->kith)->message,
             also ? "takes" : "refuses",
             also ? "" : sqlite3_errmsg(pair->sqlite),
             sqlite3_expanded_sql(statement));
    return taken;
}

long insert_rows(const struct pair *pair, long *refused)
{
    uint64_t state = 88172645463325252u;
    long taken = 0;

    for (const kith_table *const *table = kith_tables(pair->kith); *table;
         table++) {
        sqlite3_stmt *statement;

        if (has_rules_of_functions(pair, *table))
            continue;
        statement = prepare_insert(pair, *table);
        for (int i = 0; i < ROWS; i++) {
            bool took = insert_row(pair, *table, statement, &state);

            taken += took;
            *refused += !took;
        }
        sqlite3_finalize(statement);
    }
    return taken;
}
