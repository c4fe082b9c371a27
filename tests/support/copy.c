/* copy.c - a database copied by reflection; see copy.h.
 *
 * First the rows, parents before those that need them, and without the parents
 * that they may be without; then those, list by list, so that each comes to be
 * in its order; then the order of the other lists.
 */
#include "copy.h"

#include "family.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 64 };

struct pair {
    const void *from;
    void *to;
};

struct copy {
    kith_db *from, *to;
    struct pair *pairs; /* sorted once all rows are there */
    size_t count, capacity;
};

static void add_pair(struct copy *copy, const void *from, void *to)
{
    if (copy->count == copy->capacity) {
        copy->capacity = copy->capacity ? 2 * copy->capacity : 64;
        copy->pairs =
            realloc(copy->pairs, copy->capacity * sizeof(*copy->pairs));
        KT_ASSERT_NOT_NULL(copy->pairs);
    }
    copy->pairs[copy->count++] = (struct pair){from, to};
}

static int by_address(const void *a, const void *b)
{
    const struct pair *one = a, *two = b;

    return (one->from > two->from) - (one->from < two->from);
}

static void *copy_of(const struct copy *copy, const void *row)
{
    const struct pair wanted = {.from = row};
    const struct pair *found = bsearch(&wanted, copy->pairs, copy->count,
                                       sizeof(*copy->pairs), by_address);

    KT_ASSERT_NOT_NULL(found);
    return found->to;
}

/* --- Rows ----------------------------------------------------------------- */

/* Whether an insert leaves the column to the links: it is the own column of a
 * key that may be NULL. */
static bool is_linked_later(kith_db *db, const kith_column *column)
{
    kith_foreign_key key;
    kith_column part;
    size_t keys = 0;

    for (size_t i = 0; kith_table_foreign_key(db, column->table, i, &key);
         i++) {
        for (size_t j = 0; kith_foreign_key_column(&key, j, &part, NULL); j++)
            keys += part.offset_bytes == column->offset_bytes;
    }
    return keys == 1 && column->nullable;
}

static void copy_rows(struct copy *copy, const kith_table *table)
{
    kith_column columns[COLUMNS_MAX];
    kith_column_value values[COLUMNS_MAX];
    bool later[COLUMNS_MAX];
    size_t count = 0;
    const void *row = NULL;

    while (kith_table_column(copy->from, table, count, &columns[count])) {
        later[count] = is_linked_later(copy->from, &columns[count]);
        count++;
        KT_ASSERT(count < COLUMNS_MAX);
    }
    while ((row = kith_next_row(copy->from, table, row))) {
        for (size_t i = 0; i < count; i++) {
            values[i] = (kith_column_value){columns[i].offset_bytes,
                                            {.kind = KITH_KIND_NONE}};
            if (!later[i])
                values[i].value = kith_value_at(row, columns[i].offset_bytes);
        }
        void *to = kith_insert_values(copy->to, table, values, count);
        KT_ASSERT(to, "%s", kith_last_error(copy->to)->message);
        add_pair(copy, row, to);
    }
}

/* Whether all tables are copied whose rows each row of this one must have. */
static bool is_ready(kith_db *db, const kith_table *table, const bool *copied)
{
    kith_foreign_key key;

    for (size_t i = 0; kith_table_foreign_key(db, table, i, &key); i++) {
        size_t parent = 0;

        while (kith_tables(db)[parent] != key.parent)
            parent++;
        if (!key.nullable && key.parent != table && !copied[parent])
            return false;
    }
    return true;
}

static void copy_tables(struct copy *copy)
{
    const kith_table *const *tables = kith_tables(copy->from);
    bool copied[COLUMNS_MAX] = {false};
    bool went_on = true;

    while (went_on) {
        went_on = false;
        for (size_t i = 0; tables[i]; i++) {
            KT_ASSERT(i < COLUMNS_MAX);
            if (copied[i] || !is_ready(copy->from, tables[i], copied))
                continue;
            copy_rows(copy, tables[i]);
            copied[i] = went_on = true;
        }
    }
    for (size_t i = 0; tables[i]; i++)
        KT_ASSERT(copied[i], "%s needs a row that needs it", tables[i]->name);
    if (copy->count > 0)
        qsort(copy->pairs, copy->count, sizeof(*copy->pairs), by_address);
}

/* --- Links ---------------------------------------------------------------- */

static void link_child(const struct copy *copy, const void *child,
                       const kith_foreign_key *key)
{
    kith_column_value values[COLUMNS_MAX];
    kith_column column;
    size_t count = 0;

    for (; kith_foreign_key_column(key, count, &column, NULL); count++)
        values[count] = (kith_column_value){
            column.offset_bytes, kith_value_at(child, column.offset_bytes)};
    ANSWERS(kith_update_values(copy_of(copy, child), values, count), KITH_OK);
}

/* Link the children of each row along a key that may be NULL. */
static void link_children(const struct copy *copy, const kith_foreign_key *key)
{
    const void *row = NULL, *child;

    while ((row = kith_next_row(copy->from, key->parent, row))) {
        kith_members children = kith_children_of(row, key);

        while ((child = kith_next_member(&children)))
            link_child(copy, child, key);
    }
}

/* Give the collections of a relationship their order. */
static void order_members(const struct copy *copy,
                          const kith_relationship *relationship)
{
    const size_t offset = relationship->offset_bytes;
    const void *row = NULL;

    while ((row = kith_next_row(copy->from, relationship->table, row))) {
        const size_t count = kith_member_count_at(row, offset);
        kith_members members = kith_members_at(row, offset);
        void **targets = malloc((count + 1) * sizeof(*targets));

        KT_ASSERT_NOT_NULL(targets);
        for (size_t i = 0; i < count; i++)
            targets[i] = copy_of(copy, kith_next_member(&members));
        KT_ASSERT_NULL(kith_next_member(&members));
        ANSWERS(kith_replace_at(copy_of(copy, row), offset,
                                &(const kith_row_list){targets, count}),
                KITH_OK);
        free(targets);
    }
}

static void copy_links(const struct copy *copy, const kith_table *table)
{
    kith_relationship relationship;
    kith_foreign_key key;

    for (size_t i = 0; kith_table_child(copy->from, table, i, &key); i++) {
        if (key.nullable)
            link_children(copy, &key);
    }
    for (size_t i = 0;
         kith_table_relationship(copy->from, table, i, &relationship); i++) {
        if (relationship.kind == KITH_KIND_COLLECTION &&
            !relationship.view_only)
            order_members(copy, &relationship);
    }
}

kith_db *copy_database(kith_db *db)
{
    struct copy copy = {.from = db};

    ANSWERS(kith_open(&copy.to, kith_tables(db), NULL, NULL), KITH_OK);
    copy_tables(&copy);
    for (size_t i = 0; kith_tables(db)[i]; i++)
        copy_links(&copy, kith_tables(db)[i]);
    free(copy.pairs);
    return copy.to;
}

void copy_check(kith_db *db)
{
    kith_db *copy = copy_database(db);

    KT_ASSERT_EQ(kith_digest(copy), kith_digest(db));
    family_verify(copy);
    kith_close(copy);
}
