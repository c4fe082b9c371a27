/* select.c - which rows a text or a comparison is about, in order.
 *
 * Owns   the order of rows, their numbers, and which of them are alike.
 * Knows  the database by kith/reflect.h alone.
 *
 * Public contract: kith/select.h. What is shown lies in an arena that is given
 * back as a whole; the map of numbers is all that is beside it.
 */
#include "io/select.h"

#include <kith/row.h>
#include <kith/scan.h>

#include <assert.h>

static const kith_selection all_of_it;

/* --- Rows ----------------------------------------------------------------- */

/* All rows of a table, or those of them that were reached, as they are
 * stored. */
static void scan_rows(struct kith_selected_parts *parts, size_t n, bool reached)
{
    kith_selected_table *table = &parts->tables[n];
    kith_scan scan = kith_scan_rows(parts->db, table->table);
    void *row;

    table->row_count = 0;
    while ((row = kith_scan_next(&scan))) {
        if (!reached || ki_ptr_map_find(&parts->numbers, row))
            parts->rows[n][table->row_count++] = row;
    }
}

static kith_status find_rows(struct kith_selected_parts *parts,
                             const kith_selection *selection)
{
    kith_status status = KITH_OK;

    if (selection->from)
        status = ki_select_reach(parts, selection);
    for (size_t i = 0; status == KITH_OK && i < parts->table_count; i++) {
        if (selection->from && !selection->stored_order)
            continue;
        if (!selection->from &&
            !select_reserve(parts, i,
                            kith_count_rows(parts->db, parts->tables[i].table)))
            return KITH_E_MEMORY;
        scan_rows(parts, i, selection->from != NULL);
    }
    return status;
}

/* --- Order ---------------------------------------------------------------- */

/* Of two parents that rows refer to without a column, by their keys. */
static int compare_parents(const void *left, const void *right,
                           const kith_foreign_key *foreign_key)
{
    const void *l = kith_parent_of(left, foreign_key);
    const void *r = kith_parent_of(right, foreign_key);
    kith_column column;
    int difference = 0;

    if (l == r || !l || !r)
        return (l != NULL) - (r != NULL);
    for (size_t i = 0; difference == 0 &&
                       kith_key_column(&foreign_key->parent_key, i, &column);
         i++)
        difference = kith_row_compare(l, &column, r, &column, 1);
    return difference;
}

static int compare_selected(const kith_selected_table *table, const void *left,
                            const void *right)
{
    int difference;

    if (!table->numbered)
        return kith_row_compare(left, table->key_columns, right,
                                table->key_columns, table->key_column_count);
    difference = kith_row_compare(left, table->columns, right, table->columns,
                                  table->column_count);
    for (size_t i = 0; difference == 0 && i < table->reference_count; i++)
        difference = compare_parents(left, right, &table->references[i]);
    return difference;
}

/* Merge two runs that lie side by side, [begin, middle) and [middle, end). */
static void merge_runs(const kith_selected_table *table, void **from, void **to,
                       const size_t bounds[3])
{
    size_t left = bounds[0], right = bounds[1];

    for (size_t i = bounds[0]; i < bounds[2]; i++) {
        bool take_left =
            left < bounds[1] &&
            (right == bounds[2] ||
             compare_selected(table, from[left], from[right]) <= 0);

        to[i] = take_left ? from[left++] : from[right++];
    }
}

/* Rows that are in order already, as those of keys that count up mostly are,
 * cost one comparison each. */
static bool is_sorted(const kith_selected_table *table)
{
    for (size_t i = 1; i < table->row_count; i++) {
        if (compare_selected(table, table->rows[i - 1], table->rows[i]) > 0)
            return false;
    }
    return true;
}

/* Merge sort from the bottom up: stable, without recursion, and with a bound on
 * its cost that qsort does not give. False without memory. */
static bool sort_rows(struct kith_selected_parts *parts, size_t n)
{
    kith_selected_table *table = &parts->tables[n];
    size_t count = table->row_count, bytes = count * sizeof(void *);
    void **from = parts->rows[n], **to;

    if (is_sorted(table))
        return true;
    to = ki_arena_new_bare(&parts->arena, &parts->memory, bytes);
    for (size_t run = 1; to && run < count; run *= 2) {
        void **last = from;

        for (size_t begin = 0; begin < count; begin += 2 * run) {
            size_t middle = count - begin < run ? count : begin + run;
            size_t end = count - middle < run ? count : middle + run;

            merge_runs(table, from, to, (size_t[]){begin, middle, end});
        }
        from = to;
        to = last;
    }
    parts->rows[n] = from;
    table->rows = from;
    return to;
}

/* --- Numbers -------------------------------------------------------------- */

/* For each row of a table without a key the first of those like it. They lie
 * side by side, as they are sorted. */
static bool note_alike(struct kith_selected_parts *parts, size_t n)
{
    const kith_selected_table *table = &parts->tables[n];
    size_t *alike = select_array(parts, table->row_count, sizeof(*alike));

    for (size_t i = 1; alike && i < table->row_count; i++) {
        alike[i] =
            compare_selected(table, table->rows[i - 1], table->rows[i]) == 0
                ? alike[i - 1]
                : i;
    }
    parts->alike[n] = alike;
    return alike;
}

/* Place `n` from 0 is number n + 1. Rows that were reached are in the map. */
static bool number_rows(struct kith_selected_parts *parts, size_t n)
{
    const kith_selected_table *table = &parts->tables[n];

    for (size_t i = 0; i < table->row_count; i++) {
        size_t *number = ki_ptr_map_find(&parts->numbers, table->rows[i]);

        if (number) {
            *number = i + 1;
            continue;
        }
        if (!ki_ptr_map_reserve(&parts->numbers, &parts->memory))
            return false;
        ki_ptr_map_put(&parts->numbers, table->rows[i], i + 1);
    }
    return true;
}

static kith_status order_rows(struct kith_selected_parts *parts,
                              const kith_selection *selection)
{
    size_t most = 0;

    for (size_t i = 0; i < parts->table_count; i++) {
        const kith_selected_table *table = &parts->tables[i];

        if ((!selection->stored_order && !sort_rows(parts, i)) ||
            !number_rows(parts, i) ||
            (table->numbered && !selection->stored_order &&
             !note_alike(parts, i)))
            return KITH_E_MEMORY;
        if (table->row_count > most)
            most = table->row_count;
    }
    parts->members = select_array(parts, most, sizeof(*parts->members));
    parts->met = select_array(parts, most, sizeof(*parts->met));
    return parts->members && parts->met ? KITH_OK : KITH_E_MEMORY;
}

/* --- The calls ------------------------------------------------------------ */

static void free_parts(struct kith_selected_parts *parts)
{
    struct memory memory = parts->memory;

    ki_ptr_map_fini(&parts->places, &memory);
    ki_ptr_map_fini(&parts->numbers, &memory);
    ki_arena_fini(&parts->arena, &memory);
    ki_memory_free(&memory, parts, sizeof(*parts));
}

kith_status kith_select(kith_db *db, const kith_selection *selection,
                        kith_selected *selected)
{
    struct kith_selected_parts *parts;
    struct memory memory;
    kith_status status;

    selection = selection ? selection : &all_of_it;
    if (!db || !selected)
        return ki_select_refuse(selection, "", db ? "selected" : "db",
                                " is NULL");
    status = ki_select_check(db, selection);
    if (status != KITH_OK)
        return status;
    ki_memory_init(&memory, &selection->allocator);
    parts = ki_memory_new_zeroed(&memory, sizeof(*parts));
    if (!parts)
        return ki_select_refuse_memory(selection);
    parts->memory = memory;
    parts->db = db;
    status = ki_select_tables(parts, selection);
    if (status == KITH_OK)
        status = find_rows(parts, selection);
    if (status == KITH_OK)
        status = order_rows(parts, selection);
    if (status != KITH_OK) {
        free_parts(parts);
        return ki_select_refuse_memory(selection);
    }
    *selected = (kith_selected){parts->tables, parts->table_count, parts};
    return KITH_OK;
}

void kith_selected_free(kith_selected *selected)
{
    if (!selected || !selected->parts_)
        return;
    free_parts(selected->parts_);
    *selected = (kith_selected){0};
}

size_t kith_selected_number(const kith_selected *selected, const void *row)
{
    const size_t *number =
        selected && selected->parts_ && row
            ? ki_ptr_map_find(&selected->parts_->numbers, row)
            : NULL;

    return number ? *number : 0;
}

/* --- Members -------------------------------------------------------------- */

/* The members of a list as their numbers. In a .symmetric collection they are
 * the rows of both keys. */
static size_t note_members(struct kith_selected_parts *parts,
                           const kith_foreign_key *list, const void *parent)
{
    bool symmetric = list->parent_end && list->parent_end->symmetric;
    kith_members members =
        symmetric ? kith_members_at(parent, list->parent_end->offset_bytes)
                  : kith_children_of(parent, list);
    size_t count = 0;
    void *member;

    /* A link may be there whose other end is not yet. */
    while ((member = kith_next_member(&members)) || members.link) {
        const size_t *number =
            ki_ptr_map_find(&parts->numbers, symmetric ? members.link : member);

        if (number)
            parts->members[count++] = *number;
    }
    return count;
}

/* Of rows that are alike the first that is met gets the first number, and so
 * on: all of them are members, for they have the same parents. */
static void renumber_alike(struct kith_selected_parts *parts,
                           const size_t *alike, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t first = alike[parts->members[i] - 1];

        parts->members[i] = first + ++parts->met[first];
    }
    for (size_t i = 0; i < count; i++)
        parts->met[alike[parts->members[i] - 1]] = 0;
}

const size_t *kith_selected_members(kith_selected *selected, size_t table,
                                    size_t list, const void *parent,
                                    size_t *count, bool *sorted)
{
    static const size_t none[1];
    struct kith_selected_parts *parts = selected ? selected->parts_ : NULL;
    bool found = parts && table < parts->table_count &&
                 list < parts->tables[table].list_count;
    size_t members = 0;

    if (found)
        members =
            note_members(parts, &parts->tables[table].lists[list], parent);
    if (found && parts->alike[table])
        renumber_alike(parts, parts->alike[table], members);
    if (sorted)
        *sorted = true;
    for (size_t i = 1; sorted && i < members; i++)
        *sorted &= parts->members[i - 1] < parts->members[i];
    if (count)
        *count = members;
    return found ? parts->members : none;
}
