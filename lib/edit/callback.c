/* callback.c - calling functions of the user; see callback.h.
 *
 * Each call stands alone between begin_call() and end_call(), which are the
 * whole of what protects the write in progress. What is returned is judged
 * afterwards, with the database open again, by the same code that judges the
 * values of a call.
 */
#include "edit/callback.h"

#include "catalog/functions.h"
#include "catalog/value.h"
#include "delta/reserve.h"
#include "edit/change.h"
#include "edit/refuse.h"

/* --- Around a call -------------------------------------------------------- */

/* `calling` lets kith_recover know that a write was left half done; the closed
 * door refuses calls that write, and stores by which programs write plain
 * columns themselves (kith/detail/inline.h). Functions do not nest: one that is
 * called by a write cannot write. */
static void begin_call(struct kith_db *db)
{
    /* No function runs and no kith_verify: a write that came so far is
     * alone. */
    assert(!db_is_frozen(db));
    assert(!db->calling);
    db->calling = true;
    door_close(db);
}

/* In reverse. Not reached when the function leaves by longjmp. */
static void end_call(struct kith_db *db)
{
    assert(db_is_frozen(db));
    assert(db->calling);
    door_open(db);
    db->calling = false;
}

/* In the test build that maps rows read-only, the function is shown the address
 * at which it can only read. */
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

/* --- Values --------------------------------------------------------------- */

/* The program has returned the value, not given it to the call, so the sentence
 * names the function. */
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
 * is carried out; the reserve makes a block of it then. One byte more for the
 * NUL of a text, which the zeroed memory of the arena provides. */
static kith_status keep_block(struct kith_db *db, char *at, size_t bytes)
{
    char *copy = ki_arena_new(&db->changeset.arena, &db->work, bytes + 1);

    assert(load_ptr(at));
    assert(bytes <= BLOCK_BYTES_MAX);
    if (!copy)
        return ki_error_memory(&db->error);
    memcpy(copy, load_ptr(at), bytes);
    store_ptr(at, copy);
    return KITH_OK;
}

/* What a function returns is taken like a value given to kith_set_value_at: one
 * that fits, of the column's class. Bytes without data are refused before
 * anything reads them: also where the column is no blob, because the sentence
 * about such a value would print it. */
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

/* The three forms of NULL are those of kith_value: no kind, a NULL text, and a
 * blob without data and bytes. */
kith_status ki_callback_set(struct kith_db *db, struct change *change,
                            const struct column *column,
                            kith_value_function *function, bool *null)
{
    kith_value returned;

    assert(function);
    assert(column >= change->store->table->columns);
    assert(column <
           change->store->table->columns + change->store->table->column_count);
    /* The function would read past the array. */
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

/* --- Updates -------------------------------------------------------------- */

/* Whether any column differs. A change that sets equal values is no update, so
 * the functions are not called for it. Members that are no columns do not
 * count. */
static bool is_changed(const struct change *change)
{
    const struct table *table = change->store->table;

    assert(!change->insert);
    assert(change->after != change->row);
    for (size_t i = 0; i < table->column_count; i++) {
        if (!ki_column_equal(&table->columns[i], change->row, change->after))
            return true;
    }
    return ki_change_refers_anew(change);
}

/* Each function sees what those before it have set, in the order of the
 * columns. A column that is set to another value by the call is left alone.
 * `moves` is raised for a column with an index before it is set, for the rules
 * of keys have to look at it. */
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
                                 on_update_of(column->attribute), &null);
        /* An insert takes NULL of a default for none; an update has no other
         * value to fall back on, so a column that cannot be NULL is refused. */
        if (status == KITH_OK && null && !column->optional && !is_block(column))
            status = refuse_returned(db, change, column,
                                     &(kith_value){.kind = KITH_KIND_NONE});
        else if (status == KITH_OK && null)
            column_clear(column, change->after);
    }
    return status;
}
