/* ddl_mirror.c - pairs of a .symmetric many-to-many in SQL; see ddl.h.
 *
 * A CHECK refuses a row that is linked with itself, and a unique index over the
 * lesser and the greater of the two ends a pair in the other order. An index
 * has no words for the lesser of two keys of several columns: there a comment
 * stands.
 */
#include "io/ddl.h"

#include <assert.h>

bool ki_ddl_mirror(struct ddl *ddl, const kith_table *table, size_t *n,
                   struct ddl_mirror *mirror)
{
    kith_foreign_key key;

    while (kith_table_foreign_key(ddl->db, table, (*n)++, &key)) {
        kith_relationship list;

        if (!key.parent_end || !key.parent_end->symmetric ||
            !kith_relationship_named(ddl->db, key.parent, key.parent_end->name,
                                     &list) ||
            list.foreign_key.attribute != key.attribute)
            continue;
        mirror->one = list.foreign_key;
        mirror->two = list.target_key;
        assert(mirror->one.column_count == mirror->two.column_count);
        return true;
    }
    return false;
}

/* The column of each that refers to the same one of the parent. */
static void find_ends(const struct ddl_mirror *mirror, size_t n,
                      kith_column *one, kith_column *two)
{
    kith_column its, other;
    size_t at = 0;

    kith_foreign_key_column(&mirror->one, n, one, &its);
    while (kith_foreign_key_column(&mirror->two, at++, two, &other) &&
           other.offset_bytes != its.offset_bytes)
        ;
}

void ki_ddl_put_mirror_check(struct ddl *ddl, const struct ddl_mirror *mirror)
{
    assert(mirror->one.column_count > 0);
    ddl_put(ddl, "CHECK (");
    for (size_t i = 0; i < mirror->one.column_count; i++) {
        kith_column one, two;

        find_ends(mirror, i, &one, &two);
        ddl_put(ddl, i ? " OR " : "");
        ki_ddl_put_name(ddl, one.name);
        ddl_put(ddl, " <> ");
        ki_ddl_put_name(ddl, two.name);
    }
    ddl_put(ddl, ")");
}

static void put_of_both(struct ddl *ddl, const char *function,
                        const struct ddl_mirror *mirror)
{
    ddl_put(ddl, function);
    ki_ddl_put_child_columns(ddl, &mirror->one);
    ddl_put(ddl, ", ");
    ki_ddl_put_child_columns(ddl, &mirror->two);
    ddl_put(ddl, ")");
}

void ki_ddl_put_mirror_index(struct ddl *ddl, const struct ddl_mirror *mirror)
{
    assert(mirror->one.column_count == 1);
    ddl_put(ddl, "CREATE UNIQUE INDEX ");
    if (!ddl->postgresql) {
        ddl_put(ddl, "\"");
        ki_ddl_put_part(ddl, mirror->one.child->name);
        ddl_put(ddl, "(");
        ki_ddl_put_part(ddl, mirror->one.name);
        ddl_put(ddl, " <> "); /* of no other index */
        ki_ddl_put_part(ddl, mirror->two.name);
        ddl_put(ddl, ")\" ");
    }
    ddl_put(ddl, "ON ");
    ki_ddl_put_name(ddl, mirror->one.child->name);
    ddl_put(ddl, " (");
    put_of_both(ddl, ddl->postgresql ? "LEAST(" : "MIN(", mirror);
    ddl_put(ddl, ", ");
    put_of_both(ddl, ddl->postgresql ? "GREATEST(" : "MAX(", mirror);
    ddl_put(ddl, ");\n");
}
