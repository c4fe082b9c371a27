/* cursor.c - walking rows while any of them change.
 *
 * Owns   which walker serves a source, and cursors that have none because
 *        nothing may be written.
 * Knows  walkers (data/walkers.h), which stand where they stand by themselves.
 *
 * Public contract: kith/cursor.h. In a frozen database a cursor is one of the
 * plain walks (kith_scan, kith_match, kith_range), in the program's own memory,
 * so that threads share nothing.
 */
#include "delta/reserve.h"
#include "find/range.h"

#include <kith/cursor.h>
#include <kith/sorted.h>

/* How a cursor steps that stands by itself. */
enum { ALONE_SCAN = 1, ALONE_MATCH, ALONE_RANGE };

static const kith_cursor no_rows;

/* Whether nothing may be written: so a cursor stands by itself. Verifications
 * of other threads count at the door meanwhile, by atomic steps. */
static bool is_at_rest(const struct kith_db *db)
{
    const uint32_t door = db->freezes > 0
                              ? db->freezes
                              : __atomic_load_n(&db->door, __ATOMIC_RELAXED);

    return door_is_closed(&door);
}

/* --- Opening -------------------------------------------------------------- */

static kith_cursor cursor_of(struct kith_db *db, const struct walker *walker)
{
    return (kith_cursor){
        .db = db, .generation = walker->generation, .number = walker->number};
}

/* The database was frozen so often: after the next time the cursor is over. */
static kith_cursor alone(struct kith_db *db, uint32_t source)
{
    assert(is_at_rest(db));
    return (kith_cursor){
        .db = db, .generation = db->closings, .source = source};
}
static kith_cursor alone_by_match(struct kith_db *db, kith_match match)
{
    kith_cursor cursor = alone(db, ALONE_MATCH);

    cursor.alone.match = match;
    return cursor;
}
static kith_cursor alone_by_range(kith_range range)
{
    kith_cursor cursor = alone(range.db, ALONE_RANGE);

    cursor.alone.range = range;
    return cursor;
}

/* A walker for rows of a store, or NULL with the error recorded. One that walks
 * an index needs one that is the store's own. */
static struct walker *new_walker(const struct store *store,
                                 enum walker_kind kind, const struct key *key)
{
    struct kith_db *db = store_db(store);
    struct store *own = store_of(db, store->table);
    struct walker *walker =
        !key || store_has_contents(own) || reserve_rows(own, 1)
            ? ki_walkers_new(&db->walkers, &db->work, kind)
            : NULL;

    if (!walker) {
        ki_error_memory(&db->error);
        return NULL;
    }
    walker->store = own;
    walker->in_level = db_in_level(db);
    walker->index = key ? &own->indexes[key->ordinal] : NULL;
    return walker;
}

/* The cursor of a walker that has begun; else it is closed. */
static kith_cursor opened(struct kith_db *db, struct walker *walker, bool done)
{
    if (done)
        return cursor_of(db, walker);
    ki_walkers_close(&db->walkers, &db->work, walker);
    ki_error_memory(&db->error);
    return no_rows;
}

static bool keep_values(struct kith_db *db, struct kept_values *kept,
                        const struct walker *walker, const void *const *values,
                        size_t count, size_t shown)
{
    assert(kept->count == 0);
    return ki_walkers_keep(kept, &db->work, walker->index->hash.key, values,
                           count, shown);
}

static void follow_parent(struct walker *walker, const char *row,
                          const struct foreign_key *foreign_key)
{
    assert(row_is_live(row));
    walker->parent = row;
    walker->parent_generation = row_generation(row);
    walker->foreign_key = foreign_key;
}

/* --- Collections ---------------------------------------------------------- */

/* The children of a row, a list or one. */
static kith_cursor open_children(struct kith_db *db,
                                 const struct foreign_key *foreign_key,
                                 char *row)
{
    const struct store *store = store_of(db, foreign_key->child);
    struct walker *walker;
    struct some_rows all;

    if (is_at_rest(db))
        return alone_by_match(db, match_rows(children_all(foreign_key, row)));
    walker = new_walker(
        store, foreign_key->one_to_one ? WALKER_ONE : WALKER_LIST, NULL);
    if (!walker)
        return no_rows;
    if (foreign_key->one_to_one) {
        follow_parent(walker, row, foreign_key);
        return cursor_of(db, walker);
    }
    all = children_all(foreign_key, row);
    return opened(db, walker,
                  ki_walker_list(walker, &db->work, all.list, all.alive,
                                 db_in_level(db)));
}

kith_cursor kith_cursor_at(const void *row, size_t offset)
{
    const struct relationship *relationship =
        seek_collection(row, offset, __func__);
    char *parent;

    if (!relationship)
        return no_rows;
    memcpy(&parent, &row, sizeof(parent)); /* const of the user */
    return open_children(store_db(row_store(row)), relationship->foreign_key,
                         parent);
}

/* --- Tables --------------------------------------------------------------- */

kith_cursor kith_cursor_rows(kith_db *db, const kith_table *descriptor)
{
    const struct store *store = require_store(db, descriptor, __func__);
    struct walker *walker;
    kith_cursor cursor;

    if (!store)
        return no_rows;
    if (is_at_rest(db)) {
        cursor = alone(db, ALONE_SCAN);
        cursor.alone.scan = kith_scan_rows(db, descriptor);
        return cursor;
    }
    walker = new_walker(store, WALKER_ROWS, NULL);
    return walker ? cursor_of(db, walker) : no_rows;
}

/* --- Ranges --------------------------------------------------------------- */

/* The values of an end are kept, those of a parent where it shows them. */
static bool keep_end(struct walker *walker, const kith_range *range,
                     const kith_range_end_ *given, struct walk_end *end)
{
    const struct key *key = walker->index->hash.key;
    size_t shown = walker->parent ? walker->foreign_key->column_count : 0;
    struct end_values read;

    if (given->form == END_NONE)
        return true;
    ki_range_read_end(range, key, given, &read);
    if (shown > 0 && read.count >= shown)
        show_parent(walker->foreign_key, walker->parent, read.values);
    end->begins = read.begins;
    end->side = read.behind ? ORDER_BEHIND : ORDER_BEFORE;
    return keep_values(range->db, &end->kept, walker, read.values, read.count,
                       shown < read.count ? shown : read.count);
}

kith_cursor kith_cursor_range(kith_range range)
{
    const struct store *store = ki_range_store(&range, __func__);
    struct walker *walker;

    if (!store || range.upper.form == END_NOTHING)
        return no_rows;
    if (is_at_rest(range.db))
        return alone_by_range(range);
    walker = new_walker(store, WALKER_ORDER, &store->table->keys[range.key]);
    if (!walker)
        return no_rows;
    if (range.parent)
        follow_parent(walker, range.parent,
                      ki_table_relationship(row_store(range.parent)->table,
                                            range.collection)
                          ->foreign_key);
    return opened(range.db, walker,
                  keep_end(walker, &range, &range.lower, &walker->lower) &&
                      keep_end(walker, &range, &range.upper, &walker->upper) &&
                      ki_walker_order(walker, &range.db->work));
}

/* --- Equal values --------------------------------------------------------- */

/* By an index that is no order. */
static kith_cursor open_equal(const struct store *store, const struct key *key,
                              const void *const *values, size_t count)
{
    struct kith_db *db = store_db(store);
    struct walker *walker;
    bool done;

    if (is_at_rest(db))
        return alone_by_match(db, match_rows(ki_index_find(
                                      &store->indexes[key->ordinal], values)));
    walker = new_walker(store, key_has_postings(key) ? WALKER_LIST : WALKER_ONE,
                        key);
    if (!walker)
        return no_rows;
    done = keep_values(db, &walker->equal, walker, values, count, 0);
    if (done && key_has_postings(key))
        ki_walker_posting(walker);
    return opened(db, walker, done);
}

static kith_cursor open_sought(const struct sought *sought)
{
    const struct foreign_key *foreign_key = sought->foreign_key;
    const struct store *store = sought->store;
    struct kith_db *db = store_db(store);
    char *parent;

    store_count_lookup(store);
    if (sought->key && sought->key->ordered)
        return kith_cursor_range(
            ki_range_with(store, sought->key, sought->values, sought->count));
    if (sought->key)
        return open_equal(store, sought->key, sought->values, sought->count);
    parent =
        ki_unique_index_find(&store_of(db, foreign_key->parent)
                                  ->indexes[foreign_key->parent_key->ordinal]
                                  .unique,
                             sought->values);
    if (parent)
        return open_children(db, foreign_key, parent);
    return foreign_key->defer_parent
               ? open_equal(store, pending_key(foreign_key), sought->values,
                            sought->count)
               : no_rows;
}

kith_cursor kith_cursor_match_at(kith_db *db, const kith_table *descriptor,
                                 const size_t *offsets,
                                 const void *const *values, size_t count)
{
    struct sought sought = {.store = NULL};

    return ki_seek_sought(db, descriptor, offsets, values, NULL, count,
                          __func__, &sought)
               ? open_sought(&sought)
               : no_rows;
}

kith_cursor kith_cursor_match_row(kith_db *db, const kith_table *descriptor,
                                  const size_t *offsets,
                                  const kith_value *values, size_t count)
{
    struct sought sought = {.store = NULL};

    return ki_seek_sought(db, descriptor, offsets, NULL, values, count,
                          __func__, &sought)
               ? open_sought(&sought)
               : no_rows;
}

/* --- Steps ---------------------------------------------------------------- */

static void *next_alone(kith_cursor *cursor)
{
    struct kith_db *db = cursor->db;

    if (!is_at_rest(db) || cursor->generation != db->closings) {
        ki_error_misuse(&db->error, "kith_cursor_next",
                        "%f: the cursor was opened in a frozen database, and "
                        "ended with the thaw");
        return NULL;
    }
    if (cursor->source == ALONE_SCAN)
        return kith_scan_next(&cursor->alone.scan);
    return cursor->source == ALONE_MATCH
               ? kith_next_match(&cursor->alone.match)
               : kith_next_in_range(&cursor->alone.range);
}

static char *next_of(struct kith_db *db, struct walker *walker, bool *failed)
{
    assert(walker->kind != WALKER_FREE);
    switch ((enum walker_kind)walker->kind) {
    case WALKER_ROWS:
        return ki_walker_next_row(walker);
    case WALKER_LIST:
        return ki_walker_next_in_list(walker, failed);
    case WALKER_ORDER:
        return ki_walker_next_in_order(walker, &db->work, failed);
    default:
        return ki_walker_next_one(walker);
    }
}

void *kith_cursor_next(kith_cursor *cursor)
{
    struct walker *walker;
    struct kith_db *db;
    bool failed = false;
    char *row;

    if (!cursor || !cursor->db)
        return NULL;
    db = cursor->db;
    if (cursor->number == 0)
        return next_alone(cursor);
    KI_REQUIRE(db, !is_at_rest(db),
               "the cursor stands still: it was opened "
               "before the database was frozen, or outside of this function",
               NULL);
    walker = walkers_find(&db->walkers, cursor->number, cursor->generation);
    KI_REQUIRE(db, walker,
               "the cursor is closed: by kith_shrink, by kith_restore, or with "
               "the transaction in which it was opened",
               NULL);
    row = next_of(db, walker, &failed);
    if (failed)
        ki_error_memory(&db->error);
    if (row && walker->kind == WALKER_ROWS)
        store_count_scanned(walker->store);
    return row;
}

void kith_cursor_close(kith_cursor *cursor)
{
    struct walker *walker;
    struct kith_db *db = cursor ? cursor->db : NULL;

    if (!db)
        return;
    if (cursor->number > 0 && is_at_rest(db)) {
        ki_error_misuse(&db->error, __func__,
                        "%f: the cursor was opened before the database was "
                        "frozen, or outside of this function: close it there");
        cursor->db = NULL; /* a loop over it ends */
        return;
    }
    walker = walkers_find(&db->walkers, cursor->number, cursor->generation);
    if (walker)
        ki_walkers_close(&db->walkers, &db->work, walker);
    cursor->db = NULL;
}

/* --- Freezing ------------------------------------------------------------- */

kith_status kith_freeze(kith_db *db)
{
    if (!db)
        return KITH_E_MISUSE;
    KI_REQUIRE(db, !db_is_frozen_by_others(db),
               "a function of a table, or one that runs beside kith_verify, "
               "may read only",
               KITH_E_MISUSE);
    if (db->freezes++ == 0)
        door_close(db);
    return KITH_OK;
}

kith_status kith_thaw(kith_db *db)
{
    if (!db)
        return KITH_E_MISUSE;
    KI_REQUIRE(db, db->freezes > 0, "the database is not frozen",
               KITH_E_MISUSE);
    if (--db->freezes == 0)
        door_open(db);
    return KITH_OK;
}
