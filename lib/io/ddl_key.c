/* ddl_key.c - names in SQL, and the columns of keys; see ddl.h. */
#include "io/ddl.h"

/* --- Names ---------------------------------------------------------------- */

void ki_ddl_put_part(struct ddl *ddl, const char *name)
{
    ki_stream_put_text(&ddl->to, name, QUOTE_SQL_NAME, SIZE_MAX);
}

void ki_ddl_put_name(struct ddl *ddl, const char *name)
{
    ddl_put(ddl, "\"");
    ki_ddl_put_part(ddl, name);
    ddl_put(ddl, "\"");
}

void ki_ddl_put_key_columns(struct ddl *ddl, const kith_key *key)
{
    kith_column column;

    for (size_t i = 0; kith_key_column(key, i, &column); i++) {
        ddl_put(ddl, i ? ", " : "");
        ki_ddl_put_name(ddl, column.name);
        ddl_put(ddl, kith_key_descends(key, i) ? " DESC" : "");
    }
}

/* No member of a struct has a point in its name but one of a struct within it,
 * and a reference is none: so the name is free. */
bool ki_ddl_put_reference(struct ddl *ddl, const kith_foreign_key *key,
                          size_t n)
{
    kith_column column;

    if (!kith_key_column(&key->parent_key, n, &column))
        return false;
    ddl_put(ddl, "\"");
    ki_ddl_put_part(ddl, key->name);
    if (key->parent_key.column_count > 1) {
        ddl_put(ddl, ".");
        ki_ddl_put_part(ddl, column.name);
    }
    ddl_put(ddl, "\"");
    return true;
}

void ki_ddl_put_child_columns(struct ddl *ddl, const kith_foreign_key *key)
{
    kith_column column;

    for (size_t i = 0; kith_foreign_key_column(key, i, &column, NULL); i++) {
        ddl_put(ddl, i ? ", " : "");
        ki_ddl_put_name(ddl, column.name);
    }
    if (key->column_count > 0)
        return;
    for (size_t i = 0; i < key->parent_key.column_count; i++) {
        ddl_put(ddl, i ? ", " : "");
        ki_ddl_put_reference(ddl, key, i);
    }
}

/* --- What a foreign key has ----------------------------------------------- */

bool ki_ddl_has_column(const kith_foreign_key *key, const kith_column *column)
{
    kith_column its;

    for (size_t i = 0; kith_foreign_key_column(key, i, &its, NULL); i++) {
        if (its.offset_bytes == column->offset_bytes)
            return true;
    }
    return false;
}

bool ki_ddl_is_own(struct ddl *ddl, const kith_foreign_key *key,
                   const kith_column *column)
{
    kith_foreign_key other;

    for (size_t i = 0; kith_table_foreign_key(ddl->db, key->child, i, &other);
         i++) {
        if (other.foreign_key_ != key->foreign_key_ &&
            ki_ddl_has_column(&other, column))
            return false;
    }
    return column->nullable && !column->primary_key;
}

bool ki_ddl_is_whole(struct ddl *ddl, const kith_foreign_key *key)
{
    kith_column column;

    for (size_t i = 0; kith_foreign_key_column(key, i, &column, NULL); i++) {
        if (!ki_ddl_is_own(ddl, key, &column))
            return false;
    }
    return true;
}
