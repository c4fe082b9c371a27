/* main.c - the SQL that kith/ddl.h writes is taken by SQLite and means there
 * what it means here.
 *
 *   kith_tests_ddl             test all schemas with SQLite
 *   kith_tests_ddl --list      their names
 *   kith_tests_ddl SCHEMA      write one for PostgreSQL (see postgresql.sh)
 *   kith_tests_ddl SCHEMA dot  or mermaid: draw it (see graphviz.sh)
 */
#include "ddl_test.h"
#include "schemas.h"

#include <kith/diagram.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(const struct pair *pair, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "schema %s: ", pair->schema);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

/* All of ../compare, then the one of this folder; NULL behind the last. */
static const struct schema *schema_number(int n)
{
    int count = 0;

    while (schemas[count])
        count++;
    return n < count ? schemas[n] : n == count ? &odd_schema : NULL;
}

static kith_db *open_schema(const struct schema *schema)
{
    kith_error error;
    kith_db *db = NULL;

    if (kith_open(&db, schema->tables, NULL, &error) != KITH_OK) {
        fprintf(stderr, "schema %s: %s\n", schema->name, error.message);
        exit(EXIT_FAILURE);
    }
    return db;
}

static void test_schema(const struct schema *schema, long *taken, long *refused)
{
    struct pair pair = {.schema = schema->name, .kith = open_schema(schema)};
    kith_text_buffer script = {0};
    char *message = NULL;

    if (kith_write_ddl(pair.kith, KITH_DDL_SQLITE,
                       kith_output_to_buffer(&script)) != KITH_OK)
        fail(&pair, "no script was written");
    if (sqlite3_open(":memory:", &pair.sqlite) != SQLITE_OK ||
        sqlite3_exec(pair.sqlite, "PRAGMA foreign_keys = ON", NULL, NULL,
                     NULL) != SQLITE_OK ||
        sqlite3_exec(pair.sqlite, script.text, NULL, NULL, &message) !=
            SQLITE_OK)
        fail(&pair, "%s in\n%s", message ? message : "no database",
             script.text);
    check_schema(&pair);
    *taken += insert_rows(&pair, refused);
    if (kith_verify(pair.kith) != KITH_OK)
        fail(&pair, "the database is damaged");
    kith_text_buffer_free(&script);
    sqlite3_close(pair.sqlite);
    kith_close(pair.kith);
}

static int test_all(void)
{
    long taken = 0, refused = 0;
    int count = 0;

    if (sqlite3_libversion_number() < 3037000) {
        puts("SQLite has no STRICT tables: skipped");
        return 77;
    }
    for (; schema_number(count); count++)
        test_schema(schema_number(count), &taken, &refused);
    printf("%d schemas, %ld rows taken and %ld refused by both\n", count, taken,
           refused);
    return taken > 500 && refused > 500 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static const struct schema *schema_named(const char *name)
{
    for (int i = 0; schema_number(i); i++) {
        if (strcmp(schema_number(i)->name, name) == 0)
            return schema_number(i);
    }
    fprintf(stderr, "there is no schema %s\n", name);
    exit(EXIT_FAILURE);
}

static int write_schema(const struct schema *schema, const char *language)
{
    kith_db *db = open_schema(schema);
    kith_output output = kith_output_to(stdout);
    kith_status status = strcmp(language, "dot") == 0
                             ? kith_write_dot(db, NULL, output)
                         : strcmp(language, "mermaid") == 0
                             ? kith_write_mermaid(db, NULL, output)
                             : kith_write_ddl(db, KITH_DDL_POSTGRESQL, output);

    kith_close(db);
    return status == KITH_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int count, char **arguments)
{
    if (count < 2)
        return test_all();
    if (strcmp(arguments[1], "--list") != 0)
        return write_schema(schema_named(arguments[1]),
                            count > 2 ? arguments[2] : "sql");
    for (int i = 0; schema_number(i); i++)
        puts(schema_number(i)->name);
    return EXIT_SUCCESS;
}
