/* selection.c - what a selection says: chosen tables, and what is ignored.
 *
 * Owns   which selections are refused, and with which words.
 * Knows  the schema by kith/reflect.h; no row but the one to begin from.
 *
 * Contract: select.h.
 */
#include "io/select.h"

#include "base/print.h"

#include <kith/row.h>

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* --- Refusals ------------------------------------------------------------- */

/* Tell what is wrong with a selection: a name, and the sentence around it. */
kith_status ki_select_refuse(const kith_selection *selection,
                             const char *before, const char *name,
                             const char *after)
{
    kith_error *error = selection->error;
    struct printed printed;

    if (!error)
        return KITH_E_MISUSE;
    *error = (kith_error){.status = KITH_E_MISUSE};
    printed = ki_print_begin(error->value, sizeof(error->value));
    ki_print_text(&printed, name, SIZE_MAX, false);
    printed = ki_print_begin(error->message, sizeof(error->message));
    ki_print_plain(&printed, before, SIZE_MAX);
    ki_print_text(&printed, name, SIZE_MAX, true);
    ki_print_plain(&printed, after, SIZE_MAX);
    return KITH_E_MISUSE;
}

kith_status ki_select_refuse_memory(const kith_selection *selection)
{
    struct printed printed;

    if (selection->error) {
        *selection->error = (kith_error){.status = KITH_E_MEMORY};
        printed = ki_print_begin(selection->error->message,
                                 sizeof(selection->error->message));
        ki_print_plain(&printed, "out of memory: the allocator returned NULL",
                       SIZE_MAX);
    }
    return KITH_E_MEMORY;
}

/* --- What is ignored ------------------------------------------------------ */

/* Names of columns have no dot; those of tables may. */
static bool is_name_of(const char *ignored, const char *table, const char *name)
{
    const char *dot = strrchr(ignored, '.');
    size_t bytes = strlen(table);

    return dot && (size_t)(dot - ignored) == bytes &&
           memcmp(ignored, table, bytes) == 0 && strcmp(dot + 1, name) == 0;
}

bool ki_select_ignores(const kith_selection *selection, const kith_table *table,
                       const char *name)
{
    const char *const *ignored = selection->ignored;

    for (; ignored && *ignored; ignored++) {
        if (is_name_of(*ignored, table->name, name))
            return true;
    }
    return false;
}

bool ki_select_ignores_key(const kith_selection *selection,
                           const kith_foreign_key *foreign_key)
{
    kith_column column;

    if (!selection->ignored)
        return false;
    for (size_t i = 0; kith_foreign_key_column(foreign_key, i, &column, NULL);
         i++) {
        if (ki_select_ignores(selection, foreign_key->child, column.name))
            return true;
    }
    return foreign_key->child_end &&
           ki_select_ignores(selection, foreign_key->child,
                             foreign_key->child_end->name);
}

/* Whether the order of the children of a parent counts. */
static bool has_order(const kith_selection *selection,
                      const kith_foreign_key *foreign_key)
{
    return !foreign_key->one_to_one &&
           !ki_select_ignores_key(selection, foreign_key) &&
           !(foreign_key->parent_end &&
             ki_select_ignores(selection, foreign_key->parent,
                               foreign_key->parent_end->name));
}

/* Each ignored name is one of the database, or a misspelled one would let count
 * what was meant not to. */
static kith_status check_ignored(kith_db *db, const kith_selection *selection)
{
    const char *const *ignored = selection->ignored;

    for (; ignored && *ignored; ignored++) {
        const kith_table *const *table = kith_tables(db);
        bool found = false;

        for (; *table && !found; table++) {
            for (size_t i = 0; i < (*table)->attribute_count && !found; i++) {
                const char *name = (*table)->attributes[i].name;

                found = name && is_name_of(*ignored, (*table)->name, name);
            }
        }
        if (!found)
            return ki_select_refuse(selection, "there is no column \"",
                                    *ignored,
                                    "\" to ignore: write \"table.column\"");
    }
    return KITH_OK;
}

/* --- Tables --------------------------------------------------------------- */

static bool is_chosen(const kith_selection *selection, const char *name)
{
    const kith_table *const *table = selection->tables;

    for (; table && *table; table++) {
        if (strcmp((*table)->name, name) == 0)
            return true;
    }
    return !selection->tables;
}

static kith_status check_chosen(kith_db *db, const kith_selection *selection)
{
    const kith_table *const *table = selection->tables;

    for (; table && *table; table++) {
        if (!kith_table_named(db, (*table)->name))
            return ki_select_refuse(selection, "the table \"", (*table)->name,
                                    "\" is not part of the database");
    }
    return KITH_OK;
}

/* The columns that count, and those of the primary key. */
static bool describe_columns(struct kith_selected_parts *parts,
                             const kith_selection *selection,
                             kith_selected_table *table)
{
    size_t count = table->table->attribute_count;
    kith_column *columns = select_array(parts, count, sizeof(*columns));
    kith_column *keys = select_array(parts, count, sizeof(*keys));
    kith_column column;
    kith_key key;

    if (!columns || !keys)
        return false;
    for (size_t i = 0; kith_table_column(parts->db, table->table, i, &column);
         i++) {
        if (!ki_select_ignores(selection, table->table, column.name))
            columns[table->column_count++] = column;
    }
    table->numbered =
        !kith_table_key(parts->db, table->table, 0, &key) || !key.primary;
    for (size_t i = 0; !table->numbered && kith_key_column(&key, i, &column);
         i++)
        keys[table->key_column_count++] = column;
    for (size_t i = 0; i < table->key_column_count; i++)
        table->numbered |=
            ki_select_ignores(selection, table->table, keys[i].name);
    table->columns = columns;
    table->key_columns = keys;
    return true;
}

/* Of the two keys of a .symmetric pair, whose rows are in the same lists, only
 * that of the collection has them. */
static bool has_lists(kith_db *db, const kith_foreign_key *key)
{
    kith_relationship list;

    return !key->parent_end || !key->parent_end->symmetric ||
           (kith_relationship_named(db, key->parent, key->parent_end->name,
                                    &list) &&
            list.foreign_key.attribute == key->attribute);
}

static bool describe_links(struct kith_selected_parts *parts,
                           const kith_selection *selection,
                           kith_selected_table *table)
{
    size_t count = table->table->attribute_count;
    kith_foreign_key *references =
        select_array(parts, count, sizeof(*references));
    kith_foreign_key *lists = select_array(parts, count, sizeof(*lists));
    kith_foreign_key key;

    if (!references || !lists)
        return false;
    for (size_t i = 0; kith_table_foreign_key(parts->db, table->table, i, &key);
         i++) {
        if (key.column_count == 0 && !ki_select_ignores_key(selection, &key))
            references[table->reference_count++] = key;
        if (has_order(selection, &key) && has_lists(parts->db, &key))
            lists[table->list_count++] = key;
    }
    table->references = references;
    table->lists = lists;
    return true;
}

/* The chosen tables, by name: there are few, so each is put into its place
 * among those before it. */
static void put_tables(struct kith_selected_parts *parts,
                       const kith_selection *selection)
{
    const kith_table *const *table = kith_tables(parts->db);

    for (; *table; table++) {
        size_t place = parts->table_count;

        if (!is_chosen(selection, (*table)->name))
            continue;
        for (; place > 0 &&
               strcmp(parts->tables[place - 1].table->name, (*table)->name) > 0;
             place--)
            parts->tables[place] = parts->tables[place - 1];
        parts->tables[place] = (kith_selected_table){.table = *table};
        parts->table_count++;
    }
}

kith_status ki_select_tables(struct kith_selected_parts *parts,
                             const kith_selection *selection)
{
    const kith_table *const *table = kith_tables(parts->db);
    size_t count = 0;

    while (table[count])
        count++;
    parts->tables = select_array(parts, count, sizeof(*parts->tables));
    parts->rows = select_array(parts, count, sizeof(*parts->rows));
    parts->alike = select_array(parts, count, sizeof(*parts->alike));
    if (!parts->tables || !parts->rows || !parts->alike)
        return KITH_E_MEMORY;
    put_tables(parts, selection);
    for (size_t i = 0; i < parts->table_count; i++) {
        if (!ki_ptr_map_reserve(&parts->places, &parts->memory) ||
            !describe_columns(parts, selection, &parts->tables[i]) ||
            !describe_links(parts, selection, &parts->tables[i]))
            return KITH_E_MEMORY;
        ki_ptr_map_put(&parts->places, parts->tables[i].table, i);
    }
    return KITH_OK;
}

/* --- Whether it may be selected ------------------------------------------- */

static kith_status check_from(kith_db *db, const kith_selection *selection)
{
    const void *from = selection->from;

    if (!from)
        return KITH_OK;
    if (!kith_is_live(from))
        return ki_select_refuse(selection, "", "from", " was deleted");
    if (kith_db_of(from) != db)
        return ki_select_refuse(selection, "", "from",
                                " is a row of another database");
    if (!is_chosen(selection, kith_table_of(from)->name))
        return ki_select_refuse(selection, "from is a row of \"",
                                kith_table_of(from)->name,
                                "\", a table that was not chosen");
    return KITH_OK;
}

kith_status ki_select_check(kith_db *db, const kith_selection *selection)
{
    kith_status status = check_chosen(db, selection);

    if (status == KITH_OK)
        status = check_ignored(db, selection);
    return status == KITH_OK ? check_from(db, selection) : status;
}
