/* facts.c - what a shape declares; see facts.h. */
#include "facts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_pointer(const struct column *column)
{
    return column->kind == KITH_KIND_TEXT || column->kind == KITH_KIND_BLOB;
}

static int column_at(const struct table *table, size_t offset)
{
    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].offset == offset)
            return i;
    }
    abort();
}

static int table_of(const struct facts *facts, const kith_table *face)
{
    for (int i = 0; i < facts->table_count; i++) {
        if (facts->tables[i].face == face)
            return i;
    }
    abort();
}

/* --- Columns, keys and foreign keys, as they are declared ----------------- */

static void read_columns(struct table *table, kith_db *db)
{
    kith_column column;

    table->number_column = NONE;
    for (size_t i = 0; kith_table_column(db, table->face, i, &column); i++) {
        struct column *read = &table->columns[table->column_count];
        const kith_attribute *attribute = column.attribute;

        if (column.default_kind == KITH_DEFAULT_POSITION)
            continue; /* compared with the lists, and no cell */
        table->column_count++;
        assert(table->column_count <= COLUMNS);
        *read = (struct column){
            .attribute = attribute,
            .kind = column.kind,
            .number = (size_t)(attribute - table->face->attributes),
            .offset = column.offset_bytes,
            .bytes = column.bytes,
            .optional = column.optional,
            .primary = attribute->primary_key,
            .required = attribute->not_null || attribute->primary_key,
            .writable = column.writable,
            .late_null = attribute->deferred & KITH_DEFER_NOT_NULL,
            .own_key = NONE};
        read->plain = !read->optional && !is_pointer(read);
    }
}

static bool is_over(const kith_attribute *attribute, const struct table *table,
                    const struct key *key)
{
    if (attribute->kind != KITH_KIND_UNIQUE)
        return attribute->unique && key->count == 1 &&
               table->columns[key->columns[0]].attribute == attribute;
    for (int i = 0; i < key->count; i++) {
        if ((int)attribute->column_count != key->count ||
            strcmp(attribute->columns[i],
                   table->columns[key->columns[i]].attribute->name) != 0)
            return false;
    }
    return true;
}

static bool is_late(const struct table *table, const struct key *key)
{
    for (size_t i = 0; i < table->face->attribute_count; i++) {
        const kith_attribute *attribute = &table->face->attributes[i];

        if (attribute->deferred & KITH_DEFER_UNIQUE &&
            is_over(attribute, table, key))
            return true;
    }
    return false;
}

static void read_keys(struct table *table, kith_db *db)
{
    kith_key key;
    kith_column column;

    for (size_t i = 0; kith_table_key(db, table->face, i, &key); i++) {
        struct key *read = &table->keys[table->key_count++];

        assert(table->key_count <= KEYS && key.column_count <= PARTS);
        *read = (struct key){.count = (int)key.column_count,
                             .unique = key.unique,
                             .primary = key.primary,
                             .ordered = key.ordered,
                             .described = key};
        for (size_t j = 0; kith_key_column(&key, j, &column); j++)
            read->columns[j] = column_at(table, column.offset_bytes);
        read->late = read->unique && is_late(table, read);
        if (read->unique && read->count == 1)
            table->columns[read->columns[0]].unique = true;
    }
}

/* A key without columns says the same as one with a column that follows its
 * parent and that only a link by the row sets: so the model gives it some. */
static int add_hidden(struct table *table, const kith_attribute *attribute,
                      const struct column *its)
{
    struct column *hidden = &table->columns[table->column_count];

    assert(table->column_count < COLUMNS);
    *hidden = (struct column){.attribute = attribute,
                              .kind = its->kind,
                              .offset = SIZE_MAX,
                              .bytes = its->bytes,
                              .plain = its->plain,
                              .of_key = true,
                              .hidden = true,
                              .own_key = NONE};
    return table->column_count++;
}

static void read_hidden(struct facts *facts, struct foreign_key *key)
{
    const struct table *parent = &facts->tables[key->parent];
    kith_column its;

    for (size_t i = 0; kith_key_column(&key->reflected.parent_key, i, &its);
         i++) {
        const int at = column_at(parent, its.offset_bytes);

        key->parent_columns[i] = at;
        key->columns[i] = add_hidden(&facts->tables[key->child], key->attribute,
                                     &parent->columns[at]);
        key->count++;
    }
}

static void read_foreign_keys(struct facts *facts, int child, kith_db *db)
{
    struct table *table = &facts->tables[child];
    kith_foreign_key key;
    kith_column mine, its;

    for (size_t i = 0; kith_table_foreign_key(db, table->face, i, &key); i++) {
        struct foreign_key *read =
            &facts->foreign_keys[facts->foreign_key_count];

        assert(table->foreign_key_count < FOREIGN_KEYS);
        *read = (struct foreign_key){.attribute = key.attribute,
                                     .reflected = key,
                                     .slot = table->foreign_key_count,
                                     .child = child,
                                     .parent = table_of(facts, key.parent),
                                     .count = (int)key.column_count,
                                     .mate = NONE,
                                     .child_end = NONE,
                                     .parent_end = NONE};
        for (size_t j = 0; kith_foreign_key_column(&key, j, &mine, &its); j++) {
            read->columns[j] = column_at(table, mine.offset_bytes);
            read->parent_columns[j] =
                column_at(&facts->tables[read->parent], its.offset_bytes);
            table->columns[read->columns[j]].of_key = true;
        }
        if (read->count == 0)
            read_hidden(facts, read);
        table->foreign_keys[table->foreign_key_count++] =
            facts->foreign_key_count++;
    }
}

/* --- What follows from that ----------------------------------------------- */

static int users_of(const struct facts *facts, int table, int column)
{
    int count = 0;

    for (int i = 0; i < facts->foreign_key_count; i++) {
        const struct foreign_key *key = &facts->foreign_keys[i];

        for (int j = 0; j < key->count; j++)
            count += key->child == table && key->columns[j] == column;
    }
    return count;
}

/* A column is a key's own when no other key has it and nothing else requires
 * it; one of a key of one column is required by that key. */
static void read_own(struct facts *facts, struct foreign_key *key)
{
    struct table *table = &facts->tables[key->child];
    bool can_be_null = false;

    for (int i = 0; i < key->count; i++) {
        struct column *column = &table->columns[key->columns[i]];

        key->own[i] = users_of(facts, key->child, key->columns[i]) == 1 &&
                      (key->count == 1 || !column->required);
        if (key->own[i]) {
            column->own_key = (int)(key - facts->foreign_keys);
            key->can_unlink = true;
        }
        can_be_null |= !column->required && (key->own[i] || is_pointer(column));
    }
    key->required = key->attribute->not_null || !can_be_null;
    key->late_null = key->attribute->deferred & KITH_DEFER_NOT_NULL;
    key->late_parent = key->attribute->deferred & KITH_DEFER_PARENT;
}

static void read_numbers(struct table *table)
{
    static const int64_t last[] = {
        [KITH_KIND_I8] = INT8_MAX,    [KITH_KIND_I16] = INT16_MAX,
        [KITH_KIND_I32] = INT32_MAX,  [KITH_KIND_I64] = INT64_MAX,
        [KITH_KIND_U8] = UINT8_MAX,   [KITH_KIND_U16] = UINT16_MAX,
        [KITH_KIND_U32] = UINT32_MAX, [KITH_KIND_U64] = INT64_MAX};

    for (int i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        const kith_attribute *attribute = column->attribute;

        column->numbered = column->primary && table->keys[0].count == 1 &&
                           column->kind >= KITH_KIND_I8 &&
                           column->kind <= KITH_KIND_U64 && !column->of_key &&
                           !attribute->manual;
        column->absent = !column->plain || column->numbered ||
                         column->own_key != NONE || attribute->parent ||
                         (column->primary && column->kind == KITH_KIND_CHARS);
        if (!column->numbered)
            continue;
        table->number_column = i;
        table->first_number =
            attribute->first_number ? (int64_t)attribute->first_number : 1;
        table->last_number = attribute->maximum.kind == KITH_KIND_I64
                                 ? attribute->maximum.integer
                                 : last[column->kind];
    }
}

static int key_of(const struct facts *facts, const kith_foreign_key *key)
{
    for (int i = 0; i < facts->foreign_key_count; i++) {
        if (facts->foreign_keys[i].attribute == key->attribute)
            return i;
    }
    abort();
}

static size_t position_of(kith_db *db, const kith_table *face, const char *name)
{
    kith_column column;

    if (!kith_column_named(db, face, name, &column))
        abort();
    return column.offset_bytes;
}

static void read_links(struct facts *facts, int table, kith_db *db)
{
    kith_relationship from;
    const kith_table *face = facts->tables[table].face;

    for (size_t i = 0; kith_table_relationship(db, face, i, &from); i++) {
        struct link *link = &facts->links[facts->link_count];
        struct foreign_key *key;

        assert(facts->link_count < LINKS);
        *link = (struct link){.attribute = from.attribute,
                              .table = table,
                              .target = table_of(facts, from.target),
                              .key = key_of(facts, &from.foreign_key),
                              .far = NONE,
                              .view_only = from.view_only};
        key = &facts->foreign_keys[link->key];
        if (from.kind == KITH_KIND_REFERENCE)
            key->child_end = facts->link_count;
        else
            key->parent_end = facts->link_count;
        key->one_to_one |= from.kind == KITH_KIND_SCALAR;
        key->orphan |= from.attribute->delete_orphan;
        if (from.attribute->position)
            key->position = position_of(db, facts->tables[key->child].face,
                                        from.attribute->position);
        key->acyclic |= from.attribute->acyclic;
        if (from.direction == KITH_MANY_TO_MANY) {
            link->far = key_of(facts, &from.target_key);
            key->association = true;
            facts->foreign_keys[link->far].association = true;
            if (from.attribute->symmetric) {
                key->mate = link->far;
                facts->foreign_keys[link->far].mate = link->key;
                facts->foreign_keys[link->far].parent_end = facts->link_count;
            }
        }
        facts->link_count++;
    }
}

/* The table of design.md: what an action means that nobody said. */
static void read_actions(struct foreign_key *key)
{
    bool shown = key->child_end != NONE || key->parent_end != NONE;

    key->on_update = key->reflected.column_count == 0 ? KITH_CASCADE
                     : key->attribute->on_update
                         ? key->attribute->on_update
                         : KITH_NO_ACTION;
    key->on_delete = key->attribute->on_delete;
    if (key->on_delete == KITH_DEFAULT_ACTION)
        key->on_delete = key->orphan || key->association ? KITH_CASCADE
                         : shown && key->can_unlink && !key->required
                             ? KITH_SET_NULL
                             : KITH_NO_ACTION;
}

void facts_read(struct facts *facts, const struct shape *shape, kith_db *db)
{
    *facts = (struct facts){.shape = shape};
    for (; shape->tables[facts->table_count]; facts->table_count++) {
        struct table *table = &facts->tables[facts->table_count];

        assert(facts->table_count < TABLES);
        table->face = shape->tables[facts->table_count];
        assert(table->face->row_bytes <= ROW_BYTES);
        read_columns(table, db);
        read_keys(table, db);
    }
    for (int i = 0; i < facts->table_count; i++)
        read_foreign_keys(facts, i, db);
    for (int i = 0; i < facts->foreign_key_count; i++)
        read_own(facts, &facts->foreign_keys[i]);
    for (int i = 0; i < facts->table_count; i++) {
        read_numbers(&facts->tables[i]);
        read_links(facts, i, db);
    }
    for (int i = 0; i < facts->foreign_key_count; i++)
        read_actions(&facts->foreign_keys[i]);
    for (int i = 0; i < facts->table_count; i++) {
        const kith_table *face = facts->tables[i].face;

        for (size_t j = 0; j < face->attribute_count; j++)
            facts->defers |= face->attributes[j].deferred != 0;
    }
}
