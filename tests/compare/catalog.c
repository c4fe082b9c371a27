/* catalog.c - what a schema declares, read from its descriptors.
 *
 * Owns   the translation of design.md's rules that need no run: which columns
 *        may be NULL, which are a foreign key's own, and what an action means
 *        that nobody said.
 */
#include "compare.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const struct catalog *catalog, const char *why,
                 const char *name)
{
    fprintf(stderr, "schema %s: %s: %s\n", catalog->schema->name, why, name);
    exit(1);
}

static bool is_column(kith_kind kind)
{
    return kind >= KITH_KIND_BOOL && kind <= KITH_KIND_BLOB;
}

static bool is_link(kith_kind kind)
{
    return kind >= KITH_KIND_REFERENCE && kind <= KITH_KIND_COLLECTION;
}

static bool is_integer(kith_kind kind)
{
    return kind >= KITH_KIND_BOOL && kind <= KITH_KIND_U64;
}

static size_t value_bytes(const kith_attribute *attribute)
{
    switch (attribute->kind) {
    case KITH_KIND_BOOL:
    case KITH_KIND_I8:
    case KITH_KIND_U8:
        return 1;
    case KITH_KIND_I16:
    case KITH_KIND_U16:
        return 2;
    case KITH_KIND_I32:
    case KITH_KIND_U32:
    case KITH_KIND_F32:
        return 4;
    case KITH_KIND_I64:
    case KITH_KIND_U64:
    case KITH_KIND_F64:
        return 8;
    default:
        return attribute->bytes;
    }
}

int table_column(const struct table *table, const char *name)
{
    for (int i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].attribute->name, name) == 0)
            return i;
    }
    return NOTHING;
}

static int table_of_row(const struct catalog *catalog, const char *row)
{
    for (int i = 0; i < catalog->table_count; i++) {
        if (strcmp(catalog->tables[i].face->row, row) == 0)
            return i;
    }
    fail(catalog, "there is no row type of this name", row);
    return NOTHING;
}

static int table_named(const struct catalog *catalog, const char *name)
{
    for (int i = 0; i < catalog->table_count; i++) {
        if (strcmp(catalog->tables[i].face->name, name) == 0)
            return i;
    }
    return NOTHING;
}

/* --- Columns and keys ----------------------------------------------------- */

static void add_key(struct table *table, const int *columns, int count,
                    bool primary)
{
    struct key *key = &table->keys[table->key_count++];

    assert(table->key_count <= KEYS_MAX);
    *key = (struct key){.count = count, .primary = primary};
    memcpy(key->columns, columns, (size_t)count * sizeof(*columns));
}

static void read_columns(struct table *table)
{
    int primary[COLUMNS_MAX], count = 0;

    for (size_t i = 0; i < table->face->attribute_count; i++) {
        const kith_attribute *attribute = &table->face->attributes[i];
        struct column *column = &table->columns[table->column_count];

        if (!is_column(attribute->kind))
            continue;
        assert(table->column_count < COLUMNS_MAX);
        *column = (struct column){.attribute = attribute,
                                  .number = i,
                                  .value_bytes = value_bytes(attribute),
                                  .primary = attribute->primary_key,
                                  .foreign_key = NOTHING};
        if (attribute->primary_key)
            primary[count++] = table->column_count;
        table->column_count++;
    }
    if (count > 0)
        add_key(table, primary, count, true);
}

/* In the order of declaration. */
static void read_keys(struct table *table)
{
    int columns[COLUMNS_MAX], column = 0;

    for (size_t i = 0; i < table->face->attribute_count; i++) {
        const kith_attribute *attribute = &table->face->attributes[i];

        if (is_column(attribute->kind)) {
            if (attribute->unique)
                add_key(table, &column, 1, false);
            if (attribute->index)
                table->indexed[table->index_count++] = column;
            column++;
        }
        if (attribute->kind != KITH_KIND_UNIQUE)
            continue;
        for (size_t j = 0; j < attribute->column_count; j++)
            columns[j] = table_column(table, attribute->columns[j]);
        add_key(table, columns, (int)attribute->column_count, false);
    }
}

/* --- Foreign keys --------------------------------------------------------- */

/* Of the name of the reference and of the type of the key that it stands
 * for. */
static int add_hidden(struct table *table, const kith_attribute *attribute,
                      const struct column *its)
{
    kith_attribute *hidden = &table->hidden[table->hidden_count++];
    const int number = table->column_count++;

    assert(number < COLUMNS_MAX);
    assert(table->hidden_count <= FOREIGN_KEYS_MAX);
    *hidden = (kith_attribute){.name = attribute->name,
                               .kind = its->attribute->kind,
                               .offset_bytes = attribute->offset_bytes,
                               .bytes = its->attribute->bytes,
                               .not_null = attribute->not_null,
                               .parent = attribute->parent};
    table->columns[number] = (struct column){.attribute = hidden,
                                             .its = its,
                                             .value_bytes = its->value_bytes,
                                             .foreign_key = NOTHING};
    return number;
}

static void add_foreign_key(struct catalog *catalog, int child,
                            const kith_attribute *attribute)
{
    struct foreign_key *key =
        &catalog->foreign_keys[catalog->foreign_key_count++];
    struct table *table = &catalog->tables[child];
    const struct table *parent;
    bool several = attribute->kind == KITH_KIND_FOREIGN_KEYS;

    *key = (struct foreign_key){.attribute = attribute,
                                .child = child,
                                .count = 1,
                                .child_end = NOTHING,
                                .parent_end = NOTHING};
    key->parent = table_of_row(catalog, attribute->parent);
    parent = &catalog->tables[key->parent];
    if (several)
        key->count = (int)attribute->column_count;
    assert(key->count <= PARTS_MAX);
    for (int i = 0; i < key->count; i++) {
        key->parent_columns[i] =
            table_column(parent, several ? attribute->parent_columns[i]
                                         : attribute->parent_key);
        key->columns[i] =
            is_link(attribute->kind)
                ? add_hidden(table, attribute,
                             &parent->columns[key->parent_columns[i]])
                : table_column(table, several ? attribute->columns[i]
                                              : attribute->name);
    }
}

static void read_foreign_keys(struct catalog *catalog, int child)
{
    const kith_table *face = catalog->tables[child].face;

    for (size_t i = 0; i < face->attribute_count; i++) {
        const kith_attribute *attribute = &face->attributes[i];

        if (attribute->parent)
            add_foreign_key(catalog, child, attribute);
    }
}

static int users_of(const struct catalog *catalog, int table, int column)
{
    int count = 0;

    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        for (int j = 0; j < key->count; j++)
            count += key->child == table && key->columns[j] == column;
    }
    return count;
}

static bool is_pointer(const struct column *column)
{
    return column->attribute->kind == KITH_KIND_TEXT ||
           column->attribute->kind == KITH_KIND_BLOB;
}

static bool is_required(const struct column *column)
{
    return column->attribute->not_null || column->primary;
}

/* A column is a key's own when no other key has it and nothing else requires
 * it; the column of a single foreign key requires itself by .not_null. A key
 * can be NULL when an own column can, or a shared text. */
static void read_own(struct catalog *catalog, int number)
{
    struct foreign_key *key = &catalog->foreign_keys[number];
    struct table *table = &catalog->tables[key->child];
    bool can_be_null = false;

    for (int i = 0; i < key->count; i++) {
        struct column *column = &table->columns[key->columns[i]];

        key->own[i] = users_of(catalog, key->child, key->columns[i]) == 1 &&
                      (key->count == 1 || !is_required(column));
        column->shown_null = true;
        key->shares |= !key->own[i];
        if (key->own[i]) {
            column->foreign_key = number;
            key->can_unlink = true;
        }
        can_be_null |=
            !is_required(column) && (key->own[i] || is_pointer(column));
    }
    key->required = key->attribute->not_null || !can_be_null;
}

/* Whether a foreign key that must be there has the column. */
static bool is_needed(const struct catalog *catalog, int table, int column)
{
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        for (int j = 0; j < key->count; j++) {
            if (key->child == table && key->columns[j] == column &&
                key->required)
                return true;
        }
    }
    return false;
}

static void read_nullable(const struct catalog *catalog, int number,
                          struct table *table)
{
    for (int i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        const kith_attribute *attribute = column->attribute;
        bool pointer = is_pointer(column);

        column->nullable = (column->foreign_key != NOTHING ||
                            attribute->optional || pointer) &&
                           !is_required(column) &&
                           !is_needed(catalog, number, i);
        column->numbered = column->primary && table->keys[0].count == 1 &&
                           is_integer(attribute->kind) && !column->shown_null &&
                           !attribute->manual;
        column->absent =
            attribute->optional || pointer || column->numbered ||
            column->foreign_key != NOTHING || attribute->parent ||
            (column->primary && attribute->kind == KITH_KIND_CHARS);
    }
}

/* --- Relationships -------------------------------------------------------- */

static const kith_attribute *attribute_named(const struct table *table,
                                             const char *name)
{
    for (size_t i = 0; name && i < table->face->attribute_count; i++) {
        const kith_attribute *attribute = &table->face->attributes[i];

        if (is_link(attribute->kind) && strcmp(attribute->name, name) == 0)
            return attribute;
    }
    return NULL;
}

/* Whether two lists of columns are the same but for spaces. */
static bool is_same_list(const char *a, const char *b)
{
    for (; *a || *b; a += *a != '\0', b += *b != '\0') {
        while (*a == ' ')
            a++;
        while (*b == ' ')
            b++;
        if (*a != *b)
            return false;
    }
    return true;
}

/* The foreign key between two tables, of this name if one is given. */
static int key_between(const struct catalog *catalog, int child, int parent,
                       const char *name, int except)
{
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        const struct foreign_key *key = &catalog->foreign_keys[i];

        if (key->child == child && key->parent == parent && i != except &&
            (!name || is_same_list(name, key->attribute->name)))
            return i;
    }
    fail(catalog, "no foreign key for a relationship of", name ? name : "");
    return NOTHING;
}

/* What a relationship says of its foreign key, or is itself. */
static const char *key_name(const kith_attribute *attribute)
{
    return attribute && attribute->parent ? attribute->name
           : attribute                    ? attribute->foreign_key
                                          : NULL;
}

static void add_link(struct catalog *catalog, int table,
                     const kith_attribute *attribute)
{
    struct link *link = &catalog->links[catalog->link_count++];
    int target = table_of_row(catalog, attribute->target);
    const kith_attribute *back =
        attribute_named(&catalog->tables[target], attribute->back_populates);
    const char *name = key_name(attribute);
    bool child = attribute->kind == KITH_KIND_REFERENCE;

    *link = (struct link){.attribute = attribute,
                          .table = table,
                          .target = target,
                          .secondary = NOTHING,
                          .far = NOTHING,
                          .view_only = attribute->view_only};
    if (attribute->secondary) {
        link->secondary = table_named(catalog, attribute->secondary);
        link->foreign_key =
            key_between(catalog, link->secondary, table, name, NOTHING);
        link->far = key_between(catalog, link->secondary, target,
                                key_name(back), link->foreign_key);
        return;
    }
    if (!name)
        name = key_name(back);
    link->foreign_key = key_between(catalog, child ? table : target,
                                    child ? target : table, name, NOTHING);
}

static void read_links(struct catalog *catalog, int table)
{
    const kith_table *face = catalog->tables[table].face;

    for (size_t i = 0; i < face->attribute_count; i++) {
        if (is_link(face->attributes[i].kind))
            add_link(catalog, table, &face->attributes[i]);
    }
}

/* Whether a unique key lies over exactly the columns of the pair. */
static bool has_pair_key(const struct catalog *catalog, const struct link *link)
{
    const struct table *table = &catalog->tables[link->secondary];
    const struct foreign_key *near = &catalog->foreign_keys[link->foreign_key];
    const struct foreign_key *far = &catalog->foreign_keys[link->far];
    uint32_t pair = 0;

    for (int i = 0; i < near->count; i++)
        pair |= 1u << near->columns[i];
    for (int i = 0; i < far->count; i++)
        pair |= 1u << far->columns[i];
    for (int i = 0; i < table->key_count; i++) {
        uint32_t columns = 0;

        for (int j = 0; j < table->keys[i].count; j++)
            columns |= 1u << table->keys[i].columns[j];
        if (columns == pair)
            return true;
    }
    return false;
}

/* .unique_pair: a key that nobody declared. */
static void add_pair_key(struct catalog *catalog, const struct link *link)
{
    const struct foreign_key *near = &catalog->foreign_keys[link->foreign_key];
    const struct foreign_key *far = &catalog->foreign_keys[link->far];
    int columns[2] = {near->columns[0], far->columns[0]};

    assert(near->count == 1 && far->count == 1);
    add_key(&catalog->tables[link->secondary], columns, 2, false);
}

static void read_ends(struct catalog *catalog)
{
    for (int i = 0; i < catalog->link_count; i++) {
        struct link *link = &catalog->links[i];
        struct foreign_key *key = &catalog->foreign_keys[link->foreign_key];

        if (link->attribute->kind == KITH_KIND_REFERENCE)
            key->child_end = i;
        else
            key->parent_end = i;
        key->one_to_one |= link->attribute->kind == KITH_KIND_SCALAR;
        key->delete_orphan |= link->attribute->delete_orphan;
        if (link->secondary == NOTHING)
            continue;
        key->association = true;
        catalog->foreign_keys[link->far].association = true;
        if (link->attribute->unique_pair && !has_pair_key(catalog, link))
            add_pair_key(catalog, link);
        link->view_only |= !has_pair_key(catalog, link);
    }
}

/* Whether a KITH_CHECK names a column of the key. */
static bool is_checked(const struct catalog *catalog,
                       const struct foreign_key *key)
{
    const struct table *table = &catalog->tables[key->child];

    for (size_t i = 0; i < table->face->attribute_count; i++) {
        const kith_attribute *attribute = &table->face->attributes[i];

        if (attribute->kind != KITH_KIND_CHECK)
            continue;
        for (size_t j = 0; j < attribute->column_count; j++) {
            int column = table_column(table, attribute->columns[j]);

            for (int k = 0; k < key->count; k++) {
                if (key->columns[k] == column)
                    return true;
            }
        }
    }
    return false;
}

/* A number that no key, index, check or limit looks at. */
static bool is_plain(const struct catalog *catalog, const struct table *table,
                     int number)
{
    const kith_attribute *attribute = table->columns[number].attribute;

    if (is_pointer(&table->columns[number]) ||
        attribute->kind == KITH_KIND_CHARS || attribute->primary_key ||
        attribute->unique || attribute->index ||
        attribute->minimum.kind != KITH_KIND_NONE ||
        attribute->maximum.kind != KITH_KIND_NONE ||
        (attribute->optional && attribute->not_null) ||
        users_of(catalog, (int)(table - catalog->tables), number) > 0)
        return false;
    for (size_t i = 0; i < table->face->attribute_count; i++) {
        const kith_attribute *several = &table->face->attributes[i];

        if (is_column(several->kind) || is_link(several->kind))
            continue;
        for (size_t j = 0; j < several->column_count; j++) {
            if (table_column(table, several->columns[j]) == number)
                return false;
        }
    }
    return true;
}

static void read_plain(struct catalog *catalog, struct table *table)
{
    for (int i = 0; i < table->column_count; i++)
        table->columns[i].plain = is_plain(catalog, table, i);
}

static void read_actions(struct foreign_key *key)
{
    bool shown = key->child_end != NOTHING || key->parent_end != NOTHING;
    bool unlinks = key->can_unlink && !key->required;

    key->on_update = is_link(key->attribute->kind) ? KITH_CASCADE
                     : key->attribute->on_update   ? key->attribute->on_update
                                                   : KITH_NO_ACTION;
    key->on_delete = key->attribute->on_delete;
    key->word = SAID;
    if (key->on_delete != KITH_DEFAULT_ACTION)
        return;
    key->word = key->delete_orphan ? BY_ORPHAN
                : key->association ? BY_ASSOCIATION
                : shown && unlinks ? BY_RELATIONSHIP
                                   : BY_NOTHING;
    key->on_delete = key->word == BY_RELATIONSHIP ? KITH_SET_NULL
                     : key->word == BY_NOTHING    ? KITH_NO_ACTION
                                                  : KITH_CASCADE;
}

void catalog_read(struct catalog *catalog, const struct schema *schema)
{
    *catalog = (struct catalog){.schema = schema};
    for (; schema->tables[catalog->table_count]; catalog->table_count++) {
        struct table *table = &catalog->tables[catalog->table_count];

        assert(catalog->table_count < TABLES_MAX);
        table->face = schema->tables[catalog->table_count];
        read_columns(table);
        read_keys(table);
    }
    for (int i = 0; i < catalog->table_count; i++)
        read_foreign_keys(catalog, i);
    for (int i = 0; i < catalog->foreign_key_count; i++)
        read_own(catalog, i);
    for (int i = 0; i < catalog->table_count; i++)
        read_nullable(catalog, i, &catalog->tables[i]);
    for (int i = 0; i < catalog->table_count; i++)
        read_plain(catalog, &catalog->tables[i]);
    for (int i = 0; i < catalog->table_count; i++)
        read_links(catalog, i);
    read_ends(catalog);
    for (int i = 0; i < catalog->foreign_key_count; i++) {
        struct foreign_key *key = &catalog->foreign_keys[i];

        read_actions(key);
        key->checked = is_checked(catalog, key);
        key->deferred = key->attribute->deferred & KITH_DEFER_PARENT;
        catalog->defers |= key->deferred;
    }
}
