/* update.c - columns of several rows, judged once.
 *
 * Owns   how the assignments of kith_update_rows become the changes of its
 *        rows.
 *
 * Public contract: kith/write.h. One row at a time could not exchange a unique
 * value with another: each rule is judged on the state when the call is done,
 * so rows that exchange something are one call. All that follows and is refused
 * then is the business of every change set.
 *
 *   changes of the call     a.x  b.x  a.y  c.x  b.y
 *                            |    |    |    |    |
 *   number of the row        0    1    0    2    1     (ki_change_row)
 *                            |    |    |    |    |
 *   brought together        [a.x a.y] [b.x b.y] [c.x]
 *
 * They are brought together by counting, so the cost is linear however often
 * and wherever a row is named, and each row is then set as kith_update_at sets
 * its own.
 */
#include "edit/change.h"
#include "edit/resolve.h"
#include "edit/write.h"

/* The assignments of one call, in one piece of the arena of the change set.
 * Those of the row of change i are items[begins[i]] up to
 * items[begins[i + 1]]. */
struct batch {
    kith_assignment *items;
    size_t *begins;    /* one for each change, and the end of the last */
    size_t *change_of; /* the number of the change of each row as named */
};

/* The bound on `count` keeps the size from overflowing. Assignments come first,
 * so the numbers behind them are aligned. False without memory, not
 * recorded. */
static bool new_batch(struct kith_db *db, size_t count, struct batch *batch)
{
    size_t bytes = sizeof(*batch->items) + sizeof(*batch->begins) +
                   sizeof(*batch->change_of);
    char *piece = NULL;

    assert(count > 0);
    if (count <= SIZE_MAX / bytes / 2)
        piece = ki_arena_new(&db->changeset.arena, &db->work,
                             count * bytes + sizeof(*batch->begins));
    if (!piece)
        return false;
    batch->items = (kith_assignment *)(void *)piece;
    batch->begins = (size_t *)(void *)(batch->items + count);
    batch->change_of = batch->begins + count + 1;
    return true;
}

/* Begin a change of each row, in the order in which they are first named. */
static kith_status change_rows(struct kith_db *db,
                               const kith_row_assignment *assignments,
                               size_t count, struct batch *batch)
{
    const struct changeset *set = &db->changeset;

    assert(set->changes.count == 0);
    for (size_t i = 0; i < count; i++) {
        const struct change *change = ki_change_row(db, assignments[i].row);

        if (!change)
            return KITH_E_MEMORY;
        batch->change_of[i] = (size_t)(change - set->changes.items);
    }
    assert(set->changes.count <= count);
    return KITH_OK;
}

/* A counting sort, which keeps the order of what belongs to one row: count the
 * assignments of each, let each begin where the one before it will end, and
 * move that on with each assignment that is put there, until it is the end. */
static void bring_together(const kith_row_assignment *assignments, size_t count,
                           size_t rows, const struct batch *batch)
{
    size_t *ends = batch->begins + 1;
    size_t before = 0;

    assert(rows > 0);
    assert(rows <= count);
    for (size_t i = 0; i < count; i++)
        ends[batch->change_of[i]]++;
    for (size_t i = 0; i < rows; i++) {
        size_t own = ends[i];

        ends[i] = before;
        before += own;
    }
    assert(before == count);
    for (size_t i = 0; i < count; i++)
        batch->items[ends[batch->change_of[i]]++] = (kith_assignment){
            assignments[i].offset_bytes, assignments[i].value};
    assert(batch->begins[0] == 0);
    assert(batch->begins[rows] == count);
}

/* Parents are found when all rows have their columns: a row may name the key
 * that another one is given, or gives up. No change is added meanwhile, so
 * their addresses stay. On failure the change set holds half of the update,
 * which the caller drops. */
static kith_status change_columns_of(struct kith_db *db,
                                     const kith_row_assignment *assignments,
                                     size_t count)
{
    const struct changeset *set = &db->changeset;
    struct batch batch;
    kith_status status;

    assert(!db_is_frozen(db));
    if (!new_batch(db, count, &batch))
        return ki_error_memory(&db->error);
    status = change_rows(db, assignments, count, &batch);
    if (status == KITH_OK)
        bring_together(assignments, count, set->changes.count, &batch);
    for (size_t i = 0; status == KITH_OK && i < set->changes.count; i++) {
        size_t begin = batch.begins[i], end = batch.begins[i + 1];

        status = ki_write_assign(db, &set->changes.items[i],
                                 batch.items + begin, end - begin);
    }
    for (size_t i = 0; status == KITH_OK && i < set->changes.count; i++)
        ki_resolve_change(db, &set->changes.items[i]);
    return status;
}

/* Every row is looked at before the change set is begun, so there is nothing to
 * reset where one is refused. Of a NULL row nothing is recorded: the call that
 * returned it has said why. */
static kith_status check_rows(struct kith_db *db,
                              const kith_row_assignment *assignments,
                              size_t count)
{
    kith_status status = KITH_OK;

    assert(db->call);
    for (size_t i = 0; status == KITH_OK && i < count; i++) {
        const char *row = assignments[i].row;

        if (row && store_db(row_store(row)) != db)
            return ki_error_misuse(&db->error, db->call,
                                   "%f: a row is of another database");
        status = ki_write_check_row(row, db->call);
    }
    return status;
}

kith_status kith_update_rows(kith_db *db,
                             const kith_row_assignment *assignments,
                             size_t count)
{
    kith_status status = db ? ki_write_check_db(db, __func__) : KITH_E_MISUSE;

    if (status != KITH_OK || count == 0)
        return status;
    db->call = __func__;
    KI_REQUIRE(db, assignments, "changes is NULL", KITH_E_MISUSE);
    status = check_rows(db, assignments, count);
    return status == KITH_OK
               ? ki_write_run(db, change_columns_of(db, assignments, count))
               : status;
}
