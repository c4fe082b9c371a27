/* ddl.c - the tables of a schema in plain SQL, as a user would write them.
 *
 * Two things differ from a table by hand. The row's number is a column, rid_,
 * and the primary key beside it a UNIQUE one. And SET NULL and SET DEFAULT of a
 * key that shares columns, which write its own columns alone in kith, have no
 * words in SQLite: a trigger says it.
 */
#include "ddl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments;
    int count;

    if (text->room - text->count < 1024) {
        text->room = text->room * 2 + 4096;
        text->bytes = realloc(text->bytes, text->room);
        if (!text->bytes)
            abort();
    }
    va_start(arguments, format);
    count = vsnprintf(text->bytes + text->count, text->room - text->count,
                      format, arguments);
    va_end(arguments);
    if (count < 0 || (size_t)count >= text->room - text->count)
        abort();
    text->count += (size_t)count;
}

void text_clear(struct text *text)
{
    text->count = 0;
    text_add(text, "%s", "");
}

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

const char *ddl_rule(const struct catalog *catalog,
                     const kith_attribute *attribute)
{
    for (const struct rule *rule = catalog->schema->rules; rule && rule->check;
         rule++) {
        if (rule->check == attribute->check)
            return rule->sql;
    }
    fprintf(stderr, "schema %s: %s has no rule in SQL\n", catalog->schema->name,
            attribute->name);
    exit(1);
}

void ddl_match(struct text *text, const struct foreign_key *key,
               const struct catalog *catalog, const char *child,
               const char *parent)
{
    for (int i = 0; i < key->count; i++)
        text_add(text, "%s%s\"%s\" = %s\"%s\"", i ? " AND " : "", child,
                 catalog->tables[key->child]
                     .columns[key->columns[i]]
                     .attribute->name,
                 parent,
                 catalog->tables[key->parent]
                     .columns[key->parent_columns[i]]
                     .attribute->name);
}

/* One end of the numbers that a column may hold. */
static bool add_limit(struct text *text, const char *name, const char *relation,
                      const kith_value *limit)
{
    if (limit->kind == KITH_KIND_NONE)
        return false;
    if (limit->kind == KITH_KIND_F64)
        text_add(text, "\"%s\" %s %.17g", name, relation, limit->real);
    else
        text_add(text, "\"%s\" %s %lld", name, relation,
                 (long long)limit->integer);
    return true;
}

bool ddl_limits(struct text *text, const kith_attribute *attribute)
{
    if (attribute->maximum_bytes) {
        text_add(text, "length(CAST(\"%s\" AS BLOB)) <= %zu", attribute->name,
                 attribute->maximum_bytes);
        return true;
    }
    if (!add_limit(text, attribute->name, ">=", &attribute->minimum))
        return add_limit(text, attribute->name, "<=", &attribute->maximum);
    if (attribute->maximum.kind != KITH_KIND_NONE)
        text_add(text, " AND ");
    add_limit(text, attribute->name, "<=", &attribute->maximum);
    return true;
}

static const char *type_of(kith_kind kind)
{
    return kind == KITH_KIND_TEXT || kind == KITH_KIND_CHARS ? "TEXT"
           : kind == KITH_KIND_BLOB                          ? "BLOB"
           : kind == KITH_KIND_F32 || kind == KITH_KIND_F64  ? "REAL"
                                                             : "INTEGER";
}

static void add_default(struct text *text, const kith_value *value)
{
    if (value->kind == KITH_KIND_I64)
        text_add(text, " DEFAULT %lld", (long long)value->integer);
    else if (value->kind == KITH_KIND_F64)
        text_add(text, " DEFAULT %.17g", value->real);
    else if (value->kind == KITH_KIND_TEXT)
        text_add(text, " DEFAULT '%s'", value->text);
}

void ddl_column(struct text *text, const struct column *column)
{
    text_add(text, ", \"%s\" %s", column->attribute->name,
             type_of(column->attribute->kind));
    add_default(text, &column->attribute->default_value);
}

static void add_names(struct text *text, const struct table *table,
                      const int *columns, int count)
{
    for (int i = 0; i < count; i++)
        text_add(text, "%s\"%s\"", i ? ", " : "",
                 table->columns[columns[i]].attribute->name);
}

static const char *action_name(kith_action action)
{
    static const char *const names[] = {[KITH_NO_ACTION] = "NO ACTION",
                                        [KITH_RESTRICT] = "RESTRICT",
                                        [KITH_CASCADE] = "CASCADE",
                                        [KITH_SET_NULL] = "SET NULL",
                                        [KITH_SET_DEFAULT] = "SET DEFAULT"};

    return names[action];
}

bool ddl_may_become_null(const struct catalog *catalog,
                         const struct foreign_key *key)
{
    const struct table *parent = &catalog->tables[key->parent];

    for (int i = 0; i < key->count; i++) {
        if (key->count > 1 && parent->columns[key->parent_columns[i]].nullable)
            return true;
    }
    return false;
}

/* Whether SQLite's own words would write columns that are not the key's own, or
 * leave a value in some of a key that becomes NULL. */
static bool by_trigger(const struct catalog *catalog,
                       const struct foreign_key *key, kith_action action)
{
    if (action == KITH_CASCADE)
        return ddl_may_become_null(catalog, key);
    return key->shares &&
           (action == KITH_SET_NULL || action == KITH_SET_DEFAULT);
}

static void add_foreign_key(struct text *text, const struct catalog *catalog,
                            const struct foreign_key *key)
{
    const struct table *child = &catalog->tables[key->child];
    const struct table *parent = &catalog->tables[key->parent];

    text_add(text, ", FOREIGN KEY (");
    add_names(text, child, key->columns, key->count);
    text_add(text, ") REFERENCES \"%s\" (", parent->face->name);
    add_names(text, parent, key->parent_columns, key->count);
    text_add(text, ") ON DELETE %s ON UPDATE %s",
             action_name(key->on_delete != KITH_CASCADE &&
                                 by_trigger(catalog, key, key->on_delete)
                             ? KITH_NO_ACTION
                             : key->on_delete),
             action_name(by_trigger(catalog, key, key->on_update)
                             ? KITH_NO_ACTION
                             : key->on_update));
    if (key->deferred)
        text_add(text, " DEFERRABLE INITIALLY DEFERRED");
    if (!key->one_to_one)
        return;
    text_add(text, ", UNIQUE (");
    add_names(text, child, key->columns, key->count);
    text_add(text, ")");
}

static void add_limits(struct text *text, const kith_attribute *attribute)
{
    struct text limits = {0};

    if (ddl_limits(&limits, attribute))
        text_add(text, " CHECK (%s)", limits.bytes);
    text_free(&limits);
}

static void add_plain_table(struct text *text, const struct catalog *catalog,
                            int number)
{
    const struct table *table = &catalog->tables[number];

    text_add(text, "CREATE TABLE \"%s\" (rid_ INTEGER PRIMARY KEY",
             table->face->name);
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];

        ddl_column(text, column);
        text_add(text, column->nullable ? "" : " NOT NULL");
        if (column->attribute->kind == KITH_KIND_CHARS)
            text_add(text, " CHECK (length(CAST(\"%s\" AS BLOB)) < %zu)",
                     column->attribute->name, column->attribute->bytes);
        add_limits(text, column->attribute);
    }
    for (int i = 0; i < table->key_count; i++) {
        text_add(text, ", UNIQUE (");
        add_names(text, table, table->keys[i].columns, table->keys[i].count);
        text_add(text, ")");
    }
    for (size_t i = 0; i < table->face->attribute_count; i++) {
        if (table->face->attributes[i].kind == KITH_KIND_CHECK)
            text_add(text, ", CHECK (%s)",
                     ddl_rule(catalog, &table->face->attributes[i]));
    }
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        if (catalog->foreign_keys[i].child == number)
            add_foreign_key(text, catalog, &catalog->foreign_keys[i]);
    }
    text_add(text, ");\n");
}

void ddl_set(struct text *text, const struct catalog *catalog,
             const struct foreign_key *key, kith_action action)
{
    const struct table *child = &catalog->tables[key->child];
    const char *comma = "";

    text_add(text, "UPDATE \"%s\" SET ", child->face->name);
    for (int i = 0; i < key->count; i++) {
        const kith_attribute *column =
            child->columns[key->columns[i]].attribute;
        struct text value = {0};

        if (!key->own[i])
            continue;
        add_default(&value, &column->default_value);
        text_add(text, "%s\"%s\" = %s", comma, column->name,
                 action == KITH_SET_DEFAULT && value.count
                     ? value.bytes + strlen(" DEFAULT ")
                     : "NULL");
        text_free(&value);
        comma = ", ";
    }
}

/* NEW."column", or NULL when another part of the key will be NULL. */
static void add_new(struct text *text, const struct table *parent,
                    const struct foreign_key *key, int part)
{
    text_add(text, "CASE WHEN 0");
    for (int i = 0; i < key->count; i++)
        text_add(text, " OR NEW.\"%s\" IS NULL",
                 parent->columns[key->parent_columns[i]].attribute->name);
    text_add(text, " THEN NULL ELSE NEW.\"%s\" END",
             parent->columns[key->parent_columns[part]].attribute->name);
}

void ddl_follow(struct text *text, const struct catalog *catalog,
                const struct foreign_key *key)
{
    const struct table *child = &catalog->tables[key->child];
    const struct table *parent = &catalog->tables[key->parent];

    text_add(text, "UPDATE \"%s\" SET ", child->face->name);
    for (int i = 0; i < key->count; i++) {
        text_add(text, "%s\"%s\" = ", i ? ", " : "",
                 child->columns[key->columns[i]].attribute->name);
        if (ddl_may_become_null(catalog, key))
            add_new(text, parent, key, i);
        else
            text_add(text, "NEW.\"%s\"",
                     parent->columns[key->parent_columns[i]].attribute->name);
    }
}

void ddl_update_trigger(struct text *text, const struct catalog *catalog,
                        int number)
{
    const struct foreign_key *key = &catalog->foreign_keys[number];
    const struct table *parent = &catalog->tables[key->parent];

    text_add(text, "CREATE TRIGGER \"update %d\" AFTER UPDATE OF ", number);
    add_names(text, parent, key->parent_columns, key->count);
    text_add(text, " ON \"%s\" WHEN ", parent->face->name);
    for (int i = 0; i < key->count; i++) {
        const char *name =
            parent->columns[key->parent_columns[i]].attribute->name;

        text_add(text, "%sOLD.\"%s\" IS NOT NEW.\"%s\"", i ? " OR " : "", name,
                 name);
    }
    text_add(text, " BEGIN\n");
}

static void add_plain_triggers(struct text *text, const struct catalog *catalog,
                               int number)
{
    const struct foreign_key *key = &catalog->foreign_keys[number];

    if (key->on_delete != KITH_CASCADE &&
        by_trigger(catalog, key, key->on_delete)) {
        text_add(text,
                 "CREATE TRIGGER \"delete %d\" AFTER DELETE ON \"%s\" BEGIN\n",
                 number, catalog->tables[key->parent].face->name);
        ddl_set(text, catalog, key, key->on_delete);
        text_add(text, " WHERE ");
        ddl_match(text, key, catalog, "", "OLD.");
        text_add(text, "; END;\n");
    }
    if (by_trigger(catalog, key, key->on_update)) {
        ddl_update_trigger(text, catalog, number);
        if (key->on_update == KITH_CASCADE)
            ddl_follow(text, catalog, key);
        else
            ddl_set(text, catalog, key, key->on_update);
        text_add(text, " WHERE ");
        ddl_match(text, key, catalog, "", "OLD.");
        text_add(text, "; END;\n");
    }
}

/* Children are found by their keys, as SQLite's manual advises. */
static void add_index(struct text *text, const struct catalog *catalog,
                      int number)
{
    const struct foreign_key *key = &catalog->foreign_keys[number];
    const struct table *child = &catalog->tables[key->child];

    text_add(text, "CREATE INDEX \"children %d\" ON \"%s\" (", number,
             child->face->name);
    add_names(text, child, key->columns, key->count);
    text_add(text, ");\n");
}

/* Rows of "counted" name nobody: see sql.c. */
void ddl_plain(struct text *text, const struct catalog *catalog)
{
    if (catalog->defers)
        text_add(text, "CREATE TABLE \"counted\" (rid_ INTEGER PRIMARY KEY, "
                       "nobody REFERENCES \"counted\" (rid_) DEFERRABLE "
                       "INITIALLY DEFERRED);\n");
    for (int i = 0; i < catalog->table_count; i++)
        add_plain_table(text, catalog, i);
    for (int i = 0; i < catalog->foreign_key_count; i++)
        add_plain_triggers(text, catalog, i);
    for (int i = 0; i < catalog->foreign_key_count; i++)
        add_index(text, catalog, i);
}
