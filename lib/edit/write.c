/* write.c - the one path of every write; update and delete.
 *
 * Public contract: kith/write.h. The path: write.h.
 */
#include "edit/write.h"

#include "delta/reserve.h"
#include "edit/cascade.h"
#include "edit/check.h"
#include "edit/change.h"
#include "edit/fastpath.h"
#include "edit/changeset.h"
#include "edit/refuse.h"
#include "edit/resolve.h"

kith_status ki_write_run(struct kith_db *db, kith_status status)
{
    assert(!db->frozen);
    assert(status <= KITH_OK);
    if (status == KITH_OK)
        status = ki_cascade_follow(db);
    if (status == KITH_OK)
        status = ki_check_changes(db);
    if (status == KITH_OK)
        status = ki_reserve_changes(db);
    /* From here on nothing can fail. */
    if (status == KITH_OK)
        ki_mutate_changes(db);
    ki_changeset_reset(db);
    return status;
}

static kith_status check_db(struct kith_db *db, const char *call)
{
    assert(call);
    return db->frozen ? ki_error_misuse(
                            &db->error, call,
                            "%f: a function of a table may read only: nothing "
                            "can be written while it runs")
                      : KITH_OK;
}

KI_COLD kith_status ki_write_refuse_row(const void *row, const char *call)
{
    struct kith_db *db;
    kith_status status;

    assert(call);
    assert(!ki_row_is_writable(row));
    if (!row)
        return KITH_E_MISUSE;
    db = store_db(row_store(row));
    status = check_db(db, call);
    if (status != KITH_OK)
        return status;
    db->call = call;
    return ki_refuse(db, KITH_E_NOT_FOUND, row_store(row)->table, NULL,
                     "%f: the row of %t was deleted");
}

struct store *ki_written_store(struct kith_db *db, const kith_table *descriptor,
                               const char *call)
{
    struct store *store = require_store(db, descriptor, call);

    assert(call);
    if (!store || check_db(db, call) != KITH_OK)
        return NULL;
    db->call = call;
    return store;
}

/* What the last change of a column says; NULL when none names it. */
static const kith_assignment *
last_assignment(const kith_assignment *assignments, size_t count,
                const struct column *column)
{
    assert(assignments || count == 0);
    while (count-- > 0) {
        if (assignments[count].offset_bytes == column->offset)
            return &assignments[count];
    }
    return NULL;
}

/* Judge what a call does to a foreign key of several columns: a NULL makes all
 * of it NULL, and so a value beside it could not be kept. */
static kith_status check_whole_key(struct kith_db *db,
                                   const struct change *change,
                                   const struct foreign_key *foreign_key,
                                   const kith_assignment *assignments,
                                   size_t count)
{
    bool was_null = !row_parent(change->row, foreign_key);
    size_t nulls = 0, values = 0;

    assert(foreign_key->child == change->store->table);
    assert(!change->insert);
    if (foreign_key->column_count == 1)
        return KITH_OK;
    for (size_t i = 0; i < foreign_key->exclusive_count; i++) {
        const struct column *column = foreign_key_exclusive(foreign_key)[i];
        const kith_assignment *given =
            last_assignment(assignments, count, column);

        nulls += given && ki_assignment_is_null(column, given->value);
        values += given && !ki_assignment_is_null(column, given->value);
    }
    if (values > 0 &&
        (nulls > 0 || (was_null && values < foreign_key->exclusive_count) ||
         ki_has_null_part(foreign_key, change->after)))
        return ki_refuse(
            db, KITH_E_MISUSE, foreign_key->child, foreign_key->name,
            "%f: %t.%c would be NULL beside a value that is given: "
            "set all of its columns in one call");
    return KITH_OK;
}

/* Set what is assigned in the after-image of one row. */
static kith_status change_columns(struct kith_db *db, char *row,
                                  const kith_assignment *assignments,
                                  size_t count)
{
    const struct table *table = row_store(row)->table;
    struct change *change = ki_change_row(db, row);
    kith_status status;

    assert(row_is_live(row));
    assert(!db->frozen);
    assert(assignments || count == 0);
    if (!change)
        return KITH_E_MEMORY;
    change->named = true;
    for (size_t i = 0; i < count; i++) {
        size_t offset = assignments[i].offset_bytes;
        const struct column *column = ki_table_column(table, offset);
        const struct relationship *member =
            column ? NULL : ki_table_relationship(table, offset);

        if (!column)
            return ki_refuse(db, KITH_E_MISUSE, table,
                             member ? member->attribute->name : NULL,
                             member
                                 ? "%f: %t.%c is a relationship: change it by "
                                   "kith_relate or kith_append"
                                 : "%f: a change of %t names no column");
        /* Only the last value for a column of a composite foreign key counts:
         * NULL would take the other columns with it. */
        if (column->foreign_key && column->foreign_key->column_count > 1 &&
            last_assignment(assignments, count, column) != &assignments[i])
            continue;
        status = ki_change_set(db, change, column, assignments[i].value);
        if (status != KITH_OK)
            return status;
    }
    for (size_t i = 0; table->composite && i < table->foreign_key_count; i++) {
        status = check_whole_key(db, change, &table->foreign_keys[i],
                                 assignments, count);
        if (status != KITH_OK)
            return status;
    }
    ki_resolve_change(db, change);
    return KITH_OK;
}

kith_status ki_write_update(void *row, const kith_assignment *assignments,
                            size_t count, const char *call)
{
    kith_status status = ki_write_check_row(row, call);
    struct kith_db *db;

    assert(call);
    if (status != KITH_OK)
        return status;
    db = store_db(row_store(row));
    db->call = call;
    if (!assignments && count > 0)
        return ki_error_misuse(&db->error, call, "%f: changes is NULL");

    return ki_write_run(db, change_columns(db, row, assignments, count));
}

kith_status kith_update_at(void *row, const kith_assignment *assignments,
                           size_t count)
{
    return ki_write_update(row, assignments, count, __func__);
}

kith_status ki_write_set(void *row, size_t offset, const void *value,
                         const char *call)
{
    const kith_assignment assignment = {offset, value};
    const struct store *store = ki_row_is_writable(row) ? row_store(row) : NULL;
    const struct column *column =
        store ? ki_table_column(store->table, offset) : NULL;
    enum fastpath fast = FAST_MISS;

    assert(call);
    if (column)
        fast = ki_fast_set(store_db(store), row, column, value);
    return fast == FAST_MISS ? ki_write_update(row, &assignment, 1, call)
                             : ki_fast_status(fast);
}

kith_status kith_set_at(void *row, size_t offset, const void *value)
{
    return ki_write_set(row, offset, value, __func__);
}

size_t kith_attribute_at(const kith_table *table, size_t offset)
{
    size_t i = 0;

    while (i < table->attribute_count &&
           (table->attributes[i].bytes == 0 ||
            table->attributes[i].offset_bytes != offset))
        i++;
    return i;
}

void *(kith_edit)(void *row)
{
    return ki_write_check_row(row, __func__) == KITH_OK ? row : NULL;
}

KI_NOINLINE static kith_status delete_slowly(void *row, const char *call)
{
    kith_status status = ki_write_check_row(row, call);
    struct kith_db *db;

    assert(call);
    if (status != KITH_OK)
        return status;
    db = store_db(row_store(row));
    return ki_write_run(db, ki_changeset_delete(db, row, MARK_NAMED));
}

kith_status kith_delete(void *row)
{
    if (ki_row_is_writable(row) && ki_fast_delete(row))
        return KITH_OK;
    return delete_slowly(row, __func__);
}
