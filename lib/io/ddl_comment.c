/* ddl_comment.c - what SQL cannot say of a table, as comments; see ddl.h.
 *
 * Each is one line: a text that contains the end of one is shown escaped.
 */
#include "io/ddl.h"

#include <inttypes.h>
#include <stdio.h>

static void put_comment_word(struct ddl *ddl, const char *name)
{
    ki_stream_put_text(&ddl->to, name, QUOTE_COMMENT, SIZE_MAX);
}

/* Begin a line: "-- items: " */
static void begin_comment(struct ddl *ddl, const char *name)
{
    ddl_put(ddl, "-- ");
    put_comment_word(ddl, name);
    ddl_put(ddl, ": ");
}

static void comment_column(struct ddl *ddl, const kith_column *column)
{
    if (column->attribute->sort_key) {
        begin_comment(ddl, column->name);
        ddl_put(ddl, "a function of the program makes it of the row\n");
        return;
    }
    if (column->default_kind == KITH_DEFAULT_POSITION) {
        begin_comment(ddl, column->name);
        ddl_put(ddl, "kith keeps the place of the row in a list here\n");
    }
    if (column->default_kind == KITH_DEFAULT_FUNCTION) {
        begin_comment(ddl, column->name);
        ddl_put(ddl, "a function of the program gives its default\n");
    }
    if (column->attribute->on_update_function) {
        begin_comment(ddl, column->name);
        ddl_put(ddl, "a function of the program gives its value when another "
                     "column is changed\n");
    }
    if (!column->foreign_key &&
        (column->attribute->deferred & KITH_DEFER_NOT_NULL)) {
        begin_comment(ddl, column->name);
        ddl_put(ddl, "kith judges NOT NULL when the transaction commits\n");
    }
    if (column->default_kind == KITH_DEFAULT_NUMBER &&
        !ki_ddl_can_count(column)) {
        begin_comment(ddl, column->name);
        ddl_put(ddl, "its numbers begin beyond those that SQL counts\n");
    }
}

/* PostgreSQL has a list of columns for ON DELETE alone. */
static bool changes_more(struct ddl *ddl, const kith_foreign_key *key)
{
    bool on_delete =
        key->on_delete == KITH_SET_NULL || key->on_delete == KITH_SET_DEFAULT;
    bool on_update =
        key->on_update == KITH_SET_NULL || key->on_update == KITH_SET_DEFAULT;

    return ((on_delete && !ddl->postgresql) || on_update) &&
           !ki_ddl_is_whole(ddl, key);
}

static void comment_foreign_key(struct ddl *ddl, const kith_foreign_key *key)
{
    if (changes_more(ddl, key)) {
        begin_comment(ddl, key->name);
        ddl_put(ddl, "kith sets the columns alone that are no other key's; "
                     "here the change is refused\n");
    }
    if (key->deferred & KITH_DEFER_NOT_NULL) {
        begin_comment(ddl, key->name);
        ddl_put(ddl, "kith judges NOT NULL when the transaction commits\n");
    }
    if (key->delete_orphan) {
        begin_comment(ddl, key->name);
        ddl_put(ddl, "a row that loses its parent is deleted\n");
    }
    if (key->acyclic) {
        begin_comment(ddl, key->name);
        ddl_put(ddl, "no row becomes its own ancestor\n");
    }
}

static void comment_mirror(struct ddl *ddl, const struct ddl_mirror *mirror)
{
    if (mirror->one.column_count == 1)
        return;
    begin_comment(ddl, mirror->one.name);
    ddl_put(ddl, "with ");
    put_comment_word(ddl, mirror->two.name);
    ddl_put(ddl, " kith keeps the pair unique in either order\n");
}

static void comment_limit(struct ddl *ddl, const kith_relationship *list,
                          const char *words, uint32_t limit)
{
    char number[16];

    if (limit == 0)
        return;
    snprintf(number, sizeof(number), "%" PRIu32, limit);
    begin_comment(ddl, list->name);
    ddl_put(ddl, words);
    ddl_put(ddl, number);
    ddl_put(ddl, " members\n");
}

static void comment_list(struct ddl *ddl, const kith_relationship *list)
{
    if (list->kind != KITH_KIND_COLLECTION)
        return;
    begin_comment(ddl, list->name);
    ddl_put(ddl, "a list of rows of ");
    put_comment_word(ddl, list->target->name);
    ddl_put(ddl, " in an order that SQL does not keep\n");
    comment_limit(ddl, list, "at most ", list->attribute->maximum_members);
    comment_limit(ddl, list, "at least ", list->attribute->minimum_members);
}

static void comment_check(struct ddl *ddl, const kith_check *check)
{
    const char *between = " (";
    kith_column column;

    ddl_put(ddl, "-- CHECK ");
    put_comment_word(ddl, check->name);
    for (size_t i = 0; kith_check_column(check, i, &column); i++) {
        ddl_put(ddl, between);
        put_comment_word(ddl, column.name);
        between = ", ";
    }
    ddl_put(ddl, between[0] == ',' ? "), " : ", ");
    ddl_put(ddl, "a function of the program");
    if (check->message) {
        ddl_put(ddl, ": ");
        put_comment_word(ddl, check->message);
    }
    ddl_put(ddl, "\n");
}

void ki_ddl_put_comments(struct ddl *ddl, const kith_table *table)
{
    kith_column column;
    kith_key key;
    kith_foreign_key foreign_key;
    kith_relationship relationship;
    struct ddl_mirror mirror;
    kith_check check;

    for (size_t i = 0; kith_table_column(ddl->db, table, i, &column); i++)
        comment_column(ddl, &column);
    for (size_t i = 0; kith_table_key(ddl->db, table, i, &key); i++) {
        if (key.deferred && !ddl->postgresql) {
            begin_comment(ddl, key.name);
            ddl_put(ddl, "kith judges UNIQUE when the transaction commits\n");
        }
    }
    for (size_t i = 0; kith_table_foreign_key(ddl->db, table, i, &foreign_key);
         i++)
        comment_foreign_key(ddl, &foreign_key);
    for (size_t i = 0; ki_ddl_mirror(ddl, table, &i, &mirror);)
        comment_mirror(ddl, &mirror);
    for (size_t i = 0;
         kith_table_relationship(ddl->db, table, i, &relationship); i++)
        comment_list(ddl, &relationship);
    for (size_t i = 0; kith_table_check(ddl->db, table, i, &check); i++)
        comment_check(ddl, &check);
}
