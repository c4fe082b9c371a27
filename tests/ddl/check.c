/* check.c - SQLite lists what kith describes.
 *
 * Both lists are made lines of the same form, one from kith/reflect.h, one by a
 * question to SQLite's own catalog, and compared as texts.
 */
#include "ddl_test.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(kith_text_buffer *text, const char *format, ...)
{
    kith_output output = kith_output_to_buffer(text);
    char line[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    output.write(output.context, line, strlen(line));
}

/* The lines that a question with one parameter, a table, is answered with. */
static void ask(const struct pair *pair, const char *question,
                const kith_table *table, kith_text_buffer *lines)
{
    sqlite3_stmt *statement = NULL;

    add(lines, "%s", "");
    if (sqlite3_prepare_v2(pair->sqlite, question, -1, &statement, NULL) !=
        SQLITE_OK)
        fail(pair, "%s: %s", question, sqlite3_errmsg(pair->sqlite));
    sqlite3_bind_text(statement, 1, table->name, -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW)
        add(lines, "%s\n", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
}

static void compare(const struct pair *pair, const kith_table *table,
                    const char *question, kith_text_buffer *expected)
{
    kith_text_buffer found = {0};

    add(expected, "%s", "");
    ask(pair, question, table, &found);
    if (strcmp(expected->text, found.text) != 0)
        fail(pair, "table %s: kith says\n%sand SQLite\n%s", table->name,
             expected->text, found.text);
    kith_text_buffer_free(&found);
    kith_text_buffer_free(expected);
}

/* --- Columns -------------------------------------------------------------- */

static int place_in_primary_key(const struct pair *pair,
                                const kith_column *column)
{
    kith_key key;
    kith_column its;

    if (!kith_table_key(pair->kith, column->table, 0, &key) || !key.primary)
        return 0;
    for (size_t i = 0; kith_key_column(&key, i, &its); i++) {
        if (its.offset_bytes == column->offset_bytes)
            return (int)i + 1;
    }
    return 0;
}

/* The name of the n-th column of a foreign key, also of one without. */
static bool name_column(const kith_foreign_key *key, size_t n, char *name,
                        size_t room)
{
    kith_column child, parent;

    if (!kith_key_column(&key->parent_key, n, &parent))
        return false;
    if (key->column_count > 0 && kith_foreign_key_column(key, n, &child, NULL))
        snprintf(name, room, "%s", child.name);
    else if (key->parent_key.column_count > 1)
        snprintf(name, room, "%s.%s", key->name, parent.name);
    else
        snprintf(name, room, "%s", key->name);
    return true;
}

static void check_columns(const struct pair *pair, const kith_table *table)
{
    kith_text_buffer expected = {0};
    kith_column column;
    kith_foreign_key key;
    char name[200];

    for (size_t i = 0; kith_table_column(pair->kith, table, i, &column); i++)
        add(&expected, "%s %d %d\n", column.name, !column.nullable,
            place_in_primary_key(pair, &column));
    for (size_t i = 0; kith_table_foreign_key(pair->kith, table, i, &key);
         i++) {
        for (size_t n = 0;
             key.column_count == 0 && name_column(&key, n, name, sizeof(name));
             n++)
            add(&expected, "%s %d 0\n", name, !key.nullable);
    }
    compare(pair, table,
            "SELECT name || ' ' || \"notnull\" || ' ' || pk FROM "
            "pragma_table_info(?)",
            &expected);
}

/* --- Foreign keys --------------------------------------------------------- */

static const char *name_action(kith_action action)
{
    static const char *const names[] = {[KITH_NO_ACTION] = "NO ACTION",
                                        [KITH_RESTRICT] = "RESTRICT",
                                        [KITH_CASCADE] = "CASCADE",
                                        [KITH_SET_NULL] = "SET NULL",
                                        [KITH_SET_DEFAULT] = "SET DEFAULT"};

    return names[action];
}

/* Whether SQL would set a column that kith leaves alone. */
static bool sets_too_much(const struct pair *pair, const kith_foreign_key *key,
                          kith_action action)
{
    kith_column column, other_column;
    kith_foreign_key other;

    if (action != KITH_SET_NULL && action != KITH_SET_DEFAULT)
        return false;
    for (size_t i = 0; kith_foreign_key_column(key, i, &column, NULL); i++) {
        if (!column.nullable || column.primary_key)
            return true;
        for (size_t n = 0;
             kith_table_foreign_key(pair->kith, key->child, n, &other); n++) {
            for (size_t k = 0;
                 strcmp(other.name, key->name) != 0 &&
                 kith_foreign_key_column(&other, k, &other_column, NULL);
                 k++) {
                if (strcmp(other_column.name, column.name) == 0)
                    return true;
            }
        }
    }
    return false;
}

static void check_foreign_keys(const struct pair *pair, const kith_table *table)
{
    kith_text_buffer expected = {0};
    kith_foreign_key key;
    kith_column parent;
    char name[200];

    for (size_t i = 0; kith_table_foreign_key(pair->kith, table, i, &key);
         i++) {
        kith_action on_update = key.column_count ? key.on_update : KITH_CASCADE;

        for (size_t n = 0; name_column(&key, n, name, sizeof(name)); n++) {
            kith_key_column(&key.parent_key, n, &parent);
            add(&expected, "%s to %s %s, %s, %s\n", name, key.parent->name,
                parent.name,
                name_action(sets_too_much(pair, &key, key.on_delete)
                                ? KITH_NO_ACTION
                                : key.on_delete),
                name_action(sets_too_much(pair, &key, on_update)
                                ? KITH_NO_ACTION
                                : on_update));
        }
    }
    compare(pair, table,
            "SELECT \"from\" || ' to ' || \"table\" || ' ' || \"to\" || ', ' "
            "|| on_delete || ', ' || on_update FROM "
            "pragma_foreign_key_list(?) ORDER BY id DESC, seq",
            &expected);
}

/* --- Keys and indexes ----------------------------------------------------- */

/* The number of a row is a key of SQLite's that needs no index. */
static bool is_row_number(const kith_key *key)
{
    kith_column column;

    return key->primary && kith_key_column(key, 0, &column) &&
           column.default_kind == KITH_DEFAULT_NUMBER;
}

static void check_keys(const struct pair *pair, const kith_table *table)
{
    kith_text_buffer found = {0};
    kith_key key;
    kith_foreign_key foreign_key;
    char line[300], name[200];

    ask(pair,
        "SELECT \"unique\" || ' ' || (SELECT group_concat(name, ', ') FROM "
        "(SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ';' "
        "FROM pragma_index_list(?) AS i",
        table, &found);
    for (size_t i = 0; kith_table_key(pair->kith, table, i, &key); i++) {
        snprintf(line, sizeof(line), "%d %s;\n", key.unique, key.name);
        if (!is_row_number(&key) && !strstr(found.text, line))
            fail(pair, "table %s: no index %s, only\n%s", table->name, line,
                 found.text);
    }
    for (size_t i = 0;
         kith_table_foreign_key(pair->kith, table, i, &foreign_key); i++) {
        name_column(&foreign_key, 0, name, sizeof(name));
        snprintf(line, sizeof(line), "%s%s",
                 foreign_key.one_to_one ? "1 " : " ", name);
        if (!strstr(found.text, line))
            fail(pair, "table %s: no index begins with \"%s\"; only\n%s",
                 table->name, line, found.text);
    }
    kith_text_buffer_free(&found);
}

void check_schema(const struct pair *pair)
{
    for (const kith_table *const *table = kith_tables(pair->kith); *table;
         table++) {
        check_columns(pair, *table);
        check_foreign_keys(pair, *table);
        check_keys(pair, *table);
    }
}
