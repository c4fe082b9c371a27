/* make.c - the call on kith, and in words. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef MODEL_TRANSACTIONS
#include <kith/txn.h>
#endif

/* --- Refused memory ------------------------------------------------------- */

static size_t refused_request;
static bool refused;

void refuse_request(size_t request)
{
    refused_request = request;
    refused = false;
}

bool was_refused(void)
{
    return refused;
}

static void *resize(void *context, void *block, size_t old_bytes,
                    size_t new_bytes)
{
    (void)context;
    (void)old_bytes;
    if (new_bytes == 0) {
        free(block);
        return NULL;
    }
    if (refused_request > 0 && --refused_request == 0) {
        refused = true;
        return NULL;
    }
    return realloc(block, new_bytes);
}

kith_allocator refusing_allocator(void)
{
    return (kith_allocator){.resize = resize};
}

/* --- Inserts -------------------------------------------------------------- */

static void *address_of(const struct world *world, int table, int row)
{
    return row == NONE ? NULL : world->model.tables[table].address[row];
}

/* The literal of a draft. */
static void write_literal(struct world *world, const struct draft *draft,
                          int number, char *row)
{
    const struct table *table = &world->facts.tables[draft->table];
    const int64_t name = number + 1;

    memset(row, 0, table->face->row_bytes);
    memcpy(row, &name, sizeof(name));
    for (int i = 0; i < table->column_count; i++) {
        if (draft->given >> i & 1)
            write_cell(&table->columns[i], &draft->cells[i], row);
    }
    for (int i = 0; i < table->foreign_key_count; i++) {
        const struct foreign_key *key =
            &world->facts.foreign_keys[table->foreign_keys[i]];
        void *parent = address_of(world, key->parent, draft->parents[i]);

        if (parent)
            memcpy(
                row +
                    world->facts.links[key->child_end].attribute->offset_bytes,
                &parent, sizeof(parent));
    }
}

static int fresh_number(const struct world *world, int n)
{
    return n < world->call.fresh_count ? world->call.fresh[n].row : NONE;
}

static kith_status take_row(struct world *world, void *row)
{
    struct call *call = &world->call;

    if (!row)
        return kith_last_error(world->db)->status;
    if (call->fresh_count == 1)
        world->model.tables[call->fresh[0].table].address[call->fresh[0].row] =
            row;
    return KITH_OK;
}

static void *insert_columns(struct world *world, const struct draft *draft,
                            const void *row)
{
    const struct table *table = &world->facts.tables[draft->table];
    uint64_t given[1] = {0}, nulls[1] = {0};

    for (int i = 0; i < table->column_count; i++) {
        if (draft->given >> i & 1)
            kith_column_mask_set_at(given, table->columns[i].number);
        if (draft->nulls >> i & 1)
            kith_column_mask_set_at(nulls, table->columns[i].number);
    }
    return kith_insert_columns(world->db, table->face, row, given, nulls);
}

static kith_status make_insert(struct world *world)
{
    struct call *call = &world->call;
    const struct draft *draft = &call->drafts[0];
    const kith_table *face = world->facts.tables[draft->table].face;
    _Alignas(max_align_t) char literal[ROW_BYTES];
    bool inserted = call->found != NONE;
    void *row;

    write_literal(world, draft, fresh_number(world, 0), literal);
    if (call->operation == INSERT_ROW)
        return take_row(world, kith_insert_row(world->db, face, literal));
    if (call->operation == INSERT_COLUMNS)
        return take_row(world, insert_columns(world, draft, literal));
    row = kith_insert_or_get_row(world->db, face, literal, &inserted);
    if (row &&
        (inserted != (call->found == NONE) ||
         (!inserted && row != address_of(world, draft->table, call->found))))
        world_differs(world, "another row was found");
    return take_row(world, row);
}

static kith_status make_insert_rows(struct world *world)
{
    struct call *call = &world->call;
    const kith_table *face = world->facts.tables[call->drafts[0].table].face;
    char *literals = malloc(face->row_bytes * (size_t)call->draft_count);
    void *rows[MANY] = {NULL};
    kith_status status;

    if (!literals)
        abort();
    for (int i = 0; i < call->draft_count; i++)
        write_literal(world, &call->drafts[i], fresh_number(world, i),
                      literals + (size_t)i * face->row_bytes);
    status = kith_insert_rows(world->db, face, literals,
                              (size_t)call->draft_count, rows);
    for (int i = 0; status == KITH_OK && i < call->fresh_count; i++)
        world->model.tables[call->fresh[i].table].address[call->fresh[i].row] =
            rows[i];
    free(literals);
    return status;
}

/* --- Columns -------------------------------------------------------------- */

static kith_status make_values(struct world *world, void *row)
{
    const struct call *call = &world->call;
    const struct table *table = &world->facts.tables[call->table];
    kith_column_value values[COLUMNS];
    size_t count = 0;

    for (int i = 0; i < table->column_count; i++) {
        if (!(call->set >> i & 1))
            continue;
        values[count].offset_bytes = table->columns[i].offset;
        values[count++].value = cell_value(&table->columns[i], &call->cells[i]);
    }
    if (count == 1)
        return kith_set_value_at(row, values[0].offset_bytes, values[0].value);
    return kith_update_values(row, values, count);
}

static kith_status make_update(struct world *world, void *row)
{
    const struct call *call = &world->call;
    const struct table *table = &world->facts.tables[call->table];
    kith_assignment changes[COLUMNS];
    union value values[COLUMNS];
    size_t count = 0;

    if (call->operation == UPDATE_VALUES)
        return make_values(world, row);
    for (int i = 0; i < table->column_count; i++) {
        if (!(call->set >> i & 1))
            continue;
        write_value(&table->columns[i], &call->cells[i], &values[count]);
        changes[count].offset_bytes = table->columns[i].offset;
        changes[count].value =
            call->cells[i].kind == CELL_NULL ? NULL : &values[count];
        count++;
    }
    if (call->operation == UPDATE)
        return kith_update_at(row, changes, count);
    return kith_set_at(row, changes[0].offset_bytes, changes[0].value);
}

static kith_status make_update_rows(struct world *world)
{
    const struct call *call = &world->call;
    kith_row_assignment changes[CHANGES];
    union value values[CHANGES];

    for (int i = 0; i < call->change_count; i++) {
        const struct change *change = &call->changes[i];
        const struct column *column =
            &world->facts.tables[change->table].columns[change->column];

        write_value(column, &change->cell, &values[i]);
        changes[i] = (kith_row_assignment){
            .row = address_of(world, change->table, change->row),
            .offset_bytes = column->offset,
            .value = change->cell.kind == CELL_NULL ? NULL : &values[i]};
    }
    return kith_update_rows(world->db, changes, (size_t)call->change_count);
}

static kith_status make_edit(struct world *world, void *row)
{
    const struct call *call = &world->call;
    const struct table *table = &world->facts.tables[call->table];
    char *edited = (kith_edit)(row);

    if (!edited)
        return kith_last_error(world->db)->status;
    for (int i = 0; i < table->column_count; i++) {
        if (call->set >> i & 1)
            write_cell(&table->columns[i], &call->cells[i], edited);
    }
    return KITH_OK;
}

/* --- Links ---------------------------------------------------------------- */

static kith_status make_link(struct world *world, void *row)
{
    const struct call *call = &world->call;
    const struct link *link = &world->facts.links[call->link];
    const size_t offset = link->attribute->offset_bytes;
    void *targets[MANY];

    for (int i = 0; i < call->target_count; i++)
        targets[i] = address_of(world, link->target, call->targets[i]);
    switch (call->operation) {
    case RELATE:
        return kith_relate_at(row, offset,
                              call->target_count ? targets[0] : NULL);
    case UNLINK:
        return kith_unlink_at(row, offset);
    case APPEND:
        return kith_append_at(row, offset, targets[0]);
    case REMOVE:
        return kith_remove_at(row, offset, targets[0]);
    case CLEAR:
        return kith_clear_at(row, offset);
    case APPEND_ROWS:
        return kith_append_rows_at(row, offset, targets,
                                   (size_t)call->target_count);
    case REMOVE_ROWS:
        return kith_remove_rows_at(row, offset, targets,
                                   (size_t)call->target_count);
    case REPLACE:
        return kith_replace_at(
            row, offset, &(kith_row_list){targets, (size_t)call->target_count});
    default:
        return kith_move_at(row, offset, targets[0], call->place);
    }
}

static kith_status make_rows(struct world *world)
{
    const struct call *call = &world->call;
    const struct link *link =
        call->link == NONE ? NULL : &world->facts.links[call->link];
    void *rows[MANY], *targets[MANY];

    for (int i = 0; i < call->target_count; i++) {
        rows[i] = address_of(world, call->table, call->rows[i]);
        if (link)
            targets[i] = address_of(world, link->target, call->targets[i]);
    }
    return link ? kith_relate_rows_at(rows, link->attribute->offset_bytes,
                                      targets, (size_t)call->target_count)
                : kith_delete_rows(rows, (size_t)call->target_count);
}

/* Calls that break their contract; nothing comes of them. */
static kith_status make_misuse(struct world *world, void *row)
{
    const struct table *table = &world->facts.tables[world->call.table];

    switch (chance_below(world, 5)) {
    case 0:
        return kith_delete(NULL);
    case 1:
        return kith_set_at(row, table->face->row_bytes + 64, NULL);
    case 2:
        return kith_relate_at(row, table->columns[0].offset, row);
    case 3:
        return kith_insert_rows(world->db, table->face, NULL, 3, NULL);
    default:
        return kith_append_at(row, table->columns[0].offset, row);
    }
}

/* --- Levels --------------------------------------------------------------- */

#ifdef MODEL_TRANSACTIONS
static kith_status make_level(struct world *world)
{
    switch (world->call.operation) {
    case BEGIN:
        return kith_begin(world->db);
    case COMMIT:
        return kith_commit(world->db);
    case ROLLBACK:
        return kith_rollback(world->db);
    case ROLLBACK_TO:
        return kith_rollback_to(world->db, (size_t)world->call.depth);
    default:
        switch (chance_below(world, 4)) {
        case 0:
            return kith_delete(world->call.dead);
        case 3:
            return kith_update_rows(
                world->db, &(kith_row_assignment){.row = world->call.dead}, 1);
        case 1:
            return (kith_edit)(world->call.dead)
                       ? KITH_OK
                       : kith_last_error(world->db)->status;
        default:
            return kith_update_at(world->call.dead, NULL, 0);
        }
    }
}
#else
static kith_status make_level(struct world *world)
{
    (void)world;
    abort();
}
#endif

kith_status make_call(struct world *world)
{
    struct call *call = &world->call;
    void *row = address_of(world, call->table, call->row);

    switch (call->operation) {
    case INSERT_ROW:
    case INSERT_COLUMNS:
    case INSERT_OR_GET:
        return make_insert(world);
    case INSERT_ROWS:
        return make_insert_rows(world);
    case SET:
    case SET_NULL:
    case UPDATE:
    case UPDATE_VALUES:
        return make_update(world, row);
    case UPDATE_ROWS:
        return make_update_rows(world);
    case EDIT:
        return make_edit(world, row);
    case DELETE:
        return kith_delete(row);
    case DELETE_ROWS:
    case RELATE_ROWS:
        return make_rows(world);
    case MISUSE:
        return make_misuse(world, row);
    case BEGIN:
    case COMMIT:
    case ROLLBACK:
    case ROLLBACK_TO:
    case TOUCH_THE_DEAD:
        return make_level(world);
    default:
        return make_link(world, row);
    }
}

/* --- In words ------------------------------------------------------------- */

static void print_draft(const struct world *world, const struct draft *draft)
{
    const struct table *table = &world->facts.tables[draft->table];
    char text[48];

    printf(" {");
    for (int i = 0; i < table->column_count; i++) {
        if (draft->nulls >> i & 1)
            printf(" .%s = NULL", table->columns[i].attribute->name);
        else if (draft->given >> i & 1)
            printf(" .%s = %s", table->columns[i].attribute->name,
                   cell_print(&draft->cells[i], text));
    }
    for (int i = 0; i < table->foreign_key_count; i++) {
        if (draft->parents[i] != NONE)
            printf(" .%s = #%d",
                   world->facts
                       .links[world->facts.foreign_keys[table->foreign_keys[i]]
                                  .child_end]
                       .attribute->name,
                   draft->parents[i] + 1);
    }
    printf(" }");
}

static const char *const names[OPERATIONS] = {"insert",      "insert_columns",
                                              "insert_rows", "insert_or_get",
                                              "set",         "set",
                                              "update",      "update",
                                              "update_rows", "edit",
                                              "delete",      "relate",
                                              "unlink",      "append",
                                              "remove",      "clear",
                                              "replace",     "move",
                                              "delete_rows", "relate_rows",
                                              "append_rows", "remove_rows",
                                              "misuse of",   "begin",
                                              "commit",      "rollback",
                                              "rollback_to", "touch the dead"};

static void print_subject(const struct world *world)
{
    const struct call *call = &world->call;

    if (call->draft_count > 0)
        printf(" %s", world->facts.tables[call->drafts[0].table].face->name);
    else if (call->row != NONE)
        printf(" %s#%d", world->facts.tables[call->table].face->name,
               call->row + 1);
    if (call->operation == ROLLBACK_TO)
        printf(" %d", call->depth);
}

void print_call(const struct world *world)
{
    const struct call *call = &world->call;
    const struct table *table = &world->facts.tables[call->table];
    char text[48];

    printf("  %s", names[call->operation]);
    print_subject(world);
    for (int i = 0; i < call->draft_count; i++)
        print_draft(world, &call->drafts[i]);
    if (call->fresh_count > 0)
        printf(" -> #%d", call->fresh[0].row + 1);
    for (int i = 0; i < table->column_count && !call->draft_count; i++) {
        if (call->set >> i & 1)
            printf(" %s = %s", table->columns[i].attribute->name,
                   cell_print(&call->cells[i], text));
    }
    for (int i = 0; i < call->change_count; i++) {
        const struct change *change = &call->changes[i];
        const struct table *of = &world->facts.tables[change->table];

        printf(" %s#%d.%s = %s", of->face->name, change->row + 1,
               of->columns[change->column].attribute->name,
               cell_print(&change->cell, text));
    }
    for (int i = 0; i < call->target_count && (call->operation == DELETE_ROWS ||
                                               call->operation == RELATE_ROWS);
         i++)
        printf(" %s#%d", table->face->name, call->rows[i] + 1);
    if (call->link != NONE)
        printf(" %s", world->facts.links[call->link].attribute->name);
    for (int i = 0; call->link != NONE && i < call->target_count &&
                    call->operation != CLEAR && call->operation != UNLINK;
         i++)
        printf(" #%d", call->targets[i] + 1);
    if (call->operation == MOVE)
        printf(" to %zu", call->place);
    for (int i = 0; i < 16; i++) {
        if (call->expected >> i & 1)
            printf(" : %s", kith_status_name((kith_status)-i));
    }
    printf("\n");
    fflush(stdout);
}
