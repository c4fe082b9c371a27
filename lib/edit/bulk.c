/* bulk.c - making room for many rows, and inserting them in one call.
 *
 * Owns   struct bulk: which rows a kith_insert_rows has made, and that all of
 *        them are taken back when one is refused.
 *
 * Public contract: kith_reserve_rows and kith_insert_rows in kith/write.h. Each
 * row is inserted like a single one. What is won is time: an insert waits for
 * its parent to come from memory, and little of the next one can begin
 * meanwhile; here the rows to come are known, and the cache lines of their
 * parents are fetched ahead. A load of rows in random parents takes 48 ns a row
 * instead of 210.
 *
 * Each insert has its own change set or none, so while this call is in progress
 * the rows before the current one live already. The array of rows is the log:
 * each insert is taken back by its row alone (ki_undo_insert), the last first.
 * In a level each has a record of its own, and these are taken back. It stands
 * in the database, because a function of the user may leave the call by
 * longjmp.
 */
#include "delta/reserve.h"
#include "delta/undo.h"
#include "edit/fastpath.h"
#include "edit/refuse.h"
#include "edit/write.h"

/* --- Fetching the parents of rows to come --------------------------------- */

/* A step can begin only when the cache line that it reads has come, so there is
 * a distance for each (base/tuning.h): where a parent is found (its place in
 * the index), the parent, and the end of its list. */

/* The direct index in which a foreign key by value is looked up, or NULL. Only
 * a direct one is looked ahead in: there the line is known without a probe. */
static const struct unique_index *
direct_index(const struct kith_db *db, const struct foreign_key *foreign_key)
{
    const struct store *parents = store_of(db, foreign_key->parent);
    const struct unique_index *index =
        &parents->indexes[foreign_key->parent_key->ordinal].unique;

    assert(foreign_key->parent_key->unique);
    return foreign_key->int64_key && unique_index_is_direct(index) ? index
                                                                   : NULL;
}

/* The parent that the values name, as far as that is known without a search. A
 * number is looked up in the array of a direct index, whose line was fetched
 * some rows ago; that of a reference key without a row is 0, which is a wrong
 * guess at most. The parent itself is not read. */
static char *named_early(const struct foreign_key *foreign_key,
                         const struct unique_index *index, const char *values)
{
    char *parent = given_parent(foreign_key, values);

    assert(!index || foreign_key->int64_key);
    if (parent || !index)
        return parent;
    return unique_index_at(index, load_u64(values + foreign_key->child_at));
}

/* Take the steps for the rows to come after the one at `i`. Nothing is changed,
 * and a wrong guess costs a line: an index may change its form, or a row be
 * refused, before its turn. */
static KI_ALWAYS_INLINE void look_ahead(const struct kith_db *db,
                                        const struct table *table,
                                        const char *values, size_t i,
                                        size_t count)
{
    size_t bytes = table->descriptor->row_bytes;

    assert(i < count);
    for (size_t j = 0; j < table->foreign_key_count; j++) {
        const struct foreign_key *foreign_key = &table->foreign_keys[j];
        const struct unique_index *index = direct_index(db, foreign_key);
        char *parent;

        if (index && count - i > FIND_AHEAD) {
            const char *later = values + (i + FIND_AHEAD) * bytes;
            uint64_t number = load_u64(later + foreign_key->child_at);

            if (!given_parent(foreign_key, later) &&
                number < index->numbers.capacity)
                prefetch((const char *)&index->numbers.rows[number]);
        }
        if (count - i > PARENT_AHEAD) {
            parent = named_early(foreign_key, index,
                                 values + (i + PARENT_AHEAD) * bytes);
            if (parent)
                fetch_parent(foreign_key, parent);
        }
        if (count - i > LIST_AHEAD) {
            parent = named_early(foreign_key, index,
                                 values + (i + LIST_AHEAD) * bytes);
            /* A parent that was named by its row may be anything: only one
             * that the insert will take is looked into. */
            if (parent && row_is_in(parent, foreign_key->parent))
                prefetch(children_end(foreign_key, parent));
        }
    }
}

/* --- All or none ---------------------------------------------------------- */

static size_t bulk_bytes(size_t count)
{
    assert(count < SIZE_MAX / sizeof(char *) - sizeof(struct bulk));
    return sizeof(struct bulk) + count * sizeof(char *);
}

/* Begin with room for so many rows. Indexes grow as they need it: not every row
 * has a value of its own. From here to end() lists grow rather than close their
 * holes, because an undo of an insert cannot open a hole again. False without
 * memory: nothing is in progress then. */
static bool begin(struct kith_db *db, struct store *store, size_t count)
{
    struct chunk *newest = reserve_mark(store);
    struct bulk *bulk;

    assert(count > 0);
    /* One bulk insert at a time: no function of the user may begin another. */
    assert(!db->bulk);
    bulk = reserve_rows(store, count)
               ? ki_memory_new(&db->work, bulk_bytes(count))
               : NULL;
    if (!bulk) {
        ki_reserve_drop_rows(db, store, newest);
        return false;
    }
    *bulk = (struct bulk){.store = store, .newest = newest, .count = count};
    db->bulk = bulk;
    if (db_in_level(db)) { /* where holes stay anyway */
        bulk->begin = (struct level){.records = db->levels->log.count,
                                     .suspects = db->levels->suspects.count};
    } else {
        bulk->next_number = store->next_number;
        reserve_keep_holes(db, true);
    }
    return true;
}

/* Nothing is in progress any more, whether all rows have come or none is left.
 * The rows themselves are not touched. */
static void end(struct kith_db *db)
{
    struct bulk *bulk = db->bulk;

    assert(bulk->made <= bulk->count);
    if (!db_in_level(db))
        reserve_keep_holes(db, false);
    ki_memory_free(&db->work, bulk, bulk_bytes(bulk->count));
    db->bulk = NULL;
}

/* The last row first: it is at the end of each list and posting that it joined,
 * and no row inserted after it refers to it. The numbers that were given out
 * are given back at the end, and the chunks that were made for these rows: no
 * program has seen a row there. Nothing here can fail. */
void ki_bulk_drop(struct kith_db *db)
{
    struct bulk *bulk = db->bulk;

    if (!bulk)
        return;
    assert(bulk->made <= bulk->count);
    if (db_in_level(db)) {
        ki_undo_to(db, bulk->begin.records);
        db->levels->suspects.count = bulk->begin.suspects;
    } else {
        while (bulk->made > 0)
            ki_undo_insert(bulk->rows[--bulk->made]);
        ki_undo_numbers(bulk->store, bulk->next_number);
    }
    ki_reserve_drop_rows(db, bulk->store, bulk->newest);
    end(db);
}

/* Whether lists grew for this insert alone. In a level holes stay until it
 * ends. */
static bool must_close_holes(const struct kith_db *db)
{
    return !db_in_level(db) && reserve_kept_holes(db);
}

/* Row after row; the first that is refused ends it, with its error in the
 * database. `made` counts rows that live, and is raised before anything else
 * can fail. When all have come, lists that grew for this close their holes. */
static kith_status insert_all(struct kith_db *db, const char *values)
{
    struct bulk *bulk = db->bulk;
    struct store *store = bulk->store;
    const struct table *table = store->table;

    assert(values);
    assert(bulk->made == 0);
    assert(!db_is_frozen(db));
    for (size_t i = 0; i < bulk->count; i++) {
        const char *at = values + i * table->descriptor->row_bytes;

        look_ahead(db, table, values, i, bulk->count);
        /* The fast path, or a change set of its own. */
        bulk->rows[i] = ki_write_insert(db, store, at, NULL);
        if (!bulk->rows[i])
            return db->error.full.status;
        bulk->made++;
    }
    for (size_t i = 0; must_close_holes(db) && i < bulk->count; i++)
        ki_reserve_close_holes(db, bulk->rows[i]);
    return KITH_OK;
}

/* More rows than that have no address, and an array of as many addresses has a
 * size that does not overflow. */
static kith_status check_count(struct kith_db *db, const struct store *store,
                               size_t count)
{
    assert(store_db(store) == db);
    return count <= UINT64_C(1) << 44
               ? KITH_OK
               : ki_refuse(db, KITH_E_LIMIT, store->table, NULL,
                           "%t cannot hold so many rows: at most 2^44");
}

/* Also the array of changes and the map of numbers, of which an insert with a
 * change set needs one entry. When more cannot be had, chunks that were made
 * are given back, as they are most of it; what indexes grew by stays. */
kith_status kith_reserve_rows(kith_db *db, const kith_table *descriptor,
                              size_t count)
{
    struct store *store = ki_written_store(db, descriptor, __func__);
    struct chunk *newest;
    kith_status status;

    if (!store)
        return KITH_E_MISUSE;
    newest = reserve_mark(store);
    status = check_count(db, store, count);
    if (status == KITH_OK &&
        (!reserve_rows_and_keys(store, count) ||
         !ki_vec_reserve(&db->work, &db->changeset.changes, 1) ||
         !ki_ptr_map_reserve(&db->changeset.numbers, &db->work))) {
        ki_reserve_drop_rows(db, store, newest);
        status = ki_error_memory(&db->error);
    }
    return status;
}

/* `rows` is written when all are there, while the array is still ours. */
kith_status kith_insert_rows(kith_db *db, const kith_table *descriptor,
                             const void *values, size_t count, void **rows)
{
    struct store *store = ki_written_store(db, descriptor, __func__);
    kith_status status;

    if (!store)
        return KITH_E_MISUSE;
    if (count == 0)
        return KITH_OK;
    KI_REQUIRE(db, values, "values is NULL", KITH_E_MISUSE);
    status = check_count(db, store, count);
    if (status == KITH_OK && !begin(db, store, count))
        status = ki_error_memory(&db->error);
    if (status != KITH_OK)
        return status;
    status = insert_all(db, values);
    if (status == KITH_OK && rows)
        memcpy(rows, db->bulk->rows, count * sizeof(*rows));
    if (status == KITH_OK)
        end(db);
    else
        ki_bulk_drop(db);
    return status;
}
