/* rows.c - many rows deleted in one call; see rows.h.
 *
 * Public contract: kith/write.h.
 */
#include "edit/rows.h"

#include "delta/undo.h"
#include "edit/changeset.h"
#include "edit/write.h"

KI_COLD kith_status ki_rows_check_one(struct kith_db *db, const char *row)
{
    assert(db->call);
    if (!row)
        return ki_error_misuse(&db->error, db->call,
                               "%f: one of the rows is NULL");
    if (store_db(row_store(row)) != db)
        return ki_error_misuse(&db->error, db->call,
                               "%f: a row is of another database");
    return ki_write_check_row(row, db->call);
}

/* --- Deleting ------------------------------------------------------------- */

/* Whether no rule can refuse to delete a row of the table, whatever its
 * children are. */
static bool deletes_freely(const struct table *table)
{
    bool freely = FAST_PATHS && !table->counts_leaving;

    for (size_t i = 0; freely && i < table->child_count; i++)
        freely = table->children[i]->cascades_throughout;
    return freely;
}

/* What is known of all rows. */
struct outlook {
    bool freely;   /* deletes_freely() */
    bool cascades; /* some may have children, which are then deleted too */
};

/* Whether each row may be named. A table is looked at when the one before it
 * was another. */
static kith_status look_at_all(struct kith_db *db, const struct rows *rows,
                               struct outlook *outlook)
{
    const struct store *seen = NULL;

    *outlook = (struct outlook){.freely = true};
    for (size_t i = 0; i < rows->count; i++) {
        const char *row = rows_at(rows, i);

        rows_fetch_head(rows, i);
        if (!row || !row_is_live(row) || store_db(row_store(row)) != db)
            return ki_rows_check_one(db, row);
        if (row_store(row) == seen)
            continue;
        seen = row_store(row);
        outlook->freely &= deletes_freely(seen->table);
        outlook->cascades |= seen->table->child_count > 0;
    }
    return KITH_OK;
}

/* What the rows behind the i-th will wait for. One of them may be deleted
 * already, with another. */
static KI_ALWAYS_INLINE void fetch_for_delete(const struct rows *rows, size_t i)
{
    const char *row;

    rows_fetch_head(rows, i);
    if (rows->count - i > ROW_PARENTS_AHEAD) {
        row = rows_at(rows, i + ROW_PARENTS_AHEAD);
        if (row && row_is_live(row))
            fetch_parents_of(row_store(row)->table, row);
    }
    if (rows->count - i > ROW_PLACES_AHEAD) {
        row = rows_at(rows, i + ROW_PLACES_AHEAD);
        if (row && row_is_live(row)) {
            fetch_places_of(row_store(row)->table, row);
            fetch_keys_of(row_store(row), row);
        }
    }
}

/* A row that is named twice, or was deleted with one before it, lives no more,
 * or has left the list whose places the array is. In a level, where each needs
 * a record, memory may run out. */
static kith_status delete_each(struct kith_db *db, const struct rows *rows)
{
    size_t records = db_in_level(db) ? db->levels->log.count : 0;

    assert(!db_is_frozen(db));
    for (size_t i = 0; i < rows->count; i++) {
        char *row = rows_at(rows, i);

        fetch_for_delete(rows, i);
        if (!row || !row_is_live(row))
            continue;
        if (ki_fast_delete(row_store(row), row) == FAST_MEMORY) {
            ki_undo_to(db, records);
            return KITH_E_MEMORY;
        }
    }
    return KITH_OK;
}

/* A cascade may free the list whose places the array is, so it is copied. */
static kith_status delete_copied(struct kith_db *db, const struct rows *rows)
{
    size_t bytes = rows->count * sizeof(char *);
    char *copy = ki_memory_new(&db->work, bytes);
    kith_status status;

    assert(rows->count > 0);
    if (!copy)
        return ki_error_memory(&db->error);
    memcpy(copy, rows->at, bytes);
    status = delete_each(db, &(struct rows){copy, rows->count});
    ki_memory_free(&db->work, copy, bytes);
    return status;
}

static kith_status mark_to_delete(struct kith_db *db, const struct rows *rows)
{
    kith_status status = KITH_OK;

    assert(db->changeset.to_delete.count == 0);
    for (size_t i = 0; status == KITH_OK && i < rows->count; i++)
        status = ki_changeset_delete(db, rows_at(rows, i), MARK_NAMED);
    return status;
}

/* In parentheses, because kith/write.h has a macro of this name, which looks at
 * the type of the array. */
kith_status(kith_delete_rows)(const void *array, size_t count)
{
    const struct rows rows = {array, count};
    struct kith_db *db;
    struct outlook outlook;
    kith_status status;

    if (count == 0)
        return KITH_OK;
    if (!array || !rows_first(&rows))
        return KITH_E_MISUSE;
    db = store_db(row_store(rows_first(&rows)));
    status = ki_write_check_db(db, __func__);
    if (status != KITH_OK)
        return status;
    db->call = __func__;
    status = look_at_all(db, &rows, &outlook);
    if (status != KITH_OK)
        return status;
    if (!outlook.freely)
        return ki_write_run(db, mark_to_delete(db, &rows));
    return outlook.cascades ? delete_copied(db, &rows) : delete_each(db, &rows);
}
