/* ddl_judge.c - the tables of the judge, and its questions, one for each kind
 * of rule.
 *
 * Whose child a row is was settled before the call and by the call itself: the
 * copies of the tables tell, so that what one action does to a row takes no
 * other parent its child, and a list of the links that the call moves.
 */
#include "ddl.h"

/* Children of the row at hand by this key, as they were before the call. */
static void add_children(struct text *text, const struct catalog *catalog,
                         const struct foreign_key *key)
{
    const char *child = catalog->tables[key->child].face->name;

    text_add(text,
             " WHERE EXISTS (SELECT 1 FROM \"before %s\" AS c, \"before %s\" "
             "AS p WHERE c.rid_ = \"%s\".rid_ AND p.rid_ = OLD.rid_ AND ",
             child, catalog->tables[key->parent].face->name, child);
    ddl_match(text, key, catalog, "c.", "p.");
}

/* Only those that the call itself does not move. */
static void add_staying(struct text *text, const struct catalog *catalog,
                        int number)
{
    const struct foreign_key *key = &catalog->foreign_keys[number];

    text_add(text,
             ") AND NOT EXISTS (SELECT 1 FROM \"moved by the call\" AS m WHERE "
             "m.key = %d AND m.rid = \"%s\".rid_);\n",
             number, catalog->tables[key->child].face->name);
}

/* What a deleted parent does. RESTRICT is asked by the judge itself. */
static void add_on_delete(struct text *text, const struct catalog *catalog,
                          int number)
{
    const struct foreign_key *key = &catalog->foreign_keys[number];

    if (key->on_delete == KITH_CASCADE) {
        text_add(text, "DELETE FROM \"%s\"",
                 catalog->tables[key->child].face->name);
    } else if (key->on_delete == KITH_SET_NULL ||
               key->on_delete == KITH_SET_DEFAULT) {
        ddl_set(text, catalog, key, key->on_delete);
    } else {
        return;
    }
    add_children(text, catalog, key);
    add_staying(text, catalog, number);
}

static void add_delete_trigger(struct text *text, const struct catalog *catalog,
                               int table)
{
    text_add(text,
             "CREATE TRIGGER \"delete %d\" AFTER DELETE ON \"%s\" BEGIN\n"
             "SELECT 1;\n",
             table, catalog->tables[table].face->name);
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        if (catalog->foreign_keys[i].parent == table)
            add_on_delete(text, catalog, i);
    }
    text_add(text, "END;\n");
}

static void add_on_update(struct text *text, const struct catalog *catalog,
                          int number)
{
    const struct foreign_key *key = &catalog->foreign_keys[number];

    if (key->on_update == KITH_NO_ACTION || key->on_update == KITH_RESTRICT)
        return;
    ddl_update_trigger(text, catalog, number);
    if (key->on_update == KITH_CASCADE)
        ddl_follow(text, catalog, key);
    else if (key->on_update == KITH_SET_NULL && key->delete_orphan)
        text_add(text, "DELETE FROM \"%s\"",
                 catalog->tables[key->child].face->name);
    else
        ddl_set(text, catalog, key, key->on_update);
    add_children(text, catalog, key);
    add_staying(text, catalog, number);
    text_add(text, "END;\n");
}

static void add_table(struct text *text, const struct table *table,
                      const char *prefix)
{
    text_add(text, "CREATE TABLE \"%s%s\" (rid_ INTEGER PRIMARY KEY", prefix,
             table->face->name);
    for (int i = 0; i < table->column_count; i++)
        ddl_column(text, &table->columns[i]);
    text_add(text, ");\n");
}

void ddl_judge(struct text *text, const struct catalog *catalog)
{
    text_add(text, "CREATE TABLE \"moved by the call\" (key, rid);\n"
                   "CREATE TABLE \"left by the call\" (key, rid, parent);\n"
                   "CREATE TABLE \"given up by the call\" (key, rid);\n");
    for (int i = 0; i < catalog->table_count; i++) {
        add_table(text, &catalog->tables[i], "");
        add_table(text, &catalog->tables[i], "before ");
    }
    for (int i = 0; i < catalog->table_count; i++)
        add_delete_trigger(text, catalog, i);
    for (int i = 0; i < catalog->foreign_key_count; i++)
        add_on_update(text, catalog, i);
}

void ddl_move(struct text *text, int number, int rid)
{
    text_add(text, "INSERT INTO \"moved by the call\" VALUES (%d, %d);\n",
             number, rid);
}

void ddl_left(struct text *text, int number, int rid, int parent)
{
    text_add(text, "INSERT INTO \"left by the call\" VALUES (%d, %d, %d);\n",
             number, rid, parent);
}

void ddl_give_up(struct text *text, int number, int rid)
{
    text_add(text, "INSERT INTO \"given up by the call\" VALUES (%d, %d);\n",
             number, rid);
}

void ddl_keep(struct text *text, const struct catalog *catalog)
{
    text_add(text, "DELETE FROM \"moved by the call\";\n"
                   "DELETE FROM \"left by the call\";\n"
                   "DELETE FROM \"given up by the call\";\n");
    for (int i = 0; i < catalog->table_count; i++) {
        const char *name = catalog->tables[i].face->name;

        text_add(text,
                 "DELETE FROM \"before %s\"; INSERT INTO \"before %s\" SELECT "
                 "* FROM \"%s\";\n",
                 name, name, name);
    }
}

/* --- Questions ------------------------------------------------------------ */

/* Begin one more part of a question: "SELECT 1 FROM t AS x WHERE ". */
static void add_select(struct text *text, const struct table *table)
{
    text_add(text, "%sSELECT 1 FROM \"%s\" AS x WHERE ",
             text->count ? " UNION ALL " : "", table->face->name);
}

bool ddl_not_null(struct text *text, const struct catalog *catalog,
                  bool in_level)
{
    (void)in_level;
    for (int i = 0; i < catalog->table_count; i++) {
        const struct table *table = &catalog->tables[i];
        bool any = false;

        for (int j = 0; j < table->column_count; j++) {
            if (table->columns[j].nullable)
                continue;
            if (!any)
                add_select(text, table);
            text_add(text, "%s\"%s\" IS NULL", any ? " OR " : "",
                     table->columns[j].attribute->name);
            any = true;
        }
    }
    return text->count > 0;
}

static void add_broken_limits(struct text *text, const struct table *table,
                              const kith_attribute *attribute)
{
    struct text limits = {0};

    if (ddl_limits(&limits, attribute)) {
        add_select(text, table);
        text_add(text, "NOT (%s)", limits.bytes);
    }
    text_free(&limits);
}

bool ddl_check(struct text *text, const struct catalog *catalog, bool in_level)
{
    (void)in_level;
    for (int i = 0; i < catalog->table_count; i++) {
        const struct table *table = &catalog->tables[i];

        for (size_t j = 0; j < table->face->attribute_count; j++) {
            const kith_attribute *attribute = &table->face->attributes[j];

            add_broken_limits(text, table, attribute);
            if (attribute->kind == KITH_KIND_CHECK) {
                add_select(text, table);
                text_add(text, "NOT (%s)", ddl_rule(catalog, attribute));
            } else if (attribute->kind == KITH_KIND_CHARS) {
                add_select(text, table);
                text_add(text, "length(CAST(\"%s\" AS BLOB)) >= %zu",
                         attribute->name, attribute->bytes);
            }
        }
    }
    return text->count > 0;
}

/* Rows with a key, none of whose columns is NULL. */
static void add_keyed(struct text *text, const struct table *table,
                      const int *columns, int count)
{
    add_select(text, table);
    for (int i = 0; i < count; i++)
        text_add(text, "%s\"%s\" IS NOT NULL", i ? " AND " : "",
                 table->columns[columns[i]].attribute->name);
}

/* Of which there are two with the same. */
static void add_twice(struct text *text, const struct table *table,
                      const int *columns, int count)
{
    text_add(text, " GROUP BY ");
    for (int i = 0; i < count; i++)
        text_add(text, "%s\"%s\"", i ? ", " : "",
                 table->columns[columns[i]].attribute->name);
    text_add(text, " HAVING count(*) > 1");
}

/* One to one is a rule about a parent, whoever has its key then: a row that
 * keeps a key which its parent gives up is a child of that, others are children
 * of the row that has the key, or had it when the call deleted it. Children of
 * nobody do not break the rule, unless they may wait for a parent. */
static void add_one_to_one(struct text *text, const struct catalog *catalog,
                           int number)
{
    const struct foreign_key *key = &catalog->foreign_keys[number];
    const struct table *child = &catalog->tables[key->child];
    const char *parent = catalog->tables[key->parent].face->name;

    text_add(text,
             "%sSELECT 1 FROM (SELECT coalesce((SELECT l.parent FROM \"left by "
             "the call\" AS l WHERE l.key = %d AND l.rid = x.rid_), (SELECT "
             "y.rid_ FROM \"%s\" AS y WHERE ",
             text->count ? " UNION ALL " : "", number, parent);
    ddl_match(text, key, catalog, "x.", "y.");
    text_add(text, "), (SELECT y.rid_ FROM \"before %s\" AS y WHERE ", parent);
    ddl_match(text, key, catalog, "x.", "y.");
    text_add(text,
             " AND NOT EXISTS (SELECT 1 FROM \"%s\" AS z WHERE z.rid_ = "
             "y.rid_) AND NOT EXISTS (SELECT 1 FROM \"given up by the call\" "
             "AS g WHERE g.key = %d AND g.rid = y.rid_))) AS parent FROM "
             "\"%s\" AS x WHERE ",
             parent, number, child->face->name);
    for (int i = 0; i < key->count; i++)
        text_add(text, "%s\"%s\" IS NOT NULL", i ? " AND " : "",
                 child->columns[key->columns[i]].attribute->name);
    text_add(text, ") WHERE parent IS NOT NULL GROUP BY parent HAVING "
                   "count(*) > 1");
}

bool ddl_unique(struct text *text, const struct catalog *catalog, bool in_level)
{
    for (int i = 0; i < catalog->table_count; i++) {
        const struct table *table = &catalog->tables[i];

        for (int j = 0; j < table->key_count; j++) {
            const struct key *key = &table->keys[j];

            add_keyed(text, table, key->columns, key->count);
            add_twice(text, table, key->columns, key->count);
        }
    }
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];
        const struct table *child = &catalog->tables[key->child];

        if (key->one_to_one && key->deferred && in_level) {
            add_keyed(text, child, key->columns, key->count);
            add_twice(text, child, key->columns, key->count);
        } else if (key->one_to_one) {
            add_one_to_one(text, catalog, i);
        }
    }
    return text->count > 0;
}

bool ddl_parent(struct text *text, const struct catalog *catalog, bool in_level)
{
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];
        const struct table *child = &catalog->tables[key->child];

        if (key->deferred && in_level)
            continue;
        add_select(text, child);
        for (int j = 0; j < key->count; j++)
            text_add(text, "x.\"%s\" IS NOT NULL AND ",
                     child->columns[key->columns[j]].attribute->name);
        text_add(text, "NOT EXISTS (SELECT 1 FROM \"%s\" AS y WHERE ",
                 catalog->tables[key->parent].face->name);
        ddl_match(text, key, catalog, "x.", "y.");
        text_add(text, ")");
    }
    return text->count > 0;
}
