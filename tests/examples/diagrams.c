/* diagrams.c - what the tables of seeds.h look like, and some rows of them: as
 * pictures and as SQL.
 *
 *   diagrams schema.dot | dot -Tsvg > schema.svg
 *   diagrams schema.mermaid
 *   diagrams rows.dot | dot -Tsvg > rows.svg
 *   diagrams rows.mermaid
 *   diagrams schema.sqlite | sqlite3 seeds.db
 *   diagrams schema.postgresql | psql
 *
 * The rows are those around a student: her courses, who else attends them, and
 * so on. The tables are in seeds_tables.c.
 */
#include <kith/ddl.h>
#include <kith/diagram.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seeds.h"

/* Three students and two courses; everybody draws, two paint as well. */
static Student *fill(kith_db *db)
{
    Course *drawing =
        kith_insert(db, Course, .title = "Drawing", .code = "ART-1");
    Course *painting =
        kith_insert(db, Course, .title = "Painting", .code = "ART-2");
    Student *ana = kith_insert(db, Student, .name = "Ana");
    Student *ben = kith_insert(db, Student, .name = "Ben");
    Student *cleo = kith_insert(db, Student, .name = "Cleo");

    kith_append(ana, courses, drawing);
    kith_append(ana, courses, painting);
    kith_append(ben, courses, drawing);
    kith_append(cleo, courses, drawing);
    kith_append(cleo, courses, painting);
    return ana;
}

static kith_status print(kith_db *db, const char *what)
{
    kith_output output = kith_output_to(stdout);
    kith_diagram_options near = {.steps = 3};

    if (strcmp(what, "schema.dot") == 0)
        return kith_write_dot(db, NULL, output);
    if (strcmp(what, "schema.mermaid") == 0)
        return kith_write_mermaid(db, NULL, output);
    if (strcmp(what, "rows.dot") == 0)
        return kith_write_dot_around(fill(db), &near, output);
    if (strcmp(what, "rows.mermaid") == 0)
        return kith_write_mermaid_around(fill(db), &near, output);
    if (strcmp(what, "schema.sqlite") == 0)
        return kith_write_ddl(db, KITH_DDL_SQLITE, output);
    if (strcmp(what, "schema.postgresql") == 0)
        return kith_write_ddl(db, KITH_DDL_POSTGRESQL, output);
    return KITH_E_MISUSE;
}

int main(int count, char **arguments)
{
    kith_db *db = NULL;
    kith_error error = {.message = ""};
    kith_status status =
        kith_open(&db,
                  KITH_TABLES(User, Profile, Store, Item, Student, Course,
                              StudentCourse, Employee),
                  NULL, &error);

    if (status == KITH_OK)
        status = count == 2 ? print(db, arguments[1]) : KITH_E_MISUSE;
    kith_close(db);
    if (status == KITH_E_MISUSE)
        fputs("diagrams schema.dot|schema.mermaid|rows.dot|rows.mermaid|"
              "schema.sqlite|schema.postgresql\n",
              stderr);
    else if (status != KITH_OK)
        fprintf(stderr, "diagrams: %s %s\n", kith_status_name(status),
                error.message);
    return status == KITH_OK && fflush(stdout) == 0 ? EXIT_SUCCESS
                                                    : EXIT_FAILURE;
}
