/* write.c - the one path of every write; update and delete.
 *
 * Public contract: kith/write.h. The path: write.h.
 *
 * Owns   how the assignments of an update become one change: the last value of
 *        a column counts, and what a call does to a foreign key of several
 *        columns is judged as a whole.
 *
 * A call with a fast path has two halves. The first tries the fast path; the
 * second, which makes a change set, is a function of its own that is not
 * inlined (KI_NOINLINE or in another file), so that its registers and stack
 * cost the first half nothing.
 */
#include "edit/write.h"

#include "catalog/functions.h"
#include "delta/image.h"
#include "delta/reserve.h"
#include "edit/cascade.h"
#include "edit/check.h"
#include "edit/change.h"
#include "edit/fastpath.h"
#include "edit/changeset.h"
#include "edit/guess.h"
#include "edit/refuse.h"
#include "edit/resolve.h"

/* --- The path ------------------------------------------------------------- */

/* The order is forced. What follows must be complete before the first rule is
 * judged, because rules speak of the state when the whole call is done. The
 * reserve comes after the checks, because it counts places for the keys that
 * after-images show, which must not change any more. The reset is the same for
 * success and failure: it clears the marks in the heads of rows, and gives the
 * places of inserts back that were not published.
 *
 * Functions of the user run while the change set is built, followed and
 * checked, never later, so none can see half of a write. */
kith_status ki_write_run(struct kith_db *db, kith_status status)
{
    struct levels *levels = db_in_level(db) ? db->levels : NULL;
    size_t suspects = levels ? levels->suspects.count : 0;

    assert(!db_is_frozen(db));
    assert(status <= KITH_OK);
    if (status == KITH_OK)
        status = ki_cascade_follow(db);
    if (status == KITH_OK)
        status = ki_check_changes(db);
    if (status == KITH_OK)
        status = ki_reserve_changes(db);
    /* POINT OF NO RETURN: from here on nothing can fail, and nothing is
     * judged. */
    if (status == KITH_OK)
        ki_mutate_changes(db);
    else if (levels) /* nobody is suspect of what was not done */
        levels->suspects.count = suspects;
    ki_changeset_reset(db);
    return status;
}

/* --- Contracts ------------------------------------------------------------ */

/* Frozen while a function of the user or kith_verify runs. Such a
 * function may read only: a write in the middle of another would find marks and
 * a change set that are not its own. The name is passed and not left in
 * db->call, which belongs to the write in progress. */
kith_status ki_write_check_db(struct kith_db *db, const char *call)
{
    assert(call);
    return db_is_frozen(db)
               ? ki_error_misuse(&db->error, call,
                                 db->freezes > 0
                                     ? ki_frozen_sentence(db)
                                     : "%f: a function of a table may read "
                                       "only: nothing can be written while it "
                                       "runs")
               : KITH_OK;
}

/* db->call is set only when the row is known to be deleted: as for
 * ki_write_check_db(). */
KI_COLD kith_status ki_write_refuse_row(const void *row, const char *call)
{
    struct kith_db *db;
    kith_status status;

    assert(call);
    assert(!ki_row_is_writable(row));
    if (!row)
        return KITH_E_MISUSE;
    db = store_db(row_store(row));
    status = ki_write_check_db(db, call);
    if (status != KITH_OK)
        return status;
    db->call = call;
    return ki_refuse(db, KITH_E_NOT_FOUND, row_store(row)->table, NULL,
                     "%f: the row of %t was deleted");
}

/* require_store() comes first, because it is what finds out whether there is a
 * database at all. */
struct store *ki_written_store(struct kith_db *db, const kith_table *descriptor,
                               const char *call)
{
    struct store *store = require_store(db, descriptor, call);

    assert(call);
    if (!store || ki_write_check_db(db, call) != KITH_OK)
        return NULL;
    db->call = call;
    return store;
}

/* --- Update --------------------------------------------------------------- */

/* What one row is assigned. Where that is more than the table has columns,
 * `last` has the last of each column, by its number, so that finding one never
 * costs more than the columns. */
struct assigned {
    const kith_assignment *items;
    const kith_assignment **last; /* NULL: few enough to be searched */
    size_t count;
};

/* What the last assignment of a column says; NULL when none names it. Read from
 * the back, so the first hit is the one that counts. O(columns). */
static const kith_assignment *last_assignment(const struct table *table,
                                              const struct assigned *assigned,
                                              const struct column *column)
{
    size_t i = assigned->count;

    assert(column >= table->columns);
    assert(column < table->columns + table->column_count);
    if (assigned->last)
        return assigned->last[column - table->columns];
    while (i-- > 0) {
        if (assigned->items[i].offset_bytes == column->offset)
            return &assigned->items[i];
    }
    return NULL;
}

/* Note the last assignment of each column, where the search would cost more.
 * False without memory, not recorded. O(count). */
static bool note_last(struct kith_db *db, const struct table *table,
                      struct assigned *assigned)
{
    assert(!assigned->last);
    if (!table->composite || assigned->count <= table->column_count)
        return true;
    assigned->last =
        ki_arena_new(&db->changeset.arena, &db->work,
                     table->column_count * sizeof(*assigned->last));
    for (size_t i = 0; assigned->last && i < assigned->count; i++) {
        const struct column *column =
            ki_table_column(table, assigned->items[i].offset_bytes);

        if (column)
            assigned->last[column - table->columns] = &assigned->items[i];
    }
    return assigned->last;
}

/* Judge what a call does to a foreign key of several columns. In MATCH SIMPLE
 * (SQL:2016) one NULL makes the whole key NULL, and kith then keeps zero in its
 * own columns, so a value given beside a NULL would be lost in silence. That is
 * misuse in three cases, each where at least one own column is given a value:
 *
 *   - another own column is set to NULL by the same call;
 *   - the key was NULL before and not all own columns are given: the
 *     others hold zero, which would be taken for a value;
 *   - a column that is not its own, as a text that keys share, is NULL.
 *
 * It is judged when all columns of the row are set, because the last case looks
 * at the after-image. O(own columns * columns). */
static kith_status check_whole_key(struct kith_db *db,
                                   const struct change *change,
                                   const struct foreign_key *foreign_key,
                                   const struct assigned *assigned)
{
    bool was_null = row_is_unlinked(change->row, foreign_key);
    size_t nulls = 0, values = 0;

    assert(foreign_key->child == change->store->table);
    assert(!change->insert);
    if (foreign_key->column_count == 1)
        return KITH_OK;
    for (size_t i = 0; i < foreign_key->exclusive_count; i++) {
        const struct column *column = foreign_key_exclusive(foreign_key)[i];
        const kith_assignment *given =
            last_assignment(foreign_key->child, assigned, column);

        /* An own column that is not named counts as neither. */
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

/* An offset that leads to no column: the sentence depends on what lies there
 * instead. */
static kith_status refuse_offset(struct kith_db *db, const struct table *table,
                                 size_t offset)
{
    const struct relationship *member = ki_table_relationship(table, offset);

    assert(!ki_table_column(table, offset));
    return ki_refuse(db, KITH_E_MISUSE, table,
                     member ? member->attribute->name : NULL,
                     member ? "%f: %t.%c is a relationship: change it by "
                              "kith_relate or kith_append"
                            : "%f: a change of %t names no column");
}

/* `named` is set before anything is followed: for the cascade, the call itself
 * moves this row (ki_changes_note_moves). */
kith_status ki_write_assign(struct kith_db *db, struct change *change,
                            const kith_assignment *assignments, size_t count)
{
    const struct table *table = change->store->table;
    struct assigned assigned = {.items = assignments, .count = count};
    kith_status status = KITH_OK;

    assert(row_is_live(change->row));
    assert(!db_is_frozen(db));
    assert(assignments || count == 0);
    if (!note_last(db, table, &assigned))
        return ki_error_memory(&db->error);
    change->named = true;
    for (size_t i = 0; status == KITH_OK && i < count; i++) {
        size_t offset = assignments[i].offset_bytes;
        const struct column *column = ki_table_column(table, offset);

        if (!column)
            return refuse_offset(db, table, offset);
        if (column_is_kept(column))
            return ki_refuse_kept(db, table, column);
        /* A column named twice takes the last value, and mostly it is enough to
         * set both in turn. A NULL in a composite foreign key is different: it
         * clears the other own columns too, which a later value of this one
         * would not bring back. So earlier assignments are left out there. */
        if (column->foreign_key && column->foreign_key->column_count > 1 &&
            last_assignment(table, &assigned, column) != &assignments[i])
            continue;
        status = ki_change_set(db, change, column, assignments[i].value);
    }
    for (size_t i = 0;
         status == KITH_OK && table->composite && i < table->foreign_key_count;
         i++)
        status =
            check_whole_key(db, change, &table->foreign_keys[i], &assigned);
    return status;
}

/* Set what is assigned in the after-image of one row. On failure the change set
 * holds half of the update, which the caller drops. */
static kith_status change_columns(struct kith_db *db, char *row,
                                  const kith_assignment *assignments,
                                  size_t count)
{
    struct change *change = ki_change_row(db, row);
    kith_status status;

    assert(row_is_live(row));
    if (!change)
        return KITH_E_MEMORY;
    status = ki_write_assign(db, change, assignments, count);
    /* Parents are found last: a key of several columns is complete only now,
     * and a row may name itself by the key that the same call gives it. */
    if (status == KITH_OK)
        ki_resolve_change(db, change);
    return status;
}

/* From the first change on every way out leads through ki_write_run(), which
 * empties the change set. */
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
    /* Before the change set is begun, so there is nothing to reset. */
    if (!assignments && count > 0)
        return ki_error_misuse(&db->error, call, "%f: changes is NULL");

    return ki_write_run(db, change_columns(db, row, assignments, count));
}

kith_status kith_update_at(void *row, const kith_assignment *assignments,
                           size_t count)
{
    return ki_write_update(row, assignments, count, __func__);
}

static _Thread_local struct guesses set_guesses;

KI_NOINLINE static kith_status set_slowly(char *row, size_t offset,
                                          const void *value, const char *call)
{
    const kith_assignment assignment = {offset, value};

    return ki_write_update(row, &assignment, 1, call);
}

/* The member is looked up before anything is refused, so that a sound call
 * costs one look at the map of members. Where the value is not as it should be
 * the fast path is left out, and ki_write_update() finds the error. */
kith_status ki_write_set(void *row, size_t offset, const void *value,
                         const char *call)
{
    const struct store *store = guess_store(&set_guesses, row, offset);
    const struct column *column = ki_table_column(store->table, offset);
    enum fastpath fast = FAST_MISS;

    assert(call);
    assert(ki_row_is_writable(row));
    if (column)
        fast = ki_fast_set(store, row, column, value);
    return fast == FAST_MISS ? set_slowly(row, offset, value, call)
                             : ki_fast_status(fast);
}

static _Thread_local struct guesses image_guesses;

/* Whether the row lives, and the door of its database is that of a level and
 * nothing else, and the row has no before-image yet: then programs come here
 * for that before they write a plain column. */
static inline bool is_first(const char *row)
{
    return row && row_is_live(row) && *row_door(row) == kith_level_open_ &&
           !row_has(row, MARK_IMAGED);
}

kith_status kith_set_at(void *row, size_t offset, const void *value)
{
    return ki_row_is_writable(row) ? ki_write_set(row, offset, value, __func__)
                                   : ki_write_refuse_row(row, __func__);
}

/* The level and its log are those of the guess, so what is written there waits
 * for no row. */
kith_status kith_set_first_(void *row, size_t offset, const void *value,
                            size_t bytes)
{
    if (!is_first(row) ||
        !image_take_here(guess_store(&image_guesses, row, offset), row))
        return kith_set_at(row, offset, value);
    ki_mutate_plain((char *)row + offset, value, bytes);
    return KITH_OK;
}

/* --- Smaller calls -------------------------------------------------------- */

/* Keys over several columns and checks are attributes without a member: they
 * have no bytes, and an offset of 0 that means nothing. */
size_t kith_attribute_at(const kith_table *table, size_t offset)
{
    size_t i = 0;

    while (i < table->attribute_count &&
           (table->attributes[i].bytes == 0 ||
            table->attributes[i].offset_bytes != offset))
        i++;
    return i;
}

/* In parentheses, because kith/write.h has a macro of this name, which keeps
 * the type of the row. */
void *(kith_edit)(void *row)
{
    struct store *store;
    struct kith_db *db;

    if (is_first(row) &&
        image_take_here(guess_store(&image_guesses, row, 0), row))
        return row;
    if (!ki_row_is_writable(row)) {
        ki_write_refuse_row(row, __func__);
        return NULL;
    }
    store = row_store(row);
    db = store_db(store);
    if (!db_in_level(db) || row_has(row, MARK_IMAGED) ||
        ki_image_take(db->levels, store->table, row))
        return row;
    ki_error_memory(&db->error);
    return NULL;
}

/* With a change set: it has one row, and everything else is what follows.
 * MARK_NAMED says that the call itself deletes the row, so that RESTRICT does
 * not count it as a child (act_on_child() in cascade.c). */
KI_NOINLINE static kith_status delete_slowly(void *row, const char *call)
{
    kith_status status = ki_write_check_row(row, call);
    struct kith_db *db;

    assert(call);
    if (status != KITH_OK)
        return status;
    db = store_db(row_store(row));
    db->call = call;
    return ki_write_run(db, ki_changeset_delete(db, row, MARK_NAMED));
}

static _Thread_local struct guesses delete_guesses;

kith_status kith_delete(void *row)
{
    enum fastpath fast =
        ki_row_is_writable(row)
            ? ki_fast_delete(guess_store(&delete_guesses, row, 0), row)
            : FAST_MISS;

    return fast == FAST_MISS ? delete_slowly(row, __func__)
                             : ki_fast_status(fast);
}
