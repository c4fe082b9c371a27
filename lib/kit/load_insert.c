/* load_insert.c - the rows of a text into the database.
 *
 * Owns   the draft of a row, what is linked when all rows are there, and lists
 *        that are put in order then.
 * Knows  the database by its public calls.
 *
 * Contract: load.h.
 */
#include "kit/load.h"

#include <kith/db.h>
#include <kith/relate.h>
#include <kith/select.h>
#include <kith/write.h>

#include <string.h>

/* A row as kith_insert_columns takes it. */
struct draft {
    char *row;
    uint64_t *given, *nulls;
};

static size_t behind_blanks(const struct load *load, size_t node)
{
    return strspn(load->nodes[node].at, " \t");
}

/* A call was refused: the place in the text is the cell of the column that it
 * complains of, if the row has one, else the row. */
static kith_status refuse_loaded_row(struct load *load, size_t node)
{
    const kith_error *error = kith_last_error(load->db);
    const struct table_plan *plan = &load->tables[load->nodes[node].table];
    const char *at = load->nodes[node].at + behind_blanks(load, node);

    assert(error->status != KITH_OK);
    for (size_t i = 0; error->column && i < plan->column_count; i++) {
        struct cell cell;

        if (strcmp(plan->columns[i].name, error->column) != 0)
            continue;
        cell = ki_load_cell_of(load, node, i, NOWHERE);
        if (cell.kind != CELL_ABSENT)
            at = cell.token.at;
    }
    return ki_load_fail_call(load, error->status, at);
}

/* --- Drafts --------------------------------------------------------------- */

static kith_status begin_draft(struct load *load, const kith_table *table,
                               struct draft *draft)
{
    size_t words = table->attribute_count / 64 + 1;

    draft->row = ki_load_new_draft(load, table->row_bytes);
    draft->given = ki_load_new_draft(load, 2 * words * sizeof(uint64_t));
    if (!draft->row || !draft->given)
        return KITH_E_MEMORY;
    assert(table->row_bytes > 0);
    draft->nulls = draft->given + words;
    memset(draft->row, 0, table->row_bytes);
    memset(draft->given, 0, 2 * words * sizeof(uint64_t));
    return KITH_OK;
}

/* The bytes of a number are those that its type has for it: a conversion to
 * each, as C makes it. The value is known to fit. */
#define STORE_AS(type, number)                 \
    do {                                       \
        const type stored_ = (type)(number);   \
        memcpy(to, &stored_, sizeof(stored_)); \
    } while (0)

static void store_number(char *to, const kith_column *column,
                         const kith_value *value)
{
    uint64_t number = value->kind == KITH_KIND_I64 ? (uint64_t)value->integer
                                                   : value->natural;

    switch (column->kind) {
    case KITH_KIND_BOOL:
        STORE_AS(bool, value->integer);
        break;
    case KITH_KIND_I8:
    case KITH_KIND_U8:
        STORE_AS(uint8_t, number);
        break;
    case KITH_KIND_I16:
    case KITH_KIND_U16:
        STORE_AS(uint16_t, number);
        break;
    case KITH_KIND_I32:
    case KITH_KIND_U32:
        STORE_AS(uint32_t, number);
        break;
    case KITH_KIND_F32:
        STORE_AS(float, value->real);
        break;
    case KITH_KIND_F64:
        STORE_AS(double, value->real);
        break;
    default:
        assert(column->bytes == sizeof(uint64_t));
        STORE_AS(uint64_t, number);
    }
}

/* Give a column of a draft a value. */
static void give_column(struct load *load, size_t table, size_t column,
                        const kith_value *value, struct draft *draft)
{
    const struct table_plan *plan = &load->tables[table];
    const kith_column *to = &plan->columns[column];
    char *at = draft->row + to->offset_bytes;

    if (to->attribute->sort_key || to->default_kind == KITH_DEFAULT_POSITION)
        return; /* made of the row, or of the list, anew */
    if (value->kind == KITH_KIND_NONE) {
        kith_column_mask_set_at(draft->nulls, plan->attributes[column]);
        return;
    }
    kith_column_mask_set_at(draft->given, plan->attributes[column]);
    switch (to->kind) {
    case KITH_KIND_TEXT:
        memcpy(at, &value->text, sizeof(value->text));
        break;
    case KITH_KIND_CHARS:
        assert(strlen(value->text) < to->bytes);
        memcpy(at, value->text, strlen(value->text) + 1);
        break;
    case KITH_KIND_BLOB:
        memcpy(at, &value->blob, sizeof(value->blob));
        break;
    default:
        store_number(at, to, value);
        if (to->optional)
            at[to->bytes] = true;
    }
}

/* The value of a column of a row of the text: as it is told, or what the row
 * that it comes from has been given. `*known` is false where that is not there
 * yet. */
static kith_status value_of(struct load *load, size_t node, size_t column,
                            kith_value *value, bool *known)
{
    struct resolved resolved;
    kith_status status = ki_load_resolve(load, node, column, &resolved);
    const struct node *from;
    const kith_column *source;

    *known = false;
    if (status != KITH_OK)
        return status;
    *known = true;
    *value = resolved.value;
    if (resolved.known)
        return KITH_OK;
    from = &load->nodes[resolved.node];
    source = &load->tables[from->table].columns[resolved.column];
    *known = from->row != NULL;
    *value = kith_value_at(from->row, source->offset_bytes);
    return KITH_OK;
}

/* Whether a column is NULL until a late link of the row is made. */
static bool is_late_column(const struct load *load, size_t number,
                           size_t column)
{
    const struct node *node = &load->nodes[number];
    const struct table_plan *plan = &load->tables[node->table];

    assert(column < plan->column_count);
    for (size_t i = 0; i < plan->link_count; i++) {
        const struct link_plan *link = &plan->links[i];

        for (size_t j = 0; j < link->own_count; j++) {
            if (link->own[j] == column &&
                load->slots[node->slots + i].state == SLOT_LATE)
                return true;
        }
    }
    return false;
}

static kith_status give_columns(struct load *load, size_t number,
                                struct draft *draft)
{
    const struct node *node = &load->nodes[number];
    const struct table_plan *plan = &load->tables[node->table];
    kith_status status = KITH_OK;

    assert(node->section);
    for (size_t i = 0; status == KITH_OK && i < plan->column_count; i++) {
        struct cell cell = ki_load_cell_of(load, number, i, NOWHERE);
        kith_value value;
        bool known;

        if (cell.kind == CELL_ABSENT || is_late_column(load, number, i))
            continue;
        status = value_of(load, number, i, &value, &known);
        if (status == KITH_OK && !known)
            return ki_load_fail_token(load, KITH_E_MISUSE, &cell.token,
                                      plan->table, plan->columns[i].name,
                                      "names a row that needs this one first");
        if (status == KITH_OK)
            give_column(load, node->table, i, &value, draft);
    }
    return status;
}

/* The own columns of a link as NULL. */
static void give_nulls(struct load *load, const struct link_plan *link,
                       struct draft *draft)
{
    static const kith_value none;

    assert(link->own_count <= link->column_count);
    for (size_t i = 0; i < link->own_count; i++)
        give_column(load, link->table, link->own[i], &none, draft);
}

/* A row that is its own parent names itself by its key. */
static kith_status give_own_key(struct load *load, size_t node,
                                const struct link_plan *link,
                                struct draft *draft)
{
    kith_status status = KITH_OK;

    assert(link->table == link->parent_table);
    for (size_t i = 0; status == KITH_OK && i < link->column_count; i++) {
        kith_value value;
        bool known;

        status = value_of(load, node, link->columns[i].parent, &value, &known);
        if (status == KITH_OK && known)
            give_column(load, link->table, link->columns[i].child, &value,
                        draft);
    }
    return status;
}

/* One foreign key of a draft, beside what its columns were given. */
static kith_status give_link(struct load *load, size_t number,
                             struct draft *draft)
{
    const struct slot *slot = &load->slots[number];
    const struct link_plan *link = slot_plan(load, number);
    const kith_attribute *end = link->key.child_end;
    struct cell cell = {.kind = CELL_ABSENT};
    const void *parent;

    if (end)
        cell = ki_load_cell_of(load, slot->node, NOWHERE,
                               number - load->nodes[slot->node].slots);
    if (slot->state == SLOT_LATE || cell.kind == CELL_NULL) {
        give_nulls(load, link, draft);
        return KITH_OK;
    }
    if (cell.kind == CELL_ABSENT)
        return KITH_OK;
    assert(slot->parent != NOWHERE);
    if (slot->parent == slot->node)
        return give_own_key(load, slot->node, link, draft);
    parent = load->nodes[slot->parent].row;
    assert(parent);
    memcpy(draft->row + end->offset_bytes, &parent, sizeof(parent));
    return KITH_OK;
}

kith_status ki_load_insert(struct load *load, size_t number)
{
    struct node *node = &load->nodes[number];
    const struct table_plan *plan = &load->tables[node->table];
    struct draft draft;
    kith_status status = begin_draft(load, plan->table, &draft);

    assert(!node->row && node->waits == 0);
    if (status == KITH_OK)
        status = give_columns(load, number, &draft);
    for (size_t i = 0; status == KITH_OK && i < plan->link_count; i++)
        status = give_link(load, node->slots + i, &draft);
    if (status == KITH_OK) {
        node->row = kith_insert_columns(load->db, plan->table, draft.row,
                                        draft.given, draft.nulls);
        if (!node->row)
            status = refuse_loaded_row(load, number);
    }
    ki_load_done_row(load);
    return status;
}

/* --- Links that come later ------------------------------------------------ */

/* The columns that functions of the table set in updates have what the text
 * says again, where it says anything. A function is not called for a column
 * that gets another value, but is for one that keeps it: so it may take more
 * than one call where there are several such columns. */
static kith_status set_again(struct load *load, size_t number,
                             size_t *differing)
{
    const struct node *node = &load->nodes[number];
    const struct table_plan *plan = &load->tables[node->table];
    kith_column_value *values =
        ki_load_new_draft(load, plan->column_count * sizeof(*values));
    kith_status status = values ? KITH_OK : KITH_E_MEMORY;
    size_t count = 0;

    *differing = 0;
    for (size_t i = 0; status == KITH_OK && i < plan->column_count; i++) {
        const kith_column *column = &plan->columns[i];
        kith_value now = kith_value_at(node->row, column->offset_bytes);
        struct cell cell = ki_load_cell_of(load, number, i, NOWHERE);
        bool known;

        if (!column->attribute->on_update_function || cell.kind == CELL_ABSENT)
            continue;
        values[count].offset_bytes = column->offset_bytes;
        status = value_of(load, number, i, &values[count].value, &known);
        if (status == KITH_OK)
            *differing += kith_value_compare(&now, &values[count].value) != 0;
        count++;
    }
    assert(count <= plan->column_count);
    if (status != KITH_OK || *differing == 0)
        return status;
    status = kith_update_values(node->row, values, count);
    return status == KITH_OK ? KITH_OK : refuse_loaded_row(load, number);
}

static kith_status restore_updated(struct load *load, size_t number)
{
    enum { MOST_CALLS = 8 };
    const struct node *node = &load->nodes[number];
    const struct table_plan *plan = &load->tables[node->table];
    kith_status status = KITH_OK;
    size_t differing = plan->has_on_update;

    assert(node->row);
    for (int i = 0; status == KITH_OK && differing && i < MOST_CALLS; i++)
        status = set_again(load, number, &differing);
    if (status == KITH_OK && differing)
        return ki_load_fail(load, KITH_E_CHECK, node->at, plan->table, NULL,
                            "%s: functions for updates change each other's "
                            "columns, so that the row cannot get its values "
                            "when its parent is linked",
                            plan->table->name);
    return status;
}

/* A reference has no column: a relate takes the place of a child that is there
 * already, which an insert does not. */
static kith_status relate_late(struct load *load, const struct slot *slot,
                               const struct link_plan *link)
{
    void *row = load->nodes[slot->node].row;
    void *parent = load->nodes[slot->parent].row;
    kith_members children = kith_children_of(parent, &link->key);

    assert(link->column_count == 0 && link->key.child_end);
    if (link->key.one_to_one && kith_next_member(&children))
        return ki_load_fail(load, KITH_E_UNIQUE, slot->at, link->key.child,
                            link->key.name,
                            "%s.%s: another row has this parent already",
                            link->key.child->name, link->key.name);
    if (kith_relate_at(row, link->key.child_end->offset_bytes, parent) !=
        KITH_OK)
        return refuse_loaded_row(load, slot->node);
    return KITH_OK;
}

static kith_status link_slot(struct load *load, size_t number)
{
    const struct slot *slot = &load->slots[number];
    const struct link_plan *link = slot_plan(load, number);
    const struct table_plan *plan = &load->tables[link->table];
    const struct table_plan *parent_plan = &load->tables[link->parent_table];
    const void *parent = load->nodes[slot->parent].row;
    kith_column_value *values;
    size_t count = 0;

    assert(parent && load->nodes[slot->node].row);
    if (link->column_count == 0)
        return relate_late(load, slot, link);
    values = ki_load_new_draft(load, link->column_count * sizeof(*values));
    if (!values)
        return KITH_E_MEMORY;
    for (size_t i = 0; i < link->column_count; i++) {
        const struct link_column *columns = &link->columns[i];
        const kith_column *from = &parent_plan->columns[columns->parent];
        bool own = false;

        for (size_t j = 0; j < link->own_count; j++)
            own |= link->own[j] == columns->child;
        if (own)
            values[count++] =
                (kith_column_value){plan->columns[columns->child].offset_bytes,
                                    kith_value_at(parent, from->offset_bytes)};
    }
    if (kith_update_values(load->nodes[slot->node].row, values, count) !=
        KITH_OK)
        return refuse_loaded_row(load, slot->node);
    return KITH_OK;
}

/* A chain of late slots from one on, unless an earlier one of its list is to be
 * linked first: then that one comes here on its way. */
static kith_status link_chain(struct load *load, size_t number)
{
    const struct slot *first = &load->slots[number];
    kith_status status = KITH_OK;
    size_t node = first->node;

    if (first->prev != NOWHERE) {
        const struct slot *prev =
            &load->slots[slot_beside(load, number, first->prev)];

        if (prev->state == SLOT_LATE && !prev->is_ordered)
            return KITH_OK;
    }
    while (status == KITH_OK && node != NOWHERE) {
        size_t beside = slot_beside(load, number, node);
        struct slot *slot = &load->slots[beside];

        if (slot->state != SLOT_LATE || slot->is_ordered)
            break;
        slot->is_ordered = true;
        status = link_slot(load, beside);
        if (status == KITH_OK)
            status = restore_updated(load, node);
        ki_load_done_row(load);
        node = slot->next;
    }
    return status;
}

kith_status ki_load_link_late(struct load *load)
{
    kith_status status = KITH_OK;

    for (size_t i = 0; status == KITH_OK && i < load->late_count; i++)
        status = link_chain(load, load->late[i]);
    for (size_t i = 0; status == KITH_OK && i < load->late_count; i++)
        assert(load->slots[load->late[i]].is_ordered);
    return status;
}

/* --- Lists that are put in order later ------------------------------------ */

/* What a collection shows of a row of its list: of one of a .symmetric pair the
 * end that is not the parent. */
static void *shown_row(const struct load *load, const struct link_plan *link,
                       size_t node, const void *parent)
{
    void *row = load->nodes[node].row, *end;

    assert(row);
    if (!link->is_via)
        return row;
    end = kith_parent_of(row, &link->target_key);
    return link->mate != NOWHERE && end == parent
               ? kith_parent_of(row, &link->near_key)
               : end;
}

/* The rows that the list had before are in front: those of the text were
 * appended. */
static kith_status reorder_list(struct load *load,
                                const struct loose_list *list)
{
    const struct link_plan *link = &load->tables[list->table].links[list->link];
    size_t slot = load->nodes[list->first].slots + list->link;
    void *parent = load->nodes[load->slots[slot].parent].row;
    size_t total = kith_member_count_at(parent, link->list_offset);
    kith_members members = kith_members_at(parent, link->list_offset);
    void **rows = ki_load_new_draft(load, (total + 1) * sizeof(*rows));
    size_t count = 0, of_text = 0;

    if (!rows)
        return KITH_E_MEMORY;
    for (size_t i = list->first; i != NOWHERE;
         i = load->slots[slot_beside(load, slot, i)].next)
        of_text++;
    assert(of_text <= total);
    while (count < total - of_text)
        rows[count++] = kith_next_member(&members);
    for (size_t i = list->first; i != NOWHERE;
         i = load->slots[slot_beside(load, slot, i)].next)
        rows[count++] = shown_row(load, link, i, parent);
    assert(count == total);
    if (kith_replace_at(parent, link->list_offset,
                        &(kith_row_list){rows, count}) != KITH_OK)
        return ki_load_fail_call(load, kith_last_error(load->db)->status,
                                 load->nodes[list->first].at);
    ki_load_done_row(load);
    return KITH_OK;
}

kith_status ki_load_reorder(struct load *load)
{
    kith_status status = KITH_OK;

    assert(load->free_list_count <= load->slot_count);
    for (size_t i = 0; status == KITH_OK && i < load->free_list_count; i++)
        status = reorder_list(load, &load->free_lists[i]);
    return status;
}
