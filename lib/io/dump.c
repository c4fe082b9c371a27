/* dump.c - the contents of a database as a text.
 *
 * Owns   the form of the text above single values: tables, rows, orders.
 * Knows  the database by kith/reflect.h and kith/select.h alone.
 *
 *   dump.c      lines ---> select.c   which rows, in which order
 *                     ---> writer.c   values
 *
 * Public contract: kith/dump.h.
 */
#include <kith/dump.h>

#include "io/select.h"
#include "io/writer.h"

#include <kith/row.h>

#include <assert.h>

struct dump {
    struct writer writer;
    const kith_selection *selection;
    kith_selected selected;
    bool begun; /* a section was written: the next is parted from it */
};

/* --- Names ---------------------------------------------------------------- */

/* A name as it is where it is a word, else quoted. */
static void put_word(struct writer *writer, const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz_0123456789";
    bool is_word = *name && (*name < '0' || *name > '9') &&
                   name[strspn(name, letters)] == '\0';

    if (is_word)
        writer_text(writer, name);
    else
        ki_writer_quoted(writer, name);
}

static void put_number(struct writer *writer, size_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "#%zu", number);
    writer_text(writer, text);
}

/* The values of a key, in parentheses where there are several. */
static void put_row_values(struct writer *writer, const void *row,
                           const kith_column *columns, size_t count)
{
    assert(count > 0);
    if (count > 1)
        writer_text(writer, "(");
    for (size_t i = 0; i < count; i++) {
        kith_value value = kith_value_at(row, columns[i].offset_bytes);

        if (i > 0)
            writer_text(writer, ", ");
        ki_writer_value(writer, &columns[i], &value);
    }
    if (count > 1)
        writer_text(writer, ")");
}

/* How a row of the selection is named. */
static void put_row_key(struct writer *writer, const kith_selected *selected,
                        const kith_selected_table *table, const void *row)
{
    if (table->numbered)
        put_number(writer, kith_selected_number(selected, row));
    else
        put_row_values(writer, row, table->key_columns,
                       table->key_column_count);
}

static const kith_selected_table *
selected_table_of(const kith_selected *selected, const void *row)
{
    const size_t *place =
        ki_ptr_map_find(&selected->parts_->places, kith_table_of(row));

    return place ? &selected->tables[*place] : NULL;
}

/* Whether a column of the parent's key is ignored, and the parent is known by
 * its number. */
static bool is_known_by_number(const struct dump *dump, const void *parent,
                               const kith_foreign_key *foreign_key)
{
    const kith_selected_table *table =
        selected_table_of(&dump->selected, parent);
    bool ignored = false;
    kith_column column;

    for (size_t i = 0; kith_key_column(&foreign_key->parent_key, i, &column);
         i++)
        ignored |= ki_select_ignores(dump->selection, foreign_key->parent,
                                     column.name);
    return ignored && table && table->numbered &&
           kith_selected_number(&dump->selected, parent) > 0;
}

/* A parent by the key that the foreign key refers to. */
static void put_parent(struct dump *dump, const void *parent,
                       const kith_foreign_key *foreign_key)
{
    struct writer *writer = &dump->writer;
    size_t count = foreign_key->parent_key.column_count;
    kith_column column;

    if (is_known_by_number(dump, parent, foreign_key)) {
        put_number(writer, kith_selected_number(&dump->selected, parent));
        return;
    }
    if (count > 1)
        writer_text(writer, "(");
    for (size_t i = 0; kith_key_column(&foreign_key->parent_key, i, &column);
         i++) {
        if (i > 0)
            writer_text(writer, ", ");
        put_row_values(writer, parent, &column, 1);
    }
    if (count > 1)
        writer_text(writer, ")");
}

/* --- Rows ----------------------------------------------------------------- */

static void begin_section(struct dump *dump)
{
    if (dump->begun)
        writer_text(&dump->writer, "\n");
    dump->begun = true;
    writer_text(&dump->writer, "[");
}

static void put_table_header(struct dump *dump,
                             const kith_selected_table *table)
{
    struct writer *writer = &dump->writer;
    const char *before = " ";

    begin_section(dump);
    put_word(writer, table->table->name);
    writer_text(writer, "]");
    for (size_t i = 0; i < table->column_count + table->reference_count; i++) {
        writer_text(writer, before);
        writer_text(writer,
                    i < table->column_count
                        ? table->columns[i].name
                        : table->references[i - table->column_count].name);
        before = " | ";
    }
    writer_text(writer, "\n");
}

static void put_row_line(struct dump *dump, const kith_selected_table *table,
                         const void *row)
{
    struct writer *writer = &dump->writer;
    const char *before = "";

    if (table->numbered) {
        put_number(writer, kith_selected_number(&dump->selected, row));
        writer_text(writer, ":");
        before = " ";
    }
    for (size_t i = 0; i < table->column_count; i++) {
        kith_value value = kith_value_at(row, table->columns[i].offset_bytes);

        writer_text(writer, before);
        ki_writer_value(writer, &table->columns[i], &value);
        before = " | ";
    }
    for (size_t i = 0; i < table->reference_count; i++) {
        const void *parent = kith_parent_of(row, &table->references[i]);

        writer_text(writer, before);
        if (parent)
            put_parent(dump, parent, &table->references[i]);
        else
            writer_text(writer, "null");
        before = " | ";
    }
    writer_text(writer, "\n");
}

static void put_table(struct dump *dump, const kith_selected_table *table)
{
    if (table->row_count == 0)
        return;
    put_table_header(dump, table);
    for (size_t i = 0; i < table->row_count && !dump->writer.failed; i++)
        put_row_line(dump, table, table->rows[i]);
}

/* --- Orders --------------------------------------------------------------- */

/* Whether another foreign key of the table has the same columns: then the
 * parent's table tells them apart. */
static bool has_namesake(struct dump *dump, const kith_foreign_key *foreign_key)
{
    size_t count = 0;
    kith_foreign_key other;

    for (size_t i = 0; kith_table_foreign_key(dump->selected.parts_->db,
                                              foreign_key->child, i, &other);
         i++)
        count += strcmp(other.name, foreign_key->name) == 0;
    return count > 1;
}

static void put_order_header(struct dump *dump,
                             const kith_foreign_key *foreign_key)
{
    struct writer *writer = &dump->writer;
    bool several = foreign_key->column_count > 1;

    begin_section(dump);
    writer_text(writer, "order of ");
    put_word(writer, foreign_key->child->name);
    writer_text(writer, several ? " by (" : " by ");
    writer_text(writer, foreign_key->name);
    writer_text(writer, several ? ")" : "");
    if (has_namesake(dump, foreign_key)) {
        writer_text(writer, " to ");
        put_word(writer, foreign_key->parent->name);
    }
    writer_text(writer, "]\n");
}

/* The order of one list, unless it is that of the rows. `*begun` tells whether
 * the section was. */
static void put_order(struct dump *dump, size_t place, size_t list,
                      const void *parent, bool *begun)
{
    const kith_selected_table *table = &dump->selected.tables[place];
    const kith_foreign_key *foreign_key = &table->lists[list];
    struct writer *writer = &dump->writer;
    const size_t *numbers;
    bool sorted;
    size_t count;

    numbers = kith_selected_members(&dump->selected, place, list, parent,
                                    &count, &sorted);
    if (sorted)
        return;
    if (!*begun)
        put_order_header(dump, foreign_key);
    *begun = true;
    put_parent(dump, parent, foreign_key);
    for (size_t i = 0; i < count && !writer->failed; i++) {
        writer_text(writer, i == 0 ? ": " : ", ");
        put_row_key(writer, &dump->selected, table,
                    table->rows[numbers[i] - 1]);
    }
    writer_text(writer, "\n");
}

static void put_orders(struct dump *dump, size_t place)
{
    const kith_selected_table *table = &dump->selected.tables[place];

    for (size_t list = 0; list < table->list_count; list++) {
        const size_t *parents = ki_ptr_map_find(&dump->selected.parts_->places,
                                                table->lists[list].parent);
        const kith_selected_table *parent =
            parents ? &dump->selected.tables[*parents] : NULL;
        bool begun = false;

        for (size_t i = 0;
             parent && i < parent->row_count && !dump->writer.failed; i++)
            put_order(dump, place, list, parent->rows[i], &begun);
    }
}

/* --- The calls ------------------------------------------------------------ */

kith_status kith_dump(kith_db *db, const kith_selection *selection,
                      kith_output output)
{
    static const kith_selection all;
    struct dump dump = {.writer = {.output = output},
                        .selection = selection ? selection : &all};
    kith_status status;

    if (!output.write)
        return KITH_E_MISUSE;
    status = kith_select(db, selection, &dump.selected);
    if (status != KITH_OK)
        return status;
    writer_text(&dump.writer, "");
    for (size_t i = 0; i < dump.selected.table_count; i++)
        put_table(&dump, &dump.selected.tables[i]);
    for (size_t i = 0; i < dump.selected.table_count; i++)
        put_orders(&dump, i);
    kith_selected_free(&dump.selected);
    return writer_status(&dump.writer);
}

kith_status kith_dump_key(const kith_selected *selected, const void *row,
                          kith_output output)
{
    struct writer writer = {.output = output};

    if (!output.write || kith_selected_number(selected, row) == 0)
        return KITH_E_MISUSE;
    put_row_key(&writer, selected, selected_table_of(selected, row), row);
    return writer_status(&writer);
}
