/* callback.c - calling functions of the user; see callback.h. */
#include "edit/callback.h"

#include "catalog/value.h"
#include "delta/reserve.h"
#include "edit/change.h"
#include "edit/refuse.h"

static void begin_call(struct kith_db *db)
{
    assert(db->frozen == 0);
    assert(!db->calling);
    db->calling = true;
    door_close(db);
}

static void end_call(struct kith_db *db)
{
    assert(db->frozen == 1);
    assert(db->calling);
    door_open(db);
    db->calling = false;
}

bool ki_callback_check(struct kith_db *db, struct change *change,
                       const struct check *check)
{
    bool passes;

    assert(store_db(change->store) == db);
    assert(!ki_change_endless(change));
    begin_call(db);
    passes = check->attribute->check(reserved_row(change->after));
    end_call(db);
    return passes;
}

static kith_status refuse_returned(struct kith_db *db,
                                   const struct change *change,
                                   const struct column *column,
                                   const kith_value *returned)
{
    assert(column >= change->store->table->columns);
    assert(column <
           change->store->table->columns + change->store->table->column_count);
    return ki_refuse_value(
        db, change->store->table, column, returned,
        "%t.%c cannot hold %v, which its function returned: return "
        "a value of its type that fits");
}

/* The text or blob at an address becomes a copy that lasts until the change set
 * is carried out. */
static kith_status keep_block(struct kith_db *db, char *at, size_t bytes)
{
    char *copy = ki_arena_new(&db->changeset.arena, &db->memory, bytes + 1);

    assert(load_ptr(at));
    assert(bytes <= BLOCK_BYTES_MAX);
    if (!copy)
        return ki_error_memory(&db->error);
    memcpy(copy, load_ptr(at), bytes);
    store_ptr(at, copy);
    return KITH_OK;
}

static kith_status take_returned(struct kith_db *db, struct change *change,
                                 const struct column *column,
                                 const kith_value *returned)
{
    const void *value;
    uint64_t number;
    size_t bytes = 0;

    assert(!row_is_live(change->after));
    assert(returned->kind != KITH_KIND_NONE);
    if (returned->kind == KITH_KIND_BLOB && !returned->blob.data)
        return ki_refuse(db, KITH_E_CHECK, change->store->table,
                         column->attribute->name,
                         "%t.%c is given bytes without data by its function");
    if (returned->kind == KITH_KIND_TEXT)
        bytes = strlen(returned->text);
    else if (returned->kind == KITH_KIND_BLOB)
        bytes = returned->blob.bytes;
    if (!ki_assignment_of(column, returned, &number, &value) ||
        bytes > BLOCK_BYTES_MAX)
        return refuse_returned(db, change, column, returned);
    ki_change_put(change->after, column, value);
    return is_block(column)
               ? keep_block(db, change->after + column->offset, bytes)
               : KITH_OK;
}

kith_status ki_callback_set(struct kith_db *db, struct change *change,
                            const struct column *column,
                            kith_value_function *function, bool *null)
{
    kith_value returned;

    assert(function);
    assert(column >= change->store->table->columns);
    assert(column <
           change->store->table->columns + change->store->table->column_count);
    if (ki_change_endless(change)) {
        change->unasked = *null = true;
        return KITH_OK;
    }
    begin_call(db);
    returned = function(reserved_row(change->after));
    end_call(db);
    *null = returned.kind == KITH_KIND_NONE ||
            (returned.kind == KITH_KIND_TEXT && !returned.text) ||
            (returned.kind == KITH_KIND_BLOB && !returned.blob.data &&
             !returned.blob.bytes);
    return *null ? KITH_OK : take_returned(db, change, column, &returned);
}

/* Whether any column differs. */
static bool is_changed(const struct change *change)
{
    const struct table *table = change->store->table;

    assert(!change->insert);
    assert(change->after != change->row);
    for (size_t i = 0; i < table->column_count; i++) {
        if (!ki_column_equal(&table->columns[i], change->row, change->after))
            return true;
    }
    return false;
}

kith_status ki_callback_update(struct kith_db *db, struct change *change)
{
    const struct table *table = change->store->table;
    kith_status status = KITH_OK;

    assert(!change->insert);
    assert(store_db(change->store) == db);
    assert(!is_to_delete(change->row));
    if (!is_changed(change) || ki_change_endless(change))
        return KITH_OK;
    for (size_t i = 0; status == KITH_OK && i < table->on_update_count; i++) {
        const struct column *column = table_on_update(table)[i];
        bool null;

        if (!ki_column_equal(column, change->row, change->after))
            continue;
        change->moves |= column->indexed;
        status = ki_callback_set(db, change, column,
                                 column->attribute->on_update_function, &null);
        if (status == KITH_OK && null && !column->optional && !is_block(column))
            status = refuse_returned(db, change, column,
                                     &(kith_value){.kind = KITH_KIND_NONE});
        else if (status == KITH_OK && null)
            column_clear(column, change->after);
    }
    return status;
}
